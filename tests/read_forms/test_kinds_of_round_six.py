"""Layouts of the sixth round in other words, another order, with blank columns: months, income, wholes."""

from __future__ import annotations

from perfeval.model import Form
from tests.read_records.draw import form

INDICATORS = """
一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 培训人数 | ≥120人
效益指标 | 社会效益 | 群众知晓 | 提高
"""


def _money(found: Form) -> list[tuple[str, list[str | None]]]:
    return [(f.name, [x and x.text for x in (f.initial, f.budget, f.spent)]) for f in found.funds]


def _results(found: Form) -> list[str]:
    return [i.actual.text for i in found.indicators if i.actual is not None]


# ---------------------------------------------------------------- results of a part of the year


def test_result_of_the_first_half_is_no_result() -> None:
    for first, second in (("1-6月", "全年"), ("上半年", "1—12月"), ("一季度", "年末")):
        for right, below in (("<", "^"), ("", "")):  # merged, and with its merges lost
            found = form(f"""
项目支出绩效自评表 |<|<|<|<|<|<
项目名称 | 培训 |<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 完成值 |{right}| 得分
{below} | {below} | {below} | {below} | {first} | {second} | {below}
产出指标 | 数量指标 | 培训人数 | ≥120人 | 40人 | 130人 | 10
效益指标 | 社会效益 | 知晓率 | ≥90% | — | 95% | 10
""")
            assert _results(found) == ["130人", "95%"], (first, second, right)


def test_year_before_half_year() -> None:
    found = form("""
项目支出绩效自评表 |<|<|<|<|<|<
项目名称 | 培训 |<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 得分 | 实际完成情况 |<| 指标值
^|^|^|^| 全年 | 其中：上半年 |^
产出指标 | 数量指标 | 培训人数 | 10 | 130人 | 40人 | ≥120人
""")
    assert _results(found) == ["130人"]


# ---------------------------------------------------------------- the direction where the sign should stand


def test_direction_in_the_column_of_signs_is_no_part_of_the_target() -> None:
    for head in ("指标性质", "符号"):
        found = form(f"""
项目支出绩效自评表 |<|<|<|<|<|<
项目名称 | 培训 |<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 指标值 | {head} | 完成值 | 得分
产出指标 | 数量指标 | 培训人数 | 120人 | 正向指标 | 130人 | 10
产出指标 | 成本指标 | 人均费用 | 300元 | 反向 | 280元 | 10
""")
        told = [(i.target.text, i.target.direction) for i in found.indicators if i.target is not None]
        assert told == [("120人", "正向"), ("300元", "反向")]


# ---------------------------------------------------------------- income beside spending


def test_income_beside_spending() -> None:
    found = form(f"""
部门整体支出绩效自评表 |<|<|<|<|<|<
部门名称 | 某县司法局 |<|<|<|<|<
收支情况（万元） | 收入项目 | 预算数 | 决算数 | 支出项目 | 预算数 | 决算数
^ | 财政拨款 | 90 | 95 | 基本支出 | 60 | 62
^ | 其他收入 | 10 | 5 | 项目支出 | 40 | 38
^ | 合计 | 100 | 100 | 合计 | 100 | 100
{INDICATORS}""")
    assert _money(found) == [
        ("财政拨款", ["90", None, "95"]),
        ("基本支出", ["60", None, "62"]),
        ("其他资金", ["10", None, "5"]),
        ("项目支出", ["40", None, "38"]),
        ("总额", ["100", None, "100"]),
        ("总额", ["100", None, "100"]),
    ]
    assert [f.parent for f in found.funds] == [4, 5, 4, 5, None, None]


def test_income_beside_spending_of_other_length() -> None:
    found = form(f"""
部门整体支出绩效自评表 |<|<|<|<|<|<|<|<
部门名称 | 某县司法局 |<|<|<|<|<|<|<
部门收支 | 来源 | 年初预算数 | 全年预算数 | 决算数 | 用途 | 年初预算数 | 全年预算数 | 决算数
^ | 一般公共预算 | 90 | 96 | 96 | 人员经费 | 50 | 52 | 52
^ | | | | | 公用经费 | 10 | 10 | 9
^ | 收入总计 | 90 | 96 | 96 | 支出总计 | 60 | 62 | 61
{INDICATORS}""")
    assert _money(found) == [
        ("一般公共预算", ["90", "96", "96"]),
        ("人员经费", ["50", "52", "52"]),
        ("公用经费", ["10", "10", "9"]),
        ("总额", ["90", "96", "96"]),
        ("总额", ["60", "62", "61"]),
    ]


# ---------------------------------------------------------------- which total is the whole


def test_the_whole_is_the_total_with_points() -> None:
    found = form("""
部门整体支出绩效自评表 |<|<|<|<|<
部门名称 | 某县司法局 |<|<|<|<
项目 | 全年预算数 | 全年执行数 | 分值 | 完成比例 | 得分
收入总计 | 100 | 100 | / | 100% | /
支出总计 | 100 | 95 | 10 | 95% | 9.5
基本支出 | 60 | 60 | / | 100% | /
项目支出 | 40 | 35 | / | 87.5% | /
一级指标 | 二级指标 | 三级指标 | 指标值 | 分值 | 得分
产出指标 | 数量指标 | 培训人数 | ≥120人 | 90 | 90
""")
    assert [(f.name, f.rate and f.rate.text) for f in found.funds[:2]] == [("收入总计", "100%"), ("总额", "95%")]


def test_a_sum_of_tasks_before_the_whole() -> None:
    found = form(f"""
部门整体支出绩效自评表 |<|<|<|<
部门名称 | 某县司法局 |<|<|<
重点工作 | 工作名称 | 预算数 | 执行数 | 执行率
^ | 法律援助 | 10 | 9 | 90%
^ | 人民调解 | 20 | 20 | 100%
^ | 合计 | 30 | 29 | 96.67%
整体支出 | 分类 | 全年预算数 | 全年执行数 | 执行率
^ | 支出总额 | 100 | 98 | 98%
^ | 基本支出 | 70 | 69 | 98.57%
^ | 项目支出 | 30 | 29 | 96.67%
{INDICATORS}""")
    assert [f.row.text for f in found.funds[:3]] == ["法律援助", "人民调解", "合计"]
    wholes = [f.budget and f.budget.text for f in found.funds if f.name == "总额"]
    assert wholes[0] == "100"


# ---------------------------------------------------------------- sources of places side by side


def test_sources_of_places_over_labelled_lines() -> None:
    found = form(f"""
项目支出绩效自评表 |<|<|<|<|<
项目名称 | 村级经费 |<|<|<|<
资金（万元） |<|<|<|<|<
| 合计 | 市级 | 恩平市级 | 镇级 | 备注
预算安排 | 88 | 18 | 50 | 20 |
实际支出 | 85 | 18 | 47 | 20 | 结余3万元
{INDICATORS}""")
    assert _money(found) == [
        ("总额", [None, "88", "85"]),
        ("市级资金", [None, "18", "18"]),
        ("恩平市级", [None, "50", "47"]),
        ("县级资金", [None, "20", "20"]),
    ]


def test_two_budgets_of_which_one_is_revised() -> None:
    for first, second in (("下达预算数", "调整后预算数"), ("预算数", "预算数（调整）")):
        found = form(f"""
项目支出绩效自评表 |<|<|<|<|<
项目名称 | 培训 |<|<|<|<
项目资金 | 资金来源 | {first} | {second} | 支付数 | 支付率
^ | 总额 | 10 | 12 | 12 | 100%
^ | 县级资金 | 10 | 12 | 12 | 100%
{INDICATORS}""")
        assert _money(found)[0] == ("总额", ["10", "12", "12"])


def test_what_was_planned_over_what_was_spent_with_the_same_sources() -> None:
    found = form(f"""
项目支出绩效自评表 |<|<|<|<|<
项目名称 | 设备购置 |<|<|<|<
预算安排 | 80 | 自筹资金 | 20 | 财政资金 | 60
实际支出 | 78 | 自筹资金 | 18 | 财政资金 | 60
{INDICATORS}""")
    assert _money(found) == [
        ("总额", [None, "80", "78"]),
        ("单位资金", [None, "20", "18"]),
        ("财政拨款", [None, "60", "60"]),
    ]


# ---------------------------------------------------------------- the unit in figures


def test_figures_of_the_unit_that_nobody_knows_stand_beside_known_ones() -> None:
    found = form(f"""
部门整体支出绩效自评表 |<|<|<|<|<|<|<|<
单位名称 | 某县中学 |<|<|<|<|<|<|<
人员情况 | 行政编制 | 12 | 班级数 | 68 | 事业编制 | 255 | 学生数 | 3460
{INDICATORS}""")
    assert {r.label.text: r.cells[0].leaf.text for r in found.rows} == {
        "行政编制": "12",
        "事业编制": "255",
        "班级数": "68",
        "学生数": "3460",
    }
