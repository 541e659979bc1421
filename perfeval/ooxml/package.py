"""The parts of an Office package (.xlsx, .xlsm, .docx): opened within safe limits, read by name, joined by relations.

A package from outside may be damaged, encrypted, something else under a false name, or made to exhaust the machine.
Whatever is wrong with it becomes one ``PackageError`` whose Chinese text says what is the matter and what to do.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import IO
from urllib.parse import unquote

from lxml import etree

from perfeval.ooxml.zip_writer import unpacked

RELATION_NS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
# what zipfile, zlib and the file system raise on damaged or foreign input
DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError)


# relations, the list of sheets and the like are asked for again and again
SMALL = 50_000
# a part up to this size is parsed in one piece, in half the time
AT_ONCE = 1_000_000
TRUSTED = "确认来源可靠的，可用 --limit 10 放宽到10倍"


class PackageError(Exception):
    """Why the package cannot be used, in Chinese, with what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a package may unpack to: bytes in all, parts, and bytes per packed byte once it is large."""

    total: int = 1_000_000_000
    parts: int = 20_000
    ratio: int = 400
    # small packages of much white space pack better than any real one; only large ones can do harm
    ratio_from: int = 100_000_000

    def times(self, factor: float) -> Limits:
        """The same limits, so many times as wide."""
        parts = (self.total, self.parts, self.ratio, self.ratio_from)
        return Limits(*(int(x * factor) for x in parts))


DEFAULT = Limits()
_allowed = DEFAULT


def allow(factor: float) -> None:
    """From now on packages in this process may be ``factor`` times as large as by default."""
    global _allowed
    _allowed = DEFAULT.times(factor)


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation: ``target`` is a part name ("xl/worksheets/sheet1.xml"), or a URL where it is ``external``."""

    id: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """The last word of its type: worksheet, styles, sharedStrings … (the same for strict and transitional)."""
        return self.type.rsplit("/", 1)[-1]


def parser() -> etree.XMLParser:
    """An XML parser that resolves no entity, loads no DTD and nothing from the network, and refuses huge trees."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )


def resolve(source: str, target: str) -> str:
    """The part name that ``target`` means in the relations of the part ``source``."""
    target = unquote(target).replace("\\", "/")
    # from the root, above which no ".." leads: LibreOffice writes some too many
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")


def _key(name: str) -> str:
    """What a part is found by: its name in any case, with the slashes of any program, percent-encoded or not."""
    return unquote(name).replace("\\", "/").lstrip("/").lower()


def relations_name(part: str) -> str:
    """xl/worksheets/sheet1.xml -> xl/worksheets/_rels/sheet1.xml.rels."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _faulty(part: str) -> str:
    return f"文件已损坏（{part} 内容有误），请用 Excel 打开修复后另存，或重新索取"


# a workbook's are asked for when it is read and when it is annotated, and most workbooks have the same
@lru_cache(maxsize=128)
def _relations(part: str, data: bytes) -> tuple[Relation, ...]:
    out = []
    for e in etree.fromstring(data, parser()).iter(f"{RELATION_NS}Relationship"):
        external = e.get("TargetMode") == "External"
        target = e.get("Target") or ""
        target = target if external else resolve(part, target)
        out.append(Relation(e.get("Id") or "", e.get("Type") or "", target, external))
    return tuple(out)


class Package:
    """A package opened for reading. Part names carry no leading slash and are found however they are written."""

    def __init__(self, source: Path | IO[bytes], limits: Limits | None = None) -> None:
        try:
            self.zip = zipfile.ZipFile(source)
            infos = self.zip.infolist()
        except DAMAGED as error:
            raise PackageError(
                "文件已损坏，打不开（不是完整的 Office 文件），请向填报单位重新索取，或用 Excel 修复后另存"
            ) from error
        try:
            self._check(infos, limits or _allowed)
        except PackageError:
            self.zip.close()
            raise
        self._relations: dict[str, list[Relation]] = {}
        self._names: dict[str, str] = {}
        self._small: dict[str, bytes] = {}
        for info in infos:
            self._names.setdefault(_key(info.filename), info.filename)

    @staticmethod
    def _check(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
        if len(infos) > limits.parts:
            raise PackageError(f"压缩包内文件过多（{len(infos)} 个），疑似恶意文件，未打开；{TRUSTED}")
        total = sum(i.file_size for i in infos)
        packed = sum(i.compress_size for i in infos)
        size = f"解压后约 {total // 1_000_000} MB"
        if total > limits.total:
            raise PackageError(f"{size}，超过上限 {limits.total // 1_000_000} MB，疑似恶意文件，未打开；{TRUSTED}")
        if total > limits.ratio_from and total > packed * limits.ratio:
            raise PackageError(f"{size}，是原文件的 {total // max(packed, 1)} 倍，疑似恶意文件，未打开；{TRUSTED}")
        if any(i.flag_bits & 1 for i in infos):
            raise PackageError("压缩包设了密码，请解密后重新放入")

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.zip.close()

    def __contains__(self, part: str) -> bool:
        return _key(part) in self._names

    def names(self) -> list[str]:
        """The part names in the package's own order."""
        return [n.replace("\\", "/").lstrip("/") for n in self._names.values()]

    def spelled(self, part: str) -> str:
        """The name of a part as the package itself writes it: relations and programs differ from it in case."""
        name = self._names.get(_key(part))
        return part if name is None else name.replace("\\", "/").lstrip("/")

    def read(self, part: str) -> bytes:
        name = self._names.get(_key(part), part)
        known = self._small.get(name)
        if known is not None:
            return known
        try:
            data = unpacked(self.zip.getinfo(name), self.zip)
            if data is None:
                data = self.zip.read(name)
        except DAMAGED as error:
            raise PackageError(f"文件已损坏（{part} 读不出），请用 Excel 打开修复后另存，或重新索取") from error
        if len(data) <= SMALL:
            self._small[name] = data
        return data

    def open(self, part: str) -> IO[bytes]:
        """The part as a stream, for what is too large to hold twice."""
        try:
            return self.zip.open(self._names[_key(part)])
        except DAMAGED as error:
            raise PackageError(f"文件已损坏（{part} 读不出），请用 Excel 打开修复后另存，或重新索取") from error

    def xml(self, part: str) -> etree._Element:
        try:
            return etree.fromstring(self.read(part), parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            raise PackageError(_faulty(part)) from error

    def elements(self, part: str, *tags: str) -> Iterator[etree._Element]:
        """The elements of these local names, in any namespace, none in another; a large part is never held whole."""
        try:
            if self.zip.getinfo(self._names[_key(part)]).file_size <= AT_ONCE:
                yield from self.xml(part).iter(*(f"{{*}}{t}" for t in tags))
                return
            with self.open(part) as stream:
                found = etree.iterparse(
                    stream,
                    events=("end",),
                    tag=[f"{{*}}{t}" for t in tags],
                    resolve_entities=False,
                    no_network=True,
                    load_dtd=False,
                    huge_tree=False,
                )
                for _, element in found:
                    yield element
                    element.clear()
                    # siblings before it stay in the tree as empty shells otherwise: memory would grow with the range
                    while (before := element.getprevious()) is not None:
                        parent = element.getparent()
                        if parent is None:
                            break
                        parent.remove(before)
        except (etree.XMLSyntaxError, *DAMAGED) as error:
            raise PackageError(_faulty(part)) from error

    def relations(self, part: str = "") -> list[Relation]:
        """The relations of a part; of the package itself where none is named."""
        if part not in self._relations:
            self._relations[part] = self._read_relations(part)
        return self._relations[part]

    def _read_relations(self, part: str) -> list[Relation]:
        name = relations_name(part)
        if name not in self:
            return []
        try:
            found = _relations(part, self.read(name))
        except (etree.XMLSyntaxError, ValueError) as error:
            raise PackageError(_faulty(name)) from error
        return [r if r.external else replace(r, target=self.spelled(r.target)) for r in found]

    def related(self, part: str, kind: str) -> str | None:
        """The first part that ``part`` refers to by a relation of this kind."""
        found = (r.target for r in self.relations(part) if r.kind == kind and not r.external)
        return next((target for target in found if target in self), None)

    def main(self) -> str | None:
        """The main part: the workbook or the document."""
        return self.related("", "officeDocument")
