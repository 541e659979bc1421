"""Layouts that scored forms of the fifth round showed, each in other words, another order, with blank columns."""

from __future__ import annotations

import pytest

from perfeval.check import check
from perfeval.model import CheckResult, Dossier, Form
from perfeval.score import score
from tests.read_records.draw import PROFILE, form

FUNDS = """
林业改革发展资金绩效评价表 |<|<|<|<|<|<|<
（2024年度） |<|<|<|<|<|<|<
项目名称 | 造林补助 |<|<|<|<|<|<
资金情况（万元） | {label} | 全年预算数（A） | {arrived} | {ratio} | {spent} | {rate} | 材料
^| {ordinal} | 1 | 2 | 3 | 4 | 5 | 6
^| 年度资金总额 | 52.8 | 52.8 | 100% | 30.8 | 58.33% |
^| 其中：中央财政资金 | 52.8 | 52.8 | 100% | 30.8 | 58.33% |
"""


HEADS = ("arrived", "ratio", "spent", "rate")
QUOTIENTS = [
    ("全年到位资金（B）", "预算到位（B/A×100%）", "全年执行资金（C）", "预算执行（C/A×100%）"),
    ("实际到位数②", "资金到位（②/①）", "全年支出资金③", "预算支出（③/①）"),
    ("年度到位金额（B）", "", "实际使用资金（C）", "资金使用( C / A )"),
]


@pytest.mark.parametrize("words", [dict(zip(HEADS, q, strict=True)) for q in QUOTIENTS])
@pytest.mark.parametrize("ordinal", ["列次", "栏次"])
def test_a_quotient_in_brackets_is_a_rate(words: dict[str, str], ordinal: str) -> None:
    total = form(FUNDS.format(label="", ordinal=ordinal, **words)).funds[0]
    assert total.name == "总额"
    assert [getattr(total, k).text for k in ("budget", "spent", "rate")] == ["52.8", "30.8", "58.33%"]


SCORED = """
项目支出绩效自评表 |<|<|<|<|<
（2024年度） |<|<|<|<|<
项目名称 | 农机补贴 |<|<|<|<
{block} | | 情况说明 | {order} |
^| 安排科学性 | 按测算依据安排 | 5 | {second} |
^| 使用规范性 | 专款专用 | 5 | {second} |
总体目标 | 预期目标 |<| 实际完成情况 |<|<
^| 补贴农机800台 |<| 补贴农机846台 |<|<
一级指标 | 二级指标 | 三级指标 | 分值 | 得分 | 偏差原因
产出指标 | 数量指标 | 补贴台数 | 90 | 90 |
"""


@pytest.mark.parametrize("block", ["资金管理情况", "资金管理情况（10分）", "项目管理"])
@pytest.mark.parametrize("merged", [True, False])
def test_what_a_text_is_scored_by_beside_a_block(block: str, merged: bool) -> None:
    drawn = SCORED.format(block=block, order="分值 | 得分", second="4")
    drawn = drawn if merged else drawn.replace("^|", "|")
    found = form(drawn)
    assert [i.name for i in found.indicators] == ["安排科学性", "使用规范性", "补贴台数"]
    assert [i.self_score and i.self_score.text for i in found.indicators] == ["4", "4", "90"]


def test_a_text_without_points_is_no_indicator() -> None:
    drawn = SCORED.format(block="资金管理情况", order="存在问题 | 改进措施", second="无")
    assert [i.name for i in form(drawn).indicators] == ["补贴台数"]


POINTS = """
序号 | 一级指标 | 二级指标 | 三级指标 | {what} | 分值 | 自评得分
1 | 过程 | 资金管理 | 账务管理 | 纳入乡镇账户管理，得2分 | 2 | 2
 | | | | 专账核算，得1分 | 1 | 1
2 | | | 资金拨付 | 国库集中支付，得2分 | 2 | 2
"""


@pytest.mark.parametrize("what", ["评分标准", "指标说明", "计分办法"])
def test_a_further_point_of_the_indicator_above_unmerged(what: str) -> None:
    assert [i.name for i in form(POINTS.format(what=what)).indicators] == ["账务管理", "账务管理", "资金拨付"]


@pytest.mark.parametrize(
    "weight, got",
    [("预算执行率分值", "预算执行率得分"), ("执行率分值", "预算执行自评得分"), ("资金执行率权重", "执行率得分")],
)
def test_points_of_the_rate(weight: str, got: str) -> None:
    total = form(f"""
项目支出绩效自评表 |<|<|<|<|<|<
项目名称 | 设备购置 |<|<|<|<|<
资金情况（万元） | | 全年预算数 | 全年执行数 | 预算执行率 | {weight} | {got}
^| 合计 | 250 | 190 | 76% | 10 | 7.6
^| 财政拨款 | 250 | 190 | 76% | |
""").funds[0]
    assert [getattr(total, k).text for k in ("rate", "weight", "self_score")] == ["76%", "10", "7.6"]


def failed(found: Form, rule: str) -> list[CheckResult]:
    dossier = Dossier("某单位", 2023, "某单位_2023", forms=[found])
    score(dossier, PROFILE)
    return [r for r in check(dossier, PROFILE)[0] if r.rule == rule and r.status == "不通过"]


SLOW = """
转移支付绩效目标自评表 |<|<|<
（2023年度） |<|<|<
项目名称 | 动物防疫 |<|<
资金投入情况（万元） | | 全年预算数（A） | 全年执行数（B）
^| 年度资金总额 | 148 | 46
^| 其中：中央财政资金 | 148 | 46
资金管理情况 | | 情况说明 | {head}
^| 下达及时性 | 下达及时 | 无
^| 执行准确性 | 执行准确 | {told}
"""


@pytest.mark.parametrize("head", ["存在问题和改进措施", "存在的问题", "存在问题及原因分析"])
def test_a_reason_among_the_problems(head: str) -> None:
    assert not failed(form(SLOW.format(head=head, told="使用了往年结余资金采购")), "资金-06")
    assert failed(form(SLOW.format(head=head, told="无")), "资金-06")


MIXED = """
项目支出绩效自评表 |<|<|<
（2023年度） |<|<|<
项目名称 | 户户通 |<|<
资金（万元） | | 全年预算数 | 全年执行数
^| 年度资金总额 | {0} | {1}
^| 其中：中央资金 | {2} | {3}
^| 县级资金 | {4} | {5}
"""


@pytest.mark.parametrize(
    "figures, wrong",
    [
        (("1250000", "1187500", "80", "80", "45", "38.75"), True),
        (("125", "118.75", "800000", "800000", "450000", "387500"), True),
        (("125.46", "118.75", "800000", "800000", "454567", "387500"), True),  # rounded to the hundredth
        (("125", "118.75", "80", "80", "45", "38.75"), False),
        (("1250", "1187.5", "80", "80", "45", "38.75"), False),
    ],
)
def test_total_and_parts_in_different_units(figures: tuple[str, ...], wrong: bool) -> None:
    assert bool(failed(form(MIXED.format(*figures)), "资金-11b")) == wrong


@pytest.mark.parametrize("spent", ["资金使用情况(万元)", "资金执行情况", "项目资金支出情况"])
@pytest.mark.parametrize("total", ["年度金额(提前下达):", "年度资金总额", "年度金额"])
def test_planned_and_spent_in_two_blocks(spent: str, total: str) -> None:
    funds = form(f"""
绩效目标自评表 |<|<|<|<|<
项目名称 |<| 普惠金融 |<|<|<
资金情况(万元) | {total} | 208万元 | {spent} | 合计: | 109.8万元
^| 中央财政 | 165万元 |^| 中央财政 | 84.5万元
^| 省级财政 | 43万元 |^| 省级财政 | 25.3万元
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 得分
产出指标 | 数量指标 | 贷款额 | ≥10 | 12 | 20
""").funds
    assert [(f.name, f.budget and f.budget.text, f.spent and f.spent.text) for f in funds] == [
        ("总额", "208万元", "109.8万元"),
        ("中央资金", "165万元", "84.5万元"),
        ("省级资金", "43万元", "25.3万元"),
    ]
