"""BT-02: the same long text for different projects of a unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import cells, printed, self_evaluations, words
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Leaf

SHOWN = 4  # projects that the message names


def repeated_texts(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """不同项目的总体目标、完成情况逐字相同. Basis: 审核惯例."""
    names = {*words(parameters, "目标栏"), *words(parameters, "完成栏")}
    least = int(parameters.get("最短", 30))
    groups: dict[tuple[str, str], list[tuple[Form, Leaf]]] = defaultdict(list)
    seen = 0
    for form in self_evaluations(dossier):
        for item in form.fields:
            if item.name in names and len(printed(item.leaf)) >= least:
                groups[item.name, printed(item.leaf)].append((form, item.leaf))
                seen += 1
    hits = 0
    for (name, text), places in groups.items():
        # of one project handed in twice that is what it should be; forms that name none are each a project
        projects = {f.project or f.id: f.project or f.sheet for f, _ in places}
        if len(projects) > 1:
            hits += 1
            shown = "、".join(list(projects.values())[:SHOWN]) + ("等" if len(projects) > SHOWN else "")
            say = f"{len(projects)}个项目（{shown}）的“{name}”逐字相同：“{text[:20]}…”"
            yield rule.result("不通过", places[0][0], name, say, cells(*(leaf for _, leaf in places)))
    if seen and not hits:
        yield rule.result("通过", next(self_evaluations(dossier)), dossier.unit, "", (), count=seen)
