"""Is a Word document a report that a person wrote (自评报告), or a form? A report is held against the workbooks."""

from __future__ import annotations

from pathlib import Path

from perfeval.model import Source
from perfeval.ooxml.package import PackageError
from perfeval.profile import Profile
from perfeval.read import ReadResult
from perfeval.read.look import Look
from perfeval.read.report_passages import Passage, read_passages
from perfeval.read.report_text import report_of

PARTS = 2  # headings 一、 二、 in the text that make a report of it
PROSE = 200  # characters outside tables and headings
BEGINNING = 12  # paragraphs: a title, the cover


def written(path: Path, profile: Profile, name: str) -> ReadResult | None:
    """What a report says of its unit and year; None where the document is no report, or cannot be read."""
    try:
        document = read_passages(path)
    except (PackageError, OSError, ValueError):
        return None
    if not is_report(document.passages):
        return None
    report = report_of(document, path, profile, name)
    unit = next((f.unit for f in report.forms if f.unit), None)
    year = next((f.year for f in report.forms if f.year), None)
    return ReadResult(Source(name, path, report=True), [], Look(unit, None, year, None))


def is_report(passages: list[Passage]) -> bool:
    """Parts with text under them, and 报告 in its beginning or its first parts before any table."""
    first = next((n for n, p in enumerate(passages) if p.table is not None), len(passages))
    parts = [n for n, p in enumerate(passages) if p.level == 1]
    prose = sum(len(p.text) for p in passages if p.table is None and not p.level)
    named = any("报告" in p.text for p in passages[:BEGINNING])
    return len(parts) >= PARTS and prose >= PROSE and (named or parts[PARTS - 1] < first)
