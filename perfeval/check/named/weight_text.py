"""分值栏填了文字: a column headed 分值 that holds explanations instead of points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import cells, own, passed, pattern, printed, self_evaluations, words
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Leaf

MIN_ROWS = 2
SHOWN = 16


def weight_text(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """分值栏填数 (``栏``: headings of such columns; ``最短``: characters of an explanation; ``文字数``: 二十分).

    Basis: 审核惯例.
    """
    names, least = words(parameters, "栏"), int(parameters.get("最短", 4))
    for form in self_evaluations(dossier):
        columns = _columns(form, names)
        hits = []
        for name, leaves in columns.items():
            told = [x for x in leaves if x.number is None and len(printed(x)) >= least]
            if len(told) >= MIN_ROWS and not any(x.number is not None for x in leaves):
                first = printed(told[0])
                short = first if len(first) <= SHOWN else first[:SHOWN] + "…"
                say = f"“{name}”栏{len(told)}行填的都是文字（“{short}”等），没有一个数"
                hits.append(rule.result("不通过", form, name, say, cells(*told)))
        hits += _among_numbers(form, rule, pattern(parameters, "文字数"))
        if columns:
            yield from hits or [passed(rule, form, len(columns))]


def _among_numbers(form: Form, rule: Rule, worded: re.Pattern[str]) -> list[CheckResult]:
    """二十分 in a column of figures: nobody's sum counts it. A text that holds a figure is left to its reader.

    不适用 and the like, which are no numeral, say that there are no points.
    """
    columns = {"分值": [(i, i.weight) for i in own(form)], "得分": [(i, i.self_score) for i in own(form)]}
    hits = []
    for name, leaves in columns.items():
        figures = sum(1 for _, leaf in leaves if leaf is not None and leaf.number is not None)
        texts = [(i, leaf) for i, leaf in leaves if leaf is not None and leaf.number is None]
        told = [(i, leaf) for i, leaf in texts if worded.fullmatch(printed(leaf))]
        if len(told) < figures:
            hits += [
                rule.result("不通过", form, i.name, f"{name}填“{printed(leaf)}”，不是数，没有计入合计", cells(leaf))
                for i, leaf in told
            ]
    return hits


def _columns(form: Form, names: tuple[str, ...]) -> dict[str, list[Leaf]]:
    found: dict[str, list[Leaf]] = {}
    for i in own(form):
        if i.weight is not None:
            found.setdefault("分值", []).append(i.weight)
        for column, leaf in i.other:
            if any("".join(column.split()).endswith(n) for n in names):
                found.setdefault("".join(column.split()), []).append(leaf)
    return found
