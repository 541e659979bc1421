"""Cells with addresses for examples, and where they stand on a worksheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any

from perfeval.model import Cell, Dossier, Leaf

NUMBER = re.compile(r"(-?[\d,]*\d(?:\.\d+)?)\s*(%|元|万元|亿元)?")
FILE = "例.xlsx"


@dataclass
class Sheet:
    """Gives out cells, one below the other, on a sheet of their own."""

    name: str
    unit: str
    next: int = 1

    def cell(self, given: Any) -> Cell:
        text = str(given).strip()
        found = NUMBER.fullmatch(text)
        raw: Any = text or None
        if found and found.group(2) in (None, "%"):
            raw = Decimal(found.group(1).replace(",", ""))
            raw = raw / 100 if found.group(2) else raw
        self.next += 1
        return Cell(FILE, self.name, f"B{self.next - 1}", None, raw, text)

    def leaf(self, given: Any, unit: str | None = None) -> Leaf:
        cell = self.cell(given)
        found = NUMBER.fullmatch(cell.shown)
        if not found:
            return Leaf(cell.shown, None if not cell.shown else cell.shown, cell)
        decimals = len(found.group(1).partition(".")[2])
        if found.group(2) == "%":
            assert isinstance(cell.raw, Decimal)
            return Leaf(cell.shown, cell.raw, cell, "%", decimals, True)
        number = Decimal(found.group(1).replace(",", ""))
        return Leaf(cell.shown, number, cell, found.group(2) or unit, decimals)


def cells(made: Dossier) -> dict[tuple[str, str], Cell]:
    """Every cell of an example's dossier by (sheet, address), to lay it out on a real worksheet."""
    found: dict[tuple[str, str], Cell] = {}
    for forms in (made.forms, made.previous.forms if made.previous else []):
        for form in forms:
            for cell in _cells(form):
                found[cell.sheet, cell.ref] = cell
    return found


def _cells(value: Any) -> Iterator[Cell]:
    if isinstance(value, Cell):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for f in fields(value):
            yield from _cells(getattr(value, f.name))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _cells(one)
