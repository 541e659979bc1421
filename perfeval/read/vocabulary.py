"""The words of forms.toml, compiled once for each profile (识别词)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from perfeval.profile import Profile
from perfeval.read.labels import Synonyms

MOST_KNOWN = 20_000


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """Text without white space and with half-width signs, for patterns."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


class Patterns:
    """Regular expressions that must match the whole of the plain text."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._all = [re.compile(p) for p in patterns]
        self._known: dict[str, bool] = {}  # a batch asks for the same labels again and again

    def match(self, text: str) -> bool:
        squeezed = plain(text)
        found = self._known.get(squeezed)
        if found is None:
            found = any(p.fullmatch(squeezed) for p in self._all)
            if len(self._known) < MOST_KNOWN:
                self._known[squeezed] = found
        return found

    def search(self, text: str) -> re.Match[str] | None:
        squeezed = plain(text)
        return next((m for p in self._all if (m := p.search(squeezed))), None)


class Words:
    """What the recognisers of records ask the profile. Attributes are named as the tables of forms.toml."""

    def __init__(self, data: dict[str, Any]) -> None:
        r = data["records"]
        self.titles = [(re.compile(t["pattern"]), str(t["kind"])) for t in r["titles"]]
        self.columns = Synonyms(r["columns"], noted=True)
        self.fallbacks = {role: Synonyms({role: labels}) for role, labels in r["fallback"].items()}
        self.beside = Synonyms(r["beside"])
        self.parts = Synonyms(r["parts"])
        self.names: dict[str, str] = r["names"]
        self.level1 = Synonyms({"level1": r["levels"]["level1"]})
        self.level2 = Synonyms({"level2": r["levels"]["level2"]})
        self.telltale, self.telltale_least = tuple(r["telltale"]["words"]), int(r["telltale"]["least"])
        rows = r["rows"]
        self.print_row = Patterns(rows["print"])
        self.total = Synonyms({"total": rows["total"]})
        self.subtotal = Synonyms({"subtotal": rows["subtotal"]})
        self.block_row = Patterns(rows["block"])
        self.block_column = Patterns(rows["block_column"])
        self.child = re.compile(rows["child"])
        self.parent = re.compile(rows["parent"])
        t = r["totals"]
        self.totals = Synonyms({k: t[k] for k in ("score", "review", "grade", "weight")})
        self.grades = frozenset(t["grades"])
        self.inline_total = [re.compile(p) for p in t["inline"]]
        self.prose_total = [re.compile(p) for p in t["prose"]]
        self.prose_grade = [re.compile(p) for p in t["prose_grade"]]
        f = r["funds"]
        self.fund_block = Synonyms({"block": f["block"]})
        self.fund_columns = Synonyms(f["columns"], noted=True, quotients=f["quotients"])
        self.fund_column_names: dict[str, str] = f["column_names"]
        self.fund_spans = Synonyms(f["spans"])
        self.fund_rows = Synonyms(f["rows"], noted=True)
        self.fund_spent = Synonyms({"spent": f["spent_block"]})
        self.fund_ordinals = Synonyms({"ordinal": f["ordinals"]})
        self.fund_revised = Synonyms({"revised": f["revised"]})
        self.fund_tasks = Synonyms({"task": f["tasks"]})
        self.full_any = frozenset(f["full"]["any"])
        self.full_pairs = [frozenset(p) for p in f["full"]["pairs"]]
        self.fund_top = frozenset(f["full"]["top"])
        self.fund_under = {k: frozenset(v) for k, v in f["under"].items()}
        self.fields = Synonyms(r["fields"], longest=20)
        self.groups: dict[str, list[str]] = r["field_groups"]
        self.not_units = frozenset(data.get("look", {}).get("not_units", ()))
        text = r["text"]
        self.note = Patterns(text["note"])
        self.signature = Patterns(text["signature"])
        self.caption = Patterns([*text["caption"], *text["continued"]])
        self.continued = Patterns(text["continued"])
        self.text_heading = Patterns(text["heading"])
        self.body = Patterns(text["body"])

    def kind(self, title: str) -> str | None:
        """The kind of form that a title names; "-": a table that is none of ours; None: no title."""
        squeezed = plain(title)
        if self.continued.match(title):
            return None  # …自评表（续）: the next page of the form above
        return next((kind for pattern, kind in self.titles if pattern.fullmatch(squeezed)), None)


@lru_cache(maxsize=16)
def words_of(profile: Profile) -> Words:
    """The compiled words of a profile (kept, for a batch asks thousands of times)."""
    return Words(profile.forms)
