"""Numbers of headings and items: 一、 （一） 1. （1） ①, each beginning anew under the one above (序号)."""

from __future__ import annotations

from perfeval.ooxml.numerals import counted
from perfeval.write.report.blocks import Block, Heading


def circled(number: int) -> str:
    """①: the level below （1）."""
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"（{number}）"


def printed(level: int, number: int) -> str:
    forms = {1: f"{counted(number)}、", 2: f"（{counted(number)}）", 3: f"{number}.", 4: f"（{number}）"}
    return forms.get(level) or circled(number)


def number(blocks: list[Block], prefix: str = "") -> None:
    """Number the headings that have none of their own, and give all an anchor. ``prefix`` makes the anchors unique."""
    counts = [0] * 7
    for position, block in enumerate(blocks):
        if isinstance(block, Heading) and block.level:
            counts[block.level] += 1
            counts[block.level + 1 :] = [0] * (6 - block.level)
            block.anchor = f"_Toc{prefix}{position:06d}"
            block.number = block.number or printed(block.level, counts[block.level])
