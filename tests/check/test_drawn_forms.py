"""Whole forms, drawn by hand, read, scored and checked: what an accountant would see of them."""

from perfeval.check import check
from perfeval.model import Dossier, Line
from perfeval.score import score
from tests.read_records.draw import PROFILE, read
from tests.read_records.test_more_forms import SOURCES


def found(drawn: str) -> list[Line]:
    """The lines of the findings of a sheet."""
    dossier = Dossier(name="某局_2023", unit="某局", year=2023)
    dossier.forms = read(drawn).forms
    score(dossier, PROFILE)
    return check(dossier, PROFILE)[1]


def told(drawn: str) -> list[tuple[str, str, str]]:
    """Level, rule and the cell to mend of each line."""
    return [(x.severity, x.rule, x.cells[0].ref) for x in found(drawn)]


TASKS = """
部门整体支出绩效自评表 |<|<|<|<|<|<|<|<|<|<|<
部门（单位）名称 |<| 柞水县审计局 |<|<|<|<|<|<|<|<|<
年度主要任务 | 任务名称 | 完成情况 | 预算数（万元） |<|<| 执行数（万元） |<|<| 分值 | 执行率 | 得分
^|^|^| 总额 | 财政拨款 | 其他资金 | 总额 | 财政拨款 | 其他资金 |^|^|^
^| 预算执行审计 | 完成 | 120.50 | 100.50 | 20.00 | 118.20 | 98.20 | 20.00 | — | 98.09% | —
^| 经济责任审计 | 完成 | {task} | 86.00 | 0.00 | 80.00 | 80.00 | 0.00 | — | 93.02% | —
^| 金额合计 || 206.50 | {grant} | 20.00 | 198.20 | 178.20 | 20.00 | 10 | 95.98% | 9.6
年度绩效指标 | 一级指标 | 二级指标 | 三级指标 |<|<| 年度指标值 | 实际完成值 |<| 分值 | 得分 | 偏差原因
^| 产出指标 | 数量指标 | 完成审计项目数 |<|<| ≥20个 | 22 |<| 20 | 20 |
^| 产出指标 | 质量指标 | 审计报告合格率 |<|<| ≥95% | 98% |<| 20 | 20 |
^| 产出指标 | 时效指标 | 按期完成率 |<|<| ≥95% | 98% |<| 20 | 20 |
^| 效益指标 | 社会效益指标 | 整改到位率 |<|<| ≥90% | 95% |<| 20 | 20 |
^| 满意度指标 | 满意度指标 | 被审计单位满意度 |<|<| ≥90% | 95% |<| 10 | 10 |
总分 |<|<|<|<|<|<|<|<| 100 | {total} |
"""


def test_funds_by_task_count_in_the_total() -> None:
    good = {"task": "86.00", "grant": "186.50", "total": "99.6"}
    assert told(TASKS.format(**good)) == []
    assert told(TASKS.format(**good | {"total": "90"})) == [("错误", "自评-02", "K14")]
    assert told(TASKS.format(**good | {"task": "96.00"})) == [("错误", "资金-03", "D7")]
    assert told(TASKS.format(**good | {"grant": "185.50"})) == [("错误", "资金-24", "D7")]


def test_a_column_of_remarks_holds_the_reasons_where_there_is_no_other() -> None:
    drawn = """
部门整体支出绩效自评表 |<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 分值 | 自评分 | 自评说明
管理效率 | 预算执行 | 支出进度 | 50 | 48 | {note}
履职效能 | 整体效能 | 产出完成情况 | 50 | 50 |
合计 |<|<| 100 | 98 |
"""
    assert "自评-10" not in [rule for _, rule, _ in told(drawn.format(note="部分项目支付滞后"))]
    line = next(x for x in found(drawn.format(note="")) if x.rule == "自评-10")
    assert "没有填写原因的栏目" not in line.message, "it has one: 自评说明"


def test_weights_that_do_not_add_up_to_the_printed_total_without_funds() -> None:
    drawn = """
部门整体绩效自评表 |<|<|<|<|<|<
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
产出指标 | 数量指标 | 改造小区 | ≥15个 | 15个 | {weight} | 50
效益指标 | 社会效益 | 受益户数 | ≥3200户 | 3300户 | 40 | 40
合计 |<|<|<|<| 100 | {total}
"""
    assert ("警告", "自评-01c", "F5") in told(drawn.format(weight=50, total=90))
    rules = [rule for _, rule, _ in told(drawn.format(weight=50, total=100))]
    assert "自评-01c" not in rules, "ten points are scored elsewhere: the funds stand in another table"


def test_assets_by_groups_are_not_counted_twice() -> None:
    drawn = """
资产负债简表 |<|<
资产 | 年初数 | 期末数
一、流动资产 ||
货币资金 | 120000.00 | 98500.50
财政应返还额度 | 50000.00 | 60000.00
流动资产合计 | 170000.00 | 158500.50
二、非流动资产 ||
固定资产原值 | 2000000.00 | 2150000.00
减：固定资产累计折旧 | 1000000.00 | 1100000.00
固定资产净值 | 1000000.00 | {net}
非流动资产合计 | 1000000.00 | 1050000.00
资产总计 | 1170000.00 | {total}
"""
    assert told(drawn.format(net="1050000.00", total="1208500.50")) == []
    assert told(drawn.format(net="1060000.00", total="1208500.50")) == [("错误", "资产-02", "C10")]
    assert told(drawn.format(net="1050000.00", total="1218500.50")) == [("错误", "资产-01b", "C12")]


def test_one_total_split_by_source_and_by_structure() -> None:
    assert "资金-03" not in [rule for _, rule, _ in told(SOURCES.format(spent=2600))]
    assert ("警告", "资金-10b", "F4") in told(SOURCES.format(spent=2400))


def test_the_block_by_nature_has_no_carry_over() -> None:
    drawn = """
收入支出决算总表 |<|<|<|<|<
收入 |<| 支出 |<|<|<
项目 | 决算数 | 项目（按功能分类） | 决算数 | 项目（按支出性质和经济分类） | 决算数
一、财政拨款收入 | 8560.33 | 一、社会保障和就业支出 | 1320.10 | 一、基本支出 | 5200.00
二、其他收入 | 60.00 | 二、卫生健康支出 | 7300.23 | 二、项目支出 | 3420.33
本年收入合计 | 8620.33 | 本年支出合计 | 8620.33 | 本年支出合计 | 8620.33
年初结转和结余 | 100.05 | 年末结转和结余 | 100.05 ||
总计 | 8720.38 | 总计 | 8720.38 | 总计 | 8720.38
"""
    assert told(drawn) == []
    assert ("错误", "决算-01-2", "D8") in told(drawn.replace("年末结转和结余 | 100.05", "年末结转和结余 | 10.05"))


def test_a_blank_total_is_one_line() -> None:
    drawn = """
项目支出绩效自评表 |<|<|<|<|<|<|<
项目名称 | 动物防疫 |<|<|<|<|<|<
项目资金（万元） |<| 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
^| 年度资金总额 | 350 | 350 || 10 | 99% | 10
^| 其中：财政拨款 | 350 | 350 | 345.6 | - || -
^| 其他资金 | 0 | 0 | 0 | - || -
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因
产出指标 | 数量指标 | 疫苗数量 | ≥550万毫升 | 580万毫升 | 90 | 90 |
总分 |<|<|<|<| 100 | 100 |
"""
    assert [x for x in told(drawn) if x[1].startswith("资金")] == [("警告", "资金-15b", "E4")]


def test_the_same_last_digit_is_told_once() -> None:
    drawn = """
“三公”经费情况表 |<|<
单位：万元 |<|<
项目 | 2023年预算数 | 2023年决算数
合计 | 18 | 18
因公出国（境）费 | 0 | 0
公务用车购置及运行维护费 | 13 | 12
公务接待费 | 5 | 5
"""
    assert [(x.severity, x.rule) for x in found(drawn)] == [("提示", "三公-01")]
