"""残表: rows of a form are missing below, or were not recognised; sums of it can then not be judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import cells, number, own, passed, self_evaluations
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form

FULL = Decimal(100)


def incomplete_form(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """只认出W分的指标，可能有行未认出或未填. Basis: 审核惯例."""
    for form in self_evaluations(dossier):
        if not form.indicators:
            continue
        weight = recognised_weight(form)
        if form.complete or weight is None or weight >= FULL:
            yield passed(rule, form)
            continue
        say = f"只认出{weight.normalize():f}分的指标，可能有行未认出或未填"
        last = form.indicators[-1].level3
        where = cells(form.totals.self_score) or cells(last)
        yield rule.result("不通过", form, form.label, say, where, left=weight, right=FULL, difference=weight - FULL,
                          mends=False)  # fmt: skip


def recognised_weight(form: Form) -> Decimal | None:
    """Σ分值 of what was read: the indicators, and the funds row that scores. None: the form has no weights."""
    weights = [w for i in own(form) if (w := number(i.weight)) is not None]
    if not weights:
        return None
    funds = [w for f in form.funds if f.parent is None and (w := number(f.weight)) is not None]
    return sum(weights, Decimal(0)) + (max(funds) if funds else Decimal(0))
