"""Where a file of ours goes: never over one that a person has changed since, and beside one that is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def put(target: Path, write: Callable[[Path], T], ours: Callable[[Path], bool], remarks: list[str]) -> tuple[Path, T]:
    """``write`` to the first of ``names_for(target)`` that may be written; the path, and what ``write`` answered.

    ``ours``: the file at a path is as we wrote it; any other stays as it is. Windows refuses (PermissionError) a file
    that is open in Word or Excel: it stays too. Both are told in ``remarks``. Raises what ``write`` raises, and
    PermissionError where it is the folder that cannot be written.
    """
    changed = opened = None
    for path in names_for(target):
        if path.exists() and not ours(path):
            changed = changed or path
            continue
        try:
            made = write(path)
        except PermissionError:
            if not path.exists():
                raise
            opened = opened or path
            continue
        if changed is not None:
            remarks.append(f"{changed.name} 有人改过，没有覆盖；新的一份是 {path.name}")
        if opened is not None:
            remarks.append(f"{opened.name} 正被打开，无法覆盖；新的一份是 {path.name}")
        return path, made
    raise AssertionError("names_for has no end")


def names_for(target: Path) -> Iterator[Path]:
    """``target``, then …_新, …_新2 and so on beside it."""
    yield target
    for number in count(1):
        yield target.with_stem(f"{target.stem}_新{number if number > 1 else ''}")
