"""The funds block and the labelled fields of a form as formulas see them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from perfeval.language import tree as t
from perfeval.language.cells import leaf_value, rate_value, score_value
from perfeval.language.values import Value, normal
from perfeval.language.views import (
    COUNTS,
    FUND_COLUMNS,
    SCORE_COLUMNS,
    Line,
    View,
    finest_decimals,
    is_partial,
    other_leaf,
    score_decimals,
)
from perfeval.model import AMOUNT_UNITS, Form, Fund


def funds(form: Form) -> View:
    """The rows 年度资金总额 and its parts."""
    view = View(form)
    unit = form.unit_of_amount if form.unit_of_amount in AMOUNT_UNITS else "万元"
    amounts = [leaf for x in form.funds for leaf in (x.initial, x.budget, x.spent) if leaf is not None]
    finest = finest_decimals(amounts)
    for leaf in amounts:
        if leaf.unit is None and leaf.number is not None:
            finest[unit] = max(finest.get(unit, 0), leaf.decimals)
    decimals = score_decimals(form)
    full = {row.label.cell.ref for row in form.rows if row.full}
    whole = [x.row.cell.ref in full for x in form.funds]
    for i, item in enumerate(form.funds):
        view.lines.append(
            Line(
                item.name,
                (normal(item.name),),
                _fund_getter(item, unit, finest, decimals),
                role="item" if item.parent is None else "memo",
                parent=item.parent,
                partial=is_partial(item.parent, whole),
                position=i,
                source=item,
                names=(normal(item.name), normal(item.row.text)),
            )
        )
    view.all_columns = [t.Label((name,)) for name in FUND_COLUMNS]
    present = ("年初预算数", "全年预算数", "全年执行数")
    view.amounts = [t.Label((n,)) for n in present if any(getattr(x, FUND_COLUMNS[n]) is not None for x in form.funds)]
    return view


def _fund_getter(item: Fund, unit: str, finest: dict[str, int], decimals: int) -> Callable[[t.Label], Value | None]:
    def get(column: t.Label) -> Value | None:
        name = "/".join(column.path)
        if column.name in SCORE_COLUMNS:
            return score_value(item.score, column.name, item.self_score)
        leaf = getattr(item, FUND_COLUMNS[name]) if name in FUND_COLUMNS else other_leaf(item.other, name)
        if leaf is None:
            return None
        if name == "执行率":
            return rate_value(leaf_value(leaf, {}), leaf, item.spent, item.budget)
        amount = name in ("年初预算数", "全年预算数", "全年执行数") or (
            name not in FUND_COLUMNS and leaf.number is not None and not name.endswith(COUNTS)
        )
        value = leaf_value(leaf, finest, unit if amount else None)
        if name == "得分":
            value.step = Decimal(1).scaleb(-decimals)
        return value

    return get


def fields(form: Form) -> Callable[[str], Value | None]:
    """Labelled texts and numbers: 基本信息[编制数]; else the row of that name with its only figure."""

    def get(name: str) -> Value | None:
        wanted = normal(name)
        leaf = next((f.leaf for f in form.fields if wanted in (normal(f.name), normal(f.label))), None)
        if leaf is None:
            row = next((r for r in form.rows if wanted in (normal(r.name), normal(r.label.text)) and r.cells), None)
            leaf = row.cells[0].leaf if row else None
        if leaf is None:
            return None
        value = leaf_value(
            leaf, finest_decimals([f.leaf for f in form.fields] + [c.leaf for r in form.rows for c in r.cells])
        )
        return rate_value(value, leaf) if name.endswith("率") else value

    return get
