"""The values and looks of an OpenDocument spreadsheet (.ods), from its XML."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from lxml import etree

from perfeval.ooxml.open_document import NAMES, OFFICE, STYLE, TABLE, cell_text, repeated
from perfeval.ooxml.package import Package
from perfeval.write.plain.ods_formats import codes
from perfeval.write.plain.sheets import MOST_CELLS, Look, PlainBook, PlainSheet, Value

NAMES_SVG = f"{{{NAMES}svg-compatible:1.0}}"
FO = f"{{{NAMES}xsl-fo-compatible:1.0}}"
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOST_BLANKS = 200  # cells in a row that hold a look alone: more are the rest of the sheet
POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "pc": 12.0}
LENGTH = re.compile(r"([\d.]+)(pt|in|cm|mm|px|pc)")
HORIZONTAL = {
    "start": "left",
    "left": "left",
    "end": "right",
    "right": "right",
    "center": "center",
    "justify": "justify",
}
VERTICAL = {"top": "top", "middle": "vcenter", "bottom": "bottom"}
LINES = {"double": 6, "dashed": 3, "dotted": 4}
SIDES = ("left", "right", "top", "bottom")
EPOCH = datetime(1899, 12, 30)
TIME = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$")
DATE = 0  # the look of a date whose cell has none
COLOUR = re.compile(r"#[0-9a-fA-F]{6}$")


def plain_ods(path: Path) -> PlainBook:
    """Raises PackageError, or ValueError for attributes that are not what they have to be."""
    with Package(path) as package:
        content = package.xml("content.xml")
        roots = [package.xml("styles.xml"), content] if "styles.xml" in package else [content]
    styles = _Styles(roots)
    book = PlainBook(looks=styles.looks)
    left = MOST_CELLS
    for table in content.iterfind(f"{OFFICE}body/{OFFICE}spreadsheet/{TABLE}table"):
        sheet = _sheet(table, styles, left)
        left -= len(sheet.cells)
        book.sheets.append(sheet)
        if left <= 0:
            break
    return book


class _Styles:
    """Looks by the names of cell styles, and the other styles by family and name."""

    def __init__(self, roots: list[etree._Element]) -> None:
        self.codes = codes(roots)
        self.named = {
            (e.get(f"{STYLE}family"), e.get(f"{STYLE}name")): e for root in roots for e in root.iter(f"{STYLE}style")
        }
        self.fonts = {
            e.get(f"{STYLE}name"): (e.get(f"{NAMES_SVG}font-family") or "").strip("'\"")
            for root in roots
            for e in root.iter(f"{STYLE}font-face")
        }
        defaults = (e for root in roots for e in root.iter(f"{STYLE}default-style"))
        self.default = next((e for e in defaults if e.get(f"{STYLE}family") == "table-cell"), None)
        self.looks: list[Look] = [{"num_format": "yyyy/m/d"}]
        self._numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        """The number of the look of a cell style."""
        if name not in self._numbers:
            self._numbers[name] = len(self.looks)
            self.looks.append(self._look(name))
        return self._numbers[name]

    def property(self, family: str, name: str | None, attribute: str) -> str | None:
        style = self.named.get((family, name))
        found = (e.get(attribute) for e in style) if style is not None else ()
        return next((value for value in found if value), None)

    def _look(self, name: str) -> Look:
        chain: list[etree._Element] = [] if self.default is None else [self.default]
        style, seen = self.named.get(("table-cell", name)), set[str]()
        while style is not None and (own := style.get(f"{STYLE}name") or "") not in seen:
            seen.add(own)
            chain.insert(0 if self.default is None else 1, style)
            style = self.named.get(("table-cell", style.get(f"{STYLE}parent-style-name")))
        found: dict[str, str] = {}
        code = "General"
        for e in chain:
            code = self.codes.get(e.get(f"{STYLE}data-style-name") or "", code)
            for properties in e:
                if properties.get(f"{STYLE}font-name"):
                    found.pop(f"{STYLE}font-name-asian", None)  # of the style that this one builds upon
                found.update((str(k), str(v)) for k, v in properties.attrib.items())
        return {k: v for k, v in _look(found, code, self.fonts).items() if v}


def _look(found: Mapping[str, str], code: str, fonts: Mapping[str | None, str]) -> Look:
    look: Look = {"num_format": code if code != "General" else ""}
    size = _points(found.get(f"{FO}font-size"))
    # Chinese letters have a font of their own
    face = found.get(f"{STYLE}font-name-asian") or found.get(f"{STYLE}font-name")
    look["font_name"] = (fonts.get(face) or face or "宋体")[:31]
    look["font_size"] = min(size, 409) if size else 10
    look["bold"] = found.get(f"{FO}font-weight") in ("bold", "600", "700", "800", "900")
    look["italic"] = found.get(f"{FO}font-style") == "italic"
    look["font_color"] = _colour(found.get(f"{FO}color"))
    look["bg_color"] = _colour(found.get(f"{FO}background-color"))
    if found.get(f"{STYLE}text-align-source") != "value-type":
        look["align"] = HORIZONTAL.get(found.get(f"{FO}text-align") or "", "")
    look["valign"] = VERTICAL.get(found.get(f"{STYLE}vertical-align") or "", "")
    look["text_wrap"] = found.get(f"{FO}wrap-option") == "wrap"
    look["shrink"] = found.get(f"{STYLE}shrink-to-fit") == "true"
    for side in SIDES:
        look[side] = _line(found.get(f"{FO}border-{side}") or found.get(f"{FO}border"))
    return look


def _line(border: str | None) -> int:
    """0.74pt solid #000000 as the line that Excel has."""
    words = (border or "none").split()
    if "none" in words or "hidden" in words:
        return 0
    kind = next((LINES[w] for w in words if w in LINES), 0)
    width = max((_points(w) for w in words), default=0)
    return kind or (1 if width < 1.2 else 2 if width < 2.2 else 5)


def _colour(text: str | None) -> str:
    return text.upper() if text and COLOUR.match(text) else ""


def _points(length: str | None) -> float:
    match = LENGTH.fullmatch(length or "")
    return float(match[1]) * POINTS[match[2]] if match else 0.0


def _sheet(table: etree._Element, styles: _Styles, left: int) -> PlainSheet:
    shown = styles.property("table", table.get(f"{TABLE}style-name"), f"{TABLE}display")
    plain = PlainSheet(table.get(f"{TABLE}name") or "", hidden=shown == "false")
    usual = _columns(plain, table, styles)
    row = 0
    for tr in table.iter(f"{TABLE}table-row"):
        times = repeated(tr, "rows", MOST_ROWS - row)
        cells = list(_cells(tr, usual, styles))
        filled = any(value not in (None, "") for _, _, value, _ in cells)
        height = _points(styles.property("table-row", tr.get(f"{TABLE}style-name"), f"{STYLE}row-height"))
        for r in range(row, row + (times if filled else min(times, MOST_BLANKS))):
            if height:
                plain.heights[r] = height
            if tr.get(f"{TABLE}visibility") in ("collapse", "filter") and times < 1000:
                plain.hidden_rows.add(r)
            for c, _, value, look in cells:
                plain.cells[r, c] = value, look
            if len(plain.cells) >= left:
                break
        plain.merges += [m for c, e, _, _ in cells if (m := _merge(e, row, c))]
        row += times
        if row >= MOST_ROWS or len(plain.cells) >= left:
            break
    plain.trim()
    return plain


def _columns(plain: PlainSheet, table: etree._Element, styles: _Styles) -> dict[int, str]:
    """Widths and hidden columns; the cell style that each column gives."""
    usual: dict[int, str] = {}
    column = 0
    for e in table.iter(f"{TABLE}table-column"):
        times = repeated(e, "columns", MOST_COLUMNS - column)
        width = _points(styles.property("table-column", e.get(f"{TABLE}style-name"), f"{STYLE}column-width"))
        for c in range(column, column + times):
            if width:
                # 96 pixels to the inch, 7 to a character and 5 beside the text
                plain.widths[c] = min(max((width / 0.75 - 5) / 7, 0), 255)
            if e.get(f"{TABLE}visibility") == "collapse":
                plain.hidden_columns.add(c)
            usual[c] = e.get(f"{TABLE}default-cell-style-name") or ""
        column += times
    return usual


def _cells(
    row: etree._Element, usual: Mapping[int, str], styles: _Styles
) -> Iterator[tuple[int, etree._Element, Value, int]]:
    column = 0
    of_row = row.get(f"{TABLE}default-cell-style-name") or ""
    for e in row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
        times = repeated(e, "columns", MOST_COLUMNS - column)
        covered = e.tag == f"{TABLE}covered-table-cell"
        value = None if covered else _value(e)
        last = times if value not in (None, "") else min(times, MOST_BLANKS)
        for c in range(column, column + last):
            name = e.get(f"{TABLE}style-name") or of_row or usual.get(c, "") or "Default"
            look = styles.number(name)
            if e.get(f"{OFFICE}value-type") == "date" and not styles.looks[look].get("num_format"):
                look = DATE
            yield c, e, value, look
        column += times


def _merge(e: etree._Element, row: int, column: int) -> tuple[int, int, int, int] | None:
    width = int(e.get(f"{TABLE}number-columns-spanned") or 1)
    height = int(e.get(f"{TABLE}number-rows-spanned") or 1)
    inside = 1 <= width <= MOST_COLUMNS - column and 1 <= height <= MOST_ROWS - row
    return (row, column, row + height - 1, column + width - 1) if inside and width * height > 1 else None


def _value(e: etree._Element) -> Value:
    kind = e.get(f"{OFFICE}value-type")
    if kind in ("float", "percentage", "currency"):
        number = float(e.get(f"{OFFICE}value") or "nan")
        return number if math.isfinite(number) else cell_text(e)
    if kind == "boolean":
        return e.get(f"{OFFICE}boolean-value") == "true"
    found = _moment(e.get(f"{OFFICE}date-value"), e.get(f"{OFFICE}time-value"))
    return cell_text(e) if found is None else found


def _moment(date: str | None, time: str | None) -> float | None:
    """A date or a time as Excel counts it: in days."""
    if date:
        try:
            days = (datetime.fromisoformat(date).replace(tzinfo=None) - EPOCH).total_seconds() / 86400
        except ValueError:
            return None
        return days if days > 60 else None  # Excel counts a day too many before March 1900
    match = TIME.match(time or "")
    if not match:
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups()[1:])
    return None if match[1] else days + (hours + (minutes + seconds / 60) / 60) / 24
