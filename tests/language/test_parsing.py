"""Formulas read and printed again; faults with their place; nothing absurd takes long."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval.language import tree as t
from perfeval.language.errors import RuleError, width
from perfeval.language.method import parse as parse_method
from perfeval.language.parser import parse
from perfeval.language.printer import show
from perfeval.language.rule import Rule
from perfeval.language.vocabulary import Vocabulary
from tests.language.conftest import MOF, rule

NAMES = st.text("合计支出项目得分目标基本（）()一二、·", min_size=1, max_size=8).filter(
    lambda s: s.strip("（）() ") != "" and s.count("(") == s.count(")") and s.count("（") == s.count("）")
)
ODD_NAMES = st.text("合计,/:*'[]#?=分值. ", min_size=1, max_size=8).filter(lambda s: s.strip() == s and s != "")
TABLES = st.sampled_from(["支出情况", "自评表", "收入支出决算总表·收入", "表（1）", "AND"])
LABELS = st.one_of(
    st.builds(t.Label, st.lists(NAMES | ODD_NAMES, min_size=1, max_size=2).map(tuple)),
    st.builds(t.Label, st.sampled_from([("目标",), ("完成",)]), st.sampled_from(["值", "符号", "单位"])),
)
CODES = st.builds(t.Code, st.from_regex(r"[0-9]{3,7}", fullmatch=True))
NUMBERS = st.builds(
    t.Number,
    st.decimals(0, 10**6, places=3).map(lambda d: Decimal(format(d.normalize(), "f"))),
    st.sampled_from([None, "%", "元", "万元"]),
)
TEXTS = st.builds(t.Text, st.text("数量指标 ≥x", max_size=6))
FILTERS = st.builds(
    t.Filter, st.builds(t.Label, st.sampled_from([("二级指标",), ("分值",)])), st.sampled_from("=≠≥"), NUMBERS | TEXTS
)
GROUPS = st.builds(t.Group, st.sampled_from(["一级指标", "二级指标", "块"]), st.booleans())
ROWS = st.one_of(
    LABELS, CODES, st.just(t.Star()), st.just(t.Every()), GROUPS, FILTERS,
    st.builds(t.Span, LABELS, LABELS), st.builds(t.Several, st.lists(LABELS, min_size=1, max_size=3).map(tuple)),
    st.builds(t.Children, LABELS | CODES | st.just(t.Star())),
)  # fmt: skip
REFS = st.one_of(
    st.builds(
        t.Ref, TABLES, st.tuples(ROWS) | st.tuples(ROWS, FILTERS), LABELS | st.just(t.Star()) | st.just(t.Every()),
        st.sampled_from([None, "上年", "各项目", "批次"]), st.booleans(),
    ),
    st.builds(t.Ref, TABLES, st.just(()), LABELS),
    st.builds(lambda table: t.Ref(table, (), t.Label(("满分",)), whole=True), TABLES),
)  # fmt: skip
LEAVES = st.one_of(
    NUMBERS, TEXTS, REFS, st.builds(t.Parameter, st.sampled_from(["满分", "执行率下限"])),
    st.builds(t.Name, st.builds(t.Label, st.sampled_from([("得分",), ("分值",)]))),
)  # fmt: skip


def _compound(below: st.SearchStrategy[t.Expr]) -> st.SearchStrategy[t.Expr]:
    signed = st.tuples(st.sampled_from([1, -1]), below)
    two_or_more = st.lists(below, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.lists(signed, min_size=2, max_size=4).map(lambda items: t.Sum(tuple(items))),
        below.map(lambda x: t.Sum(((-1, x),))),
        st.tuples(below, st.lists(st.tuples(st.sampled_from("×÷"), below), min_size=1, max_size=3)).map(
            lambda p: t.Product((("×", p[0]), *p[1]))
        ),
        st.tuples(two_or_more, st.lists(st.sampled_from("=≠≥≤><"), min_size=2, max_size=2)).map(
            lambda p: t.Compare(p[0], tuple(p[1][: len(p[0]) - 1]))
        ),
        st.builds(t.Logic, st.sampled_from(["AND", "OR"]), two_or_more),
        st.builds(t.Not, below),
        st.builds(t.Among, below, two_or_more),
        st.builds(t.Among, below, st.tuples(st.just(t.Parameter("三档写法")))),
        st.builds(t.Call, st.sampled_from(["SUM", "MIN", "MAX", "COUNT"]), two_or_more),
        st.builds(t.Call, st.just("IF"), st.tuples(below, below, below)),
        st.builds(t.Call, st.sampled_from(["含"]), st.tuples(below, TEXTS)),
    )


@settings(max_examples=400, deadline=None)
@given(st.recursive(LEAVES, _compound, max_leaves=8))
def test_a_printed_formula_is_read_as_the_same_tree(tree: t.Expr) -> None:
    text = show(tree)
    assert parse(text) == tree
    assert show(parse(text)) == text


def test_full_width_signs_are_the_plain_ones() -> None:
    typed = "ｓ" and "支出情况［合计，＊］＝支出情况［基本支出，＊］＋ＳＵＭ（１，２％）".replace("ＳＵＭ", "SUM")
    assert parse(typed) == parse("支出情况[合计, *] = 支出情况[基本支出, *] + SUM(1, 2%)")
    assert parse("a >= 1 且 非 (b <> 2)") == parse("a ≥ 1 AND NOT (b ≠ 2)")


def test_brackets_inside_a_label_belong_to_it() -> None:
    tree = parse("三公经费[因公出国（境）费, *] = 基本信息[监控项目数(1-3月)]")
    labels = [n.name for n in t.walk(tree) if isinstance(n, t.Label)]
    assert labels == ["因公出国（境）费", "监控项目数(1-3月)"]


@pytest.mark.parametrize(
    "absurd",
    [
        "(" * 3000 + "1" + ")" * 3000,
        "1+" * 1999 + "1",
        "-" * 3999 + "1",
        "NOT " * 999 + "TRUE",
        "IF(1=1," * 500 + "1",
        "自评表[" * 500,
        "'" * 3999,
        "“" * 3999,
        "1" * 3999,
        "10^1000000000",
        "10**1000000000",
        "9" * 20 + " × " + " × ".join(["9" * 20] * 150),
        "x" * 1_000_000,
        "自评表[*, 得分].__class__ = 1",
        "__import__('os') = 1",
        "参数.__class__ = 1",
        "\x00" * 100,
        "",
        "[]",
        "SUM(",
        "≤",
    ],
    ids=lambda s: repr(s[:12]),
)
def test_an_absurd_formula_is_refused_at_once(absurd: str) -> None:
    started = time.perf_counter()
    with pytest.raises(RuleError) as error:
        Rule.from_toml({"id": "坏-01", "name": "坏", "severity": "错误", "formula": absurd})
    assert time.perf_counter() - started < 0.5
    assert len(str(error.value)) < 600


def test_a_long_flat_formula_is_fine() -> None:
    parts = " + ".join(f"支出情况[行{i}, *]" for i in range(200))
    assert show(parse(f"支出情况[合计, *] = {parts}")).count("+") == 199


def test_a_number_beyond_all_bounds_is_not_applicable() -> None:
    method = parse_method(" × ".join(["99999999999999999999"] * 30) + " × 分值")
    started = time.perf_counter()
    assert method.value({"分值": Decimal(10)}) is None or time.perf_counter() - started < 0.5


def test_the_mark_stands_under_the_fault_by_display_width() -> None:
    text = "支出情况[合计, *] = 支出情况[基本支岀, *]"
    entry = {"id": "支出-02", "name": "合计", "severity": "错误", "formula": text}
    with pytest.raises(RuleError) as error:
        Rule.from_toml(entry, Vocabulary.of(MOF.forms))
    first, formula, mark = str(error.value).split("\n")
    assert first == "规则 支出-02 第20字：没有“基本支岀”这一行，是否为“基本支出”？"
    start = formula.index("基本支岀")
    assert width(formula[:start]) == mark.index("^")
    assert mark.count("^") == width("基本支岀")


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("支出情况表[合计, *] = 1", "是否为“支出情况”"),
        ("三公经费[合计, 本年决算书] = 1", "是否为“本年决算数”"),
        ("收入支出决算总表[总计, 决算数] = 1", "是否为“收入支出决算总表·"),
        ("自评表[*, 得份] ≥ 0", "是否为“得分”"),
        ("资金[总额, 全年执行树] ≥ 0", "是否为“全年执行数”"),
        ("支出情况[合计, *] = ABSS(3)", "是否为“ABS”"),
        ("支出情况[合计, *] + 1", "应是一个判断"),
        ("支出情况[合计, *] = 上月.支出情况[合计, *]", "不是范围"),
        ("自评表[合计, 得分] ^ 2 = 1", "没有乘方"),
        ("1 = 1", "没有一个操作数"),
        ("自评表[*, 得分] = 'x", "引号没有成对"),
        ("自评表[*, 得分 = 3", "这里应有“]”"),
        ("ROUND(自评表[*, 得分], 99) = 1", "位数"),
        ("SUM() = 自评表[*, 得分]", "个参数"),
    ],
)
def test_a_fault_is_told_in_chinese_with_its_place(formula: str, said: str) -> None:
    entry = {"id": "甲-1", "name": "甲", "severity": "错误", "formula": formula}
    with pytest.raises(RuleError) as error:
        Rule.from_toml(entry, Vocabulary.of(MOF.forms))
    assert said in str(error.value)
    assert "^" in str(error.value)
    assert "规则 甲-1 第" in str(error.value)


def test_the_built_in_rules_use_known_names() -> None:
    words = Vocabulary.of(MOF.forms)
    for entry in MOF.rules:
        Rule.from_toml(entry, words)


def test_a_table_of_the_bureaus_own_is_no_fault() -> None:
    entry = {"id": "甲-1", "name": "甲", "severity": "错误", "formula": "驻村帮扶台账[合计, 拨付数] ≤ 100万元"}
    Rule.from_toml(entry, Vocabulary.of(MOF.forms))


@pytest.mark.parametrize(
    "entry",
    [
        {"name": "无编号", "severity": "错误", "formula": "得分 ≤ 分值"},
        {"id": "甲", "name": "甲", "severity": "严重", "formula": "得分 ≤ 分值"},
        {"id": "甲", "name": "甲", "severity": "错误"},
        {"id": "甲", "name": "甲", "severity": "错误", "formula": "得分 ≤ 分值", "check": "x"},
        {"id": "甲", "name": "甲", "severity": "错误", "formula": "得分 ≤ 分值", "tolerence": "1"},
        {"id": "甲", "name": "甲", "severity": "错误", "formula": "得分 ≤ 分值", "tolerance": "多一点", "reason": "甲"},
        {"id": "甲", "name": "甲", "severity": "错误", "formula": "得分 ≤ 分值", "tolerance": "1"},
    ],
)
def test_an_entry_with_a_fault_is_refused(entry: dict[str, str]) -> None:
    with pytest.raises(RuleError):
        Rule.from_toml(entry)


def test_a_suggestion_for_a_misspelt_key() -> None:
    with pytest.raises(RuleError, match="tolerance"):
        rule("得分 ≤ 分值", tolerence="1")
