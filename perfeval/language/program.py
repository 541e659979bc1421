"""A tree compiled once to closures over an instance: numbers with their intervals, and truth with its tolerance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from perfeval.language import tree as t
from perfeval.language.errors import RuleError
from perfeval.language.instances import Instance
from perfeval.language.outcomes import Number, Truth, all_of, any_of, attempt, best, broken, worst
from perfeval.language.plan import Plan, plan
from perfeval.language.relation import NOTHING, Allowed, Outcome, compare, single
from perfeval.language.values import (
    NotApplicable,
    Value,
    absolute,
    add,
    divide,
    extreme,
    literal,
    multiply,
    need,
    normal,
    number,
    rounded,
)

MAX_PLACES = 10
Choices = Callable[[Instance], Sequence[Value]]


@dataclass(slots=True)
class Program:
    """``passes`` judges an instance, ``applies`` says whether ``when`` holds (None: no condition)."""

    plan: Plan
    formula: t.Expr
    condition: t.Expr | None
    passes: Truth
    applies: Truth | None
    allowed: Allowed
    value: Callable[[t.Expr], Number]  # a part of the formula, for the readers that show it
    length: Callable[[t.Expr, Instance], int | None]  # elements of an aggregate's argument
    choices: Callable[[t.Expr], Choices]  # what one choice of IN, or one word of 含, stands for


def program(
    formula: t.Expr, condition: t.Expr | None, allowed: Allowed = NOTHING, texts: tuple[str, str] = ("", "")
) -> Program:
    """The compiled rule; RuleError where the formula says neither true nor false. ``texts``: formula and condition."""
    for tree, name, text in ((formula, "公式", texts[0]), (condition, "条件", texts[1])):
        if tree is not None and not t.boolean(tree):
            raise RuleError(f"{name}应是一个判断（带 = ≤ ≥ 等），不是一个数", text, *tree.at)
    with _placed(texts[0]):
        made = plan(formula, condition)
        compiler = _Compiler(made, allowed)
        passes = compiler.truth(formula, True)
    with _placed(texts[1]):
        applies = compiler.truth(condition, False) if condition is not None else None
    readers = compiler.value, compiler.length, compiler.choices
    return Program(made, formula, condition, passes, applies, allowed, *readers)


@contextmanager
def _placed(text: str) -> Iterator[None]:
    """A fault found after parsing shows its place in the text as well."""
    try:
        yield
    except RuleError as error:
        raise RuleError(error.problem, text, error.start, error.end) from None


class _Compiler:
    def __init__(self, made: Plan, allowed: Allowed) -> None:
        self.plan, self.allowed = made, allowed
        self._made: dict[int, Number] = {}

    # numbers

    def value(self, node: t.Expr) -> Number:
        if id(node) not in self._made:
            self._made[id(node)] = self._value(node)
        return self._made[id(node)]

    def _value(self, node: t.Expr) -> Number:
        match node:
            case t.Number():
                constant = literal(node.value, node.unit)
                return lambda e: constant
            case t.Text():
                text = Value(text=node.value, shown=node.value)
                return lambda e: text
            case t.Parameter():
                return self._parameter(node.name)
            case t.Ref() | t.Name():
                return self._operand(node)
            case t.Sum():
                signed = [(s, self.value(x)) for s, x in node.items]
                return lambda e: add([(s, f(e)) for s, f in signed])
            case t.Product():
                return self._product(node)
            case t.Call() if not t.boolean(node):
                return self._call(node)
            case _:
                truth = self.truth(node, False)
                return lambda e: number(Decimal(int(truth(e).ok)))

    @staticmethod
    def _parameter(name: str) -> Number:
        def get(e: Instance) -> Value:
            if name not in e.parameters:
                raise NotApplicable(f"参数.{name}")
            given = e.parameters[name]
            if isinstance(given, bool | list | tuple | dict):
                raise NotApplicable(f"参数.{name}（不是一个数）")
            text = str(given).strip()
            number = _figure(text)
            return number if number is not None else Value(text=text, shown=text, name=name)

        return get

    def choices(self, node: t.Expr) -> Choices:
        """One choice of IN, or one word of 含: its value, or for a parameter that is a list each of its items."""
        one = self.value(node)
        if not isinstance(node, t.Parameter):
            return lambda e: (one(e),)
        name = node.name

        def get(e: Instance) -> Sequence[Value]:
            given = e.parameters.get(name)
            return _items(tuple(map(str, given))) if isinstance(given, list | tuple) else (one(e),)

        return get

    def _operand(self, node: t.Ref | t.Name) -> Number:
        slot = self.plan.numbers[id(node)]

        def get(e: Instance) -> Value:
            found = e.values[slot]
            value = found[e.index] if isinstance(found, list) else found
            if value.absent:
                raise NotApplicable(value.absent)
            return value

        return get

    def _product(self, node: t.Product) -> Number:
        first = self.value(node.items[0][1])
        rest = [(multiply if op == "×" else divide, self.value(x)) for op, x in node.items[1:]]

        def get(e: Instance) -> Value:
            result = first(e)
            for apply, f in rest:
                result = apply(result, f(e))
            return result

        return get

    def _call(self, node: t.Call) -> Number:
        name, args = node.name, node.args
        if name == "IF":
            test, yes, no = self.truth(args[0], False), self.value(args[1]), self.value(args[2])
            return lambda e: yes(e) if test(e).ok else no(e)
        if name == "ABS":
            inner = self.value(args[0])
            return lambda e: absolute(inner(e))
        if name == "ROUND":
            places = args[1]
            if not isinstance(places, t.Number) or places.value != int(places.value) or places.value > MAX_PLACES:
                raise RuleError(f"ROUND 的位数应是 0 到 {MAX_PLACES} 的整数", "", *places.at)
            inner, digits = self.value(args[0]), int(places.value)
            return lambda e: rounded(inner(e), digits)
        if name == "COUNT":
            return self._count(args)
        gather = [self._elements(arg) for arg in args]
        if name == "SUM":
            return lambda e: add([(1, v) for g in gather for v in g(e)])
        largest = name == "MAX"
        return lambda e: extreme([v for g in gather for v in g(e)], largest)

    def length(self, arg: t.Expr, e: Instance) -> int | None:
        """How many elements the lists of an argument have; None where it has no list."""
        lengths: set[int] = set()
        for slot in self.plan.owned.get(id(arg), ()):
            found = e.values[slot]
            if isinstance(found, list):
                lengths.add(len(found))
            elif not found.zero:
                raise NotApplicable(found.absent or found.name)
            else:
                lengths.add(1)
        if len(lengths) > 1:
            raise NotApplicable("各项的个数不同")
        return lengths.pop() if lengths else None

    def _elements(self, arg: t.Expr) -> Callable[[Instance], list[Value]]:
        """The values of an argument, one for each element of its lists."""
        inner, lenient = self.value(arg), not single(arg)

        def get(e: Instance) -> list[Value]:
            length = self.length(arg, e)
            if length is None:
                return [inner(e)]
            found, outer = [], e.index
            try:
                for e.index in range(length):
                    try:
                        found.append(inner(e))
                    except NotApplicable as gap:
                        if not (lenient and gap.blank):
                            raise
                        found.append(Value(blank=True, name=gap.missing.removesuffix("未填")))
            finally:
                e.index = outer
            return found

        return get

    def _count(self, args: tuple[t.Expr, ...]) -> Number:
        counters = [self._truths(a) if t.boolean(a) else self._elements(a) for a in args]

        def get(e: Instance) -> Value:
            found = [x for c in counters for x in c(e)]
            return number(Decimal(sum(x.ok if isinstance(x, Outcome) else not x.blank for x in found)))

        return get

    # truth

    def truth(self, node: t.Expr, tolerant: bool) -> Truth:
        match node:
            case t.Compare():
                return self._compare(node, tolerant)
            case t.Logic():
                items = [self.truth(x, tolerant) for x in node.items]
                return all_of(items) if node.op == "AND" else any_of(items)
            case t.Not():
                inner = self.truth(node.item, False)
                return lambda e: Outcome(not inner(e).ok, node=node)
            case t.Among():
                return self._among(node)
            case t.Call(name="IF"):
                test, yes, no = self.truth(node.args[0], False), node.args[1], node.args[2]
                one, two = self.truth(yes, tolerant), self.truth(no, tolerant)
                return lambda e: one(e) if test(e).ok else two(e)
            case t.Call() if t.boolean(node):
                return self._predicate(node, tolerant)
            case _:
                raise RuleError("这里应是一个判断，不是一个数", "", *node.at)

    def _compare(self, node: t.Compare, tolerant: bool) -> Truth:
        sides = [self.value(x) for x in node.items]
        allowed = self.allowed if tolerant else NOTHING

        def judge(e: Instance) -> Outcome:
            values = [attempt(f, e) for f in sides]
            worst: Outcome | None = None
            for place in range(len(node.ops)):
                left, right = values[place], values[place + 1]
                if isinstance(left, NotApplicable) or isinstance(right, NotApplicable):
                    found = broken(node, place, left, right, tolerant)
                else:
                    found = compare(node, place, left, right, tolerant, allowed)
                if not found.ok:
                    return found
                if worst is None or (found.slack and not worst.slack):
                    worst = found
            assert worst is not None
            return worst

        return judge

    def _among(self, node: t.Among) -> Truth:
        item, choices = self.value(node.item), [self.choices(c) for c in node.choices]

        def judge(e: Instance) -> Outcome:
            value = item(e)
            if value.blank:
                need(value)
            for other in (v for choice in choices for v in choice(e)):
                if value.number is not None and other.number is not None:
                    hit = value.number == other.number
                else:
                    hit = value.text is not None and normal(value.text) == normal(other.text or "\0")
                if hit:
                    return Outcome(True, node=node)
            return Outcome(False, node=node)

        return judge

    def _truths(self, arg: t.Expr, tolerant: bool = False) -> Callable[[Instance], list[Outcome]]:
        """The judgement of every element that can be judged; NotApplicable where none can."""
        inner = self.truth(arg, tolerant)

        def get(e: Instance) -> list[Outcome]:
            length = self.length(arg, e)
            found: list[Outcome] = []
            gap: NotApplicable | None = None
            outer = e.index
            try:
                for k in range(length if length is not None else 1):
                    e.index = k if length is not None else outer
                    outcome = attempt(inner, e)
                    if isinstance(outcome, NotApplicable):
                        gap = gap or outcome
                        continue
                    outcome.index = k if outcome.index is None else outcome.index
                    found.append(outcome)
            finally:
                e.index = outer
            if gap is not None and not found:
                raise gap.again()
            return found

        return get

    def _predicate(self, node: t.Call, tolerant: bool) -> Truth:
        if node.name in ("TRUE", "FALSE"):
            return lambda e: Outcome(node.name == "TRUE", node=node)
        if node.name in ("ALL", "ANY"):
            gather = self._truths(node.args[0], tolerant)
            pick = worst if node.name == "ALL" else best
            return lambda e: pick(gather(e))
        if node.name == "含":
            return self._contains(node)
        if not single(node.args[0]):
            raise RuleError(f"{node.name}( ) 里应是一个操作数，如 自评表[*, 偏差原因]", "", *node.args[0].at)
        slot = self.plan.numbers[id(node.args[0])]
        want_blank = node.name == "为空"

        def judge(e: Instance) -> Outcome:
            found = e.values[slot]
            value = found[e.index] if isinstance(found, list) else found
            if not want_blank:
                unprinted = value.text == "" and not value.blank  # a target without sign, unit …
                return Outcome(not value.absent and not value.zero and not unprinted, node=node)
            if value.absent:
                raise NotApplicable(value.absent)
            return Outcome(value.blank, node=node)

        return judge

    def _contains(self, node: t.Call) -> Truth:
        where, words = self.value(node.args[0]), [self.choices(a) for a in node.args[1:]]

        def judge(e: Instance) -> Outcome:
            value = where(e)
            text = normal(value.text if value.text is not None else value.shown)
            hits = [normal(v.text or "") for w in words for v in w(e)]
            return Outcome(any(h and h in text for h in hits), node=node)

        return judge


def _figure(text: str) -> Value | None:
    """A parameter that is a number or a percent."""
    bare = text.removesuffix("%")
    try:
        return literal(Decimal(bare), "%" if bare != text else None)
    except ArithmeticError:
        return None


@lru_cache(maxsize=256)  # asked for row by row
def _items(texts: tuple[str, ...]) -> tuple[Value, ...]:
    """The items of a list: each a text, and a number where it is one (95 is what 95.0 equals)."""
    plain = [text.strip() for text in texts]
    return tuple(replace(_figure(text) or Value(), text=text, shown=text) for text in plain)
