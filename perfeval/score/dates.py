"""期限: dates compared at the finest level that both sides state (year, month, day)."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import Literal

from perfeval.frozen import frozen

_DATE = re.compile(r"^(?:(\d{4})|-)?-?(\d{1,2})?(?:-(\d{1,2}))?$")


@frozen
class Day:
    year: int | None
    month: int | None
    day: int | None


def parse(value: str) -> Day | None:
    """2021-12-31, 2021-12, 2021, --10 (month only), --10-31."""
    match = _DATE.match(value)
    if match is None or not any(match.groups()):
        return None
    year, month, day = (int(g) if g else None for g in match.groups())
    return Day(year, month, day)


def _last_day(date: Day) -> bool:
    return date.month is not None and date.day == monthrange(date.year or 2001, date.month)[1]


def in_year(target: Day, actual: Day, year: int | None) -> Day:
    """A deadline without a year (12月底前) is one of the form's own year, where the result is of a later one."""
    later = target.year is None and year is not None and actual.year is not None and actual.year > year
    return Day(year, target.month, target.day) if later else target


def kept(target: Day, actual: Day) -> Literal["按期", "逾期", "不明"]:
    """Was the deadline kept? 不明 where one side is too coarse to tell."""
    if target.year and actual.year and target.year != actual.year:
        return "按期" if actual.year < target.year else "逾期"
    if target.month is None or actual.month is None:
        same_end = target.month is None or (target.month == 12 and target.day in (None, 31))
        return "按期" if same_end and target.year and actual.year else "不明"
    if target.month != actual.month:
        return "按期" if actual.month < target.month else "逾期"
    if target.day is None or _last_day(target):
        return "按期"
    if actual.day is None:
        return "不明"
    return "按期" if actual.day <= target.day else "逾期"
