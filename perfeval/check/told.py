"""Figures told in words, sentence by sentence, in every text of a dossier (文字里的数)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from perfeval.check.forms import passed, printed, texts
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier

Told = tuple[bool, str, Decimal, Decimal]  # right?, what to say if not, left and right of the comparison


def told(dossier: Dossier, rule: Rule, read: Callable[[str], Iterable[Told]]) -> Iterator[CheckResult]:
    """What ``read`` finds wrong in a text, one result each; one 通过 with the count for a form where all is right."""
    for form in dossier.forms:
        seen, hits = 0, []
        for where, leaf in texts(form):
            for ok, say, left, right in read(printed(leaf)):
                seen += 1
                if not ok:
                    hits.append(rule.result("不通过", form, where, say, (leaf.cell,), left=left, right=right,
                                            difference=left - right))  # fmt: skip
        if seen:
            yield from hits or [passed(rule, form, seen)]


def figure(text: str) -> Decimal:
    """1,234.5 as typed."""
    return Decimal(text.replace(",", ""))


def slack(numbers: Iterable[str], unit: str) -> Decimal:
    """允许尾差 of a sum: half the last place of each amount in 万元 or 亿元; counts and 元 are exact (contract 1)."""
    return sum(map(last_place, numbers), Decimal(0)) / 2 if unit in ("万元", "亿元") else Decimal(0)


def last_place(text: str) -> Decimal:
    """One unit of the last printed decimal: 42.58 -> 0.01."""
    return Decimal(1).scaleb(-len(text.partition(".")[2]))
