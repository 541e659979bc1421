"""A workbook -> forms, each value with its cell. A file that cannot be read says why; nothing in it raises."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfeval.model import Form, Source
    from perfeval.profile import Profile
    from perfeval.read.look import Look

__all__ = ["ReadResult", "in_word", "read"]

WORD = frozenset({".docx", ".doc", ".wps"})
_WORDS = (
    ("用 Excel", "用 Word"), (".xlsx", ".docx"), ("Excel 文件", "Word 文档"), ("在 Excel", "在 Word"),
    ("工作簿", "文档"),
)  # fmt: skip


@dataclass(slots=True)
class ReadResult:
    """What was read of one file. ``look``: its unit and year, for grouping."""

    source: Source
    forms: list[Form]
    look: Look


def read(path: Path, profile: Profile, name: str) -> ReadResult:
    """Read a workbook. ``name``: the path to show (relative to the folder given, with /).

    Of a written report (.docx) there are no forms: ``source.report`` says that it is one.
    """
    if path.suffix.lower() == ".docx":
        from perfeval.read.report_look import written

        if (report := written(path, profile, name)) is not None:
            return report
    from perfeval.read.book import read_book  # pandas, calamine and lxml only when something is read

    result = read_book(path, profile, name)
    if result.source.unread and path.suffix.lower() in WORD:
        result.source.unread = in_word(result.source.unread)
    return result


def in_word(reason: str) -> str:
    """Why a document could not be read, in the words for one: 用 Word 打开, 另存为 .docx."""
    for one, other in _WORDS:
        reason = reason.replace(one, other)
    return reason
