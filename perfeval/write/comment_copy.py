"""Findings as comments in a copy of a report that a person wrote (表文一致).

The comments are inserted into the bytes of the document: every other part, and every other byte of the text, is as it
was. Comments of ours that a former run left are taken out first; those of people stay.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr, unescape

from perfeval.ooxml.edit import HEAD, Edit
from perfeval.ooxml.offsets import Node
from perfeval.ooxml.package import Package, PackageError
from perfeval.write.report.blocks import printable
from perfeval.write.report.docx import dated, save

AUTHOR = "perfeval 表文核对"  # not the author of the notes in a draft that perfeval wrote: those stay
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_GONE = ("del", "moveFrom", "rPrChange")  # what is struck out carries no comment


@dataclass(frozen=True, slots=True)
class Note:
    """A comment: on paragraph ``number``, or on the cell of table ``table`` at ``row`` and ``column`` from 1.

    ``words``: those that it is about; without them, or where they are not found, the whole paragraph.
    """

    text: str
    number: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    words: str = ""


def comment_copy(source: Path, notes: Iterable[Note], target: Path, author: str = AUTHOR) -> int:
    """Write a copy of ``source`` with the notes as comments; the answer is how many found their place.

    PackageError where the document cannot be edited safely, OSError where the copy cannot be written.
    """
    with Package(source) as package:
        writer = _Writer(package, author)
        placed = sum([writer.place(note) for note in notes])
        writer.close()
        writer.edit.check()
        made = io.BytesIO()
        writer.edit.save(made)
    save(dated(made), target)
    return placed


class _Writer:
    def __init__(self, package: Package, author: str) -> None:
        self.edit, self.author = Edit(package), author
        self.main = package.main() or "word/document.xml"
        self.data = self.edit.original(self.main)
        root = self.edit.tree(self.main)
        self.prefix = root.tag.rpartition(":")[0]
        body = next((c for c in root.children if c.tag == self._tag("body")), None)
        if not self.prefix:
            raise PackageError("这个 Word 文档的写法特殊，不能在副本上加批注，请用 Word 打开后另存")
        if body is None:
            raise PackageError("Word 文档没有正文，请用 Word 打开后另存")
        self.paragraphs: list[Node] = []
        self.tables: list[Node] = []
        self._blocks(body, True)
        self.part = package.related(self.main, "comments")
        self.comments = self.edit.tree(self.part) if self.part is not None else None
        known = self.comments.children if self.comments is not None else []
        self.old = {_attribute(c, "id") for c in known if _attribute(c, "author") == author}
        ids = [int(i) for c in known if (i := _attribute(c, "id")).isdigit()]
        self.next = max(ids, default=-1) + 1
        self.written: list[str] = []
        self.blank: dict[int, tuple[Node, list[str]]] = {}  # <w:p/>, by its place, with the marks that open it
        self._without_old(root)

    def _tag(self, name: str) -> str:
        return f"{self.prefix}:{name}"

    def _blocks(self, node: Node, top: bool) -> None:
        """Paragraphs and tables as the reader of reports counts them."""
        for child in node.children:
            if child.tag == self._tag("tbl"):
                if top:
                    self.tables.append(child)
                continue
            if child.name == "Fallback":
                continue
            if child.tag == self._tag("p"):
                self.paragraphs.append(child)
            inside = child.tag in (self._tag("sdt"), self._tag("sdtContent"))
            self._blocks(child, top and inside)

    # ------------------------------------------------------------ where

    def place(self, note: Note) -> bool:
        paragraph = self._paragraph(note)
        if paragraph is None:
            return False
        number, self.next = self.next, self.next + 1
        start, end = self._around(paragraph, note.words)
        w = self.prefix
        before = f'<{w}:commentRangeStart {w}:id="{number}"/>'
        behind = f'<{w}:commentRangeEnd {w}:id="{number}"/><{w}:r><{w}:commentReference {w}:id="{number}"/></{w}:r>'
        if paragraph.empty:
            self.blank.setdefault(paragraph.start, (paragraph, []))[1].append(before + behind)
        else:
            self.edit.insert(self.main, start, before)
            self.edit.insert(self.main, end, behind)
        self.written.append(_comment(number, note.text, self.author))
        return True

    def _paragraph(self, note: Note) -> Node | None:
        if not note.table:
            return self.paragraphs[note.number - 1] if 0 < note.number <= len(self.paragraphs) else None
        if not 0 < note.table <= len(self.tables):
            return None
        cell = self._cell(self.tables[note.table - 1], note.row, note.column)
        found = list(self._own(cell, "p", "tc")) if cell is not None else []
        return next(
            (p for p in found if note.words and _flat(note.words) in self._text(p)[0]), found[0] if found else None
        )

    def _cell(self, table: Node, row: int, column: int) -> Node | None:
        rows = list(self._own(table, "tr", "tbl"))
        if not 0 < row <= len(rows):
            return None
        at = 1 + self._property(rows[row - 1], "trPr", "gridBefore", 0)
        for cell in self._own(rows[row - 1], "tc", "tr"):
            wide = max(1, self._property(cell, "tcPr", "gridSpan", 1))
            if at <= column < at + wide:
                return cell
            at += wide
        return None

    def _own(self, node: Node, inner: str, outer: str) -> Iterator[Node]:
        """The rows of this table and not of one within; likewise cells and their paragraphs."""
        for child in node.children:
            if child.tag == self._tag(inner):
                yield child
            elif child.tag not in (self._tag(outer), self._tag("tbl")) and child.name != "Fallback":
                yield from self._own(child, inner, outer)

    def _property(self, node: Node, group: str, name: str, default: int) -> int:
        holder = next((c for c in node.children if c.tag == self._tag(group)), None)
        found = next((c for c in holder.children if c.tag == self._tag(name)), None) if holder else None
        value = _attribute(found, "val") if found is not None else ""
        return int(value) if value.isdigit() else default

    def _around(self, paragraph: Node, words: str) -> tuple[int, int]:
        """Before and behind the children of the paragraph that hold the words."""
        kept = [c for c in paragraph.children if c.tag != self._tag("pPr")]
        if not kept:
            at = paragraph.children[-1].end if paragraph.children else paragraph.open_end
            return at, at
        text, owners = self._text(paragraph)
        at = text.find(_flat(words)) if words else -1
        first, last = (owners[at], owners[at + len(_flat(words)) - 1]) if at >= 0 else (kept[0], kept[-1])
        return first.start, last.end

    def _text(self, paragraph: Node) -> tuple[str, list[Node]]:
        """The characters of a paragraph, widths evened out, no blanks, and the child that each belongs to."""
        text, owners = "", []
        for child in paragraph.children:
            flat = _flat("".join(self._characters(child)))
            text += flat
            owners += [child] * len(flat)
        return text, owners

    def _characters(self, node: Node) -> Iterator[str]:
        if node.tag == self._tag("t"):
            yield unescape(
                self.data[node.open_end : node.close].decode("utf-8", "replace"), {"&quot;": '"', "&apos;": "'"}
            )
        elif node.name not in (*_GONE, "Fallback", "txbxContent"):
            for child in node.children:
                yield from self._characters(child)

    # ------------------------------------------------------------ comments

    def _without_old(self, root: Node) -> None:
        if not self.old or self.part is None or self.comments is None:
            return
        for comment in self.comments.children:
            if _attribute(comment, "id") in self.old:
                self.edit.replace(self.part, comment.start, comment.end, b"")
        stack = [root]
        while stack:
            node = stack.pop()
            marks = [c for c in node.children if c.name == "commentReference" and _attribute(c, "id") in self.old]
            ours = node.name in ("commentRangeStart", "commentRangeEnd") and _attribute(node, "id") in self.old
            if ours or (marks and node.tag == self._tag("r")):
                self.edit.replace(self.main, node.start, node.end, b"")
            else:
                stack += node.children

    def close(self) -> None:
        """The marks of empty paragraphs into the text, the comments into their part."""
        for paragraph, marks in self.blank.values():
            self.edit.append(self.main, paragraph, "".join(marks))
        if not self.written:
            return
        if self.part is not None and self.comments is not None:
            declared = f' xmlns:w="{NAMESPACE}"'
            xml = "".join(c.replace("<w:comment ", f"<w:comment{declared} ", 1) for c in self.written)
            self.edit.append(self.part, self.comments, xml)
            return
        name = "word/comments.xml"
        name = name if self.edit.free(name) else self.edit.free_name("word/comments{}.xml")
        xml = f'<w:comments xmlns:w="{NAMESPACE}">{"".join(self.written)}</w:comments>'
        self.edit.add(name, HEAD + xml.encode(), CONTENT_TYPE)
        self.edit.relate(self.main, "comments", name)


def _comment(number: int, text: str, author: str) -> str:
    """Small type and no indent: the style of the body is made for pages."""
    lines = "".join(
        '<w:p><w:pPr><w:spacing w:line="240" w:lineRule="auto"/><w:ind w:firstLine="0" w:firstLineChars="0"/></w:pPr>'
        f'<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in printable(text).split("\n")
    )
    return f'<w:comment w:id="{number}" w:author={quoteattr(author)} w:initials="核">{lines}</w:comment>'


def _attribute(node: Node, name: str) -> str:
    return next((v for k, v in node.attributes.items() if k.rpartition(":")[2] == name), "")


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
