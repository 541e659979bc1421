"""Workbooks of Excel 97–2003 and of WPS (.xls, .et), read by xlrd: values, number formats, merges, hidden parts.

xlrd does not give formulas; their results are read. Where it gives up, calamine is asked (values and merges only).
"""

from __future__ import annotations

import io
import struct
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlrd
import xlrd.compdoc
import xlrd.formatting
import xlrd.formula

from perfeval.model import Cell, Raw
from perfeval.ooxml.format_codes import code_of
from perfeval.ooxml.package import PackageError
from perfeval.read.grid import Grid, Range, ref
from perfeval.read.number_format import Format, compile_format
from perfeval.read.xlsx import no_collection, number, plain_lines, show

# what xlrd raises on files that break the rules
FAULTS = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    xlrd.formula.FormulaError,
    struct.error,
    AssertionError,
    AttributeError,
    EOFError,
    MemoryError,
    ArithmeticError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)


class NotRead(Exception):
    """xlrd cannot read this file; another reader may."""


def read_xls(path: Path, file: str) -> tuple[list[Grid], list[str]]:
    """The grids of a workbook, in the order of its tabs, and what was lost."""
    try:
        with no_collection():
            book = xlrd.open_workbook(
                file_contents=path.read_bytes(), formatting_info=True, ragged_rows=True, logfile=io.StringIO()
            )
            grids = [_sheet(book, sheet, file) for sheet in book.sheets()]
    except FAULTS as error:
        if "encrypted" in str(error).lower():
            raise PackageError("设了打开密码，请在 Excel 中取消密码后另存") from error
        raise NotRead from error
    return grids, ["旧版 Excel（.xls/.et）：公式只取到结果，批注副本为 .xlsx"]


def _sheet(book: Any, sheet: Any, file: str) -> Grid:
    merges = [
        Range(top + 1, left + 1, bottom, right)
        for top, bottom, left, right in sheet.merged_cells
        if (bottom - top, right - left) != (1, 1)
    ]
    grid = Grid(
        file,
        sheet.name,
        merges=merges,
        hidden=sheet.visibility != 0,
        hidden_rows=frozenset(r + 1 for r, info in sheet.rowinfo_map.items() if info.hidden),
        hidden_columns=frozenset(c + 1 for c, info in sheet.colinfo_map.items() if info.hidden and c < 256),
    )
    formats: dict[int, Format] = {}
    for r in range(sheet.nrows):
        kinds = sheet.row_types(r)
        for c, value in enumerate(sheet.row_values(r)):
            kind = kinds[c]
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            raw, shown = _value(book, kind, value, formats, sheet.cell_xf_index(r, c))
            m = grid.merge(r + 1, c + 1)
            if shown.strip() and (m is None or (m.top, m.left) == (r + 1, c + 1)):
                grid.cells[r + 1, c + 1] = Cell(file, sheet.name, ref(r + 1, c + 1), str(m) if m else None, raw, shown)
    return grid


def _value(book: Any, kind: int, value: Any, formats: dict[int, Format], style: int) -> tuple[Raw, str]:
    if kind == xlrd.XL_CELL_TEXT:
        return str(value), plain_lines(str(value))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value), "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        text = xlrd.error_text_from_code.get(value, "#N/A")
        return text, text
    if style not in formats:
        key = book.xf_list[style].format_key
        written = book.format_map[key].format_str
        formats[style] = compile_format(code_of(key, written, xlrd.formatting.std_format_strings.get(key)))
    stored = number(repr(float(value)))
    if not isinstance(stored, Decimal):
        return str(value), str(value)
    return show(formats[style], stored, bool(book.datemode))
