"""RX-13: slips of the pen in texts: doubled words and punctuation, a figure torn by a blank, “85%.”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import passed, texts, words
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier

AROUND = 8  # characters shown before the slip


def text_slips(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """文字没有重复的字词、标点 (``笔误``: patterns). One finding a paragraph. Basis: 审核惯例."""
    slips = [re.compile(p) for p in words(parameters, "笔误")]
    for form in dossier.forms:
        seen = 0
        hits = []
        for where, leaf in texts(form):
            seen += 1
            text = " ".join(leaf.text.split())
            found = next((m for p in slips if (m := p.search(text))), None)
            if found is not None:
                shown = text[max(found.start() - AROUND, 0) : found.end()]
                hits.append(rule.result("不通过", form, where, f"“…{shown}”疑有笔误", (leaf.cell,)))
        if seen:
            yield from hits or [passed(rule, form, seen)]
