"""Dossiers made by hand, cell by cell: the report is tested without the readers."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import count
from pathlib import Path

from perfeval.model import (
    Cell,
    CheckResult,
    Dossier,
    Evaluation,
    Field,
    Form,
    Fund,
    Indicator,
    Leaf,
    Line,
    Measure,
    Row,
    RowCell,
    Severity,
    Source,
)

FILE = "手工.xlsx"
_rows = count(1)


def leaf(value: object, sheet: str = "表", column: str = "B") -> Leaf:
    """A leaf in a cell of its own."""
    text = "" if value is None else str(value)
    number = Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None
    cell = Cell(FILE, sheet, f"{column}{next(_rows)}", raw=number if number is not None else text, shown=text)
    return Leaf(text, number if number is not None else (text or None), cell)


def measure(text: str | None) -> Measure | None:
    """The plain ones: ≥90%, 365天, 完成, blank; None stands for no such column."""
    if text is None:
        return None
    match = re.fullmatch(r"([≥≤=]?)(\d+(?:\.\d+)?)(\D*)", text)
    cell = leaf(text).cell
    if match is None:
        return Measure(text, None, (cell,), kind="qualitative" if text else "empty")
    op = match[1] or None
    direction = "反向" if op == "≤" else "正向"
    kind = "percent" if match[3] == "%" else "quantity"
    inferred = op is None
    return Measure(text, Decimal(match[2]), (cell,), op, match[3] or None, kind, direction, inferred)  # type: ignore[arg-type]


def indicator(
    level2: str, name: str, target: str | None = "", actual: str | None = "", score: object = None, **more: object
) -> Indicator:
    """``reason`` and ``note``: texts, "" for a blank column, missing for no column. ``weight``: points."""
    found = Indicator(leaf(name), level1=leaf(more.get("level1", "产出指标")), level2=leaf(level2))
    found.target, found.actual = measure(target), measure(actual)
    found.self_score = leaf(score)
    if "weight" in more:
        found.weight = leaf(more["weight"])
    if "reason" in more:
        found.reason = leaf(more["reason"])
    if more.get("note"):
        found.other.append(("完成情况说明", leaf(more["note"])))
    return found


def evaluation_form(
    kind: str, indicators: list[Indicator], funds: list[Fund] | None = None, project: str | None = None
) -> Form:
    form = Form(f"{kind}#{next(_rows)}", kind, FILE, "自评表", "A1:H20", project=project, unit="某某局", year=2024)
    form.indicators, form.funds, form.unit_of_amount = indicators, funds or [], "万元"
    return form


def fields(kind: str, values: dict[str, object]) -> Form:
    form = Form(f"{kind}#1", kind, FILE, kind, "A1:B50")
    for label, value in values.items():
        lines = value if isinstance(value, list) else [value]
        form.fields += [Field(label, label, leaf(v, kind)) for v in lines]
    return form


def matrix(kind: str, rows: dict[str, dict[str, str]], unit: str = "万元") -> Form:
    form = Form(f"{kind}#1", kind, FILE, kind, "A1:D20", unit_of_amount=unit)
    for name, cells in rows.items():
        row = Row((name,), name, leaf(name, kind, "A"), role="total" if name == "合计" else "item")
        row.cells = [RowCell((column,), column, leaf(value, kind)) for column, value in cells.items()]
        form.rows.append(row)
    return form


def fund(name: str, budget: str, spent: str, rate: str = "") -> Fund:
    return Fund(leaf(name), name, initial=leaf(budget), budget=leaf(budget), spent=leaf(spent), rate=leaf(rate))


def evaluation(*forms: Form, lines: list[Line] | None = None) -> Evaluation:
    dossier = Dossier("某某局", 2024, "某某局_2024", sources=[Source(FILE, Path(FILE))], forms=list(forms))
    return Evaluation(dossier, lines=lines or [])


def line(message: str, *cells: Cell, severity: Severity = "错误") -> Line:
    result = CheckResult("试-01", "试", "表", "表#1", "", "不通过", severity, message, cells)
    return Line("试-01", "试", severity, "不通过", message, (result,))
