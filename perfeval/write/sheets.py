"""Sheets of our own workbooks as tables of columns over rows, streamed to disk by XlsxWriter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import Any
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

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
_NAMED = re.compile("(_x[0-9a-fA-F]{4}_)")  # a text that reads like an escaped character
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
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
            room = max(int(column.width) - 1, 1)
            if 2 * len(text) > room * lines:  # else it cannot be the longest
                wide = sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
                lines = max(lines, -(-wide // room))
    return min(6 + 13.5 * lines, TALLEST)


def _inline(text: str) -> str:
    """A text as the inside of a cell, escaped as XlsxWriter does it."""
    text = _NAMED.sub(r"_x005F\1", text)
    text = _CONTROL.sub(lambda m: f"_x{ord(m[0]):04X}_", text)
    keep = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<is><t{keep}>{escape(text)}</t></is>"


class Streamed(Worksheet):  # type: ignore[misc]
    """A sheet that also takes rows as finished XML, straight to its file.

    Cell by cell XlsxWriter takes some 15 µs each and keeps the height of every row until the end; a batch of ten
    thousand workbooks has millions of cells.
    """

    def stream(self, row: int, points: float, cells: str, right: int) -> None:
        """Write row ``row`` (from 0) whose last column is ``right``; the rows come in their order."""
        if self._check_dimensions(row, right):
            return  # beyond what Excel holds
        self._write_single_row(row)  # what was written before it cell by cell
        pixels = int(points * 4 / 3 + 0.5)
        self.fh.write(f'<row r="{row + 1}" ht="{pixels * 0.75:.16g}" customHeight="1">{cells}</row>')


def _hyperlink(link: Link) -> str:
    """A formula, since XlsxWriter's own relative links have backslashes, which only Windows follows."""
    target, text = (x.replace('"', '""')[:250] for x in (link.target, link.text))
    return f'HYPERLINK("{target}","{text}")'


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
            "link": self._format(font_color="#0563C1", underline=1, text_wrap=True),
            "number": self._format(num_format="0.00", align="right"),
            "count": self._format(num_format="0", align="right"),
            "percent": self._format(num_format="0.00%", align="right"),
        }
        # XlsxWriter numbers formats as it is first asked for them
        for first in (
            self.title,
            self.small,
            self.formats["text"],
            self.formats["count"],
            self.formats["number"],
            self.head,
        ):
            first._get_xf_index()
        self.numbers = {name: form._get_xf_index() for name, form in self.formats.items()}

    def _format(self, **more: Any) -> Any:
        return self.book.add_format({"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1, **more})

    def sheet(self, name: str, caption: str) -> Any:
        """An empty sheet with its title, set up for A4 landscape, one page wide."""
        sheet = self.book.add_worksheet(name, Streamed)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(0.4, 0.4, 0.4, 0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页 共 &N 页")
        sheet.write_string(0, 0, name, self.title)
        sheet.write_string(1, 0, caption, self.small)
        return sheet

    def begin(self, name: str, caption: str, columns: Sequence[Column], *, level: int | None = None) -> Table:
        """A sheet to be filled: header frozen, filtered and repeated in print. ``level``: the column of 级别."""
        sheet = self.sheet(name, caption)
        for i, c in enumerate(columns):
            sheet.set_column(i, i, c.width)
            sheet.write_string(2, i, c.title, self.head)
        sheet.freeze_panes(3, 0)
        sheet.repeat_rows(2)
        return Table(self, sheet, columns, level)

    def table(
        self, name: str, caption: str, columns: Sequence[Column], rows: Iterable[Any], *, level: int | None = None
    ) -> None:
        """A sheet of rows as ``begin`` has it, with all its rows."""
        table = self.begin(name, caption, columns, level=level)
        for row in rows:
            table.add(row)
        table.end()

    def write(self, sheet: Any, row: int, column: int, value: Value | Link, form: str) -> None:
        """One cell. A text is always written as text: one that looks like a formula stays what it is."""
        shown = self.formats[form]
        if isinstance(value, Link):
            sheet.write_formula(row, column, f"={_hyperlink(value)}", self.formats["link"], value.text[:250])
        elif isinstance(value, Decimal | int):
            sheet.write_number(row, column, float(value), shown)
        elif value is None or value == "":
            sheet.write_blank(row, column, None, shown)
        else:
            sheet.write_string(row, column, str(value)[:LONGEST], shown)


class Table:
    """A sheet that takes one row after the other; several may be open at a time."""

    def __init__(self, book: Book, sheet: Streamed, columns: Sequence[Column], level: int | None) -> None:
        self.book, self.sheet, self.columns, self.level = book, sheet, columns, level
        self.names = [xl_col_to_name(i) for i in range(len(columns))]
        self.at = 3

    def add(self, row: Any) -> None:
        values = [c.value(row) for c in self.columns]
        cells = map(self._cell, self.names, values, self.columns)
        self.sheet.stream(self.at, height(self.columns, values), "".join(cells), len(self.columns) - 1)
        self.at += 1

    def end(self) -> None:
        """Filter and colours, once the last row is known."""
        if self.at == 3:
            self.sheet.write_string(3, 0, "（无）", self.book.formats["text"])
            self.at += 1
        self.sheet.autofilter(2, 0, self.at - 1, len(self.columns) - 1)
        if self.level is not None:
            for sign, look in COLOURS.items():
                form = self.book.book.add_format(look)
                rule = {"type": "cell", "criteria": "==", "value": f'"{sign}"', "format": form}
                self.sheet.conditional_format(3, self.level, self.at - 1, self.level, rule)

    def _cell(self, column_name: str, value: Value | Link, column: Column) -> str:
        """A cell of a streamed row, as ``Book.write`` would make it."""
        ref, numbers = f"{column_name}{self.at + 1}", self.book.numbers
        if isinstance(value, Link):
            formula, text = escape(_hyperlink(value)), escape(value.text[:250])
            return f'<c r="{ref}" s="{numbers["link"]}" t="str"><f>{formula}</f><v>{text}</v></c>'
        s = numbers[column.format]
        if value is None or value == "":
            return f'<c r="{ref}" s="{s}"/>'
        if isinstance(value, Decimal | int) and isfinite(value):
            return f'<c r="{ref}" s="{s}"><v>{float(value):.16G}</v></c>'
        return f'<c r="{ref}" s="{s}" t="inlineStr">{_inline(str(value)[:LONGEST])}</c>'
