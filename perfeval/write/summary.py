"""汇总.xlsx: the batch for a bureau. The dossiers are read one after the other, twice: to count, and to write."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from perfeval.model import CheckResult, Severity
from perfeval.write.brief import Brief, Finding, Project, RuleCounts
from perfeval.write.sheets import SIGNS, Book, Column, Link, Value

Briefs = Callable[[], Iterable[Brief]]
BINS = ((Decimal(0), "60以下"), (Decimal(60), "60–70"), (Decimal(70), "70–80"), (Decimal(80), "80–90"),
        (Decimal(90), "90–95"), (Decimal(95), "95–100"), (Decimal(100), "100"))  # fmt: skip
SPOT_CHECKS = 30


@dataclass(frozen=True, slots=True)
class Expected:
    """A row of 应报清单.xlsx: who should have handed in what."""

    code: str
    unit: str
    department: str
    project_code: str
    project: str
    state: str = ""  # 已报, 未报, 重复, 读不了


@dataclass
class Totals:
    """What the first pass over the dossiers counts."""

    units: int = 0
    forms: int = 0
    scored: int = 0
    own: Counter[str] = field(default_factory=Counter)
    ours: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    hits: Counter[tuple[str, str, Severity]] = field(default_factory=Counter)
    of_units: Counter[tuple[str, str, Severity]] = field(default_factory=Counter)
    difference: Decimal = Decimal(0)

    def add(self, b: Brief) -> None:
        self.units += 1
        self.forms += len(b.projects)
        for p in b.projects:
            if p.self_score is not None:
                self.own[_bin(p.self_score)] += 1
            if p.suggested is not None:
                self.ours[_bin(p.suggested)] += 1
            if p.self_score is not None and p.suggested is not None:
                self.scored += 1
                self.difference += p.self_score - p.suggested
        for f in b.findings:
            self.levels[f.severity] += 1
            self.hits[f.rule, f.name, f.severity] += 1
        self.of_units.update({(f.rule, f.name, f.severity) for f in b.findings})


def _bin(score: Decimal) -> str:
    return next(name for low, name in reversed(BINS) if score >= low or low == 0)


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
    stem = f.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    copy = next((w for w in b.workbooks if w.startswith(stem)), None)
    return Link(f"{b.name}/{copy}", f.file) if copy else f.file


UNITS = (
    Column("序号", 6, "count", lambda r: r[0]),
    Column("单位代码", 10, "text", lambda r: r[1].code),
    Column("单位", 34, "wrap", lambda r: r[1].unit),
    Column("年度", 7, "centre", lambda r: r[1].year),
    Column("自评表", 7, "count", lambda r: len(r[1].projects)),
    Column("自评得分", 9, "number", lambda r: r[1].self_score),
    Column("建议得分", 9, "number", lambda r: r[1].suggested),
    Column("差额（自评−建议）", 11, "number", lambda r: _less(r[1].self_score, r[1].suggested)),
    Column("建议等级", 9, "centre", lambda r: r[1].grade),
    Column("错误", 6, "count", lambda r: r[1].count("错误")),
    Column("警告", 6, "count", lambda r: r[1].count("警告")),
    Column("提示", 6, "count", lambda r: r[1].count("提示")),
    Column("结果文件夹", 30, "text", lambda r: _folder(r[1])),
    Column("说明", 50, "wrap", lambda r: "；".join(r[1].remarks)),
)

PROJECTS = (
    Column("单位", 30, "wrap", lambda r: r[0].unit),
    Column("年度", 7, "centre", lambda r: r[0].year),
    Column("项目", 34, "wrap", lambda r: r[1].project),
    Column("表种", 22, "text", lambda r: r[1].kind),
    Column("金额单位", 8, "centre", lambda r: r[1].unit_of_amount),
    Column("全年预算数", 13, "number", lambda r: r[1].budget),
    Column("全年执行数", 13, "number", lambda r: r[1].spent),
    Column("执行率", 9, "percent", lambda r: r[1].rate),
    Column("自评得分", 9, "number", lambda r: r[1].self_score),
    Column("建议得分", 9, "number", lambda r: r[1].suggested),
    Column("可给区间", 13, "centre", lambda r: _interval(r[1])),
    Column("差额（自评−建议）", 11, "number", lambda r: _less(r[1].self_score, r[1].suggested)),
    Column("建议等级", 9, "centre", lambda r: r[1].grade),
    Column("复核得分", 9, "number", lambda r: r[1].reviewed),
    Column("文件", 34, "wrap", lambda r: f"{r[1].file}（{r[1].sheet}）"),
)

FINDINGS = (
    Column("序号", 6, "count", lambda r: r[0]),
    Column("单位", 26, "wrap", lambda r: r[1].unit),
    Column("年度", 7, "centre", lambda r: r[1].year),
    Column("级别", 9, "centre", lambda r: SIGNS[r[2].severity]),
    Column("状态", 8, "centre", lambda r: r[2].status),
    Column("文件", 26, "wrap", lambda r: _book(r[1], r[2])),
    Column("位置", 16, "text", lambda r: r[2].place),
    Column("项目/指标", 24, "wrap", lambda r: r[2].subject),
    Column("问题", 50, "wrap", lambda r: r[2].message),
    Column("填报数", 12, "number", lambda r: r[2].left),
    Column("应填数", 12, "number", lambda r: r[2].right),
    Column("差额（填报−应填）", 12, "number", lambda r: r[2].difference),
    Column("怎么改", 36, "wrap", lambda r: r[2].hint),
    Column("单位答复", 30, "wrap", lambda r: r[2].reply),
    Column("依据", 20, "wrap", lambda r: r[2].basis),
    Column("规则", 10, "text", lambda r: r[2].rule),
)

TYPICAL = (
    Column("规则", 10, "text", lambda r: r[0]),
    Column("级别", 9, "centre", lambda r: SIGNS[r[2]]),
    Column("名称", 44, "wrap", lambda r: r[1]),
    Column("涉及单位", 9, "count", lambda r: r[3]),
    Column("占比", 9, "percent", lambda r: r[4]),
    Column("条数", 8, "count", lambda r: r[5]),
    Column("通报用语", 70, "wrap", lambda r: f"{r[3]}个单位不符合“{r[1]}”的要求，占已报单位的{r[4]:.1%}。"),
)

SPREAD = (
    Column("单位", 34, "wrap", lambda r: r.unit),
    Column("错误", 7, "count", lambda r: r.count("错误")),
    Column("警告", 7, "count", lambda r: r.count("警告")),
    Column("提示", 7, "count", lambda r: r.count("提示")),
    Column("问题最多的规则", 60, "wrap", lambda r: _worst(r)),
)

SPOTS = (
    Column("单位", 30, "wrap", lambda r: r[1].unit),
    Column("年度", 7, "centre", lambda r: r[1].year),
    Column("项目", 36, "wrap", lambda r: r[2].project),
    Column("金额单位", 8, "centre", lambda r: r[2].unit_of_amount),
    Column("全年预算数", 13, "number", lambda r: r[2].budget),
    Column("自评得分", 9, "number", lambda r: r[2].self_score),
    Column("建议得分", 9, "number", lambda r: r[2].suggested),
    Column("建议抽查的理由", 60, "wrap", lambda r: "；".join(r[3])),
)

DETAILS = (
    Column("单位", 26, "wrap", lambda r: r[0].unit),
    Column("年度", 7, "centre", lambda r: r[0].year),
    Column("项目", 26, "wrap", lambda r: r[1].project),
    Column("一级指标", 14, "wrap", lambda r: r[1].level1),
    Column("二级指标", 14, "wrap", lambda r: r[1].level2),
    Column("三级指标", 30, "wrap", lambda r: r[1].level3),
    Column("目标值", 16, "wrap", lambda r: r[1].target),
    Column("完成值", 16, "wrap", lambda r: r[1].actual),
    Column("分值", 8, "number", lambda r: r[1].weight),
    Column("自评得分", 8, "number", lambda r: r[1].self_score),
    Column("建议得分", 8, "number", lambda r: r[1].suggested),
    Column("结论", 8, "centre", lambda r: r[1].verdict),
    Column("位置", 14, "text", lambda r: r[1].place),
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
    Column("单位", 34, "wrap", lambda r: r.unit),
    Column("年度", 7, "centre", lambda r: r.year),
    Column("上次问题", 9, "count", lambda r: r.progress.before),
    Column("已改", 9, "count", lambda r: r.progress.mended),
    Column("已说明", 9, "count", lambda r: r.progress.explained),
    Column("未改", 9, "count", lambda r: r.progress.left),
    Column("新增", 9, "count", lambda r: r.progress.new),
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

REPORTED = (
    Column("主管部门", 26, "wrap", lambda r: r.department),
    Column("单位代码", 12, "text", lambda r: r.code),
    Column("单位名称", 34, "wrap", lambda r: r.unit),
    Column("项目代码", 14, "text", lambda r: r.project_code),
    Column("项目名称", 36, "wrap", lambda r: r.project),
    Column("报送情况", 12, "centre", lambda r: r.state),
)


def _worst(b: Brief) -> str:
    return "；".join(f"{name}（{n}）" for name, n in Counter(f.name for f in b.findings).most_common(3))


@dataclass
class Spots:
    """Forms worth a look: a large difference, full marks, large money, errors. The most reasons first."""

    best: list[tuple[int, Brief, Project, list[str]]] = field(default_factory=list)

    def add(self, b: Brief) -> None:
        for p in b.projects:
            reasons = []
            gap = _less(p.self_score, p.suggested)
            if gap is not None and gap >= 5:
                reasons.append(f"自评比建议高{gap}分")
            if p.self_score is not None and p.self_score >= 100:
                reasons.append("自评满分")
            if p.budget is not None and p.unit_of_amount in ("万元", None) and p.budget >= 1000:
                reasons.append(f"预算{p.budget}万元")
            errors = sum(f.severity == "错误" and f.file == p.file for f in b.findings)
            if errors:
                reasons.append(f"有{errors}条错误")
            if len(reasons) > 1 or (gap is not None and gap >= 5):
                weight = int(gap or 0) + 3 * len(reasons) + errors
                if len(self.best) < SPOT_CHECKS or weight > self.best[-1][0]:
                    self.best = sorted([*self.best, (weight, b, p, reasons)], key=lambda r: -r[0])[:SPOT_CHECKS]


def _typical(t: Totals) -> list[tuple[Any, ...]]:
    order = sorted(t.of_units, key=lambda k: (-t.of_units[k], k))
    return [(*k, t.of_units[k], Decimal(t.of_units[k]) / max(t.units, 1), t.hits[k]) for k in order]


def _overview(book: Book, t: Totals, unread: int, said: str) -> None:
    """概况: the counts, and three charts drawn by Excel from them."""
    sheet = book.sheet("概况", said)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 11)
    mean = (t.difference / t.scored).quantize(Decimal("0.01")) if t.scored else None
    counts: list[tuple[str, Value]] = [
        ("单位（个）", t.units),
        ("自评表（张）", t.forms),
        ("未能读取的文件（个）", unread),
        *((f"{SIGNS[level]}（条）", t.levels[level]) for level in SIGNS),
        ("自评得分比建议得分平均高（分）", mean),
    ]
    at = 3
    for name, value in counts:
        book.write(sheet, at, 0, name, "text")
        book.write(sheet, at, 1, value, "number" if isinstance(value, Decimal) else "count")
        at += 1
    at += 1
    first = _rows(book, sheet, at, ("得分分布", "自评", "建议"), [(n, t.own[n], t.ours[n]) for _, n in BINS])
    top = sorted(t.of_units, key=lambda k: (-t.of_units[k], k))[:10]
    second = _rows(book, sheet, first[1] + 2, ("涉及单位最多的规则", "单位"), [(k[1][:30], t.of_units[k]) for k in top])
    chart = book.book.add_chart({"type": "column"})
    for column, colour in ((1, "#A6A6A6"), (2, "#107C41")):
        chart.add_series({
            "name": ["概况", first[0] - 1, column],
            "categories": ["概况", first[0], 0, first[1], 0],
            "values": ["概况", first[0], column, first[1], column],
            "fill": {"color": colour},
        })  # fmt: skip
    chart.set_title({"name": "自评得分与建议得分的分布（张）", "name_font": {"name": "黑体", "size": 11}})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"num_format": "0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    sheet.insert_chart("E4", chart, {"description": "自评得分与建议得分各分数段的自评表张数"})
    if top:
        bars = book.book.add_chart({"type": "bar"})
        bars.add_series({
            "name": "涉及单位",
            "categories": ["概况", second[0], 0, second[1], 0],
            "values": ["概况", second[0], 1, second[1], 1],
            "fill": {"color": "#C00000"},
        })  # fmt: skip
        bars.set_title({"name": "涉及单位最多的问题", "name_font": {"name": "黑体", "size": 11}})
        bars.set_legend({"none": True})
        bars.set_y_axis({"reverse": True})
        bars.set_x_axis({"num_format": "0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
        sheet.insert_chart("E20", bars, {"description": "涉及单位最多的十条规则", "x_scale": 1.3, "y_scale": 1.2})


def _rows(book: Book, sheet: Any, at: int, head: Sequence[str], rows: Sequence[Sequence[Value]]) -> tuple[int, int]:
    for i, title in enumerate(head):
        sheet.write_string(at, i, title, book.head)
    for n, row in enumerate(rows, 1):
        for i, value in enumerate(row):
            book.write(sheet, at + n, i, value, "text" if i == 0 else "count")
    return at + 1, at + len(rows)


def summary(
    briefs: Briefs,
    unread: Sequence[tuple[str, str]],
    rules: RuleCounts,
    target: Path,
    *,
    version: str,
    expected: Sequence[Expected] = (),
    across: Sequence[CheckResult] = (),
) -> None:
    """Write 汇总.xlsx. ``unread``: file and reason; ``rules``: outcomes of the whole batch. OSError if it cannot."""
    totals, spots, progress = Totals(), Spots(), False
    for b in briefs():
        totals.add(b)
        spots.add(b)
        progress = progress or b.progress is not None
    handle, name = tempfile.mkstemp(prefix="~", suffix=".tmp", dir=target.parent)
    os.close(handle)
    try:
        book = Book(name, "绩效自评核对汇总")
        _overview(book, totals, len(unread), f"perfeval {version}")
        if expected:
            book.table("报送情况", "对照 应报清单.xlsx", REPORTED, expected)
        units = book.begin("单位一览", "点文件夹名打开结果", UNITS)
        projects = book.begin("项目一览", "每张自评表一行；差额为自评得分减建议得分", PROJECTS)
        findings = book.begin("问题清单", "点文件名打开批注后的工作簿", FINDINGS, level=3)
        if across:
            book.table(
                "批次问题", "各单位之间：重复报送、一个单位几个代码、文字雷同、应报未报", ACROSS, across, level=0
            )
        book.table("典型问题", "按涉及单位数排列", TYPICAL, _typical(totals), level=1)
        spread = book.begin("单位问题分布", "每个单位一行", SPREAD)
        book.table("抽查建议", "差额大、满分、金额大或有错误的自评表，理由多的在前", SPOTS, spots.best)
        changes = book.begin("整改情况", "与上一次核对相比，只计错误和警告", PROGRESS) if progress else None
        details = book.begin("指标明细", "每个指标一行", DETAILS)
        numbers = count(1)
        for n, b in enumerate(briefs(), 1):
            units.add((n, b))
            spread.add(b)
            for p in b.projects:
                projects.add((b, p))
            for f in b.findings:
                findings.add((next(numbers), b, f))
            if changes is not None and b.progress:
                changes.add(b)
            for d in b.details:
                details.add((b, d))
        for table in (units, projects, findings, spread, changes, details):
            if table is not None:
                table.end()
        said = "每条规则核对了多少处；不适用是表中没有这一行或这一栏"
        book.table("规则执行情况", said, RULES, sorted(rules.items()))
        book.table("未能读取的文件", "没有读到的文件不计入上面各表", UNREAD, unread)
        book.book.close()
        os.chmod(name, 0o644)
        os.replace(name, target)
    finally:
        Path(name).unlink(missing_ok=True)
