"""The tables of a Word document (.docx) as grids, laid out by ``ooxml.word_tables``."""

from __future__ import annotations

from pathlib import Path

from perfeval.model import Cell
from perfeval.ooxml.word_tables import W, WordTable, paragraph, word_tables
from perfeval.read.grid import Grid, Range, ref

__all__ = ["W", "grid_of", "paragraph", "read_document"]


def read_document(path: Path, file: str) -> tuple[list[Grid], list[str]]:
    """A grid for every table, named 表1, 表2 …"""
    grids = [grid_of(table, file) for table in word_tables(path)]
    if not grids:
        return [], ["Word 文档里没有表格，未读出内容"]
    return grids, ["Word 表格：单元格地址是第几张表、第几行、第几列，批注副本为 .xlsx"]


def grid_of(table: WordTable, file: str) -> Grid:
    """A table as a grid, with the text above and below it."""
    grid = Grid(file, table.name, merges=[Range(*a, *b) for a, b in table.merges])
    for (r, c), text in sorted(table.texts.items()):
        m = grid.merge(r, c)
        grid.cells[r, c] = Cell(file, table.name, ref(r, c), str(m) if m else None, text, text)
    return grid
