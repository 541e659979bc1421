"""Examples of named checks made into a dossier, as ``language.examples`` does for formulas.

Keys: ``自评表[一级/二级/三级, 列]``, ``自评表[栏目]``, ``自评表[合计, 列]``, ``资金[行, 列]``,
``表[行, 列]``, ``表[标题]``, ``率.名``, and the settings ``单位 年度 注 完整 批次``; ``各项目.`` before a table: a
list makes one form each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from perfeval.language import examples as formulas
from perfeval.language.examples import ReadMeasure
from perfeval.language.rule import Rule
from perfeval.language.views import FUND_COLUMNS, INDICATOR_LEAVES, MEASURES
from perfeval.model import Cell, Dossier, Field, Form, Fund, Indicator, Leaf, Rate, Row, RowCell

FILE = "例.xlsx"
KINDS = {"自评表": "项目支出绩效自评表", "资金": "项目支出绩效自评表"}
TOTALS = {"分值": "weight", "得分": "self_score", "等级": "self_grade"}
SETTINGS = ("单位", "年度", "注", "完整", "批次")
_KEY = re.compile(r"(?:(?P<scope>各项目)\.)?(?P<table>[^\[\]]+)\[(?P<row>[^\]]+?)(?:, (?P<column>[^,\]]+))?\]")
_NUMBER = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)(%?)")
_POINTS = re.compile(r"[（(](\d+)分[)）]")


def dossier(rule: Rule, example: Mapping[str, Any], read: ReadMeasure) -> Dossier:
    """The dossier that an example of any rule describes. ``read`` parses targets and results (read.measure)."""
    if rule.formula:
        return formulas.dossier(rule, example, read)
    year = int(example.get("年度", 2024))
    builder = _Builder(read, str(example.get("单位", "万元")), year)
    for key, given in example.items():
        if key not in SETTINGS and not key.startswith("率."):
            builder.put(key, given)
    forms = list(builder.forms.values())
    rates = [builder.rate(key.removeprefix("率."), v) for key, v in example.items() if key.startswith("率.")]
    if "注" in example:
        forms[0].notes.append(builder.leaf(example["注"]))
    for form in forms:
        form.complete = example.get("完整") != "否"
    return Dossier("例", year, f"例_{year}", forms=forms, rates=rates)


@dataclass
class _Builder:
    read: ReadMeasure
    unit: str
    year: int
    forms: dict[tuple[str, int], Form] = field(default_factory=dict)
    indicators: dict[tuple[str, str], Indicator] = field(default_factory=dict)
    row: int = 0

    def cell(self, given: Any) -> Cell:
        self.row += 1
        text = str(given)
        number = _NUMBER.fullmatch(text)
        raw = Decimal(number[1].replace(",", "")) / (100 if number[2] else 1) if number else text or None
        return Cell(FILE, "例", f"B{self.row}", None, raw, text)

    def leaf(self, given: Any, unit: str | None = None) -> Leaf:
        cell = self.cell(given)
        if not isinstance(cell.raw, Decimal):
            return Leaf(cell.shown, cell.shown or None, cell)
        percent = cell.shown.endswith("%")
        decimals = len(cell.shown.rstrip("%").partition(".")[2])
        return Leaf(cell.shown, cell.raw, cell, "%" if percent else unit, decimals, percent)

    def rate(self, name: str, given: Any) -> Rate:
        """率.名: a rate as the scoring stage computes it from the tables."""
        value = Decimal(str(given))
        leaf = self.leaf(given)
        return Rate(name, value, value, f"{value}%", "算术关系", "反向", "例#1", ((name, leaf),))

    def form(self, table: str, number: int = 0) -> Form:
        kind = KINDS.get(table, table)
        if (kind, number) not in self.forms:
            made = Form(
                f"例#{len(self.forms) + 1}", kind, FILE, "例", "A1:B99", year=self.year, unit_of_amount=self.unit
            )
            made.title_cell = self.cell(f"{self.year}年度{kind}")
            self.forms[kind, number] = made
        return self.forms[kind, number]

    def put(self, key: str, given: Any) -> None:
        match = _KEY.fullmatch(key)
        if match is None:
            self._indicator(self.form("自评表"), "指标1", key, given)
        elif match["scope"]:
            for n, one in enumerate(given):
                self._put(self.form(match["table"], n), match, one)
        else:
            self._put(self.form(match["table"]), match, given)

    def _put(self, form: Form, key: re.Match[str], given: Any) -> None:
        row, column = key["row"], key["column"]
        if row == "标题":
            form.title_cell = self.cell(given)
        elif column is None:
            form.fields.append(Field(row, row, self.leaf(given)))
            form.unit = str(given) if row == "单位名称" else form.unit
        elif key["table"] == "资金":
            self._fund(form, row, column, given)
        elif form.kind.endswith("自评表") or form.kind == "绩效目标表":
            if row == "合计":
                setattr(form.totals, TOTALS[column], self.leaf(given))
            else:
                self._indicator(form, row, column, given)
        else:
            self._table(form, row, column, given)

    def _fund(self, form: Form, row: str, column: str, given: Any) -> None:
        found = next((f for f in form.funds if f.name == row), None)
        if found is None:
            found = Fund(self.leaf(row), row, parent=0 if form.funds else None)
            form.funds.append(found)
            form.rows.append(Row((row,), row, found.row, parent=found.parent))
        amount = column in ("年初预算数", "全年预算数", "全年执行数")
        leaf = self.leaf(given, self.unit if amount else None)
        setattr(found, FUND_COLUMNS[column], leaf)
        form.rows[form.funds.index(found)].cells.append(RowCell((column,), column, leaf))

    def _indicator(self, form: Form, path: str, column: str, given: Any) -> None:
        *above, name = path.split("/")
        levels: list[str] = above if len(above) != 1 else [above[0], ""]
        block = levels.pop(0) if len(levels) > 2 else None
        found = self.indicators.get((form.id, path))
        if found is None:
            found = Indicator(self.leaf(name))
            for attribute, text in zip(("level1", "level2"), levels, strict=False):
                setattr(found, attribute, self.leaf(text))
                headed = _POINTS.search(text)
                setattr(found.points, attribute, Decimal(headed[1]) if headed else None)
            if block:
                found.block = self.leaf(block)
                points = _POINTS.search(block)
                found.points.block = Decimal(points[1]) if points else None
            form.indicators.append(found)
            self.indicators[form.id, path] = found
        if column in MEASURES:
            role = "actual" if column == "完成" else "target"
            one, two = [*levels, "", ""][:2]
            setattr(found, MEASURES[column], self.read(self.cell(given), role, name, one, two))
        elif column in INDICATOR_LEAVES:
            setattr(found, INDICATOR_LEAVES[column], self.leaf(given))
        else:
            found.other.append((column, self.leaf(given)))

    def _table(self, form: Form, row: str, column: str, given: Any) -> None:
        found = next((r for r in form.rows if r.name == row), None)
        if found is None:
            total = row in ("合计", "总计")
            parent = None if total or not form.rows else 0
            found = Row((row,), row, self.leaf(row), role="total" if total else "item", parent=parent, full=total)
            form.rows.append(found)
        found.cells.append(RowCell((column,), column, self.leaf(given, self.unit)))
