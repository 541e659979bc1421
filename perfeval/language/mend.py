"""应填数: would the figure on the other side, typed into the cell of the 填报数, settle the finding?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from perfeval.language import tree as t
from perfeval.language.instances import Instance
from perfeval.language.program import Program
from perfeval.language.relation import Relation, bare, single
from perfeval.language.values import NotApplicable, Value
from perfeval.model import AMOUNT_UNITS, Cell


def mends(program: Program, e: Instance, relation: Relation, swap: bool, right: Decimal | None, first: Cell) -> bool:
    """The rule judged again with ``right`` in the cell ``first``.

    Not where 填报数 is a sum or quotient of cells, the sign is strict, or another part of the formula still fails; nor
    where it is a fact beyond another figure (执行数 over 预算数, 在职 over 编制): the limit is no figure to be typed.
    """
    node, own = (relation.right_node, relation.right) if swap else (relation.left_node, relation.left)
    other = relation.left_node if swap else relation.right_node
    if relation.op != "=" and single(other) and not _is_score(node):
        return False
    plain = single(node) and own.pieces is None and not (own.derived or own.zero)
    if right is None or not plain or not own.cells or own.cells[0] != first:
        return False
    if relation.unit and own.display and own.display != relation.unit:
        return False  # the figure is in another unit than the cell
    typed = right * AMOUNT_UNITS[relation.unit] if relation.unit else right

    def change(value: Value) -> Value:
        if value.cell != first or value.number is None:
            return value
        return replace(value, number=typed, low=typed, high=typed, bare_rate=False, blank=False, step=Decimal(0))

    try:
        again = replace(e, values=e.values.changed(change))
        return program.passes(again).ok
    except NotApplicable:
        return False


def _is_score(node: t.Expr) -> bool:
    """得分, 复核得分: what the unit gives itself, and may only be so much."""
    node = bare(node)
    column = node.column if isinstance(node, t.Ref) else node.label if isinstance(node, t.Name) else None
    return isinstance(column, t.Label) and column.name.endswith("得分")
