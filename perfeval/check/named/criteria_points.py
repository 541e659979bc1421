"""SC-21: 评分标准 that speak of other full marks than the 分值 of the row (“计8分” where the weight is 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import cells, number, own, passed, printed, with_indicators, words
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier


def criteria_points(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """评分标准写明的满分与分值相等. The largest award counts; sums of several (“1分；1分”) are no full mark. 本表注."""
    award = re.compile("|".join(words(parameters, "得分句式")))
    for form in with_indicators(dossier):
        rows = [i for i in own(form) if i.criteria is not None and number(i.weight) is not None]
        hits = []
        for i in rows:
            stated = _full(printed(i.criteria), award)
            weight = number(i.weight)
            if stated is not None and weight is not None and stated > weight:
                say = f"评分标准写“计{stated}分”，本行分值{weight}分"
                where = cells(i.weight, i.criteria)
                hits.append(rule.result("不通过", form, i.name, say, where, left=weight, right=stated,
                                        difference=weight - stated))  # fmt: skip
        if rows:
            yield from hits or [passed(rule, form, len(rows))]


def _full(text: str, award: re.Pattern[str]) -> Decimal | None:
    """The largest single award that the text names."""
    found = [Decimal(next(g for g in m.groups() if g)) for m in award.finditer(text)]
    return max(found) if found else None
