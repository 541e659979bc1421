"""The values and looks of a workbook of Excel 97–2003 or WPS (.xls, .et), by xlrd."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import Any

import xlrd
import xlrd.formatting

from perfeval.ooxml.format_codes import code_of, writable
from perfeval.write.plain.sheets import Look, PlainBook, PlainSheet, Value

HORIZONTAL = {1: "left", 2: "center", 3: "right", 4: "fill", 5: "justify", 6: "center_across", 7: "distributed"}
VERTICAL = {0: "top", 1: "vcenter", 2: "bottom", 3: "vjustify", 4: "vdistributed"}
TWIPS = 20  # in a point
PADDING = 5 / 7  # of a column, in characters: the file counts it in, XlsxWriter adds it
SIDES = ("left", "right", "top", "bottom")
WIDEST = 255


def plain_xls(path: Path) -> PlainBook:
    """Raises what xlrd raises on files that break the rules."""
    book = xlrd.open_workbook(
        file_contents=path.read_bytes(), formatting_info=True, ragged_rows=True, logfile=io.StringIO()
    )
    looks = [_look(book, xf) for xf in book.xf_list]
    return PlainBook([_sheet(sheet) for sheet in book.sheets()], looks, bool(book.datemode))


def _sheet(sheet: Any) -> PlainSheet:
    plain = PlainSheet(sheet.name, hidden=sheet.visibility != 0)
    for r in range(sheet.nrows):
        kinds = sheet.row_types(r)
        for c, value in enumerate(sheet.row_values(r)):
            if kinds[c] != xlrd.XL_CELL_EMPTY:
                plain.cells[r, c] = _value(kinds[c], value), sheet.cell_xf_index(r, c)
    plain.merges = [
        (top, left, bottom - 1, right - 1)
        for top, bottom, left, right in sheet.merged_cells
        if (bottom - top, right - left) != (1, 1)
    ]
    usual = sheet.standardwidth / 256 if sheet.standardwidth else (sheet.defcolwidth or 8) + PADDING
    last = max((c for _, c in plain.cells), default=0) + 1
    plain.widths = dict.fromkeys(range(last), max(usual - PADDING, 0))
    for c, column in sheet.colinfo_map.items():
        if column.hidden:
            plain.hidden_columns.add(c)
        plain.widths[c] = min(max(column.width / 256 - PADDING, 0), WIDEST)
    for r, row in sheet.rowinfo_map.items():
        if row.hidden:
            plain.hidden_rows.add(r)
        if row.height and not row.has_default_height:
            plain.heights[r] = row.height / TWIPS
    if sheet.panes_are_frozen:
        plain.frozen = sheet.horz_split_pos, sheet.vert_split_pos
    plain.trim()
    return plain


def _value(kind: int, value: Any) -> Value:
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return float(value) if math.isfinite(value) else str(value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#N/A"))
    return str(value) if kind == xlrd.XL_CELL_TEXT else None


def _look(book: Any, xf: Any) -> Look:
    look: Look = {}
    written = book.format_map.get(xf.format_key)
    usual = xlrd.formatting.std_format_strings.get(xf.format_key)
    code = writable(code_of(xf.format_key, written.format_str if written else None, usual))
    if code != "General":
        look["num_format"] = code
    look.update(_font(book, book.font_list[xf.font_index]))
    align = xf.alignment
    look["align"] = HORIZONTAL.get(align.hor_align, "")
    look["valign"] = VERTICAL.get(align.vert_align, "vcenter")
    look["text_wrap"] = bool(align.text_wrapped)
    look["shrink"] = bool(align.shrink_to_fit)
    look["indent"] = min(align.indent_level, 15)
    if align.rotation == 255:
        look["rotation"] = 270  # letters one below the other
    elif align.rotation:
        look["rotation"] = align.rotation if align.rotation <= 90 else 90 - align.rotation
    for side in SIDES:
        look[side] = min(getattr(xf.border, f"{side}_line_style"), 13)
    if xf.background.fill_pattern == 1:
        look["bg_color"] = _colour(book, xf.background.pattern_colour_index)
    return {name: value for name, value in look.items() if value}


def _font(book: Any, font: Any) -> Look:
    return {
        "font_name": font.name[:31] if font.name.isprintable() else "",
        "font_size": min(max(font.height / TWIPS, 1), 409),
        "bold": font.weight >= 600 or bool(font.bold),
        "italic": bool(font.italic),
        "underline": 1 if font.underline_type else 0,
        "font_color": _colour(book, font.colour_index),
    }


def _colour(book: Any, index: int) -> str:
    """#RRGGBB; none for the colour that the system chooses."""
    rgb = book.colour_map.get(index)
    return "#{:02X}{:02X}{:02X}".format(*rgb) if rgb else ""
