"""Which files of a folder are input: workbooks, what sits beside them, and what can be said at once of the others."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from perfeval.batch.said import cause

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods", ".xlsb"})
DOCUMENTS = frozenset({".docx", ".zip"})
# what perfeval cannot read, but a person who put it there expects an answer about
SPOKEN_OF = frozenset({".doc", ".wps", ".rar", ".7z", ".pdf", ".csv", ".dbf"})
STATE = ".perfeval.sqlite"  # what the last run did, in its output folder
EXPECTED = "应报清单.xlsx"
LOCKS = ("~$", ".~")  # before the name of a workbook that is open in Excel or WPS
# what belongs to the folder and not to the batch
SILENT_NAMES = frozenset(
    {
        EXPECTED,
        "我的规则.xlsx",
        "readme.md",
        "readme.txt",
        "perfeval.toml",
        "desktop.ini",
        "thumbs.db",
        ".ds_store",
    }
)


@dataclass(frozen=True, slots=True)
class Input:
    """One file of the batch. ``name``: path below the folder, with /; ``top``: its top subfolder, None if loose.

    ``home``, ``below``: the folder, and the path below it where that is not the name: a path of its own each would be
    a third of what the parent keeps of a file.
    ``packed``: the folder that a file of an archive belongs to, told where the archive holds more than one.
    ``size``, ``changed``: its bytes and time as it was found; both 0 where it cannot be looked at.
    """

    home: str
    name: str
    below: str | None = None
    packed: str | None = None
    size: int = 0
    changed: int = 0

    @property
    def path(self) -> Path:
        return Path(self.home, self.below or self.name)

    @property
    def top(self) -> str | None:
        return self.packed or (self.name.split("/", 1)[0] if "/" in self.name else None)


def unpacked(found: list[Input], into: Path) -> tuple[list[Input], list[tuple[str, str]]]:
    """The inputs with every .zip replaced by what it holds, laid out below ``into``; and why one gave nothing."""
    inputs: list[Input] = []
    unread: list[tuple[str, str]] = []
    for n, item in enumerate(found):
        if not item.name.lower().endswith(".zip"):
            inputs.append(item)
            continue
        from perfeval.read.archive import members

        home = into / f"zip{n}"
        home.mkdir()
        archive = members(item.path, home)
        tops = _folders([m.name for m in archive.files]) if item.top is None else {}
        for m in archive.files:
            inner, stamp = tops.get(m.name), m.path.stat()
            below, packed = str(m.path.relative_to(into)), f"{item.name}/{inner}" if inner else None
            inputs.append(Input(str(into), f"{item.name}/{m.name}", below, packed, stamp.st_size, stamp.st_mtime_ns))
        unread += [(item.name, said) for said in ([archive.unread] if archive.unread else archive.remarks)]
    return inputs, unread


def _folders(names: list[str]) -> dict[str, str]:
    """The folder of each file of an archive that was made of a folder of units; {} where it is one unit's.

    A folder around everything is passed over, down to the first level where there are several.
    """
    parts = {name: name.split("/") for name in names}
    depth = 0
    while len({tuple(p[: depth + 1]) for p in parts.values()}) == 1 and all(len(p) > depth + 2 for p in parts.values()):
        depth += 1
    inner = {name: "/".join(p[: depth + 1]) for name, p in parts.items() if len(p) > depth + 1}
    return inner if len(set(inner.values())) > 1 or (inner and len(inner) < len(names)) else {}


def shown(path: str) -> str:
    """A path as text; a name in it that an old Windows wrote in GBK is not UTF-8, but can be told."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        first, slash, rest = path.partition("/")
        if slash:
            return f"{shown(first)}/{shown(rest)}"
        return os.fsencode(path).decode("gb18030", "replace")
    return path


def opened_by_office(name: str) -> str | None:
    """The workbook that this file says is open: what Excel and WPS keep beside it meanwhile. None for any other."""
    return next((name.removeprefix(mark) for mark in LOCKS if name.startswith(mark)), None)


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder holds. ``inputs``: files that a person meant as input, in the order of their names.

    ``refused``: folders that could not be looked into and what is no file, with the reason; ``opened``: workbooks that
    somebody has open, by the marks that Excel and WPS leave beside them; ``results``: folders of earlier results;
    ``lists``: folders that hold an 应报清单.xlsx.
    """

    inputs: list[Input] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)


def discover(folder: Path, output: Path | None) -> Found:
    """All that lies in ``folder`` and below; ``output`` and the results of other runs are left out."""
    skip = os.path.realpath(output) if output else None
    home = str(folder)
    found = Found()

    def cannot(error: OSError) -> None:
        name = os.path.relpath(error.filename or folder, folder)
        found.refused.append((shown(name), f"文件夹打不开，里面的文件没有核对：{cause(error)}"))

    for here, folders, files in os.walk(folder, onerror=cannot, followlinks=False):
        beside = os.path.realpath(here) if folders and skip is not None else here  # what is a link is not followed
        folders[:] = sorted(f for f in folders if not f.startswith(".") and os.path.join(beside, f) != skip)
        below = os.path.relpath(here, folder).replace(os.sep, "/")
        prefix = "" if below == "." else f"{below}/"
        if prefix and STATE in files:
            found.results.append(shown(below))
            folders.clear()
            continue
        if EXPECTED in files:
            found.lists.append(shown(below))
        for file in sorted(files):
            suffix = os.path.splitext(file)[1].lower()
            if file.lower() in SILENT_NAMES or suffix not in WORKBOOKS | DOCUMENTS | SPOKEN_OF:
                continue
            name = shown(lies := f"{prefix}{file}")
            if (locked := opened_by_office(file)) is not None:
                if os.path.exists(os.path.join(here, locked)):
                    found.opened.append(name.removesuffix(shown(file)) + shown(locked))
            elif file.startswith("._") or (file.startswith(".") and suffix not in WORKBOOKS):
                continue  # what macOS and others keep for themselves
            elif (looked := _looked_at(os.path.join(here, file))) and not stat.S_ISREG(looked.st_mode):
                found.refused.append((name, "不是文件，而是管道或设备，没有读"))  # reading it could wait for ever
            else:
                size, changed = (looked.st_size, looked.st_mtime_ns) if looked else (0, 0)
                found.inputs.append(Input(home, name, None if lies == name else lies, None, size, changed))
    if any(i.below is not None for i in found.inputs):
        found.inputs[:] = _told_apart(found.inputs)
    return found


def _told_apart(inputs: list[Input]) -> Iterator[Input]:
    """A name in GBK and one in UTF-8 may be shown alike: the second is told by a number."""
    taken: set[str] = set()
    for item in inputs:
        name, n = item.name, 2
        while name in taken:
            stem, dot, suffix = item.name.rpartition(".")
            name, n = f"{stem}（{n}）{dot}{suffix}", n + 1
        taken.add(name)
        yield item if name == item.name else replace(item, name=name, below=item.below or item.name)


def _looked_at(path: str) -> os.stat_result | None:
    """None where it is gone, or a link leads nowhere: that is for the reader to say.

    A text: of a Path each part stays in memory to the end of the process.
    """
    try:
        return os.stat(path)
    except OSError:
        return None
