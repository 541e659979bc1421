"""Targets and actuals on one scale: units converted, percents and bare numbers told apart (数、单位、口径)."""

from __future__ import annotations

from decimal import Decimal

from perfeval.frozen import frozen
from perfeval.language.values import unit_left_out
from perfeval.model import Measure
from perfeval.score.formula import Figure, of_measure, plain
from perfeval.score.policy import Policy, compiled, normal

NUMERIC = frozenset({"quantity", "percent", "duration", "rank"})
HUNDRED = Decimal(100)


@frozen
class Ends:
    """完成值 as an interval: ``low`` or ``high`` None = open. A plain number has both ends equal."""

    low: Figure | None
    high: Figure | None

    @property
    def point(self) -> bool:
        return self.low is not None and self.low == self.high


@frozen
class Pair:
    """A target and an actual that can be compared. ``rate``: both are percents. ``remark``: what had to be assumed."""

    target: Figure
    actual: Ends
    rate: bool
    remark: str = ""


@frozen
class Doubt:
    """Why the two cannot be compared (待核)."""

    reason: str


def unit_of(unit: str | None, policy: Policy) -> tuple[str, Decimal]:
    """A printed unit as base unit and multiplier: 万元 -> 元 × 10000, 公里 -> 米 × 1000."""
    table = policy.data["units"]
    found = normal(unit or "")
    found = normal(table["alias"].get(found, found))
    many = Decimal(1)
    for prefix, times in table["prefixes"].items():
        if found.startswith(prefix) and found not in table["convert"]:
            found, many = found.removeprefix(prefix), Decimal(times)
            found = normal(table["alias"].get(found, found))
            break
    if found in table["convert"]:
        base, times = table["convert"][found]
        found, many = base, many * Decimal(times)
    return found, many


def _is_percent(measure: Measure, policy: Policy) -> bool:
    return measure.kind == "percent" or unit_of(measure.unit, policy)[0] == "%"


def looks_like_rate(name: str, policy: Policy) -> bool:
    """Does the name say 率, 比例 …: a figure that ends at 100%?"""
    return bool(policy.words("rate").search(normal(name)))


def ends_of(actual: Measure, factor: Decimal) -> Ends:
    """The interval that an actual states: ≥266米, 95%以上, 3–5天, or a plain number."""
    low, high = actual.low, actual.high
    if low is not None and high is not None and low != high:
        return Ends(of_measure(actual, factor, low), of_measure(actual, factor, high))
    point = of_measure(actual, factor, _some_number(actual))
    if actual.op in ("≥", ">") or (low is not None and high is None and actual.op is None):
        return Ends(point, None)
    if actual.op in ("≤", "<") or (high is not None and low is None and actual.op is None):
        return Ends(None, point)
    return Ends(point, point)


def _bare(measure: Measure) -> bool:
    return not normal(measure.unit or "")


def _scale(number: Decimal, like: Decimal) -> Decimal | None:
    """The factor that puts a bare number on the percent scale of ``like``; None where 1 may mean 1% or 100%."""
    if number == 1 and like > 20:
        return None
    return HUNDRED if Decimal(0) < number < 1 < like else Decimal(1)


def pair(target: Measure, actual: Measure, name: str, policy: Policy) -> Pair | Doubt:
    """Both on the scale of the target, or why not."""
    t, a = target.number, _some_number(actual)
    if t is None or a is None:
        return Doubt("目标值或完成值不是一个数")
    t_percent, a_percent = _is_percent(target, policy), _is_percent(actual, policy)
    if t_percent or a_percent:
        return _percents(target, actual, t, a, name, policy)
    if _bare(target) and _bare(actual) and looks_like_rate(name, policy):
        scale = _scale(a, t)
        if scale is None:
            return Doubt(f"目标{target.text}，完成值填1，分不清是1%还是100%")
        factor = HUNDRED if 0 < t <= 1 < a <= HUNDRED else Decimal(1)
        return _made(target, actual, factor, scale, rate=True)
    return _other_period(target, actual, policy) or _quantities(target, actual, policy)


def _some_number(actual: Measure) -> Decimal | None:
    return next((n for n in (actual.number, actual.low, actual.high) if n is not None), None)


def _percents(target: Measure, actual: Measure, t: Decimal, a: Decimal, name: str, policy: Policy) -> Pair | Doubt:
    one = Decimal(1)
    if _is_percent(target, policy) and _is_percent(actual, policy):
        return _made(target, actual, one, one, rate=True)
    if _is_percent(target, policy):
        if not _bare(actual):
            return Doubt(f"目标是百分数（{target.text}），完成值是“{actual.text}”，口径不同")
        factor = _scale(a, t)
        if factor is None:
            return Doubt(f"目标{target.text}，完成值填1，分不清是1%还是100%")
        return _made(target, actual, one, factor, rate=True)
    if not _bare(target) or not (looks_like_rate(name, policy) or t == HUNDRED or 0 < t <= 1):
        return Doubt(f"目标是“{target.text}”，完成值是百分数（{actual.text}），口径不同")
    return _made(target, actual, HUNDRED if 0 < t <= 1 < a else one, one, rate=True)


def _quantities(target: Measure, actual: Measure, policy: Policy) -> Pair | Doubt:
    """Numbers with units: converted where they can be; a unit written on one side only holds for both."""
    t_unit, t_many = unit_of(target.unit, policy)
    a_unit, a_many = unit_of(actual.unit, policy)
    if _bare(actual) or _bare(target):
        return _without_unit(target, actual, t_many, a_many)
    same = t_unit == a_unit or "" in (t_unit, a_unit)  # 200万 against 195.5万元
    if not same and {t_unit, a_unit} <= set(policy.data["units"]["counters"]):
        return _made(target, actual, t_many, a_many, remark=f"单位不同（{target.unit}、{actual.unit}），按数比较")
    if not same and (t_unit.startswith(a_unit) or a_unit.startswith(t_unit)):
        same = True  # 人 and 人/年, 元 and 元/人·月
    if not same:
        return Doubt(f"目标单位“{target.unit}”与完成值单位“{actual.unit}”不同")
    if t_many == a_many:
        t_many = a_many = Decimal(1)  # figures as printed read better than 5500000
    many = a_many / t_many
    if many * t_many != a_many:  # 30分钟 of 2小时: a 60th has no end
        return _made(target, actual, t_many / a_many, Decimal(1))
    return _made(target, actual, Decimal(1), many)


def _without_unit(target: Measure, actual: Measure, t_many: Decimal, a_many: Decimal) -> Pair | Doubt:
    """The printed unit holds for both sides, unless only 万元 against 元 makes them alike: 25000 against 2.5万."""
    one = Decimal(1)
    t, a = target.number, _some_number(actual)
    if t and a and max(t_many, a_many) > 1 and unit_left_out(a, t, a_many / t_many):
        if _bare(target):
            return _made(target, actual, one, a_many)
        return Doubt(f"完成值“{actual.text}”没有写单位，疑不是以“{target.unit}”计的")
    return _made(target, actual, one, one)


def _times_a_year(measure: Measure, policy: Policy) -> Decimal:
    """How many times a year the figure counts: 每月1次 is 12 times 1次."""
    table = policy.data["units"]["a_year"]
    return next((Decimal(n) for word, n in table.items() if compiled(word).search(normal(measure.text))), Decimal(1))


def _other_period(target: Measure, actual: Measure, policy: Policy) -> Pair | Doubt | None:
    """每月1次 against 12次: a year's figure against a month's meets it or is doubted; None: both of one period."""
    counters = policy.data["units"]["counters"]
    if {unit_of(m.unit, policy)[0].partition("/")[0] for m in (target, actual)} - {*counters, ""}:
        return None
    t_times, a_times = _times_a_year(target, policy), _times_a_year(actual, policy)
    t, a = target.number, _some_number(actual)
    if t_times == a_times or t is None or a is None or t == a or _bare(actual):
        return None
    if target.direction == "正向" and a * a_times >= t * t_times:
        return _made(target, actual, t_times, a_times, remark="折成全年数比较")
    return Doubt(f"目标“{target.text}”与完成值“{actual.text}”一个是全年数，一个不是，请折成同一口径再比")


def _made(
    target: Measure, actual: Measure, t_factor: Decimal, a_factor: Decimal, *, rate: bool = False, remark: str = ""
) -> Pair | Doubt:
    figure = of_measure(target, t_factor)
    if figure is None:
        return Doubt("目标值不是一个数")
    return Pair(figure, ends_of(actual, a_factor), rate, remark)


def shown(figure: Figure) -> str:
    """As a formula in words prints it."""
    return plain(figure.value)
