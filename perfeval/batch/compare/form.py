"""表文-02 …: what is wrong with a written report as a document: contents, headings, annex, boxes, slips of typing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from perfeval.batch.compare.rules import finding, of_text
from perfeval.model import Cell, CheckResult, Form
from perfeval.ooxml.numerals import counted
from perfeval.read.report_passages import heading_name
from perfeval.read.report_text import TEXT, ReportText

NEAR = 0.8  # of a heading and its entry in the contents
_NUMERALS = {counted(n): n for n in range(1, 100)}
_NUMBERED = re.compile(r"^[（(]?([一二三四五六七八九十]{1,3}|\d{1,2}(?=\s*[.．、]))[)）、.．\s]")
_BOX = re.compile(r"[☐☑☒□■√✓✔]")


def faults(report: ReportText, words: Mapping[str, Any], forms: Iterable[Form] = ()) -> Iterator[CheckResult]:
    """All of them, in the order of the report. ``words``: report_text.toml; ``forms``: of the workbooks and annexes."""
    form = words.get("form", {})
    yield from _boxes(report, words.get("choices", {}))
    yield from _contents(report)
    yield from _headings(report)
    yield from _numbers(report)
    yield from _date(report, words.get("cover", []), form.get("unfilled", "(?!)"))
    yield from _expected(report, form.get("expect", []), list(forms))
    yield from _slips(report, form.get("slips", []))
    yield from _needs(report, form.get("needs", []))
    yield from _styled(report)
    yield from _attachment(report, form.get("attachment"))


def _boxes(report: ReportText, choices: Mapping[str, list[str]]) -> Iterator[CheckResult]:
    for passage in (p for p in report.passages if not p.path):
        label = re.split(r"[：:]", passage.text)[0].strip()
        options = choices.get(label, [])
        named = [o for o in options if o in passage.text]
        if len(named) > 1 and not _BOX.search(passage.text):
            say = f"{label}的{len(named)}个选项都列着，看不出选了哪一个"
            yield of_text(report, passage, "表文-02", say)


def _plain(text: str) -> str:
    return re.sub(r"[\s.…]+", "", heading_name(text.strip(" .…")))


def _contents(report: ReportText) -> Iterator[CheckResult]:
    """目录: each entry is a heading of the text, word for word."""
    headings = {_plain(p.text): p for p in report.passages if p.level}
    body = {re.sub(r"\s+", "", p.text) for p in report.passages if not p.level}
    first = {re.sub(r"\s+", "", p.text) for p in report.passages[:12]}
    for entry in report.contents:
        flat = re.sub(r"\s+", "", entry.text)
        if _plain(entry.text) in headings or not flat:
            continue
        near = max(headings, key=lambda h: SequenceMatcher(None, h, _plain(entry.text)).ratio(), default="")
        if flat in body and flat not in first and flat.endswith(("。", "；")):
            say = f"目录里混入了正文：“{entry.text[:24]}”"
            yield of_text(report, entry, "表文-03", say)
        elif near and SequenceMatcher(None, near, _plain(entry.text)).ratio() >= NEAR:
            say = f"目录写“{_plain(entry.text)}”，正文标题是“{near}”"
            yield of_text(report, entry, "表文-04", say)


def _headings(report: ReportText) -> Iterator[CheckResult]:
    """（一） and (一) side by side; a heading with nothing under it."""
    seconds = [p for p in report.passages if p.level == 2]
    wide = [p for p in seconds if p.text.startswith("（")]
    if wide and len(wide) < len(seconds):
        few = wide if len(wide) * 2 <= len(seconds) else [p for p in seconds if p not in wide]
        say = f"二级标题的括号有全角也有半角：“{few[0].text[:12]}”等{len(few)}处与其余不同"
        yield of_text(report, few[0], "表文-05", say)
    for passage, after in zip(report.passages, [*report.passages[1:], None], strict=True):
        if passage.level in (1, 2) and after is not None and 0 < after.level <= passage.level:
            say = f"标题“{passage.text[:20]}”下面没有内容"
            yield of_text(report, passage, "表文-06", say)


def _numbers(report: ReportText) -> Iterator[CheckResult]:
    """一、 二、 四、: a number left out or used twice among the headings of one level; 一 begins a new list."""
    before: dict[int, int] = {}
    for passage in report.passages:
        found = _NUMBERED.match(passage.text) if passage.level in (1, 2, 3) else None
        if found is None:
            continue
        number = int(found[1]) if found[1].isdecimal() else _NUMERALS.get(found[1], 0)  # 二一 follows upon nothing
        last = before.get(passage.level)
        if last is not None and number not in (last + 1, 1):
            say = f"标题编号不连续：“{passage.text[:16]}”前面的同级标题是第{last}个"
            yield of_text(report, passage, "表文-10", say)
        before = {k: v for k, v in before.items() if k < passage.level} | {passage.level: number}


def _date(report: ReportText, covers: list[dict[str, Any]], unfilled: str) -> Iterator[CheckResult]:
    """A cover with its labels, and no date below them, nor the place for one (``unfilled``)."""
    cover = [p for p in report.passages if not p.path and p.table is None]
    labels = {label for entry in covers for label in entry.get("labels", [])}
    last = next((p for p in reversed(cover) if any(p.text.startswith(label) for label in labels)), None)
    if last is None or any(
        re.search(rf"20\d\d年\d{{1,2}}月|{unfilled}", p.text) for p in cover if p.number > last.number
    ):
        return
    yield of_text(report, last, "表文-11", "封面没有写报告日期")


def _expected(report: ReportText, expect: list[dict[str, Any]], forms: list[Form]) -> Iterator[CheckResult]:
    """A heading that promises 可持续影响 has a word of it below, or an indicator that the forms list under it."""
    for level, found in groupby(report.passages, key=lambda p: p.path[:2]):
        passages = list(found)
        head = next((p for p in passages if p.level == 2), None)
        if head is None or len(level) < 2:
            continue
        text = "".join(p.text for p in passages if p is not head)
        for entry in expect:
            words = [*entry["words"], *_listed(forms, entry["heading"])]
            if entry["heading"] in head.text and not any(w in text for w in words):
                say = f"标题写有“{entry['heading']}”，下面没有写到"
                yield of_text(report, head, "表文-07", say)


def _listed(forms: list[Form], heading: str) -> Iterator[str]:
    """The names of the indicators of 可持续影响: 培训机制."""
    for i in (i for form in forms for i in form.indicators):
        if any(level is not None and heading in level.text for level in (i.level1, i.level2)) and len(i.name) > 1:
            yield i.name


def _slips(report: ReportText, slips: list[dict[str, str]]) -> Iterator[CheckResult]:
    """In the text and in the tables, as typed."""
    texts = [(p.raw or p.text, Cell(report.source.file, TEXT, f"A{p.number}")) for p in report.passages]
    for grid, top in zip(report.grids, report.tops, strict=True):
        texts += [(c.shown, c) for at, c in sorted(grid.cells.items()) if at[0] >= top]
    for text, cell in texts:
        for slip in slips:
            if found := re.search(slip["pattern"], text):
                around = text[max(0, found.start() - 8) : found.end() + 4].strip()
                here = replace(cell, raw=text, shown=around)
                say = f"{slip['say']}：“{around}”"
                yield finding("表文-08", cell.ref, say, (here,), cell.sheet, subject=around)


def _needs(report: ReportText, needs: list[dict[str, str]]) -> Iterator[CheckResult]:
    """What is written asks for something else that nobody wrote: a 决算数 without the 预算数 to hold it against."""
    whole = "。".join([*(re.sub(r"\s+", "", p.text) for p in report.passages), *_table_rows(report)])
    for need in needs:
        for passage in report.passages:
            found = re.search(need["said"], re.sub(r"\s+", "", passage.text))
            if found and not re.search(need["needs"], whole):
                yield of_text(report, passage, "表文-15", need["say"], found[0], need["hint"])
                break


def _table_rows(report: ReportText) -> Iterator[str]:
    """Each row of the tables as a sentence: its label, and the heads of the columns."""
    for grid, top in zip(report.grids, report.tops, strict=True):
        heads = "".join(re.sub(r"\s+", "", c.shown) for at, c in sorted(grid.cells.items()) if at[0] == top)
        for row in grid.rows():
            label = next((c.shown for at, c in sorted(grid.cells.items()) if at[0] == row), "")
            yield re.sub(r"\s+", "", label) + heads


def _styled(report: ReportText) -> Iterator[CheckResult]:
    """A sentence of the text in the style of a heading: it gets into the contents when they are updated."""
    listed = {re.sub(r"\s+", "", p.text) for p in report.contents}
    for passage in report.passages:
        sentence = passage.text.endswith(("。", "；")) and len(passage.text) > 12
        if passage.outline and not passage.level and sentence and re.sub(r"\s+", "", passage.text) not in listed:
            say = f"正文套了标题样式：“{passage.text[:24]}”，更新目录时会混进目录"
            yield of_text(report, passage, "表文-16", say)


def _attachment(report: ReportText, pattern: str | None) -> Iterator[CheckResult]:
    """附件：…自评表 is a table, not a title alone."""
    titles = [p for p in report.passages if pattern and p.table is None and re.match(pattern, p.text)]
    if titles and not any(p.table is not None for p in report.passages[report.passages.index(titles[-1]) :]):
        say = "附件只有标题，没有自评表"
        yield of_text(report, titles[-1], "表文-09", say)
