"""perfeval inspect: an aligned picture with each cell's role, and reasons for what was not understood."""

from pathlib import Path

import openpyxl

from perfeval.profile import load
from perfeval.read.picture import fit, picture, width
from perfeval.read.workbook import open_workbook

CASES = Path(__file__).parent.parent / "cases"
PROFILE = load("mof")


def drawn_of(book: Path) -> str:
    return picture(open_workbook(book, book.name), PROFILE, book.name)


def test_columns_line_up_in_east_asian_width() -> None:
    book = next((CASES / "hubei-guangshui-daolu-2021").glob("*.xlsx"))
    drawn = [line for line in drawn_of(book).splitlines() if " │ " in line]
    assert len({width(line) for line in drawn}) == 1
    assert any("〔三级指标〕" in line for line in drawn)
    assert "项目支出绩效自评表·乡村道路建设养护项目" in drawn_of(book)


def test_fit_cuts_by_places_not_by_letters() -> None:
    assert fit("绩效指标", 5) == "绩效…" and width(fit("abc", 8)) == 8


def test_an_unknown_heading_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        ["要做的事", "年度指标值", "干成了啥", "几分"],
        ["培训", "100人", "90人", 9],
        ["宣传", "10次", "10次", 10],
    ):
        sheet.append(line)
    book.save(tmp_path / "怪表.xlsx")
    text = drawn_of(tmp_path / "怪表.xlsx")
    assert "没有认出指标表头" in text and "第1行" in text and "A1 要做的事" in text


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_text("不是工作簿")
    assert "未能读取：" in drawn_of(tmp_path / "坏.xlsx")
