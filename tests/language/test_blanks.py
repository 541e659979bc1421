"""Contract 1: what is not in the form, what is there but blank, and zero divisors."""

from __future__ import annotations

from typing import Any

import pytest

from tests.language.conftest import one, rule, run

SUM = "支出情况[合计, *] = 支出情况[基本支出, *] + 支出情况[项目支出, *]"
RATE = "资金[总额, 执行率] = 资金[总额, 全年执行数] ÷ 资金[总额, 全年预算数]"


def test_a_row_that_the_form_does_not_have_is_named() -> None:
    found = one(SUM, {"合计": "10", "基本支出": "10"})
    assert found.status == "不适用"
    assert found.missing == ("支出情况[项目支出, 本年决算数]",)


def test_an_optional_row_counts_zero() -> None:
    text = SUM.replace("支出情况[项目支出, *]", "支出情况[项目支出, *]?")
    assert one(text, {"合计": "10", "基本支出": "10"}).status == "通过"
    assert one(text, {"合计": "11.00", "基本支出": "10.00"}).status == "不通过"


@pytest.mark.parametrize("blank", ["", "—", "/", "无", "——"])
def test_a_blank_addend_counts_zero_where_another_is_filled(blank: str) -> None:
    assert one(SUM, {"合计": "10", "基本支出": "10", "项目支出": blank}).status == "通过"
    assert one(SUM, {"合计": "12.00", "基本支出": "10.00", "项目支出": blank}).status == "不通过"


def test_all_addends_blank_is_not_applicable() -> None:
    assert one(SUM, {"合计": "10", "基本支出": "", "项目支出": ""}).status == "不适用"
    assert one(SUM, {"合计": "", "基本支出": "", "项目支出": ""}).status == "不适用"


def test_a_blank_total_over_a_filled_addend_is_a_warning() -> None:
    found = one(SUM, {"合计": "", "基本支出": "518.27", "项目支出": ""})
    assert (found.status, found.severity) == ("不通过", "警告")
    assert found.message == "合计未填，分项相加518.27"
    assert found.cells[0].raw is None


def test_in_a_quotient_a_blank_is_not_applicable() -> None:
    found = one(RATE, {"执行率": "", "全年执行数": "", "全年预算数": "100"})
    assert (found.status, found.missing) == ("不适用", ("全年执行数未填",))


def test_a_filled_result_of_a_blank_operand_is_a_finding() -> None:
    found = one(RATE, {"执行率": "84%", "全年执行数": "", "全年预算数": "100"})
    assert (found.status, found.message) == ("不通过", "全年执行数未填，执行率却填了84%")


def test_a_zero_divisor_is_not_applicable() -> None:
    found = one(RATE, {"执行率": "84%", "全年执行数": "5", "全年预算数": "0"})
    assert (found.status, found.missing) == ("不适用", ("全年预算数为0",))


def test_in_a_comparison_a_blank_is_not_applicable() -> None:
    assert one("自评表[*, 得分] ≤ 自评表[*, 分值]", {"得分": "", "分值": "10"}).status == "不适用"


def test_a_blank_test_sees_the_cell_itself() -> None:
    text = "NOT 为空(自评表[*, 偏差原因])"
    assert one(text, {"偏差原因": ""}).message == "偏差原因未填"
    assert one(text, {"偏差原因": "—"}).status == "不通过"
    assert one(text, {"偏差原因": "雨季停工"}).status == "通过"
    assert one(text, {"得分": "3"}).status == "不适用"
    assert one("有(自评表[*, 偏差原因])", {"得分": "3"}).status == "不通过"


def test_different_kinds_of_unit_do_not_compare() -> None:
    found = one("自评表[*, 完成.值] ≥ 自评表[*, 目标.值]", {"目标": "≥50人", "完成": "30万元"})
    assert found.status == "不适用"
    assert "单位不同" in found.missing[0]


def test_text_where_a_number_is_needed_is_named() -> None:
    found = one(SUM, {"合计": "10", "基本支出": "约10", "项目支出": "1"})
    assert found.status == "不适用"
    assert found.missing == ("基本支出不是数字（约10）",)


def test_one_failing_part_fails_the_whole_whatever_else_is_missing() -> None:
    text = "AND(自评表[*, 得分] ≤ 自评表[*, 分值], 自评表[*, 得分] ≥ 自评表[*, 得分系数])"
    assert one(text, {"得分": "10", "分值": "8"}).status == "不通过"
    assert one(text, {"得分": "8", "分值": "8"}).status == "不适用"
    either = text.replace("AND", "OR")
    assert one(either, {"得分": "8", "分值": "8"}).status == "通过"
    assert one(either, {"得分": "9", "分值": "8"}).status == "不适用"


@pytest.mark.parametrize(
    "example", [{"支出情况[基本支出, 本年决算数]": "1"}, {"资金[总额, 全年预算数]": "1"}], ids=["其他表", "资金"]
)
def test_no_such_table_is_one_result(example: dict[str, Any]) -> None:
    found = run(rule("三公经费[合计, *] ≥ 0"), example)
    assert [(r.status, r.missing) for r in found] == [("不适用", ("三公经费",))]
