"""The tables of a Word form as sheets: texts, merges and widths; heights by how much text there is to show."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from perfeval.ooxml.word_tables import WordTable, word_tables
from perfeval.write.plain.sheets import FONT, Look, PlainBook, PlainSheet

CELL, LINE = 0, 1
LOOKS: list[Look] = [
    {**FONT, "text_wrap": True, "valign": "vcenter", "border": 1},
    {**FONT},  # the lines above and below the table
]
TWIPS = 105  # of a character at 10.5 points
USUAL, NARROW, WIDE = 10.0, 3.0, 60.0
LINE_HEIGHT, HIGHEST = 14.0, 400.0  # points


def plain_word(path: Path) -> PlainBook:
    """The tables of a .docx, one sheet each."""
    return PlainBook([_sheet(table) for table in word_tables(path)], LOOKS)


def _sheet(table: WordTable) -> PlainSheet:
    plain = PlainSheet(table.name)
    plain.merges = [(top - 1, left - 1, bottom - 1, right - 1) for (top, left), (bottom, right) in table.merges]
    for r in range(table.first - 1, table.last):
        for c in range(table.columns):
            plain.cells[r, c] = None, CELL
    for (r, c), text in table.texts.items():
        plain.cells[r - 1, c - 1] = text, CELL if table.first <= r <= table.last else LINE
    for c in range(table.columns):
        width = table.widths[c] / TWIPS if c < len(table.widths) else 0
        plain.widths[c] = min(max(width, NARROW), WIDE) if width else USUAL
    _heights(plain)
    return plain


def _heights(plain: PlainSheet) -> None:
    """Word lays rows out by their text, so no height is written down: counted in characters, on every machine alike."""
    spans = {(top, left): (bottom, right) for top, left, bottom, right in plain.merges}
    for (r, c), (text, look) in sorted(plain.cells.items()):
        bottom, right = spans.get((r, c), (r, c))
        if not isinstance(text, str) or look != CELL or bottom != r:
            continue
        room = max(sum(plain.widths.get(i, USUAL) for i in range(c, right + 1)) - 1, 2)
        lines = sum(max(1, -int(-_length(line) // room)) for line in text.split("\n"))
        plain.heights[r] = max(plain.heights.get(r, 0), min(lines * LINE_HEIGHT + 4, HIGHEST))


def _length(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)
