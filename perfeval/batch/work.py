"""What a worker process does: read one file, or take one dossier through score, check and write.

Both are plain functions over small values, so that a process pool here or a cluster elsewhere can run them. What was
read is left on disk (a private folder of this run) and picked up again by whoever finishes the dossier: a workbook is
parsed once.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from perfeval.batch.discover import Input
from perfeval.batch.group import Plan, Seen
from perfeval.batch.laps import Laps
from perfeval.batch.names import alike, normal, without_place
from perfeval.batch.said import cause
from perfeval.frozen import changed
from perfeval.model import Dossier, Form, Source
from perfeval.write.brief import Kept

if TYPE_CHECKING:
    from perfeval.batch.compare.report import Compared
    from perfeval.model import Evaluation
    from perfeval.profile import Profile


@dataclass(frozen=True, slots=True)
class Settings:
    """What is the same for every file of a run. ``output`` None: check only, nothing is written."""

    folder: Path
    spool: Path
    output: Path | None = None
    profile: str = "mof"
    rules: Path | None = None
    template: Path | None = None
    final: bool = False
    feedback: bool = False
    report: Mapping[str, Any] = field(default_factory=dict)  # unfinished, exact_pages, charts, deadline, sender
    debug: bool = False
    limit: float = 1.0  # how many times as large as by default a package may unpack to
    via_libreoffice: bool = False  # annotate old formats in an .xlsx that LibreOffice makes of them
    units: Mapping[str, str] = field(default_factory=dict)  # folder, unit or code -> a profile of its own
    scoring: Mapping[str, Any] | None = None
    digest: str = ""  # of the profiles and all else but the input: another one where a file of theirs was edited

    def profile_of(self, *names: str | None) -> str:
        return next((self.units[n] for n in names if n and n in self.units), self.profile)


@dataclass(frozen=True, slots=True)
class Done:
    """A finished dossier: what is kept of it, or the reason why there is nothing."""

    kept: Kept | None = None
    error: str | None = None
    remarks: tuple[str, ...] = ()
    trace: str | None = field(default=None, repr=False)
    seconds: Mapping[str, float] = field(default_factory=dict)  # of each step, by its name


def hash_file(path: Path) -> str:
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


@contextmanager
def _collector_rests() -> Iterator[None]:
    """No garbage collection while a file or a dossier is at work.

    What is made then is nearly all in use until the end; walking over it again and again took a fifth of the time.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def prepare(settings: Settings) -> None:
    """Import and compile what every worker needs: processes that are forked afterwards have it at once."""
    from perfeval import profile
    from perfeval.batch import output
    from perfeval.check import catalogue
    from perfeval.check.named.find import find
    from perfeval.read import book, look, vocabulary, words
    from perfeval.read.tables import words as tables
    from perfeval.score import score
    from perfeval.write.annotated import annotate
    from perfeval.write.report import draft as report

    del output, book, score, annotate, report
    rules = profile.load(settings.profile, settings.folder)
    for rule in catalogue(rules):
        if rule.check:
            find(rule.check, rule.id)
    # some 400 patterns: 0.1 s in every worker otherwise
    vocabulary.words_of(rules)
    words.words_of(rules)
    tables.words_of(rules)
    look.labels_of(rules)


def read_file(item: Input, settings: Settings) -> Seen:
    """Read one file and leave its forms in the spool. Bad input is a reason, not an exception."""
    return read_files((item,), settings)[0]


@_collector_rests()
def read_files(items: Sequence[Input], settings: Settings) -> list[Seen]:
    """Several files of one dossier, as ``read_file``: what they hold lies in one file of the spool.

    A file of its own for each took a millisecond of the eight that reading takes.
    """
    with tempfile.NamedTemporaryFile(dir=settings.spool, delete=False) as spool:
        return [_read_into(spool, item, settings) for item in items]


def _read_into(spool: IO[bytes], item: Input, settings: Settings) -> Seen:
    from perfeval import profile, read

    seen = Seen(item.name, item.top, item.home, item.below)
    try:
        sha256 = hash_file(item.path)
    except OSError as error:
        return replace(seen, unread=f"文件打不开：{cause(error)}")
    rules = profile.load(settings.profile_of(item.top), settings.folder)
    result = read.read(item.path, rules, item.name)
    if result.source.ours and (cleaned := _cleaned(item.path, settings)):
        result = read.read(cleaned, rules, item.name)
        result.source.ours = True
    result.source.sha256 = sha256
    result.source.path = item.path
    at = spool.tell()
    pickle.dump((result.source, result.forms), spool, protocol=pickle.HIGHEST_PROTOCOL)
    look = result.look
    return replace(
        seen,
        sha256=sha256,
        spool=spool.name,
        at=at,
        unread=result.source.unread,
        unit=look.unit,
        code=look.code,
        year=look.year,
        date=look.date,
    )


def _cleaned(path: Path, settings: Settings) -> Path | None:
    """An annotated copy that came back, without what we had added to it; None where it cannot be had."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return None
    from perfeval.ooxml.package import PackageError
    from perfeval.write.clean import clean

    handle, name = tempfile.mkstemp(suffix=path.suffix.lower(), dir=settings.spool)
    os.close(handle)
    try:
        if clean(path, Path(name)):
            return Path(name)
    except (PackageError, zipfile.BadZipFile, KeyError, ValueError, OSError):
        pass  # it is read as it is
    os.unlink(name)
    return None


def _load(files: Iterable[Seen], settings: Settings) -> tuple[list[Source], list[Form]]:
    """What the files of a dossier hold: from the spool, or read now if they were not read in this run."""
    sources: list[Source] = []
    forms: list[Form] = []
    for seen in files:
        if seen.spool is None and seen.unread is None:
            seen = read_file(Input(seen.home, seen.name, seen.below), settings)
        if seen.spool is None:
            sources.append(Source(seen.name, seen.path, seen.sha256, seen.unread))
            continue
        with open(seen.spool, "rb") as f:
            f.seek(seen.at)
            source, of_file = pickle.load(f)
        sources.append(source)
        forms.extend(of_file)
    return sources, forms


def _latest(forms: list[Form], remarks: list[str]) -> list[Form]:
    """Of the same form handed in twice, the one filled in last counts; the other is named, never dropped in silence."""
    kept: dict[tuple[str, str], Form] = {}
    dropped: set[int] = set()
    for form in forms:
        if not form.indicators or not form.project:
            continue
        key = (form.kind, form.project)
        other = kept.setdefault(key, form)
        if other is form or other.file == form.file:
            continue
        older, newer = sorted((other, form), key=lambda f: f.date or "")
        if not older.date or older.date == newer.date:
            remarks.append(f"{other.file} 与 {form.file} 都是“{form.project}”的{form.kind}，两份都已核对，请只留一份")
            continue
        kept[key] = newer
        dropped.add(id(older))
        remarks.append(f"“{form.project}”报了两份{form.kind}，以填报日期晚的 {newer.file} 为准，{older.file} 未计入")
    return [f for f in forms if id(f) not in dropped]


def _shown(plan: Plan, sources: list[Source], forms: list[Form], remarks: list[str]) -> list[Form]:
    """Without the forms of hidden sheets that are last year's, or that a sheet which is shown has too."""
    hidden = {(s.file, sheet.name) for s in sources for sheet in s.sheets if sheet.hidden}
    if not hidden:
        return forms
    seen = {(f.kind, f.project) for f in forms if (f.file, f.sheet) not in hidden and f.indicators}
    kept = []
    for f in forms:
        old = f.year is not None and plan.year is not None and f.year < plan.year
        again = bool(f.indicators) and (f.kind, f.project) in seen
        if (f.file, f.sheet) in hidden and (old or again):
            why = f"是{f.year}年的" if old else "与没有隐藏的表是同一张"
            remarks.append(f"{f.file} 的隐藏工作表“{f.sheet}”里的{f.kind}{why}，没有核对；要核对的请取消隐藏")
        else:
            kept.append(f)
    return kept


def _namesakes(plan: Plan, forms: Iterable[Form]) -> list[str]:
    """Loose files of one name under several departments: 综合服务中心 of 农业农村局 and of 水利局 may be two units."""
    if plan.folder is not None or plan.code or not without_place(plan.unit):
        return []
    over: dict[str, str] = {}
    for form in forms:
        for f in form.fields:
            if f.name == "主管部门" and f.leaf.text.strip():
                name = normal(f.leaf.text)
                over.setdefault(next((n for n in over if alike(n, name)), name), form.file)
    if len(over) < 2:
        return []
    told = "、".join(f"{department}（{file}）" for department, file in over.items())
    return [
        f"{plan.unit}：散放的表里主管部门不止一个：{told}，合成一份核对；是同名的几个单位，请各放一个子文件夹再运行"
    ]


def dossier(plan: Plan, settings: Settings) -> Dossier:
    """The dossier of a plan, from what its files left in the spool."""
    sources, forms = _load(plan.files, settings)
    remarks = list(plan.remarks)
    forms = _shown(plan, sources, forms, remarks)
    remarks += _namesakes(plan, forms)
    forms = _latest(forms, remarks)
    for n, form in enumerate(forms, 1):
        form.id = f"{n}·{form.id}"
    previous = None
    if plan.previous:
        last_sources, last_forms = _load(plan.previous, settings)
        last = plan.year - 1 if plan.year else None
        previous = Dossier(plan.unit, last, "", settings.profile, sources=last_sources, forms=last_forms)
    return Dossier(
        plan.unit,
        plan.year,
        plan.name,
        settings.profile,
        plan.code,
        plan.folder,
        sources,
        forms,
        remarks,
        previous,
    )


def _reports(
    evaluation: Evaluation, rules: Profile, own: Sequence[Mapping[str, Any]], settings: Settings
) -> list[Compared]:
    """Written reports of the dossier, held against its workbooks; most dossiers have none."""
    if not any(s.report for s in evaluation.dossier.sources):
        return []
    from perfeval.batch.compare import beside as written

    return written.compared(evaluation, rules, own, settings.scoring)


@lru_cache(maxsize=8)
def _own_rules(path: Path, changed: int, profile: Profile) -> tuple[dict[str, Any], ...]:
    """The user's rules, read once a worker and profile; ``changed``: when the file was."""
    from perfeval.check import load_rules

    return tuple(load_rules(path, profile.rules, profile.forms))


@_collector_rests()
def finish(plan: Plan, settings: Settings) -> Done:
    """One dossier through score, check and write. OSError where its files cannot be written."""
    from perfeval import profile
    from perfeval.batch.output import write_outputs
    from perfeval.check import check
    from perfeval.model import Evaluation
    from perfeval.score import score
    from perfeval.write.brief import brief, kept

    laps = Laps()
    rules = profile.load(settings.profile_of(plan.folder, plan.files[0].top, plan.code, plan.unit), settings.folder)
    unit = dossier(plan, settings)
    doubts = [remark for remark in unit.remarks if remark not in plan.remarks]  # those are said by the parent
    unit.profile = rules.name
    laps("归类")
    score(unit, rules, settings.scoring)
    laps("计分")
    own = _own_rules(settings.rules, settings.rules.stat().st_mtime_ns, rules) if settings.rules else ()
    results, lines = check(unit, rules, own, settings.scoring)
    evaluation = Evaluation(unit, results, lines)
    laps("核对")
    reports = _reports(evaluation, rules, own, settings)
    laps("表文一致")
    if settings.output is None:
        for one in reports:
            one.add_to(evaluation)
        return Done(kept(brief(evaluation)), seconds=laps.seconds)
    written = write_outputs(evaluation, rules, settings, laps, reports)
    row = brief(evaluation, report=written.report, workbooks=written.workbooks, copies=written.copies)
    unclear = [s.file for s in unit.sources if s.not_understood]
    said = [f"{f}：没有认出是哪种表或没有认出指标，见汇总“单位一览”的说明" for f in unclear]
    return Done(
        kept(changed(row, remarks=(*row.remarks, *written.remarks))),
        remarks=(*doubts, *written.remarks, *said),
        seconds=laps.seconds,
    )
