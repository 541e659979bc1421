"""BX-15: 年度资金总额 of 0, or blank, over 其中 rows that hold figures: one finding with rate and score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import cells, number, passed, self_evaluations
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Fund, Leaf

AMOUNTS = (("年初预算数", "initial"), ("全年预算数", "budget"), ("全年执行数", "spent"))


def fund_total_zero(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``情形``: 零 (an 错误) or 空 (a 警告). Basis: 算术关系."""
    zero = parameters.get("情形") == "零"
    for form in self_evaluations(dossier):
        totals = [(n, f) for n, f in enumerate(form.funds) if f.parent is None and f.name == "总额"]
        if not totals:
            continue
        hits = [r for n, f in totals if (r := _one(form, n, f, rule, zero))]
        yield from hits or [passed(rule, form)]


def _one(form: Form, n: int, total: Fund, rule: Rule, zero: bool) -> CheckResult | None:
    children = [f for f in form.funds if f.parent == n]
    tops: list[Leaf] = []
    below: list[Leaf] = []
    parts: list[str] = []
    for label, name in AMOUNTS:
        top: Leaf | None = getattr(total, name)
        filled = [leaf for f in children if (leaf := getattr(f, name)) is not None and number(leaf)]
        missing = top is not None and (top.number == 0 if zero else top.blank)
        if top is None or not missing or not filled:
            continue
        tops.append(top)
        below.extend(filled)
        parts.append(f"{label}{sum((x.number or Decimal(0) for x in filled), Decimal(0))}")
    if not tops:
        return None
    say = f"总额{'填0' if zero else '没有填'}，而“其中”各行合计为{'、'.join(parts)}"
    extra = [leaf for leaf in (total.rate, total.self_score) if zero and leaf is not None and leaf.number == 0]
    if extra:
        say += "，执行率和得分也按0计"
    return rule.result("不通过", form, total.name, say, cells(*tops, *extra, *below))
