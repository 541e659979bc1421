"""BX-09: points on a 其中 row of the funds that repeat those of the total row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import cells, number, passed, self_evaluations
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier


def fund_part_scored(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """“其中”行重复填了分值或得分. Only where the total row has them too. Basis: 审核惯例."""
    for form in self_evaluations(dossier):
        tops = [f for f in form.funds if f.parent is None and (number(f.weight) or number(f.self_score))]
        if not tops:
            continue
        hits = []
        for fund in form.funds:
            weight, score = number(fund.weight), number(fund.self_score)
            if fund.parent is None or fund in tops or not (weight or score):
                continue
            shown = "、".join(x for x in (f"分值{weight}" if weight else "", f"得分{score}" if score else "") if x)
            say = f"“其中”行又填{shown}，与总额行重复计分"
            where = cells(fund.self_score if score else None, fund.weight if weight else None)
            hits.append(rule.result("不通过", form, fund.name, say, where))
        yield from hits or [passed(rule, form)]
