"""TG-05, RX-10: dimensions without an indicator, check boxes that nobody ticked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import cells, passed, printed, with_indicators, words
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form

_EMPTY_BOX = re.compile(r"[□☐]")
_BOX = re.compile(r"[□☐☑☒■√✓✔]")
_TICKED = re.compile(r"[☑☒■√✓✔þRÞ☆]")


def missing_parts(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``情形``: 维度 or 复选框. Basis: 审核惯例（无文号）."""
    if parameters.get("情形") == "复选框":
        yield from _boxes(dossier, rule)
        return
    for form in with_indicators(dossier):
        yield from list(_dimensions(form, rule, parameters)) or [passed(rule, form)]


def _boxes(dossier: Dossier, rule: Rule) -> Iterator[CheckResult]:
    for form in dossier.forms:
        fields = [f for f in form.fields if len(_BOX.findall(f.leaf.text)) >= 2]
        hits = [
            rule.result("不通过", form, f.label, f"“{f.label}”的选项都没有勾选", (f.leaf.cell,))
            for f in fields
            if not _TICKED.search(f.leaf.text) and _all_empty(f.leaf.text)
        ]
        if fields:
            yield from hits or [passed(rule, form, len(fields))]


def _all_empty(text: str) -> bool:
    """Every option has its empty box: where one lacks it, the tick was lost in copying (“1、部门预算项目 ?”)."""
    options = len(re.findall(r"\d[、.．]", text))
    return not options or len(_EMPTY_BOX.findall(text)) >= options


def _dimensions(form: Form, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """Only of forms that use the common scheme at all, and whose end was found."""
    seconds = {printed(i.level2) for i in form.indicators}
    firsts = {printed(i.level1) for i in form.indicators}
    common = tuple(words(parameters, "通行二级"))
    uses = any(w in f for f in firsts for w in words(parameters, "产出类")) and any(
        s.strip().startswith(common) for s in seconds
    )
    if not (form.complete and uses):
        return
    have = " ".join(seconds | firsts)
    wanted = words(parameters, "维度")
    missing = [w for w in wanted if not re.search(w, have)]
    if missing:
        names = "、".join(w.split("|")[0] for w in missing)
        where = cells(next((i.level1 for i in form.indicators if i.level1), None) or form.indicators[0].level3)
        yield rule.result("不通过", form, form.label, f"没有{names}方面的指标", where)
