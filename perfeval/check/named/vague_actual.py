"""AC-06: actuals such as “十多个”, “超110人”, “95%以上”: no figure that can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import cells, own, passed, printed, self_evaluations, words
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier


def vague_actual(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """实际完成值应是确数 (``含糊写法``: patterns). Basis: 审核惯例."""
    vague = [re.compile(p) for p in words(parameters, "含糊写法")]
    for form in self_evaluations(dossier):
        rows = [i for i in own(form) if printed(i.actual)]
        hits = [
            rule.result("不通过", form, i.name, f"完成值“{printed(i.actual)}”不是确数", cells(i.actual))
            for i in rows
            if any(p.search(printed(i.actual)) for p in vague)
        ]
        if rows:
            yield from hits or [passed(rule, form, len(rows))]
