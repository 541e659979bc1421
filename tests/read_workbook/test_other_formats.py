"""The same form as .xls, .et and .ods, and tables of a .docx, read like the .xlsx; a .zip opened like a folder."""

from __future__ import annotations

import os
import shutil
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import docx
import pytest

from perfeval.ooxml.package import Limits
from perfeval.read.archive import members, safe
from perfeval.read.workbook import Opened, open_workbook

from .packages import sheet, workbook

DATA = Path(__file__).parent / "data"
ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
EXPECTED = {
    "A1": ("项目支出绩效自评表", "项目支出绩效自评表"),
    "B2": (Decimal("61757.62"), "61,757.62"),
    "B3": (Decimal("0.8416"), "84.16%"),
    "B4": ("2024-03-15", "2024年3月15日"),
    "B5": (Decimal("123515.24"), "123515.24"),
    "C5": ("#DIV/0!", "#DIV/0!"),
    "A6": ("两行\n文字", "两行\n文字"),
    "A8": (Decimal(0), "0"),
}


def seen(found: Opened) -> dict[str, tuple[object, str]]:
    assert found.unread is None
    return {c.ref: (c.raw, c.shown) for c in found.grids[0].cells.values()}


@pytest.mark.parametrize("name", ["form.xls", "form.et", "form.ods"])
def test_older_formats_read_like_the_xlsx(tmp_path: Path, name: str) -> None:
    path = shutil.copy(DATA / name.replace(".et", ".xls"), tmp_path / name)
    found = open_workbook(Path(path), name)
    cells = seen(found)
    assert {k: cells[k] for k in EXPECTED} == EXPECTED
    grid = found.grids[0]
    assert [str(m) for m in grid.merges] == ["A1:D1", "A9:A11"]
    assert (grid.cells[1, 1].merged, grid.text(11, 1)) == ("A1:D1", "纵向合并")
    assert (grid.hidden_rows, grid.hidden_columns) == ({7}, {6})
    assert [g.hidden for g in found.grids] == [False, True]
    assert ".xlsx" in found.remarks[0]


def test_what_a_file_is_goes_before_its_name(tmp_path: Path) -> None:
    path = Path(shutil.copy(DATA / "form.xls", tmp_path / "form.xlsx"))
    assert seen(open_workbook(path, "form.xlsx"))["B3"] == EXPECTED["B3"]


def test_xls_without_xlrd_is_read_by_calamine_and_says_what_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "perfeval.read.xls", None)
    found = open_workbook(DATA / "form.xls", "form.xls")
    cells = seen(found)
    assert cells["B2"][0] == Decimal("61757.62")
    assert cells["A1"] == EXPECTED["A1"]
    assert "数字格式" in found.remarks[0]


def test_damaged_xls_has_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes((DATA / "form.xls").read_bytes()[:1500])
    found = open_workbook(path, "a.xls")
    assert found.unread is not None and "损坏" in found.unread


def test_tables_of_a_document_are_grids_with_the_text_above_them(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("项目支出绩效自评表")
    document.add_paragraph("（2023年度）")
    table = document.add_table(3, 4)
    table.cell(0, 0).text = "一级指标"
    table.cell(0, 0).merge(table.cell(1, 1))
    table.cell(0, 3).text = "得分"
    table.cell(2, 3).text = "9.5"
    document.add_paragraph("附表")
    document.add_table(1, 1).cell(0, 0).text = "第二张"
    document.add_paragraph("注：得分一档最高不能超过该指标分值上限。")
    path = tmp_path / "a.docx"
    document.save(str(path))
    found = open_workbook(path, "a.docx")
    first, second = found.grids
    assert [first.text(1, 1), first.text(2, 1), first.text(3, 1), first.text(3, 4), first.text(5, 4)] == [
        "项目支出绩效自评表",
        "（2023年度）",
        "一级指标",
        "得分",
        "9.5",
    ]
    assert str(first.merges[0]) == "A3:B4" and first.text(4, 2) == "一级指标"
    assert (second.text(1, 1), second.text(2, 1), second.text(3, 1)[:2]) == ("附表", "第二张", "注：")


def test_boxes_and_text_boxes_of_a_document(tmp_path: Path) -> None:
    from lxml import etree

    from perfeval.read.document import paragraph

    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    text = (
        f'<w:p {w} {mc}><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>'
        '<w:r><w:sym w:font="Wingdings 2" w:char="F052"/>'
        "<w:t>常年性</w:t><w:tab/></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><mc:AlternateContent>"
        "<mc:Choice><w:r><w:t>框</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>框</w:t></w:r></mc:Fallback>"
        "</mc:AlternateContent></w:p>"
    )
    assert paragraph(etree.fromstring(text)) == "☑常年性\t框"


def test_zip_is_opened_like_a_folder(tmp_path: Path) -> None:
    book = workbook(tmp_path / "t.xlsx", sheet(ROW)).read_bytes()
    path = tmp_path / "报送.zip"
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("甲局/自评表.xlsx", book)
        z.writestr("甲局/自评表.XLSX", book)
        z.writestr("../../evil.xlsx", book)
        z.writestr("C:\\temp\\乙局.xls", b"x")
        z.writestr("~$lock.xlsx", b"x")
        z.writestr("__MACOSX/._a.xlsx", b"x")
        z.writestr("内层.zip", b"x")
        z.writestr("说明.txt", b"x")
    found = members(path, tmp_path / "out")
    expected = ["C_/temp/乙局.xls", "evil.xlsx", "甲局/自评表.XLSX", "甲局/自评表.xlsx"]
    assert sorted(m.name for m in found.files) == expected
    assert all((tmp_path / "out") in m.path.parents and m.path.is_file() for m in found.files)
    assert len(found.remarks) == 1 and "内层.zip" in found.remarks[0]


def test_names_that_windows_wrote_in_gbk_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("PLACEHOLDER.xlsx", b"x")
    gbk = "自评表格一二".encode("gbk")[:11]
    path.write_bytes(path.read_bytes().replace(b"PLACEHOLDER", gbk[:10] + b"1"))
    assert [m.name for m in members(path, tmp_path / "out").files] == ["自评表格一1.xlsx"]


def test_bad_archives_have_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04broken")
    assert "损坏" in str(members(path, tmp_path / "out").unread)
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("a.txt", b"x")
    assert "没有工作簿" in str(members(path, tmp_path / "out").unread)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("a.xlsx", b"\0" * 5_000_000)
    assert "恶意" in str(members(path, tmp_path / "out", Limits(total=1_000_000)).unread)


@pytest.mark.parametrize(
    "name", ["../x.xlsx", "/etc/x.xlsx", "..\\..\\x.xlsx", "C:\\x.xlsx", "a/../../x.xlsx", "a\0b.xlsx"]
)
def test_safe_names_stay_below_the_folder(tmp_path: Path, name: str) -> None:
    kept = safe(name)
    assert kept is not None
    assert os.path.commonpath([tmp_path, os.path.normpath(tmp_path / kept)]) == str(tmp_path)
