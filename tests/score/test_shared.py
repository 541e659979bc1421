"""合并计分: a merged 分值 over several indicators."""

from dataclasses import replace
from decimal import Decimal as D

from tests.score.by_hand import form, row, scored


def placed(i, number):
    """The row at line ``number`` of the sheet."""
    cell = replace(i.level3.cell, ref=f"C{number}")
    i.level3 = replace(i.level3, cell=cell)
    return i


def merged_form(second_actual, own, second_own=None, name="培训期数", parent=0):
    first = placed(row("培训人数", "≥100人", "120人", "20", own), 5)
    first.weight = replace(first.weight, cell=replace(first.weight.cell, ref="F5", merged="F5:F6"))
    first.self_score = replace(first.self_score, cell=replace(first.self_score.cell, ref="G5"))
    second = placed(row(name, "≥4期", second_actual, None, second_own, parent=parent), 6)
    if second.self_score is not None:
        second.self_score = replace(second.self_score, cell=replace(second.self_score.cell, ref="G6"))
    return scored(form(first, second, placed(row("其他", "1", "1", "80", "80"), 7)))


def test_one_score_for_all_lies_between_the_worst_and_the_best():
    first, second, _ = (i.score for i in merged_form("2期", "20").indicators)
    assert (first.low, first.high, first.suggested) == (D(10), D(20), D(20))
    assert "培训期数未全部达到" in first.explain
    assert (second.verdict, second.suggested) == ("不计分", None)


def test_all_met_is_full_marks():
    assert merged_form("4期", "20").indicators[0].score.low == D(20)


def test_a_row_that_cannot_be_compared_leaves_all_to_a_person():
    assert merged_form("完成", "20").indicators[0].score.verdict == "待核"


def test_rows_scored_apart_are_bound_by_the_common_points():
    first, second, _ = (i.score for i in merged_form("2期", "10", "10", parent=None).indicators)
    assert (first.suggested, first.verdict) == (D(10), "未复算")
    assert (second.suggested, second.verdict) == (D(5), "偏高")


def test_parts_of_the_row_above_are_not_scored_with_it():
    first, second, _ = (i.score for i in merged_form("2期", "20", name="其中：外训期数").indicators)
    assert (first.low, second.explain) == (D(20), "其中行，不单独计分")


def test_the_one_score_may_stand_in_a_later_row():
    first, second, _ = (i.score for i in merged_form("4期", "", "20", parent=None).indicators)
    assert (first.suggested, first.low, second.verdict) == (D(20), D(20), "不计分")
