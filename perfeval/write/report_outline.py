"""The outline of report.toml, item by item, into blocks (提纲 -> 报告)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from perfeval.model import Form, Leaf, Row
from perfeval.write.report_blocks import (
    Block,
    Choice,
    Contents,
    Heading,
    Missing,
    Paragraph,
    Report,
    Run,
    Section,
    Table,
    TableCell,
    missing_run,
    runs_of,
)
from perfeval.write.report_facts import MATERIAL, Facts, uncoded
from perfeval.write.report_figures import chart_of
from perfeval.write.report_indicators import Results, targets
from perfeval.write.report_pages import spread, width
from perfeval.write.report_problems import fund_rate, problems, total_fund

PORTRAIT = 8844  # twips between the margins of the standard: 156 mm
DIGITS = "零一二三四五六七八九"
TICKS = re.compile(r"[☑☒■√✓✔☐□▢◻◯○●]")
TICKED = re.compile(r"[☑☒■√✓✔●]")


def chinese(number: int) -> str:
    """1 -> 一, 12 -> 十二; enough for the headings of a report."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return (DIGITS[tens] if tens > 1 else "") + "十" + (DIGITS[ones] if ones else "")


class Outline:
    """Walks an outline and numbers its headings."""

    def __init__(self, facts: Facts, outline: Mapping[str, Any], charts: bool | None = None) -> None:
        """``charts``: with or without them; None: as report.toml says."""
        self.charts = charts
        self.figures = 0
        self.facts = facts
        self.outline = outline
        self.texts = facts.texts
        self.words = facts.texts["words"]

    # ------------------------------------------------------------ the whole

    def report(self) -> Report:
        title = self.facts.write(self.outline["title"])
        report = Report("".join(r.text for r in title))
        cover: list[Block] = [Paragraph(title, "CoverTitle"), *self._cover()]
        spread(cover)
        self._add(report, [*cover, Section("cover")])
        again = Paragraph(self.facts.write(self.outline["title"]), "Title")
        self._add(report, [Contents(self.words["contents"]), Section("contents"), again])
        self._add(report, self._body(self.outline["body"], 0))
        number(report.blocks)
        _places(report)
        return report

    def _add(self, report: Report, blocks: Iterable[Block]) -> None:
        report.blocks.extend(blocks)

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
            if "if" in item and not self._there(item["if"]):
                continue
            kind = next((k for k in self._WRITERS if k in item), None)
            if kind is not None:
                yield from self._WRITERS[kind](self, item, deeper)

    def _there(self, name: str) -> bool:
        if name == "指标":
            return any(i.target is not None and not i.target.blank for f in self.facts.main for i in f.indicators)
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
        paragraphs = self.facts.section(names)
        if not paragraphs:
            found = next((f for f in map(self.facts.field, item.get("field", [])) if f.text is not None), None)
            if found is not None and found.text is not None:
                paragraphs = [(found.text, found.cell)] if found.cell else []
        if not paragraphs:
            where = self.facts.word("new_section", names[0]).replace(MATERIAL, self.facts.sheet_of(MATERIAL), 1)
            yield Paragraph([self._missing(names[0], where)])
        yield from self._own(paragraphs)

    def _own(self, paragraphs: list[tuple[str, Any]]) -> Iterator[Block]:
        for text, cell in paragraphs:
            head = re.match(r"^(\d{1,2}\s*[.．、])\s*([^。；]{2,30})$", text)
            if head:
                yield Heading(3, head[2], number=head[1].replace("．", ".").replace("、", "."))
            else:
                yield Paragraph([Run(text, cell)])

    def _join(self, item: dict[str, Any], deeper: int) -> Iterator[Block]:
        """Several items as one text: each goes on in the last paragraph of the one before."""
        joined: list[Block] = []
        for part in item["join"]:
            for n, block in enumerate(self._body([part], deeper)):
                last = joined[-1] if joined else None
                if n == 0 and isinstance(last, Paragraph) and isinstance(block, Paragraph):
                    if block.text.startswith("，") and last.runs:
                        last.runs[-1].text = last.runs[-1].text.rstrip("。")
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
        yield from self._figures(self.texts["tables"][name], rows, form.unit_of_amount or "万元")

    def _figures(self, spec: Mapping[str, Any], rows: list[Row], unit: str) -> Iterator[Block]:
        """The rows as the unit printed them, the columns that report.toml asks for and the form has."""
        heads: dict[str, list[str]] = {}
        for column, head in spec["columns"].items():
            if any(r.get(column) is not None for r in rows):
                heads.setdefault(head.replace("{单位}", unit), []).append(column)
        if caption := spec.get("caption"):
            yield Paragraph([Run(caption.replace("{单位}", unit))], "Caption")
        printed = [[TableCell([Run(spec["head"])], "TableHead"), *(TableCell([Run(h)], "TableHead") for h in heads)]]
        for row in rows:
            leaves = [next((x for c in columns if (x := row.get(c)) is not None), None) for columns in heads.values()]
            if row.label.text.strip() and any(x is not None for x in leaves):
                label = TableCell([Run(" ".join(row.label.text.split()))], "TableText")
                printed.append([label, *(TableCell(_figure(x), "TableNumber") for x in leaves)])
        wide = max([1900, *(int(width(h) * 240) + 240 for h in heads)]) if len(heads) < 4 else 1500
        yield Table(printed, [PORTRAIT - wide * len(heads), *[wide] * len(heads)])

    # ------------------------------------------------------------ indicators and targets

    def _indicators(self, item: dict[str, Any], deeper: int) -> Iterator[Block]:
        form = self.facts.form
        if form is None or not form.indicators:
            yield Paragraph([self._missing("指标完成情况", self.facts.word("new_table", self.outline["annex"]))])
            return
        results = Results(self.facts, form)
        level, suffix = item["level"] + deeper, item.get("suffix", "")
        yield from results.write(item["indicators"], level, suffix, bool(item.get("flat")))

    def _targets(self, item: dict[str, Any], deeper: int) -> Iterator[Block]:
        forms = [f for f in self.facts.dossier.of_kind("绩效目标表") if f.indicators] or self.facts.main
        found = False
        for form in forms:
            for block in targets(self.facts, form, item["targets"], item["level"] + deeper):
                found = True
                yield block
        if not found:
            yield Paragraph([self._missing("绩效目标", self.facts.word("new_table", "绩效目标表"))])

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

    def _each(self) -> Iterator[tuple[Form, bool]]:
        """Every form the report is about, the facts turned to it; True: there are several."""
        whole = self.facts.form
        for form in self.facts.main:
            self.facts.form = form
            yield form, len(self.facts.main) > 1
        self.facts.form = whole

    def _projects(self, item: dict[str, Any], deeper: int) -> Iterator[Block]:
        if not self.facts.main:
            yield from self._body(item["projects"], deeper)
        for form, several in self._each():
            if several:
                yield Heading(2 + deeper, uncoded(form.project or form.title or form.sheet))
            yield from self._body(item["projects"], deeper + (1 if several else 0))

    def _funds(self, item: dict[str, Any], deeper: int) -> Iterator[Block]:
        spec = self.texts["tables"][item["funds"]]
        if not self.facts.main:
            yield Paragraph([self._missing("项目资金", self.facts.word("new_table", self.outline["annex"]))])
        for form, several in self._each():
            name = f"“{uncoded(form.project)}”" if several and form.project else ""
            total = total_fund(form.funds)
            if total is None:
                yield Paragraph([Run(name), self._missing("项目资金", f"{form.sheet}（项目资金各栏）")])
                continue
            yield from self._fund_table(form, spec, name)
            yield from self._fund_sentence(form, name)

    def _fund_table(self, form: Form, spec: Mapping[str, Any], name: str) -> Iterator[Block]:
        unit = form.unit_of_amount or "万元"
        pick = {"年初预算数": "initial", "全年预算数": "budget", "全年执行数": "spent", "执行率": "rate"}
        there = {c for c in pick if any(getattr(f, pick[c]) is not None for f in form.funds)}
        columns = [(c, h) for c, h in spec["columns"].items() if c in there]
        yield Paragraph([Run(name + spec["caption"].replace("{单位}", unit))], "Caption")
        rows = [[TableCell([Run(h)], "TableHead") for h in (spec["head"], *(h for _, h in columns))]]
        for fund in form.funds:
            if all((leaf := getattr(fund, pick[c])) is None or leaf.blank for c, _ in columns):
                continue
            label = TableCell([Run(" ".join(fund.row.text.split()))], "TableText")
            rows.append([label, *(TableCell(_figure(getattr(fund, pick[c])), "TableNumber") for c, _ in columns)])
        wide = 1900 if len(columns) < 4 else 1500
        yield Table(rows, [PORTRAIT - wide * len(columns), *[wide] * len(columns)])

    def _fund_sentence(self, form: Form, name: str) -> Iterator[Block]:
        total = total_fund(form.funds)
        rate = fund_rate(total) if total is not None else None
        if total is None or rate is None or total.budget is None or total.spent is None:
            return
        text = self.texts["problems"]["texts"]["fund_item"]
        unit = form.unit_of_amount or "万元"
        sentence = text.format(name, total.budget.text, total.spent.text, f"{rate}%", unit)
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


def _figure(leaf: Leaf | None) -> list[Run]:
    return [Run(leaf.text.strip(), leaf.cell)] if leaf is not None else [Run("")]


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


def number(blocks: list[Block], prefix: str = "") -> None:
    """一、 （一） 1. （1）, each beginning anew under the one above. ``prefix``: makes their anchors its own."""
    counts = [0] * 6
    for position, block in enumerate(blocks):
        if isinstance(block, Heading) and block.level:
            counts[block.level] += 1
            counts[block.level + 1 :] = [0] * (5 - block.level)
            n = counts[block.level]
            block.anchor = f"_Toc{prefix}{position:06d}"
            if not block.number:
                forms = {1: f"{chinese(n)}、", 2: f"（{chinese(n)}）", 3: f"{n}.", 4: f"（{n}）"}
                block.number = forms.get(block.level, f"{n}）")


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
