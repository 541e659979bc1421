"""Sheets of our own workbooks as tables of columns over rows, streamed to disk by XlsxWriter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

Value = str | int | Decimal | None
Looks = Mapping[str, Mapping[str, Any]]  # how cells with these texts look
COLOURS: Looks = {
    "●错误": {"font_color": "#C00000", "bg_color": "#FDE9E7"},
    "▲警告": {"font_color": "#9C5700", "bg_color": "#FFF4CE"},
    "○提示": {"font_color": "#595959"},
}
SHADE = {"type": "2_color_scale", "min_type": "num", "min_value": 0, "min_color": "#FFFFFF", "max_color": "#F4B183"}
EPOCH = datetime(2000, 1, 1)  # a fixed date: the same batch gives the same file
FIRST_ROW = 3  # of the rows of a table, from 0: below title, caption and header
TALLEST = 400.0  # points; Excel allows 409
UPRIGHT = 226.0  # points of a header row whose titles stand on end
_NAMED = re.compile("(_x[0-9a-fA-F]{4}_)")  # a text that reads like an escaped character
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: no file can hold it
LONGEST = 32_000  # characters of a cell; Excel's limit is 32,767
RECURRING = 200  # characters of a text that may come again; longer ones are not worth their memory
LINK_LENGTH = 255  # characters of a text in a formula
MOST_ROWS = 1_048_000  # of a sheet; Excel's limit is 1,048,576


@dataclass(frozen=True)
class Link:
    """A cell that leads to a file beside the workbook; ``target`` is relative, with /."""

    target: str
    text: str


@dataclass(frozen=True)
class Column:
    """``format``: text, wrap, centre, number (0.00), count, percent (0.00%) or share (0.0%)."""

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
            room = _room(column.width)
            if 2 * len(text) > room * lines or "\n" in text:  # else it cannot be the longest
                lines = max(lines, _lines(text, room))
    return _points(lines)


def height_of(text: str, width: float) -> float:
    """Points of a text that wraps in a column of this width (digits)."""
    return _points(_lines(text, _room(width)))


def head_height(columns: Sequence[Column]) -> float:
    """Points that show every title of a header row, which wraps."""
    return max(height_of(c.title, c.width) for c in columns)


def _room(width: float) -> int:
    return max(int(width) - 2, 1)  # the indent, and the margins of a cell


def _lines(text: str, room: int) -> int:
    return (_lines_again if len(text) <= RECURRING else _lines_in)(text, room)


def _lines_in(text: str, room: int) -> int:
    wide = (sum(2 if east_asian_width(c) in "WFA" else 1 for c in part) for part in text.split("\n"))
    return sum(max(1, -(-w // room)) for w in wide)


_lines_again = lru_cache(maxsize=4096)(_lines_in)


def _points(lines: int) -> float:
    return min(6 + 13.5 * lines, TALLEST)


def _inline(text: str) -> str:
    """A text as the inside of a cell, escaped as XlsxWriter does it."""
    return (_inline_again if len(text) <= RECURRING else _escaped)(text)


def _escaped(text: str) -> str:
    text = _SURROGATE.sub("�", text)
    text = _NAMED.sub(r"_x005F\1", text)
    text = _CONTROL.sub(lambda m: f"_x{ord(m[0]):04X}_", text)
    keep = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<is><t{keep}>{escape(text)}</t></is>"


_inline_again = lru_cache(maxsize=4096)(_escaped)  # names, verdicts, rules and hints recur from row to row


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


def _hyperlink(link: Link) -> str | None:
    """A formula, since XlsxWriter's own relative links have backslashes, which only Windows follows.

    None where Excel could not follow it: a # begins a place inside a file, texts in a formula have a limit, and no
    name of Windows holds a control character.
    """
    target, text = (x.replace('"', '""') for x in (link.target, _one_line(link.text)))
    if "#" in target or link.target != _one_line(link.target) or max(len(target), len(text)) > LINK_LENGTH:
        return None
    return f'HYPERLINK("{target}","{text}")'


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", _SURROGATE.sub("�", text)).replace("\n", " ").replace("\t", " ")


class Book:
    """The workbook being written, with its formats. ``rows``: a folder for the rows until they are put together."""

    def __init__(self, path: str, title: str, rows: str) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": rows}
        self.book = xlsxwriter.Workbook(path, options)
        self.book.set_properties({"title": title, "created": EPOCH})
        self.book.use_zip64()  # a sheet of a million rows may be large
        head = {"font_name": "黑体", "bg_color": "#E7E6E6", "align": "center"}
        self.head = self._format(text_wrap=True, **head)
        self.upright = self._format(rotation=270, **head)
        self.title = self.book.add_format({"font_name": "黑体", "font_size": 16})
        self.small = self.book.add_format({"font_name": "宋体", "font_size": 9, "font_color": "#595959"})
        self.body = self.book.add_format({"font_name": "宋体", "font_size": 10.5, "text_wrap": True, "valign": "top"})
        kinds: dict[str, dict[str, Any]] = {
            "text": {"indent": 1},
            "wrap": {"text_wrap": True, "indent": 1},
            "centre": {"align": "center"},
            "link": {"font_color": "#0563C1", "underline": 1, "text_wrap": True, "indent": 1},
            **{
                kind: {"num_format": code, "align": "right", "indent": 1}
                for kind, code in (("number", "0.00"), ("count", "0"), ("percent", "0.00%"), ("share", "0.0%"))
            },
        }
        self.formats = {kind: self._format(**look) for kind, look in kinds.items()}
        total = {"bold": True, "top": 2, "top_color": "#595959"}
        self.totals = {kind: self._format(**look, **total) for kind, look in kinds.items()}
        # XlsxWriter numbers formats as it is first asked for them
        for first in (self.title, self.small, self.head, self.upright, self.body):
            first._get_xf_index()
        self.numbers = {kind: form._get_xf_index() for kind, form in self.formats.items()}

    def _format(self, **more: Any) -> Any:
        base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1, "border_color": "#A6A6A6"}
        return self.book.add_format({**base, **more})

    def close(self) -> None:
        """Write the file. OSError where the disk does not take it."""
        try:
            self.book.close()
        except FileCreateError as error:
            (reason,) = error.args
            raise reason if isinstance(reason, OSError) else OSError(str(reason)) from error

    def sheet(self, name: str, caption: str, title: str | None = None) -> Any:
        """An empty sheet with its title, set up for A4 landscape, one page wide."""
        sheet = self.book.add_worksheet(name, Streamed)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(0.4, 0.4, 0.4, 0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&9&A&C&9第 &P 页 共 &N 页")
        sheet.set_row(0, 26)
        sheet.write_string(0, 0, title or name, self.title)
        sheet.write_string(1, 0, caption, self.small)
        return sheet

    def begin(
        self,
        name: str,
        caption: str,
        columns: Sequence[Column],
        *,
        looks: tuple[int, Looks] | None = None,
        upright: range = range(0),
        printed: int | None = None,
    ) -> Table:
        """A sheet to be filled: header frozen, filtered and repeated in print.

        ``looks``: a column, and how its cells look by their texts; ``upright``: the columns whose titles stand on end
        and whose counts are shaded; ``printed``: so many columns go on paper, the others are for filters.
        """
        sheet = self.sheet(name, caption)
        sheet.set_row(FIRST_ROW - 1, UPRIGHT if upright else head_height(columns))
        for i, c in enumerate(columns):
            sheet.set_column(i, i, c.width)
            sheet.write_string(FIRST_ROW - 1, i, c.title, self.upright if i in upright else self.head)
        sheet.freeze_panes(FIRST_ROW, 0)
        sheet.repeat_rows(FIRST_ROW - 1)
        return Table(self, sheet, columns, looks, upright, printed or len(columns))

    def table(
        self,
        name: str,
        caption: str,
        columns: Sequence[Column],
        rows: Iterable[Any],
        *,
        looks: tuple[int, Looks] | None = None,
        total: Any = None,
    ) -> None:
        """A sheet of rows as ``begin`` has it, with all its rows, and perhaps a last one outside the filter."""
        table = self.begin(name, caption, columns, looks=looks)
        for row in rows:
            table.add(row)
        table.end(total)

    def write(
        self,
        sheet: Any,
        row: int,
        column: int,
        value: Value | Link,
        form: str,
        formats: Mapping[str, Any] | None = None,
    ) -> None:
        """One cell. A text is always written as text: one that looks like a formula stays what it is."""
        shown = (formats or self.formats)[form]
        if isinstance(value, Link):
            if formula := _hyperlink(value):
                sheet.write_formula(row, column, f"={formula}", self.formats["link"], _one_line(value.text))
                return
            value = value.text
        if isinstance(value, Decimal | int):
            sheet.write_number(row, column, float(value), shown)
        elif value is None or value == "":
            sheet.write_blank(row, column, None, shown)
        else:
            sheet.write_string(row, column, _SURROGATE.sub("�", value[:LONGEST]), shown)


class Table:
    """A sheet that takes one row after the other; several may be open at a time.

    Rows that Excel has no room for are counted, not dropped in silence.
    """

    def __init__(
        self,
        book: Book,
        sheet: Streamed,
        columns: Sequence[Column],
        looks: tuple[int, Looks] | None,
        upright: range,
        printed: int,
    ) -> None:
        self.book, self.sheet, self.columns = book, sheet, columns
        self.looks, self.upright, self.printed = looks, upright, printed
        self.names = [xl_col_to_name(i) for i in range(len(columns))]
        self.at, self.left_out = FIRST_ROW, 0
        self.also: Callable[[Sequence[Value | Link]], None] | None = None  # takes the values of every row too

    def add(self, row: Any) -> None:
        values = [c.value(row) for c in self.columns]
        if self.also is not None:
            self.also(values)
        if self.at >= MOST_ROWS:
            self.left_out += 1
            return
        cells = map(self._cell, self.names, values, self.columns)
        self.sheet.stream(self.at, height(self.columns, values), "".join(cells), len(self.columns) - 1)
        self.at += 1

    def end(self, total: Any = None) -> None:
        """Filter, colours and print area, once the last row is known."""
        if self.at == FIRST_ROW:
            self.sheet.write_string(self.at, 0, "（无）", self.book.formats["text"])
            self.at += 1
        last = self.at - 1
        self.sheet.autofilter(FIRST_ROW - 1, 0, last, len(self.columns) - 1)
        if self.looks is not None:
            column, looks = self.looks
            for text, look in looks.items():
                form = self.book.book.add_format(look)
                rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": form}
                self.sheet.conditional_format(FIRST_ROW, column, last, column, rule)
        if self.upright:
            self.sheet.conditional_format(FIRST_ROW, self.upright.start, last, self.upright.stop - 1, SHADE)
        if total is not None:
            for i, c in enumerate(self.columns):
                self.book.write(self.sheet, self.at, i, c.value(total), c.format, self.book.totals)
            last = self.at
        if self.left_out:
            said = f"Excel 一张表放不下，还有 {self.left_out} 行没有列出"
            self.sheet.write_string(last + 1, 0, said, self.book.small)
        self.sheet.print_area(0, 0, last, self.printed - 1)

    def _cell(self, column_name: str, value: Value | Link, column: Column) -> str:
        """A cell of a streamed row, as ``Book.write`` would make it."""
        ref, numbers = f"{column_name}{self.at + 1}", self.book.numbers
        if isinstance(value, Link):
            if formula := _hyperlink(value):
                text = escape(_one_line(value.text))
                return f'<c r="{ref}" s="{numbers["link"]}" t="str"><f>{escape(formula)}</f><v>{text}</v></c>'
            value = value.text
        s = numbers[column.format]
        if value is None or value == "":
            return f'<c r="{ref}" s="{s}"/>'
        if isinstance(value, Decimal | int) and isfinite(value):
            return f'<c r="{ref}" s="{s}"><v>{float(value):.16G}</v></c>'
        return f'<c r="{ref}" s="{s}" t="inlineStr">{_inline(str(value)[:LONGEST])}</c>'
