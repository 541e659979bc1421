"""分值 where the form has no such column: what printed points and score ÷ completion tell of it (推定)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from perfeval.model import Form, Indicator
from perfeval.score.formula import evaluate, plain, rounded
from perfeval.score.judge import Judged, judge
from perfeval.score.policy import FUND_POINTS, Policy

HUNDRED = Decimal(100)
Group = tuple[str, Decimal, list[int]]


def estimated(form: Form, policy: Policy, places: int) -> dict[int, tuple[Decimal, str]]:
    """Weights worked back from the form itself, by index, each with the sentence that says how.

    They are an inference: they explain a row, its suggested score stays the unit's own (未复算).
    """
    if any(i.weight is not None for i in form.indicators):
        return {}
    found: dict[int, tuple[Decimal, str]] = {}
    groups = printed_groups(form)
    rest = _whole(form, policy)
    for _, points, members in groups or ([("", rest, _leaves(form))] if rest is not None else []):
        if len(members) > 1 and _closed(form, members):
            found.update(_backwards(form, points, members, policy, places))
    return found


def _leaves(form: Form) -> list[int]:
    return [n for n, i in enumerate(form.indicators) if i.parent is None]


def _closed(form: Form, members: Sequence[int]) -> bool:
    """All rows of the group are known: the form is complete, or another group follows."""
    return form.complete or max(members) < len(form.indicators) - 1


def _whole(form: Form, policy: Policy) -> Decimal | None:
    """满分 of all indicators together: 100 less the points of the funds row, where its header states them."""
    points = policy.parameter(FUND_POINTS) if FUND_POINTS in policy.noted else None
    return HUNDRED - points if points is not None and form.complete else None


def printed_groups(form: Form) -> list[Group]:
    """Groups by the narrowest title that prints points: 数量指标(20分), 产出指标(50分), 年度绩效目标1(40分)."""
    groups: dict[tuple[str, ...], Group] = {}
    for n in _leaves(form):
        i = form.indicators[n]
        path = tuple("".join(leaf.text.split()) if leaf else "" for leaf in (i.block, i.level1, i.level2))
        for depth, points in ((3, i.points.level2), (2, i.points.level1), (1, i.points.block)):
            if points is not None:
                groups.setdefault(path[:depth], (path[depth - 1], points, []))[2].append(n)
                break
    return list(groups.values())


def _backwards(
    form: Form, points: Decimal, members: list[int], policy: Policy, places: int
) -> Mapping[int, tuple[Decimal, str]]:
    """反推分值: score ÷ completion gives whole points for every row, and they add up to the group.

    Rows whose completion is 100% prove nothing, so at least one must differ.
    """
    weights: dict[int, Decimal] = {}
    proven = False
    for n in members:
        i = form.indicators[n]
        own = i.self_score.number if i.self_score is not None else None
        ratio = _ratio(i, policy)
        if own is None or own <= 0 or ratio is None or ratio <= 0:
            return {}
        weight = rounded(own / ratio, 0)
        if abs(weight * ratio - own) > Decimal("0.5").scaleb(-places):
            return {}
        proven = proven or ratio != 1
        weights[n] = weight
    if not proven or sum(weights.values()) != points:
        return {}
    return {n: (w, f"由得分÷完成率反推分值{plain(w)}（合计{plain(points)}）") for n, w in weights.items()}


def _ratio(i: Indicator, policy: Policy) -> Decimal | None:
    if i.target is None or i.actual is None or i.target.blank or i.actual.blank:
        return None
    judged = judge(i.target, i.actual, i.name, policy)
    if not isinstance(judged, Judged) or judged.ratio is None:
        return Decimal(1) if isinstance(judged, Judged) and judged.met else None
    return evaluate(judged.ratio, judged.values)


def ceilings(form: Form) -> dict[int, tuple[Decimal, bool]]:
    """The most that a row's weight can be: the group's points less what the unit itself gives the others.

    The flag: the row is the only one of its group, so the points are its own.
    """
    found: dict[int, tuple[Decimal, bool]] = {}
    for _, points, members in printed_groups(form):
        if not _closed(form, members):
            continue
        own = {n: _own(form.indicators[n]) for n in members}
        for n in members:
            found[n] = points - sum((v for m, v in own.items() if m != n), Decimal(0)), len(members) == 1
    return found


def _own(i: Indicator) -> Decimal:
    return (i.self_score.number if i.self_score is not None else None) or Decimal(0)
