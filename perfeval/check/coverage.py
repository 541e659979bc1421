"""规则执行情况: how many instances of each rule passed, failed or could not be checked, and why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from perfeval.model import CheckResult, Status


@dataclass(slots=True)
class RuleCount:
    """One rule over one dossier. ``missing``: what the instances that were 不适用 lacked, each once."""

    rule: str
    name: str
    counts: dict[Status, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def coverage(results: Iterable[CheckResult]) -> list[RuleCount]:
    """One entry a rule, in the order in which the rules ran."""
    found: dict[str, RuleCount] = {}
    for r in results:
        entry = found.setdefault(r.rule, RuleCount(r.rule, r.name))
        entry.counts[r.status] = entry.counts.get(r.status, 0) + r.count
        entry.missing.extend(m for m in r.missing if m not in entry.missing)
    return list(found.values())
