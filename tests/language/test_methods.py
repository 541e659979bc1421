"""Scoring methods: formulas over bare names, the same in Decimal and in Excel's words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfeval.language.errors import RuleError
from perfeval.language.method import parse
from perfeval.model import Cell, Operand


def test_names_in_the_order_of_their_first_use() -> None:
    assert parse("分值 × MIN(1, 完成 ÷ 目标) - 参数.扣分 × 分值").names == ("分值", "完成", "目标", "参数.扣分")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("分值 × MIN(1, 完成 ÷ 目标)", "7.5"),
        ("IF(完成 ≥ 目标, 分值, ROUND(分值 × 完成 ÷ 目标, 0))", "8"),
        ("分值 × IF(0 < 完成 ≤ 90, 80%, 1)", "8"),
        ("MAX(0, 分值 - 0.5 × ABS(完成 - 目标))", "0"),
        ("IF(完成 IN (80, 90) OR NOT 分值 = 10, 1, 0)", "0"),
        ("-分值 + 2 × (分值 - 1)", "8"),
    ],
)
def test_the_value(text: str, expected: str) -> None:
    values = {"分值": Decimal(10), "完成": Decimal(75), "目标": Decimal(100)}
    assert parse(text).value(values) == Decimal(expected)


def test_a_blank_or_a_zero_divisor_is_not_applicable() -> None:
    method = parse("分值 × 完成 ÷ 目标")
    assert method.value({"分值": Decimal(10), "完成": None, "目标": Decimal(1)}) is None
    assert method.value({"分值": Decimal(10), "完成": Decimal(1)}) is None
    assert method.value({"分值": Decimal(10), "完成": Decimal(1), "目标": Decimal(0)}) is None


def test_only_the_branch_that_is_taken_is_needed() -> None:
    method = parse("IF(目标 = 0, 分值, 分值 × 完成 ÷ 目标)")
    assert method.value({"分值": Decimal(10), "目标": Decimal(0), "完成": None}) == 10


def test_the_excel_words() -> None:
    cell = Operand(Cell("甲.xlsx", "表", "C3", raw=Decimal(75)), Decimal(75))
    pieces = parse("分值 × MIN(1, 完成 ÷ (目标 - 5))").excel({"分值": Decimal(10), "完成": cell, "目标": Decimal(-1)})
    assert pieces == ("10", "*", "MIN(", "1", ",", cell, "/", "(", "(-1)", "-", "5", ")", ")")


@pytest.mark.parametrize(
    "text",
    [
        "分值 ≥ 1", "表[行, 列]", "分值 × 'a'", "含(分值, 1)", "SUM(自评表[全部, 分值])", "ROUND(分值, 2.5)", "分值 ×",
        "分值 ^ 2",
    ],
)  # fmt: skip
def test_what_is_no_method_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(RuleError) as error:
        parse(text)
    assert "^" in str(error.value)
