"""Sheets as values and looks, whatever format they come from: what the copy of an old workbook is written from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Place = tuple[int, int]  # row and column, from 0
Value = str | float | bool | None
Look = dict[str, Any]  # properties of a cell format by their names in XlsxWriter

MOST_CELLS = 3_000_000
MOST_MERGED = 600_000  # positions under the merged ranges of a sheet
# of a cell whose own font the file does not tell
FONT: Look = {"font_name": "宋体", "font_size": 10}
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})


@dataclass(slots=True)
class PlainSheet:
    """A sheet. ``widths`` in characters, ``heights`` in points; ``frozen``: rows and columns that stay in sight."""

    name: str
    cells: dict[Place, tuple[Value, int]] = field(default_factory=dict)  # the number is that of the look
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # top, left, bottom, right
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    frozen: Place = (0, 0)

    def end(self) -> Place:
        """The last row and column that hold something."""
        filled = [place for place, (value, _) in self.cells.items() if value not in (None, "")]
        return max((r for r, _ in filled), default=-1), max((c for _, c in filled), default=-1)

    def trim(self) -> None:
        """Leave out what lies far beyond the values: formats of whole rows and columns, merges of nothing."""
        bottom, right = self.end()
        area, kept = 0, []
        for top, left, low, far in self.merges:
            area += (low - top + 1) * (far - left + 1)
            if area > MOST_MERGED:
                break
            if top <= bottom + 100 and left <= right + 50:
                kept.append((top, left, low, far))
        self.merges = kept
        bottom = max([bottom, *(m[2] for m in kept)])
        right = max([right, *(m[3] for m in kept)])
        self.cells = {p: cell for p, cell in self.cells.items() if p[0] <= bottom and p[1] <= right}
        self.heights = {r: h for r, h in self.heights.items() if r <= bottom + 1}
        self.widths = {c: w for c, w in self.widths.items() if c <= right + 1}
        self.hidden_rows = {r for r in self.hidden_rows if r <= bottom + 1}
        self.hidden_columns = {c for c in self.hidden_columns if c <= right + 1}


@dataclass(slots=True)
class PlainBook:
    """The sheets in the order of their tabs, and the looks that their cells name by number."""

    sheets: list[PlainSheet] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    date_1904: bool = False
    bare: bool = False  # the looks are not those of the file
