"""单位问题分布: which unit has which of the most common problems, as a table of units by rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from perfeval.model import Severity
from perfeval.write.appearance import SIGNS
from perfeval.write.brief import Brief
from perfeval.write.sheets import Book, Column, Value
from perfeval.write.summary.counts import Totals, typical

RULES = 16  # columns of rules: what an A4 page can hold
NAME_LENGTH = 13  # characters of a rule's name that stand upright in the head


class Spread:
    """The sheet: one row a unit; a column for each of the rules that hit most units, and one for all others."""

    def __init__(self, book: Book, totals: Totals) -> None:
        rules = [(x.rule, x.name) for x in typical(totals) if x.severity != "提示"][:RULES]
        said = "错误和警告的条数；列是涉及单位最多的规则，其余合在“其他”；完整的规则名称见“典型问题”"
        first = 1 + len(SIGNS)
        self.table = book.begin("单位问题分布", said, _columns(rules), upright=range(first, first + len(rules)))

    def add(self, b: Brief) -> None:
        self.table.add((b, _counted(b)))


def _counted(b: Brief) -> Counter[str]:
    return Counter(f.rule for f in b.findings if f.severity != "提示")


def _columns(rules: list[tuple[str, str]]) -> tuple[Column, ...]:
    shown = {rule for rule, _ in rules}
    return (
        Column("单位", 30, "wrap", lambda r: r[0].unit),
        *(Column(sign, 8, "count", _of_level(severity)) for severity, sign in SIGNS.items()),
        *(Column(_short(name), 5, "centre", _of_rule(rule)) for rule, name in rules),
        Column("其他", 6, "count", lambda r: sum(n for rule, n in r[1].items() if rule not in shown) or None),
    )


def _of_level(severity: Severity) -> Callable[[Any], Value]:
    return lambda row: row[0].count(severity)


def _of_rule(rule: str) -> Callable[[Any], Value]:
    return lambda row: row[1][rule] or None


def _short(name: str) -> str:
    return name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"
