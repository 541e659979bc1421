"""TG-16: 目标 and 完成 that each add up to 100 in a form without 分值: weights and scores in the wrong columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import number, own, passed, self_evaluations
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier

FULL, MIN_ROWS = Decimal(100), 4


def columns_swapped(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """目标与完成两栏各合计100，疑把分值、得分填错了栏. Basis: 审核惯例."""
    for form in self_evaluations(dossier):
        rows = [i for i in own(form) if i.target is not None and i.actual is not None]
        pairs = [(t, a) for i in rows if (t := i.target) and (a := i.actual)]
        if len(pairs) < MIN_ROWS or any(number(i.weight) is not None for i in form.indicators):
            continue
        if any(t.number is None or t.unit or t.op for t, _ in pairs):
            continue
        wanted = sum((t.number or Decimal(0) for t, _ in pairs), Decimal(0))
        got = sum((a.number or Decimal(0) for _, a in pairs), Decimal(0))
        if wanted in (FULL, FULL - 10) and got <= wanted and got >= wanted * Decimal("0.8"):
            where = tuple(c for t, a in pairs for c in (t.cell, a.cell))
            say = f"指标值合计{wanted}、完成值合计{got}，而没有分值，疑把分值和得分填在目标和完成栏"
            yield rule.result("不通过", form, form.label, say, where, left=got, right=wanted)
        else:
            yield passed(rule, form)
