"""汇总.xlsx of a run: what it is made of, when it stands as it is, and where it goes if its place is taken."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfeval.batch.said import said
from perfeval.batch.state import SUMMARY, State
from perfeval.model import CheckResult
from perfeval.profile import Profile
from perfeval.write.summary.reported import Expected

if TYPE_CHECKING:
    from perfeval.batch import Outcome

NAME = "汇总"
LARGE = 1000  # dossiers from which on there are Parquet files beside it


def write_summary(
    outcome: Outcome, state: State, output: Path, folder: Path, rules: Profile, own: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Write 汇总.xlsx of this run, unless nothing has changed since it was written. ``own``: the user's rules.

    One that a person has changed since stays; one that is open in Excel cannot be replaced: then there is 汇总_新.xlsx.
    """
    from perfeval import __version__
    from perfeval.batch.expected import FILE, Listed, UnusableList, match, read_expected

    outcome.unread += [pair for b in state.briefs(whole=False) for pair in b.unread]
    target = output / f"{NAME}.xlsx"
    listed = Listed()
    try:
        listed = read_expected(folder, rules)
    except UnusableList as error:
        outcome.unread.append((FILE, str(error)))
    outcome.unread.sort()
    unread = [*outcome.unread, *outcome.failed]
    # a changed dossier has taken the note away; it is written only when 汇总 is in its place
    made_of = hashlib.sha256(repr((__version__, listed, unread, sorted(outcome.earlier))).encode()).hexdigest()
    stands, _, name = (state.note(SUMMARY) or "").partition(" ")
    if stands == made_of and (output / name).exists():
        outcome.summary = output / name
        return
    expected = match(listed, state.briefs(whole=False), unread)
    across = _across(state, rules, own, expected)
    try:
        if _write(outcome, state, target, unread, expected, across) and outcome.summary:
            state.write_note(SUMMARY, f"{made_of} {outcome.summary.name}")
    except OSError as error:
        outcome.failed.append((target.name, f"各单位的结果已写好，汇总没有写成：{said(error)}"))


def _write(
    outcome: Outcome,
    state: State,
    target: Path,
    unread: list[tuple[str, str]],
    expected: list[Expected],
    across: list[CheckResult],
) -> bool:
    """Whether it is where it belongs: one that had to give way to an open workbook is made up for by the next run."""
    from perfeval import __version__
    from perfeval.write import parquet
    from perfeval.write.put import put
    from perfeval.write.summary.book import summary, untouched

    large = state.count() >= LARGE
    beside = target.parent if large and parquet.available() else None
    if large and beside is None:
        outcome.remarks.append("单位很多，装上 pyarrow（pip install 'perfeval[parquet]'）后，汇总旁边另有 Parquet 文件")

    def write(path: Path) -> None:
        summary(
            state.briefs,
            unread,
            state.rules(),
            path,
            version=__version__,
            expected=expected,
            across=across,
            earlier=outcome.earlier,
            beside=beside,
        )

    placed = put(target, write, untouched, outcome.remarks)
    outcome.summary = placed.path
    return not placed.gave_way


def _across(
    state: State, rules: Profile, own: Sequence[Mapping[str, Any]], expected: list[Expected]
) -> list[CheckResult]:
    """What only shows over all dossiers: repeated and missing units, texts that units copied from each other."""
    from perfeval.check import Submission, batch, catalogue

    handed = (
        Submission(b.unit, b.code, b.year, b.projects[0].file if b.projects else b.name, b.name, b.texts)
        for b in state.briefs()
    )
    return batch(handed, catalogue(rules, own), [(e.code, e.unit) for e in expected if e.state == "未报"])
