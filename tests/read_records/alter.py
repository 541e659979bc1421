"""The same form laid out otherwise: blank lines, moved, split and merged cells, columns in another order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from perfeval.model import Cell
from perfeval.read.grid import Grid, Range, ref

Place = tuple[int, int]


def rebuild(grid: Grid, place: Callable[[int, int], Place], merges: Iterable[Range], sheet: str | None = None) -> Grid:
    """The grid with every filled cell at ``place`` and these merges; addresses follow."""
    name = sheet or grid.sheet
    kept = list(merges)
    corner = {(m.top, m.left): str(m) for m in kept}
    cells: dict[Place, Cell] = {}
    for (r, c), cell in grid.cells.items():
        at = place(r, c)
        cells[at] = replace(cell, sheet=name, ref=ref(*at), merged=corner.get(at))
    return Grid(grid.file, name, cells, kept)


def moved(grid: Grid, down: int, right: int) -> Grid:
    shifted = [Range(m.top + down, m.left + right, m.bottom + down, m.right + right) for m in grid.merges]
    return rebuild(grid, lambda r, c: (r + down, c + right), shifted)


def renamed(grid: Grid, name: str) -> Grid:
    return rebuild(grid, lambda r, c: (r, c), grid.merges, name)


def with_blank_rows(grid: Grid, before: Iterable[int]) -> Grid:
    """A blank row before each of these rows; a merge that runs over the place grows."""
    cuts = sorted(before)

    def down(row: int) -> int:
        return row + sum(c <= row for c in cuts)

    merges = [Range(down(m.top), m.left, down(m.bottom), m.right) for m in grid.merges]
    return rebuild(grid, lambda r, c: (down(r), c), merges)


def with_blank_columns(grid: Grid, before: Iterable[int]) -> Grid:
    cuts = sorted(before)

    def along(column: int) -> int:
        return column + sum(c <= column for c in cuts)

    merges = [Range(m.top, along(m.left), m.bottom, along(m.right)) for m in grid.merges]
    return rebuild(grid, lambda r, c: (r, along(c)), merges)


def written(grid: Grid, otherwise: Callable[[Place, Cell], Cell]) -> Grid:
    """The cells written otherwise, where they are."""
    cells = {place: otherwise(place, cell) for place, cell in grid.cells.items()}
    return Grid(grid.file, grid.sheet, cells, list(grid.merges))


def unmerged(grid: Grid, wanted: Callable[[Range], bool]) -> Grid:
    """The merges that are wanted are split: their text stays in the first cell."""
    return rebuild(grid, lambda r, c: (r, c), [m for m in grid.merges if not wanted(m)])


def taller_heading(grid: Grid, top: int, bottom: int, columns: range) -> Grid:
    """The heading's cells merged over one more line: a blank line below it that they all hang into."""
    grown = with_blank_rows(grid, [bottom + 1])
    merges = [m for m in grown.merges if not (m.bottom == bottom and m.top >= top and m.left in columns)]
    for c in columns:
        old = next((m for m in grown.merges if m.top <= bottom <= m.bottom and m.left <= c <= m.right), None)
        if old is not None and old.bottom > bottom:
            continue
        if old is None:
            merges.append(Range(bottom, c, bottom + 1, c))
        elif old.left == c:
            merges.append(Range(old.top, old.left, bottom + 1, old.right))
    return rebuild(grown, lambda r, c: (r, c), merges)


def reordered(grid: Grid, rows: range, groups: list[range], order: list[int]) -> Grid:
    """Within these rows the groups of columns stand in another order, side by side from the first one's place.

    Cells outside the rows or the groups stay. A merge must lie within a group, or outside all of them.
    """
    start = groups[0].start
    target: dict[int, int] = {}
    at = start
    for i in order:
        for c in groups[i]:
            target[c] = at
            at += 1

    def place(r: int, c: int) -> Place:
        return (r, target.get(c, c)) if r in rows else (r, c)

    merges = []
    for m in grid.merges:
        inside = m.top in rows and m.left in target
        merges.append(Range(m.top, target[m.left], m.bottom, target[m.left] + m.right - m.left) if inside else m)
    return rebuild(grid, place, merges)


def squeeze(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


def stacked(upper: Grid, lower: Grid, gap: int) -> Grid:
    """Two sheets one below the other on one."""
    down = upper.bottom + gap
    below = moved(renamed(lower, upper.sheet), down, 0)
    cells = {**upper.cells, **{k: replace(c, file=upper.file) for k, c in below.cells.items()}}
    return Grid(upper.file, upper.sheet, cells, [*upper.merges, *below.merges])


def reworded(grid: Grid, words: dict[Place, str]) -> Grid:
    """Other words in these cells."""
    cells = {k: replace(c, raw=words[k], shown=words[k]) if k in words else c for k, c in grid.cells.items()}
    return Grid(grid.file, grid.sheet, cells, grid.merges)


def beside(left: Grid, right: Grid, gap: int) -> Grid:
    """Two sheets side by side on one."""
    along = moved(renamed(right, left.sheet), 0, left.right + gap)
    cells = {**left.cells, **{k: replace(c, file=left.file) for k, c in along.cells.items()}}
    return Grid(left.file, left.sheet, cells, [*left.merges, *along.merges])


def rewritten(grid: Grid, write: Callable[[str], str]) -> Grid:
    """The same texts typed otherwise."""
    cells = {
        k: replace(c, raw=write(c.raw), shown=write(c.raw)) if isinstance(c.raw, str) else c
        for k, c in grid.cells.items()
    }
    return Grid(grid.file, grid.sheet, cells, grid.merges)


def loose(text: str) -> str:
    """分　值, 年度指\n标值: blanks and line breaks between the characters of a short label."""
    short = squeeze(text)
    if not re.fullmatch("[一-鿿]{2,8}", short):
        return text
    half = len(short) // 2
    return "　".join(short) if len(short) < 5 else f"{short[:half]}\n{short[half:]}"


def wide(text: str) -> str:
    """Full-width digits and signs."""
    return text.translate(str.maketrans("()%:0123456789", "（）％：０１２３４５６７８９"))
