"""BX-13, BX-14: an indicator that repeats the funds: 总成本 against 全年执行数, 支付率 against 执行率."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import cells, number, own, passed, pattern, printed, self_evaluations
from perfeval.language.rule import Rule
from perfeval.model import AMOUNT_UNITS, CheckResult, Dossier, Form, Fund, Indicator, Leaf

HALF_POINT = Decimal("0.5")


def fund_and_indicator(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``对象``: 总成本 (an amount), 支付率 (a rate) or 重复计分 (the rate scored twice). Basis: 算术关系."""
    compare = {"总成本": _cost, "支付率": _rate, "重复计分": _twice}[str(parameters["对象"])]
    names, others = pattern(parameters, "指标名"), pattern(parameters, "不是")
    for form in self_evaluations(dossier):
        funds = _counting(form)
        if not funds:
            continue
        rows = [i for i in own(form) if names.search(i.name) and not others.search(i.name) and printed(i.actual)]
        found = [[compare(form, i, fund, rule) for fund in funds] for i in rows]
        hits = [results[0] for results in found if results[0] is not None and all(results)]
        if rows:
            yield from hits or [passed(rule, form, len(rows))]


def _counting(form: Form) -> list[Fund]:
    """The rows that count: 总额 (收入合计 and 支出合计 are two, of which an indicator may mean either); where that is
    blank, the only row that holds figures."""
    filled = [f for f in form.funds if number(f.budget) and number(f.spent) is not None]
    totals = [f for f in filled if f.parent is None and f.name == "总额"]
    return totals or (filled if len(filled) == 1 else [])


def _yuan(value: Decimal | None, unit: str | None) -> Decimal | None:
    return value * AMOUNT_UNITS[unit] if value is not None and unit in AMOUNT_UNITS else None


def _cost(form: Form, i: Indicator, fund: Fund, rule: Rule) -> CheckResult | None:
    unit = form.unit_of_amount or "万元"
    spent = fund.spent
    actual = i.actual
    if spent is None or actual is None or actual.number is None:
        return None
    own_unit = next((u for u in (actual.unit, f"{actual.unit}元") if u in AMOUNT_UNITS), None)
    if own_unit is None and i.target is not None and i.target.unit in AMOUNT_UNITS:
        own_unit = i.target.unit
    a, b = _yuan(actual.number, own_unit), _yuan(spent.number, spent.unit or unit)
    if a is None or b is None or abs(a - b) <= _half(actual.number, AMOUNT_UNITS[own_unit or "元"]):
        return None
    say = f"完成值{actual.text}，资金行全年执行数{spent.text}{spent.unit or unit}，两处不一致"
    return rule.result("不通过", form, i.name, say, cells(actual, spent), left=a, right=b, difference=a - b,
                       mends=False)  # fmt: skip


def _half(value: Decimal, factor: Decimal) -> Decimal:
    """Half of the last place as printed; a whole number stands for itself to 0.5 %, not to half a 万元."""
    exponent = value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return Decimal(0) if not places else Decimal(10) ** -places / 2 * factor


def _rate(form: Form, i: Indicator, fund: Fund, rule: Rule) -> CheckResult | None:
    actual, budget, spent = i.actual, number(fund.budget), number(fund.spent)
    if actual is None or actual.number is None or actual.unit != "%" or not budget or spent is None:
        return None
    said = actual.number if actual.number > 1 or not budget else actual.number * 100
    real = round(spent / budget * 100, 2)
    if abs(said - real) <= HALF_POINT:
        return None
    where: tuple[Leaf | None, ...] = (fund.rate, fund.spent, fund.budget)
    say = f"完成值{actual.text}，而资金执行率为{real:.2f}%"
    return rule.result(
        "不通过", form, i.name, say, cells(actual, *where), left=said, right=real, difference=said - real
    )


def _twice(form: Form, i: Indicator, fund: Fund, rule: Rule) -> CheckResult | None:
    one, other = i.self_score, fund.self_score
    if not number(one) or not number(other) or one is None or other is None:
        return None
    say = f"资金行按执行率得{other.text}分，本指标又按同一个执行率得{one.text}分"
    return rule.result("不通过", form, i.name, say, cells(one, other))
