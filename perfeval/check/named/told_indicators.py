"""What a report tells of its indicators: scores beyond the usual, 满意度 twice, 提升 without a base, 项数 in 次."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import cells, own, passed, printed, with_indicators
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Indicator

_RISE = re.compile(r"(?:率|度|比例|比重)的?(?:提升|提高|增长|上升)$")
_BASED = re.compile(
    r"百分点|(?:比|较)(?:上年|去年|同期|20\d\d年)|由\d.*?(?:提|升|增)|从\d.*?(?:提|升|增)|(?:提高|提升|增长|上升)了?\d"
)
_COUNTED = re.compile(r"(?P<word>[项件户人家次个])数$")


def told_indicators(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``情形``: 得分超出, 满意度重复, 提升无基期, 量词. Basis: 审核惯例."""
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
    named = [i for i in own(form) if "满意" in i.name]
    right = [i for i in own(form) if "满意" in _levels(i) or ("满意" in i.name and "效益" not in _levels(i))]
    for i in named:
        if "效益" in _levels(i) and "满意" not in _levels(i) and right:
            say = f"“{i.name}”放在{printed(i.level2) or printed(i.level1)}里，另有满意度指标“{right[0].name}”，重复计分"
            yield rule.result("不通过", form, i.name, say, cells(i.level3))


def _baseless(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    for i in own(form):
        if not _RISE.search("".join(i.name.split())) or i.actual is None or i.actual.kind != "percent":
            continue
        told = "".join(printed(leaf) for _, leaf in i.other) + printed(i.actual) + printed(i.reason)
        if not _BASED.search(told):
            say = f"“{i.name}”写的是{printed(i.actual)}，没有上年数或提高多少，看不出提升"
            yield rule.result("不通过", form, i.name, say, cells(i.actual))


def _miscounted(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    alike: Mapping[str, str] = parameters["通用"]
    for i in own(form):
        found = _COUNTED.search("".join(i.name.split()))
        unit = (i.target.unit or "") if i.target is not None else ""
        if found is None or not re.fullmatch("[项件户人家次个]", unit):
            continue
        if unit != found["word"] and unit not in alike.get(found["word"], ""):
            say = f"“{i.name}”按“{found['word']}”计，指标值{printed(i.target)}按“{unit}”计"
            yield rule.result("不通过", form, i.name, say, cells(i.target))
