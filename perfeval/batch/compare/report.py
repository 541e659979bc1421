"""表文一致: a written report against the workbooks, and against itself (perfeval compare).

The workbooks say what the report should state: sentence by sentence where it has the words of the generated report
(``clauses``), by the names of rows and indicators where it has its own (``labels``). The rules then run
over what the report itself says, as they do over a workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfeval.batch.compare import labels
from perfeval.batch.compare.clauses import Expected, differences
from perfeval.batch.compare.form import faults
from perfeval.batch.compare.names import names
from perfeval.batch.compare.rules import family, ruled
from perfeval.check import catalogue, check
from perfeval.frozen import changed
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
    matched: int = 0  # sentences and table rows that could be held against the workbooks

    def place(self, cell: Cell) -> str:
        return self.report.place(cell) if cell.file == self.report.source.file else str(cell)

    def add_to(self, evaluation: Evaluation) -> None:
        """The findings of the report behind those of the workbooks, and what came of it behind the file's name."""
        said = f"与工作簿对上{self.matched}句" if evaluation.dossier.forms else "没有同一单位的工作簿，只核对了报告自己"
        for source in evaluation.dossier.sources:
            if source.file == self.report.source.file:
                source.remarks.append(f"是写好的报告，{said}，有{len(self.lines)}条问题")
        evaluation.results += [r for r in self.results if r.finding]
        evaluation.lines += self.lines

    def checks(self) -> list[dict[str, Any]]:
        """In the shape of result.json's checks, each with its ``place`` in the report."""
        from perfeval.write import result

        return result.checks(r for r in self.results if r.finding)


def compare(
    path: Path,
    profile: Profile,
    evaluation: Evaluation | None = None,
    name: str = "",
    expected: Expected | None = None,
    extra_rules: Iterable[Mapping[str, Any]] = (),
    scoring: Mapping[str, Any] | None = None,
) -> Compared:
    """Findings of a written report, by itself and (``evaluation``, checked) against the unit's workbooks.

    ``name``: the file as it is to be shown. ``expected``: what the workbooks say, where that is known already.
    ``extra_rules``: the user's own (``catalogue``); ``scoring``: the part [scoring] of perfeval.toml. Where the report
    cannot be read ``report.source.unread`` says why.
    """
    report = read_report(path, profile, name or path.name)
    compared = Compared(report)
    if report.source.unread:
        return compared
    if evaluation is not None and not evaluation.dossier.forms:
        evaluation = None
    words, extra = words_of(profile), list(extra_rules)
    rules = {r.id: r for r in catalogue(profile, extra)}
    held = None
    if evaluation is not None:
        held = differences(report, expected or Expected.of(evaluation, profile), words)
        labels.fill_targets(report.forms, evaluation)
        for form in (f for f in report.forms if f.sheet in held.agreeing):
            form.unit = evaluation.dossier.unit  # the workbook's own table: its head was read better there
    unit = next((f.unit for f in report.forms if f.unit), None)
    year = next((f.year for f in report.forms if f.year), None)
    own = Dossier(unit or path.stem, year, path.stem, sources=[report.source], forms=report.forms)
    results, lines = check(own, profile, extra, scoring, report=True)
    about = evaluation.dossier if evaluation is not None else None
    named = names(report, words, about.unit if about else unit, (about.year if about else None) or year)
    forms = [*report.forms, *(about.forms if about else ())]
    found = list(ruled(chain(faults(report, words, forms), named), rules))
    against: list[CheckResult] = []
    if evaluation is not None and held is not None:
        against, compared.matched = list(ruled(held.results, rules)), held.matched
        against += labels.once(ruled(_by_name(report, evaluation, words), rules), against)
        results, lines = _without_echoes(results, lines, held.agreeing, evaluation)
    results = [*against, *results, *found]
    lines = [*map(_line, against), *lines, *_lines(found)]
    compared.results, compared.lines = _placed(report, results, list(_once(lines)))
    return compared


def _without_echoes(
    results: list[CheckResult], lines: list[Line], agreeing: frozenset[str], evaluation: Evaluation
) -> tuple[list[CheckResult], list[Line]]:
    """Without what a rule finds in a table that says what the workbook says, where it found nothing in the workbook.

    The workbook knows more of its cells than a table in Word does: what belongs together, a reason that stands beside.
    """
    told = {family(r.rule) for r in evaluation.results if r.finding}

    def echo(r: CheckResult) -> bool:
        return r.finding and bool(r.cells) and r.cells[0].sheet in agreeing and family(r.rule) not in told

    keys = {r.key for r in results if echo(r)}
    return [r for r in results if not echo(r)], [x for x in lines if not all(r.key in keys for r in x.results)]


def _by_name(report: ReportText, evaluation: Evaluation, words: dict[str, Any]) -> Iterator[CheckResult]:
    """What the report says in words of its own, held against the workbooks by the names of rows and indicators."""
    yield from labels.fields(report, evaluation)
    yield from labels.tables(report, evaluation)
    if "labels" in words:
        yield from labels.labelled(report, evaluation, words["labels"])


def _once(lines: list[Line]) -> Iterator[Line]:
    """A paragraph that is read as a text and as an indicator's note has its slip once."""
    seen = set()
    for line in lines:
        key = (line.rule, line.message, row_of(line.cells[0]) if line.cells else 0)
        if key not in seen:
            seen.add(key)
            yield line


def _placed(report: ReportText, results: list[CheckResult], lines: list[Line]) -> tuple[list[CheckResult], list[Line]]:
    """The same with where in the report each stands, and a key of its own for each finding."""
    made: dict[int, CheckResult] = {}
    file = report.source.file
    for n, r in enumerate(results, 1):
        place = tuple(report.whereabouts(c) for c in r.cells if c.file == file)
        key = f"{file}|{r.key}" if r.key else f"{file}|{r.rule}|{r.subject or r.instance}|{n}"
        made[id(r)] = changed(r, place=place, key=key) if r.finding else r
    whole = {r.key: made[id(r)] for r in results if r.key}

    def mine(r: CheckResult) -> CheckResult:
        return made.get(id(r)) or whole.get(r.key, r)

    return [made[id(r)] for r in results], [changed(x, results=tuple(map(mine, x.results))) for x in lines]


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
    """A comment for each place of a finding; several of one rule in one paragraph are one comment."""
    from perfeval.write.comment_copy import Note

    report = compared.report
    for line in compared.lines:
        found: dict[str, tuple[Cell, list[str]]] = {}
        for r in line.results:
            cell = next((c for c in r.cells if c.file == report.source.file), None)
            if cell is not None:
                key = f"{TEXT}{row_of(cell)}" if cell.sheet == TEXT else cell.address
                found.setdefault(key, (cell, []))[1].append(r.message)
        for cell, said in found.values():
            text = f"{line.severity}：{'；'.join(dict.fromkeys(said))}" + (f"。{line.hint}" if line.hint else "")
            if cell.sheet == TEXT:
                yield Note(text, number=row_of(cell), words=cell.shown if len(said) == 1 else "")
            else:
                row, column = report.position(cell)
                yield Note(text, table=report.table(cell), row=row, column=column)
