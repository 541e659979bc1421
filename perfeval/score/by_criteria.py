"""建议得分 by the row's own 评分标准, or by a note of the form on indicators of its kind."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from perfeval.model import Indicator, Operand, Score, dates
from perfeval.score import criteria
from perfeval.score.context import Context
from perfeval.score.figures import NUMERIC, Pair, ends_of, looks_like_rate, pair
from perfeval.score.formula import Figure, plain, rounded
from perfeval.score.give import Claim, scored, unscored
from perfeval.score.judge import Judged, direction_of, single
from perfeval.score.policy import normal


def by_criteria(i: Indicator, claim: Claim, context: Context) -> Score | None:
    """The row's own 评分标准, where it is understood; None where it says nothing of points or only the usual rule."""
    if claim.weight is None:
        return None
    if i.criteria is None or i.criteria.blank:
        return _by_note(i, claim, context)
    found = criteria.read(i.criteria.text, context.policy)
    if found == "没有计分内容":
        return None
    if isinstance(found, str):
        if i.target is None or i.actual is None or i.actual.blank:
            return None  # nothing to hold it against: 未复算, 待补
        return unscored(claim, "评分标准", "待核", "评分标准没有读懂，请按原文人工核对")
    stated = criteria.most(found)
    if stated is not None and stated != claim.weight.value and i.actual is not None and not i.actual.blank:
        reason = f"评分标准的满分{plain(stated)}与分值{plain(claim.weight.value)}不符"
        return unscored(claim, "评分标准", "待核", reason)
    return _criterion_score(i, found, claim, context) or _uncounted(i, found, claim)


def _uncounted(i: Indicator, found: criteria.Criterion, claim: Claim) -> Score | None:
    """规范 was to be, 较规范 it was, 每缺一项扣1分: how many were missing stands nowhere, so a person decides."""
    if found.step is None or i.target is None or i.actual is None or i.actual.kind != "qualitative":
        return None
    if normal(i.actual.text) == normal(i.target.text):
        return None
    return unscored(claim, _method(found), "待核", "完成值不是数，按评分标准扣了几项请人工核对")


def _by_note(i: Indicator, claim: Claim, context: Context) -> Score | None:
    """表注 that speaks of this kind of indicator (满意度90%以上得10分，每降5%扣1分), where it is understood."""
    for subject, sentence in context.policy.sentences:
        if not subject.search(normal(i.name)) or claim.weight is None:
            continue
        found = criteria.read(sentence, context.policy)
        if isinstance(found, str) or criteria.most(found) not in (None, claim.weight.value):
            continue
        result = _criterion_score(i, found, claim, context)
        if result is not None and result.verdict != "待核":
            explain = result.explain.replace("按评分标准，", "按表注，", 1)
            return replace(result, method=result.method.replace("评分标准", "表注", 1), explain=explain)
    return None


def _criterion_score(i: Indicator, found: criteria.Criterion, claim: Claim, context: Context) -> Score | None:
    actual, goal = _criterion_figures(i, found, context)
    if claim.weight is None:
        return None
    if actual is None:
        return _late(i, found, claim)
    up = i.target is not None and direction_of(i.target) in ("定量反向", "名次")
    if found.base is not None and found.step is not None:
        up = found.step.up
    value, base = actual.value, found.base if found.base is not None else goal.value if goal else None
    make, done, share = criteria.formula, f"完成{plain(actual.value)}", False
    if goal is not None and goal.value > 0 and _of_target(i, found, context):
        if found.mixed:
            reason = "评分标准里有的数是目标的百分比，有的不是，不能连着算，请人工核对"
            return unscored(claim, _method(found), "待核", reason)
        value, make, share = actual.value / goal.value * 100, criteria.of_target, True
        base = found.base if found.base is not None else Decimal(100)
        done += f"，为目标的{plain(rounded(value, 2))}%"
    text = make(found, goal.value if goal else None, up, claim.weight.value)
    if text is None:
        return None
    method = _method(found, share=share)
    if criteria.two_ways(found) and (base is None or (value > base if up else value < base)):
        reason = f"{done}，未达到满分条件，评分标准的按比例部分有不同读法，请人工核对"
        return unscored(claim, method, "待核", reason)
    if not criteria.covered(found, value):
        return unscored(claim, method, "待核", f"{done}，不在评分标准的各档之内")
    values: dict[str, Operand | Decimal | None] = {"完成": actual.operand, "目标": goal.operand if goal else None}
    judged = Judged(method, text, text, values, done, None)
    result = scored(judged, claim)
    explain = result.explain.replace(f"{judged.method}：", "按评分标准，", 1)
    return replace(result, explain=explain)


def _method(found: criteria.Criterion, *, share: bool = False) -> str:
    return f"评分标准（{criteria.spoken(found, share=share)}，请确认）"


def _of_target(i: Indicator, found: criteria.Criterion, context: Context) -> bool:
    """Does a criterion in percents speak of an indicator in 人, 个, 万元? Then they are percents of the target."""
    kinds = {m.kind for m in (i.target, i.actual) if m is not None and not m.blank}
    return found.percent and kinds == {"quantity"} and not looks_like_rate(i.name, context.policy)


def _late(i: Indicator, found: criteria.Criterion, claim: Claim) -> Score | None:
    """逾期 where the criterion deducts by the day: the usual 0 would be wrong, so a person decides."""
    if found.step is None or i.target is None or i.actual is None or (i.target.kind, i.actual.kind) != ("date", "date"):
        return None
    if dates.compared(i.target.value, i.actual.value) in (None, "按期"):
        return None
    return unscored(claim, _method(found), "待核", "逾期，按评分标准逐档扣分，请人工核对天数")


def _criterion_figures(
    i: Indicator, found: criteria.Criterion, context: Context
) -> tuple[Figure | None, Figure | None]:
    """完成 and 目标 for a criterion: from the row, or the rate that the tables give for an indicator of this name."""
    if i.actual is not None and i.actual.kind in NUMERIC:
        if i.target is not None and i.target.kind in NUMERIC:
            both = pair(i.target, i.actual, i.name, context.policy)
            if isinstance(both, Pair):
                return single(both.actual), both.target
        return single(ends_of(i.actual, Decimal(1))), None
    if i.actual is None:
        rate = next((figure for name, figure in context.rates.items() if _same_rate(name, i.name)), None)
        return rate, None
    return None, None


def _same_rate(rate: str, name: str) -> bool:
    def plain_name(text: str) -> str:
        return normal(text).translate({ord(c): None for c in "“”\"'（）()"})

    return plain_name(rate) == plain_name(name)


def with_criterion(score: Score, i: Indicator, claim: Claim, context: Context) -> Score:
    """未复算 for want of figures: the parsed 评分标准 is shown all the same, for a person to apply."""
    if score.verdict != "未复算" or i.criteria is None or i.criteria.blank:
        return score
    found = criteria.read(i.criteria.text, context.policy)
    if isinstance(found, str):
        return score
    stated = criteria.most(found)
    unlike = stated is not None and claim.weight is not None and stated != claim.weight.value
    note = (
        f"；评分标准的满分{plain(stated)}与分值{plain(claim.weight.value)}不符"
        if unlike and stated and claim.weight
        else ""
    )
    share = _of_target(i, found, context) and not found.mixed
    return replace(score, method=_method(found, share=share), explain=score.explain + note)
