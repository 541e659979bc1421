"""表文一致: a written report against the workbooks, and against itself (perfeval compare).

The workbooks say what the report should state: the report that perfeval would write of them. Both are cut into
clauses and table rows; where two say the same words, their figures are compared. The rules then run over what the
report itself says, as they do over a workbook.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfeval.batch.report_form import faults
from perfeval.check import check
from perfeval.model import Cell, CheckResult, Dossier, Evaluation, Line
from perfeval.profile import Profile
from perfeval.read.report_text import TEXT, ReportText, read_report, row_of, words_of

if TYPE_CHECKING:
    from perfeval.write.comment_copy import Note

RULE, NAME = "表文-01", "报告与工作簿一致"
WORDED = ("单位名称", "主管部门", "评价时间", "评价等级")
LIKE = 0.82  # of two clauses that say the same in other words
_FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_ITEM = re.compile(r"^(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．](?!\d)\s*)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause or a table row: its words with # for each figure, and the figures with their cells."""

    words: str
    figures: tuple[str, ...]
    cells: tuple[Cell | None, ...]
    text: str = ""


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
    own = Dossier(unit, year, path.stem, sources=[report.source], forms=report.forms)
    results, lines = check(own, profile)
    found = list(faults(report, words_of(profile.folders)))
    results, lines = [*results, *found], [*lines, *_lines(found)]
    if evaluation is not None:
        against, compared.matched = differences(report, evaluation, profile)
        lines = [*(_line(r) for r in against), *lines]
        results = [*against, *results]
    compared.results, compared.lines = results, lines
    return compared


# ---------------------------------------------------------------- against the workbooks


def differences(report: ReportText, evaluation: Evaluation, profile: Profile) -> tuple[list[CheckResult], int]:
    """Figures that the report states otherwise than the workbooks do, and how many clauses could be compared."""
    wanted, found = list(expected(evaluation, profile)), list(stated(report))
    pairs = paired(wanted, found)
    results = []
    for one, other in pairs:
        for n, (figure, said) in enumerate(zip(one.figures, other.figures, strict=True)):
            if Decimal(figure.replace(",", "")) != Decimal(said.replace(",", "")):
                results.append(_result(figure, said, one.cells[n], other, n))
    return [*results, *_worded(report, evaluation, profile)], len(pairs)


def _worded(report: ReportText, evaluation: Evaluation, profile: Profile) -> Iterator[CheckResult]:
    """Names and grades, which are words and not figures: 单位、主管部门、评价时间、等级."""
    from perfeval.write.report import facts_of

    facts = facts_of(evaluation, profile)
    basics = next((f for f in report.forms if f.kind == "基本信息"), None)
    for name in WORDED if basics is not None else ():
        said = basics.field_named(name) if basics is not None else None
        found = facts.look_up(name)
        if said is None or found.text is None or _flat(said.text) == _flat(found.text) or "【" in said.text:
            continue
        where = f"（{found.cell}）" if found.cell is not None else ""
        message = f"报告里{name}写“{said.text.strip()}”，工作簿{where}为“{found.text}”"
        cells = (said.cell, *([found.cell] if found.cell is not None else []))
        yield CheckResult(
            "表文-01b", "报告里的名称、等级与工作簿一致", "自评报告", TEXT, name, "不通过", "警告", message, cells,
            basis="审核惯例（无文号）", hint="核对是否套用了别的单位、别的年度的报告", subject=name,
        )  # fmt: skip


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def paired(wanted: Sequence[Clause], found: Sequence[Clause]) -> list[tuple[Clause, Clause]]:
    """Clauses of the same words in the same order; of what is left, those that are nearly the same."""
    matcher = SequenceMatcher(None, [c.words for c in wanted], [c.words for c in found], autojunk=False)
    pairs: list[tuple[Clause, Clause]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pairs += zip(wanted[a:b], found[c:d], strict=True)
        elif tag == "replace":
            pairs += _nearly(wanted[a:b], found[c:d])
    taken = ({id(x) for x, _ in pairs}, {id(y) for _, y in pairs})
    left = [x for x in wanted if id(x) not in taken[0]]
    for clause in found:
        if id(clause) in taken[1] or len(clause.words) < 8:
            continue  # 得#分 alone says nothing of where it belongs
        same = next((x for x in left if x.words == clause.words), None)
        if same is not None:
            left.remove(same)
            pairs.append((same, clause))
    return pairs


def _nearly(wanted: Sequence[Clause], found: Sequence[Clause]) -> Iterator[tuple[Clause, Clause]]:
    left = list(wanted)
    for clause in found:
        scored = [
            (SequenceMatcher(None, x.words, clause.words, autojunk=False).ratio(), n)
            for n, x in enumerate(left)
            if len(x.figures) == len(clause.figures)
        ]
        best, n = max(scored, default=(0.0, 0))
        if best >= LIKE:
            yield left.pop(n), clause


def expected(evaluation: Evaluation, profile: Profile) -> Iterator[Clause]:
    """What the workbooks say, in the words and the order of a report."""
    from perfeval.write.report import whole_report
    from perfeval.write.report_blocks import Heading, Paragraph, Run, Table

    for block in whole_report(evaluation, profile).blocks:
        if isinstance(block, Paragraph):
            yield from clauses([(r.text, r.cell) for r in block.runs])
        elif isinstance(block, Heading):
            yield from clauses([(block.printed, None)])
        elif isinstance(block, Table):
            for row in block.rows:
                runs: list[Run] = [r for cell in row for r in cell.runs]
                yield from _row([(r.text, r.cell) for r in runs])


def stated(report: ReportText) -> Iterator[Clause]:
    """What the report says, paragraph by paragraph and row by row."""
    for passage in report.passages:
        if passage.table is None:
            cell = Cell(report.source.file, TEXT, f"A{passage.number}", raw=passage.text, shown=passage.text)
            yield from clauses([(passage.text, cell)])
            continue
        grid = report.grids[passage.table - 1]
        for number in grid.rows():
            cells = [grid.cells[k] for k in sorted(k for k in grid.cells if k[0] == number)]
            yield from _row([(c.shown, c) for c in cells])


def clauses(pieces: list[tuple[str, Cell | None]]) -> Iterator[Clause]:
    """A paragraph cut at its stops; only clauses with a figure count."""
    text, owner = "", []
    for piece, cell in pieces:
        flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", piece))
        text += flat
        owner += [cell] * len(flat)
    start = len(m[0]) if (m := _ITEM.match(text)) else 0
    for found in re.finditer(r"[^,，。；;：:]*(?:,(?=\d{3})[^,，。；;：:]*)*", text[start:]):
        part = found[0]
        figures = list(_FIGURE.finditer(part))
        if figures:
            at = start + found.start()
            words = _FIGURE.sub("#", part).rstrip(".")
            cells = tuple(owner[at + f.start()] for f in figures)
            yield Clause(words, tuple(f[0] for f in figures), cells, part)


def _row(cells: list[tuple[str, Cell | None]]) -> Iterator[Clause]:
    """A table row is one clause: a label and its figures belong together."""
    words, figures, owners = [], [], []
    for text, cell in cells:
        flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
        if not flat:
            continue
        numbers = _FIGURE.findall(flat)
        words.append(_FIGURE.sub("#", flat))
        figures += numbers
        owners += [cell] * len(numbers)
    if figures:
        yield Clause("|".join(words), tuple(figures), tuple(owners), "".join(words))


def _result(figure: str, said: str, workbook: Cell | None, clause: Clause, n: int) -> CheckResult:
    where = f"（{workbook}）" if workbook is not None else ""
    message = f"报告写“{_around(clause, n)}”，工作簿{where}为{figure}"
    cells = tuple(c for c in (clause.cells[n], workbook) if c is not None)
    a, b = Decimal(said.replace(",", "")), Decimal(figure.replace(",", ""))
    return CheckResult(
        RULE, NAME, "自评报告", TEXT, clause.words, "不通过", "错误", message, cells, a, b, a - b,
        basis="审核惯例（无文号）", hint="以工作簿为准改报告，或改工作簿后重新生成报告", subject=clause.words,
    )  # fmt: skip


def _around(clause: Clause, n: int) -> str:
    """The words around a figure, short enough to be found in the report by search."""
    found = list(_FIGURE.finditer(clause.text))
    if n >= len(found):
        return f"{clause.words.split('|')[0]}：{clause.figures[n]}"  # a table row
    return clause.text[max(0, found[n].start() - 10) : found[n].end() + 4]


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
