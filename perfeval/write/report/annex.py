"""附件: the unit's own 自评表 as a table on a landscape page, with its merges, every printed cell of it."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from perfeval.address import column_number, position
from perfeval.model import Cell, Form, Leaf, Measure
from perfeval.write.report.blocks import Run, Table, TableCell
from perfeval.write.report.pages import ACROSS, heights, width
from perfeval.write.report.texts import tidy

LANDSCAPE = 13436  # twips between the margins of the landscape page
TITLE = 36.0  # points that the title of the annex takes
MOST = 40  # columns beyond this are an accident of formatting
ADDRESS = re.compile(rb'\br=["\']([A-Za-z]+)(\d+)["\']')
MOST_LAID_OUT = 5_000_000  # cells
LARGEST_PART = 100_000_000  # bytes of a sheet
APART_SECONDS = 60

Merge = tuple[int, int, int, int]  # top, left, bottom, right, 1-based
Sheet = tuple[list[list[Any]], list[Merge]]  # values from A1 and merges


def _range(text: str) -> Merge:
    first, _, last = text.partition(":")
    return (*position(first), *position(last or first))


def cells_of(form: Form) -> Iterator[Cell]:
    """Every cell that was read of a form: its shown text is the one people see."""
    for i in form.indicators:
        for leaf in (i.level1, i.level2, i.level3, i.weight, i.self_score, i.raw_score, i.review_score, i.coefficient,
                     i.criteria, i.reason, i.initial_target, *(x for _, x in i.other)):  # fmt: skip
            if isinstance(leaf, Leaf):
                yield leaf.cell
            elif isinstance(leaf, Measure):
                yield from leaf.cells
        for measure in (i.target, i.actual):
            yield from measure.cells if measure is not None else ()
    for f in form.funds:
        for each in (f.row, f.initial, f.budget, f.spent, f.weight, f.rate, f.self_score, f.reason):
            if each is not None:
                yield each.cell
        yield from (x.cell for _, x in f.other)
    for x in form.fields:
        yield x.leaf.cell
    for leaf in (form.totals.weight, form.totals.self_score, form.totals.review_score, form.totals.self_grade):
        if leaf is not None:
            yield leaf.cell


def annex(form: Form, path: Path) -> list[Table]:
    """The range of the form as a Word table; none where the sheet cannot be opened a second time.

    One that is too long for a page is two: only the first rows of a table are repeated, and the head of the indicators
    stands below the funds.
    """
    sheet = _open(path, form.sheet)
    if sheet is None:
        return []
    values, merges = sheet
    top, left, bottom, right = _range(form.range)
    right = min(right, left + MOST - 1)
    known = {position(c.ref): c for c in cells_of(form) if c.sheet == form.sheet}
    title = position(form.title_cell.ref)[0] if form.title_cell is not None else 0
    if top <= title < top + 3:
        top = title + 1  # the title, and 附件1 over it, stand above the table
    corner = {(m[0], m[1]): m for m in merges}
    sane = [m for m in merges if m[2] - m[0] < 5000]
    covered = {(r, c): m for m in sane for r in range(m[0], m[2] + 1) for c in range(m[1], m[3] + 1)}
    columns = [c for c in range(left, right + 1) if _used(c, values, covered, top, bottom)]
    if not columns:
        return []
    rows, numbers = [], []
    for r in range(top, bottom + 1):
        row = _row(r, columns, values, known, corner, covered, top)
        if any(run.text for cell in row for run in cell.runs) or any(cell.down == "on" for cell in row):
            rows.append(row)
            numbers.append(r)
    first = next((n for n, r in enumerate(numbers) if r >= _first(form)), 0)
    _align(rows, max(1, min(first, 4)))
    table = fitted(Table(rows, _widths(rows, len(columns)), heads=1, line=13.0, size=9.0))
    head = next((n for n in range(first - 1, max(first - 4, -1), -1) if _is_head(rows[n])), first - 1)
    table.heads = _whole(rows, first - head if head < 1 else 1)
    if head < 1 or sum(heights(table)) <= ACROSS - TITLE:
        return [table]
    upper, heads, lower = rows[:head], rows[head:first], rows[first:]
    _cut(upper, heads)
    _cut(heads, lower)
    return [
        Table(upper, table.widths, 1, table.line, table.size),
        Table([*heads, *lower], table.widths, len(heads), table.line, table.size),
    ]


def _first(form: Form) -> int:
    """The row of the first indicator; of a form without any, of the first fund."""
    labels = [i.level3 for i in form.indicators] or [f.row for f in form.funds]
    return min((position(leaf.cell.ref)[0] for leaf in labels), default=0)


def _is_head(row: list[TableCell]) -> bool:
    text = "".join(r.text for cell in row for r in cell.runs)
    return "级指标" in text.replace(" ", "") or "指标值" in text.replace(" ", "")


def _whole(rows: list[list[TableCell]], heads: int) -> int:
    """As many rows as can be repeated: no cell may reach over their end."""
    while 0 < heads < len(rows) and any(cell.down == "on" for cell in rows[heads]):
        heads -= 1
    return max(1, heads)


def _cut(upper: list[list[TableCell]], lower: list[list[TableCell]]) -> None:
    """A cell that reached over the cut begins anew below it and takes its text along."""
    above = {n: cell for row in upper for n, cell in _placed(row) if cell.down == "start"}
    for n, cell in _placed(lower[0]) if lower else ():
        if cell.down == "on" and n in above:
            cell.down, cell.runs, above[n].runs = "start", above[n].runs, [Run("")]


def _align(rows: list[list[TableCell]], heads: int) -> None:
    """Texts begin at the left all down their column, short words stand in the middle; so do the heads."""
    longest: dict[int, float] = {}
    for row in rows[heads:]:
        for n, cell in _placed(row):
            if cell.across == 1:
                longest[n] = max(longest.get(n, 0), width("".join(r.text for r in cell.runs)))
    for at, row in enumerate(rows):
        for n, cell in _placed(row):
            text = width("".join(r.text for r in cell.runs))
            left = at >= heads and (text > 20 if cell.across > 1 else longest.get(n, 0) > 12)
            cell.style = "AnnexLeft" if left else "AnnexText"


def _placed(row: list[TableCell]) -> Iterator[tuple[int, TableCell]]:
    """The cells of a row with the column that each begins in."""
    n = 0
    for cell in row:
        yield n, cell
        n += cell.across


def fitted(table: Table) -> Table:
    """A table a little too high for its page is set a size smaller, so that no two rows are left for the next one."""
    room = ACROSS - TITLE
    if not room < sum(heights(table)) <= 1.25 * room:
        return table
    small = Table(table.rows, table.widths, table.heads, line=11.5, size=8.0)
    if sum(heights(small)) > room:
        return table
    for cell in (c for row in table.rows for c in row):
        cell.style += "Small"
    return small


def _open(path: Path, name: str) -> Sheet | None:
    """Values and merges of a sheet; None where it cannot be had: the report goes on without its annex and says so."""
    harmless = _harmless(path)
    if harmless is not None:
        return _sheet(path, name) if harmless else None
    command = [sys.executable, "-m", "perfeval.write.report.annex", str(path), name]
    try:
        done = subprocess.run(command, capture_output=True, timeout=APART_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0 or not done.stdout:
        return None
    sheet: Sheet | None = pickle.loads(done.stdout)
    return sheet


def _harmless(path: Path) -> bool | None:
    """Whether calamine may read it: it lays out the whole range between the outermost cells, and ends its process where
    there is no room for it. None: not known, for this is no .xlsx."""
    try:
        with zipfile.ZipFile(path) as package:
            sheets = [i for i in package.infolist() if i.filename.startswith("xl/worksheets/")]
            if not sheets:
                return None
            return all(i.file_size <= LARGEST_PART and _laid_out(package.read(i)) <= MOST_LAID_OUT for i in sheets)
    except zipfile.BadZipFile:
        return None
    except Exception:  # a damaged member
        return False


def _laid_out(sheet: bytes) -> int:
    """Cells in the rectangle from A1 that the addresses of a sheet need."""
    right = bottom = 1
    for letters, row in set(ADDRESS.findall(sheet)):
        right, bottom = max(right, column_number(letters.decode())), max(bottom, int(row))
    return right * bottom


def _sheet(path: Path, name: str) -> Sheet | None:
    from python_calamine import CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name)
        values = sheet.to_python(skip_empty_area=False)
        merges = [(a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1) for a, b in sheet.merged_cell_ranges or []]
    except BaseException as error:  # whatever the file is; a panic of calamine is no Exception
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            return None
        raise
    return values, merges


def _used(column: int, values: list[list[Any]], covered: dict[tuple[int, int], Merge], top: int, bottom: int) -> bool:
    """A column that holds a value, or that a merge begins in: others are only room between."""
    return any(_value(values, r, column) not in ("", None) for r in range(top, bottom + 1)) or any(
        covered.get((r, column), (0, 0, 0, 0))[1] == column for r in range(top, bottom + 1)
    )


def _value(values: list[list[Any]], row: int, column: int) -> Any:
    line = values[row - 1] if 0 < row <= len(values) else []
    return line[column - 1] if 0 < column <= len(line) else ""


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()[:10]
    return str(value).strip() if value is not None else ""


def _row(
    r: int,
    columns: list[int],
    values: list[list[Any]],
    known: dict[tuple[int, int], Cell],
    corner: dict[tuple[int, int], Merge],
    covered: dict[tuple[int, int], Merge],
    top: int,
) -> list[TableCell]:
    row: list[TableCell] = []
    n = 0
    while n < len(columns):
        c = columns[n]
        merge = covered.get((r, c))
        across = sum(merge[1] <= x <= merge[3] for x in columns[n:]) if merge else 1
        begins = merge is None or r == max(merge[0], top)
        at = (merge[0], merge[1]) if merge else (r, c)
        cell = known.get(at)
        value = _value(values, *at)
        # of a number people see what its format makes of it; "": a formula without a stored value, computed on reading
        number = not isinstance(value, str) or value == ""
        text = (cell.shown if number and cell is not None and cell.shown else _text(value)) if begins else ""
        tall = merge is not None and merge[2] > max(merge[0], top)
        down: Any = "" if not tall else "start" if begins else "on"
        row.append(TableCell([Run(tidy(text), cell)], "AnnexText", max(1, across), down))
        n += max(1, across)
    return row


def _widths(rows: list[list[TableCell]], count: int) -> list[int]:
    """Widths that keep rows low: each by the fourth root of the sum of its cubed texts, four characters at least.

    That makes Σ (text ÷ width)³ over all cells least, a smooth stand-in for the height of the table.
    """
    need, least = [1.0] * count, [1.0] * count
    for row in rows:
        n = 0
        for cell in row:
            if cell.across == 1 and n < count:
                text = width("".join(r.text for r in cell.runs))
                need[n] += text**3
                least[n] = max(least[n], text if text <= 5 else 4.0)
            n += cell.across
    floor = [200 + 180 * x for x in least]  # characters of 9 pt, and the room at both sides
    if sum(floor) >= LANDSCAPE:
        return [LANDSCAPE // count] * count
    share = [x**0.25 for x in need]
    scale = LANDSCAPE / sum(share)
    widths = [max(f, x * scale) for f, x in zip(floor, share, strict=True)]
    over = sum(widths) - LANDSCAPE
    room = sum(w - f for w, f in zip(widths, floor, strict=True)) or 1.0
    return [int(w - over * (w - f) / room) for w, f in zip(widths, floor, strict=True)]


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(_sheet(Path(sys.argv[1]), sys.argv[2])))
