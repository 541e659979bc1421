"""What the named checks look at: the self-evaluation forms of a dossier, their own indicators, their texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from perfeval.language.rule import Rule
from perfeval.model import BLANKS, Cell, CheckResult, Dossier, Form, Indicator, Leaf, Measure

TARGET_TABLE = "绩效目标表"
TEXTS = "文字材料"
NOTHING = r"(?!)"


def self_evaluations(dossier: Dossier) -> Iterator[Form]:
    """自评表 of every kind that hold anything."""
    return (f for f in dossier.forms if f.kind.endswith("自评表") and (f.indicators or f.funds or f.fields))


def target_tables(dossier: Dossier) -> Iterator[Form]:
    """目标表: forms that list indicators with targets, before there is a result."""
    return (f for f in dossier.forms if f.kind == TARGET_TABLE and f.indicators)


def with_indicators(dossier: Dossier) -> Iterator[Form]:
    """The forms that have indicators."""
    return (f for f in dossier.forms if f.indicators)


def own(form: Form) -> Iterator[Indicator]:
    """The indicators that stand for themselves: not the 其中 children of another one."""
    return (i for i in form.indicators if i.parent is None)


def printed(leaf: Leaf | Measure | None) -> str:
    """What stands there, without white space; "" for a blank, for one of the signs for nothing and for no column."""
    return _squeezed(leaf.text) if leaf is not None else ""


@lru_cache(maxsize=16384)  # every named check asks for the same texts
def _squeezed(text: str) -> str:
    squeezed = "".join(text.split())
    return "" if squeezed in BLANKS else squeezed


def cells(*leaves: Leaf | Measure | Cell | None) -> tuple[Cell, ...]:
    """The cells of what is there, in this order, each once."""
    found: dict[str, Cell] = {}
    for leaf in leaves:
        if leaf is None:
            continue
        for cell in [leaf] if isinstance(leaf, Cell) else leaf.cells if isinstance(leaf, Measure) else [leaf.cell]:
            found.setdefault(cell.address, cell)
    return tuple(found.values())


def number(leaf: Leaf | Measure | None) -> Decimal | None:
    """The figure, None for a blank, a text and for no column."""
    return leaf.number if leaf is not None else None


def texts(form: Form) -> Iterator[tuple[str, Leaf]]:
    """Every paragraph and every text that a form holds beside its figures: (where, what)."""
    for item in form.fields:
        if item.leaf.number is None and printed(item.leaf):
            yield item.label, item.leaf
    for indicator in form.indicators:
        for label, leaf in [("偏差原因", indicator.reason), *indicator.other]:
            if leaf is not None and leaf.number is None and printed(leaf):
                yield f"{indicator.name} {label}", leaf


def passed(rule: Rule, form: Form, count: int = 1, instance: str = "") -> CheckResult:
    """Nothing found in this form (of ``count`` things looked at)."""
    return rule.result("通过", form, instance or form.label, "", (), count=count)


def words(parameters: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list of words, of the rule's own ``param`` or of 审核用语."""
    found = parameters.get(name, ())
    if isinstance(found, tuple):
        return found
    return (found,) if isinstance(found, str) else tuple(str(x) for x in found)


def pattern(parameters: Mapping[str, Any], name: str) -> re.Pattern[str]:
    """Any of a list of patterns; what nothing matches where the list is empty."""
    return compiled("|".join(words(parameters, name)) or NOTHING)


def any_of(parameters: Mapping[str, Any], name: str) -> str:
    """Any of a list of words, as a part of a pattern."""
    return f"(?:{'|'.join(map(re.escape, words(parameters, name))) or NOTHING})"


@lru_cache(maxsize=512)
def compiled(text: str) -> re.Pattern[str]:
    """A pattern put together of words of the profile, compiled once."""
    return re.compile(text)
