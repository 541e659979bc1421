"""The paragraphs of a written report in order, each with its number as printed and the headings above it.

Reports are messy: headings with a style or typed by hand, numbers typed or Word's own, full-width digits, a blank
inside a figure. A heading is known by its look (一、 （一） 1. （1）); without a number, by its outline level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from perfeval.ooxml.package import Package
from perfeval.ooxml.word_numbers import Numbers
from perfeval.ooxml.word_tables import FALLBACK, MARKS, W, WordTable, body_of, tables_of, text_of

LEVELS = (
    re.compile(r"^[一二三四五六七八九十]+[、．.]\s*(.{2,40})$"),
    re.compile(r"^[（(][一二三四五六七八九十]+[)）]\s*(.{2,40})$"),
    re.compile(r"^\d{1,2}\s*[.．、](?!\d)\s*(.{2,40})$"),
    re.compile(r"^[（(]\d{1,2}[)）]\s*(.{2,40})$"),
)
ITEM = re.compile(r"^[（(]\d{1,2}[)）]\s*")
CONTENTS = re.compile(r"(?:\t|\.{4,}|…{2,})\s*\d+$")
STOP = (re.compile(r"[。；;]"),) * 2 + (re.compile(r"[。；;：:，]"),) * 2
LONGEST = 40  # characters of a heading without a number
_WIDE = str.maketrans("０１２３４５６７８９％", "0123456789%")
_TORN = (
    (re.compile(r"(?<=\d)[．](?=\d)"), "."),
    (re.compile(r"(?<=\d)，(?=\d{3}(?:\D|$))(?<!\d{4}，)"), ","),
    (re.compile(r"(?<=\d)[ \u3000\xa0]?\.[ \u3000\xa0](?=\d{2}(?!\d))|(?<=\d)[ \u3000\xa0]\.(?=\d{2}(?!\d))"), "."),
)


@dataclass(frozen=True, slots=True)
class Passage:
    """段落. ``level`` 0: plain text; ``path``: the headings above it, from the first level down.

    ``outline``: the level that its style or Word itself gives it, 0 for text; it need not be a heading for all that.
    """

    number: int
    text: str
    level: int
    path: tuple[str, ...] = ()
    table: int | None = None  # the number of the table that stands here instead of text
    outline: int = 0
    raw: str = ""  # as typed, where ``text`` has mended figures

    @property
    def place(self) -> str:
        return " ".join(self.path) or "导语"


def plain(text: str) -> str:
    """Figures as one writes them: ９２４．０３ and 924. 03 are 924.03."""
    text = text.translate(_WIDE)
    for pattern, sign in _TORN:
        text = pattern.sub(sign, text)
    return text


def blocks(body: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    """Paragraphs outside tables, and tables (True), in order. Who reads and who comments count them alike."""
    for block in body.iter(f"{W}p", f"{W}tbl"):
        if any(a.tag in (f"{W}tbl", FALLBACK) for a in block.iterancestors()):
            continue
        if block.tag == f"{W}p":
            yield block, False
        elif next(a for a in block.iterancestors() if a.tag not in (f"{W}sdt", f"{W}sdtContent")) is body:
            yield block, True


def own_text(paragraph: etree._Element) -> str:
    """The text of a paragraph without the text boxes that hang on it; deleted text is left out."""
    return text_of(e for e in paragraph.iter(*MARKS) if next(e.iterancestors(f"{W}p")) is paragraph)


@dataclass(frozen=True, slots=True)
class Document:
    """A document, parsed once: its paragraphs, the entries of its 目录 without the page numbers, its tables."""

    passages: list[Passage]
    contents: list[Passage]
    tables: list[WordTable]


def read_passages(path: Path) -> Document:
    """PackageError, OSError or ValueError where it cannot be read."""
    with Package(path) as package:
        body = body_of(package)
        numbers = Numbers(package, package.main() or "word/document.xml")
    contents: list[Passage] = []
    return Document(list(_passages(body, numbers, contents)), contents, tables_of(body))


def _passages(body: etree._Element, numbers: Numbers, contents: list[Passage]) -> Iterator[Passage]:
    above: dict[int, str] = {}
    number = tables = 0
    for block, table in blocks(body):
        if table:
            tables += 1
            yield Passage(number, "", 0, tuple(above.values()), tables)
            continue
        number += 1
        printed = numbers.number(block)
        text = own_text(block).strip()
        listed = re.match(r"toc\s?\d", numbers.style_name(block), re.IGNORECASE) is not None
        if text and (listed or CONTENTS.search(text)):
            contents.append(Passage(number, re.sub(r"[\s.…]*\d+$", "", text), 0))
        if not text or listed or CONTENTS.search(text):
            continue
        raw = printed + text
        text = plain(raw)
        outline = numbers.outline(block)
        level = level_of(text, outline)
        if level:
            above = {k: v for k, v in above.items() if k < level} | {level: text}
        yield Passage(number, text, level, tuple(above.values()), outline=outline, raw=raw)


def level_of(text: str, outline: int = 0) -> int:
    """1 to 4 for a heading, 0 for text. ``outline``: the level that Word gives it."""
    numbered = next((n for n, p in enumerate(LEVELS, 1) if p.match(text) and not STOP[n - 1].search(text)), 0)
    if numbered or not outline or len(text) > LONGEST or STOP[0].search(text):
        return numbered
    return min(outline, len(LEVELS))


def heading_name(text: str) -> str:
    """A heading without its number."""
    return next((m[1] for p in LEVELS if (m := p.match(text))), text).strip()
