"""A self-evaluation report that a person wrote in Word, as forms: what it says of staff, money, targets and results.

Tables are read as those of a workbook. Of the text: the fields that report_text.toml knows, the sections, the targets
of 一（三）, the results of part 二. A cell of the text is 正文!A12: paragraph 12; ``places`` says under which heading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache, reduce
from itertools import takewhile
from pathlib import Path
from typing import Any

from perfeval.address import position
from perfeval.model import Cell, Field, Form, Indicator, Leaf, Place, Source
from perfeval.ooxml.package import PackageError
from perfeval.ooxml.word_tables import WordTable
from perfeval.profile import Profile, merge, toml_files
from perfeval.read import in_word
from perfeval.read.document import grid_of
from perfeval.read.grid import Grid
from perfeval.read.leaf import leaf
from perfeval.read.measure import direct, measure
from perfeval.read.report_passages import ITEM, Document, Passage, heading_name, read_passages
from perfeval.read.sheet import read_sheet
from perfeval.read.workbook import open_workbook

TEXT = "正文"
_FIGURES = re.compile(r"[\d.,%％/／—-]+")
COVER, NAME, TARGET, ACTUAL, SCORE, TOLD = "A", "B", "C", "D", "E", "F"  # columns, so that no two values share a cell


@dataclass(slots=True)
class ReportText:
    """A report as read: its paragraphs, its tables, and the forms made of both."""

    source: Source
    passages: list[Passage] = field(default_factory=list)
    contents: list[Passage] = field(default_factory=list)  # 目录, without the page numbers
    grids: list[Grid] = field(default_factory=list)
    tops: list[int] = field(default_factory=list)  # the row of each grid where the table itself begins
    forms: list[Form] = field(default_factory=list)

    def place(self, cell: Cell) -> str:
        """Where a person finds it: the headings above the paragraph, or the table with its row and column."""
        if cell.sheet == TEXT:
            number = row_of(cell)
            if any(p.number == number for p in self.contents):
                return "目录"
            return next((self._named(p) for p in self.passages if p.number == number and p.table is None), "")
        number = self.table(cell)
        found = next((p.place for p in self.passages if p.table == number), "")
        names = [f"“{one}”{what}" for one, what in zip(self._labels(cell), ("行", "栏"), strict=True) if one]
        return " ".join(x for x in (found, f"第{number}张表", "".join(names)) if x)

    def whereabouts(self, cell: Cell) -> Place:
        """The place as result.json has it."""
        if cell.sheet == TEXT:
            return Place(self.place(cell), cell.shown, paragraph=row_of(cell))
        row, column = self.position(cell)
        return Place(self.place(cell), cell.shown, table=self.table(cell), row=row, column=column)

    def table(self, cell: Cell) -> int:
        """The number of the table that a cell stands in, 0 for the text."""
        return 0 if cell.sheet == TEXT else int(re.sub(r"\D", "", cell.sheet) or 0)

    def position(self, cell: Cell) -> tuple[int, int]:
        """Row and column of a cell within its table, from 1."""
        number = self.table(cell)
        top = self.tops[number - 1] if 0 < number <= len(self.tops) else 1
        row, column = position(cell.ref)
        return row - top + 1, column

    def _named(self, passage: Passage) -> str:
        first = next((p.number for p in self.passages if p.level), 0)
        cover = not passage.path and passage.number < first and len(passage.text) < 60
        return "封面" if cover else passage.place

    def _labels(self, cell: Cell) -> tuple[str, str]:
        """What stands at the head of a cell's row and of its column."""
        grid = self.grids[self.table(cell) - 1] if 0 < self.table(cell) <= len(self.grids) else None
        if grid is None:
            return "", ""
        row, column = position(cell.ref)
        top = row - self.position(cell)[0] + 1
        texts = {k: _flat(c.shown) for k, c in sorted(grid.cells.items()) if k[0] >= top}
        heads = [r for r in range(row - 1, top - 1, -1) if _head([t for k, t in texts.items() if k[0] == r])]
        head = next((texts[r, column] for r in heads if (r, column) in texts), "")
        named = next((k[1] for k, t in texts.items() if k[0] in heads and "三级指标" in t and k[1] < column), 0)
        beside = [t for k, t in texts.items() if k[0] == row and k[1] < column and not _FIGURES.fullmatch(t)]
        return (texts.get((row, named)) or (beside[0] if beside else ""))[:24], head[:24]


def _head(texts: list[str]) -> bool:
    """A row of heads: texts, and no figure but a year."""
    return bool(texts) and not any(re.search(r"\d", re.sub(r"20\d\d年?|\d{1,2}月|\d[.、]", "", t)) for t in texts)


def row_of(cell: Cell) -> int:
    """The number of its paragraph, or its row in the grid of a table."""
    return position(cell.ref)[0]


@lru_cache(maxsize=8)
def words_of(profile: Profile) -> dict[str, Any]:
    """report_text.toml of the profile and its bases: tables merge, an heir's lists come before those of the base."""
    found: dict[str, Any] = {"fields": [], "cover": [], "results": {}, "title": "(?!)"}
    return reduce(merge, toml_files(profile.folders, "report_text.toml"), found)


def read_report(path: Path, profile: Profile, name: str) -> ReportText:
    """The report as forms; ``source.unread`` says why where it cannot be read. Never raises on bad input."""
    try:
        document = read_passages(path)
    except (PackageError, OSError, ValueError) as error:
        unread = in_word(open_workbook(path, name).unread or str(error))
        return ReportText(Source(file=name, path=path, unread=unread))
    return report_of(document, path, profile, name)


def report_of(document: Document, path: Path, profile: Profile, name: str) -> ReportText:
    """The forms of a document that is read already."""
    passages, tables = document.passages, document.tables
    report = ReportText(Source(file=name, path=path), passages, document.contents)
    words = words_of(profile)
    report.grids = [_trimmed(t, name) for t in tables]
    report.tops = [t.first for t in tables]
    for grid in report.grids:
        found = [f for f in read_sheet(grid, profile).forms if f.rows or f.indicators or f.funds]
        for form in found:
            form.id = f"{grid.sheet}#{len(report.forms)}"
            report.forms.append(form)
    report.forms += [f for f in (_basics(report, words), _material(report)) if f.fields]
    targets, results = _targets(report, words, profile), _results(report, words, profile)
    _told_targets(results, targets)
    annexes = [f for f in report.forms if f.kind.endswith("自评表") and f.indicators]
    if annexes:
        results.indicators = []  # the annex is the form itself; its words in the text are not a second one
        named = [_name(i) for f in annexes for i in f.indicators]
        same = [i for i in targets.indicators if any(_name(i) in n or n in _name(i) for n in named if n)]
        targets.indicators = [] if len(same) * 2 >= len(targets.indicators) else targets.indicators
        funds = {_flat(x.row.text) for f in annexes for x in f.funds}
        report.forms = [f for f in report.forms if f.kind != "其他表" or {_flat(r.label.text) for r in f.rows} - funds]
    report.forms += [f for f in (targets, results) if f.indicators]
    year = next((int(m[1]) for p in passages if (m := re.search(r"(20\d\d)年度", p.text))), None)
    unit = next((f.leaf.text for form in report.forms for f in form.fields if f.name == "单位名称"), None)
    unit = unit or _titled(passages, words["title"])
    for form in report.forms:
        form.year, form.unit = form.year or year, form.unit or unit
    return report


def _titled(passages: list[Passage], pattern: str) -> str | None:
    """The unit that the title names."""
    for passage in passages[:12]:
        if found := re.match(pattern, re.sub(r"\s+", "", passage.text)):
            return found[1]
    return None


def _trimmed(table: WordTable, file: str) -> Grid:
    """Of the text around a table only the heading and the caption above it: the rest is not part of it."""
    kept = {
        k: v
        for k, v in table.texts.items()
        if table.first <= k[0] <= table.last or (table.first - 2 <= k[0] < table.first and _caption(v))
    }
    return grid_of(replace(table, texts=kept), file)


def _caption(text: str) -> bool:
    return len(text) <= 60 and not text.rstrip().endswith(("。", "；", "】", "："))


def cell_of(report: ReportText, passage: Passage, text: str, column: str = COVER) -> Cell:
    return Cell(report.source.file, TEXT, f"{column}{passage.number}", raw=text, shown=text)


def _form(report: ReportText, kind: str) -> Form:
    last = report.passages[-1].number if report.passages else 1
    return Form(f"{TEXT}#{kind}", kind, report.source.file, TEXT, f"A1:F{last}", title=kind)


def _kind(report: ReportText) -> str:
    """What the report is about, by its first words."""
    head = "".join(p.text for p in report.passages[:6])
    kinds = {"整体支出": "部门整体支出绩效自评表", "转移支付": "转移支付绩效自评表"}
    return next((kind for word, kind in kinds.items() if word in head), "项目支出绩效自评表")


# ---------------------------------------------------------------- fields and sections


def _basics(report: ReportText, words: dict[str, Any]) -> Form:
    form = _form(report, "基本信息")
    named = {"项目单位": "单位名称"}
    for passage in report.passages:
        label, _, value = passage.text.replace(":", "：", 1).partition("：")
        label = re.sub(r"[（(].*[)）]", "", label)
        if not passage.path and value and any(label in c["labels"] for c in words["cover"]):
            form.fields.append(Field(label, named.get(label, label), leaf(cell_of(report, passage, value.strip()))))
    seen: set[str] = set()
    for passage in report.passages:
        flat = re.sub(r"\s+", "", passage.text)
        for entry in words["fields"]:
            found = re.search(entry["pattern"], flat)
            if found and entry["name"] not in seen:
                seen.add(entry["name"])
                form.fields.append(Field(entry["name"], entry["name"], leaf(cell_of(report, passage, found[1]))))
    return form


def _material(report: ReportText) -> Form:
    """Every plain paragraph under the nearest heading that is not an item's; before the first one it is 导语."""
    form = _form(report, "文字材料")
    for passage in report.passages:
        heads = [h for h in passage.path if not ITEM.match(h)]
        if passage.level == 0 and (heads or len(passage.text) > 60):
            name = heading_name(heads[-1]) if heads else "导语"
            form.fields.append(Field(name, name, leaf(cell_of(report, passage, passage.text, TOLD))))
    return form


# ---------------------------------------------------------------- targets and results


def _targets(report: ReportText, words: dict[str, Any], profile: Profile) -> Form:
    """回收闲置土地≥77亩，回收闲置土地程序合规: name and value of every clause of the targets' section."""
    form = _form(report, "绩效目标表")
    form.columns, form.complete = frozenset({"一级指标", "三级指标", "目标"}), False  # prose: no dimensions, no points
    for passage, after in zip(report.passages, [*report.passages[1:], None], strict=True):
        if len(passage.path) < 2 or not re.search(words["results"]["target_part"], passage.path[1]):
            continue
        if passage.level in (1, 2, 3) or not ITEM.match(passage.text):
            continue
        if passage.level and after is not None and not after.level and not ITEM.match(after.text):
            continue  # （1）总体目标 with a text below: a heading, no target
        form.title = heading_name(passage.path[1])
        group = leaf(cell_of(report, passage, heading_name(passage.path[2]))) if len(passage.path) > 2 else None
        text = re.sub(r"\s+", "", ITEM.sub("", passage.text)).rstrip("。.")
        for clause in re.split(r"[，；;](?![^“”]*”)", text):
            found = re.search(words["results"]["value"] + "$", clause)
            value = found[1] if found else ""
            name = re.sub(r"^.{2,8}指标[：:]", "", clause[: len(clause) - len(value)] or clause)
            indicator = Indicator(leaf(cell_of(report, passage, name, NAME)), level1=group)
            place = cell_of(report, passage, value, TARGET)
            indicator.target = measure(place, name=name, profile=profile, role="target")
            form.indicators.append(indicator)
    return form


def _results(report: ReportText, words: dict[str, Any], profile: Profile) -> Form:
    """The indicators of the part on results: a heading with its paragraph, or one sentence for both."""
    form = _form(report, _kind(report))
    form.columns = frozenset({"一级指标", "二级指标", "三级指标", "目标", "完成", "得分", "偏差原因", "完成情况说明"})
    inside = [p for p in report.passages if p.path and re.search(words["results"]["part"], p.path[0])]
    for n, passage in enumerate(inside):
        plain = takewhile(lambda p: p.level == 0 and p.table is None and not ITEM.match(p.text), inside[n + 1 :])
        told = list(plain) if passage.level in (3, 4) else []
        single = passage.level == 3 and told and "指标" not in passage.text
        if single or passage.level == 4 or (passage.level == 0 and ITEM.match(passage.text)):
            form.indicators.append(_result(report, passage, told, words["results"], profile))
    weights = [i.weight.number for i in form.indicators if i.weight is not None and i.weight.number is not None]
    form.complete = not weights or sum(weights) >= 100  # the points of the funds row stand elsewhere in the text
    basics = next((f for f in report.forms if f.kind == "基本信息"), None)
    if basics is not None:
        form.totals.self_score = basics.field_named("自评得分")
        form.totals.self_grade = basics.field_named("评价等级")
    return form


def _result(
    report: ReportText, passage: Passage, told: list[Passage], words: dict[str, Any], profile: Profile
) -> Indicator:
    name = ITEM.sub("", heading_name(passage.text)) if passage.level else ITEM.sub("", passage.text).rstrip("。.")
    text = "".join(p.text for p in told) or name
    where = told[-1] if told else passage
    flat = re.sub(r"\s+", "", text)

    def found(pattern: str, source: str = flat) -> str:
        match = re.search(words[pattern], source)
        return next((g for g in match.groups() if g), "") if match else ""

    actual = found("actual") or _actual(re.split(words["score"], flat)[0], name, words["value"])
    if not told:
        name = re.split(r"[：:，。]", name)[0]
        name = name[: name.rfind(actual)] if actual and name.endswith(actual) else name
    groups = [h for h in passage.path[2:3] if passage.level != 3]
    level2 = _leaf(report, where, re.sub(r"完成情况$", "", heading_name(groups[0])), COVER) if groups else None
    indicator = Indicator(_leaf(report, passage, name, NAME), level2=level2)
    target, result = (cell_of(report, where, t, c) for t, c in ((found("target"), TARGET), (actual, ACTUAL)))
    indicator.target = measure(target, name=name, profile=profile, role="target")
    indicator.actual = measure(result, name=name, profile=profile, role="actual")
    if indicator.target is not None:
        indicator.target = direct(indicator.target, name, level2.text if level2 else "", "", profile)
    indicator.self_score = _leaf(report, where, found("score"), SCORE)
    indicator.reason = _leaf(report, where, found("reason"), TOLD)
    if weight := found("weight"):
        indicator.weight = _leaf(report, where, weight, SCORE)
    indicator.other.append(("完成情况说明", _leaf(report, where, text, TOLD)))
    return indicator


def _actual(text: str, name: str, value: str) -> str:
    """The result that a paragraph tells: the last figure of the clause that shares most with the indicator's name."""
    best, found = -1, ""
    for clause in re.split(r"[，；。]", text):
        figures = re.findall(value, clause)
        shared = sum(name[k : k + 2] in clause for k in range(len(name) - 1))
        if figures and shared >= best:
            best, found = shared, figures[-1]
    return found


def _told_targets(results: Form, targets: Form) -> None:
    """A result whose paragraph states no target has the one that part one states for an indicator of its name."""
    known = {i.level3.text: i.target for i in targets.indicators}
    for indicator in results.indicators:
        stated = known.get(indicator.level3.text)
        if stated is not None and (indicator.target is None or indicator.target.blank):
            indicator.target = stated


def _name(indicator: Indicator) -> str:
    """数量指标：培训人数 -> 培训人数."""
    return re.split("[：:]", re.sub(r"^指标\d*[：:]?", "", _flat(indicator.level3.text)))[-1]


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _leaf(report: ReportText, passage: Passage, text: str, column: str) -> Leaf:
    return leaf(cell_of(report, passage, text, column))
