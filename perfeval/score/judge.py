"""Which method fits a target and its actual, and with which figures (判定). The result is graded in ``indicator``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from perfeval.model import Measure, Operand, dates
from perfeval.score import words
from perfeval.score.figures import NUMERIC, Doubt, Ends, Pair, pair, shown
from perfeval.score.formula import Figure, evaluate, of_measure, plain
from perfeval.score.policy import Policy, compiled, normal

Values = Mapping[str, Operand | Decimal | None]
Texts = tuple[str, str, bool, Measure, Measure, Decimal]


@dataclass(frozen=True)
class Judged:
    """``low``/``high``: formulas of the ends of the interval over ``values`` (分值 is added later).

    ``says`` is the reason without the result; ``{low}``-style figures are added by the caller.
    """

    method: str
    low: str
    high: str
    values: Values
    says: str
    ratio: str | None = None
    inferred: bool = False
    live: bool = True
    fraction: str = ""  # "8676/8755": how the proportion is written out, where there is one
    met: bool | None = None
    remark: str = ""
    brief: str = ""  # how far it got, where ``says`` is the rule itself


def judge(target: Measure, actual: Measure, name: str, policy: Policy) -> Judged | Doubt:
    """By the kinds of the two: number, date, words."""
    if target.kind in NUMERIC and actual.kind in NUMERIC:
        if target.low is not None and target.high is not None and target.low != target.high:
            return _range(target, actual, name, policy)
        found = pair(target, actual, name, policy)
        return found if isinstance(found, Doubt) else numbers(target, actual, found, policy)
    if target.kind in NUMERIC and actual.kind == "qualitative":
        return _words_for_number(target, actual, policy)
    if target.kind == "date" and actual.kind == "date":
        return _deadline(target, actual, policy)
    if target.kind == "date" and actual.kind == "qualitative" and words.timely(actual.text, policy):
        return tiered("定性达成", policy, "完成值肯定了期限，未写日期")
    if {target.kind, actual.kind} <= {"qualitative", "unparsed"}:
        return _words(target, actual, policy)
    if target.kind == "qualitative" and len(normal(target.text)) > 1 and normal(target.text) in normal(actual.text):
        return tiered("定性达成", policy, "达成")  # 有效促进 / 有效促进就业200人
    return Doubt(f"目标“{short(target.text)}”与完成值“{short(actual.text)}”口径不同，无法对照")


def short(text: str, most: int = 14) -> str:
    """The text on one line, cut for an explanation."""
    flat = "".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def formulas(name: str, policy: Policy) -> tuple[str, str, str | None]:
    """Low, high and ratio of a method of scoring.toml, as formulas."""
    entry = policy.method(name)
    value = entry.get("value")
    return str(entry.get("low", value)), str(entry.get("high", value)), entry.get("ratio")


def direction_of(target: Measure) -> str:
    """The method that a target asks for: 定量正向, 定量反向 or 名次."""
    if target.kind == "rank" or target.direction == "名次":
        return "名次"
    return "定量反向" if target.direction in ("反向", "期限") else "定量正向"


def numbers(target: Measure, actual: Measure, found: Pair, policy: Policy) -> Judged | Doubt:
    """定量: proportional in the direction of the target; a rate far off is doubted, not scored."""
    method = direction_of(target)
    goal = found.target.value
    forward = method == "定量正向"
    if goal == 0 and (not forward or target.inferred or target.op in (None, "=", "≤", "<")):
        method, forward = "零目标", False
    elif goal <= 0:
        return _beyond_proportion(target, actual, found, forward)
    low, high, ratio = formulas(method, policy)
    base = {"目标": found.target.operand, **policy.values}
    worst, best = (found.actual.low, found.actual.high) if forward else (found.actual.high, found.actual.low)
    if found.actual.point and worst is not None:
        doubt = _far_off(found, worst, forward, policy)
        if doubt is not None:
            return doubt
        met = worst.value >= goal if forward else worst.value <= goal
        zero = method == "零目标"
        says = "达标" if met else "应为零而不为零" if zero else "未达标按比例"
        part = "" if met or zero else fraction(worst, found.target, forward)
        values = {**base, "完成": worst.operand}
        return Judged(
            method, low, high, values, says, ratio, target.inferred, fraction=part, met=met, remark=found.remark
        )
    return _interval(method, base, worst, best, (low, high, forward, target, actual, goal))


def _interval(method: str, base: Values, worst: Figure | None, best: Figure | None, texts: Texts) -> Judged:
    """完成值 is a range or one-sided: full where all of it meets the target, else what its two ends give."""
    low, high, forward, target, actual, goal = texts
    low = low.replace("完成", "完成低") if worst is not None else "0"
    high = high.replace("完成", "完成高") if best is not None else "分值"
    values = {**base, "完成低": worst.operand if worst else None, "完成高": best.operand if best else None}
    met = worst is not None and (worst.value >= goal if forward else worst.value <= goal)
    says = f"完成值“{short(actual.text)}”整段达标" if met else f"完成值“{short(actual.text)}”不是一个确定的数"
    return Judged(method, low, low if met else high, values, says, None, target.inferred, met=met or None)


def fraction(actual: Figure, target: Figure, forward: bool) -> str:
    """The ratio as a person checks it: 完成/目标, the other way round where less is better."""
    a, t = shown(actual), shown(target)
    return f"{a}/{t}" if forward else f"{t}/{a}"


def _far_off(found: Pair, actual: Figure, forward: bool, policy: Policy) -> Doubt | None:
    """率: a target above 100% or an actual below a fifth of it is another measure, not a poor result."""
    goal = found.target.value
    if not (found.rate and forward) or actual.value >= goal:
        return None
    least = policy.parameter("率下限") or Decimal(0)
    if goal > 100 or 0 < actual.value / goal < least:
        return Doubt(f"目标{plain(goal)}%、完成{plain(actual.value)}%相差过大，疑口径不同，不按比例")
    return None


def _beyond_proportion(target: Measure, actual: Measure, found: Pair, forward: bool) -> Judged | Doubt:
    """Targets of zero or below: met or not, no proportion."""
    end = found.actual.low if forward else found.actual.high
    if end is None:
        return Doubt(f"目标“{short(target.text)}”不能按比例，完成值又不是一个确定的数")
    if (end.value >= found.target.value) if forward else (end.value <= found.target.value):
        method = "定量正向" if forward else "定量反向"
        return Judged(method, "分值", "分值", {}, "达标", None, target.inferred, met=True)
    return Doubt(f"目标“{short(target.text)}”为零或负数，未达标，不能按比例")


def _range(target: Measure, actual: Measure, name: str, policy: Policy) -> Judged | Doubt:
    """区间目标 (3–5天, ±10%)."""
    assert target.low is not None and target.high is not None
    bound = Measure(target.text, target.high, target.cells, None, target.unit, target.kind, target.direction)
    found = pair(bound, actual, name, policy)
    if isinstance(found, Doubt):
        return _same_or_doubt(target, actual, policy)
    value = single(found.actual)
    if value is None:
        return _same_or_doubt(target, actual, policy)
    if "±" not in normal(target.text) and target.low > 0 and target.direction in ("正向", "反向", "期限"):
        return _one_end(target, value, policy)
    low, high, _ = formulas("区间目标", policy)
    met = target.low <= value.value <= target.high
    if not met and target.low <= 0:
        return Doubt(f"完成值{plain(value.value)}在目标区间“{short(target.text)}”之外，不能按比例")
    values = {"目标低": target.low, "目标高": found.target.operand, "完成": value.operand}
    below = value.value < target.low
    near = f"{plain(value.value)}/{plain(target.low)}" if below else f"{plain(target.high)}/{plain(value.value)}"
    says = "在目标区间内" if met else "在目标区间外，按比例"
    return Judged("区间目标", low, high, values, says, None, fraction="" if met else near, met=met)


def _one_end(target: Measure, value: Figure, policy: Policy) -> Judged:
    """Of a range only the end that can be missed counts: more than 50~60人 trained is no failure."""
    assert target.low is not None and target.high is not None
    forward = target.direction == "正向"
    bound = target.low if forward else target.high
    low, high, ratio = formulas("定量正向" if forward else "定量反向", policy)
    met = value.value >= bound if forward else value.value <= bound
    part = f"{plain(value.value)}/{plain(bound)}" if forward else f"{plain(bound)}/{plain(value.value)}"
    values = {"目标": bound, "完成": value.operand}
    inside = target.low <= value.value <= target.high
    says = "在目标区间内" if inside else "好于目标区间" if met else "未达到目标区间，按比例"
    return Judged("区间目标", low, high, values, says, ratio, target.inferred, fraction="" if met else part, met=met)


def _same_or_doubt(target: Measure, actual: Measure, policy: Policy) -> Judged | Doubt:
    if words.same_text(target.text, actual.text):
        return tiered("定性达成", policy, "与目标同文")
    return Doubt("完成值与目标区间无法对照")


def _words_for_number(target: Measure, actual: Measure, policy: Policy) -> Judged | Doubt:
    """“未发生” against a number that should be small is 0; any other words against a number cannot be compared."""
    if words.says_none(actual.text, policy) and (target.number == 0 or direction_of(target) == "定量反向"):
        figure = of_measure(target)
        if figure is not None:
            method = "零目标" if figure.value == 0 else "定量反向"
            low, high, _ = formulas(method, policy)
            values = {"目标": figure.operand, "完成": Decimal(0)}
            says = f"完成值“{short(actual.text)}”按0计，达标"
            return Judged(method, low, high, values, says, None, target.inferred, live=False, met=True)
    return Doubt(f"目标是数（{short(target.text)}），完成值是文字（{short(actual.text)}），无法对照")


def _deadline(target: Measure, actual: Measure, policy: Policy) -> Judged | Doubt:
    goal, done = dates.parse(str(target.value)), dates.parse(str(actual.value))
    if goal is None or done is None:
        return Doubt(f"期限“{short(target.text)}”或完成时间“{short(actual.text)}”没有读懂")
    outcome = dates.kept(dates.in_year(goal, done, policy.year), done)
    if outcome == "不明":
        says = f"完成时间“{short(actual.text)}”不够具体，不能确定是否按期"
        return Judged("期限", "分值 * 参数.期限逾期", "分值", policy.values, says, live=False)
    low, high, _ = formulas("期限", policy)
    values = {"目标": Decimal(0), "完成": Decimal(0 if outcome == "按期" else 1), **policy.values}
    says = "按期完成" if outcome == "按期" else f"应于{short(target.text)}，实际{short(actual.text)}，逾期"
    return Judged("期限", low, high, values, says, live=False, met=outcome == "按期")


def _words(target: Measure, actual: Measure, policy: Policy) -> Judged | Doubt:
    if target.kind == "unparsed" and not words.same_text(target.text, actual.text):
        return Doubt(f"目标“{short(target.text)}”含多项内容，完成值“{short(actual.text)}”不能逐项对照")
    if actual.kind == "unparsed" and not words.same_text(target.text, actual.text):
        return Doubt(f"完成值“{short(actual.text)}”没有确数，无法对照")
    found = words.tier(target, actual, policy)
    if found is None:
        return Doubt(f"完成值“{short(actual.text)}”看不出达成程度")
    return tiered(found, policy, {"定性达成": "达成", "定性部分达成": "部分达成", "定性未达成": "未达成"}[found])


def tiered(name: str, policy: Policy, says: str) -> Judged:
    """定性: points by tier; the text says which, ``says`` why."""
    low, high, _ = formulas(name, policy)
    return Judged(name, low, high, policy.values, says, None, met=None)


def special_for(name: str, target: Measure | None, policy: Policy) -> Mapping[str, Any] | None:
    """计分办法 that the profile sets for indicators of this name."""
    for entry in policy.specials():
        if not compiled(entry["match"]).search(normal(name)):
            continue
        if "target" in entry and (target is None or not compiled(entry["target"]).search(normal(target.text))):
            continue
        return entry
    return None


def by_special(entry: Mapping[str, Any], actual: Figure, goal: Figure | None, policy: Policy) -> Judged | None:
    """The special method with its figures; None where it needs a target and there is none."""
    value = entry.get("value")
    low, high = str(entry.get("low", value)), str(entry.get("high", value))
    if "目标" in low + high and goal is None:
        return None
    values: dict[str, Operand | Decimal | None] = {
        **policy.values,
        "完成": actual.operand,
        "目标": goal.operand if goal else None,
    }
    probe = {**values, "分值": Decimal(100)}
    met = evaluate(high, probe) == 100
    brief = "达到满分条件" if met else "未达到满分条件"
    says, ratio = f"完成{plain(actual.value)}", entry.get("ratio")
    return Judged(str(entry["name"]), low, high, values, says, ratio, met=met, brief=brief)


def single(ends: Ends) -> Figure | None:
    """The figure, where an interval is none."""
    return ends.low if ends.point else None
