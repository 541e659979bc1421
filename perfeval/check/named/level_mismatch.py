"""TG-17: a second level under the wrong first one: 经济成本指标 or 经济效益指标 under 产出指标."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import cells, passed, printed, with_indicators
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier


def level_mismatch(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """二级指标归在相应的一级指标下 (``不应下挂``: 一级 -> words of 二级). Basis: 财预〔2021〕101号."""
    wrong: Mapping[str, list[str]] = parameters.get("不应下挂", {})
    for form in with_indicators(dossier):
        hits: dict[str, CheckResult] = {}
        seen = 0
        for i in form.indicators:
            first, second = printed(i.level1), printed(i.level2)
            if not first or not second or i.level1 is None or i.level2 is None:
                continue
            seen += 1
            for level, words in wrong.items():
                if level in first and any(w in second for w in words):
                    say = f"“{i.level2.text.strip()}”列在“{i.level1.text.strip()}”下"
                    say = "".join(say.split())
                    where = cells(i.level2, i.level1)
                    hits.setdefault(where[0].address, rule.result("不通过", form, f"{first}/{second}", say, where))
        if seen:
            yield from list(hits.values()) or [passed(rule, form, seen)]
