"""A workbook of values and looks, for originals that cannot be edited in place: .xls, .et, .ods, .docx, strict xlsx.

Values, merges, widths, heights, number formats, fonts, borders and fills are those that the file gives. Nothing is
measured on this machine and no date is written, so the copy is the same bytes everywhere.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import re
from pathlib import Path
from typing import Any

from perfeval.ooxml.package import DAMAGED, Package, PackageError
from perfeval.write.plain.sheets import ERRORS, FONT, Look, PlainBook, PlainSheet, Value

FIXED = datetime.datetime(1980, 1, 1)
OLE = b"\xd0\xcf\x11\xe0"
LONGEST = 32_767  # characters in a cell
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


KEPT = "数值、合并单元格、列宽和数字格式取自原件"
BARE = "只含数值和合并单元格"


def value_copy(path: Path) -> tuple[io.BytesIO, str]:
    """The sheets of ``path``, one empty sheet where nothing can be read; and what of the original it holds."""
    plain = plain_book(path)
    return write_book(plain), BARE if plain.bare else KEPT


def plain_book(path: Path) -> PlainBook:
    """What the file holds, by what it is and not by its name; values alone where its own reader gives up."""
    found: PlainBook | None = None
    # whatever breaks the rules in a way that nobody has thought of leaves the values
    with contextlib.suppress(Exception):
        found = _by_content(path)
    if found is None or not found.sheets:
        from perfeval.write.plain.values import values_apart

        found = PlainBook(
            values_apart(path), [{**FONT, "text_wrap": True, "valign": "vcenter", "border": 1}], bare=True
        )
    return found


def _by_content(path: Path) -> PlainBook | None:
    with path.open("rb") as stream:
        head = stream.read(4)
    if head == OLE:
        from perfeval.write.plain.xls import plain_xls

        return plain_xls(path)
    with contextlib.suppress(PackageError, *DAMAGED), Package(path) as package:
        if "word/document.xml" in package or (package.main() or "").startswith("word/"):
            from perfeval.write.plain.word import plain_word

            return plain_word(path)
        if "content.xml" in package:
            from perfeval.write.plain.ods import plain_ods

            return plain_ods(path)
    return None


def write_book(plain: PlainBook) -> io.BytesIO:
    """The sheets as an .xlsx."""
    import xlsxwriter

    out = io.BytesIO()
    # texts that look like formulas or links are texts here
    book = xlsxwriter.Workbook(out, {**OPTIONS, "date_1904": plain.date_1904})
    book.set_properties({"created": FIXED})
    formats = _Formats(book, plain.looks)
    names: set[str] = set()
    seen = False
    for sheet in plain.sheets or [PlainSheet("原件")]:
        written = book.add_worksheet(_allowed(sheet.name, names))
        _sheet(written, sheet, formats)
        if not sheet.hidden and not seen:
            written.activate()
            seen = True
        elif sheet.hidden and any(not s.hidden for s in plain.sheets):
            written.hide()
    book.close()
    out.seek(0)
    return out


class _Formats:
    """A format of the workbook for each look, made when first needed."""

    def __init__(self, book: Any, looks: list[Look]) -> None:
        self.book, self.looks = book, looks
        self._made: dict[int, Any] = {}

    def get(self, number: int) -> Any:
        if number not in self._made:
            look = self.looks[number] if number < len(self.looks) else FONT
            self._made[number] = self.book.add_format({**FONT, **look})
        return self._made[number]


def _sheet(sheet: Any, plain: PlainSheet, formats: _Formats) -> None:
    import xlsxwriter

    for c, width in plain.widths.items():
        sheet.set_column(c, c, width, None, {"hidden": c in plain.hidden_columns})
    for r in sorted({*plain.heights, *plain.hidden_rows}):
        sheet.set_row(r, plain.heights.get(r), None, {"hidden": r in plain.hidden_rows})
    for top, left, bottom, right in plain.merges:
        # overlapping ranges: the first stands
        with contextlib.suppress(xlsxwriter.exceptions.XlsxWriterException):
            sheet.merge_range(top, left, bottom, right, "", formats.get(plain.cells.get((top, left), (None, 0))[1]))
    # the cells after the ranges: each keeps its own borders
    for (r, c), (value, look) in plain.cells.items():
        _write(sheet, r, c, value, formats.get(look))
    if plain.frozen != (0, 0):
        sheet.freeze_panes(*plain.frozen)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _allowed(name: str, taken: set[str]) -> str:
    """A sheet name that Excel takes: other programs allow more."""
    base = allowed = re.sub(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]", "_", name).strip("'")[:31] or "原件"
    n = 2
    while allowed.casefold() in taken:
        allowed = f"{base[:28]}_{n}"
        n += 1
    taken.add(allowed.casefold())
    return allowed


def _write(sheet: Any, row: int, column: int, value: Value, look: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, look)
    elif value in ERRORS:
        # an error stays one, so that what counts on it sees it
        sheet.write_formula(row, column, f"={value}", look, value)
    else:
        sheet.write_string(row, column, value[:LONGEST], look)
