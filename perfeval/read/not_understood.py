"""What is said of a file in which no form was understood: silence would pass for “nothing is wrong”."""

from __future__ import annotations

from collections.abc import Sequence

from perfeval.model import Form
from perfeval.read.grid import Grid
from perfeval.read.vocabulary import Words

GENERAL = ("其他表", "基本信息")  # kinds that a sheet of anything may be taken for
TEXTS = "文字材料"


def not_understood(grids: Sequence[Grid], forms: Sequence[Form], words: Words, *, named: bool) -> list[str]:
    """A remark for each sheet that speaks of indicators where none was found, or one for the file; else none.

    ``named``: the file says whose it is; one of 基本信息 alone is then what it seems.
    """
    if any(f.indicators or f.kind == TEXTS for f in forms):
        return []
    told = []
    for grid in grids:
        text = "".join("".join(cell.shown.split()) for cell in grid.cells.values())
        there = [w for w in words.telltale if w in text]
        if len(there) >= words.telltale_least:
            seen = "、".join(f"“{w}”" for w in there[:2])
            told.append(
                f"表“{grid.sheet}”写有{seen}等，但没有认出一条指标，没有计分和核对；"
                "请按一个指标一行填写，或用 perfeval inspect 看原因"
            )
    if told or (named and any(f.kind == GENERAL[1] for f in forms)):
        return told
    if all(f.kind in GENERAL and not f.funds for f in forms) and any(g.cells for g in grids):
        return ["没有认出是哪一种表，只按一般的表核对；是绩效表、预算决算表的，请用 perfeval inspect 看原因"]
    return []
