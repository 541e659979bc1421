"""计分口径 of one form: the form's own notes, over the user's settings, over the profile. All of it is data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from perfeval.model import Form, Leaf
from perfeval.profile import Profile, merge

_YEAR = re.compile(r"20\d\d(?=年|[./—–~-]\d{1,2}(?!\d))")
SHORT = 60  # characters of a period or a name; long texts tell of plans
FUND_POINTS = "资金满分"
_ALIKE = str.maketrans({"≦": "≤", "≧": "≥", "═": "=", "。": ";"})


@lru_cache(maxsize=4096)  # criteria and names of indicators are asked for pattern by pattern
def normal(text: str) -> str:
    """Text as patterns see it: widths and signs unified, no blanks."""
    found = unicodedata.normalize("NFKC", text)
    found = re.sub(r"\s+", "", found)
    return found.translate(_ALIKE)


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of scoring.toml, compiled once."""
    return re.compile(normal_pattern(pattern))


def normal_pattern(pattern: str) -> str:
    """Patterns are written over normalised text; full-width marks in them are unified too."""
    return unicodedata.normalize("NFKC", pattern)


@dataclass(frozen=True)
class Policy:
    """``parameters`` as Decimal; ``noted``: those that the form's own notes set, each with its note."""

    data: Mapping[str, Any]
    parameters: Mapping[str, Decimal]
    noted: Mapping[str, Leaf | str] = field(default_factory=dict)
    grades_name: str = ""
    sentences: tuple[tuple[re.Pattern[str], str], ...] = ()  # 表注 on a kind of indicator: its name, the sentence
    year: int | None = None  # of the form: a deadline such as 12月底前 means this year's

    def parameter(self, name: str) -> Decimal | None:
        return self.parameters.get(name)

    @property
    def values(self) -> dict[str, Decimal]:
        """The parameters as formulas name them."""
        return {f"参数.{name}": value for name, value in self.parameters.items()}

    def method(self, name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.data["method"][name]
        return found

    def words(self, name: str) -> re.Pattern[str]:
        return compiled(self.data["words"][name])

    def specials(self) -> list[Mapping[str, Any]]:
        return list(self.data.get("special", []))

    @property
    def bands(self) -> tuple[tuple[Decimal, str], ...]:
        """等级: the least score (of 100) of each grade and its name, the highest first."""
        scale: Mapping[str, str] = self.data["grades"].get(self.grades_name, {})
        return tuple(sorted(((Decimal(least), name) for name, least in scale.items()), reverse=True))

    def cap(self, rate: Decimal | None) -> Decimal | None:
        """按执行率封顶: the most that the total may be at this rate of execution (a ratio)."""
        fitting = [c for c in self.data.get("cap", []) if rate is not None and rate < Decimal(c["below"])]
        return min((Decimal(c["most"]) for c in fitting), default=None)


def policy_for(form: Form, profile: Profile, settings: Mapping[str, Any] | None = None) -> Policy:
    """The policy of one form. ``settings``: the table [scoring] of perfeval.toml, of the same shape as scoring.toml."""
    data: dict[str, Any] = merge(profile.scoring, dict(settings)) if settings else profile.scoring
    parameters = {name: Decimal(str(value)) for name, value in data.get("parameters", {}).items()}
    noted: dict[str, Leaf | str] = {}
    grades = str(data.get("policy", {}).get("grades", "优良中差"))
    notes = list(own_words(form))
    texts = {i.criteria.text: i.criteria for i in form.indicators if i.criteria is not None}
    for entry in data.get("note", []):
        for text, where in [*notes, *texts.items()] if entry.get("criteria") else notes:
            match = compiled(entry["pattern"]).search(normal(text))
            if match is None:
                continue
            for name, group in entry.get("gives", {}).items():
                if name not in noted:
                    parameters[name] = Decimal(match[group]) * Decimal(entry.get("scale", "1"))
                    noted[name] = where
            if "grades" in entry and "等级" not in noted:
                grades, noted["等级"] = entry["grades"], where
    return Policy(data, parameters, noted, grades, tuple(_sentences(form, data.get("subject", []))), _own_year(form))


def _own_year(form: Form) -> int | None:
    """The year that 12月底前 means; None where the form itself speaks of a later one (2023年7月—2024年6月)."""
    texts = [form.title, form.project or "", *(f.leaf.text for f in form.fields if len(f.leaf.text) <= SHORT)]
    texts += [i.target.text for i in form.indicators if i.target is not None]
    later = form.year is not None and any(int(y) > form.year for t in texts for y in _YEAR.findall(t))
    return None if later else form.year


def _sentences(form: Form, subjects: list[Mapping[str, Any]]) -> Iterator[tuple[re.Pattern[str], str]]:
    """What the notes say of one kind of indicator, from its name to the end of the sentence."""
    for note in form.notes:
        for sentence in normal(note.text).split(";"):
            for entry in subjects:
                match = compiled(entry["match"]).search(sentence)
                if match is not None:
                    yield compiled(entry["match"]), sentence[match.start() :]


def own_words(form: Form) -> Iterator[tuple[str, Leaf | str]]:
    """What the form says of its own scoring: notes first, then column headers, block names and the title."""
    for note in form.notes:
        yield note.text, note
    seen: set[str] = set()
    for row in form.rows:
        for text in (*(part for cell in row.cells for part in cell.column), *row.path):
            if text not in seen:
                seen.add(text)
                yield text, text
    for fund in form.funds:
        for column, _ in fund.other:
            if column not in seen:
                seen.add(column)
                yield column, column
    for found in form.fields:
        if found.label not in seen:
            seen.add(found.label)
            yield found.label, found.leaf
    yield form.title, form.title
