"""计分办法: a scoring formula over bare names (目标, 完成, 分值 …), evaluated in Decimal or rendered for Excel.

Numbers are taken as they are given: the scoring stage gives all of them in units that fit each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from perfeval.language import tree as t
from perfeval.language.errors import RuleError
from perfeval.language.excel import SIGNS
from perfeval.language.parser import parse as parse_formula
from perfeval.language.printer import plain
from perfeval.language.values import NotApplicable, bounded, round_to
from perfeval.model import AMOUNT_UNITS, Operand, Pieces

Given = Mapping[str, "Decimal | None"]
Compute = Callable[[Given], Decimal]
ALLOWED = frozenset({"SUM", "ABS", "ROUND", "MIN", "MAX", "IF", "TRUE", "FALSE"})
MAX_PLACES = 10


@dataclass(frozen=True)
class Method:
    """A parsed method. ``names``: the bare names that it uses, in the order of their first use."""

    text: str
    names: tuple[str, ...]
    tree: t.Expr = field(repr=False)
    compute: Compute = field(repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return parse, (self.text,)

    def value(self, values: Given) -> Decimal | None:
        """The score; None (不适用) where a name that is needed is blank or a divisor is zero."""
        try:
            return self.compute(values)
        except NotApplicable:
            return None

    def excel(self, operands: Mapping[str, Operand | Decimal]) -> Pieces:
        """The same as an Excel expression over the cells; a name that is not given stands as 0."""
        return _render(self.tree, operands)


@lru_cache(maxsize=1024)
def parse(text: str) -> Method:
    """The method of a formula such as ``分值 × MIN(1, 完成 ÷ 目标)``; RuleError where it cannot be read."""
    tree = parse_formula(text)
    names: dict[str, None] = {}
    for node in t.walk(tree):
        if isinstance(node, t.Ref) and not node.whole:
            raise RuleError("计分办法里只用名称，不用 表[行, 列]", text, *node.at)
        if isinstance(node, t.Call) and node.name not in ALLOWED:
            raise RuleError(f"计分办法里不能用 {node.name}", text, *node.at)
        if isinstance(node, t.Text):
            raise RuleError("计分办法里不能用文字", text, *node.at)
        name = _name(node)
        if name is not None:
            names.setdefault(name)
    if t.boolean(tree):
        raise RuleError("计分办法应算出一个数，不是一个判断", text, *tree.at)
    try:
        return Method(text, tuple(names), tree, _number(tree))
    except RuleError as error:
        raise RuleError(error.problem, text, error.start, error.end) from None


def _name(node: t.Node) -> str | None:
    """目标, 目标.值, 参数.x, 资金.满分 as the keys of the values that are given."""
    if isinstance(node, t.Name):
        return node.label.name
    if isinstance(node, t.Parameter):
        return f"参数.{node.name}"
    if isinstance(node, t.Ref) and isinstance(node.column, t.Label):
        return f"{node.table}.{node.column.name}"
    return None


def _literal(node: t.Number) -> Decimal:
    if node.unit == "%":
        return node.value / 100
    return node.value * AMOUNT_UNITS[node.unit] if node.unit in AMOUNT_UNITS else node.value


def _number(node: t.Expr) -> Compute:
    name = _name(node)
    if name is not None:
        return _given(name)
    match node:
        case t.Number():
            constant = _literal(node)
            return lambda g: constant
        case t.Sum():
            signed = [(s, _number(x)) for s, x in node.items]
            return lambda g: sum((f(g) if s > 0 else -f(g) for s, f in signed), Decimal(0))
        case t.Product():
            first, rest = _number(node.items[0][1]), [(op, _number(x)) for op, x in node.items[1:]]
            return lambda g: _product(first(g), [(op, f(g)) for op, f in rest])
        case t.Call() if not t.boolean(node):
            return _call(node)
        case _:
            truth = _truth(node)
            return lambda g: Decimal(int(truth(g)))


def _given(name: str) -> Compute:
    def get(values: Given) -> Decimal:
        number = values.get(name)
        if number is None:
            raise NotApplicable(name, blank=True)
        return number

    return get


def _product(result: Decimal, rest: list[tuple[str, Decimal]]) -> Decimal:
    for op, number in rest:
        if op == "÷" and number == 0:
            raise NotApplicable("除数为0")
        result = bounded(op, result, number)
    return result


def _call(node: t.Call) -> Compute:
    if node.name == "IF":
        test, yes, no = _truth(node.args[0]), _number(node.args[1]), _number(node.args[2])
        return lambda g: yes(g) if test(g) else no(g)
    args = [_number(a) for a in node.args]
    if node.name == "ROUND":
        places = node.args[1]
        if not isinstance(places, t.Number) or places.value not in range(MAX_PLACES + 1):
            raise RuleError(f"ROUND 的位数应是 0 到 {MAX_PLACES} 的整数", "", *places.at)
        return lambda g: round_to(args[0](g), int(places.value))
    if node.name == "ABS":
        return lambda g: abs(args[0](g))
    if node.name == "SUM":
        return lambda g: sum((f(g) for f in args), Decimal(0))
    choose = min if node.name == "MIN" else max
    return lambda g: choose(f(g) for f in args)


def _truth(node: t.Expr) -> Callable[[Given], bool]:
    match node:
        case t.Compare():
            sides = [_number(x) for x in node.items]
            return lambda g: _holds(node.ops, [f(g) for f in sides])
        case t.Logic():
            tests = [_truth(x) for x in node.items]
            both = node.op == "AND"
            return lambda g: all(f(g) for f in tests) if both else any(f(g) for f in tests)
        case t.Not():
            inner = _truth(node.item)
            return lambda g: not inner(g)
        case t.Among():
            item, choices = _number(node.item), [_number(c) for c in node.choices]
            return lambda g: item(g) in [f(g) for f in choices]
        case t.Call(name="TRUE" | "FALSE"):
            return lambda g: node.name == "TRUE"
        case t.Call(name="IF"):
            test, yes, no = (_truth(a) for a in node.args)
            return lambda g: yes(g) if test(g) else no(g)
        case _:
            raise RuleError("这里应是一个判断，不是一个数", "", *node.at)


def _holds(ops: tuple[str, ...], numbers: list[Decimal]) -> bool:
    for op, a, b in zip(ops, numbers, numbers[1:], strict=False):
        sign = (a > b) - (a < b)
        if sign not in {"=": (0,), "≠": (1, -1), "≥": (0, 1), "≤": (0, -1), ">": (1,), "<": (-1,)}[op]:
            return False
    return True


# Excel


def _render(node: t.Expr, given: Mapping[str, Operand | Decimal]) -> Pieces:
    def of(item: t.Expr) -> Pieces:
        pieces = _render(item, given)
        return ("(", *pieces, ")") if isinstance(item, t.Sum | t.Product | t.Compare) else pieces

    name = _name(node)
    if name is not None:
        found = given.get(name, Decimal(0))
        return (found,) if isinstance(found, Operand) else (_constant(found),)
    match node:
        case t.Number():
            return (_constant(_literal(node)),)
        case t.Sum():
            signs = [("-" if s < 0 else "+" if i else "", x) for i, (s, x) in enumerate(node.items)]
            return tuple(p for sign, x in signs for p in (*([sign] if sign else []), *of(x)))
        case t.Product():
            first, *rest = node.items
            return (*of(first[1]), *(p for op, x in rest for p in ("*" if op == "×" else "/", *of(x))))
        case t.Compare():
            pairs = list(zip(node.ops, node.items, node.items[1:], strict=False))
            tests: list[Pieces] = [(*of(a), SIGNS[op], *of(b)) for op, a, b in pairs]
            return tests[0] if len(tests) == 1 else ("AND(", *_listed(tests), ")")
        case t.Among():
            hits: list[Pieces] = [(*of(node.item), "=", *of(c)) for c in node.choices]
            return ("OR(", *_listed(hits), ")")
        case t.Logic():
            return (f"{node.op}(", *_listed([_render(x, given) for x in node.items]), ")")
        case t.Not():
            return ("NOT(", *_render(node.item, given), ")")
        case t.Call(name="TRUE" | "FALSE"):
            return (node.name,)
        case t.Call():
            return (f"{node.name}(", *_listed([_render(a, given) for a in node.args]), ")")
        case _:
            raise RuleError("计分办法里不能用这个", "", *node.at)


def _constant(number: Decimal) -> str:
    return plain(number) if number >= 0 else f"({plain(number)})"


def _listed(items: list[Pieces]) -> Pieces:
    return tuple(p for i, item in enumerate(items) for p in ((",", *item) if i else item))
