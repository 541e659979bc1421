"""Every table of the real forms, against the truth that stands beside them."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest

from perfeval.model import Leaf, Row
from perfeval.read import read
from perfeval.read.tables.words import bare
from tests.conftest import CASES
from tests.read_tables.build import MOF


def truth(case: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((case / "truth.json").read_text("utf-8"))["truth"]
    return found


WITH_TABLES = sorted(p.parent for p in CASES.glob("*/truth.json") if truth(p.parent).get("tables"))


def same(printed: object, leaf: Leaf) -> bool:
    want = str(printed)
    if "".join(want.split()) == "".join(leaf.text.split()):
        return True
    try:
        return leaf.number == Decimal(want.replace(",", ""))
    except InvalidOperation:
        return False


def stands(row: Row, label: str, column: str, printed: object, only: bool) -> bool:
    """Is this figure in that row, under a header that says the same as the truth's column."""
    if bare(label) not in (bare(row.path[-1]), bare("".join(row.path))):
        return False
    for cell in row.cells:
        head, want = (bare(cell.column[-1]), bare(column.split("|")[-1])) if cell.column else ("", "")
        under = head.endswith(want) or want.endswith(head) if cell.column else only
        if under and same(printed, cell.leaf):
            return True
    return False


@pytest.mark.parametrize("case", WITH_TABLES, ids=lambda p: p.name)
def test_every_figure_of_the_tables_is_read(case: Path) -> None:
    book = next(p for p in case.iterdir() if p.suffix in (".xlsx", ".xls", ".et", ".ods"))
    rows = [r for f in read(book, MOF, book.name).forms for r in f.rows]
    missing = []
    for table in truth(case)["tables"]:
        for line in table["rows"]:
            values = {c: v for c, v in line["values"].items() if v is not None}
            only = len(line["values"]) == 1
            for column, printed in values.items():
                if not any(stands(r, line["label"], column, printed, only) for r in rows):
                    missing.append((line["label"], column, printed))
    assert not missing


def test_there_are_cases() -> None:
    assert len(WITH_TABLES) >= 14
