"""The same table moved, spread, unmerged, its columns permuted: what is read stays the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from perfeval.model import Cell, Form
from perfeval.read.grid import Grid, Range, ref
from tests.read_tables.accounts import TABLES as ACCOUNTS
from tests.read_tables.budgets import TABLES as BUDGETS
from tests.read_tables.build import read, sheet

TABLES = {**ACCOUNTS, **BUDGETS}
Place = Callable[[int], int]


def moved(grid: Grid, row: Place, column: Place, *, merges: bool = True) -> Grid:
    """The sheet with every cell at another place."""
    ranges = [Range(row(m.top), column(m.left), row(m.bottom), column(m.right)) for m in grid.merges] if merges else []
    corners = {(m.top, m.left): m for m in ranges}
    cells: dict[tuple[int, int], Cell] = {}
    for (r, c), cell in grid.cells.items():
        at = (row(r), column(c))
        merged = str(corners[at]) if at in corners else None
        cells[at] = replace(cell, ref=ref(*at), merged=merged)
    return Grid(grid.file, grid.sheet, cells, ranges)


def essence(forms: list[Form]) -> object:
    """All that was read, without addresses."""
    return [
        (
            f.kind,
            f.year,
            f.unit_of_amount,
            f.columns,
            [
                (r.path, r.name, r.code, r.role, r.parent, r.full, [(c.column, c.name, c.leaf.text) for c in r.cells])
                for r in f.rows
            ],
            [n.text for n in f.notes],
        )
        for f in forms
    ]


def same(number: int) -> int:
    return number


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(
    ("row", "column", "merges"),
    [
        (lambda r: r + 7, lambda c: c + 3, True),
        (lambda r: 2 * r, same, True),
        (same, lambda c: 2 * c, True),
        (same, same, False),
        (lambda r: 3 * r, lambda c: 3 * c, True),
    ],
    ids=["moved", "blank rows", "blank columns", "no merges", "both"],
)
def test_layout_does_not_matter(name: str, row: Place, column: Place, merges: bool) -> None:
    grid = TABLES[name]
    assert essence(read(moved(grid, row, column, merges=merges))) == essence(read(grid))


def filled(grid: Grid) -> Grid:
    """As some exports write it: no merges, a merged cell's text in every cell that it covered."""
    cells = dict(grid.cells)
    for m in grid.merges:
        if corner := grid.cells.get((m.top, m.left)):
            for r in range(m.top, m.bottom + 1):
                cells |= {(r, c): replace(corner, ref=ref(r, c), merged=None) for c in range(m.left, m.right + 1)}
    return Grid(grid.file, grid.sheet, cells, [])


# 06: a total merged over a column of figures; 08: the year stands only in a note that is one line of twelve cells then
@pytest.mark.parametrize("name", [n for n in TABLES if n not in ("06", "08 空表")])
def test_merged_texts_written_into_every_cell(name: str) -> None:
    grid = TABLES[name]
    plain, again = read(grid), read(filled(grid))
    assert [f.kind for f in again] == [f.kind for f in plain]
    for one, other in zip(plain, again, strict=True):
        assert [(r.name, r.code, r.parent) for r in other.rows] == [(r.name, r.code, r.parent) for r in one.rows]
        figures = [[(c.name, c.leaf.text) for c in r.cells] for r in one.rows]
        assert [[(c.name, c.leaf.text) for c in r.cells] for r in other.rows] == figures


def test_the_name_of_the_sheet_does_not_matter() -> None:
    for grid in TABLES.values():
        other = Grid(grid.file, "Sheet9", grid.cells, grid.merges)
        assert [f.kind for f in read(other)] == [f.kind for f in read(grid)]


@pytest.mark.parametrize("order", [[2, 0, 1], [1, 2, 0], [2, 1, 0]])
def test_permuted_columns_give_the_same_figures(order: list[int]) -> None:
    head = ["收入决算数", "年初预算数", "调整数"]
    body = {
        "1、本年收入合计：": [51977.45, 19431.38, 53841.33],
        "其中：一般公共预算财政拨款": [18358.41, 17053, 17053],
        "其他资金": [1089.71, 1200, 1200],
        "2、年初结转和结余": [0, 0, 0],
        "合计": [51977.45, 19431.38, 53841.33],
    }

    def table(columns: list[int]) -> Grid:
        rows = [["项目", *(head[k] for k in columns)]]
        return sheet([*rows, *([label, *(figures[k] for k in columns)] for label, figures in body.items())])

    def figures(grid: Grid) -> set[tuple[str, str, str, str | None]]:
        [form] = read(grid)
        return {(form.kind, r.name, c.name, c.leaf.text) for r in form.rows for c in r.cells}

    assert figures(table(order)) == figures(table([0, 1, 2]))
    assert ("收入情况", "本年收入合计", "调整预算数", "53841.33") in figures(table(order))
