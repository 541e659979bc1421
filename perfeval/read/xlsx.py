"""Workbooks of the Open XML kind (.xlsx, .xlsm), read from the package XML in one pass.

One pass gives what no library gives together: values, merges, number formats, formulas, error cells, hidden rows,
columns and sheets. Time and memory grow with the filled cells, never with the range that a sheet claims to use.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from lxml import etree

from perfeval.address import column_letters, column_number
from perfeval.model import Cell, Raw
from perfeval.ooxml.format_codes import BUILT_IN
from perfeval.ooxml.ours import our_sheets
from perfeval.ooxml.package import Package, PackageError
from perfeval.read.formula import Calculator, Open, Position, shift
from perfeval.read.grid import Grid, Range, ref
from perfeval.read.number_format import Format, compile_format, general, iso, moment, show_date

MOST_CELLS = 3_000_000  # filled cells in a workbook
MOST_MERGED = 600_000  # positions under merged ranges in a sheet
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
NO_CACHE = "公式无缓存值，请在 Excel 中打开并保存"


@dataclass(slots=True)
class Content:
    """What stands in a cell before it becomes a ``Cell``."""

    raw: Raw
    shown: str
    formula: str | None = None
    style: int = 0


@dataclass(slots=True)
class Book:
    """A workbook being read: its styles, texts, and what has to be said about it."""

    package: Package
    file: str
    base_1904: bool = False
    formats: list[Format] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    open: dict[Position, str] = field(default_factory=dict)
    filled: int = 0

    def format(self, style: int) -> Format:
        return self.formats[style] if style < len(self.formats) else compile_format("General")


@contextmanager
def no_collection() -> Iterator[None]:
    """Cells make no cycles; looking for some while half a million are made takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def read_xlsx(package: Package, main: str, file: str) -> tuple[list[Grid], list[str]]:
    """The grids of a workbook, in the order of its tabs, and the remarks. ``main`` is the workbook part."""
    with no_collection():
        return _read(package, main, file)


def _read(package: Package, main: str, file: str) -> tuple[list[Grid], list[str]]:
    book = Book(package, file)
    root = package.xml(main)
    book.base_1904 = any(e.get("date1904") in ("1", "true") for e in root.iter("{*}workbookPr"))
    _styles(book, package.related(main, "styles"))
    _texts(book, package.related(main, "sharedStrings"))
    by_id = {r.id: r for r in package.relations(main)}
    sheets: list[tuple[Grid, dict[tuple[int, int], Content]]] = []
    ours = our_sheets(package)  # 核对结果 … of an annotated copy that was put back: not what the unit filled in
    for e in root.iter("{*}sheet"):
        rid = next((v for k, v in e.attrib.items() if str(k).endswith("}id")), None)
        relation = by_id.get(str(rid))
        if relation is None or relation.kind != "worksheet":
            continue
        name = e.get("name") or ""
        if name in ours:
            continue
        if relation.target not in package:
            book.remarks.append(f"表“{name}”在文件里缺失，未读取")
            continue
        sheets.append(_sheet(book, name, relation.target, e.get("state") in ("hidden", "veryHidden")))
    _compute(book, sheets)
    for grid, contents in sheets:
        _fill(book, grid, contents)
    return [grid for grid, _ in sheets], book.remarks


def number(text: str) -> Decimal | None:
    """The stored number as Excel computes with it: its shortest decimal, of at most 15 digits."""
    try:
        value = float(text)
    except ValueError:
        return None
    if value != value or value in (float("inf"), float("-inf")):
        return None
    return Decimal(int(value)) if value.is_integer() and abs(value) < 1e15 else Decimal(format(value, ".15g"))


def show(form: Format, value: Decimal, base_1904: bool) -> tuple[Raw, str]:
    """Raw and shown of a number: a date becomes its ISO text."""
    if not form.is_date:
        return value, form.show(value)
    when = moment(value, base_1904)
    return (iso(when, value), show_date(form, when, value)) if when else (value, general(value))


def _styles(book: Book, part: str | None) -> None:
    if part is None:
        return
    root = book.package.xml(part)
    codes = {int(e.get("numFmtId") or 0): e.get("formatCode") or "" for e in root.iter("{*}numFmt")}
    for xf in root.iterfind("{*}cellXfs/{*}xf"):
        number_format = int(xf.get("numFmtId") or 0)
        book.formats.append(compile_format(codes.get(number_format) or BUILT_IN.get(number_format, "General")))


def _texts(book: Book, part: str | None) -> None:
    if part is not None:
        book.texts = [rich_text(e) for e in book.package.elements(part, "si")]


def rich_text(element: etree._Element) -> str:
    """The text of an <si> or <is>: its runs joined, without the phonetic reading."""
    out = []
    for child in element:
        name = str(child.tag).rpartition("}")[2]
        if name == "t":
            out.append(child.text or "")
        elif name == "r":
            out.extend(t.text or "" for t in child if str(t.tag).endswith("}t"))
    return unescape("".join(out))


def unescape(text: str) -> str:
    """Excel writes control characters as _x000D_."""
    return ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _flag(element: etree._Element, name: str) -> bool:
    return element.get(name) in ("1", "true")


def _sheet(book: Book, name: str, part: str, hidden: bool) -> tuple[Grid, dict[tuple[int, int], Content]]:
    contents: dict[tuple[int, int], Content] = {}
    merges: list[Range] = []
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    shared: dict[str, tuple[int, int, str]] = {}
    row = 0
    for e in book.package.elements(part, "row", "col", "mergeCell"):
        tag = str(e.tag).rpartition("}")[2]
        if tag == "col":
            if _flag(e, "hidden"):
                last = min(int(e.get("max") or 0), MOST_COLUMNS)
                hidden_columns.update(range(int(e.get("min") or 1), last + 1))
        elif tag == "mergeCell":
            if (merged := _range(e.get("ref") or "")) is not None:
                merges.append(merged)
        else:
            row = int(e.get("r") or row + 1)
            if not 1 <= row <= MOST_ROWS:
                raise PackageError(f"文件内容不合规范（第 {row} 行），请用 Excel 打开修复后另存")
            if _flag(e, "hidden"):
                hidden_rows.add(row)
            if book.filled < MOST_CELLS:
                _row(book, name, e, row, contents, shared)
    if book.filled >= MOST_CELLS:
        book.remarks.append(f"表“{name}”：已填单元格超过 {MOST_CELLS:,} 个，其后的内容未读取，请拆成几个文件")
    grid = Grid(
        book.file,
        name,
        merges=_bounded(book, name, merges, contents),
        hidden=hidden,
        hidden_rows=frozenset(hidden_rows),
        hidden_columns=frozenset(hidden_columns),
    )
    return grid, contents


def _range(text: str) -> Range | None:
    """ "B3:D5" as a range; None for a single cell or what is no range."""
    first, _, last = text.partition(":")
    a, b = REFERENCE.fullmatch(first), REFERENCE.fullmatch(last)
    if a is None or b is None:
        return None
    rows, columns = sorted((int(a[2]), int(b[2]))), sorted((column_number(a[1]), column_number(b[1])))
    inside = rows[0] >= 1 and rows[1] <= MOST_ROWS and columns[1] <= MOST_COLUMNS
    return Range(rows[0], columns[0], rows[1], columns[1]) if inside else None


def _bounded(book: Book, name: str, merges: list[Range], contents: dict[tuple[int, int], Content]) -> list[Range]:
    """The merged ranges that reach what is filled; beyond a bounded area in all, the largest are left out."""
    bottom = max((r for r, _ in contents), default=0)
    right = max((c for _, c in contents), default=0)
    near = [m for m in merges if m.top <= bottom + 100 and m.left <= right + 100]
    sizes = {id(m): (m.bottom - m.top + 1) * (m.right - m.left + 1) for m in near}
    kept: set[int] = set()
    area = 0
    for m in sorted(near, key=lambda m: sizes[id(m)]):
        # a single one over so much is a formatting accident that Grid takes by its corner alone
        area += sizes[id(m)] if sizes[id(m)] <= 100_000 else 1
        if area > MOST_MERGED:
            book.remarks.append(f"表“{name}”合并的单元格过多，其中 {len(near) - len(kept)} 处未读取")
            break
        kept.add(id(m))
    return [m for m in near if id(m) in kept]


@lru_cache(maxsize=20_000)
def _column(letters: str) -> int:
    column = column_number(letters) if letters.isascii() and letters.isalpha() else 0
    if not 1 <= column <= MOST_COLUMNS:
        said = "".join(c for c in letters[:10] if c.isprintable() and not c.isspace())
        raise PackageError(f"文件内容不合规范（列“{said}”），请用 Excel 打开修复后另存")
    return column


def _row(
    book: Book,
    sheet: str,
    element: etree._Element,
    row: int,
    contents: dict[tuple[int, int], Content],
    shared: dict[str, tuple[int, int, str]],
) -> None:
    column = 0
    for c in element:
        address = c.get("r")
        column = _column(address.rstrip("0123456789")) if address else column + 1
        if not len(c):
            continue
        value = formula = inline = None
        for child in c:
            tag = str(child.tag)
            if tag.endswith("}v"):
                value = child.text
            elif tag.endswith("}f"):
                formula = _formula(child, row, column, shared)
            elif tag.endswith("}is"):
                inline = rich_text(child)
        style = int(c.get("s") or 0)
        kind = c.get("t") or "n"
        if formula is not None and not value and kind != "str":
            book.open[sheet, row, column] = formula
            contents[row, column] = Content(None, "", formula, style)
            book.filled += 1
            continue
        raw, shown = _value(book, kind, value, inline, style)
        if shown.strip():
            contents[row, column] = Content(raw, shown, formula, style)
            book.filled += 1


def _formula(element: etree._Element, row: int, column: int, shared: dict[str, tuple[int, int, str]]) -> str | None:
    """The text of a formula; a shared one is written out for this cell."""
    text = (element.text or "").strip()
    index = element.get("si")
    if element.get("t") != "shared" or index is None:
        return unescape(text) or None
    if text:
        shared[index] = (row, column, unescape(text))
        return shared[index][2]
    if index not in shared:
        return None
    top, left, first = shared[index]
    return shift(first, row - top, column - left)


def _value(book: Book, kind: str, value: str | None, inline: str | None, style: int) -> tuple[Raw, str]:
    if kind == "inlineStr" or (inline is not None and value is None):
        return inline, plain_lines(inline or "")
    if value is None:
        return None, ""
    if kind == "s":
        index = int(value) if value.strip().isdigit() else -1
        text = book.texts[index] if 0 <= index < len(book.texts) else ""
        return text, plain_lines(text)
    if kind == "b":
        return value.strip() == "1", "TRUE" if value.strip() == "1" else "FALSE"
    if kind in ("str", "e"):
        text = unescape(value)
        return text, plain_lines(text)
    if kind == "d":
        return value, value.replace("T00:00:00", "")
    stored = number(value)
    return (value, value) if stored is None else show(book.format(style), stored, book.base_1904)


def plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _compute(book: Book, sheets: list[tuple[Grid, dict[tuple[int, int], Content]]]) -> None:
    """Fill in the formulas that have no cached value, as far as they can be computed, and say so."""
    if not book.open:
        return
    contents = {grid.sheet: found for grid, found in sheets}
    values = {sheet: {at: c.raw for at, c in found.items()} for sheet, found in contents.items()}
    calculator = Calculator(values, book.open)
    computed: dict[str, list[str]] = {}
    left: dict[str, list[str]] = {}
    for position in book.open:
        sheet, row, column = position
        content = contents[sheet][row, column]
        try:
            value = calculator.compute(position)
        except (Open, RecursionError):
            left.setdefault(sheet, []).append(ref(row, column))
            continue
        computed.setdefault(sheet, []).append(ref(row, column))
        if isinstance(value, Decimal):
            content.raw, content.shown = show(book.format(content.style), value, book.base_1904)
        elif isinstance(value, bool):
            content.raw, content.shown = value, "TRUE" if value else "FALSE"
        else:
            content.raw, content.shown = value, value or ""
    for sheet, cells in computed.items():
        book.remarks.append(f"表“{sheet}”{_listed(cells)}的公式没有缓存值，已按公式算出")
    for sheet, cells in left.items():
        book.remarks.append(f"表“{sheet}”{_listed(cells)}的{NO_CACHE}")


def _listed(cells: list[str]) -> str:
    return "、".join(cells[:5]) + (f"等 {len(cells)} 格" if len(cells) > 5 else "")


def _fill(book: Book, grid: Grid, contents: dict[tuple[int, int], Content]) -> None:
    """Turn contents into cells; what lies under a merged range is not shown by Excel and not read."""
    covered: list[str] = []
    file, sheet, cells = book.file, grid.sheet, grid.cells
    letters: dict[int, str] = {}
    for at in sorted(contents):
        row, column = at
        m = grid.merge(row, column)
        if m is not None and (m.top, m.left) != at:
            covered.append(ref(row, column))
            continue
        if column not in letters:
            letters[column] = column_letters(column)
        c = contents[at]
        cells[at] = Cell(file, sheet, f"{letters[column]}{row}", str(m) if m else None, c.raw, c.shown, c.formula)
    if covered:
        book.remarks.append(f"表“{grid.sheet}”{_listed(covered)}被合并单元格遮住，Excel 不显示，未读取")
