"""Ordinary notes (批注) on a worksheet: its comments part and the drawing (VML) that shows them, both joined if there.

An existing note keeps its own text first, with its runs; a threaded comment (会话批注) is left alone.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from perfeval.frozen import frozen
from perfeval.ooxml.edit import HEAD, OFFICE_URI, Edit
from perfeval.ooxml.offsets import Node, worksheet_tree
from perfeval.ooxml.sheet import plain
from perfeval.ooxml.styles import MAIN_URI

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# children of <worksheet> that come after <legacyDrawing>; a control is often wrapped for older programs
AFTER_DRAWING = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "AlternateContent", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip
_VML_HEAD = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">'
)
_VML_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SIZED_ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*\b(?:ht|hidden)=[^>]*)>")
_WIDE = re.compile("[\u2e80-\uffff“”‘’…—≥≤]")
_CLOSE = re.compile(rb"</(?:\w+:)?xml\s*>\s*$")
LONGEST_NOTE = 32_767  # characters that Excel keeps in one
BOX_WIDTH = 230  # pixels; a line of 9 pt text holds some 36 characters of the Latin width then
_LATIN_IN_LINE = 34


@frozen
class Note:
    """A note to add. ``right``: the last column of the (merged) cell, behind which the box opens. All 1-based."""

    ref: str
    row: int
    column: int
    right: int
    text: str


class NoteError(Exception):
    """The sheet's notes cannot be joined; the text says why."""


class SheetNotes:
    """The notes of one worksheet part."""

    def __init__(self, edit: Edit, part: str) -> None:
        self.edit, self.part = edit, part
        relations = edit.package.relations(part)
        self.comments = next((r.target for r in relations if r.kind == "comments" and r.target in edit), None)
        threads = [r.target for r in relations if r.kind == "threadedComment" and r.target in edit]
        self.threaded = {n.attributes.get("ref", "") for t in threads for n in edit.tree(t, 1).all("threadedComment")}
        self.root = edit.tree(self.comments, 4) if self.comments else None
        self.existing: dict[str, Node] = {}
        found = self.root.child("commentList") if self.root else None
        for comment in found.children if found else ():
            self.existing[comment.attributes.get("ref", "")] = comment

    def full(self, ref: str, text: str) -> bool:
        """Whether the note that is on the cell leaves no room for ``text``."""
        found = self.existing.get(ref)
        if found is None or self.comments is None:
            return False
        written = self.edit.original(self.comments)[found.open_end : found.close].decode("utf-8", "replace")
        return len(re.sub("<[^>]*>", "", written)) + 1 + len(text) > LONGEST_NOTE

    def add(self, notes: list[Note]) -> None:
        """Put these notes on the sheet; none of them may be on a threaded comment or a full one."""
        if not notes:
            return
        fresh = [n for n in notes if n.ref not in self.existing]
        for note in notes:
            if note.ref in self.existing:
                self._join(note)
        if not fresh:
            return
        if self.root is not None and not (self.root.child("authors") and self.root.child("commentList")):
            raise NoteError("批注部件不完整")
        # the drawing first: it is what can fail
        self._draw(fresh)
        if self.root is None or self.comments is None:
            self._new_part(fresh)
        else:
            self._append(fresh)

    def _join(self, note: Note) -> None:
        assert self.comments is not None and self.root is not None
        tag = _prefix(self.root)
        text = self.existing[note.ref].child("text")
        ours = _run(tag, "\n" + note.text)
        if text is None:
            self.edit.append(self.comments, self.existing[note.ref], f"<{tag}text>{ours}</{tag}text>")
            return
        runs = list(text.all("r"))
        plain_text = text.child("t")
        if runs:
            self.edit.insert(self.comments, runs[-1].end, ours)
        elif plain_text is not None:
            self.edit.insert(self.comments, plain_text.start, f"<{tag}r>")
            self.edit.insert(self.comments, plain_text.end, f"</{tag}r>{ours}")
        else:
            self.edit.append(self.comments, text, ours)

    def _append(self, notes: list[Note]) -> None:
        assert self.comments is not None and self.root is not None
        tag = _prefix(self.root)
        authors, found = self.root.child("authors"), self.root.child("commentList")
        assert authors is not None and found is not None
        author = len(authors.children)
        self.edit.append(self.comments, authors, f"<{tag}author>perfeval</{tag}author>")
        self.edit.append(self.comments, found, "".join(_comment(tag, n, author) for n in notes))

    def _new_part(self, notes: list[Note]) -> None:
        inside = "".join(_comment("", n, 0) for n in notes)
        xml = (
            f'<comments xmlns="{MAIN_URI}"><authors><author>perfeval</author></authors>'
            f"<commentList>{inside}</commentList></comments>"
        )
        part = self.edit.free_name("xl/comments{}.xml")
        self.edit.add(part, HEAD + xml.encode(), COMMENTS_TYPE)
        self.edit.relate(self.part, "comments", part)

    # the drawing

    def _draw(self, notes: list[Note]) -> None:
        data = self.edit.original(self.part)
        root = worksheet_tree(data)
        boxes = Boxes(data, root)
        legacy = root.child("legacyDrawing")
        if legacy is None:
            part = self.edit.free_name("xl/drawings/vmlDrawing{}.vml")
            block = self._free_block()
            shapes = "".join(_shape(n, block * 1024 + i, i, boxes) for i, n in enumerate(notes, 1))
            layout = f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout>'
            self.edit.default_type(part, VML_TYPE)
            self.edit.add(part, f"{_VML_HEAD}{layout}{_VML_TYPE}{shapes}</xml>".encode())
            rid = self.edit.relate(self.part, "vmlDrawing", part)
            at = next((c.start for c in root.children if c.name in AFTER_DRAWING), root.close)
            self.edit.insert(self.part, at, f'<{_prefix(root)}legacyDrawing xmlns:r="{OFFICE_URI}" r:id="{rid}"/>')
            return
        rid = next((v for k, v in legacy.attributes.items() if k.endswith(":id") or k == "id"), "")
        target = next((r.target for r in self.edit.package.relations(self.part) if r.id == rid), None)
        if target is None or target not in self.edit.package:
            raise NoteError("批注的图形部件缺失")
        if self._shared(target):
            raise NoteError("批注的图形部件与另一张工作表共用")
        self._join_drawing(target, notes, boxes)

    def _shared(self, part: str) -> bool:
        """Whether another worksheet has this part too: our boxes would open on both."""
        package = self.edit.package
        worksheets = {r.target for r in package.relations(package.main() or "") if r.kind == "worksheet"}
        return any(r.target == part for other in worksheets - {self.part} for r in package.relations(other))

    def _join_drawing(self, part: str, notes: list[Note], boxes: Boxes) -> None:
        """Our shapes at the end of a drawing that is there; people's programs write VML that is not always XML."""
        data = self.edit.original(part)
        close = _CLOSE.search(data)
        if not close:
            raise NoteError("批注的图形部件不完整")
        ids = [int(i) for i in re.findall(rb"_x0000_s(\d+)", data)]
        first = max(ids, default=1024) + 1
        order = data.count(b"ObjectType=") + 1
        kind = "" if b"_x0000_t202" in data else _VML_TYPE
        shapes = "".join(_shape(n, first + i, order + i, boxes) for i, n in enumerate(notes))
        declared = all(u in data for u in (b'xmlns:v="urn:', b'xmlns:o="urn:', b'xmlns:x="urn:'))
        if not declared:
            spaces = _VML_HEAD[len("<xml") : -1]
            shapes = re.sub(r"<v:shape ", f"<v:shape {spaces} ", shapes)
            kind = kind.replace("<v:shapetype ", f"<v:shapetype {spaces} ")
        self.edit.insert(part, close.start(), kind + shapes)

    def _free_block(self) -> int:
        """A block of shape numbers that no drawing of the workbook uses (1024 numbers each)."""
        taken = {0}
        for name in [*self.edit.package.names(), *self.edit.added]:
            if name.lower().endswith(".vml"):
                data = self.edit.added.get(name) or self.edit.original(name)
                for found in re.findall(rb"""idmap[^>]*data=["']([\d,]+)["']""", data):
                    taken |= {int(n) for n in found.split(b",") if n}
        return max(taken) + 1


class Boxes:
    """Where a note's box opens: the columns and rows that it covers, from the sheet's own widths and heights."""

    def __init__(self, data: bytes, root: Node) -> None:
        self.data = data
        sizes = root.child("sheetFormatPr")
        self.column_width = float(sizes.attributes.get("defaultColWidth", "8.43")) if sizes else 8.43
        self.row_height = float(sizes.attributes.get("defaultRowHeight", "15")) if sizes else 15.0
        self.widths: list[tuple[int, int, float]] = []
        cols = root.child("cols")
        if cols is not None:
            for c in re.findall(rb"<(?:\w+:)?col\s([^>]*)>", data[cols.open_end : cols.close]):
                a = dict(re.findall(r'(\w+)\s*=\s*["\']([^"\']*)["\']', c.decode("utf-8", "replace")))
                width = 0.0 if a.get("hidden") in ("1", "true") else float(a.get("width", self.column_width))
                self.widths.append((int(a.get("min", "1")), int(a.get("max", "1")), width))
        self.heights: dict[int, float] = {}
        for row in _SIZED_ROW.finditer(data):
            a2 = dict(re.findall(rb'(\w+)\s*=\s*["\']([^"\']*)["\']', row[1]))
            if b"r" in a2 and (b"ht" in a2 or b"hidden" in a2):
                hidden = a2.get(b"hidden") in (b"1", b"true")
                self.heights[int(a2[b"r"])] = 0.0 if hidden else float(a2.get(b"ht", self.row_height))

    def width(self, column: int) -> float:
        """Pixels of a column (1-based)."""
        for first, last, width in self.widths:
            if first <= column <= last:
                return width * 7 + 5 if width else 0.0
        return self.column_width * 7 + 5

    def height(self, row: int) -> float:
        return self.heights.get(row, self.row_height) * 4 / 3

    def anchor(self, note: Note, height: float) -> str:
        """Left column, offset, top row, offset, right column, offset, bottom row, offset (0-based, pixels)."""
        left = min(note.right + 1, 16_384)
        top = max(note.row - 1, 1)
        column, rest = left, BOX_WIDTH + 12.0
        while rest > self.width(column) and column < min(left + 60, 16_384):
            rest -= self.width(column)
            column += 1
        row, down = top, height + 4.0
        while down > self.height(row) and row < top + 200:
            down -= self.height(row)
            row += 1
        right = min(rest, max(self.width(column) - 1, 0))
        bottom = min(down, max(self.height(row) - 1, 0))
        return f"{left - 1}, 12, {top - 1}, 4, {column - 1}, {int(right)}, {row - 1}, {int(bottom)}"


def box_height(text: str) -> int:
    """Pixels that the text needs in a box of the usual width, a Chinese character counting two."""
    lines = 0
    for paragraph in text.split("\n"):
        wide = len(paragraph) + len(_WIDE.findall(paragraph))
        lines += max(1, -(-wide // _LATIN_IN_LINE))
    return lines * 17 + 12


def _shape(note: Note, number: int, order: int, boxes: Boxes) -> str:
    height = box_height(note.text)
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
        f'width:{BOX_WIDTH * 0.75:g}pt;height:{height * 0.75:g}pt;z-index:{order};visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
        "</v:textbox>"
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{boxes.anchor(note, height)}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{note.row - 1}</x:Row><x:Column>{note.column - 1}</x:Column></x:ClientData></v:shape>"
    )


def _comment(tag: str, note: Note, author: int) -> str:
    text = f"<{tag}text>{_run(tag, note.text)}</{tag}text>"
    return f'<{tag}comment ref="{note.ref}" authorId="{author}">{text}</{tag}comment>'


def _run(tag: str, text: str) -> str:
    return (
        f'<{tag}r><{tag}rPr><{tag}sz val="9"/><{tag}color indexed="81"/><{tag}rFont val="宋体"/>'
        f'<{tag}charset val="134"/></{tag}rPr>'
        f'<{tag}t xml:space="preserve">{escape(plain(text))}</{tag}t></{tag}r>'
    )


def _prefix(root: Node) -> str:
    prefix = root.tag.rpartition(":")[0]
    return f"{prefix}:" if prefix else ""
