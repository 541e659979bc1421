"""评分标准 in words: common sentence shapes parsed, whole steps only, the rest left to a person."""

from decimal import Decimal as D

import pytest

from perfeval.profile import load
from perfeval.score import criteria
from perfeval.score.policy import policy_for
from tests.score.by_hand import form, one

CONTROL = "以100%为标准。在职人员控制率≦100%,计5分;每超过一个百分点扣0.5分,扣完为止。"
CHANGE = "“三公经费”变动率≦0,计8分;“三公经费”>0,每超过一个百分点扣0.8分,扣完为止。"
DONE = "100%计满分,每低于5%扣2分,扣完为止。"
ADJUST = "预算控制率=0,计5分;0-10%(含),计4分;10-20%(含),计3分;20-30%(含),计2分;大于30%不得分。"
BUILDING = "100%以下(含)计满分,每超出5%扣2分,扣完为止。没有楼堂馆所项目的部门按满分计算。"
TIERS = "≥90%得10分；80%（含）-90%得8分；60%（含）-80%得5分；<60%得0分。"


@pytest.mark.parametrize(
    ("text", "name", "target", "actual", "weight", "expected"),
    [
        (CONTROL, "在职人员控制率", "≤100%", "95.10%", "5", "5"),
        (CONTROL, "在职人员控制率", "≤100%", "101.9%", "5", "4.5"),  # one whole step
        (CONTROL, "在职人员控制率", "≤100%", "130%", "5", "0"),
        (CHANGE, "“三公经费”变动率", "≤0%", "98.31%", "8", "0"),
        (CHANGE, "“三公经费”变动率", "≤0%", "-39%", "8", "8"),
        (DONE, "预算完成率", "100%", "99.27%", "8", "8"),  # 不足5%不扣
        (DONE, "预算完成率", "100%", "92.8%", "5", "3"),
        (ADJUST, "预算控制率", "0%", "39.93%", "5", "0"),
        (ADJUST, "预算控制率", "0%", "10%", "5", "4"),
        (ADJUST, "预算控制率", "0%", "0%", "5", "5"),
        (ADJUST, "预算控制率", "0%", "10.1%", "5", "3"),
        (BUILDING, "面积控制率", "≤100%", "107%", "5", "3"),
        (TIERS, "群众满意度", "≥90%", "85%", "10", "8"),
        (TIERS, "群众满意度", "≥90%", "80%", "10", "8"),
        (TIERS, "群众满意度", "≥90%", "59%", "10", "0"),
        ("90%以上得10分，每降5%扣1分", "满意度", "90%", "83%", "10", "9"),
        ("达到目标值得满分，每低5%扣1分", "合格率", "95%", "84%", "10", "8"),
        ("达标得满分，否则不得分", "验收数", "10", "9", "6", "0"),
        ("完成得5分，未完成不得分。", "验收数", "10", "10", "5", "5"),
        ("≤100%得满分，每超1个百分点扣0.5分", "公用经费控制率", "≤100%", "103%", "6", "4.5"),
        ("实际完成值达到目标值得满分，每少1个扣0.5分，扣完为止", "培训班", "20个", "17个", "4", "2.5"),
        ("完成率100%得10分，每降低1个百分点扣0.1分，扣完为止", "完成率", "100%", "98.5%", "10", "9.9"),
        ("满意度≥90%，得10分；每降低1%，扣1分", "满意度", "≥90%", "87%", "10", "7"),
        ("完成率=100%，得满分；每低1个百分点扣5%权重分，扣完为止", "完成率", "100%", "98%", "10", "9"),
        ("完成率=100%，得满分；每低1个百分点扣权重的5%", "完成率", "100%", "98%", "10", "9"),
        ("完成率≥95%得10分，90%≤完成率<95%得8分，80%≤完成率<90%得5分，<80%不得分", "完成率", "95%", "92%", "10", "8"),
        ("完成率在90%（含）以上得5分，80%-90%得3分，80%以下不得分", "完成率", "90%", "85%", "5", "3"),
        ("满意度达到90%以上的，得10分；80%-90%的，得8分；80%以下的，不得分", "满意度", "90%", "79%", "10", "0"),
        ("按期完成得满分，晚1天扣1分", "办理时限", "≤30天", "32天", "10", "8"),
        ("按期完成得满分，晚1天扣1分", "办理时限", "≤30天", "28天", "10", "10"),
        ("每低于目标值1个百分点扣0.5分", "完成率", "95%", "93.2%", "5", "4.5"),
        ("按计划完成得满分，未完成的，每少一项扣2分", "项目数", "10项", "8项", "10", "6"),
    ],
)
def test_sentence_shapes(text, name, target, actual, weight, expected):
    found = one(name, target, actual, weight, "10.00", criteria=text)
    assert found.high == D(expected), (found.method, found.explain)
    assert found.low == found.high and "请确认" in found.method


def test_stated_full_marks_other_than_the_weight_are_left_to_a_person():
    found = one("“三公经费”变动率", "≤0%", "5%", "5", "4", criteria=CHANGE)
    assert (found.verdict, found.suggested) == ("待核", D(4))
    assert "满分8与分值5不符" in found.explain


def test_proportion_in_words_is_the_usual_method():
    for text in (
        "达标得满分，未达标按完成比例得分",
        "≥目标值得满分；<目标值，按比例扣分",
        "达标得满分；未达标的，得分=B/A×分值",
        "得分=完成率×权重",
    ):
        found = one("数量", "10", "8", "10", "8", criteria=text)
        assert (found.method, found.high) == ("定量正向", D(8)), text


def test_text_without_points_is_no_criterion():
    assert one("数量", "10", "8", "10", "8", criteria="反映项目实际完成情况").method == "定量正向"


@pytest.mark.parametrize(
    "text",
    [
        "1、单位财务管理制度 1 分;2、项目管理制度 1 分;3、有制度执行佐证资料 1 分。没有不得分。",
        "由评价组根据资料酌情扣1-3分",
        "每发生一例违规扣2分，情节严重的不得分",
        "达到得满分，达不到酌情扣分",
    ],
)
def test_what_is_not_understood_is_left_to_a_person(text):
    found = one("资金使用", "合规", "合规", "10", "9", criteria=text)
    assert (found.verdict, found.suggested) == ("待核", D(9)), found.method


def test_value_outside_all_tiers_is_left_to_a_person():
    assert one("预算控制率", "0%", "-3%", "5", "5", criteria=ADJUST).verdict == "待核"


def test_hostile_text_takes_no_time():
    policy = policy_for(form(), load("mof"))
    for text in (
        "每" * 20_000 + "扣1分",
        "每" * 900 + "扣1分",
        "得分" * 450,
        "1" * 900 + "分",
        "90%以上" * 180,
        "每超过" + "，" * 900 + "扣1分",
    ):
        assert criteria.read(text, policy) in ("没有读懂", "没有计分内容")


COST = "成本控制率=(预算数-实际支出)/预算数，±10%以内计5分，±10%-±15%计3分，±15%-±20%计1分，±20%以外不得分"


def test_bands_around_zero():
    assert one("成本控制率", "±10%", "12%", "5", "5", criteria=COST).suggested == D(3)
    assert one("成本控制率", "±10%", "-18%", "5", "5", criteria=COST).suggested == D(1)
    assert one("成本控制率", "±10%", "25%", "5", "5", criteria=COST).suggested == D(0)


def test_note_of_the_form_on_one_kind_of_indicator():
    note = "注：1.得分最高不超过分值上限；2.服务对象满意度90%以上得10分，每降5%扣1分；" + COST + "。"
    found = one("服务对象满意度", "≥95%", "83%", "10", "10", notes=(note,))
    assert (found.suggested, found.explain[:4]) == (D(9), "按表注，")
    assert one("成本控制率", "±10%", "12%", "5", "5", notes=(note,)).suggested == D(3)
    assert one("完成率", "100%", "90%", "10", "9", notes=(note,)).method == "定量正向"
    assert (
        one("服务对象满意度", "≥95%", "83%", "8", "8.0", notes=(note,)).method == "定量正向"
    )  # 满分 is not the weight


def test_late_by_the_day_is_left_to_a_person():
    text = "按期完成得满分，每推迟1天扣0.5分"
    assert one("完成时间", "2023年6月30日", "2023年7月3日", "5", "4", criteria=text).verdict == "待核"
    assert one("完成时间", "2023年6月30日", "2023年6月3日", "5", "5", criteria=text).verdict == "一致"


def test_tiers_written_in_the_column_of_criteria_hold():
    text = "达成、部分达成、未达成三档，分别按照该指标对应分值区间100-80%（含80%）、80-50%（含50%）、50-0%合理确定分值"
    assert one("效果", "是", "基本达到", "10", "5", criteria=text).low == D(5)


def test_criterion_of_the_ministry_is_the_usual_method():
    text = "完成值达到指标值，记满分；未达到指标值，按B/A或A/B*该指标对应分值记分"
    found = one("数量", "10", "8", "10", "8", criteria=text)
    assert (found.method, found.verdict) == ("定量正向", "一致")


def test_floor_below_which_nothing_is_left():
    text = "≥95%得满分，每低于1个百分点扣0.2分，低于80%不得分"
    assert one("完成率", "95%", "90%", "5", "5.0", criteria=text).suggested == D(4)
    assert one("完成率", "95%", "79%", "5", "5.0", criteria=text).suggested == D(0)


def test_proportion_that_can_be_read_two_ways_is_left_to_a_person():
    for text in (
        "完成率≥90%，得满分；完成率＜90%，得分=完成率*分值",
        "完成目标得满分，未完成按比例计分，完成不足60%不得分",
    ):
        assert one("完成率", "90%", "85%", "10", "9", criteria=text).verdict == "待核", text
        assert one("完成率", "90%", "92%", "10", "10", criteria=text).verdict == "一致", text


def test_proportion_of_a_hundred():
    text = "100%得满分，未达到的按完成比例得分"
    assert one("完成率", "95%", "97%", "10", "10.0", criteria=text).suggested == D("9.7")


@pytest.mark.parametrize(
    ("criteria", "target", "actual", "expected"),
    [
        ("每低于目标值1%扣1分", "≥200人", "190人", "5"),  # 1% of 200人 is 2人
        ("每降低5%扣2分", "≥200人", "180人", "6"),
        ("完成率达到100%得满分，每低5%扣2分", "≥200人", "190人", "8"),
        ("完成100%得10分，完成90%以上得8分，完成80%以上得6分，80%以下不得分", "5个", "4个", "6"),
        ("每少1人扣0.1分", "≥100人", "95人", "9.5"),
        ("每低1%扣1分", "≥200人", "190人", "5"),
        ("每少1人扣分值的5%", "≥200人", "198人", "9"),  # 5% of the points, not of the target
        ("每少1人扣5%权重分", "≥200人", "198人", "9"),
        ("每低1%扣分值的5%", "≥200人", "196人", "9"),
    ],
)
def test_percents_said_of_a_count_are_percents_of_its_target(criteria, target, actual, expected):
    found = one("培训人次", target, actual, "10", "10.0", criteria=criteria)
    assert found.high == D(expected), found.explain


def test_percents_of_the_target_are_said_to_be_so():
    found = one("培训人次", "≥200人", "198人", "10", "10", criteria="每低1%扣1分，低于60%不得分")
    assert found.explain == "按评分标准，完成198，为目标的99%，应得9；填10，高1"
    assert "以目标值为准，每低目标的1%扣1分，不足一档不扣，＜目标的60%得0分" in found.method
    tiers = "完成100%得10分，完成90%以上得8分，完成80%以上得6分，80%以下不得分"
    tiered = one("培训", "6个", "4个", "10", "8", criteria=tiers)
    assert "分档计分：目标的100%得10分，≥目标的90%得8分" in tiered.method
    assert "完成4，为目标的66.67%" in tiered.explain
    missing = one("培训人次", "≥200人", None, "10", "10", criteria="每低1%扣1分")
    assert "每低目标的1%扣1分" in missing.method
    rate = one("合格率", "≥95%", "90%", "10", "10", criteria="每低1%扣1分")
    assert "目标的" not in rate.method + rate.explain


@pytest.mark.parametrize(
    "text",
    [
        "达到100%得满分，每少1人扣1分",
        "完成率达到100%得满分，每低1人扣分值的5%",
        "达到200得满分，每低1%扣1分",
        "每少1人扣1分，低于80%不得分",
    ],
)
def test_percents_beside_persons_are_left_to_a_person(text):
    found = one("培训人次", "≥200人", "198人", "10", "9.0", criteria=text)
    assert (found.verdict, found.suggested) == ("待核", D(9)), found.explain
    assert "有的数是目标的百分比" in found.explain


@pytest.mark.parametrize(
    ("criteria", "actual", "expected"),
    [
        ("每发生1起扣2分，扣完为止", "2起", 6),
        ("发生一起不得分", "1起", 0),
        ("未发生得满分，发生1起扣5分", "1起", 5),
        ("未发生得满分，发生1起扣5分", "0起", 10),
    ],
)
def test_what_should_not_happen(criteria, actual, expected):
    found = one("安全事故", "0起", actual, "10", "10", criteria=criteria)
    assert found.high == D(expected), found.explain


def test_full_marks_are_not_taken_from_where_nothing_is_given():
    found = one("完成率", "100%", "85%", "10", "10", criteria="低于80%不得分")
    assert (found.verdict, found.explain) == ("待核", "评分标准没有读懂，请按原文人工核对")
    other = one("建设数量", "5个", "4个", "10", "10", criteria="得分=实际值/目标值×8分")
    assert "满分8与分值10不符" in other.explain


def test_a_deduction_for_each_item_missing_needs_their_number():
    found = one("立项程序规范性", "规范", "较规范", "3", "2", criteria="每缺一项扣1分。")
    assert (found.verdict, found.suggested) == ("待核", D(2)), found.method
    assert one("立项程序规范性", "规范", "规范", "3", "3", criteria="每缺一项扣1分。").verdict == "一致"
