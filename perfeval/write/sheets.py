"""Sheets of our own workbooks as tables of columns over rows, streamed to disk by XlsxWriter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from perfeval.model import Severity

SIGNS: dict[Severity, str] = {"错误": "●错误", "警告": "▲警告", "提示": "○提示"}
COLOURS: dict[str, dict[str, Any]] = {
    "●错误": {"font_color": "#C00000", "bg_color": "#FDE9E7"},
    "▲警告": {"font_color": "#9C5700", "bg_color": "#FFF4CE"},
    "○提示": {"font_color": "#595959"},
}
Value = str | int | Decimal | None
EPOCH = datetime(2000, 1, 1)  # a fixed date: the same batch gives the same file
TALLEST = 400.0  # points; Excel allows 409
LONGEST = 32_000  # characters of a cell; Excel's limit is 32,767


@dataclass(frozen=True)
class Link:
    """A cell that leads to a file beside the workbook."""

    target: str
    text: str


@dataclass(frozen=True)
class Column:
    """``format``: text, wrap, number (0.00), count, percent or centre."""

    title: str
    width: float
    format: str
    value: Callable[[Any], Value | Link]


def height(columns: Sequence[Column], values: Sequence[Value | Link]) -> float:
    """Points that show the longest wrapped text of a row: WPS and LibreOffice do not fit rows by themselves."""
    lines = 1
    for column, value in zip(columns, values, strict=True):
        text = value.text if isinstance(value, Link) else value
        if isinstance(text, str) and (column.format == "wrap" or isinstance(value, Link)):
            wide = sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
            lines = max(lines, -(-wide // max(int(column.width) - 1, 1)))
    return min(6 + 13.5 * lines, TALLEST)


class Book:
    """The workbook being written, with its formats."""

    def __init__(self, path: str, title: str) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(path, options)
        self.book.set_properties({"title": title, "created": EPOCH})
        self.head = self._format(bold=True, font_name="黑体", bg_color="#E7E6E6", align="center", text_wrap=True)
        self.title = self.book.add_format({"font_name": "黑体", "font_size": 16})
        self.small = self.book.add_format({"font_name": "宋体", "font_size": 9, "font_color": "#595959"})
        self.formats = {
            "text": self._format(),
            "wrap": self._format(text_wrap=True),
            "centre": self._format(align="center"),
            "number": self._format(num_format="0.00", align="right"),
            "count": self._format(num_format="0", align="right"),
            "percent": self._format(num_format="0.00%", align="right"),
            "link": self._format(font_color="#0563C1", underline=1, text_wrap=True),
        }

    def _format(self, **more: Any) -> Any:
        return self.book.add_format({"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1, **more})

    def sheet(self, name: str, caption: str) -> Any:
        """An empty sheet with its title, set up for A4 landscape, one page wide."""
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(0.4, 0.4, 0.4, 0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页 共 &N 页")
        sheet.write_string(0, 0, name, self.title)
        sheet.write_string(1, 0, caption, self.small)
        return sheet

    def table(
        self, name: str, caption: str, columns: Sequence[Column], rows: Iterable[Any], *, level: int | None = None
    ) -> None:
        """A sheet of rows: header frozen, filtered and repeated in print. ``level``: the column of 级别."""
        sheet = self.sheet(name, caption)
        for i, c in enumerate(columns):
            sheet.set_column(i, i, c.width)
            sheet.write_string(2, i, c.title, self.head)
        sheet.freeze_panes(3, 0)
        sheet.repeat_rows(2)
        at = 3
        for row in rows:
            values = [c.value(row) for c in columns]
            sheet.set_row(at, height(columns, values))
            for i, (c, value) in enumerate(zip(columns, values, strict=True)):
                self.write(sheet, at, i, value, c.format)
            at += 1
        if at == 3:
            sheet.write_string(3, 0, "（无）", self.formats["text"])
            at += 1
        sheet.autofilter(2, 0, at - 1, len(columns) - 1)
        if level is not None:
            for sign, look in COLOURS.items():
                rule = {"type": "cell", "criteria": "==", "value": f'"{sign}"', "format": self.book.add_format(look)}
                sheet.conditional_format(3, level, at - 1, level, rule)

    def write(self, sheet: Any, row: int, column: int, value: Value | Link, form: str) -> None:
        """One cell. A text is always written as text: one that looks like a formula stays what it is."""
        shown = self.formats[form]
        if isinstance(value, Link):
            # a formula, since XlsxWriter's own relative links have backslashes, which only Windows follows
            quoted = [x.replace('"', '""')[:250] for x in (value.target, value.text)]
            formula = f'=HYPERLINK("{quoted[0]}","{quoted[1]}")'
            sheet.write_formula(row, column, formula, self.formats["link"], value.text[:250])
        elif isinstance(value, Decimal | int):
            sheet.write_number(row, column, float(value), shown)
        elif value is None or value == "":
            sheet.write_blank(row, column, None, shown)
        else:
            sheet.write_string(row, column, str(value)[:LONGEST], shown)
