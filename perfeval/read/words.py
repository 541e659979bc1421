"""The words of values.toml (指标值的写法), compiled once per profile for matching."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from perfeval.profile import Profile

Operator = str  # = ≥ ≤ > <, "" where a word looks like one and is none


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda w: (-len(w), w))


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in _longest_first(words)) or r"(?!)"


@dataclass(frozen=True, eq=False)
class Words:
    """What the parser looks up, one object for a profile. Lists of pairs are longest word first."""

    blank: frozenset[str]
    prompt: re.Pattern[str]
    vague: re.Pattern[str]
    before: dict[str, Operator]
    before_pattern: re.Pattern[str]
    after: dict[str, Operator]
    after_pattern: re.Pattern[str]
    deadline: dict[str, Operator]
    deadline_pattern: re.Pattern[str]
    around_before: re.Pattern[str]
    around_after: re.Pattern[str]
    percent: frozenset[str]
    money: frozenset[str]
    duration: frozenset[str]
    units: frozenset[str]
    unit_pattern: re.Pattern[str]
    unit_and_sign: re.Pattern[str]
    chinese_not_units: frozenset[str]
    direction: Mapping[str, tuple[str, ...]]
    names: Mapping[str, tuple[str, ...]]

    def has(self, name: str, text: str) -> bool:
        """Whether a text holds one of the direction words of this name."""
        return any(w in text for w in self.direction.get(name, ()))

    def says(self, kind: str, name: str) -> bool:
        """Whether the name of an indicator tells that a bare number is of this kind: "day", "rank"."""
        return any(w in name for w in self.names.get(kind, ()))


def _operators(table: Mapping[str, Iterable[str]]) -> dict[str, Operator]:
    return {word: op for op, words in table.items() for word in words}


def compile_words(values: Mapping[str, Any]) -> Words:
    """The words of the table [values]."""
    units = {k: list(v) for k, v in values.get("units", {}).items()}
    before, after = _operators(values.get("before", {})), _operators(values.get("after", {}))
    deadline = _operators(values.get("deadline", {}))
    around = values.get("around", {})
    known = frozenset(u for words in units.values() for u in words)
    digit = r"[\d十百千万亿]"
    return Words(
        blank=frozenset(values.get("blank", ())),
        prompt=re.compile(rf"{_any(values.get('prompt', ()))}|^(?:{_any(values.get('prompt_start', ()))})"),
        vague=re.compile(rf"(?<={digit})(?:{_any(values.get('vague', ()))})|^(?:{_any(values.get('vague', ()))})"),
        before=before,
        before_pattern=re.compile(rf"(?:{_any(before)})$"),
        after=after,
        after_pattern=re.compile(rf"(?:{_any(after)})$"),
        deadline=deadline,
        deadline_pattern=re.compile(rf"(?:{_any(deadline)})$"),
        around_before=re.compile(rf"^(?:{_any(around.get('before', ()))})+"),
        around_after=re.compile(rf"(?:{_any(around.get('after', ()))})$"),
        percent=frozenset(units.get("percent", ())),
        money=frozenset(units.get("money", ())),
        duration=frozenset(units.get("duration", ())),
        units=known,
        unit_pattern=re.compile(rf"[十百千]?[万亿]?(?:{_any(known)})次?"),
        unit_and_sign=re.compile(
            rf"^(?P<unit>(?:[十百千]?[万亿]?(?:{_any(known)})次?)?)(?P<sign>{_any(after)})(?P<rest>[^\d]+)$"
        ),
        chinese_not_units=frozenset(values.get("chinese", {}).get("not_units", ())),
        direction={k: tuple(v) for k, v in values.get("direction", {}).items()},
        names={k: tuple(v) for k, v in values.get("names", {}).items()},
    )


@lru_cache(maxsize=16)
def words_of(profile: Profile) -> Words:
    """The words of a profile; compiled at its first use."""
    return compile_words(profile.forms.get("values", {}))
