"""What reading and copying an OpenDocument spreadsheet (.ods) have in common: names, repeats, the text of a cell."""

from __future__ import annotations

from lxml import etree

NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE, TEXT, STYLE = (f"{{{NAMES}{part}:1.0}}" for part in ("office", "table", "text", "style"))


def repeated(element: etree._Element, what: str, most: int) -> int:
    """How often a row or a cell stands: number-rows-repeated, number-columns-repeated."""
    return min(int(element.get(f"{TABLE}number-{what}-repeated") or 1), most)


def cell_text(cell: etree._Element) -> str:
    """The paragraphs of a cell, as shown."""
    return "\n".join(_text(p) for p in cell.iterchildren(f"{TEXT}p"))


def _text(paragraph: etree._Element) -> str:
    out = [paragraph.text or ""]
    for e in paragraph.iterdescendants():
        if e.tag == f"{TEXT}s":
            out.append(" " * min(int(e.get(f"{TEXT}c") or 1), 1000))
        elif e.tag == f"{TEXT}line-break":
            out.append("\n")
        elif e.tag == f"{TEXT}tab":
            out.append("\t")
        elif e.tag not in (f"{OFFICE}annotation",):
            out.append(e.text or "")
        out.append(e.tail or "")
    return "".join(out)
