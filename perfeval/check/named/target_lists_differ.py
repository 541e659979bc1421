"""TG-01, TG-02, TG-03: the indicators of the 绩效目标表 against those of the 自评表 of the same project.

Names are paired by likeness, since one word is often changed between the two; equal figures with units help.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from perfeval.check.forms import cells, own, printed, self_evaluations, target_tables
from perfeval.check.subject import short
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Indicator, Measure

LIKE = 0.6  # of the characters of two names in the same order


@dataclass
class _Pairing:
    targets: Form
    results: Form
    pairs: list[tuple[Indicator, Indicator]] = field(default_factory=list)
    only_targets: list[Indicator] = field(default_factory=list)
    only_results: list[Indicator] = field(default_factory=list)


def target_lists_differ(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``情形``: 指标值 (TG-01), 缺完成 (TG-02) or 缺目标 (TG-03). Basis: 审核惯例."""
    case = str(parameters["情形"])
    for pairing in _pairings(dossier):
        if case == "指标值":
            yield from _values(pairing, rule)
        elif case == "缺完成":
            yield from _left(pairing.targets, pairing.only_targets, rule, "自评表里没有对应的完成情况")
        else:
            yield from _left(pairing.results, pairing.only_results, rule, "绩效目标表里没有这项指标")
        matched = len(pairing.pairs)
        if matched:
            form = pairing.results if case == "缺目标" else pairing.targets
            where = tuple(c for t, r in pairing.pairs[:6] for c in cells(t.level3, r.level3))
            yield rule.result("通过", form, form.label, f"两表对上{matched}项指标", where, count=matched)


def _pairings(dossier: Dossier) -> Iterator[_Pairing]:
    targets, results = list(target_tables(dossier)), list(self_evaluations(dossier))
    for table in targets:
        same = [r for r in results if r.indicators and _one_project(table, r)]
        if len(same) == 1 or (len(targets) == 1 and len(results) == 1 and same):
            yield _pair(table, same[0])


def _one_project(table: Form, result: Form) -> bool:
    if table.project and result.project:
        return short(table.project) == short(result.project)
    return ("整体" in table.title) == ("整体" in result.kind or "整体" in result.title)


def _pair(targets: Form, results: Form) -> _Pairing:
    made = _Pairing(targets, results)
    wanted, found = list(own(targets)), list(own(results))
    scores = sorted(
        ((_likeness(t, r), n, m) for n, t in enumerate(wanted) for m, r in enumerate(found)), key=lambda x: -x[0]
    )
    used: tuple[set[int], set[int]] = (set(), set())
    for like, n, m in scores:
        if like >= LIKE and n not in used[0] and m not in used[1]:
            used[0].add(n)
            used[1].add(m)
            made.pairs.append((wanted[n], found[m]))
    made.only_targets = [t for n, t in enumerate(wanted) if n not in used[0]]
    made.only_results = [r for m, r in enumerate(found) if m not in used[1]]
    return made


def _likeness(one: Indicator, other: Indicator) -> float:
    a, b = _name(one), _name(other)
    if not a or not b:
        return 0
    like = _ratio(a, b)
    same = printed(one.target) == printed(other.target) != ""
    return like + (0.1 if same and re.search(r"\d", printed(one.target)) and like > LIKE / 2 else 0)


@lru_cache(maxsize=4096)  # three rules ask for the same pairs
def _ratio(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()


def _name(i: Indicator) -> str:
    return _bare(i.name)


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    return re.sub(r"[（(].*?[)）]|[\d.%≥≤><=“”、，,。★☆*\s]", "", short(name))


def _left(form: Form, rows: list[Indicator], rule: Rule, say: str) -> Iterator[CheckResult]:
    for i in rows:
        target = f"（目标{_text(i.target)}）" if printed(i.target) else ""
        yield rule.result("不通过", form, i.name, f"{short(i.name)}{target}，{say}", cells(i.level3))


def _text(target: Measure | None) -> str:
    return "".join(target.text.split()) if target else ""


def _values(pairing: _Pairing, rule: Rule) -> Iterator[CheckResult]:
    for t, r in pairing.pairs:
        if not printed(t.target) or not printed(r.target) or t.target is None or r.target is None:
            continue
        was, now = t.target.number, r.target.number
        if was is None or now is None or was == now or t.target.unit != r.target.unit:
            continue
        say = f"目标表为{_text(t.target)}，自评表写{_text(r.target)}"
        yield rule.result("不通过", pairing.results, r.name, say, cells(r.target, t.target), left=now, right=was)
