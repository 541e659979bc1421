"""A small spreadsheet: the expressions that the rules give Excel, computed with binary numbers as Excel does."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from perfeval.model import Cell, Operand, Pieces
from tests.language.worksheet import reference


def _round(number: float, places: int) -> float:
    """ROUND works on the 15 digits that a cell shows."""
    return float(Decimal(f"{number:.15g}").quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def compute(pieces: Pieces, mended: dict[Cell, float] | None = None) -> Any:
    """The value of an expression; ``mended`` cells hold another number than they did."""
    names: dict[str, Any] = {
        "ABS": abs, "ROUND": _round, "MIN": min, "MAX": max, "N": lambda x: x if isinstance(x, float) else 0.0,
        "AND": lambda *a: all(a), "OR": lambda *a: any(a), "NOT": lambda a: not a, "TRUE": True, "FALSE": False,
        "IF": lambda test, yes, no: yes if test else no,
    }  # fmt: skip
    text = ""
    for piece in pieces:
        if isinstance(piece, Operand):
            raw = (mended or {}).get(piece.cell, piece.cell.raw)
            known = f"v{len(names)}"
            names[known] = float(raw) if raw is not None and not isinstance(raw, str) else 0.0
            text += reference(piece) if isinstance(raw, str) else f"({known}*{float(piece.factor)!r})"
        else:
            text += re.sub(r"(?<![<>=])=(?!=)", "==", piece).replace("<>", "!=")
    return eval(text, {"__builtins__": {}}, names)
