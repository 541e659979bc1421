"""What the batch keeps of a dossier once its files are written: the rows that 汇总.xlsx and the terminal show."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, field, fields
from decimal import Decimal
from pathlib import PurePath
from typing import Any, TypeVar, get_args

from perfeval.frozen import changed, frozen
from perfeval.model import Evaluation, Form, Fund, Leaf, Line, Measure, Severity, Status
from perfeval.write.annotated.replies import CHANGED, EXPLAINS, NOTED
from perfeval.write.findings import identity

LONG_TEXT = 40  # characters that two units do not write alike by chance
SELF_EVALUATIONS = ("部门整体支出绩效自评表", "项目支出绩效自评表", "转移支付绩效自评表")


R = TypeVar("R", "Project", "Finding", "Detail", "Progress")
RuleCounts = dict[tuple[str, str], Counter[Status]]  # (id, name) -> how often each outcome


@frozen
class Project:
    """One self-evaluation form (自评表) as a row of 项目一览. Amounts in the form's own unit."""

    project: str
    kind: str
    file: str
    sheet: str
    unit_of_amount: str | None
    budget: Decimal | None
    spent: Decimal | None
    rate: Decimal | None
    self_score: Decimal | None
    suggested: Decimal | None
    low: Decimal | None
    high: Decimal | None
    grade: str | None
    reviewed: Decimal | None


@frozen
class Detail:
    """One indicator or funds row as a row of 指标明细."""

    project: str
    level1: str
    level2: str
    level3: str
    target: str
    actual: str
    weight: Decimal | None
    self_score: Decimal | None
    suggested: Decimal | None
    verdict: str
    place: str


@frozen
class Finding:
    """One line of 问题清单. ``about``: rule, form and path that it speaks of, never an address or a file name.

    ``change``: 新增, 未改, 已说明 against the last version of the dossier; "" where there was none.
    """

    severity: Severity
    status: Status
    rule: str
    name: str
    subject: str
    file: str
    place: str
    message: str
    left: Decimal | None
    right: Decimal | None
    difference: Decimal | None
    hint: str
    basis: str
    reply: str
    about: str
    change: str
    cells: tuple[str, ...]

    @property
    def explained(self) -> bool:
        """已说明: a 警告 that stands as it is, with the reason, for the very figures that it answered.

        An 错误 is to be mended, whatever is said of it.
        """
        told = self.reply.startswith((f"{EXPLAINS}：", f"{NOTED}："))
        return self.severity != "错误" and told and not self.reply.endswith(f"（{CHANGED}）")


@frozen
class Progress:
    """整改情况: what became of the findings of the last version, and how many are new."""

    before: int
    mended: int
    explained: int
    left: int
    new: int

    def __add__(self, other: Progress) -> Progress:
        return Progress(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


def _graded(findings: Iterable[Finding]) -> Iterator[tuple[str, int] | None]:
    """What each is about, and its turn among such; None for a 提示, which need not be answered."""
    turns: Counter[str] = Counter()
    for f in findings:
        turns[f.about] += 1
        yield (f.about, turns[f.about]) if f.severity != "提示" else None


def compared(old: Brief, new: Brief) -> Brief:
    """The new version of a dossier with its ``progress`` since the old one, and each finding's ``change``."""
    before = {key for key in _graded(old.findings) if key}
    pairs = list(zip(_graded(new.findings), new.findings, strict=True))
    changes = [
        "" if key is None else "新增" if key not in before else "已说明" if f.explained else "未改" for key, f in pairs
    ]
    counts = Counter(changes)
    still = counts["已说明"] + counts["未改"]
    done = Progress(len(before), len(before) - still, counts["已说明"], counts["未改"], counts["新增"])
    findings = tuple(changed(f, change=change) for (_, f), change in zip(pairs, changes, strict=True))
    return changed(new, progress=done, findings=findings)


@frozen
class Brief:
    """One dossier in the batch summary. ``rules``: how often each rule passed, failed or did not apply."""

    unit: str
    code: str | None
    year: int | None
    name: str
    profile: str
    self_score: Decimal | None
    suggested: Decimal | None
    grade: str | None
    projects: tuple[Project, ...] = ()
    findings: tuple[Finding, ...] = ()
    details: tuple[Detail, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()  # long texts by their label, to find what units copied from each other
    unread: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()
    unrecognised: int = 0
    report: str | None = None
    workbooks: tuple[str, ...] = ()
    copies: tuple[tuple[str, str], ...] = ()  # each file, and the name of its annotated copy
    rules: RuleCounts = field(default_factory=dict)
    progress: Progress | None = None

    def count(self, severity: Severity) -> int:
        return sum(f.severity == severity for f in self.findings)


def _total_fund(form: Form) -> Fund | None:
    return next((f for f in form.funds if f.name == "总额"), form.funds[0] if form.funds else None)


def _project(form: Form) -> Project:
    fund = _total_fund(form)
    budget, spent = (_number(fund.budget), _number(fund.spent)) if fund else (None, None)
    totals = form.totals
    return Project(
        project=form.project or form.title or form.kind,
        kind=form.kind,
        file=form.file,
        sheet=form.sheet,
        unit_of_amount=form.unit_of_amount,
        budget=budget,
        spent=spent,
        rate=spent / budget if budget and spent is not None else None,
        self_score=_number(totals.self_score),
        suggested=totals.suggested,
        low=totals.low,
        high=totals.high,
        grade=totals.grade,
        reviewed=_number(totals.review_score),
    )


def _told_apart(files: Iterable[str]) -> dict[str, str]:
    """The names of files; of several that are called alike with the folder that they lie in."""
    paths = {file: PurePath(file) for file in files}
    names = Counter(path.name for path in paths.values())
    return {f: path.name if names[path.name] == 1 else "/".join(path.parts[-2:]) for f, path in paths.items()}


def _finding(line: Line) -> Finding:
    cells = line.cells
    told = _told_apart({c.file for c in cells})
    places = [str(c) if c.file == cells[0].file else f"[{told[c.file]}]{c}" for c in cells]  # as Excel has it
    if line.results and line.results[0].place:  # of a written report: the headings above
        places = list(dict.fromkeys(p.path for r in line.results for p in r.place))
    first = next((r.file for r in line.results if r.file), "")
    return Finding(
        severity=line.severity,
        status=line.status,
        rule=line.rule,
        name=line.name,
        subject=line.subject,
        file=cells[0].file if cells else first,
        place=places[0] if places else "",
        message=line.message,
        left=line.left,
        right=line.right,
        difference=line.difference,
        hint=line.hint,
        basis=line.basis,
        reply=next((r.reply for r in line.results if r.reply), ""),
        about=identity(line)[0],
        change="",
        cells=tuple(places),
    )


def _text(leaf: Leaf | Measure | None) -> str:
    return " ".join(leaf.text.split()) if leaf else ""


def _number(leaf: Leaf | None) -> Decimal | None:
    return leaf.number if leaf else None


def _details(form: Form) -> list[Detail]:
    name = form.project or form.title or form.kind
    rows = [
        Detail(
            name,
            "预算执行",
            "",
            _text(f.row),
            _text(f.budget),
            _text(f.spent),
            _number(f.weight),
            _number(f.self_score),
            f.score.suggested,
            f.score.verdict,
            str(f.row.cell),
        )
        for f in form.funds
        if f.score and f.score.suggested is not None
    ]
    for i in form.indicators:
        score = i.score
        rows.append(
            Detail(
                name,
                _text(i.level1),
                _text(i.level2),
                i.name,
                _text(i.target),
                _text(i.actual),
                _number(i.weight),
                _number(i.self_score),
                score.suggested if score else None,
                score.verdict if score else "",
                str(i.level3.cell),
            )
        )
    return rows


def _mean(values: Sequence[Decimal]) -> Decimal | None:
    return (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.01")) if values else None


def brief(
    evaluation: Evaluation,
    *,
    report: str | None = None,
    workbooks: Sequence[str] = (),
    copies: Sequence[tuple[str, str]] = (),
) -> Brief:
    """The dossier's own score is that of its 部门整体 form; of project forms alone, their mean.

    Both means are over the forms that print a total, if any does: else the difference would compare different forms.
    """
    d = evaluation.dossier
    projects = [_project(f) for f in d.forms if f.kind in SELF_EVALUATIONS]
    whole = [p for p in projects if p.kind == SELF_EVALUATIONS[0]] or projects
    whole = [p for p in whole if p.self_score is not None and p.suggested is not None] or whole
    rules: RuleCounts = {}
    for r in evaluation.results:
        rules.setdefault((r.rule, r.name), Counter())[r.status] += r.count
    return Brief(
        unit=d.unit,
        code=d.code,
        year=d.year,
        name=d.name,
        profile=d.profile,
        self_score=_mean([p.self_score for p in whole if p.self_score is not None]),
        suggested=_mean([p.suggested for p in whole if p.suggested is not None]),
        grade=whole[0].grade if len(whole) == 1 else None,
        projects=tuple(projects),
        findings=tuple(_finding(x) for x in evaluation.lines),
        details=tuple(row for f in d.forms if f.kind in SELF_EVALUATIONS for row in _details(f)),
        texts=tuple((x.label, x.leaf.text) for f in d.forms for x in f.fields if len(x.leaf.text) >= LONG_TEXT),
        unread=tuple((s.file, s.unread) for s in d.sources if s.unread),
        remarks=(*d.remarks, *(f"{_within(s.file)}：{r}" for s in d.sources for r in s.remarks)),
        unrecognised=sum(len(x.unrecognised) for s in d.sources for x in s.sheets),
        report=report,
        workbooks=tuple(workbooks),
        copies=tuple(copies),
        rules=rules,
    )


def _within(file: str) -> str:
    """The file as named within its dossier's folder."""
    return file.split("/", 1)[-1]


Record = Project | Finding | Detail | Progress
_FIGURES: dict[type[Record], frozenset[str]] = {
    kind: frozenset(f.name for f in fields(kind) if "Decimal" in str(f.type)) for kind in get_args(Record)
}


def _figure(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(type(value).__name__)


def _packed(records: Sequence[Record]) -> list[list[object]]:
    """Records as rows of their fields; what is a figure says the class, so that a row need not."""
    names = [f.name for f in fields(records[0])] if records else []
    return [[getattr(r, name) for name in names] for r in records]


def _unpacked(kind: type[R], rows: list[list[Any]]) -> tuple[R, ...]:
    names = [f.name for f in fields(kind)]
    figures = [i for i, name in enumerate(names) if name in _FIGURES[kind]]
    for row in rows:
        for i in figures:
            if row[i] is not None:
                row[i] = Decimal(row[i])
    return tuple(kind(*row) for row in rows)


def brief_to_json(b: Brief) -> tuple[str, str]:
    """What a run remembers of a dossier but for its ``rules``: its details and long texts apart, few need them."""
    data = {f.name: getattr(b, f.name) for f in fields(b)}
    data["projects"], data["findings"] = _packed(b.projects), _packed(b.findings)
    data["progress"] = _packed([b.progress]) if b.progress else None
    details = [_packed(b.details), b.texts]
    for name in ("rules", "details", "texts"):
        data.pop(name)
    head, rest = (json.dumps(x, ensure_ascii=False, default=_figure) for x in (data, details))
    return head, rest


@frozen
class Kept:
    """A dossier as the run remembers it, in texts: made by the worker, and never taken apart on their way.

    ``outputs``: the names of its files; ``head``, ``rest``: those of ``brief_to_json``; ``rules``: its RuleCounts.
    """

    name: str
    outputs: tuple[str, ...]
    head: str
    rest: str
    rules: str


def kept(b: Brief) -> Kept:
    outputs = (*b.workbooks, *([b.report] if b.report else ()), "result.json")
    rules = json.dumps([[*rule, counts] for rule, counts in b.rules.items()], ensure_ascii=False)
    return Kept(b.name, outputs, *brief_to_json(b), rules)


def brief_from_json(head: str, rest: str | None = None) -> Brief:
    """The other way; without ``rest`` a brief that has no details and no texts."""
    data = json.loads(head)
    data["projects"] = _unpacked(Project, data["projects"])
    for row in data["findings"]:
        row[-1] = tuple(row[-1])  # cells
    data["findings"] = _unpacked(Finding, data["findings"])
    data["progress"] = _unpacked(Progress, data["progress"])[0] if data["progress"] else None
    data["unread"] = tuple((name, reason) for name, reason in data["unread"])
    data["copies"] = tuple((file, copy) for file, copy in data["copies"])
    for name in ("remarks", "workbooks"):
        data[name] = tuple(data[name])
    for name in ("self_score", "suggested"):
        data[name] = None if data[name] is None else Decimal(data[name])
    if rest is not None:
        details, texts = json.loads(rest)
        data["details"] = _unpacked(Detail, details)
        data["texts"] = tuple((label, text) for label, text in texts)
    return Brief(**data)
