"""Rows of labels and figures whose header stands in cells that a form has taken, or nowhere: still a table."""

from __future__ import annotations

import re

from perfeval.read.tables.header import Column, Header, give_roles, is_footer, look
from perfeval.read.tables.matrix import Matrix, finish
from perfeval.read.tables.sight import Sight, Spot

_YEAR = re.compile(r"20\d\d年?度?$")
_CLIMB = 4  # rows above that may hold the header
_LONG = 30


def orphan_at(sight: Sight, position: int) -> Matrix | None:
    """The rows from here on that have words on the left and figures on the right, two figures at least."""
    lines: list[int] = []
    end = position
    figures: set[int] = set()
    labels: set[int] = set()
    while end < len(sight.rows):
        line = sight.lines[sight.rows[end]]
        found = _shape(line)
        if found is None or is_footer(line[0], sight.words):
            break
        words, numbers = found
        if lines and figures and numbers and not figures & numbers:
            break  # other columns: another table
        labels |= words
        figures |= numbers
        lines.append(sight.rows[end])
        end += 1
    count = sum(s.sort == "number" for r in lines for s in sight.lines[r])
    if count < 2 or not labels or min(figures) < min(labels):
        return None
    top = lines[0]
    columns = [Column(c, c, ()) for c in labels if c < min(figures)]
    columns += [Column(c, c, tuple(_above(sight, top, c))) for c in sorted(figures)]
    columns.sort(key=lambda c: c.left)
    body = [sight.lines[r] for r in lines]
    give_roles(columns, look(columns, body, sight.words), sight.words)
    return finish(sight, Matrix(Header(position, position, columns, []), lines, end))


def _shape(line: list[Spot]) -> tuple[set[int], set[int]] | None:
    """The columns of the words and of the figures, if the words stand left of the figures."""
    numbers = {s.column for s in line if s.sort != "text"}
    first = min(numbers, default=None)
    if first is None:
        return None
    words = {s.column for s in line if s.sort == "text" and s.column < first}
    behind = [s for s in line if s.sort == "text" and s.column > first]
    return (words, numbers) if words and not behind else None


def _above(sight: Sight, row: int, column: int) -> list[Spot]:
    """The words over this column, the nearest last, whoever has taken them."""
    found: list[Spot] = []
    at = row - 1
    while at >= max(1, row - _CLIMB):
        spot = sight.seen(at, column)
        if spot is None or spot.sort != "text" or len(spot.text) > _LONG or not _heads(sight, spot):
            break
        found.insert(0, spot)
        at = spot.row - 1
    return found


def _heads(sight: Sight, spot: Spot) -> bool:
    return sight.words.has("figures", spot.text) or _YEAR.search(spot.text) is not None
