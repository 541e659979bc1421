"""RX-17, BX-10c: figures told in words: parts that do not add up to their sum, growth that does not follow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from perfeval.check.forms import any_of, compiled, words
from perfeval.check.told import Told, figure, last_place, told
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier

_AMOUNT = r"(\d+(?:,\d{3})*(?:\.\d+)?)(万元|亿元|元)"
_SUM = rf"[^\d。；;]{{0,12}}{_AMOUNT}[。，,；;：:]?其中[:：]?(?P<parts>(?s:.+))"
_PART = re.compile(_AMOUNT)
LISTED = 5  # so many parts, and no 等 (``未列全``): a list in full
_GROWTH = re.compile(
    rf"(?:由|从)[^\d。；;]{{0,16}}{_AMOUNT}[^\d。；;]{{0,10}}(?:增加|增长|上升|提高|减少|下降|降)[至到为][^\d。；;]{{0,4}}{_AMOUNT}"
    r"[^\d。；;]{0,12}(?P<way>增长|增加|上升|提高|减少|下降|降低)(?:了)?(?P<rate>\d+(?:\.\d+)?)%"
)


def figures_in_text(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``情形``: 分项 (BX-10c; ``总额词``: what stands before the sum; ``未列全``) or 增减 (RX-17). Basis: 算术关系."""
    whole = compiled(any_of(parameters, "总额词") + _SUM)
    read = partial(_parts, whole, tuple(words(parameters, "未列全"))) if parameters.get("情形") == "分项" else _growth
    yield from told(dossier, rule, read)


def _parts(whole: re.Pattern[str], more: tuple[str, ...], text: str) -> Iterator[Told]:
    """“共89.97万元。其中：30万元…；30万元…；29.99万元…”: only amounts of the sum's own unit, at least two."""
    at = 0
    while match := whole.search(text, at):
        at = match.end(2)  # …；其中…471.23元，其中…: a part may have parts of its own
        yield from _added(match, more)


def _added(match: re.Match[str], more: tuple[str, ...]) -> Iterator[Told]:
    total, unit = figure(match[1]), match[2]
    told_parts = _PART.findall(match["parts"])
    yield from _other_unit(total, unit, told_parts)
    parts = [figure(n) for n, u in told_parts if u == unit]
    if len(parts) < 2 or max(parts) >= total or total in parts:
        return
    have = sum(parts, Decimal(0))
    listed = len(parts) >= LISTED and not any(w in match["parts"] for w in more)
    if abs(have - total) > total / (5 if listed else 10):
        return  # other amounts are told too: no parts of this sum
    # an amount written with fewer decimals than the sum is meant exactly
    rounded = sum(n.as_tuple().exponent == total.as_tuple().exponent for n in parts)
    off = abs(have - total) > last_place(match[1]) * (rounded + 1) / 2
    yield not off, f"分项相加{have}{unit}，文字写{total}{unit}", total, have


def _other_unit(total: Decimal, unit: str, told_parts: list[tuple[str, str]]) -> Iterator[Told]:
    """471.23元，其中189.63万元、281.6万元: parts that add up to the very figure, in another unit."""
    parts = [figure(n) for n, u in told_parts]
    others = {u for _, u in told_parts}
    if len(parts) > 1 and len(others) == 1 and unit not in others and sum(parts, Decimal(0)) == total:
        other = others.pop()
        yield False, f"分项相加{total}{other}，文字写{total}{unit}，单位不同", total, total


def _growth(text: str) -> Iterator[Told]:
    for match in _GROWTH.finditer(text):
        before, after = figure(match[1]), figure(match[3])
        if not before or match[2] != match[4]:
            continue
        real, said = abs(after - before) / before * 100, Decimal(match["rate"])
        ok = abs(real - said) <= last_place(match["rate"])
        yield ok, f"{before}到{after}变动{real:.2f}%，文字写{match['way']}{said}%", said, real
