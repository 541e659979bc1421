"""Scoring formulas: parsed once, valued in Decimal, and rendered over the cells for Excel."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from perfeval.frozen import frozen
from perfeval.language.method import Method, parse
from perfeval.model import Leaf, Measure, Operand, Pieces

Values = Mapping[str, "Operand | Decimal | None"]


@lru_cache(maxsize=512)
def method(text: str) -> Method:
    """A formula of scoring.toml, parsed."""
    return parse(text)


def plain(number: Decimal) -> str:
    """A number as people write it: no exponent, no idle zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(number: Decimal, places: int) -> Decimal:
    """四舍五入, as Excel's ROUND does (halves away from zero)."""
    with localcontext() as context:
        context.prec = max(40, number.adjusted() + places + 2) if number.is_finite() else 40
        return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def number_of(value: Operand | Decimal | None) -> Decimal | None:
    """The figure of an operand, whatever it came from."""
    return value.value if isinstance(value, Operand) else value


def evaluate(text: str, values: Values) -> Decimal | None:
    """The exact figure; None where something that it needs is missing or a divisor is zero."""
    return method(text).value({name: number_of(v) for name, v in values.items()})


def excel(text: str, values: Values, places: int | None = None) -> Pieces | None:
    """The same as an Excel expression, rounded to ``places``; None where no cell is involved."""
    wanted = {name: v for name, v in values.items() if v is not None}
    if not any(isinstance(wanted.get(name), Operand) for name in method(text).names):
        return None
    pieces = method(text).excel(wanted)
    return pieces if places is None else ("ROUND(", *pieces, f",{places})")


@frozen
class Figure:
    """A number taken from a leaf or a measure, and what computes it in Excel (a constant: the number itself)."""

    value: Decimal
    operand: Operand | Decimal

    @property
    def piece(self) -> str | Operand:
        return self.operand if isinstance(self.operand, Operand) else plain(self.operand)


def of_leaf(leaf: Leaf | None, factor: Decimal = Decimal(1)) -> Figure | None:
    """The number of a leaf times ``factor``; a percent format counts as the percent that is shown."""
    if leaf is None or leaf.number is None:
        return None
    scale = factor * 100 if leaf.percent_format else factor
    return Figure(leaf.number * scale, Operand(leaf.cell, leaf.number * scale, scale))


def of_measure(measure: Measure, factor: Decimal = Decimal(1), number: Decimal | None = None) -> Figure | None:
    """The number of a target or an actual times ``factor`` (units), whatever scale its cell stores (0.95 for 95%)."""
    shown = measure.number if number is None else number
    if shown is None:
        return None
    raw = measure.cell.raw
    stored = raw if isinstance(raw, Decimal) else None
    scale = factor * 100 if stored is not None and stored != shown and stored * 100 == shown else factor
    return Figure(shown * factor, Operand(measure.cell, shown * factor, scale))
