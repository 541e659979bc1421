"""评分标准 in words, parsed into a method: full marks, whole steps of deduction, tiers, met-or-nothing.

What is understood is taken out of the text piece by piece, by the patterns of scoring.toml; if what remains still
speaks of points, the whole is left to a person.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from perfeval.frozen import frozen
from perfeval.score.formula import plain
from perfeval.score.policy import Policy, compiled, normal

LONGEST = 1000  # a criterion of one indicator; longer texts are essays, and patterns are quadratic in the worst case


@frozen
class Wording:
    """How criteria are worded, from scoring.toml: ``entries`` part and pattern, the others as its [words] say."""

    entries: tuple[tuple[str, str], ...]
    points: str
    up: tuple[str, ...]
    at_least: tuple[str, ...]
    strict: tuple[str, ...]
    percent: tuple[str, ...]


@frozen
class Tier:
    """得分档: ``low`` ≤ 完成 ≤ ``high`` (None: open), both ends in; where tiers meet, the higher points win."""

    low: Decimal | None
    high: Decimal | None
    points: Decimal | None  # None: full marks
    strict: bool = False

    def condition(self, name: str) -> str:
        at_least, at_most = (">", "<") if self.strict else ("≥", "≤")
        parts = []
        if self.low is not None:
            parts.append(f"{name} {at_least} {plain(self.low)}")
        if self.high is not None:
            parts.append(f"{name} {at_most} {plain(self.high)}")
        return f"AND({', '.join(parts)})" if len(parts) > 1 else parts[0]

    def holds(self, value: Decimal) -> bool:
        if self.strict:
            return (self.low is None or value > self.low) and (self.high is None or value < self.high)
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@frozen
class Step:
    """每差一档扣分. ``up``: deducted for more than the base. ``percent``: the step is in points of a percent."""

    size: Decimal
    off: Decimal
    up: bool
    percent: bool
    share: bool = False  # ``off`` is a percent of the weight

    @property
    def deduction(self) -> str:
        """One step as a formula."""
        return f"分值 * {plain(self.off / 100)}" if self.share else plain(self.off)


@dataclass(slots=True)
class Criterion:
    """A parsed 评分标准. ``base`` None: the target itself is the base; ``full`` None: the weight is."""

    tiers: list[Tier] = field(default_factory=list)
    step: Step | None = None
    base: Decimal | None = None
    full: Decimal | None = None
    either: bool = False
    ratio: bool = False
    absolute: bool = False  # ±10%: the size counts, not the sign
    floor: Tier | None = None  # 低于80%不得分, beside steps or a proportion
    percents: set[bool] = field(default_factory=set)  # for each figure that 完成 is held against: is it a percent?

    @property
    def percent(self) -> bool:
        """Its figures are percents: of a count they mean 完成 in percent of 目标."""
        return True in self.percents

    @property
    def mixed(self) -> bool:
        """达到100%得满分，每少1人扣1分: of a count the two are no one scale."""
        return len(self.percents) > 1

    @property
    def any(self) -> bool:
        return bool(self.tiers or self.step or self.either or self.ratio or self.full is not None)


Parsed = Criterion | Literal["没有计分内容", "没有读懂"]


def read(text: str, policy: Policy) -> Parsed:
    """A 评分标准 taken apart by the patterns of scoring.toml, or in words why it is not understood."""
    words = policy.data["words"]
    lists = (tuple(words[f"criterion_{name}"]) for name in ("up", "at_least", "strict", "percent"))
    entries = tuple((e["part"], e["pattern"]) for e in policy.data.get("criterion", []))
    return _read(normal(text), Wording(entries, words["criterion_points"], *lists))


@lru_cache(maxsize=2048)
def _read(text: str, wording: Wording) -> Parsed:
    points = compiled(wording.points)
    if len(text) > LONGEST:
        return "没有读懂"
    if not points.search(text):
        return "没有计分内容"
    found, rest = Criterion(absolute="±" in text), text.replace("±", "")
    for part, pattern in wording.entries:
        while (match := compiled(pattern).search(rest)) is not None:
            _take(found, part, match.groupdict(), match[0], wording)
            rest = rest[: match.start()] + ";" + rest[match.end() :]
    if points.search(rest) or not found.any:
        return "没有读懂"
    if found.step or found.ratio:
        _floor_from(found)
    if found.tiers and all(t.points == 0 for t in found.tiers) and not found.either:
        return "没有读懂"  # where nothing is given is said, but not what is given elsewhere
    if len(found.tiers) == 1 and (found.step or found.either or found.tiers[0].points is None):
        _base_from(found, found.tiers[0])
    return found


def _take(found: Criterion, part: str, groups: dict[str, Any], text: str, wording: Wording) -> None:
    if part == "tier" or groups.get("base"):
        found.percents.add(any(word in text for word in wording.percent))
    if part == "tier":
        found.tiers.append(_tier(groups, wording))
    elif part == "full":
        if groups.get("base"):
            found.base = Decimal(groups["base"])
        if groups.get("points"):
            found.full = Decimal(groups["points"])
        found.ratio = found.ratio or not (groups.get("base") or groups.get("points"))
    elif part == "step":
        unit = groups.get("unit") or ""
        size = Decimal(1) if groups["step"] in (None, "一") else Decimal(groups["step"])
        off = Decimal(1) if groups["off"] == "一" else Decimal(groups["off"])
        verb = text[text.rfind("每") + 1 :]
        found.step = Step(size, off, verb.startswith(wording.up), unit in wording.percent, bool(groups.get("share")))
        found.percents.add(found.step.percent)  # 扣分值的5% is a percent of the points
    elif part == "either":
        found.either = True
    elif part == "ratio":
        found.ratio = True
        if groups.get("points"):
            found.full = Decimal(groups["points"])


def _tier(groups: dict[str, Any], wording: Wording) -> Tier:
    points = Decimal(groups["points"]) if groups.get("points") else (Decimal(0) if groups.get("none") else None)
    if groups.get("equal") is not None:
        value = Decimal(groups["equal"])
        return Tier(value, value, points)
    if groups.get("low") is not None:
        ends = sorted((Decimal(groups["low"]), Decimal(groups["high"])))
        return Tier(ends[0], ends[1], points)
    bound = Decimal(groups["bound"])
    sign = groups.get("op") or groups.get("side")
    strict = sign in wording.strict and not groups.get("incl")
    return Tier(bound, None, points, strict) if sign in wording.at_least else Tier(None, bound, points, strict)


def _base_from(found: Criterion, tier: Tier) -> None:
    """One tier with steps below it is the condition for full marks, not a tier."""
    found.base = tier.low if tier.low is not None else tier.high
    found.full = tier.points
    if found.either and not found.step:
        return
    if found.step is None and tier.points is None:
        found.ratio = True
    found.tiers = []


def _floor_from(found: Criterion) -> None:
    """A tier of no points beside steps or a proportion is where nothing is left."""
    floors = [t for t in found.tiers if t.points == 0]
    if len(floors) == 1 and len(found.tiers) <= 2:
        found.floor = floors[0]
        found.tiers.remove(floors[0])


def two_ways(found: Criterion) -> bool:
    """≥90%得满分，否则得分=完成率×分值: of 85, 8.5 or 85/90; a person decides below the base."""
    fixed = found.base is not None and found.base != 100
    return (
        found.ratio
        and found.step is None
        and not found.tiers
        and (fixed or (found.floor is not None and found.base is None))
    )


def of_target(found: Criterion, target: Decimal | None, up: bool, weight: Decimal) -> str | None:
    """The same formula where percents are said of a count: 每低1%扣1分 of 200人 takes 1分 for 2人."""
    text = formula(replace(found, base=found.base if found.base is not None else Decimal(100)), target, up, weight)
    return text.replace("完成", "(完成 / 目标 * 100)") if text is not None else None


def formula(found: Criterion, target: Decimal | None, up: bool, weight: Decimal) -> str | None:
    """The score as a formula over 完成, 目标, 分值; None where the usual method says the same, or no base is known."""
    full = plain(found.full) if found.full is not None else "分值"
    if found.absolute:
        text = _tier_formula(found, full, weight) if len(found.tiers) > 1 else None
        return text.replace("完成", "ABS(完成)") if text else None
    if len(found.tiers) > 1 or (found.tiers and found.either):
        return _tier_formula(found, full, weight)
    base = plain(found.base) if found.base is not None else "目标"
    if found.base is None and target is None:
        return None
    if found.step is not None:
        return _above_floor(found, _step_formula(found.step, base, full))
    if found.either:
        return f"IF(完成 {'≤' if up else '≥'} {base}, {full}, 0)"
    if found.ratio and two_ways(found):
        return full
    if found.ratio and found.base is not None and not up:
        return _above_floor(found, f"{full} * MAX(0, MIN(1, 完成 / 100))")
    return None


def _above_floor(found: Criterion, text: str) -> str:
    return f"IF({found.floor.condition('完成')}, 0, {text})" if found.floor is not None else text


def _tier_formula(found: Criterion, full: str, weight: Decimal) -> str:
    best = found.full if found.full is not None else weight
    text = "0"
    for tier in sorted(found.tiers, key=lambda t: t.points if t.points is not None else best):
        points = plain(tier.points) if tier.points is not None else full
        text = f"IF({tier.condition('完成')}, {points}, {text})"
    return text


def _step_formula(step: Step, base: str, full: str) -> str:
    """Whole steps only: ROUND(x − 0.5) is the whole part of a positive x, the same in Excel as here."""
    beyond, ok = (f"完成 - {base}", "≤") if step.up else (f"{base} - 完成", "≥")
    steps = f"ROUND(ROUND(({beyond}) / {plain(step.size)}, 6) - 0.5, 0)"
    return f"IF(完成 {ok} {base}, {full}, MAX(0, {full} - {step.deduction} * {steps}))"


def covered(found: Criterion, value: Decimal) -> bool:
    """Does one of the tiers speak of this value? Without tiers: always."""
    size = abs(value) if found.absolute else value
    return len(found.tiers) < 2 or any(t.holds(size) for t in found.tiers)


def most(found: Criterion) -> Decimal | None:
    """满分 as the text states it, None where it names none."""
    stated = [t.points for t in found.tiers if t.points is not None] + ([found.full] if found.full is not None else [])
    open_ended = any(t.points is None for t in found.tiers)
    return max(stated) if stated and not open_ended else None


def spoken(found: Criterion, *, share: bool = False) -> str:
    """The parsed method in plain words, for a person to confirm. ``share``: its percents are percents of the target."""
    mark, of = ("%", "目标的") if share else ("", "")
    if len(found.tiers) > 1:
        best = sorted(found.tiers, key=lambda t: (t.points is not None, -(t.points or 0)))
        sign = "±" if found.absolute else ""
        return "分档计分：" + "，".join(f"{sign}{_tier_words(t, of, mark)}" for t in best)
    base = f"{of}{plain(found.base)}{mark}" if found.base is not None else "目标值"
    if found.step is not None:
        unit = mark or ("个百分点" if found.step.percent else "")
        verb = "超" if found.step.up else "低"
        off = f"分值的{plain(found.step.off)}%" if found.step.share else f"{plain(found.step.off)}分"
        low = f"，{_tier_words(found.floor, of, mark)}" if found.floor is not None else ""
        return f"以{base}为准，每{verb}{of}{plain(found.step.size)}{unit}扣{off}，不足一档不扣{low}"
    return f"达到{base}得满分，{'否则不得分' if found.either else '未达到按比例'}"


def _tier_words(tier: Tier, of: str, mark: str) -> str:
    points = "得满分" if tier.points is None else f"得{plain(tier.points)}分"
    if tier.low is not None and tier.high is not None:
        upper = "" if tier.low == tier.high else f"–{plain(tier.high)}{mark}"
        return f"{of}{plain(tier.low)}{mark}{upper}{points}"
    if tier.low is not None:
        return f"{'＞' if tier.strict else '≥'}{of}{plain(tier.low)}{mark}{points}"
    return f"{'＜' if tier.strict else '≤'}{of}{plain(tier.high or Decimal(0))}{mark}{points}"
