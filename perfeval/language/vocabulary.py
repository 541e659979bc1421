"""The names that rules may use: tables, their rows and columns as the profile knows them, to catch what is misspelt.

A bureau may name a table, row or column of its own that no profile lists. So an unknown name is a fault only where it
looks like a known one.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from perfeval.language import tree as t
from perfeval.language.domains import ALIASES, ANY_TABLE, FUNDS, SELF_EVALUATIONS, TARGETS
from perfeval.language.errors import RuleError
from perfeval.language.values import MOST_TIMES, normal
from perfeval.language.views import FUND_COLUMNS, INDICATOR_LEAVES, MEASURES, SCORE_COLUMNS, TOTAL_NAMES

SIDES = ("收入", "支出")
NO_PARAMETERS: Mapping[str, Any] = MappingProxyType({})
SHARED = "审核用语"  # of words.toml: what the rules share
ALIKE = 0.7  # 基本支岀 is 基本支出; 人员经费 is not 公用经费
TEXTS = frozenset({"一级指标", "二级指标", "三级指标", "块", "评分标准", "偏差原因"})
TEXT_PARTS = ("符号", "方向", "单位", "类型", "文字")
INDICATOR_COLUMNS = frozenset(
    {*INDICATOR_LEAVES, *MEASURES, *(c.split(".")[0] for c in SCORE_COLUMNS), "其中", "等级", "建议等级"}
)


@dataclass(frozen=True)
class Words:
    """Of one table: its rows and columns, fields among the rows."""

    rows: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Vocabulary:
    """Tables, rows, columns and fields that formulas may name; what is not among them is a slip of the pen."""

    tables: Mapping[str, Words] = field(default_factory=dict)
    indicators: frozenset[str] = frozenset()  # the columns of indicator rows
    printed: Mapping[str, str] = field(default_factory=dict)  # as forms head them: 指标名称 -> 三级指标
    lists: frozenset[str] = frozenset()  # parameters of several items: 审核用语

    @classmethod
    def of(cls, forms: Mapping[str, Any]) -> Vocabulary:
        """From the data of a profile (``Profile.forms``)."""
        tables: dict[str, Words] = {}
        fields = frozenset(forms.get("field_names", {})) | frozenset(forms.get("records", {}).get("fields", {}))
        for kind in forms.get("field_kinds", {}):
            tables[kind] = Words(fields)
        for kind, entry in forms.get("tables", {}).items():
            own_fields = fields | frozenset(entry.get("fields", {}))
            words = Words(frozenset(entry.get("rows", {})) | own_fields, frozenset(entry.get("columns", {})))
            if not entry.get("sides"):
                tables[kind] = words
                continue
            for side in SIDES:  # a T table is read as two
                own = entry.get(side, {})
                own = own.get("rows", own) if isinstance(own, Mapping) else {}
                tables[f"{kind}·{side}"] = Words(words.rows | frozenset(own), words.columns)
        funds = forms.get("records", {}).get("funds", {})
        columns = frozenset(FUND_COLUMNS) | frozenset(funds.get("column_names", {}).values())
        tables[FUNDS] = Words(frozenset(funds.get("rows", {})), columns | {c.split(".")[0] for c in SCORE_COLUMNS})
        indicators = INDICATOR_COLUMNS | frozenset(forms.get("records", {}).get("names", {}).values())
        for table in (*ALIASES, *SELF_EVALUATIONS, TARGETS):
            tables[table] = Words(frozenset(TOTAL_NAMES) | fields, indicators)
        tables[ANY_TABLE] = Words()
        lists = lists_among(forms.get(SHARED, {}))
        return cls(tables, indicators, _as_printed(forms.get("records", {}), indicators), lists)

    def check(self, formula: str, tree: t.Expr, param: Mapping[str, Any] = NO_PARAMETERS) -> None:
        """RuleError for a name that looks like a known one, but is none, and for a list where a number belongs.

        ``param``: the rule's own parameters, which go over the shared ones.
        """
        lists_in_place(formula, tree, (self.lists - set(param)) | lists_among(param))
        for node in t.walk(tree):
            if isinstance(node, t.Ref):
                self._reference(formula, node)
            elif isinstance(node, t.Compare):
                self._compared(formula, node)
            elif isinstance(node, t.Name):
                self._heading(formula, node.label.path[-1], node.at)
                _known(formula, node.label.path[-1], self.indicators, "栏", node.at)

    def _heading(self, formula: str, word: str, at: t.Place) -> None:
        """RuleError for a heading as forms print it, where formulas have one name for all of them."""
        if normal(word) in self.printed:
            raise RuleError(f"“{word}”这一栏在公式里写“{self.printed[normal(word)]}”", formula, *at)

    def _compared(self, formula: str, node: t.Compare) -> None:
        """RuleError for 执行率 ≥ 90 without its %, and for 一级指标 = 产出指标, a text without its quotes.

        The first compares another figure than is meant, the second would be a column that no form has.
        """
        for one, other in zip((*node.items[:-1], *node.items[1:]), (*node.items[1:], *node.items[:-1]), strict=True):
            label = one.label if isinstance(one, t.Name) else one.column if isinstance(one, t.Ref) else None
            rate = isinstance(label, t.Label) and not label.part and label.path[-1].endswith("率")
            if rate and isinstance(other, t.Number) and other.unit is None and other.value > MOST_TIMES:
                raise RuleError(f"率是百分数，{other.value}应写{other.value}%", formula, *other.at)
            if not isinstance(label, t.Label) or not (label.path[-1] in TEXTS or label.part in TEXT_PARTS):
                continue
            if isinstance(other, t.Name) and not other.label.part and other.label.path[-1] not in self.indicators:
                word = other.label.path[-1]
                raise RuleError(f"“{word}”是文字的话，要加单引号：'{word}'", formula, *other.at)

    def _reference(self, formula: str, ref: t.Ref) -> None:
        _known(formula, ref.table, self.tables, "表", (ref.at[0], ref.at[0] + len(ref.table)))
        words = self.tables.get(ref.table)
        if words is None or ref.whole:
            return
        records = words.columns is self.indicators
        for axis in ref.rows:
            if isinstance(axis, t.Filter):
                _known(formula, axis.column.path[-1], words.columns, "栏", axis.column.at)
                continue
            for label in () if records else _labels(axis):
                _known(formula, label.path[-1], words.rows, "行", label.at)
        for label in _labels(ref.column):
            if not ref.rows:
                _no_comma(formula, label, words)
            if records and ref.rows:
                self._heading(formula, label.path[-1], label.at)
            if label.part != "分值":
                _known(formula, label.path[-1], words.columns if ref.rows else words.rows, "栏", label.at)


def lists_among(parameters: Mapping[str, Any]) -> frozenset[str]:
    """The names of the parameters that are several items."""
    return frozenset(name for name, value in parameters.items() if isinstance(value, list | tuple))


def lists_in_place(formula: str, tree: t.Expr, lists: frozenset[str]) -> None:
    """RuleError for a parameter of several items that is neither a choice of IN nor a word of 含."""
    nodes = list(t.walk(tree))
    places = [n.choices for n in nodes if isinstance(n, t.Among)]
    places += [n.args[1:] for n in nodes if isinstance(n, t.Call) and n.name == "含"]
    right = {id(node) for place in places for node in place}
    for node in nodes:
        if isinstance(node, t.Parameter) and node.name in lists and id(node) not in right:
            problem = f"参数.{node.name} 是几项，不是一个数，只能写在 IN 后面或 含(栏, …) 里"
            raise RuleError(problem, formula, *node.at)


def _as_printed(records: Mapping[str, Any], known: frozenset[str]) -> dict[str, str]:
    """Headings of indicator columns that are not themselves names for formulas."""
    names = records.get("names", {})
    found: dict[str, str] = {}
    heads = [*records.get("columns", {}).items(), ("level3", records.get("fallback", {}).get("level3", ()))]
    for column, headings in heads:
        for heading in headings if column in names else ():
            if heading not in known and not heading.startswith("~"):
                found.setdefault(normal(heading), names[column])
    return {**found, "指标名": names.get("level3", "三级指标")} if names else found


def _labels(axis: t.Selector) -> Iterator[t.Label]:
    return (n for n in t.walk(axis) if isinstance(n, t.Label))


def _no_comma(formula: str, label: t.Label, words: Words) -> None:
    """RuleError for a row and a column in one: 三公经费[合计 本年预算数]."""
    rows, columns = {normal(r) for r in words.rows}, {normal(c) for c in words.columns}
    text = normal(label.path[-1])
    if text not in rows and any(text[:n] in rows and text[n:] in columns for n in range(1, len(text))):
        raise RuleError(f"“{label.path[-1]}”的行和列之间少了逗号，写法：表[行, 列]", formula, *label.at)


def _known(formula: str, word: str, known: Iterable[str], what: str, at: t.Place) -> None:
    by_text = {normal(k): k for k in known}
    text = normal(word)
    if text in by_text or len(text) < 2:
        return
    short = len(text) == 2 and what == "栏" and "得分" in by_text  # 得份
    near = difflib.get_close_matches(text, list(by_text), n=1, cutoff=0.5 if short else ALIKE)
    if near:
        measure = {"表": "这张表", "行": "这一行", "栏": "这一栏"}[what]
        raise RuleError(f"没有“{word}”{measure}，是否为“{by_text[near[0]]}”？", formula, *at)
