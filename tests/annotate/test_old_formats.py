"""Workbooks of old formats through the pipeline: the annotated .xlsx keeps what the format gives, findings and all."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from perfeval.batch import run
from perfeval.batch.one import evaluate
from perfeval.model import Evaluation
from perfeval.write import office
from perfeval.write.annotated.annotate import annotate
from perfeval.write.annotated.replies import FINDINGS_TITLE
from perfeval.write.plain.value_copy import value_copy
from tests.annotate.evaluations import recalculated, values

# one form saved as .xlsx, .xls and .ods by LibreOffice
FIXTURES = Path(__file__).parents[1] / "fixtures" / "old_formats"
OLD = ("xls", "ods")
READ = {  # what reading has to say of them
    "xls": "注：旧版 Excel（.xls/.et）：公式只取到结果，批注副本为 .xlsx",
    "ods": "注：OpenDocument 表格（.ods）：批注副本为 .xlsx",
}


@cache
def evaluated(suffix: str) -> Evaluation:
    return evaluate(FIXTURES / f"自评表.{suffix}")


def annotated(suffix: str, folder: Path) -> Path:
    made = evaluated(suffix)
    return annotate(made.dossier.sources[0], made, folder / f"{suffix}_批注.xlsx").path


def marked(sheet: Worksheet) -> dict[str, str]:
    """The notes of ours by address."""
    return {c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment}


@pytest.mark.parametrize("suffix", OLD)
def test_what_the_format_gives_is_kept(suffix: str, tmp_path: Path) -> None:
    ours = openpyxl.load_workbook(annotated(suffix, tmp_path))
    theirs = openpyxl.load_workbook(FIXTURES / "自评表.xlsx")
    sheet, original = ours["Sheet1"], theirs["Sheet1"]
    assert {str(m) for m in sheet.merged_cells.ranges} == {str(m) for m in original.merged_cells.ranges}
    for ref in ("C9", "D9", "E11", "H9", "H10", "H11", "E1"):
        assert sheet[ref].value == original[ref].value, ref
        assert sheet[ref].number_format == original[ref].number_format, ref
    assert (sheet["H9"].value, sheet["H9"].number_format) == (1, "0.00%")
    assert sheet["D1"].number_format.replace("\\", "").replace('"', "") == "yyyy年m月d日"
    assert sheet["A2"].font.b and sheet["A2"].font.sz == 16 and not sheet["C9"].font.b
    assert sheet["C9"].font.name == "宋体"
    assert sheet["J9"].fill.fgColor.rgb == "FFFFF2CC"
    assert sheet["K13"].border.right.style == sheet["C9"].border.left.style == "thin"
    assert sheet["C9"].alignment.horizontal == "center" and sheet["C9"].alignment.wrap_text
    assert sheet.row_dimensions[2].height == pytest.approx(36, abs=0.5)
    assert ours["说明"].sheet_state == "hidden"
    # the formula's result stands where the formula stood
    assert sheet["J17"].value == 97


def test_columns_are_as_wide_as_the_file_says(tmp_path: Path) -> None:
    original = openpyxl.load_workbook(FIXTURES / "自评表.xlsx")["Sheet1"].column_dimensions
    for suffix in OLD:
        columns = openpyxl.load_workbook(annotated(suffix, tmp_path))["Sheet1"].column_dimensions
        # .ods says centimetres, which LibreOffice made of characters of another font: the proportions count
        scale = columns["K"].width / original["K"].width
        assert columns["A"].width / original["A"].width == pytest.approx(scale, abs=0.05)
        assert columns["B"].width / original["B"].width == pytest.approx(scale, abs=0.05)
    assert columns["K"].width > 3 * columns["A"].width


@pytest.mark.parametrize("suffix", OLD)
def test_the_findings_stand_on_the_same_cells_as_in_the_xlsx(suffix: str, tmp_path: Path) -> None:
    ours = openpyxl.load_workbook(annotated(suffix, tmp_path))
    theirs = openpyxl.load_workbook(annotated("xlsx", tmp_path))
    notes = marked(ours["Sheet1"])
    assert {"C9", "H10", "J17"} <= set(notes)
    assert notes == marked(theirs["Sheet1"])
    formulas = [
        {c.coordinate: c.value for row in book[FINDINGS_TITLE].iter_rows() for c in row if c.data_type == "f"}
        for book in (ours, theirs)
    ]
    assert len(formulas[0]) > 5
    assert formulas[0] == formulas[1]


@pytest.mark.parametrize("suffix", OLD)
def test_the_list_says_what_the_copy_holds(suffix: str, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(annotated(suffix, tmp_path))[FINDINGS_TITLE]
    said = [str(c.value) for c in sheet["A"] if str(c.value).startswith("注：")]
    assert said == [
        READ[suffix],
        f"注：自评表.{suffix}：.{suffix} 文件不能在原件上批注，批注写在另存的 .xlsx 里，"
        "数值、合并单元格、列宽和数字格式取自原件，公式和图片没有带入，以原件为准",
    ]


@pytest.mark.parametrize("suffix", OLD)
def test_two_runs_write_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert annotated(suffix, tmp_path / "a").read_bytes() == annotated(suffix, tmp_path / "b").read_bytes()


def test_a_wrong_name_does_not_matter(tmp_path: Path) -> None:
    shutil.copyfile(FIXTURES / "自评表.ods", tmp_path / "自评表.xls")
    shutil.copyfile(FIXTURES / "自评表.xls", tmp_path / "自评表.et")
    for name in ("自评表.xls", "自评表.et"):
        copy, _ = value_copy(tmp_path / name)
        assert openpyxl.load_workbook(copy)["Sheet1"]["H9"].number_format == "0.00%"


def test_a_file_that_takes_calamine_down_still_gives_a_workbook() -> None:
    copy, kept = value_copy(Path(__file__).parents[1] / "read_workbook" / "data" / "aborts_calamine.xls")
    assert openpyxl.load_workbook(copy).sheetnames
    assert kept


def test_tables_of_a_word_form_stand_where_the_reader_saw_them(tmp_path: Path) -> None:
    path = tmp_path / "自评表.docx"
    _word_form(path)
    made = evaluate(path)
    read = {c.ref: c.shown for f in made.dossier.forms for i in f.indicators for c in [i.level3.cell] if c}
    book = openpyxl.load_workbook(annotate(made.dossier.sources[0], made, tmp_path / "批注.xlsx").path)
    sheet = book["表1"]
    assert read == {"C4": "培训人次", "C5": "满意度"}
    assert {ref: sheet[ref].value for ref in read} == read
    assert sheet["A1"].value == "项目支出绩效自评表"
    assert "A4:A5" in {str(m) for m in sheet.merged_cells.ranges}
    assert sheet["G4"].border.left.style == "thin" and sheet["A1"].border.left.style is None
    assert sheet.column_dimensions["C"].width > sheet.column_dimensions["A"].width
    assert sheet.row_dimensions[5].height > sheet.row_dimensions[4].height
    assert marked(sheet)


def _word_form(path: Path) -> None:
    import docx
    from docx.shared import Cm

    rows = [
        ["项目名称", "干部培训", "", "", "", "", ""],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "培训人次", "≥100人次", "80人次", "50", "50"],
        ["", "满意度指标", "满意度", "≥90%", "95%" + "，" + "满意度由问卷调查得出" * 6, "40", "45"],
    ]
    document = docx.Document()
    document.add_paragraph("项目支出绩效自评表")
    table = document.add_table(rows=4, cols=7)
    table.autofit = False
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text:
                table.cell(r, c).text = text
    for c in range(7):
        table.columns[c].width = Cm(4 if c == 2 else 2)
    table.cell(2, 0).merge(table.cell(3, 0))
    table.cell(0, 1).merge(table.cell(0, 6))
    document.save(str(path))


@pytest.mark.office
def test_the_live_formulas_compute_in_the_copy(tmp_path: Path) -> None:
    out = annotated("xls", tmp_path)
    before = values(out)
    found = openpyxl.load_workbook(out)
    rows = [r for r in range(5, 60) if "执行率" in str(before.get((FINDINGS_TITLE, f"E{r}"))) or _at(found, r, "H10")]
    assert rows
    found["Sheet1"]["H10"] = 1
    found.save(tmp_path / "改.xlsx")
    after = values(recalculated(tmp_path / "改.xlsx", tmp_path))
    row = next(r for r in rows if _at(found, r, "H10"))
    assert before[FINDINGS_TITLE, f"C{row}"] == "不通过"
    assert after[FINDINGS_TITLE, f"C{row}"] == "通过"


def _at(book: openpyxl.Workbook, row: int, ref: str) -> bool:
    link = book[FINDINGS_TITLE][f"D{row}"].hyperlink
    return link is not None and str(link.location).endswith(f"!{ref}")


@pytest.mark.office
@pytest.mark.parametrize("suffix", OLD)
def test_libreoffice_keeps_the_formulas_of_the_original(suffix: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copyfile(FIXTURES / f"自评表.{suffix}", folder / f"自评表.{suffix}")
    run(folder, tmp_path / "out", workers=0, via_libreoffice=True)
    (path,) = (tmp_path / "out").glob("*/*_批注.xlsx")
    book = openpyxl.load_workbook(path)
    assert book["Sheet1"]["J17"].value == "=J9+J15+J16-3"
    assert book["Sheet1"]["H9"].number_format == "0.00%"
    assert marked(book["Sheet1"]).keys() == marked(openpyxl.load_workbook(annotated("xlsx", tmp_path))["Sheet1"]).keys()
    assert any(
        "由 LibreOffice" in str(c.value) or "LibreOffice 转成" in str(c.value) for c in book[FINDINGS_TITLE]["A"]
    )


def test_without_libreoffice_the_plain_copy_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copyfile(FIXTURES / "自评表.xls", folder / "自评表.xls")
    outcome = run(folder, tmp_path / "out", workers=0, via_libreoffice=True)
    assert any("没有找到 LibreOffice" in r for r in outcome.remarks)
    (path,) = (tmp_path / "out").glob("*/*_批注.xlsx")
    assert openpyxl.load_workbook(path)["Sheet1"]["J17"].value == 97
