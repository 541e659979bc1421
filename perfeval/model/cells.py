"""单元格和数: cells, printed values, measures, and the pieces of live formulas. Standard library only."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from perfeval.frozen import frozen

Kind = Literal["quantity", "percent", "date", "duration", "rank", "qualitative", "empty", "unparsed"]
Direction = Literal["正向", "反向", "期限", "名次"]
Raw = str | Decimal | bool | None

AMOUNT_UNITS: dict[str, Decimal] = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
BLANKS = frozenset({"", "—", "——", "-", "--", "–", "－", "/", "／", "\\", "无", "…", "……"})


class UnitMismatch(TypeError):
    """Amounts of different units met without a conversion: a bug of ours, never a finding."""


PLAIN_NAME = re.compile(r"(?![\d.])(?![A-Za-z]{1,3}\d+$)(?![RrCc]\d*([Cc]\d*)?$)[\w.]+")


def quoted(sheet: str) -> str:
    """The name of a sheet as Excel writes it before a cell: 支出情况, but '附表 1' and '2024年'."""
    return sheet if PLAIN_NAME.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"


@frozen
class Cell:
    """单元格. ``ref`` is the top left of the merged range ``merged`` ("B3:D3"; None: not merged).

    ``raw``: text, bool, None, or the stored number as its shortest decimal (a date is its ISO text).
    ``shown``: what the number format prints. ``formula``: without "=", None where there is none.
    """

    file: str
    sheet: str
    ref: str
    merged: str | None = None
    raw: Raw = None
    shown: str = ""
    formula: str | None = None

    def __reduce__(self) -> tuple[type[Cell], tuple[object, ...]]:
        # what dataclasses do for frozen ones with slots takes three times as long, and there are very many of these
        return Cell, (self.file, self.sheet, self.ref, self.merged, self.raw, self.shown, self.formula)

    def __str__(self) -> str:
        return f"{quoted(self.sheet)}!{self.ref}"

    @property
    def address(self) -> str:
        """The address in result.json: ``file.xlsx|Sheet!A1``."""
        return f"{self.file}|{self.sheet}!{self.ref}"


@frozen
class Leaf:
    """One printed value: its text as shown, its number (or ISO date) where it has one, and its cell.

    ``value`` is the number as written: 95% is 95 with unit "%" when it was typed as text; a cell that holds 0.95 under
    a percent format keeps its stored 0.95, unit "%" and ``percent_format`` True (text "95%"). ``decimals`` are those
    printed. ``unit`` of an amount is 元, 万元 or 亿元.
    """

    text: str
    value: Decimal | str | None
    cell: Cell
    unit: str | None = None
    decimals: int = 0
    percent_format: bool = False

    def __reduce__(self) -> tuple[type[Leaf], tuple[object, ...]]:
        return Leaf, (self.text, self.value, self.cell, self.unit, self.decimals, self.percent_format)

    @property
    def number(self) -> Decimal | None:
        return self.value if isinstance(self.value, Decimal) else None

    @property
    def blank(self) -> bool:
        """空: nothing there, or one of the signs that people write for nothing."""
        return "".join(self.text.split()) in BLANKS

    @property
    def ratio(self) -> Decimal | None:
        """The number of a rate as a ratio (99% -> 0.99) where its unit says so; a bare number as it stands."""
        if self.number is None:
            return None
        return self.number / 100 if self.unit == "%" and not self.percent_format else self.number


@frozen
class Amount:
    """金额: an exact number with its unit (元, 万元, 亿元); amounts of different units do not mix."""

    value: Decimal
    unit: str

    def to(self, unit: str) -> Amount:
        return Amount(self.value * AMOUNT_UNITS[self.unit] / AMOUNT_UNITS[unit], unit)

    def _same(self, other: Amount) -> None:
        if self.unit != other.unit:
            raise UnitMismatch(f"{self.unit} / {other.unit}")

    def __add__(self, other: Amount) -> Amount:
        self._same(other)
        return Amount(self.value + other.value, self.unit)

    def __sub__(self, other: Amount) -> Amount:
        self._same(other)
        return Amount(self.value - other.value, self.unit)

    def __lt__(self, other: Amount) -> bool:
        self._same(other)
        return self.value < other.value


@frozen
class Measure:
    """指标值: a target or an actual, parsed. ``text`` joins sign + value + unit where the form splits them.

    ``value``: Decimal, ISO date text ("2021-12-31", month only "--10"), or None. ``op``: = ≥ ≤ > < or None (not
    printed). ``direction`` says how more compares; ``inferred`` is True where the words and not a sign said so.
    ``low``/``high`` are set for a range (±10%, 3–5天; its ``value`` is the text "3~5") and for one-sided actuals
    ("95%以上": low 95).
    """

    text: str
    value: Decimal | str | None
    cells: tuple[Cell, ...]
    op: Literal["=", "≥", "≤", ">", "<"] | None = None
    unit: str | None = None
    kind: Kind = "empty"
    direction: Direction | None = None
    inferred: bool = False
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def cell(self) -> Cell:
        """The cell that holds the value itself (of a split target: neither its sign nor its unit)."""
        return self.cells[0]

    @property
    def number(self) -> Decimal | None:
        return self.value if isinstance(self.value, Decimal) else None

    @property
    def blank(self) -> bool:
        return self.kind == "empty"


@frozen
class Operand:
    """A cell inside an Excel formula: the formula computes with ``value`` = the cell's number × ``factor``.

    A text cell, or one of another workbook, is put on the sheet 取数 by the writer; ``value`` is then the constant.
    """

    cell: Cell
    value: Decimal | None
    factor: Decimal = Decimal(1)


Pieces = tuple["str | Operand", ...]  # an Excel expression, its cells left open for the writer to fill in


@frozen
class Live:
    """A check as Excel can recompute it. ``ok`` is TRUE exactly where perfeval says 通过 or 尾差.

    ``left`` (填报数) and ``right`` (应填数) are None where the rule compares no two numbers.
    """

    ok: Pieces
    left: Pieces | None = None
    right: Pieces | None = None
