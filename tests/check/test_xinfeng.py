"""信丰高新区 2024: what the published report gets wrong is found in its cells, what is right passes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from perfeval.check import check
from perfeval.model import CheckResult, Dossier, Line
from perfeval.read import read
from perfeval.score import score
from tests.check.conftest import MOF

BOOK = next((Path(__file__).parents[2] / "sample_workbooks").glob("信丰*/*.xlsx"))


@cache
def evaluated() -> tuple[list[CheckResult], list[Line]]:
    found = read(BOOK, MOF, BOOK.name)
    dossier = Dossier("信丰高新区", 2024, "信丰高新区_2024", sources=[found.source], forms=found.forms)
    score(dossier, MOF)
    return check(dossier, MOF)


FINDINGS = [
    ("收支-01", "错误", {"收入预决算!C8", "支出预决算!C8"}, "42326.24"),
    ("收支-02", "错误", {"收入预决算!D8", "支出预决算!D8"}, "7916.29"),
    ("收支-06", "警告", {"收入预决算!B5", "收入预决算!D5"}, "1305.41"),
    ("收支-05", "警告", {"收入预决算!B4", "收入预决算!B5", "收入预决算!B6"}, "32529.33"),
    ("支出-04", "警告", {"支出预决算!B8", "支出预决算!D8"}, "84.16%"),
    ("支出-05", "警告", {"支出预决算!B7", "支出预决算!D7"}, "83.93%"),
    ("自评-10b", "警告", {"自评表!D17", "自评表!E17"}, "目标≥90%，完成85%"),
    ("自评-02b", "警告", {"自评表!F18"}, "52"),
    ("目标-02", "警告", {"绩效目标!D4", "绩效目标!D35"}, "共32处"),
    ("目标-03", "警告", {"自评表!C4", "自评表!C16"}, "共13处"),
    ("部门-01", "警告", {"基本信息!C26", "基本信息!C18", "基本信息!C22"}, "97人，而编制75人、在职74人"),
    ("部门-04", "警告", {"基本信息!C35", "基本信息!C31"}, "28"),
    ("完成-05", "提示", {"自评表!E6"}, "366天"),
    ("文字-09", "警告", {"文字材料!B4"}, "赣发〔2019〕8号"),
    ("文字-07", "警告", {"文字材料!B31", "自评表!B13"}, "未设置成本指标"),
]


@pytest.mark.parametrize(("rule", "severity", "cells", "said"), FINDINGS, ids=[f[0] for f in FINDINGS])
def test_finding_with_its_cells(rule: str, severity: str, cells: set[str], said: str) -> None:
    lines = [line for line in evaluated()[1] if line.rule == rule]
    assert any(
        line.severity == severity and said in line.message and cells <= {str(c) for c in line.cells} for line in lines
    ), [(line.severity, line.message, [str(c) for c in line.cells]) for line in lines]


PASSED = [
    ("资产-01", {"661.35", "673.82"}),
    ("支出-01", {"924.03"}),
    ("支出-02", {"51977.45"}),
    ("收支-03", {"51977.45"}),
    ("部门-12", {"90"}),
]


@pytest.mark.parametrize(("rule", "figures"), PASSED, ids=[p[0] for p in PASSED])
def test_relation_that_holds_is_counted_as_passed(rule: str, figures: set[str]) -> None:
    results = [r for r in evaluated()[0] if r.rule == rule]
    assert {r.status for r in results} <= {"通过", "尾差"}
    seen = {format(i.left, "f") for r in results for i in r.instances if i.left is not None}
    assert figures <= seen


def test_only_what_is_arithmetically_impossible_is_an_error() -> None:
    assert {line.rule for line in evaluated()[1] if line.severity == "错误"} == {"收支-01", "收支-02"}


@pytest.mark.parametrize("rule", [f[0] for f in FINDINGS])
def test_the_rule_has_an_example_from_elsewhere(rule: str) -> None:
    entry = next(r for r in MOF.rules if r["id"] == rule)
    figures = repr(entry["fail"])
    assert not any(own in figures for own in ("61757.62", "19431.38", "51977.45", "18358.41", "信丰"))
