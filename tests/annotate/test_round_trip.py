"""An annotated workbook that comes back: answers stay, our additions go, whoever has saved it since."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from perfeval.model import Evaluation, Source
from perfeval.ooxml import ours
from perfeval.ooxml.package import Package
from perfeval.ooxml.rows import Rows, sheets
from perfeval.write.annotated.annotate import annotate
from perfeval.write.annotated.replies import Replies, Reply, read_replies
from perfeval.write.clean import clean, stripped
from perfeval.write.findings import apply_replies
from tests.annotate import corpus
from tests.annotate.evaluations import cell as at
from tests.annotate.evaluations import evaluation, line, parts, recalculated, result, score_over_weight, scored_form


def original(folder: Path) -> Path:
    path = folder / "表.xlsx"
    path.write_bytes(corpus.pack({**corpus.everything()}))
    return path


def full(figures: str = "00000001") -> Evaluation:
    over = replace(score_over_weight(), key=f"SC-03|项目支出绩效自评表|甲|{figures}")
    other = result(
        "SC-06", "警告", (at("C4", 20),), "没有说明原因", instance="乙", key="SC-06|项目支出绩效自评表|乙|00000009"
    )
    return evaluation([line(over), line(other)], [scored_form()])


def answered(path: Path, answer: str = "情况属实", note: str = "按县考核扣减", review: float = 9.5) -> None:
    """What a person fills in, with a program that writes the whole package anew."""
    book = openpyxl.load_workbook(path)
    sheet = book["核对结果1"]
    sheet["K6"], sheet["L6"] = answer, note
    book["得分复算"]["N6"] = review
    book.save(path)


def test_answers_in_the_last_output_are_carried_over(tmp_path: Path) -> None:
    source, target = Source("表.xlsx", original(tmp_path)), tmp_path / "批注.xlsx"
    annotate(source, full(), target)
    answered(target)
    done = annotate(source, full(), target)
    assert done.path.name == "批注_新.xlsx"
    assert done.replies.findings["SC-03|项目支出绩效自评表|甲"] == Reply("情况属实", "按县考核扣减", "00000001")
    again = read_replies(done.path)
    assert again == done.replies
    assert [r.score for r in again.reviews.values()] == [Decimal("9.5")]
    assert again.findings["SC-03|项目支出绩效自评表|甲"].explained


def test_an_answer_to_other_figures_is_kept_and_marked(tmp_path: Path) -> None:
    source, target = Source("表.xlsx", original(tmp_path)), tmp_path / "批注.xlsx"
    annotate(source, full(), target)
    answered(target)
    done = annotate(source, full("00000002"), target)
    sheet = openpyxl.load_workbook(done.path)["核对结果1"]
    assert (sheet["K6"].value, sheet["L6"].value) == ("情况属实", "按县考核扣减")
    assert str(sheet["J6"].value).startswith("数字已变，请再确认")


def test_given_answers_go_over_those_that_are_there(tmp_path: Path) -> None:
    source, target = Source("表.xlsx", original(tmp_path)), tmp_path / "批注.xlsx"
    annotate(source, full(), target)
    answered(target)
    given = Replies({"SC-03|项目支出绩效自评表|甲": Reply("已更正", "", "00000001")})
    done = annotate(source, full(), target, given)
    assert done.replies.findings["SC-03|项目支出绩效自评表|甲"].answer == "已更正"


def test_a_workbook_put_back_keeps_its_answers_and_loses_our_sheets_once(tmp_path: Path) -> None:
    first = annotate(Source("表.xlsx", original(tmp_path)), full(), tmp_path / "批注.xlsx").path
    answered(first)
    done = annotate(Source("表.xlsx", first), full(), tmp_path / "二.xlsx")
    assert done.replies.findings["SC-03|项目支出绩效自评表|甲"].note == "按县考核扣减"
    names = openpyxl.load_workbook(done.path).sheetnames
    assert names == ["自评表", "数据", "核对结果", "核对结果1", "得分复算", "取数", "图例"]


def assert_nothing_of_ours(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["自评表", "数据", "核对结果"]
    assert not [n for n in book.defined_names if n.startswith(ours.PREFIX)]
    for sheet in book:
        for formats in sheet.conditional_formatting:
            assert not [f for rule in formats.rules for f in rule.formula if ours.PREFIX in f]
        for row in sheet.iter_rows():
            for c in row:
                assert c.comment is None or "见“核对结果" not in c.comment.text
    with Package(path) as package:
        assert not ours.marked(package)
        assert ours.state(package) is None
        for relation in package.relations(package.main() or ""):
            assert relation.external or relation.target in package
        types = etree.fromstring(package.read("[Content_Types].xml"))
        for entry in types.iter("{*}Override"):
            assert (entry.get("PartName") or "").lstrip("/") in package


def test_cleaning_a_workbook_that_openpyxl_has_saved(tmp_path: Path) -> None:
    done = annotate(Source("表.xlsx", original(tmp_path)), full(), tmp_path / "批注.xlsx")
    answered(done.path)
    assert clean(done.path, tmp_path / "clean.xlsx")
    assert_nothing_of_ours(tmp_path / "clean.xlsx")


@pytest.mark.office
def test_cleaning_a_workbook_that_libreoffice_has_saved(tmp_path: Path) -> None:
    done = annotate(Source("表.xlsx", original(tmp_path)), full(), tmp_path / "批注.xlsx")
    saved = recalculated(done.path, tmp_path)
    assert clean(saved, tmp_path / "clean.xlsx")
    assert_nothing_of_ours(tmp_path / "clean.xlsx")
    note = openpyxl.load_workbook(tmp_path / "clean.xlsx")["自评表"]["C3"].comment
    assert note is not None and note.text.strip().endswith("请核对")


@pytest.mark.office
def test_answers_survive_inserted_rows_and_libreoffice(tmp_path: Path) -> None:
    done = annotate(Source("表.xlsx", original(tmp_path)), full(), tmp_path / "批注.xlsx")
    book = openpyxl.load_workbook(done.path)
    book["自评表"].insert_rows(2, 3)
    sheet = book["核对结果1"]
    sheet["K6"], sheet["L6"] = "情况属实", "按县考核扣减"
    # and the person has sorted the list
    for column in range(1, 17):
        a, b = sheet.cell(6, column), sheet.cell(7, column)
        a.value, b.value = b.value, a.value
    book.save(done.path)
    saved = recalculated(done.path, tmp_path)
    again = annotate(Source("表.xlsx", saved), full(), tmp_path / "二.xlsx")
    assert again.replies.findings["SC-03|项目支出绩效自评表|甲"] == Reply("情况属实", "按县考核扣减", "00000001")


def test_an_ordinary_workbook_is_not_cleaned(tmp_path: Path) -> None:
    path = original(tmp_path)
    assert not clean(path, tmp_path / "clean.xlsx")
    assert not (tmp_path / "clean.xlsx").exists()
    package, put_back = stripped(path)
    assert not put_back
    with package:
        assert {n: package.read(n) for n in package.names()} == parts(path)


def test_reading_answers_from_what_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"not a workbook")
    assert not read_replies(path)


def test_a_copy_that_would_take_calamine_down_gives_its_answers(tmp_path: Path) -> None:
    done = annotate(Source("表.xlsx", original(tmp_path)), full(), tmp_path / "批注.xlsx")
    answered(done.path)
    book = openpyxl.load_workbook(done.path)
    book["核对结果1"]["XFD1048576"] = "一格在天边"  # 17 thousand million cells to lay out
    book.save(done.path)
    assert "SC-03|项目支出绩效自评表|甲" in read_replies(done.path).findings


def test_rows_of_a_sheet_as_office_programs_write_them(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["B2"], sheet["D2"], sheet["E2"], sheet["B5"] = " 键 ", 9.9000000000000004, 8, "二"
    book.create_sheet("另一张")["A1"] = "x"
    book.save(path)
    with Package(path) as package:
        parts = sheets(package)
        assert list(parts) == ["Sheet", "另一张"]
        rows = list(Rows(package).of(parts["Sheet"]))
    assert [r for r in rows if any(r)] == [["", "键", "", "9.9", "8"], ["", "二"]]


def test_an_explained_finding_counts_as_explained_until_its_figures_change(tmp_path: Path) -> None:
    path = original(tmp_path)

    def counted(answer: str, figures: str) -> tuple[str, str]:
        reply = Reply(answer, "按县考核扣减", figures)
        given = Replies({f"{rule}|项目支出绩效自评表|{i}": reply for rule, i in (("SC-03", "甲"), ("SC-06", "乙"))})
        done = annotate(Source("表.xlsx", path), full("00000009"), tmp_path / f"{answer}{figures}.xlsx", given)
        sheet = openpyxl.load_workbook(done.path, data_only=True)["核对结果1"]
        return sheet["A3"].value, sheet["E3"].value

    # an 错误 is to be mended, whatever is said of it
    assert counted("情况属实", "00000009") == ("错误 1 条，未改 1 条", "警告 1 条，未改 0 条，已说明 1 条")
    assert counted("", "00000009")[1] == "警告 1 条，未改 0 条，已说明 1 条"
    assert counted("已更正", "00000009")[1] == "警告 1 条，未改 1 条，已说明 0 条"
    assert counted("情况属实", "00000002")[1] == "警告 1 条，未改 1 条，已说明 0 条"


def test_answers_reach_the_results() -> None:
    made = full()
    apply_replies(made, Replies({"SC-03|项目支出绩效自评表|甲": Reply("情况属实", "按县考核扣减", "00000001")}))
    assert made.results[0].reply == "情况属实：按县考核扣减"
    assert made.lines[0].results[0].reply == made.results[0].reply
    old = full("00000002")
    apply_replies(old, Replies({"SC-03|项目支出绩效自评表|甲": Reply("情况属实", "按县考核扣减", "00000001")}))
    assert old.results[0].reply == "情况属实：按县考核扣减（数字已变，请再确认）"


def test_answers_are_found_on_a_renamed_sheet(tmp_path: Path) -> None:
    done = annotate(Source("表.xlsx", original(tmp_path)), full(), tmp_path / "批注.xlsx")
    answered(done.path)
    book = openpyxl.load_workbook(done.path)
    book["核对结果1"].title = "局里的意见"
    for name in book.defined_names.values():
        name.value = str(name.value).replace("核对结果1", "局里的意见")
    book.save(done.path)
    assert "SC-03|项目支出绩效自评表|甲" in read_replies(done.path).findings


def test_answers_in_a_new_copy_are_carried_over_too(tmp_path: Path) -> None:
    source, target = Source("表.xlsx", original(tmp_path)), tmp_path / "批注.xlsx"
    annotate(source, full(), target)
    answered(target)
    second = annotate(source, full(), target).path
    answered(second, "已更正", "", 8)
    third = annotate(source, full(), target)
    assert third.path.name == "批注_新2.xlsx"
    assert third.replies.findings["SC-03|项目支出绩效自评表|甲"].answer == "已更正"
    # nobody touched the third: it is written again in its place
    assert annotate(source, full(), target).path == third.path


def test_the_list_is_sorted_with_its_keys(tmp_path: Path) -> None:
    done = annotate(Source("表.xlsx", original(tmp_path)), full(), tmp_path / "批注.xlsx")
    sheet = openpyxl.load_workbook(done.path)["核对结果1"]
    heads = {c.value: c.column_letter for c in sheet[5]}
    assert sheet.auto_filter.ref == f"A5:{heads['数据指纹']}7"
    assert sheet.column_dimensions[heads["键"]].hidden
    assert sheet.column_dimensions[heads["数据指纹"]].hidden
