"""A workbook -> forms, each value with its cell. A file that cannot be read says why; nothing in it raises."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfeval.model import Form, Source
    from perfeval.profile import Profile
    from perfeval.read.look import Look

__all__ = ["ReadResult", "read"]


@dataclass(slots=True)
class ReadResult:
    """What was read of one file. ``look``: its unit and year, for grouping."""

    source: Source
    forms: list[Form]
    look: Look


def read(path: Path, profile: Profile, name: str) -> ReadResult:
    """Read a workbook. ``name``: the path to show (relative to the folder given, with /)."""
    from perfeval.read.book import read_book  # pandas, calamine and lxml only when something is read

    return read_book(path, profile, name)
