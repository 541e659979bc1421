"""Columns left of the figures that name no row: a second classification beside the first, the unit of each figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from perfeval.read.labels import clean
from perfeval.read.tables.header import Column
from perfeval.read.tables.sight import Sight

_UNIT = re.compile(r"(?:[千万亿]*元|[台套辆个人件次户处座批项亩宗份部栋间米里公方平万千吨升立㎡%％、/或()（）]+)")


def set_aside(sight: Sight, columns: Sequence[Column], lines: Iterable[int]) -> None:
    """Give those columns the role of a note, so that the rows are called by what names them."""
    rows = list(lines)
    for block in {c.block for c in columns}:
        before = _before_figures([c for c in columns if c.block == block])
        labels = [c for c in before if c.role == "label"]
        for column in labels[1:]:
            texts = _texts(sight, column, rows)
            if sight.words.has("of_units", clean(column.head)) and texts and all(map(_UNIT.fullmatch, texts)):
                column.role = "note"
        _one_classification(sight, before, rows)


def _before_figures(columns: list[Column]) -> list[Column]:
    first = next((k for k, c in enumerate(columns) if c.role == "figure"), len(columns))
    return columns[:first]


def _one_classification(sight: Sight, columns: list[Column], rows: list[int]) -> None:
    """部门经济科目 编码 | 名称 | 政府经济科目 编码 | 名称 : the finer of the two names the rows."""
    groups: list[list[Column]] = []
    for k, column in enumerate(columns):
        if column.role == "code" and (k == 0 or columns[k - 1].role != "code"):
            groups.append([])
        if groups and column.role in ("code", "label"):
            groups[-1].append(column)
    named = [g for g in groups if any(c.role == "label" for c in g)]
    if len(named) < 2 or len(named) < len(groups):
        return
    finest = max(named, key=lambda g: len({t for c in g for t in _texts(sight, c, rows)}))  # the first of equals
    for group in named:
        if group is not finest:
            for column in group:
                column.role = "note"


def _texts(sight: Sight, column: Column, rows: list[int]) -> list[str]:
    spots = (s for r in rows for s in sight.lines.get(r, ()) if column.left <= s.column <= column.right)
    return ["".join(s.text.split()) for s in spots]
