"""表文一致: a written report against the workbooks, and against itself (perfeval compare).

The workbooks say what the report should state: the report that perfeval would write of them. Both are cut into
clauses and table rows; where two say the same words, their figures are compared. The rules then run over what the
report itself says, as they do over a workbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfeval.batch import report_labels
from perfeval.batch.report_clauses import differences
from perfeval.batch.report_form import faults
from perfeval.batch.report_names import names
from perfeval.check import check
from perfeval.model import Cell, CheckResult, Dossier, Evaluation, Line
from perfeval.profile import Profile
from perfeval.read.report_text import TEXT, ReportText, read_report, row_of, words_of

if TYPE_CHECKING:
    from perfeval.write.comment_copy import Note


@dataclass(slots=True)
class Compared:
    """``lines``: findings as people see them; ``place(cell)`` says where in the report a cell stands."""

    report: ReportText
    lines: list[Line] = field(default_factory=list)
    results: list[CheckResult] = field(default_factory=list)
    matched: int = 0

    def place(self, cell: Cell) -> str:
        return self.report.place(cell) if cell.file == self.report.source.file else str(cell)

    def checks(self) -> list[dict[str, Any]]:
        """In the shape of result.json's checks, with a ``place`` for each cell of the report."""
        return [
            {
                "rule": r.rule,
                "status": r.status,
                "severity": r.severity,
                "message": r.message,
                "cells": [c.address for c in r.cells],
                "place": [{"path": self.place(c), "words": c.shown} for c in r.cells],
                "basis": r.basis,
                "hint": r.hint,
            }
            for r in self.results
            if r.finding
        ]


def compare(path: Path, profile: Profile, evaluation: Evaluation | None = None) -> Compared:
    """Findings of a written report, by itself and (``evaluation``) against the unit's workbooks."""
    report = read_report(path, profile, path.name)
    compared = Compared(report)
    if report.source.unread:
        return compared
    unit = next((f.unit for f in report.forms if f.unit), "") or path.stem
    year = next((f.year for f in report.forms if f.year), None)
    if evaluation is not None:
        report_labels.fill_targets(report.forms, evaluation)
    own = Dossier(unit, year, path.stem, sources=[report.source], forms=report.forms)
    words = words_of(profile.folders)
    results, lines = check(own, profile, words["rule"])
    known = evaluation.dossier if evaluation is not None else None
    about = (known.unit, known.year) if known is not None else (None if unit == path.stem else unit, None)
    found = [*faults(report, words), *names(report, words, *about)]
    results, lines = [*results, *found], [*lines, *_lines(found)]
    if evaluation is not None:
        against, compared.matched = differences(report, evaluation, profile)
        against += report_labels.once(_by_name(report, evaluation, profile), against)
        lines = [*(_line(r) for r in against), *lines]
        results = [*against, *results]
    compared.results, compared.lines = results, list(_once(lines))
    return compared


def _once(lines: list[Line]) -> Iterator[Line]:
    """A paragraph that is read as a text and as an indicator's note has its slip once."""
    seen = set()
    for line in lines:
        key = (line.rule, line.message, row_of(line.cells[0]) if line.cells else 0)
        if key not in seen:
            seen.add(key)
            yield line


def _by_name(report: ReportText, evaluation: Evaluation, profile: Profile) -> Iterator[CheckResult]:
    """What the report says in words of its own, held against the workbooks by the names of rows and indicators."""
    words = words_of(profile.folders).get("labels")
    yield from report_labels.fields(report, evaluation)
    yield from report_labels.tables(report, evaluation)
    if words:
        yield from report_labels.labelled(report, evaluation, words)


def _lines(found: list[CheckResult]) -> Iterator[Line]:
    """Three or more hits of one rule are one line, as they are in a workbook."""
    for _, group in groupby(sorted(found, key=lambda r: r.rule), key=lambda r: r.rule):
        hits = list(group)
        if len(hits) < 3:
            yield from map(_line, hits)
            continue
        say = f"共{len(hits)}处：" + "；".join(r.message for r in hits[:3]) + ("；等" if len(hits) > 3 else "")
        first = hits[0]
        yield Line(
            first.rule, first.name, first.severity, first.status, say, tuple(hits), hint=first.hint, basis=first.basis
        )


def _line(result: CheckResult) -> Line:
    return Line(
        result.rule, result.name, result.severity, result.status, result.message, (result,),
        left=result.left, right=result.right, difference=result.difference, hint=result.hint, basis=result.basis,
    )  # fmt: skip


# ---------------------------------------------------------------- the commented copy


def commented(compared: Compared, target: Path) -> int:
    """A copy of the report with each finding as a comment where it stands; how many found their place."""
    from perfeval.write.comment_copy import comment_copy

    return comment_copy(compared.report.source.path, list(_notes(compared)), target)


def _notes(compared: Compared) -> Iterator[Note]:
    """A comment for each place of a finding; one that has many places is told in full at the first of them."""
    from perfeval.write.comment_copy import Note

    report = compared.report
    for line in compared.lines:
        cells = [c for c in line.cells if c.file == report.source.file]
        if not cells:
            continue
        text = f"{line.severity}：{line.message}" + (f"。{line.hint}" if line.hint else "")
        cell = cells[0]
        if cell.sheet == TEXT:
            yield Note(text, number=row_of(cell), words=cell.shown)
        else:
            row, column = report.position(cell)
            yield Note(text, table=report.table(cell), row=row, column=column)
