"""The text that a cell really holds, for the few cells of which a formula has to compare it letter by letter."""

from __future__ import annotations

import re

from lxml import etree

from perfeval.ooxml.offsets import worksheet_tree
from perfeval.ooxml.package import Package

_CELL = re.compile(rb"<((?:\w+:)?)c\s([^>]*?)(?:/>|>(.*?)</\1c>)", re.DOTALL)
_REF = re.compile(rb"\br=[\"'](\w+)[\"']")
_KIND = re.compile(rb"\bt=[\"'](\w+)[\"']")
_VALUE = re.compile(rb"<v>([^<>&]*)</v>")
_PREFIX = re.compile(rb"(</?)\w+:")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class CellTexts:
    """Texts of cells by sheet part and address; None for cells that hold no text."""

    def __init__(self, package: Package, workbook: str) -> None:
        self.package, self.workbook = package, workbook
        self._shared: list[str] | None = None
        self._sheets: dict[str, dict[bytes, tuple[bytes, bytes]]] = {}

    def text(self, part: str, ref: str) -> str | None:
        if part not in self._sheets:
            self._sheets[part] = self._cells(part)
        found = self._sheets[part].get(ref.encode())
        if found is None:
            return None
        kind = _KIND.search(found[0])
        plain_value = _VALUE.fullmatch(found[1])
        if plain_value and not (kind and kind[1] == b"inlineStr"):  # nearly all: a number or the index of a string
            return self._typed(kind[1] if kind else b"", plain_value[1].decode())
        # the prefix of the element may be declared on the root alone
        inside = _PREFIX.sub(rb"\1", found[1])
        try:
            cell = etree.fromstring(b"<c>" + inside + b"</c>")
        except etree.XMLSyntaxError:
            return None
        if kind and kind[1] == b"inlineStr":
            return item_text(cell.find("is"))
        return self._typed(kind[1] if kind else b"", cell.findtext("v"))

    def _typed(self, kind: bytes, value: str | None) -> str | None:
        if kind == b"s":
            return self._string(value)
        return unescaped(value or "") if kind == b"str" else None

    def _cells(self, part: str) -> dict[bytes, tuple[bytes, bytes]]:
        """Attributes and content of every cell that has one, by address."""
        data = self.package.read(part)
        rows = worksheet_tree(data).child("sheetData")
        cells: dict[bytes, tuple[bytes, bytes]] = {}
        for found in _CELL.finditer(data, rows.open_end, rows.close) if rows else ():
            ref = _REF.search(found[2])
            if ref and found[3] is not None:
                cells.setdefault(ref[1], (found[2], found[3]))
        return cells

    def _string(self, index: str | None) -> str | None:
        if self._shared is None:
            part = self.package.related(self.workbook, "sharedStrings")
            self._shared = [item_text(si) for si in self.package.elements(part, "si")] if part else []
        try:
            return self._shared[int(index or "")]
        except (ValueError, IndexError):
            return None


def item_text(element: etree._Element | None) -> str:
    """The text of a string item, its runs joined, without the readings (拼音) above it."""
    if element is None:
        return ""
    pieces = []
    for t in element.iter("{*}t"):
        parent = t.getparent()
        if parent is None or etree.QName(parent).localname != "rPh":
            pieces.append(t.text or "")
    return unescaped("".join(pieces))


def unescaped(text: str) -> str:
    """The text that Excel shows for one with escaped characters (_x000D_) in it."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
