"""A sheet as the recognisers see it: filled cells by position, merges resolved, nothing of the file format left."""

from __future__ import annotations

from dataclasses import dataclass, field

from perfeval.address import column_letters
from perfeval.frozen import frozen
from perfeval.model import Cell


def ref(row: int, column: int) -> str:
    """(7, 3) -> C7."""
    return f"{column_letters(column)}{row}"


@frozen
class Range:
    """A rectangle of cells, 1-based, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{ref(self.top, self.left)}:{ref(self.bottom, self.right)}"


@dataclass(slots=True)
class Grid:
    """``cells`` holds the filled cells only, keyed (row, column), a merged one at its top left corner."""

    file: str
    sheet: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[Range] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    _merged: dict[tuple[int, int], Range] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for m in self.merges:
            # a merge over a million empty rows is a formatting accident: only its corner matters then
            if (m.bottom - m.top + 1) * (m.right - m.left + 1) > 100_000:
                self._merged[m.top, m.left] = m
                continue
            for r in range(m.top, m.bottom + 1):
                for c in range(m.left, m.right + 1):
                    self._merged[r, c] = m

    def merge(self, row: int, column: int) -> Range | None:
        """The merged range that covers this position."""
        return self._merged.get((row, column))

    def at(self, row: int, column: int) -> Cell:
        """The cell seen at this position (of a merged range its top left), an empty one with an address otherwise."""
        m = self._merged.get((row, column))
        corner = (m.top, m.left) if m else (row, column)
        found = self.cells.get(corner)
        if found is None:
            found = Cell(self.file, self.sheet, ref(*corner), str(m) if m else None)
        return found

    def text(self, row: int, column: int) -> str:
        return self.at(row, column).shown

    def rows(self) -> list[int]:
        """The numbers of the rows that hold a filled cell, ascending."""
        return sorted({r for r, _ in self.cells})

    @property
    def bottom(self) -> int:
        return max((r for r, _ in self.cells), default=0)

    @property
    def right(self) -> int:
        return max((c for _, c in self.cells), default=0)
