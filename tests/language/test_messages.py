"""The Chinese reader: who filled what, what it should be, by how much; a rule's own words."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.language.conftest import one, rule, run


@pytest.mark.parametrize(
    ("formula", "example", "said"),
    [
        (
            "支出情况[基本支出, *] + 支出情况[项目支出, *] = 支出情况[合计, *]",
            {"合计": "661.36", "基本支出": "518.27", "项目支出": "143.07"},
            "分项相加661.34，合计填661.36，多0.02，超过允许尾差0.015",
        ),
        (
            "自评表[*, 得分] = 自评表[*, 分值] × 自评表[*, 得分系数]",
            {"得分": "9.5", "分值": "10", "得分系数": "80%"},
            "得分填9.5，应为8（分值10×得分系数80%），多1.5，超过允许尾差0.05",
        ),
        (
            "SUM(自评表[全部, 分值]) = 100",
            {"自评表[*, 分值]": ["60", "50"]},
            "各项分值相加110，应为100，多10",
        ),
        (
            "自评表[*, 完成.值] ≥ 自评表[*, 目标.值]",
            {"目标": "≥95%", "完成": "90%"},
            "完成值90%，小于目标值≥95%，少5个百分点",
        ),
        (
            "基本信息[评价等级] = '优'",
            {"基本信息[评价等级]": "良"},
            "评价等级“良”与“优”不一致",
        ),
        (
            "自评表[*, 完成.值] ≤ 自评表[*, 目标.值]",
            {"目标": "2021-12-31", "完成": "2022-03-01"},
            "完成值“2022-03-01”晚于目标值“2021-12-31”",
        ),
        (
            "资金[总额, 全年执行数] ÷ 资金[总额, 全年预算数] ≥ 90%",
            {"全年执行数": "84.00", "全年预算数": "100.00"},
            "全年执行数84.00÷全年预算数100.00＝84%，小于90%，少6个百分点，超过允许尾差0.0092个百分点",
        ),
        (
            "支出情况[年末结转, *] = 支出情况[本年收入, *] - 支出情况[本年支出, *]",
            {"年末结转": "5.00", "本年收入": "10.00", "本年支出": "6.00"},
            "年末结转填5.00，应为4（本年收入10.00-本年支出6.00），多1，超过允许尾差0.015",
        ),
    ],
)  # fmt: skip
def test_a_failure_says_the_figures(formula: str, example: dict[str, object], said: str) -> None:
    found = one(formula, example)
    assert (found.status, found.message) == ("不通过", said)


def test_the_filled_side_is_a_cell_and_comes_first() -> None:
    found = one(
        "支出情况[基本支出, *] + 支出情况[项目支出, *] = 支出情况[合计, *]",
        {"基本支出": "1.00", "项目支出": "2.00", "合计": "9.00"},
    )
    assert (found.left, found.right, found.difference) == (Decimal(9), Decimal(3), Decimal(6))
    assert [c.shown for c in found.cells] == ["9.00", "1.00", "2.00"]


def test_a_rules_own_words() -> None:
    said = "得分{得分}大于分值{分值}，应≤{应填数}，多{差额}"
    tried = rule("自评表[*, 得分] ≤ 自评表[*, 分值]", message=said)
    assert run(tried, {"得分": "10", "分值": "8"})[0].message == "得分10大于分值8，应≤8，多2"
    assert run(tried, {"得分": "8", "分值": "8"})[0].message == "得分8，不大于分值8"


def test_the_common_fields_come_from_the_rule() -> None:
    found = one("自评表[*, 得分] ≤ 自评表[*, 分值]", {"得分": "10", "分值": "8"}, basis="算术关系", hint="改正得分")
    assert (found.rule, found.basis, found.hint, found.severity) == ("试-01", "算术关系", "改正得分", "错误")
    assert found.instance == "指标1"
    assert found.file == "例.xlsx"


ODD = st.sampled_from(
    ["", "—", "0", "-0", "1E9", "99999999999999999999", "0.0000000001", "-5", "约3", "3元", "3%", "无"]
)


@settings(max_examples=150, deadline=None)
@given(ODD, ODD, ODD)
def test_odd_figures_give_a_result_and_no_crash(a: str, b: str, c: str) -> None:
    for text in (
        "支出情况[甲, *] = 支出情况[乙, *] + 支出情况[丙, *]",
        "支出情况[甲, *] = 支出情况[乙, *] ÷ 支出情况[丙, *]",
        "支出情况[甲, *] ≤ MIN(1, 支出情况[乙, *] × 支出情况[丙, *])",
        "NOT 为空(支出情况[甲, *]) AND ABS(支出情况[乙, *]) ≥ ROUND(支出情况[丙, *], 2)",
        "IF(支出情况[甲, *] > 0, 支出情况[乙, *] = 支出情况[丙, *], 含(支出情况[乙, *], '3'))",
    ):
        for found in run(rule(text), {"甲": a, "乙": b, "丙": c}):
            assert found.message
            assert found.status != "不适用" or found.missing


def test_a_rule_travels_to_a_worker_process() -> None:
    tried = rule("自评表[*, 得分] ≤ 自评表[*, 分值]")
    copied = pickle.loads(pickle.dumps(tried))
    assert copied == tried
    assert run(copied, {"得分": "10", "分值": "8"})[0].status == "不通过"
