"""Funds in two blocks side by side: what was planned, and what was spent of it (资金情况 | … | 资金使用情况 | …)."""

from __future__ import annotations

from collections.abc import Iterable

from perfeval.model import Fund, Leaf
from perfeval.read.funds.heads import Head, is_figure
from perfeval.read.lines import Lines, Slot
from perfeval.read.vocabulary import Words

Printed = list[tuple[Head | None, Leaf]]


def spent_beside(
    lines: Lines, words: Words, label: Slot, value: Slot, amount: Leaf, own: Iterable[tuple[Fund, Printed]]
) -> bool:
    """Give ``amount`` to the fund of that name left of it, where the block between them says what was spent.

    ``own``: the funds that this line has made, each with its printed cells. False: the label is a fund of its own.
    """
    blocks = [s for s in lines.filled(label.row) if s.right < label.left and not is_figure(s.text)]
    if not blocks or not words.fund_spent.get(blocks[-1].text):
        return False
    name = words.fund_rows.get(label.text)
    for fund, cells in own:
        if fund.name == name and fund.spent is None:
            fund.spent = amount
            cells.append((Head("spent", label.left, value.right, (blocks[-1].text,), label), amount))
            lines.claim(blocks[-1], "资金")
            return True
    return False
