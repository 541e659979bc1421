"""指标照抄: two indicators of a form with the same name and the same target, on different levels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import cells, own, passed, printed, with_indicators
from perfeval.check.subject import short
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Indicator


def repeated_indicators(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """同一张表里的指标不重复设置. Basis: 审核惯例."""
    for form in with_indicators(dossier):
        groups: dict[tuple[str, str], list[Indicator]] = defaultdict(list)
        for i in own(form):
            if printed(i.target):
                groups[short(i.name), printed(i.target)].append(i)
        hits = []
        for (name, target), same in groups.items():
            levels = list(dict.fromkeys(short(i.level2.text) for i in same if i.level2 is not None))
            if len(same) > 1 and len(levels) > 1:
                say = f"“{name}”和目标{target}同时列在{'、'.join(levels)}下"
                where = cells(same[-1].level3, same[-1].target, *(i.level3 for i in same[:-1]))
                hits.append(rule.result("不通过", form, name, say, where))
        yield from hits or [passed(rule, form, len(form.indicators))]
