"""A filled template made whole: blocks put where their markers stand, missing values highlighted, contents written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx.enum.text import WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.text.run import Run as Text

from perfeval.ooxml.word_numbers import Numbers
from perfeval.write.report.blocks import (
    Block,
    Contents,
    Heading,
    Paragraph,
    Report,
    Run,
    Section,
    Table,
    TableCell,
    printable,
)
from perfeval.write.report.docx import NAMESPACES, W, Writer, add_comments, packed
from perfeval.write.report.footnotes import defined, embed, mark, prune
from perfeval.write.report.jinja import EMPTY
from perfeval.write.report.pages import Pages
from perfeval.write.report.styles import fit, numbered, renamed
from perfeval.write.report.template import MARKER, Filling, fill, marks, missing_pieces
from perfeval.write.report.title import broken

PSTYLE, SECTION = f"{{{W}}}pPr/{{{W}}}pStyle", f"{{{W}}}pPr/{{{W}}}sectPr"
MOST_OF_A_LINE = 16  # characters: a shorter title needs no break
P, R, T, TBL = f"{{{W}}}p", f"{{{W}}}r", f"{{{W}}}t", f"{{{W}}}tbl"


class Filled:
    """One template on its way to a report."""

    def __init__(self, path: Path, filling: Filling) -> None:
        self.filling = filling
        self.document: Any = fill(path, filling)
        self.body: Any = self.document.element.body
        self.ids: dict[str, str] = {}
        names = {(s.name or "").lower(): s.style_id for s in self.document.styles}
        self.titles = {names[n]: style for n, style in (("title", "Title"), ("封面标题", "CoverTitle")) if n in names}
        self.pattern = str(filling.facts.texts["words"]["missing"])

    def blocks(self) -> list[Block]:
        """All inserted blocks, for the places of comments."""
        return [b for blocks in self.filling.blocks for b in blocks]

    def write(self, title: str, notes: Sequence[tuple[Run, str]], author: str, tail: list[Block]) -> bytes:
        """``tail``: blocks after the last one, the list of what is missing."""
        writer = Writer(Report(title), {}, add_comments(self.document, notes, author))
        self.ids = fit(self.document)
        writer.numbered = numbered(self.document, self.ids)
        blocks = self.blocks()
        mark(blocks, self.filling.facts.texts, defined(self.document))
        writer.footnotes = embed(self.document, blocks, lambda xml: renamed(xml, self.ids))
        writer.bookmark = 50_000  # apart from the template's own bookmarks
        contents: list[Any] = []
        for paragraph in [p for p in self.body.iter(P) if p.getparent() is not None]:
            text = "".join(t.text or "" for t in paragraph.iter(T))
            if EMPTY in text:
                text = _emptied(paragraph, text)
            if self.titles.get(_style(paragraph)) and len(text) > MOST_OF_A_LINE:
                self._break(paragraph, text)
            if not marks(text):
                self._highlight(paragraph, text)
            elif MARKER.fullmatch(text.strip()) is None:
                self._inline(paragraph, writer)
            else:
                blocks = self.filling.blocks[marks(text)[0]]
                if any(isinstance(b, Contents) for b in blocks):
                    contents.append(paragraph)
                else:
                    _replace(paragraph, self._xml(writer, blocks))
        last = self.body[-1]
        for n, element in enumerate(_elements(self._xml(writer, tail))):
            if n == 0:
                element.pPr.append(parse_xml(f"<w:pageBreakBefore {NAMESPACES}/>"))
            last.addprevious(element)
        self._contents(contents)
        prune(self.document)
        self.document.core_properties.title = printable(title)[:255]
        return packed(self.document)

    def _xml(self, writer: Writer, blocks: Sequence[Block]) -> str:
        return renamed(writer.blocks(blocks), self.ids)

    # ------------------------------------------------------------ text

    def _break(self, paragraph: Any, text: str) -> None:
        """A long title is broken between words, as the report's own is; it has the look of its first run.

        A break that the template's author typed is left as the only one.
        """
        if next(paragraph.iter(f"{{{W}}}br"), None) is not None:
            return
        pieces = list(paragraph.iter(T))
        lines = broken([Run(text)], self.titles[_style(paragraph)], self.filling.facts.texts["title"])[0].text
        if "\n" in lines and not marks(text) and self.pattern.split("{0}")[0] not in text:
            first, *others = lines.split("\n")
            for piece in pieces[1:]:
                piece.text = ""
            pieces[0].text = first
            for line in reversed(others):
                more = parse_xml(f'<w:t {NAMESPACES} xml:space="preserve">{escape(line)}</w:t>')
                pieces[0].addnext(more)
                pieces[0].addnext(parse_xml(f"<w:br {NAMESPACES}/>"))

    def _highlight(self, paragraph: Any, text: str) -> None:
        """Only the 【请补充：…】 of a run is highlighted, in the run's own font."""
        if self.pattern.split("{0}")[0] not in text:
            return
        for run in list(paragraph.iter(R)):
            pieces = missing_pieces("".join(t.text or "" for t in run.iter(T)), self.pattern)
            if not any(p.missing for p in pieces):
                continue
            for piece in pieces:
                copy = deepcopy(run)
                for child in copy.findall(T)[1:]:
                    copy.remove(child)
                copy.find(T).text = piece.text
                copy.find(T).set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                if piece.missing:
                    Text(copy, self.document.part).font.highlight_color = WD_COLOR_INDEX.YELLOW
                run.addprevious(copy)
            run.getparent().remove(run)

    def _inline(self, paragraph: Any, writer: Writer) -> None:
        """A block amid other words: its first paragraph goes into the line, the others below it."""
        after = paragraph
        for piece in paragraph.iter(T):
            for n in marks(piece.text or ""):
                blocks = self.filling.blocks[n]
                first = blocks[0] if blocks and isinstance(blocks[0], Paragraph) else None
                text = first.text if first is not None else ""
                marker = MARKER.search(piece.text or "")
                if marker is not None:
                    rest = (piece.text or "")[marker.end() :]
                    text = text.rstrip("。") if rest.startswith("，") else text
                    piece.text = (piece.text or "")[: marker.start()] + printable(text) + rest
                for element in _elements(self._xml(writer, blocks[1 if first else 0 :])):
                    after.addnext(element)
                    after = element
        self._highlight(paragraph, "".join(t.text or "" for t in paragraph.iter(T)))

    # ------------------------------------------------------------ contents

    def _contents(self, paragraphs: list[Any]) -> None:
        """目录 from the headings that the filled document has, the template's own ones too."""
        if not paragraphs:
            return
        report = Report("", list(self._seen()))
        writer = Writer(report, Pages().place(report.blocks), {})
        for paragraph in paragraphs:
            _replace(paragraph, self._xml(writer, [Contents(self.filling.facts.texts["words"]["contents"])]))

    def _numbers(self) -> Numbers:
        relations = self.document.part.rels.values()
        part = next((r.target_part for r in relations if r.reltype == RELATIONSHIP_TYPE.NUMBERING), None)
        return Numbers.of(self.document.styles.element, part.element if part is not None else None)

    def _seen(self) -> Iterator[Block]:
        """The document as blocks, enough to count lines; each heading gets a bookmark if it has none."""
        names = {s.style_id: (s.name or "").lower() for s in self.document.styles}
        begun, mark = False, 90_000
        numbers = self._numbers()
        children = [c for c in self.body if c.tag in (P, TBL)]
        levels = [_level(c, names) for c in children]
        heads = [n for n, level in enumerate(levels) if level is not None]
        for n, child in enumerate(children):
            if child.tag == TBL:
                yield _table(child)
                continue
            text = numbers.number(child) + "".join(t.text or "" for t in child.iter(T))
            level = levels[n]
            if level is None:
                yield Paragraph([Run(text)], _style(child) or "BodyText")
            else:
                mark += 1
                yield Heading(level, text, anchor=_bookmark(child, mark))
            if child.find(SECTION) is not None:
                last = not begun and heads and n < heads[0] and not _section_between(children[n + 1 : heads[0]])
                begun = begun or bool(last)
                yield Section("contents" if last else "body" if begun else "cover")


def _style(paragraph: Any) -> str:
    style = paragraph.find(PSTYLE)
    return str(style.get(f"{{{W}}}val")) if style is not None else ""


def _emptied(paragraph: Any, text: str) -> str:
    """The mark taken out of a paragraph with a condition; with nothing else in it, the paragraph too."""
    text = text.replace(EMPTY, "")
    for piece in list(paragraph.iter(T)):
        piece.text = (piece.text or "").replace(EMPTY, "")
    section = paragraph.pPr is not None and paragraph.pPr.find(f"{{{W}}}sectPr") is not None
    other = next(paragraph.iter(f"{{{W}}}drawing", f"{{{W}}}sdt", f"{{{W}}}pict"), None)
    parent = paragraph.getparent()
    # a table cell ends with a paragraph, or Word refuses the file
    ends_cell = parent.tag != f"{{{W}}}body" and paragraph.getnext() is None
    if not text.strip() and not section and other is None and not ends_cell and len(parent) > 1:
        parent.remove(paragraph)
    return text


def _section_between(children: list[Any]) -> bool:
    return any(c.find(f"{{{W}}}pPr/{{{W}}}sectPr") is not None for c in children)


def _level(child: Any, names: dict[str, str]) -> int | None:
    name = names.get(_style(child), "")
    if name == "附件标题":
        return 0
    return int(name[-1]) if name[:-1] == "heading " and name[-1].isdigit() else None


def _bookmark(paragraph: Any, number: int) -> str:
    found = paragraph.find(f"{{{W}}}bookmarkStart")
    if found is None:
        start = f'<w:bookmarkStart {NAMESPACES} w:id="{number}" w:name="_Toc{number}"/>'
        found = parse_xml(start)
        paragraph.append(parse_xml(f'<w:bookmarkEnd {NAMESPACES} w:id="{number}"/>'))
        paragraph.insert(1 if paragraph.pPr is not None else 0, found)
    return str(found.get(f"{{{W}}}name"))


def _table(element: Any) -> Table:
    widths = [int(c.get(f"{{{W}}}w", "1000")) for c in element.iter(f"{{{W}}}gridCol")] or [8844]
    rows = []
    for row in element.iter(f"{{{W}}}tr"):
        cells = ["".join(t.text or "" for t in c.iter(T)) for c in row.findall(f"{{{W}}}tc")]
        rows.append([TableCell([Run(c)]) for c in cells[: len(widths)]])
    return Table([r for r in rows if r], widths)


def _elements(xml: str) -> list[Any]:
    return list(parse_xml(f"<w:body {NAMESPACES}>{xml}</w:body>")) if xml else []


def _replace(paragraph: Any, xml: str) -> None:
    """Blocks in the place of a paragraph; its section stays where it ended one."""
    for element in _elements(xml):
        paragraph.addprevious(element)
    if paragraph.pPr is not None and paragraph.pPr.find(f"{{{W}}}sectPr") is not None:
        for child in list(paragraph):
            if child is not paragraph.pPr:
                paragraph.remove(child)
    else:
        paragraph.getparent().remove(paragraph)
