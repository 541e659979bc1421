"""Layouts that no case shows, drawn from DOMAIN §3: Yunnan, Hunan, Hubei, Chongqing, Ningxia, Sichuan, Anhui …"""

from decimal import Decimal

import pytest

from tests.read_records.draw import brief, form, read


def test_yunnan_split_target_under_a_group_label() -> None:
    f = form("""
公开14表 |||||||||
项目支出绩效自评表 |<|<|<|<|<|<|<|<|<
部门：永德县教育体育局 |<|<|<|<|<|<| 单位：元 |<|<
项目名称 |<| 营养改善计划 |<|<|<|<|<|<|<
项目资金（元） |<|| 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |<
^|<| 年度资金总额 | 100 | 72890 | 72890 | 10 | 100% | 10 |<
^|<| 其中：当年财政拨款 | 100 | 72890 | 72890 | — | 100% | — |<
^|<| 上年结转资金 | | | | — | | — |<
^|<| 其他资金 | | | | — | | — |<
年度总体目标 | 预期目标 |<|<|<| 实际完成情况 |<|<|<|<
^ | 目标一 |<|<|<| 完成一 |<|<|<|<
绩效指标 |<|<| 年度指标值 |<|<| 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 |^|^|^|^
产出指标 | 数量指标 | 受益学生数 | ≧ | 735 | 人次 | 735 | 20 | 20 |
^ | 质量指标 | 达标率 | ═ | 100 | % | 90 | 30 | 7 | 教师不足
效益指标 | 社会效益 | 政策知晓率 | ≥ | 90 | % | 95 | 40 | 40 |
其他需要说明事项 |<|<| 无 |<|<|<|<|<|<
总分 |<|<|<|<|<|<| 100 | 96 | 优
""")
    assert brief(f) == [
        ("受益学生数", "≧735人次", "735", "20", "20"),
        ("达标率", "═100%", "90", "30", "7"),
        ("政策知晓率", "≥90%", "95", "40", "40"),
    ]
    assert f.indicators[0].target is not None
    assert f.indicators[0].target.cell.ref == "E14", "the value's own cell comes first"
    assert [x.name for x in f.funds] == ["总额", "财政拨款", "上年结转", "其他资金"]
    assert [x.parent for x in f.funds] == [None, 0, 0, 0]
    assert f.rows[0].full, "listed down to 其他资金, so the parts add up"
    assert (f.unit_of_amount, f.unit, f.project, f.complete) == ("元", "永德县教育体育局", "营养改善计划", True)
    assert f.totals.self_score is not None and f.totals.self_score.text == "96"
    assert f.totals.self_grade is not None and f.totals.self_grade.text == "优"


def test_hunan_deductions() -> None:
    f = form("""
岳阳市公路系统部门整体支出绩效评价指标评分表 |<|<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 评分标准 | 分值 | 自评得分 | 扣分原因和其他说明
投入（15分） | 预算配置 | 在职人员控制率 | 每超过一个百分点扣0.5分 | 5 | 5 |
^ | ^ | “三公经费”变动率 | ≤0计5分 | 5 | 5 |
^ | ^ | 重点支出安排率 | ≥90%计5分 | 5 | 4 | 未达标
过程（40分） | 预算执行 | 预算完成率 | 100%计满分 | 40 | 38 | 调整
合计 |<|<|<| 100 | 52 |
""")
    assert f.kind == "部门整体支出绩效自评表"
    assert brief(f)[2] == ("重点支出安排率", "-", "-", "5", "4")
    assert [i.points.level1 for i in f.indicators] == [15, 15, 15, 40]
    assert f.indicators[2].criteria is not None and f.indicators[2].criteria.text == "≥90%计5分"
    assert f.indicators[2].reason is not None and f.indicators[2].reason.text == "未达标"
    assert f.totals.weight is not None and f.totals.weight.number == 100


def test_hubei_four_levels_with_points_in_a_column_called_value() -> None:
    f = form("""
部门整体支出绩效自评表（表1） |<|<|<|<|<|<
单位（公章）：三潭风景区 |<|<|<| 自评总分:91分 |<|<
一级指标 | 二级指标 | 三级指标 | 四级指标（要点） | 值 | 自评得分 | 复核得分
投入（5分） | 目标设定（5分） | 绩效目标合理性 | ①符合法律法规 | 1 | 1 |
^ | ^ | ^ | ②符合职责 | 1 | 1 |
^ | ^ | 绩效指标明确性 | ①细化量化 | 3 | 2 |
过程（25分） | 预算执行 | 预算完成率 | 预算完成率=100% | 5 | 4 |
""")
    assert brief(f)[1] == ("②符合职责", "-", "-", "1", "1")
    assert f.indicators[1].other == [("三级指标", f.indicators[0].other[0][1])]
    assert f.totals.self_score is not None and f.totals.self_score.number == 91
    assert f.indicators[0].review_score is not None and f.indicators[0].review_score.blank
    assert not f.complete


def test_anhui_numbered_lines() -> None:
    f = form("""
2023年度部门整体支出绩效评价自评表 |<|<|<|<|<|<|<
序号 | 一级指标 | 二级指标 | 三级指标 | 指标分值 | 指标解释 | 指标说明及评分标准 | 自评得分
1 | 规划（15分） | 基础信息 | 基础信息完善性 | 3 | 是否完善 | 真实得1分，完整得1分，准确得1分 | 3
2 | ^ | 工作计划 | 计划合理性 | 6 | 计划是否合理 | 每项2分 | 6
3 | 执行（35分） | 预算执行 | 预算执行率 | 5 | 执行情况 | 年度无预算追加1分 | 4.5
 | 合计 |<|<| 100 | | | 13.5
""")
    assert [b[3:] for b in brief(f)] == [("3", "3"), ("6", "6"), ("5", "4.5")]
    assert f.indicators[1].level1 is not None and f.indicators[1].level1.text == "规划（15分）"
    assert (f.year, f.complete) == (2023, True)


def test_chongqing_adjusted_targets_and_coefficients() -> None:
    f = form("""
部门整体绩效自评表 |<|<|<|<|<|<|<|<|<
主管部门 |<| 融媒体中心 |<|<|| 自评总分（分） |<| 98.5 |<
部门预算资金（万元） | 年初预算数 |<| 全年（调整）预算数 |<| 全年执行数 | 执行率（%） | 执行率权重 | 执行率得分（分） |
^ | 1000 |<| 1200 |<| 1100 | 91.67 | 10 | 9.17 |
当年绩效目标 | 年初绩效目标 |<|<| 全年（调整）绩效目标 |<|<| 全年目标实际完成情况 |<|<
^ | 甲 |<|<| 乙 |<|<| 丙 |<|<
指标名称 | 计量单位 | 指标性质 | 年初指标值 | 调整后 | 完成值 | 得分系数（%） | 指标权重 | 指标得分 | 是否核心指标
在职人员控制率 | % | ≤ | 100 | 100 | 98 | 100 | 5 | 5 | 否
固定资产利用率 | % | ≥ | 90 | | 85 | 94 | 5 | 4.7 | 是
公众满意度 | % | ≥ | 90 | 95 | 96 | 100 | 10 | 10 | 是
""")
    assert [b[1] for b in brief(f)] == ["≤100%", "≥90%", "≥95%"], "a blank adjustment leaves the first target"
    assert [i.initial_target.number for i in f.indicators if i.initial_target] == [100, 90, 90]
    assert [i.coefficient.number for i in f.indicators if i.coefficient] == [100, 94, 100]
    assert (f.funds[0].name, f.funds[0].rate and f.funds[0].rate.text) == ("总额", "91.67")
    assert {x.name: x.leaf.text for x in f.fields if x.name in ("预期目标", "调整目标", "实际完成情况")} == {
        "预期目标": "甲",
        "调整目标": "乙",
        "实际完成情况": "丙",
    }
    assert f.totals.self_score is not None and f.totals.self_score.number == Decimal("98.5")


def test_ningxia_points_in_the_names_and_a_second_score() -> None:
    f = form("""
项目支出绩效自评表 |<|<|<|<|<|<|<
（2021年度） |<|<|<|<|<|<|<
项目名称 | 校园维修 |<|<|<|<|<|<
一级指标 | 二级指标 | 三级指标（参考分值） | 目标值 | 完成值 | 自评得分 | 财政审核评分 | 备注
决策（10分） | 项目立项（5分） | 立项依据充分性（3分） | — | — | 3 | 3 |
^ | ^ | 立项程序规范性（2分） | — | — | 2 | 2 |
产出（30分） | 数量指标 | 维修面积（10分） | 1000㎡ | 1000㎡ | 10 | 9 | 证据不足
合计 |<|<|<|<| 15 | 14 |
""")
    assert brief(f)[2] == ("维修面积（10分）", "1000㎡", "1000㎡", "10", "10")
    assert [i.review_score.number for i in f.indicators if i.review_score] == [3, 2, 9]
    assert f.indicators[0].points.level2 == 5
    assert f.indicators[2].reason is not None and f.indicators[2].reason.text == "证据不足"
    assert f.totals.review_score is not None and f.totals.review_score.number == 14


def test_several_blocks_of_targets() -> None:
    f = form("""
2021年度水土保持监测项目自评表 |<|<|<|<|<|<
单位名称：水土保持局 填报日期：2022-3-1 |<|<|<|<|<|<
项目名称 | 水土保持监测 |<|<|<|<|<
预算执行情况（万元）~（20分） ||| 预算数(A) | 执行数(B) | 执行率(B/A) | 得分~（20分*执行率）
^ | 年度财政资金总额 |<| 100 | 90 | 90% | 18
年度绩效目标1（40分） | 一级指标 | 二级指标 | 三级指标 | 年初目标值(A) | 实际完成值(B) | 得分
^ | 产出指标 | 数量指标 | 监测点 | 10个 | 10个 | 20
^ | ^ | 进度指标 | 完成时间 | 12月底 | 12月 | 20
年度绩效目标2（40分） | 一级指标 | 二级指标 | 三级指标 | 年初目标值(A) | 实际完成值(B) | 得分
^ | 产出指标 | 数量指标 | 报告 | 1份 | 1份 | 40
总分 |<|<|<|<|<| 98
偏差大或目标未完成原因分析 | 无 |<|<|<|<|<
改进措施及结果应用方案 | 无 |<|<|<|<|<
""")
    assert [i.block.text for i in f.indicators if i.block] == ["年度绩效目标1（40分）"] * 2 + ["年度绩效目标2（40分）"]
    assert {i.points.block for i in f.indicators} == {Decimal(40)}
    assert (f.unit, f.date, f.complete) == ("水土保持局", "2022-03-01", True)
    assert [x.name for x in f.fields][-2:] == ["偏差原因", "改进措施"]


def test_blocks_without_their_own_headings() -> None:
    """年度绩效目标2 begins beside the lines, the heading is not repeated."""
    f = form("""
某项目绩效自评表 |<|<|<|<|<|<
年度绩效目标1（60分） | 一级指标 | 二级指标 | 三级指标 | 年初目标值 | 实际完成值 | 得分
^ | 产出指标 | 数量指标 | 甲 | 1 | 1 | 60
年度绩效目标2（20分） | 产出指标 | 数量指标 | 乙 | 2 | 2 | 20
总分 |<|<|<|<|<| 80
""")
    assert [i.points.block for i in f.indicators] == [60, 20]


def test_sichuan_one_table_for_many_projects() -> None:
    forms = read("""
部门预算项目绩效目标申报表 |<|<|<|<|<|<|<|<|<|<|<
金额单位：元 |<|<|<|<|<|<|<|<|<|<|<
单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 权重 | 方向
马踏镇政府 | 村级经费 | 100000 | 保障运转 | 产出指标 | 数量指标 | 村数 | = | 11 | 个 | 30 | 正向指标
^ | ^ | ^ | ^ | ^ | 质量指标 | 覆盖率 | ≥ | 95 | % | 30 | 正向指标
^ | ^ | ^ | ^ | 满意度指标 | 满意度 | 群众满意度 | ≥ | 90 | % | 30 | 正向指标
^ | 环卫经费 | 50000 | 保洁 | 产出指标 | 数量指标 | 保洁人数 | = | 5 | 人 | 60 | 正向指标
^ | ^ | ^ | ^ | 成本指标 | 经济成本 | 总成本 | ≤ | 5 | 万元 | 30 | 反向指标
""").forms
    assert [(f.kind, f.project, f.unit, len(f.indicators)) for f in forms] == [
        ("绩效目标表", "村级经费", "马踏镇政府", 3),
        ("绩效目标表", "环卫经费", "马踏镇政府", 2),
    ]
    assert [f.funds[0].budget.number for f in forms if f.funds[0].budget] == [100000, 50000]
    assert brief(forms[1])[1][:2] == ("总成本", "≤5万元")


def test_a_page_without_its_heading() -> None:
    f = form("""
产出指标 | 数量指标 | 培训人数 | ≥100人 | 120人 | 20 | 20 |
^ | 质量指标 | 合格率 | 95% | 96% | 30 | 30 |
效益指标 | 社会效益指标 | 就业率 | 80% | 70% | 30 | 26.25 | 疫情影响
满意度指标 | 服务对象满意度指标 | 学员满意度 | 90% | 92% | 10 | 10 |
总分 |<|<|<|<| 100 | 96.25 |
""")
    assert brief(f)[2] == ("就业率", "80%", "70%", "30", "26.25")
    assert f.indicators[2].reason is not None and f.indicators[2].reason.text == "疫情影响"
    assert f.totals.weight is not None and f.totals.weight.number == 100


def test_department_target_form_keeps_its_task_table_apart() -> None:
    forms = read("""
部门(单位)整体支出绩效目标申报表 |<|<|<|<|<
（2024年度） |<|<|<|<|<
部门（单位）名称 |<| 县林业局 |<|<|<
年度主要任务 | 任务名称 | 主要内容 | 预算金额（万元） |<|<
^ | ^ | ^ | 总额 | 财政拨款 | 其他资金
^ | 任务1 | 造林 | 100 | 100 | 0
^ | 任务2 | 管护 | 50 | 40 | 10
^ | 金额合计 |<| 150 | 140 | 10
年度总体目标 | 目标1：造林；目标2：管护 |<|<|<|<
年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 |<
^ | 产出指标 | 数量指标 | 造林面积 | ≥1000亩 |<
^ | ^ | 质量指标 | 成活率 | ≥85% |<
^ | 效益指标 | 生态效益 | 森林覆盖率 | 60% |<
""").forms
    assert [(f.kind, f.unit, f.year, len(f.indicators)) for f in forms] == [
        ("绩效目标表", "县林业局", 2024, 3),
        ("其他表", "县林业局", 2024, 0),
    ]
    assert [[c.leaf.number for c in r.cells] for r in forms[1].rows][-1] == [150, 140, 10]


def test_tasks_with_an_amount_and_a_rate_under_one_heading_merged_or_not() -> None:
    """执行数与执行率 over 执行数 | 执行率; pasted, the heading stands over the first of the two only."""
    for right, down in (("<", "^"), ("", "")):
        f = form(f"""
2023年部门整体支出绩效自评表 |<|<|<|<|<|<
部门名称 | 弥渡县司法局 |<|<|<|<|<
任务名称 | 主要内容 | 预算数（万元） |{right}| 实际支出金额（万元）及执行率 |{right}| 说明
{down} | {down} | 总额 | 财政拨款 | 金额 | 执行率 | {down}
普法宣传 | 进村入户 | 20 | 20 | 19 | 95% |
法律援助 | 办案补贴 | 30 | 25 | 30 | 100% |
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
产出指标 | 数量指标 | 普法场次 | ≥20场 | 22场 | 60 | 60
效益指标 | 社会效益指标 | 知晓率 | ≥90% | 95% | 40 | 40
""")
        held = [[x.text if x else None for x in (m.row, m.budget, m.spent, m.rate)] for m in f.funds]
        assert held == [["普法宣传", "20", "19", "95%"], ["法律援助", "30", "30", "100%"]]


def test_points_printed_in_a_heading_of_scores() -> None:
    """得分（满分10分）: what the funds are worth; 自评得分（20分） is no total of the form."""
    f = form("""
2023年度部门整体支出绩效自评表 |<|<|<|<|<|<
单位名称：永登县统计局 |<|<|<|<|<|<
整体支出情况（万元） | 支出类别 | 年初预算 | 调整预算 | 决算数 | 执行率 | 得分（满分10分）
^ | 年度支出合计 | 300 | 320 | 304 | 95% | 9.5
^ | 基本支出 | 200 | 210 | 210 | 100% |
自评得分（20分） | 18 |<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
产出指标 | 数量指标 | 统计报表数 | ≥20张 | 22张 | 60 | 60
效益指标 | 社会效益指标 | 数据采用率 | ≥90% | 95% | 30 | 30
""")
    whole, basic = f.funds
    assert (whole.name, whole.weight.number if whole.weight else None, basic.weight) == ("总额", 10, None)
    assert whole.spent is not None and whole.spent.text == "304"
    assert f.totals.self_score is None


def test_a_last_line_of_points_and_scores_called_by_the_score() -> None:
    """自评得分 | 100 | 88.5 : the first figure is that of 分值; 预算执行 beside the labels, its merge undone."""
    f = form("""
2021年度项目支出绩效自评表 |<|<|<|<|<|<
项目名称 | 造林补助 |<|<|<|<|<
预算执行（万元） | 支出类型 | 年初预算数 | 全年预算数 | 执行数 | 执行率 | 得分
 | 支出总额 | 100 | 110 | 110 | 100% | 10
 | 财政拨款 | 100 | 110 | 110 | 100% |
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
产出指标 | 数量指标 | 管护面积 | 120万亩 | 120万亩 | 60 | 60
满意度指标 | 服务对象满意度 | 林农满意度 | ≥90% | 85% | 30 | 28.5
自评得分 |<|<|<|<| 100 | 98.5
""")
    totals = f.totals
    assert (totals.weight and totals.weight.text, totals.self_score and totals.self_score.text) == ("100", "98.5")
    assert [(m.name, m.spent.text if m.spent else None) for m in f.funds] == [("总额", "110"), ("财政拨款", "110")]


@pytest.mark.parametrize(
    ("target", "actual", "weight", "score", "reason"),
    [
        ("年度指标值", "实际值", "权重(%)", "自评分", "未完成原因及改进措施"),
        ("目标值", "全年完成值", "标准分", "评分", "备注"),
        ("计划指标值", "指标完成情况", "满分", "自评得分", "偏差原因"),
        ("年度~目标值", "年终完成值（B）", "分值~（100分）", "得 分", "扣分原因"),
        ("2023年度目标值", "2023年完成值", "指标权重（分）", "单位自评得分", "未达标原因分析"),
        ("绩效目标值", "实际完成", "分值（权重）", "自评分值", "说明"),
        ("预期指标值", "全年实际完成情况", "参考分值", "打分", "失分原因分析"),
        ("年初设定指标值", "实际完成指标值", "基准分", "自评打分", "其他说明"),
        ("目标值", "实际值", "标准分", "评价得分", "评价情况说明"),
    ],
)
def test_wordings_of_the_heading(target: str, actual: str, weight: str, score: str, reason: str) -> None:
    f = form(f"""
项目支出绩效自评表 |<|<|<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | {target} | {actual} | {weight} | {score} | {reason}
产出指标 | 数量指标 | 培训人数 | 100人 | 90人 | 50 | 45 | 疫情影响
效益指标 | 社会效益 | 就业率 | 80% | 85% | 50 | 50 |
合计 |<|<|<|<| 100 | 95 |
""")
    assert brief(f)[0] == ("培训人数", "100人", "90人", "50", "45")
    assert f.indicators[0].reason is not None and f.indicators[0].reason.text == "疫情影响"
    assert f.totals.self_score is not None and f.totals.self_score.number == 95


@pytest.mark.parametrize("place", ["1 | 2 | 3", "2 | 3 | 1", "3 | 1 | 2"])
def test_a_target_split_in_any_order(place: str) -> None:
    heads = {"1": "指标性质", "2": "指标值", "3": "度量单位"}
    parts = {"1": "≥", "2": "95", "3": "%"}
    order = place.split(" | ")
    f = form(f"""
一级指标 | 二级指标 | 三级指标 | {" | ".join(heads[x] for x in order)} | 完成值 | 权重 | 得分
产出指标 | 质量指标 | 合格率 | {" | ".join(parts[x] for x in order)} | 96 | 90 | 90
""")
    assert brief(f)[0][1] == "≥95%"
