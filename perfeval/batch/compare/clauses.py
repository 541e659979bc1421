"""Figures of a written report that the workbooks state otherwise, clause by clause (表文-01).

The workbooks say what the report should state: the report that perfeval would write of them. Both are cut into clauses
and table rows; where two say the same words, their figures are compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from perfeval.batch.compare.rules import finding
from perfeval.model import Cell, CheckResult, Evaluation
from perfeval.profile import Profile
from perfeval.read.report_passages import level_of
from perfeval.read.report_text import TEXT, ReportText

if TYPE_CHECKING:
    from perfeval.write.report.blocks import Report
    from perfeval.write.report.facts import Facts

AGREEING = 0.8  # rows of a table that make it the table of the workbook
TELLING = 7  # characters that make a clause tell what it is about
LIKE = 0.82  # of two clauses that say the same in other words
COMPARED = 1000  # characters of a clause; no sentence is longer, and the time grows with the square
_FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_ITEM = re.compile(r"^(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．](?!\d)\s*)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause or a table row: its words with # for each figure, and the figures with their cells.

    ``context``: what stands before, or the head of the table: 得#分 and 合计|#|# alone do not say what they are about.
    """

    words: str
    figures: tuple[str, ...]
    cells: tuple[Cell | None, ...]
    text: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.words, self.context if self.short else ""

    @property
    def short(self) -> bool:
        return not _telling(self.words)


@dataclass(frozen=True, slots=True)
class Held:
    """A report held against the workbooks. ``matched``: clauses that could be compared; ``agreeing``: tables of the
    report (表1 …) that say in nearly every row what the workbooks say."""

    results: list[CheckResult]
    matched: int
    agreeing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Expected:
    """What the workbooks of a dossier let a report say: its clauses, and the fields behind them."""

    clauses: Sequence[Clause]
    facts: Facts

    @classmethod
    def of(cls, evaluation: Evaluation, profile: Profile) -> Expected:
        from perfeval.write.report.draft import whole_report

        whole, facts = whole_report(evaluation, profile)
        return cls(list(_printed(whole)), facts)


def differences(report: ReportText, expected: Expected, words: Mapping[str, Any]) -> Held:
    """Figures that the report states otherwise than the workbooks do. ``words``: report_text.toml."""
    found = list(stated(report))
    pairs = paired(expected.clauses, found)
    results = []
    good: Counter[str] = Counter()
    for one, other in pairs:
        wrong = [n for n, (x, y) in enumerate(zip(one.figures, other.figures, strict=True)) if not _same(x, y)]
        results += [_result(one.figures[n], other.figures[n], one.cells[n], other, n) for n in wrong]
        if not wrong and other.cells[0] is not None:
            good[other.cells[0].sheet] += 1
    rows = Counter(c.cells[0].sheet for c in found if c.cells[0] is not None)
    agreeing = frozenset(s for s, n in rows.items() if s != TEXT and good[s] >= n * AGREEING)
    return Held([*results, *_worded(report, expected.facts, words)], len(pairs), agreeing)


def _worded(report: ReportText, facts: Facts, words: Mapping[str, Any]) -> Iterator[CheckResult]:
    """Names and grades, which are words and not figures: 单位、主管部门、评价时间、等级."""
    basics = next((f for f in report.forms if f.kind == "基本信息"), None)
    unfilled = words.get("form", {}).get("unfilled", "(?!)")
    if basics is None:
        return
    for name in words.get("labels", {}).get("worded", ()):
        said, found = basics.field_named(name), facts.look_up(name)
        if (
            said is None
            or found.text is None
            or _flat(said.text) == _flat(found.text)
            or re.search(unfilled, said.text)
        ):
            continue
        where = f"（{found.cell}）" if found.cell is not None else ""
        message = f"报告里{name}写“{said.text.strip()}”，工作簿{where}为“{found.text}”"
        cells = (said.cell, *([found.cell] if found.cell is not None else []))
        yield finding("表文-01b", name, message, cells, subject=name)


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def paired(wanted: Sequence[Clause], found: Sequence[Clause]) -> list[tuple[Clause, Clause]]:
    """Clauses of the same words in the same order; of what is left, those that are nearly the same."""
    matcher = SequenceMatcher(None, [c.key for c in wanted], [c.key for c in found], autojunk=False)
    pairs: list[tuple[Clause, Clause]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pairs += zip(wanted[a:b], found[c:d], strict=True)
        elif tag == "replace":
            pairs += _nearly(wanted[a:b], found[c:d])
    taken = ({id(x) for x, _ in pairs}, {id(y) for _, y in pairs})
    left = [x for x in wanted if id(x) not in taken[0]]
    for clause in found:
        if id(clause) in taken[1] or (clause.short and not clause.context):
            continue
        same = next((x for x in left if x.key == clause.key), None)
        if same is not None:
            left.remove(same)
            pairs.append((same, clause))
    return pairs


def _nearly(wanted: Sequence[Clause], found: Sequence[Clause]) -> Iterator[tuple[Clause, Clause]]:
    # not get_close_matches: of 200 characters and more it passes over those that come often
    matcher = SequenceMatcher(None, autojunk=False)
    left = [x for x in wanted if not x.short]
    for clause in (c for c in found if not c.short):
        matcher.set_seq2(clause.words[:COMPARED])
        best, n = 0.0, 0
        for k, x in enumerate(left):
            matcher.set_seq1(x.words[:COMPARED])
            bar = max(LIKE, best)
            if len(x.figures) == len(clause.figures) and matcher.real_quick_ratio() >= bar <= matcher.quick_ratio():
                ratio = matcher.ratio()
                if ratio >= LIKE and ratio > best:
                    best, n = ratio, k
        if best:
            yield left.pop(n), clause


def _printed(whole: Report) -> Iterator[Clause]:
    """What the workbooks say, in the words and the order of a report."""
    from perfeval.write.report.blocks import Heading, Paragraph, Run, Table

    heading = ""
    for block in whole.blocks:
        if isinstance(block, Paragraph):
            own = _heading(block.text) if level_of(block.text.strip()) else ""
            yield from clauses([(r.text, r.cell) for r in block.runs], "" if own else heading)
            heading = own or heading
        elif isinstance(block, Heading):
            yield from clauses([(block.printed, None)])
            heading = _heading(block.text)
        elif isinstance(block, Table):
            rows: list[list[Run]] = [[r for cell in row for r in cell.runs] for row in block.rows]
            for row in rows:
                yield from _row([(r.text, r.cell) for r in row], _head([r.text for r in rows[0]]))


def stated(report: ReportText) -> Iterator[Clause]:
    """What the report says, paragraph by paragraph and row by row."""
    heading = ""
    for passage in report.passages:
        if passage.table is None:
            own = _heading(passage.text) if passage.level or passage.outline else ""
            cell = Cell(report.source.file, TEXT, f"A{passage.number}", raw=passage.text, shown=passage.text)
            yield from clauses([(passage.text, cell)], "" if own else heading)
            heading = own or heading
            continue
        grid = report.grids[passage.table - 1]
        top = report.tops[passage.table - 1]
        head = _head([grid.cells[k].shown for k in sorted(grid.cells) if k[0] == top])
        for number in (r for r in grid.rows() if r >= top):  # a caption above it is a paragraph
            cells = [grid.cells[k] for k in sorted(k for k in grid.cells if k[0] == number)]
            yield from _row([(c.shown, c) for c in cells], head)


def _telling(words: str) -> bool:
    return len(re.findall(r"[一-鿿]", words)) >= TELLING


def clauses(pieces: list[tuple[str, Cell | None]], heading: str = "") -> Iterator[Clause]:
    """A paragraph cut at its stops; only clauses with a figure count. ``heading``: the nearest one above."""
    text, owner = "", []
    for piece, cell in pieces:
        flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", piece))
        text += flat
        owner += [cell] * len(flat)
    start = len(m[0]) if (m := _ITEM.match(text)) else 0
    before = heading
    for found in re.finditer(r"[^,，。；;：:]*(?:,(?=\d{3})[^,，。；;：:]*)*", text[start:]):
        part = found[0]
        if not part:
            continue
        figures, words, context = list(_FIGURE.finditer(part)), _FIGURE.sub("#", part).rstrip("."), before
        before = words if _telling(words) else f"{before}，{words}"
        if figures:
            at = start + found.start()
            cells = tuple(owner[at + f.start()] for f in figures)
            yield Clause(words, tuple(f[0] for f in figures), cells, part, context)


def _row(cells: list[tuple[str, Cell | None]], head: str) -> Iterator[Clause]:
    """A table row is one clause: a label and its figures belong together."""
    words, figures, owners = [], [], []
    for text, cell in cells:
        flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
        if not flat:
            continue
        numbers = _FIGURE.findall(flat)
        words.append(_FIGURE.sub("#", flat))
        figures += numbers
        owners += [cell] * len(numbers)
    if figures:
        yield Clause("|".join(words), tuple(figures), tuple(owners), "".join(words), head)


def _heading(text: str) -> str:
    """A heading without its number, whether the number is typed or Word's own."""
    return _FIGURE.sub("#", _ITEM.sub("", _flat(text)))


def _head(texts: list[str]) -> str:
    return "|".join(_FIGURE.sub("#", _flat(t)) for t in texts if t.strip())


def _same(figure: str, said: str) -> bool:
    """Equal, or rounded to fewer decimals than the workbook's."""
    one, other = Decimal(figure.replace(",", "")), Decimal(said.replace(",", ""))
    places = len(said.partition(".")[2])
    if one == other or places >= len(figure.partition(".")[2]):
        return one == other
    return one.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == other


def _result(figure: str, said: str, workbook: Cell | None, clause: Clause, n: int) -> CheckResult:
    where = f"（{workbook}）" if workbook is not None else ""
    message = f"报告写“{_around(clause, n)}”，工作簿{where}为{figure}"
    here = clause.cells[n]
    if here is not None and here.sheet == TEXT:
        here = replace(here, shown=_around(clause, n))
    cells = tuple(c for c in (here, workbook) if c is not None)
    a, b = Decimal(said.replace(",", "")), Decimal(figure.replace(",", ""))
    return finding("表文-01", clause.words, message, cells, left=a, right=b, difference=a - b, subject=clause.words)


def _around(clause: Clause, n: int) -> str:
    """The words around a figure, short enough to be found in the report by search."""
    found = list(_FIGURE.finditer(clause.text))
    if n >= len(found):
        return f"{clause.words.split('|')[0]}：{clause.figures[n]}"  # a table row
    return clause.text[max(0, found[n].start() - 10) : found[n].end() + 4]
