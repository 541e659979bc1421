"""Contract 1: amounts in 万元 are intervals, 元, counts and scores are points; 尾差 passes, beyond it nothing does."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.language.conftest import one

PARTS = st.lists(st.decimals(0, 10**5, places=2) | st.just(Decimal(0)), min_size=2, max_size=20)


def total_of(parts: list[Decimal], off: Decimal, unit: str) -> dict[str, str]:
    return {"合计": f"{sum(parts) + off:.2f}", **{f"项{i}": f"{p:.2f}" for i, p in enumerate(parts)}, "单位": unit}


def formula(count: int) -> str:
    return "支出情况[合计, *] = " + " + ".join(f"支出情况[项{i}, *]" for i in range(count))


@pytest.mark.parametrize(
    ("total", "status", "difference", "tolerance"),
    [("661.34", "通过", "0", "0.015"), ("661.35", "尾差", "0.01", "0.015"), ("661.36", "不通过", "0.02", "0.015")],
)
def test_the_sum_of_the_design(total: str, status: str, difference: str, tolerance: str) -> None:
    found = one(
        "支出情况[合计, *] = 支出情况[基本支出, *] + 支出情况[项目支出, *]",
        {"合计": total, "基本支出": "518.27", "项目支出": "143.07"},
    )
    assert (found.status, found.difference, found.tolerance) == (status, Decimal(difference), Decimal(tolerance))
    assert (found.left, found.right) == (Decimal(total), Decimal("661.34"))


@settings(max_examples=60, deadline=None)
@given(PARTS, st.integers(-2, 2))
def test_a_cent_in_yuan_is_never_let_pass(parts: list[Decimal], cents: int) -> None:
    found = one(formula(len(parts)), total_of(parts, Decimal(cents) / 100, "元"))
    assert found.status == ("通过" if cents == 0 else "不通过")
    assert found.tolerance == 0


@settings(max_examples=60, deadline=None)
@given(PARTS, st.integers(-15, 15))
def test_in_wan_yuan_only_what_rounding_explains_passes(parts: list[Decimal], cents: int) -> None:
    total = sum(parts) + Decimal(cents) / 100
    filled = sum(p != 0 for p in parts) + (total != 0)
    found = one(formula(len(parts)), total_of(parts, Decimal(cents) / 100, "万元"))
    allowed = Decimal("0.005") * filled  # zeros are exact
    expected = "通过" if cents == 0 else "尾差" if abs(Decimal(cents) / 100) <= allowed else "不通过"
    assert found.status == expected
    assert found.tolerance == allowed or (filled == 0 and found.tolerance == 0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.decimals(0, 20, places=2), min_size=2, max_size=20), st.integers(-2, 2))
def test_a_cent_in_a_sum_of_scores_is_never_let_pass(scores: list[Decimal], cents: int) -> None:
    example = {
        "自评表[*, 得分]": [f"{s:f}" for s in scores],
        "自评表[合计, 得分]": f"{sum(scores) + Decimal(cents) / 100:f}",
    }
    found = one("自评表[合计, 得分] = SUM(自评表[全部, 得分])", example)
    assert found.status == ("通过" if cents == 0 else "不通过")


def test_the_finest_decimals_of_the_table_set_the_interval() -> None:
    found = one(
        "支出情况[合计, *] = 支出情况[基本支出, *] + 支出情况[项目支出, *]",
        {"合计": "100", "基本支出": "60", "项目支出": "40.02"},
    )
    assert (found.status, found.tolerance) == ("不通过", Decimal("0.015"))


def test_less_or_equal_allows_the_same_as_equal() -> None:
    text = "支出情况[基本支出, *] ≤ 支出情况[合计, *]"
    assert one(text, {"合计": "10.00", "基本支出": "10.01"}).status == "尾差"
    assert one(text, {"合计": "10.00", "基本支出": "10.02"}).status == "不通过"
    assert one(text, {"合计": "10.00", "基本支出": "9.00"}).status == "通过"


def test_strict_signs_and_conditions_compare_points() -> None:
    assert one("支出情况[基本支出, *] < 支出情况[合计, *]", {"合计": "10.00", "基本支出": "10.00"}).status == "不通过"
    found = one("支出情况[基本支出, *] ≤ 1", {"合计": "10", "基本支出": "0.8"}, when="支出情况[合计, *] = 10.3")
    assert found.status == "不适用"


def test_different_units_are_converted() -> None:
    text = "三公经费[合计, 本年决算数] = 支出情况[三公经费, 本年决算数]"
    same = {"三公经费[合计, 本年决算数]": "120000元", "支出情况[三公经费, 本年决算数]": "12.00"}
    assert one(text, same).status == "通过"
    off = {**same, "三公经费[合计, 本年决算数]": "120060元"}
    found = one(text, off)
    assert found.status == "不通过"
    assert (found.left, found.right, found.difference) == (Decimal(120060), Decimal(120000), Decimal(60))
    assert one(text, {**same, "三公经费[合计, 本年决算数]": "120050元"}).status == "尾差"


RATE = "资金[总额, 执行率] = 资金[总额, 全年执行数] ÷ 资金[总额, 全年预算数]"


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("84.16%", "通过"), ("84.2%", "通过"), ("84%", "通过"), ("84.17%", "不通过"), ("84.15%", "不通过"),
        ("86%", "不通过"), ("84.16", "通过"), ("0.8416", "通过"), ("0.84", "通过"), ("0.86", "不通过"),
    ],
)  # fmt: skip
def test_a_printed_rate_is_the_quotient_rounded(printed: str, status: str) -> None:
    funds = {"执行率": printed, "全年执行数": "51977.45", "全年预算数": "61757.62"}
    assert one(RATE, funds).status == status


def test_near_lowers_the_level_by_one_unit_of_the_last_place_only() -> None:
    funds = {"全年执行数": "51977.45", "全年预算数": "61757.62"}
    assert one(RATE, {**funds, "执行率": "84.17%"}, near="提示").severity == "提示"
    assert one(RATE, {**funds, "执行率": "84.19%"}, near="提示").severity == "错误"


@pytest.mark.parametrize(
    ("printed", "spent", "status"),
    [
        ("0", "100", "不通过"),
        ("1", "62", "不通过"),
        ("0.9", "87", "不通过"),
        ("0.87", "87.4", "通过"),
        ("1", "99.6", "通过"),
    ],
)
def test_a_bare_rate_is_a_share_to_half_a_percentage_point(printed: str, spent: str, status: str) -> None:
    """0 printed for 100% was 50 points of rounding (甘其毛都 2024, other funds)."""
    found = one(RATE, {"执行率": printed, "全年执行数": spent, "全年预算数": "100"}, near="提示")
    assert (found.status, found.severity) == (status, "错误")


@pytest.mark.parametrize(
    ("score", "status"), [("9", "尾差"), ("8.6", "通过"), ("8.62", "通过"), ("8.7", "不通过"), ("8", "不通过")]
)
def test_a_computed_score_is_compared_at_the_units_own_decimals(score: str, status: str) -> None:
    text = "资金[总额, 得分] = 资金.满分 × MIN(1, 资金[总额, 全年执行数] ÷ 资金[总额, 全年预算数])"
    example = {"得分": score, "资金.满分": "10", "全年执行数": "3724.00", "全年预算数": "4320.00"}
    assert one(text, example).status == status


def test_tolerance_widens_and_says_so() -> None:
    text = "三公经费[合计, *] = 三公经费[公务接待费, *]"
    example = {"合计": "10.10", "公务接待费": "10.00"}
    assert one(text, example).status == "不通过"
    found = one(text, example, tolerance="0.1", reason="财政局口径")
    assert (found.status, found.tolerance) == ("尾差", Decimal("0.1"))
    assert one(text, example, tolerance="999元", reason="财政局口径").status == "不通过"
    assert one(text, example, tolerance="1000元", reason="财政局口径").status == "尾差"


def test_parts_of_a_total_that_need_not_be_whole_may_not_exceed_it() -> None:
    text = "任意表[*, *] = SUM(任意表[下级(*), *])"
    assert one(text, {"合计": "10.00", "其中": ["3.00", "4.00"]}).status == "通过"
    assert one(text, {"合计": "10.00", "其中": ["6.00", "4.01"]}).status == "尾差"
    assert one(text, {"合计": "10.00", "其中": ["6.00", "4.02"]}).status == "不通过"
    assert one(text, {"合计": "10.00", "下级": ["3.00", "4.00"]}).status == "不通过"
