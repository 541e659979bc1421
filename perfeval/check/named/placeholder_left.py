"""SC-17: 模板提示语 left where something had to be filled in: “(100字以内)”, “XX”, a prompt in place of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import passed, printed, words
from perfeval.language.rule import Rule
from perfeval.model import Cell, CheckResult, Dossier, Form, Leaf

SHOWN = 24


def placeholder_left(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """应填的格仍是填写提示. Columns for reasons are left to 资金-05 and 自评-10. Basis: 审核惯例."""
    prompts = [re.compile(p) for p in words(parameters, "提示语")]
    answers = [re.compile(p) for p in words(parameters, "已答")]  # 请在此处简要说明…的问题。无。

    def left(text: str) -> bool:
        return any(p.search(text) for p in prompts) and not any(p.search(text) for p in answers)

    spared = words(parameters, "不查的栏")  # names and telephones are blanked out when forms are published
    for form in dossier.forms:
        seen = list(_filled(form, spared))
        hits = [
            rule.result("不通过", form, where, f"仍是填写提示“{_short(printed(leaf))}”，没有填写内容", (leaf.cell,))
            for where, leaf in seen
            if left(printed(leaf))
        ]
        hits += [
            rule.result("不通过", form, "栏目", f"仍是填写提示“{_short(plain)}”，没有填写内容", (cell,))
            for cell, plain in _labels(form)
            if left(plain)
        ]
        if seen or hits:
            yield from hits or [passed(rule, form, len(seen))]


def _filled(form: Form, spared: tuple[str, ...]) -> Iterator[tuple[str, Leaf]]:
    for item in form.fields:
        if item.leaf.number is None and printed(item.leaf) and not any(s in item.label for s in spared):
            yield item.label, item.leaf
    for indicator in form.indicators:
        for measure in (indicator.target, indicator.actual):
            if measure is not None and measure.number is None and printed(measure):
                yield indicator.name, Leaf(measure.text, None, measure.cell)


def _labels(form: Form) -> Iterator[tuple[Cell, str]]:
    """A prompt in an empty cell may have been taken for the label of what stands to its right."""
    for item in form.fields:
        if item.label_cell is not None and not printed(item.leaf):
            yield item.label_cell, "".join(item.label.split())


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
