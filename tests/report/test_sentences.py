"""The sentences of report.toml: what is there is written, what is not is marked or left out, nothing is invented."""

from __future__ import annotations

import pytest

from perfeval.profile import ProfileError, load
from perfeval.score import score
from perfeval.write.report.facts import Facts
from perfeval.write.report.numbers import printed
from perfeval.write.report.outline import chosen
from perfeval.write.report.pages import lines
from perfeval.write.report.texts import load as load_texts
from perfeval.write.report.texts import parse, plain

from . import by_hand


def facts(*forms: object) -> Facts:
    return Facts(by_hand.evaluation(*forms).dossier, load_texts(load("mof")), [])  # type: ignore[arg-type]


def written(sentence: str, *forms: object) -> str:
    return "".join(r.text for r in facts(*forms).write(sentence))


def test_a_field_is_written_and_a_missing_one_is_marked() -> None:
    basics = by_hand.fields("基本信息", {"编制数": "75", "退休人数": ""})
    assert written("编制{编制数}人，退休{退休人数}人", basics) == "编制75人，退休【请补充：退休人数】人"


def test_what_the_unit_wrote_and_the_sentence_repeats_stands_once() -> None:
    basics = by_hand.fields("基本信息", {"编制数": "8 人", "导语": "按要求开展了自评。", "单位简称": "好人"})
    assert written("<{导语}，>编制{编制数}人", basics) == "按要求开展了自评，编制8人"
    assert written("{单位简称}人员", basics) == "好人人员"


@pytest.mark.parametrize(
    ("typed", "said"),
    [("2025.3", "2025年3月"), ("2025-03-05", "2025年3月5日"), ("2025年3月", "2025年3月"), ("二〇二五年", "二〇二五年")],
)
def test_the_date_of_the_cover_is_written_out(typed: str, said: str) -> None:
    assert written("{报告日期}", by_hand.fields("基本信息", {"报告日期": typed})) == said


def test_a_blank_cell_is_named_as_the_place_to_fill() -> None:
    basics = by_hand.fields("基本信息", {"退休人数": ""})
    run = facts(basics).write("{退休人数}")[0]
    assert run.missing is not None
    assert run.missing.where == str(basics.fields[0].leaf.cell)


def test_an_optional_part_goes_as_a_whole() -> None:
    basics = by_hand.fields("基本信息", {"编制数": "75"})
    assert written("编制{编制数}人<，退休{退休人数}人>。", basics) == "编制75人。"


def test_alternatives_are_tried_in_order() -> None:
    assert written("{单位简称|单位名称}") == "某某局"


def test_figures_of_tables_and_their_rate() -> None:
    spending = by_hand.matrix("支出情况", {"合计": {"本年决算数": "83.93", "调整预算数": "100.00"}})
    sentence = "{支出情况[合计, 本年决算数]}{支出情况.单位}，执行率{率.支出执行率}"
    assert written(sentence, spending) == "83.93万元，执行率83.93%"


def test_a_rate_over_nothing_is_not_written() -> None:
    spending = by_hand.matrix("支出情况", {"合计": {"本年决算数": "83.93", "调整预算数": "0.00"}})
    assert written("决算<，执行率{率.支出执行率}>", spending) == "决算"


@pytest.mark.parametrize(
    ("new", "said"), [("16.98", "减少12.59万元，下降42.58%"), ("30.57", "增加1万元，增长3.38%"), ("29.57", "持平")]
)
def test_change_against_last_year(new: str, said: str) -> None:
    travel = by_hand.matrix("三公经费", {"合计": {"上年决算数": "29.57", "本年决算数": new}})
    assert written("{增减.三公经费}", travel) == said


def test_parts_of_a_total_are_those_printed_below_it() -> None:
    basics = by_hand.fields(
        "基本信息", {"编制数": "75", "其中：甲编制（名）": "50", "乙编制（名）": "25", "在职人数": "74"}
    )
    assert written("{编制数.分项}", basics) == "甲编制50名，乙编制25名"


@pytest.mark.parametrize("sentence", ["<甲", "甲>"])
def test_a_sentence_with_half_a_bracket_is_refused(sentence: str) -> None:
    with pytest.raises(ProfileError):
        parse(sentence)


@pytest.mark.parametrize(
    ("text", "ticked"),
    [
        ("□实施过程评价  □完成结果评价", [False, False]),
        ("□实施过程评价  ☑完成结果评价", [False, True]),
        ("实施过程评价□  完成结果评价☑", [False, True]),
        ("√实施过程评价  完成结果评价", [True, False]),
        ("完成结果评价", [False, True]),
        ("实施过程评价、完成结果评价", [False, False]),
        ("", [False, False]),
    ],
)
def test_boxes_are_ticked_only_where_the_workbook_says_so(text: str, ticked: list[bool]) -> None:
    assert chosen(text, ["实施过程评价", "完成结果评价"]) == ticked


def test_labels_are_compared_without_numbering_but_with_their_months() -> None:
    assert plain("（一）其中：编制数（人）：") == "编制数"
    assert plain("监控项目数（1-3月）") != plain("监控项目数（1-6月）")


def test_chinese_numbers_of_headings() -> None:
    assert [printed(1, n) for n in (1, 10, 11, 20, 36)] == ["一、", "十、", "十一、", "二十、", "三十六、"]


def test_lines_count_full_width_characters() -> None:
    assert lines("字" * 25, 16, 442.2, 2) == 1
    assert lines("字" * 26, 16, 442.2, 2) == 2
    assert lines("1" * 48, 16, 442.2, 2) == 1


def test_a_rate_taken_from_the_tables_is_written_with_its_cell_and_left_out_where_there_is_none() -> None:
    basics = by_hand.fields("基本信息", {"编制数": "75", "在职人数": "74"})
    ev = by_hand.evaluation(basics)
    sentence = "<在职人员控制率为{率.在职人员控制率}。><固定资产利用率为{率.固定资产利用率}。>"
    found = Facts(ev.dossier, load_texts(load("mof")), [])
    assert found.write(sentence) == []
    score(ev.dossier, load("mof"))
    runs = found.write(sentence)
    assert "".join(r.text for r in runs) == "在职人员控制率为98.67%。"
    assert str(basics.fields[1].leaf.cell) in {str(r.cell) for r in runs}
