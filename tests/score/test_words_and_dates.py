"""定性三档, 期限, and the form's own notes over the profile."""

from decimal import Decimal as D

import pytest

from tests.score.by_hand import form, one, row, scored

HUBEI = "3.定性指标计分原则：分别按照该指标对应分值区间100-80%(含80%)、80-50%(含50%)、50-0%合理确定分值。"


@pytest.mark.parametrize(
    ("target", "actual", "low", "high"),
    [
        ("有效", "有效", 8, 10),
        ("严格执行相关制度规定", "达成预期指标", 8, 10),
        ("显著提升", "显著提升。", 8, 10),
        ("是", "基本达到", 6, 8),
        ("符合要求", "部分完成", 6, 8),
        ("保障基本运转", "保障基本运转", 8, 10),
        ("完成验收", "未完成", 0, 6),
        ("不超预算", "未超预算", 8, 10),
        ("程序合规", "无违规", 8, 10),
        ("是", "不高于市场价，符合要求", 8, 10),
        ("数据准确", "准确，无偏差", 8, 10),
        ("按期还款", "按期，无逾期", 8, 10),
        ("完成建设任务", "基本建设任务完成", 8, 10),
        ("完成批复", "初步设计批复完成", 8, 10),
        ("无异常", "未见异常，运行良好", 8, 10),
        ("按期建成", "因征地滞后", 0, 6),
        ("效果好", "效果较差", 0, 6),
        ("建成投用", "基本建成", 6, 8),
        ("提高", "无明显提高", 0, 6),
        ("提高", "不太理想", 0, 6),
        ("提高", "达不到预期", 0, 6),
        ("改善", "效果不佳", 0, 6),
        ("改善", "有待改善", 6, 8),
        ("改善", "需进一步改善", 6, 8),
        ("满足需要", "满足需要，群众满意", 8, 10),
        ("显著提升", "显著提升，但个别指标未达成", 6, 8),
        ("完成建设", "部分标段尚未完工", 6, 8),
        ("完成建设", "大部分未完成", 0, 6),
        ("民族团结", "少数民族群众未发生矛盾纠纷", 8, 10),
        ("工程合格", "部分标段检查中未发现问题，质量合格", 8, 10),
        ("完成建设", "少数民族村部分道路未完工", 6, 8),
    ],
)
def test_three_tiers(target, actual, low, high):
    found = one("指标", target, actual, "10", "5")
    assert (found.low, found.high) == (D(low), D(high)), found.explain


def test_nothing_found_in_a_part_tells_no_tier():
    assert one("工程质量", "工程合格", "部分标段检查中未发现问题", "10", "9").verdict == "待核"


def test_score_above_the_tier_comes_down_to_its_top():
    assert one("体系完善", "是", "基本达到", "8", "7").suggested == D(6)


def test_note_of_the_form_wins_over_the_profile():
    assert one("效果", "是", "基本达到", "10", "5", notes=(HUBEI,)).low == D(5)
    assert one("效果", "是", "基本达到", "10", "5").low == D(6)
    note_of_ministry = HUBEI.replace("50", "60")
    assert one("效果", "是", "基本达到", "10", "5", profile="hubei", notes=(note_of_ministry,)).low == D(6)
    assert one("效果", "是", "基本达到", "10", "5", profile="hubei").low == D(5)


def test_settings_win_over_the_profile_and_lose_to_the_note():
    settings = {"parameters": {"中档": "0.55"}}
    assert one("效果", "是", "基本达到", "10", "5.5", settings=settings).low == D("5.5")
    assert one("效果", "是", "基本达到", "10", "5.5", settings=settings, notes=(HUBEI,)).low == D("5.0")


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("9月前", "7月", 5),
        ("11月前", "10月", 5),
        ("2021年12月31日", "2021年12月31日", 5),
        ("2021年12月31日", "2021年12月", 5),
        ("2018年10月底", "2018年11月底", 0),
        ("2022年12月", "2023年1月", 0),
        ("12月底前", "11月", 5),
        ("2月28日前", "2月", 5),
        ("第三季度", "2022年8月", 5),
        ("2022年第三季度", "2022年9月30日", 5),
        ("三季度末前", "10月", 0),
        ("9月底前", "第四季度", 0),
        ("12月底前", "第四季度", 5),
        ("2022年上半年", "2022年7月1日", 0),
        ("上半年", "二季度", 5),
        ("2022年内", "2022年下半年", 5),
    ],
)
def test_deadlines(target, actual, expected):
    found = one("完成时间", target, actual, "5", "5")
    assert (found.low, found.high, found.suggested) == (D(expected),) * 3, found.explain


@pytest.mark.parametrize(
    ("target", "actual"),
    [("8月底前", "第三季度"), ("2022年5月", "2022年上半年"), ("12月15日前", "12月"), ("第三季度", "2022年")],
)
def test_result_too_coarse_to_tell(target, actual):
    found = one("完成时间", target, actual, "5", "5")
    assert (found.low, found.high) == (D(0), D(5)) and "不够具体" in found.explain


@pytest.mark.parametrize(
    ("year", "actual", "expected"),
    [(2023, "2024年1月15日", 0), (2023, "2023年11月", 5), (2023, "2022年12月", 5), (None, "2024年1月15日", 5)],
)
def test_deadline_without_a_year_is_one_of_the_forms_own(year, actual, expected):
    made = scored(form(row("完成时间", "12月底前", actual, "5", "5"), year=year))
    assert made.indicators[0].score.high == D(expected), made.indicators[0].score.explain


def test_a_project_over_two_years_may_end_in_the_second():
    rows = row("完成时间", "6月底前", "2024年5月", "5", "5"), row("验收", "2024年6月30日前", "2024年6月", "5", "5")
    made = scored(form(*rows, year=2023))
    assert made.indicators[0].score.high == D(5), made.indicators[0].score.explain


def test_deadline_answered_in_words():
    assert one("完成时间", "2021年12月31日", "按时完成", "5", "5").verdict == "一致"
    assert one("完成时间", "2021年12月31日", "完成", "5", "5").verdict == "待核"
    assert one("完成时间", "2021年12月31日", "100%", "5", "5").verdict == "待核"
    several = "6月份完成宣传片制作;9月份完成文本;11月完成专家评审"
    assert one("进度", several, "完成", "5", "5").verdict == "待核"


def test_long_text_that_tells_nothing_is_left_to_a_person():
    assert one("知识更新", "知识更新率", "实时播放", "6", "6").verdict == "待核"


def test_answer_that_repeats_the_words_of_the_target_and_adds_a_figure():
    assert one("带动就业", "有效促进", "有效促进就业200人", "10", "10").verdict == "一致"
    assert one("覆盖", "按时限完成", "100%", "10", "10").verdict == "待核"
