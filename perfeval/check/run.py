"""The stage 审核: every rule of the profile over a dossier, then absorption, subjects, keys and lines."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from perfeval.check.absorb import absorb
from perfeval.check.compact import compact, key, paths
from perfeval.check.cut import settle
from perfeval.check.lines import lines
from perfeval.check.named.find import named
from perfeval.check.own_words import check_profile
from perfeval.check.points import in_percents, in_points
from perfeval.check.subject import Subjects
from perfeval.check.text_numbers import left_out
from perfeval.frozen import changed
from perfeval.language.domains import Domains
from perfeval.language.evaluate import evaluate
from perfeval.language.rule import Rule, fixed
from perfeval.language.vocabulary import SHARED
from perfeval.model import CheckResult, Dossier, Line
from perfeval.profile import Profile, merge_rules

OFF = "停用"


def catalogue(profile: Profile, extra: Iterable[Mapping[str, Any]] = ()) -> tuple[Rule, ...]:
    """The rules in force: the profile's, then the user's own (the same id replaces, 级别 停用 switches off)."""
    own = [dict(r) for r in extra]
    return _parsed(profile, pickle.dumps(own))


@lru_cache(maxsize=16)
def _parsed(profile: Profile, own: bytes) -> tuple[Rule, ...]:
    """``own``: pickled, as what holds lists is no key. Parsing takes longer than to check a small dossier."""
    check_profile(profile)
    entries = merge_rules(profile.rules, pickle.loads(own))
    return tuple(Rule.from_toml(e) for e in entries if e.get("severity") != OFF)


def check(
    dossier: Dossier,
    profile: Profile,
    extra_rules: Iterable[Mapping[str, Any]] = (),
    settings: Mapping[str, Any] | None = None,
    *,
    report: bool = False,
) -> tuple[list[CheckResult], list[Line]]:
    """All results of the rules over ``dossier``, and the lines that people see.

    ``settings``: the part [scoring] of perfeval.toml, whose parameters go over those of the profile. ``report``: the
    dossier is a report that a person wrote; some rules are for these only.
    """
    rules = tuple(r for r in catalogue(profile, extra_rules) if (report or not r.report) and (r.formula or r.check))
    common = {**parameters(profile), **(settings or {}).get("parameters", {})}
    ratios = {form.id for form in dossier.forms if in_percents(form)}
    dossier = in_points(dossier)
    domains = Domains(dossier, None)  # the tables as formulas see them, made once for all rules
    found: list[CheckResult] = []
    for rule in rules:
        own = {**common, **rule.param}
        found.extend(
            named(rule, dossier, own) if rule.check else evaluate(rule, dossier, own, once=True, domains=domains)
        )
    found = settle(found, dossier, rules)
    by_id = {rule.id: rule for rule in rules}
    subjects, names = Subjects(dossier), paths(found)

    def changes(number: int) -> dict[str, Any]:
        r = found[number]
        made = _levelled(r, by_id[r.rule]) or left_out(r)
        made |= {"key": key(r, names[number]), "subject": subjects.of(r.form_id, r.cells) or r.subject}
        return {**made, "live": None} if r.form_id in ratios else made

    kept = absorb(compact(found, changes), rules)
    shown = lines(kept, dossier)
    groups = {r.key: line.results[0].key for line in shown if len(line.results) > 1 for r in line.results}
    return [changed(r, group=groups[r.key]) if r.key in groups else r for r in kept], shown


@lru_cache(maxsize=16)
def parameters(profile: Profile) -> Mapping[str, Any]:
    """``参数.名`` of the formulas and the word lists of the named checks, as the profile has them."""
    return MappingProxyType(fixed({**profile.forms.get(SHARED, {}), **profile.scoring.get("parameters", {})}))


def _levelled(result: CheckResult, rule: Rule) -> dict[str, Any]:
    """The level that the outcome can bear, and a message that is whole: what changes in the result.

    尾差 passes: it is told as a 提示. A formula that fails without two figures (a text where an amount belongs, a blank
    operand) is to be mended, but nothing is arithmetically impossible yet: a 警告.
    """
    made: dict[str, Any] = {}
    if "{" in result.message:  # the rule's own words ask for figures that are not there
        made["message"] = f"不符合“{rule.name}”：{_shown(result)}"
    if result.status == "尾差":
        made["severity"] = "提示"
    elif rule.formula and result.status == "不通过" and result.severity == "错误" and result.left is None:
        made["severity"] = "警告"
    elif result.status == "不通过" and result.left and result.right and _ten_thousand(result.left / result.right):
        made["message"] = f"{made.get('message', result.message)}；相差约一万倍，疑元、万元混用"
    return made


def _ten_thousand(ratio: Decimal) -> bool:
    """BX-11: 单位混用: the two figures are alike but for 10⁴."""
    return any(abs(abs(r) / 10_000 - 1) < Decimal("0.001") for r in (ratio, 1 / ratio))


def _shown(result: CheckResult) -> str:
    return "、".join(f"“{c.shown}”" if c.shown else "（空）" for c in result.cells[:4])
