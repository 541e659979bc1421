"""One line of an indicator table as an Indicator: its values with their cells, levels merged downward, ★ parents and
其中 children (指标行)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from perfeval.model import Indicator, Leaf, Measure, Points
from perfeval.profile import Profile
from perfeval.read.leaf import decimals_of
from perfeval.read.leaf import leaf as read_leaf
from perfeval.read.lines import Lines, Slot
from perfeval.read.measure import measure
from perfeval.read.records.header import Header
from perfeval.read.records.table import points_in, values_of
from perfeval.read.totals import part_leaf, points_of_name
from perfeval.read.vocabulary import Words

# 得8.2分，…; 8分（扣2分：…）
_TOLD = re.compile(
    r"\s*(?:自评|实际|实)?[得评计给]?\s*(?P<points>\d{1,3}(?:\.\d+)?)\s*分(?:[\s,，。;；:：、]|(?=[(（])|$)(?P<why>.*)$",
    re.S,
)
_LEAVES = ("weight", "self_score", "raw_score", "review_score", "coefficient", "criteria", "reason")
_MEASURES = ("target", "initial_target", "actual")
_KEPT = ("finance_score", "completion_rate", "explanation", "completion_note", "evidence", "direction", "core", "past")


class IndicatorMaker:
    """Makes the indicators of one table, line by line. ``levels``: the cells of 一级指标 and 二级指标 that hold at the
    moment; who reads the lines keeps them, in the same dict."""

    def __init__(self, lines: Lines, header: Header, words: Words, profile: Profile, levels: dict[str, Slot]) -> None:
        self.lines, self.header, self.words, self.profile, self.levels = lines, header, words, profile, levels
        self.values = values_of(header)
        self.block: Slot | None = None
        self.heading: Slot | None = None  # a line of its own that names the block below it
        self.shared: set[tuple[int, int]] = set()  # merged weights and scores that an indicator has taken

    def make(self, row: int, name: Slot, before: list[Indicator]) -> Indicator:
        """The indicator of the line ``row``; ``before``: those above it, of which it may be a part."""
        for c in self.header.name.span:  # 指标1： in a cell of its own before it
            self.lines.claim(self.lines.slot(row, c), "三级指标")
        text = " ".join(name.text.split())
        found = Indicator(level3=read_leaf(name.cell))
        for role in ("level1", "level2"):
            if role in self.levels:
                setattr(found, role, read_leaf(self.levels[role].cell))
        for role in _MEASURES:
            setattr(found, role, self._measure(row, role, text))
        if found.initial_target is not None and not found.initial_target.blank and self._unfilled(row, "target"):
            # 调整指标值 left blank: the target of the year's beginning holds
            found.target = self._measure(row, "target", text, "initial_target")
        for role in _LEAVES:
            setattr(found, role, self._leaf(row, role))
        if found.weight is None and self.header.of("weight") is None:
            found.weight = points_of_name(name)
        found.block = self._block(row)
        found.points = Points(
            block=points_in(found.block.text) if found.block else None,
            level1=self._points(row, "level1", found.level1),
            level2=self._points(row, "level2", found.level2),
        )
        number = self.header.of("number") or self.header.of("beside.number")
        if number is not None:
            self.lines.claim(self.lines.pick(row, number.span), "序号")
        found.other = self._others(row) + self._behind_score(found)
        found.parent = self._parent(name, found, before)
        self._once(row, found)
        return found

    def _leaf(self, row: int, role: str) -> Leaf | None:
        column = self.header.of(role)
        if column is None:
            return None
        slot = self.lines.pick(row, column.span)
        self.lines.claim(slot, self.words.names.get(role, column.label))
        return read_leaf(slot.cell)

    def _behind_score(self, found: Indicator) -> list[tuple[str, Leaf]]:
        """得8.2分，外出培训少: the score told in words keeps its figure, and what follows it is kept beside it."""
        score = found.self_score
        if score is None or score.value is not None or (m := _TOLD.match(score.text)) is None:
            return []
        found.self_score = replace(score, value=Decimal(m["points"]), decimals=decimals_of(m["points"]))
        why = m["why"].strip()
        return [("得分说明", part_leaf(score.cell, why))] if why else []

    def _measure(self, row: int, role: str, name: str, value: str | None = None) -> Measure | None:
        column = self.header.of(value or role)
        if column is None:
            return None
        slot = self.lines.pick(row, column.span)
        self.lines.claim(slot, self.words.names.get(role, role))
        parts = {}
        for part in ("sign", "unit"):
            beside = self.header.of(f"{role}.{part}")
            if beside is not None:
                found = self.lines.pick(row, beside.span)
                self.lines.claim(found, "指标值的" + ("符号" if part == "sign" else "单位"))
                parts[part] = found.cell
        sign, unit = parts.get("sign"), parts.get("unit")
        kind: Literal["target", "actual"] = "actual" if role == "actual" else "target"
        return measure(slot.cell, name=name, profile=self.profile, role=kind, sign=sign, unit=unit)

    def _points(self, row: int, level: str, label: Leaf | None) -> Decimal | None:
        column = next((c for c in self.header.columns if c.role == "points" and c.level == level), None)
        if column is not None:
            known = self.levels.get(level)
            slot = self.lines.pick(row, column.span)
            if not slot.filled and known is not None:  # not merged: it stands in the level's own line
                slot = self.lines.pick(known.top, column.span)
            self.lines.claim(slot, f"{self.words.names[level]}的分值")
            number = read_leaf(slot.cell).number
            if number is not None:
                return number
        return points_in(label.text) if label else None

    def _unfilled(self, row: int, role: str) -> bool:
        column = self.header.of(role)
        return column is not None and not self.lines.pick(row, column.span).filled

    def _block(self, row: int) -> Leaf | None:
        """The cell left of the levels; where it is not merged downward its text stands in its first line only."""
        if self.header.block and self.block is None:
            rows = self.lines.between(self.header.top, self.header.bottom)
            self.block = next((s for r in rows if (s := self.lines.pick(r, self.header.block)).filled), None)
        slot = self.lines.pick(row, self.header.block) if self.header.block else None
        if slot is not None and slot.filled:
            self.block = slot
        slot = self.block
        if slot is not None:
            self.lines.claim(slot, "分块")
        if self.heading is not None:
            return read_leaf(self.heading.cell)
        return read_leaf(slot.cell) if slot is not None and slot.filled else None

    def _others(self, row: int) -> list[tuple[str, Leaf]]:
        kept = []
        for c in self.values:
            if c.role and c.role not in _KEPT:
                continue
            slot = self.lines.pick(row, c.span)
            if (not slot.filled and not c.path) or slot.left < c.left:
                continue
            column = self.words.names.get(c.role) or c.label
            self.lines.claim(slot, column or "其他列")
            kept.append((column, read_leaf(slot.cell)))
        return kept

    def _once(self, row: int, found: Indicator) -> None:
        """A 分值 or 得分 merged over several indicators counts once: the first of them carries it."""
        for role in ("weight", "self_score", "raw_score", "review_score"):
            column = self.header.of(role)
            slot = self.lines.pick(row, column.span) if column else None
            if slot is None or not slot.filled or slot.bottom == slot.top:
                continue
            if slot.corner in self.shared:
                setattr(found, role, None)
            self.shared.add(slot.corner)

    def _parent(self, name: Slot, found: Indicator, above: list[Indicator]) -> int | None:
        """其中 rows, and those that go on after them without weight and score, are part of the row above them."""
        before = above[-1] if above else None
        if before is None:
            return None
        if self.words.child.match(unicodedata.normalize("NFKC", name.text)):
            return before.parent if before.parent is not None else len(above) - 1
        bare = _blank(found.weight, found.self_score)
        printed = any(self.header.of(role) is not None for role in ("weight", "self_score"))
        same = (found.level1, found.level2) == (before.level1, before.level2)
        if not (bare and printed and same) or self.words.parent.match(name.text):
            return None
        if before.parent is not None:
            return before.parent
        # ★补助面积 | 10 | | | 10, 红薯 | | 5.5亩 | 5.5亩 | : its points above, what was to be done below
        sums = _blank(before.target, before.actual) and not _blank(before.weight) and not _blank(before.self_score)
        return len(above) - 1 if sums and not _blank(found.target) else None


def _blank(*values: Leaf | Measure | None) -> bool:
    return all(x is None or x.blank for x in values)
