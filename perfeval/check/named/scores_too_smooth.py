"""SC-12, SC-13, SC-15, SC-18: looked at twice: full marks all over, far over the target, empty words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import cells, number, own, passed, printed, self_evaluations, words
from perfeval.check.reasons import for_row
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form

MIN_ROWS = 3
MIN_COPIED = 2  # characters of a result that can be said to be copied
SHOWN = 20


def scores_too_smooth(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``情形``: 空话原因, 远超目标, 全部满分, 权重集中, 满分有偏差. Basis: 审核惯例（无文号）."""
    finders: dict[str, Callable[[Form, Rule, Mapping[str, Any]], Iterator[CheckResult]]] = {
        "空话原因": _empty_words, "远超目标": _far_over, "全部满分": _all_full, "权重集中": _heavy,
        "满分有偏差": _contradicted,
    }  # fmt: skip
    for form in self_evaluations(dossier):
        if form.indicators:
            yield from list(finders[str(parameters["情形"])](form, rule, parameters)) or [passed(rule, form)]


def _empty_words(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    empty = words(parameters, "空话")
    for i in own(form):
        score, weight, said = number(i.self_score), number(i.weight), printed(i.reason).strip("。.")
        if score is None or weight is None or score >= weight or not said or i.reason is None:
            continue
        if said in empty:
            say = f"扣了{weight - score}分，原因只写“{said}”"
            yield rule.result("不通过", form, i.name, say, cells(i.reason, i.self_score))


def _contradicted(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """Full marks, or the target copied as the result, and a reason that tells of what was not done."""
    signs = words(parameters, "偏差词")
    for i in own(form):
        said = printed(i.reason)
        if not any(w in said for w in signs):
            continue
        score, weight = number(i.self_score), number(i.weight)
        wanted, done = printed(i.target), printed(i.actual)
        if score and score == weight:
            what = f"得满分{score}分"
        elif score is None and len(done) >= MIN_COPIED and wanted.startswith(done):
            what = f"完成值填“{done}”"
        else:
            continue
        short = said if len(said) <= SHOWN else said[:SHOWN] + "…"
        where = cells(i.reason, i.self_score if score else i.actual)
        yield rule.result("不通过", form, i.name, f"{what}，偏差原因却写“{short}”", where)


def _far_over(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """B/A ≥ 1.3 and at least two more than wanted; not for rates, and not where less is better."""
    factor = Decimal(str(parameters.get("倍数", "1.3")))
    for i in own(form):
        target, actual = i.target, i.actual
        if target is None or actual is None or not target.number or actual.number is None:
            continue
        if target.kind != "quantity" or target.direction != "正向" or actual.kind != "quantity":
            continue
        if actual.unit and target.unit != actual.unit:
            continue
        if actual.number < target.number * factor or actual.number - target.number < 2:
            continue
        if for_row(form, i.reason, i.name, parameters):
            continue
        times = actual.number / target.number * 100
        say = f"目标{target.text}，完成{actual.text}，为目标的{times:.0f}%，没有说明，疑目标定得偏低"
        where = cells(i.target, i.actual)
        yield rule.result("不通过", form, i.name, say, where, left=actual.number, right=target.number, mends=False)


def _all_full(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    scored = [
        (s, w) for i in own(form) if (s := number(i.self_score)) is not None and (w := number(i.weight)) is not None
    ]
    total = form.totals.self_score
    if len(scored) >= MIN_ROWS and all(s == w for s, w in scored) and total is not None and total.number == 100:
        say = f"{len(scored)}项指标全部满分，总分100，请备好佐证材料"
        yield rule.result("不通过", form, form.label, say, cells(total), left=total.number)


def _heavy(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    most = Decimal(str(parameters.get("上限", "30")))
    for i in own(form):
        weight = number(i.weight)
        if weight is not None and weight > most and i.weight is not None:
            say = f"单个指标分值{weight}分，超过{most}分，其他方面难以反映"
            yield rule.result(
                "不通过",
                form,
                i.name,
                say,
                cells(i.weight),
                left=weight,
                right=most,
                difference=weight - most,
                mends=False,
            )
