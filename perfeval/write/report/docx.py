"""Blocks into a .docx: WordprocessingML written in one go into the base document (report.docx of the profile)."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.oxml import parse_xml

from perfeval.ooxml import zip_writer
from perfeval.write.report.blocks import (
    Block,
    Chart,
    Choice,
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
from perfeval.write.report.footnotes import embed as embed_footnotes
from perfeval.write.report.footnotes import reference
from perfeval.write.report.numbers import printed
from perfeval.write.report.styles import fit, numbered, renamed

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
SECTIONS = ("cover", "contents", "body", "annex")
GAP = '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
FIXED = (2025, 1, 1, 0, 0, 0)  # one date for all members: the same workbook gives the same bytes


class Writer:
    """``pages``: heading anchor -> page; ``comments``: run -> ids of the comments that hang on it."""

    def __init__(self, report: Report, pages: Mapping[str, int], comments: Mapping[int, Sequence[int]]) -> None:
        self.report = report
        self.pages = pages
        self.comments = comments
        self.bookmark = 0
        self.charts: dict[int, str] = {}  # chart -> the run that shows it
        self.footnotes: dict[int, int] = {}  # run -> its footnote
        self.numbered: frozenset[int] = frozenset()  # levels whose style numbers the headings
        self.counts = [0] * 7

    def xml(self, sections: Mapping[str, str]) -> str:
        """The children of <w:body>; ``sections``: kind -> its <w:sectPr>."""
        return self.blocks(self.report.blocks, sections)

    def blocks(self, blocks: Sequence[Block], sections: Mapping[str, str] | None = None) -> str:
        """Blocks one below the other; two tables are kept apart, for Word would join them."""
        parts = []
        self.counts = [0] * 7
        for before, block in pairwise([None, *blocks]):
            if isinstance(before, Table) and isinstance(block, Table):
                parts.append(GAP)
            if isinstance(block, Section):
                parts.append(f"<w:p><w:pPr>{sections[block.kind]}</w:pPr></w:p>" if sections else "")
            elif block is not None:
                parts.append(self.block(block))
        return "".join(parts)

    def block(self, block: Block) -> str:
        if isinstance(block, Heading):
            return self._heading(block)
        if isinstance(block, Paragraph):
            room = f'<w:spacing w:before="{int(block.before * 20)}"/>' if block.before is not None else ""
            return _paragraph(block.style, self._runs(block.runs), room)
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Choice):
            return self._choice(block)
        if isinstance(block, Chart):
            return _paragraph("Figure", self.charts.get(id(block), ""))
        return self._contents(block) if isinstance(block, Contents) else ""

    # ------------------------------------------------------------ text

    def _runs(self, runs: Sequence[Run]) -> str:
        return "".join(self._run(r) for r in runs if r.text)

    def _run(self, run: Run) -> str:
        properties = '<w:rPr><w:rStyle w:val="Missing"/><w:highlight w:val="yellow"/></w:rPr>' if run.missing else ""
        written = escape(printable(run.text)).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
        text = f'<w:r>{properties}<w:t xml:space="preserve">{written}</w:t></w:r>'
        for number in self.comments.get(id(run), ()):
            text = (
                f'<w:commentRangeStart w:id="{number}"/>{text}<w:commentRangeEnd w:id="{number}"/><w:r><w:rPr>'
                f'<w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference w:id="{number}"/></w:r>'
            )
        return text + reference(self.footnotes[id(run)]) if id(run) in self.footnotes else text

    def _heading(self, block: Heading) -> str:
        style = f"Heading{min(block.level, 5)}" if block.level else "AnnexTitle"
        self.bookmark += 1
        own = self._counted(block)
        mark = f'<w:bookmarkStart w:id="{self.bookmark}" w:name="{block.anchor}"/>'
        content = f'{mark}{self._run(Run(block.text if own else block.printed))}<w:bookmarkEnd w:id="{self.bookmark}"/>'
        # every annex begins a page; the first one begins a section and needs no break
        more = "<w:pageBreakBefore/>" if block.level == 0 and block.anchor != "_Annex0" else ""
        typed = block.level in self.numbered and not own
        return _paragraph(style, content, '<w:numPr><w:numId w:val="0"/></w:numPr>' if typed else more)

    def _counted(self, block: Heading) -> bool:
        """Word numbers the heading as it is to be; the number is typed where the unit's own is another one."""
        level = block.level
        if level not in self.numbered or block.number != printed(level, self.counts[level] + 1):
            return False
        self.counts[level] += 1
        self.counts[level + 1 :] = [0] * (6 - level)
        return True

    def _choice(self, block: Choice) -> str:
        """Boxes that can be ticked in Word."""
        parts = [self._run(block.label)]
        for text, ticked in block.options:
            box = "☑" if ticked else "☐"
            parts.append(
                f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(text)}/><w14:checkbox>"
                f'<w14:checked w14:val="{int(ticked)}"/>'
                '<w14:checkedState w14:val="2611" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" '
                'w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rFonts '
                'w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic" w:hint="eastAsia"/></w:rPr>'
                f"<w:t>{box}</w:t></w:r></w:sdtContent></w:sdt>"
            )
            parts.append(self._run(Run(text + "  ")))
        if block.missing is not None:
            parts.append(self._run(block.missing))
        return _paragraph("CoverItem", "".join(parts))

    # ------------------------------------------------------------ contents

    def _contents(self, block: Contents) -> str:
        """A field with its entries: real page numbers now, and Word's own when it is updated."""
        heads = [b for b in self.report.blocks if isinstance(b, Heading) and b.level <= 2]
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve"> '
            'TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        lines = [_paragraph("TOCHeading", self._run(Run(block.title)))]
        for n, head in enumerate(heads):
            page = _page_reference(head.anchor, self.pages.get(head.anchor, 0))
            content = self._run(Run(head.printed)) + "<w:r><w:tab/></w:r>" + page
            link = f'<w:hyperlink w:anchor="{head.anchor}" w:history="1">{content}</w:hyperlink>'
            before, after = (begin if n == 0 else ""), (end if n == len(heads) - 1 else "")
            lines.append(_paragraph(f"TOC{head.level or 1}", before + link + after))
        return "".join(lines)

    # ------------------------------------------------------------ tables

    def _table(self, block: Table) -> str:
        grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in block.widths)
        last = len(block.rows) - 1
        rows = "".join(
            self._row(row, block, n < block.heads, block.whole and n < last) for n, row in enumerate(block.rows)
        )
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(block.widths)}" w:type="dxa"/>'
            f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
        )

    def _row(self, row: list[TableCell], block: Table, head: bool, tied: bool) -> str:
        """``tied``: on the page of the next row."""
        cells, n = [], 0
        for cell in row:
            width = sum(block.widths[n : n + cell.across])
            n += cell.across
            span = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
            merge = {"start": '<w:vMerge w:val="restart"/>', "on": "<w:vMerge/>"}.get(cell.down, "")
            cells.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
                f"{_paragraph(cell.style, self._runs(cell.runs), '<w:keepNext/>' if tied else '')}</w:tc>"
            )
        repeated = "<w:tblHeader/>" if head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _paragraph(style: str, content: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{content}</w:p>'


def _page_reference(anchor: str, page: int) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGEREF {anchor} \\h '
        f'</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{page}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


# ---------------------------------------------------------------- the file


def build(report: Report, base: Path, pages: Mapping[str, int], notes: Sequence[tuple[Run, str]], author: str) -> bytes:
    """The report as bytes. ``notes``: comments, each with the run that it hangs on."""
    document = Document(str(base))
    body = document.element.body
    sections = _sections(body)
    comments = add_comments(document, notes, author)
    writer = Writer(report, pages, comments)
    writer.charts = embed_charts(document, report.blocks)
    ids = fit(document)
    writer.numbered = numbered(document, ids)
    writer.footnotes = embed_footnotes(document, report.blocks, lambda xml: renamed(xml, ids))
    xml = renamed(writer.xml(sections), ids)
    root = parse_xml(f"<w:body {NAMESPACES}>{xml}{_last_section(report, sections)}</w:body>")
    for child in list(body):
        body.remove(child)
    for child in list(root):
        body.append(child)
    document.core_properties.title = printable(report.title)[:255]
    return packed(document)


def embed_charts(document: Any, blocks: Sequence[Block]) -> dict[int, str]:
    """The parts of all charts into the package; the answer is the run for each."""
    charts = [b for b in blocks if isinstance(b, Chart)]
    if not charts:
        return {}
    from perfeval.write.report.charts import embed, inline

    return {id(c): inline(c, embed(document, c, n), n) for n, c in enumerate(charts, 1)}


def add_comments(document: Any, notes: Sequence[tuple[Run, str]], author: str) -> dict[int, list[int]]:
    """The comments into their part; the answer says which run each hangs on."""
    found: dict[int, list[int]] = {}
    for run, text in notes:
        comment = document.comments.add_comment(printable(text), author=author, initials="核")
        comment._comment_elm.attrib.pop(f"{{{W}}}date", "")  # a date would make every run's file another one
        found.setdefault(id(run), []).append(comment.comment_id)
    return found


def _sections(body: Any) -> dict[str, str]:
    """The four sections of the base document, in its order, as text; a base with fewer repeats its last."""
    from lxml import etree

    found = []
    for element in body.iter(f"{{{W}}}sectPr"):
        section = deepcopy(element)
        found.append(etree.tostring(section, encoding="unicode"))
    return {kind: found[min(n, len(found) - 1)] for n, kind in enumerate(SECTIONS)}


def _last_section(report: Report, sections: Mapping[str, str]) -> str:
    """What the document ends with: the annex, or after it a page like the body's, its numbers going on."""
    ended = [b.kind for b in report.blocks if isinstance(b, Section)]
    if "annex" in ended:
        return re.sub(r"<w:pgNumType[^>]*/>", "", sections["body"])
    return sections["annex" if "body" in ended else "body"]


def packed(document: Any) -> bytes:
    """The package with fixed member dates, so that equal input gives equal bytes."""
    raw = io.BytesIO()
    document.save(raw)
    return dated(raw)


def dated(package: IO[bytes]) -> bytes:
    """The same members with our date, by which a file is known that nobody has saved since (``unchanged``)."""
    out = io.BytesIO()
    with zipfile.ZipFile(package) as source, zip_writer.Writer(out) as target:
        for info in source.infolist():
            record = zipfile.ZipInfo(info.filename, FIXED)
            record.compress_type, record.external_attr = zipfile.ZIP_DEFLATED, info.external_attr
            target.pack(record, source.read(info))
    return out.getvalue()


def unchanged(path: Path) -> bool:
    """Nobody has saved it since: whoever saves a package gives its members other dates than ours."""
    try:
        with zipfile.ZipFile(path) as package:
            return all(info.date_time == FIXED for info in package.infolist())
    except (OSError, zipfile.BadZipFile):
        return False


def save(content: bytes, target: Path) -> None:
    """Written beside and moved into place: a reader never meets half a report."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(content)
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
