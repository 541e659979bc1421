"""The lines of an indicator table: which are indicators, levels, totals, print, and where it ends (指标表)."""

from __future__ import annotations

import re
from collections.abc import Callable

from perfeval.profile import Profile
from perfeval.read.fields import says
from perfeval.read.lines import Lines, Slot
from perfeval.read.records.columns import Column
from perfeval.read.records.header import Header
from perfeval.read.records.indicator import IndicatorMaker
from perfeval.read.records.settle import settle
from perfeval.read.records.table import Table, deepest_code, depth_of, nought, strange, values_of
from perfeval.read.totals import inline_total, is_score
from perfeval.read.vocabulary import Words, plain

_BARE = re.compile(r"[≥≤><=]*\d[\d.,]*(?:分|%|元|万元|个|人|次|项)?")


class Reader:
    """Reads one table below its heading, line by line, to the first line that is none of it."""

    def __init__(
        self, lines: Lines, header: Header, words: Words, profile: Profile, stop: Callable[[int], bool]
    ) -> None:
        self.lines, self.header, self.words, self.stop = lines, header, words, stop
        self.table = Table(header, last=header.bottom)
        self.level_columns = [c for c in header.columns if c.role in ("level1", "level2", "level3")]
        self.levels: dict[str, Slot] = {}  # one dict with the maker's: changed, never replaced
        self.codes = 0  # how deep the code of an indicator is, where one column holds A, A1 and A11
        self.maker = IndicatorMaker(lines, header, words, profile, self.levels)

    @property
    def values(self) -> list[Column]:
        return self.maker.values

    def read(self) -> Table:
        for slot in self.header.slots:
            self.lines.claim(slot, "表头")
        pending: list[int] = []
        body = [r for r in self.lines.numbers if r > self.header.bottom]
        self._settle(body)
        for row in body:
            if self.stop(row):
                self.table.ended = True
                break
            what = self._row(row)
            if what == "end":
                self.table.ended = True
                break
            if what == "rough":
                pending.append(row)
                if len(pending) > 3:
                    break
                continue
            if what in ("indicator", "total"):
                self.table.rough += pending
                pending = []
                self.table.last = row
            elif what == "print" and not pending:
                self.table.last = row
        below = [r for r in self.table.totals if not self.table.rows or r > self.table.rows[-1]]
        self.table.ended = self.table.ended or bool(below)
        return self.table

    def _settle(self, body: list[int]) -> None:
        """Correct the heading by what its columns hold in the first lines."""
        sample = []
        for r in body[:60]:
            if self.stop(r) or self._foot(r):
                break
            sample.append(r)
        self.header.columns = settle(self.lines, self.header.columns, sample, self.words)
        self.level_columns = [c for c in self.header.columns if c.role in ("level1", "level2", "level3")]
        self.maker.values = values_of(self.header)
        self.codes = deepest_code(self.lines, self.header, sample)

    # ------------------------------------------------------------------ lines

    def _foot(self, row: int) -> bool:
        """Does a block of text, a signature or a note begin here."""
        starting = self.lines.starting(row)
        if not starting:
            return False
        first = starting[0]
        if first.left > self.header.name.left:
            return False
        alone = len(starting) == 2 and not any(c.role and self._own(row, c) for c in self.values)  # 说明 | its text
        if self.words.note.match(first.text) and (alone or not self._beside(row, first)):
            return True
        if self.words.fields.get(first.text) and not self._valued(row):
            return True
        told = says(first.text, self.words)  # 偏差原因：…, and 项目名称：… of the next form
        if told in self.words.groups["project"] or (told in self.words.groups["foot"] and not self._valued(row)):
            return True
        if self.words.totals.get(first.text) or self._text_across(starting):
            return True
        covered = [s for s in self.lines.filled(row) if not s.starts and s.left in self.header.name.span]
        signing = self.words.groups["signing"]  # 填报人： | … | 联系电话： | …
        if not covered and sum(self.words.fields.get(s.text) in signing for s in starting) > 1:
            return True
        signed = self.words.signature.match(first.text) and not covered
        if signed and (not self._valued(row) or all(self.words.signature.match(s.text) for s in starting)):
            return True
        return self._pairs(row)

    def _text_across(self, starting: list[Slot]) -> bool:
        """说明 | a text over the columns of names and values alike: no indicator."""
        name = self.header.name
        after = [c.left for c in self.values if c.left > name.right]
        across = [s for s in starting if s.left <= name.left and after and s.right >= after[0]]
        return len(starting) == 2 and across == starting[1:]

    def _pairs(self, row: int) -> bool:
        """考核节点进度完成率 | 10分 | 采购节约率 | 10分: a strip of scores, no indicators."""
        name = self.lines.pick(row, self.header.name.span)
        bare = name.filled and name.starts and _BARE.fullmatch(plain(name.text))
        if not bare or nought(self.lines, self.header, row):
            return False
        level = self.header.of("level2")  # 数量指标 | 88 | 100: a figure typed for the name
        return level is None or self.words.level2.get(self.lines.pick(row, level.span).text) is None

    def _beside(self, row: int, first: Slot) -> bool:
        return any(s.left > first.right and len(plain(s.text)) < 30 for s in self.lines.starting(row))

    def _valued(self, row: int) -> bool:
        """Is anything filled under the columns of values in this line."""
        return any(self._own(row, c) for c in self.values)

    def _own(self, row: int, c: Column) -> bool:
        s = self.lines.pick(row, c.span)
        if not (s.filled and s.starts and s.left >= c.left):
            return False
        return not any(s.covers(x.left) for x in self.values if x.left > c.right)  # text over several columns

    def _summed(self, row: int, first: Slot) -> bool:
        """自评得分 | 100 | 98.5 : under 分值 and 得分 it is the line of the totals."""
        columns = [self.header.of(role) for role in ("weight", "self_score")]
        texts = [self.lines.pick(row, c.span).text for c in columns if c is not None]
        return self.words.totals.get(first.text) == "score" and len(texts) == 2 and all(map(is_score, texts))

    def _row(self, row: int) -> str:
        starting = self.lines.starting(row)
        if not starting:
            return "print"
        first = starting[0]
        label = self.words.total.get(first.text) or self._summed(row, first)
        if label and first.left <= self.header.name.right:
            self.table.totals.append(row)
            self.lines.claim(first, "总分")
            return "total"
        if self._foot(row) or (inline_total(first.text, self.words) and not self._valued(row)):
            return "end"
        before_name = first.left < self.header.name.left or not self.level_columns[1:]
        if self.words.subtotal.get(first.text) and before_name:
            for s in starting:
                self.lines.claim(s, "小计")
            return "print"
        if len(starting) == 1 and self.words.print_row.match(first.text) and first.covers(self.header.name.left):
            self.lines.claim(first, "占位")  # 续表, 第1页 共2页
            return "print"
        if len(starting) == 1 and self._is_heading(row, first):
            if self._names_level(first):
                return "print"
            self.maker.heading = first
            self.lines.claim(first, "分块标题")
            return "print"
        if self._coded_level(row):
            return "print"
        self._levels(row)
        return self._indicator(row)

    def _coded_level(self, row: int) -> bool:
        """A 项目决策, A1 项目立项 over A11 立项依据充分性, in one column: the shorter codes are levels."""
        name = self.lines.pick(row, self.header.name.span)
        depth = depth_of(name.text) if self.codes and name.starts else None
        if depth is None or depth >= self.codes:
            return False
        self._open("level1" if depth == 0 else "level2", name)
        for c in self.values:
            slot = self.lines.pick(row, c.span)
            if slot.filled and slot.starts:
                self.lines.claim(slot, f"{c.label}（小计）")
        return True

    def _is_heading(self, row: int, first: Slot) -> bool:
        """A line that holds one cell over the whole width, or one that reads like a block's title."""
        name = self.header.name
        wide = first.left <= self.header.left and first.right >= name.right and first.right > first.left
        if first.left <= self.header.left and self.words.block_row.match(first.text):
            return wide or not any(not s.starts for s in self.lines.filled(row))
        return wide and len(plain(first.text)) <= 40 and not self.words.print_row.match(first.text)

    def _levels(self, row: int) -> None:
        """Take over the levels of this line; a blank cell that is not merged carries the level above on."""
        for role in ("level1", "level2"):
            column = self.header.of(role)
            if column is None:
                continue
            slot = self.lines.pick(row, column.span)
            if slot.covers(self.header.name.left) and not slot.filled:
                continue
            known = self.levels.get(role)
            if slot.filled:
                if role == "level2" and slot.corner == self._corner("level1", row):
                    self.levels.pop(role, None)  # one cell over all levels names the indicator alone
                    continue
                if role == "level1" and (known is None or known.corner != slot.corner) and slot.starts:
                    self.levels.pop("level2", None)
                self.levels[role] = slot
                self.lines.claim(slot, "一级指标" if role == "level1" else "二级指标")
            elif known is not None and slot.bottom > slot.top:
                self.levels.pop(role)

    def _corner(self, role: str, row: int) -> tuple[int, int] | None:
        column = self.header.of(role)
        return self.lines.pick(row, column.span).corner if column is not None else None

    def _name(self, row: int) -> Slot:
        """The name's cell; where 指标1： and the name stand in two cells below one heading, the second."""
        slots = [self.lines.slot(row, c) for c in self.header.name.span]
        filled = [s for s in slots if s.filled]
        return next((s for s in filled if not self.words.print_row.match(s.text)), filled[0] if filled else slots[0])

    def _named(self, row: int) -> Slot:
        """The name's cell; blank over a further point of the indicator above (own words, own points): its cell."""
        name = self._name(row)
        if name.filled or not self.table.rows:
            return name
        told = {c.role for c in self.values if self._own(row, c)}
        if not told & {"criteria", "explanation"} or "weight" not in told:
            return name
        above = self._name(self.table.rows[-1])
        return above if self.lines.after(self.table.rows[-1]) == row else name

    def _indicator(self, row: int) -> str:
        name = self._named(row)
        own = {c.role: s for c in self.values if (s := self.lines.pick(row, c.span)).filled and s.starts}
        shared = [s for c in self.values if (s := self.lines.pick(row, c.span)).filled and not s.starts]
        filled = {r for r in own if r not in ("criteria", "explanation", "evidence", "points", "direction", "", "core")}
        is_print = not name.filled or bool(self.words.print_row.match(name.text))
        if nought(self.lines, self.header, row):
            return self._blank(row, name, own)
        if not is_print and not name.starts and not filled & {"target", "actual", "self_score"}:
            is_print = True
        if is_print and name.filled and not name.starts:
            return "print"
        if not is_print and not filled & {"target", "actual"} and self._names_level(name):
            return self._blank(row, name, own)
        if is_print and not (filled if name.filled else filled & {"target", "actual", "self_score"}):
            return self._blank(row, name, own)
        if (
            not is_print
            and not own
            and not shared
            and len(self.lines.starting(row)) == 1
            and len(plain(name.text)) > 60
        ):
            return "rough"
        if strange(own, self.header):
            return "rough"
        self.table.projects.append(self._project(row))
        self.table.indicators.append(self.maker.make(row, name, self.table.indicators))
        self.table.rows.append(row)
        return "indicator"

    def _names_level(self, name: Slot) -> bool:
        """一、产出指标 / （一）数量指标 / 1.培训人数 in one column: the first two are levels, no indicators."""
        for role, known in (("level1", self.words.level1), ("level2", self.words.level2)):
            if self.header.of(role) is None and known.get(name.text):
                self._open(role, name)
                return True
        return False

    def _open(self, role: str, slot: Slot) -> None:
        if role == "level1":
            self.levels.pop("level2", None)
        self.levels[role] = slot
        self.lines.claim(slot, self.words.names[role])

    def _blank(self, row: int, name: Slot, own: dict[str, Slot]) -> str:
        """A line of the form's print: “指标2：”, “……”, or levels alone."""
        if name.filled:
            self.lines.claim(name, "占位")
        for c in self.values:
            slot = self.lines.pick(row, c.span)
            if slot.filled and slot.starts:
                self.lines.claim(slot, c.label or "占位")
        return "print"

    def _project(self, row: int) -> dict[str, Slot]:
        """项目名称, 单位名称, 预算数 … of this line, carried on from above where they are blank."""
        last = dict(self.table.projects[-1]) if self.table.projects else {}
        for c in self.header.columns:
            what = c.role.removeprefix("beside.")
            if what == c.role or what == "number":
                continue
            slot = self.lines.pick(row, c.span)
            if slot.filled:
                if what == "project" and last.get("project") != slot and slot.starts:
                    last = {k: v for k, v in last.items() if k in ("project", "unit_name")}
                last[what] = slot
                self.lines.claim(slot, c.label)
        return last
