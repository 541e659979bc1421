"""Examples laid out on a real worksheet with their Excel renderings, recalculated by LibreOffice in one call."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import openpyxl
import xlsxwriter

from perfeval.language.printer import plain
from perfeval.model import Cell, Operand, Pieces

SHEET, VERDICTS = "例", "判"
# recalculate on load, whatever values are cached
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""


def formula(pieces: Pieces) -> str:
    """As the annotated workbook renders it: numeric and blank cells directly, texts as the constant that was read."""
    return "".join(p if isinstance(p, str) else reference(p) for p in pieces)


def reference(operand: Operand) -> str:
    cell = operand.cell
    if isinstance(cell.raw, str):
        value = operand.value if operand.value is not None else Decimal(0)
        return f"({plain(value)})" if value < 0 else plain(value)
    where = f"'{cell.sheet}'!{cell.ref}"
    return where if operand.factor == 1 else f"({where}*{plain(operand.factor)})"


@dataclass
class Worksheet:
    """``cells`` are laid out as they are; each formula of ``asked`` gets a row of its own on another sheet."""

    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def ask(self, pieces: Pieces) -> int:
        self.asked.append(formula(pieces))
        return len(self.asked) - 1

    def recalculated(self, folder: Path) -> list[object]:
        """The value of every formula asked, as LibreOffice computes it."""
        source = folder / "examples.xlsx"
        book = xlsxwriter.Workbook(str(source))
        sheets = {name: book.add_worksheet(name) for name in {sheet for sheet, _ in self.cells} | {VERDICTS}}
        for (sheet, where), cell in self.cells.items():
            if isinstance(cell.raw, Decimal):
                sheets[sheet].write_number(where, float(cell.raw))
            elif isinstance(cell.raw, str):
                sheets[sheet].write_string(where, cell.raw)
        for row, text in enumerate(self.asked):
            sheets[VERDICTS].write_formula(row, 0, f"={text}")
        book.close()
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True, exist_ok=True)
        (profile / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
        out = folder / "out"
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{profile.parent}", "--headless", "--convert-to", "xlsx",
             "--outdir", str(out), str(source)],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        made = openpyxl.load_workbook(out / source.name, data_only=True)[VERDICTS]
        return [made.cell(row + 1, 1).value for row in range(len(self.asked))]
