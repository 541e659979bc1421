"""SC-10, BX-05, BX-06: 扣了分、未达标、执行率低、调整了预算 and nothing says why, in the form or at its end.

A form without a column for reasons has its 原因分析 at the end; one with neither says it in the report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import cells, number, own, passed, printed, self_evaluations, words
from perfeval.check.reasons import for_row, given
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Indicator, Leaf, dates

NO_COLUMN = "（本表没有原因栏，请在自评报告说明）"


def reason_missing(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``情形``: 扣分, 未达标, 执行率 or 调整. Basis: 审核惯例, or the form's own note."""
    finders: dict[str, Callable[..., Iterator[CheckResult]]] = {
        "扣分": _deducted, "未达标": _unmet, "执行率": _slow, "调整": _changed,
    }  # fmt: skip
    find = finders[str(parameters["情形"])]
    for form in self_evaluations(dossier):
        yield from list(find(form, rule, parameters)) or [passed(rule, form)]


def _where(form: Form) -> str:
    return "" if any(_column(i) is not None for i in form.indicators) else NO_COLUMN


def _column(i: Indicator) -> Leaf | None:
    """The cell for the reason: 偏差原因; without it 自评说明 (完成情况说明), or what stands behind the score."""
    other = dict(i.other)
    return i.reason if i.reason is not None else other.get("完成情况说明") or other.get("得分说明")


def _deducted(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    for i in own(form):
        score, weight = number(i.self_score), number(i.weight)
        if score is None or weight is None or score >= weight or for_row(form, _column(i), i.name, parameters):
            continue
        say = f"分值{weight}得{score}分，扣{weight - score}分没有写原因{_where(form)}"
        where = cells(i.self_score, i.weight, _column(i), i.actual)
        yield rule.result("不通过", form, i.name, say, where, left=score, right=weight, difference=score - weight,
                          mends=False)  # fmt: skip


def _unmet(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    for i in own(form):
        if number(i.weight) is not None and number(i.self_score) is not None:
            continue  # the score says it: 扣分
        if not unmet(i) or for_row(form, _column(i), i.name, parameters):
            continue
        assert i.actual and i.target
        say = f"目标{i.target.text}，完成{i.actual.text}，未达到目标，没有写原因{_where(form)}"
        where = cells(i.actual, i.target, i.reason)
        yield rule.result("不通过", form, i.name, say, where, left=i.actual.number, right=i.target.number,
                          mends=False)  # fmt: skip


def unmet(i: Indicator) -> bool:
    """The target is missed for certain: numbers of one unit, or dates, against a printed or an obvious direction."""
    target, actual = i.target, i.actual
    if target is None or actual is None or target.kind != actual.kind:
        return False
    if target.kind == "date":
        return dates.compared(target.value, actual.value) == "逾期"
    if target.kind not in ("quantity", "percent", "duration") or target.number is None or actual.number is None:
        return False
    if actual.low is not None or actual.high is not None or target.low is not None or target.high is not None:
        return False
    if (target.unit or "") != (actual.unit or ""):
        return False
    if target.direction == "反向":
        return actual.number > target.number
    return target.direction == "正向" and actual.number < target.number


def _slow(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    floor = Decimal(str(parameters.get("下限", "0.9")))
    for fund in form.funds:
        budget, spent = number(fund.budget), number(fund.spent)
        if fund.parent is not None or not budget or spent is None or budget < 0:
            continue
        rate = spent / budget
        if rate >= floor or for_row(form, fund.reason, "执行率", parameters) or _explained(form, parameters):
            continue
        say = f"执行率{rate * 100:.2f}%，低于{floor * 100:.0f}%，没有写原因{_where(form)}"
        where = cells(fund.rate, fund.spent, fund.budget, fund.reason)
        yield rule.result("不通过", form, fund.name, say, where, left=rate, right=floor, difference=rate - floor,
                          mends=False)  # fmt: skip


def _explained(form: Form, parameters: Mapping[str, Any]) -> bool:
    """A reason for the rate too: why an indicator fell short, or one that speaks of work or money (``支出词``)."""
    told = [i for i in form.indicators if given(i.reason, parameters)]
    return any(unmet(i) or any(w in printed(i.reason) for w in words(parameters, "支出词")) for i in told)


def _changed(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    for fund in form.funds:
        first, budget = number(fund.initial), number(fund.budget)
        if fund.parent is not None or fund.reason is None or first is None or budget is None or first == budget:
            continue  # only forms with a column for it ask for the reason
        if for_row(form, fund.reason, "预算调整", parameters):
            continue
        say = f"年初预算{first}，调整后{budget}，相差{budget - first}，没有说明调整理由"
        where = cells(fund.budget, fund.initial, fund.reason)
        yield rule.result("不通过", form, fund.name, say, where, left=budget, right=first, difference=budget - first,
                          mends=False)  # fmt: skip
