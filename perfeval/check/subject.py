"""What a finding is about, named as a person would: "产出指标/全县参合人数", "资金/年度资金总额", "支出情况/合计"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from perfeval.model import Cell, Dossier, Form, Fund, Indicator, Leaf

_POINTS = re.compile(r"[（(][^（）()]*分[^（）()]*[）)]?")
_NUMBER = re.compile(
    r"^(?:其中[：:]?|指标\s*\d{1,2}\s*[：:、.]|指标\s*\d(?=20\d{2}年|\D)|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、])+"
)


@lru_cache(maxsize=16384)
def short(text: str) -> str:
    """A label without its points, its numbering and line breaks."""
    plain = _POINTS.sub("", "".join(text.split()))
    return _NUMBER.sub("", plain).rstrip("：:") or plain


class Subjects:
    """Cell address -> subject, for the forms of one dossier."""

    def __init__(self, dossier: Dossier) -> None:
        self._by_cell: dict[str, str] = {}
        self._by_form: dict[str, str] = {}
        for form in dossier.forms:
            self._by_form[form.id] = form.project or form.kind
            for cell, name in _names(form):
                self._by_cell.setdefault(cell.address, name)

    def of(self, form_id: str, cells: tuple[Cell, ...]) -> str:
        for cell in cells[:1]:
            if cell.address in self._by_cell:
                return self._by_cell[cell.address]
        return self._by_form.get(form_id, "")


def _names(form: Form) -> Iterator[tuple[Cell, str]]:
    for indicator in form.indicators:
        level = short(indicator.level1.text) if indicator.level1 else ""
        name = "/".join(x for x in (level, short(indicator.name)) if x)
        for cell in _indicator_cells(indicator):
            yield cell, name
    for fund in form.funds:
        for leaf in _fund_leaves(fund):
            yield leaf.cell, f"资金/{short(fund.row.text)}"
    for row in form.rows:
        name = "/".join([form.kind, *(short(p) for p in row.path[-2:])])
        yield row.label.cell, name
        for figure in row.cells:
            yield figure.leaf.cell, name
    for item in form.fields:
        yield item.leaf.cell, short(item.label)
    totals = form.totals
    for total, name in ((totals.self_score, "总分"), (totals.weight, "分值合计"), (totals.self_grade, "等级")):
        if total is not None:
            yield total.cell, name


def _indicator_cells(i: Indicator) -> Iterator[Cell]:
    for measure in (i.target, i.actual, i.initial_target):
        if measure:
            yield from measure.cells
    for leaf in (i.level3, i.weight, i.self_score, i.raw_score, i.review_score, i.coefficient, i.criteria, i.reason):
        if leaf:
            yield leaf.cell


def _fund_leaves(f: Fund) -> Iterator[Leaf]:
    for leaf in (f.row, f.initial, f.budget, f.spent, f.weight, f.rate, f.self_score, f.reason):
        if leaf:
            yield leaf
