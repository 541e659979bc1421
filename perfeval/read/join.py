"""One form over several sheets: the head and funds on one, its indicators on the next (一表跨页)."""

from __future__ import annotations

from perfeval.model import Form, Totals


def join_sheets(forms: list[Form]) -> list[Form]:
    """Join a form without head to the one before it that lacks just what it brings."""
    joined: list[Form] = []
    for form in forms:
        before = joined[-1] if joined else None
        if before is not None and before.sheet != form.sheet and _continues(before, form):
            _append(before, form)
        else:
            joined.append(form)
    return joined


def _continues(before: Form, form: Form) -> bool:
    """The second has indicators but neither title nor project nor funds, the first has not come to its end."""
    headless = form.title_cell is None and form.project is None and not form.funds
    if not form.indicators or not headless or before.complete or before.kind.startswith(("其他", "基本", "文字")):
        return False
    if not before.kind.endswith(("自评表", "目标表")):
        return False
    return not before.indicators or before.columns == form.columns


def _append(before: Form, form: Form) -> None:
    _carry_levels(before, form)
    shift, below = len(before.indicators), len(before.rows)
    for i in form.indicators:
        i.parent = None if i.parent is None else i.parent + shift
        before.indicators.append(i)
    for row in form.rows:
        row.parent = None if row.parent is None else row.parent + below
        before.rows.append(row)
    before.fields += form.fields
    before.notes += form.notes
    before.columns |= form.columns
    before.complete = form.complete
    before.totals = _totals(before.totals, form.totals)


def _carry_levels(before: Form, form: Form) -> None:
    """A page that begins inside a level: its first indicators stand under the last levels of the page before."""
    last = before.indicators[-1] if before.indicators else None
    if last is None:
        return
    for i in form.indicators:
        if i.level1 is not None:
            return
        if i.level2 is None:
            i.level2 = last.level2
        else:
            last = i
        i.level1 = before.indicators[-1].level1


def _totals(first: Totals, second: Totals) -> Totals:
    for name in ("weight", "self_score", "review_score", "self_grade"):
        if getattr(first, name) is None:
            setattr(first, name, getattr(second, name))
    return first
