"""One table for many projects (一表多项目): the form cut into one for each 项目名称."""

from __future__ import annotations

from dataclasses import replace

from perfeval.model import Field, Form, Fund, Row, RowCell, Totals
from perfeval.read.fields import unit_name
from perfeval.read.leaf import leaf as read_leaf
from perfeval.read.lines import Slot
from perfeval.read.records.table import Table

_NAMES = {"project": "项目名称", "unit_name": "单位名称", "goal": "年度总体目标"}
_FUNDS = {"amount": "budget", "spent": "spent", "rate": "rate"}
_COLUMNS = {"budget": "全年预算数", "spent": "全年执行数", "rate": "执行率"}


def by_project(form: Form, tables: list[Table]) -> list[Form]:
    """The form itself, or one form a project in print order; what the whole says of itself each of them keeps."""
    projects = [p for t in tables for p in t.projects]
    keys = [
        (p["project"].corner if p["project"].bottom > p["project"].top else p["project"].text)
        if "project" in p
        else None
        for p in projects
    ]
    if len({k for k in keys if k is not None}) < 1 or all(k is None for k in keys):
        return [form]
    forms: list[Form] = []
    index: dict[object, int] = {}
    for i, (key, said) in enumerate(zip(keys, projects, strict=True)):
        if key not in index:
            index[key] = len(forms)
            forms.append(_part(form, said))
        own = forms[index[key]]
        indicator = form.indicators[i]
        if indicator.parent is not None:  # its parent stands in the same project
            parent = form.indicators[indicator.parent]
            indicator.parent = next((n for n, x in enumerate(own.indicators) if x is parent), None)
        own.indicators.append(indicator)
    return forms


def _part(form: Form, said: dict[str, Slot]) -> Form:
    part = replace(form, indicators=[], fields=list(form.fields), funds=[], rows=[], notes=list(form.notes))
    part.totals = Totals()
    for what, slot in said.items():
        if what in _NAMES:
            part.fields.append(Field(_NAMES[what], _NAMES[what], read_leaf(slot.cell)))
    if "project" in said:
        part.project = " ".join(said["project"].text.split())
    if "unit_name" in said:
        part.unit = unit_name(said["unit_name"].text) or form.unit
    _money(part, said)
    if "score" in said:
        part.totals.self_score = read_leaf(said["score"].cell)
    return part


def _money(part: Form, said: dict[str, Slot]) -> None:
    """预算数 | 执行数 | 执行率 beside the project's name: its one line of funds."""
    read = {
        role: read_leaf(said[what].cell, None if role == "rate" else part.unit_of_amount)
        for what, role in _FUNDS.items()
        if what in said
    }
    if not read.keys() & {"budget", "spent"}:
        return
    row = read.get("budget") or read["spent"]
    part.funds = [Fund(row=row, name="总额", budget=read.get("budget"), spent=read.get("spent"), rate=read.get("rate"))]
    cells = [RowCell((), _COLUMNS[role], leaf) for role, leaf in read.items()]
    part.rows = [Row(("预算数",), "总额", row, cells, role="total")]
