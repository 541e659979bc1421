"""AC-01, AC-07: the result copies the target: a printed ≥ or ≤ kept in the actual, or a long sentence word for word.

Equal short values are normal (of 282 actuals in real forms 146 read like their target: “100%”, “3”, “有效”).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import cells, own, passed, printed, self_evaluations, words
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Leaf

_SIGNS = ("≥", "≤", "≧", "≦", ">", "<", "＞", "＜", "﹥", "﹤", "⩾", "⩽", "\\ge", "\\le")


def copied_text(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """完成值照抄目标, or (``对象 = "总体目标"``) 实际完成情况照抄预期目标. Basis: 审核惯例."""
    what = parameters.get("对象", "完成值")
    for form in self_evaluations(dossier):
        hits = list(_goals(form, rule, parameters) if what == "总体目标" else _actuals(form, rule, parameters))
        yield from hits or [passed(rule, form)]


def _actuals(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    long = int(parameters.get("长句", 15))
    for i in own(form):
        actual, target = printed(i.actual), printed(i.target)
        if not actual:
            continue
        if actual.startswith(_SIGNS):
            say = f"完成值填“{actual}”，仍带比较符号，没有填实际完成数"
        elif len(actual) >= long and actual == target:
            say = "完成值与年度指标值逐字相同，没有写实际完成情况"
        else:
            continue
        yield rule.result("不通过", form, i.name, say, cells(i.actual, i.target))


def _goals(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    goals = _fields(form, words(parameters, "目标栏"))
    results = _fields(form, words(parameters, "完成栏"))
    empty = words(parameters, "空话")
    for n, (goal, result) in enumerate(zip(goals, results, strict=False), start=1):
        a, b = printed(goal).rstrip("。;；"), printed(result).rstrip("。;；")
        if not b:
            continue
        if a == b and len(a) >= int(parameters.get("最短", 8)):
            say = "“实际完成情况”与“预期目标”逐字相同，没有写完成情况"
        elif b in empty:
            say = f"“实际完成情况”只写“{b}”，没有写完成情况"
        else:
            continue
        yield rule.result("不通过", form, f"总体目标{n if len(goals) > 1 else ''}", say, cells(result, goal))


def _fields(form: Form, names: tuple[str, ...]) -> list[Leaf]:
    return [f.leaf for f in form.fields if f.name in names or f.label in names]
