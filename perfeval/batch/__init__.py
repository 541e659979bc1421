"""A folder of workbooks through the whole pipeline, by killable worker processes (批量).

Two rounds: every file is read (and looked at for its unit and year), then the files are grouped to dossiers and each
dossier is finished by one worker. A file that hangs or kills its worker costs that file; the batch goes on.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as PoolTimeout
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from perfeval.batch.discover import Input, discover
from perfeval.batch.group import Plan, Seen, group
from perfeval.batch.work import Done, Settings, finish, read_file
from perfeval.write.brief import Brief

T = TypeVar("T")
R = TypeVar("R")
Progress = Callable[[str, int, int], None]
FILE_SECONDS = 120.0
DOSSIER_SECONDS = 600.0


@dataclass(slots=True)
class Outcome:
    """A finished batch. ``unread``: file and reason; ``failed``: units without a result, and why."""

    briefs: list[Brief] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    summary: Path | None = None
    files: int = 0


def _died(error: BaseException, seconds: float) -> str:
    if isinstance(error, PoolTimeout):
        return f"处理超过{seconds:.0f}秒，已停止；文件可能异常，请在 Excel 中另存后再试"
    return "处理这个文件的进程意外退出，文件可能已损坏；请在 Excel 中打开另存后再试"


def _each(
    work: Callable[[T, Settings], R],
    items: list[T],
    settings: Settings,
    workers: int,
    seconds: float,
    lost: Callable[[T, str, BaseException], R],
) -> Iterator[R]:
    """``work`` over every item, in order, in killable processes; with ``workers`` 0 in this process."""
    if workers == 0:
        yield from (work(item, settings) for item in items)
        return
    from pebble import ProcessPool

    with ProcessPool(max_workers=min(workers, max(1, len(items)))) as pool:
        waiting = [(item, pool.schedule(work, args=[item, settings], timeout=seconds)) for item in items]
        for item, future in waiting:
            try:
                yield future.result()
            except Exception as error:
                yield lost(item, _died(error, seconds), error)


def _lost_file(item: Input, reason: str, error: BaseException) -> Seen:
    return Seen(item.name, item.top, unread=reason)


def _lost_dossier(plan: Plan, reason: str, error: BaseException) -> Done:
    return Done(plan, error=reason, trace=repr(error))


def run(
    folder: Path,
    output: Path | None,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    seconds: float = FILE_SECONDS,
    **options: Any,
) -> Outcome:
    """Take ``folder`` through the pipeline; ``output`` None checks only. Options are those of ``Settings``."""
    from perfeval import profile

    profile.load(options.get("profile", "mof"), folder)  # a wrong profile is said before any work is done
    say = progress or (lambda stage, n, of: None)
    files = discover(folder, output)
    outcome = Outcome(files=len(files))
    spool = Path(tempfile.mkdtemp(prefix="perfeval-"))
    settings = Settings(folder=folder, spool=spool, output=output, **options)
    count = (os.cpu_count() or 1) if workers is None else workers
    try:
        seen: list[Seen] = []
        for s in _each(read_file, files, settings, count, seconds, _lost_file):
            seen.append(s)
            say("读取", len(seen), len(files))
        plans = group(seen)
        in_plans = {f.name for p in plans for f in p.files}
        outcome.unread = [(s.name, s.unread) for s in seen if s.unread and s.name not in in_plans]
        for n, done in enumerate(_each(finish, plans, settings, count, DOSSIER_SECONDS, _lost_dossier), 1):
            _take(done, outcome)
            say("核对", n, len(plans))
    finally:
        shutil.rmtree(spool, ignore_errors=True)
    outcome.unread.sort()
    if output is not None:
        _write_summary(outcome, output)
    return outcome


def _take(done: Done, outcome: Outcome) -> None:
    if done.trace:
        outcome.traces.append(done.trace)
    outcome.remarks += done.remarks
    if done.brief is None:
        outcome.unread.append((done.plan.folder or done.plan.files[0].name, done.error or ""))
        return
    outcome.briefs.append(replace(done.brief, remarks=(*done.brief.remarks, *done.remarks)))
    outcome.unread += done.brief.unread


def _write_summary(outcome: Outcome, output: Path) -> None:
    from perfeval import __version__
    from perfeval.write.summary import summary

    output.mkdir(parents=True, exist_ok=True)
    target = output / "汇总.xlsx"
    try:
        summary(outcome.briefs, outcome.unread, target, version=__version__)
    except PermissionError:
        target = output / "汇总_新.xlsx"
        summary(outcome.briefs, outcome.unread, target, version=__version__)
        outcome.remarks.append("汇总.xlsx 正被打开，无法覆盖；本次汇总写在 汇总_新.xlsx")
    outcome.summary = target
