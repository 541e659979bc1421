"""Results as result.json keeps them: each finding by itself, 通过 and 不适用 one entry per rule and form, counted."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from perfeval.frozen import changed
from perfeval.model import CheckResult, Instance

Changes = Callable[[int], Mapping[str, Any]]


def _none(number: int) -> Mapping[str, Any]:
    return {}


def compact(results: list[CheckResult], changes: Changes = _none) -> list[CheckResult]:
    """The first 通过 (不适用) of a rule in a form stands for all of them, with their instances.

    ``changes``: what else the result of that number is to say. It is asked, and the result made anew, only for those
    that are kept: most results are not.
    """
    entries: list[list[int]] = []
    at: dict[tuple[str, str, str], list[int]] = {}
    for n, result in enumerate(results):
        if result.status in ("不通过", "尾差"):
            entries.append([n])
            continue
        key = (result.rule, result.form_id, result.status)
        if key in at:
            at[key].append(n)
        else:
            entries.append(at.setdefault(key, [n]))
    return [changed(results[e[0]], **{**changes(e[0]), **_joined([results[n] for n in e])}) for e in entries]


def _joined(many: list[CheckResult]) -> dict[str, Any]:
    status = many[0].status
    if status in ("不通过", "尾差"):
        return {}
    missing = tuple(dict.fromkeys(m for r in many for m in r.missing))
    listed = () if status == "不适用" else tuple(Instance(r.instance, r.cells, r.left, r.right) for r in many)
    return {"count": len(many), "instances": listed, "missing": missing}


def key(result: CheckResult, path: str) -> str:
    """``path`` | hash of the figures.

    A reply belongs to the figures that it answered: when they change, the hash does, and the reply is shown as old.
    """
    figures = "\0".join([c.shown for c in result.cells])
    return f"{path}|{hashlib.sha256(figures.encode()).hexdigest()[:8]}"


def paths(results: list[CheckResult]) -> list[str]:
    """The path of each: rule | form | instance (row and column path, never an address), told from its equals."""
    seen: Counter[str] = Counter()
    made = []
    for r in results:
        path = f"{r.rule}|{r.form}|{r.instance}"
        seen[path] += 1
        if seen[path] > 1:
            path += f"({seen[path]})"
        made.append(path)
    return made
