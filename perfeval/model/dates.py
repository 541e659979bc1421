"""期限: what a target and a result name as dates, compared as the spans of days that they can mean."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import Literal

from perfeval.frozen import frozen

_WRITTEN = re.compile(r"(\d{4}|-)(?:-(?:(\d{2})(?:-(\d{2}))?|([QH])([1-4])))?$")
_MONTHS = {"Q": 3, "H": 6}  # of a 季度, of a 半年
Outcome = Literal["按期", "逾期", "不明"]


@frozen
class Span:
    """The days, as (month, day), that a date of this exactness can mean; ``year`` is None where none is named."""

    year: int | None
    first: tuple[int, int]
    last: tuple[int, int]


def parse(value: str) -> Span | None:
    """2021-12-31, 2021-12, 2021-Q4 (第四季度), 2021-H2 (下半年), 2021; without a year --10-31, --10, --Q4."""
    match = _WRITTEN.match(value)
    if match is None or value == "-":
        return None
    written, month, day, part, number = match.groups()
    year = None if written == "-" else int(written)
    if part:
        months = range(_MONTHS[part] * (int(number) - 1) + 1, _MONTHS[part] * int(number) + 1)
    else:
        months = range(int(month), int(month) + 1) if month else range(1, 13)
    if months[-1] > 12 or not months[0]:
        return None
    if day:
        return Span(year, (months[0], int(day)), (months[0], int(day)))
    return Span(year, (months[0], 1), (months[-1], _length(year, months[-1])))


def _length(year: int | None, month: int) -> int:
    """Days of the month, of one in a common year where the year is not known."""
    return monthrange(year or 2001, month)[1]


def in_year(target: Span, actual: Span, year: int | None) -> Span:
    """A deadline without a year (12月底前) is one of the form's own year, where the result is of a later one."""
    later = target.year is None and year is not None and actual.year is not None and actual.year > year
    return Span(year, target.first, target.last) if later else target


def kept(target: Span, actual: Span) -> Outcome:
    """Was the deadline kept? 不明 where the result is too coarse to tell: the deadline is the last day of its span."""
    if target.year and actual.year and target.year != actual.year:
        return "按期" if actual.year < target.year else "逾期"
    whole_year = ((1, 1), (12, 31))
    if not (target.year and actual.year) and whole_year in ((target.first, target.last), (actual.first, actual.last)):
        return "不明"
    month, day = target.last
    end = (month, 31 if day == _length(target.year, month) else day)  # 2月底 holds 29 days too
    if actual.last <= end:
        return "按期"
    return "逾期" if actual.first > end else "不明"


def compared(target: object, actual: object) -> Outcome | None:
    """``kept`` of two values of measures of kind date; None where one of them is not understood."""
    goal, done = (parse(v) if isinstance(v, str) else None for v in (target, actual))
    return kept(goal, done) if goal and done else None
