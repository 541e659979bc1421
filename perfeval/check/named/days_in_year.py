"""AC-05: 全年天数: 365 in a leap year, 366 in a common one, more days or months than a year has."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import cells, own, passed, printed, self_evaluations, words
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Measure

WORKING_DAYS, MONTHS = 251, 12
_DAYS = re.compile(r"(?:天|日)(?:/年)?")


def days_in_year(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """一年的天数与年度相符 (``跨年词``: names of what may take longer). Basis: 算术关系."""
    longer = words(parameters, "跨年词")
    for form in self_evaluations(dossier):
        year = form.year or dossier.year
        if year is None:
            continue
        days = Decimal(366 if isleap(year) else 365)
        hits = []
        for i in own(form):
            for measure in (i.actual, i.target):
                if _whole_year(measure) and measure is not None and measure.number != days:
                    say = f"{year}年全年{days}天，填写{measure.number}天"
                    where = cells(measure)
                    hits.append(
                        rule.result("不通过", form, i.name, say, where, left=measure.number, right=days,
                                    difference=(measure.number or days) - days)
                    )  # fmt: skip
                    break
                if (
                    measure is not None
                    and (most := _most(measure, i.name, longer)) is not None
                    and measure.number is not None
                ):
                    say = f"一年最多{most}，填写{printed(measure)}"
                    hits.append(rule.result("不通过", form, i.name, say, cells(measure), left=measure.number))
                    break
        yield from hits or [passed(rule, form)]


def _most(measure: Measure, name: str, longer: tuple[str, ...]) -> str | None:
    """What a year holds at most, where more is written; works may well take longer than a year."""
    if measure.number is None or any(word in name for word in longer):
        return None
    text = printed(measure)
    if "工作日" in text and measure.number > WORKING_DAYS:
        return f"{WORKING_DAYS}个工作日左右"
    if re.search(r"\d个?月$", text) and measure.kind in ("duration", "quantity") and measure.number > MONTHS:
        return f"{MONTHS}个月"
    return None


def _whole_year(measure: Measure | None) -> bool:
    """365 or 366 days: nobody writes these figures for anything but a whole year."""
    return (
        measure is not None
        and measure.number in (Decimal(365), Decimal(366))
        and bool(_DAYS.fullmatch(measure.unit or "") or re.fullmatch(r"\D{0,4}36[56]天", "".join(measure.text.split())))
    )
