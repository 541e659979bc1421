"""What the score of an indicator may rest on besides its own row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from perfeval.model import Form
from perfeval.score.formula import Figure
from perfeval.score.policy import Policy


@dataclass(frozen=True)
class Context:
    """What an indicator's score may rest on besides its own row."""

    form: Form
    policy: Policy
    places: int
    weights: Mapping[int, tuple[Decimal, str]] = field(default_factory=dict)  # 反推的分值, by index
    ceilings: Mapping[int, tuple[Decimal, bool]] = field(default_factory=dict)  # the most that a missing weight can be
    common: frozenset[int] = frozenset()  # rows whose printed weight is shared with others
    rates: Mapping[str, Figure] = field(default_factory=dict)  # 53号率值 computed from the tables, in percent
