"""The headings of a funds block (资金表头): named columns, labels that head columns, pairs of label and figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from perfeval.frozen import frozen
from perfeval.model import AMOUNT_UNITS, BLANKS, Fund, Leaf
from perfeval.read.fields import amount_unit_in
from perfeval.read.labels import clean, is_memo
from perfeval.read.lines import Lines, Slot
from perfeval.read.totals import points_of_name
from perfeval.read.vocabulary import Words, plain

_NUMERIC = re.compile(r"[-+−]?[¥￥]?\d[\d,，]*(?:\.\d+)?(?:%|万元|亿元|元|万|分)?|(?:万元|元)")
_NOTE = re.compile(r"(?<=[\d万元])\([^()]*\)$")
MONEY = ("initial", "budget", "spent", "arrived", "left", "carried", "adjusted", "past")
_SAID = frozenset(("initial", "spent", "rate", "past"))


@frozen
class Head:
    """A column of the funds block: its role, the columns that it covers and its labels from above."""

    role: str
    left: int
    right: int
    path: tuple[str, ...]
    slot: Slot

    @property
    def span(self) -> range:
        return range(self.left, self.right + 1)


@lru_cache(maxsize=8192)
def is_figure(text: str) -> bool:
    """A figure, a blank, or a figure with a note in brackets: 854万（示范建设295万元，…）."""
    squeezed = plain(text)
    if squeezed.endswith(")"):
        squeezed = _NOTE.sub("", squeezed)
    return bool(_NUMERIC.fullmatch(squeezed)) or "".join(text.split()) in BLANKS


def told_amount(text: str) -> bool:
    """预算数：26.00: a label with its own figure heads nothing."""
    if ":" not in text and "：" not in text:
        return False
    figure = plain(text).partition(":")[2]
    return bool(figure) and is_figure(figure)


def only_unit(text: str) -> bool:
    """(万元), 单位：元 : nothing but the unit of amounts."""
    return amount_unit_in(text) is not None and clean(text) in AMOUNT_UNITS


def printed_points(heads: Sequence[Head], fund: Fund) -> Leaf | None:
    """得分（10分） without a column 分值: the heading itself says what the row is worth."""
    if fund.self_score is None or fund.self_score.number is None or any(h.role == "weight" for h in heads):
        return None
    head = next((h for h in heads if h.role == "self_score"), None)
    return points_of_name(head.slot) if head is not None else None


def halves(heads: Sequence[Head]) -> list[tuple[range, list[Head]]]:
    """来源 | 预算数 | 决算数 | 用途 | 预算数 | 决算数 : the columns of names left and right, each with its heads.

    Empty where no column of names stands between two or more figures of the same kinds. A lone 预算数 there is that
    of the year's beginning, as in the accounts: what came in or went out may be more.
    """
    if sum(h.role in MONEY for h in heads) < 4:
        return []
    if not any(h.role == "initial" for h in heads):
        heads = [replace(h, role="initial") if h.role == "budget" else h for h in heads]
    for middle in reversed(heads):
        left = [h for h in heads if h.left < middle.left]
        right = [h for h in heads if h.left > middle.right]
        kinds = [[h.role for h in half if h.role in MONEY] for half in (left, right)]
        if middle.role in ("", "source") and len(kinds[0]) > 1 and kinds[0] == kinds[1]:
            return [(range(left[0].left), left), (middle.span, right)]
    return []


class Headings:
    """Finds what heads the figures in the lines of one form."""

    def __init__(self, lines: Lines, words: Words, rows: Sequence[int]) -> None:
        self.lines, self.words, self.rows = lines, words, list(rows)

    def named(self, row: int) -> list[Head]:
        """年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 : at least two, one of them of money or rate."""
        starting = self.lines.starting(row)
        roles = [(s, self.words.fund_columns.get(s.text)) for s in starting]
        known = {r for _, r in roles if r and r not in ("source", "reason")}
        figures = [s for s in starting if is_figure(s.text) or told_amount(s.text)]
        if not figures and (spans := self._spans(starting, roles)):
            return spans
        if len(known) < 2 or not known & _SAID or not known & {"initial", "budget", "spent"} or figures:
            return []
        named = [s for s, r in roles if r and r != "source" and not self._over_labels(row, s)]
        if len(named) < 2:
            return []
        first = min(s.left for s in named)
        if known <= {"past", "budget"} and not self._asked(row, starting):
            return []
        sources = [s for s, _ in roles if s.left < first and s.starts and self.words.fund_rows.get(s.text)]
        if len(sources) >= 2:  # 中央 | 省 | 本级 | 其他 | 合计 | 执行数
            first = min(s.left for s in sources)
        first = min((s.left for s in self._whole_term(row, roles, first)), default=first)
        heads = []
        for s, role in roles:
            if s.left < first or (s.left == first and role == "source"):
                continue
            heads.append(Head(role or "", s.left, s.right, (*self._above(row, s), s.text), s))
        heads = self._revised(sorted([*heads, *self._hanging(row, first)], key=lambda h: h.left))
        if not self._plausible(row, first):
            return []
        # a heading that is not merged still stands over the cells up to the next one
        ends = [*(h.left - 1 for h in heads[1:]), heads[-1].right]
        return [replace(h, right=max(h.right, end)) for h, end in zip(heads, ends, strict=True)]

    def _whole_term(self, row: int, roles: list[tuple[Slot, str | None]], first: int) -> list[Slot]:
        """资金来源 | 概算总投资 | 本年计划 …: a column of figures that nobody knows before the year's."""
        source = next((s for s, role in roles if role == "source" and s.left < first), None)
        below = self.lines.after(row)
        if source is None or below is None:
            return []
        between = [s for s, role in roles if source.right < s.left < first and not role]
        under = [self.lines.slot(below, s.left) for s in between]
        return between if all(u.filled and is_figure(u.text) for u in under) else []

    def _spans(self, starting: list[Slot], roles: list[tuple[Slot, str | None]]) -> list[Head]:
        """资金来源 | 实施期资金总额 | 年度资金总额 : two totals over a line for each source."""
        source = next((s for s, role in roles if role == "source"), None)
        found = [(s, span) for s in starting if source and s.left > source.right and (span := self._span(s))]
        if [span for _, span in found] not in (["whole", "year"], ["year", "whole"]) or found[0][0] is starting[0]:
            return []
        return [Head("budget" if span == "year" else "", s.left, s.right, (s.text,), s) for s, span in found]

    def _span(self, slot: Slot) -> str | None:
        return self.words.fund_spans.get(slot.text)

    def _revised(self, heads: list[Head]) -> list[Head]:
        """下达预算数 | 调整后预算数: the first is that of the year's beginning, where no other heading says it is."""
        budgets = [h for h in heads if h.role == "budget"]
        revised = [self.words.fund_revised.get(h.slot.text) is not None for h in budgets]
        if revised != [False, True] or any(h.role == "initial" for h in heads):
            return heads
        return [replace(h, role="initial") if h is budgets[0] else h for h in heads]

    def _hanging(self, row: int, first: int) -> list[Head]:
        """得分 merged over both lines of the heading, beside 预算安排 over 年初预算 | 调整后预算."""
        hung = [s for s in self.lines.filled(row) if not s.starts and s.bottom == row and s.left > first]
        known = ((s, self.words.fund_columns.get(s.text)) for s in hung)
        return [Head(role, s.left, s.right, (s.text,), s) for s, role in known if role and role != "source"]

    def _asked(self, row: int, starting: list[Slot]) -> bool:
        """项目资金申请 | 项目 | 上年度安排 | 本年度申请 : the block itself, not a list of what the money is for."""
        first = next((s for s in starting if self.words.fund_columns.get(s.text) in MONEY), starting[-1])
        beside = [s for s in self.lines.filled(row) if s.right < first.left]
        block, source = self.words.fund_block, self.words.fund_columns
        named = [s for s in beside if source.get(s.text) != "source" or block.get(s.text)]
        return bool(named) and self.words.fund_block.get(named[-1].text) is not None

    def _plausible(self, row: int, first: int) -> bool:
        """Are the lines below kinds of funds; a table of 三公经费 or of accounts has headings like these, too."""
        if any(self.words.fund_block.get(s.text) for s in self.lines.filled(row) if s.left < first):
            return True
        if any(self.words.fund_tasks.get(s.text) for s in self.lines.filled(row) if s.left < first):
            below = [s for r in self.rows if row < r <= row + 20 for s in self.lines.starting(r) if s.right < first]
            if any(self.words.fund_rows.get(s.text) == "总额" for s in below):
                return True
        known = unknown = 0
        for r in self.rows:
            if not row < r <= row + 8:
                continue
            labels = [s for s in self.lines.starting(r) if s.right < first and not is_figure(s.text)]
            if not labels:
                continue
            if self.words.fields.get(labels[0].text) and not self.words.fund_rows.get(labels[0].text):
                break
            name = self.words.fund_rows.get(labels[-1].text)
            known += name is not None
            unknown += name is None
        return known >= unknown

    def _over_labels(self, row: int, slot: Slot) -> bool:
        """Does this heading stand over the rows' labels (年度预算数 over 总额, 其中:财政资金), or beside the block."""
        if slot.bottom > row + 1 and self.words.fund_block.get(slot.text):
            return True
        under = [self.lines.slot(r, slot.left) for r in self.lines.between(row + 1, row + 3)]
        if self.words.fund_block.get(slot.text) and self._labels_beside(under):
            return True
        if any(s.filled and s.starts and is_figure(s.text) for s in under):
            return False
        labels = [s for s in under if s.filled and s.starts and s.left >= slot.left]
        known = [s for s in labels if self.words.fund_rows.get(s.text) and s.right >= slot.right]
        return len(known) >= 1 and len(known) == len(labels) and not self._figure_beside(known[0], slot)

    def _labels_beside(self, under: Sequence[Slot]) -> bool:
        """预算执行 | 支出类型 | 年初预算数 , not merged downward: the labels stand in the next column."""
        below = next((s for s in under if self.lines.filled(s.row)), None)
        if below is None or below.filled:
            return False
        return self.words.fund_rows.get(self.lines.slot(below.row, below.right + 1).text) is not None

    def _figure_beside(self, label: Slot, head: Slot) -> bool:
        return any(is_figure(s.text) for s in self.lines.filled(label.row) if label.right < s.left <= head.right)

    def _above(self, row: int, slot: Slot) -> tuple[str, ...]:
        """The group label over this heading: 预算安排 over 年初部门预算安排金额."""
        above = self.lines.before(row)
        if above is None or above < self.rows[0]:
            return ()
        if any(not s.starts and s.bottom == above for s in self.lines.filled(above)):
            return ()  # the last line of another block: a list of tasks over the funds
        if any(s.left < slot.left and s.bottom == above and self._says(s) for s in self.lines.starting(above)):
            return ()  # 建设状态 | 在建: labels and values of their own
        over = self.lines.slot(above, slot.left)
        group = over.filled and over.right > over.left and over.right - over.left < 12 and over.starts
        if not group or self.words.fields.get(over.text) or len(plain(over.text)) > 12 or over.right < slot.right:
            return ()
        if not any(s.left > over.right for s in self.lines.starting(above)) and over.left < slot.left:
            return ()
        blanks = all(
            self.words.fields.get(s.text) is None and not is_figure(s.text) for s in self.lines.starting(above)
        )
        if not blanks:
            return ()
        self.lines.claim(over, "资金表头")
        return (over.text,)

    def _says(self, slot: Slot) -> bool:
        known = (self.words.fund_block, self.words.fund_columns, self.words.fund_rows)
        return not any(words.get(slot.text) for words in known)

    def beside(self, row: int) -> list[Head]:
        """计划安排资金 170 | 实际到位资金 170 | 实际支出 179.6: label and value in turn, the labels name columns."""
        pairs = self.pairs(row)
        roles = [self.words.fund_columns.get(label.text) for label, _ in pairs]
        if roles[1:] and roles[0] is None and roles[1] in ("spent", "arrived") and self._whole(pairs[0][0]):
            roles[0] = "budget"  # 项目预算资金总额 312 | 实际支出 306 | 执行率 98%
        if sum(r in MONEY for r in roles) < 2 or len(set(roles)) < 2:
            return []
        if not {"budget", "spent", "arrived"} & set(roles):
            return []
        return [
            Head(role or "", label.left, value.right, (label.text,), label)
            for (label, value), role in zip(pairs, roles, strict=True)
        ]

    def _whole(self, label: Slot) -> bool:
        return self.words.fund_rows.get(label.text) == "总额"

    def pairs(self, row: int) -> list[tuple[Slot, Slot]]:
        """Known labels with the cell to their right, where that is a figure or blank."""
        slots = self.lines.slots(row)
        pairs: list[tuple[Slot, Slot]] = []
        for i, s in enumerate(slots):
            if not s.filled or not s.starts or is_figure(s.text):
                continue
            if not (self.words.fund_rows.get(s.text) or self.words.fund_columns.get(s.text)):
                continue
            after = slots[i + 1] if i + 1 < len(slots) else self.lines.slot(row, s.right + 1)
            if after.left > s.right + 1 and not is_figure(after.text):
                after = self.lines.slot(row, s.right + 1)
            third = slots[i + 2] if i + 2 < len(slots) else None
            column = self.words.fund_columns.get(s.text) and not self.words.total.get(s.text)
            if (
                not column
                and third is not None
                and third.filled
                and third.starts
                and is_figure(third.text)
                and is_figure(after.text)
            ):
                continue  # a line of a table, no pair
            if after.filled and not is_figure(after.text):
                if self.words.fund_rows.get(after.text) or self.words.fund_columns.get(after.text):
                    after = self.lines.slot(row, s.right + 1) if after.left > s.right + 1 else after
                    if after.filled:
                        continue
                else:
                    continue
            pairs.append((s, after))
        return pairs

    def in_words(self, row: int) -> list[tuple[Slot, Slot]]:
        """其中：财政拨款 | 省级衔接资金50 : what was typed for an amount, kept as it stands."""
        filled = self.lines.filled(row)
        if len(filled) != 3 or not self.words.fund_block.get(filled[0].text):
            return []
        label, value = filled[1:]
        known = self.words.fund_rows.get(value.text) or self.words.fund_columns.get(value.text)
        figured = label.starts and value.starts and any(c.isdigit() for c in value.text)
        return [(label, value)] if self.words.fund_rows.get(label.text) and figured and not known else []

    def unnamed(self, row: int) -> list[tuple[Slot, Slot]]:
        """其中：财政投款 | 2279.05 : a label that nobody knows, inside the block, below a line of it."""
        filled = self.lines.filled(row)
        if len(filled) not in (3, 5):
            return []
        block, labels, values = filled[0], filled[1::2], filled[2::2]
        if block.starts or not self.words.fund_block.get(block.text):
            return []
        odd = any(not is_memo(s.text) or self.words.fields.get(s.text) or len(plain(s.text)) > 16 for s in labels)
        money = all(s.starts and is_figure(s.text) and not plain(s.text).endswith("%") for s in values)
        return list(zip(labels, values, strict=True)) if money and not odd else []


def block_slot(lines: Lines, words: Words, row: int, left: int) -> Slot | None:
    """The cell left of everything that names the block: 项目资金(万元)."""
    beside = [s for s in lines.filled(row) if s.right < left]
    named = [s for s in beside if words.fund_block.get(s.text) and (s.bottom > row or not s.starts)]
    hanging = [s for s in beside if s.bottom > row]
    plain_ones = [s for s in beside if words.fund_block.get(s.text)]
    return next(iter(named or hanging or plain_ones), None)
