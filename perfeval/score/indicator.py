"""建议得分 of one indicator row: which rows are scored at all, by which method, from which figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from perfeval.model import Indicator, Leaf, Measure, Operand, Score
from perfeval.score import words
from perfeval.score.by_criteria import by_criteria, with_criterion
from perfeval.score.context import Context
from perfeval.score.figures import NUMERIC, Doubt, Pair, pair
from perfeval.score.formula import Figure, evaluate, excel, of_leaf, of_measure, plain, rounded
from perfeval.score.give import Claim, scored, unscored
from perfeval.score.judge import Judged, by_special, direction_of, judge, single, special_for
from perfeval.score.policy import Policy, normal

SLASHES = frozenset("/／-—－–\\") | {"--", "——"}


def score_indicator(i: Indicator, index: int, context: Context) -> Score:
    """The score of row ``index``; ``i`` is that row, or one that stands in for it."""
    common = index in context.common
    weight = None if common else weight_of(i)
    claim = Claim(i.self_score, weight, context.places)
    outside = _not_scored(i, context.policy)
    if outside is not None:
        return unscored(claim, "不计分", "不计分", outside)
    by_text = by_criteria(i, claim, context)
    if by_text is not None:
        return by_text
    if i.target is None or i.actual is None or (weight is None and (i.weight is None or common)):
        return _inferred(
            with_criterion(_without_columns(i, claim, context, common), i, claim, context), claim, index, context
        )
    blanks = {"分值": weight is None, "目标值": i.target.blank, "完成值": i.actual.blank}
    lacking = [name for name, blank in blanks.items() if blank]
    if lacking == ["完成值"] and words.absent(i.actual.text, context.policy) and direction_of(i.target) == "定量反向":
        lacking = []  # 事故 0起 -> 无
    if {"目标值", "完成值"} == set(lacking) and _nothing_happened(i, context.policy):
        same = Judged("零目标", "分值", "分值", {}, "目标、完成都是“无”，没有发生", met=True)
        return scored(same, claim)
    if lacking == ["目标值"] and _slash(i.target) and claim.own is not None:
        return unscored(claim, "未复算", "未复算", "本行不设目标值（填“—”），按所填得分")
    if lacking:
        return unscored(claim, "待补", "待补", f"{'、'.join(lacking)}未填，补齐前计0分")
    judged = _judged(i, i.target, i.actual, context)
    if isinstance(judged, Doubt):
        by_coefficient = _coefficient(i, claim, context.policy)
        return by_coefficient or unscored(claim, "待核", "待核", judged.reason)
    result = scored(judged, claim)
    return _overdone(result, judged, claim, context.policy)


def _inferred(result: Score, claim: Claim, index: int, context: Context) -> Score:
    """未复算, with what can be said all the same.

    A weight worked back from the scores explains; printed points of the group bind: a row that fell short cannot be
    worth more than its share of what the unit itself leaves of them.
    """
    own, ratio = claim.own, result.ratio
    ceiling, estimate = context.ceilings.get(index), context.weights.get(index)
    if own is None or result.verdict != "未复算":
        return result
    if estimate is not None:
        weight, how = estimate
        capped = f"，超额未封顶，封顶应为{plain(weight)}" if own > weight else ""
        return replace(result, explain=f"{result.explain}；{how}{capped}")
    if ceiling is None or not (ceiling[1] or (ratio is not None and 0 <= ratio < 1)):
        return result
    points = ceiling[0]
    high = rounded(points * min(Decimal(1), ratio) if ratio is not None and ratio >= 0 else points, claim.places)
    if own <= high:
        return result
    explain = f"{result.explain}；所在块满分减去其他指标得分后至多{plain(points)}分，本项不超过{plain(high)}"
    return replace(result, high=high, suggested=high, verdict="偏高", explain=explain, live_suggested=None)


def _nothing_happened(i: Indicator, policy: Policy) -> bool:
    """安全事故 无 / 无: of what should not happen, 无 is a figure and not a blank."""
    texts = [m.text for m in (i.target, i.actual) if m is not None]
    return all(words.absent(text, policy) for text in texts) and bool(policy.words("unwanted").search(normal(i.name)))


def weight_of(i: Indicator) -> Figure | None:
    """分值 as points: 10, 10分, 10% are all 10."""
    return of_leaf(i.weight)


def _not_scored(i: Indicator, policy: Policy) -> str | None:
    """Why this row bears no score of its own."""
    if i.parent is not None:
        return "其中行，不单独计分"
    claimed = i.self_score is not None and i.self_score.number is not None
    if _slash(i.level3) or (i.weight is not None and _slash(i.weight) and not claimed):
        return "本行填“/”，不计分"
    if i.actual is not None and i.actual.blank and words.absent(i.actual.text, policy) and _has_reason(i, policy):
        reverse = i.target is not None and direction_of(i.target) == "定量反向"
        return None if reverse else "完成值为“无”且说明了原因，视同不适用，分值不计入"
    return None


def _slash(leaf: Leaf | Measure) -> bool:
    return "".join(leaf.text.split()) in SLASHES


def _has_reason(i: Indicator, policy: Policy) -> bool:
    heads = policy.data["words"]["reason_columns"]
    texts = [i.reason, *(leaf for column, leaf in i.other if any(head in column for head in heads))]
    return any(leaf is not None and not leaf.blank for leaf in texts)


def _judged(i: Indicator, target: Measure, actual: Measure, context: Context) -> Judged | Doubt:
    """The profile's own method for indicators of this name, else the one that fits the kinds."""
    special = special_for(i.name, target, context.policy)
    if special is not None and actual.kind in NUMERIC:
        found = pair(target, actual, i.name, context.policy) if target.kind in NUMERIC else Doubt("")
        figure = single(found.actual) if isinstance(found, Pair) else of_measure(actual)
        goal = found.target if isinstance(found, Pair) else None
        judged = by_special(special, figure, goal, context.policy) if figure else None
        if judged is not None:
            return judged
    if actual.blank:  # 无, under a target of none
        return judge(target, Measure("无", None, actual.cells, None, None, "qualitative"), i.name, context.policy)
    return judge(target, actual, i.name, context.policy)


def _without_columns(i: Indicator, claim: Claim, context: Context, common: bool = False) -> Score:
    """未复算, unless the tables give the rate that the profile's method asks for, or a coefficient is printed."""
    special = special_for(i.name, i.target, context.policy)
    if special is not None and claim.weight is not None and i.actual is None:
        rate = _rate_for(i.name, special, context)
        judged = by_special(special, rate, None, context.policy) if rate is not None else None
        if judged is not None:
            return scored(judged, claim)
    by_coefficient = _coefficient(i, claim, context.policy)
    if by_coefficient is not None:
        return by_coefficient
    columns = {"目标值": i.target, "完成值": i.actual, "分值": i.weight, "得分": i.self_score}
    lacking = "、".join(name for name, leaf in columns.items() if leaf is None and not (common and name == "分值"))
    judged_here: Judged | Doubt | None = None
    if i.target is not None and i.actual is not None and not i.target.blank and not i.actual.blank:
        judged_here = _judged(i, i.target, i.actual, context)
    if claim.leaf is None:
        short_of = isinstance(judged_here, Judged) and judged_here.met is False
        state = f"；{_state(judged_here)}" if short_of and isinstance(judged_here, Judged) else ""
        result = unscored(claim, "不计分", "不计分", f"本表没有{lacking}栏{state}")
    else:
        reason = "分值由几行合用，" if not lacking else f"本表没有{lacking}栏，"
        reason += "按所填得分" if claim.own is not None else "得分也未填"
        if isinstance(judged_here, Judged):
            reason += f"；{_state(judged_here)}"
        elif judged_here is not None:
            reason += f"；{judged_here.reason}"
        result = unscored(claim, "未复算", "未复算", reason)
    return _with_ratio(result, judged_here) if isinstance(judged_here, Judged) else result


def _state(judged: Judged) -> str:
    return f"未达标，完成{judged.fraction}" if judged.fraction else judged.brief or judged.says


def _with_ratio(score: Score, judged: Judged) -> Score:
    """The completion rate is worth showing even where the score cannot be recomputed."""
    if judged.ratio is None:
        return score
    live = excel(judged.ratio, judged.values) if judged.live else None
    return replace(score, ratio=evaluate(judged.ratio, judged.values), live_ratio=live)


def _rate_for(name: str, special: Mapping[str, object], context: Context) -> Figure | None:
    wanted = special.get("rate")
    options = special.get("rates")
    if isinstance(options, Mapping):
        wanted = next((rate for word, rate in options.items() if word in name), wanted)
    return context.rates.get(str(wanted)) if wanted else None


def _coefficient(i: Indicator, claim: Claim, policy: Policy) -> Score | None:
    """得分系数(%) × 权重, where the form prints the coefficient."""
    figure = of_leaf(i.coefficient)
    if figure is None or claim.weight is None:
        return None
    part = Decimal(1) if figure.value <= 1 else Decimal("0.01")
    assert i.coefficient is not None
    scale = part * 100 if i.coefficient.percent_format else part
    operand = Operand(i.coefficient.cell, figure.value * part, scale)
    entry = policy.method("得分系数")
    says = f"得分系数{plain(figure.value)}×权重{plain(claim.weight.value)}"
    judged = Judged("得分系数", entry["value"], entry["value"], {"系数": operand}, says, entry["ratio"])
    return scored(judged, claim)


def _overdone(result: Score, judged: Judged, claim: Claim, policy: Policy) -> Score:
    """超额过多: points off only where the profile says so; elsewhere a check warns."""
    off, limit = policy.parameter("超额扣分") or Decimal(0), policy.parameter("超额提示")
    if not off or limit is None or judged.method != "定量正向" or result.ratio is None or result.ratio < limit:
        return result
    text = f"MAX(0, {judged.high} - IF(完成 / 目标 ≥ {plain(limit)}, {plain(off)}, 0))"
    percent = plain((limit - 1) * 100)
    says = f"达标，但超过目标{percent}%及以上，扣{plain(off)}分"
    reduced = Judged(judged.method, text, text, judged.values, says, judged.ratio)
    return scored(reduced, claim)
