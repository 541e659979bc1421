"""What the workbooks say, as the report asks for it: fields, sections of text, figures of tables, rates.

Every answer keeps its cell. What is not there is answered with where it would have to be filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from perfeval.model import AMOUNT_UNITS, Cell, Dossier, Field, Form, Leaf, Row
from perfeval.write.report.blocks import Run, missing_run
from perfeval.write.report.texts import Maybe, Part, Ref, Texts, parse, plain, seam, tidy, typeset

BASICS, MATERIAL = "基本信息", "文字材料"
_TABLE = re.compile(r"^(.+?)\[(.+?)[,，]\s*(.+?)\](\.列)?$")
CENT = Decimal("0.01")


def uncoded(project: str) -> str:
    """51092324T000010263357-2023年…项目: the code of the budget system is no part of a name in a report."""
    return re.sub(r"^[0-9A-Za-z]{8,}\s*[-—_－]\s*", "", project)


def dated(text: str) -> str:
    """2025.3, 2025-03-05 as a cover has it: 2025年3月, 2025年3月5日. Other words stay."""
    found = re.fullmatch(r"(20\d\d)[.．/-](\d{1,2})(?:[.．/-](\d{1,2}))?", text)
    if found is None:
        return text
    return f"{found[1]}年{int(found[2])}月" + (f"{int(found[3])}日" if found[3] else "")


@dataclass(slots=True)
class Found:
    """An answer: text and cell, or ``text`` None and ``where`` it belongs."""

    text: str | None
    cell: Cell | None = None
    where: str = ""
    leaf: Leaf | None = None


@dataclass(slots=True)
class Facts:
    """``main``: the self-evaluation forms that the report is about; ``form``: the one being written about."""

    dossier: Dossier
    texts: Texts
    main: list[Form]
    form: Form | None = None
    project_name: str = ""
    _sections: dict[str, list[tuple[str, Cell]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.form = self.form or (self.main[0] if self.main else None)
        for form in self.dossier.of_kind(MATERIAL):
            for f in form.fields:
                if not f.leaf.blank:
                    lines = [x.strip() for x in f.leaf.text.splitlines() if x.strip()]
                    self._sections.setdefault(plain(f.label), []).extend((x, f.leaf.cell) for x in lines)

    # ------------------------------------------------------------ where to fill

    def word(self, name: str, *values: str) -> str:
        return str(self.texts["words"][name]).format(*values)

    def sheet_of(self, kind: str) -> str:
        return next((f.sheet for f in self.dossier.of_kind(kind)), kind)

    def to_fill(self, cell: Cell | None, kind: str, name: str) -> str:
        if cell is not None:
            return str(cell)
        if name in self.texts["words"]["material"]:
            return self.word("new_section", name).replace(MATERIAL, self.sheet_of(MATERIAL), 1)
        return self.word("new_row", self.sheet_of(kind), name)

    # ------------------------------------------------------------ fields and sections

    def _forms(self) -> Iterator[Form]:
        """基本信息 first, then the form being written about, then those that are of no other project."""
        yield from self.dossier.of_kind(BASICS)
        if self.form is not None:
            yield self.form
        own = self.form.project if self.form is not None else None
        for f in self.dossier.forms:
            other = bool(own and f.project and f.project != own)
            if f.kind not in (BASICS, MATERIAL) and f is not self.form and not other:
                yield f

    def _fields(self, name: str) -> Iterator[Field]:
        label = plain(name)
        for form in self._forms():
            yield from (f for f in form.fields if f.name == name or plain(f.label) == label)

    def field(self, name: str) -> Found:
        """A labelled value: the first that is filled; else the first blank cell that waits for it."""
        if name == "年度" and self.dossier.year:
            return Found(str(self.dossier.year))
        blank: Cell | None = None
        for f in self._fields(name):
            if not f.leaf.blank:
                text = typeset(tidy(f.leaf.text))
                told = {"项目名称": uncoded, "报告日期": dated}.get(name, str)(text)
                return Found(told, f.leaf.cell, leaf=f.leaf)
            blank = blank or f.leaf.cell
        if sections := self.section([name]):
            return Found(sections[0][0], sections[0][1])
        special = self._special(name)
        if special is not None:
            return special
        return Found(None, blank, self.to_fill(blank, BASICS, name))

    def _special(self, name: str) -> Found | None:
        form = self.form
        if name == "单位名称":
            unit = (form.unit if form and form.unit else None) or self.dossier.unit
            return Found(typeset(tidy(unit))) if re.search("[\u4e00-\u9fff]", unit) else None  # abc_2024 is a folder
        if name == "项目自评表份数":
            count = len({f.project for f in self.dossier.of_kind("项目支出绩效自评表") if f.project})
            return Found(str(count)) if count else None
        if name == "项目名称" and form is not None and form.project:
            return Found(typeset(tidy(uncoded(form.project))))
        if name == "默认项目名称" and self.project_name:
            return Found(self.project_name)
        leaf = {"自评得分": form.totals.self_score, "评价等级": form.totals.self_grade}.get(name) if form else None
        if leaf is not None and not leaf.blank:
            number = leaf.number if name == "自评得分" else None
            return Found(f"{number.normalize():f}" if number is not None else leaf.text, leaf.cell, leaf=leaf)
        return None

    def project(self, form: Form, number: int) -> str:
        """What a form is called where there are several; ``number`` where it names no project."""
        return typeset(tidy(uncoded(form.project))) if form.project else self.word("unnamed", str(number))

    def section(self, names: Iterable[str]) -> list[tuple[str, Cell]]:
        """The paragraphs of a section of 文字材料, by any of its names."""
        wanted = [plain(n) for n in names]
        for name in wanted:
            if name in self._sections:
                return self._sections[name]
        return []

    def parts(self, name: str) -> Found:
        """编制数.分项: the 其中 fields printed right below the field ``name``, with their units."""
        for form in self.dossier.of_kind(BASICS):
            at = next((n for n, f in enumerate(form.fields) if f.name == name or plain(f.label) == plain(name)), None)
            if at is None:
                continue
            found: list[str] = []
            for f in form.fields[at + 1 :]:
                memo = re.match(r"^\W*其中", f.label) is not None
                if not memo and not (found and self._same_kind(f, form.fields, at)):
                    break
                unit = re.search(r"[（(]([^（()）]{1,2})[)）]\s*[:：]?$", f.label)
                label = re.sub(r"[（(][^（()）]{1,2}[)）]\s*[:：]?$", "", re.sub(r"^\W*其中\W*", "", f.label))
                if not f.leaf.blank:
                    found.append(f"{label.strip()}{f.leaf.text}{unit[1] if unit else ''}")
            if found:
                return Found("，".join(found), form.fields[at].leaf.cell)
        return Found(None)

    def _same_kind(self, field: Field, fields: list[Field], at: int) -> bool:
        """Does the row still belong to the 其中 rows: the parts so far are less than their total."""
        total = fields[at].leaf.number
        end = fields.index(field)
        parts = [f.leaf.number for f in fields[at + 1 : end]]
        own = field.leaf.number
        if total is None or own is None or any(p is None for p in parts):
            return False
        return sum((p for p in parts if p is not None), own) <= total

    # ------------------------------------------------------------ figures

    def table_forms(self, name: str) -> list[Form]:
        """The forms that may hold the table ``name``, in the order of preference that report.toml gives."""
        kinds = self.texts["tables"].get(name, {}).get("kinds", [name])
        return [f for kind in kinds for f in self.dossier.of_kind(kind)]

    def figure(self, table: str, row: str, columns: str) -> tuple[Found, Form | None, str]:
        """支出情况[合计, 本年决算数|决算数]: the leaf, its form, and the printed name of the column."""
        blank: Cell | None = None
        for form in self.table_forms(table):
            for r in form.rows:
                if r.name != row and plain(r.path[-1] if r.path else "") != row:
                    continue
                for column in columns.split("|"):
                    cell = next((c for c in r.cells if column in (c.name, *map(plain, c.column[-1:]))), None)
                    if cell is None:
                        continue
                    if not cell.leaf.blank:
                        return Found(cell.leaf.text.strip(), cell.leaf.cell, leaf=cell.leaf), form, cell.name
                    blank = blank or cell.leaf.cell
        where = str(blank) if blank else self.word("new_table", table)
        return Found(None, blank, where), None, ""

    def number(self, reference: str) -> tuple[Decimal | None, Found]:
        """The amount behind a reference, in 元 where its form says its unit."""
        match = _TABLE.match(reference)
        if match is None:
            return None, Found(None)
        found, form, _ = self.figure(match[1], match[2], match[3])
        if found.leaf is None or found.leaf.number is None or form is None:
            return None, found
        unit = found.leaf.unit or form.unit_of_amount or "万元"
        return found.leaf.number * AMOUNT_UNITS.get(unit, Decimal(1)), found

    def ratio(self, name: str) -> tuple[Decimal | None, Found]:
        """A rate of [rates] in percent, or one that scoring took from the tables; its cell is that of the numerator."""
        if name not in self.texts["rates"] and name in self.texts["words"]["unit_rates"]:
            own = next((r for r in self.dossier.rates if r.name == name), None)
            if own is None:
                return None, Found(None, where=self.word("rate_source", name))
            return own.value, Found(own.says, own.cells[0])
        above, below = self.texts["rates"][name]
        (top, found), (bottom, other) = self.number(above), self.number(below)
        if top is None or bottom is None or bottom == 0:
            return None, found if top is None else other
        return (top / bottom * 100).quantize(CENT, ROUND_HALF_UP), found

    def _difference(self, name: str) -> Found:
        new, old = (self.number(x) for x in self.texts["differences"][name])
        if new[0] is None or old[0] is None:
            return Found(None, where=new[1].where or old[1].where)
        unit = self.unit_of(name)
        change = (new[0] - old[0]) / AMOUNT_UNITS[unit]
        if change == 0:
            return Found(self.word("equal"), new[1].cell)
        way = "increase" if change > 0 else "decrease"
        text = self.word(way, f"{abs(change).normalize():f}", unit)
        if old[0]:
            share = abs((new[0] - old[0]) / old[0] * 100).quantize(CENT, ROUND_HALF_UP)
            text += self.word(f"{way}_rate", f"{share}")
        return Found(text, new[1].cell)

    def unit_of(self, table: str) -> str:
        form = next((f for f in self.table_forms(table) if f.rows), None)
        return (form.unit_of_amount if form else None) or "万元"

    # ------------------------------------------------------------ sentences

    def look_up(self, name: str) -> Found:
        if name.startswith("率."):
            rate, found = self.ratio(name[2:])
            return Found(f"{rate}%", found.cell) if rate is not None else Found(None, found.cell, found.where)
        if name.startswith("增减."):
            return self._difference(name[3:])
        if name.endswith(".分项"):
            return self.parts(name[:-3])
        if name.endswith(".单位") and "[" not in name:
            return Found(self.unit_of(name[:-3]))
        if match := _TABLE.match(name):
            found, _, column = self.figure(match[1], match[2], match[3])
            return Found(column or None, where=found.where) if match[4] else found
        return self.field(name)

    def write(self, sentence: str) -> list[Run]:
        """A sentence with its figures; what is missing outside <…> stands as 【请补充：…】."""
        return self._write(parse(sentence), inside=False) or []

    def title(self, sentence: str) -> list[Run]:
        """A sentence whose year is not said twice: 2018年度2018年扶贫资金 -> 2018年扶贫资金."""
        runs = self.write(sentence)
        year = f"{self.dossier.year}年"
        said = len(runs) > 2 and runs[0].text + runs[1].text == year + "度" and runs[2].text.startswith(year)
        return runs[2:] if said else runs

    def _write(self, parts: tuple[Part, ...], inside: bool) -> list[Run] | None:
        runs: list[Run] = []
        for part in parts:
            if isinstance(part, str):
                if runs and runs[-1].cell is not None:
                    runs[-1].text = seam(runs[-1].text, part)
                runs.append(Run(part))
            elif isinstance(part, Maybe):
                runs.extend(self._write(part.parts, inside=True) or [])
            else:
                run = self._refer(part, inside)
                if run is None:
                    return None
                runs.append(run)
        return runs

    def _refer(self, ref: Ref, inside: bool) -> Run | None:
        first: Found | None = None
        for name in ref.names:
            found = self.look_up(name)
            if found.text is not None:
                return Run(found.text, found.cell)
            first = first or found
        if inside or first is None:
            return None
        return missing_run(self.texts["words"]["missing"], ref.names[0].split("[")[0], first.where, first.cell)

    # ------------------------------------------------------------ rows

    def rows(self, name: str) -> tuple[Form | None, list[Row]]:
        """The rows of the first form that holds figures of the table ``name``."""
        for form in self.table_forms(name):
            rows = [r for r in form.rows if any(not c.leaf.blank for c in r.cells)]
            if rows:
                return form, form.rows
        return None, []
