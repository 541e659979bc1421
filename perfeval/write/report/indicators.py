"""绩效实现情况 in words: the indicators one by one, group by group (指标完成情况)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from perfeval.model import Cell, Form, Indicator, Leaf
from perfeval.write.report.blocks import Block, Heading, Paragraph, Run, missing_run
from perfeval.write.report.facts import Facts
from perfeval.write.report.numbers import printed
from perfeval.write.report.texts import plain, typeset
from perfeval.write.report.wording import (
    filled,
    name_of,
    plainly_missed,
    quoted,
    reason_of,
    stated,
    told,
    unended,
)


def note_of(indicator: Indicator, names: Container[str]) -> Leaf | None:
    """What stands in the first column of those names ([columns] of report.toml)."""
    return next((leaf for column, leaf in indicator.other if plain(column) in names and not leaf.blank), None)


def score_run(facts: Facts, leaf: Leaf) -> Run:
    number = leaf.number
    text = f"{number.normalize():f}" if number is not None else leaf.text.strip().removesuffix("分")
    return Run(facts.word("score", text), leaf.cell)


def item_number(level: int, number: int) -> str:
    """Of an item under a heading of ``level``: （1） below 1., ① below （1）."""
    return printed(max(4, level + 1), number)


@dataclass(slots=True)
class Results:
    """绩效实现情况 of one form, group by group."""

    facts: Facts
    form: Form

    def groups(self) -> dict[str, list[Indicator]]:
        """Indicators by the groups of report.toml: by their second level, else by their first, else by their name."""
        groups = [(g["name"], re.compile(g["match"])) for g in self.facts.texts["groups"]]
        found: dict[str, list[Indicator]] = {name: [] for name, _ in groups}
        for indicator in self.form.indicators:
            if not self._told(indicator) or self._parent(indicator) is not None:
                continue
            levels = [plain(x.text) for x in (indicator.level2, indicator.level1) if x is not None and not x.blank]
            levels = levels or (["满意"] if "满意" in indicator.level3.text else [])
            home = next((n for level in levels for n, pattern in groups[:-1] if pattern.search(level)), groups[-1][0])
            found[home].append(indicator)
        return found

    def _told(self, indicator: Indicator) -> bool:
        return stated(indicator.target) or stated(indicator.actual) or filled(indicator.self_score)

    def _parent(self, indicator: Indicator) -> Indicator | None:
        """The ★ indicator that a 其中 row is told with."""
        parent = self.form.indicators[indicator.parent] if indicator.parent is not None else None
        return parent if parent is not None and self._told(parent) else None

    def write(self, names: list[str], level: int, suffix: str, flat: bool) -> Iterator[Block]:
        """``flat``: every indicator is a heading of its own; otherwise its group is."""
        groups = self.groups()
        indicators = [(name, i) for name in names for i in groups.get(name, [])]
        if not indicators:
            yield Paragraph([self._none(names)])
            return
        if flat:
            for _, indicator in indicators:
                yield Heading(level, name_of(indicator))
                yield Paragraph(self.sentence(indicator, named=True))
            return
        alone = not any(filled(i.level1) or filled(i.level2) for i in self.form.indicators)
        for name in names:
            if groups.get(name) and not alone:  # a list without any levels needs no heading of its own
                yield Heading(level, name + suffix)
            for number, indicator in enumerate(groups.get(name, []), 1):
                mark = item_number(level, number)
                if note_of(indicator, self.facts.texts["columns"]["notes"]) is not None:
                    yield Heading(level + 1, name_of(indicator), number=mark)
                    yield Paragraph(self.sentence(indicator, named=True))
                else:
                    yield Paragraph([Run(mark), *self.sentence(indicator, named=False)])

    def _none(self, names: list[str]) -> Run:
        """The form has none of these; of a form without an end that cannot be said."""
        if self.form.complete:
            return Run(self.facts.word("none"))
        what = "、".join(n for n in names if not n.startswith("其他")) + "完成情况"
        return missing_run(self.facts.texts["words"]["missing"], what, self.facts.word("cut", self.form.sheet))

    def sentence(self, indicator: Indicator, named: bool) -> list[Run]:
        """The unit's own words, then what they leave out: target, actual, score, reason.

        ``named``: it stands under a heading with the indicator's name, which is then not said again.
        """
        note = note_of(indicator, self.facts.texts["columns"]["notes"])
        lines = [x.strip() for x in note.text.splitlines() if x.strip()] if note else []
        head = [Run(unended(typeset(" ".join(lines))), note.cell)] if note else []
        clauses = self.clauses(indicator, plain("".join(r.text for r in head)))
        if not head and not named:
            name = Run(name_of(indicator), indicator.level3.cell)
            if not stated(indicator.target) and indicator.actual is not None and stated(indicator.actual):
                head, clauses = [name, Run(told(indicator.actual), indicator.actual.cell)], clauses[1:]  # 合格率95%以上
            else:
                head = [name, Run("：")]
        started = bool(head) and head[-1].text != "："
        for clause in clauses:
            head.extend([Run("，"), clause] if started else [clause])
            started = True
        return [*head, Run("。"), *self._children(indicator), *self.afterwards(indicator)]

    def clauses(self, indicator: Indicator, said: str) -> list[Run]:
        """Target, actual, weight, score: those that are there and not ``said`` already."""
        facts, target, actual = self.facts, indicator.target, indicator.actual
        name = name_of(indicator)
        found: list[Run] = []
        if target is not None and stated(target) and plain(target.text) not in said:
            found.append(Run(facts.word("target", quoted(target, name)), target.cell))
        if actual is not None and stated(actual) and plain(actual.text) not in said:
            found.append(Run(facts.word("actual", quoted(actual, name)), actual.cell))
        weight, score = indicator.weight, indicator.self_score or indicator.raw_score
        if weight is not None and weight.number is not None:
            found.append(Run(facts.word("weight", f"{weight.number.normalize():f}"), weight.cell))
        if score is not None and not score.blank:
            found.append(score_run(facts, score))
        return found

    def _children(self, indicator: Indicator) -> Iterator[Run]:
        """其中：桃树种植面积年度指标值1.5亩，实际完成1.5亩；…"""
        below = [i for i in self.form.indicators if self._parent(i) is indicator and self._told(i)]
        for n, child in enumerate(below):
            yield Run("；" if n else self.facts.word("children"))
            yield Run(name_of(child).removeprefix("其中").lstrip("：:"), child.level3.cell)
            for k, clause in enumerate(self.clauses(child, "")):
                yield from ([Run("，")] if k else [])
                yield clause
        if below:
            yield Run("。")

    def afterwards(self, indicator: Indicator) -> list[Run]:
        """The reason where the unit gives one, and one mark for all that the row lacks."""
        facts, none = self.facts, self.facts.texts["words"]["no_reason"]
        runs: list[Run] = []
        if indicator.reason is not None and (text := reason_of(indicator.reason, none)):
            runs.append(Run(facts.word("reason", text) + "。", indicator.reason.cell))
        lacks = lacking(indicator, none)
        if lacks:
            cells = [cell for _, cell in lacks if cell is not None]
            where = "、".join(dict.fromkeys(str(c) for c in cells)) or f"{self.form.sheet}"
            what = "、".join(label for label, _ in lacks)
            run = missing_run(facts.texts["words"]["missing"], what, where, cells[0] if cells else None)
            if run.missing is not None:
                run.missing.what = f"{name_of(indicator)}的{what}"
            runs.append(run)
        return runs


def lacking(indicator: Indicator, no_reason: list[str]) -> list[tuple[str, Cell | None]]:
    """Columns that the form has and this row leaves blank; a missed target without a reason."""
    found: list[tuple[str, Cell | None]] = []
    if indicator.parent is not None:
        return found
    if indicator.target is not None and indicator.target.blank:
        found.append(("年度指标值", indicator.target.cell))
    if indicator.actual is not None and indicator.actual.blank:
        found.append(("实际完成值", indicator.actual.cell))
    if indicator.self_score is not None and not indicator.self_score.text.strip():
        found.append(("得分", indicator.self_score.cell))
    if indicator.reason is not None and plainly_missed(indicator) and not reason_of(indicator.reason, no_reason):
        found.append(("未完成原因", indicator.reason.cell))
    return found
