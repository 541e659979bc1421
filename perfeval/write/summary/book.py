"""汇总.xlsx: the batch for a bureau. The dossiers are read one after the other, twice: to count, and to write."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from pathlib import Path

from perfeval.frozen import changed
from perfeval.model import CheckResult
from perfeval.ooxml.package import Package, PackageError
from perfeval.write.appearance import SIGNS
from perfeval.write.brief import Brief, Finding, Progress, Project, RuleCounts
from perfeval.write.parquet import Frame
from perfeval.write.sheets import COLOURS, EPOCH, FIRST_ROW, Book, Column, Link, Value
from perfeval.write.summary.counts import LARGE_GAP, LARGE_MONEY, SPOT_CHECKS, Totals, typical
from perfeval.write.summary.overview import Overview
from perfeval.write.summary.reported import Expected, reported
from perfeval.write.summary.spread import Spread

Briefs = Callable[[], Iterable[Brief]]
LONG_SHEETS = ("单位一览", "项目一览", "问题清单", "指标明细")
PARQUET = "汇总_{}.parquet"
EARLIER = "上年的，供比较：不计入概况、名次和其他各表"


def _folder(b: Brief) -> Link:
    return Link(f"{b.name}/", b.name)


def _less(a: Decimal | None, b: Decimal | None) -> Decimal | None:
    return None if a is None or b is None else a - b


def _interval(p: Project) -> str | None:
    if p.low is None or p.high is None:
        return None
    return f"{p.low}" if p.low == p.high else f"{p.low}–{p.high}"


def _book(b: Brief, f: Finding) -> Value | Link:
    """The annotated copy that holds the finding, to click on."""
    name = f.file.rsplit("/", 1)[-1]
    copy = dict(b.copies).get(f.file)
    return Link(f"{b.name}/{copy}", name) if copy else name


UNITS = (
    Column("序号", 6, "count", lambda r: r[0]),
    Column("单位代码", 11, "text", lambda r: r[1].code),
    Column("单位", 28, "wrap", lambda r: r[1].unit),
    Column("年度", 7, "centre", lambda r: r[1].year),
    Column("自评表", 7, "count", lambda r: len(r[1].projects)),
    Column("自评得分", 8, "number", lambda r: r[1].self_score),
    Column("建议得分", 8, "number", lambda r: r[1].suggested),
    Column("差额", 8, "number", lambda r: _less(r[1].self_score, r[1].suggested)),
    Column("建议等级", 7, "centre", lambda r: r[1].grade),
    Column("名次", 6, "count", lambda r: r[2]),
    Column("错误", 6, "count", lambda r: r[1].count("错误")),
    Column("警告", 6, "count", lambda r: r[1].count("警告")),
    Column("提示", 6, "count", lambda r: r[1].count("提示")),
    Column("结果文件夹", 28, "wrap", lambda r: _folder(r[1])),
    Column("说明", 46, "wrap", lambda r: "；".join(r[1].remarks)),
)

PROJECTS = (
    Column("单位", 22, "wrap", lambda r: r[0].unit),
    Column("年度", 7, "centre", lambda r: r[0].year),
    Column("项目", 32, "wrap", lambda r: r[1].project),
    Column("表种", 14, "wrap", lambda r: r[1].kind),
    Column("金额单位", 6, "centre", lambda r: r[1].unit_of_amount),
    Column("全年预算数", 12, "number", lambda r: r[1].budget),
    Column("全年执行数", 12, "number", lambda r: r[1].spent),
    Column("执行率", 9, "percent", lambda r: r[1].rate),
    Column("自评得分", 8, "number", lambda r: r[1].self_score),
    Column("建议得分", 8, "number", lambda r: r[1].suggested),
    Column("可给区间", 12, "centre", lambda r: _interval(r[1])),
    Column("差额", 8, "number", lambda r: _less(r[1].self_score, r[1].suggested)),
    Column("建议等级", 7, "centre", lambda r: r[1].grade),
    Column("复核得分", 8, "number", lambda r: r[1].reviewed),
    Column("文件", 34, "wrap", lambda r: f"{r[1].file}（{r[1].sheet}）"),
)
# 自评得分, 建议得分 and the first row, for the chart of 概况
_TITLES = [c.title for c in PROJECTS]
SCORES = _TITLES.index("自评得分"), _TITLES.index("建议得分"), FIRST_ROW

FINDINGS = (
    Column("序号", 6, "count", lambda r: r[0]),
    Column("单位", 18, "wrap", lambda r: r[1].unit),
    Column("级别", 9, "centre", lambda r: SIGNS[r[2].severity]),
    Column("项目/指标", 20, "wrap", lambda r: r[2].subject),
    Column("问题", 42, "wrap", lambda r: r[2].message),
    Column("填报数", 10, "number", lambda r: r[2].left),
    Column("应填数", 10, "number", lambda r: r[2].right),
    Column("差额", 9, "number", lambda r: r[2].difference),
    Column("怎么改", 28, "wrap", lambda r: r[2].hint),
    Column("单位答复", 16, "wrap", lambda r: r[2].reply),
    Column("整改", 7, "centre", lambda r: r[2].change),
    Column("文件", 22, "wrap", lambda r: _book(r[1], r[2])),
    Column("位置", 13, "wrap", lambda r: r[2].place),
    # for filters, not printed
    Column("规则", 10, "text", lambda r: r[2].rule),
    Column("依据", 20, "wrap", lambda r: r[2].basis),
    Column("状态", 8, "centre", lambda r: r[2].status),
    Column("年度", 7, "centre", lambda r: r[1].year),
)
PRINTED = 13

TYPICAL = (
    Column("规则", 9, "text", lambda r: r.rule),
    Column("级别", 9, "centre", lambda r: SIGNS[r.severity]),
    Column("名称", 32, "wrap", lambda r: r.name),
    Column("涉及单位", 8, "count", lambda r: r.units),
    Column("占比", 8, "share", lambda r: r.share),
    Column("条数", 7, "count", lambda r: r.findings),
    Column("通报用语", 90, "wrap", lambda r: r.sentence),
)

SPOTS = (
    Column("序号", 6, "count", lambda r: r[0]),
    Column("单位", 26, "wrap", lambda r: r[1].unit),
    Column("年度", 7, "centre", lambda r: r[1].year),
    Column("项目", 36, "wrap", lambda r: r[1].project.project),
    Column("金额单位", 6, "centre", lambda r: r[1].project.unit_of_amount),
    Column("全年预算数", 12, "number", lambda r: r[1].project.budget),
    Column("自评得分", 8, "number", lambda r: r[1].project.self_score),
    Column("建议得分", 8, "number", lambda r: r[1].project.suggested),
    Column("建议抽查的理由", 44, "wrap", lambda r: "；".join(r[1].reasons)),
    Column("抽查结果", 24, "wrap", lambda r: None),
)

DETAILS = (
    Column("单位", 20, "wrap", lambda r: r[0].unit),
    Column("年度", 7, "centre", lambda r: r[0].year),
    Column("项目", 24, "wrap", lambda r: r[1].project),
    Column("一级指标", 12, "wrap", lambda r: r[1].level1),
    Column("二级指标", 12, "wrap", lambda r: r[1].level2),
    Column("三级指标", 28, "wrap", lambda r: r[1].level3),
    Column("目标值", 16, "wrap", lambda r: r[1].target),
    Column("完成值", 16, "wrap", lambda r: r[1].actual),
    Column("分值", 8, "number", lambda r: r[1].weight),
    Column("自评得分", 8, "number", lambda r: r[1].self_score),
    Column("建议得分", 8, "number", lambda r: r[1].suggested),
    Column("结论", 8, "centre", lambda r: r[1].verdict),
    Column("位置", 14, "wrap", lambda r: r[1].place),
)

RULES = (
    Column("规则", 10, "text", lambda r: r[0][0]),
    Column("名称", 50, "wrap", lambda r: r[0][1]),
    Column("通过", 8, "count", lambda r: r[1]["通过"]),
    Column("尾差", 8, "count", lambda r: r[1]["尾差"]),
    Column("不通过", 8, "count", lambda r: r[1]["不通过"]),
    Column("不适用", 8, "count", lambda r: r[1]["不适用"]),
)

PROGRESS = (
    Column("单位", 34, "wrap", lambda r: r.name),
    Column("年度", 7, "centre", lambda r: r.year),
    Column("上次问题", 9, "count", lambda r: r.progress.before),
    Column("已改", 9, "count", lambda r: r.progress.mended),
    Column("已说明", 9, "count", lambda r: r.progress.explained),
    Column("未改", 9, "count", lambda r: r.progress.left),
    Column("整改率", 9, "share", lambda r: r.share),
    Column("新增", 9, "count", lambda r: r.progress.new),
    Column("还没有改的", 80, "wrap", lambda r: r.left),
)

ACROSS = (
    Column("级别", 9, "centre", lambda r: SIGNS[r.severity]),
    Column("单位", 34, "wrap", lambda r: r.instance),
    Column("问题", 80, "wrap", lambda r: r.message),
    Column("文件", 34, "wrap", lambda r: r.file),
    Column("怎么改", 40, "wrap", lambda r: r.hint),
    Column("依据", 20, "wrap", lambda r: r.basis),
    Column("规则", 10, "text", lambda r: r.rule),
)

UNREAD = (
    Column("文件", 60, "wrap", lambda r: r[0]),
    Column("原因和办法", 80, "wrap", lambda r: r[1]),
)


@dataclass(frozen=True, slots=True)
class _Mended:
    """A row of 整改情况."""

    name: str
    year: int | None
    progress: Progress
    left: str = ""

    @property
    def share(self) -> Decimal | None:
        p = self.progress
        return Decimal(p.mended + p.explained) / p.before if p.before else None


def _mended(b: Brief) -> _Mended | None:
    if b.progress is None:
        return None
    left = Counter(f.name for f in b.findings if f.change == "未改")
    return _Mended(
        b.unit, b.year, b.progress, "；".join(f"{x}{f'（{n}处）' if n > 1 else ''}" for x, n in left.items())
    )


def summary(
    briefs: Briefs,
    unread: Sequence[tuple[str, str]],
    rules: RuleCounts,
    target: Path,
    *,
    version: str,
    expected: Sequence[Expected] = (),
    across: Sequence[CheckResult] = (),
    beside: Path | None = None,
    earlier: frozenset[str] = frozenset(),
) -> None:
    """Write 汇总.xlsx. ``unread``: file and reason; ``rules``: outcomes of the whole batch. OSError if it cannot.

    ``earlier``: names of last year's dossiers: on 单位一览 only, for they are no part of what came this year.
    ``beside``: the folder for the long sheets as Parquet files; None: none are made, and older ones are taken away.
    """
    totals = Totals()
    for b in briefs():
        if b.name not in earlier:
            totals.add(b)
    handle, name = tempfile.mkstemp(prefix="~", suffix=".tmp", dir=target.parent)
    os.close(handle)
    frames: list[Frame] = []
    rows = tempfile.TemporaryDirectory(prefix="perfeval-", ignore_cleanup_errors=True)
    try:
        book = Book(name, "预算绩效自评核对汇总", rows.name)
        Overview(book, totals, len(unread), expected, version).write(SCORES)
        if expected:
            reported(book, expected)
        _by_dossier(book, briefs, totals, across, beside, frames, earlier)
        said = "每条规则核对了多少处；不适用是表中没有这一行或这一栏"
        book.table("规则执行情况", said, RULES, sorted(rules.items()))
        book.table("未能读取的文件", "没有读到的文件不计入上面各表", UNREAD, unread)
        book.close()
        os.chmod(name, 0o644)
        os.replace(name, target)
        for frame in frames:
            frame.close()
        if beside is None:
            for sheet in LONG_SHEETS:
                (target.parent / PARQUET.format(sheet)).unlink(missing_ok=True)
    finally:
        rows.cleanup()
        Path(name).unlink(missing_ok=True)
        for frame in frames:
            frame.drop()


def untouched(path: Path) -> bool:
    """Whether nobody has saved this 汇总 since we wrote it: every office program notes the time when it does."""
    try:
        with Package(path) as package:
            part = package.related("", "core-properties")
            saved = package.xml(part).findtext("{*}modified") if part else None
    except PackageError:
        return False
    return saved == f"{EPOCH:%Y-%m-%dT%H:%M:%SZ}"


def _by_dossier(
    book: Book,
    briefs: Briefs,
    totals: Totals,
    across: Sequence[CheckResult],
    beside: Path | None,
    frames: list[Frame],
    earlier: frozenset[str],
) -> None:
    """The sheets whose rows come from the dossiers, in one pass over them; the Parquet files, still open, go to
    ``frames``, so that they are taken away whatever happens."""
    ranks = totals.ranks()
    said = "点文件夹名打开结果；差额＝自评−建议；名次按建议得分，没有自评总分的不排"
    units = book.begin("单位一览", said, UNITS)
    said = "每张自评表一行；差额＝自评−建议；可给区间是按表内数据和计分办法可以给的分"
    projects = book.begin("项目一览", said, PROJECTS)
    said = "点文件名打开批注后的工作簿；差额＝填报−应填；整改是与上一次核对相比"
    findings = book.begin("问题清单", said, FINDINGS, looks=(2, COLOURS), printed=PRINTED)
    if across:
        said = "各单位之间：重复报送、一个单位几个代码、文字雷同、应报未报"
        book.table("批次问题", said, ACROSS, across, looks=(0, COLOURS))
    said = "错误和警告在前，各按涉及单位数排列；通报用语可直接引用"
    book.table("典型问题", said, TYPICAL, typical(totals), looks=(1, COLOURS))
    spread = Spread(book, totals)
    said = (
        f"自评比建议高{LARGE_GAP}分以上，或满分、预算{LARGE_MONEY}万元以上、有错误占其二的自评表，理由多的在前；"
        f"最多{SPOT_CHECKS}张"
    )
    book.table("抽查建议", said, SPOTS, enumerate(totals.spots, 1))
    said = "与上一次核对相比，只计错误和警告；整改率＝（已改＋已说明）÷上次问题；逐条见“问题清单”的“整改”一栏"
    changes = book.begin("整改情况", said, PROGRESS) if totals.progress else None
    details = book.begin("指标明细", "每个指标一行", DETAILS)
    if beside is not None:
        for sheet, table in zip(LONG_SHEETS, (units, projects, findings, details), strict=True):
            frames.append(Frame(beside / PARQUET.format(sheet), table.columns))
            table.also = frames[-1].add
    numbers = count(1)
    for n, b in enumerate(briefs(), 1):
        if b.name in earlier:
            units.add((n, changed(b, remarks=(EARLIER, *b.remarks)), None))
            continue
        units.add((n, b, ranks.get(b.name)))
        spread.add(b)
        for p in b.projects:
            projects.add((b, p))
        for f in b.findings:
            findings.add((next(numbers), b, f))
        if changes is not None and (mended := _mended(b)):
            changes.add(mended)
        for d in b.details:
            details.add((b, d))
    for table in (units, projects, findings, spread.table, details):
        table.end()
    if changes is not None and totals.progress:
        changes.end(_Mended("合计", None, totals.progress))
