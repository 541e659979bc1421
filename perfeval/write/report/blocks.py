"""What a report consists of before it is a .docx: headings, paragraphs, tables, and what is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from perfeval.model import Cell

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ue000\ue001\ufffe\uffff]")


def printable(text: str) -> str:
    """Without the characters that no XML may hold: a stray control character in a cell must not cost the report."""
    return _UNPRINTABLE.sub("", text)


@dataclass(slots=True)
class Missing:
    """待补充: something that the workbook lacks. ``where``: what to fill; ``place``: the heading it stands under."""

    what: str
    where: str
    cell: Cell | None = None
    place: str = ""

    def __str__(self) -> str:
        return f"{self.place or '封面'}：{self.what}（{self.where}）"


@dataclass(slots=True, eq=False)
class Run:
    """A piece of text. ``cell``: where its figure comes from, so that a finding can be commented on the spot.

    ``also``: cells that it speaks of without printing them; ``footnote``: what the foot of the page says of it.
    """

    text: str
    cell: Cell | None = None
    missing: Missing | None = None
    also: tuple[Cell, ...] = ()
    footnote: str = ""


@dataclass(slots=True, eq=False)
class Heading:
    """标题. ``text`` without its number; ``number`` as printed (一、 （一） 1. （1）). Level 0: title of an annex."""

    level: int
    text: str
    number: str = ""
    anchor: str = ""

    @property
    def printed(self) -> str:
        return self.number + self.text


@dataclass(slots=True, eq=False)
class Paragraph:
    """``before``: room above it in points where its style does not say (the cover fills its page)."""

    runs: list[Run]
    style: str = "BodyText"
    before: float | None = None

    @property
    def text(self) -> str:
        return "".join(r.text for r in self.runs)


@dataclass(slots=True, eq=False)
class Choice:
    """复选框 on the cover: a label and its options, ticked or not."""

    label: Run
    options: list[tuple[str, bool]]
    missing: Run | None = None


@dataclass(slots=True, eq=False)
class TableCell:
    """``across``: columns that it covers; ``down``: begins or goes on with a merge downward."""

    runs: list[Run]
    style: str = "TableText"
    across: int = 1
    down: Literal["", "start", "on"] = ""  # vertical merge


@dataclass(slots=True, eq=False)
class Table:
    """``widths`` in twips; the first ``heads`` rows are repeated on every page; ``whole``: it stays on one page."""

    rows: list[list[TableCell]]
    widths: list[int]
    heads: int = 1
    line: float = 18.0  # height of a line in points
    size: float = 12.0
    whole: bool = False


@dataclass(slots=True, eq=False)
class Contents:
    """目录: filled in when the pages of the headings are known."""

    title: str


@dataclass(slots=True, eq=False)
class Section:
    """End of a section; ``kind`` is the one that ends here."""

    kind: Literal["cover", "contents", "body", "annex"]


@dataclass(slots=True, eq=False)
class Chart:
    """图: bars of several series over the same categories. ``alternative`` says in words what it shows."""

    title: str
    categories: list[str]
    series: list[tuple[str, list[Decimal]]]
    width: float = 440.0
    height: float = 210.0

    @property
    def alternative(self) -> str:
        told = [f"{c}：" + "、".join(f"{name}{values[n]}" for name, values in self.series)
                for n, c in enumerate(self.categories)]  # fmt: skip
        return f"{self.title}。" + "；".join(told)


Block = Heading | Paragraph | Choice | Table | Contents | Section | Chart


@dataclass(slots=True)
class Report:
    """A report before it is a .docx; ``missing``: what has to be filled in, in the order of the text."""

    title: str
    blocks: list[Block] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


def missing_run(text: str, what: str, where: str, cell: Cell | None = None) -> Run:
    """A highlighted 【请补充：…】; ``text`` is its pattern."""
    return Run(text.format(what), cell=None, missing=Missing(what, where, cell))


def runs_of(block: Block) -> list[Run]:
    """Every run of a block in reading order."""
    if isinstance(block, Paragraph):
        return block.runs
    if isinstance(block, Table):
        return [r for row in block.rows for cell in row for r in cell.runs]
    if isinstance(block, Choice):
        return [block.label, *([block.missing] if block.missing is not None else [])]
    return []
