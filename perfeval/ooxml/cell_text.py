"""The text that a cell really holds, for the few cells of which a formula has to compare it letter by letter."""

from __future__ import annotations

import re

from lxml import etree

from perfeval.ooxml.offsets import worksheet_tree
from perfeval.ooxml.package import Package

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class CellTexts:
    """Texts of cells by sheet part and address; None for cells that hold no text."""

    def __init__(self, package: Package, workbook: str) -> None:
        self.package, self.workbook = package, workbook
        self._shared: list[str] | None = None
        self._sheets: dict[str, bytes] = {}

    def text(self, part: str, ref: str) -> str | None:
        if part not in self._sheets:
            data = self.package.read(part)
            rows = worksheet_tree(data).child("sheetData")
            self._sheets[part] = data[rows.open_end : rows.close] if rows else b""
        pattern = rb"<((?:\w+:)?)c\s([^>]*\br=[\"']" + ref.encode() + rb"[\"'][^>]*)>(.*?)</\1c>"
        found = re.search(pattern, self._sheets[part], re.DOTALL)
        if not found or found[2].endswith(b"/"):
            return None
        kind = re.search(rb"\bt=[\"'](\w+)[\"']", found[2])
        # the prefix of the element may be declared on the root alone
        inside = re.sub(rb"(</?)\w+:", rb"\1", found[3])
        try:
            cell = etree.fromstring(b"<c>" + inside + b"</c>")
        except etree.XMLSyntaxError:
            return None
        if kind and kind[1] == b"inlineStr":
            return _plain(cell.find("is"))
        value = cell.findtext("v")
        if kind and kind[1] == b"s":
            return self._string(value)
        return _unescaped(value or "") if kind and kind[1] == b"str" else None

    def _string(self, index: str | None) -> str | None:
        if self._shared is None:
            part = self.package.related(self.workbook, "sharedStrings")
            self._shared = [_plain(si) for si in self.package.elements(part, "si")] if part else []
        try:
            return self._shared[int(index or "")]
        except (ValueError, IndexError):
            return None


def _plain(element: etree._Element | None) -> str:
    """The text of a string item, its runs joined, without the readings (拼音) above it."""
    if element is None:
        return ""
    pieces = []
    for t in element.iter("{*}t"):
        parent = t.getparent()
        if parent is None or etree.QName(parent).localname != "rPh":
            pieces.append(t.text or "")
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
