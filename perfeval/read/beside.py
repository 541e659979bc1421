"""Two forms on the same lines of a sheet (左右并排): cut apart, so that each is read as if it stood alone."""

from __future__ import annotations

from dataclasses import replace
from operator import itemgetter

from perfeval.model import Cell
from perfeval.read.grid import Grid
from perfeval.read.labels import clean
from perfeval.read.lines import Lines
from perfeval.read.records.columns import Column
from perfeval.read.records.header import Header
from perfeval.read.vocabulary import Words


def side_by_side(lines: Lines, headers: list[Header], words: Words) -> list[Grid]:
    """The sheet cut where the headings of an indicator table begin anew in the same line; [] where none does.

    A title and captions that both forms share stand over each of them.
    """
    cuts: set[int] = set()
    for header in headers:
        cuts.update(_again(lines, header, words))
    if not cuts:
        return []
    shared = _shared(lines, min(h.top for h in headers), sorted(cuts))
    return _cut(lines.grid, sorted(cuts), shared)


def _again(lines: Lines, header: Header, words: Words) -> list[int]:
    """The columns where the heading's own words begin once more; [] where they do not, or a merge runs over one."""
    starting = lines.starting(header.top)
    texts = [clean(s.text) for s in starting]
    known = sum(words.columns.get(s.text) is not None for s in starting)
    for parts in (2, 3):
        width, rest = divmod(len(texts), parts)
        if rest or known < 3 * parts or texts != texts[:width] * parts:
            continue
        margin = starting[0].left - min(c for _, c in lines.grid.cells)
        wanted = [starting[k * width].left for k in range(1, parts)]
        top = _apart(lines, header.top, wanted)
        cuts = [next((c for c in range(at - margin, at + 1) if _clear(lines.grid, c, top)), None) for at in wanted]
        return [c for c in cuts if c is not None] if None not in cuts else []
    return []


def _apart(lines: Lines, top: int, starts: list[int]) -> int:
    """The first of the lines down to ``top`` in which the same label begins each form: 项目名称 | … | 项目名称 | … ."""
    rows = lines.between(1, top)
    for row in rows:
        labels = {s.left: clean(s.text) for s in lines.starting(row)}
        first = next(iter(labels.values()), None)
        if first and all(labels.get(c) == first for c in starts):
            return row
    return top


def _clear(grid: Grid, column: int, top: int) -> bool:
    over = (m for m in grid.merges if m.left < column <= m.right and (m.top, m.left) in grid.cells)
    return not any(m.bottom >= top for m in over)


def _shared(lines: Lines, top: int, cuts: list[int]) -> int:
    """The last line of a head that all the forms share: a title runs over a cut; 0 where each has its own."""
    over = [m for m in lines.grid.merges if any(m.left < c <= m.right for c in cuts) and m.bottom < top]
    if not any((m.top, m.left) in lines.grid.cells for m in over):
        return 0
    above = lines.before(_apart(lines, top, cuts))
    return above or 0


def _cut(grid: Grid, cuts: list[int], shared: int) -> list[Grid]:
    ends = [*cuts, grid.right + 1]
    head: dict[int, list[Cell]] = {}
    for (r, _), cell in sorted(((at, c) for at, c in grid.cells.items() if at[0] <= shared), key=itemgetter(0)):
        head.setdefault(r, []).append(cell)
    parts = []
    for left, end in zip([1, *cuts], ends, strict=True):
        cells = {at: cell for at, cell in grid.cells.items() if left <= at[1] < end and at[0] > shared}
        cells |= {(r, left + k): cell for r, line in head.items() for k, cell in enumerate(line)}
        merges = [m for m in grid.merges if left <= m.left < end and m.top > shared]
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
