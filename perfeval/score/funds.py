"""建议得分 of the funds rows (预算执行率): one row bears the points, the 其中 rows none."""

from __future__ import annotations

from decimal import Decimal

from perfeval.model import AMOUNT_UNITS, Form, Fund, Leaf, Operand, Score
from perfeval.score.formula import Figure, of_leaf, plain, rounded
from perfeval.score.give import Claim, scored, unscored
from perfeval.score.indicator import SLASHES
from perfeval.score.judge import Judged, formulas
from perfeval.score.policy import FUND_POINTS, Policy, normal

TOTAL = "总额"
HUNDRED = Decimal(100)


def score_funds(form: Form, policy: Policy, places: int) -> None:
    """Fills ``score`` of every funds row."""
    bearer = bearing_row(form, policy)
    for index, fund in enumerate(form.funds):
        fund.score = _bearer(fund, form, policy, places) if index == bearer else _other(fund, bearer)


def bearing_row(form: Form, policy: Policy) -> int | None:
    """计分的资金行: the total row with points; where the form has none, the only row that prints points."""
    if _repeated(form, policy):
        return None
    rows = list(enumerate(form.funds))
    roots = [(n, f) for n, f in rows if f.parent is None]
    with_points = [n for n, f in roots if _printed(f.weight)]
    if with_points:
        return next((n for n in with_points if form.funds[n].name == TOTAL), with_points[0])
    claiming = any(f.name == TOTAL and _printed(f.self_score) for _, f in rows)
    inner = [n for n, f in rows if _printed(f.weight)]
    if inner and not claiming:
        return inner[0]  # the total row is empty, its only part bears the points
    named = [n for n, f in roots if f.name == TOTAL] or [n for n, _ in roots]
    claims = [n for n in named if _claims(form.funds[n], policy)]
    return claims[0] if claims else None


def _repeated(form: Form, policy: Policy) -> bool:
    """预算执行率 as an indicator too, with the same score: the indicators alone make up the 100, the row repeats it."""
    own = [i for i in form.indicators if i.parent is None]
    fund = next((f for f in form.funds if f.name == TOTAL and _printed(f.self_score)), None)
    whole = sum((i.weight.number for i in own if i.weight is not None and i.weight.number is not None), Decimal(0))
    if fund is None or fund.self_score is None or whole < HUNDRED:
        return False
    same = [i for i in own if i.self_score is not None and i.self_score.number == fund.self_score.number]
    return any(policy.words("execution").search(normal(i.name)) for i in same)


def _printed(leaf: object) -> bool:
    return getattr(leaf, "number", None) is not None


def _claims(fund: Fund, policy: Policy) -> bool:
    """Without printed points: does the row claim a score, or does the header say that it bears points."""
    if FUND_POINTS in policy.noted or _printed(fund.self_score):
        return True
    blank_weight = fund.weight is not None and "".join(fund.weight.text.split()) not in SLASHES
    return blank_weight and fund.self_score is not None


def _other(fund: Fund, bearer: int | None) -> Score:
    part = fund.parent is not None
    reason = "其中行，不计分" if part else "本行不计分" if bearer is not None else "资金行没有分值，不计分"
    return Score(None, None, None, "不计分", "不计分", reason)


def _weight(fund: Fund, policy: Policy) -> tuple[Figure | None, str]:
    """分值: printed in the row, or the points of the header (20分*执行率)."""
    figure = of_leaf(fund.weight)
    if figure is not None:
        return figure, ""
    points = policy.parameter(FUND_POINTS)
    if points is None or (fund.weight is not None and FUND_POINTS not in policy.noted):
        return None, ""
    return Figure(points, points), "表头" if FUND_POINTS in policy.noted else "地方表样"


def _bearer(fund: Fund, form: Form, policy: Policy, places: int) -> Score:
    weight, source = _weight(fund, policy)
    claim = Claim(fund.self_score, weight, places)
    if weight is None:
        if fund.weight is not None:
            return unscored(claim, "待补", "待补", "资金行分值未填，补齐前计0分")
        return unscored(claim, "未复算", "未复算", "本表没有资金行的分值栏，按所填得分")
    ceiling = policy.parameter("资金分值上限")
    if ceiling is not None and weight.value >= ceiling:
        return unscored(claim, "待核", "待核", f"资金行分值{plain(weight.value)}，疑填成总分")
    budget = fund.budget if fund.budget is not None else fund.initial  # 只有年初预算数一栏的旧表
    if budget is None or fund.spent is None:
        return _by_rate(fund, claim, policy)
    lacking = [name for name, leaf in (("全年预算数", budget), ("全年执行数", fund.spent)) if leaf.number is None]
    if len(lacking) == 2 and fund.rate is not None and fund.rate.number is not None:
        return _by_rate(fund, claim, policy)
    if lacking:
        return unscored(claim, "待补", "待补", f"{'、'.join(lacking)}未填，补齐前计0分")
    return _by_amounts(fund, form, claim, policy, source, of_leaf(budget))


def _by_amounts(fund: Fund, form: Form, claim: Claim, policy: Policy, source: str, budget: Figure | None) -> Score:
    spent = of_leaf(fund.spent, _in_unit_of(fund.spent, fund.budget if fund.budget is not None else fund.initial))
    assert budget is not None and spent is not None and claim.weight is not None
    if budget.value == 0:
        inner = _filled_part(fund, form)
        if inner:
            return unscored(claim, "待核", "待核", f"总额行为0而其中行有数（{inner}），请先改正总额")
        if spent.value:
            return unscored(claim, "待核", "待核", f"全年预算数为0而执行数为{plain(spent.value)}，执行率无法计算")
        return unscored(claim, "未复算", "未复算", "全年预算数为0，执行率无法计算，按所填得分")
    low, high, ratio = formulas("资金执行率", policy)
    values: dict[str, Operand | Decimal | None] = {"预算数": budget.operand, "执行数": spent.operand}
    rate = spent.value / budget.value
    percent = f"{plain(rounded(rate * 100, 2))}%"
    note = f"（满分{plain(claim.weight.value)}取自{source}）" if source else ""
    over = rate > 1
    says = f"{percent}{'，封顶' if over else ''}{note}" + ("" if rate >= 1 else "，")
    fraction = "" if rate >= 1 else f"{plain(spent.value)}/{plain(budget.value)}"
    return scored(Judged("资金执行率", low, high, values, says, ratio, fraction=fraction, met=rate >= 1), claim)


def _in_unit_of(leaf: Leaf | None, other: Leaf | None) -> Decimal:
    """300万元 against 2594500元: the factor that puts ``leaf`` into the unit of ``other``."""
    units = [AMOUNT_UNITS.get(x.unit or "") if x is not None else None for x in (leaf, other)]
    return units[0] / units[1] if units[0] is not None and units[1] is not None else Decimal(1)


def _filled_part(fund: Fund, form: Form) -> str | None:
    """The first 其中 row with a budget above zero, named with its figures."""
    at = next(n for n, each in enumerate(form.funds) if each is fund)
    for part in form.funds:
        if part.parent == at and part.budget is not None and (part.budget.number or 0) > 0:
            spent = part.spent.text if part.spent is not None else ""
            return f"预算{part.budget.text}、执行{spent}"
    return None


def _by_rate(fund: Fund, claim: Claim, policy: Policy) -> Score:
    """A form without columns of amounts: the printed rate is all there is."""
    if fund.rate is None:
        return unscored(claim, "未复算", "未复算", "本表没有预算数、执行数栏，按所填得分")
    if fund.rate.number is None:
        return unscored(claim, "待补", "待补", "执行率未填，补齐前计0分")
    number = fund.rate.number
    ratio = number if fund.rate.percent_format or (fund.rate.unit != "%" and number <= 1) else number / 100
    factor = Decimal(1) if ratio == number else Decimal("0.01")
    low, high, shape = formulas("所填执行率", policy)
    judged = Judged(
        "所填执行率",
        low,
        high,
        {"执行率": Operand(fund.rate.cell, ratio, factor)},
        fund.rate.text,
        shape,
    )
    return scored(judged, claim)
