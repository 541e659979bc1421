"""Excel expressions with their cells filled in: numeric cells of the workbook directly, others by way of 取数."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from decimal import Decimal

from perfeval.frozen import frozen
from perfeval.model import BLANKS, Cell, Operand, Pieces
from perfeval.ooxml.sheet import absolute, quoted

AGAIN = "请重新运行"
LONGEST = 8000  # Excel takes formulas of 8192 characters
_NUMBER = re.compile(r"[-−]?\d[\d,，]*(?:\.\d+)?")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?$")
_EMPTY_CALL = re.compile(r"\b(?:MAX|MIN|SUM|AND|OR|COUNT|ABS|ROUND|N)\(\s*\)")
_LITERAL = 250  # Excel takes texts of 255 characters within a formula


REMARK = "文字中的数字"


class NotLive(Exception):
    """The expression cannot be one of Excel's: a cell is out of its reach, or it is too long."""


@frozen
class Input:
    """A row of 取数: a text or another file's figure as the number that formulas compute with."""

    cell: Cell
    value: Decimal
    formula: str | None  # None: a constant (快照)
    remark: str


@dataclass(slots=True)
class Inputs:
    """取数: what the formulas of this workbook cannot take from the cells directly, one row each."""

    file: str
    title: str
    first_row: int
    sheets: Container[str]  # of the workbook: cells on them are within reach
    texts: Callable[[Cell], str | None] = lambda cell: None  # all that a cell holds, where its text was cut from it
    rows: list[Input] = field(default_factory=list)
    _at: dict[tuple[str, str, str, Decimal | None, Decimal], int] = field(default_factory=dict)

    COLUMN = "E"

    def render(self, pieces: Pieces) -> str:
        """The formula text of an expression; NotLive where Excel cannot hold it."""
        text = "".join(p if isinstance(p, str) else self.reference(p) for p in pieces)
        if len(text) > LONGEST:
            raise NotLive("公式太长")
        if _EMPTY_CALL.search(text):
            # Excel takes no workbook that holds one: it offers to repair the file
            raise NotLive("函数没有参数")
        return text

    def reference(self, operand: Operand) -> str:
        """How a formula names this operand."""
        cell = operand.cell
        here = cell.file == self.file and cell.sheet in self.sheets
        if here and (cell.raw is None or isinstance(cell.raw, Decimal)):
            return _direct(operand)
        return f"({quoted(self.title)}!${self.COLUMN}${self._row(operand, here)}+0)"

    def _row(self, operand: Operand, here: bool) -> int:
        cell = operand.cell
        key = (cell.file, cell.sheet, cell.ref, operand.value, operand.factor)
        if key not in self._at:
            value = operand.value if operand.value is not None else Decimal(0)
            if not here:
                remark = f"快照，取自 {cell.file.rpartition('/')[2]}，原件改动后{AGAIN}"
                made = Input(cell, value, None, remark)
            elif isinstance(cell.raw, str):
                whole = self.texts(cell)
                made = Input(cell, value, _guarded(cell, cell.raw, whole or cell.raw, value, operand.factor), REMARK)
            else:
                made = Input(cell, value, None, f"快照，改动后{AGAIN}")
            self._at[key] = self.first_row + len(self.rows)
            self.rows.append(made)
        return self._at[key]


def _direct(operand: Operand) -> str:
    """A numeric or blank cell of this workbook, times what makes its unit that of the formula."""
    where = absolute(operand.cell.sheet, operand.cell.ref)
    factor = operand.factor
    raw = operand.cell.raw
    if isinstance(raw, Decimal) and raw and operand.value is not None and raw * factor != operand.value:
        # the reader took the figure for another scale (a bare 95 in a column of ratios)
        factor = operand.value / raw
    return where if factor == 1 else f"({where}*{number(factor)})"


def number(value: Decimal) -> str:
    """A number as formulas write it: no exponent, no more digits than Excel keeps."""
    if value == value.to_integral_value() and abs(value) < Decimal(10) ** 15:
        return str(int(value))
    return f"{value:.15g}" if abs(value) >= Decimal("1e-4") else f"{value:.20f}".rstrip("0")


def literal(text: str) -> str:
    """A text as formulas write it, in pieces that Excel takes, with its line breaks."""
    out = []
    for i, line in enumerate(re.split(r"(\r\n|\n|\r)", text)):
        if i % 2:
            out += [f"CHAR({ord(c)})" for c in line]
            continue
        for at in range(0, len(line), _LITERAL):
            out.append('"' + line[at : at + _LITERAL].replace('"', '""') + '"')
    return "&".join(out) or '""'


def _times(factor: Decimal) -> str:
    return "" if factor == 1 else f"*{number(factor)}"


def _guarded(cell: Cell, said: str, text: str, value: Decimal, factor: Decimal) -> str:
    """The figure of a text: as long as the text is the same the figure read from it, else what Excel makes of it.

    ``said`` is what the reader took from the cell, ``text`` all that it holds (自评总分: 95).
    """
    where = absolute(cell.sheet, cell.ref)
    found = _NUMBER.findall(said if text.count(said) == 1 else text)
    same = f"EXACT({where},{literal(text)})"
    digits = found[0].replace(",", "").replace("，", "").replace("−", "-") if len(found) == 1 else ""
    if not digits or not _PLAIN.match(digits):
        # a dash or 无 counts as nothing filled in: a number typed over it can be told
        else_ = f'IF(ISNUMBER({where}),{where}{_times(factor)},"{AGAIN}")' if text.strip() in BLANKS else f'"{AGAIN}"'
        return f"IF({same},{number(value)},{else_})"
    before, _, after = text.partition(found[0])
    written = Decimal(digits)
    scale = value / written if written else factor
    times = _times(scale)
    stripped = f'SUBSTITUTE(SUBSTITUTE(TRIM({where}),",",""),"，","")'
    for part in (before.strip(), after.strip()):
        if part:
            stripped = f'SUBSTITUTE({stripped},{literal(part)},"")'
    typed = where
    if after.strip()[:1] in ("%", "％"):
        # 96% typed anew is stored as 0.96
        typed = f"IF(ABS({where})<=2,{where}*100,{where})"
    again = f"IF(ISNUMBER({where}),{typed}{times},VALUE({stripped}){times})"
    # a text with another unit or sign than the one that was read must not pass for the same
    return f'IF({same},{number(value)},IFERROR({again},"{AGAIN}"))'
