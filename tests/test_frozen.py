"""Frozen values: compared, hashed and changed as those of ``dataclass(frozen=True)``."""

from __future__ import annotations

from dataclasses import replace

from perfeval.frozen import changed
from perfeval.model import Cell, CheckResult

CELL = Cell("a.xlsx", "表1", "B2", shown="10")


def test_equal_values_are_one_in_a_set() -> None:
    assert len({CELL, Cell("a.xlsx", "表1", "B2", shown="10"), Cell("a.xlsx", "表1", "B3")}) == 2


def test_changed_is_replace() -> None:
    result = CheckResult("自评-01", "名", "表", "1", "行", "不通过", "错误", "句", (CELL,), count=2)
    assert changed(result, message="另一句", key="k") == replace(result, message="另一句", key="k")
    assert result.message == "句"
