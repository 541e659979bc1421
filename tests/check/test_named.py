"""Named checks on names and targets as people write them: what must not be called a fault, and what must."""

from __future__ import annotations

from typing import Any

import pytest

from perfeval.check.named.find import named
from perfeval.check.run import parameters
from perfeval.model import CheckResult, Dossier, Indicator
from tests.check.conftest import MOF, rules
from tests.score.by_hand import Cells, filled, form, row


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


def at(**heads: str) -> Indicator:
    leaves: dict[str, Any] = {name: filled(Cells(), text) for name, text in heads.items()}
    made = row("培训人次", "≥200人", "200人", "10", "10")
    for name, found in leaves.items():
        setattr(made, name, found)
    return made


def test_the_same_indicator_of_two_projects_or_levels_is_no_repetition() -> None:
    assert faults("目标-18", at(block="项目一"), at(block="项目二")) == []
    assert faults("目标-18", at(level1="产出指标"), at(level1="效益指标")) == []


def test_the_same_indicator_twice_below_each_other_is_told() -> None:
    (found,) = faults("目标-18", at(block="项目一"), at(block="项目一"), at(block="项目二"))
    assert "列了2行" in found.message
