"""More layouts that no case shows: 陕西 by task, 新疆 2024, 广西, 甘肃 with points at every level …"""

from perfeval.read.fields import amount_unit_in
from tests.read_records.draw import brief, form, read

TASKS = """
部门整体支出绩效自评表 |<|<|<|<|<|<|<|<|<|<|<
（2023年度） |<|<|<|<|<|<|<|<|<|<|<
部门（单位）名称 |<| 柞水县审计局 |<|<|<|<|<|<|<|<|<
年度主要任务完成情况 | 任务名称 | 主要内容~完成情况 | 预算数（万元） |<|<| 执行数（万元） |<|<| 分值 | 执行率 | 得分
^|^|^| 总额 | 财政~拨款 | 其他~资金 | 总额 | 财政~拨款 | 其他~资金 |^|^|^
^| 预算执行审计 | 完成 | 120.50 | 100.50 | 20.00 | 118.20 | 98.20 | 20.00 | — | 98.09% | —
^| 经济责任审计 | 完成 | 86.00 | 86.00 | 0.00 | 80.00 | 80.00 | 0.00 | — | 93.02% | —
^| 金额合计 || 206.50 | 186.50 | 20.00 | 198.20 | 178.20 | 20.00 | 10 | 95.98% | 9.6
年度总体目标 | 预期目标（年初设定） |<|<|<|<| 目标实际完成情况 |<|<|<|<|<
^| 完成审计项目计划。 |<|<|<|<| 全面完成。 |<|<|<|<|<
年度绩效指标 | 一级指标 | 二级指标 | 三级指标 |<|<| 年度指标值 | 实际完成值 |<| 分值 | 得分 | 偏差原因分析及改进措施
^| 产出指标（60分） | 数量指标 | 完成审计项目数 |<|<| ≥20个 | 22 |<| 60 | 60 |
^| 效益指标（30分） | 社会效益指标 | 整改到位率 |<|<| ≥90% | 95% |<| 30 | 30 |
总分 |<|<|<|<|<|<|<|<| 100 | 99.6 |
"""


def test_funds_by_task() -> None:
    f = form(TASKS)
    assert [x.name for x in f.funds] == ["预算执行审计", "经济责任审计", "总额", "财政拨款", "其他资金"]
    assert [x.parent for x in f.funds] == [2, 2, None, None, None]
    amounts = [(x.budget.text, x.spent.text) for x in f.funds if x.budget and x.spent]
    assert amounts == [
        ("120.50", "118.20"), ("86.00", "80.00"), ("206.50", "198.20"), ("186.50", "178.20"), ("20.00", "20.00"),
    ]  # fmt: skip
    total = f.funds[2]
    assert total.weight and total.rate and total.self_score
    assert (total.weight.text, total.rate.text, total.self_score.text) == ("10", "95.98%", "9.6")
    assert ("主要内容完成情况", "完成") in [(a, b.text) for a, b in f.funds[0].other]
    assert f.rows[0].cells[2].column == ("预算数（万元）", "财政\n拨款")
    assert [i.name for i in f.indicators] == ["完成审计项目数", "整改到位率"]
    goals = {x.name: x.leaf.text for x in f.fields}
    assert (goals["预期目标"], goals["实际完成情况"]) == ("完成审计项目计划。", "全面完成。")
    assert not read(TASKS).unrecognised


def test_xinjiang_goals_under_their_own_labels() -> None:
    f = form("""
项目支出绩效自评表 |<|<|<|<|<|<|<
项目名称 | 道路养护 |<|<|<|<|<|<
总体目标 | 年初设定目标 |<|<| 年度实际完成目标 |<|<|<
^| 养护农村公路120公里。 |<|<| 养护农村公路118公里。 |<|<|<
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 实际完成值 | 分值 | 得分
^| 产出指标 | 数量指标 | 养护里程 | ≥120公里 | 118公里 | 50 | 49
总分 |<|<|<|<|<| 100 | 99
""")
    goals = {x.name: x.leaf.text for x in f.fields}
    assert (goals["预期目标"], goals["实际完成情况"]) == ("养护农村公路120公里。", "养护农村公路118公里。")


def test_a_line_of_signatures_under_the_columns_is_no_indicator() -> None:
    f = form("""
项目支出绩效自评表 |<|<|<|<|<|<|<|<
项目名称 | 动物防疫 |<|<|<|<|<|<|<
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因
^| 产出指标 | 数量指标 | 疫苗数量 | ≥550万毫升 | 580万毫升 | 60 | 60 |
^| 满意度指标 | 满意度指标 | 养殖户满意度 | ≥90% | 91% | 40 | 40 |
总分 |<|<|<|<|<| 100 | 100 |
填表人：李某 ||| 联系电话：0771-1234567 ||| 填报日期：2023年3月10日 ||
""")
    assert brief(f) == [
        ("疫苗数量", "≥550万毫升", "580万毫升", "60", "60"),
        ("养殖户满意度", "≥90%", "91%", "40", "40"),
    ]
    assert f.complete


def test_the_total_of_the_points_below_the_first_level_only() -> None:
    f = form("""
部门整体支出绩效自评表 |<|<|<|<|<|<|<|<
一级指标 | 权重 | 二级指标 | 权重 | 三级指标 | 权重 | 指标值 | 实际完成值 | 得分
部门管理 | 40 | 资金投入 | 40 | 预算执行率 | 40 | 100% | 98% | 39
履职效果 | 60 | 履职目标 | 60 | 饮水达标率 | 60 | ≥98% | 98.6% | 60
合计 | 100 ||||||| 99
""")
    assert f.totals.weight is not None and f.totals.weight.text == "100"
    assert f.totals.weight.cell.ref == "B5"
    assert f.totals.self_score is not None and f.totals.self_score.text == "99"


SOURCES = """
部门（单位）整体支出绩效自评表 |<|<|<|<|<|<|<|<
部门名称 | 元谋县民政局 |<|<|<|<|<|<|<
预算情况（万元） |<|<| 年初预算数 | 全年预算数 | 全年执行数 | 执行率 |<| 得分
^| 部门预算总额 |<| 3300 | 3600 | 3450 | 95.83% |<| 9.58
^| 1、资金来源：（1）财政性资金 |<| 3200 | 3500 | 3350 | 95.71% |<|
^| （2）其他资金 |<| 100 | 100 | 100 | 100% |<|
^| 2、资金结构：（1）基本支出 |<| 800 | 850 | 850 | 100% |<|
^| （2）项目支出 |<| 2500 | 2750 | {spent} | 94.55% |<|
一级指标 | 二级指标 | 三级指标 | 指标值说明 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因
产出指标 | 重点工作 | 养老中心 | 个数 | ≥2个 | 2个 | 50 | 50 |
效益指标 | 履职效益 | 满意度 | 满意 | ≥90% | 92% | 40 | 40 |
总分 |<|<|<|<|<| 100 | 99.58 |
自评人员：张三 ||| 复核人员：李四 ||| 2024年3月12日 ||
"""


def test_sources_and_structure_below_one_total() -> None:
    f = form(SOURCES.format(spent=2600))
    assert [x.name for x in f.funds] == ["总额", "财政拨款", "其他资金", "基本支出", "项目支出"]
    assert [x.parent for x in f.funds] == [None, 0, 0, None, None], "the total is split twice, not added up twice"
    assert [i.name for i in f.indicators] == ["养老中心", "满意度"], "自评人员 signs, it is no indicator"
    assert (f.unit, f.unit_of_amount, f.complete) == ("元谋县民政局", "万元", True), "元谋县 is no unit of money"


def test_unit_of_money_is_not_the_beginning_of_a_name() -> None:
    assert amount_unit_in("部门：元谋县水务局") is None
    assert amount_unit_in("单位：元") == "元"
    assert amount_unit_in("部门：某局 单位：万元") == "万元"
    assert amount_unit_in("金额单位：元 填报日期：2023年") == "元"


def test_a_target_form_with_the_money_of_the_whole_term() -> None:
    f = form("""
2024年部门预算项目支出绩效目标表 |<|<|<|<
项目名称 | 校舍维修改造 |<|<|<
资金金额（万元） | 实施期资金总额： |<| 500.00 |<
^| 其中：财政拨款 |<| 500.00 |<
^| 其他资金 |<| 0.00 |<
年度绩效指标 | 一级指标 | 二级指标 | 指标内容 | 指标值
^| 产出指标 | 数量指标 | 维修学校数量 | 20所
""")
    assert [(x.name, x.budget.text) for x in f.funds if x.budget] == [
        ("总额", "500.00"), ("财政拨款", "500.00"), ("其他资金", "0.00"),
    ]  # fmt: skip


def test_a_list_of_tasks_without_figures() -> None:
    f = form("""
部门整体支出绩效自评表 |<|<|<|<|<|<
部门名称 | 兰考县民政局 |<|<|<|<|<
年度履职目标 | 年度总体目标 |<|<| 年度总体目标完成情况 |<|<
^| 做好低保工作。 |<|<| 较好完成了低保工作。 |<|<
年度主要任务 | 任务名称 |<| 主要内容 |<| 完成情况 |<
^| 城乡低保 |<| 发放低保金 |<| 完成 |<
^| 养老服务 |<| 建设养老中心2个 |<| 基本完成 |<
预算情况（万元） |<|<| 年初预算数 | 全年预算数 | 全年执行数 | 执行率
^| 部门预算总额 |<| 3300 | 3600 | 3450 | 95.83%
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
产出指标 | 重点工作 | 养老中心 | ≥2个 | 2个 | 100 | 100
总分 |<|<|<|<| 100 | 100
""")
    told = [(x.name, x.leaf.text) for x in f.fields]
    assert told[1:] == [
        ("年度总体目标", "做好低保工作。"),
        ("实际完成情况", "较好完成了低保工作。"),
        ("城乡低保", "发放低保金"),
        ("城乡低保", "完成"),
        ("养老服务", "建设养老中心2个"),
        ("养老服务", "基本完成"),
    ]
    assert f.rows[0].cells[0].column == ("年初预算数",), "the last task is no heading of the funds"


def test_funds_with_what_was_added_arrived_and_left() -> None:
    f = form("""
项目支出绩效自评表 |<|<|<|<|<|<|<
填报单位 |（盖章）西宁市城东区教育局|<|<|<|<|<|<
项目名称 | 能力提升 |<|<|<|<|<|<
项目资金（万元） | 年初预算 | 追加（减） | 调整后预算 | 实际到位 | 实际支出 | 结转结余 | 执行率
合计 | 1200 | 300 | 1500 | 1500 | 1350 | 150 | 90%
中央财政 | 800 | 200 | 1000 | 1000 | 900 | 100 | 90%
一级指标 | 二级指标 | 三级指标 | 目标值 | 完成值 | 完成率 | 自评得分 | 未完成原因
产出指标 | 数量指标 | 新建校舍 | 2栋 | 2栋 | 100% | 100 |
总分 |<|<|<|<|<| 100 |
""")
    assert f.unit == "西宁市城东区教育局"
    assert [(a, b.text) for a, b in f.funds[0].other] == [("年中调整数", "300"), ("到位数", "1500"), ("结余数", "150")]
