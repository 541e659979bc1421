"""SC-05: weights by level that differ from what the form's own note says (产出50 效益30 满意度10 执行率10)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import number, own, passed, self_evaluations, words
from perfeval.language.rule import Rule
from perfeval.model import Cell, CheckResult, Dossier, Form, Leaf


def note_weights(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """一级指标分值与表注一致. Only against the form's own note, never against a habit. Basis: 本表注."""
    levels = words(parameters, "一级指标")
    for form in self_evaluations(dossier):
        note, stated = _stated(form, levels)
        if note is None or not form.complete:
            continue
        found, where = _found(form, levels)
        wrong = {x: (found[x], stated[x]) for x in stated if x in found and found[x] != stated[x]}
        if not wrong:
            yield passed(rule, form, len(stated))
            continue
        parts = "，".join(f"{x}{have}分（注为{want}分）" for x, (have, want) in wrong.items())
        cells = tuple(where[x] for x in wrong)
        yield rule.result("不通过", form, "一级指标分值", f"表内{parts}", (*cells, note.cell))


def _stated(form: Form, levels: tuple[str, ...]) -> tuple[Leaf | None, dict[str, Decimal]]:
    for note in form.notes:
        plain = "".join(note.text.split())
        found = {}
        for level in levels:
            match = re.search(rf"{level}(?:指标)?[^\d，,。；;、]{{0,6}}(\d+(?:\.\d+)?)[分%]", plain)
            if match:
                found[level] = Decimal(match[1])
        if len(found) >= 2:
            return note, found
    return None, {}


def _found(form: Form, levels: tuple[str, ...]) -> tuple[dict[str, Decimal], dict[str, Cell]]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    where: dict[str, Cell] = {}
    for i in own(form):
        weight = number(i.weight)
        if i.level1 is None or weight is None:
            continue
        level = next((x for x in levels if x in "".join(i.level1.text.split())), None)
        if level:
            sums[level] += weight
            where.setdefault(level, i.level1.cell)
    return dict(sums), where
