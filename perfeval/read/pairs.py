"""Labels with their text or figure beside or below them (基本信息, 总体目标, 表尾文字), notes and captions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from perfeval.model import Field, Leaf, Row, RowCell, Totals
from perfeval.read.fields import inline_pairs, is_caption, spaced_pair
from perfeval.read.funds.heads import MONEY, is_figure
from perfeval.read.labels import clean
from perfeval.read.leaf import leaf as read_leaf
from perfeval.read.lines import Lines, Slot
from perfeval.read.totals import labelled, part_leaf
from perfeval.read.vocabulary import Words, plain


@dataclass(slots=True)
class Pairs:
    """What stands in a form beside its tables."""

    fields: list[Field] = field(default_factory=list)
    notes: list[Leaf] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


class PairReader:
    """Reads the lines of a form that are no table. ``below``: are they under the indicators (表尾)."""

    def __init__(self, lines: Lines, words: Words, totals: Totals) -> None:
        self.lines, self.words, self.totals = lines, words, totals
        self.found = Pairs()
        self.goals: list[tuple[str, Slot]] = []  # 预期目标 | 实际完成情况, whose text stands below
        self.problems: list[Slot] = []  # 存在问题 | 改进措施 over texts: what stands below them explains
        self.listed: list[int] = []  # the columns of a list of names and figures: the table reader's

    def read(self, rows: Iterable[int], foot_from: int | None = None) -> Pairs:
        below = False
        for row in rows:
            foot = foot_from is not None and row >= foot_from
            if foot and not below:
                self.goals = []
            below = foot
            self._line(row, foot)
        return self.found

    def _free(self, row: int) -> list[Slot]:
        return [s for s in self.lines.starting(row) if s.corner not in self.lines.claimed]

    def _line(self, row: int, foot: bool) -> None:
        slots = self._free(row)
        if not slots or self._list(row, slots):
            return
        if self._task_heads(row, slots):
            self.goals = []
            return
        heads = [(n, s) for s in slots if (n := self.words.fields.get(s.text)) in self.words.groups["goals"]]
        after = [s for s in slots if heads and s.left > heads[0][1].right]
        if len(heads) >= 2 and all(self.words.fields.get(s.text) or is_figure(s.text) for s in after):
            self._goal_heads(slots, [(n or "", s) for n, s in heads])
            return
        if self.goals and self._goal_texts(row, slots):
            return
        if self._text_heads(slots) or self._text_line(row, slots):
            return
        self.goals = []
        for slot in slots:
            if slot.corner not in self.lines.claimed:
                self._cell(row, slot, foot)

    def _list(self, row: int, slots: list[Slot]) -> bool:
        """支出内容 | 实际支出数 | 备注 over lines of a name and a figure: a table, no labels with values."""
        if self.listed and slots[0].left == self.listed[0] and not is_figure(slots[0].text):
            rest = slots[1:]
            if any(is_figure(s.text) for s in rest) and all(s.left in self.listed for s in rest):
                return True
        self.listed = []
        money = next((s for s in slots[1:] if self.words.fund_columns.get(s.text) in MONEY), None)
        if money is None or len(slots) < 3 or any(self.words.fields.get(s.text) for s in slots):
            return False
        below = self._free(self.lines.after(row) or row)
        if any(is_figure(s.text) for s in slots) or not below or below[0].left != slots[0].left:
            return False
        if is_figure(below[0].text) or not any(s.left == money.left and is_figure(s.text) for s in below):
            return False
        self.listed = [s.left for s in slots]
        return True

    # ------------------------------------------------------------------ 预期目标 | 实际完成情况

    def _goal_heads(self, slots: list[Slot], heads: list[tuple[str, Slot]]) -> None:
        first = heads[0][1]
        hanging = [s for s in self.lines.filled(first.row) if s.right < first.left]
        if len(heads) > 2 and heads[0][1].bottom > heads[0][1].row:
            heads = heads[1:]  # 年度总体目标, merged downward beside the two
        elif heads[0][0] == "年度总体目标" and len(heads) > 2:
            heads = heads[1:]
        beside = [s for s in slots if self.words.fields.get(s.text) or s.right < first.left]
        for s in [*hanging, *beside]:
            self.lines.claim(s, "目标标题")
        for s in slots:
            if is_figure(s.text) and s.left > heads[-1][1].right:  # points of this block, in the column of scores
                group = next((h.text for h in [*hanging, *beside] if h.right < first.left), heads[-1][1].text)
                self.lines.claim(s, "得分")
                self.found.fields.append(Field(clean(group), f"{clean(group)}得分", read_leaf(s.cell), s.cell))
        self.goals = heads

    def _goal_texts(self, row: int, slots: list[Slot]) -> bool:
        """Texts below the goals' labels; False where something else begins."""
        under = [s for s in slots if any(g.left <= s.left <= g.right for _, g in self.goals)]
        if not under or any(self.words.fields.get(s.text) for s in slots):
            return False
        for name, goal in self.goals:
            text = next((s for s in under if goal.left <= s.left <= goal.right), None)
            if text is not None:
                self._add(goal, name, text)
        return True

    # ------------------------------------------------------------------ 分配科学性 | 情况说明 | 存在问题

    def _task_heads(self, row: int, slots: list[Slot]) -> bool:
        """任务名称 | 主要内容 | 完成情况: the heading of a list of tasks without figures."""
        name = next((s for s in slots if self.words.fund_tasks.get(s.text) and s.bottom == s.top), None)
        right = [s for s in slots if name is not None and s.left > name.right]
        after = self.lines.after(row)
        if name is None or not right or after is None:
            return False
        under = {s.left for s in self.lines.starting(after)}
        if not {s.left for s in (name, *right)} <= under or any(len(plain(s.text)) > 10 for s in right):
            return False
        for s in slots:
            self.lines.claim(s, "表头")
        return True

    def _text_heads(self, slots: list[Slot]) -> bool:
        """情况说明 | 存在问题和改进措施: the heading of texts, no labels with values."""
        heads = [s for s in slots if s.bottom == s.top]
        known = [s for s in heads if self.words.text_heading.match(s.text)]
        if not known or (
            len(heads) > len(known) and not all(self.words.fields.get(s.text) for s in heads if s not in known)
        ):
            return False
        if self.words.fields.get(heads[0].text) and len(heads) == 1:
            return False  # 存在问题 | and its text
        self.problems = [s for s in heads if self.words.fields.get(s.text)]
        for s in slots:
            self.lines.claim(s, "表头")
        return True

    def _text_line(self, row: int, slots: list[Slot]) -> bool:
        """A label with several texts, in a block that a cell on its left names."""
        hanging = [s for s in self.lines.filled(row) if not s.starts and s.right < slots[0].left]
        if len(slots) < 3 or not hanging or any(is_figure(s.text) and len(plain(s.text)) > 1 for s in slots):
            return False
        label = slots[0]
        if len(plain(label.text)) > 14 or any(self.words.fields.get(s.text) for s in slots):
            return False
        for s in slots[1:]:
            self._add(label, clean(label.text), s, under=next((h for h in self.problems if h.covers(s.left)), None))
        return True

    # ------------------------------------------------------------------ one cell

    def _cell(self, row: int, slot: Slot, foot: bool) -> None:
        text = slot.text
        total = labelled(self.lines, slot, self.words, self.totals)
        if total is not None:
            label, _, _ = text.replace("：", ":").partition(":")
            known = self.words.fields.get(label) or clean(label)
            self.found.fields.append(Field(" ".join(text.split()), known, total, slot.cell))
            if total.number is not None and total.cell.ref != slot.cell.ref:
                self.found.rows.append(amount_row(slot, known, total))
            return
        name = self.words.fields.get(text)
        alone = len(self.lines.filled(row)) == 1
        if alone and self._wide(slot) and self._titles(text):
            self.lines.claim(slot, "分块标题")
            return
        inline = inline_pairs(text) or spaced_pair(text, self.words)
        whole = bool(inline) and all(value and self.words.fields.get(label) for label, value in inline)
        if name is not None and not whole:  # 未完成原因：… is no label in all its length
            self._beside(row, slot, name)
            return
        pairs = [(label, value) for label, value in inline if len(clean(label)) > 1]
        if pairs and (all(self.words.fields.get(label) for label, _ in pairs) or (foot and len(plain(text)) <= 60)):
            self.lines.claim(slot, "填报信息")
            for label, value in pairs:
                known = self.words.fields.get(label) or clean(label)
                self.found.fields.append(Field(clean(label), known, part_leaf(slot.cell, value), slot.cell))
            return
        if self.words.note.match(text) and len(self.lines.starting(row)) <= 2:
            self._note(row, slot)
            return
        if is_caption(slot, self.words) or (self.words.body.match(text) and len(self.lines.filled(row)) <= 2):
            self.lines.claim(slot, "表外说明")
            return
        if self._unknown(row, slot):
            return
        hanging = next((s for s in reversed(self.lines.filled(row)) if s.right < slot.left), None)
        if (
            hanging is not None
            and not hanging.starts
            and len(self._free(row)) == 1
            and not is_figure(text)
            and len(plain(text)) > 4
        ):
            name = self.words.fields.get(hanging.text) or clean(hanging.text)
            self.lines.claim(slot, name)
            self.found.fields.append(Field(" ".join(hanging.text.split()), name, read_leaf(slot.cell), hanging.cell))
            return
        if foot and self.words.signature.match(text):
            self.lines.claim(slot, "落款")
        elif alone and len(plain(text)) >= (12 if foot else 30):
            self._note(row, slot)

    def _titles(self, text: str) -> bool:
        """Does a text that stands alone head what follows."""
        if inline_pairs(text) or spaced_pair(text, self.words) or self.words.note.match(text):
            return False
        return len(plain(text)) <= 20 or bool(self.words.fields.get(text)) or self.words.block_row.match(text)

    def _wide(self, slot: Slot) -> bool:
        """Does the cell run over most of the sheet: a heading, no label."""
        return slot.right > slot.left and (slot.right - slot.left + 1) * 3 >= self.lines.grid.right * 2

    def _note(self, row: int, slot: Slot) -> None:
        for s in [slot, *(x for x in self.lines.starting(row) if x.left > slot.right)]:
            self.lines.claim(s, "注")
            self.found.notes.append(read_leaf(s.cell))

    def _beside(self, row: int, slot: Slot, name: str) -> None:
        """A known label: its value is the next cell, if that is no label itself; a group label has none."""
        after = next((s for s in self.lines.slots(row) if s.left > slot.right), None)
        known = after is not None and after.filled and (self.words.fields.get(after.text) or self._says(after.text))
        hangs = slot.bottom > slot.top
        cells = [s for s in self._free(row) if s.left > slot.right]
        if hangs and (known or (len(cells) > 1 and not self.words.fields.get(cells[0].text))):
            self.lines.claim(slot, "分块")  # beside a table or labels of its own
            return
        if after is None or known or not after.starts or self._is_label(row, after):
            value = self.lines.slot(row, slot.right + 1)
            if value.filled:
                value = Slot(row, 0, 0, row, row, part_leaf(slot.cell, "").cell)
        else:
            value = after
        self._add(slot, name, value)
        if hangs:  # a label beside several lines of text
            below = [r for r in self.lines.numbers if slot.row < r <= slot.bottom]
            for r in below:
                more = self.lines.slot(r, slot.right + 1)
                if more.filled and more.starts and not self.words.fields.get(more.text) and more.left == value.left:
                    self._add(slot, name, more)

    def _says(self, text: str) -> bool:
        """审核人： | 填报日期：2016年3月8日: a label with its own value is no other label's value."""
        label = next((label for label, value in inline_pairs(text) if value), "")
        return bool(label) and text.startswith(label) and self.words.fields.get(label) in self.words.groups["signing"]

    def _is_label(self, row: int, slot: Slot) -> bool:
        """Is this cell a label in its own right, so that the one before it has no value."""
        return slot.text.rstrip().endswith((":", "：")) and len(plain(slot.text)) <= 16

    def _unknown(self, row: int, slot: Slot) -> bool:
        """A short text with a value beside it, that forms.toml does not know: kept under its own name."""
        text = plain(slot.text)
        after = next((s for s in self.lines.slots(row) if s.left > slot.right), None)
        if after is None or not after.filled or not after.starts or after.corner in self.lines.claimed:
            ends = slot.text.rstrip().endswith((":", "："))
            if ends and len(text) <= 20 and not is_figure(slot.text):
                blank = self.lines.slot(row, slot.right + 1)
                self._add(slot, clean(slot.text), blank if not blank.filled else slot, blank=blank.filled)
                return True
            return False
        below = [len(self.lines.starting(r)) > 1 for r in self.lines.between(row + 1, slot.bottom)]
        beside = len([s for s in self._free(row) if s.left > slot.right])
        if slot.bottom > row and (beside > 1 or (beside and any(below))):
            self.lines.claim(slot, "分块")  # 预算绩效评价结果, beside several lines of labels and figures
            return True
        if not self._alternating(row, slot) or self._sums_up(row, slot):
            return False
        if len(text) > 24 or is_figure(slot.text) or any(c in text for c in "。;;!?□☑"):
            return False
        if self.words.fields.get(after.text) or self.words.columns.get(slot.text):
            return False
        self._add(slot, clean(slot.text), after)
        return True

    def _sums_up(self, row: int, slot: Slot) -> bool:
        """支出合计 | 500 below lines of labels and figures that nobody has taken: the foot of a table."""
        above = self.lines.before(row)
        if above is None or not self.words.subtotal.get(slot.text):
            return False
        return any(s.left == slot.left and s.corner not in self.lines.claimed for s in self.lines.starting(above))

    def _alternating(self, row: int, slot: Slot) -> bool:
        """Label, value, label, value: and not the line of a table."""
        cells = [s for s in self.lines.starting(row) if s.bottom == s.top or s.left >= slot.left]
        named = [self.words.fields.get(s.text) is not None for s in cells[1::2]]
        if len(cells) % 2 and sum(named) > 1 and named[0]:
            cells = cells[1:]  # 基本情况 | 编制数 | 268 | 在职人数 | 255
        labels, values = cells[::2], cells[1::2]
        known = sum(self.words.fields.get(s.text) is not None for s in labels)
        most = 12 if known > 1 and all(is_figure(s.text) for s in values) else 6
        if len(cells) % 2 or len(cells) > most or slot not in labels or any(is_figure(s.text) for s in labels):
            return False
        return (
            len(values) == 1
            or any(is_figure(s.text) for s in values)
            or any(self.words.fields.get(s.text) for s in labels)
        )

    def _add(self, label: Slot, name: str, value: Slot, blank: bool = False, under: Slot | None = None) -> None:
        leaf = part_leaf(label.cell, "") if blank else read_leaf(value.cell)
        self.lines.claim(label, "标签")
        if not blank:
            self.lines.claim(value, name)
        said = " ".join((f"{label.text} {under.text}" if under else label.text).split())
        self.found.fields.append(Field(said, name, leaf, label.cell))
        if leaf.number is not None and leaf.text and name not in self.words.groups["numbers"]:
            self.found.rows.append(amount_row(label, name, leaf))


def amount_row(label: Slot, name: str, leaf: Leaf) -> Row:
    """A figure beside its label, as a table row without a column."""
    return Row(path=(label.text,), name=name, label=read_leaf(label.cell), cells=[RowCell((), "", leaf)])
