"""应填数: would the figure on the other side, typed into the cell of the 填报数, settle the finding?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from perfeval.language.instances import Instance
from perfeval.language.program import Program
from perfeval.language.relation import Relation, single
from perfeval.language.values import NotApplicable, Value
from perfeval.model import AMOUNT_UNITS, Cell


def mends(program: Program, e: Instance, relation: Relation, swap: bool, right: Decimal | None, first: Cell) -> bool:
    """The rule judged again with ``right`` in the cell ``first``.

    Not where 填报数 is a sum or quotient of cells, the sign is strict, or another part of the formula still fails.
    """
    node, own = (relation.right_node, relation.right) if swap else (relation.left_node, relation.left)
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
