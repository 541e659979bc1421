"""定量指标: both directions, zero, rates, units, ranges, and what the unit wrote itself (DOMAIN §1.1.3)."""

from decimal import Decimal as D

import pytest

from tests.score.by_hand import form, one, row, scored


def figures(score):
    return score.low, score.high, score.suggested, score.verdict


@pytest.mark.parametrize(
    ("name", "target", "actual", "weight", "own", "expected"),
    [
        ("参合人数", "8755", "8676", "15", "13.00", (D("14.86"), D("14.86"), D("13.00"), "偏低")),
        ("参合人数", "8755", "8676", "15", "15.00", (D("14.86"), D("14.86"), D("14.86"), "偏高")),
        ("慢病管理人数", "1228人", "770人", "2", "1.80", (D("1.25"), D("1.25"), D("1.25"), "偏高")),
        ("改造户数", "≥2000", "3061", "10", "10", (D(10), D(10), D(10), "一致")),
        ("项目总成本", "≤90万元", "100万元", "8", "8.00", (D("7.20"), D("7.20"), D("7.20"), "偏高")),
        ("森林火灾受害率", "0.9%", "0", "10", "10", (D(10), D(10), D(10), "一致")),
        ("预算调整率", "3%", "0%", "5", "5", (D(5), D(5), D(5), "一致")),
        ("项目成本", "200万元", "195.5万元", "10", "10", (D(10), D(10), D(10), "一致")),
        ("安全事故发生数", "0起", "0起", "3", "3", (D(3), D(3), D(3), "一致")),
        ("安全事故发生数", "0起", "1起", "3", "3", (D(0), D(0), D(0), "偏高")),
        ("安全事故发生数", "0起", "无", "3", "3", (D(3), D(3), D(3), "一致")),
        ("开发区综合考评排名", "前10", "8", "5", "5", (D(5), D(5), D(5), "一致")),
        ("开发区综合考评排名", "前10", "12", "5", "5.00", (D("4.17"), D("4.17"), D("4.17"), "偏高")),
        ("布展面积", "300㎡", "0", "10", "0", (D(0), D(0), D(0), "一致")),
        ("烘干设备", "550", "20", "9.3", "9.3", (D("0.3"), D("0.3"), D("0.3"), "偏高")),
        ("森林面积", "16.3万亩", "163000亩", "10", "10", (D(10), D(10), D(10), "一致")),
        ("道路里程", "3公里", "2400米", "10", "8", (D(8), D(8), D(8), "一致")),
        ("响应时间", "≤2小时", "120分钟", "10", "10", (D(10), D(10), D(10), "一致")),
        ("响应时间", "≤2小时", "150分钟", "10", "10", (D(8), D(8), D(8), "偏高")),
        ("用电量", "≥2万千瓦时", "19000千瓦时", "10", "10.0", (D("9.5"), D("9.5"), D("9.5"), "偏高")),
        ("奖励资金", "5千元", "4500元", "10", "9", (D(9), D(9), D(9), "一致")),
        ("受益人口", "25000", "2.5万", "10", "10", (D(10), D(10), D(10), "一致")),
        ("受益人口", "25000", "2.4万人", "10", "10.0", (D("9.6"), D("9.6"), D("9.6"), "偏高")),
        ("开展巡查", "12次", "每月1次", "10", "10", (D(10), D(10), D(10), "一致")),
        ("开展巡查", "每月1次", "12次", "10", "10", (D(10), D(10), D(10), "一致")),
        ("成活率", "95%", "0.95", "5", "5", (D(5), D(5), D(5), "一致")),
        ("满意度", "≥90", "0.93", "5", "5", (D(5), D(5), D(5), "一致")),
        ("覆盖率", "100%", "100", "15", "15", (D(15), D(15), D(15), "一致")),
    ],
)
def test_quantities(name, target, actual, weight, own, expected):
    assert figures(one(name, target, actual, weight, own)) == expected


def test_explanation_shows_the_arithmetic():
    found = one("全县参合人数", "8755", "8676", "15", "15.00")
    assert found.explain == "定量正向：未达标按比例 8676/8755×15=14.86；填15，高0.14"
    assert found.ratio is not None and round(found.ratio, 4) == D("0.9910")


def test_inferred_direction_is_said():
    found = one("预算调整率", "3%", "6%", "5", "5.0")
    assert found.explain.startswith("定量反向，按反向（推定）：未达标按比例 3/6×5=2.5")


def test_score_below_the_interval_stays_and_is_addable():
    found = one("覆盖率", "95%", "95%", "30", "27")
    assert figures(found) == (D(30), D(30), D(27), "偏低")
    assert found.addable == D(3)


def test_ends_are_rounded_to_the_decimals_of_the_unit():
    whole = scored(form(row("工程量", "43.2", "37.24", "10", "9"), row("其他", "100", "100", "10", "10")))
    assert figures(whole.indicators[0].score) == (D(9), D(9), D(9), "一致")
    fine = scored(form(row("工程量", "43.2", "37.24", "10", "9"), row("其他", "100", "99", "10", "9.90")))
    assert figures(fine.indicators[0].score) == (D("8.62"), D("8.62"), D("8.62"), "偏高")


def test_result_given_as_a_bound():
    assert figures(one("安装水标尺", "≥266米", "≥266米", "10", "10")) == (D(10), D(10), D(10), "一致")
    assert figures(one("培训人数", "≥100人", "超110人", "10", "10")) == (D(10), D(10), D(10), "一致")
    half = one("合格率", "≥95%", "90%以上", "10", "10.0")
    assert (half.low, half.high, half.verdict) == (D("9.5"), D("10.0"), "一致")
    assert figures(one("安全事故发生率", "<=0%", "<=0%", "5", "5")) == (D(5), D(5), D(5), "一致")


def test_range_as_target():
    assert one("参训人数", "50~60人", "55人", "6", "6").verdict == "一致"
    assert one("参训人数", "50~60人", "72人", "6", "6").verdict == "一致"  # more than wanted is no failure
    assert one("参训人数", "50~60人", "40人", "6", "6.0").suggested == D("4.8")
    assert one("办结时间", "3-5天", "2天", "6", "6").verdict == "一致"
    assert one("办结时间", "3-5天", "6天", "6", "6").suggested == D(5)
    assert one("合格率", "90%～95%", "96%", "6", "6").verdict == "一致"


def test_fall_that_is_wanted():
    assert one("单位能耗", "下降3%", "下降3.2%", "6", "6").verdict == "一致"
    assert one("单位能耗", "下降3%", "下降1.5%", "6", "6").suggested == D(3)


@pytest.mark.parametrize(
    ("name", "target", "actual"),
    [
        ("群众满意度", "290%", "95%"),  # a target above 100%
        ("签约率", "90%", "8%"),  # below a fifth: another measure
        ("覆盖率", "100%", "1"),  # 1% or 100%?
        ("签约率", "95%", "24694人"),
        ("覆盖人数", "100人", "95%"),
        ("成本控制数", "≤30万元", "完成"),
        ("项目数量", "50个", "12公里"),
        ("增长率", "≥-5%", "-8%"),
        ("项目成本", "≤100万元", "1050000"),  # 元 in a column of 万元?
        ("销售收入", "≥50万元", "500000"),
        ("开展巡查", "每月1次", "10次"),  # of a year's figure and a month's
        ("开展巡查", "12次", "每月0.5次"),
    ],
)
def test_other_kinds_are_left_to_a_person(name, target, actual):
    found = one(name, target, actual, "10", "9")
    assert (found.suggested, found.verdict, found.low) == (D(9), "待核", None), found.explain


def test_counts_are_always_proportional():
    assert one("扶持主体（个）", "100", "5", "10", "10.0").suggested == D("0.5")


def test_nothing_that_should_not_happen():
    assert one("群体性事件", "小于5次", "无上访", "10", "10").verdict == "一致"


def test_above_the_weight_is_never_suggested():
    assert one("数量", "5", "12", "10", "12").suggested == D(10)
    assert one("成本控制数", "≤30万元", "完成", "10", "12").suggested == D(10)


def test_cost_in_money_is_better_when_less():
    cost = one("项目计划总投资", "20万元", "25万元", "10", "10", level2="成本指标")
    assert (cost.suggested, "按反向（推定）" in cost.explain) == (D(8), True)
    assert one("农产品销售收入", "20万元", "25万元", "10", "10", level2="经济效益指标").suggested == D(10)
    assert one("补助标准", "75元", "80元", "10", "10", level2="成本指标").suggested == D(10)
