"""主要问题: drafted only from what the figures plainly show, where the unit has written nothing itself."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfeval.model import Form, Fund, Indicator
from perfeval.write.report_blocks import Run, missing_run
from perfeval.write.report_facts import Facts
from perfeval.write.report_indicators import filled, name_of, shown, unended, unmet


def exceeded(indicator: Indicator, percent: Decimal) -> bool:
    """目标明显偏低: more than ``percent`` of the target was reached, of a quantity where more is better."""
    target, actual = indicator.target, indicator.actual
    if target is None or actual is None or not target.number or actual.number is None or target.kind != "quantity":
        return False
    more = target.op in ("≥", ">") or (target.op is None and target.direction == "正向")
    return more and (target.unit or "") == (actual.unit or "") and actual.number * 100 > target.number * percent


def problems(facts: Facts) -> list[list[Run]]:
    """主要问题, drafted only from unmet indicators, low execution, large transfers and targets plainly too low."""
    settings = facts.texts["problems"]
    texts = settings["texts"]
    indicators = [i for form in facts.main for i in form.indicators if i.parent is None]
    found: list[list[Run]] = []
    missed = [_compared(facts, i, texts["unmet_item"], reason=True) for i in indicators if unmet(i)]
    if missed:
        found.append(_listed(texts["unmet"], missed))
    low = _low_execution(facts)
    if low:
        found.append(_listed(texts["execution"], low))
    (carried, cell), (income, _) = (facts.number(x) for x in settings["carry_over"])
    if carried and income and carried * 100 > income * Decimal(settings["large_carry_over"]):
        share = (carried / income * 100).quantize(Decimal("0.01"))
        text = texts["carry_over"].format(cell.text, f"{share}%", facts.unit_of("支出情况"))
        found.append([Run(text, cell.cell)])
    percent = Decimal(settings["over_target"])
    over = [_compared(facts, i, texts["over_item"], reason=False) for i in indicators if exceeded(i, percent)]
    if over:
        found.append(_listed(texts["over_target"], over))
    return found


def _listed(pattern: str, items: list[list[Run]]) -> list[Run]:
    before, _, after = pattern.partition("{0}")
    runs = [Run(before)]
    for n, item in enumerate(items):
        runs.extend(([Run("；")] if n else []) + item)
    return [*runs, Run(after)]


def _compared(facts: Facts, indicator: Indicator, pattern: str, reason: bool) -> list[Run]:
    target, actual = indicator.target, indicator.actual
    assert target is not None and actual is not None  # unmet() and exceeded() have looked
    runs = [Run(pattern.format(name_of(indicator), shown(target).text, shown(actual).text), actual.cell)]
    if reason and indicator.reason is not None and not indicator.reason.blank:
        text = unended(" ".join(indicator.reason.text.split()))
        runs.append(Run("，" + facts.word("reason", text), indicator.reason.cell))
    elif reason and indicator.reason is not None:
        cell = indicator.reason.cell
        mark = missing_run(facts.texts["words"]["missing"], "未完成原因", str(cell), cell)
        runs.extend([Run("，"), mark])
    return runs


def _low_execution(facts: Facts) -> list[list[Run]]:
    settings = facts.texts["problems"]
    limit = Decimal(settings["low_execution"])
    found: list[list[Run]] = []
    for name in settings["rates"]:
        rate, figure = facts.ratio(name)
        if rate is not None and rate < limit:
            found.append([Run(settings["texts"]["execution_item"].format(name, f"{rate}%"), figure.cell)])
    if not found:
        for form in facts.main:
            found.extend(_low_funds(form, limit, settings["texts"]["fund_item"], len(facts.main) > 1))
    return found


def _low_funds(form: Form, limit: Decimal, pattern: str, named: bool) -> Iterator[list[Run]]:
    fund = total_fund(form.funds)
    rate = fund_rate(fund) if fund is not None else None
    if fund is None or rate is None or rate >= limit or fund.budget is None or fund.spent is None:
        return
    name = f"“{form.project}”" if named and form.project else ""
    text = pattern.format(name, fund.budget.text, fund.spent.text, f"{rate}%", form.unit_of_amount or "万元")
    yield [Run(text, fund.spent.cell)]


def total_fund(funds: list[Fund]) -> Fund | None:
    return next((f for f in funds if f.name == "总额"), None) or next((f for f in funds if f.parent is None), None)


def fund_rate(fund: Fund) -> Decimal | None:
    """执行率 in percent: spent of the budget of the whole year, of the first one where there is no other."""
    below = fund.budget if filled(fund.budget) else fund.initial
    if below is None or fund.spent is None or not below.number or fund.spent.number is None:
        return None
    return (fund.spent.number / below.number * 100).quantize(Decimal("0.01"))
