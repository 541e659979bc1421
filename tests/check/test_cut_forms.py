"""残表: no 错误 from sums of a form whose end was not found, but what cannot be right stays one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfeval.check import check
from perfeval.model import Cell, Dossier, Form, Indicator, Leaf
from tests.check.conftest import MOF


def leaf(ref: str, text: str) -> Leaf:
    value = Decimal(text) if text.replace(".", "").isdigit() else text
    return Leaf(text, value, Cell("甲.xlsx", "表", ref, raw=value, shown=text))


def dossier(total: str, rows: list[tuple[str, str]], complete: bool) -> Dossier:
    form = Form("表#1", "项目支出绩效自评表", "甲.xlsx", "表", "A1:J20", complete=complete)
    for n, (weight, score) in enumerate(rows, start=1):
        item = Indicator(leaf(f"D{n}", f"指标甲{n}"), weight=leaf(f"H{n}", weight), self_score=leaf(f"I{n}", score))
        form.indicators.append(item)
    form.totals.self_score = leaf("I30", total)
    return Dossier("甲", 2024, "甲_2024", forms=[form])


def found(made: Dossier, rule: str) -> set[str]:
    results, _ = check(made, MOF)
    return {r.status for r in results if r.rule == rule}


@pytest.mark.parametrize(
    ("total", "complete", "status"),
    [("96", True, "不通过"), ("96", False, "不适用"), ("40", False, "不通过"), ("101", False, "不通过")],
)
def test_total_of_scores(total: str, complete: bool, status: str) -> None:
    made = dossier(total, [("30", "30"), ("20", "20")], complete)
    assert status in found(made, "自评-02")


def test_weights_over_100_are_an_error_even_there() -> None:
    made = dossier("110", [("60", "60"), ("50", "50")], complete=False)
    assert "不通过" in found(made, "自评-01")


def test_the_one_warning_says_how_much_was_recognised() -> None:
    results, lines = check(dossier("96", [("30", "30"), ("20", "20")], complete=False), MOF)
    said = [line for line in lines if line.rule == "自评-00"]
    assert [line.message for line in said] == ["只认出50分的指标，可能有行未认出或未填"]
    assert said[0].severity == "警告"
    assert not [r for r in results if r.severity == "错误" and r.status == "不通过"]


def test_weights_written_as_percents_are_points() -> None:
    made = dossier("100", [("60", "60"), ("40", "40")], complete=True)
    for n, text in enumerate(("60%", "40%")):
        value = Decimal(text.rstrip("%"))
        made.forms[0].indicators[n].weight = Leaf(
            text, value, Cell("甲.xlsx", "表", f"H{n}", raw=text, shown=text), "%"
        )
    results, _ = check(made, MOF)
    assert not [r.message for r in results if r.severity == "错误" and r.status == "不通过"]
    assert "通过" in {r.status for r in results if r.rule == "自评-03"}
    assert made.forms[0].indicators[0].weight.unit == "%"  # what was read is not changed


@pytest.mark.parametrize(("total", "status"), [("98.6187", "尾差"), ("98.62", "尾差"), ("98.63", "不通过")])
def test_hidden_decimals_are_no_error_but_a_hundredth_is(total: str, status: str) -> None:
    made = dossier(total, [("60", "58.6183"), ("40", "40")], complete=True)
    assert {status} == found(made, "自评-02") - {"通过", "不适用"}
