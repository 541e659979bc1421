"""Findings as comments in a copy of a report that a person wrote (表文一致): nothing else of the file is touched."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.text.paragraph import Paragraph

from perfeval.write.report_blocks import printable
from perfeval.write.report_docx import W, packed, save

P, TBL, T, TC = (f"{{{W}}}{n}" for n in ("p", "tbl", "t", "tc"))


@dataclass(frozen=True, slots=True)
class Note:
    """A comment: on paragraph ``number`` of the body, or on the ``nth`` cell of table ``table`` that says ``words``."""

    text: str
    number: int = 0
    table: int = 0
    words: str = ""
    nth: int = 0


def comment_copy(source: Path, notes: Iterable[Note], target: Path, author: str) -> int:
    """Write a copy of ``source`` with the notes as comments; the answer is how many found their place."""
    document = Document(io.BytesIO(source.read_bytes()))
    body = document.element.body
    paragraphs, tables = _numbered(body)
    placed = 0
    for note in notes:
        element = paragraphs.get(note.number) if not note.table else _cell(tables.get(note.table), note)
        runs = Paragraph(element, document).runs if element is not None else []
        if runs:
            document.add_comment(runs, text=printable(note.text), author=author, initials="核")
            placed += 1
    save(packed(document), target)
    return placed


def _numbered(body: Any) -> tuple[dict[int, Any], dict[int, Any]]:
    """Paragraphs and tables by the numbers that the reader of reports gives them."""
    paragraphs: dict[int, Any] = {}
    tables: dict[int, Any] = {}
    for block in body.iter(P, TBL):
        if any(a.tag == TBL for a in block.iterancestors()):
            continue
        found = paragraphs if block.tag == P else tables
        found[len(found) + 1] = block
    return paragraphs, tables


def _cell(table: Any, note: Note) -> Any:
    for n, cell in enumerate(_saying(table, note.words)):
        if n == note.nth:
            return next(cell.iter(P), None)
    return None


def _saying(table: Any, words: str) -> Iterator[Any]:
    for cell in table.iter(TC) if table is not None else ():
        text = "\n".join("".join(t.text or "" for t in p.iter(T)) for p in cell.iter(P))
        if text.strip() == words.strip():
            yield cell
