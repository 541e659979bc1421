"""Results as result.json keeps them: each finding by itself, 通过 and 不适用 one entry per rule and form, counted."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace

from perfeval.model import CheckResult, Instance


def compact(results: list[CheckResult]) -> list[CheckResult]:
    """The first 通过 (不适用) of a rule in a form stands for all of them, with their instances."""
    kept: list[CheckResult] = []
    at: dict[tuple[str, str, str], int] = {}
    members: dict[int, list[CheckResult]] = {}
    for result in results:
        if result.status in ("不通过", "尾差"):
            kept.append(result)
            continue
        place = at.setdefault((result.rule, result.form_id, result.status), len(kept))
        if place == len(kept):
            kept.append(result)
        members.setdefault(place, []).append(result)
    for place, many in members.items():
        kept[place] = _joined(many)
    return kept


def _joined(many: list[CheckResult]) -> CheckResult:
    first = many[0]
    missing = tuple(dict.fromkeys(m for r in many for m in r.missing))
    listed = () if first.status == "不适用" else tuple(Instance(r.instance, r.cells, r.left, r.right) for r in many)
    return replace(first, count=len(many), instances=listed, missing=missing)


def with_keys(results: list[CheckResult]) -> list[CheckResult]:
    """Each result with its key: rule | form | instance (row and column path, never an address) | hash of the figures.

    A reply belongs to the figures that it answered: when they change, the hash does, and the reply is shown as old.
    """
    seen: Counter[str] = Counter()
    made = []
    for r in results:
        path = f"{r.rule}|{r.form}|{r.instance}"
        seen[path] += 1
        if seen[path] > 1:
            path += f"({seen[path]})"
        figures = "\0".join(c.shown for c in r.cells)
        made.append(replace(r, key=f"{path}|{hashlib.sha256(figures.encode()).hexdigest()[:8]}"))
    return made
