"""合计: the interval, the suggested total and its grade. An unscored indicator counts 0.

Of a cut form that prints its total, the rows that were not recognised keep what the unit claims for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfeval.model import Form, Fund, Indicator, Operand, Pieces, Score
from perfeval.score.formula import of_leaf, plain
from perfeval.score.policy import FUND_POINTS, Policy

Row = tuple["Fund | Indicator", Score]
HUNDRED = Decimal(100)
LONGEST = 30  # rows in one formula: Excel takes 8192 characters
ABSENT = "视同不适用"  # in the explanation of a row whose weight does not count


def score_totals(form: Form, policy: Policy) -> None:
    """Fills ``form.totals`` with the sum of what its rows got and may get; nothing where no row was scored."""
    rows = list(_rows(form))
    if not any(score.suggested is not None for _, score in rows):
        return
    suggested = sum((s.suggested for _, s in rows if s.suggested is not None), Decimal(0))
    low = high = None
    if any(s.low is not None for _, s in rows):
        low = sum((s.low for _, s in rows if s.low is not None), Decimal(0))
        high = sum((_most(row, s, policy) for row, s in rows), Decimal(0))
    rest = _cut_off(form, rows)
    suggested += rest
    low, high = (low + rest if low is not None else None), (high + rest if high is not None else None)
    caps = [cap for cap in (policy.cap(_rate(form)), _whole(form, rows)) if cap is not None]
    cap = min(caps, default=None)
    if cap is not None or rest:
        form.totals.live_suggested = _live(form, rows, cap, rest)
    if cap is not None:
        suggested = min(suggested, cap)
        low, high = (min(low, cap) if low is not None else None), (min(high, cap) if high is not None else None)
    form.totals.low, form.totals.high, form.totals.suggested = low, high, suggested
    full = _full(form, policy, rows, rest) if _gradable(form, rows, rest) else None
    if full is not None and full > 0:
        form.totals.bands = tuple((least * full / HUNDRED, name) for least, name in policy.bands)
        form.totals.grade = next((name for least, name in form.totals.bands if suggested >= least), None)


def _gradable(form: Form, rows: list[Row], rest: Decimal) -> bool:
    """No grade for a cut form without a total, for a row without any score, for a form published unfilled."""
    known = form.complete or rest > 0
    claimed = any(row.self_score is not None and row.self_score.number is not None for row, _ in rows)
    return known and claimed and all(score.suggested is not None for _, score in rows)


def _cut_off(form: Form, rows: list[Row]) -> Decimal:
    """残表: what the printed total holds beyond the rows that were recognised; those stay as the unit claims them."""
    printed = form.totals.self_score.number if form.totals.self_score is not None else None
    if form.complete or printed is None:
        return Decimal(0)
    own = (row.self_score.number for row, _ in rows if row.self_score is not None)
    return max(printed - sum((n for n in own if n is not None), Decimal(0)), Decimal(0))


def _live(form: Form, rows: list[Row], cap: Decimal | None, rest: Decimal) -> Pieces | None:
    """The sum of the rows (and what a cut form claims beyond them), at most ``cap``; None where too long for Excel."""
    if len(rows) > LONGEST:
        return None
    pieces: list[str | Operand] = []
    for row, score in rows:
        if score.suggested is not None:
            pieces += ["+", *(score.live_suggested or (plain(score.suggested),))]
        own = of_leaf(row.self_score)
        if rest and own is not None:
            pieces += ["-", own.piece]
    printed = of_leaf(form.totals.self_score)
    if rest and printed is not None:
        pieces += ["+", printed.piece]
    return ("MIN(0", *pieces, f",{plain(cap)})") if cap is not None else ("0", *pieces)


def _rows(form: Form) -> Iterator[Row]:
    rows: list[Fund | Indicator] = [*form.funds, *form.indicators]
    for row in rows:
        if row.score is not None and row.score.verdict != "不计分":
            yield row, row.score


def _most(row: Fund | Indicator, score: Score, policy: Policy) -> Decimal:
    """The upper end; of a row that cannot be recomputed its weight, or what the unit claims."""
    if score.high is not None:
        return score.high
    weight = row.weight.number if row.weight is not None else None
    return weight if weight is not None else score.suggested or Decimal(0)


def _rate(form: Form) -> Decimal | None:
    return next((f.score.ratio for f in form.funds if f.score is not None and f.score.ratio is not None), None)


def _whole(form: Form, rows: list[Row]) -> Decimal | None:
    """满分 that the form prints, where its own weights add up to more (an error of the form, not a better result)."""
    printed = form.totals.weight.number if form.totals.weight is not None else None
    full = printed if printed is not None else HUNDRED
    known = sum((_weight(row) for row, _ in rows), Decimal(0))
    claimed = form.totals.self_score.number if form.totals.self_score is not None else None
    return full if known > full and claimed is not None and claimed <= full else None


def _full(form: Form, policy: Policy, rows: list[Row], rest: Decimal) -> Decimal | None:
    """满分 of the rows that are scored: 100 less what is not applicable; without weights, if the form claims 100."""
    lost = sum((_weight(i) for i in form.indicators if i.score is not None and ABSENT in i.score.explain), Decimal(0))
    weights = [_weight(row) for row, _ in rows]
    known = sum(weights, Decimal(0)) + lost
    if abs(known - HUNDRED) <= Decimal("0.5"):
        return HUNDRED - lost
    printed = form.totals.weight.number if form.totals.weight is not None else None
    if printed == HUNDRED or FUND_POINTS in policy.noted:
        return HUNDRED - lost
    total = form.totals.self_score.number if form.totals.self_score is not None else None
    return HUNDRED - lost if (rest or not any(weights)) and total is not None and 50 <= total <= HUNDRED else None


def _weight(row: Fund | Indicator) -> Decimal:
    leaf = row.weight
    if leaf is None or leaf.number is None:
        return Decimal(0)
    return leaf.number * HUNDRED if leaf.percent_format else leaf.number
