"""The words that a profile of the user's own gives to the rules: what is wrong with them, in words.

Nothing in them may be passed over in silence: a slip of the pen would leave the usual words in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from perfeval.language import tree as t
from perfeval.language.errors import suggestion
from perfeval.language.parser import parse
from perfeval.language.rule import WAYS, RuleError
from perfeval.language.vocabulary import SHARED
from perfeval.profile import BUILT_IN, KNOWN, SAID, Profile, ProfileError, expect, load, read_toml

Table = Mapping[str, Any]
FILE = "words.toml"
# what is a pattern, not a word
PATTERNS = frozenset({
    "提示语", "空泛写法", "不发生", "百分数名", "资金词", "文字数", "提升", "有基期", "指标名", "不是", "笔误",
    "含糊写法", "注明", "得分句式", "维度", "结果栏", "成套", "已答", "别人的话",
})  # fmt: skip


@lru_cache(maxsize=16)
def check_profile(profile: Profile) -> None:
    """ProfileError for words.toml and the ``param`` of a rule of a profile that is none of the built-in ones."""
    own = [folder for folder in profile.folders if BUILT_IN not in folder.parents]
    if not own:
        return
    base = load()
    for file in (folder / FILE for folder in own):
        if file.exists():
            _shared(str(file), read_toml(file), base.forms[SHARED], profile.rules)
    built_in = {id(rule) for rule in base.rules}
    for rule in profile.rules:
        if id(rule) not in built_in and (problem := wrong(rule, base.rules)):
            raise ProfileError(f"{own[0]} 的规则 {rule['id']} {problem}")


def _shared(where: str, data: Table, base: Table, rules: Iterable[Table]) -> None:
    expect(where, data, {SHARED: dict})
    own: Table = data.get(SHARED, {})
    named = _parameters(rules)
    kinds = {name: type(value) for name, value in own.items() if name in named}
    expect(f"{where} 的 {SHARED}", own, {**kinds, **{name: type(value) for name, value in base.items()}})
    for name, value in own.items():
        if problem := _value(name, value):
            raise ProfileError(f"{where} 的 {SHARED} 里的“{name}”{problem}")


def wrong(rule: Table, known: Iterable[Table]) -> str:
    """What is wrong with the ``param`` of a rule, "" for nothing; ``known``: rules that are right."""
    given: Table = rule.get("param", {})
    if not isinstance(given, dict):
        return f"的 param 应是{SAID[dict]}"
    if rule.get("formula"):
        idle = [name for name in given if name not in (*_parameters([rule]), *WAYS)]
        return f"的 param 里的“{idle[0]}”公式里没有用到，要写 参数.{idle[0]}" if idle else ""
    alike: list[Table] = [r.get("param", {}) for r in known if r.get("check") == rule.get("check")]
    kinds = {name: type(value) for param in alike for name, value in param.items()}
    if not alike:
        return ""
    for name, value in given.items():
        if name not in kinds:
            return f"的 param 里没有“{name}”这一项{suggestion(name, kinds, KNOWN)}"
        if not isinstance(value, str | int | float if kinds[name] is str else kinds[name]) or isinstance(value, bool):
            return f"的 param 里的“{name}”应是{SAID.get(kinds[name], '文字（加引号）')}"
        ways = list(dict.fromkeys(str(param[name]) for param in alike if name in param))
        if name in WAYS and value not in ways:
            return f"的 param 里的“{name}”没有“{value}”{suggestion(str(value), ways, KNOWN)}"
        if problem := _value(name, value):
            return f"的 param 里的“{name}”{problem}"
    needed = set.intersection(*(set(param) for param in alike)) & set(WAYS)
    missing = [name for name in alike[0] if name in needed - set(given)]
    return f"的 param 缺少 {'、'.join(missing)}" if missing else ""


def _value(name: str, value: Any) -> str:
    """What is wrong with words or patterns of that name."""
    several = value if isinstance(value, list) else [value]
    if isinstance(value, list) and not all(isinstance(x, str | list | dict) for x in value):
        return '应是几个词，写成 ["甲", "乙"]'
    if name not in PATTERNS:
        return ""
    for pattern in several:
        try:
            re.compile(str(pattern))
        except re.error as error:
            return f"的式样“{pattern}”写法有误（第{(error.pos or 0) + 1}个字处）"
    return ""


def _parameters(rules: Iterable[Table]) -> frozenset[str]:
    """The names 参数.名 of the formulas of rules."""
    found: set[str] = set()
    for rule in rules:
        for text in (rule.get("formula"), rule.get("when")):
            try:
                nodes = t.walk(parse(str(text))) if text and "参数" in text else ()
            except RuleError:
                continue  # said of the rule itself
            found.update(n.name for n in nodes if isinstance(n, t.Parameter))
    return frozenset(found)
