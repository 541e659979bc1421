"""Workbooks of the older and other kinds (.xlsb, an .xls that xlrd cannot read), read by calamine.

calamine gives values and merges but neither number formats nor formulas; what is lost so is said in the remarks.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from perfeval.model import Cell, Raw
from perfeval.ooxml.package import PackageError
from perfeval.read.grid import Grid, Range, ref
from perfeval.read.number_format import general
from perfeval.read.xlsx import MOST_CELLS, number, plain_lines

KINDS = {"xls": "旧版 Excel（.xls/.et）", "xlsb": "二进制工作簿（.xlsb）"}


@contextmanager
def contained() -> Iterator[None]:
    """calamine at its worst panics: a BaseException, with a backtrace on the process's stderr. Neither gets out."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    except PasswordError as error:
        raise PackageError("设了打开密码，请在 Excel 中取消密码后另存") from error
    except CalamineError as error:
        raise PackageError("文件已损坏或内容不合规范，请用 Excel 打开修复后另存为 .xlsx") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise PackageError("文件内容不合规范，读不出，请用 Excel 打开后另存为 .xlsx") from error
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def read_binary(path: Path, file: str, kind: str) -> tuple[list[Grid], list[str]]:
    """The grids of a workbook and what was lost. ``kind``: xls or xlsb."""
    grids: list[Grid] = []
    remarks = [f"{KINDS[kind]}：数字格式和公式未取到，数字按原值显示，批注副本为 .xlsx"]
    with contained(), path.open("rb") as stream:
        book = CalamineWorkbook.from_filelike(stream)
        filled = 0
        for meta in book.sheets_metadata:
            if str(meta.typ) not in ("SheetTypeEnum.WorkSheet", "WorkSheet"):
                continue
            grid = _sheet(book, meta, file)
            filled += len(grid.cells)
            grids.append(grid)
            if filled > MOST_CELLS:
                remarks.append(f"已填单元格超过 {MOST_CELLS:,} 个，表“{meta.name}”以后的表未读取")
                break
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
