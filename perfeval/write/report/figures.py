"""What the charts show: budget and execution, scores by first-level indicator (预算执行、得分)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from perfeval.model import Form, Indicator
from perfeval.write.report.blocks import Chart
from perfeval.write.report.facts import Facts
from perfeval.write.report.texts import plain
from perfeval.write.report.wording import total_fund


def chart_of(facts: Facts, name: str) -> Chart | None:
    """A chart of report.toml; None where the workbook does not hold enough for a picture."""
    spec = facts.texts["charts"][name]
    chart = _scores(facts, spec) if "score" in spec else _execution(facts, spec) or _funds(facts, spec)
    if chart is not None:
        chart.height = float(facts.texts["charts"]["height"])
    return chart


def _execution(facts: Facts, spec: dict[str, Any]) -> Chart | None:
    """One group of bars for income and one for spending, where the tables have all their figures."""
    categories: list[str] = []
    series: dict[str, list[Decimal]] = {name: [] for name in spec["series"]}
    unit = "万元"
    for label, table in spec["tables"].items():
        found = [facts.figure(table, spec["row"], columns)[0].leaf for columns in spec["series"].values()]
        numbers = [x.number for x in found if x is not None and x.number is not None]
        if len(numbers) == len(spec["series"]):
            categories.append(label)
            unit = facts.unit_of(table)
            for name, number in zip(series, numbers, strict=True):
                series[name].append(number)
    return Chart(spec["title"].replace("{单位}", unit), categories, list(series.items())) if categories else None


def _funds(facts: Facts, spec: dict[str, Any]) -> Chart | None:
    """The funds of the self-evaluation forms, where there are no tables of accounts."""
    categories: list[str] = []
    values: list[list[Decimal]] = []
    unit = "万元"
    for number, form in enumerate(facts.main, 1):
        fund = total_fund(form.funds)
        leaves = [fund.initial, fund.budget, fund.spent] if fund is not None else []
        numbers = [x.number for x in leaves if x is not None and x.number is not None]
        if len(numbers) == 3 and len(categories) < 8:
            categories.append(facts.project(form, number) if form.project else form.kind)
            values.append(numbers)
            unit = form.unit_of_amount or unit
    if not categories:
        return None
    series = [(name, [v[n] for v in values]) for n, name in enumerate(spec["series"])]
    return Chart(spec["title"].replace("{单位}", unit), categories, series)


def _scores(facts: Facts, spec: dict[str, Any]) -> Chart | None:
    """Weights beside scores, one group for each first-level indicator of the form being written about."""
    form = facts.form
    groups = _by_level(form) if form is not None else {}
    names = [k for k, v in groups.items() if any(i.self_score and i.self_score.number is not None for i in v)]
    if len(names) < 2:
        return None
    scores = [sum((_number(i.self_score) for i in groups[k]), Decimal(0)) for k in names]
    series = [(spec["score"], scores)]
    if all(i.weight is not None and i.weight.number is not None for k in names for i in groups[k]):
        weights = [sum((_number(i.weight) for i in groups[k]), Decimal(0)) for k in names]
        series.insert(0, (spec["weight"], weights))
    return Chart(spec["title"], names, series)


def _by_level(form: Form) -> dict[str, list[Indicator]]:
    groups: dict[str, list[Indicator]] = {}
    for indicator in form.indicators:
        if indicator.parent is None and indicator.level1 is not None and not indicator.level1.blank:
            name = plain(re.split(r"[（(]", "".join(indicator.level1.text.split()))[0])
            groups.setdefault(name, []).append(indicator)
    return groups


def _number(leaf: Any) -> Decimal:
    return leaf.number if leaf is not None and leaf.number is not None else Decimal(0)
