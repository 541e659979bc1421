"""Layouts of the fifth round in other words, another order, with blank columns: funds across, sums, codes, levels."""

from __future__ import annotations

from decimal import Decimal

from perfeval.model import Form
from perfeval.read.look import look
from tests.read_records.draw import PROFILE, form, grid

INDICATORS = """
一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 培训人数 | ≥120人
效益指标 | 社会效益 | 群众知晓 | 提高
"""


def _budgets(found: Form) -> list[tuple[str, str]]:
    return [(f.name, f.budget.text) for f in found.funds if f.budget is not None]


def _parents(found: Form) -> list[int | None]:
    return [f.parent for f in found.funds]


# ---------------------------------------------------------------- sources side by side


def test_sources_over_one_line_of_figures() -> None:
    found = form(f"""
项目支出绩效目标表 |<|<|<|<
项目名称 | 病种筛查 |<|<|<
资金来源（万元） | 中央财政资金 | 省级 | 县区 | 合计
^ | 12.5 | 3 | | 15.5
{INDICATORS}""")
    assert _budgets(found) == [("中央资金", "12.5"), ("省级资金", "3"), ("总额", "15.5")]
    assert found.funds[0].budget is not None and found.funds[0].budget.unit == "万元"
    assert [f.parent for f in found.funds if f.name != "总额"] == [3, 3, 3]


def test_sources_over_lines_of_plan_and_spending() -> None:
    found = form(f"""
项目支出绩效自评表 |<|<|<|<
项目名称 | 病种筛查 |<|<|<
项目资金 | 资金来源 | 合计 | 财政拨款 | 其他资金
^ | 年初预算数 | 20 | 15 | 5
^ | 全年执行数 | 18 | 14 | 4
{INDICATORS}""")
    assert [(f.name, f.initial and f.initial.text, f.spent and f.spent.text) for f in found.funds] == [
        ("总额", "20", "18"),
        ("财政拨款", "15", "14"),
        ("其他资金", "5", "4"),
    ]


def test_a_table_of_units_is_no_line_of_sources() -> None:
    found = form(f"""
项目支出绩效目标表 |<|<|<
项目名称 | 病种筛查 |<|<
乡镇 | 合计 | 中央 | 省级
甲镇 | 10 | 8 | 2
乙镇 | 12 | 9 | 3
{INDICATORS}""")
    assert found.funds == []


# ---------------------------------------------------------------- amounts in a text


def test_amounts_told_in_one_cell() -> None:
    for text, wanted in (
        ("年度资金总额：16\n其中：上级资金16", [("总额", "16"), ("中央资金", "16")]),
        (
            "总额120万元，其中：财政拨款100万元、自有资金20万元。",
            [("总额", "120万元"), ("财政拨款", "100万元"), ("单位资金", "20万元")],
        ),
    ):
        found = form(f"""
项目支出绩效目标表 |<|<|<
项目名称 | 校舍维修 |<|<
资金情况（万元） | {text.replace(chr(10), "~")} |<|<
{INDICATORS}""")
        assert _budgets(found) == wanted
        assert all(f.budget is not None and f.budget.cell.ref == "B3" and f.budget.unit == "万元" for f in found.funds)


def test_a_sentence_with_an_amount_is_no_fund() -> None:
    found = form(f"""
项目支出绩效目标表 |<|<|<
项目名称 | 校舍维修 |<|<
资金使用情况 | 用财政拨款50万元维修校舍3所，受益学生1200人。 |<|<
{INDICATORS}""")
    assert found.funds == []


# ---------------------------------------------------------------- totals of two spans, sums at the foot


def test_the_year_of_two_totals_is_the_budget() -> None:
    found = form(f"""
项目支出绩效目标表 |<|<|<
项目名称 | 管道改造 |<|<
项目资金（万元） | 资金来源 | 年度资金总额 | 实施期资金总额
^ | 合计 | 3200 | 8600
^ | 财政拨款 | 1200 | 2600
^ | 其他资金 | 2000 | 6000
{INDICATORS}""")
    assert _budgets(found) == [("总额", "3200"), ("财政拨款", "1200"), ("其他资金", "2000")]
    assert [leaf.text for f in found.funds for _, leaf in f.other] == ["8600", "2600", "6000"]


def test_sums_below_their_parts() -> None:
    found = form(f"""
部门整体支出绩效自评表 |<|<|<
单位名称 | 某县司法局 |<|<
年度支出情况（万元） | 支出内容 | 年初预算 | 决算支出
^ | 人员经费 | 100 | 98
^ | 公用经费 | 20 | 19
^ | 基本支出小计 | 120 | 117
^ | 法律援助 | 30 | 30
^ | 项目支出小计 | 30 | 30
^ | 总计 | 150 | 147
{INDICATORS}""")
    assert _parents(found) == [2, 2, 5, 4, 5, None]
    assert [f.spent and f.spent.text for f in found.funds] == ["98", "19", "117", "30", "30", "147"]


def test_the_same_total_by_structure_then_by_source() -> None:
    found = form(f"""
部门整体支出绩效自评表 |<|<|<
单位名称 | 某县水利局 |<|<
预算执行情况（万元） | 资金性质 | 全年预算数A | 全年执行数B
^ | 支出总额 | 250 | 245
^ | 基本支出 | 165 | 165
^ | 项目支出 | 85 | 80
^ | 按来源分：财政拨款 | 240 | 235
^ | 其他资金 | 10 | 10
{INDICATORS}""")
    assert [(f.name, f.parent) for f in found.funds] == [
        ("总额", None),
        ("基本支出", None),
        ("项目支出", None),
        ("财政拨款", 0),
        ("其他资金", 0),
    ]
    assert [f.spent and f.spent.text for f in found.funds] == ["245", "165", "80", "235", "10"]


# ---------------------------------------------------------------- indicators


def test_codes_of_three_depths_in_one_column() -> None:
    for a, b, c, d in (("A", "A1", "A11", "A12"), ("1", "1.1", "1.1.1", "1.1.2")):
        found = form(f"""
绩效评价得分表 |<|<|<|<
评价指标 | 分值 | 业绩值 | 得分 | 扣分原因
{a} 项目决策 | 10 | | 9 |
{b} 项目立项 | 10 | | 9 |
{c} 立项依据充分性 | 5 | 充分 | 5 |
{d} 立项程序规范性 | 5 | 较规范 | 4 | 缺论证
合计 | 10 | | 9 |
""")
        assert [(i.level1 and i.level1.text, i.level2 and i.level2.text, i.level3.text) for i in found.indicators] == [
            (f"{a} 项目决策", f"{b} 项目立项", f"{c} 立项依据充分性"),
            (f"{a} 项目决策", f"{b} 项目立项", f"{d} 立项程序规范性"),
        ]
        assert [i.self_score and i.self_score.text for i in found.indicators] == ["5", "4"]


def test_numbered_indicators_are_no_levels() -> None:
    found = form("""
绩效评价得分表 |<|<|<
评价指标 | 分值 | 完成值 | 得分
1.立项依据充分性 | 5 | 充分 | 5
2.立项程序规范性 | 5 | 规范 | 5
3.培训人数 | 5 | 120人 | 5
""")
    assert len(found.indicators) == 3


def test_scores_of_levels_are_what_they_can_reach() -> None:
    found = form("""
部门整体支出绩效评价指标表 |<|<|<|<|<|<|<
一级指标 | 得分 | 二级指标 | 得分 | 三级指标 | 得分 | 评价标准 | 得分
投入 | 16 | 预算配置 | 16 | 在职人员控制率 | 8 | 以100%为标准 | 8
^ |^| ^ |^| 三公经费变动率 | 8 | ≤0得满分 | 0
""")
    assert [(i.weight and i.weight.text, i.self_score and i.self_score.text) for i in found.indicators] == [
        ("8", "8"),
        ("8", "0"),
    ]
    assert found.indicators[0].points.level1 == Decimal(16)


def test_the_best_of_four_steps_is_the_target() -> None:
    for heading in ("绩效指标评价标准", "评价标准"):
        found = form(f"""
预算项目绩效目标表 |<|<|<|<|<
绩效指标分类 | 绩效指标 | 绩效指标描述 | {heading} |<|<
^|^|^| 优秀 | 良 | 差
产出指标 | 救助覆盖率 | 应救尽救 | 100% | 90% | 85%
效果指标 | 救助对象满意度 | 问卷 | 85% | 80% | 70%
""")
        assert [(i.level1 and i.level1.text, i.level3.text, i.target and i.target.text) for i in found.indicators] == [
            ("产出指标", "救助覆盖率", "100%"),
            ("效果指标", "救助对象满意度", "85%"),
        ]


def test_what_is_told_here_and_there_is_a_reason() -> None:
    drawn = """
绩效评价表 |<|<|<|<
一级指标 | 三级指标 | 分值 | 得分 | 评分说明
决策 | 立项依据 | 5 | 5 | {0}
决策 | 立项程序 | 5 | 5 | {0}
过程 | 预算执行 | 5 | 4 | 执行率80%
过程 | 资金管理 | 5 | 5 | {0}
产出 | 完成率 | 5 | 5 | {0}
"""
    reasons = [i.reason and i.reason.text for i in form(drawn.format("")).indicators]
    assert reasons[2] == "执行率80%"
    stated = form(drawn.format("符合得满分")).indicators  # one for each line: a standard
    assert [i.reason for i in stated] == [None] * 5
    assert stated[2].criteria is not None and stated[2].criteria.text == "执行率80%"


# ---------------------------------------------------------------- whose, and of which year


def test_the_unit_before_what_a_title_is_about() -> None:
    name = "关于眉山市文化广播影视新闻出版局财政拨款“三公”经费预算2014年情况的说明.xlsx"
    assert look(name, [], PROFILE).unit == "眉山市文化广播影视新闻出版局"
    sheet = grid("国家海洋局“三公经费”财政拨款情况及说明 |<\n项目 | 预算数\n合计 | 9\n")
    assert look("表.xlsx", [sheet], PROFILE).unit == "国家海洋局"
    sheet = grid("农村道路整体支出绩效目标表 |<\n项目 | 预算数\n合计 | 9\n")
    assert look("表.xlsx", [sheet], PROFILE).unit is None


def test_the_latest_year_that_the_columns_name() -> None:
    drawn = "基础数据表 |<|<|<\n经费控制情况 | 2017年决算数 | 2018年预算数 | 2018年决算数\n三公经费 | 1 | 2 | 3\n"
    assert look("附件3.xlsx", [grid(drawn)], PROFILE).year == 2018
    assert look("附件3（2019）.xlsx", [grid(drawn)], PROFILE).year == 2019
