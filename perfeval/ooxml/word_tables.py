"""The tables of a Word document (.docx) laid out as sheets: one sheet a table, merged cells by gridSpan and vMerge.

Text above a table, up to the table before, stands above it: the title and the 填报单位 line of a form that was typed in
Word are paragraphs, not cells. Text after the last table (注, 签字) stands below it. Who reads the form and who writes
its annotated copy both take the places from here, so that an address means the same cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from perfeval.ooxml.package import Package, PackageError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MARKS = (f"{W}t", f"{W}br", f"{W}cr", f"{W}tab", f"{W}sym")
MOST_LINES = 12  # paragraphs taken along above a table, or below the last
MOST_COLUMNS = 200
# ticked and empty boxes as Wingdings has them
SYMBOLS = {"52": "☑", "FE": "☑", "53": "☒", "FD": "☒", "54": "☒", "A3": "□", "6F": "□", "A8": "□", "FC": "√"}
Place = tuple[int, int]


@dataclass(slots=True)
class WordTable:
    """表1, 表2 …: its texts by row and column from 1, merged ranges (top left, bottom right), columns in twips."""

    name: str
    texts: dict[Place, str]
    merges: list[tuple[Place, Place]] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    first: int = 1  # the rows and the columns of the table itself, without the text above and below it
    last: int = 0
    columns: int = 1


def word_tables(path: Path) -> list[WordTable]:
    """The tables in the order of the text. PackageError where the document has no body."""
    with Package(path) as package:
        return tables_of(body_of(package))


def body_of(package: Package) -> etree._Element:
    """The body of the main part. PackageError where there is none."""
    body = package.xml(package.main() or "word/document.xml").find(f"{W}body")
    if body is None:
        raise PackageError("Word 文档没有正文，请用 Word 打开后另存")
    return body


def tables_of(body: etree._Element) -> list[WordTable]:
    """As ``word_tables``, of a document that is open already."""
    tables: list[WordTable] = []
    lines: list[str] = []
    for element in body.iterchildren(f"{W}p", f"{W}tbl", f"{W}sdt"):
        for block in [element] if element.tag != f"{W}sdt" else element.iter(f"{W}p", f"{W}tbl"):
            if block.tag == f"{W}p":
                lines.append(paragraph(block))
            else:
                tables.append(_table(block, f"表{len(tables) + 1}", [x for x in lines if x.strip()][-MOST_LINES:]))
                lines = []
    if tables:
        _below(tables[-1], [x for x in lines if x.strip()][:MOST_LINES])
    return tables


def paragraph(element: etree._Element) -> str:
    """The text of a paragraph, its text boxes included; deleted text is left out."""
    # a text box stands there once more, for older programs
    return text_of(e for e in element.iter(*MARKS) if not any(True for _ in e.iterancestors(FALLBACK)))


def text_of(marks: Iterable[etree._Element]) -> str:
    """What the ``MARKS`` of a paragraph print: text, line breaks, tabs, boxes that are symbols of Wingdings."""
    out = []
    for e in marks:
        if e.tag == f"{W}t":
            out.append(e.text or "")
        elif e.tag == f"{W}sym":
            out.append(SYMBOLS.get((e.get(f"{W}char") or "")[-2:].upper(), ""))
        elif e.tag != f"{W}tab":
            out.append("\n")
        elif next(e.iterancestors()).tag == f"{W}r":  # a tab stop in the properties is no tab
            out.append("\t")
    return "".join(out)


def _below(table: WordTable, lines: list[str]) -> None:
    bottom = max([0, *(r for r, _ in table.texts), *(end[0] for _, end in table.merges)])
    for i, line in enumerate(lines, start=1):
        table.texts[bottom + i, 1] = line


def _table(table: etree._Element, name: str, above: list[str]) -> WordTable:
    texts: dict[Place, str] = {(i, 1): line for i, line in enumerate(above, start=1)}
    spans: dict[Place, Place] = {}  # top left -> bottom right
    running: dict[int, Place] = {}  # column -> top left of the vertical merge that passes it
    row = len(above)
    for tr in _own(table, "tr", "tbl"):
        row += 1
        column = 1 + _property(tr, "trPr", "gridBefore", 0)
        for tc in _own(tr, "tc", "tr"):  # the text of a table within a cell is part of that cell
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
    grid = [c.get(f"{W}w") or "" for c in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    widths = [int(w) if w.isdigit() else 0 for w in grid]
    merges = [(a, b) for a, b in spans.items() if a != b]
    columns = max((c for _, c in spans.values()), default=1)
    return WordTable(name, texts, merges, widths, len(above) + 1, row, columns)


def _own(element: etree._Element, inner: str, outer: str) -> Iterator[etree._Element]:
    """The rows of this table, or the cells of this row, not those of a table within."""
    return (e for e in element.iter(f"{W}{inner}") if next(e.iterancestors(f"{W}{outer}")) is element)


def _property(element: etree._Element, group: str, name: str, default: int) -> int:
    found = element.find(f"{W}{group}/{W}{name}")
    value = found.get(f"{W}val") if found is not None else None
    return int(value) if value and value.isdigit() else default
