"""SC-25, SC-16: scores that should be there and are blank: a row with a result, or the total of a form with scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import cells, number, own, passed, printed, self_evaluations
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form


def score_blank(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``情形``: 指标 (a row) or 总分. A form without weights and scores is not scored at all. Basis: 审核惯例."""
    find = _rows if parameters.get("情形") == "指标" else _total
    for form in self_evaluations(dossier):
        if form.indicators:
            yield from list(find(form, rule)) or [passed(rule, form)]


def _rows(form: Form, rule: Rule) -> Iterator[CheckResult]:
    """Where most rows are scored, one with target and result that lacks weight or score was forgotten."""
    rows = [i for i in own(form) if i.weight is not None and i.self_score is not None]
    scored = [i for i in rows if number(i.self_score) is not None]
    if not scored or len(scored) * 2 < len(rows):
        return
    parents = {i.parent for i in form.indicators}
    for i in rows:
        assert i.weight is not None and i.self_score is not None
        lacking = [name for name, leaf in (("分值", i.weight), ("得分", i.self_score)) if not leaf.text.strip()]
        if not lacking or not printed(i.actual) or form.indicators.index(i) in parents:
            continue
        if len(lacking) > 1 and not printed(i.target):
            continue
        say = f"有{'目标值和' if printed(i.target) else ''}完成值，没有{'和'.join(lacking)}"
        yield rule.result("不通过", form, i.name, say, cells(i.self_score, i.weight))


def _total(form: Form, rule: Rule) -> Iterator[CheckResult]:
    weights = [i for i in own(form) if number(i.weight) is not None]
    scores = [i for i in weights if number(i.self_score) is not None]
    blank = [i for i in weights if i.self_score is not None and not printed(i.self_score)]
    totals = form.totals
    if weights and blank and not scores:
        funds = [
            f.self_score for f in form.funds if f.parent is None and number(f.weight) and not printed(f.self_score)
        ]
        total = totals.self_score if not printed(totals.self_score) else None
        where = cells(*(i.self_score for i in blank), *funds, total)
        also = f"{'、资金行' if any(funds) else ''}{'和总分' if total else ''}"
        say = f"{len(blank)}项指标{also}的得分都没有填，自评没有分数"
        yield rule.result("不通过", form, form.label, say, where)
    elif scores and totals.self_score is not None and not printed(totals.self_score):
        say = f"总分没有填（合计行分值{printed(totals.weight)}）" if printed(totals.weight) else "总分没有填"
        yield rule.result("不通过", form, form.label, say, cells(totals.self_score))
