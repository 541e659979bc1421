"""B14: 年份一致: one table of a set is headed with another year, left over from last year's workbook."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import cells, passed
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form

MIN_SAME = 2


def title_years(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """同一套表的标题年度一致 (``成套``: patterns of the kinds that make one set). Basis: 审核惯例."""
    for pattern in parameters.get("成套", []):
        sets: dict[str, dict[str, tuple[Form, str]]] = defaultdict(dict)
        for form in dossier.forms:
            year = _year(form)
            if year and form.title_cell is not None and re.search(pattern, form.kind):
                sets[form.file].setdefault(form.title_cell.address, (form, year))  # both sides of a T table are one
        for found in sets.values():
            yield from _odd(list(found.values()), rule)


def _odd(tables: list[tuple[Form, str]], rule: Rule) -> Iterator[CheckResult]:
    (year, count), *others = Counter(y for _, y in tables).most_common()
    hits = []
    if count >= MIN_SAME and (not others or others[0][1] < count):
        for form, own in tables:
            if own != year:
                say = f"标题写{own}年度，同一份工作簿里其余{count}张表都是{year}年度"
                hits.append(rule.result("不通过", form, form.label, say, cells(form.title_cell)))
    yield from hits or [passed(rule, tables[0][0], len(tables))]


def _year(form: Form) -> str | None:
    """The year that the title itself prints."""
    found = re.findall(r"(20\d{2})年", "".join(form.title_cell.shown.split())) if form.title_cell is not None else []
    return found[0] if len(set(found)) == 1 else None
