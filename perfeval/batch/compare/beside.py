"""Written reports that lie beside the workbooks of a dossier: compared with them when the dossier is finished."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from perfeval.batch.compare.clauses import Expected
from perfeval.batch.compare.report import Compared, commented, compare
from perfeval.batch.compare.rules import family
from perfeval.batch.group import NAME_BYTES, cut
from perfeval.model import CheckResult, Evaluation, Line
from perfeval.ooxml.package import PackageError
from perfeval.profile import Profile

OFTEN = 3  # hits that are one line in what people see
NAME_LENGTH = 80  # of a copy, without _批注.docx


def compared(
    evaluation: Evaluation,
    profile: Profile,
    extra_rules: Iterable[Mapping[str, Any]] = (),
    scoring: Mapping[str, Any] | None = None,
) -> list[Compared]:
    """Every written report of the dossier against its workbooks; ``evaluation`` stays as it is."""
    reports = [s for s in evaluation.dossier.sources if s.report and not s.unread]
    expected = Expected.of(evaluation, profile) if reports and evaluation.dossier.forms else None
    found = (compare(s.path, profile, evaluation, s.file, expected, extra_rules, scoring) for s in reports)
    return [_without(one, evaluation) for one in found]


def _without(found: Compared, evaluation: Evaluation) -> Compared:
    """Without what the workbook itself has: a report that repeats it word by word need not be told again."""
    told = {_said(r) for r in evaluation.results if r.finding}
    often = {line.rule for line in evaluation.lines if len(line.results) >= OFTEN}
    lines = []
    for line in found.lines:
        rest = tuple(r for r in line.results if _said(r) not in told)
        if len(line.results) >= OFTEN and line.rule in often:
            continue  # 三十多个目标没有完成值: one cause, in the workbook and in the report
        if len(rest) == len(line.results):
            lines.append(line)
        elif rest:
            lines.append(_of(line, rest))
    kept = {r.key for line in lines for r in line.results}
    return replace(found, lines=lines, results=[r for r in found.results if not r.finding or r.key in kept])


def _said(result: CheckResult) -> tuple[str, str]:
    return family(result.rule), result.message


def _of(line: Line, results: tuple[CheckResult, ...]) -> Line:
    """The line of fewer hits."""
    said = "；".join(r.message for r in results[:3]) + ("；等" if len(results) > 3 else "")
    message = f"共{len(results)}处：{said}" if len(results) > 1 else said
    return Line(line.rule, line.name, line.severity, line.status, message, results, hint=line.hint, basis=line.basis)


def copies(found: Sequence[Compared], folder: Path, remarks: list[str]) -> list[tuple[str, str]]:
    """A commented copy for each report with findings; the answer is each report and the name of its copy."""
    from perfeval.write.put import put
    from perfeval.write.report.docx import unchanged

    made: list[tuple[str, str]] = []
    taken: set[str] = set()  # the names asked for: a copy that had to go to …_新 does not leave its own to another
    for one in found:
        if not any(r.place for line in one.lines for r in line.results):
            continue
        file = one.report.source.file
        stem = cut(file.rsplit("/", 1)[-1].rpartition(".")[0].removesuffix("_批注"), NAME_LENGTH, NAME_BYTES)
        name, n = f"{stem}_批注.docx", 2
        while name.casefold() in taken:
            name, n = f"{stem}_批注_{n}.docx", n + 1
        taken.add(name.casefold())
        try:
            path = put(folder / name, partial(commented, one), unchanged, remarks).path
        except PackageError as error:
            remarks.append(f"{file}：批注副本没有写成：{error}")
            continue
        made.append((file, path.name))
    return made
