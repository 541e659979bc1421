"""One printed value (Leaf) from its cell: the number in it, its unit and its printed decimals."""

from __future__ import annotations

import re
from decimal import Decimal

from perfeval.model import AMOUNT_UNITS, Cell, Leaf
from perfeval.read.days import find_day
from perfeval.read.values import NUM, simplify, to_number

ISO = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?")
PRINTED = re.compile(
    rf"^(?:人民币|RMB|[¥￥$])?(?P<open>\()?(?P<sign>[+-])?(?:[¥￥$])?(?P<number>{NUM})(?(open)\))"
    r"(?P<unit>[^\d\s,;，；、()]{0,8})(?:\([^()\d]*\))?$"
)
LONGEST = 100  # no number with its unit is longer
DIGIT = re.compile(r"\d")
DECIMALS = re.compile(r"\d\.(\d+)")


def decimals_of(text: str) -> int:
    """How many decimals are printed."""
    m = DECIMALS.search(text)
    return len(m[1]) if m else 0


def leaf(cell: Cell, unit: str | None = None) -> Leaf:
    """The value of a cell: a number stored or typed as text, a day as ISO text, else None.

    ``unit`` is that of the table or column (元, 万元, 亿元); one that is printed in the cell itself goes before it.
    """
    text, raw = cell.shown, cell.raw
    if isinstance(raw, Decimal):
        percent = text.endswith("%")
        decimals = decimals_of(text.replace(",", ""))
        if "E" in text.upper():
            decimals = max(0, -int(raw.normalize().as_tuple().exponent))
        return Leaf(text, raw, cell, "%" if percent else unit, decimals, percent)
    if not isinstance(raw, str):
        return Leaf(text, None, cell)
    if len(text) > LONGEST or not DIGIT.search(text):
        return Leaf(text, None, cell)
    if ISO.fullmatch(raw):
        return Leaf(text, raw[:10], cell)
    plain = simplify(text).rstrip("。;,、.")
    m = PRINTED.fullmatch(plain)
    if m is None:
        day = find_day(plain)
        whole = day is not None and not day.before and not day.after and len(day.iso) == 10
        return Leaf(text, day.iso if day is not None and whole else None, cell)
    number = to_number(m["number"])
    if m["sign"] == "-" or (m["open"] and not m["unit"]):
        # an accountant's (5.50) is −5.50, but (1) alone is a number of a list
        if m["open"] and "." not in m["number"] and "," not in m["number"] and m["sign"] != "-":
            return Leaf(text, None, cell)
        number = -number
    printed = _unit(m["unit"])
    if m["unit"] and printed is None:
        return Leaf(text, None, cell)
    return Leaf(text, number, cell, printed or unit, decimals_of(m["number"].replace(",", "")))


def part_of(cell: Cell, text: str) -> Cell:
    """A cell seen as a part of its own text."""
    return Cell(cell.file, cell.sheet, cell.ref, cell.merged, text, text, cell.formula)


def _unit(text: str) -> str | None:
    """The unit printed after a number; None: what follows is no unit, so the text is no number either."""
    if text in AMOUNT_UNITS:
        return text
    if text in ("%", "百分比", "百分点", "个百分点"):
        return "%"
    if text in ("年", "月", "日", "号") or not text:
        return None
    return text if re.fullmatch(r"[一-鿿㎡A-Za-z/*·²³%‰]{1,6}", text) and "%" not in text else None
