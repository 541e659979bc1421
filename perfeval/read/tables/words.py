"""The vocabulary of tables: 表种、标签、栏目 of the profile (tables.toml), ready for look-up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from perfeval.profile import Profile
from perfeval.read.labels import Synonyms, clean

_YEAR_WORD = re.compile(r"(?:19|20)\d\d年?度?|(?:本|当|上)?年度")


class WordSet:
    """A list of labels and ``~patterns``; ``in`` says whether a label is one of them."""

    def __init__(self, words: Iterable[str], *, raw: bool = False) -> None:
        listed = list(words)
        self._raw = raw
        self._exact = {self._form(w) for w in listed if not w.startswith("~")}
        patterns = [f"(?:{w[1:]})" for w in listed if w.startswith("~")]
        self._pattern = re.compile("|".join(patterns)) if patterns else None
        self._known: dict[str, bool] = {}

    def _form(self, text: str) -> str:
        return squeeze(text) if self._raw else clean(text)

    def __contains__(self, text: object) -> bool:
        if not isinstance(text, str):
            return False
        known = self._known.get(text)
        if known is None:
            label = self._form(text)
            known = bool(label) and (label in self._exact or bool(self._pattern and self._pattern.fullmatch(label)))
            if len(self._known) < 20_000:
                self._known[text] = known
        return known


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    """The whole text without spaces and brackets, widths folded: captions and notes are compared like this."""
    found = unicodedata.normalize("NFKC", text).replace("：", ":")
    return re.sub(r"[\s()\[\]【】〔〕“”\"'《》_]+", "", found)


@dataclass(frozen=True)
class Kind:
    """表种: one kind of table with its canonical rows and columns. ``side`` is set for half of a T table."""

    name: str
    titles: tuple[str, ...]
    columns: Synonyms
    rows: Synonyms
    column_names: tuple[str, ...]
    full: frozenset[str]
    parents: Mapping[str, str]
    fields: Synonyms
    field_names: tuple[str, ...]
    takes: Mapping[str, tuple[str, ...]]
    beside: frozenset[str]  # words that may stand beside the title without making it another table
    sides: tuple[Kind, Kind] | None = None
    turn: bool = False
    parts: bool = False
    joined: bool = False
    beside_total: str = ""  # a 合计 of its own beside the items' group: what it sums up besides
    counted: bool = False  # its figures are numbers of things, but for those that are called a value
    need_rows: int | None = None
    need_columns: int | None = None


def _kind(name: str, entry: Mapping[str, Any]) -> Kind:
    need = entry.get("need", {})
    sides = None
    if entry.get("sides"):
        halves = [
            _kind(f"{name}·{side}", {**{k: v for k, v in entry.items() if k != "sides"}, "rows": entry.get(side, {})})
            for side in ("收入", "支出")
        ]
        sides = (halves[0], halves[1])
    return Kind(
        name=name,
        titles=tuple(clean(t) for t in entry.get("titles", [name])),
        columns=Synonyms(entry.get("columns", {})),
        rows=Synonyms(entry.get("rows", {})),
        column_names=tuple(entry.get("columns", {})),
        full=frozenset(entry.get("full", ())),
        parents=dict(entry.get("parents", {})),
        fields=Synonyms(entry.get("fields", {})),
        field_names=tuple(entry.get("fields", {})),
        beside=frozenset(clean(b) for b in entry.get("beside", ())),
        takes={k: tuple(v) for k, v in entry.get("takes", {}).items()},
        sides=sides,
        turn=bool(entry.get("turn")),
        parts=bool(entry.get("parts")),
        joined=bool(entry.get("joined")),
        beside_total=str(entry.get("beside_total", "")),
        counted=bool(entry.get("counted")),
        need_rows=need.get("rows"),
        need_columns=need.get("columns"),
    )


GENERIC = "其他表"


@dataclass
class Words:
    """All that tables.toml says, compiled once per profile."""

    kinds: list[Kind]
    field_names: Synonyms
    field_kinds: list[tuple[str, tuple[str, ...]]]
    sets: dict[str, WordSet] = field(default_factory=dict)
    qualifiers: tuple[str, ...] = ()
    default_unit: str | None = None

    @property
    def generic(self) -> Kind:
        return _kind(GENERIC, {"titles": []})

    def has(self, group: str, text: str) -> bool:
        return text in self.sets[group]


_RAW = {"captions", "footers", "nothing", "things"}


def compile_words(tables: Mapping[str, Any]) -> Words:
    general = tables.get("table_words", {})
    lists = {k: v for k, v in general.items() if isinstance(v, list)}
    names = tables.get("field_names", {})
    return Words(
        kinds=[_kind(n, e) for n, e in tables.get("tables", {}).items()],
        field_names=Synonyms(names),
        field_kinds=[
            (n, tuple(clean(t) for t in e.get("titles", []))) for n, e in tables.get("field_kinds", {}).items()
        ],
        sets={k: WordSet(v, raw=k in _RAW) for k, v in lists.items()},
        qualifiers=tuple(clean(q) for q in general.get("qualifiers", [])),
        default_unit=general.get("default_unit"),
    )


@lru_cache(maxsize=16)
def words_of(profile: Profile) -> Words:
    """The compiled vocabulary of a profile; kept, because a batch reads thousands of sheets with one profile."""
    return compile_words(profile.forms)


_UNIT = re.compile(
    r"[(（]?(?:单位[:：])?(?:人民币)?(?:万元|亿元|千元|元|%|[个人次辆台套项家间亩户件]|㎡|平方米|人次)[)）]?"
)
_COUNTED = re.compile(r"[(（][名个人家户次辆台套项件]{1,3}[)）]$")
_CIRCLED = re.compile(
    r"^\s*[①-⑳]\s*"  # ②市级财政资金
    r"|\s*[①-⑳]\s*(?:[=＝].*)?$"  # 小计④=①+②+③
    r"|\s*[(（]?\d{0,2}\s*栏?\s*[=＝]\s*[①-⑳\d（(].*$",  # 合计 1栏=2+3
    re.DOTALL,
)


@lru_cache(maxsize=16384)
def bare(text: str) -> str:
    """A label without its number in a circle and without the formula of its column (小计 ④=①+②+③)."""
    short = _CIRCLED.sub("", _COUNTED.sub("", text.rstrip(" :：")))
    return clean(short or text)


def is_unit(text: str) -> bool:
    """（万元） and nothing else: a line of units under the headers."""
    return _UNIT.fullmatch("".join(text.split())) is not None


@lru_cache(maxsize=16384)
def without_year(text: str) -> str:
    return _YEAR_WORD.sub("", bare(text))
