"""Workbooks written part by part, so that a test can hold whatever Excel, WPS or a broken program may write."""

from __future__ import annotations

import zipfile
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def relationships(*kinds_and_targets: tuple[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{i}" Type="{REL}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(kinds_and_targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def sheet(rows: str, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{REL}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def styles(*codes: str | int) -> str:
    """A stylesheet whose cell style ``i + 1`` has the i-th number format: a code, or the number of a built-in one."""
    formats = "".join(
        f'<numFmt numFmtId="{200 + i}" formatCode="{c.replace("&", "&amp;").replace(chr(34), "&quot;")}"/>'
        for i, c in enumerate(codes)
        if isinstance(c, str)
    )
    xfs = "".join(f'<xf numFmtId="{200 + i if isinstance(c, str) else c}"/>' for i, c in enumerate(codes))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>{xfs}</cellXfs></styleSheet>'
    )


def shared(*items: str) -> str:
    return f'<sst xmlns="{MAIN}">{"".join(f"<si>{i}</si>" for i in items)}</sst>'


def workbook(
    path: Path,
    *sheets: str,
    style: str | None = None,
    texts: str | None = None,
    names: tuple[str, ...] = (),
    states: tuple[str, ...] = (),
    properties: str = "",
) -> Path:
    """Write a package with these worksheets (XML each)."""
    relations = [("worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(sheets) + 1)]
    parts = {f"xl/worksheets/sheet{i}.xml": text for i, text in enumerate(sheets, start=1)}
    listed = "".join(
        f'<sheet name="{names[i] if i < len(names) else f"表{i + 1}"}" sheetId="{i + 1}" r:id="rId{i + 1}"'
        f"{f' state={chr(34)}{states[i]}{chr(34)}' if i < len(states) and states[i] else ''}/>"
        for i in range(len(sheets))
    )
    if style is not None:
        relations.append(("styles", "styles.xml"))
        parts["xl/styles.xml"] = style
    if texts is not None:
        relations.append(("sharedStrings", "sharedStrings.xml"))
        parts["xl/sharedStrings.xml"] = texts
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{REL}">{properties}<sheets>{listed}</sheets></workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = relationships(*relations)
    parts["_rels/.rels"] = relationships(("officeDocument", "xl/workbook.xml"))
    parts["[Content_Types].xml"] = f'<Types xmlns="{PACKAGE}/content-types"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return path
