"""What is found wrong in a written report, under the rules of rules/表文.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from perfeval.frozen import changed
from perfeval.language.rule import Rule
from perfeval.model import Cell, CheckResult
from perfeval.read.report_passages import Passage
from perfeval.read.report_text import TEXT, ReportText


def finding(
    rule: str, instance: str, message: str, cells: tuple[Cell, ...], form: str = TEXT, **fields: Any
) -> CheckResult:
    """A finding that knows its rule by the id: name, level, basis, hint come with ``ruled``. ``form``: 正文, 表1 …"""
    return CheckResult(rule, "", "自评报告", form, instance, "不通过", "提示", message, cells, **fields)


def of_text(
    report: ReportText, passage: Passage, rule: str, message: str, words: str = "", hint: str = ""
) -> CheckResult:
    """A finding on a paragraph; ``words``: those that it is about; ``hint``: where it says more than the rule's own."""
    cell = Cell(report.source.file, TEXT, f"A{passage.number}", raw=passage.text, shown=words or passage.text)
    return finding(rule, f"第{passage.number}段", message, (cell,), hint=hint, subject=passage.place)


def ruled(found: Iterable[CheckResult], rules: Mapping[str, Rule]) -> Iterator[CheckResult]:
    """Each finding with what its rule says; without those whose rule is not in force (停用)."""
    for result in found:
        if rule := rules.get(result.rule):
            yield changed(
                result, name=rule.name, severity=rule.severity, basis=rule.basis, hint=result.hint or rule.hint
            )


def family(rule: str) -> str:
    """部门-02b says of one kind of table what 部门-02 says of another: 部门-02."""
    return re.sub(r"(?<=\d)[a-h]$", "", rule)
