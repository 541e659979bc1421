"""Edits of a package: insertions into the bytes of its parts, and new parts. All that is not named stays as it is.

Every edit is kept with what it replaced, so that the original bytes can be had back: ``undo`` of a saved edit.
"""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
import zipfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from perfeval.frozen import frozen
from perfeval.ooxml.offsets import Node, tree
from perfeval.ooxml.package import Package, PackageError, relations_name
from perfeval.ooxml.zip_writer import Record, Writer, whole

CONTENT_TYPES = "[Content_Types].xml"
RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
RELATIONS_URI = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_URI = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# parts up to this size are unpacked once and kept; large ones are read again when they are needed again
KEPT = 1_000_000
# parts up to this size may come again in the next workbook
AGAIN = 64_000
# a fixed date for the parts that we add: the same input gives the same file
DATE = (1980, 1, 1, 0, 0, 0)


@frozen
class Splice:
    """Bytes ``start``..``end`` of the original part replaced by ``data`` (start == end: inserted)."""

    start: int
    end: int
    data: bytes


class Edit:
    """What is to change in a package. Offsets are always those of the original bytes, in whatever order edits come."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.added: dict[str, bytes] = {}
        self.removed: set[str] = set()
        self._splices: dict[str, list[Splice]] = {}
        self._trees: dict[str, Node] = {}
        self._relations: dict[str, list[str]] = {}
        self._ids: dict[str, set[str]] = {}
        self._defaults: dict[str, str] = {}
        self._declared: set[str] | None = None
        self._read: dict[str, bytes] = {}
        self._made: dict[str, tuple[int, bytes]] = {}  # parts with their splices, and how many those were

    # reading

    def __contains__(self, part: str) -> bool:
        return part in self.added or part in self.package

    def original(self, part: str) -> bytes:
        if part not in self._read:
            data = self.package.read(part)
            if len(data) > KEPT:
                return data
            self._read[part] = data
        return self._read[part]

    def tree(self, part: str, depth: int = 99) -> Node:
        """The elements of an original part, by offset."""
        if part not in self._trees:
            data = self.original(part)
            self._trees[part] = (_tree_again if len(data) <= AGAIN else tree)(data, depth)
        return self._trees[part]

    def free(self, part: str) -> bool:
        """Whether a new part can have this name: nor may a content type or relations of a part that is gone bear it."""
        if self._declared is None:
            overrides = self.tree(CONTENT_TYPES).all("Override")
            self._declared = {c.attributes.get("PartName", "").lower() for c in overrides}
        return not (part in self or relations_name(part) in self or f"/{part}".lower() in self._declared)

    def free_name(self, pattern: str) -> str:
        """The first part name of this pattern ("xl/worksheets/sheet{}.xml") that is not taken."""
        number = 1
        while not self.free(pattern.format(number)):
            number += 1
        return pattern.format(number)

    # changing

    def replace(self, part: str, start: int, end: int, data: bytes | str) -> None:
        new = data.encode() if isinstance(data, str) else data
        self._splices.setdefault(self.package.spelled(part), []).append(Splice(start, end, new))

    def insert(self, part: str, at: int, data: bytes | str) -> None:
        self.replace(part, at, at, data)

    def append(self, part: str, node: Node, xml: bytes | str) -> None:
        """Put ``xml`` behind the last child of ``node``."""
        new = xml.encode() if isinstance(xml, str) else xml
        if node.empty:
            self.replace(part, node.end - 2, node.end, b">" + new + f"</{node.tag}>".encode())
        else:
            self.insert(part, node.close, new)

    def set_attribute(self, part: str, node: Node, name: str, value: str) -> None:
        """Set an attribute of an element, in place where it is there already."""
        opening = self.original(part)[node.start : node.open_end]
        found = re.search(rb"\s" + name.encode() + rb"""\s*=\s*("[^"]*"|'[^']*')""", opening)
        if found:
            self.replace(part, node.start + found.start(1), node.start + found.end(1), quoteattr(value))
        else:
            at = node.start + 1 + len(node.tag.encode())
            self.insert(part, at, f" {name}={quoteattr(value)}")

    def add(self, part: str, data: bytes, content_type: str | None = None) -> str:
        """A new part, with its content type (None: covered by its extension already)."""
        self.added[part] = data
        if content_type:
            self._declare("Override", f"PartName={quoteattr('/' + part)}", content_type)
        return part

    def default_type(self, part: str, content_type: str) -> None:
        """The content type of a new part, stated for its extension; for it alone where the extension means another."""
        extension = part.rpartition(".")[2].lower()
        known = self._defaults.get(extension)
        if known is None:
            stated = self.tree(CONTENT_TYPES).all("Default")
            types = {c.attributes.get("Extension", "").lower(): c.attributes.get("ContentType", "") for c in stated}
            known = self._defaults[extension] = types.get(extension, content_type)
            if extension not in types:
                self._declare("Default", f'Extension="{extension}"', content_type)
        if known.lower() != content_type.lower():
            # the packages of .NET have the type of the workbook for "xml"
            self._declare("Override", f"PartName={quoteattr('/' + part)}", content_type)

    def _declare(self, kind: str, of: str, content_type: str) -> None:
        # the schema lets defaults and overrides stand in any order
        root = self.tree(CONTENT_TYPES)
        self.append(CONTENT_TYPES, root, f"<{_prefixed(root, kind)} {of} ContentType={quoteattr(content_type)}/>")

    def relate(self, source: str, kind: str, target: str) -> str:
        """A relation from ``source`` ("": the package) to the part ``target``; returns its id."""
        name = relations_name(source)
        if name not in self._relations:
            self._relations[name] = []
            self._ids[name] = {r.id for r in self.package.relations(source)}
        number = 1
        while f"rIdP{number}" in self._ids[name]:
            number += 1
        rid = f"rIdP{number}"
        self._ids[name].add(rid)
        kind = kind if "://" in kind else f"{OFFICE_URI}/{kind}"
        where = _relative(target, posixpath.dirname(source)) if source else target
        self._relations[name].append(f"Id={quoteattr(rid)} Type={quoteattr(kind)} Target={quoteattr(where)}")
        return rid

    # the result

    def parts(self) -> Iterable[tuple[str, bytes | None, zipfile.ZipInfo | None]]:
        """Every part of the result in order: name, its new bytes (None: as it was) and the zip record it had."""
        self._write_relations()
        # a member that is there twice counts as its last, as for every reader
        infos = {info.filename.replace("\\", "/").lstrip("/"): info for info in self.package.zip.infolist()}
        for name, info in infos.items():
            if name in self.removed:
                continue
            yield name, self._spliced(name) if name in self._splices else None, info
        for name, data in self.added.items():
            yield name, data, None

    def _write_relations(self) -> None:
        for name, entries in self._relations.items():
            if name in self.package:
                root = self.tree(name)
                self.append(name, root, "".join(f"<{_prefixed(root, 'Relationship')} {e}/>" for e in entries))
            else:
                inside = "".join(f"<Relationship {e}/>" for e in entries)
                self.default_type(name, RELATIONS_TYPE)
                self.added[name] = HEAD + f'<Relationships xmlns="{RELATIONS_URI}">{inside}</Relationships>'.encode()
        self._relations = {}

    def _sorted(self, part: str) -> list[Splice]:
        return sorted(self._splices[part], key=lambda s: (s.start, s.end))

    def _spliced(self, part: str) -> bytes:
        splices = self._splices[part]
        # it is asked for three times: to record, to check, to save
        if part not in self._made or self._made[part][0] != len(splices):
            data = self.original(part)
            pieces, at = [], 0
            for splice in self._sorted(part):
                pieces += [data[at : splice.start], splice.data]
                at = splice.end
            self._made[part] = len(splices), b"".join([*pieces, data[at:]])
        return self._made[part][1]

    def journal(self) -> dict[str, Any]:
        """What ``undo`` needs to have the original back: new parts, and for each touched one where and what."""
        self._write_relations()
        touched: dict[str, list[list[Any]]] = {}
        for part in self._splices:
            data, shift, steps = self.original(part), 0, []
            for splice in self._sorted(part):
                removed = data[splice.start : splice.end]
                steps.append([splice.start + shift, len(splice.data), removed.decode("utf-8")])
                shift += len(splice.data) - len(removed)
            touched[part] = steps
        return {"added": list(self.added), "touched": touched}

    def check(self) -> None:
        """PackageError if an edited or added part is not well-formed, or one that stays is cut off.

        Better no copy than a damaged one.
        """
        for name, data, info in self.parts():
            if data is None and info is not None and not whole(info, self.package.zip):
                raise PackageError(f"部件 {name} 已损坏")
            if data is None or name.lower().endswith(".vml"):
                continue  # VML need not be XML, and is only ever added to
            if not (_well_formed_again if len(data) <= AGAIN else _well_formed)(data):
                raise PackageError(f"部件 {name} 不能安全地改动")

    def save(self, target: Path | IO[bytes]) -> None:
        """Write the package: members in their order, each with its own record, ours last."""
        with Writer(target) as out:
            for name, data, info in self.parts():
                if info is None:
                    record = zipfile.ZipInfo(name, DATE)
                    record.compress_type = zipfile.ZIP_DEFLATED
                else:
                    record = Record(info)
                if data is not None:
                    out.pack(record, data)
                elif info is not None and info.compress_type == record.compress_type:
                    out.take(record, info, self.package.zip)
                else:
                    out.pack(record, self.original(name))

    def save_atomically(self, target: Path) -> None:
        """Beside the target first, then in its place: nobody ever finds half a workbook."""
        scratch = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        try:
            self.save(scratch)
            os.replace(scratch, target)
        finally:
            scratch.unlink(missing_ok=True)


def _well_formed(data: bytes) -> bool:
    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError:
        return False
    return True


# the parts that every annotated copy of a batch has in common need not be parsed for each: half of the check
_well_formed_again = lru_cache(maxsize=64)(_well_formed)
# nobody changes the nodes: content types, relations and the styles of one template are the same in all its workbooks
_tree_again = lru_cache(maxsize=64)(tree)


@lru_cache(maxsize=512)
def _relative(target: str, folder: str) -> str:
    return posixpath.relpath(target, folder or ".")


def _prefixed(root: Node, name: str) -> str:
    prefix = root.tag.rpartition(":")[0]
    return f"{prefix}:{name}" if prefix else name


def undone(data: bytes, steps: list[list[Any]]) -> bytes:
    """The original bytes of a part, from its present ones and its journal."""
    for at, length, removed in reversed(steps):
        data = data[:at] + removed.encode("utf-8") + data[at + length :]
    return data


def fingerprint(parts: Iterable[tuple[str, bytes]]) -> str:
    """One hash over the parts of a package, whatever their order and the zip records."""
    whole = hashlib.sha256()
    for name, digest in sorted((name, hashlib.sha256(data).hexdigest()) for name, data in parts):
        whole.update(f"{name}\0{digest}\n".encode())
    return whole.hexdigest()


def journal_text(journal: dict[str, Any]) -> str:
    return json.dumps(journal, ensure_ascii=True, separators=(",", ":"))
