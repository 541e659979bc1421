"""RX-07: the text says that something is missing which the workbook holds: “未设置成本指标” beside a 成本指标."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import TARGET_TABLE, cells, passed, printed, texts
from perfeval.language.rule import Rule
from perfeval.model import Cell, CheckResult, Dossier

_INNER = str.maketrans("“”", "‘’")  # quotes inside a quotation


def contradictory_text(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """问题部分与表内所填不矛盾 (``矛盾``: 说 a pattern, 却有 what then must not be there). Basis: 审核惯例."""
    pairs = [(re.compile(p["说"]), str(p["却有"])) for p in parameters.get("矛盾", [])]
    for form in dossier.forms:
        seen = 0
        hits = []
        for where, leaf in texts(form):
            seen += 1
            for pattern, thing in pairs:
                said = pattern.search(printed(leaf))
                there = _there(dossier, thing) if said else None
                if said and there is not None:
                    quoted = said[0].translate(_INNER)
                    say = f"写“{quoted}”，而表内填有{thing}"
                    hits.append(rule.result("不通过", form, where, say, cells(leaf, there)))
        if seen:
            yield from hits or [passed(rule, form, seen)]


def _there(dossier: Dossier, thing: str) -> Cell | None:
    """The cell of the first such thing: a level of an indicator, or the 绩效目标表 itself."""
    for form in dossier.forms:
        if thing == "绩效目标" and form.kind == TARGET_TABLE and form.indicators:
            return form.title_cell or form.indicators[0].level3.cell
        for i in form.indicators:
            for level in (i.level2, i.level1):
                if level is not None and thing in printed(level) and printed(i.level3):
                    return level.cell
    return None
