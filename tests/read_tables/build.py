"""Builds sheets for the tests: a list of rows, None for an empty cell, merges as "A1:C1"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from perfeval import profile
from perfeval.address import position
from perfeval.model import Cell, Form, Row
from perfeval.read.fields import Context, context_of
from perfeval.read.grid import Grid, Range, ref
from perfeval.read.lines import Lines
from perfeval.read.tables.recognise import read_tables
from perfeval.read.vocabulary import words_of

MOF = profile.load("mof")
Value = str | int | float | Decimal | None


def span(text: str) -> Range:
    """ "B2:D3" -> its range."""
    first, last = text.split(":")
    return Range(*position(first), *position(last))


def sheet(
    rows: Sequence[Sequence[Value]], merges: Iterable[str] = (), name: str = "Sheet1", file: str = "表.xlsx"
) -> Grid:
    """A grid of these rows; numbers become figures, text stays text."""
    ranges = [span(m) for m in merges]
    merged = {(m.top, m.left): m for m in ranges}
    cells: dict[tuple[int, int], Cell] = {}
    for r, line in enumerate(rows, 1):
        for c, value in enumerate(line, 1):
            if value is None:
                continue
            raw = value if isinstance(value, str) else Decimal(str(value))
            m = merged.get((r, c))
            cells[r, c] = Cell(file, name, ref(r, c), str(m) if m else None, raw, str(value))
    return Grid(file, name, cells, ranges)


def read(grid: Grid, context: Context | None = None) -> list[Form]:
    """The forms of a sheet; nothing in it may stay unclaimed."""
    said = context or context_of(Lines(grid), words_of(MOF), 1, grid.bottom)
    forms, taken = read_tables(grid, set(), MOF, said)
    left = [f"{c.ref} {c.shown}" for k, c in grid.cells.items() if k not in taken and c.shown.strip()]
    assert not left, left
    return forms


def one(grid: Grid, kind: str) -> Form:
    """The only form of that kind."""
    found = [f for f in read(grid) if f.kind == kind]
    assert len(found) == 1, [f.kind for f in read(grid)]
    return found[0]


def row(form: Form, name: str) -> Row:
    found = [r for r in form.rows if r.name == name]
    assert len(found) == 1, (name, [r.name for r in form.rows])
    return found[0]


def figure(form: Form, name: str, column: str) -> str | None:
    """The printed figure of a row and column by their canonical names."""
    leaf = row(form, name).get(column)
    return leaf.text if leaf is not None else None


def parts(form: Form, name: str) -> list[str]:
    """The names of the rows that are part of this one."""
    index = form.rows.index(row(form, name))
    return [r.name for r in form.rows if r.parent == index]
