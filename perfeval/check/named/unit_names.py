"""RX-12: 称谓不一致: the tables of one unit name different units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import any_of, compiled, passed
from perfeval.language.rule import Rule
from perfeval.model import Cell, CheckResult, Dossier, Form


def unit_names(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """各表填写的单位名称一致. Short forms of a name (and ``略去的字``) are the same name.

    Forms of projects name whom they like.
    """
    drop = compiled(rf"^\d+[-—]?|{any_of(parameters, '略去的字')}|[（(].*?[)）]|\s")
    named = [(f, drop.sub("", f.unit)) for f in dossier.forms if f.unit and not f.kind.startswith(("项目", "转移"))]
    named = [(f, name) for f, name in named if name]
    if len(named) < 2:
        return
    first, name = named[0]
    others = [(f, n) for f, n in named[1:] if not _same(n, name)]
    for form, other in others[:3]:
        cell = _cell(form, other, drop)
        if cell is not None:
            say = f"{form.kind}写“{form.unit}”，{first.kind}写“{first.unit}”"
            yield rule.result("不通过", form, form.label, say, (cell,))
    if not others:
        yield passed(rule, first, len(named))


def _same(one: str, other: str) -> bool:
    """One contains the letters of the other in their order: 信丰高新区管委会 of 江西信丰高新技术产业园区管理委员会."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return all(c in rest for c in short)


def _cell(form: Form, name: str, drop: re.Pattern[str]) -> Cell | None:
    cells = (f.leaf.cell for f in form.fields if name in drop.sub("", f.leaf.text))
    return next(cells, form.title_cell)
