"""汇总.xlsx: the batch on a few sheets. Every sheet is a table of columns over rows; XlsxWriter streams it to disk."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from perfeval.model import Severity
from perfeval.write.brief import Brief, Finding, Project

SIGNS: dict[Severity, str] = {"错误": "●错误", "警告": "▲警告", "提示": "○提示"}
COLOURS: dict[str, dict[str, Any]] = {
    "●错误": {"font_color": "#C00000", "bg_color": "#FDE9E7"},
    "▲警告": {"font_color": "#9C5700", "bg_color": "#FFF4CE"},
    "○提示": {"font_color": "#595959"},
}
Value = str | int | Decimal | None
EPOCH = datetime(2000, 1, 1)  # a fixed date: the same batch gives the same file


@dataclass(frozen=True)
class Link:
    """A cell that leads to a file beside 汇总.xlsx."""

    target: str
    text: str


@dataclass(frozen=True)
class Column:
    """``format``: text, wrap, number (0.00), count, percent or centre."""

    title: str
    width: float
    format: str
    value: Callable[[Any], Value | Link]


class Book:
    """The workbook being written, with its formats."""

    def __init__(self, path: str) -> None:
        self.book = xlsxwriter.Workbook(
            path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self.book.set_properties({"title": "绩效自评核对汇总", "created": EPOCH})
        self.head = self._format(bold=True, font_name="黑体", bg_color="#E7E6E6", align="center", border=1)
        self.title = self.book.add_format({"font_name": "黑体", "font_size": 16})
        self.small = self.book.add_format({"font_name": "宋体", "font_size": 9, "font_color": "#595959"})
        self.formats = {
            "text": self._format(),
            "wrap": self._format(text_wrap=True),
            "centre": self._format(align="center"),
            "number": self._format(num_format="0.00", align="right"),
            "count": self._format(num_format="0", align="right"),
            "percent": self._format(num_format="0.00%", align="right"),
            "link": self._format(font_color="#0563C1", underline=1),
        }

    def _format(self, **more: Any) -> Any:
        return self.book.add_format({"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1, **more})

    def table(
        self, name: str, caption: str, columns: Sequence[Column], rows: Iterable[Any], *, level: int | None = None
    ) -> None:
        """A sheet: title, caption, header (frozen, filtered, repeated in print), rows. ``level``: column of 级别."""
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(0.4, 0.4, 0.4, 0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页 共 &N 页")
        for i, c in enumerate(columns):
            sheet.set_column(i, i, c.width)
        sheet.write_string(0, 0, name, self.title)
        sheet.write_string(1, 0, caption, self.small)
        for i, c in enumerate(columns):
            sheet.write_string(2, i, c.title, self.head)
        sheet.freeze_panes(3, 0)
        sheet.repeat_rows(2)
        at = 3
        for row in rows:
            for i, c in enumerate(columns):
                self._write(sheet, at, i, c, row)
            at += 1
        if at == 3:
            sheet.write_string(3, 0, "（无）", self.formats["text"])
            at += 1
        sheet.autofilter(2, 0, at - 1, len(columns) - 1)
        if level is not None:
            for sign, look in COLOURS.items():
                rule = {"type": "cell", "criteria": "==", "value": f'"{sign}"', "format": self.book.add_format(look)}
                sheet.conditional_format(3, level, at - 1, level, rule)

    def _write(self, sheet: Any, at: int, i: int, column: Column, row: Any) -> None:
        value = column.value(row)
        shown = self.formats[column.format]
        if isinstance(value, Link):
            sheet.write_url(at, i, f"external:{value.target}", self.formats["link"], value.text[:255])
        elif isinstance(value, Decimal | int):
            sheet.write_number(at, i, float(value), shown)
        elif value is None or value == "":
            sheet.write_blank(at, i, None, shown)
        else:
            # always a string: a cell text that looks like a formula stays text
            sheet.write_string(at, i, str(value)[:32_000], shown)


def _folder(b: Brief) -> Link:
    return Link(f"{b.name}/", b.name)


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
    Column("差额", 12, "number", lambda r: r[2].difference),
    Column("怎么改", 36, "wrap", lambda r: r[2].hint),
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
    Column("通报用语", 70, "wrap", lambda r: r[6]),
)

RULES = (
    Column("规则", 10, "text", lambda r: r[0][0]),
    Column("名称", 50, "wrap", lambda r: r[0][1]),
    Column("通过", 8, "count", lambda r: r[1]["通过"]),
    Column("尾差", 8, "count", lambda r: r[1]["尾差"]),
    Column("不通过", 8, "count", lambda r: r[1]["不通过"]),
    Column("不适用", 8, "count", lambda r: r[1]["不适用"]),
)

UNREAD = (
    Column("文件", 60, "wrap", lambda r: r[0]),
    Column("原因和办法", 80, "wrap", lambda r: r[1]),
)


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


def _typical(briefs: Sequence[Brief]) -> list[tuple[Any, ...]]:
    units: dict[tuple[str, str, Severity], set[str]] = {}
    hits: Counter[tuple[str, str, Severity]] = Counter()
    for b in briefs:
        for f in b.findings:
            key = (f.rule, f.name, f.severity)
            units.setdefault(key, set()).add(b.name)
            hits[key] += 1
    order = sorted(units, key=lambda k: (-len(units[k]), k))
    return [
        (*k, len(units[k]), Decimal(len(units[k])) / len(briefs), hits[k], _sentence(k[1], len(units[k])))
        for k in order
    ]


def _sentence(name: str, units: int) -> str:
    return f"{units}个单位不符合“{name}”的要求。"


def _by_rule(briefs: Sequence[Brief]) -> list[tuple[tuple[str, str], Counter[Any]]]:
    sums: dict[tuple[str, str], Counter[Any]] = {}
    for b in briefs:
        for key, counts in b.rules.items():
            sums.setdefault(key, Counter()).update(counts)
    return sorted(sums.items())


def summary(briefs: Sequence[Brief], unread: Sequence[tuple[str, str]], target: Path, *, version: str) -> None:
    """Write 汇总.xlsx. ``unread``: file and reason, of the whole batch. Raises OSError if it cannot be written."""
    handle, name = tempfile.mkstemp(prefix="~", suffix=".tmp", dir=target.parent)
    os.close(handle)
    try:
        book = Book(name)
        said = f"{len(briefs)} 个单位　perfeval {version}"
        book.table("单位一览", said, UNITS, enumerate(briefs, 1))
        book.table(
            "项目一览",
            "每张自评表一行；差额为自评得分减建议得分",
            PROJECTS,
            [(b, p) for b in briefs for p in b.projects],
        )
        found = ((n, b, f) for n, (b, f) in enumerate(((b, f) for b in briefs for f in b.findings), 1))
        book.table("问题清单", "点文件名打开批注后的工作簿", FINDINGS, found, level=3)
        book.table("典型问题", "按涉及单位数排列", TYPICAL, _typical(briefs), level=1)
        book.table("规则执行情况", "每条规则核对了多少处；不适用是表中没有这一行或这一栏", RULES, _by_rule(briefs))
        book.table("未能读取的文件", "没有读到的文件不计入上面各表", UNREAD, unread)
        book.book.close()
        os.chmod(name, 0o644)
        os.replace(name, target)
    finally:
        Path(name).unlink(missing_ok=True)
