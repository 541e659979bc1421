"""What a test wants to know of a written report."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from perfeval.ooxml.package import Package
from perfeval.ooxml.word_numbers import Numbers

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def part(path: Path, name: str) -> etree._Element:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read(name))


def _paragraphs(path: Path) -> Iterator[tuple[etree._Element, str, str]]:
    """Each with its text, Word's own number before it, and the name of its style."""
    with Package(path) as package:
        main = package.main() or "word/document.xml"
        numbers = Numbers(package, main)
        for p in package.xml(main).iter(f"{W}p"):
            text = "".join(t.text or "" for t in p.iter(f"{W}t"))
            yield p, numbers.number(p) + text, numbers.style_name(p)


def text_of(path: Path) -> str:
    """All text in reading order, tables, check boxes and Word's numbers too, a paragraph a line."""
    return "\n".join(text for _, text, _ in _paragraphs(path))


def headings(path: Path, deepest: int = 9) -> list[str]:
    """As printed, down to level ``deepest``."""
    styles = tuple(f"heading {n}" for n in range(1, deepest + 1))
    return [text for _, text, style in _paragraphs(path) if style.lower() in styles]


def highlighted(path: Path) -> list[str]:
    """The texts of highlighted runs."""
    found = []
    for run in part(path, "word/document.xml").iter(f"{W}r"):
        if run.find(f"{W}rPr/{W}highlight") is not None:
            found.append("".join(t.text or "" for t in run.iter(f"{W}t")))
    return found


def plain(text: str) -> str:
    """For comparison with text taken out of a PDF: width, spaces, list marks and formula marks taken away."""
    for mark, sign in ((r"\geqslant", "≥"), (r"\geq", "≥"), (r"\%", "%"), ("$", ""), ("*", "")):
        text = text.replace(mark, sign)
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
