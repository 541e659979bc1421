"""A workbook of the values alone, for originals that cannot be edited in place: .xls, .et, .ods, strict Open XML …"""

from __future__ import annotations

import contextlib
import datetime
import io
import re
from pathlib import Path
from typing import Any

from perfeval.write.values import sheet_values

FIXED = datetime.datetime(1980, 1, 1)


def value_copy(path: Path) -> io.BytesIO:
    """The sheets of ``path`` with their values and merges; one empty sheet where nothing can be read."""
    import xlsxwriter

    out = io.BytesIO()
    # texts that look like formulas or links are texts here
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": FIXED})
    text = book.add_format({"font_name": "宋体", "font_size": 10, "text_wrap": True, "valign": "vcenter", "border": 1})
    dates = book.add_format({"font_name": "宋体", "font_size": 10, "num_format": "yyyy-mm-dd", "border": 1})
    for name, rows, merges in sheet_values(path) or [("原件", [], [])]:
        sheet = book.add_worksheet(_allowed(name))
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                _write(sheet, r, c, value, text, dates)
        for (top, left), (bottom, right) in merges:
            value = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
            with contextlib.suppress(xlsxwriter.exceptions.XlsxWriterException):
                sheet.merge_range(top, left, bottom, right, "", text)
                _write(sheet, top, left, value, text, dates)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    book.close()
    out.seek(0)
    return out


def _allowed(name: str) -> str:
    """A sheet name that Excel takes: other programs allow more."""
    return re.sub(r"[\[\]:*?/\\]", "_", name).strip("'")[:31] or "原件"


def _write(sheet: Any, row: int, column: int, value: Any, text: Any, dates: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, text)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, text)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, text)
    elif isinstance(value, datetime.datetime | datetime.date):
        sheet.write_datetime(row, column, value, dates)
    else:
        sheet.write_string(row, column, str(value), text)
