"""What the tests of the rule language share: a rule in one line, an example run, and the reader of targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfeval import profile
from perfeval.language import examples
from perfeval.language.evaluate import evaluate
from perfeval.language.rule import Rule
from perfeval.model import Cell, CheckResult, Measure
from perfeval.read.measure import direct, measure

MOF = profile.load("mof")


def read_measure(cell: Cell, role: str, name: str, level1: str, level2: str) -> Measure:
    found = measure(cell, name=name, profile=MOF, role="actual" if role == "actual" else "target")
    assert found is not None
    return direct(found, name, level2, level1, MOF) if role == "target" else found


def rule(formula: str, **fields: Any) -> Rule:
    entry = {"id": "试-01", "name": "试验", "severity": "错误", "formula": formula, **fields}
    return Rule.from_toml(entry)


def run(tried: Rule, example: Mapping[str, Any], **options: Any) -> list[CheckResult]:
    made = examples.dossier(tried, example, read_measure)
    return evaluate(tried, made, examples.parameters(example), always_live=True, **options)


def one(formula: str, example: Mapping[str, Any], **fields: Any) -> CheckResult:
    """The only result of a rule on an example."""
    results = run(rule(formula, **fields), example)
    assert len(results) == 1, results
    return results[0]
