"""The tables of a Word document (.docx) as grids: one sheet a table, merged cells by gridSpan and vMerge.

Text above a table, up to the table before, stands above it in the grid: the title and the 填报单位 line of a form
that was typed in Word are paragraphs, not cells. Text after the last table (注, 签字) stands below it.
"""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from perfeval.model import Cell
from perfeval.ooxml.package import Package, PackageError
from perfeval.read.grid import Grid, Range, ref

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MOST_LINES = 12  # paragraphs taken along above a table, or below the last
MOST_COLUMNS = 200
# ticked and empty boxes as Wingdings has them
SYMBOLS = {"52": "☑", "FE": "☑", "53": "☒", "FD": "☒", "54": "☒", "A3": "□", "6F": "□", "A8": "□", "FC": "√"}


def read_document(path: Path, file: str) -> tuple[list[Grid], list[str]]:
    """A grid for every table, named 表1, 表2 …"""
    with Package(path) as package:
        main = package.main() or "word/document.xml"
        body = package.xml(main).find(f"{W}body")
    if body is None:
        raise PackageError("Word 文档没有正文，请用 Word 打开后另存")
    grids: list[Grid] = []
    lines: list[str] = []
    for element in body.iterchildren(f"{W}p", f"{W}tbl", f"{W}sdt"):
        for block in [element] if element.tag != f"{W}sdt" else element.iter(f"{W}p", f"{W}tbl"):
            if block.tag == f"{W}p":
                lines.append(paragraph(block))
            else:
                grids.append(_table(block, file, f"表{len(grids) + 1}", [x for x in lines if x.strip()][-MOST_LINES:]))
                lines = []
    if grids:
        _below(grids[-1], [x for x in lines if x.strip()][:MOST_LINES])
    else:
        return [], ["Word 文档里没有表格，未读出内容"]
    return grids, ["Word 表格：单元格地址是第几张表、第几行、第几列，批注副本为 .xlsx"]


def paragraph(element: etree._Element) -> str:
    """The text of a paragraph; deleted text is left out."""
    out = []
    for e in element.iter(f"{W}t", f"{W}br", f"{W}cr", f"{W}tab", f"{W}sym"):
        if any(a.tag == FALLBACK for a in e.iterancestors(FALLBACK)):
            continue  # the same text box once more, for older programs
        if e.tag == f"{W}t":
            out.append(e.text or "")
        elif e.tag == f"{W}sym":
            out.append(SYMBOLS.get((e.get(f"{W}char") or "")[-2:].upper(), ""))
        elif e.tag != f"{W}tab":
            out.append("\n")
        elif next(e.iterancestors()).tag == f"{W}r":  # a tab stop in the properties is no tab
            out.append("\t")
    return "".join(out)


def _below(grid: Grid, lines: list[str]) -> None:
    bottom = max([grid.bottom, *(m.bottom for m in grid.merges)])
    for i, line in enumerate(lines, start=1):
        at = (bottom + i, 1)
        grid.cells[at] = Cell(grid.file, grid.sheet, ref(*at), None, line, line)


def _table(table: etree._Element, file: str, name: str, above: list[str]) -> Grid:
    texts: dict[tuple[int, int], str] = {(i, 1): line for i, line in enumerate(above, start=1)}
    spans: dict[tuple[int, int], tuple[int, int]] = {}  # top left -> bottom right
    running: dict[int, tuple[int, int]] = {}  # column -> top left of the vertical merge that passes it
    row = len(above)
    for tr in table.iter(f"{W}tr"):
        if next(tr.iterancestors(f"{W}tbl")) is not table:
            continue
        row += 1
        column = 1 + _property(tr, "trPr", "gridBefore", 0)
        for tc in tr.iter(f"{W}tc"):
            if next(tc.iterancestors(f"{W}tr")) is not tr:
                continue  # a table within a cell: its text is part of that cell
            width = max(1, min(_property(tc, "tcPr", "gridSpan", 1), MOST_COLUMNS))
            merge = tc.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(f"{W}val") != "restart" and column in running:
                corner = running[column]
                spans[corner] = (row, max(spans[corner][1], column + width - 1))
            else:
                corner = (row, column)
                spans[corner] = (row, column + width - 1)
                text = "\n".join(paragraph(p) for p in tc.iter(f"{W}p"))
                if text.strip():
                    texts[corner] = text.strip("\n")
            for c in range(column, column + width):
                if merge is not None:
                    running[c] = corner
                else:
                    running.pop(c, None)
            column += width
    merges = [Range(*a, *b) for a, b in spans.items() if a != b]
    grid = Grid(file, name, merges=merges)
    for (r, c), text in sorted(texts.items()):
        m = grid.merge(r, c)
        grid.cells[r, c] = Cell(file, name, ref(r, c), str(m) if m else None, text, text)
    return grid


def _property(element: etree._Element, group: str, name: str, default: int) -> int:
    found = element.find(f"{W}{group}/{W}{name}")
    value = found.get(f"{W}val") if found is not None else None
    return int(value) if value and value.isdigit() else default
