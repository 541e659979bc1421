"""A cell is named the way Excel writes it, so that it can be pasted into Excel's name box."""

from __future__ import annotations

import pytest

from perfeval.model import Cell


@pytest.mark.parametrize(
    ("sheet", "written"),
    [
        ("支出情况", "支出情况!C7"),
        ("Sheet1", "Sheet1!C7"),
        ("三公经费_2024", "三公经费_2024!C7"),
        ("附表 1", "'附表 1'!C7"),
        ("自评表(2)", "'自评表(2)'!C7"),
        ("2024年", "'2024年'!C7"),
        ("A1", "'A1'!C7"),
        ("R1C1", "'R1C1'!C7"),
        ("局长's", "'局长''s'!C7"),
    ],
)
def test_sheet_names_are_quoted_where_excel_does(sheet: str, written: str) -> None:
    cell = Cell("表.xlsx", sheet, "C7")
    assert str(cell) == written
    assert cell.address == f"表.xlsx|{sheet}!C7"
