"""RX-15, RX-16: 年份错位: a year in a deadline, a title or a file name that is not the form's year.

Left alone: document numbers 〔2018〕, titles in 《》, other years named as such (上年, 较2021年, 2021—2023年).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import TARGET_TABLE, cells, own, passed, pattern, printed, words
from perfeval.language.rule import Rule
from perfeval.model import Cell, CheckResult, Dossier, Form

_QUOTED = re.compile(r"《[^》]*》|[〔\[（(【][12]\d{3}[〕\])）】]第?\d*号?|[12]\d{3}[-—－~至]+[12]\d{3}年?")
_DEADLINE = re.compile(
    r"(20\d{2})年(?:\d{1,2}月(?:\d{1,2}[日号])?|年?[底末]|上半年|下半年)[^，,。；;]{0,6}?(?:前|底|末|以前|之前|内|完成)"
)


def year_mismatch(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """期限、标题、文件名的年度与本表年度一致 (``别人的话``: what somebody else once asked for). Basis: 算术关系."""
    goals, asked = words(parameters, "目标栏"), pattern(parameters, "别人的话")
    for form in dossier.forms:
        if form.year is None or not (form.kind.endswith("自评表") or form.kind == TARGET_TABLE):
            continue
        hits = [*_deadlines(form, form.year, goals, asked, rule), *_file_name(form, form.year, rule)]
        yield from hits or [passed(rule, form)]


def _deadlines(
    form: Form, year: int, goals: tuple[str, ...], asked: re.Pattern[str], rule: Rule
) -> Iterator[CheckResult]:
    places: list[tuple[str, str, Cell]] = [
        (f.label, printed(f.leaf), f.leaf.cell) for f in form.fields if f.name in goals
    ]
    for i in own(form):
        places.append((i.name, printed(i.level3), i.level3.cell))
        if i.target is not None:
            places.append((i.name, printed(i.target), i.target.cell))
    for where, text, cell in places:
        found = {int(y) for y in _DEADLINE.findall(asked.sub("", _QUOTED.sub("", text)))}
        early = sorted(y for y in found if y < year)
        # a project of several years has the year itself, or a later one, beside the earlier ones
        if early and not any(y >= year for y in found) and len(found) == 1:
            say = f"本表为{year}年度，期限写{early[0]}年"
            also = (form.title_cell,) if form.title_cell else ()
            yield rule.result("不通过", form, where, say, cells(cell, *also))


def _file_name(form: Form, year: int, rule: Rule) -> Iterator[CheckResult]:
    """Only where the name says 年度: other years in file names are dates of sending."""
    name = form.file.rsplit("/", 1)[-1]
    years = {int(y) for y in re.findall(r"(20\d{2})年度", name)}
    if len(years) == 1 and years != {year} and form.title_cell is not None:
        say = f"文件名写{years.pop()}年度，表内为{year}年度"
        yield rule.result("不通过", form, "文件名", say, cells(form.title_cell))
