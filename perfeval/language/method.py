"""计分办法: a scoring formula over bare names (目标, 完成, 分值 …), evaluated in Decimal or rendered for Excel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from perfeval.model import Operand, Pieces


@dataclass(frozen=True)
class Method:
    """A parsed method. ``names``: the bare names that it needs, in the order of their first use."""

    text: str
    names: tuple[str, ...]

    def value(self, values: Mapping[str, Decimal | None]) -> Decimal | None:
        """The score; None (不适用) where a name that is needed is blank or a divisor is zero."""
        raise NotImplementedError

    def excel(self, operands: Mapping[str, Operand | Decimal]) -> Pieces:
        """The same as an Excel expression over the cells."""
        raise NotImplementedError


def parse(text: str) -> Method:
    """The method of a formula such as ``分值 × MIN(1, 完成 ÷ 目标)``; RuleError where it cannot be read."""
    raise NotImplementedError
