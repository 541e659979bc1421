"""Blank workbooks before anybody has typed: whole, protected where they compute, read without a stranger."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from typer.testing import CliRunner

from perfeval import profile
from perfeval.cli import app
from perfeval.read import read
from perfeval.write.blank.draw import write_workbook
from perfeval.write.blank.plan import described, kinds

MOF = profile.load("mof")
BOOKS = [(p, k) for p in ("mof", "mof2021", "hubei", "sichuan") for k in kinds(profile.load(p))]


def blank(folder: Path, kind: str, name: str = "mof", **options: str) -> Path:
    path = folder / f"{kind}.xlsx"
    write_workbook(profile.load(name), kind, path, 2024, **options)
    return path


@pytest.mark.parametrize(("name", "kind"), BOOKS)
def test_a_blank_workbook_holds_nothing_that_is_not_recognised(tmp_path: Path, name: str, kind: str) -> None:
    chosen = profile.load(name)
    result = read(blank(tmp_path, kind, name), chosen, "空白.xlsx")
    assert result.source.unread is None
    assert [str(u.cell) for s in result.source.sheets for u in s.unrecognised] == []


@pytest.mark.parametrize("kind", kinds(MOF))
def test_what_computes_is_protected_and_what_is_yellow_is_open(tmp_path: Path, kind: str) -> None:
    book = load_workbook(blank(tmp_path, kind))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if not isinstance(c, MergedCell)]
    opened = [c for c in cells if not c.protection.locked]
    assert opened and all(c.fill.fgColor.rgb == "FFFFFFE5" for c in opened)
    assert all(c.protection.locked for c in cells if c.data_type == "f")
    for sheet in book:
        assert sheet.protection.sheet is (kind != "应报清单")
        assert not sheet.protection.password


@pytest.mark.parametrize("kind", [k for k in kinds(MOF) if k != "应报清单"])
def test_page_is_a4_one_page_wide_with_a_footer(tmp_path: Path, kind: str) -> None:
    for sheet in load_workbook(blank(tmp_path, kind)):
        assert str(sheet.page_setup.paperSize) == "9" and sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "第" in str(sheet.oddFooter.center.text) and sheet.print_title_rows


def validations(path: Path, sheet: str) -> dict[str, tuple[str, str]]:
    rules = load_workbook(path)[sheet].data_validations.dataValidation
    return {str(r.sqref).split(":")[0]: (str(r.type), str(r.formula1)) for r in rules}


def test_validations_hold_back_what_cannot_be(tmp_path: Path) -> None:
    path = blank(tmp_path, "项目支出绩效自评表")
    sheet = load_workbook(path)["项目支出绩效自评表"]
    allowed = validations(path, sheet.title)
    at = {str(c.value): c for row in sheet.iter_rows() for c in row if isinstance(c, Cell) and c.value}
    money = sheet.cell(at["其中：当年财政拨款"].row or 0, at["全年预算数"].column or 0)
    assert allowed[money.coordinate] == ("decimal", "0")
    row = at["数量指标"].row or 0
    assert "≥,≤,=,定性" in allowed[sheet.cell(row, at["指标性质"].column or 0).coordinate][1]
    score = [r for r in sheet.data_validations.dataValidation if str(r.sqref) == f"J{row}"]
    assert score[0].formula2 == f"I{row}"


def test_notes_say_what_goes_where(tmp_path: Path) -> None:
    sheet = load_workbook(blank(tmp_path, "项目支出绩效自评表")).worksheets[0]
    notes = {str(c.value): c.comment.text for row in sheet.iter_rows() for c in row if c.comment}
    assert "年中调整" in notes["全年预算数"] and "满意度10分" in notes["分值"]


def test_an_heir_says_only_what_differs(tmp_path: Path) -> None:
    cells = [
        c.value for row in load_workbook(blank(tmp_path, "项目支出绩效自评表", "mof2021")).worksheets[0] for c in row
    ]
    assert "经济成本指标" in cells and "成本指标" in cells and "数量指标" in cells
    assert described(profile.load("hubei"))["words"]["资金分值"] == "20"


def test_the_name_of_the_unit_is_filled_in_everywhere(tmp_path: Path) -> None:
    result = read(blank(tmp_path, "部门整体", unit="某某县财政局"), MOF, "a.xlsx")
    assert {f.unit for f in result.forms if f.unit} == {"某某县财政局"}


@pytest.mark.office
@pytest.mark.parametrize("kind", ["项目支出绩效自评表", "部门整体"])
def test_cached_values_are_what_a_spreadsheet_computes(tmp_path: Path, kind: str) -> None:
    path = blank(tmp_path, kind, unit="某某县财政局")
    home = f"-env:UserInstallation=file://{tmp_path}/lo"
    out = tmp_path / "again"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)],
        check=True,
        capture_output=True,
    )
    before, after = load_workbook(path, data_only=True), load_workbook(out / path.name, data_only=True)
    formulas = load_workbook(path)
    wrong = [
        (s.title, c.coordinate, before[s.title][c.coordinate].value, after[s.title][c.coordinate].value)
        for s in formulas
        for row in s.iter_rows()
        for c in row
        if c.data_type == "f"
        and (before[s.title][c.coordinate].value or 0) != (after[s.title][c.coordinate].value or 0)
    ]
    assert wrong == []


def test_the_same_workbook_whenever_it_is_made(tmp_path: Path) -> None:
    first = blank(tmp_path, "部门整体").read_bytes()
    assert blank(tmp_path, "部门整体").read_bytes() == first


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def test_without_a_kind_all_are_listed() -> None:
    code, said = run("template")
    assert code == 0 and all(k in said for k in [*kinds(MOF), "report", "project", "transfer"])


def test_the_beginning_of_a_name_is_enough_and_the_year_is_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("template", "转移")[0] == 0
    assert [p.name for p in tmp_path.iterdir()] == [f"转移支付绩效自评表_{date.today().year - 1}.xlsx"]


def test_all_at_once_into_a_folder_and_never_over_another(tmp_path: Path) -> None:
    code, _ = run("template", "全部", "project", "--year", "2024", "-o", str(tmp_path / "空白"))
    assert code == 0 and len(list((tmp_path / "空白").iterdir())) == len(kinds(MOF)) + 1
    code, said = run("template", "部门整体", "--year", "2024", "-o", str(tmp_path / "空白"))
    assert code == 2 and "已经存在" in said


@pytest.mark.parametrize(("kind", "says"), [("没有这种", "没有“没有这种”这一种"), ("部门", "请写全")])
def test_a_wrong_kind_is_said(kind: str, says: str) -> None:
    code, said = run("template", kind)
    assert code == 2 and says in said
