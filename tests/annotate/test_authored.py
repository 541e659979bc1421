"""The same promises on workbooks that programs have written: XlsxWriter, LibreOffice, openpyxl; and on old formats."""

from __future__ import annotations

import subprocess
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from perfeval.model import Source
from perfeval.ooxml.edit import Edit
from perfeval.ooxml.package import Package
from perfeval.ooxml.workbook import Workbook
from perfeval.write.annotated.annotate import annotate
from perfeval.write.clean import clean
from tests.annotate.evaluations import (
    cell,
    evaluation,
    line,
    order,
    parts,
    recalculated,
    result,
    score_over_weight,
    scored_form,
    values,
)
from tests.conftest import CASES

MAY_CHANGE = {
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/_rels/sheet1.xml.rels",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
    "docProps/custom.xml",
}


def authored(path: Path) -> None:
    """A form with most of what XlsxWriter can put into a workbook."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("自评表")
    sheet.merge_range("A1:D1", "项目支出绩效自评表", book.add_format({"bold": True, "align": "center"}))
    for row, values_ in {3: (10, 12), 4: (20, 20), 5: (30, 28)}.items():
        sheet.write_row(row - 1, 1, values_)
    sheet.write_formula("C6", "=SUM(C3:C5)", None, 60)
    sheet.write_rich_string("A3", "养护", book.add_format({"color": "red"}), "里程")
    sheet.write_comment("C3", "请核对", {"author": "张三"})
    sheet.write_comment("B4", "另一条")
    sheet.conditional_format("C3:C5", {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation("B3:B5", {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100})
    sheet.add_sparkline("F3", {"range": "自评表!B3:C3"})
    sheet.add_table("H3:I5", {"columns": [{"header": "甲"}, {"header": "乙"}]})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=自评表!$B$3:$B$5"})
    sheet.insert_chart("F8", chart)
    sheet.insert_checkbox("E3", True)
    sheet.insert_button("F20", {"caption": "提交"})
    sheet.insert_textbox("A20", "说明")
    sheet.set_header("&C绩效自评")
    sheet.print_area("A1:F9")
    sheet.autofilter("A2:C5")
    sheet.protect("secret")
    sheet.freeze_panes(2, 0)
    book.add_worksheet("隐藏").hide()
    book.define_name("满分", "=100")
    book.set_custom_property("项目", "养护")
    book.close()


def annotated(path: Path, folder: Path) -> Path:
    made = evaluation([line(score_over_weight(path.name))], [scored_form(path.name)], path.name)
    return annotate(Source(path.name, path), made, folder / f"{path.stem}_批注.xlsx").path


def assert_nothing_lost(path: Path, out: Path, folder: Path) -> None:
    before, after = parts(path), parts(out)
    assert {n for n in before if before[n] != after.get(n)} <= MAY_CHANGE
    assert order(out)[: len(before)] == order(path)
    assert clean(out, folder / "clean.xlsx")
    assert parts(folder / "clean.xlsx") == before


def test_a_workbook_of_xlsxwriter(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    authored(path)
    out = annotated(path, tmp_path)
    assert_nothing_lost(path, out, tmp_path)
    note = openpyxl.load_workbook(out)["自评表"]["C3"].comment
    assert note is not None
    assert note.text == "请核对\n错误1：得分12大于分值10，应≤10。见“核对结果”第1条"


def test_a_workbook_of_openpyxl(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "自评表"
    sheet["B3"], sheet["C3"] = 10, 12
    book.save(path)
    assert_nothing_lost(path, annotated(path, tmp_path), tmp_path)


@pytest.mark.office
def test_a_workbook_of_libreoffice(tmp_path: Path) -> None:
    written = tmp_path / "表.xlsx"
    authored(written)
    saved = recalculated(written, tmp_path)
    out = annotated(saved, tmp_path)
    assert_nothing_lost(saved, out, tmp_path)
    again = values(recalculated(out, tmp_path))
    assert again["核对结果", "C6"] == "不通过"
    assert again["核对结果", "I6"] == 2


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_old_and_open_formats_get_a_copy_of_their_values(kind: str, tmp_path: Path) -> None:
    written = tmp_path / "表.xlsx"
    authored(written)
    profile = (tmp_path / "office").as_uri()
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(tmp_path),
            str(written),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    path = tmp_path / f"表.{kind}"
    made = evaluation([line(score_over_weight(path.name))], [scored_form(path.name)], path.name)
    done = annotate(Source(path.name, path), made, tmp_path / "表_批注.xlsx")
    assert any("不能在原件上批注" in r for r in done.remarks)
    book = openpyxl.load_workbook(done.path)
    assert book.sheetnames[0] == "自评表"
    assert (book["自评表"]["B3"].value, book["自评表"]["A1"].value) == (10, "项目支出绩效自评表")
    assert kind == "ods" or "A1:D1" in [str(m) for m in book["自评表"].merged_cells.ranges]
    assert book["自评表"]["C3"].comment is not None
    again = values(recalculated(done.path, tmp_path))
    assert again["核对结果", "C6"] == "不通过"
    # the same input gives the same file
    assert parts(annotate(Source(path.name, path), made, tmp_path / "二.xlsx").path) == parts(done.path)


REAL = sorted(CASES.glob("*/*.xlsx"))


@pytest.mark.parametrize("path", REAL, ids=[p.parent.name for p in REAL])
def test_published_forms_keep_every_part_and_come_back_whole(path: Path, tmp_path: Path) -> None:
    with Package(path) as package:
        sheet = Workbook(Edit(package)).sheets[0].name
    found = [
        result("SC-03", "错误", (cell(ref, "x", file=path.name, sheet=sheet),), "不对", instance=ref)
        for ref in ("B3", "C4")
    ]
    made = evaluation([line(r) for r in found], file=path.name)
    out = annotate(Source(path.name, path), made, tmp_path / "批注.xlsx").path
    assert_nothing_lost(path, out, tmp_path)
    assert parts(annotate(Source(path.name, out), made, tmp_path / "二.xlsx").path) == parts(out)


def test_there_are_published_forms() -> None:
    assert len(REAL) >= 40
