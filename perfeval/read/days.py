"""Days and months as people write them (日期): 2021年12月31日, 2021.12.31, 12月底前, 第四季度, 上半年, 年底前."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

AROUND = r"[^\d≥≤=<>~%-]{0,14}"
PART = r"(?P<part>底|末|初|上旬|中旬|下旬)?"
FULL = re.compile(
    rf"^(?P<before>{AROUND})(?P<year>(?:19|20)\d\d)"
    rf"(?:年(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号]?|(?P<s>[./-])(?P<month2>\d{{1,2}})(?P=s)(?P<day2>\d{{1,2}})[日号]?)"
    rf"(?P<after>{AROUND})$"
)
YEAR_MONTH = re.compile(
    rf"^(?P<before>{AROUND})(?P<year>(?:19|20)\d\d)(?:年(?P<month>\d{{1,2}})月份?{PART}|[/-](?P<month2>0[1-9]|1[0-2]))"
    rf"(?P<after>{AROUND})$"
)
YEAR = re.compile(rf"^(?P<before>{AROUND})(?P<year>(?:19|20)\d\d)年度?(?P<part>底|末|初)?(?P<after>{AROUND})$")
MONTH = re.compile(
    rf"^(?P<before>{AROUND})(?P<month>\d{{1,2}})月(?:(?P<day>\d{{1,2}})[日号]?|份?{PART})(?P<after>{AROUND})$"
)
# 4季度 alone may be as long as four quarters: 第四季度, 2021年4季度, 4季度末 are not
QUARTER = re.compile(
    rf"^(?P<before>{AROUND}?)(?:(?P<year>(?:19|20)\d\d)年度?)?"
    r"(?:第?(?P<quarter>[一二三四])|(?:第|(?<=年)|(?<=度)|(?=\d季度?[底末初前内]))(?P<quarter2>[1-4]))季度?"
    rf"(?P<part>底|末|初)?(?P<after>{AROUND})$"
)
HALF = re.compile(
    rf"^(?P<before>{AROUND}?)(?:(?P<year>(?:19|20)\d\d)年度?)?(?P<half>[上下])半年(?P<part>底|末|初)?(?P<after>{AROUND})$"
)
YEAR_END = re.compile(r"^(?P<before>\D{0,6}?)(?:当年|本年|全年|年)度?(?:(?P<part>底|末)|(?=内))(?P<after>\D{0,10})$")
HAN_YEAR = re.compile(r"二[〇○零O0][〇○零一二三四五六七八九]{2}年")
HAN = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
DOTTED = re.compile(
    r"^(?P<before>)(?P<month>0?[1-9]|1[0-2])\.(?P<day>0?[1-9]|[12]\d|3[01])(?P<after>(?:之|以)?前\D{0,10})$"
)
COMPACT = re.compile(r"^(?P<year>(?:19|20)\d\d)\.?(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])?$")


@dataclass(frozen=True, slots=True)
class Day:
    """``iso`` as exact as it was written: 2021-12-31, 2021-12, 2021-Q4 (第四季度), 2021-H1 (上半年), 2021.

    Without a year --10, --10-31 (年底: --12-31), --Q4.

    ``before`` and ``after``: the words around it. ``exact``: more than a year is named.
    """

    iso: str
    before: str = ""
    after: str = ""
    exact: bool = True


def last_day(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _part_day(part: str | None, last: int) -> int:
    return {"初": 1, "上旬": 10, "中旬": 20}.get(part or "", last)


def find_day(text: str) -> Day | None:
    """The one day, month or year that a text names; 2021年11月底 is its last day."""
    for pattern in (FULL, YEAR_MONTH, QUARTER, HALF, YEAR, MONTH, YEAR_END, DOTTED):
        m = pattern.match(text)
        if m is None:
            continue
        iso = _iso({k: v for k, v in m.groupdict().items() if v})
        exact = pattern not in (YEAR, YEAR_END) or bool(m["part"])
        return Day(iso, m["before"], m["after"], exact) if iso else None
    return None


def _span(found: dict[str, str]) -> tuple[str, int, int] | None:
    """Q4, H1 and the first and last month of it."""
    quarter = found.get("quarter") or found.get("quarter2")
    if quarter:
        number = "一二三四".find(quarter) + 1 or int(quarter)
        return f"Q{number}", 3 * number - 2, 3 * number
    half = found.get("half")
    return None if half is None else ("H1", 1, 6) if half == "上" else ("H2", 7, 12)


def _iso(found: dict[str, str]) -> str | None:
    part = found.get("part")
    span = _span(found)
    if span is not None:
        stem = found.get("year", "-")
        if part is None:
            return f"{stem}-{span[0]}"
        month = span[1] if part == "初" else span[2]
        return f"{stem}-{month:02d}-{1 if part == '初' else last_day(2001, month):02d}"
    month = int(found.get("month") or found.get("month2") or 0)
    day = int(found.get("day") or found.get("day2") or 0)
    if "year" not in found:
        if not month:
            return "--12-31"
        if not 1 <= month <= 12:
            return None
        if day:
            return f"--{month:02d}-{day:02d}" if day <= last_day(2000, month) else None
        early = part in ("初", "上旬", "中旬")
        return f"--{month:02d}-{_part_day(part, 31):02d}" if early else f"--{month:02d}"
    year = int(found["year"])
    if not month:
        if part is None:
            return f"{year}"
        month = 1 if part == "初" else 12
    if not 1 <= month <= 12:
        return None
    if not day and part is None:
        return f"{year}-{month:02d}"
    last = last_day(year, month)
    day = day or _part_day(part, last)
    return date(year, month, day).isoformat() if 1 <= day <= last else None


def compact_day(text: str) -> str | None:
    """20211231, 2021.12 or 202112 as an ISO date: only where the label says that a date stands there."""
    m = COMPACT.match(text)
    return _iso({k: v for k, v in m.groupdict().items() if v}) if m else None


def year_in_digits(text: str) -> str:
    """二〇二三年度 -> 2023年度."""
    return HAN_YEAR.sub(lambda m: m[0].translate(HAN), text)
