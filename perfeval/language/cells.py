"""Leaf, measure or score of the model to a Value: units, percent scale, the interval it stands for."""

from __future__ import annotations

from decimal import Decimal

from perfeval.language.values import Value, base_unit
from perfeval.model import AMOUNT_UNITS, Leaf, Measure, Score

HALF = Decimal("0.5")
PERCENT = Decimal("0.01")
KINDS = {
    "quantity": "数量", "percent": "百分比", "date": "日期", "duration": "时长", "rank": "名次", "qualitative": "定性",
    "empty": "空", "unparsed": "未识别",
}  # fmt: skip
CERTAIN_PERCENT = Decimal(2)  # a bare rate above this is a percent, not a ratio
HALF_A_POINT = Decimal("0.005")


def half_unit(decimals: int) -> Decimal:
    """Half of the last place."""
    return HALF.scaleb(-decimals)


def leaf_value(leaf: Leaf, finest: dict[str, int], unit: str | None = None) -> Value:
    """The operand of a printed value; ``unit`` is taken where the leaf names none (amounts of the funds block).

    An amount in 万元 or 亿元 that is not zero is an interval of ± half the last place of the finest decimals of its
    table (``finest``); 元, counts and scores are points.
    """
    if leaf.blank:
        return Value(blank=True, text="", shown=leaf.text, cells=(leaf.cell,))
    number = leaf.ratio
    if number is None:
        return Value(text=leaf.text, shown=leaf.text, cells=(leaf.cell,))
    written = leaf.unit or unit
    percent = leaf.unit == "%"
    if percent:
        factor = Decimal(1) if leaf.percent_format else PERCENT
        return Value(number, number, number, None, None, True, text=leaf.text, shown=leaf.text, cells=(leaf.cell,),
                     factor=factor)  # fmt: skip
    base, factor, display = base_unit(written)
    number *= factor
    low = high = number
    if display in ("万元", "亿元") and number != 0:
        width = half_unit(finest.get(display, leaf.decimals)) * factor
        low, high = number - width, number + width
    return Value(number, low, high, base, display, text=leaf.text, shown=leaf.text, cells=(leaf.cell,), factor=factor)


def rate_value(value: Value, leaf: Leaf, part: Leaf | None = None, whole: Leaf | None = None) -> Value:
    """A printed rate: ± half its own last place, at most half a percentage point (DOMAIN BX-01).

    A bare number is a ratio or a percent, whichever is nearer its quotient.

    Without the quotient at hand the scale stays open (``bare_rate``) until it is compared.
    """
    if value.number is None:
        return value
    value.percent = True
    value.unit = value.display = None
    if leaf.unit == "%":
        width = half_unit(leaf.decimals) * PERCENT
        value.low, value.high, value.step = value.number - width, value.number + width, width * 2
        return value
    value.number = leaf.number
    assert value.number is not None
    quotient = None
    if part is not None and whole is not None and part.number is not None and whole.number:
        quotient = part.number * AMOUNT_UNITS.get(part.unit or "", Decimal(1))
        quotient /= whole.number * AMOUNT_UNITS.get(whole.unit or "", Decimal(1))
    value.bare_rate = quotient is None
    as_percent = nearer_as_percent(value.number, quotient)
    return scaled_rate(value, leaf.decimals, as_percent)


def nearer_as_percent(number: Decimal, quotient: Decimal | None) -> bool:
    if quotient is None:
        return abs(number) > CERTAIN_PERCENT
    return abs(number * PERCENT - quotient) < abs(number - quotient)


def scaled_rate(value: Value, decimals: int, as_percent: bool) -> Value:
    """The bare rate read as a percent or as a ratio, with its interval."""
    assert value.number is not None
    value.factor = PERCENT if as_percent else Decimal(1)
    width = half_unit(decimals) * value.factor
    if not value.bare_rate:  # 1 and 0.9 are 100% and 90%: nobody rounds a share to whole ones or to tenths
        width = min(width, HALF_A_POINT)
    value.number *= value.factor
    value.low, value.high, value.step = value.number - width, value.number + width, width * 2
    return value


def reread_rate(value: Value, quotient: Decimal) -> Value:
    """An open rate compared with its quotient: the scale that lies nearer."""
    assert value.number is not None
    bare = value.number / value.factor
    width = (value.high - value.number) / value.factor
    factor = PERCENT if nearer_as_percent(bare, quotient) else Decimal(1)
    number, width = bare * factor, min(width * factor, HALF_A_POINT)
    return Value(number, number - width, number + width, percent=True, text=value.text,
                 shown=value.shown, name=value.name, cells=value.cells, factor=factor, at=value.at,
                 step=width * 2)  # fmt: skip


def measure_value(measure: Measure, part: str | None, target: Measure | None) -> Value:
    """A target or an actual: its number, or the part asked for (.符号 .方向 .单位 .类型 .低 .高)."""
    texts: dict[str | None, str] = {
        "符号": measure.op or "",
        "方向": measure.direction or "",
        "单位": measure.unit or "",
        "类型": KINDS[measure.kind],
        "文字": measure.text,
    }
    cells = measure.cells
    if part in texts:
        empty = part == "文字" and measure.blank
        return Value(text=texts[part], shown=texts[part] or "（无）", blank=empty, cells=cells)
    if measure.blank:
        return Value(blank=True, text="", shown=measure.text, cells=cells)
    number = {"低": measure.low, "高": measure.high}.get(part or "", measure.number)
    text = measure.value if isinstance(measure.value, str) else (measure.text if part is None else None)
    value = Value(text=text, shown=measure.text, cells=cells)
    if number is None:
        return value
    base, factor, display = base_unit(measure.unit)
    percent = measure.unit == "%"
    if target is not None and target.unit == "%" and not measure.unit and measure.kind in ("quantity", "percent"):
        percent = True
        wanted = target.number * PERCENT if target.number is not None else None
        factor = PERCENT if nearer_as_percent(number, wanted) else Decimal(1)
    value.number = value.low = value.high = number * factor
    value.unit, value.display, value.percent = (None if percent else base), display, percent
    if percent:
        value.step = Decimal(1).scaleb(min(int(number.as_tuple().exponent), 0)) * factor
    # the cell may store 0.95 where the measure says 95 %
    raw = measure.cell.raw
    value.factor = value.number / raw if isinstance(raw, Decimal) and raw else factor
    return value


def score_value(score: Score | None, column: str, own: Leaf | None) -> Value | None:
    """建议得分, 可给.低, 可给.高 as the scoring stage found them."""
    if score is None:
        return None
    number, pieces = {
        "建议得分": (score.suggested, score.live_suggested),
        "可给.低": (score.low, score.live_low),
        "可给.高": (score.high, score.live_high),
    }[column]
    if number is None:
        return None
    cells = (own.cell,) if own is not None else ()
    return Value(number, number, number, pieces=pieces, shown=format(number, "f"), cells=cells, derived=True)
