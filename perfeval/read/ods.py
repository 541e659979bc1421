"""OpenDocument spreadsheets (.ods), read from their XML: values, the text as shown, formulas, merges, hidden parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from perfeval.model import Cell, Raw
from perfeval.ooxml.open_document import OFFICE, STYLE, TABLE, cell_text, repeated
from perfeval.ooxml.package import Package, PackageError
from perfeval.read.grid import Grid, Range, ref
from perfeval.read.number_format import general
from perfeval.read.xlsx import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, no_collection, number

REFERENCE = re.compile(r"\[([^\]]*)\]")
TOO_MANY = f"已填单元格超过 {MOST_CELLS:,} 个，其后的内容未读取，请拆成几个文件"


def read_ods(package: Package, file: str) -> tuple[list[Grid], list[str]]:
    """The grids of a spreadsheet, in the order of its tabs, and what was lost."""
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise PackageError("设了打开密码，请取消密码后另存为 .xlsx")
    root = package.xml("content.xml")
    hidden = {
        s.get(f"{STYLE}name")
        for s in root.iter(f"{STYLE}style")
        if any(p.get(f"{TABLE}display") == "false" for p in s.iter(f"{STYLE}table-properties"))
    }
    grids: list[Grid] = []
    remarks = ["OpenDocument 表格（.ods）：批注副本为 .xlsx"]
    left = MOST_CELLS
    with no_collection():
        for table in root.iterfind(f"{OFFICE}body/{OFFICE}spreadsheet/{TABLE}table"):
            grid = _table(table, file, table.get(f"{TABLE}style-name") in hidden, left)
            grids.append(grid)
            left -= len(grid.cells)
            if left <= 0:
                remarks.append(f"表“{grid.sheet}”：{TOO_MANY}")
                break
    return grids, remarks


def _table(table: etree._Element, file: str, hidden: bool, left: int) -> Grid:
    name = table.get(f"{TABLE}name") or ""
    found: dict[tuple[int, int], tuple[Raw, str, str | None]] = {}
    merges: list[Range] = []
    hidden_rows: set[int] = set()
    row = 1
    for tr in table.iter(f"{TABLE}table-row"):
        times = repeated(tr, "rows", MOST_ROWS - row + 1)
        cells = list(_cells(tr))
        if tr.get(f"{TABLE}visibility") in ("collapse", "filter") and (cells or times < 1000):
            hidden_rows.update(range(row, row + times))
        for column, element, content in cells:
            width = int(element.get(f"{TABLE}number-columns-spanned") or 1)
            height = int(element.get(f"{TABLE}number-rows-spanned") or 1)
            if (width > 1 or height > 1) and row + height <= MOST_ROWS + 1 and column + width <= MOST_COLUMNS + 1:
                merges.append(Range(row, column, row + height - 1, column + width - 1))
            for r in range(row, row + times) if content[1].strip() else ():
                if len(found) >= left:
                    break
                found[r, column] = content
        row += times
        if row > MOST_ROWS or len(found) >= left:
            break
    bottom = max((r for r, _ in found), default=0)
    grid = Grid(
        file,
        name,
        merges=[m for m in merges if m.top <= bottom + 100][:200_000],
        hidden=hidden,
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(_hidden_columns(table)),
    )
    for (r, c), (raw, shown, formula) in sorted(found.items(), key=lambda item: item[0]):
        m = grid.merge(r, c)
        grid.cells[r, c] = Cell(file, name, ref(r, c), str(m) if m else None, raw, shown, formula)
    return grid


def _hidden_columns(table: etree._Element) -> Iterator[int]:
    column = 1
    for e in table.iter(f"{TABLE}table-column"):
        times = repeated(e, "columns", MOST_COLUMNS - column + 1)
        if e.get(f"{TABLE}visibility") == "collapse":
            yield from range(column, column + times)
        column += times


def _cells(row: etree._Element) -> Iterator[tuple[int, etree._Element, tuple[Raw, str, str | None]]]:
    """The cells of a row that hold something or begin a merged range, with their columns."""
    column = 1
    for e in row.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
        times = repeated(e, "columns", MOST_COLUMNS - column + 1)
        if e.tag == f"{TABLE}table-cell" and (len(e) or e.get(f"{TABLE}number-columns-spanned")):
            content = _content(e)
            for c in range(column, column + times) if content[1].strip() else (column,):
                yield c, e, content
        column += times


def _content(cell: etree._Element) -> tuple[Raw, str, str | None]:
    shown = cell_text(cell)
    formula = cell.get(f"{TABLE}formula")
    if formula is not None:
        formula = REFERENCE.sub(_address, re.sub(r"^\w+:", "", formula).lstrip("="))
    kind = cell.get(f"{OFFICE}value-type")
    raw: Raw = shown
    if kind in ("float", "percentage", "currency"):
        stored = number(cell.get(f"{OFFICE}value") or "")
        raw = stored if isinstance(stored, Decimal) else shown
        # an accounting format prints "-" for 0; what was entered is a number, so it is shown
        if isinstance(stored, Decimal) and not any(c.isdigit() for c in shown):
            shown = general(stored)
    elif kind == "date":
        raw = (cell.get(f"{OFFICE}date-value") or shown).replace("T00:00:00", "").replace("T", " ")
    elif kind == "boolean":
        raw = cell.get(f"{OFFICE}boolean-value") == "true"
    return raw, shown, formula


def _address(match: re.Match[str]) -> str:
    """[.A1:.B2] -> A1:B2, [$表2.A1] -> 表2!A1."""
    parts = []
    for i, part in enumerate(match[1].split(":")):
        sheet, _, address = part.rpartition(".")
        parts.append(f"{sheet.lstrip('$')}!{address}" if sheet and not i else address)
    return ":".join(parts)
