"""An indicator table without a heading (a form over two pages): its columns told by what stands in them (无表头)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from perfeval.model import BLANKS
from perfeval.read.lines import Lines
from perfeval.read.records.columns import Column
from perfeval.read.records.header import Header
from perfeval.read.vocabulary import Words, plain

_NUMBER = re.compile(r"\d{1,3}(?:\.\d+)?分?")
_SAMPLE = 60


def guess_header(lines: Lines, words: Words) -> Header | None:
    """The columns of a table that begins with 产出指标 | 数量指标 | … ; None where the sheet holds no such table."""
    rows = lines.numbers[:_SAMPLE]
    level2 = _column(lines, rows, words.level2.get)
    if level2 is None:
        return None
    first = next(r for r in rows if words.level2.get(lines.slot(r, level2).text))
    body = [r for r in rows if r >= first and not words.total.get(next((s.text for s in lines.starting(r)), ""))]
    level1 = _column(lines, body, words.level1.get, before=level2)
    places = _places(lines, body, level2)
    if not places:
        return None
    name, values = places[0], places[1:]
    while (above := lines.before(first)) is not None and _goes_on(lines, above, name, values):
        first, body = above, [above, *body]
    columns = [Column("level1", level1, level1, ())] if level1 is not None else []
    columns += [Column("level2", level2, level2, ()), Column("level3", name, name, ())]
    columns += [Column(role, c, c, ()) for c, role in _roles(lines, body, values)]
    header = Header(first - 1, first - 1, columns)
    roles = header.roles()
    return header if roles & {"target", "self_score"} and len(values) >= 2 else None


def _goes_on(lines: Lines, row: int, name: int, values: list[int]) -> bool:
    """A line above the first known level, on a page that begins inside a level: its cells stand in the same columns."""
    starts = [s.left for s in lines.filled(row) if s.starts]
    inside = len(starts) == len(lines.filled(row)) and set(starts) <= {name, *values}
    return inside and name in starts and len(starts) >= max(3, len(values) - 1)


def _column(lines: Lines, rows: list[int], known: object, before: int | None = None) -> int | None:
    """The column in which most of these lines hold a known level, if at least two do."""
    counted: dict[int, set[tuple[int, int]]] = {}
    for r in rows:
        for s in lines.filled(r):
            if (before is None or s.left < before) and callable(known) and known(s.text):
                counted.setdefault(s.left, set()).add(s.corner)
    best = max(counted, key=lambda c: len(counted[c]), default=None)
    return best if best is not None and (len(counted[best]) >= 2 or before is not None) else None


def _places(lines: Lines, rows: list[int], level2: int) -> list[int]:
    """The columns right of the second level in which cells begin."""
    return sorted({s.left for r in rows for s in lines.starting(r) if s.left > level2})


def _texts(lines: Lines, rows: Iterable[int], column: int) -> list[str]:
    slots = [lines.slot(r, column) for r in rows]
    return [plain(s.text) for s in slots if s.filled and s.starts and s.left == column]


def _roles(lines: Lines, rows: list[int], columns: list[int]) -> list[tuple[int, str]]:
    """目标, 完成, 分值, 得分, 原因 in their usual order: 得分 never exceeds 分值, text after it is the reason."""
    texts = {c: _texts(lines, rows, c) for c in columns}
    figures = [c for c in columns if texts[c] and all(_NUMBER.fullmatch(t) or t in BLANKS for t in texts[c])]
    score = figures[-1] if figures else None
    weight = None
    if score is not None and len(figures) >= 2 and columns.index(score) - columns.index(figures[-2]) == 1:
        weight = figures[-2] if _covers(lines, rows, figures[-2], score) else None
    named: list[tuple[int, str]] = []
    before = [c for c in columns if c not in (score, weight) and (score is None or c < score)]
    named += list(zip(before, ("target", "actual"), strict=False))
    if weight is not None:
        named.append((weight, "weight"))
    if score is not None:
        named.append((score, "self_score"))
        named += [(c, "reason") for c in columns if c > score][:1]
    return named


def _covers(lines: Lines, rows: list[int], weight: int, score: int) -> bool:
    """Is no score above its weight."""
    for r in rows:
        w, s = (plain(lines.slot(r, c).text).removesuffix("分") for c in (weight, score))
        if re.fullmatch(r"[\d.]+", w) and re.fullmatch(r"[\d.]+", s) and Decimal(s) > Decimal(w):
            return False
    return True
