"""What a test wants to know of a written report."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from pathlib import Path

from docx import Document
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def part(path: Path, name: str) -> etree._Element:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read(name))


def text_of(path: Path) -> str:
    """All text in reading order, tables and check boxes too, a paragraph a line."""
    body = part(path, "word/document.xml")
    return "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in body.iter(f"{W}p"))


def headings(path: Path) -> list[str]:
    return [p.text for p in Document(str(path)).paragraphs if (p.style.name or "").lower().startswith("heading")]


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
