"""The funds of a form (资金): columns over rows, labels beside values, sources side by side, amounts in labels."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from perfeval.model import Fund, Row, RowCell
from perfeval.read.fields import amount_unit_in
from perfeval.read.funds.across import read_sources, read_stacked, read_told
from perfeval.read.funds.heads import (
    MONEY,
    Head,
    Headings,
    block_slot,
    halves,
    is_figure,
    only_unit,
    printed_points,
)
from perfeval.read.funds.side import Printed, spent_beside
from perfeval.read.funds.tasks import read_tasks
from perfeval.read.funds.tree import grow, one_whole, table_rows
from perfeval.read.labels import clean
from perfeval.read.leaf import leaf as read_leaf
from perfeval.read.leaf import part_of
from perfeval.read.lines import Lines, Slot
from perfeval.read.vocabulary import Words, plain

_INLINE = re.compile(r"^(.*?[^\d\s:：])\s*[:：]\s*([-\d,，.\s]*(?:万元|元)?)$", re.S)
_ITEM = re.compile(r"^[\s　]*[①-⑳\d][、.．]?")
_OWN = ("initial", "budget", "spent", "weight", "rate", "self_score", "reason")


@dataclass(slots=True)
class Funds:
    """The funds of a form as read, and the same figures as table rows."""

    funds: list[Fund] = field(default_factory=list)
    sides: list[int] = field(default_factory=list)  # the column where each row's label stands: two blocks side by side
    rows: list[Row] = field(default_factory=list)
    unit: str | None = None
    last_named: int = 0  # index of the fund that the last line of figures made
    headed: bool = False  # was there a block with named columns
    last: int = 0
    lines: set[int] = field(default_factory=set)
    beside: list[Row] = field(default_factory=list)  # amounts beside a label that also heads a column
    cells: list[Printed] = field(default_factory=list)  # of each fund, in print order


class FundReader:
    """Reads the funds in the lines given (of one form, indicator tables left out)."""

    def __init__(self, lines: Lines, words: Words, rows: Sequence[int], unit: str | None) -> None:
        self.lines, self.words, self.rows, self.unit = lines, words, list(rows), unit
        self.found = Funds(unit=unit)
        self.inlines: set[int] = set()  # lines whose labels hold their amounts
        self.heads = Headings(lines, words, self.rows)
        self.tasks: dict[int, int | None] = {}  # funds by task: each with its total, known from the block itself

    def read(self) -> Funds:
        at = 0
        while at < len(self.rows):
            row = self.rows[at]
            if self._by_task(at):
                at += 1
                while at < len(self.rows) and self.rows[at] <= self.found.last:
                    at += 1
                continue
            heads = self.heads.named(row) or self.heads.beside(row)
            if heads:
                at = self._block(at, heads)
                continue
            if self._across(at):
                at = next((i for i, r in enumerate(self.rows) if r > self.found.last), len(self.rows))
                continue
            self._single(row)
            at += 1
        grow(self.found.funds, self.found.sides, self.words)
        for i, parent in self.tasks.items():
            self.found.funds[i].parent = parent
        one_whole(self.found.funds, self.tasks, self.words)
        self.found.rows = table_rows(self.found.funds, self.found.cells, self.words) + self.found.beside
        return self.found

    def _by_task(self, at: int) -> bool:
        """任务名称 | 预算数: 总额, 财政拨款, 其他资金 | …: take the whole block."""
        block = read_tasks(self.lines, self.words, self.rows, at, self.unit)
        if block is None:
            return False
        first = len(self.found.funds)
        for i, fund in enumerate(block.funds):
            self.tasks[first + i] = None if fund.parent is None else first + fund.parent
        self.found.funds += block.funds
        self.found.cells += block.cells
        self.found.sides += [block.left] * len(block.funds)
        self.found.unit = self.found.unit or block.unit
        self.found.headed = True
        self.found.lines |= set(block.lines)
        self.found.last = block.last
        return True

    def _across(self, at: int) -> bool:
        """One fund in two lines, sources side by side over their figures, or amounts told in the text of one cell."""
        row = self.rows[at]
        follows = self.lines.before(row) in self.found.lines
        found = (
            read_stacked(self.lines, self.words, self.rows, at, self.heads, self.unit)
            or read_sources(self.lines, self.words, self.rows, at, self.unit)
            or read_told(self.lines, self.words, row, follows, self.unit)
        )
        if found is None:
            return False
        for line in found.lines:
            self._add(line.fund, line.label, line.cells)
            self.found.sides[-1] = found.lines[0].label.left
        self.found.unit = self.found.unit or found.unit
        self.found.headed = self.found.headed or found.headed
        self.found.lines |= set(self.lines.between(row, found.last))
        self.found.last = found.last
        return True

    # ------------------------------------------------------------------ a block below its heading

    def _block(self, at: int, heads: list[Head]) -> int:
        row = self.rows[at]
        first = min(h.left for h in heads)
        block = block_slot(self.lines, self.words, row, first)
        side = not all(
            self.lines.slot(row, h.left).corner == h.slot.corner and not self._own_figure(h, row) for h in heads
        )
        self.found.headed = True
        self.found.lines.add(row)
        for s in self.lines.filled(row):
            if any(s.corner == h.slot.corner for h in heads):
                self.lines.claim(s, "资金表头")
        for s in self.lines.filled(row):
            if s.left < first:
                self.lines.claim(s, "资金")
        if block is not None:
            self.lines.claim(block, "资金")
        beside = [block.text] if block else []
        texts = [*(h.slot.text for h in heads), *beside, *(s.text for s in self.lines.filled(row))]
        unit = next((u for t in texts if (u := amount_unit_in(t))), None) or self.unit
        self.found.unit = self.found.unit or unit
        next_at = at if side else at + 1
        while next_at < len(self.rows):
            r = self.rows[next_at]
            if r != row and not self._line(r, heads, block, first, unit):
                break
            if r == row:
                self._fund_line(r, heads, heads[0].slot, unit)
                self._side_amounts(row, heads, unit)
            self.found.lines.add(r)
            self.found.last = r
            next_at += 1
        return max(next_at, at + 1)

    def _side_amounts(self, row: int, heads: list[Head], unit: str | None) -> None:
        """计划安排资金 | 170 | 实际到位资金 | 170 : each is an amount beside its label, too."""
        for head in heads:
            value = self._value(row, head)
            if value is not None and value.filled:
                amount = read_leaf(value.cell, unit)
                name = self.words.fund_column_names.get(head.role) or clean(head.slot.text)
                cells = [RowCell((), name, amount)]
                self.found.beside.append(Row((head.slot.text,), name, read_leaf(head.slot.cell), cells))

    def _own_figure(self, head: Head, row: int) -> bool:
        return any(is_figure(s.text) for s in self.lines.filled(row) if head.left < s.left <= head.right)

    def _line(self, row: int, heads: list[Head], block: Slot | None, first: int, unit: str | None) -> bool:
        """Take a line of the block; False where the block is over."""
        starting = self.lines.starting(row)
        if self.heads.named(row) or (
            len(self.lines.filled(row)) == 1 and starting and starting[0].right >= heads[-1].left
        ):
            return False  # another block, or a heading over the whole width
        if block is not None and block.bottom > block.top and row > block.bottom:
            return False
        if block is not None and starting and starting[0].left == block.left and only_unit(starting[0].text):
            self.lines.claim(starting[0], "资金")  # 项目资金 and below it, in a cell of its own, (万元)
            starting = starting[1:]
        bounded = block is not None and row <= block.bottom and block.bottom > block.top
        if starting and not bounded:
            begin = starting[0]
            if self.words.fields.get(begin.text) and not self.words.fund_rows.get(begin.text):
                return False
            beside = block is not None and begin.left <= block.left < first - 1 and begin.right < first
            figures = [s for s in starting[1:] if s.left >= first and is_figure(s.text)]
            if beside and not self.words.fund_rows.get(begin.text) and len(figures) < max(2, len(starting) - 1):
                return False
        if self._beside(row, heads, unit) or self._inline(row, heads, unit) or self._paired(row, heads, unit):
            return True
        labels = [s for s in starting if s.right < first and not is_figure(s.text) and s is not block]
        within = next(
            (s for s in starting if heads[0].left <= s.left <= heads[0].right and not is_figure(s.text)), None
        )
        unnamed = False
        label = labels[-1] if labels else within
        if label is not None and label is within and clean(label.text) in ("", "其中"):
            for s in starting:
                self.lines.claim(s, "其中")
            return True
        valued = any(self.lines.pick(row, h.span).filled and self.lines.pick(row, h.span).starts for h in heads)
        if label is None:
            if not valued:
                return bool(bounded)
            label, unnamed = block or heads[0].slot, True
        elif not valued and self.words.print_row.match(_ITEM.sub("", label.text)):
            self.lines.claim(label, "占位")
            return True
        elif not (self.words.fund_rows.get(label.text) or bounded) and not any(
            is_figure(s.text) for s in starting if s.left >= first
        ):
            return False
        if self.words.fund_ordinals.get(label.text):  # 列次 | 0 | 1 | 2: the columns' numbers
            for s in starting:
                self.lines.claim(s, "资金表头")
            return True
        for s in labels[:-1]:
            self.lines.claim(s, "资金")
        self._fund_line(row, heads, label, unit)
        if unnamed:
            self.found.funds[self.found.last_named].name = "总额"  # the line has no label but the block's
        return True

    def _beside(self, row: int, heads: list[Head], unit: str | None) -> bool:
        """来源 | 预算数 | 决算数 | 用途 | 预算数 | 决算数 : a fund left and one right, each under its own heads."""
        starting = [s for s in self.lines.starting(row) if not is_figure(s.text)]
        # of several cells left of the figures the last is the name
        labels = {names: (half, s) for names, half in halves(heads) for s in starting if s.left in names}
        for half, label in labels.values():
            self._fund_line(row, half, label, unit, alone=False)
        return bool(labels)

    def _fund_line(self, row: int, heads: list[Head], label: Slot, unit: str | None, alone: bool = True) -> None:
        """One line of figures under the heads; a head may cover its own label and value (成对的写法)."""
        fund = Fund(row=read_leaf(label.cell), name=self._name(label.text))
        self.found.last_named = len(self.found.funds)
        self.lines.claim(label, "资金行")
        cells: Printed = []
        for head in heads:
            slot = self._value(row, head)
            if slot is None:
                continue
            if head.role in ("weight", "rate", "self_score", "review_score") and not slot.starts and slot.top != row:
                continue
            money = head.role in MONEY or (not head.role and is_figure(slot.text))
            value = read_leaf(slot.cell, unit) if money else read_leaf(slot.cell)
            self.lines.claim(slot, self.words.fund_column_names.get(head.role, "".join(head.path[-1].split())))
            cells.append((head, value))
            if head.role in _OWN and getattr(fund, head.role) is None:
                setattr(fund, head.role, value)
            else:
                name = self.words.fund_column_names.get(head.role) or clean(head.path[-1])
                fund.other.append((name, value))
        if alone:
            self._score_beside(row, heads, fund)
        fund.weight = fund.weight or printed_points(heads, fund)
        self._add(fund, label, cells)
        self._sources(row, heads, label, unit)

    def _name(self, text: str) -> str:
        """The kind of funds; 全年预算 beside its figure names the column, the row is the whole."""
        return self.words.fund_rows.get(text) or ("总额" if self.words.fund_columns.get(text) in MONEY else clean(text))

    def _add(self, fund: Fund, label: Slot, cells: Printed) -> None:
        self.found.funds.append(fund)
        self.found.sides.append(label.left)
        self.found.cells.append(cells)

    def _value(self, row: int, head: Head) -> Slot | None:
        """The value under a head: the cell itself, or beside the label that stands there (预算数 | 6.84)."""
        inside = [s for s in self.lines.slots(row) if head.left <= s.left <= head.right]
        for i, s in enumerate(inside):
            if s.corner == head.slot.corner and s.right < head.right:
                return inside[i + 1] if i + 1 < len(inside) else self.lines.slot(row, s.right + 1)
            same = self.words.fund_columns.get(s.text) == head.role  # 执行率 | 98.10% in every line of the block
            if s.filled and not is_figure(s.text) and s.right < head.right and (head.role in MONEY or same):
                label = self.words.fund_rows.get(s.text) or self.words.fund_columns.get(s.text)
                if label or s.corner == head.slot.corner or len(inside) > 1:
                    self.lines.claim(s, "资金行")
                    return inside[i + 1] if i + 1 < len(inside) else self.lines.slot(row, s.right + 1)
        slot = self.lines.pick(row, head.span)
        return None if slot.corner == head.slot.corner else slot

    def _score_beside(self, row: int, heads: list[Head], fund: Fund) -> None:
        """A figure right of the block under a heading 自评得分 further up: the points of this block."""
        if fund.self_score is not None or any(h.role == "self_score" for h in heads):
            return
        right = max(h.right for h in heads)
        for s in self.lines.starting(row):
            if s.left <= right or not is_figure(s.text):
                continue
            above = [self.lines.slot(r, s.left) for r in self.lines.numbers if r < row]
            if any(self.words.totals.get(a.text) == "score" for a in above if a.filled):
                self.lines.claim(s, "得分")
                fund.self_score = read_leaf(s.cell)
                return

    def _sources(self, row: int, heads: list[Head], label: Slot, unit: str | None) -> None:
        """中央 | 省 | 本级 | 其他 | 合计 as columns: each source is a row of its own, part of the total."""
        sources = [h for h in heads if not h.role and self.words.fund_rows.get(h.path[-1])]
        if len(sources) < 2:
            return
        self.found.funds[-1].name = "总额"
        for h in sources:
            value = read_leaf(self.lines.pick(row, h.span).cell, unit)
            fund = Fund(row=read_leaf(h.slot.cell), name=self._name(h.path[-1]), budget=value)
            self._add(fund, label, [(None, value)])

    # ------------------------------------------------------------------ amounts beside or in their labels

    def _inline(self, row: int, heads: list[Head], unit: str | None) -> bool:
        """按收入性质分:2030.12 | 按支出性质分:1925.67 : the amount stands in the label's own cell."""
        starting = self.lines.starting(row)
        found = []
        for s in starting:
            m = _INLINE.match(s.text)
            name = self.words.fund_rows.get(m[1]) if m else None
            if (
                m
                and name
                and (s.right >= heads[0].left or m[2].strip() or row - 1 in self.inlines or len(starting) > 1)
            ):
                found.append((s, m))
        if len(found) < len(starting) or not found:
            return False
        self.inlines.add(row)
        for s, m in found:
            self.lines.claim(s, "资金行（金额写在标签里）")
            amount = read_leaf(part_of(s.cell, m[2].strip()), unit)
            label = read_leaf(part_of(s.cell, m[1].strip()))
            fund = Fund(row=label, name=self._name(m[1]), budget=amount)
            self._add(fund, s, [(None, amount)])
        return True

    def _paired(self, row: int, heads: list[Head], unit: str | None) -> bool:
        """一般公共预算 | 2812.44 | 基本支出 | 2012.44 : a label where a head has room for a figure only."""
        starting = self.lines.starting(row)
        labels = [s for s in starting if not is_figure(s.text) and self.words.fund_rows.get(s.text)]
        if len(labels) < 2 or any(not is_figure(s.text) for s in starting if s not in labels):
            return False
        pairs = [(a, b) for a, b in itertools.pairwise(starting) if a in labels and b not in labels]
        if not any(self._under(a, heads) not in (None, self._under(b, heads)) for a, b in pairs):
            return False
        for label in labels:
            value = next((s for s in starting if s.left > label.right), None)
            own = value is not None and is_figure(value.text)
            amount = read_leaf((value if own and value else self.lines.slot(row, label.right + 1)).cell, unit)
            self.lines.claim(label, "资金行")
            if own and value:
                self.lines.claim(value, "资金")
            self._add(
                Fund(row=read_leaf(label.cell), name=self._name(label.text), budget=amount), label, [(None, amount)]
            )
        return True

    def _under(self, slot: Slot, heads: list[Head]) -> Head | None:
        return next((h for h in heads if h.left <= slot.left <= h.right), None)

    def _single(self, row: int) -> None:
        """年度资金总额 | 24.998 , 预算数 | 20 | 其中:财政资金 | 20 : labels with their value, columns without names."""
        pairs = [(a, b) for a, b in self.heads.pairs(row) if self.words.fund_rows.get(a.text)]
        pairs = pairs or self.heads.in_words(row)
        if not pairs and self.lines.before(row) in self.found.lines:
            pairs = self.heads.unnamed(row)
        if not pairs:
            return
        first = pairs[0][0]
        block = block_slot(self.lines, self.words, row, first.left)
        named = block is not None and bool(self.words.fund_block.get(block.text))
        strong = (
            self.words.fund_rows.get(first.text) in ("总额", "基本支出", "项目支出") and len(plain(first.text)) >= 3
        )
        follows = self.lines.before(row) in self.found.lines
        if not (named or (strong and not clean(first.text).endswith(("合计", "总计"))) or follows):
            return
        if not any(b.filled for _, b in pairs) and not (named or follows):
            return
        unit = (amount_unit_in(block.text) if block is not None else None) or self.unit
        self.found.unit = self.found.unit or unit
        if block is not None:
            self.lines.claim(block, "资金")
        own: list[tuple[Fund, Printed]] = []
        for label, value in pairs:
            self.lines.claim(label, "资金行")
            self.lines.claim(value, "全年预算数")
            amount = read_leaf(value.cell, amount_unit_in(label.text) or unit)
            if not spent_beside(self.lines, self.words, label, value, amount, own):
                fund = Fund(row=read_leaf(label.cell), name=self._name(label.text), budget=amount)
                own.append((fund, [(None, amount)]))
                self._add(fund, label, own[-1][1])
        self.found.lines.add(row)
        self.found.last = row
