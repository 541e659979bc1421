"""The values of a sheet, row by row as they stand in its part: for answers that come back in a sheet of ours."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from lxml import etree

from perfeval.address import column_number
from perfeval.ooxml.cell_text import item_text, unescaped
from perfeval.ooxml.package import Package

MOST_COLUMNS = 256  # what lies beyond cannot be ours


def sheets(package: Package) -> dict[str, str]:
    """Sheet names and their parts, in the order of the workbook."""
    main = package.main()
    if main is None:
        return {}
    targets = {r.id: r.target for r in package.relations(main) if not r.external}
    found: dict[str, str] = {}
    for element in package.xml(main).iter("{*}sheet"):
        link = next((v for k, v in element.attrib.items() if str(k).endswith("}id")), None)
        part = targets.get(str(link))
        if part is not None and part in package:
            found.setdefault(element.get("name") or "", part)
    return found


class Rows:
    """Reads sheets of one package; its shared strings once."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._strings: list[str] | None = None

    def of(self, part: str) -> Iterator[list[str]]:
        """Every row as the texts of its cells, "" where there is none; numbers as their shortest decimal.

        Raises PackageError where the part is damaged.
        """
        for row in self.package.elements(part, "row"):
            texts: list[str] = []
            column = 0
            for cell in row.iterchildren("{*}c"):
                letters = (cell.get("r") or "").rstrip("0123456789")
                column = _column(letters) if letters else column + 1
                if not 1 <= column <= MOST_COLUMNS:
                    continue
                texts += [""] * (column - len(texts))
                texts[column - 1] = self._text(cell)
            yield texts

    def _text(self, cell: etree._Element) -> str:
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            return item_text(cell.find("{*}is")).strip()
        value = cell.findtext("{*}v") or ""
        if kind == "s":
            strings = self._shared()
            index = int(value) if value.isascii() and value.isdigit() else -1
            return strings[index].strip() if 0 <= index < len(strings) else ""
        return unescaped(value).strip() if kind in ("str", "e") else _number(value)

    def _shared(self) -> list[str]:
        if self._strings is None:
            main = self.package.main()
            part = self.package.related(main, "sharedStrings") if main else None
            self._strings = [item_text(si) for si in self.package.elements(part, "si")] if part else []
        return self._strings


def _column(letters: str) -> int:
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        return 0
    return column_number(letters)


def _number(text: str) -> str:
    """9.9000000000000004 is the 9.9 that was typed."""
    try:
        value = Decimal(repr(float(text)))
    except (ValueError, InvalidOperation):
        return text.strip()
    return format(value.to_integral_value() if value == value.to_integral_value() else value, "f")
