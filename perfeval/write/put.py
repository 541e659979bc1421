"""Where a file of ours goes: never over one that a person has changed since, and beside one that is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Put(NamedTuple, Generic[T]):
    """Where a file of ours is now, what writing it answered, and whether it gave way to one that is open."""

    path: Path
    made: T
    gave_way: bool


def put(target: Path, write: Callable[[Path], T], ours: Callable[[Path], bool], remarks: list[str]) -> Put[T]:
    """``write`` to the first of ``names_for(target)`` that may be written.

    ``ours``: the file at a path is as we wrote it; any other stays as it is. Windows refuses (PermissionError) a file
    that is open in Word or Excel: it stays too. Both are told in ``remarks``. Raises what ``write`` raises, and
    PermissionError where it is the folder that cannot be written.
    """
    changed = opened = None
    for path in names_for(target):
        try:
            if path.exists():
                path.open("rb").close()  # one that is open may not even be read: nobody knows then what it holds
                if not ours(path):
                    changed = changed or path
                    continue
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
        return Put(path, made, opened is not None)
    raise AssertionError("names_for has no end")


def names_for(target: Path) -> Iterator[Path]:
    """``target``, then …_新, …_新2 and so on beside it."""
    yield target
    for number in count(1):
        yield target.with_stem(f"{target.stem}_新{number if number > 1 else ''}")
