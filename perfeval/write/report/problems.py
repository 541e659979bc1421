"""主要问题: drafted only from what the figures plainly show, where the unit has written nothing itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from perfeval.model import Form, Indicator
from perfeval.write.report.blocks import Run, missing_run
from perfeval.write.report.facts import Facts, uncoded
from perfeval.write.report.wording import (
    amount,
    fund_rate,
    missed,
    name_of,
    plainly_missed,
    printed_rate,
    quoted,
    reason_of,
    total_fund,
    unit_of,
)


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
    rows = [(form, i) for form in facts.main for i in form.indicators if i.parent is None]
    found: list[list[Run]] = []
    unmet = [_compared(facts, form, i, texts["unmet_item"], reason=True) for form, i in rows if missed(i)]
    if unmet:
        found.append(_listed(texts["unmet"], unmet))
    low = _low_execution(facts)
    if low:
        found.append(_listed(texts["execution"], low))
    (carried, cell), (income, _) = (facts.number(x) for x in settings["carry_over"])
    if carried and income and cell.leaf is not None and carried * 100 > income * Decimal(settings["large_carry_over"]):
        share = (carried / income * 100).quantize(Decimal("0.01"))
        text = texts["carry_over"].format(amount(cell.leaf, facts.unit_of("支出情况")), f"{share}%")
        found.append([Run(text, cell.cell)])
    percent = Decimal(settings["over_target"])
    over = [_compared(facts, form, i, texts["over_item"], reason=False) for form, i in rows if exceeded(i, percent)]
    if over:
        found.append(_listed(texts["over_target"], over))
    return found


def _listed(pattern: str, items: list[list[Run]]) -> list[Run]:
    before, _, after = pattern.partition("{0}")
    runs = [Run(before)]
    for n, item in enumerate(items):
        runs.extend(([Run("；")] if n else []) + item)
    return [*runs, Run(after)]


def _compared(facts: Facts, form: Form, indicator: Indicator, pattern: str, reason: bool) -> list[Run]:
    target, actual = indicator.target, indicator.actual
    assert target is not None and actual is not None  # missed() and exceeded() have looked
    name, none = name_of(indicator), facts.texts["words"]["no_reason"]
    whose = f"{uncoded(form.project)}的" if form.project and len(facts.main) > 1 else ""
    parts = {"{0}": (name, None), "{1}": (quoted(target, name), target), "{2}": (quoted(actual, name), actual)}
    runs = [Run(whose)]
    for piece in re.split(r"(\{\d\})", pattern):
        text, value = parts.get(piece, (piece, None))
        runs.append(Run(text, value.cell if value is not None else None))
    if reason and indicator.reason is not None and (text := reason_of(indicator.reason, none)):
        runs.append(Run("，" + facts.word("reason", text), indicator.reason.cell))
    elif reason and indicator.reason is not None and plainly_missed(indicator):
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
    name = f"“{uncoded(form.project)}”" if named and form.project else ""
    unit = unit_of(form)
    text = pattern.format(name, amount(fund.budget, unit), amount(fund.spent, unit), printed_rate(fund))
    yield [Run(text, fund.spent.cell)]
