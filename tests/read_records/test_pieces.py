"""Pieces of forms drawn by hand: totals, print, children, merged weights, levels as lines, funds, own synonyms."""

from decimal import Decimal
from pathlib import Path

from perfeval.profile import load
from perfeval.read.sheet import read_sheet
from tests.read_records.draw import PROFILE, brief, form, grid, read


def test_totals_in_a_strip_at_the_foot() -> None:
    f = form("""
项目绩效自评表 |<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 得分
产出指标 | 数量指标 | 甲 | 1 | 1 | 90
自评得分 | 90 | 复核得分 | 88 | 评价等级 | 优
""")
    assert [x and x.text for x in (f.totals.self_score, f.totals.review_score, f.totals.self_grade)] == [
        "90",
        "88",
        "优",
    ]
    assert f.complete


def test_total_in_prose() -> None:
    f = form("""
项目绩效自评表 |<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 得分
产出指标 | 数量指标 | 甲 | 1 | 1 | 50
评价结论 | 本项目自评得分为95.5分，等级为“优”。 |<|<|<|<
""")
    assert f.totals.self_score is not None and f.totals.self_score.number == Decimal("95.5")
    assert f.totals.self_grade is not None and f.totals.self_grade.text == "优"


def test_print_of_the_form_is_no_indicator() -> None:
    f = form("""
项目绩效自评表 |<|<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
产出指标 | 数量指标 | 指标1：培训 | 1 | 1 | 10 | 10
^ | ^ | 指标2： | | | |
^ | ^ | …… | | | |
^ | 质量指标 | 指标1： | | | |
^ | ^ | ...... | | | |
总分 |<|<|<|<| 100 | 10
""")
    assert [i.name for i in f.indicators] == ["指标1：培训"]
    assert f.complete


def test_children_follow_their_starred_parent() -> None:
    f = form("""
项目绩效自评表 |<|<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 分值 | 指标值 | 完成值 | 得分
产出指标 | 数量指标 | ★种植面积 | 20 | 30亩 | 30亩 | 20
^ | ^ | 其中：桃树 | | 10亩 | 10亩 |
^ | ^ | 苹果树 | | 20亩 | 20亩 |
^ | ^ | ★鱼塘 | 10 | 3亩 | 3亩 | 10
^ | 质量指标 | 成活率 | 10 | 95% | 95% | 10
""")
    assert [i.parent for i in f.indicators] == [None, 0, 0, None, None]


def test_one_form_over_two_sheets_is_joined_by_the_book(tmp_path: object) -> None:
    from perfeval.read.join import join_sheets

    head = grid(
        """
项目支出绩效自评表 |<|<|<|<|<|<
项目名称 | 培训 |<|<|<|<|<
项目资金 | | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | 得分
^ | 年度资金总额 | 10 | 10 | 9 | 90% | 9
""",
        "第1页",
    )
    body = grid(
        """
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
产出指标 | 数量指标 | 甲 | 1 | 1 | 90 | 90
总分 |<|<|<|<| 100 | 99
""",
        "第2页",
    )
    forms = join_sheets(read_sheet(head, PROFILE).forms + read_sheet(body, PROFILE).forms)
    assert [(f.project, len(f.funds), len(f.indicators), f.complete) for f in forms] == [("培训", 1, 1, True)]
    assert forms[0].totals.self_score is not None and forms[0].totals.self_score.number == 99


def test_a_weight_merged_over_several_indicators_counts_once() -> None:
    f = form("""
项目绩效自评表 |<|<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
产出指标 | 数量指标 | 甲 | 1 | 1 | 20 | 8
^ | ^ | 乙 | 2 | 2 | ^ | 12
^ | 质量指标 | 丙 | 95% | 95% | 10 | 10
""")
    assert [i.weight and i.weight.text for i in f.indicators] == ["20", None, "10"]
    assert [i.self_score and i.self_score.text for i in f.indicators] == ["8", "12", "10"]
    assert [i.parent for i in f.indicators] == [None, None, None]


def test_levels_as_lines_of_one_column() -> None:
    f = form("""
项目绩效自评表 |<|<|<|<
指标名称 | 目标值 | 完成值 | 分值 | 得分
一、产出指标（60分） | | | 60 | 58
（一）数量指标 | | | |
1.培训人数 | 100人 | 90人 | 30 | 28
（二）质量指标 | | | |
1.合格率 | 95% | 96% | 30 | 30
二、效益指标 | | | 40 | 40
1.就业率 | 80% | 85% | 40 | 40
合计 | | | 100 | 98
""")
    assert [(i.level1 and i.level1.text, i.level2 and i.level2.text, i.name) for i in f.indicators] == [
        ("一、产出指标（60分）", "（一）数量指标", "1.培训人数"),
        ("一、产出指标（60分）", "（二）质量指标", "1.合格率"),
        ("二、效益指标", None, "1.就业率"),
    ]
    assert f.indicators[0].points.level1 == 60
    assert f.totals.self_score is not None and f.totals.self_score.number == 98


def test_total_in_its_own_wide_cell() -> None:
    f = form("""
项目绩效自评表 |<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 得分
产出指标 | 数量指标 | 甲 | 1 | 1 | 90
总分：90分 |<|<|<|<|<
""")
    assert len(f.indicators) == 1 and f.complete
    assert f.totals.self_score is not None and f.totals.self_score.number == 90


def test_funds_in_one_line() -> None:
    f = form("""
项目绩效自评表 |<|<|<|<|<|<|<|<
项目名称 | 培训 |<|<|<|<|<|<|<
项目资金（万元） | 预算数 | 100 | 执行数 | 95 | 执行率 | 95% | 得分 | 9.5
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 得分 |<|<|<
产出指标 | 数量指标 | 甲 | 1 | 1 | 90 |<|<|<
""")
    fund = f.funds[0]
    assert [x and x.text for x in (fund.budget, fund.spent, fund.rate, fund.self_score)] == ["100", "95", "95%", "9.5"]
    assert fund.name == "总额" and fund.budget is not None and fund.budget.unit == "万元"


def test_a_type_column_is_no_level() -> None:
    f = form("""
部门整体绩效目标表 |<|<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 指标值类型 | *指标值 | 计量单位 | *指标解释
产出指标 | 数量指标 | 认证件数 | 定量 | 300 | 件 | 全年
^ | 质量指标 | 出错率 | 定性 | 低 | | 无
""")
    assert [b[1] for b in brief(f)] == ["300件", "低"]
    assert f.indicators[0].level1 is not None and f.indicators[0].level1.text == "产出指标"
    assert f.kind == "绩效目标表"


def test_a_users_own_synonyms_need_no_code(tmp_path: Path) -> None:
    (tmp_path / "profile.toml").write_text('name = "某县"\ninherits = "mof"\n', encoding="utf-8")
    (tmp_path / "forms.toml").write_text(
        '[records.columns]\nactual = ["干成了多少"]\nlevel3 = ["要做的事"]\n[records.fields]\n"项目名称" = ["活儿"]\n',
        encoding="utf-8",
    )
    drawn = grid("""
项目绩效自评表 |<|<|<|<
活儿 | 修路 |<|<|<
一级指标 | 要做的事 | 年度指标值 | 干成了多少 | 得分
产出指标 | 里程 | 10公里 | 12公里 | 90
""")
    own = read_sheet(drawn, load(str(tmp_path))).forms[0]
    assert (own.project, brief(own)) == ("修路", [("里程", "10公里", "12公里", "-", "90")])
    assert read_sheet(drawn, PROFILE).forms[0].project is None


def test_number_and_name_of_an_indicator_in_two_cells() -> None:
    f = form("""
项目绩效自评表 |<|<|<|<|<|<
一级指标 | 二级指标 | 三级指标 |<| 指标值 | 完成值 | 得分
产出指标 | 数量指标 | 指标1： | 培训人数 | 100人 | 90人 | 45
^ | ^ | 指标2： | | | |
^ | 质量指标 | 指标1： | 合格率 | 95% | 96% | 45
""")
    assert [b[0] for b in brief(f)] == ["培训人数", "合格率"]


def test_three_scores_and_levels_below_a_group_label() -> None:
    f = form("""
项目支出绩效自评表 |<|<|<|<|<|<|<|<
绩效指标 |<|<| 年度指标值 | 实际完成值 | 分值 | 得分 |<|<
一级指标 | 二级指标 | 三级指标 | ^|^|^| 自评 | 复核 | 财政
产出指标 | 数量指标 | 甲 | 1 | 1 | 50 | 50 | 49 | 48
效益指标 | 社会效益 | 乙 | 80% | 85% | 40 | 40 | 40 | 40
合计 |<|<|<|<| 90 | 90 | 89 | 88
填表人：张三 联系电话：123 填报日期：2023-1-5 |<|<|<|<|<|<|<|<
""")
    assert [(i.self_score and i.self_score.text, i.review_score and i.review_score.text) for i in f.indicators] == [
        ("50", "49"),
        ("40", "40"),
    ]
    assert f.indicators[0].other[0][0] == "财政评分" and f.indicators[0].other[0][1].text == "48"
    assert f.totals.review_score is not None and f.totals.review_score.number == 89
    assert {x.name: x.leaf.text for x in f.fields}["填报日期"] == "2023-1-5"


def test_transfer_payment_with_its_blocks_of_text() -> None:
    found = read("""
中央对地方专项转移支付绩效目标自评表 |<|<|<|<|<|<
（2019年度） |<|<|<|<|<|<
专项（项目）名称 |<| 水利发展资金 |<|<|<|<
中央主管部门 |<| 水利部 |<|<|<|<
地方主管部门 |<| 省水利厅 |<| 资金使用单位 | 县水利局 |<
资金情况（万元） |<|<|<| 全年预算数（A） | 全年执行数（B） | 执行率（B/A×100%)
^|^| 年度资金总额： |<| 100 | 80 | 80%
^|^| 其中：中央财政资金 |<| 60 | 60 | 100%
^|^| 地方资金 |<| 40 | 20 | 50%
资金管理情况 |<| | | 情况说明 |<| 存在问题和改进措施
^|^| 分配科学性 |<| 合理 |<| 无
^|^| 拨付合规性 |<| 合规 |<| 无
总体目标完成情况 |<| 总体目标 |<|<| 全年实际完成情况 |<
^|^| 目标1 |<|<| 完成1 |<
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 全年实际完成值 | 未完成原因和改进措施
^ | 产出指标 | 数量指标 | 治理河道 | 10公里 | 8公里 | 疫情
^ | 满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | 95% |
说明 | 无 |<|<|<|<|<
注：1.资金使用单位按项目绩效目标填列，主管部门汇总时按区域绩效目标填列。 |<|<|<|<|<|<
""")
    f = found.forms[0]
    assert (f.kind, f.project, f.unit, f.year) == ("转移支付绩效自评表", "水利发展资金", "县水利局", 2019)
    assert [i.name for i in f.indicators] == ["治理河道", "群众满意度"]
    assert [x.name for x in f.funds] == ["总额", "中央资金", "地方资金"]
    assert not found.unrecognised and f.complete
    assert {x.name: x.leaf.text for x in f.fields}["实际完成情况"] == "完成1"


def test_the_ticked_grade() -> None:
    f = form("""
部门整体支出绩效自评表 |<|<|<|<
部门名称 | 县教育局 |<| 评价等级 | 优☑ 良□ 中□ 差□
自评总分 | 96.5分 |<| 年度 | 2023
一级指标 | 二级指标 | 三级指标 | 分值 | 自评得分
履职效能 | 整体效能 | 产出指标完成情况 | 50 | 48.5
管理效率 | 预算编制 | 事前绩效评估 | 50 | 48
""")
    assert f.totals.self_grade is not None and f.totals.self_grade.text == "优"
    assert (f.unit, f.year, f.totals.self_score and f.totals.self_score.number) == ("县教育局", 2023, Decimal("96.5"))


def test_funds_with_parts_of_parts() -> None:
    f = form("""
项目支出绩效自评表 |<|<|<|<|<|<|<
项目名称 | 教育经费 |<|<| 项目编码 | 110001 |<|<
项目资金（万元） |<| 年初预算数（A） | 全年预算数（B） | 全年执行数（C） | 分值（10分） | 执行率（C/B） | 得分
资金总额 |<| 10 | 12 | 11.5 | 10 | 95.83% | 9.58
其中：财政拨款 |<| 10 | 12 | 11.5 | - | - | -
其中：一般公共预算 |<| 10 | 12 | 11.5 | - | - | -
政府性基金 |<| | | | - | - | -
其他资金 |<| 0 | 0 | 0 | - | - | -
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年完成值 | 分值 | 得分 | 备注
产出指标 | 数量指标 | 指标1：学生数 | 100人 | 100人 | 90 | 90 |
""")
    assert [(x.name, x.parent) for x in f.funds] == [
        ("总额", None),
        ("财政拨款", 0),
        ("一般公共预算", 1),
        ("政府性基金", 1),
        ("其他资金", 0),
    ]
    assert [r.full for r in f.rows[:2]] == [True, False]


def test_a_table_of_accounts_below_a_form_is_no_fund() -> None:
    forms = read("""
部门整体支出绩效自评表 |<|<|<|<|<
部门名称 | 县教育局 |<|<|<|<
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 得分
产出指标 | 数量指标 | 甲 | 1 | 1 | 90
总分 |<|<|<|<| 90
“三公”经费情况（万元） | 预算数 | 执行数 |||
合计 | 10 | 9 |||
因公出国（境）费 | 0 | 0 |||
公务用车购置及运行维护费 | 6 | 5 |||
公务接待费 | 4 | 4 |||
""").forms
    assert forms[0].funds == [] and len(forms[0].indicators) == 1
    assert [f.kind for f in forms[1:]] == ["三公经费"]


def test_subtotals_and_a_line_over_all_levels() -> None:
    f = form("""
项目绩效自评表 |<|<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
预算执行率 |<|<| 100% | 95% | 10 | 9.5
产出指标 | 数量指标 | 接待批次合计 | 10 | 10 | 30 | 30
^ | 质量指标 | 合格率 | 95% | 95% | 30 | 30
产出指标合计 |<|<| | | 60 | 60
效益指标 | 社会效益 | 知晓率 | 90% | 92% | 30 | 30
合计 |<|<| | | 100 | 99.5
""")
    assert [i.name for i in f.indicators] == ["预算执行率", "接待批次合计", "合格率", "知晓率"]
    assert f.indicators[0].level2 is None and f.indicators[3].level1 is not None
    assert f.totals.weight is not None and f.totals.weight.number == 100 and f.complete


def test_the_heading_printed_again_on_the_next_page() -> None:
    f = form("""
项目绩效自评表 |<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 得分
产出指标 | 数量指标 | 甲 | 1 | 1 | 30
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 得分
 | | 乙 | 2 | 2 | 30
 | 质量指标 | 丙 | 95% | 95% | 30
总分 |<|<|<|<| 90
""")
    assert [(i.level1 and i.level1.text, i.level2 and i.level2.text, i.name) for i in f.indicators] == [
        ("产出指标", "数量指标", "甲"),
        ("产出指标", "数量指标", "乙"),
        ("产出指标", "质量指标", "丙"),
    ]
