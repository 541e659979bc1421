"""Workbooks of the older and other kinds (.xlsb, an .xls that xlrd cannot read), read by calamine.

calamine gives values and merges but neither number formats nor formulas; what is lost so is said in the remarks. On
some damaged files it does not fail but takes the whole process down (a panic, or an allocation of a terabyte and then
an abort), so it always works in a process of its own, which sends back what it read.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from perfeval.model import Cell, Raw
from perfeval.ooxml.package import PackageError
from perfeval.read.grid import Grid, Range, ref
from perfeval.read.number_format import general
from perfeval.read.xlsx import MOST_CELLS, number, plain_lines

KINDS = {"xls": "旧版 Excel（.xls/.et）", "xlsb": "二进制工作簿（.xlsb）"}
SECONDS = 120
DAMAGED = "文件已损坏或内容不合规范，请用 Excel 打开修复后另存为 .xlsx"
LOCKED = "设了打开密码，请在 Excel 中取消密码后另存"

Answer = tuple[list[Grid], list[str]]


def read_binary(path: Path, file: str, kind: str) -> Answer:
    """The grids of a workbook and what was lost. ``kind``: xls or xlsb."""
    command = [sys.executable, "-m", "perfeval.read.binary", str(path), file, kind]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise PackageError(f"读了 {SECONDS} 秒没有读完，请用 Excel 打开后另存为 .xlsx") from error
    if done.returncode != 0 or not done.stdout:
        raise PackageError(DAMAGED)
    answer: Answer | str = pickle.loads(done.stdout)
    if isinstance(answer, str):
        raise PackageError(answer)
    return answer


def _read(path: Path, file: str, kind: str) -> Answer | str:
    """What the process of its own does; a text is the reason why nothing was read."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    grids: list[Grid] = []
    remarks = [f"{KINDS[kind]}：数字格式和公式未取到，数字按原值显示，批注副本为 .xlsx"]
    try:
        with path.open("rb") as stream:
            book = CalamineWorkbook.from_filelike(stream)
            filled = 0
            for meta in book.sheets_metadata:
                if not str(meta.typ).endswith("WorkSheet"):
                    continue
                grid = _sheet(book, meta, file)
                filled += len(grid.cells)
                grids.append(grid)
                if filled > MOST_CELLS:
                    remarks.append(f"已填单元格超过 {MOST_CELLS:,} 个，表“{meta.name}”以后的表未读取")
                    break
    except PasswordError:
        return LOCKED
    except CalamineError:
        return DAMAGED
    return grids, remarks


def _sheet(book: Any, meta: Any, file: str) -> Grid:
    sheet = book.get_sheet_by_name(meta.name)
    merges = [
        Range(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
        if (top, left) != (bottom, right)
    ]
    grid = Grid(file, meta.name, merges=merges, hidden=not str(meta.visible).endswith("Visible"))
    if sheet.start is None:
        return grid
    first_row, first_column = sheet.start
    # rows above the first filled one are not given out, or are, by version: ask for the filled area only
    for r, values in enumerate(sheet.to_python(skip_empty_area=True), start=first_row + 1):
        for c, value in enumerate(values, start=first_column + 1):
            raw, shown = as_cell(value)
            if not shown.strip():
                continue
            m = grid.merge(r, c)
            if m is None or (m.top, m.left) == (r, c):
                grid.cells[r, c] = Cell(file, meta.name, ref(r, c), str(m) if m else None, raw, shown)
    return grid


def as_cell(value: object) -> tuple[Raw, str]:
    """Raw and shown of a value as Python has it."""
    if value is None or value == "":
        return None, ""
    if isinstance(value, bool):
        return value, "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        stored = number(repr(value))
        return (stored, general(stored)) if isinstance(stored, Decimal) else (str(value), str(value))
    if isinstance(value, datetime):
        whole = (value.hour, value.minute, value.second) == (0, 0, 0)
        text = f"{value.year}/{value.month}/{value.day}"
        return (value.date().isoformat(), text) if whole else (value.isoformat(sep=" "), f"{text} {value:%H:%M:%S}")
    if isinstance(value, date):
        return value.isoformat(), f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, time | timedelta):
        return str(value), str(value)
    return str(value), plain_lines(str(value))


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(_read(Path(sys.argv[1]), sys.argv[2], sys.argv[3])))
