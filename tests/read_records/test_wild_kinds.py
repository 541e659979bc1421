"""Layouts that forms of the fourth round showed, each in other words, another order, with blank columns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfeval.check import check
from perfeval.model import Dossier
from perfeval.read.fields import unit_name
from perfeval.read.labels import clean
from perfeval.read.look import look
from perfeval.score import score
from tests.read_records.draw import PROFILE, form, grid, read


def _targets(drawn: str) -> list[str]:
    return [i.target.text if i.target else "" for i in form(drawn).indicators]


def test_a_kind_of_value_that_is_the_sign() -> None:
    assert _targets("""
一级指标 | 二级指标 | 三级指标 | 指标值类型 | 目标值 | 度量单位 | 备注
产出指标 | 数量指标 | 培训人数 | ≥ | 120 | 人 |
^ | 质量指标 | 合格率 | = | 100 | % |
效益指标 | 社会效益 | 群众知晓 | 定性 | 提高 | |
""") == ["≥120人", "=100%", "定性提高"]
    assert (
        _targets("""
一级指标 | 二级指标 | 三级指标 | 目标值 | 计量单位 | 指标方向
产出指标 | 数量指标 | 培训人数 | 120 | 人 | 大于等于
^ | 质量指标 | 差错率 | 2 | % | ≤
""")[1]
        == "≤2%"
    )
    # 正向, 反向 or 定量, 定性 alone say nothing of the value
    assert _targets("""
一级指标 | 二级指标 | 三级指标 | 指标值类型 | 目标值
产出指标 | 数量指标 | 培训人数 | 定量 | 120人
效益指标 | 社会效益 | 群众知晓 | 定性 | 提高
""") == ["120人", "提高"]


def test_words_of_a_starred_heading() -> None:
    assert _targets("""
一级指标* | 二级指标* | 三级指标* | 绩效指标性质* | 绩效指标值* | 绩效度量单位 | 权重*
产出指标 | 数量指标 | 综合收入 | ≥ | 280 | 亿元 | 30%
""") == ["≥280亿元"]
    assert _targets("""
一级目标 | 二级目标 | 三级目标 | 指标符号 | 指标值 | 指标计算单位
产出目标 | 数量目标 | 修路 | ≥ | 3.5 | 公里
""") == ["≥3.5公里"]


@pytest.mark.parametrize(
    "text, label",
    [
        ("执行数B）", "执行数"),
        ("执行率B/A)", "执行率"),
        ("年度绩效目标 98分）", "年度绩效目标"),
        ("投入（满分10分）", clean("投入")),
        ("预算数（A）", "预算数"),
    ],
)
def test_a_bracket_that_was_lost(text: str, label: str) -> None:
    assert clean(text) == label


PARTS = """
项目支出绩效自评表 |<|<|<|<|<|<|<
（2023年度） |<|<|<|<|<|<|<
项目名称 | 种养补贴 |<|<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 分值 | 年度指标值 | 实际完成值 | 得分 | 偏差原因
产出指标 | 数量指标 | {star}补助种植面积 | 20 | | | 20 |
^|^| 红薯 | | 5.5亩 | 5.5亩 | |
^|^| 玉米 | | 6亩 | 5亩 | | 天旱
^| 质量指标 | 成活率 | 30 | ≥90% | 95% | 30 |
"""


@pytest.mark.parametrize("star", ["★", "", "*"])
def test_points_above_and_figures_below(star: str) -> None:
    found = form(PARTS.format(star=star))
    assert [i.parent for i in found.indicators] == [None, 0, 0, None]
    dossier = Dossier("某单位", 2023, "某单位_2023", forms=[found])
    results = check(dossier, PROFILE)[0]
    assert not [r.message for r in results if r.status == "不通过" and r.rule.startswith("自评-16")]


def test_rows_with_their_own_points_are_no_parts() -> None:
    found = form(PARTS.format(star="★").replace("| 红薯 | | 5.5亩 | 5.5亩 | |", "| 红薯 | 10 | 5.5亩 | 5.5亩 | 10 |"))
    assert [i.parent for i in found.indicators][:2] == [None, None]
    # ★ without a score, not yet filled in: the next row is not its part
    found = form(PARTS.format(star="★").replace("面积 | 20 | | | 20 |", "面积 | 20 | | | |"))
    assert {i.parent for i in found.indicators} == {None}


@pytest.mark.parametrize("last", ["说明", "备注", "情况说明", "原因说明"])
@pytest.mark.parametrize("merged", [True, False])
def test_the_reason_beside_its_ticks(last: str, merged: bool) -> None:
    group = "偏差原因分析及改进措施 |<|<" if merged else "偏差原因分析及改进措施 | |"
    found = form(f"""
项目支出绩效自评表 |<|<|<|<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 目标值 | 完成值 | 权重 | 得分 | {group}
{"^|^|^|^|^|^|^" if merged else "||||||"} | 经费保障 | 人员保障 | {last}
产出指标 | 数量指标 | 出警次数 | ≥300次 | 280次 | 10 | 9.3 | √ | | 警情少于上年
产出指标 | 质量指标 | 合格率 | ≥95% | 96% | 10 | 10 | | |
""")
    assert [i.reason.text if i.reason else None for i in found.indicators] == ["警情少于上年", ""]


def test_target_and_result_under_one_label_unmerged() -> None:
    found = form("""
项目支出绩效自评表 |<|<|<|<|<|<|<
一级指标 | 二级指标 | 权重 | 三级指标 | 指标值 | | 得分 |
 | | | | 计划 | 实际 | 自评 | 复核
产出指标 | 数量指标 | 20 | 调处数量 | ≥120宗 | 134宗 | 20 | 19
产出指标 | 质量指标 | 10 | 成功率 | ≥95% | 93% | 8 | 8
""")
    first = found.indicators[0]
    assert (first.target and first.target.text, first.actual and first.actual.text) == ("≥120宗", "134宗")
    assert (first.self_score and first.self_score.text, first.review_score and first.review_score.text) == ("20", "19")


@pytest.mark.parametrize(
    "printed, points, why",
    [
        ("得8.2分，外出培训少", "8.2", "外出培训少"),
        ("8分（扣2分：延期）", "8", "（扣2分：延期）"),
        ("得15分", "15", None),
        ("自评 9 分。差1户", "9", "差1户"),
    ],
)
def test_a_score_told_in_words(printed: str, points: str, why: str | None) -> None:
    found = form(f"""
项目支出绩效自评表 |<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 目标值 | 完成值 | 分值 | 自评得分及扣分理由
产出指标 | 数量指标 | 培训人数 | ≥120人 | 100人 | 15 | {printed}
产出指标 | 质量指标 | 合格率 | ≥95% | 96% | 15 | 得15分
""").indicators[0]
    assert found.self_score and (found.self_score.number, found.self_score.text) == (Decimal(points), printed)
    assert [leaf.text for name, leaf in found.other if name == "得分说明"] == ([why] if why else [])


def test_a_grade_in_words_is_no_score() -> None:
    found = form("""
项目支出绩效自评表 |<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 目标值 | 完成值 | 分值 | 得分
产出指标 | 数量指标 | 培训人数 | ≥120人 | 100人 | 15 | 基本达到
产出指标 | 质量指标 | 合格率 | ≥95% | 96% | 15 | 良好
""")
    assert [i.self_score.number for i in found.indicators if i.self_score] == [None, None]


SIDE = """
项目支出绩效自评表 |<|<|<|<|<|<
项目名称 | 消防员经费 |<|<|<|<|<
预算执行情况 | {total} | 312.00 | {spent} | 306.07 | {rate} | 98.10%
^| 其中：财政拨款 | 312.00 | 其中：财政拨款 | 306.07 | {rate} | 98.10%
^| 其他资金 | 0.00 | 其他资金 | 0.00 | {rate} |
一级指标 | 二级指标 | 三级指标 | 目标值 | 完成值 | 分值 | 得分
产出指标 | 数量指标 | 人数 | 52人 | 52人 | 15 | 15
"""


@pytest.mark.parametrize(
    "total, spent, rate",
    [
        ("项目预算资金总额（万元）", "实际支出（万元）", "执行率"),
        ("年度资金总额", "全年执行数", "执行率"),
        ("预算总额", "支出金额", "支出率"),
    ],
)
def test_total_and_spending_side_by_side(total: str, spent: str, rate: str) -> None:
    funds = form(SIDE.format(total=total, spent=spent, rate=rate)).funds
    got = [(f.name, f.parent, f.budget and f.budget.number, f.spent and f.spent.number) for f in funds]
    assert got == [
        ("总额", None, Decimal("312.00"), Decimal("306.07")),
        ("财政拨款", 0, Decimal("312.00"), Decimal("306.07")),
        ("其他资金", 0, Decimal("0.00"), Decimal("0.00")),
    ]
    assert [f.rate and f.rate.text for f in funds][:2] == ["98.10%", "98.10%"]


@pytest.mark.parametrize("label", ["其中：财政投款", "其中:县级扶持", "其中：村集体投工投劳"])
def test_a_source_that_nobody_knows(label: str) -> None:
    funds = form(f"""
项目支出绩效目标申报表 |<|<|<
项目名称 | 公共卫生 |<|<
项目金额（万元） | 年度资金总额 | 2279.048 |<
^| {label} | 2279.048 |<
^| 其他资金 | |<
一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 接种率 | ≥90%
""").funds
    assert [(f.row.text, f.parent) for f in funds] == [("年度资金总额", None), (label, 0), ("其他资金", 0)]


@pytest.mark.parametrize(
    "heads",
    ["支出内容 | 实际支出数（万元） | 会计凭证号 | 备注", "费用名称 | 金额 | 凭证 | 备注", "用途 | 支出金额 | |"],
)
def test_a_list_of_what_was_spent(heads: str) -> None:
    found = read(f"""
财政支出项目绩效评价自评报告 |<|<|<
项目名称 | 代表之家 |<|<
二、项目支出明细情况 |<|<|<
{heads}
办公费 | 9.6 | |
印刷费 | 8.5 | |
支出合计 | 18.1 | |
""")
    rows = [r for f in found.forms for r in f.rows if r.label.text in ("办公费", "印刷费", "支出合计")]
    assert [c.leaf.text for r in rows for c in r.cells if c.column and c.leaf.text] == ["9.6", "8.5", "18.1"]
    assert not [x for f in found.forms for x in f.fields if x.label == "办公费"]


def test_the_heading_of_a_list_names_no_unit() -> None:
    listed = grid("序号 | 单位名称 | 会展项目名称 | 金额\n1 | 省贸促会 | 海洋博览会 | 54.3", "附件1")
    form_ = grid("项目绩效目标表 |<\n主管部门： | 省商务厅", "附件2")
    assert look("附件.xlsx", [listed, form_], PROFILE).unit == "省商务厅"


def test_the_code_of_the_county_behind_a_unit() -> None:
    assert unit_name("055001建平县消防救援大队-211322000") == "建平县消防救援大队"
    found = look("x.xlsx", [grid("实施单位 | 055001建平县消防救援大队-211322000")], PROFILE)
    assert (found.unit, found.code) == ("建平县消防救援大队", "055001")


@pytest.mark.parametrize("level", ["数量指标", "社会公众或服务对象满意度指标"])
def test_a_figure_typed_for_the_name(level: str) -> None:
    found = form(f"""
项目绩效目标表 |<|<|<|<
项目名称 | 基础设施 |<|<|<
年度绩效指标 | 一级指标 | 二级指标 | 指标内容 | 指标值
^| 产出指标 | {level} | 88 | 100
^|^| 质量指标 | 88 | 100
""")
    assert [i.level3.text for i in found.indicators] == ["88", "88"]


def test_not_applicable_is_no_indicator() -> None:
    found = form("""
项目支出绩效自评表 |<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 目标值 | 完成值 | 分值 | 得分
产出指标 | 数量指标 | 培训人数 | ≥120人 | 130人 | 15 | 15
效益指标 | 经济效益指标 | 不适用 | | | |
^| 生态效益指标 | 无 | | | |
^| 社会效益指标 | 知晓率 | ≥90% | 95% | 15 | 15
""")
    assert [i.level3.text for i in found.indicators] == ["培训人数", "知晓率"]


@pytest.mark.parametrize("last", ["得分", "分值 | 得分"])
def test_columns_over_both_lines_of_a_heading(last: str) -> None:
    more = len(last.split("|"))
    funds = form(f"""
项目支出绩效自评表 |<|<|<|<{"|<" * more}
项目名称 | 创业扶持 |<|<|<{"|<" * more}
项目资金（万元） | 资金来源 | 预算安排 |<| 实际支出 | {last}
^|^| 年初预算 | 调整后预算 |^{"|^" * more}
^| 合计 | 40 | 36 | 34.2 | {" | ".join(["10", "9.5"][-more:])}
^| 其他资金 | 0 | 0 | 0 |
一级指标 | 二级指标 | 三级指标 | 目标值 | 完成值 | 得分
产出指标 | 数量指标 | 项目数 | 20 | 21 | 20
""").funds
    assert [(f.initial and f.initial.text, f.budget and f.budget.text, f.spent and f.spent.text) for f in funds] == [
        ("40", "36", "34.2"),
        ("0", "0", "0"),
    ]
    assert funds[0].self_score and funds[0].self_score.text == "9.5"


@pytest.mark.parametrize(
    "heads", ["年初预算资金总额： | 实际投入资金额", "年初预算安排资金 | 实际使用资金数", "年初预算数 | 决算数"]
)
def test_other_words_for_planned_and_spent(heads: str) -> None:
    funds = form(f"""
部门整体支出绩效自评表 |<|<|<
单位名称 | 某局 |<|<
资金情况（万元） | | {heads}
^| 合计 | 236 | 230
^| 其中：财政拨款 | 236 | 230
一级指标 | 二级指标 | 指标值 | 完成值
产出指标 | 数量指标 | 20 | 21
""").funds
    assert [(f.name, f.initial and f.initial.text, f.spent and f.spent.text) for f in funds] == [
        ("总额", "236", "230"),
        ("财政拨款", "236", "230"),
    ]


@pytest.mark.parametrize("name, suggested", [("预算执行率", "19.5"), ("资金支付率", "19.5"), ("项目验收率", "29")])
def test_the_rate_of_execution_counts_once(name: str, suggested: str) -> None:
    """The row of the funds repeats the score of the indicator 预算执行率 where the indicators alone make up the 100."""
    found = form(f"""
项目支出绩效自评表 |<|<|<|<|<|<
项目名称 | 创业扶持 |<|<|<|<|<
项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | 得分
^| 年度资金总额 | 40 | 36 | 34.2 | 95% | 9.5
一级指标 | 二级指标 | 三级指标 | 目标值 | 完成值 | 分值 | 得分
产出指标 | 数量指标 | 项目数 | 20个 | 20个 | 90 | 10
预算执行 | 预算执行 | {name} | 100% | 95% | 10 | 9.5
总分 |<|<|<|<| 100 | {suggested}
""")
    dossier = Dossier("某单位", 2023, "某单位_2023", forms=[found])
    score(dossier, PROFILE)
    bears = [f.score.verdict != "不计分" for f in found.funds if f.score]
    assert bears == [name == "项目验收率"]
    sums = [r for r in check(dossier, PROFILE)[0] if r.rule == "自评-02" and r.status == "不通过"]
    assert not sums
