"""Indicators in words: results one by one, and targets (指标完成情况、绩效目标)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from perfeval.model import Cell, Form, Indicator, Leaf, Measure
from perfeval.write.report_blocks import Block, Heading, Paragraph, Run, missing_run
from perfeval.write.report_facts import Facts
from perfeval.write.report_texts import plain

NOTES = ("完成情况说明", "完成情况", "指标完成情况", "完成情况简述")
DESCRIPTIONS = ("目标描述", "指标说明", "绩效目标描述", "目标内容")


def name_of(indicator: Indicator) -> str:
    """The indicator without the number that the form prints before it."""
    text = "".join(indicator.level3.text.split())
    text = re.sub(r"^(?:指标\s*\d*\s*[:：、.．]|[（(]?\d{1,2}[)）、.．](?!\d))+", "", text)
    return text.strip("：:") or text


def filled(leaf: Leaf | None) -> bool:
    return leaf is not None and not leaf.blank


def stated(measure: Measure | None) -> bool:
    return measure is not None and not measure.blank


def note_of(indicator: Indicator, names: tuple[str, ...]) -> Leaf | None:
    return next((leaf for column, leaf in indicator.other if plain(column) in names and not leaf.blank), None)


def unmet(indicator: Indicator) -> bool:
    """未达到目标, as far as two figures of one unit say so; an inferred direction says nothing."""
    target, actual = indicator.target, indicator.actual
    if target is None or actual is None or target.number is None or actual.number is None:
        return False
    if (target.unit or "") != (actual.unit or "") and target.unit and actual.unit:
        return False
    if target.op in ("≥", ">"):
        return actual.number < target.number
    if target.op in ("≤", "<"):
        return actual.number > target.number
    return target.direction == "正向" and not target.inferred and actual.number < target.number


def shown(measure: Measure) -> Run:
    return Run("".join(measure.text.split()), measure.cell)


def score_run(facts: Facts, leaf: Leaf) -> Run:
    number = leaf.number
    text = f"{number.normalize():f}" if number is not None else leaf.text.strip().removesuffix("分")
    return Run(facts.word("score", text), leaf.cell)


@dataclass(slots=True)
class Results:
    """绩效实现情况 of one form, group by group."""

    facts: Facts
    form: Form

    def groups(self) -> dict[str, list[Indicator]]:
        """Indicators by the groups of report.toml: by their second level, else by their first."""
        groups = [(g["name"], re.compile(g["match"])) for g in self.facts.texts["groups"]]
        found: dict[str, list[Indicator]] = {name: [] for name, _ in groups}
        for indicator in self.form.indicators:
            if not (stated(indicator.target) or stated(indicator.actual) or filled(indicator.self_score)):
                continue
            levels = [plain(x.text) for x in (indicator.level2, indicator.level1) if x is not None and not x.blank]
            home = next((n for level in levels for n, pattern in groups[:-1] if pattern.search(level)), groups[-1][0])
            found[home].append(indicator)
        return found

    def write(self, names: list[str], level: int, suffix: str, flat: bool) -> Iterator[Block]:
        """``flat``: every indicator is a heading of its own; otherwise its group is."""
        groups = self.groups()
        indicators = [(name, i) for name in names for i in groups.get(name, [])]
        if not indicators:
            yield Paragraph([Run(self.facts.word("none"))])
            return
        if flat:
            for _, indicator in indicators:
                yield Heading(level, name_of(indicator))
                yield Paragraph(self.sentence(indicator, named=True))
            return
        for name in names:
            if groups.get(name):
                yield Heading(level, name + suffix)
            for number, indicator in enumerate(groups.get(name, []), 1):
                if note_of(indicator, NOTES) is not None:
                    yield Heading(level + 1, name_of(indicator), number=f"（{number}）")
                    yield Paragraph(self.sentence(indicator, named=True))
                else:
                    yield Paragraph([Run(f"（{number}）"), *self.sentence(indicator, named=False)])

    def sentence(self, indicator: Indicator, named: bool) -> list[Run]:
        """The unit's own words, then what they leave out: target, actual, score, reason.

        ``named``: it stands under a heading with the indicator's name, which is then not said again.
        """
        note = note_of(indicator, NOTES)
        lines = [x.strip() for x in note.text.splitlines() if x.strip()] if note else []
        head = [Run(unended(" ".join(lines)), note.cell)] if note else []
        clauses = self.clauses(indicator, plain("".join(r.text for r in head)))
        if not head and not named:
            name = Run(name_of(indicator), indicator.level3.cell)
            if not stated(indicator.target) and indicator.actual is not None and stated(indicator.actual):
                head, clauses = [name, shown(indicator.actual)], clauses[1:]  # 污水处理合格率95%以上
            else:
                head = [name, Run("：")]
        started = bool(head) and head[-1].text != "："
        for clause in clauses:
            head.extend([Run("，"), clause] if started else [clause])
            started = True
        return [*head, Run("。"), *self.afterwards(indicator)]

    def clauses(self, indicator: Indicator, said: str) -> list[Run]:
        """Target, actual, weight, score: those that are there and not ``said`` already."""
        facts, target, actual = self.facts, indicator.target, indicator.actual
        found: list[Run] = []
        if target is not None and stated(target) and plain(target.text) not in said:
            found.append(Run(facts.word("target", shown(target).text), target.cell))
        if actual is not None and stated(actual) and plain(actual.text) not in said:
            found.append(Run(facts.word("actual", shown(actual).text), actual.cell))
        weight, score = indicator.weight, indicator.self_score or indicator.raw_score
        if weight is not None and weight.number is not None:
            found.append(Run(facts.word("weight", f"{weight.number.normalize():f}"), weight.cell))
        if score is not None and not score.blank:
            found.append(score_run(facts, score))
        return found

    def afterwards(self, indicator: Indicator) -> list[Run]:
        """The reason where a target was missed, and one mark for all that the row lacks."""
        facts = self.facts
        runs: list[Run] = []
        if indicator.reason is not None and not indicator.reason.blank:
            text = unended(" ".join(indicator.reason.text.split()))
            runs.append(Run(facts.word("reason", text) + "。", indicator.reason.cell))
        lacks = lacking(indicator)
        if lacks:
            cells = [cell for _, cell in lacks if cell is not None]
            where = "、".join(dict.fromkeys(str(c) for c in cells)) or f"{self.form.sheet}"
            what = "、".join(label for label, _ in lacks)
            run = missing_run(facts.texts["words"]["missing"], what, where, cells[0] if cells else None)
            if run.missing is not None:
                run.missing.what = f"{name_of(indicator)}的{what}"
            runs.append(run)
        return runs


def unended(text: str) -> str:
    return re.sub(r"[。；;，,.．]+$", "", text)


def lacking(indicator: Indicator) -> list[tuple[str, Cell | None]]:
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
    if unmet(indicator) and indicator.reason is not None and indicator.reason.blank:
        found.append(("未完成原因", indicator.reason.cell))
    return found


# ---------------------------------------------------------------- targets


def targets(facts: Facts, form: Form, groups: list[list[str]], level: int) -> Iterator[Block]:
    """绩效目标 as sentences: the unit's own descriptions, else name and value joined by second level."""
    left = [i for i in form.indicators if stated(i.target) or note_of(i, DESCRIPTIONS)]
    for title, pattern in groups:
        own = [i for i in left if re.search(pattern, _levels(i))]
        left = [i for i in left if i not in own]
        if not own:
            continue
        if title:
            yield Heading(level, title)
        for number, runs in enumerate(_described(own) or _joined(facts, own), 1):
            yield Paragraph([Run(f"（{number}）"), *runs])


def _levels(indicator: Indicator) -> str:
    """First level, or the second where the form has no first."""
    leaf = indicator.level1 if filled(indicator.level1) else indicator.level2
    return plain(leaf.text) if leaf is not None else ""


def _described(indicators: list[Indicator]) -> list[list[Run]]:
    """One paragraph for each distinct description; none if a row has no description."""
    found: dict[str, list[Run]] = {}
    for indicator in indicators:
        leaf = note_of(indicator, DESCRIPTIONS)
        if leaf is None:
            return []
        run = found.setdefault(leaf.cell.ref, [Run(" ".join(leaf.text.split()), leaf.cell)])[0]
        run.also += (indicator.level3.cell, *(indicator.target.cells if indicator.target is not None else ()))
    return list(found.values())


def _joined(facts: Facts, indicators: list[Indicator]) -> list[list[Run]]:
    groups: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        level = indicator.level2 or indicator.level1
        groups.setdefault(plain(level.text) if level is not None else "", []).append(indicator)
    paragraphs: list[list[Run]] = []
    for name, rows in groups.items():
        runs = [Run(facts.word("target_group", re.sub(r"[（(].*$", "", name)))] if name else []
        for n, indicator in enumerate(rows):
            target = [shown(indicator.target)] if indicator.target is not None else []
            runs.extend([Run("；")] if n else [])
            runs.extend([Run(name_of(indicator), indicator.level3.cell), *target])
        paragraphs.append([*runs, Run("。")])
    return paragraphs
