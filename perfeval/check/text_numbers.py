"""文本型数字: a total that is short by just the figures which a SUM passes over because they were typed as text."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from perfeval.model import Cell, CheckResult

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")


def left_out(result: CheckResult) -> dict[str, str]:
    """The message and the hint that name the cause; {} where it is another one.

    Certain only where the formula is a SUM and its shortfall is the text figures to the last digit.
    """
    if result.status != "不通过" or result.difference is None or not result.cells:
        return {}
    total, *parts = result.cells
    if total.formula is None or "SUM(" not in total.formula.upper():
        return {}
    texts = [(c, n) for c in dict.fromkeys(parts) if (n := _typed(c))]
    if not texts or sum(n for _, n in texts) != -result.difference:
        return {}
    refs = "、".join(c.ref for c, _ in texts)
    return {
        "message": f"{result.message}；{refs}是文本，合计公式没有算进去",
        "hint": f"把{refs}重新输成数字（半角、不带空格和逗号，单元格格式不选“文本”），合计随即更新",
    }


def _typed(cell: Cell) -> Decimal | None:
    """The figure of a cell that holds a text: ' 20.00 ', ２０, 2，000."""
    if not isinstance(cell.raw, str):
        return None
    text = "".join(unicodedata.normalize("NFKC", cell.raw).split()).replace(",", "")
    return Decimal(text) if _NUMBER.fullmatch(text) else None
