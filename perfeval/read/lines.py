"""A sheet line by line: every line's cells from left to right, a merged cell in each line that it covers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from perfeval.frozen import frozen
from perfeval.model import Cell
from perfeval.read.grid import Grid

_WIDEST = 100_000


@frozen
class Slot:
    """A cell as one line sees it. ``top``/``bottom``/``left``/``right``: the range that it covers."""

    row: int
    left: int
    right: int
    top: int
    bottom: int
    cell: Cell
    text: str = field(init=False, repr=False, compare=False)  # as shown, without the blanks around it

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.cell.shown.strip())

    @property
    def filled(self) -> bool:
        return bool(self.text)

    @property
    def starts(self) -> bool:
        """Does the cell begin in this line (it does not hang down from one above)."""
        return self.top == self.row

    @property
    def corner(self) -> tuple[int, int]:
        return self.top, self.left

    def covers(self, column: int) -> bool:
        return self.left <= column <= self.right


@dataclass(slots=True)
class Lines:
    """The lines of a grid in which anything begins. ``claimed``: corners of the cells that somebody has understood."""

    grid: Grid
    numbers: list[int] = field(default_factory=list)
    claimed: set[tuple[int, int]] = field(default_factory=set)
    roles: dict[tuple[int, int], str] = field(default_factory=dict)  # what each claimed cell was taken for, for people
    _lines: dict[int, list[Slot]] = field(default_factory=dict)
    _filled: dict[int, list[Slot]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by_row: dict[int, list[Slot]] = defaultdict(list)
        merged: set[tuple[int, int]] = set()
        last = self.grid.bottom
        for m in self.grid.merges:
            corner = self.grid.cells.get((m.top, m.left))
            huge = (m.bottom - m.top + 1) * (m.right - m.left + 1) > _WIDEST
            if corner is None and (huge or m.top > last):
                continue
            merged.add((m.top, m.left))
            cell = self.grid.at(m.top, m.left)
            bottom = m.top if huge else min(m.bottom, max(last, m.top))
            for r in range(m.top, bottom + 1):
                by_row[r].append(Slot(r, m.left, m.right, m.top, m.bottom, cell))
        for (r, c), cell in self.grid.cells.items():
            if (r, c) not in merged:
                by_row[r].append(Slot(r, c, c, r, r, cell))
        self._lines = {r: sorted(slots, key=lambda s: s.left) for r, slots in by_row.items()}
        self._filled = {r: [s for s in slots if s.text] for r, slots in self._lines.items()}
        # a line in which nothing begins is blank, whatever hangs down into it
        self.numbers = sorted(r for r, slots in self._filled.items() if any(s.top == r for s in slots))

    def slots(self, row: int) -> list[Slot]:
        """All cells that this line shows, blank merged ones included."""
        return self._lines.get(row, [])

    def filled(self, row: int) -> list[Slot]:
        return list(self._filled.get(row, ()))

    def starting(self, row: int) -> list[Slot]:
        """The filled cells that begin in this line."""
        return [s for s in self._filled.get(row, ()) if s.top == row]

    def slot(self, row: int, column: int) -> Slot:
        """The cell at this place, a blank one with an address where the sheet has none."""
        for slot in self._lines.get(row, ()):
            if slot.left <= column <= slot.right:
                return slot
            if slot.left > column:
                break
        cell = self.grid.at(row, column)
        return Slot(row, column, column, row, row, cell)

    def pick(self, row: int, columns: Iterable[int]) -> Slot:
        """The first filled cell in these columns of the line; the first of them, blank, where all are."""
        first = None
        for column in columns:
            slot = self.slot(row, column)
            if slot.text:
                return slot
            first = first or slot
        assert first is not None
        return first

    def claim(self, slot: Slot, role: str) -> None:
        if slot.filled:
            self.claimed.add(slot.corner)
            self.roles.setdefault(slot.corner, role)

    def between(self, top: int, bottom: int) -> list[int]:
        return self.numbers[bisect_left(self.numbers, top) : bisect_right(self.numbers, bottom)]

    def before(self, row: int) -> int | None:
        """The last line above this one that holds anything."""
        at = bisect_left(self.numbers, row)
        return self.numbers[at - 1] if at else None

    def after(self, row: int) -> int | None:
        at = bisect_right(self.numbers, row)
        return self.numbers[at] if at < len(self.numbers) else None
