"""The second reader: a rule on one instance as an Excel expression, true where perfeval says 通过 or 尾差.

Only functions that Excel 2010, WPS and LibreOffice share; units are in the formula, differences are ROUNDed, the
allowed difference is a constant. What Excel cannot see (a parsed sign, a text) stands as the constant it is now.
"""

from __future__ import annotations

from decimal import Decimal

from perfeval.language import tree as t
from perfeval.language.instances import Instance
from perfeval.language.printer import plain
from perfeval.language.program import Program
from perfeval.language.relation import NOTHING, Outcome, Relation, compare, is_sum, single
from perfeval.language.values import NotApplicable, Value, normal
from perfeval.language.values import number as point
from perfeval.model import AMOUNT_UNITS, BLANKS, Live, Operand, Pieces

MOST_ARGUMENTS = 255  # of a function of Excel
MOST_OPERANDS = 150  # a longer formula may not fit into a cell (8,192 characters)
SIGNS = {"=": "=", "≠": "<>", "≤": "<=", "≥": ">=", "<": "<", ">": ">"}
MARKS = "{" + ",".join(f'"{b}"' for b in sorted(BLANKS - {""})) + "}"


def live(program: Program, e: Instance, outcome: Outcome, filled_right: bool) -> Live | None:
    """The rule on this instance for Excel, None where no cell decides. ``filled_right``: 填报数 is the right side."""
    if outcome.note and not outcome.warning:
        return None  # what was missing changes what is allowed: perfeval must look again
    writer = _Writer(program, e)
    try:
        ok = writer.truth(program.formula, True)
        if program.condition is not None:
            ok = ("IF(", *writer.truth(program.condition, False), ",", *ok, ",TRUE)")
        sides: list[Pieces | None] = [None, None]
        relation = outcome.relation
        if relation is not None and relation.difference is not None:
            outer = e.index
            e.index = outcome.index if outcome.index is not None else outer
            sides = [writer.number(n, writer.scale(relation)) for n in (relation.left_node, relation.right_node)]
            sides = [_rate(s, v) for s, v in zip(sides, (relation.left, relation.right), strict=True)]
            e.index = outer
    except NotApplicable:
        return None
    count = sum(isinstance(p, Operand) for p in ok)
    if not 0 < count <= MOST_OPERANDS:
        return None
    if filled_right:
        sides.reverse()
    return Live(ok, sides[0], sides[1])


def _rate(pieces: Pieces | None, value: Value) -> Pieces | None:
    """A single open rate is read as the comparison read it."""
    if pieces is not None and len(pieces) == 1 and isinstance(pieces[0], Operand) and value.percent:
        return (Operand(pieces[0].cell, value.number, value.factor),)
    return pieces


class _Writer:
    def __init__(self, program: Program, e: Instance) -> None:
        self.program, self.e = program, e
        units = {v.display for v in e.scalars() if v.display}
        # a text can be asked of its cell only where all cells are in the workbook that shows the check
        self.home = all(c.file == e.form.file for v in e.scalars() for c in v.cells)
        # where amounts cancel out (a rate) any unit will do: theirs keeps the formula plain
        self.unit = AMOUNT_UNITS[units.pop()] if len(units) == 1 else Decimal(1)

    def scale(self, relation: Relation) -> Decimal:
        return AMOUNT_UNITS[relation.unit] if relation.unit else self.unit

    # numbers

    def number(self, node: t.Expr, scale: Decimal) -> Pieces:
        """The expression of a number; amounts in the unit of ``scale``."""
        match node:
            case t.Number() | t.Text() | t.Parameter():
                return (self._constant(self.program.value(node)(self.e), scale),)
            case t.Ref() | t.Name():
                return operand(self.program.value(node)(self.e), scale)
            case t.Sum():
                out: list[str | Operand] = []
                for i, (sign, item) in enumerate(node.items):
                    out.append("-" if sign < 0 else "+" if i else "")
                    out += self._bracketed(item, scale)
                return tuple(p for p in out if p != "")
            case t.Product():
                pieces = list(self._bracketed(node.items[0][1], scale))
                for op, item in node.items[1:]:
                    pieces += ["*" if op == "×" else "/", *self._bracketed(item, scale)]
                return tuple(pieces)
            case t.Call() if not t.boolean(node):
                return self._call(node, scale)
            case _:
                return ("IF(", *self.truth(node, False), ",1,0)")

    def _bracketed(self, node: t.Expr, scale: Decimal) -> Pieces:
        pieces = self.number(node, scale)
        return ("(", *pieces, ")") if isinstance(node, t.Sum | t.Product) else pieces

    @staticmethod
    def _constant(value: Value, scale: Decimal) -> str:
        if value.number is None:
            return quoted(value.text or "")
        number = value.number / scale if value.unit == "元" else value.number
        return plain(number) if number >= 0 else f"({plain(number)})"

    def _call(self, node: t.Call, scale: Decimal) -> Pieces:
        args = node.args
        match node.name:
            case "IF":
                yes, no = self._branch(args[1], scale), self._branch(args[2], scale)
                return ("IF(", *self.truth(args[0], False), ",", *yes, ",", *no, ")")
            case "ABS":
                return ("ABS(", *self.number(args[0], scale), ")")
            case "ROUND":
                return ("ROUND(", *self.number(args[0], scale), ",", *self.number(args[1], Decimal(1)), ")")
            case "COUNT":
                counted = [x for a in args for x in self._each(a, scale, count=True)]
                return ("(", *_joined(counted, "+"), ")") if counted else ("0",)
            case "SUM":
                items = [x for a in args for x in self._each(a, scale)]
                return ("(", *_joined(items, "+"), ")") if len(items) != 1 else items[0]
            case _:
                items = [x for a in args for x in self._each(a, scale, skip_blank=True)]
                if not items:
                    raise NotApplicable(f"{node.name}没有数")
                return (f"{node.name}(", *_joined(items, ","), ")")

    def _branch(self, node: t.Expr, scale: Decimal) -> Pieces:
        try:
            return self.number(node, scale)
        except NotApplicable:
            return ("0",)

    def _each(self, arg: t.Expr, scale: Decimal, count: bool = False, skip_blank: bool = False) -> list[Pieces]:
        """The expression of every element of an argument."""
        length = self.program.length(arg, self.e)
        found: list[Pieces] = []
        outer = self.e.index
        try:
            for k in range(length if length is not None else 1):
                self.e.index = k if length is not None else outer
                if count:
                    found.append(self._counted(arg))
                    continue
                try:
                    value = self.program.value(arg)(self.e)
                    if skip_blank and value.blank and value.number is None:
                        continue
                    pieces = self.number(arg, scale)
                except NotApplicable as gap:
                    if not gap.blank:
                        raise
                    continue  # a blank element counts 0
                found.append(("(", *pieces, ")") if isinstance(arg, t.Sum) else pieces)
        finally:
            self.e.index = outer
        return found

    def _counted(self, arg: t.Expr) -> Pieces:
        try:
            if t.boolean(arg):
                return ("IF(", *self.truth(arg, False), ",1,0)")
            value = self.program.value(arg)(self.e)
        except NotApplicable:
            return ("0",)
        return ("IF(", *self._blank(value), ",0,1)")

    # truth

    def truth(self, node: t.Expr, tolerant: bool) -> Pieces:
        match node:
            case t.Compare():
                pairs = [self._pair(node, i, tolerant) for i in range(len(node.ops))]
                return pairs[0] if len(pairs) == 1 else ("AND(", *_joined(pairs, ","), ")")
            case t.Logic():
                parts = [p for item in node.items if (p := self._part(item, tolerant)) is not None]
                return (f"{node.op}(", *_joined(parts, ","), ")") if parts else ("TRUE",)
            case t.Not():
                return ("NOT(", *self.truth(node.item, False), ")")
            case t.Among():
                choices = self.program.choices
                return _any_of([self._equal(node.item, c, v) for c in node.choices for v in choices(c)(self.e)])
            case t.Call(name="IF"):
                yes, no = self._part(node.args[1], tolerant), self._part(node.args[2], tolerant)
                return ("IF(", *self.truth(node.args[0], False), ",", *(yes or ("TRUE",)), ",", *(no or ("TRUE",)), ")")
            case t.Call(name="ALL" | "ANY"):
                return self._all(node, tolerant)
            case t.Call(name="为空"):
                return self._blank(self._raw(node.args[0]))
            case t.Call(name="含"):
                return self._contains(node)
            case t.Call(name="有"):
                value = self._raw(node.args[0])
                unprinted = value.text == "" and not value.blank
                return ("FALSE" if value.absent or value.zero or unprinted else "TRUE",)
            case t.Call(name="TRUE" | "FALSE"):
                return (node.name,)
            case _:
                raise NotApplicable("不是判断")

    def _part(self, node: t.Expr, tolerant: bool) -> Pieces | None:
        """A part of AND, OR, IF; None where it cannot be told and so does not decide."""
        try:
            return self.truth(node, tolerant)
        except NotApplicable:
            return None

    def _raw(self, node: t.Expr) -> Value:
        found = self.e.values[self.program.plan.numbers[id(node)]]
        return found[self.e.index] if isinstance(found, list) else found

    def _all(self, node: t.Call, tolerant: bool) -> Pieces:
        arg = node.args[0]
        length = self.program.length(arg, self.e)
        parts: list[Pieces] = []
        outer = self.e.index
        try:
            for k in range(length if length is not None else 1):
                self.e.index = k if length is not None else outer
                part = self._part(arg, tolerant)
                if part is not None:
                    parts.append(part)
        finally:
            self.e.index = outer
        return ("AND(" if node.name == "ALL" else "OR(", *_joined(parts, ","), ")") if parts else ("TRUE",)

    def _pair(self, node: t.Compare, place: int, tolerant: bool) -> Pieces:
        left_node, right_node = node.items[place], node.items[place + 1]
        left, right = self.program.value(left_node)(self.e), self.program.value(right_node)(self.e)
        outcome = compare(node, place, left, right, tolerant, self.program.allowed if tolerant else NOTHING)
        relation = outcome.relation
        assert relation is not None
        if outcome.warning:
            return self._total_blank(node, place, left, right)
        if relation.difference is None:
            return self._texts(left, right, relation.op)
        return self._numbers(relation)

    def _numbers(self, r: Relation) -> Pieces:
        scale = self.scale(r)
        sides = []
        for node, value in ((r.left_node, r.left), (r.right_node, r.right)):
            pieces = self.number(node, scale)
            sides.append(_rate(pieces, value) or pieces if single(node) else pieces)
        left, right = sides
        gap: Pieces = (*left, "-", *(("(", *right, ")") if isinstance(r.right_node, t.Sum) else right))
        if right == ("0",):
            gap = left
        rounded: Pieces = ("ROUND(", *gap, f",{r.places})")
        allowed = plain(r.tolerance)
        if r.op == "=":
            return ("ABS(", *rounded, f")<={allowed}")
        if r.op == "≥":
            return (*rounded, f">=-{allowed}" if r.tolerance else ">=0")
        return (*rounded, f"<={allowed}" if r.op == "≤" else f"{SIGNS[r.op]}0")

    def _total_blank(self, node: t.Compare, place: int, left: Value, right: Value) -> Pieces:
        """合计未填: it must be filled, and then be the sum."""
        total = left if left.blank and left.number is None else right
        others = right if total is left else left
        filled = point(Decimal(0), others.unit, display=others.display)
        filled.cells, filled.name = total.cells, total.name
        filled.factor = AMOUNT_UNITS.get(others.display or "元", Decimal(1))
        pair = (filled, right) if total is left else (left, filled)
        relation = compare(node, place, *pair, True, self.program.allowed).relation
        assert relation is not None
        return ("AND(NOT(", *self._blank(total), "),", *self._numbers(relation), ")")

    def _equal(self, left_node: t.Expr, right_node: t.Expr, right: Value) -> Pieces:
        """``right``: the value of ``right_node``, or one item of a list that it names."""
        left = self.program.value(left_node)(self.e)
        if left.number is not None and right.number is not None:
            scale = AMOUNT_UNITS[left.display] if left.display else Decimal(1)
            constant = isinstance(right_node, t.Parameter)
            other = (self._constant(right, scale),) if constant else self.number(right_node, scale)
            return (*self.number(left_node, scale), "=", *other)
        return self._texts(left, right, "=")

    def _texts(self, left: Value, right: Value, op: str) -> Pieces:
        a, b = self._text(left), self._text(right)
        if a is None and b is None:
            x, y = normal(left.text or ""), normal(right.text or "")
            holds = {"=": x == y, "≠": x != y, "≤": x <= y, "≥": x >= y, "<": x < y, ">": x > y}[op]
            return ("TRUE" if holds else "FALSE",)
        one = a or (quoted(left.text or ""),)
        two = b or (quoted(right.text or ""),)
        return (*one, SIGNS[op], *two)

    def _text(self, value: Value) -> Pieces | None:
        """The cell's text, where a formula can refer to the cell as it is."""
        cell = value.cell
        if cell is None or not self.home or not (cell.raw is None or isinstance(cell.raw, Decimal)):
            return None
        if not value.blank and value.shown != value.text:
            return None
        return ("TRIM(", Operand(cell, cell.raw if isinstance(cell.raw, Decimal) else None), '&"")')

    def _blank(self, value: Value) -> Pieces:
        if value.absent:
            raise NotApplicable(value.absent)
        text = self._text(value) if value.cells else None
        if text is None:
            return ("TRUE" if value.blank else "FALSE",)
        return ("OR(", *text, '="",SUMPRODUCT(--(', *text, f"={MARKS}))>0)")

    def _contains(self, node: t.Call) -> Pieces:
        value = self.program.value(node.args[0])(self.e)
        words = [normal(v.text or "") for a in node.args[1:] for v in self.program.choices(a)(self.e)]
        text = self._text(value)
        if text is None:
            found = normal(value.text if value.text is not None else value.shown)
            return ("TRUE" if any(w and w in found for w in words) else "FALSE",)
        return _any_of([("ISNUMBER(FIND(", quoted(w), ",", *text, "))") for w in words])


def operand(value: Value, scale: Decimal) -> Pieces:
    """A single operand: its cell with the factor of its unit, a blank one as 0, a missing optional one as 0."""
    scaled = scale if value.unit == "元" else Decimal(1)
    number = (value.number if value.number is not None else Decimal(0)) / scaled
    if value.pieces is not None:
        return ("(", *value.pieces, ")") if scaled == 1 else ("((", *value.pieces, f")/{plain(scaled)})")
    if not value.cells or value.zero or value.derived:
        return (plain(number) if number >= 0 else f"({plain(number)})",)
    factor = value.factor / scaled
    if value.blank:
        return ("N(", Operand(value.cells[0], Decimal(0), factor), ")")
    if value.number is None:
        raise NotApplicable(f"{value.name}不是数字")
    return (Operand(value.cells[0], number, factor),)


def quoted(text: str) -> str:
    """A text as formulas write it; line breaks and lengths that Excel does not take in a formula are left out."""
    return '"' + " ".join(text.split())[:250].replace('"', '""') + '"'


def _any_of(tests: list[Pieces]) -> Pieces:
    """OR of them all, in groups where there are more than a function takes."""
    while len(tests) > MOST_ARGUMENTS:
        groups = (tests[i : i + MOST_ARGUMENTS] for i in range(0, len(tests), MOST_ARGUMENTS))
        tests = [("OR(", *_joined(group, ","), ")") for group in groups]
    return ("OR(", *_joined(tests, ","), ")") if tests else ("FALSE",)


def _joined(items: list[Pieces], sign: str) -> Pieces:
    out: list[str | Operand] = []
    for i, item in enumerate(items):
        if i:
            out.append(sign)
        out += item
    return tuple(out)


__all__ = ["is_sum", "live", "operand"]
