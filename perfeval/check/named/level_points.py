"""SC-24: 层级括号分值: a block of 80分 whose first levels are headed 60分 and 40分."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from perfeval.check.forms import cells, own, passed, printed, self_evaluations
from perfeval.check.subject import short
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Indicator, Leaf

LEVELS = ("block", "level1", "level2")


class Title(NamedTuple):
    """A level's heading and the points in it."""

    leaf: Leaf
    points: Decimal | None


def level_points(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """上级标题的分值等于下级各标题分值之和. Basis: 算术关系."""
    for form in self_evaluations(dossier):
        seen = 0
        hits = []
        for upper, lower in (("block", "level1"), ("level1", "level2")):
            for title, parts in _groups(form, upper, lower):
                points = [p.points for p in parts if p.points is not None]
                if title.points is None or not parts or len(points) < len(parts):
                    continue  # one without points: nothing can be added up
                seen += 1
                total = sum(points, Decimal(0))
                if total != title.points:
                    name = short(title.leaf.text)
                    say = f"“{name}”标题写{title.points}分，其下各标题相加{total}分"
                    where = cells(title.leaf, *(p.leaf for p in parts))
                    figures = {"left": title.points, "right": total, "difference": title.points - total}
                    hits.append(rule.result("不通过", form, name, say, where, **figures))
        if seen:
            yield from hits or [passed(rule, form, seen)]


def _groups(form: Form, upper: str, lower: str) -> Iterator[tuple[Title, list[Title]]]:
    """Each heading with the headings right below it, in order, each once."""
    above: dict[str, Title] = {}
    below: dict[str, dict[str, Title]] = defaultdict(dict)
    for i in own(form):
        one, other = _title(i, upper), _title(i, lower)
        if one is None or other is None:
            continue
        key = "/".join(printed(getattr(i, level)) for level in LEVELS[: LEVELS.index(upper) + 1])
        above.setdefault(key, one)
        below[key].setdefault(printed(other.leaf), other)
    for key, title in above.items():
        yield title, list(below[key].values())


def _title(i: Indicator, level: str) -> Title | None:
    leaf = getattr(i, level)
    return Title(leaf, getattr(i.points, level)) if leaf is not None and printed(leaf) else None
