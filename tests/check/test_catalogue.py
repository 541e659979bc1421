"""The catalogue as a whole: unique ids, both examples, a hint, a basis of the four kinds, no name of a case."""

from __future__ import annotations

import re

import pytest

from perfeval.check.named.find import find
from perfeval.language.parser import parse
from perfeval.language.rule import Rule
from perfeval.language.vocabulary import Vocabulary
from tests.check.conftest import MOF, rules

DOCUMENT = re.compile(r"[一-鿿]+〔\d{4}〕\d+号")


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.id)
def test_rule_is_whole(rule: Rule) -> None:
    if rule.formula or rule.check:  # what the comparison of a report finds is shown in tests/report too
        assert rule.passes, "通过的例子"
        assert rule.fails, "不通过的例子"
    assert rule.hint, "怎么改"
    assert rule.basis in ("算术关系", "本表注", "审核惯例（无文号）") or DOCUMENT.fullmatch(rule.basis), rule.basis
    if rule.check:
        find(rule.check, rule.id)


@pytest.mark.parametrize("rule", [r for r in rules() if r.formula], ids=lambda r: r.id)
def test_formula_uses_names_that_the_tables_have(rule: Rule) -> None:
    words = Vocabulary.of(MOF.forms)
    for text in filter(None, (rule.formula, rule.when)):
        words.check(text, parse(text))


def test_ids_are_unique() -> None:
    ids = [entry["id"] for entry in MOF.rules]
    assert len(ids) == len(set(ids))


def test_absorbed_rules_exist() -> None:
    known = {r.id for r in rules()}
    unknown = {(r.id, a) for r in rules() for a in r.absorbs if a not in known}
    assert not unknown


def test_no_rule_absorbs_itself_in_a_circle() -> None:
    weaker = {r.id: set(r.absorbs) for r in rules()}
    for start in weaker:
        seen, todo = set(), list(weaker[start])
        while todo:
            one = todo.pop()
            assert one != start, start
            if one not in seen:
                seen.add(one)
                todo.extend(weaker.get(one, ()))


def test_catalogue_is_large_enough() -> None:
    assert len(rules()) >= 150
