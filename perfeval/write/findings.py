"""The findings of one workbook, numbered as its sheet 核对结果 shows them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from perfeval.frozen import frozen
from perfeval.model import Cell, CheckResult, Evaluation, Line
from perfeval.write.annotated.replies import Replies


@frozen
class Hit:
    """One hit of a finding, with the cell of this workbook that it is about (None: none of its cells is here)."""

    result: CheckResult
    cell: Cell | None


@frozen
class Finding:
    """A line of 核对结果. ``key`` and ``figures`` are what a reply is known by."""

    number: int
    line: Line
    hits: tuple[Hit, ...]
    key: str
    figures: str

    @property
    def graded(self) -> bool:
        """错误 or 警告: to be answered; 提示 needs none."""
        return self.line.severity != "提示"

    @property
    def where(self) -> Cell | None:
        """The first cell: of this workbook if there is one."""
        here = next((h.cell for h in self.hits if h.cell), None)
        return here or next(iter(self.line.cells), None)


@dataclass(slots=True)
class Findings:
    """All findings of a workbook: errors and warnings first, 提示 behind them."""

    file: str
    graded: list[Finding] = field(default_factory=list)
    hints: list[Finding] = field(default_factory=list)

    def __iter__(self) -> Iterator[Finding]:
        yield from self.graded
        yield from self.hints


def findings_of(evaluation: Evaluation, file: str) -> Findings:
    """The findings that concern this workbook, in the order of the evaluation."""
    chosen = [line for line in evaluation.lines if any(_concerns(r, file) for r in line.results)]
    ordered = [x for x in chosen if x.severity != "提示"] + [x for x in chosen if x.severity == "提示"]
    found = Findings(file)
    seen: dict[str, int] = {}
    for number, line in enumerate(ordered, 1):
        hits = tuple(Hit(r, next((c for c in r.cells if c.file == file), None)) for r in line.results)
        key, figures = identity(line)
        seen[key] = seen.get(key, 0) + 1
        key = key if seen[key] == 1 else f"{key}({seen[key]})"
        finding = Finding(number, line, hits, key, figures)
        (found.graded if finding.graded else found.hints).append(finding)
    return found


def apply_replies(evaluation: Evaluation, replies: Replies) -> None:
    """Put what the unit has answered onto the results and lines (``CheckResult.reply``), for result.json and lists."""
    if not replies:
        return
    answered: dict[str, str] = {}  # by key: the results of a line are copies of those in the list
    made = []
    for line in evaluation.lines:
        key, figures = identity(line)
        reply = replies.findings.get(key)
        if reply is None:
            made.append(line)
            continue
        answered |= {r.key: reply.shown(figures) for r in line.results}
        made.append(replace(line, results=tuple(replace(r, reply=answered[r.key]) for r in line.results)))
    evaluation.lines = made
    evaluation.results = [replace(r, reply=answered[r.key]) if r.key in answered else r for r in evaluation.results]


def _concerns(result: CheckResult, file: str) -> bool:
    return result.file == file or any(c.file == file for c in result.cells)


def identity(line: Line) -> tuple[str, str]:
    """Rule, form and path; and a hash of the figures, from the keys of the results."""
    paths, hashes = [], []
    for r in line.results:
        path, _, figures = r.key.rpartition("|")
        paths.append(path or f"{r.rule}|{r.form}|{r.instance}")
        hashes.append(figures or _hash("\0".join(c.shown for c in r.cells)))
    if len(line.results) == 1:
        return paths[0], hashes[0]
    first = line.results[0]
    return f"{first.rule}|{first.form}|*", _hash("|".join(hashes))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
