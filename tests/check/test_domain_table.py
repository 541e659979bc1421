"""docs/规则对照.md: every relation of the catalogue of checks has its rule, or the reason why it has none."""

from __future__ import annotations

import re
from pathlib import Path

from tests.check.conftest import rules

PAGE = (Path(__file__).parents[2] / "docs" / "规则对照.md").read_text(encoding="utf-8")
ROWS = [[c.strip() for c in line.strip().strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("|")]
TABLE = {row[0]: row for row in ROWS if row[0] not in ("编号", "---")}
WANTED = [
    *(f"F01-{n}" for n in range(1, 6)),
    *(f"F{table:02}-{n}" for table in (2, 3, 6) for n in (1, 2)),
    *(f"F04-{n}" for n in range(1, 4)),
    *("F05-1", "F07-1", "F07-2", "F07-4", "F08-1", "FN", "GEN-01", "BX-10b", "BX-10c", "RX-12b"),
    *("CM-01", "CM-02", "BT-01", "BT-02"),
    *(f"X{n}" for n in range(1, 11)),
    *(f"B{n}" for n in range(1, 15)),
    *(f"A{n}" for n in range(1, 7)),
    *(f"SC-{n:02}" for n in range(1, 26)),
    *(f"BX-{n:02}" for n in range(1, 16)),
    *(f"TG-{n:02}" for n in range(1, 18)),
    *(f"AC-{n:02}" for n in range(1, 8)),
    *(f"RX-{n:02}" for n in range(1, 18)),
]
RULE = re.compile(r"[一-鿿]{2}-\d+[a-z]?(?:-\d+)?")


def test_every_relation_has_its_row() -> None:
    assert [w for w in WANTED if w not in TABLE] == []
    assert [w for w in TABLE if w not in WANTED] == []


def test_every_row_names_a_rule_or_a_reason() -> None:
    for row in TABLE.values():
        assert len(row) == 4, row
        assert RULE.search(row[2]) or (row[2] == "无" and row[3]), row


def test_every_named_rule_is_there() -> None:
    known = {r.id for r in rules()}
    named = {name for name in RULE.findall(PAGE) if not name.startswith("表文")}
    assert named - known == set()
