"""SC-25 for the funds row: a rate without 执行数, a score without 执行率, a weight without 得分."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import cells, number, passed, printed, self_evaluations
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Fund


def fund_blank(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """资金行计分所需的格都已填. Only of forms that are filled in at all. Basis: 算术关系."""
    for form in self_evaluations(dossier):
        tops = [f for f in form.funds if f.parent is None and any((f.rate, f.self_score, f.weight))]
        if tops:
            yield from [r for f in tops for r in _row(form, f, rule)] or [passed(rule, form)]


def _row(form: Form, fund: Fund, rule: Rule) -> Iterator[CheckResult]:
    claims = printed(fund.rate) or printed(fund.self_score)
    if fund.spent is not None and not printed(fund.spent) and claims and printed(fund.budget):
        say = f"没有填全年执行数，却填了{_claimed(fund)}"
        yield rule.result("不通过", form, fund.name, say, cells(fund.spent, fund.rate, fund.self_score))
    elif fund.rate is not None and not printed(fund.rate) and number(fund.self_score) and not _nothing(fund):
        say = f"得{printed(fund.self_score)}分，执行率没有填"
        yield rule.result("不通过", form, fund.name, say, cells(fund.rate, fund.self_score))
    elif fund.self_score is not None and not printed(fund.self_score) and number(fund.weight) and printed(fund.spent):
        say = f"分值{printed(fund.weight)}，得分没有填"
        yield rule.result("不通过", form, fund.name, say, cells(fund.self_score, fund.weight))


def _nothing(fund: Fund) -> bool:
    """No budget and no spending: there is no rate of 0 to 0."""
    return number(fund.budget) == 0 and number(fund.spent) == 0


def _claimed(fund: Fund) -> str:
    parts = (
        f"执行率{printed(fund.rate)}" if printed(fund.rate) else "",
        f"得分{printed(fund.self_score)}" if printed(fund.self_score) else "",
    )
    return "、".join(p for p in parts if p)
