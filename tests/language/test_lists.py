"""A parameter of several items: written once in the profile, it says what the same items in the formula would say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval.check.own_rules import load_rules
from perfeval.language.errors import RuleError
from perfeval.language.parser import parse
from perfeval.language.printer import show
from perfeval.language.rule import Rule
from perfeval.language.rule import settings as shown
from perfeval.language.vocabulary import Vocabulary
from perfeval.model import CheckResult
from tests.language.conftest import MOF, one, rule

WORDS = st.text("达成预期指标部分未且较差 ≥x", min_size=1, max_size=8).filter(lambda s: s.strip() == s and s != "")
TEXT, FIGURE = "自评表[*, 偏差原因]", "自评表[*, 得分]"


def verdict(formula: str, example: dict[str, Any], **fields: Any) -> tuple[object, ...]:
    found: CheckResult = one(formula, example, **fields)
    return found.status, found.message, found.cells, found.live


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=5), WORDS, st.booleans(), st.sampled_from(["IN", "含"]))
def test_a_list_is_its_items(words: list[str], other: str, among: bool, how: str) -> None:
    typed = words[-1] if among else other
    items = ", ".join(f"'{w}'" for w in words)
    written, named = (
        (f"{TEXT} IN ({items})", f"{TEXT} IN 参数.词")
        if how == "IN"
        else (f"含({TEXT}, {items})", f"含({TEXT}, 参数.词)")
    )
    example = {"偏差原因": typed}
    assert verdict(named, example, param={"词": words}) == verdict(written, example)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=5), st.integers(0, 30), st.sampled_from(["", ".0", "%"]))
def test_items_that_are_numbers_are_compared_as_numbers(numbers: list[int], score: int, tail: str) -> None:
    items = [f"{n}{tail}" for n in numbers]
    example = {"得分": f"{score}"}
    assert verdict(f"{FIGURE} IN (参数.档)", example, param={"档": items}) == verdict(
        f"{FIGURE} IN ({', '.join(items)})", example
    )


@settings(max_examples=50, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=3), st.lists(WORDS, min_size=1, max_size=3), WORDS)
def test_lists_and_single_items_stand_side_by_side(one_list: list[str], rest: list[str], typed: str) -> None:
    items = ", ".join(f"'{w}'" for w in rest)
    example = {"偏差原因": typed}
    both = verdict(f"{TEXT} IN (参数.词, {items})", example, param={"词": one_list})
    assert both == verdict(f"{TEXT} IN 参数.词", example, param={"词": [*one_list, *rest]})


def test_brackets_around_the_only_parameter_say_nothing() -> None:
    assert parse("得分 IN 参数.档") == parse("得分 IN (参数.档)") == parse("IN(得分, 参数.档)")
    assert show(parse("得分 IN 参数.档 AND 1 = 1")) == "得分 IN (参数.档) AND 1 = 1"


def test_an_empty_list_holds_nothing_and_a_missing_one_is_told() -> None:
    found = one(f"{TEXT} IN 参数.词", {"偏差原因": "甲"}, param={"词": []})
    assert found.status == "不通过"
    found = one(f"含({TEXT}, 参数.词)", {"偏差原因": "甲"}, param={"词": []})
    assert found.status == "不通过"
    assert found.live is None  # no cell decides
    found = one(f"{TEXT} IN 参数.词", {"偏差原因": "甲"})
    assert (found.status, found.missing) == ("不适用", ("参数.词",))


def test_more_items_than_a_function_of_excel_takes() -> None:
    many = [f"{n}" for n in range(1000, 1700)]
    found = one(f"OR({FIGURE} > 0, {TEXT} IN 参数.词)", {"得分": "1", "偏差原因": "甲"}, param={"词": many})
    assert found.status == "通过" and found.live is not None
    text = "".join(p if isinstance(p, str) else "A1" for p in found.live.ok)
    deepest, depth, counts = 0, 0, [0]
    for c in text:
        if c == "(":
            depth += 1
            counts.append(1)
            deepest = max(deepest, depth)
        elif c == ")":
            depth -= 1
            assert counts.pop() <= 255
        elif c == ",":
            counts[-1] += 1
    assert depth == 0 and deepest > 2


@pytest.mark.parametrize(
    ("formula", "param", "said"),
    [
        (f"{FIGURE} ≤ 参数.词", {"词": ["甲", "乙"]}, "参数.词 是几项，不是一个数，只能写在 IN 后面"),
        (f"参数.词 IN ({FIGURE}, 1)", {"词": ["甲", "乙"]}, "参数.词 是几项"),
        (f"含(参数.空话, {TEXT})", {}, "参数.空话 是几项"),
        (f"SUM({FIGURE}) = SUM(参数.三档写法)", {}, "参数.三档写法 是几项"),
        (f"{TEXT} IN ()", {}, "IN 的括号里没有内容，写法：甲 IN ('子', '丑')"),
        (f"{TEXT} IN 参数", {}, "“参数”后面应有“.”和名称，写法：甲 IN 参数.名"),
        (f"{TEXT} IN '甲'", {}, "这里应有“(”，写法：甲 IN ('子', '丑')，或 甲 IN 参数.名"),
    ],
)
def test_a_list_in_the_wrong_place_is_told_with_its_place(formula: str, param: dict[str, Any], said: str) -> None:
    entry = {"id": "甲-1", "name": "甲", "severity": "错误", "formula": formula, "param": param}
    with pytest.raises(RuleError) as error:
        Rule.from_toml(entry, Vocabulary.of(MOF.forms))
    assert said in str(error.value)
    assert "规则 甲-1 第" in str(error.value) and "^" in str(error.value)


def test_a_parameter_of_the_rules_own_goes_over_the_shared_one() -> None:
    entry = {"id": "甲-1", "name": "甲", "severity": "错误", "formula": f"{FIGURE} ≤ 参数.空话"}
    Rule.from_toml({**entry, "param": {"空话": "10"}}, Vocabulary.of(MOF.forms))


def test_the_three_levels_are_written_once() -> None:
    by_id = {r["id"]: r for r in MOF.rules}
    for number in ("自评-14", "自评-14a", "自评-14b"):
        assert "参数.三档写法" in by_id[number]["when"]
        assert "达成预期指标" not in by_id[number]["when"]
    told = dict(shown(Rule.from_toml(by_id["自评-14"]), MOF.forms["审核用语"]))
    assert "未达成年度指标且效果较差" in told["三档写法"]


def test_a_bureau_uses_the_shared_words_in_a_rule_of_its_own(tmp_path: Any) -> None:
    text = f'[[rule]]\nid = "县-1"\nname = "甲"\nseverity = "警告"\nformula = "NOT 含({TEXT}, 参数.空话)"\n'
    (tmp_path / "my.toml").write_text(text, encoding="utf-8")
    (own,) = load_rules(tmp_path / "my.toml", MOF.rules, MOF.forms)
    assert rule(own["formula"]).condition is None
    (tmp_path / "my.toml").write_text(text.replace("NOT 含(", "ABS(").replace(", 参数.空话)", ") = 参数.空话"), "utf-8")
    with pytest.raises(RuleError, match=r"my.toml 第1条：规则 县-1 第[0-9]+字：参数.空话 是几项"):
        load_rules(tmp_path / "my.toml", MOF.rules, MOF.forms)
