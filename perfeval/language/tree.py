"""The parsed formula: frozen nodes, each with its place in the text (which does not count when trees are compared)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, fields, is_dataclass
from decimal import Decimal
from functools import lru_cache

from perfeval.frozen import frozen

Place = tuple[int, int]
NOWHERE: Place = (0, 0)


@frozen
class Node:
    at: Place = field(default=NOWHERE, compare=False, kw_only=True)


@frozen
class Number(Node):
    """90%, 100元, 0.5; ``value`` as written, ``unit`` None for a bare number."""

    value: Decimal
    unit: str | None = None


@frozen
class Text(Node):
    value: str


@frozen
class Parameter(Node):
    """参数.名."""

    name: str


@frozen
class Label(Node):
    """A row or column name; ``path`` of a header path 父/子, ``part`` the parsed part (目标.值)."""

    path: tuple[str, ...]
    part: str | None = None

    @property
    def name(self) -> str:
        return _spelt(self.path, self.part)


@lru_cache(maxsize=4096)
def _spelt(path: tuple[str, ...], part: str | None) -> str:
    return "/".join(path) + (f".{part}" if part else "")


@frozen
class Code(Node):
    """#30212."""

    code: str


@frozen
class Star(Node):
    """``*``: one instance per row or column."""


@frozen
class Every(Node):
    """全部: all rows or columns of the first level, as a list."""


@frozen
class Span(Node):
    """甲:乙, as a list."""

    first: Label | Code
    last: Label | Code


@frozen
class Several(Node):
    """(甲, 乙), as a list."""

    items: tuple[Label | Code, ...]


@frozen
class Children(Node):
    """下级(行) or 下级(*)."""

    of: Label | Code | Star


@frozen
class Group(Node):
    """每(一级指标) loops the groups (``loop``); 同(一级指标) is the group of the row at hand."""

    level: str
    loop: bool


@frozen
class Filter(Node):
    """二级指标='数量指标': rows whose column compares so."""

    column: Label
    op: str
    value: Number | Text


Selector = Label | Code | Star | Every | Span | Several | Children | Group | Filter


@frozen
class Ref(Node):
    """范围.表[行, 列]? — ``rows`` () means a field 表[名] or a property 表.满分 (``whole``)."""

    table: str
    rows: tuple[Selector, ...]
    column: Selector
    scope: str | None = None
    optional: bool = False
    whole: bool = False


@frozen
class Name(Node):
    """A bare name: in a rule the column of the row at hand, in a scoring method a given value."""

    label: Label


@frozen
class Sum(Node):
    """a + b − c: items with their signs, the first one's included."""

    items: tuple[tuple[int, Expr], ...]


@frozen
class Product(Node):
    """a × b ÷ c: the operator before the first item is ×."""

    items: tuple[tuple[str, Expr], ...]


@frozen
class Compare(Node):
    """a ≤ b ≤ c."""

    items: tuple[Expr, ...]
    ops: tuple[str, ...]


@frozen
class Among(Node):
    """x IN ('甲', '乙')."""

    item: Expr
    choices: tuple[Expr, ...]


@frozen
class Logic(Node):
    op: str  # AND, OR
    items: tuple[Expr, ...]


@frozen
class Not(Node):
    item: Expr


@frozen
class Call(Node):
    name: str
    args: tuple[Expr, ...]


Expr = Number | Text | Parameter | Ref | Name | Sum | Product | Compare | Among | Logic | Not | Call

AGGREGATES = frozenset({"SUM", "COUNT", "ALL", "ANY", "MIN", "MAX"})
BOOLEAN_CALLS = frozenset({"ALL", "ANY", "含", "为空", "有", "TRUE", "FALSE"})


def boolean(node: Expr) -> bool:
    """Does the node say true or false?"""
    if isinstance(node, Call):
        return node.name in BOOLEAN_CALLS or (node.name == "IF" and boolean(node.args[1]))
    return isinstance(node, Compare | Among | Logic | Not)


def parts(node: Node) -> Iterator[Node]:
    """The nodes directly below."""
    for f in fields(node):
        yield from _nodes(getattr(node, f.name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in reading order."""
    assert is_dataclass(node)
    yield node
    for below in parts(node):
        yield from walk(below)
