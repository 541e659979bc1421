"""A sheet as the table reader sees it: filled cells that nobody has claimed, row by row, with their rectangles.

Blank rows vanish here, so a table with blank rows in it reads like one without.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import replace
from typing import Literal

from perfeval.frozen import frozen
from perfeval.model import BLANKS, Cell, Leaf
from perfeval.read.grid import Grid, Range
from perfeval.read.labels import clean
from perfeval.read.leaf import leaf
from perfeval.read.tables.words import Words

Sort = Literal["number", "nothing", "text"]

_NUMBER = re.compile(
    r"[-+−(（]?[¥￥]?\d[\d,，\s]*(?:[.．。]\s*\d[\d\s]*)?[)）]?"
    r"(?:%|‰|元|万元|亿元|千元|分|[个人次辆台套项家间天亩户件名吨场期份批]|人次|批次|辆次|平方米|㎡|m2|公里|个百分点)?"
)
_YEAR = re.compile(r"(?:19|20)\d\d年度?")
_BARE_YEAR = re.compile(r"20[0-4]\d")


@frozen
class Spot:
    """A filled cell with the rectangle that it covers. ``nothing``: one of the signs for nothing (—, /, 无)."""

    row: int
    column: int
    bottom: int
    right: int
    cell: Cell
    text: str
    sort: Sort

    @property
    def label(self) -> str:
        return clean(self.text)

    @property
    def year(self) -> bool:
        """2023, which may head a column or be an amount."""
        return _BARE_YEAR.fullmatch("".join(self.text.split())) is not None


def heading(line: list[Spot]) -> bool:
    """May this row be a header: words only, or words and at least two years in a row (2022 | 2023)."""
    numbers = [s for s in line if s.sort != "text"]
    if not numbers:
        return True
    if len(numbers) < 2 or not all(s.year for s in numbers):
        return False
    years = [int("".join(s.text.split())) for s in numbers]
    return all(abs(b - a) == 1 for a, b in itertools.pairwise(years))


def sort_of(cell: Cell) -> Sort:
    """Is it a figure, a sign for nothing, or text; 2023年 is text, for it heads columns."""
    text = unicodedata.normalize("NFKC", cell.shown).strip()
    if _YEAR.fullmatch(text):
        return "text"
    if not isinstance(cell.raw, str | bool) and cell.raw is not None:
        return "number"
    if "".join(text.split()) in BLANKS:
        return "nothing"
    return "number" if _NUMBER.fullmatch(text) else "text"


def value_of(cell: Cell, unit: str | None = None) -> Leaf:
    """The leaf of a cell; text that is no figure as a whole has no number, whatever stands at its beginning."""
    found = leaf(cell, unit)
    if found.number is not None and sort_of(cell) == "text":
        return replace(found, value=None, unit=None)
    return found


class Sight:
    """``rows``: the numbers of the rows in which an unclaimed cell begins; ``lines``: their spots, left to right."""

    def __init__(self, grid: Grid, claimed: set[tuple[int, int]], words: Words) -> None:
        self.grid = grid
        self.words = words
        found: dict[int, list[Spot]] = {}
        self._spots: dict[tuple[int, int], Spot] = {}
        for (row, column), cell in sorted(grid.cells.items()):
            if (row, column) in claimed or not (cell.shown.strip() or cell.raw not in (None, "")):
                continue
            spot = self._spot(row, column, cell)
            if spot.text or spot.sort == "number":
                found.setdefault(row, []).append(spot)
                self._spots[row, column] = spot
        self.rows = list(found)
        self.lines = found
        self.roles: dict[tuple[int, int], str] = {}

    def _spot(self, row: int, column: int, cell: Cell) -> Spot:
        m = self.grid.merge(row, column)
        bottom, right = (m.bottom, m.right) if m else (row, column)
        return Spot(row, column, bottom, right, cell, cell.shown.strip(), sort_of(cell))

    def over(self, row: int, column: int) -> Spot | None:
        """The unclaimed spot whose rectangle covers this position."""
        spot = self._spots.get((row, column))
        if spot is None and (m := self.grid.merge(row, column)):
            spot = self._spots.get((m.top, m.left))
        return spot

    def seen(self, row: int, column: int) -> Spot | None:
        """The filled cell at this position, whether somebody has claimed it or not."""
        merge = self.grid.merge(row, column)
        corner = (merge.top, merge.left) if merge else (row, column)
        cell = self.grid.cells.get(corner)
        return self._spot(*corner, cell) if cell is not None and cell.shown.strip() else None

    def claim(self, role: str, *spots: Spot) -> None:
        """Take these cells; ``role`` says for people what they were taken for. The first role stays."""
        for spot in spots:
            self.roles.setdefault((spot.row, spot.column), role)

    @property
    def claimed(self) -> set[tuple[int, int]]:
        return set(self.roles)

    def frame(self, spots: list[Spot]) -> str:
        """The range that holds these spots, as printed in result.json."""
        return str(
            Range(
                min(s.row for s in spots),
                min(s.column for s in spots),
                max(s.bottom for s in spots),
                max(s.right for s in spots),
            )
        )
