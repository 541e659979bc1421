"""A folder of workbooks through the whole pipeline, by killable worker processes (批量).

Two rounds: every file is read (and looked at for its unit and year), then the files are grouped to dossiers and each
dossier is finished by one worker. A file that hangs or kills its worker costs that file; the batch goes on.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from sys import intern
from typing import Any

from perfeval.batch import pool, private
from perfeval.batch.bureau import write_summary
from perfeval.batch.discover import EXPECTED, Found, Input, discover, unpacked
from perfeval.batch.group import TWICE, Plan, Seen, group
from perfeval.batch.laps import Laps
from perfeval.batch.names import normal
from perfeval.batch.pool import Runner
from perfeval.batch.said import Wrong, said
from perfeval.batch.state import State
from perfeval.batch.work import Done, Settings, finish, read_file, read_files
from perfeval.profile import Profile
from perfeval.write.brief import Brief

Progress = Callable[[str, int, int], None]
FILE_SECONDS = 120.0
TOGETHER = 500_000  # bytes of files that one worker reads in one go
DOSSIER_FILES = 5  # a dossier may take as long as this many files


@dataclass(slots=True)
class Outcome:
    """A finished batch. ``unread``: file and reason; ``failed``: units without a result, and why."""

    briefs: Sequence[Brief] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    earlier: frozenset[str] = frozenset()  # names of last year's dossiers, which this year's are compared with
    traces: list[str] = field(default_factory=list)
    summary: Path | None = None
    files: int = 0
    unchanged: int = 0
    done: set[str] = field(default_factory=set)  # names of the dossiers that this run made
    seconds: dict[str, float] = field(default_factory=dict)  # of each step; those of dossiers added up over processes


def run(
    folder: Path,
    output: Path | None,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    seconds: float = FILE_SECONDS,
    fresh: bool = False,
    cluster: str | None = None,
    **options: Any,
) -> Outcome:
    """Take ``folder`` through the pipeline; ``output`` None checks only. Options are those of ``Settings``.

    ``workers``: processes at a time, 0 for none but this one. ``seconds``: the time-out of a file; a dossier may take
    five times as long. ``fresh``: do everything again, also what has not changed since the last run into ``output``.
    ``cluster``: the address of a Dask scheduler whose workers see the same folders under the same paths.
    """
    from perfeval import profile

    if output is not None and output.resolve() == folder.resolve():
        raise Wrong(f"结果不能放在放工作簿的文件夹 {folder} 里：下一次会被当成要核对的表；请用 -o 另写一个")
    if cluster is not None and output is not None:
        folder, output = folder.absolute(), output.absolute()
        options = {k: _for_others(k, v) for k, v in options.items()}
    laps = Laps()
    profile.refresh()  # of an earlier run in this process
    # a wrong profile or a wrong rule is said before any work is done
    rules = profile.load(options.get("profile", "mof"), folder)
    others = [profile.load(other, folder) for other in sorted(set(options.get("units", {}).values()))]
    _check_own([rules, *others], options.get("scoring") or {})
    own: list[dict[str, Any]] = []
    if options.get("rules"):
        from perfeval.check import load_rules

        own = load_rules(options["rules"], rules.rules, rules.forms)
    if options.get("template"):
        from perfeval.write.report.template import proof

        proof(Path(options["template"]), rules)
    digest = _digest([rules, *others], options)
    with State(output) as state, private.spool(output if cluster else None) as spool, _runner(cluster, workers) as each:
        if output is not None:
            private.clear_scratch(output)
            state.read_by(digest)
        settings = Settings(folder=folder, spool=spool, output=output, digest=digest, **options)
        work = _Work(settings, state, each, seconds, fresh)
        say = progress or (lambda stage, n, of: None)
        found = discover(folder, output)
        files, archives = unpacked(found.inputs, spool)
        laps("准备")
        count, seen = len(files), work.read(files, say)
        files.clear()
        found.inputs.clear()  # a kilobyte of paths a file: the parent's memory must not grow with the batch
        laps("读取")
        outcome = work.finish(seen, digest, say)
        if output is not None and (outcome.done or outcome.failed):
            private.clear_scratch(output)  # of workers killed in the middle, here or on a cluster
        del seen
        laps("单位")
        outcome.unread += [*found.refused, *archives]
        outcome.files = count
        outcome.remarks += _unused(own, state, rules)
        outcome.remarks += [f"{name} 正在 Excel 或 WPS 中打开，读到的是最后一次保存的内容" for name in found.opened]
        elsewhere = "是以前的结果文件夹，没有再核对；要核对其中的表，请另放进单位的文件夹"
        outcome.remarks += [f"{name} {elsewhere}" for name in found.results]
        outcome.remarks = list(dict.fromkeys(outcome.remarks))  # what holds for all units is said once
        outcome.briefs = state.remembered()
        if output is not None:
            write_summary(outcome, state, output, _listed(folder, found, outcome), rules, own)
        laps("汇总")
        outcome.seconds = {**laps.seconds, **outcome.seconds}
    return outcome


def _check_own(profiles: list[Profile], settings: Mapping[str, Any]) -> None:
    """ProfileError for 计分办法 and files of the user's own profiles that cannot be used.

    Nothing is imported where there are none; what is right here is not said of every unit by its worker.
    """
    from perfeval.profile import BUILT_IN

    own = [one for one in profiles if BUILT_IN not in one.folders[0].parents]
    if settings or own:
        from perfeval import score

        for one in profiles:
            score.check_profile(one)
            score.check(settings, one, "perfeval.toml 的 [scoring]")
    if own:
        from perfeval import check
        from perfeval.read import report_text
        from perfeval.write.report import texts

        for one in own:
            check.check_profile(one)
            texts.load(one)
            report_text.words_of(one)


def _unused(own: Sequence[Mapping[str, Any]], state: State, rules: Profile) -> list[str]:
    if not own:
        return []
    from perfeval.check import unused

    return unused(own, state.rules(), rules.forms)


def _for_others(name: str, value: Any) -> Any:
    """A setting as another machine understands it: paths from the root."""
    own_profile = name == "profile" and (Path(value) / "profile.toml").exists()
    if own_profile or (name in ("rules", "template") and value is not None):
        return type(value)(Path(value).absolute())
    return value


@contextmanager
def _runner(cluster: str | None, workers: int | None) -> Iterator[Runner]:
    if cluster is not None:
        from perfeval.batch.cluster import connected

        with connected(cluster) as runner:
            yield runner
    elif workers is not None and workers < 0:
        raise Wrong(f"同时处理的进程数（workers）不能小于 0，不能是 {workers}")  # a pool of none waits for ever
    elif workers == 0:
        yield pool.here
    else:
        yield pool.Processes(workers or os.cpu_count() or 1)


def _digest(profiles: list[Profile], options: dict[str, Any]) -> str:
    """Everything but the inputs that decides what comes out: version, profile, own rules, template, settings."""
    from perfeval import __version__

    settings = sorted((k, str(v)) for k, v in options.items() if k not in ("debug", "limit"))
    if options.get("via_libreoffice") or options.get("report", {}).get("exact_pages"):
        from perfeval.write import office

        settings.append(("LibreOffice", str(office.program() is not None)))
    digest = hashlib.sha256(repr((__version__, profiles, settings)).encode())
    folders = dict.fromkeys(folder for one in profiles for folder in one.folders)
    # report.toml, report_text.toml and templates are no part of a Profile: they are read where they are needed
    texts = [p for f in folders for p in sorted(f.iterdir()) if p.suffix in (".docx", ".toml")]
    for path in (options.get("rules"), options.get("template"), *texts):
        if path is not None and Path(path).exists():
            digest.update(Path(path).read_bytes())
    return digest.hexdigest()


def _listed(folder: Path, found: Found, outcome: Outcome) -> Path:
    """Where 应报清单.xlsx lies: the folder itself, or the one below that has it, if the batch lies a level deeper."""
    if "." in found.lists or not found.lists:
        return folder
    if len(found.lists) == 1:
        outcome.doubts.append(f"对照的应报清单是 {found.lists[0]}/{EXPECTED}")
        return folder / found.lists[0]
    outcome.doubts.append(f"子文件夹里有{len(found.lists)}份{EXPECTED}，没有对照报送情况；请在 {folder} 里放一份合并的")
    return folder


def _doubts(plans: list[Plan]) -> list[str]:
    """What grouping was not sure of, said on the screen of every run: a unit among another's files is lost else."""
    parted = dict.fromkeys(words for p in plans for words in p.parted)
    earlier = sum(p.earlier for p in plans)
    told = [f"{earlier}份上年的供比较，在汇总里只列在“单位一览”，不计入概况、名次和其他各表"] if earlier else []
    # that two are of one unit is said once, with the first
    first = {normal(p.unit): p for p in reversed(plans)}
    rest = (
        f"{p.unit}：{remark}"
        for p in plans
        for remark in p.remarks
        if first[normal(p.unit)] is p or not remark.startswith(TWICE)
    )
    return [*parted, *told, *rest]


def _key(plan: Plan, digest: str) -> str:
    files = [(f.name, f.sha256, f.unread) for f in (*plan.files, *plan.previous)]
    return hashlib.sha256(repr((digest, plan.unit, plan.year, plan.name, plan.remarks, files)).encode()).hexdigest()


def _inputs(plan: Plan) -> str:
    """The version of a dossier: the bytes of its own files, whatever they are called."""
    return hashlib.sha256(repr(sorted(f.sha256 for f in plan.files)).encode()).hexdigest()


@dataclass
class _Work:
    """The two rounds of a run: read what changed, finish the dossiers that changed."""

    settings: Settings
    state: State
    each: Runner
    seconds: float
    fresh: bool
    wanted: Counter[str] = field(default_factory=Counter)  # files of the spool: how often they will be read yet

    def read(self, files: list[Input], say: Progress) -> list[Seen]:
        """The first look at every file, from the last run where the file has not changed."""
        known = [self._known(f) for f in files]
        new = {f.name: n for n, f in enumerate(files) if known[n] is None}

        def lost(item: Input, error: BaseException) -> Seen:
            return Seen(item.name, item.top, unread=pool.why(error, self.seconds, "文件"))

        for done, seen in enumerate(self._read([files[n] for n in new.values()], lost), 1):
            n = new[seen.name]
            f, s = files[n], _of(files[n], seen)
            known[n] = s
            if s.sha256 and f.changed:  # what was never read to its end is tried again the next time
                with suppress(OSError):
                    self.state.remember_file(s, f.size, f.changed)
            say("读取", done, len(new))
        with suppress(OSError):
            self.state.forget_files(f.name for f in files if f.changed)
        assert None not in known
        return [s for s in known if s is not None]

    def _known(self, item: Input) -> Seen | None:
        """What the last run saw in this file; None where it is to be read now."""
        if self.fresh or not item.changed:
            return None
        seen = self.state.seen(item.name, item.size, item.changed)
        loosened = self.settings.limit != 1
        return _of(item, seen) if seen and not (seen.unread and loosened) else None

    def _read(self, files: list[Input], lost: Callable[[Input, BaseException], Seen]) -> Iterator[Seen]:
        """Small files of a folder go to a worker together; where one of them stops it, each goes by itself again."""
        groups = _together(files)
        apart = [g[0] for g in groups if len(g) == 1]

        def broken(items: tuple[Input, ...], error: BaseException) -> list[Seen]:
            apart.extend(items)
            return []

        several = [g for g in groups if len(g) > 1]
        for found in self.each(read_files, several, self.settings, self.seconds, broken):
            yield from found
        yield from self.each(read_file, apart, self.settings, self.seconds, lost)

    def finish(self, seen: list[Seen], digest: str, say: Progress) -> Outcome:
        plans = group(seen)
        outcome = Outcome(doubts=_doubts(plans), earlier=frozenset(p.name for p in plans if p.earlier))
        in_plans = {f.name for p in plans for f in p.files}
        outcome.unread = [(s.name, s.unread) for s in seen if s.unread and s.name not in in_plans]
        keys = {p.name: _key(p, digest) for p in plans}
        todo = [p for p in plans if not self._stands(p, keys[p.name])]
        self.wanted = Counter(spool for p in todo for spool in _spools(p))
        outcome.unchanged = len(plans) - len(todo)
        seconds = DOSSIER_FILES * self.seconds

        def lost(plan: Plan, error: BaseException) -> Done:
            trace = pool.trace(error) if self.settings.debug else None
            return Done(error=pool.why(error, seconds, "单位"), trace=trace)

        results = zip(todo, self.each(finish, todo, self.settings, seconds, lost), strict=True)
        for n, (plan, done) in enumerate(results, 1):
            self._take(plan, done, keys[plan.name], outcome)
            say("核对", n, len(todo))
        gone = [name for name in self.state.forget_others() if name not in keys]
        if gone:
            who = f"{'、'.join(gone[:3])}{f'等 {len(gone)} 份' if len(gone) > 3 else ''}"
            outcome.remarks.append(f"{who}这次没有，汇总不再列入；原来的结果文件夹没有动")
        return outcome

    def _stands(self, plan: Plan, key: str) -> bool:
        """The dossier has not changed and its files are as they were written."""
        output = self.settings.output
        if self.fresh or output is None or not self.state.stands(plan.name, key, output / plan.name):
            return False
        self.state.keep(plan.name)
        return True

    def _take(self, plan: Plan, done: Done, key: str, outcome: Outcome) -> None:
        for spool in _spools(plan):
            self.wanted[spool] -= 1
            if not self.wanted[spool]:
                Path(spool).unlink(missing_ok=True)
        for step, seconds in done.seconds.items():
            outcome.seconds[step] = outcome.seconds.get(step, 0.0) + seconds
        if done.trace:
            outcome.traces.append(done.trace)
        outcome.remarks += done.remarks
        if done.kept is None:
            outcome.failed.append((plan.folder or plan.files[0].name, done.error or ""))
            return
        outcome.done.add(plan.name)
        try:
            self.state.remember(done.kept, key, (self.settings.output or Path()) / plan.name, _inputs(plan))
        except OSError as error:
            outcome.failed.append((plan.unit, f"结果已写好，但没有记入汇总：{said(error)}"))


def _spools(plan: Plan) -> set[str]:
    """The files of the spool that a dossier is read from; several files of an archive share one, whosever they are."""
    return {f.spool for f in (*plan.files, *plan.previous) if f.spool}


def _together(files: list[Input]) -> list[tuple[Input, ...]]:
    """The files in groups for one worker each: the small ones of a top folder, a large or loose one alone."""
    groups: list[list[Input]] = []
    room, top = 0, None
    for f in files:
        size = f.size if f.changed else TOGETHER
        if f.top is None or f.top != top or size > room:
            groups.append([])
            room, top = TOGETHER, f.top
        groups[-1].append(f)
        room -= size
    return [tuple(g) for g in groups]


def _of(item: Input, seen: Seen) -> Seen:
    """With the texts that the run holds already: the copies that come from a worker or from the state were a third of
    what the parent keeps of a file."""
    return replace(
        seen,
        name=item.name,
        top=item.top and intern(item.top),
        home=item.home,
        below=item.below,
        spool=seen.spool and intern(seen.spool),
        unit=seen.unit and intern(seen.unit),
        date=seen.date and intern(seen.date),
    )
