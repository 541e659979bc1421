"""Named checks on names and targets as people write them: what must not be called a fault, and what must."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.check import check
from perfeval.check.named.find import named
from perfeval.check.run import parameters
from perfeval.model import CheckResult, Dossier, Indicator
from perfeval.read.measure import measure
from perfeval.score.figures import Doubt, pair
from perfeval.score.policy import policy_for
from tests.check.conftest import MOF, rules
from tests.score.by_hand import Cells, filled, form, row, scored


def faults(number: str, *rows: Indicator) -> list[CheckResult]:
    rule = next(r for r in rules() if r.id == number)
    made = Dossier("例", 2023, "例", forms=[form(*rows)])
    found = list(named(rule, made, {**parameters(MOF), **rule.param}))
    assert found
    return [r for r in found if r.status == "不通过"]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("补助村干部1,200人", "1200人"),
        ("补助村干部1，200人", "1200人"),
        ("发放补助1,200,000元", "1200000元"),
        ("开展检查4到5次", "≥4次"),
        ("修路5+3公里", "8公里"),
        ("巡查2人×3人", "6人"),
        ("巡查2*3人", "6人"),
    ],
)
def test_a_figure_that_is_part_of_another_is_no_other_target(name: str, target: str) -> None:
    assert faults("目标-11", row(name, target, target, "10", "10")) == []


def test_a_name_with_another_figure_than_its_target_is_told() -> None:
    (found,) = faults("目标-11", row("补助村干部1,200人", "1000人", "1000人", "10", "10"))
    assert "指标名写明1200人" in found.message and "1000人" in found.message


@given(st.integers(1, 500), st.integers(1, 10**8), st.sampled_from(["万元", "亿元", "万粒"]))
def test_a_unit_left_out_is_told_where_the_score_is_in_doubt_for_it(wanted: int, done: int, unit: str) -> None:
    item = row("设备购置", f"≥{wanted}{unit}", f"{done}", "10", "10")
    assert item.target is not None and item.actual is not None
    scored = pair(item.target, item.actual, item.name, policy_for(form(item), MOF))
    doubted = isinstance(scored, Doubt) and "没有写单位" in scored.reason
    assert ["没有写单位，相差约一" in f.message for f in faults("完成-03", item)] == [True] * doubted


@pytest.mark.parametrize(("done", "told"), [("120000", True), ("1200000", True), ("1200001", False), ("11999", False)])
def test_ten_times_off_may_still_be_the_unit_left_out(done: str, told: bool) -> None:
    assert bool(faults("完成-03", row("设备购置", "≤12万元", done, "10", "10"))) is told


def at(**heads: str) -> Indicator:
    leaves: dict[str, Any] = {name: filled(Cells(), text) for name, text in heads.items()}
    made = row("培训人次", "≥200人", "200人", "10", "10")
    for name, found in leaves.items():
        setattr(made, name, found)
    return made


def test_the_same_indicator_of_two_projects_or_levels_is_no_repetition() -> None:
    assert faults("目标-18", at(block="项目一"), at(block="项目二")) == []
    assert faults("目标-18", at(level1="产出指标"), at(level1="效益指标")) == []


def test_the_same_indicator_on_two_levels_is_told_within_one_project_only() -> None:
    """目标-18 once told of 数量指标 of one project and 质量指标 of another as if they stood in one list."""
    one, other = at(block="项目一", level2="数量指标"), at(block="项目二", level2="质量指标")
    assert faults("目标-18", one, other) == []
    (found,) = faults("目标-18", one, at(block="项目一", level2="质量指标"), other)
    assert "同时列在数量指标、质量指标下" in found.message


def test_the_same_indicator_twice_in_each_of_two_projects_is_told_of_both() -> None:
    found = faults("目标-18", *(at(block=b) for b in ("项目一", "项目一", "项目二", "项目二")))
    assert ["列了2行" in f.message for f in found] == [True, True]


def test_the_same_indicator_twice_below_each_other_is_told() -> None:
    (found,) = faults("目标-18", at(block="项目一"), at(block="项目一"), at(block="项目二"))
    assert "列了2行" in found.message


def test_points_that_the_cell_prints_with_their_unit_are_not_said_twice() -> None:
    made = Dossier(
        "例", 2023, "例", forms=[scored(form(row("治理面积", "≥2万亩", "1.6万亩", "15分", "8分", reason="雨季")))]
    )
    said = [r.message for r in check(made, MOF)[0] if r.rule == "自评-09" and r.status == "不通过"]
    assert said == ["得8分，按完成比例可得12分"]


def test_a_unit_alone_is_no_target() -> None:
    """指标值 blank | 度量单位 次: the target was forgotten."""
    cells = Cells()
    lone = row("活动次数", "", "43", "10", "10")
    lone.target = measure(cells(""), name="活动次数", profile=MOF, role="target", unit=cells("次"))
    (found,) = faults("自评-16d", lone, row("发稿数量", "≥5篇", "6篇", "10", "10"))
    assert found.message.startswith("没有填年度指标值")
