"""残表: a form whose end was not found yields no 错误 from ΣW, ΣS or a level's sum (DESIGN contract 1, Cut forms).

What stays an 错误: ΣW over 100, and a printed total whose distance from ΣS is outside 0 … 100 − ΣW. Rules that sum over
the indicators say so by ``param = { 汇总 = "分值" | "得分" | "层级" }``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from perfeval.check.named.incomplete_form import FULL, recognised_weight
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form

WHY = "表不完整，合计类关系不判"


def settle(results: list[CheckResult], dossier: Dossier, rules: Iterable[Rule]) -> list[CheckResult]:
    """The same results, those that a cut form cannot bear turned into 不适用."""
    sums = {r.id: str(r.param["汇总"]) for r in rules if r.param.get("汇总")}
    forms = {f.id: f for f in dossier.forms}
    made = []
    for r in results:
        if r.rule in sums and r.form_id in forms:
            form, what = forms[r.form_id], sums[r.rule]
            r = _summed(r, form, what)
            if not form.complete:
                r = _settled(r, form, what)
        made.append(r)
    return made


def _summed(result: CheckResult, form: Form, what: str) -> CheckResult:
    """Only the cells that are summed: the condition may have asked for others."""
    if what != "得分":
        return result
    leaves = [form.totals.self_score, *(i.self_score for i in form.indicators), *(f.self_score for f in form.funds)]
    scores = {leaf.cell.address for leaf in leaves if leaf is not None}
    return replace(result, cells=tuple(c for c in result.cells if c.address in scores) or result.cells)


def _settled(result: CheckResult, form: Form, what: str) -> CheckResult:
    if result.status not in ("不通过", "尾差") or _holds_all_the_same(result, form, what):
        return result
    return replace(result, status="不适用", message="", cells=(), missing=(WHY,), live=None, left=None, right=None,
                   difference=None)  # fmt: skip


def _holds_all_the_same(result: CheckResult, form: Form, what: str) -> bool:
    left, right = result.left, result.right
    if left is None or right is None:
        return False
    if what == "分值":
        return max(left, right) > FULL
    if what == "得分":
        weight = recognised_weight(form)
        missing = left - right  # printed total − ΣS
        return weight is not None and not Decimal(0) <= missing <= max(FULL - weight, Decimal(0))
    return False
