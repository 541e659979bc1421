"""What a formula computes with: exact numbers that may be intervals, texts, blanks, and what makes them 不适用.

Amounts are held in 元, percents as ratios. A printed amount in 万元 stands for the interval that rounds to it; counts,
scores and 元 are points (``low is high``).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from functools import lru_cache

from perfeval.model import AMOUNT_UNITS, Cell, Pieces

MOST_TIMES = 5  # a bare number above it is no rate: 执行率 ≥ 90 means 90%, 完成率 ≤ 1.3 means 130%
ZERO = Decimal(0)
# enough for every figure of a public budget, bounded whatever a formula multiplies
EXACT = Context(prec=50, Emax=400, Emin=-400)
PEOPLE = frozenset({"人", "名", "位"})
ALIKE, FAR = Decimal(10), Decimal(100)  # times one another: figures of one thing, figures in two units
MAGNITUDES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}


class NotApplicable(Exception):
    """不适用: what is missing. ``blank``: it is there, but was not filled."""

    def __init__(self, missing: str, blank: bool = False, cells: tuple[Cell, ...] = ()) -> None:
        super().__init__(missing)
        self.missing, self.blank, self.cells = missing, blank, cells

    def again(self) -> NotApplicable:
        """A new one to raise: one that a frame has kept would hold that frame, a circle for the collector."""
        return NotApplicable(self.missing, self.blank, self.cells)


@dataclass(slots=True, eq=False)
class Value:
    """One operand or intermediate result.

    ``unit``: 元 for amounts, another unit as printed, None for plain numbers; ``percent`` is for showing only.
    ``display``: the unit of amount it was printed in. ``bare_rate``: a rate printed without %, its scale undecided.
    ``other``: the same rate read as a percent. ``blank`` 空; ``absent`` names what the form does not have.
    """

    number: Decimal | None = None
    low: Decimal = ZERO
    high: Decimal = ZERO
    unit: str | None = None
    display: str | None = None
    percent: bool = False
    bare_rate: bool = False
    text: str | None = None
    shown: str = ""
    blank: bool = False
    absent: str = ""
    zero: bool = False  # optional and absent: 0 in a sum, but nothing that was filled
    name: str = ""
    cells: tuple[Cell, ...] = ()
    step: Decimal = ZERO  # one unit of the last place of a printed score or rate: what a computed one is rounded to
    factor: Decimal = Decimal(1)  # the cell's number times this is ``number``
    pieces: Pieces | None = None  # how Excel computes it, where it is not a cell
    derived: bool = False  # computed by the scoring stage: the cells only say where it belongs
    at: tuple[str, str] = ("", "")  # row and column as people name them
    partial: bool = field(default=False)  # children that need not add up to their parent

    @property
    def point(self) -> bool:
        return self.low is self.high

    @property
    def cell(self) -> Cell | None:
        return self.cells[0] if self.cells else None


def number(value: Decimal, unit: str | None = None, *, percent: bool = False, display: str | None = None) -> Value:
    """A plain or computed number as a point."""
    return Value(value, value, value, unit, display, percent)


def literal(value: Decimal, unit: str | None) -> Value:
    """A number written in a formula: 90%, 100元, 5."""
    if unit == "%":
        return number(value / 100, percent=True)
    if unit in AMOUNT_UNITS:
        return number(value * AMOUNT_UNITS[unit], "元", display=unit)
    return number(value, unit)


@lru_cache(maxsize=20_000)
def normal(text: str) -> str:
    """A label or text for comparison: full and half width alike, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def base_unit(unit: str | None) -> tuple[str | None, Decimal, str | None]:
    """(unit to compute in, factor, unit to show amounts in): 万元 -> 元 × 10000, 万粒 -> 粒 × 10000, 分 -> none."""
    if unit is None or unit in ("", "分"):
        return None, Decimal(1), None
    if unit in AMOUNT_UNITS:
        return "元", AMOUNT_UNITS[unit], unit
    if unit == "%":
        return None, Decimal("0.01"), None
    if len(unit) > 1 and unit[0] in MAGNITUDES:
        return ("人" if unit[1:] in PEOPLE else unit[1:]), MAGNITUDES[unit[0]], None
    return ("人" if unit in PEOPLE else unit), Decimal(1), None


def unit_left_out(figure: Decimal, wanted: Decimal, times: Decimal) -> bool:
    """Is ``figure`` out of all proportion to ``wanted`` as printed, and like it where its unit is ``times`` the other?

    25000 for 2.5万元: somebody left out that these are 元. ``wanted`` is not 0.
    """
    as_printed = figure / wanted
    return not 1 / FAR < as_printed < FAR and 1 / ALIKE <= as_printed * times <= ALIKE


def need(value: Value) -> Decimal:
    """The number of an operand that a product, quotient or comparison needs; NotApplicable where it has none."""
    if value.absent:
        raise NotApplicable(value.absent)
    if value.number is None:
        if value.blank:
            raise NotApplicable(f"{value.name}未填", blank=True, cells=value.cells)
        raise NotApplicable(f"{value.name or '算式'}不是数字" + (f"（{value.shown}）" if value.shown else ""))
    return value.number


def same_unit(values: list[Value]) -> str | None:
    """The common unit; plain numbers go with any. Different kinds of unit: 不适用."""
    units = {v.unit for v in values if v.unit is not None}
    if len(units) > 1:
        raise NotApplicable(f"单位不同（{'、'.join(sorted(units))}）")
    return units.pop() if units else None


def aligned(values: list[Value]) -> list[Value]:
    """A number without a unit that meets amounts is one of them, in the unit they are printed in."""
    display = next((v.display for v in values if v.unit == "元" and v.display), None)
    if display is None or all(v.unit is not None for v in values):
        return values
    scale = AMOUNT_UNITS[display]
    return [_scaled(v, scale, display) if v.unit is None and v.number is not None else v for v in values]


def _scaled(value: Value, scale: Decimal, display: str) -> Value:
    assert value.number is not None
    if value.percent and value.number != 0:
        raise NotApplicable(f"单位不同（%、{display}）")
    number, factor = value.number * scale, value.factor * scale
    low, high = (number, number) if value.point else (value.low * scale, value.high * scale)
    return replace(value, number=number, low=low, high=high, unit="元", display=display, factor=factor)


def add(items: list[tuple[int, Value]]) -> Value:
    """A sum. 空 counts 0 if another addend is filled; all 空 gives 空."""
    for _, value in items:
        if value.absent:
            raise NotApplicable(value.absent)
    filled = [(s, v) for s, v in items if v.number is not None and not v.zero]
    for _, value in items:
        if value.number is None and not value.blank:
            need(value)
    if not filled:
        if not items:
            raise NotApplicable("没有可加的项")
        if all(v.zero for _, v in items):
            return number(ZERO)
        return Value(blank=True, name="、".join(v.name for _, v in items if v.name), cells=_cells(items))
    filled = list(zip((s for s, _ in filled), aligned([v for _, v in filled]), strict=True))
    unit = same_unit([v for _, v in filled])
    total = low = high = ZERO
    points = True
    for sign, v in filled:
        assert v.number is not None
        total += v.number if sign > 0 else -v.number
        if v.low is v.high:
            low += v.number if sign > 0 else -v.number
            high += v.number if sign > 0 else -v.number
        else:
            points = False
            low += v.low if sign > 0 else -v.high
            high += v.high if sign > 0 else -v.low
    first = filled[0][1]
    return Value(
        total,
        total if points else low,
        total if points else high,
        unit,
        next((v.display for _, v in filled if v.display), None),
        percent=first.percent,
        partial=any(v.partial for _, v in items),
    )


def _cells(items: list[tuple[int, Value]]) -> tuple[Cell, ...]:
    return tuple(c for _, v in items for c in v.cells)


def multiply(left: Value, right: Value) -> Value:
    """A product with its unit; NotApplicable for two different units."""
    a, b = need(left), need(right)
    unit = left.unit or right.unit
    if left.unit and right.unit and left.unit != right.unit:
        raise NotApplicable(f"单位不同（{left.unit}、{right.unit}）")
    result = bounded("×", a, b)
    display = left.display or right.display
    if left.point and right.point:
        return Value(result, result, result, unit, display)
    ends = [bounded("×", x, y) for x in (left.low, left.high) for y in (right.low, right.high)]
    return Value(result, min(ends), max(ends), unit, display)


def divide(left: Value, right: Value) -> Value:
    """A quotient; units cancel. NotApplicable for 0 below the line and for two different units."""
    a, b = need(left), need(right)
    if b == 0:
        raise NotApplicable(f"{right.name or '除数'}为0")
    if left.unit and right.unit and left.unit != right.unit:
        raise NotApplicable(f"单位不同（{left.unit}、{right.unit}）")
    unit = left.unit if right.unit is None else None
    result = bounded("÷", a, b)
    display = left.display if unit else None
    if (left.point and right.point) or right.low <= 0 <= right.high:
        return Value(result, result, result, unit, display)
    ends = [bounded("÷", x, y) for x in (left.low, left.high) for y in (right.low, right.high)]
    return Value(result, min(ends), max(ends), unit, display)


def bounded(op: str, a: Decimal, b: Decimal) -> Decimal:
    """a × b or a ÷ b with 50 digits at most; a number out of all bounds is 不适用."""
    try:
        return EXACT.multiply(a, b) if op == "×" else EXACT.divide(a, b)
    except DecimalException:
        raise NotApplicable("数值超出范围") from None


def round_to(value: Decimal, places: int) -> Decimal:
    """四舍五入, as ROUND of a spreadsheet does it: half away from zero."""
    try:
        return value.quantize(_one(places), rounding=ROUND_HALF_UP, context=EXACT)
    except DecimalException:
        return value


@lru_cache(maxsize=64)
def _one(places: int) -> Decimal:
    """One unit of that decimal place."""
    return Decimal((0, (1,), -places))


def extreme(values: list[Value], largest: bool) -> Value:
    """MIN or MAX of the filled ones."""
    filled = [v for v in values if v.number is not None]
    for v in values:
        if v.absent or (v.number is None and not v.blank):
            need(v)
    if not filled:
        raise NotApplicable(f"{values[0].name if values else '列表'}未填", blank=bool(values))
    filled = aligned(filled)
    unit = same_unit(filled)
    choose = max if largest else min
    first = choose(filled, key=need)
    if all(v.point for v in filled):
        return first if first.cells else Value(first.number, first.low, first.high, unit, first.display, first.percent)
    display = next((v.display for v in filled if v.display), None)
    percent = all(v.percent for v in filled)
    low, high = choose(v.low for v in filled), choose(v.high for v in filled)
    name, shown, cells = (first.name, first.shown, first.cells) if len(filled) == 1 else ("", "", ())
    return Value(first.number, low, high, unit, display, percent, name=name, shown=shown, cells=cells)


def absolute(value: Value) -> Value:
    """Without its sign; an interval around 0 begins at 0."""
    n = abs(need(value))
    if value.point:
        return Value(n, n, n, value.unit, value.display, value.percent)
    ends = abs(value.low), abs(value.high)
    low = ZERO if value.low < 0 < value.high else min(ends)
    return Value(n, low, max(ends), value.unit, value.display, value.percent)


def rounded(value: Value, places: int) -> Value:
    """Rounded in the unit that it was printed in."""
    scale = AMOUNT_UNITS[value.display] if value.unit == "元" and value.display else Decimal(1)
    n = round_to(need(value) / scale, places) * scale
    if value.point:
        return Value(n, n, n, value.unit, value.display, value.percent)
    low, high = (round_to(x / scale, places) * scale for x in (value.low, value.high))
    return Value(n, low, high, value.unit, value.display, value.percent)
