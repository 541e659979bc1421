"""Tables of money in the text: accounts as the unit printed them, funds of a project (资产、收入、支出、资金表)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.model import Form, Fund, Leaf, Row
from perfeval.write.report.blocks import Paragraph, Run, Table, TableCell
from perfeval.write.report.pages import width
from perfeval.write.report.texts import tidy, typeset
from perfeval.write.report.wording import figure, filled, in_order, printed_rate, unit_of

PORTRAIT = 8844  # twips between the margins of the standard: 156 mm
TOGETHER = 15  # rows of a table that is not parted
FUNDS = {"年初预算数": "initial", "全年预算数": "budget", "全年执行数": "spent", "执行率": "rate"}


def accounts(spec: Mapping[str, Any], rows: list[Row], unit: str) -> Iterator[Paragraph | Table]:
    """The rows as the unit printed them, the columns that report.toml asks for and the form has."""
    heads: dict[str, list[str]] = {}
    for column, head in spec["columns"].items():
        if any(r.get(column) is not None for r in rows):
            heads.setdefault(head.replace("{单位}", unit), []).append(column)
    printed = [_head([spec["head"], *heads])]
    for row in rows:
        leaves = [next((x for c in columns if (x := row.get(c)) is not None), None) for columns in heads.values()]
        if row.label.text.strip() and any(x is not None for x in leaves):
            label = TableCell([Run(tidy(row.label.text))], "TableText")
            printed.append([label, *(_number(x.text.strip() if x is not None else "", x) for x in leaves)])
    yield from _captioned(spec, "", unit, printed)


def funds(form: Form, spec: Mapping[str, Any], name: str) -> Iterator[Paragraph | Table]:
    """项目资金: the rows that have a figure. ``name``: of the project, before the caption, where there are several."""
    unit = unit_of(form)
    there = {c for c, key in FUNDS.items() if any(filled(getattr(f, key)) for f in form.funds)}
    columns = [(FUNDS[c], h) for c, h in spec["columns"].items() if c in there]
    rows = [_head([spec["head"], *(h for _, h in columns)])]
    for fund in in_order(form.funds):
        leaves: list[Leaf | None] = [getattr(fund, key) for key, _ in columns]
        if any(filled(leaf) for leaf in leaves):
            label = TableCell([Run(typeset(tidy(fund.row.text)))], "TableText")
            rows.append([label, *(_number(_in_table(fund, leaf, unit), leaf) for leaf in leaves)])
    yield from _captioned(spec, name, unit, rows)


def _in_table(fund: Fund, leaf: Leaf | None, unit: str) -> str:
    if leaf is not None and leaf is fund.rate and not leaf.blank:
        return printed_rate(fund) if leaf.number is not None else tidy(leaf.text)
    return figure(leaf, unit)


def _captioned(
    spec: Mapping[str, Any], name: str, unit: str, rows: list[list[TableCell]]
) -> Iterator[Paragraph | Table]:
    if caption := spec.get("caption"):
        yield Paragraph([Run(name + caption.replace("{单位}", unit))], "Caption")
    yield Table(rows, widths(rows), whole=len(rows) <= TOGETHER)


def widths(rows: list[list[TableCell]]) -> list[int]:
    """Columns of figures as wide as their longest text, alike; what is left is the labels'."""
    columns = len(rows[0]) - 1
    if not columns:
        return [PORTRAIT]
    longest = max(width("".join(r.text for r in cell.runs)) for row in rows for cell in row[1:])
    wide = min(max(1400, int(longest * 240) + 280), PORTRAIT * 3 // 4 // columns)
    return [PORTRAIT - wide * columns, *[wide] * columns]


def _head(texts: list[str]) -> list[TableCell]:
    return [TableCell([Run(text)], "TableHead") for text in texts]


def _number(text: str, leaf: Leaf | None) -> TableCell:
    return TableCell([Run(text, leaf.cell if leaf is not None else None)], "TableNumber")
