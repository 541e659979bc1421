"""What is said of a file in which no form was understood: silence would pass for “nothing is wrong”."""

from __future__ import annotations

from collections.abc import Sequence

from perfeval.model import Form
from perfeval.read.grid import Grid
from perfeval.read.tables.words import GENERIC
from perfeval.read.vocabulary import Words

BASIC, TEXTS = "基本信息", "文字材料"
OF_INDICATORS = ("自评表", "目标表")
TITLE = 40  # characters that a title has at most


def not_understood(grids: Sequence[Grid], forms: Sequence[Form], words: Words, *, named: bool) -> list[str]:
    """A remark for each sheet that speaks of indicators where none was found, or one for the file; else none.

    ``named``: the file says whose it is; one of 基本信息 alone is then what it seems, unless its title says otherwise.
    """
    understood = {i.level3.cell.sheet for f in forms for i in f.indicators}
    understood |= {f.sheet for f in forms if f.kind == TEXTS}
    told = []
    for grid in grids:
        there = _telltale(grid, words, whole=bool(understood)) if grid.sheet not in understood else []
        if len(there) >= words.telltale_least:
            seen = "、".join(f"“{w}”" for w in there[:2])
            told.append(
                f"表“{grid.sheet}”写有{seen}等，但没有认出一条指标，没有计分和核对；"
                "请按一个指标一行填写，或用 perfeval inspect 看原因"
            )
    filled = any(g.cells for g in grids)
    if told or understood or not filled or any(f.kind not in (GENERIC, BASIC) or f.funds for f in forms):
        return told
    if named and any(f.kind == BASIC for f in forms) and not any(_titled(g, words) for g in grids):
        return []
    return ["没有认出是哪一种表，只按一般的表核对；是绩效表、预算决算表的，请用 perfeval inspect 看原因"]


def _telltale(grid: Grid, words: Words, *, whole: bool) -> list[str]:
    """The words of indicators in a sheet; ``whole``: as cells of their own (beside a form there may be a page of notes
    on how to fill it in, which speaks of them)."""
    texts = ["".join(cell.shown.split()) for cell in grid.cells.values()]
    if whole:
        return [w for w in words.telltale if w in texts]
    text = "".join(texts)
    return [w for w in words.telltale if w in text]


def _titled(grid: Grid, words: Words) -> bool:
    """Whether a text of the sheet is the title of a form with indicators."""
    for cell in grid.cells.values():
        text = "".join(cell.shown.split())
        kind = next((k for p, k in words.titles if p.fullmatch(text)), "") if 4 < len(text) <= TITLE else ""
        if kind.endswith(OF_INDICATORS):
            return True
    return False
