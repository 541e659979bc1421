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
