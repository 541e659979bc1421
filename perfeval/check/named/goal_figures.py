"""TG-14, TG-15: the text of the overall goal: figures other than the indicators', or an amount in place of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import any_of, cells, compiled, own, passed, printed, self_evaluations, words
from perfeval.check.subject import short
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Indicator, Leaf

_FIGURE = re.compile(r"(?P<before>[一-鿿、（(]{2,14}?)(?P<number>\d+(?:\.\d+)?)(?P<unit>[万亿千]?[一-鿿㎡]{1,3})")
CORE = 2  # characters of a name without its unit
COMMON = 3  # characters that a phrase of the goal and the name of an indicator share in one piece


def goal_figures(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``情形``: 数字不同 (TG-14) or 填了金额 (TG-15); ``数前词``: 不少于 … before a figure. Basis: 审核惯例."""
    names = words(parameters, "目标栏"), words(parameters, "完成栏")
    before = compiled(f"{any_of(parameters, '数前词')}$")
    for form in self_evaluations(dossier):
        goals = [f.leaf for f in form.fields if f.name in names[0] and printed(f.leaf)]
        results = [f.leaf for f in form.fields if f.name in names[1] and printed(f.leaf)]
        if not goals and not results:
            continue
        if parameters.get("情形") == "填了金额":
            hits = list(_amounts(form, goals, results, rule))
        else:
            hits = [r for goal in goals for r in _differences(form, goal, rule, before)]
        yield from hits or [passed(rule, form)]


def _amounts(form: Form, goals: list[Leaf], results: list[Leaf], rule: Rule) -> Iterator[CheckResult]:
    bad = [x for x in [*goals, *results] if re.fullmatch(r"[\d.,]+(?:万?元)?", printed(x))]
    if bad:
        shown = "、".join(printed(x) for x in bad)
        yield rule.result(
            "不通过", form, "总体目标", f"总体目标栏只填了数字{shown}，应写目标和完成情况的文字", cells(*bad)
        )


def _differences(form: Form, goal: Leaf, rule: Rule, before: re.Pattern[str]) -> Iterator[CheckResult]:
    text = re.sub(r"《[^》]*》", "", printed(goal))
    rows = [(i, i.target) for i in own(form) if i.target is not None]
    for i, target in rows:
        if target.number is None or not target.unit or target.unit == "%":
            continue
        others = {t.number for j, t in rows if j is not i and t.unit == target.unit}
        said = set(_figures(text, i, target.unit, before))
        if i.initial_target is not None and i.initial_target.number in said:
            continue  # the goal is that of the year's beginning, the target was changed since
        left = said - others  # a figure that is another indicator's target is not this one's
        if target.number not in said and len(left) == 1:
            figure = left.pop()
            say = f"总体目标写{figure}{target.unit}，指标值为{''.join(target.text.split())}"
            yield rule.result("不通过", form, i.name, say, cells(goal, target), left=figure, right=target.number,
                              mends=False)  # fmt: skip


def _figures(text: str, i: Indicator, unit: str, at_least: re.Pattern[str]) -> list[Decimal]:
    """Figures of that unit in the goal right behind the last words of the indicator's name, or behind most of it.

    培训人次 is also what 培训不少于300人次 speaks of: the name without the unit, the figure's own 不少于 aside.
    """
    name = short(i.name)
    core = name.removesuffix(unit)
    cores = (core,) if core != name and len(core) >= CORE else ()
    pieces = {name[k : k + COMMON] for k in range(len(name) - COMMON + 1)}
    return [
        Decimal(m["number"])
        for m in _FIGURE.finditer(text)
        if m["unit"].startswith(unit)
        and (_ends(m["before"], pieces) or name in m["before"] or _ends(at_least.sub("", m["before"]), cores))
    ]


def _ends(text: str, with_one: Iterable[str]) -> bool:
    return text.endswith(tuple(with_one))
