"""Two forms on the same lines of a sheet (左右并排): cut apart, so that each is read as if it stood alone."""

from __future__ import annotations

from dataclasses import replace

from perfeval.read.grid import Grid
from perfeval.read.lines import Lines
from perfeval.read.records_header import Column, Header
from perfeval.read.vocabulary import Words


def side_by_side(lines: Lines, headers: list[Header], words: Words) -> list[Grid]:
    """The sheet cut where the headings of an indicator table begin anew in the same line; [] where none does."""
    cuts: set[int] = set()
    for header in headers:
        starting = lines.starting(header.top)
        firsts = [s.left for s in starting if words.columns.get(s.text) == "level1"]
        if len(firsts) > 1:
            roles = [words.columns.get(s.text) for s in starting if firsts[0] <= s.left < firsts[1]]
            again = [words.columns.get(s.text) for s in starting if s.left >= firsts[1]]
            known = [r for r in roles if r]
            if len(known) >= 3 and again[: len(roles)] == roles[: len(again)]:
                cuts.update(firsts[1:])
    clear = sorted(c for c in cuts if not any(m.left < c <= m.right for m in lines.grid.merges))
    return _cut(lines.grid, clear) if clear else []


def _cut(grid: Grid, cuts: list[int]) -> list[Grid]:
    ends = [*cuts, grid.right + 1]
    parts = []
    for left, end in zip([1, *cuts], ends, strict=True):
        cells = {at: cell for at, cell in grid.cells.items() if left <= at[1] < end}
        merges = [m for m in grid.merges if left <= m.left < end]
        hidden = frozenset(c for c in grid.hidden_columns if left <= c < end)
        parts.append(Grid(grid.file, grid.sheet, cells, merges, grid.hidden, grid.hidden_rows, hidden))
    return parts


def second_targets(header: Header, words: Words) -> Header | None:
    """一级 | 二级 | 三级 | 指标值 | 二级 | 三级 | 指标值: the targets of the year beside those of the whole term.

    The second block as a heading of its own, its levels named by the same first column; the first one keeps its
    columns only.
    """
    again = [c for c in header.columns if c.path and words.columns.get(c.path[-1]) == "level3"]
    if len(again) != 2 or header.of("level3") is None:
        return None
    start = again[1].left
    before = next((c for c in reversed(header.columns) if c.right < start and c.path), None)
    if before is not None and before.path and words.columns.get(before.path[-1]) == "level2":
        start = before.left
    own = [_as(c, words) for c in header.columns if c.left >= start]
    if not any(c.role.split(".")[0] == "target" for c in own):
        return None
    shared = [c for c in header.columns if c.role == "level1" and c.left < start]
    level2 = [c for c in header.columns if c.role == "level2"] if not any(c.role == "level2" for c in own) else []
    second = replace(header, columns=[*shared, *level2, *own])
    header.columns = [c for c in header.columns if c.left < start]
    return second


def _as(column: Column, words: Words) -> Column:
    role = words.columns.get(column.path[-1]) if column.path else None
    return replace(column, role=role) if role and not column.role else column
