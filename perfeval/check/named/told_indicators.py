"""What a report tells of its indicators: scores beyond the usual, 满意度 twice, 提升 without a base, 项数 in 次."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import NOTHING, any_of, cells, compiled, own, passed, pattern, printed, with_indicators
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Indicator


def told_indicators(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``情形``: 得分超出 (``通行分值``), 满意度重复, 提升无基期 (``提升``, ``有基期``) or 量词 (``通用``).

    Basis: 审核惯例.
    """
    finders: dict[str, Callable[[Form, Rule, Mapping[str, Any]], Iterator[CheckResult]]] = {
        "得分超出": _beyond, "满意度重复": _twice, "提升无基期": _baseless, "量词": _miscounted,
    }  # fmt: skip
    find = finders[str(parameters["情形"])]
    for form in with_indicators(dossier):
        yield from list(find(form, rule, parameters)) or [passed(rule, form, len(form.indicators))]


def _levels(i: Indicator) -> str:
    return printed(i.level1) + printed(i.level2)


def _beyond(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """Only where no points are printed at all: with them, their own rules speak."""
    if any(i.weight is not None and printed(i.weight) for i in form.indicators):
        return
    for level, points in parameters["通行分值"].items():
        rows = [(i, i.self_score) for i in own(form) if level in _levels(i) and i.self_score is not None]
        scores = [s for _, s in rows if s.number is not None]
        total = sum((s.number for s in scores if s.number is not None), Decimal(0))
        if total > Decimal(str(points)):
            say = f"写明的{level}指标得分相加{total}分，超过{points}分（常见分值的上限）"
            yield rule.result("不通过", form, level, say, cells(*scores), left=total, right=Decimal(str(points)))


def _twice(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    content, effect = (compiled(any_of(parameters, name)).search for name in ("满意度类", "效益类"))
    named = [i for i in own(form) if content(i.name)]
    right = [i for i in own(form) if content(_levels(i)) or (content(i.name) and not effect(_levels(i)))]
    for i in named:
        if effect(_levels(i)) and not content(_levels(i)) and right:
            say = f"“{i.name}”放在{printed(i.level2) or printed(i.level1)}里，另有满意度指标“{right[0].name}”，重复计分"
            yield rule.result("不通过", form, i.name, say, cells(i.level3))


def _baseless(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    rise, based = pattern(parameters, "提升"), pattern(parameters, "有基期")
    for i in own(form):
        if not rise.search("".join(i.name.split())) or i.actual is None or i.actual.kind != "percent":
            continue
        told = "".join(printed(leaf) for _, leaf in i.other) + printed(i.actual) + printed(i.reason)
        if not based.search(told):
            say = f"“{i.name}”写的是{printed(i.actual)}，没有上年数或提高多少，看不出提升"
            yield rule.result("不通过", form, i.name, say, cells(i.actual))


def _miscounted(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    alike: Mapping[str, str] = parameters["通用"]
    counted = compiled(f"(?P<word>{'|'.join(map(re.escape, alike)) or NOTHING})数$")
    for i in own(form):
        found = counted.search("".join(i.name.split()))
        unit = (i.target.unit or "") if i.target is not None else ""
        if found is None or unit not in alike:
            continue
        if unit != found["word"] and unit not in alike[found["word"]]:
            say = f"“{i.name}”按“{found['word']}”计，指标值{printed(i.target)}按“{unit}”计"
            yield rule.result("不通过", form, i.name, say, cells(i.target))
