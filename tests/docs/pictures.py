"""The workbook of the pictures in docs/images: a blank one filled by script, with five mistakes put in.

``python -m tests.docs.pictures FOLDER`` writes it; the pictures are pages 1 and 2 of its annotated copy, printed by
LibreOffice (100 dpi, margins cut off).
"""

from __future__ import annotations

import sys
from pathlib import Path

from openpyxl import load_workbook

from perfeval import profile
from perfeval.write.blank.draw import write_workbook
from tests.template.fill import fill

NAME = "安全生产检查经费_2024.xlsx"
MISTAKES = {105: 118, 9.5: 10, "93%": "85%", "第四期因防汛延期，次年一月补办": None, "0.42万元": "0.65万元"}
TOO_MUCH = "污水达标排放率"


def make(folder: Path) -> Path:
    path = folder / NAME
    write_workbook(profile.load("mof"), "项目支出绩效自评表", path, 2024)
    fill(path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    cells = [c for row in sheet.iter_rows() for c in row if c.value is not None]
    score = next(c.column for c in cells if c.value == "得分" and (c.row or 0) > 9)
    for cell in cells:
        if cell.value in MISTAKES:
            cell.value = MISTAKES[cell.value]  # type: ignore[index]
        elif cell.value == TOO_MUCH:
            sheet.cell(cell.row or 0, score or 0).value = 10.5
    book.save(path)
    return path


if __name__ == "__main__":
    print(make(Path(sys.argv[1])))
