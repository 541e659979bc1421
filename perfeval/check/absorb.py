"""One cause, one line: a result that a stronger one on the same cells already says is absorbed by it.

Order of strength is data: each rule lists in ``absorbs`` the ids of the weaker ones (SC-16 > SC-07 > SC-06 > SC-10).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from perfeval.address import position
from perfeval.frozen import changed
from perfeval.language.rule import SEVERITIES, Rule
from perfeval.model import CheckResult


def absorb(results: list[CheckResult], rules: Iterable[Rule]) -> list[CheckResult]:
    """The same results, the weaker ones marked with the rule that absorbs them."""
    weaker = {r.id: frozenset(r.absorbs) for r in rules if r.absorbs}
    stronger: dict[str, list[CheckResult]] = defaultdict(list)
    for result in results:
        if result.status in ("不通过", "尾差"):
            for absorbed in weaker.get(result.rule, ()):
                stronger[absorbed].append(result)
    return [_mark(result, stronger.get(result.rule, [])) for result in results]


def _mark(result: CheckResult, stronger: list[CheckResult]) -> CheckResult:
    if result.status not in ("不通过", "尾差"):
        return result
    by = next((s for s in stronger if s is not result and _as_strong(s, result) and _same_row(s, result)), None)
    return changed(result, absorbed_by=by.rule) if by else result


def _as_strong(one: CheckResult, other: CheckResult) -> bool:
    """尾差 of one rule says nothing of what another finds wrong; it absorbs the same 尾差 only.

    A 警告 hides an 错误 only where the same cell is to be mended: a blank score does not explain a wrong rate.
    """
    weaker = SEVERITIES.index(one.severity) > SEVERITIES.index(other.severity)
    if weaker and one.cells[:1] != other.cells[:1]:
        return False
    return one.status == "不通过" or other.status == "尾差"


def _same_row(one: CheckResult, other: CheckResult) -> bool:
    """They share a cell, or the one that both would have mended stands in the same row of the same sheet."""
    if {c.address for c in one.cells} & {c.address for c in other.cells}:
        return True
    if not one.cells or not other.cells or one.form_id != other.form_id:
        return False
    a, b = one.cells[0], other.cells[0]
    if (mine := _column(one)) and (its := _column(other)) and mine != its:
        return False  # a wrong total of one column does not explain that of the next
    return (a.file, a.sheet, position(a.ref)[0]) == (b.file, b.sheet, position(b.ref)[0])


def _column(result: CheckResult) -> int:
    """The column in which all cells of the result stand: a sum down a column. 0: in several, or it is one cell."""
    columns = {position(c.ref)[1] for c in result.cells}
    return columns.pop() if len(result.cells) > 1 and len(columns) == 1 else 0
