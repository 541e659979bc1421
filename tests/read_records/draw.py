"""A sheet drawn by hand: lines of cells split by ``|``; ``<`` continues the cell to its left, ``^`` the one above."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from perfeval.model import Cell, Form
from perfeval.profile import load
from perfeval.read.grid import Grid, Range, ref
from perfeval.read.sheet import SheetForms, read_sheet

PROFILE = load("mof")


def _value(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def grid(drawn: str, sheet: str = "Sheet1", file: str = "表.xlsx") -> Grid:
    """The grid of a drawing; blank lines of the drawing are left out, ``~`` stands for a line break."""
    table = [[c.strip() for c in line.split("|")] for line in drawn.strip().splitlines() if line.strip()]
    width = max(map(len, table))
    table = [row + [""] * (width - len(row)) for row in table]
    merges, cells = [], {}
    for r, row in enumerate(table):
        for c, text in enumerate(row):
            if text in ("<", "^"):
                continue
            right = c
            while right + 1 < width and row[right + 1] == "<":
                right += 1
            bottom = r
            while bottom + 1 < len(table) and table[bottom + 1][c] == "^":
                bottom += 1
            at = Range(r + 1, c + 1, bottom + 1, right + 1)
            merged = str(at) if (right, bottom) != (c, r) else None
            if merged:
                merges.append(at)
            if text:
                value = _value(text.replace("~", "\n"))
                cells[at.top, at.left] = Cell(
                    file, sheet, ref(at.top, at.left), merged, value, str(value) if text[-1:] != "0" else text
                )
    return Grid(file, sheet, cells, merges)


def read(drawn: str) -> SheetForms:
    return read_sheet(grid(drawn), PROFILE)


def form(drawn: str) -> Form:
    """The one form by records of a drawing."""
    forms = [f for f in read(drawn).forms if f.kind.endswith(("自评表", "目标表"))]
    assert len(forms) == 1, [f.kind for f in forms]
    return forms[0]


def brief(f: Form) -> list[tuple[str, ...]]:
    """name, target, actual, weight, score of each indicator; "-" where there is no such column."""

    def text(x: object) -> str:
        return "-" if x is None else str(x.text)  # type: ignore[attr-defined]

    return [(i.name, text(i.target), text(i.actual), text(i.weight), text(i.self_score)) for i in f.indicators]
