"""The bare values of a workbook of any format, for answers that come back and for copies of old formats."""

from __future__ import annotations

import datetime
import io
import math
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

from perfeval.write.plain.sheets import PlainSheet, Value

Rows = list[list[Any]]
Merge = tuple[tuple[int, int], tuple[int, int]]
SECONDS = 120


def values_apart(path: Path) -> list[PlainSheet]:
    """All sheets, read in a process of its own: on some damaged files calamine takes its process down."""
    command = [sys.executable, "-m", "perfeval.write.plain.values", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return []
    if done.returncode != 0 or not done.stdout:
        return []
    sheets: list[PlainSheet] = pickle.loads(done.stdout)
    return sheets


def _plain(name: str, rows: Rows, merges: list[Merge]) -> PlainSheet:
    sheet = PlainSheet(name, merges=[(*a, *b) for a, b in merges if a != b])
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            sheet.cells[r, c] = _value(value), 0
    sheet.trim()
    return sheet


def _value(value: Any) -> Value:
    if isinstance(value, int | float):  # a bool is one
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return f"{value.year}/{value.month}/{value.day}"
    return None if value is None or value == "" else str(value)


def _all(path: Path) -> list[PlainSheet]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    # by content: a name may say .xlsx of a file that Excel wrote as .xls
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    sheets = []
    for about in book.sheets_metadata:
        sheet = book.get_sheet_by_name(about.name)
        merges = list(getattr(sheet, "merged_cell_ranges", None) or [])
        sheets.append(_plain(about.name, sheet.to_python(skip_empty_area=False), merges))
        # what she has hidden stays so in the copy
        sheets[-1].hidden = about.visible != SheetVisibleEnum.Visible
    return sheets


if __name__ == "__main__":  # whatever calamine raises, or dies of, ends this process alone
    sys.stdout.buffer.write(pickle.dumps(_all(Path(sys.argv[1]))))
