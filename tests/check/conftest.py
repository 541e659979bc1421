"""What the tests of the checks share: the rules of every profile, and the reader of targets and results."""

from __future__ import annotations

from functools import cache

from perfeval import profile
from perfeval.language.rule import Rule
from perfeval.model import Cell, Measure
from perfeval.read.measure import direct, measure

MOF = profile.load("mof")


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(Rule.from_toml(entry) for entry in MOF.rules)


def read_measure(cell: Cell, role: str, name: str, level1: str, level2: str) -> Measure:
    found = measure(cell, name=name, profile=MOF, role="actual" if role == "actual" else "target")
    assert found is not None
    return direct(found, name, level2, level1, MOF) if role == "target" else found
