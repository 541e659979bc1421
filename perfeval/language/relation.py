"""Two sides compared: 通过, 尾差 (they touch as intervals), or not; and what was compared, for those who report it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from perfeval.language import tree as t
from perfeval.language.cells import reread_rate
from perfeval.language.printer import plain
from perfeval.language.values import MOST_TIMES, ZERO, NotApplicable, Value, aligned, need, normal, round_to, same_unit
from perfeval.model import AMOUNT_UNITS

# decimals that a difference is rounded to, here and in the sheet: finer than any printed figure, coarser than the
# noise of binary fractions in a cell
PLACES = {"元": 4, "万元": 6, "亿元": 10}
PLAIN_PLACES = 8
DATE = re.compile(r"(?:\d{4}|-)-\d{2}(?:-\d{2})?")
TOLERANT = ("=", "≤", "≥")
Allowed = tuple[Decimal, str | None]
NOTHING: Allowed = (ZERO, None)


@dataclass(slots=True, eq=False)
class Relation:
    """One comparison as it came out. Numbers are in ``unit`` (of amounts) or plain; ``difference`` is left − right."""

    node: t.Compare
    place: int
    op: str
    left: Value
    right: Value
    unit: str | None = None
    difference: Decimal | None = None
    tolerance: Decimal = ZERO
    places: int = PLAIN_PLACES
    last: Decimal = ZERO  # one unit of the last place printed

    @property
    def left_node(self) -> t.Expr:
        return self.node.items[self.place]

    @property
    def right_node(self) -> t.Expr:
        return self.node.items[self.place + 1]

    def shown(self, value: Value) -> Decimal | None:
        """A side's number in the unit of the comparison."""
        if value.number is None:
            return None
        return value.number / AMOUNT_UNITS[self.unit] if self.unit else value.number


@dataclass(slots=True, eq=False)
class Outcome:
    """``slack``: it holds only within the allowed difference. ``note``: what is wrong where no two figures differ."""

    ok: bool
    slack: bool = False
    relation: Relation | None = None
    note: str = ""
    warning: bool = False  # 合计未填: a 警告 whatever the rule's level
    node: t.Expr | None = None
    index: int | None = None  # element of the list it was found in


def bare(node: t.Expr) -> t.Expr:
    """MAX(x) and MIN(x) of one operand are that operand."""
    if isinstance(node, t.Call) and node.name in ("MAX", "MIN") and len(node.args) == 1:
        return node.args[0] if isinstance(node.args[0], t.Ref | t.Name) else node
    return node


def single(node: t.Expr) -> bool:
    """One operand, or the largest or smallest of one list."""
    return isinstance(bare(node), t.Ref | t.Name)


def filled_right(relation: Relation) -> bool:
    """填报数 stands on the left, unless the left is computed and the right is a cell."""
    return not single(relation.left_node) and single(relation.right_node)


def is_sum(node: t.Expr) -> bool:
    return (isinstance(node, t.Sum) and len(node.items) > 1) or (isinstance(node, t.Call) and node.name == "SUM")


def computed(node: t.Expr) -> bool:
    """Is it a product or quotient, whose figure a person rounds when writing it down?"""
    if isinstance(node, t.Ref | t.Name | t.Number):  # nearly always
        return False
    return any(isinstance(n, t.Product) for n in t.walk(node))


def compare(node: t.Compare, place: int, left: Value, right: Value, tolerant: bool, allowed: Allowed) -> Outcome:
    """The pair at ``place`` of a chain a ≤ b ≤ c."""
    op = node.ops[place]
    relation = Relation(node, place, op, left, right)
    left_node, right_node = node.items[place], node.items[place + 1]
    gap = _unfilled(relation, left_node, right_node, tolerant)
    if gap is not None:
        return gap
    a, b = left.number, right.number
    if a is None or b is None:
        return _texts(relation)
    if left.bare_rate and not right.bare_rate:
        relation.left = left = reread_rate(left, b)
    elif right.bare_rate and not left.bare_rate:
        relation.right = right = reread_rate(right, a)
    for rate, literal, value in ((left, right_node, b), (right, left_node, a)):
        if rate.percent and isinstance(literal, t.Number) and literal.unit is None and abs(value) > MOST_TIMES:
            raise NotApplicable(
                f"{rate.name or '这一栏'}是百分数，公式里的{plain(value)}没有写百分号，请写成{plain(value)}%"
            )
    relation.left, relation.right = left, right = aligned([left, right])
    same_unit([left, right])
    if op == "=" and right.partial and single(left_node):
        relation.op = op = "≥"
    elif op == "=" and left.partial and single(right_node):
        relation.op = op = "≤"
    _measure(relation, tolerant and op in TOLERANT, allowed)
    d, tolerance = relation.difference or ZERO, relation.tolerance
    strict = {"=": d == 0, "≠": d != 0, "≤": d <= 0, "≥": d >= 0, "<": d < 0, ">": d > 0}[op]
    if strict or (tolerant and op in TOLERANT and _rounds(relation)):
        return Outcome(True, relation=relation, node=node)
    near = {"=": abs(d) <= tolerance, "≤": d <= tolerance, "≥": -d <= tolerance}.get(op, False)
    return Outcome(tolerant and near, tolerant and near, relation, node=node)


def _rounds(relation: Relation) -> bool:
    """Is the printed rate or score just the computed one, rounded to the places it is printed with?

    That is 通过, not 尾差: nobody can print more. A score rounded to a whole number is 尾差 (取整).
    """
    for own, other, node in (
        (relation.left, relation.right, relation.right_node),
        (relation.right, relation.left, relation.left_node),
    ):
        if own.step and (own.percent or own.step < 1) and computed(node):
            assert own.number is not None and other.number is not None
            return round_to(other.number / own.step, 0) * own.step == round_to(own.number / own.step, 0) * own.step
    return False


def tidy(number: Decimal) -> Decimal:
    """Without idle zeros and exponent: 0.010000 -> 0.01."""
    return Decimal(plain(number)) if number else ZERO


def _unfilled(relation: Relation, left_node: t.Expr, right_node: t.Expr, tolerant: bool) -> Outcome | None:
    """合计未填: the total is blank and the addends come to something; of nothing there is no total to fill in."""
    for total, total_node, others, sum_node in (
        (relation.left, left_node, relation.right, right_node),
        (relation.right, right_node, relation.left, left_node),
    ):
        if total.blank and not total.zero and total.number is None and others.number is not None:
            if (
                others.number
                and tolerant
                and relation.op == "="
                and single(total_node)
                and is_sum(sum_node)
                and not others.partial
            ):
                relation.unit = others.display
                return Outcome(False, relation=relation, note=f"{total.name}未填", warning=True, node=relation.node)
            need(total)
    return None


def _texts(relation: Relation) -> Outcome:
    left, right = relation.left, relation.right
    for side in (left, right):
        if side.absent or side.text is None or (side.blank and side.number is None):
            need(side)
            raise NotApplicable(f"{side.name or '数'}不是文字")
    a, b = normal(left.text or ""), normal(right.text or "")
    if relation.op in ("=", "≠"):
        return Outcome((a == b) == (relation.op == "="), relation=relation, node=relation.node)
    if not (DATE.fullmatch(a) and DATE.fullmatch(b) and len(a) == len(b)):
        for side in (left, right):
            need(side)
        raise NotApplicable(f"{left.name}与{right.name}不能比大小")
    ok = {"≤": a <= b, "≥": a >= b, "<": a < b, ">": a > b}[relation.op]
    return Outcome(ok, relation=relation, node=relation.node)


def _measure(relation: Relation, tolerant: bool, allowed: Allowed) -> None:
    """The difference and the allowed one, computed once, in the unit of the comparison."""
    left, right = relation.left, relation.right
    assert left.number is not None and right.number is not None
    amounts = left.unit == "元" or right.unit == "元"
    # the unit of the cell that is to be mended, so that 应填数 can be typed into it
    first, second = (right, left) if filled_right(relation) else (left, right)
    relation.unit = (first.display or second.display or "元") if amounts else None
    relation.places = PLACES[relation.unit] if relation.unit else PLAIN_PLACES
    scale = AMOUNT_UNITS[relation.unit] if relation.unit else Decimal(1)
    d = left.number - right.number
    relation.difference = tidy(round_to(d / scale, relation.places))
    if not tolerant:
        return
    slack = ZERO
    if not (left.point and right.point):
        # how far the interval of the difference reaches towards zero
        slack = d - (left.low - right.high) if d > 0 else (left.high - right.low) - d
    for side, other in ((left, relation.right_node), (right, relation.left_node)):
        if side.step and side.point and computed(other) and (relation.op == "=" or not side.percent):
            slack += side.step / 2
    number, unit = allowed
    if number:
        own = number * AMOUNT_UNITS[unit] if unit in AMOUNT_UNITS else number / 100 if unit == "%" else number * scale
        slack = max(slack, own)
    relation.tolerance = tidy(round_to(slack / scale, relation.places))
    for side in (left, right):
        if side.cells and side.step:
            relation.last = side.step
        elif side.cells and not side.point:
            relation.last = (side.high - side.low) / scale
