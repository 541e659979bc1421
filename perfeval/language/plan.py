"""A rule prepared for running: its operands numbered, its loops known, its operands' short names for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from perfeval.frozen import frozen
from perfeval.language import tree as t
from perfeval.language.domains import BATCH, FUNDS, PREVIOUS, PROJECTS, SELF_EVALUATIONS
from perfeval.language.errors import RuleError
from perfeval.language.printer import selector

# what people call the parsed columns
SPOKEN = {
    "目标.值": "目标值", "完成.值": "完成值", "可给.低": "可给的最低分", "可给.高": "可给的最高分",
    "块.分值": "本块标明的分值", "一级指标.分值": "一级指标标明的分值", "二级指标.分值": "二级指标标明的分值",
}  # fmt: skip
LIST_SELECTORS = (t.Every, t.Span, t.Several, t.Children, t.Filter)
RECORDS = ("自评表", *SELF_EVALUATIONS)
DEFAULT_TABLE = "自评表"


@frozen
class Slot:
    """One operand of a formula. ``many``: a list of cells; ``owner``: the aggregate that it belongs to, -1 for none."""

    ref: t.Ref
    many: bool
    owner: int
    star_row: bool
    star_column: bool
    name: str  # how messages call it, with {行} and {列} where they differ by instance
    single: t.Label | t.Code | t.Star | None = None  # the row, where it is one row's one named cell
    children: bool = False  # 下级(…)
    filtered: bool = False
    axes: tuple[str, ...] = ()  # its rows and its column as written


@dataclass
class Plan:
    """``slots`` in reading order; ``numbers``: operand node to slot, ``owned``: an aggregate's list slots."""

    slots: list[Slot] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    owned: dict[int, list[int]] = field(default_factory=dict)
    group: str | None = None  # 每(级)
    first: t.Ref | None = None
    keep: tuple[t.Expr | None, ...] = ()  # the trees, whose ids are the keys above

    @cached_property
    def star_rows(self) -> list[int]:
        return [i for i, s in enumerate(self.slots) if s.star_row]

    @cached_property
    def row_makers(self) -> list[int]:
        """The operands whose rows the loop runs over: those with ``*`` itself, else those that hang on it."""
        own = [i for i in self.star_rows if any(isinstance(s, t.Star) for s in self.slots[i].ref.rows)]
        return own or self.star_rows

    @cached_property
    def over_parents(self) -> bool:
        """下级(*): only rows that have children."""
        return any(isinstance(s, t.Children) and isinstance(s.of, t.Star) for x in self.slots for s in x.ref.rows)

    @cached_property
    def star_columns(self) -> list[int]:
        return [i for i, s in enumerate(self.slots) if s.star_column]

    @cached_property
    def loose(self) -> list[int]:
        """List operands outside any aggregate: one instance for each of their elements."""
        return [i for i, s in enumerate(self.slots) if s.many and s.owner == -1]

    @cached_property
    def looped(self) -> list[bool]:
        """Which operands differ from one turn of the loops to the next."""
        return [s.star_row or s.star_column or any(isinstance(x, t.Group) for x in s.ref.rows) for s in self.slots]


def plan(formula: t.Expr, condition: t.Expr | None) -> Plan:
    """The operands and loops of a formula with its ``when``."""
    made = Plan(keep=(formula, condition))
    trees = [formula] if condition is None else [formula, condition]
    refs = [n for tree in trees for n in t.walk(tree) if isinstance(n, t.Ref)]
    made.first = next((r for r in refs if r.scope is None), None)
    if made.first is None and refs:
        raise RuleError("至少要有一个不带范围的操作数，才知道对哪张表核对", "", *refs[0].at)
    groups = {s.level for r in refs for s in r.rows if isinstance(s, t.Group) and s.loop}
    if len(groups) > 1:
        raise RuleError("一条公式里只能有一种 每(…)")
    made.group = next(iter(groups), None)
    naming = _Naming(refs)
    for tree in trees:
        _collect(tree, made, naming, -1)
    if not made.slots:
        raise RuleError("公式里没有一个操作数，写法：表[行, 列]", "", *formula.at)
    if made.first is None:
        made.first = made.slots[0].ref
    return made


def _collect(node: t.Node, made: Plan, naming: _Naming, owner: int) -> None:
    if isinstance(node, t.Ref | t.Name):
        ref = node if isinstance(node, t.Ref) else _of_name(node, made)
        many = _many(ref)
        number = len(made.slots)
        made.numbers[id(node)] = number
        star_row = any(isinstance(s, t.Star) or (isinstance(s, t.Children) and isinstance(s.of, t.Star)) or
                       (isinstance(s, t.Group) and not s.loop) for s in ref.rows)  # fmt: skip
        star_column = isinstance(ref.column, t.Star)
        single = None
        if (
            len(ref.rows) == 1
            and isinstance(ref.rows[0], t.Label | t.Code | t.Star)
            and isinstance(ref.column, t.Label)
        ):
            single = None if many else ref.rows[0]
        children = any(isinstance(s, t.Children) for s in ref.rows)
        filtered = any(isinstance(s, t.Filter) for s in ref.rows)
        name = naming.name(ref)
        axes = tuple(selector(axis) for axis in (*ref.rows, ref.column))
        made.slots.append(
            Slot(ref, many, owner if many else -1, star_row, star_column, name, single, children, filtered, axes)
        )
        if many and owner != -1:
            made.owned.setdefault(owner, []).append(number)
        return
    if isinstance(node, t.Call) and node.name in t.AGGREGATES:
        for arg in node.args:
            _collect(arg, made, naming, id(arg))
        return
    for below in t.parts(node):
        _collect(below, made, naming, owner)


def _of_name(node: t.Name, made: Plan) -> t.Ref:
    """A bare name is a column of the row at hand: 得分 is 自评表[*, 得分]."""
    table = made.first.table if made.first is not None and made.first.table != FUNDS else DEFAULT_TABLE
    row: t.Selector = t.Group(made.group, True) if made.group else t.Star()
    return t.Ref(table, (row,), node.label, at=node.at)


def _many(ref: t.Ref) -> bool:
    if ref.scope in (PROJECTS, BATCH):
        return True
    starred = any(isinstance(s, t.Star) for s in ref.rows)
    several = not starred and any(isinstance(s, LIST_SELECTORS) for s in ref.rows)
    groups = any(isinstance(s, t.Group) for s in ref.rows)
    if groups and isinstance(ref.column, t.Label) and ref.column.part == "分值":
        groups = False  # the 分值 printed in the group's title: one figure
    return several or groups or isinstance(ref.column, t.Every | t.Span | t.Several)


class _Naming:
    """Short names: only what tells the operands of one formula apart."""

    def __init__(self, refs: list[t.Ref]) -> None:
        cells = [r for r in refs if not r.whole and r.rows]
        self.columns = {selector(r.column) for r in cells}
        self.rows = {", ".join(selector(s) for s in r.rows if not isinstance(s, t.Filter)) for r in cells}
        tables = {r.table for r in refs} - {*RECORDS, FUNDS}
        self.tables = len(tables) > 1 or (len(tables) == 1 and len({r.table for r in refs}) > 1)
        self.scopes = len({r.scope for r in refs}) > 1
        self.records = any(r.table in RECORDS for r in refs)

    def name(self, ref: t.Ref) -> str:
        head = ("上年表的" if ref.scope == PREVIOUS else ref.scope) if ref.scope and self.scopes else ""
        if self.tables and ref.table not in (*RECORDS, FUNDS):
            head += f"《{ref.table}》"
        if ref.whole and ref.table == FUNDS:
            return head + "资金分值"
        if ref.whole or not ref.rows:
            return head + "{列}"
        if isinstance(ref.column, t.Label) and ref.column.part == "分值":
            return head + "{列}"
        if self.records and ref.table in (*RECORDS, FUNDS) and isinstance(ref.rows[0], t.Label):
            total = ref.table == FUNDS and ref.rows[0].name == "总额"
            return head + ("资金" if ref.table == FUNDS else "") + ("{列}" if total else "{行}{列}")
        if self.records and ref.table in RECORDS:
            return head + "{列}"
        if len(self.rows) <= 1 and (len(self.columns) > 1 or any(isinstance(s, t.Star) for s in ref.rows)):
            return head + "{列}"
        if len(self.columns) <= 1:
            return head + "{行}"
        if all(isinstance(s, t.Star | t.Group | t.Filter | t.Every) for s in ref.rows):
            return head + "{列}"
        return head + "{行}{列}"


def spoken(column: str) -> str:
    """A column as messages call it: 完成.单位 is 完成的单位."""
    return SPOKEN.get(column, column.replace(".", "的"))
