"""Figures of a written report that the workbooks state otherwise, by what stands before them (表文-01c … 表文-01g).

A report that people wrote has its own sentences; what stays are the names. 公用经费支出193.42万元 must be one of the
figures of the row 公用经费, 办结率98% the target or the result of that indicator, 执行率83.93% a quotient of some row.
Tables of the report are held against the tables of the same kind. What is only near a name is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from perfeval.batch.compare.rules import finding
from perfeval.model import AMOUNT_UNITS, Cell, CheckResult, Evaluation, Form, Indicator, Leaf, Measure
from perfeval.read.report_passages import Passage
from perfeval.read.report_text import TEXT, ReportText, row_of

NUMBER = r"(?<![\d.])(\d+(?:,\d{3})*(?:\.\d+)?)"
AMOUNT = NUMBER + r"(万元|亿元|元)"
LONG_NAME = 4  # characters of an indicator's name that no sentence has by chance
WORDS = 24  # characters quoted before a figure
WHOLE = Decimal(1)
STOPS = ",，。；;、）)"


@dataclass(frozen=True, slots=True)
class Known:
    """A figure of the workbooks: ``exact`` in 元, percent or as it stands, and how many decimals it is good for."""

    exact: Decimal
    leaf: Leaf

    def said(self, number: str, scale: Decimal) -> bool:
        """Is ``number``, in units of ``scale``, this figure, rounded to its own decimals?"""
        value = Decimal(number.replace(",", ""))
        places = len(number.partition(".")[2])
        half = Decimal(5).scaleb(-places - 1) * scale
        return abs(self.exact - value * scale) <= half or self.exact == value * scale


@dataclass
class Labels:
    """What the workbooks say, by name: amounts of rows, fields, rates, indicators."""

    words: Mapping[str, Any]
    amounts: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    columns: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    rates: list[Known] = field(default_factory=list)
    indicators: list[tuple[str, Indicator]] = field(default_factory=list)

    @classmethod
    def of(cls, evaluation: Evaluation, words: Mapping[str, Any]) -> Labels:
        found = cls(words)
        for form in evaluation.dossier.forms:
            found._rows(form)
            found.indicators += [(_name(i.level3.text), i) for i in form.indicators if i.parent is None]
        for rate in evaluation.dossier.rates:
            found.rates.append(Known(rate.exact, rate.operands[0][1]))
        return found

    @cached_property
    def named(self) -> list[tuple[str, str, list[Known]]]:
        """Names of rows, the longest first, then of columns: what a sentence puts before an amount."""
        found = []
        for name in sorted(self.amounts, key=len, reverse=True):
            if len(name) >= 2 and name not in self.words["too_common"] and self.amounts[name]:
                alone = "(?<![一-鿿])" if len(name) < LONG_NAME else ""  # 收入 within 财政拨款收入 is another row
                found.append((name, alone + re.escape(name), self.amounts[name]))
        return found + [
            (n, c["says"], self.columns[n]) for n, c in self.words["columns"].items() if self.columns.get(n)
        ]

    def _rows(self, form: Form) -> None:
        for row in form.rows:
            known = []
            for cell in row.cells:
                leaf = cell.leaf
                if leaf.number is None or leaf.unit == "%" or leaf.percent_format or "率" in cell.name:
                    if leaf.number is not None and (leaf.unit == "%" or leaf.percent_format):
                        self.rates.append(Known((leaf.ratio or Decimal(0)) * 100, leaf))
                    elif leaf.number is not None and "率" in cell.name:  # 0.98 or 98
                        self.rates += [Known(leaf.number, leaf), Known(leaf.number * 100, leaf)]
                    continue
                if cell.name in self.words["not_amounts"]:
                    continue
                scale = _scale(leaf.unit or form.unit_of_amount or "万元")
                known.append(Known(leaf.number * scale, leaf))
                for name, columns in self.words["columns"].items():
                    if re.search(columns["of"], cell.name):
                        self.columns[name].append(known[-1])
            for name in {row.name, _flat(re.sub(self.words["row_number"], "", row.path[-1] if row.path else ""))}:
                self.amounts[_flat(name)] += known
            self.rates += [
                Known(a.exact / b.exact * 100, a.leaf) for a in known for b in known if a is not b and b.exact
            ]


def labelled(report: ReportText, evaluation: Evaluation, words: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``words``: the part [labels] of report_text.toml."""
    labels = Labels.of(evaluation, words)
    for passage in report.passages:
        if passage.table is None and passage.text:
            text = _flat(passage.text)
            yield from _amounts(report, passage, text, labels)
            yield from _rates(report, passage, text, labels)
            yield from _indicators(report, passage, text, labels)


# ---------------------------------------------------------------- amounts and rates


def _amounts(report: ReportText, passage: Passage, text: str, labels: Labels) -> Iterator[CheckResult]:
    taken: set[int] = set()
    for name, pattern, known in labels.named:
        for found in re.finditer(rf"(?:{pattern})(?:{labels.words['between']})*{AMOUNT}", text):
            if found.start(1) in taken:
                continue
            taken.add(found.start(1))
            scale = AMOUNT_UNITS[found[2]]
            if not any(k.said(found[1], scale) for k in known):
                near = min(known, key=lambda k: abs(k.exact - Decimal(found[1].replace(",", "")) * scale))
                said = f"工作簿“{name}”各栏没有这个数，最近的是{near.leaf.text.strip()}（{near.leaf.cell}）"
                yield _result("表文-01c", report, passage, found, said, near.leaf.cell)
            elif change := re.compile(labels.words["change"] + AMOUNT).match(text, found.end()):
                yield from _change(report, passage, change, name, known)


def _change(
    report: ReportText, passage: Passage, found: re.Match[str], name: str, known: list[Known]
) -> Iterator[CheckResult]:
    """…，比上年增加75.11万元: the difference of two figures of the row."""
    pairs = [(abs(a.exact - b.exact), b.leaf) for a in known for b in known if a is not b]
    if pairs and not any(Known(d, leaf).said(found[1], AMOUNT_UNITS[found[2]]) for d, leaf in pairs):
        said = f"工作簿“{name}”各栏相减都不是这个数（{known[0].leaf.cell}）"
        yield _result("表文-01c", report, passage, found, said, known[0].leaf.cell)


def _rates(report: ReportText, passage: Passage, text: str, labels: Labels) -> Iterator[CheckResult]:
    for found in re.finditer(labels.words["rate"] + NUMBER + "%", text):
        if labels.rates and not any(k.said(found[1], WHOLE) for k in labels.rates):
            near = min(labels.rates, key=lambda k: abs(k.exact - Decimal(found[1])))
            said = f"工作簿各行都算不出这个比率，最近的是{near.exact:.2f}%（{near.leaf.cell}）"
            yield _result("表文-01d", report, passage, found, said, near.leaf.cell)


# ---------------------------------------------------------------- indicators


def _indicators(report: ReportText, passage: Passage, text: str, labels: Labels) -> Iterator[CheckResult]:
    """The figures behind an indicator's name, up to the next name or the end of the paragraph."""
    marks = []
    for name, indicator in labels.indicators:
        if len(name) >= LONG_NAME:
            marks += [(m.start(), m.end(), indicator) for m in re.finditer(re.escape(name), text)]
    above = _name(passage.path[-1]) if passage.path and not passage.level else ""
    if not marks and len(above) >= LONG_NAME:
        marks = [(0, 0, i) for name, i in labels.indicators if name == above]
    marks = _apart(marks)
    for n, (_, start, indicator) in enumerate(marks):
        end = marks[n + 1][0] if n + 1 < len(marks) else len(text)
        yield from _of_indicator(report, passage, text[:end], start, indicator, labels)


def _apart(marks: list[tuple[int, int, Indicator]]) -> list[tuple[int, int, Indicator]]:
    """In their order; of names within one another the longest, and none where two indicators have one name."""
    kept: list[tuple[int, int, Indicator]] = []
    for mark in sorted(marks, key=lambda m: (m[0], -m[1])):
        if not kept or mark[0] >= kept[-1][1]:
            kept.append(mark)
    return [m for m in kept if sum(o[:2] == m[:2] for o in marks) == 1]


def _of_indicator(
    report: ReportText, passage: Passage, text: str, start: int, i: Indicator, labels: Labels
) -> Iterator[CheckResult]:
    cues: Mapping[str, str] = labels.words["cues"]
    told: dict[str, Leaf | Measure | None] = {
        "target": i.target, "actual": i.actual, "score": i.self_score, "weight": i.weight,
    }  # fmt: skip
    for what, value in told.items():
        number = value.number if value is not None else None
        if number is None or value is None:
            continue
        for found in re.compile(cues[what] + NUMBER + r"(%|万|亿)?").finditer(text, start):
            if what == "actual" and _other_unit(value, found[2], text[found.end() :]):
                continue
            if Decimal(found[1].replace(",", "")) not in (number, _written(value)):
                cell = value.cell
                said = f"工作簿“{_name(i.level3.text)}”的{labels.words['what'][what]}是{value.text.strip()}（{cell}）"
                yield _result("表文-01e", report, passage, found, said, cell)
            break
    yield from _right_behind(report, passage, text, start, i, labels)


def _right_behind(
    report: ReportText, passage: Passage, text: str, start: int, i: Indicator, labels: Labels
) -> Iterator[CheckResult]:
    """整治自然村庄202个: the figure that follows the name at once is the target or the result."""
    known = [m for m in (i.actual, i.target) if m is not None and m.number is not None]
    found = re.compile(labels.words["behind"] + NUMBER + r"(%|万|亿)?").match(text, start) if known else None
    if found is None or any(_other_unit(m, found[2], text[found.end() :]) for m in known):
        return
    if Decimal(found[1].replace(",", "")) not in {x for m in known for x in (m.number, _written(m))}:
        said = f"工作簿“{_name(i.level3.text)}”为{known[0].text.strip()}（{known[0].cell}）"
        yield _result("表文-01e", report, passage, found, said, known[0].cell)


def _written(value: Leaf | Measure) -> Decimal | None:
    """The figure as the cell has it, before 万 or % was taken into account."""
    found = re.search(NUMBER, _flat(value.text))
    return Decimal(found[1].replace(",", "")) if found else None


def _other_unit(value: Leaf | Measure, mark: str | None, after: str) -> bool:
    """A figure of another kind than the indicator's: 98% beside 件, 3万元 beside 户."""
    percent = isinstance(value, Measure) and value.kind == "percent"
    if percent != (mark == "%"):
        return True
    unit = _flat(value.unit or "") if isinstance(value, Measure) else ""
    after = after.replace("平方米", _flat("㎡"))
    return bool(unit and not percent and not mark and after and after[0] not in STOPS and unit[-1] not in after[:2])


def fill_targets(forms: list[Form], evaluation: Evaluation) -> None:
    """A result whose paragraph does not repeat its target has the one of the workbook: it need not be told twice."""
    known = {_name(i.level3.text): i.target for f in evaluation.dossier.forms for i in f.indicators}
    for i in (i for f in forms for i in f.indicators if f.sheet == TEXT and f.kind.endswith("自评表")):
        name = _name(i.level3.text)
        target = known.get(name) or next(
            (t for k, t in known.items() if len(k) >= LONG_NAME and name.startswith(k)), None
        )
        if target is not None and not target.blank and (i.target is None or i.target.blank):
            i.target = target


# ---------------------------------------------------------------- tables


def tables(report: ReportText, evaluation: Evaluation) -> Iterator[CheckResult]:
    """Tables of the report against those of the same kind in the workbooks: by the names of row and column."""
    for form in report.forms:
        others = [f for f in evaluation.dossier.forms if f.kind == form.kind]
        if form.sheet == TEXT or not others:
            continue
        for where, said, known in _cells(form, others):
            pair = _scaled(said, form), [(_scaled(k, f), k) for k, f in known]
            if pair[0] is None or any(v is None or _meet(said, k, pair[0], v) for v, k in pair[1]):
                continue
            other = known[0][0]
            message = f"报告的表里“{where}”写{said.text.strip()}，工作簿（{other.cell}）为{other.text.strip()}"
            yield finding("表文-01f", where, message, (said.cell, other.cell), form.sheet, subject=where)


def _cells(form: Form, others: list[Form]) -> Iterator[tuple[str, Leaf, list[tuple[Leaf, Form]]]]:
    """Each figure of a table with its namesakes."""
    for row in form.rows:
        for cell in row.cells:
            same = [
                (x, f) for f in others for r in f.rows if r.name == row.name and (x := r.get(cell.name)) is not None
            ]
            if cell.leaf.number is not None and same:
                yield f"{row.name}，{cell.name}", cell.leaf, same
    for i in form.indicators:
        twins = [(j, f) for f in others for j in f.indicators if _name(j.level3.text) == _name(i.level3.text)]
        for what, title in (("target", "目标"), ("actual", "完成"), ("weight", "分值"), ("self_score", "得分")):
            said = getattr(i, what)
            found = [(getattr(j, what), f) for j, f in twins if getattr(j, what) is not None]
            if said is not None and said.number is not None and found:
                yield f"{_name(i.level3.text)}，{title}", said, found


def _scaled(leaf: Leaf | Measure, form: Form) -> Decimal | None:
    if leaf.number is None:
        return None
    amount = isinstance(leaf, Leaf) and not form.indicators  # 分值 and 得分 are no amounts
    unit = leaf.unit or (form.unit_of_amount if amount else None) or ""
    return leaf.number * _scale(unit)


def _scale(unit: str) -> Decimal:
    """How many 元 a unit is; 864.2万 in a column of amounts is 万元."""
    return AMOUNT_UNITS.get(unit, AMOUNT_UNITS.get(unit + "元", WHOLE))


def _meet(said: Leaf | Measure, known: Leaf | Measure, one: Decimal, other: Decimal | None) -> bool:
    """Equal, or the workbook's figure as the report rounds it; a rate may be a ratio in one, a percent in the other."""
    if other is None or _flat(said.text) == _flat(known.text) or one in (other, other * 100, other / 100):
        return True
    shown = re.search(NUMBER, _flat(said.text))
    if shown is None or said.number is None or not said.number:
        return False
    places = len(shown[1].partition(".")[2])
    return abs(one - other) <= Decimal(5).scaleb(-places - 1) * abs(one / said.number)


# ---------------------------------------------------------------- fields


def fields(report: ReportText, evaluation: Evaluation) -> Iterator[CheckResult]:
    """编制数, 实有人数, 自评得分 …: what the report says in its own words against the field of the same name."""
    known: dict[str, list[Leaf]] = defaultdict(list)
    for form in evaluation.dossier.forms:
        for f in form.fields:
            known[f.name].append(f.leaf)
        if form.totals.self_score is not None and not form.project:
            known["自评得分"].append(form.totals.self_score)
    for form in report.forms:
        for f in form.fields if form.kind == "基本信息" else ():
            others = [x for x in known[f.name] if x.number is not None]
            number = Decimal(f.leaf.text) if re.fullmatch(r"\d+(?:\.\d+)?", f.leaf.text) else f.leaf.number
            if number is None or not others or any(x.number == number for x in others):
                continue
            cell = others[0].cell
            message = f"报告写{f.name}{f.leaf.text.strip()}，工作簿（{cell}）为{others[0].text.strip()}"
            left, right = number, others[0].number
            yield finding("表文-01g", f.name, message, (f.leaf.cell, cell), left=left, right=right, subject=f.name)


# ---------------------------------------------------------------- helpers


def _result(
    rule: str, report: ReportText, passage: Passage, found: re.Match[str], said: str, cell: Cell
) -> CheckResult:
    head = found.string[: found.start(1)]
    words = re.split(r"[。；;]", head)[-1][-WORDS:] + found.string[found.start(1) : found.end()]
    here = Cell(report.source.file, TEXT, f"A{passage.number}", raw=passage.text, shown=words)
    message = f"报告写“{words}”，{said}"
    left = Decimal(found[1].replace(",", ""))
    return finding(rule, words, message, (here, cell), left=left, subject=passage.place)


def _name(text: str) -> str:
    """指标1：培训人数（人） -> 培训人数; a heading without its number."""
    text = re.sub(r"^(?:指标\d*[:：.、]?|[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．](?!\d))", "", _flat(text))
    text = re.split("[:：]", text)[-1] if re.match(r"^.{2,6}指标[:：]", text) else text
    return re.sub(r"[(（][^()（）]{1,20}[)）]$", "", text)


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def once(found: Iterable[CheckResult], said: Iterable[CheckResult]) -> Iterator[CheckResult]:
    """Those that no result of ``said`` tells already: the same figure of the same paragraph or cell."""
    seen = {key for r in said for key in _keys(r)}
    for result in found:
        keys = _keys(result)
        if not keys & seen:
            seen |= keys
            yield result


def _keys(result: CheckResult) -> set[tuple[str, str]]:
    cell = result.cells[0]
    if cell.sheet != TEXT:
        return {(cell.address, "")}
    return {(str(row_of(cell)), f"{result.left.normalize():f}")} if result.left is not None else set()
