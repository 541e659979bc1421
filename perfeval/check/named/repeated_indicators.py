"""指标照抄: two indicators of a form with the same name and the same target."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import cells, own, passed, printed, with_indicators
from perfeval.check.subject import short
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Indicator, Leaf

_COLUMN = re.compile(r"\d+$")


def repeated_indicators(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """同一张表里的指标不重复设置: on two levels of one list, or twice below each other. Basis: 审核惯例."""
    for form in with_indicators(dossier):
        groups: dict[tuple[str, ...], list[Indicator]] = defaultdict(list)
        for i in own(form):
            if printed(i.target):
                groups[short(i.name), printed(i.target), *_list(i)].append(i)
        hits = []
        for (name, target, *_), same in groups.items():
            levels = list(dict.fromkeys(_head(i.level2) for i in same if i.level2 is not None))
            if len(levels) < 2:
                places: dict[tuple[str, str], list[Indicator]] = defaultdict(list)
                for i in same:
                    places[_place(i)].append(i)
                same = max(places.values(), key=len)
            if len(same) > 1 and name:
                under = f"同时列在{'、'.join(levels)}下" if len(levels) > 1 else f"列了{len(same)}行"
                say = f"“{name}”和目标{target}{under}"
                where = cells(same[-1].level3, same[-1].target, *(i.level3 for i in same[:-1]))
                hits.append(rule.result("不通过", form, name, say, where))
        yield from hits or [passed(rule, form, len(form.indicators))]


def _list(i: Indicator) -> tuple[str, str]:
    """The list that it stands in: 年度目标 beside 总目标 repeats it, and so may the 块 of another project or goal."""
    return _COLUMN.sub("", i.level3.cell.ref), _head(i.block)


def _place(i: Indicator) -> tuple[str, str]:
    """Where it stands in the list: another 一级指标 may have the same."""
    return _head(i.level1), _head(i.level2)


def _head(leaf: Leaf | None) -> str:
    return short(leaf.text) if leaf is not None else ""
