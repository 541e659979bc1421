"""SC-22: 单项得分 that is counted in the points of its weight already, and was multiplied by the weight once more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import cells, number, own, passed, self_evaluations
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Indicator

HUNDRED, CENT = Decimal(100), Decimal("0.01")


def weighted_twice(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """Every 单项得分 lies within its weight, and 折算得分 = 单项得分 × 权重%. Basis: 算术关系."""
    for form in self_evaluations(dossier):
        rows = [(i, s) for i in own(form) if (s := _figures(i))]
        if rows:
            yield from list(_twice(form, rows, rule)) or [passed(rule, form, len(rows))]


def _figures(i: Indicator) -> tuple[Decimal, Decimal, Decimal] | None:
    raw, weight, score = number(i.raw_score), number(i.weight), number(i.self_score)
    return (raw, weight, score) if raw is not None and weight is not None and score is not None else None


def _twice(
    form: Form, rows: list[tuple[Indicator, tuple[Decimal, Decimal, Decimal]]], rule: Rule
) -> Iterator[CheckResult]:
    if any(raw > weight for _, (raw, weight, _) in rows) or max(w for _, (_, w, _) in rows) <= 1:
        return  # scored out of 100, or weights written as ratios: then the weight belongs in
    for i, (raw, weight, score) in rows:
        if raw and score != raw and abs(score - raw * weight / HUNDRED) <= CENT:
            say = f"单项得分{raw}已在分值{weight}以内，折算得分又乘一次权重，成了{score}"
            where = cells(i.self_score, i.raw_score, i.weight)
            yield rule.result("不通过", form, i.name, say, where, left=score, right=raw, difference=score - raw)
