"""What a workbook holds is read as Excel shows it: values, formats, merges, formulas, hidden parts, odd cells."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from perfeval.model import Cell
from perfeval.read.grid import Grid
from perfeval.read.workbook import Opened, open_workbook

from .packages import shared, sheet, styles, workbook


def opened(tmp_path: Path, *sheets: str, **parts: object) -> Opened:
    path = workbook(tmp_path / "t.xlsx", *sheets, **parts)  # type: ignore[arg-type]
    found = open_workbook(path, "t.xlsx")
    assert found.unread is None
    return found


def only(tmp_path: Path, rows: str, before: str = "", after: str = "", **parts: object) -> Grid:
    return opened(tmp_path, sheet(rows, before, after), **parts).grids[0]


def cell(grid: Grid, row: int, column: int) -> Cell:
    return grid.cells[row, column]


@pytest.mark.parametrize(
    ("stored", "code", "raw", "shown"),
    [
        ("864.2", 0, "864.2", "864.2"),
        ("0.30000000000000004", 0, "0.3", "0.3"),
        ("61.299999999999997", 0, "61.3", "61.3"),
        ("1E3", 0, "1000", "1000"),
        ("123456789012", 0, "123456789012", "1.23457E+11"),
        ("84.163456789012", 0, "84.163456789012", "84.16345679"),
        ("61757.62", 4, "61757.62", "61,757.62"),
        ("0.8416", 10, "0.8416", "84.16%"),
        ("0.8416", 9, "0.8416", "84%"),
        ("1.005", "0.00", "1.005", "1.01"),
        ("-5.5", "#,##0.00_);[Red](#,##0.00)", "-5.5", "(5.50)"),
        ("3.14159", '0.00"万元"', "3.14159", "3.14万元"),
        ("0", 43, "0", "0"),  # an accounting format prints "-": the 0 that was entered stays one
        ("0.5", "# ?/?", "0.5", "0.5"),  # fractions are shown raw
        ("12", ";;;", "12", "12"),
    ],
)
def test_number_as_its_format_prints_it(tmp_path: Path, stored: str, code: str | int, raw: str, shown: str) -> None:
    grid = only(tmp_path, f'<row r="1"><c r="A1" s="1"><v>{stored}</v></c></row>', style=styles(code))
    found = cell(grid, 1, 1)
    assert (found.raw, found.shown) == (Decimal(raw), shown)


@pytest.mark.parametrize(
    ("serial", "code", "raw", "shown"),
    [
        ("44561", 14, "2021-12-31", "2021/12/31"),
        ("44561", 31, "2021-12-31", "2021年12月31日"),
        ("44561", 'yyyy"年"m"月"', "2021-12-31", "2021年12月"),
        ("44561", '[DBNum1][$-804]yyyy"年"m"月"d"日"', "2021-12-31", "二〇二一年十二月三十一日"),
        ("44561.5", "yyyy-mm-dd hh:mm", "2021-12-31 12:00:00", "2021-12-31 12:00"),
        ("59", 14, "1900-02-28", "1900/2/28"),
        ("61", 14, "1900-03-01", "1900/3/1"),
    ],
)
def test_date_is_its_iso_text_and_shown_as_printed(
    tmp_path: Path, serial: str, code: str | int, raw: str, shown: str
) -> None:
    grid = only(tmp_path, f'<row r="1"><c r="A1" s="1"><v>{serial}</v></c></row>', style=styles(code))
    assert (cell(grid, 1, 1).raw, cell(grid, 1, 1).shown) == (raw, shown)


def test_dates_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" s="1"><v>43099</v></c></row>'
    grid = only(tmp_path, rows, style=styles(14), properties='<workbookPr date1904="1"/>')
    assert cell(grid, 1, 1).raw == "2021-12-31"


def test_rich_text_is_joined_and_phonetic_text_dropped(tmp_path: Path) -> None:
    rich = '<r><t>项目</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 支出</t></r><rPh sb="0" eb="2"><t>シ</t></rPh>'
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>行_x000D_\n二</t></is></c></row>'
    grid = only(tmp_path, rows, texts=shared(rich))
    assert cell(grid, 1, 1).shown == "项目 支出"
    assert (cell(grid, 1, 2).raw, cell(grid, 1, 2).shown) == ("行\r\n二", "行\n二")


def test_odd_cells_keep_their_kind(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="e"><f>B1/C1</f><v>#REF!</v></c><c r="B1" t="b"><v>1</v></c>'
        '<c r="C1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="D1" t="d"><v>2021-12-31T00:00:00</v></c>'
        '<c r="E1" s="1"/><c r="F1" t="str"><f>IF(A1="","",1)</f><v></v></c>'
        '<c r="G1" t="inlineStr"><is><t> </t></is></c></row>'
    )
    grid = only(tmp_path, rows, style=styles(0))
    assert (cell(grid, 1, 1).raw, cell(grid, 1, 1).formula) == ("#REF!", "B1/C1")
    assert (cell(grid, 1, 2).raw, cell(grid, 1, 2).shown) == (True, "TRUE")
    assert (cell(grid, 1, 3).shown, cell(grid, 1, 4).shown) == ("ab", "2021-12-31")
    assert set(grid.cells) == {(1, 1), (1, 2), (1, 3), (1, 4)}  # neither styled, nor blank, nor an empty result


def test_rows_and_cells_without_addresses_follow_each_other(tmp_path: Path) -> None:
    rows = '<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c></row>'
    grid = only(tmp_path, rows)
    assert {at: c.shown for at, c in grid.cells.items()} == {(1, 1): "1", (1, 2): "2", (5, 3): "3", (5, 4): "4"}


def test_merged_range_is_seen_at_its_corner(tmp_path: Path) -> None:
    rows = (
        '<row r="2"><c r="B2" t="inlineStr"><is><t>产出指标</t></is></c></row><row r="3"><c r="B3"><v>9</v></c></row>'
    )
    found = opened(tmp_path, sheet(rows, after='<mergeCells><mergeCell ref="B2:C4"/></mergeCells>'))
    grid = found.grids[0]
    assert str(grid.at(4, 3)) == "表1!B2"
    assert (cell(grid, 2, 2).merged, grid.text(3, 2)) == ("B2:C4", "产出指标")
    assert "B3" in found.remarks[0]  # a value under the merge is not shown by Excel: said, not read


def test_hidden_sheets_rows_and_columns_are_marked(tmp_path: Path) -> None:
    one = sheet(
        '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row>', '<cols><col min="2" max="16384" hidden="1"/></cols>'
    )
    found = opened(tmp_path, one, sheet(""), sheet(""), states=("", "hidden", "veryHidden"))
    assert [g.hidden for g in found.grids] == [False, True, True]
    assert found.grids[0].hidden_rows == {1}
    assert {2, 16384} <= found.grids[0].hidden_columns and 1 not in found.grids[0].hidden_columns


def test_shared_formula_is_written_out_for_each_cell(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="C1"><f t="shared" ref="C1:C2" si="0">A1+$B$1*SUM(A1:B1)&amp;"A1"</f><v>1</v></c></row>'
        '<row r="2"><c r="C2"><f t="shared" si="0"/><v>2</v></c></row>'
    )
    grid = only(tmp_path, rows)
    assert cell(grid, 2, 3).formula == 'A2+$B$1*SUM(A2:B2)&"A1"'


def test_formulas_without_cached_value_are_computed_where_that_is_certain(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>0.1</v></c><c r="B1"><v>0.2</v></c><c r="C1"><f>A1+B1</f></c>'
        '<c r="D1" s="1"><f>ROUND(C1/3,4)</f></c><c r="E1"><f>IFERROR(SUM(A1:C1,表2!A1)*2,0)</f></c>'
        '<c r="F1"><f>\'表2\'!A1-(1+50%)</f><v></v></c><c r="G1"><f>VLOOKUP(A1,B:C,2)</f></c>'
        '<c r="H1"><f>H1+1</f></c>'
        '<c r="I1"><f>A1/0</f></c></row>'
    )
    found = opened(tmp_path, sheet(rows), sheet('<row r="1"><c r="A1"><v>10</v></c></row>'), style=styles(10))
    grid = found.grids[0]
    assert [cell(grid, 1, c).shown for c in (3, 4, 5, 6)] == ["0.3", "10.00%", "21.2", "8.5"]
    assert cell(grid, 1, 4).raw == Decimal("0.1")
    assert [cell(grid, 1, c).shown for c in (7, 8, 9)] == ["", "", ""]
    computed, left = found.remarks
    assert "C1、D1、E1、F1的公式没有缓存值，已按公式算出" in computed
    assert "G1、H1、I1的公式无缓存值，请在 Excel 中打开并保存" in left


def test_long_chain_of_formulas_without_values_ends(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>' + "".join(
        f'<row r="{r}"><c r="A{r}"><f>A{r - 1}+1</f></c></row>' for r in range(2, 3000)
    )
    assert cell(only(tmp_path, rows), 2999, 1).raw == Decimal(2999)


def test_strict_open_xml_is_read_too(tmp_path: Path) -> None:
    text = sheet('<row r="1"><c r="A1"><v>7</v></c></row>').replace(
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    assert cell(opened(tmp_path, text).grids[0], 1, 1).shown == "7"


def test_every_case_reads_as_calamine_reads_it() -> None:
    """A second, independent reader sees the same values and merges in every published form."""
    from python_calamine import CalamineWorkbook

    cases = sorted((Path(__file__).parents[1] / "cases").glob("*/*.xlsx"))
    assert len(cases) > 40
    for path in cases:
        other = CalamineWorkbook.from_path(str(path))
        for grid in open_workbook(path, path.name).grids:
            theirs = other.get_sheet_by_name(grid.sheet)
            values = {
                (r, c): v
                for r, row in enumerate(theirs.to_python(skip_empty_area=False), start=1)
                for c, v in enumerate(row, start=1)
                if str(v).strip()
            }
            ours = {at: float(c.raw) if isinstance(c.raw, Decimal) else c.raw for at, c in grid.cells.items()}
            assert ours == values, path.name
            merges = {(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in theirs.merged_cell_ranges or []}
            assert {(m.top, m.left, m.bottom, m.right) for m in grid.merges} == merges, path.name
