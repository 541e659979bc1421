"""SC-16: 完成值 blank: with a score (nothing done, and points for it), or with a target and a weight to be scored.

A form published unfilled (no actual and no score anywhere, nothing spent) is not filled in: that is no finding a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import cells, number, passed, printed, self_evaluations
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Indicator


def actual_missing(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``情形``: 有得分, 有目标 or 无目标. Basis: 算术关系 (points without a result cannot be computed) / 审核惯例."""
    case = str(parameters["情形"])
    for form in self_evaluations(dossier):
        whole = {i.parent for i in form.indicators}  # ★补助面积: what was done stands in the rows of its parts
        alone = (i for n, i in enumerate(form.indicators) if i.parent is None and n not in whole)
        rows = [i for i in alone if i.actual is not None]
        if not rows or not _filled_in(form):
            continue
        if case == "无目标":
            hits = list(_no_target(form, rows, rule))
        else:
            told = re.compile(str(parameters.get("结果栏", "")))
            hits = [
                r for i in rows if not printed(i.actual) for r in [_row(form, i, rule, case == "有得分", told)] if r
            ]
        yield from hits or [passed(rule, form, len(rows))]


def _filled_in(form: Form) -> bool:
    return any(printed(i.actual) or printed(i.self_score) for i in form.indicators) or any(
        number(f.spent) or number(f.self_score) for f in form.funds
    )


def _row(form: Form, i: Indicator, rule: Rule, scored: bool, told: re.Pattern[str]) -> CheckResult | None:
    score = number(i.self_score)
    stroke = "".join(i.actual.text.split()) if i.actual else ""
    if stroke == "无":
        return None  # none happened: of accidents and complaints that is a result
    if any(printed(leaf) and leaf.number is None and told.search(column) for column, leaf in i.other):
        return None  # the result is told in words, in a column of its own (完成情况说明)
    if scored and score:
        what = "实际完成值" if printed(i.target) or i.target is None else "年度指标值和实际完成值"
        say = f"没有填{what}，却得{score}分"
        # where no row has a result, the column is not in use: no row of it is impossible by itself
        unused = not any(printed(x.actual) for x in form.indicators)
        more: dict[str, Any] = {"severity": "警告"} if unused or stroke else {}
        return rule.result("不通过", form, i.name, say, cells(i.actual, i.target, i.self_score), left=score, **more)
    if not scored and score is None and printed(i.target) and number(i.weight) is not None:
        return rule.result("不通过", form, i.name, f"目标为{_text(i)}，实际完成值没有填", cells(i.actual, i.target))
    return None


def _no_target(form: Form, rows: list[Indicator], rule: Rule) -> Iterator[CheckResult]:
    """A result and a score, but nothing to hold them against, in a form whose other rows have targets."""
    # “—” says that this row has no target (银川: 决策, 管理), an empty cell that it was forgotten
    # (of 指标值 | 单位 the unit alone is no target)
    blank = [i for i in rows if i.target is not None and not i.target.cell.shown.strip() and printed(i.actual)]
    scored = [i for i in blank if number(i.self_score) and not printed(i.criteria)]
    if not any(printed(i.target) for i in rows):
        return
    for i in scored:
        say = f"没有填年度指标值，完成值{printed(i.actual)[:20]}，得{number(i.self_score)}分"
        yield rule.result("不通过", form, i.name, say, cells(i.target, i.actual, i.self_score))


def _text(i: Indicator) -> str:
    return "".join(i.target.text.split())[:20] if i.target else ""
