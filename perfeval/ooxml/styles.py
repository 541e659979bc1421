"""Cell styles for our own sheets: appended to the workbook's styles, none of whose entries moves or changes."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from perfeval.frozen import frozen
from perfeval.ooxml.edit import HEAD, Edit
from perfeval.ooxml.offsets import Node

MAIN_URI = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
# children of <styleSheet> in the order of the schema
ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
FIRST_OWN_FORMAT = 164
MOST_FORMATS = 65_490  # cell formats that Excel keeps in a workbook


@frozen
class Style:
    """How one of our cells looks. ``fill`` and ``color`` are RGB; ``border`` the colour of a thin frame."""

    font: str = "宋体"
    size: int = 10
    bold: bool = False
    color: str = "000000"
    underline: bool = False
    fill: str | None = None
    border: str | None = None
    horizontal: str = "left"
    vertical: str = "center"
    wrap: bool = True
    format: str = "General"
    literal: bool = False  # text that begins like a formula and must stay text when it is edited
    unlocked: bool = False


@frozen
class Difference:
    """A differential format (dxf): what a conditional format changes."""

    color: str | None = None
    fill: str | None = None
    no_fill: bool = False
    bold: bool | None = None


class Styles:
    """The styles part, grown by what our sheets need. ``write`` puts all of it into the package at the end."""

    def __init__(self, edit: Edit, part: str | None) -> None:
        self.edit, self.part = edit, part
        self.root = edit.tree(part, 2) if part else None
        self._new: dict[str, list[str]] = {}
        self._known: dict[Style, int] = {}
        self._seen: dict[int, tuple[Style, int]] = {}
        self._dxfs: dict[Difference, int] = {}

    def _count(self, name: str) -> int:
        """How many entries come before ours: those that are there, and what has to be there and is not."""
        node = self.root.child(name) if self.root else None
        return (len(node.children) if node else 0) + len(self._missing(name))

    def _missing(self, name: str) -> tuple[str, ...]:
        """The first entries that cells without a style of their own mean, where a thin stylesheet leaves them out."""
        node = self.root.child(name) if self.root else None
        return _BLANK.get(name, ())[len(node.children) if node else 0 :]

    def _entry(self, name: str, xml: str) -> int:
        """The index of this entry: an equal one of ours is used again."""
        entries = self._new.setdefault(name, [])
        if xml not in entries:
            entries.append(xml)
        return self._count(name) + entries.index(xml)

    def index(self, style: Style) -> int:
        """The cell format (cellXfs index) of this style."""
        seen = self._seen.get(id(style))
        if seen is not None:
            return seen[1]
        if style not in self._known:
            full = self._count("cellXfs") + len(self._new.get("cellXfs", ())) >= MOST_FORMATS
            # Excel opens no workbook with more: our cells go plain then
            self._known[style] = 0 if full else self._entry("cellXfs", self._xf(style))
        # by identity first: a sheet asks for the same few styles thousands of times
        self._seen[id(style)] = (style, self._known[style])
        return self._known[style]

    def _xf(self, s: Style) -> str:
        font = self._entry("fonts", _font(s))
        fill = self._entry("fills", _solid(s.fill)) if s.fill else 0
        border = self._entry("borders", _frame(s.border)) if s.border else 0
        number = self._format(s.format)
        # a workbook without named styles must not be told of one
        named = ' xfId="0"' if self._named() else ""
        wrap = ' wrapText="1"' if s.wrap else ""
        quote = ' quotePrefix="1"' if s.literal else ""
        lock = '<protection locked="0"/>' if s.unlocked else ""
        protection = ' applyProtection="1"' if s.unlocked else ""
        return (
            f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}"{named}{quote} '
            f'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"{protection}>'
            f'<alignment horizontal="{s.horizontal}" vertical="{s.vertical}"{wrap}/>{lock}</xf>'
        )

    def _named(self) -> bool:
        return self.root is None or self.root.child("cellStyleXfs") is not None

    def _format(self, code: str) -> int:
        built_in = {"General": 0, "0": 1, "0.00": 2, "0%": 9, "0.00%": 10, "@": 49}
        if code in built_in:
            return built_in[code]
        node = self.root.child("numFmts") if self.root else None
        taken = [int(c.attributes.get("numFmtId", "0")) for c in node.children] if node else []
        first = max([FIRST_OWN_FORMAT - 1, *taken]) + 1
        entries = self._new.setdefault("numFmts", [])
        for number, xml in enumerate(entries, first):
            if f"formatCode={quoteattr(code)}" in xml:
                return number
        entries.append(f'<numFmt numFmtId="{first + len(entries)}" formatCode={quoteattr(code)}/>')
        return first + len(entries) - 1

    def difference(self, d: Difference) -> int:
        """The dxfId of a differential format."""
        if d not in self._dxfs:
            bold = "" if d.bold is None else f'<b val="{int(d.bold)}"/>'
            color = f'<color rgb="FF{d.color}"/>' if d.color else ""
            font = f"<font>{bold}{color}</font>" if bold or color else ""
            fill = '<fill><patternFill patternType="none"/></fill>' if d.no_fill else ""
            if d.fill:
                colors = f'<fgColor rgb="FF{d.fill}"/><bgColor rgb="FF{d.fill}"/>'
                fill = f'<fill><patternFill patternType="solid">{colors}</patternFill></fill>'
            self._dxfs[d] = self._entry("dxfs", f"<dxf>{font}{fill}</dxf>")
        return self._dxfs[d]

    def write(self, workbook: str) -> None:
        """Put the new entries into the styles part (a new part where the workbook has none)."""
        if not any(self._new.values()):
            return
        if self.root is None or self.part is None:
            self._write_new(workbook)
            return
        # in the order of the schema: lists that are missing may all belong in one place
        for name in ORDER:
            entries = self._new.get(name)
            if not entries:
                continue
            node = self.root.child(name)
            missing = [xml if self._named() else xml.replace(' xfId="0"', "") for xml in self._missing(name)]
            entries = [*missing, *entries]
            if node is None:
                self.edit.insert(self.part, self._place(name), _list(self.root, name, entries))
                continue
            count = str(len(node.children) + len(entries))
            if node.empty:
                tag = _list(self.root, name, entries)
                self.edit.replace(self.part, node.start, node.end, tag)
                continue
            self.edit.set_attribute(self.part, node, "count", count)
            self.edit.append(self.part, node, _in_namespace(self.root, "".join(entries)))

    def _place(self, name: str) -> int:
        """Where a list that is missing belongs: before the first of those that come later."""
        assert self.root is not None
        later = ORDER[ORDER.index(name) + 1 :]
        return next((c.start for c in self.root.children if c.name in later), self.root.close)

    def _write_new(self, workbook: str) -> None:
        lists = []
        for name in ORDER:
            entries = [*_BLANK.get(name, ()), *self._new.get(name, [])]
            if entries:
                lists.append(f'<{name} count="{len(entries)}">{"".join(entries)}</{name}>')
        part = "xl/styles.xml" if self.edit.free("xl/styles.xml") else self.edit.free_name("xl/styles{}.xml")
        xml = f'<styleSheet xmlns="{MAIN_URI}">{"".join(lists)}</styleSheet>'
        self.edit.add(part, HEAD + xml.encode(), STYLES_TYPE)
        self.edit.relate(workbook, "styles", part)


_BLANK: dict[str, tuple[str, ...]] = {
    "fonts": ('<font><sz val="11"/><name val="宋体"/><charset val="134"/></font>',),
    "fills": ('<fill><patternFill patternType="none"/></fill>', '<fill><patternFill patternType="gray125"/></fill>'),
    "borders": ("<border><left/><right/><top/><bottom/><diagonal/></border>",),
    "cellStyleXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
    "cellXfs": ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',),
    "cellStyles": ('<cellStyle name="常规" xfId="0" builtinId="0"/>',),
}


def _font(s: Style) -> str:
    bold = "<b/>" if s.bold else ""
    underline = "<u/>" if s.underline else ""
    # charset 134 (GB 2312): Excel picks the right face where the font is missing
    face = f'<name val="{s.font}"/><family val="3"/><charset val="134"/>'
    return f'<font>{bold}{underline}<sz val="{s.size}"/><color rgb="FF{s.color}"/>{face}</font>'


def _solid(rgb: str | None) -> str:
    colors = f'<fgColor rgb="FF{rgb}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{colors}</patternFill></fill>'


def _frame(rgb: str | None) -> str:
    sides = "".join(f'<{s} style="thin"><color rgb="FF{rgb}"/></{s}>' for s in ("left", "right", "top", "bottom"))
    return f"<border>{sides}<diagonal/></border>"


def _list(root: Node, name: str, entries: list[str]) -> str:
    return _in_namespace(root, f'<{name} count="{len(entries)}">{"".join(entries)}</{name}>')


def _in_namespace(root: Node, xml: str) -> str:
    """Elements of ours under a root that writes the namespace with a prefix (the Open XML SDK does)."""
    prefix = root.tag.rpartition(":")[0]
    if not prefix:
        return xml
    return xml.replace("</", "\0").replace("<", f"<{prefix}:").replace("\0", f"</{prefix}:")
