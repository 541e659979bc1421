"""Formulas that a program left without a cached value (无缓存值的公式): arithmetic, SUM and a few more, computed here.

Only what is certain is computed; a formula with anything else in it stays open and the user is asked to open and save
the workbook in Excel. Bounded: a chain of cells too long, or ranges too large in all, stay open as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from math import prod

from perfeval.address import column_letters, column_number
from perfeval.model import Raw

Position = tuple[str, int, int]  # sheet, row, column
EXCEL_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
REFERENCE = r"\$?([A-Za-z]{1,3})\$?(\d{1,7})"
TOKEN = re.compile(
    rf"\s*(?:(?P<range>(?:(?:'(?P<q>(?:[^']|'')+)'|(?P<s>[^\s'!(),+\-*/^&=<>:]+))!)?{REFERENCE}(?::{REFERENCE})?)(?![\w(.])"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<text>\"(?:[^\"]|\"\")*\")"
    r"|(?P<name>[A-Za-z_][\w.]*)(?=\s*\()|(?P<op><=|>=|<>|[-+*/^&=<>%(),]))"
)
SHIFT = re.compile(r"(\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'!)|(?<![\w.$])(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})(?![\w(.!])")
MOST_DEPTH = 100
MOST_CELLS = 2_000_000


class Open(Exception):
    """This formula cannot be computed here."""


def shift(formula: str, rows: int, columns: int) -> str:
    """A shared formula as it reads ``rows`` further down and ``columns`` to the right."""

    def moved(m: re.Match[str]) -> str:
        if m[1]:
            return m[1]
        column = m[3] if m[2] else column_letters(max(1, column_number(m[3]) + columns))
        row = m[5] if m[4] else str(max(1, int(m[5]) + rows))
        return f"{m[2]}{column}{m[4]}{row}"

    return SHIFT.sub(moved, formula)


class Calculator:
    """Computes formulas over the cells of a workbook; ``values`` holds what is known, ``formulas`` what is not."""

    def __init__(self, values: Mapping[str, Mapping[tuple[int, int], Raw]], formulas: Mapping[Position, str]) -> None:
        self.values = values
        self.formulas = formulas
        self.done: dict[Position, Raw] = {}
        self.busy: set[Position] = set()
        self.touched = 0

    def compute(self, at: Position) -> Raw:
        """The value of the formula at a position; ``Open`` where it is not certain."""
        if at in self.done:
            return self.done[at]
        if at in self.busy or len(self.busy) >= MOST_DEPTH:
            raise Open
        self.busy.add(at)
        try:
            value = _Expression(self, at[0], self.formulas[at]).value()
            if isinstance(value, Decimal):
                value = EXCEL_DIGITS.plus(value)
        except (DecimalException, ArithmeticError, IndexError, ValueError) as error:
            raise Open from error
        finally:
            self.busy.discard(at)
        self.done[at] = value
        return value

    def cell(self, sheet: str, row: int, column: int) -> Raw:
        if (sheet, row, column) in self.formulas:
            return self.compute((sheet, row, column))
        if sheet not in self.values:
            raise Open
        return self.values[sheet].get((row, column))

    def range(self, sheet: str, top: int, left: int, bottom: int, right: int) -> Iterator[Raw]:
        """What stands in a range; a large one is walked by the filled cells, not by the range."""
        if sheet not in self.values:
            raise Open
        filled = self.values[sheet]
        area = (bottom - top + 1) * (right - left + 1)
        known = len(filled) + len(self.formulas)
        self.touched += min(area, known)
        if self.touched > MOST_CELLS:
            raise Open
        if area <= known:
            yield from (self.cell(sheet, r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
            return
        at = [*filled, *((r, c) for s, r, c in self.formulas if s == sheet)]
        yield from (self.cell(sheet, r, c) for r, c in at if top <= r <= bottom and left <= c <= right)


Value = Raw | list[Raw]


class _Expression:
    """One formula, read and computed in one go (precedence climbing)."""

    LEVELS = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))

    def __init__(self, calculator: Calculator, sheet: str, text: str) -> None:
        self.calculator, self.sheet = calculator, sheet
        self.tokens: list[re.Match[str]] = []
        at, text = 0, text.strip()
        while at < len(text):
            m = TOKEN.match(text, at)
            if m is None or len(self.tokens) > 2000:
                raise Open
            self.tokens.append(m)
            at = m.end()
        self.at = 0
        self.depth = 0

    def value(self) -> Raw:
        value = self._level(0)
        if self.at != len(self.tokens) or isinstance(value, list):
            raise Open
        return value

    def _peek(self) -> str | None:
        return self.tokens[self.at]["op"] if self.at < len(self.tokens) else None

    def _take(self, op: str) -> None:
        if self._peek() != op:
            raise Open
        self.at += 1

    def _level(self, level: int) -> Value:
        if level == len(self.LEVELS):
            return self._unary()
        left = self._level(level + 1)
        while (op := self._peek()) in self.LEVELS[level]:
            self.at += 1
            left = _operate(op or "", left, self._level(level + 1))
        return left

    def _unary(self) -> Value:
        sign = self._peek()
        if sign in ("+", "-"):
            self.at += 1
            self.depth += 1
            if self.depth > MOST_DEPTH:
                raise Open
            value = _number(self._unary())
            return -value if sign == "-" else value
        value2 = self._primary()
        while self._peek() == "%":
            self.at += 1
            value2 = _number(value2) / 100
        return value2

    def _primary(self) -> Value:
        if self.at >= len(self.tokens):
            raise Open
        token = self.tokens[self.at]
        self.at += 1
        if token["number"]:
            return Decimal(token["number"])
        if token["text"]:
            return token["text"][1:-1].replace('""', '"')
        if token["range"]:
            return self._reference(token)
        if token["name"]:
            return self._call(token["name"].upper())
        if token["op"] == "(":
            self.depth += 1
            if self.depth > MOST_DEPTH:
                raise Open
            value = self._level(0)
            self._take(")")
            return value
        raise Open

    def _reference(self, token: re.Match[str]) -> Value:
        sheet = (token["q"] or token["s"] or self.sheet).replace("''", "'")
        left, top, right, bottom = token.groups()[3:7]
        if right is None:
            return self.calculator.cell(sheet, int(top), column_number(left))
        rows, columns = sorted((int(top), int(bottom))), sorted((column_number(left), column_number(right)))
        return list(self.calculator.range(sheet, rows[0], columns[0], rows[1], columns[1]))

    def _call(self, name: str) -> Value:
        self._take("(")
        arguments: list[Value] = []
        while self._peek() != ")":
            arguments.append(self._level(0))
            if self._peek() == ",":
                self.at += 1
            elif self._peek() != ")":
                raise Open
        self.at += 1
        if name not in FUNCTIONS:
            raise Open
        return FUNCTIONS[name](arguments)


def _number(value: Value) -> Decimal:
    """A single value in arithmetic: blank counts 0, a text that is a number counts as it."""
    if isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, Decimal):
        return value
    if value is None:
        return Decimal(0)
    if isinstance(value, str):
        text = value.strip().replace(",", "")
        if re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
            return Decimal(text)
    raise Open


def _operate(op: str, left: Value, right: Value) -> Value:
    if op == "&":
        if isinstance(left, str) and isinstance(right, str):
            return left + right
        raise Open
    if op in ("=", "<>", "<", ">", "<=", ">="):
        if isinstance(left, str) and isinstance(right, str) and op in ("=", "<>"):
            return (left.casefold() == right.casefold()) is (op == "=")
        a, b = EXCEL_DIGITS.plus(_number(left)), EXCEL_DIGITS.plus(_number(right))
        return {"=": a == b, "<>": a != b, "<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}[op]
    a, b = _number(left), _number(right)
    match op:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "/":
            return a / b
    if abs(b) > 1000:
        raise Open
    return a**b


def _numbers(arguments: list[Value]) -> list[Decimal]:
    """The numbers among the arguments: texts and blanks inside ranges do not count, an error leaves all open."""
    out: list[Decimal] = []
    for a in arguments:
        if not isinstance(a, list):
            out.append(_number(a))
            continue
        for item in a:
            if isinstance(item, str) and item.startswith("#"):
                raise Open
            if isinstance(item, Decimal):
                out.append(item)
    return out


def _round(arguments: list[Value]) -> Value:
    value, places = _number(arguments[0]), int(_number(arguments[1]))
    if abs(places) > 15:
        raise Open
    return EXCEL_DIGITS.plus(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _if(arguments: list[Value]) -> Value:
    if not isinstance(arguments[0], bool) or len(arguments) != 3:
        raise Open
    return arguments[1] if arguments[0] else arguments[2]


def _average(arguments: list[Value]) -> Value:
    numbers = _numbers(arguments)
    return sum(numbers, Decimal(0)) / len(numbers)


FUNCTIONS: dict[str, Callable[[list[Value]], Value]] = {
    "SUM": lambda a: sum(_numbers(a), Decimal(0)),
    "AVERAGE": _average,
    "MIN": lambda a: min(_numbers(a), default=Decimal(0)),
    "MAX": lambda a: max(_numbers(a), default=Decimal(0)),
    "ABS": lambda a: abs(_number(a[0])),
    "ROUND": _round,
    "IF": _if,
    "IFERROR": lambda a: a[0],  # an error in it has left the formula open before
    "PRODUCT": lambda a: prod(_numbers(a), start=Decimal(1)),
}
