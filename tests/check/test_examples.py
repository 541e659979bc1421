"""Every rule carries its proof: each passing, failing and skipped example gives that verdict."""

from __future__ import annotations

from typing import Any

import pytest

from perfeval.check import Submission, batch
from perfeval.check.examples import dossier
from perfeval.check.named.find import named
from perfeval.check.run import parameters
from perfeval.language.evaluate import evaluate
from perfeval.language.examples import parameters as given_parameters
from perfeval.language.rule import Rule
from perfeval.model import CheckResult
from tests.check.conftest import MOF, read_measure, rules

Case = tuple[str, Rule, dict[str, Any]]


def runnable() -> list[Rule]:
    """All but those that the comparison of a report makes: their examples run in tests/report."""
    return [rule for rule in rules() if rule.formula or rule.check]


def cases() -> list[Case]:
    return [
        (verdict, rule, dict(example))
        for rule in runnable()
        for verdict, examples in (("通过", rule.passes), ("不通过", rule.fails), ("不适用", rule.skips))
        for example in examples
    ]


def run(rule: Rule, example: dict[str, Any]) -> list[CheckResult]:
    if "批次" in example:
        handed = [Submission(unit, code, int(year), f"{unit}.xlsx") for unit, code, year in example["批次"]]
        return batch(handed, [rule])
    made = dossier(rule, example, read_measure)
    own = {**parameters(MOF), **rule.param, **given_parameters(example)}
    return list(named(rule, made, own) if rule.check else evaluate(rule, made, own))


@pytest.mark.parametrize(("verdict", "rule", "example"), cases(), ids=lambda v: v.id if isinstance(v, Rule) else None)
def test_example_gives_its_verdict(verdict: str, rule: Rule, example: dict[str, Any]) -> None:
    found = {r.status for r in run(rule, example)}
    if verdict == "通过":
        assert "不通过" not in found
        assert found & {"通过", "尾差"} or "批次" in example
    else:
        assert verdict in found


def test_a_failing_example_names_its_cells_and_says_what_is_wrong() -> None:
    for rule in runnable():
        for example in rule.fails:
            for result in run(rule, dict(example)):
                if result.status == "不通过":
                    assert result.cells or result.file, rule.id
                    assert result.message, rule.id
                    assert "{" not in result.message, (rule.id, result.message)


@pytest.mark.parametrize(
    ("rule_id", "shown"),
    [
        ("资金-04", False),  # 执行数 over 预算数: a fact, not to be typed down to the limit
        ("三公-05", False),
        ("部门-02", False),
        ("自评-10", False),  # the reason is missing, not the points
        ("资金-06", False),
        ("自评-18", False),
        ("自评-03", True),  # points over 分值
        ("自评-03b", True),
        ("自评-07", True),
        ("自评-02", True),
    ],
)
def test_only_what_is_to_be_typed_is_shown_as_the_right_figure(rule_id: str, shown: bool) -> None:
    rule = next(r for r in runnable() if r.id == rule_id)
    failed = [r for example in rule.fails for r in run(rule, example) if r.status == "不通过"]
    assert failed
    assert {r.mends and r.right is not None for r in failed} == {shown}
