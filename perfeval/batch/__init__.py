"""A folder of workbooks through the whole pipeline, by killable worker processes (批量).

Two rounds: every file is read (and looked at for its unit and year), then the files are grouped to dossiers and each
dossier is finished by one worker. A file that hangs or kills its worker costs that file; the batch goes on.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as PoolTimeout
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from perfeval.batch.discover import Input, discover, unpacked
from perfeval.batch.group import Plan, Seen, group
from perfeval.batch.state import State
from perfeval.batch.work import Done, Settings, finish, read_file
from perfeval.model import CheckResult
from perfeval.profile import Profile
from perfeval.write.brief import Brief

if TYPE_CHECKING:
    from perfeval.write.summary import Expected

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
    failed: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)
    summary: Path | None = None
    files: int = 0
    unchanged: int = 0


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
    return Seen(item.name, item.top, str(item.path), unread=reason)


def _lost_dossier(plan: Plan, reason: str, error: BaseException) -> Done:
    return Done(plan, error=reason, trace=repr(error))


def run(
    folder: Path,
    output: Path | None,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    seconds: float = FILE_SECONDS,
    fresh: bool = False,
    **options: Any,
) -> Outcome:
    """Take ``folder`` through the pipeline; ``output`` None checks only. Options are those of ``Settings``.

    ``fresh``: do everything again, also what has not changed since the last run into ``output``.
    """
    from perfeval import profile

    # a wrong profile or a wrong rule is said before any work is done
    rules = profile.load(options.get("profile", "mof"), folder)
    for other in set(options.get("units", {}).values()):
        profile.load(other, folder)
    if options.get("rules"):
        from perfeval.check import load_rules

        load_rules(options["rules"], rules.rules, rules.forms)
    digest = _digest(rules, options)
    with State(output) as state, _spool() as spool:
        settings = Settings(folder=folder, spool=spool, output=output, **options)
        work = _Work(settings, state, (os.cpu_count() or 1) if workers is None else workers, seconds, fresh)
        say = progress or (lambda stage, n, of: None)
        files, archives = unpacked(discover(folder, output), spool)
        seen = work.read(files, say)
        outcome = work.finish(seen, digest, say)
        outcome.unread += archives
        outcome.files = len(files)
        if output is not None:
            _write_summary(outcome, state, output, folder, rules)
        outcome.briefs = list(state.briefs())
    return outcome


@contextmanager
def _spool() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="perfeval-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _digest(rules: Profile, options: dict[str, Any]) -> str:
    """Everything but the inputs that decides what comes out: version, profile, own rules, template, settings."""
    from perfeval import __version__

    settings = sorted((k, str(v)) for k, v in options.items() if k != "debug")
    digest = hashlib.sha256(repr((__version__, rules, settings)).encode())
    templates = [p for f in rules.folders for p in sorted(f.glob("*.docx"))]
    for path in (options.get("rules"), options.get("template"), *templates):
        if path is not None and Path(path).exists():
            digest.update(Path(path).read_bytes())
    return digest.hexdigest()


def _key(plan: Plan, digest: str) -> str:
    files = [(f.name, f.sha256, f.unread) for f in (*plan.files, *plan.previous)]
    return hashlib.sha256(repr((digest, plan.unit, plan.year, plan.name, plan.remarks, files)).encode()).hexdigest()


@dataclass
class _Work:
    """The two rounds of a run: read what changed, finish the dossiers that changed."""

    settings: Settings
    state: State
    workers: int
    seconds: float
    fresh: bool
    waited_for: set[str] = field(default_factory=set)  # files that another dossier takes as its last year

    def read(self, files: list[Input], say: Progress) -> list[Seen]:
        """The first look at every file, from the last run where the file has not changed."""
        stats = {f.name: (s.st_size, s.st_mtime_ns) for f in files for s in [f.path.stat()]}
        known = {} if self.fresh else {f.name: self.state.seen(f.name, str(f.path), *stats[f.name]) for f in files}
        new = [f for f in files if known.get(f.name) is None]
        fresh: dict[str, Seen] = {}
        for s in _each(read_file, new, self.settings, self.workers, self.seconds, _lost_file):
            fresh[s.name] = s
            self.state.remember_file(s, *stats[s.name])
            say("读取", len(fresh), len(new))
        self.state.forget_files(stats)
        return [fresh.get(f.name) or known[f.name] or _lost_file(f, "没有读到", OSError()) for f in files]

    def finish(self, seen: list[Seen], digest: str, say: Progress) -> Outcome:
        plans = group(seen)
        outcome = Outcome()
        in_plans = {f.name for p in plans for f in p.files}
        outcome.unread = [(s.name, s.unread) for s in seen if s.unread and s.name not in in_plans]
        keys = {p.name: _key(p, digest) for p in plans}
        self.waited_for = {f.name for p in plans for f in p.previous}
        todo = [p for p in plans if not self._stands(p, keys[p.name])]
        outcome.unchanged = len(plans) - len(todo)
        for n, done in enumerate(_each(finish, todo, self.settings, self.workers, DOSSIER_SECONDS, _lost_dossier), 1):
            self._take(done, keys[done.plan.name], outcome)
            say("核对", n, len(todo))
        self.state.forget_others()
        return outcome

    def _stands(self, plan: Plan, key: str) -> bool:
        """The dossier has not changed and its files are as they were written."""
        output = self.settings.output
        if self.fresh or output is None or not self.state.stands(plan.name, key, output / plan.name):
            return False
        self.state.keep(plan.name)
        return True

    def _take(self, done: Done, key: str, outcome: Outcome) -> None:
        for file in done.plan.files:
            if file.spool and file.name not in self.waited_for:
                Path(file.spool).unlink(missing_ok=True)
        if done.trace:
            outcome.traces.append(done.trace)
        outcome.remarks += done.remarks
        if done.brief is None:
            outcome.failed.append((done.plan.folder or done.plan.files[0].name, done.error or ""))
            return
        brief = replace(done.brief, remarks=(*done.brief.remarks, *done.remarks))
        outputs = [*brief.workbooks, *([brief.report] if brief.report else []), "result.json"]
        self.state.remember(brief, key, (self.settings.output or Path()) / brief.name, outputs)


def _across(state: State, rules: Profile, expected: list[Expected]) -> list[CheckResult]:
    """What only shows over all dossiers: repeated and missing units, texts that units copied from each other."""
    from perfeval.check import Submission, batch, catalogue

    handed = (
        Submission(b.unit, b.code, b.year, b.projects[0].file if b.projects else b.name, b.name, b.texts)
        for b in state.briefs()
    )
    return batch(handed, catalogue(rules), [(e.code, e.unit) for e in expected])


def _write_summary(outcome: Outcome, state: State, output: Path, folder: Path, rules: Profile) -> None:
    from perfeval import __version__
    from perfeval.batch.expected import match, read_expected
    from perfeval.write.summary import summary

    outcome.unread += [pair for b in state.briefs() for pair in b.unread]
    outcome.unread.sort()
    outcome.summary = target = output / "汇总.xlsx"
    listed = read_expected(folder)
    if not state.changed and target.exists() and not listed:
        return
    unread = [*outcome.unread, *outcome.failed]
    expected = match(listed, state.briefs(), unread)
    across = _across(state, rules, listed)
    try:
        summary(state.briefs, unread, state.rules(), target, version=__version__, expected=expected, across=across)
    except PermissionError:
        outcome.summary = output / "汇总_新.xlsx"
        summary(
            state.briefs, unread, state.rules(), outcome.summary, version=__version__, expected=expected, across=across
        )
        outcome.remarks.append("汇总.xlsx 正被打开，无法覆盖；本次汇总写在 汇总_新.xlsx")
