"""Which rows are scored at all: blanks, absent columns, 其中 rows, "/" (contract 5)."""

from decimal import Decimal as D

from perfeval.model import Points
from tests.score.by_hand import form, fund, one, row, scored


def test_blanks_that_should_be_filled_count_nothing():
    for values in (
        ("数", "", "", "10", "10"),
        ("数", "3", "", "9.3", "9.3"),
        ("数", "3", "3", "", "5"),
        ("数", "", "3", "5", "5"),
    ):
        found = one(*values)
        assert (found.suggested, found.verdict) == (D(0), "待补"), values


def test_unfilled_score_counts_nothing_but_shows_what_is_admitted():
    found = one("数", "3", "3", "10", "")
    assert (found.high, found.suggested, found.verdict, found.addable) == (D("10.00"), D(0), "待补", D("10.00"))


def test_missing_columns_leave_the_unit_its_score():
    for values in (("数", None, None, "10", "10"), ("数", "3", "2", None, "7"), ("数", None, "3", "5", "4")):
        found = one(*values)
        assert (found.suggested, found.verdict, found.low) == (D(values[4]), "未复算", None), values
    without_score = one("数", "3", "2", None, None)
    assert (without_score.suggested, without_score.verdict) == (None, "不计分")
    assert without_score.ratio is not None and round(without_score.ratio, 3) == D("0.667")


def test_parts_and_slashes_bear_no_score():
    made = scored(
        form(
            row("★种植面积", "29.5亩", "29.5亩", "20", "20"),
            row("其中桃树", "1.5亩", "1.5亩", "", "", parent=0),
            row("/", "", "", "/", "/"),
        )
    )
    assert [i.score.suggested for i in made.indicators] == [D(20), None, None]
    assert [i.score.verdict for i in made.indicators] == ["一致", "不计分", "不计分"]
    assert made.totals.suggested == D(20)


def test_none_with_a_reason_is_not_applicable():
    made = scored(
        form(
            row("补贴保障率", "100%", "无", "10", "0", reason="本年度无挂账利息"),
            row("数量", "5", "5", "90", "85", reason=""),
        )
    )
    assert made.indicators[0].score.verdict == "不计分"
    assert (made.totals.suggested, made.totals.grade) == (D(85), "优")  # 85 of the 90 that count
    assert one("补贴保障率", "100%", "无", "10", "0").verdict == "待补"


def test_total_row_of_the_funds_is_scored_and_its_parts_are_not():
    made = scored(
        form(
            row("数", "1", "1", "90", "90"),
            funds=(fund("总额", "65.66", "65.07", "10", "9"), fund("财政拨款", "65.66", "65.07", "10", "10", parent=0)),
        )
    )
    total, part = (f.score for f in made.funds)
    assert (total.low, total.suggested, total.verdict, total.addable) == (D(10), D(9), "偏低", D(1))
    assert "65.07/65.66×10=9.91" in total.explain
    assert (part.suggested, part.verdict) == (None, "不计分")
    assert (made.totals.low, made.totals.high, made.totals.suggested, made.totals.grade) == (
        D(100),
        D(100),
        D(99),
        "优",
    )


def funds_score(*funds, notes=(), profile="mof"):
    return scored(form(funds=funds, notes=notes), profile).funds[0].score


def test_funds_row_special_cases():
    assert funds_score(fund("总额", "329.77", "338.31", "10", "10")).verdict == "一致"  # over 100%: capped
    assert funds_score(fund("总额", "864.2", "", "20", "20", rate="100%")).verdict == "待补"
    assert funds_score(fund("总额", "620.82", "620.82", "100", "10")).verdict == "待核"  # points of the whole form
    zero = funds_score(fund("总额", "0", "0", "10", "0"), fund("财政拨款", "90", "89.974", parent=0))
    assert (zero.verdict, zero.suggested) == ("待核", D(0))
    assert funds_score(fund("总额", "0", "5", "10", "10")).verdict == "待核"
    only_rate = funds_score(fund("总额", None, None, "10", "7.93", rate="79.27"))
    assert (only_rate.verdict, only_rate.high) == ("一致", D("7.93"))


def test_points_of_the_funds_row_in_its_header():
    found = funds_score(fund("总额", "650", "94", None, "2.9"), notes=("得分\n(20分*执行率)",))
    assert (found.low, found.suggested, found.verdict) == (D("2.9"), D("2.9"), "一致")
    assert "20" in found.explain


def test_points_in_the_title_of_a_single_indicator_bind_its_score():
    level = Points(level2=D(15))
    made = scored(
        form(
            row("里程", "300公里", "300公里", None, "16", points=level),
            row("面积", "2", "2", None, "5", level2="质量指标"),
        )
    )
    assert (made.indicators[0].score.suggested, made.indicators[0].score.verdict) == (D(15), "偏高")
    assert made.indicators[1].score.verdict == "未复算"


def test_points_of_a_block_bind_a_row_that_fell_short():
    block = Points(block=D(40))
    rows = [row(f"指标{n}", "10场", actual, None, "20", points=block) for n, actual in ((1, "10场"), (2, "5场"))]
    made = scored(form(*rows))
    assert [i.score.suggested for i in made.indicators] == [D(20), D(10)]


def test_weights_worked_back_are_told_but_do_not_change_the_score():
    figures = [("主体", "15", "6", "8.0"), ("户", "11442", "4164", "7.3"), ("产值", "8000", "12767.36", "31.9")]
    figures += [("增收", "1980", "2074", "10.5"), ("满意度(%)", "90", "100", "11.1")]
    rows = [row(name, target, actual, None, own) for name, target, actual, own in figures]
    made = scored(form(*rows, funds=(fund("总额", "650", "94", None, "2.9"),), notes=("得分(20分*执行率)",)))
    third = made.indicators[2].score
    assert (third.suggested, third.verdict) == (D("31.9"), "未复算")
    assert "分值20" in third.explain and "封顶应为20" in third.explain


def test_cut_form_has_no_grade():
    made = scored(form(row("数", "1", "1", "40", "40"), complete=False))
    assert (made.totals.suggested, made.totals.grade) == (D(40), None)


def test_grade_by_the_suggested_total():
    made = scored(form(row("数", "10", "8", "100", "92")))
    assert (made.totals.suggested, made.totals.grade) == (D(80), "良")
    assert made.totals.bands[0] == (D(90), "优")


def test_coefficient_times_weight():
    made = row("指标", "达到要求", "见说明材料", "10", "10.0")
    made.coefficient = row("x", weight="90%").weight
    assert scored(form(made)).indicators[0].score.suggested == D("9.0")


def test_weights_beyond_the_printed_total_do_not_lift_the_result():
    made = form(row("数", "1", "1", "100", "100"), funds=(fund("总额", "20", "20", "10", "10"),))
    made.totals.self_score = row("x", own="100").self_score
    made.totals.weight = row("x", own="100").self_score
    scored(made)
    assert (made.totals.suggested, made.totals.high) == (D(100), D(100))
    assert made.totals.live_suggested is not None and made.totals.live_suggested[-1] == ",100)"


def test_part_bears_the_points_where_the_total_row_is_empty():
    made = scored(
        form(funds=(fund("总额", "", "", "", "", ""), fund("财政拨款", "", "", "10", "7.93", "79.27", parent=0)))
    )
    total, part = (f.score for f in made.funds)
    assert (total.verdict, part.verdict, part.suggested) == ("不计分", "一致", D("7.93"))


def test_none_of_what_should_not_happen_is_a_figure():
    assert one("重大安全事故", "无", "无", "10", "10").verdict == "一致"
    assert one("经济效益", "无", "无", "10", "10").verdict == "待补"


def test_scores_partly_left_blank_without_weights_make_no_grade():
    made = form(row("数", "1", "1", None, "52"), row("质", "1", "1", None, ""))
    made.totals.self_score = row("x", own="90").self_score
    scored(made)
    assert (made.totals.suggested, made.totals.grade, made.totals.bands) == (D(52), None, ())


def test_rows_that_were_cut_off_keep_what_the_unit_claims():
    made = form(row("数", "10", "8", "10", "10"), row("质", "1", "1", "30", "30"), complete=False)
    made.totals.self_score = row("x", own="97.5").self_score
    scored(made)
    assert made.totals.suggested == D("95.5")
    assert made.totals.live_suggested is not None and made.totals.grade == "优"


def test_form_with_the_budget_of_the_beginning_only():
    old = fund("总额", None, "90", "10", "9.5")
    old.initial = row("x", own="100").self_score
    found = funds_score(old)
    assert (found.high, found.suggested, found.verdict) == (D("9.0"), D("9.0"), "偏高")


def test_amounts_in_two_units_meet():
    assert funds_score(fund("总额", "300万元", "2594500元", "10", "10.0")).high == D("8.6")
