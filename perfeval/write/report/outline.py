"""The outline of report.toml, item by item, into blocks (提纲 -> 报告)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from perfeval.model import Form
from perfeval.write.report.blocks import (
    Block,
    Choice,
    Contents,
    Heading,
    Missing,
    Paragraph,
    Report,
    Run,
    Section,
    missing_run,
    runs_of,
)
from perfeval.write.report.facts import MATERIAL, Facts
from perfeval.write.report.figures import chart_of
from perfeval.write.report.indicators import Results
from perfeval.write.report.numbers import number
from perfeval.write.report.pages import spread
from perfeval.write.report.problems import problems
from perfeval.write.report.tables import accounts, funds
from perfeval.write.report.targets import targets
from perfeval.write.report.texts import tidy, typeset
from perfeval.write.report.title import broken
from perfeval.write.report.wording import amount, ended, filled, printed_rate, stated, total_fund, unit_of

TICKS = re.compile(r"[☑☒■√✓✔☐□▢◻◯○●]")
TICKED = re.compile(r"[☑☒■√✓✔●]")


class Outline:
    """Walks an outline and numbers its headings."""

    def __init__(self, facts: Facts, outline: Mapping[str, Any], charts: bool | None = None) -> None:
        """``charts``: with or without them; None: as report.toml says."""
        self.charts = charts
        self.figures = 0
        self.several = False  # writing about one of several projects
        self.facts = facts
        self.outline = outline
        self.texts = facts.texts
        self.words = facts.texts["words"]

    # ------------------------------------------------------------ the whole

    def report(self) -> Report:
        title = self.facts.title(self.outline["title"])
        report = Report("".join(r.text for r in title))
        cover: list[Block] = [self._title(title, "CoverTitle"), *self._cover()]
        spread(cover)
        self._add(report, [*cover, Section("cover")])
        again = self._title(self.facts.title(self.outline["title"]), "Title")
        self._add(report, [Contents(self.words["contents"]), Section("contents"), again])
        self._add(report, self._body(self.outline["body"], 0))
        number(report.blocks)
        _places(report)
        return report

    def _add(self, report: Report, blocks: Iterable[Block]) -> None:
        report.blocks.extend(blocks)

    def _title(self, runs: list[Run], style: str) -> Paragraph:
        return Paragraph(broken(runs, style, self.texts["title"]), style)

    def _missing(self, what: str, where: str) -> Run:
        return missing_run(self.words["missing"], what, where)

    def items(self, items: list[dict[str, Any]]) -> Iterator[Block]:
        """Some items of an outline by themselves, for a template that places them."""
        yield from self._body(items, 0)

    # ------------------------------------------------------------ cover

    def _cover(self) -> Iterator[Block]:
        for label, sentence in self.outline["cover"]:
            if sentence == "choice":
                yield self.choice(label)
            else:
                yield Paragraph([Run(f"{label}："), *self.facts.write(sentence)], "CoverItem")
        yield Paragraph(self.facts.write(self.outline["date"]), "CoverDate")

    def choice(self, label: str) -> Choice:
        """复选框 with what the workbook says of them."""
        options: list[str] = self.texts["choices"][label]
        found = self.facts.field(label)
        ticked = chosen(found.text or "", options)
        missing = None
        if not any(ticked):
            cell = found.cell
            missing = missing_run(self.words["missing"], label, self.facts.to_fill(cell, "基本信息", label), cell)
            missing.text = self.words["missing"].format(self.words["tick"])
        return Choice(Run(f"{label}：", found.cell), list(zip(options, ticked, strict=True)), missing)

    # ------------------------------------------------------------ body

    def _body(self, items: list[dict[str, Any]], deeper: int) -> Iterator[Block]:
        for item in items:
            if ("if" in item and not self._there(item["if"])) or ("unless" in item and self._there(item["unless"])):
                continue
            kind = next((k for k in self._WRITERS if k in item), None)
            if kind is not None:
                yield from self._WRITERS[kind](self, item, deeper)

    def _there(self, name: str) -> bool:
        if name == "绩效目标":
            return any(stated(i.target) for form in self._target_forms() for i in form.indicators)
        return self.facts.look_up(name).text is not None

    def _heading(self, item: dict[str, Any], deeper: int) -> Iterator[Block]:
        yield Heading(item["level"] + deeper, item["heading"])

    def _text(self, item: dict[str, Any], deeper: int) -> Iterator[Block]:
        runs = self.facts.write(item["text"])
        if any(r.text for r in runs):
            yield Paragraph(runs)

    def _section(self, item: dict[str, Any], deeper: int) -> Iterator[Block]:
        """The unit's own paragraphs; a short numbered one without a full stop is a heading of theirs."""
        names = [item["section"], *item.get("also", [])]
        told = self._told(item.get("field", []))
        paragraphs = [] if told and len(self.facts.main) > 1 else self.facts.section(names)
        if not paragraphs and told:
            yield from told  # a project's own form says it; of several each says its own
            return
        if not paragraphs:
            where = self.facts.word("new_section", names[0]).replace(MATERIAL, self.facts.sheet_of(MATERIAL), 1)
            yield Paragraph([self._missing(names[0], where)])
        yield from self._own(paragraphs)

    def _told(self, names: list[str]) -> list[Block]:
        """A field of the form, a line a paragraph."""
        found = next((f for f in map(self.facts.field, names) if f.leaf is not None), None)
        if found is None or found.leaf is None:
            return []
        lines = [typeset(tidy(line)) for line in found.leaf.text.splitlines() if line.strip()]
        return [Paragraph([Run(ended(line), found.cell)]) for line in lines]

    def _own(self, paragraphs: list[tuple[str, Any]]) -> Iterator[Block]:
        for text, cell in paragraphs:
            head = re.match(r"^(\d{1,2}\s*[.．、])\s*([^。；]{2,30})$", text)
            if head:
                yield Heading(3, typeset(head[2]), number=head[1].replace("．", ".").replace("、", "."))
            else:
                yield Paragraph([Run(typeset(text), cell)])

    def _join(self, item: dict[str, Any], deeper: int) -> Iterator[Block]:
        """Several items as one text: each goes on in the last paragraph of the one before."""
        joined: list[Block] = []
        for part in item["join"]:
            for n, block in enumerate(self._body([part], deeper)):
                last = joined[-1] if joined else None
                if n == 0 and isinstance(last, Paragraph) and isinstance(block, Paragraph):
                    if block.text.startswith("，") and last.runs:
                        last.runs[-1].text = last.runs[-1].text.rstrip("。")
                    elif last.runs and not last.text.endswith(("，", "、", "：")):
                        last.runs[-1].text = ended(last.runs[-1].text)
                    last.runs.extend(block.runs)
                else:
                    joined.append(block)
        yield from joined

    def _table(self, item: dict[str, Any], deeper: int) -> Iterator[Block]:
        name = item["table"]
        form, rows = self.facts.rows(name)
        if form is None and "funds" in item and any(total_fund(f.funds) for f in self.facts.main):
            yield from self._funds(item, deeper)  # the form's own funds say it where there is no such table
            return
        if form is None:
            where = self.facts.word("new_table", name)
            yield Paragraph([self._missing(f"{name}表", where)])
            return
        yield from accounts(self.texts["tables"][name], rows, unit_of(form))

    # ------------------------------------------------------------ indicators and targets

    def _indicators(self, item: dict[str, Any], deeper: int) -> Iterator[Block]:
        form = self.facts.form
        if form is None or form not in self.facts.main or not form.indicators:
            yield Paragraph([self._missing("指标完成情况", self.facts.word("new_table", self.outline["annex"]))])
            return
        results = Results(self.facts, form)
        level, suffix = item["level"] + deeper, item.get("suffix", "")
        yield from results.write(item["indicators"], level, suffix, bool(item.get("flat")))

    def _targets(self, item: dict[str, Any], deeper: int) -> Iterator[Block]:
        found = False
        for form in self._target_forms():
            for block in targets(self.facts, form, item["targets"], item["level"] + deeper):
                found = True
                yield block
        if not found:
            yield Paragraph([self._missing("绩效目标", self.facts.word("new_table", "绩效目标表"))])

    def _target_forms(self) -> list[Form]:
        """The tables of targets (of several projects: this one's), else the forms themselves."""
        tables = [f for f in self.facts.dossier.of_kind("绩效目标表") if f.indicators]
        form = self.facts.form
        if not self.several or form is None:
            return tables or self.facts.main
        own = [f for f in tables if f is form or (f.project and f.project == form.project)]
        return own or [form]

    def _problems(self, item: dict[str, Any], deeper: int) -> Iterator[Block]:
        """The unit's own text; where there is none, a draft from the figures; where they show nothing, a mark."""
        names = [item["problems"], *item.get("also", [])]
        own = self.facts.section(names)
        drafted = problems(self.facts) if not own else []
        yield from self._own(own)
        for ordinal, runs in zip(self.words["ordinals"], drafted, strict=False):
            yield Paragraph([Run(ordinal if len(drafted) > 1 else ""), *runs])
        if not own and not drafted:
            where = self.facts.word("new_section", names[0]).replace(MATERIAL, self.facts.sheet_of(MATERIAL), 1)
            yield Paragraph([self._missing(names[0], where)])

    # ------------------------------------------------------------ projects

    def _each(self, forms: list[Form]) -> Iterator[tuple[Form, str]]:
        """Every form the report is about, the facts turned to it, with the project's name where there are several."""
        whole = self.facts.form
        self.several = len(forms) > 1
        for n, form in enumerate(forms, 1):
            self.facts.form = form
            yield form, self.facts.project(form, n) if self.several else ""
        self.facts.form, self.several = whole, False

    def _projects(self, item: dict[str, Any], deeper: int) -> Iterator[Block]:
        aims = any("targets" in i for i in item["projects"])
        forms = self.facts.main or (self._target_forms() if aims else [])
        if not forms:
            yield from self._body(item["projects"], deeper)
        for _, name in self._each(forms):
            if name:
                yield Heading(item["level"] + deeper, _apart(name))
            yield from self._body(item["projects"], deeper + (1 if name else 0))

    def _funds(self, item: dict[str, Any], deeper: int) -> Iterator[Block]:
        spec = self.texts["tables"][item["funds"]]
        what = f"{item['table']}表" if "table" in item else "项目资金"
        forms = self.facts.main or [f for f in self.facts.dossier.of_kind("绩效目标表") if f.funds]
        if not forms:
            yield Paragraph([self._missing(what, self.facts.word("new_table", self.outline["annex"]))])
        for form, name in self._each(forms):
            if name and "level" in item:
                yield Heading(item["level"] + deeper, _apart(name))
                name = ""
            said = f"“{name}”" if name else ""
            if not any(filled(x) for f in form.funds for x in (f.initial, f.budget, f.spent)):
                yield Paragraph([Run(said), self._missing(what, f"{form.sheet}（资金各栏）")])
                continue
            yield from funds(form, spec, said)
            yield from self._fund_sentence(form, said)

    def _fund_sentence(self, form: Form, name: str) -> Iterator[Block]:
        """What the total row says; a mark for the amount that it has a column for and leaves blank."""
        total = total_fund(form.funds)
        if total is None:
            return
        amounts = (("全年预算数", total.budget), ("全年执行数", total.spent))
        blank = [(what, leaf) for what, leaf in amounts if leaf is not None and leaf.blank]
        for what, leaf in blank:
            yield Paragraph([Run(name), self._missing(what, str(leaf.cell))])
        if blank or total.budget is None or total.spent is None or not (rate := printed_rate(total)):
            return
        text, unit = self.texts["problems"]["texts"]["fund_item"], unit_of(form)
        sentence = text.format(name, amount(total.budget, unit), amount(total.spent, unit), rate)
        yield Paragraph([Run(sentence + "。", total.spent.cell)])

    def _chart(self, item: dict[str, Any], deeper: int) -> Iterator[Block]:
        """A chart with its caption below, where charts are wanted and there is enough to show."""
        chart = chart_of(self.facts, item["chart"]) if self.texts["charts"]["show"] or self.charts else None
        if chart is not None and self.charts is not False:
            yield chart
            self.figures += 1
            yield Paragraph([Run(f"图{self.figures}  {chart.title}")], "FigureCaption")

    _WRITERS: ClassVar[dict[str, Any]] = {
        "heading": _heading, "text": _text, "section": _section, "join": _join, "table": _table, "targets": _targets,
        "indicators": _indicators, "problems": _problems, "projects": _projects, "funds": _funds,
        "chart": _chart,
    }  # fmt: skip


def _apart(name: str) -> str:
    """2.“2023年补助资金”: a figure right behind the number of a heading would be read as one with it."""
    return f"“{name}”" if name[:1].isdigit() else name


def chosen(text: str, options: list[str]) -> list[bool]:
    """Which options are ticked: by their boxes, before or after them; where there are none, the ones that are named."""
    marks = [(m.start(), m[0]) for m in TICKS.finditer(text)]
    places = [text.find(o) for o in options]
    if not marks:
        named = [at >= 0 for at in places]
        return named if sum(named) < len(options) else [False] * len(options)
    before = marks[0][0] < min((at for at in places if at >= 0), default=0)
    ticked = []
    for option, at in zip(options, places, strict=True):
        end = at + len(option)
        if before:
            own = [m for place, m in marks if place < at and not text[place + 1 : at].strip()]
        else:
            own = [m for place, m in marks if place >= end and not text[end:place].strip()]
        ticked.append(at >= 0 and bool(own) and TICKED.fullmatch(own[-1] if before else own[0]) is not None)
    return ticked


def _places(report: Report) -> None:
    """Each missing item learns the heading it stands under, and the report its list."""
    path: dict[int, str] = {}
    begun = False
    for block in report.blocks:
        begun = begun or (isinstance(block, Section) and block.kind == "contents")
        if isinstance(block, Heading):
            path = {k: v for k, v in path.items() if k < block.level} | {block.level: block.printed}
        for run in runs_of(block):
            if run.missing is not None:
                levels = [v for k, v in sorted(path.items()) if k <= 3]
                run.missing.place = " ".join(levels[-2:]) if levels else "导语" if begun else ""
                report.missing.append(run.missing)


def lacking_list(missing: list[Missing]) -> list[Missing]:
    """Each missing thing once, in reading order."""
    once: dict[tuple[str, str], Missing] = {}
    for m in missing:
        once.setdefault((m.what, m.where), m)
    return list(once.values())
