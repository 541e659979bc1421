"""Money by task (年度主要任务): 任务名称 | 预算数: 总额, 财政拨款, 其他资金 | 执行数: … | 分值 | 执行率 | 得分.

Each task is a row of the funds; the line 金额合计 is their 总额, and what its 财政拨款 and 其他资金 columns hold are
rows of their own, as in every other form.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from perfeval.model import Fund, Leaf
from perfeval.read.fields import amount_unit_in
from perfeval.read.funds.heads import MONEY, Head, is_figure
from perfeval.read.labels import clean
from perfeval.read.leaf import leaf as read_leaf
from perfeval.read.lines import Lines, Slot
from perfeval.read.vocabulary import Words

_SCORED = ("weight", "rate", "self_score", "reason")
_AND = re.compile(r"[及和与、]")


@dataclass(slots=True)
class Tasks:
    """What a block of tasks holds: its funds, their printed figures, and the lines that it covers."""

    funds: list[Fund] = field(default_factory=list)
    cells: list[list[tuple[Head | None, Leaf]]] = field(default_factory=list)
    left: int = 0
    last: int = 0
    unit: str | None = None
    lines: list[int] = field(default_factory=list)


def read_tasks(lines: Lines, words: Words, rows: Sequence[int], at: int, unit: str | None) -> Tasks | None:
    """The block that begins in this line, or None."""
    row = rows[at]
    name = next((s for s in lines.starting(row) if words.fund_tasks.get(s.text)), None)
    below = at + 1
    if name is None or below >= len(rows):
        return None
    heads = _heads(lines, words, row, rows[below], name)
    if not heads:
        return None
    return _Block(lines, words, name, heads, unit).read(rows, at)


def _heads(lines: Lines, words: Words, row: int, under: int, name: Slot) -> list[Head]:
    """The columns right of the tasks' names: money groups with their sources in the next line, and the single ones."""
    heads: list[Head] = []
    starting = [s for s in lines.starting(row) if s.left > name.right]
    for s, after in itertools.zip_longest(starting, starting[1:]):
        role = words.fund_columns.get(s.text) or ""
        # a group that is not merged still stands over the parts up to the next heading
        end = max(s.right, after.left - 1 if after is not None else s.right)
        parts = [p for p in lines.starting(under) if s.left <= p.left and p.right <= end]
        if len(parts) > 1 and any(words.fund_columns.get(p.text) in _SCORED for p in parts):
            heads += [Head(_part_role(s.text, p.text, words), p.left, p.right, (s.text, p.text), p) for p in parts]
        elif role in MONEY and end > s.left and len(parts) > 1:
            if not all(words.fund_rows.get(p.text) for p in parts):
                return []
            for p in parts:
                whole = role if words.fund_rows.get(p.text) == "总额" else ""
                heads.append(Head(whole, p.left, p.right, (s.text, p.text), p))
        else:
            heads.append(Head(role, s.left, s.right, (s.text,), s))
    grouped = {h.path[0] for h in heads if len(h.path) > 1}
    told = len(grouped) > 1 or any(h.role in _SCORED for h in heads)  # one group alone is a table of a target form
    return heads if grouped and told else []


def _part_role(group: str, part: str, words: Words) -> str:
    """金额 | 执行率 under 实际支出金额（元）及预算执行率: the amount is that of the group."""
    role = words.fund_columns.get(part) or ""
    named = words.fund_columns.get(_AND.split(group)[0]) if role == "budget" else None
    return named if named in MONEY else role


class _Block:
    """Reads the lines of a block of tasks."""

    def __init__(self, lines: Lines, words: Words, name: Slot, heads: list[Head], unit: str | None) -> None:
        self.lines, self.words, self.name, self.heads = lines, words, name, heads
        self.money = [h for h in heads if h.role in MONEY or (len(h.path) > 1 and not h.role)]
        self.unit = next((u for h in heads if (u := amount_unit_in(h.path[0]))), None) or unit
        self.found = Tasks(left=name.left, unit=self.unit)

    def read(self, rows: Sequence[int], at: int) -> Tasks | None:
        for row in rows[at : at + 2]:
            self._head_line(row)
        for row in rows[at + 2 :]:
            label = next((s for s in self.lines.starting(row) if s.right < self.money[0].left), None)
            total = label is not None and self.words.fund_rows.get(label.text) == "总额"
            figures = any(is_figure(s.text) for h in self.money if (s := self.lines.pick(row, h.span)).filled)
            if label is None or not (figures or self._named(row)):
                break
            self.found.lines.append(row)
            self.found.last = row
            if total:
                self._total(row, label)
                break
            task = self.lines.slot(row, self.name.left)
            self._add(row, task if task.filled else label, None)
        whole = next((i for i, f in enumerate(self.found.funds) if f.name == "总额"), None)
        for i, fund in enumerate(self.found.funds):
            fund.parent = whole if whole is not None and i < whole else None
        return self.found if self.found.funds else None

    def _named(self, row: int) -> bool:
        """A task without figures: its name stands in the column of names, and columns of money beside it are blank."""
        named = self.lines.slot(row, self.name.left)
        right = [s for s in self.lines.starting(row) if s.left >= self.money[0].left]
        return named.filled and named.starts and named.right <= self.name.right and not right

    def _head_line(self, row: int) -> None:
        self.found.lines.append(row)
        self.found.last = row
        for s in self.lines.filled(row):
            self.lines.claim(s, "资金表头")

    def _add(self, row: int, label: Slot, name: str | None) -> None:
        fund = Fund(row=read_leaf(label.cell), name=name or clean(label.text))
        self.lines.claim(label, "资金行")
        cells: list[tuple[Head | None, Leaf]] = []
        for head in self.heads:
            slot = self.lines.pick(row, head.span)
            if slot.corner == label.corner or not slot.starts:
                continue
            value = read_leaf(slot.cell, self.unit) if head in self.money else read_leaf(slot.cell)
            column = self.words.fund_column_names.get(head.role) or self._column(head)
            self.lines.claim(slot, column)
            cells.append((head, value))
            if head.role in (*MONEY, *_SCORED) and getattr(fund, head.role, value) is None:
                setattr(fund, head.role, value)
            else:
                fund.other.append((column, value))
        self.found.funds.append(fund)
        self.found.cells.append(cells)

    def _column(self, head: Head) -> str:
        """全年预算数/财政拨款 for the source's column in the group 预算数（万元）; else the label."""
        if len(head.path) < 2:
            return clean(head.path[0])
        role = self.words.fund_columns.get(head.path[0]) or ""
        group = self.words.fund_column_names.get(role) or clean(head.path[0])
        return f"{group}/{self.words.fund_rows.get(head.path[-1]) or clean(head.path[-1])}"

    def _total(self, row: int, label: Slot) -> None:
        """金额合计: the whole, and each source once more as a row: 财政拨款 and 其他资金 with their two amounts."""
        self._add(row, label, "总额")
        sources: dict[str, Fund] = {}
        for head in self.money:
            if head.role:
                continue
            name = self.words.fund_rows.get(head.path[-1]) or clean(head.path[-1])
            fund = sources.setdefault(name, Fund(row=read_leaf(head.slot.cell), name=name))
            role = self.words.fund_columns.get(head.path[0]) or "budget"
            if getattr(fund, role, None) is None and role in ("initial", "budget", "spent"):
                setattr(fund, role, read_leaf(self.lines.pick(row, head.span).cell, self.unit))
        for fund in sources.values():
            self.found.funds.append(fund)
            self.found.cells.append([])
