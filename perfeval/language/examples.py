"""Examples of a rule (pass, fail, skip) made into a dossier; its cells have addresses, so that Excel can try them too.

Keys: an operand as written (支出情况[合计, 本年决算数], 资金.满分, 上年.…, 各项目.… with a list), or its short form:
the row where the columns do not differ, the column where the rows do not. ``单位`` 元 or 万元, ``下级``/``其中`` the
children of the row that the formula asks for (a list, or names with figures), ``指标`` several indicator rows,
``完整`` 否 for a cut form, ``表`` the kind of form. "" is 空; a missing key is a row or column that the form has not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from perfeval.language import tree as t
from perfeval.language.domains import ALIASES, FUNDS, PREVIOUS, PROJECTS, SELF_EVALUATIONS, TARGETS
from perfeval.language.errors import RuleError
from perfeval.language.layout import FILE, Sheet, cells
from perfeval.language.parser import parse
from perfeval.language.rule import Rule
from perfeval.language.values import normal
from perfeval.language.views import COUNTS, FUND_COLUMNS, INDICATOR_LEAVES, MEASURES, TOTAL_NAMES
from perfeval.model import (
    Cell,
    Dossier,
    Field,
    Form,
    Fund,
    Indicator,
    Measure,
    Row,
    RowCell,
    Score,
)

# (cell, "target" or "actual", indicator name, level 1, level 2) -> the parsed value; read.measure in the tests
ReadMeasure = Callable[[Cell, str, str, str, str], Measure]
SETTINGS = ("单位", "指标", "完整", "表", "说明")
PART_KEY = re.compile(r"(下级|其中)(?:[(（](.+)[)）])?")
TOTAL_COLUMNS = {"分值": "weight", "得分": "self_score", "复核得分": "review_score", "等级": "self_grade"}
PARTS = {"符号": "op", "方向": "direction", "单位": "unit"}
ANY_KIND = "其他表"


@dataclass
class _Builder:
    rule: Rule
    sheet: Sheet
    read: ReadMeasure
    forms: dict[tuple[str | None, str, int], Form] = field(default_factory=dict)

    def form(self, table: str, scope: str | None = None, number: int = 0) -> Form:
        """The form that a table name means, made when it is first needed."""
        kinds = ALIASES.get(table, (table,))
        if table == FUNDS:
            kinds = SELF_EVALUATIONS
        if table == "任意表":
            kinds = (ANY_KIND,)
        kind = next((k for k in self.rule.scope if k in kinds), kinds[0])
        key = (scope, kind, number)
        if key not in self.forms:
            project = f"项目{number + 1}" if scope == PROJECTS else None
            self.forms[key] = Form(
                f"{self.sheet.name}#{len(self.forms) + 1}", kind, FILE, self.sheet.name, "A1:B99", project=project,
                unit_of_amount=self.sheet.unit,
            )  # fmt: skip
        return self.forms[key]

    # what an operand names

    def put(self, ref: t.Ref, given: Any) -> None:
        if ref.scope == PROJECTS or (isinstance(given, list) and ref.scope):
            for n, one in enumerate(given if isinstance(given, list) else [given]):
                self._put(self.form(ref.table, ref.scope, n), ref, one)
            return
        self._put(self.form(ref.table, ref.scope), ref, given)

    def _put(self, form: Form, ref: t.Ref, given: Any) -> None:
        column = ref.column
        assert isinstance(column, t.Label)
        if ref.whole:
            if column.name == "完整":
                form.complete = str(given) not in ("否", "False", "0")
            else:
                self._fund(form, "总额").weight = self.sheet.leaf(given)
            return
        if not ref.rows:
            self._field(form, column.name, given)
            return
        row = ref.rows[0]
        if isinstance(row, t.Children):
            self.children(form, ref, row.of.name if isinstance(row.of, t.Label) else "甲", column, given, True)
            return
        name = row.name if isinstance(row, t.Label) else row.code if isinstance(row, t.Code) else "甲"
        if ref.table == FUNDS:
            self._fund_cell(form, name, column.name, given)
        elif form.kind in (*SELF_EVALUATIONS, TARGETS):
            if name in TOTAL_NAMES:
                self._total(form, column.name, given)
            elif isinstance(row, t.Label) and name != "甲":
                self._indicator(self._named_indicator(form, name), column.name, given)
            else:
                self._indicators(form, column.name, given if isinstance(given, list) else [given])
        elif isinstance(given, list):
            for i, one in enumerate(given):
                self._cell(form, f"{name}{i + 1}", column, one)
        else:
            self._cell(form, name, column, given, code=row.code if isinstance(row, t.Code) else None)

    def _field(self, form: Form, name: str, given: Any) -> None:
        form.fields.append(Field(name, name, self.sheet.leaf(given)))

    def _fund(self, form: Form, name: str) -> Fund:
        found = next((f for f in form.funds if f.name == name), None)
        if found is None:
            parent = 0 if form.funds and form.funds[0].name == "总额" and name != "总额" else None
            found = Fund(self.sheet.leaf(name), name, parent=parent)
            form.funds.append(found)
        return found

    def _fund_cell(self, form: Form, row: str, column: str, given: Any) -> None:
        fund = self._fund(form, row)
        if column in FUND_COLUMNS:
            amount = column in ("年初预算数", "全年预算数", "全年执行数")
            setattr(fund, FUND_COLUMNS[column], self.sheet.leaf(given, self.sheet.unit if amount else None))
        elif column in ("建议得分", "可给.低", "可给.高"):
            fund.score = _score(fund.score, column, given)
        else:
            fund.other.append((column, self.sheet.leaf(given)))

    def _total(self, form: Form, column: str, given: Any) -> None:
        if column in TOTAL_COLUMNS:
            setattr(form.totals, TOTAL_COLUMNS[column], self.sheet.leaf(given))
        elif column == "建议得分":
            form.totals.suggested = Decimal(str(given))
        elif column == "建议等级":
            form.totals.grade = str(given)
        else:
            raise RuleError(f"例子里的合计行没有“{column}”")

    def _indicators(self, form: Form, column: str, given: list[Any]) -> None:
        """The n-th value goes to the n-th indicator row."""
        while len(form.indicators) < len(given):
            form.indicators.append(Indicator(self.sheet.leaf(f"指标{len(form.indicators) + 1}")))
        for item, one in zip(form.indicators, given, strict=False):
            self._indicator(item, column, one)

    def _named_indicator(self, form: Form, name: str) -> Indicator:
        found = next((x for x in form.indicators if x.name == name), None)
        if found is None:
            found = Indicator(self.sheet.leaf(name))
            form.indicators.append(found)
        return found

    def _indicator(self, item: Indicator, column: str, given: Any) -> None:
        base, _, part = column.partition(".")
        if column in ("建议得分", "可给.低", "可给.高"):
            item.score = _score(item.score, column, given)
        elif part in PARTS:
            before = getattr(item, MEASURES[base]) or Measure(str(given), None, (self.sheet.cell(given),))
            setattr(item, MEASURES[base], replace(before, **{PARTS[part]: str(given) or None}))
        elif base in MEASURES:
            levels = [x.text if x is not None else "" for x in (item.level3, item.level1, item.level2)]
            role = "actual" if base == "完成" else "target"
            setattr(item, MEASURES[base], self.read(self.sheet.cell(given), role, *levels))
        elif part == "分值":
            name = {"块": "block", "一级指标": "level1", "二级指标": "level2"}[base]
            setattr(item.points, name, Decimal(str(given)))
            if getattr(item, name) is None:
                setattr(item, name, self.sheet.leaf(f"{base}({given}分)"))
        elif column in INDICATOR_LEAVES:
            setattr(item, INDICATOR_LEAVES[column], self.sheet.leaf(given))
        elif column == "其中":
            item.parent = int(given) if str(given) else None
        else:
            item.other.append((column, self.sheet.leaf(given)))

    def _row(self, form: Form, name: str, **more: Any) -> Row:
        found = next((r for r in form.rows if r.name == name), None)
        if found is None:
            *above, last = name.split("/")
            role = "total" if last in TOTAL_NAMES or last.endswith(("合计", "总计")) else "item"
            found = Row((*above, last), name, self.sheet.leaf(last), **{"role": role, "full": True, **more})
            form.rows.append(found)
        return found

    def _cell(self, form: Form, row: str, column: t.Label, given: Any, code: str | None = None, **more: Any) -> None:
        line = self._row(form, row, **more, **({"code": code} if code else {}))
        last = column.path[-1]
        unit = None if last.endswith(COUNTS) or row.endswith(COUNTS) else self.sheet.unit
        name = last if len(column.path) == 1 else "/".join(column.path)
        line.cells.append(RowCell(column.path, name, self.sheet.leaf(given, unit)))

    def parts(self, ref: t.Ref, of: str | None, given: Any, full: bool) -> None:
        """The key 下级 or 其中, of a row named, or of the one that the formula or the example has."""
        form = self.form(ref.table, ref.scope)
        asked = next(s.of for s in ref.rows if isinstance(s, t.Children))
        column = _column(ref)
        if form.rows and form.rows[-1].cells and not isinstance(ref.column, t.Label):
            column = t.Label(form.rows[-1].cells[0].column)
        name = of or (asked.name if isinstance(asked, t.Label) else form.rows[-1].name if form.rows else "甲")
        self.children(form, ref, name, column, given, full)

    def children(self, form: Form, ref: t.Ref, name: str, column: t.Label, given: Any, full: bool) -> None:
        """The rows below ``name``: a list of figures, or names with figures."""
        named = given if isinstance(given, Mapping) else {f"其中{i + 1}": v for i, v in enumerate(given)}
        if ref.table == FUNDS:
            parent = self._fund(form, name)
            place = form.funds.index(parent)
            for row, one in named.items():
                self._fund_cell(form, row, column.name, one)
                self._fund(form, row).parent = place
            form.rows.append(Row((name,), name, parent.row, role="total", full=full))
            return
        line = self._row(form, name)
        line.full = full
        place = form.rows.index(line)
        for row, one in named.items():
            self._cell(form, row, column, one, parent=place, role="item" if full else "memo")


def _score(before: Score | None, column: str, given: Any) -> Score:
    number = Decimal(str(given))
    low, high, best = (before.low, before.high, before.suggested) if before else (None, None, None)
    low, high, best = {
        "可给.低": (number, high, best),
        "可给.高": (low, number, best),
        "建议得分": (low, high, number),
    }[column]
    return Score(low, high, best, "例", "一致", "例")


def dossier(
    rule: Rule, example: Mapping[str, Any], read: ReadMeasure, sheet: str = "例", first_row: int = 1
) -> Dossier:
    """The dossier that an example describes, its cells on the sheet ``sheet`` of one workbook from ``first_row`` on."""
    builder = _Builder(rule, Sheet(sheet, str(example.get("单位", "万元")), first_row), read)
    refs = _refs(rule)
    full = [(key, parsed) for key in example if (parsed := _operand(key)) is not None]
    for key, given in example.items():
        if key == "指标":
            for row in given:
                _one_indicator(builder, refs, row)
        elif key not in SETTINGS and not PART_KEY.fullmatch(key) and _operand(key) is None and "参数." not in key:
            for ref in _short(rule, refs, key, list(example)):
                builder.put(ref, given)
    for key, ref in full:
        builder.put(ref, example[key])
    for key, given in example.items():
        part = PART_KEY.fullmatch(key)
        asking = next((r for r in refs if any(isinstance(s, t.Children) for s in r.rows)), None)
        if part is not None and asking is not None:
            builder.parts(asking, part.group(2), given, part.group(1) == "下级")
    if not builder.forms and refs:
        builder.form(refs[0].table)
    made = Dossier("例", 2024, "例_2024", forms=[f for (s, _, _), f in builder.forms.items() if s != PREVIOUS])
    earlier = [f for (s, _, _), f in builder.forms.items() if s == PREVIOUS]
    if earlier:
        made.previous = Dossier("例", 2023, "例_2023", forms=earlier)
    if "表" in example:
        made.forms[0].kind = str(example["表"])
    if "完整" in example:
        made.forms[0].complete = str(example["完整"]) != "否"
    return made


def parameters(example: Mapping[str, Any]) -> dict[str, Any]:
    """参数.名 given in the example itself."""
    return {k.removeprefix("参数."): v for k, v in example.items() if k.startswith("参数.")}


def _refs(rule: Rule) -> list[t.Ref]:
    plan = rule.program.plan
    return [slot.ref for slot in plan.slots]


def _operand(key: str) -> t.Ref | None:
    if "[" not in key and "［" not in key and not key.endswith((".满分", ".完整")):
        return None
    node = parse(key)
    if not isinstance(node, t.Ref):
        raise RuleError(f"例子的键“{key}”不是一个操作数")
    return node


def _one_indicator(builder: _Builder, refs: list[t.Ref], row: Mapping[str, Any]) -> None:
    table = next((r.table for r in refs if r.table in ALIASES or r.table in SELF_EVALUATIONS), "自评表")
    form = builder.form(table)
    item = Indicator(builder.sheet.leaf(row.get("三级指标", f"指标{len(form.indicators) + 1}")))
    form.indicators.append(item)
    order = sorted(row, key=lambda k: (k not in ("一级指标", "二级指标", "块"), k == "完成"))
    for column in order:
        if column != "三级指标":
            builder._indicator(item, column, row[column])


def _short(rule: Rule, refs: list[t.Ref], key: str, keys: list[str]) -> Iterator[t.Ref]:
    """The operands that a short key stands for: the same row or column in each table that has it."""
    label = _label(key)
    columns = {_column(r).name for r in refs if not isinstance(r.column, t.Star)}
    done: set[str] = set()
    for ref in refs:
        if ref.scope or ref.table in done:
            continue
        indicator = ref.table in ALIASES or ref.table in SELF_EVALUATIONS or ref.table == TARGETS
        if ref.table == FUNDS and key in FUND_COLUMNS and not (indicator and key in INDICATOR_LEAVES):
            row = next((s for s in ref.rows if isinstance(s, t.Label)), t.Label(("总额",)))
            yield t.Ref(FUNDS, (row,), label)
        elif indicator and (label.path[0] in (*INDICATOR_LEAVES, *MEASURES, "可给", "建议得分", "其中") or label.part):
            yield t.Ref(ref.table, (t.Label(("甲",)),), label)
        elif not ref.rows and not ref.whole:
            if _column(ref).name != key:
                continue
            yield t.Ref(ref.table, (), label)
        elif indicator:
            yield t.Ref(ref.table, (t.Label(("甲",)),), label)
        elif key in columns and not _rows_named(refs, key):
            row_ = next((s for s in ref.rows if isinstance(s, t.Label | t.Code)), t.Label(("甲",)))
            yield t.Ref(ref.table, (row_,), label)
        else:
            yield t.Ref(ref.table, (label,), _column(ref))
        done.add(ref.table)


def _rows_named(refs: list[t.Ref], key: str) -> bool:
    return any(isinstance(s, t.Label) and normal(s.name) == normal(key) for r in refs for s in r.rows)


def _column(ref: t.Ref) -> t.Label:
    """The column of an operand; ``*`` and lists stand for one column of amounts."""
    if isinstance(ref.column, t.Label):
        return ref.column
    if isinstance(ref.column, t.Several) and isinstance(ref.column.items[0], t.Label):
        return ref.column.items[0]
    return t.Label(("全年预算数",) if ref.table == FUNDS else ("本年决算数",))


def _label(key: str) -> t.Label:
    head, _, part = key.rpartition(".")
    if head and part in ("值", "符号", "方向", "单位", "类型", "低", "高", "分值"):
        return t.Label((head,), part)
    return t.Label(tuple(key.split("/")))


__all__ = ["ReadMeasure", "cells", "dossier", "parameters"]
