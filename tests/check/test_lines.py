"""One cause, one line: absorption, merging, order and keys, on results made by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from perfeval.check import check
from perfeval.check.absorb import absorb
from perfeval.check.compact import compact, key, paths
from perfeval.check.coverage import coverage
from perfeval.check.examples import dossier
from perfeval.check.lines import lines
from perfeval.check.subject import short
from perfeval.check.text_numbers import left_out
from perfeval.language.rule import Rule
from perfeval.model import Cell, CheckResult, Dossier, Form
from tests.check.conftest import MOF, read_measure, rules

FORM = Form("表#1", "项目支出绩效自评表", "甲.xlsx", "表", "A1:J20")
DOSSIER = Dossier("甲", 2024, "甲_2024", forms=[FORM])


def rule(number: str, severity: str = "警告", absorbs: tuple[str, ...] = ()) -> Rule:
    entry = {
        "id": number, "name": f"规则{number}", "severity": severity, "formula": "自评表[*, 得分] ≥ 0",
        "basis": "算术关系", "hint": "改正", "absorbs": absorbs,
    }  # fmt: skip
    return Rule.from_toml(entry)


STRONG, WEAK = rule("强", "错误", ("弱",)), rule("弱")


def hit(of: Rule, *refs: str, status: str = "不通过", instance: str = "行") -> CheckResult:
    cells = tuple(Cell("甲.xlsx", "表", ref, raw=ref, shown=ref) for ref in refs)
    return of.result(status, FORM, instance, f"{of.id}不对", cells)  # type: ignore[arg-type]


def test_stronger_result_on_the_same_row_absorbs_the_weaker() -> None:
    strong, weak, other = absorb([hit(STRONG, "G12"), hit(WEAK, "H12"), hit(WEAK, "H13")], [STRONG, WEAK])
    assert strong.absorbed_by is None
    assert weak.absorbed_by == "强"
    assert other.absorbed_by is None


def test_a_wrong_total_of_one_column_hides_none_of_another() -> None:
    strong, other, same = hit(STRONG, "E5", "E6", "E7"), hit(WEAK, "G5", "G6", "G7"), hit(WEAK, "E5", "E6", "E7")
    found = absorb([strong, other, same], [STRONG, WEAK])
    assert [r.absorbed_by for r in found] == [None, None, "强"]


def test_text_that_a_sum_passes_over_is_named_as_the_cause() -> None:
    total = Cell("甲.xlsx", "表", "E5", raw="5", shown="5.00", formula="SUM(E6:E8)")
    parts = [Cell("甲.xlsx", "表", f"E{n}", raw=raw, shown=raw) for n, raw in ((6, " ２，020.00 "), (8, Decimal(5)))]  # type: ignore[arg-type]
    short = replace(hit(STRONG, "E5"), cells=(total, *parts), difference=Decimal(-2020))
    assert left_out(short)["message"] == "强不对；E6是文本，合计公式没有算进去"
    assert left_out(short)["hint"].startswith("把E6重新输成数字")
    assert left_out(replace(short, difference=Decimal(-2021))) == {}
    assert left_out(replace(short, cells=(replace(total, formula="E6+E8"), *parts))) == {}
    assert left_out(replace(short, status="通过")) == {}


def test_a_passed_stronger_rule_absorbs_nothing() -> None:
    found = absorb([hit(STRONG, "G12", status="尾差"), hit(WEAK, "G12")], [STRONG, WEAK])
    assert found[1].absorbed_by is None


def test_three_hits_of_a_rule_in_a_form_are_one_line_with_all_cells() -> None:
    made = lines([hit(WEAK, f"H{n}", instance=str(n)) for n in (12, 13, 14)], DOSSIER)
    assert len(made) == 1
    assert [c.ref for c in made[0].cells] == ["H12", "H13", "H14"]
    assert made[0].message.startswith("共3处：")
    assert made[0].left is None


def test_two_hits_stay_two_lines() -> None:
    assert len(lines([hit(WEAK, "H12"), hit(WEAK, "H13")], DOSSIER)) == 2


def test_errors_come_first_then_the_order_of_the_sheet() -> None:
    made = lines([hit(WEAK, "B20"), hit(WEAK, "B3"), hit(STRONG, "Z30")], DOSSIER)
    assert [(line.rule, line.cells[0].ref) for line in made] == [("强", "Z30"), ("弱", "B3"), ("弱", "B20")]


def test_absorbed_results_are_kept_but_not_shown() -> None:
    found = absorb([hit(STRONG, "G12"), hit(WEAK, "G12")], [STRONG, WEAK])
    assert len(compact(found)) == 2
    assert [line.rule for line in lines(found, DOSSIER)] == ["强"]


def test_passed_instances_are_one_entry_with_a_count() -> None:
    found = compact([hit(WEAK, f"H{n}", status="通过", instance=str(n)) for n in range(5)])
    assert len(found) == 1
    assert found[0].count == 5
    assert [i.instance for i in found[0].instances] == list("01234")


def test_key_has_no_address_and_changes_with_the_figures() -> None:
    one = hit(WEAK, "H12")
    cell = replace(one.cells[0], ref="K40")
    moved = replace(one, cells=(cell,))
    changed = replace(one, cells=(replace(cell, shown="9"),))
    before, after, other = (key(r, paths([r])[0]) for r in (one, moved, changed))
    assert before == after != other
    assert before.rsplit("|", 1)[0] == other.rsplit("|", 1)[0]


def test_equal_instances_get_different_keys() -> None:
    assert len(set(paths([hit(WEAK, "H12"), hit(WEAK, "H12")]))) == 2


def test_coverage_counts_and_says_why_a_rule_could_not_run() -> None:
    gap = WEAK.result("不适用", FORM, "", "", (), missing=("支出情况",))
    counts = coverage([hit(WEAK, "H12"), gap, hit(STRONG, "G1", status="通过")])
    weak = next(c for c in counts if c.rule == "弱")
    assert weak.counts == {"不通过": 1, "不适用": 1}
    assert weak.missing == ["支出情况"]


def test_ten_thousand_times_too_much_is_told_as_a_mix_of_units() -> None:
    rows = {"支出情况[合计, 本年决算数]": "10", "支出情况[基本支出, 本年决算数]": "100000"}
    made = dossier(
        next(r for r in rules() if r.id == "支出-02"), {**rows, "支出情况[项目支出, 本年决算数]": ""}, read_measure
    )
    results, _ = check(made, MOF)
    said = [r.message for r in results if r.rule == "支出-02" and r.status == "不通过"]
    assert said and all("疑元、万元混用" in m for m in said)


def test_labels_are_named_as_a_person_would() -> None:
    assert short("产出指标⏎(50分)".replace("⏎", "\n")) == "产出指标"
    assert short("指标1：全县参合人数") == "全县参合人数"
    assert short("指标12021年11月30日前完成资金支付") == "2021年11月30日前完成资金支付"
    assert short("其中:本年财政拨款") == "本年财政拨款"
    assert short("一、货币资金") == "货币资金"
    assert short("") == ""
