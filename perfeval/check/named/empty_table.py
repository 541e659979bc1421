"""B12: 空表须注: a table of the public set without a figure says below that there was nothing to report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import cells, passed, printed, words
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form


def empty_table(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """空表保留表样并在表下注明 (``表``: which tables, ``注明``: what counts as saying so). Basis: 审核惯例."""
    said = [re.compile(p) for p in words(parameters, "注明")]
    for form in dossier.forms:
        if form.kind not in words(parameters, "表") or form.title_cell is None:
            continue
        if _filled(form) or any(p.search(text) for p in said for text in _texts(form)):
            yield passed(rule, form)
            continue
        say = "表里没有一个数，也没有注明“本表无数据”，看不出是没有发生还是漏填"
        yield rule.result("不通过", form, form.label, say, cells(form.title_cell))


def _filled(form: Form) -> bool:
    """A printed 0 is an answer, a blank or a stroke is none."""
    return any(c.leaf.number is not None for row in form.rows for c in row.cells)


def _texts(form: Form) -> Iterator[str]:
    yield from (printed(note) for note in form.notes)
    yield from (printed(item.leaf) for item in form.fields)
    for row in form.rows:
        yield printed(row.label)
        yield from (printed(c.leaf) for c in row.cells)
