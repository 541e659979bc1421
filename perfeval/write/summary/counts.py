"""What 汇总.xlsx says of the batch as a whole: counts, 典型问题, 抽查建议. One pass over the dossiers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import get_args

from perfeval.model import Severity
from perfeval.write.brief import Brief, Progress, Project

BINS = ((Decimal(0), "60以下"), (Decimal(60), "60–70"), (Decimal(70), "70–80"), (Decimal(80), "80–90"),
        (Decimal(90), "90–95"), (Decimal(95), "95–100"), (Decimal(100), "100"))  # fmt: skip
NAMED = 3  # units that a sentence for the circular names
SPOT_CHECKS = 30
LARGE_GAP, LARGE_MONEY = Decimal(5), Decimal(1000)  # 分, 万元
TEN_THOUSANDS = {"元": Decimal("0.0001"), "千元": Decimal("0.1"), "万元": Decimal(1), "亿元": Decimal(10000)}
RuleKey = tuple[str, str, Severity]  # id, name, level


@dataclass
class Hits:
    """A rule over the batch: how many units and findings, the first units by name, what to do."""

    who: dict[str, None] = field(default_factory=dict)  # a set that keeps its order
    findings: int = 0
    hint: str = ""

    @property
    def named(self) -> list[str]:
        """The first units, for a sentence."""
        return list(self.who)[:NAMED]

    @property
    def units(self) -> int:
        return len(self.who)


@dataclass
class Totals:
    """What the pass over the dossiers counts. Scores are those of forms that have both 自评 and 建议得分.

    A unit that has several dossiers (handed in twice, or two years) counts once as a unit.
    """

    who: set[str] = field(default_factory=set)
    forms: int = 0
    scored: int = 0
    full: int = 0
    lowest: Decimal = Decimal(100)
    own_sum: Decimal = Decimal(0)
    our_sum: Decimal = Decimal(0)
    years: Counter[int] = field(default_factory=Counter)
    own: Counter[str] = field(default_factory=Counter)
    ours: Counter[str] = field(default_factory=Counter)
    levels: Counter[Severity] = field(default_factory=Counter)
    level_who: dict[Severity, set[str]] = field(default_factory=dict)
    hits: dict[RuleKey, Hits] = field(default_factory=dict)
    progress: Progress | None = None
    ranked: list[tuple[Decimal, str]] = field(default_factory=list)  # 建议得分 and name of the dossier
    spots: list[Spot] = field(default_factory=list)  # worth a look on the spot, the most reasons first

    @property
    def units(self) -> int:
        return len(self.who)

    @property
    def with_graded(self) -> int:
        """Units with an error or a warning."""
        return len(set().union(*(who for level, who in self.level_who.items() if level != "提示")))

    @property
    def level_units(self) -> dict[Severity, int]:
        return {level: len(self.level_who.get(level, ())) for level in get_args(Severity)}

    def add(self, b: Brief) -> None:
        self.who.add(b.unit)
        self.forms += len(b.projects)
        if b.year:
            self.years[b.year] += 1
        for p in b.projects:
            self._score(p)
            spot = _spot(b, p)
            if spot and (len(self.spots) < SPOT_CHECKS or spot.weight > self.spots[-1].weight):
                self.spots = sorted([*self.spots, spot], key=lambda s: -s.weight)[:SPOT_CHECKS]
        if b.self_score is not None and b.suggested is not None:
            self.ranked.append((b.suggested, b.name))
        self._findings(b)
        if b.progress:
            self.progress = b.progress if self.progress is None else self.progress + b.progress

    def _score(self, p: Project) -> None:
        if p.self_score is None or p.suggested is None:
            return
        self.scored += 1
        self.full += p.self_score >= 100
        self.lowest = min(self.lowest, p.self_score, p.suggested)
        self.own_sum += p.self_score
        self.our_sum += p.suggested
        self.own[_bin(p.self_score)] += 1
        self.ours[_bin(p.suggested)] += 1

    def _findings(self, b: Brief) -> None:
        for f in b.findings:
            self.levels[f.severity] += 1
            hits = self.hits.setdefault((f.rule, f.name, f.severity), Hits(hint=f.hint))
            hits.findings += 1
            hits.who[b.unit] = None
            self.level_who.setdefault(f.severity, set()).add(b.unit)

    def ranks(self) -> dict[str, int]:
        """名次 of each dossier by 建议得分; equal scores share a place."""
        ordered = sorted((score for score, _ in self.ranked), reverse=True)
        place: dict[Decimal, int] = {}
        for n, score in enumerate(ordered, 1):
            place.setdefault(score, n)
        return {name: place[score] for score, name in self.ranked}

    def mean(self, total: Decimal) -> Decimal | None:
        return (total / self.scored).quantize(Decimal("0.01")) if self.scored else None


def _bin(score: Decimal) -> str:
    return next(name for low, name in reversed(BINS) if score >= low or low == 0)


@dataclass(frozen=True, slots=True)
class Typical:
    """A row of 典型问题; ``share`` of all units that handed in."""

    rule: str
    name: str
    severity: Severity
    units: int
    share: Decimal
    findings: int
    sentence: str


def typical(t: Totals) -> list[Typical]:
    """Rules by the number of units that they hit: what has to be mended first, then the 提示."""
    order = sorted(t.hits.items(), key=lambda item: (item[0][2] == "提示", -item[1].units, item[0]))
    return [
        Typical(*key, h.units, share := Decimal(h.units) / max(t.units, 1), h.findings, _sentence(key[1], h, share))
        for key, h in order
    ]


def _sentence(name: str, hits: Hits, share: Decimal) -> str:
    """For the circular, to be taken over as it stands."""
    more = "等" if hits.units > len(hits.named) else ""
    inner = name.replace("“", "‘").replace("”", "’")
    units = "、".join(hits.named) + (f"{more}{hits.units}个单位" if hits.units > 1 else "")
    said = f"{units}未做到“{inner}”，占已报单位的{share:.1%}，共{hits.findings}处。"
    return f"{said}整改要求：{hits.hint.rstrip('。')}。" if hits.hint else said


@dataclass(frozen=True, slots=True)
class Spot:
    """A form that is worth a look on the spot, with the reasons."""

    weight: int
    unit: str
    year: int | None
    project: Project
    reasons: tuple[str, ...]


def _spot(b: Brief, p: Project) -> Spot | None:
    """One with a large difference, or with two of: full marks, large money, errors."""
    gap = p.self_score - p.suggested if p.self_score is not None and p.suggested is not None else Decimal(0)
    reasons = []
    if gap >= LARGE_GAP:
        reasons.append(f"自评比建议高{gap.normalize():f}分")
    if p.self_score is not None and p.self_score >= 100:
        reasons.append("自评满分" if p.self_score == 100 else f"自评{p.self_score.normalize():f}分，超过100分")
    money = p.budget * TEN_THOUSANDS.get(p.unit_of_amount or "万元", Decimal(1)) if p.budget is not None else None
    if money is not None and money >= LARGE_MONEY:
        reasons.append(f"金额大，预算{money.normalize():f}万元")
    errors = sum(f.severity == "错误" and f.file == p.file for f in b.findings)
    if errors:
        reasons.append(f"所在工作簿有{errors}条错误")
    if len(reasons) < 2 and gap < LARGE_GAP:
        return None
    return Spot(int(gap) + 3 * len(reasons) + errors, b.unit, b.year, p, tuple(reasons))
