"""A form as formulas see it: lines and columns with names, whatever part of the form they come from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from perfeval.language import tree as t
from perfeval.language.cells import leaf_value, measure_value, rate_value, score_value
from perfeval.language.values import ZERO, Value, normal, number
from perfeval.model import AMOUNT_UNITS, Form, Fund, Indicator, Leaf, Row

# what a column of counts or rates is called, where no cell of it carries a unit of money
COUNTS = ("率", "比", "%", "％", "人数", "编制", "编制数", "个数", "数量", "人次", "行次", "序号", "分值", "得分")
RATES = ("率", "占比", "比例", "比重", "幅度", "%", "％")
TOTAL_NAMES = frozenset({"合计", "总分", "总计", "总得分"})
FUND_COLUMNS = {
    "年初预算数": "initial", "全年预算数": "budget", "全年执行数": "spent", "分值": "weight", "执行率": "rate",
    "得分": "self_score", "偏差原因": "reason",
}  # fmt: skip
INDICATOR_LEAVES = {
    "一级指标": "level1", "二级指标": "level2", "三级指标": "level3", "块": "block",
    "分值": "weight", "得分": "self_score", "单项得分": "raw_score", "复核得分": "review_score",
    "得分系数": "coefficient", "评分标准": "criteria", "偏差原因": "reason",
}  # fmt: skip
MEASURES = {"目标": "target", "完成": "actual", "年初目标": "initial_target"}
SCORE_COLUMNS = ("建议得分", "可给.低", "可给.高")
# 指标1：, (3), 4. before the name of an indicator
NUMBERING = re.compile(r"^(?:指标[\d一二三四五六七八九十]*[:.、]|\(?[\d一二三四五六七八九十]{1,3}[).、:])\s*")
LEVELS = {"块": ("block",), "一级指标": ("block", "level1"), "二级指标": ("block", "level1", "level2")}
Role = Literal["item", "total", "memo"]


@dataclass(slots=True, eq=False)
class Line:
    """One row. ``path`` are its labels from the top, normalised; ``get``: the value under a column, None: no such."""

    label: str
    path: tuple[str, ...]
    get: Callable[[t.Label], Value | None]
    code: str | None = None
    role: Role = "item"
    parent: int | None = None
    partial: bool = False  # 其中: need not add up to its parent with the rows beside it
    position: int = 0
    source: Row | Indicator | Fund | None = None
    names: tuple[str, ...] = ()  # what a rule may call it, normalised
    # operands of indicators and funds made already, by column, name and whether they are children
    known: dict[tuple[tuple[str, ...], str | None, str, bool], Value] = field(default_factory=dict)
    spoken: str | None = None  # how instances call it, once asked for

    def keys(self, what: str) -> tuple[Hashable, ...]:
        """What the indexes of the view find this row by."""
        if what == "name":
            return self.names
        one = {"parent": self.parent, "code": self.code, "path": self.path, "twins": (self.path, self.code)}[what]
        return () if one is None else (one,)


@dataclass(slots=True, eq=False)
class View:
    """``columns``: names that a ``*`` may loop, with the label as people see it; they are amounts only."""

    form: Form
    lines: list[Line] = field(default_factory=list)
    total: Line | None = None  # 合计 of an indicator table
    amounts: list[t.Label] = field(default_factory=list)
    all_columns: list[t.Label] = field(default_factory=list)
    found: dict[Hashable, Line | None] = field(default_factory=dict)
    _indexes: dict[str, dict[Hashable, list[Line]]] = field(default_factory=dict)
    _items: list[Line] | None = None
    _top: list[Line] | None = None

    def by(self, what: Literal["parent", "code", "path", "name", "twins"], key: Hashable) -> list[Line]:
        """The rows with that parent, code, label path, or name: looked up, not searched (there are long tables)."""
        if what not in self._indexes:
            index = self._indexes.setdefault(what, {})
            for line in self.lines:
                for own in line.keys(what):
                    index.setdefault(own, []).append(line)
        return self._indexes[what].get(key, [])

    def grouped(self, level: str, of: Callable[[Line], Hashable | None]) -> dict[Hashable, list[Line]]:
        """The rows by their group on that level."""
        if level not in self._indexes:
            index = self._indexes.setdefault(level, {})
            for line in self.items():
                key = of(line)
                if key is not None:
                    index.setdefault(key, []).append(line)
        return self._indexes[level]

    @property
    def coded(self) -> bool:
        return any(x.code for x in self.lines[:100])

    def line(self, selector: t.Label | t.Code) -> Line | None:
        """The row of that name, header path or code; of several the one nearest to the top."""
        # the hash of a node is a call of its own; every operand asks
        key = (selector.path, selector.part) if isinstance(selector, t.Label) else selector.code
        if key not in self.found:
            self.found[key] = self._find(selector)
        return self.found[key]

    def _find(self, selector: t.Label | t.Code) -> Line | None:
        if isinstance(selector, t.Code):
            return next(iter(self.by("code", selector.code)), None)
        if len(selector.path) == 1 and self.total is not None and selector.path[0] in TOTAL_NAMES:
            return self.total
        *above, name = (normal(p) for p in selector.path)
        hits = [x for x in self.by("name", name) if _in_order(above, x.path)]
        # a row that bears the canonical name goes before one that merely prints it
        return min(
            hits, key=lambda x: (normal(x.label) != name, len(x.path), x.role == "memo", x.position), default=None
        )

    def children(self, line: Line) -> list[Line]:
        return [x for x in self.by("parent", line.position) if x is not line]

    def top(self) -> list[Line]:
        """The rows of the first level: neither totals nor 其中 rows, nor parts of another such row."""
        if self._top is None:
            self._top = [x for x in self.items() if not self._inside(x)]
        return self._top

    def items(self) -> list[Line]:
        if self._items is None:
            self._items = [x for x in self.lines if x.role == "item" and not self._under_memo(x)]
        return self._items

    def _ancestors(self, line: Line) -> Iterator[Line]:
        seen = 0
        while line.parent is not None and 0 <= line.parent < len(self.lines) and seen < 20:
            line, seen = self.lines[line.parent], seen + 1
            yield line

    def _inside(self, line: Line) -> bool:
        return any(a.role == "item" for a in self._ancestors(line))

    def _under_memo(self, line: Line) -> bool:
        return any(a.role == "memo" for a in self._ancestors(line))


def _in_order(wanted: list[str], path: tuple[str, ...]) -> bool:
    rest = iter(path)
    return all(any(w == p or w in p for p in rest) for w in wanted)


def matrix(form: Form) -> View:
    """Rows and columns of a table with figures."""
    view = View(form)
    finest = finest_decimals([c.leaf for r in form.rows for c in r.cells])
    full = [r.full for r in form.rows]
    columns: dict[tuple[str, tuple[str, ...]], list[Leaf]] = {}
    for row in form.rows:
        for c in row.cells:
            columns.setdefault((c.name, c.column), []).append(c.leaf)
    for i, row in enumerate(form.rows):
        label = "".join(row.label.text.split()) or (row.path[-1] if row.path else row.name)
        view.lines.append(
            Line(
                row.name or label,
                tuple(normal(p) for p in row.path) or (normal(label),),
                _row_getter(row, finest),
                row.code,
                row.role,
                row.parent,
                is_partial(row.parent, full),
                i,
                row,
                tuple(dict.fromkeys((normal(row.name), normal(label), *(normal(p) for p in row.path[-1:])))),
            )
        )
    seen: set[str] = set()
    # blocks side by side print a column twice, but no row has both: one column then
    twice = {n for row in form.rows for n, count in Counter(c.name for c in row.cells).items() if count > 1}
    for (name, path), leaves in columns.items():
        shown = name or "/".join(path)
        if shown in seen:
            if name and name not in twice:
                continue
            shown = "/".join(path)
        seen.add(shown)
        column = t.Label((shown,)) if name or not path else t.Label(path)
        view.all_columns.append(column)
        if _is_amount(shown, leaves, form):
            view.amounts.append(column)
    return view


def is_partial(parent: int | None, full: list[bool]) -> bool:
    """其中: the parent's parts need not add up to it."""
    return parent is not None and not (0 <= parent < len(full) and full[parent])


def _is_amount(name: str, leaves: list[Leaf], form: Form) -> bool:
    """Amounts carry a unit of money; where none in the form does, any column of numbers but counts and rates."""
    if name.endswith(RATES):
        return False
    if any(leaf.unit in AMOUNT_UNITS for leaf in leaves):
        return True
    if form.unit_of_amount or any(leaf.unit for leaf in leaves):
        return False
    return not name.endswith(COUNTS) and any(leaf.number is not None for leaf in leaves)


def finest_decimals(leaves: list[Leaf]) -> dict[str, int]:
    """The most decimals printed in the table, by unit of amount."""
    finest: dict[str, int] = {}
    for leaf in leaves:
        if leaf.unit in AMOUNT_UNITS and leaf.number is not None:
            finest[leaf.unit] = max(finest.get(leaf.unit, 0), leaf.decimals)
    return finest


def _row_getter(row: Row, finest: dict[str, int]) -> Callable[[t.Label], Value | None]:
    def get(column: t.Label) -> Value | None:
        leaf = _cell(row, column)
        if leaf is None:
            return None
        value = leaf_value(leaf, finest)
        return rate_value(value, leaf) if column.path[-1].endswith(RATES) or row.name.endswith("率") else value

    return get


def _cell(row: Row, column: t.Label) -> Leaf | None:
    wanted = tuple(normal(p) for p in column.path)
    last = None
    for c in row.cells:
        path = tuple(normal(p) for p in c.column)
        if len(wanted) == 1:
            if wanted[0] == normal(c.name):
                return c.leaf
            if last is None and (path[-1:] == wanted or "/".join(path) == wanted[0]):
                last = c.leaf
        elif path[-1:] == wanted[-1:] and _in_order(list(wanted[:-1]), path[:-1]):
            return c.leaf
        elif last is None and normal(c.name) in (wanted[-1], "/".join(wanted)) and _in_order(list(wanted[:-1]), path):
            last = c.leaf
    return last


def indicators(form: Form) -> View:
    """The indicator rows of a self-evaluation form or target table, with the row 合计."""
    view = View(form)
    decimals = score_decimals(form)
    finest = finest_decimals([leaf for x in form.indicators for leaf in (x.weight, x.self_score) if leaf is not None])
    for i, item in enumerate(form.indicators):
        above = (item.block, item.level1, item.level2, item.level3)
        levels = [x.text for x in above if x is not None and x.text.strip()]
        view.lines.append(
            Line(
                item.name,
                tuple(normal(x) for x in levels),
                _indicator_getter(form, item, finest, decimals),
                role="item" if item.parent is None else "memo",
                parent=item.parent,
                position=i,
                source=item,
                names=tuple(dict.fromkeys((normal(item.name), NUMBERING.sub("", normal(item.name))))),
            )
        )
    view.total = Line("合计", ("合计",), _total_getter(form, decimals), role="total", position=-1, names=("合计",))
    return view


def score_decimals(form: Form) -> int:
    """The most decimals that the form prints in a score."""
    scores = [x.self_score for x in form.indicators] + [x.self_score for x in form.funds]
    return max((leaf.decimals for leaf in scores if leaf is not None and leaf.number is not None), default=0)


def _indicator_getter(
    form: Form, item: Indicator, finest: dict[str, int], decimals: int
) -> Callable[[t.Label], Value | None]:
    def get(column: t.Label) -> Value | None:
        name = "/".join(column.path)
        if column.part == "分值" and name in LEVELS:
            return _points(item, name)
        if column.name in SCORE_COLUMNS:
            return score_value(item.score, column.name, item.self_score)
        if name in MEASURES:
            measure = getattr(item, MEASURES[name])
            # an actual without % takes the scale of its % target
            target = item.target if name == "完成" else None
            return None if measure is None else measure_value(measure, column.part, target)
        if name == "其中":
            return number(Decimal(item.parent is not None))
        leaf = getattr(item, INDICATOR_LEAVES[name]) if name in INDICATOR_LEAVES else other_leaf(item.other, name)
        if leaf is None:
            return None
        value = leaf_value(leaf, finest)
        if name == "得分":
            value.step = Decimal(1).scaleb(-decimals)
        return value

    return get


def _points(item: Indicator, level: str) -> Value | None:
    """The 分值 printed in a title: 产出指标(50分)."""
    points = item.points
    found = {"块": points.block, "一级指标": points.level1, "二级指标": points.level2}[level]
    leaf = {"块": item.block, "一级指标": item.level1, "二级指标": item.level2}[level]
    if found is None or leaf is None:
        return None
    return Value(found, found, found, shown=format(found, "f"), cells=(leaf.cell,))


def other_leaf(other: list[tuple[str, Leaf]], name: str) -> Leaf | None:
    wanted = normal(name)
    return next((leaf for label, leaf in other if normal(label) == wanted), None)


def _total_getter(form: Form, decimals: int) -> Callable[[t.Label], Value | None]:
    totals = form.totals

    def get(column: t.Label) -> Value | None:
        if column.name in SCORE_COLUMNS:
            found = {"建议得分": totals.suggested, "可给.低": totals.low, "可给.高": totals.high}[column.name]
            pieces = totals.live_suggested if column.name == "建议得分" else None
            cells = (totals.self_score.cell,) if totals.self_score else ()
            if found is None:
                return None
            return Value(found, found, found, pieces=pieces, shown=format(found, "f"), cells=cells, derived=True)
        if column.name == "建议等级":
            return None if totals.grade is None else Value(text=totals.grade, shown=totals.grade)
        attribute = {"分值": "weight", "得分": "self_score", "复核得分": "review_score", "等级": "self_grade"}
        leaf = getattr(totals, attribute[column.name]) if column.name in attribute else None
        if leaf is None:
            return None
        value = leaf_value(leaf, {})
        value.step = Decimal(1).scaleb(-decimals) if column.name == "得分" else ZERO
        return value

    return get
