"""The bare values of a workbook of any format, for answers that come back and for copies of old formats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

Rows = list[list[Any]]
Merge = tuple[tuple[int, int], tuple[int, int]]


def sheet_values(path: Path, starting: tuple[str, ...] = ("",)) -> list[tuple[str, Rows, list[Merge]]]:
    """Name, rows and merges of the sheets whose names start so; none where the file cannot be opened."""
    from python_calamine import CalamineWorkbook

    try:
        with path.open("rb") as stream:
            # by content: a name may say .xlsx of a file that Excel wrote as .xls
            book = CalamineWorkbook.from_filelike(stream)
            return [_sheet(book, name) for name in book.sheet_names if name.startswith(starting)]
    except BaseException as error:
        # calamine reports what it does not understand by many exceptions, a panic of its own among them
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            return []
        raise


def _sheet(book: Any, name: str) -> tuple[str, Rows, list[Merge]]:
    sheet = book.get_sheet_by_name(name)
    merges = list(getattr(sheet, "merged_cell_ranges", None) or [])
    return name, sheet.to_python(skip_empty_area=False), merges
