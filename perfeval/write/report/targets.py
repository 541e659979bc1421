"""绩效目标 in words: the unit's own descriptions, else name and value of each indicator joined by second level."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfeval.model import Form, Indicator
from perfeval.write.report.blocks import Block, Heading, Paragraph, Run
from perfeval.write.report.facts import Facts
from perfeval.write.report.indicators import item_number, note_of
from perfeval.write.report.texts import plain, typeset
from perfeval.write.report.wording import filled, name_of, stated, told


def targets(facts: Facts, form: Form, groups: list[list[str]], level: int) -> Iterator[Block]:
    """``groups``: title and pattern of the first level; a form without levels is one list without titles."""
    described = form.kind == "绩效目标表"  # of a self-evaluation form a column of explanations is no target
    names: list[str] = facts.texts["columns"]["descriptions"]
    left = [i for i in form.indicators if stated(i.target) or (described and note_of(i, names))]
    levels = any(_levels(i) for i in left)
    for title, pattern in groups if levels else [["", ""]]:
        own = [i for i in left if re.search(pattern, _levels(i))]
        left = [i for i in left if i not in own]
        if not own:
            continue
        if title:
            yield Heading(level, title)
        for number, runs in enumerate(_described(own, names) or _joined(facts, form, own), 1):
            yield Paragraph([Run(item_number(level, number)), *runs])


def _levels(indicator: Indicator) -> str:
    """First level, or the second where the form has no first."""
    leaf = indicator.level1 if filled(indicator.level1) else indicator.level2
    return plain(leaf.text) if leaf is not None else ""


def _described(indicators: list[Indicator], names: list[str]) -> list[list[Run]]:
    """One paragraph for each distinct description; none if a row has no description that holds its target."""
    found: dict[str, list[Run]] = {}
    for indicator in indicators:
        leaf, target = note_of(indicator, names), indicator.target
        number = target.number if target is not None else None
        if leaf is None or (number is not None and f"{number.normalize():f}" not in leaf.text):
            return []
        text = typeset(" ".join(leaf.text.split()))
        run = found.setdefault(leaf.cell.ref, [Run(text, leaf.cell)])[0]
        run.also += (indicator.level3.cell, *(target.cells if target is not None else ()))
    return list(found.values())


def _joined(facts: Facts, form: Form, indicators: list[Indicator]) -> list[list[Run]]:
    parents = {id(i): form.indicators[i.parent] for i in indicators if i.parent is not None}
    groups: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        level = indicator.level2 if filled(indicator.level2) else indicator.level1
        name = re.sub(r"(?:[（(].*|\d+(?:\.\d+)?分)$", "", plain(level.text)) if level is not None else ""
        if not any(parents.get(id(indicator)) is other for other in indicators):
            groups.setdefault(name, []).append(indicator)
    paragraphs: list[list[Run]] = []
    for name, rows in groups.items():
        runs = [Run(facts.word("target_group", name))] if name else []
        for n, indicator in enumerate(rows):
            runs.extend([Run("；")] if n else [])
            runs.extend(_named(indicator))
            children = [i for i in indicators if parents.get(id(i)) is indicator]
            for k, child in enumerate(children):
                runs.extend([Run("，" if k else "（其中："), *_named(child)])
            runs.extend([Run("）")] if children else [])
        paragraphs.append([*runs, Run("。")])
    return paragraphs


def _named(indicator: Indicator) -> list[Run]:
    """Name and value, said once where the form writes the one in the place of the other."""
    name = name_of(indicator)
    own = name.removeprefix("其中").lstrip("：:") if indicator.parent is not None else name
    shown = Run(own, indicator.level3.cell)
    if indicator.target is None or not stated(indicator.target):
        return [shown]
    value = told(indicator.target, name)
    return [shown, Run(value, indicator.target.cell)] if plain(value) != plain(name) else [shown]
