"""TG-12: 成本分项 of the cost indicators that add up to more than the funds of the project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import cells, number, own, passed, printed, self_evaluations, words
from perfeval.language.rule import Rule
from perfeval.model import AMOUNT_UNITS, CheckResult, Dossier


def cost_parts(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """成本分项之和不超过资金总额. Prices per head or per piece, and totals, are no parts. Basis: 算术关系."""
    no_parts, cost = words(parameters, "不是分项"), words(parameters, "成本类")
    for form in self_evaluations(dossier):
        fund = next((f for f in form.funds if f.parent is None and number(f.budget)), None)
        parts = []
        for i in own(form):
            target = i.target
            if target is None or not any(w in printed(i.level2) for w in cost) or any(w in i.name for w in no_parts):
                continue
            if target.unit in ("万元", "亿元") and target.number is not None and target.number > 0:
                parts.append((target, target.number * AMOUNT_UNITS[target.unit]))
        if fund is None or fund.budget is None or len(parts) < 2:  # one figure is the whole, not a part
            continue
        total = (number(fund.budget) or Decimal(0)) * AMOUNT_UNITS[fund.budget.unit or form.unit_of_amount or "万元"]
        whole = sum((v for _, v in parts), Decimal(0))
        if whole > total and not any(v == total for _, v in parts):
            say = f"成本指标各项目标合计{whole / AMOUNT_UNITS['万元']}万元，超过资金总额{fund.budget.text}"
            where = cells(*(t for t, _ in parts), fund.budget)
            yield rule.result("不通过", form, form.label, say, where, left=whole, right=total, difference=whole - total)
        else:
            yield passed(rule, form, len(parts))
