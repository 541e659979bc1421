"""What people see: results merged into lines (three or more hits of one rule in one form are one), errors first."""

from __future__ import annotations

from collections import defaultdict

from perfeval.address import position
from perfeval.language.rule import SEVERITIES
from perfeval.model import CheckResult, Dossier, Line

MANY = 3
SHOWN = 3  # hits spelt out in the message of a merged line


def lines(results: list[CheckResult], dossier: Dossier) -> list[Line]:
    """The findings among ``results`` as lines, in the order in which they are read."""
    groups: dict[tuple[str, str, str], list[CheckResult]] = defaultdict(list)
    for result in results:
        if result.finding:
            groups[result.rule, result.form_id, result.status].append(result)
    made: list[Line] = []
    for hits in groups.values():
        if len(hits) >= MANY:
            made.append(_merged(hits))
        else:
            made.extend(_single(hit) for hit in hits)
    forms = {form.id: n for n, form in enumerate(dossier.forms)}
    return sorted(made, key=lambda line: _place(line, forms))


def _single(hit: CheckResult) -> Line:
    return Line(
        rule=hit.rule, name=hit.name, severity=hit.severity, status=hit.status, message=hit.message, results=(hit,),
        subject=hit.subject, left=hit.left, right=hit.right if hit.mends else None, difference=hit.difference,
        hint=hit.hint, basis=hit.basis,
    )  # fmt: skip


def _merged(hits: list[CheckResult]) -> Line:
    """One line for many hits: how many, the first ones with their subject, then 等."""
    first = hits[0]
    alike = len({h.subject for h in hits}) == 1
    shown = "；".join(_with_subject(h, alike) for h in hits[:SHOWN])
    rest = "；等" if len(hits) > SHOWN else ""
    return Line(
        rule=first.rule, name=first.name, severity=first.severity, status=first.status,
        message=f"共{len(hits)}处：{shown}{rest}", results=tuple(hits), subject=_common(hits), hint=first.hint,
        basis=first.basis,
    )  # fmt: skip


def _with_subject(hit: CheckResult, alike: bool) -> str:
    """The message with what tells it from the others: its subject, or its column where the subjects are one."""
    name = hit.instance.rsplit("｜", 1)[-1] if alike else hit.subject.rsplit("/", 1)[-1]
    return hit.message if not name or name in hit.message else f"{name}：{hit.message}"


def _common(hits: list[CheckResult]) -> str:
    names = list(dict.fromkeys(h.subject for h in hits if h.subject))
    if len(names) <= 1:
        return "".join(names)
    return f"{names[0]}等{len(names)}项"


def _place(line: Line, forms: dict[str, int]) -> tuple[int, int, int, int, str]:
    first = line.results[0]
    row, column = position(first.cells[0].ref) if first.cells else (0, 0)
    return SEVERITIES.index(line.severity), forms.get(first.form_id, len(forms)), row, column, line.rule
