"""SC-20: a form without 分值: scores that were multiplied by more than 100 % of completion.

Where score ÷ completion gives weights that add up to the points of the block, while a score is above its weight, the
surplus was counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import cells, number, own, passed, self_evaluations
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Indicator

MIN_ROWS = 3


def capped_weights(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """超额完成的得分应封顶. Basis: 算术关系."""
    nearness = Decimal(str(parameters.get("误差", "0.02")))
    for form in self_evaluations(dossier):
        if any(number(i.weight) is not None for i in form.indicators):
            continue
        hits = [r for rows in _blocks(form) for r in _over(form, rows, rule, nearness)]
        yield from hits or [passed(rule, form)]


def _blocks(form: Form) -> Iterator[list[Indicator]]:
    groups: dict[str, list[Indicator]] = defaultdict(list)
    for i in own(form):
        if i.points.block:
            groups[i.block.text if i.block else ""].append(i)
    yield from groups.values()


def _over(form: Form, rows: list[Indicator], rule: Rule, nearness: Decimal) -> Iterator[CheckResult]:
    implied = [w for i in rows if (w := _implied(i)) is not None]
    points = rows[0].points.block
    if len(implied) != len(rows) or len(rows) < MIN_ROWS or not points:
        return
    if abs(sum(implied) - points) > points * nearness:
        return
    for i, weight in zip(rows, implied, strict=True):
        score = number(i.self_score)
        if score is not None and score > weight * (1 + nearness):
            about = weight.quantize(Decimal("0.1"))
            say = (
                f"按得分÷完成率反推分值约{about}分（各项合计约{sum(implied):.0f}分），得{score}分，超额完成部分没有封顶"
            )
            where = cells(i.self_score, i.target, i.actual)
            yield rule.result("不通过", form, i.name, say, where, left=score, right=about, difference=score - about)


def _implied(i: Indicator) -> Decimal | None:
    score, target, actual = number(i.self_score), number(i.target), number(i.actual)
    if score is None or not target or not actual or target < 0 or actual < 0 or not score:
        return None
    if i.target is not None and i.target.direction == "反向":
        return None
    return score * target / actual
