"""What marks a workbook as one that we have added to: a document property, hidden names, and a record of every edit.

The property and the names survive being saved by Excel, WPS and LibreOffice; the record tells whether anybody has
saved the workbook since, and gives the original bytes back where nobody has.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from perfeval.ooxml.edit import HEAD, Edit, fingerprint, journal_text
from perfeval.ooxml.package import Package, PackageError
from perfeval.ooxml.workbook import sheet_of

PREFIX = "_perfeval"  # of every defined name of ours
SHEET_PREFIX = f"{PREFIX}_sheet_"  # names that mark our sheets, wherever they are moved and however renamed
PROPERTY = "perfeval"
STATE_URI = "urn:perfeval:state"
PROPERTIES_URI = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VARIANT_URI = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
ITEM_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_GUID = "{7B3C6E52-0F4D-4C7A-9A57-3D8C5E1F2A64}"


def add_property(edit: Edit, value: str) -> None:
    """The custom document property (文件属性—自定义) that says who added to this workbook."""
    part = edit.package.related("", "custom-properties")
    inside = f"<vt:lpwstr>{escape(value)}</vt:lpwstr>"
    if part is None:
        part = "docProps/custom.xml" if edit.free("docProps/custom.xml") else edit.free_name("docProps/custom{}.xml")
        xml = (
            f'<Properties xmlns="{PROPERTIES_URI}" xmlns:vt="{VARIANT_URI}">'
            f'<property fmtid="{_FORMAT}" pid="2" name="{PROPERTY}">{inside}</property></Properties>'
        )
        edit.add(part, HEAD + xml.encode(), PROPERTIES_TYPE)
        edit.relate("", "custom-properties", part)
        return
    root = edit.tree(part)
    prefix = root.tag.rpartition(":")[0]
    tag = f"{prefix}:" if prefix else ""
    pid = max([1, *(int(n.attributes.get("pid", "1")) for n in root.children)]) + 1
    attributes = f'xmlns:vt="{VARIANT_URI}" fmtid="{_FORMAT}" pid="{pid}" name="{PROPERTY}"'
    edit.append(part, root, f"<{tag}property {attributes}>{inside}</{tag}property>")


def add_state(edit: Edit, workbook: str) -> None:
    """The record of our edits, as a custom XML part of the workbook. Must come last: it records all that was done."""
    number = 1
    while not all(edit.free(f"customXml/item{kind}{number}.xml") for kind in ("", "Props")):
        number += 1
    item, about = f"customXml/item{number}.xml", f"customXml/itemProps{number}.xml"
    edit.add(
        about,
        HEAD
        + (
            f'<ds:datastoreItem ds:itemID="{_GUID}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml">'
            f'<ds:schemaRefs><ds:schemaRef ds:uri="{STATE_URI}"/></ds:schemaRefs></ds:datastoreItem>'
        ).encode(),
        ITEM_TYPE,
    )
    edit.default_type(item, "application/xml")
    edit.relate(workbook, "customXml", item)
    edit.relate(item, "customXmlProps", about)
    journal = edit.journal()
    journal["added"].append(item)
    written = ((n, d if d is not None else edit.original(n)) for n, d, i in edit.parts() if not (i and i.is_dir()))
    journal["fingerprint"] = fingerprint(written)
    edit.add(item, HEAD + f'<perfeval xmlns="{STATE_URI}">{escape(journal_text(journal))}</perfeval>'.encode())


def marked(package: Package) -> bool:
    """Whether we have added to this workbook, as its document property or its names tell.

    A sheet moved into it from an annotated copy brings the names that its colours depend on, and neither our sheets nor
    the property.
    """
    part = package.related("", "custom-properties")
    named = part is not None and _names(package, part, PROPERTY)
    if part is not None and named and any(e.get("name") == PROPERTY for e in package.xml(part)):
        return True
    return any(True for _ in _our_names(package))


def our_sheets(package: Package) -> set[str]:
    """The names of the sheets in this workbook that are ours, as their hidden names tell."""
    found = {sheet_of(refers_to) for name, refers_to in _our_names(package) if name.startswith(SHEET_PREFIX)}
    return {sheet for sheet in found if sheet}


def _our_names(package: Package) -> Iterator[tuple[str, str]]:
    """The defined names of ours, each with what it refers to."""
    workbook = package.main()
    if workbook is None or not _names(package, workbook, PREFIX):
        return
    for entry in package.xml(workbook).iter("{*}definedName"):
        name = entry.get("name") or ""
        if name.startswith(PREFIX):
            yield name, entry.text or ""


def _names(package: Package, part: str, word: str) -> bool:
    """Whether a part may hold this word: parsing it is worth while. Nearly every workbook that comes in is not ours."""
    data = package.read(part)
    return word.encode() in data or data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def state(package: Package) -> tuple[str, dict[str, Any]] | None:
    """The part that holds our record, and the record; None where there is none that can be read."""
    # LibreOffice keeps it as a part of the package, not of the workbook
    for relation in (r for source in holders(package) for r in package.relations(source)):
        if relation.kind == "customXml" and relation.target in package:
            try:
                root = package.xml(relation.target)
                if root.tag == f"{{{STATE_URI}}}perfeval":
                    record = json.loads(root.text or "")
                    if isinstance(record, dict):
                        return relation.target, record
            except (PackageError, ValueError):
                continue
    return None


def holders(package: Package) -> tuple[str, ...]:
    """Whose relations may lead to our record."""
    workbook = package.main()
    return (workbook, "") if workbook else ("",)


def unchanged(package: Package) -> bool:
    """Whether nobody has saved the workbook since we wrote it."""
    record = state(package)
    if record is None:
        return False
    item, journal = record
    parts = ((n, package.read(n)) for n in package.names() if n != item and not n.endswith("/"))
    return bool(fingerprint(parts) == journal.get("fingerprint"))
