"""Targets and results as measures (目标值、完成值): sign, number, unit and kind, and which direction is good."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Literal, cast

from perfeval.model import Cell, Direction, Measure
from perfeval.profile import Profile
from perfeval.read.days import compact_day
from perfeval.read.values import Parsed, parse, simplify
from perfeval.read.words import Words, words_of

Role = Literal["target", "actual"]
Sign = Literal["=", "≥", "≤", ">", "<"]
ISO = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?")
UPWARD, DOWNWARD = ("≥", ">"), ("≤", "<")
SIGNS = re.compile("[≥≤=<>]")


def measure(
    cell: Cell | None,
    *,
    name: str,
    profile: Profile,
    role: Role,
    sign: Cell | None = None,
    unit: Cell | None = None,
) -> Measure | None:
    """The measure that a cell holds, with its sign and unit where the form splits them; None: no such column.

    ``name`` is the indicator's; it says the direction where no sign does. ``cells`` begins with the value's cell.
    """
    if cell is None:
        return None
    words = words_of(profile)
    parsed = _parsed(cell, words)
    told = simplify(sign.shown[:40]) if sign is not None else ""
    parsed = _with_sign(parsed, told, words)
    parsed = _with_unit(parsed, unit, words)
    if parsed.kind == "quantity" and parsed.unit in ("名", "位", None) and words.says("rank", name):
        parsed = replace(parsed, kind="rank", unit="名")
    if parsed.kind == "quantity" and parsed.unit is None and words.says("day", name):
        day = compact_day(str(parsed.value))
        parsed = replace(parsed, kind="date", value=day) if day else parsed
    facing = _facing(told, words)
    text = "".join(c.shown for c in (None if facing else sign, cell, unit) if c is not None)
    low, high = _bounds(parsed, role)
    made = Measure(
        text=text,
        value=parsed.value,
        cells=(cell, *(c for c in (sign, unit) if c is not None)),
        op=cast("Sign | None", parsed.op),
        unit=parsed.unit,
        kind=parsed.kind,
        low=low,
        high=high,
    )
    if role == "actual":
        return made
    if facing:
        return replace(made, direction=facing)
    return direct(made, name, None, None, profile, deadline=parsed.deadline)


def _facing(told: str, words: Words) -> Direction | None:
    """正向指标, 反向指标 where the sign should stand: it says which way is good, and is no part of the target."""
    if told in words.direction.get("forward_sign", ()):
        return "正向"
    return "反向" if told in words.direction.get("reverse_sign", ()) else None


def _parsed(cell: Cell, words: Words) -> Parsed:
    """What the cell holds: a stored number or day as stored, text as it is written."""
    raw = cell.raw
    if isinstance(raw, Decimal):
        shown = parse(cell.shown, words)
        if cell.shown.endswith("%"):
            return Parsed("percent", value=plain_decimal(raw * 100), unit="%")
        # a format such as 0"人" prints the unit
        known = shown.unit if shown.kind in ("quantity", "duration") else None
        return Parsed(shown.kind if known else "quantity", value=raw, unit=known)
    if isinstance(raw, str) and ISO.fullmatch(raw):
        return Parsed("date", value=raw[:10])
    return parse(cell.shown, words)


def plain_decimal(value: Decimal) -> Decimal:
    """Without the zeros that a multiplication leaves behind: 95.00 -> 95."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _with_sign(parsed: Parsed, told: str, words: Words) -> Parsed:
    """A sign that stands in its own column; 定性 there means that no number is meant."""
    if not told or parsed.kind == "empty":
        return parsed
    if told in ("定性", "定性指标", "其他定性"):
        return Parsed("qualitative") if parsed.kind in ("qualitative", "unparsed") else parsed
    printed = set(SIGNS.findall(told))
    # 大于等于(≥) says the same twice
    op = printed.pop() if len(printed) == 1 else words.before.get(told) or None
    if op is None or parsed.kind in ("qualitative", "unparsed"):
        return parsed
    return replace(parsed, op=op, deadline=parsed.deadline or (parsed.kind == "date" and op in DOWNWARD))


def _with_unit(parsed: Parsed, unit: Cell | None, words: Words) -> Parsed:
    """A unit that stands in its own column counts where the value does not print one itself."""
    if unit is None or parsed.unit or parsed.kind not in ("quantity", "rank"):
        return parsed
    told = parse(f"1{simplify(unit.shown[:40])}", words) if unit.shown.strip() else None
    if told is None or told.unit is None:
        return parsed
    if told.unit in ("月", "日", "号") and isinstance(parsed.value, Decimal):
        month = parsed.value
        if told.unit == "月" and month == int(month) and 1 <= month <= 12:
            return replace(parsed, kind="date", value=f"--{int(month):02d}")
        return parsed
    return replace(parsed, unit=told.unit, kind=told.kind if told.kind != "date" else parsed.kind)


def _bounds(parsed: Parsed, role: Role) -> tuple[Decimal | None, Decimal | None]:
    """The ends of a range; a result given by one end only ("95%以上") is a range too."""
    value = parsed.value
    if parsed.low is not None or parsed.high is not None or role == "target" or not isinstance(value, Decimal):
        return parsed.low, parsed.high
    return (value if parsed.op in UPWARD else None), (value if parsed.op in DOWNWARD else None)


def direct(
    target: Measure,
    name: str,
    level2: str | None,
    level1: str | None,
    profile: Profile,
    deadline: bool = False,
) -> Measure:
    """The target with its direction: the printed sign's, else what the words of the indicator say (``inferred``)."""
    if target.kind in ("qualitative", "empty", "unparsed") or (target.direction and not target.inferred):
        return target
    words = words_of(profile)
    plain = simplify(name)
    if target.kind == "rank":
        return replace(target, direction="名次", inferred=False)
    if target.kind == "date":
        return replace(target, direction="期限", inferred=target.op is None)
    if target.kind == "duration" and target.op in DOWNWARD:
        return replace(target, direction="期限" if deadline else "反向", inferred=False)
    if target.op in UPWARD:
        return replace(target, direction="正向", inferred=False)
    if target.op in DOWNWARD:
        return replace(target, direction="反向", inferred=False)
    direction = inferred_direction(target, plain, f"{level1 or ''}/{level2 or ''}", words)
    # "=" says that the figure is to be met; that more than it is better (or worse) is what we make of it
    printed = target.op == "=" and direction == "正向"
    return replace(target, direction=direction, inferred=not printed)


def inferred_direction(target: Measure, name: str, levels: str, words: Words) -> Direction:
    """Which way is good where no sign says so."""
    if target.kind == "duration":
        return "反向" if words.has("duration_reverse", name) else "正向"
    money = target.unit is not None and (target.unit in words.money or target.unit.startswith(("元", "万元")))
    costly = words.has("cost", name) or words.has("cost", levels)
    if money and costly and not words.has("cost_forward", name):
        return "反向"
    if words.has("forward_name", name):
        return "正向"
    if words.has("reverse_name", name):
        return "反向"
    return "反向" if money and target.op == "=" else "正向"
