"""合并计分: one merged 分值 for several indicators, with one score for all of them or a score each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from perfeval.model import Form, Indicator, Score
from perfeval.score.formula import of_leaf, plain
from perfeval.score.give import Claim, suggest

_ROW = re.compile(r"\d+")
_PART = re.compile(r"^\W*其中")  # a part of the row above is not scored together with it


def groups(form: Form) -> list[list[int]]:
    """The indicators that a merged weight stands for: the first, which carries it, and those below without one."""
    found = []
    for n, i in enumerate(form.indicators):
        merged = i.weight.cell.merged if i.weight is not None and i.weight.number is not None else None
        if not merged:
            continue
        rows = [int(r) for r in _ROW.findall(merged)]
        members = [m for m in range(n + 1, len(form.indicators)) if _below(form.indicators[m], i, rows)]
        if members:
            found.append([n, *members])
    return found


def _below(i: Indicator, first: Indicator, rows: Sequence[int]) -> bool:
    cell, own = i.level3.cell, i.weight
    number = _ROW.search(cell.ref)
    inside = number is not None and cell.sheet == first.level3.cell.sheet and rows[0] < int(number[0]) <= rows[-1]
    if not inside or _PART.match(i.name):
        return False
    return own is None or own.number is None or (first.weight is not None and own.cell == first.weight.cell)


def scored_apart(form: Form, group: Sequence[int]) -> bool:
    """Has each row a score of its own, in a cell of its own?"""
    leaves = [form.indicators[n].self_score for n in group]
    return len({leaf.cell for leaf in leaves if leaf is not None and leaf.number is not None}) > 1


def ceilings(form: Form, group: Sequence[int]) -> dict[int, tuple[Decimal, bool]]:
    """Rows scored apart: each can be worth at most what the unit leaves of the common points."""
    weight = of_leaf(form.indicators[group[0]].weight)
    if weight is None:
        return {}
    own = {
        n: (leaf.number if (leaf := form.indicators[n].self_score) is not None else None) or Decimal(0) for n in group
    }
    return {n: (weight.value - sum(own.values()) + own[n], False) for n in group}


def as_one(form: Form, group: Sequence[int]) -> list[Indicator]:
    """Rows scored together, each as if it carried the common weight and score, whichever row that is written in."""
    first = form.indicators[group[0]]
    filled = (leaf for n in group if (leaf := form.indicators[n].self_score) is not None and leaf.number is not None)
    score = next(filled, first.self_score)
    alike = [replace(form.indicators[n], weight=first.weight, self_score=score, parent=None) for n in group[1:]]
    return [replace(first, self_score=score), *alike]


def together(rows: Sequence[Indicator], scores: Sequence[Score], claim: Claim) -> Score:
    """One score for several rows: anything between the worst of them and the best."""
    head = f"与下面{len(rows) - 1}行合并计分"
    for row, score in zip(rows, scores, strict=True):
        if score.low is None or score.high is None or score.verdict == "待补":
            return replace(score, explain=f"{head}；{row.name}：{score.explain}")
    low = min(s.low for s in scores if s.low is not None)
    high = max(s.high for s in scores if s.high is not None)
    if low == high:
        return replace(scores[0], explain=f"{head}；{scores[0].explain}")
    suggested, verdict, addable = suggest(claim, low, high)
    short = "、".join(row.name for row, s in zip(rows, scores, strict=True) if s.low is not None and s.low < high)
    text = f"{head}：{short}未全部达到，可给{plain(low)}—{plain(high)}"
    return Score(low, high, suggested, "合并计分", verdict, text, addable)
