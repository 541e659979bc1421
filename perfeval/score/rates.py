"""53号率值: rates that follow from the unit's tables, by formulas of scoring.toml, each with the cells it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from perfeval.model import AMOUNT_UNITS, Dossier, Form, Leaf, Operand, Rate
from perfeval.profile import Profile
from perfeval.score.formula import Figure, evaluate, excel, method, rounded

_OPERAND = re.compile(r"^(上年\.)?([^\[\]]+)\[([^,\[\]]+?)(?:\s*,\s*([^\[\]]+?))?\]$")
_ABSOLUTE = re.compile(r"ABS\(([^()]*)\)")
SELF_EVALUATION = frozenset({"项目支出绩效自评表", "部门整体支出绩效自评表", "转移支付绩效自评表"})
TARGETS = "绩效目标表"


def rates(dossier: Dossier, profile: Profile) -> list[Rate]:
    """Every rate whose figures are all there, in the order of scoring.toml; the first sufficient source of each."""
    found: list[Rate] = []
    for name, entry in profile.scoring.get("rate", {}).items():
        for source in entry["from"]:
            rate = _rate(name, entry, source, dossier)
            if rate is not None:
                found.append(rate)
                break
    return found


def figures(found: Iterable[Rate]) -> dict[str, Figure]:
    """The rates in percent, by name, as scoring methods take them."""
    return {rate.name: Figure(rate.value, rate.value) for rate in found}


def _rate(name: str, entry: Mapping[str, Any], source: Mapping[str, str], dossier: Dossier) -> Rate | None:
    formula = str(entry["formula"])
    found: dict[str, tuple[Form, Leaf, Figure]] = {}
    for operand in method(formula).names:
        figure = look_up(source.get(operand, ""), dossier)
        if figure is None:
            return None
        found[operand] = figure
    values = {key: figure.operand for key, (_, _, figure) in found.items()}
    ratio = evaluate(formula, values)
    if ratio is None:
        return None
    places = int(entry.get("places", 2))
    value = rounded(ratio * 100, places)
    shown = _ABSOLUTE.sub(r"|\1|", formula.replace(" ", ""))
    for key, (_, leaf, _) in sorted(found.items(), key=lambda item: -len(item[0])):
        shown = shown.replace(key, leaf.text.strip())
    operands = tuple((key, leaf) for key, (_, leaf, _) in found.items())
    first = next(iter(found.values()))[0]
    live = excel(f"({formula}) * 100", values, places)
    says, basis, direction = f"{shown}={value}%", entry["basis"], entry["direction"]
    return Rate(name, value, ratio * 100, says, basis, direction, first.id, operands, live)


def look_up(where: str, dossier: Dossier) -> tuple[Form, Leaf, Figure] | None:
    """``表[行, 列]`` or ``表[栏]``: the first filled number under that name; amounts in 元."""
    match = _OPERAND.match(where.strip())
    if match is None:
        return None
    previous, table, row, column = match.groups()
    home = dossier.previous if previous else dossier
    for form in home.forms if home else ():
        if not _is(form, table):
            continue
        leaf = _leaf(form, table, row, column)
        if leaf is not None and leaf.number is not None:
            return form, leaf, _figure(leaf, form, column)
    return None


def _is(form: Form, table: str) -> bool:
    if table == "资金":
        return bool(form.funds) and form.kind != TARGETS
    return form.kind == table or (table == "自评表" and form.kind in SELF_EVALUATION)


def _leaf(form: Form, table: str, row: str, column: str | None) -> Leaf | None:
    if column is None:
        return form.field_named(row)
    if table == "资金":
        attribute = {"年初预算数": "initial", "全年预算数": "budget", "全年执行数": "spent"}.get(column, "")
        leaves = (getattr(fund, attribute, None) for fund in form.funds if fund.name == row)
    else:
        leaves = (r.get(column) for r in form.rows if r.name == row or "/".join(r.path) == row)
    return next((leaf for leaf in leaves if leaf is not None), None)


def _figure(leaf: Leaf, form: Form, column: str | None) -> Figure:
    """Amounts of tables in 元 and in 万元 meet in one formula: both count in 元."""
    assert leaf.number is not None
    printed = form.unit_of_amount if column is not None and leaf.unit is None else None
    unit = leaf.unit if leaf.unit in AMOUNT_UNITS else printed
    factor = AMOUNT_UNITS.get(unit or "", Decimal(1))
    value = leaf.number * factor
    return Figure(value, Operand(leaf.cell, value, factor))
