"""Folders that hold several units: of a department with its schools, of a section of the bureau, one level too high.

A top subfolder is one dossier (contract 2); the units that work in a department's projects do not part it. It is taken
apart only where its own subfolders, or the names of its files, say which unit each is of, and the workbooks agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from perfeval.batch.names import named_after, normal

if TYPE_CHECKING:
    from perfeval.batch.group import Seen


def taken_apart(folders: dict[str, list[Seen]], loose: list[Seen]) -> dict[str, str]:
    """Put the units of a folder apart, in place; the answer: what is to be said of each such folder.

    Subfolders named after different units become folders of their own; what lies beside them stays where it is the
    department's own, else it is loose. A folder of files named after different units, and not named after one of them
    itself, is loose altogether.
    """
    said: dict[str, str] = {}
    waiting = [top for top in folders if ".zip" not in top.casefold()]
    while waiting:
        top = waiting.pop()
        below = _below(top, folders[top])
        named = {u for name, files in below.items() if len(us := _units(files)) == 1 for u in us if _named(name, u)}
        if len(named) > 1:
            del folders[top]
            for name, files in below.items():
                stay, go = _apart(top, files) if not name else ((files, []) if _own(top, files) else ([], files))
                if stay:
                    folders.setdefault(top, []).extend(stay)
                if go and name:
                    folders[f"{top}/{name}"] = go
                    waiting.append(f"{top}/{name}")
                elif go:
                    loose += [f for f in go if f.unread is None]
            said[top] = f"文件夹“{top}”里是几个单位的子文件夹，按子文件夹分开核对"
        elif set(below) == {""} and _each_named(top, folders[top]):
            said[top] = f"文件夹“{top}”里是几个单位的工作簿，按单位分开核对"
            loose += [f for f in folders.pop(top) if f.unread is None]
    return said


def _below(top: str, files: Iterable[Seen]) -> dict[str, list[Seen]]:
    """The files by the subfolder that they lie in, "" for none; a folder around everything is passed over."""
    found: dict[str, list[Seen]] = {}
    for f in files:
        name, slash, _ = f.name.removeprefix(f"{top}/").partition("/")
        found.setdefault(name if slash and ".zip" not in name.casefold() else "", []).append(f)
    if len(found) == 1 and (only := next(iter(found))):
        inner = _below(f"{top}/{only}", found[only])
        return {f"{only}/{name}" if name else "": some for name, some in inner.items()}
    return found


def _units(files: Iterable[Seen]) -> frozenset[str]:
    """The units that the files name; of 民政局 and 吉山县民政局 the longer."""
    names = {normal(f.unit) for f in files if f.unread is None and f.unit}
    return frozenset(n for n in names if not any(n != other and n in other for other in names))


def _named(path: str, unit: str) -> bool:
    return bool(path) and named_after(PurePosixPath(path).name, unit)


def _own(top: str, files: Iterable[Seen]) -> bool:
    """The department's own, or nobody's: 机关, 佐证材料."""
    return all(_named(top, u) for u in _units(files))


def _apart(top: str, files: Iterable[Seen]) -> tuple[list[Seen], list[Seen]]:
    """Of the files beside the subfolders: the department's own, and those of others."""
    stay: list[Seen] = []
    go: list[Seen] = []
    for f in files:
        (stay if _own(top, [f]) else go).append(f)
    return stay, go


def _each_named(top: str, files: list[Seen]) -> bool:
    """Two units or more, each file named after the one that it names, the folder after none."""
    units = _units(files)
    read = [f for f in files if f.unread is None]
    return (
        len(units) > 1
        and all(f.unit and _named(PurePosixPath(f.name).stem, normal(f.unit)) for f in read)
        and not any(_named(top, u) for u in units)
    )
