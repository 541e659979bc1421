"""BX-11, BX-12: 单位混用 (万元 and 元, ten thousand times) and a lost decimal point in one part of a sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import passed
from perfeval.language.rule import Rule
from perfeval.model import Cell, CheckResult, Dossier, Form, Row

TEN_THOUSAND = Decimal(10_000)
SHIFTS = (2, 3, 4)  # places that a decimal point is lost by


def unit_magnitude(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``情形``: 单位, 总额 or 小数点. Basis: 审核惯例; of 总额, 算术关系."""
    if parameters.get("情形") == "小数点":
        yield from _lost_points(dossier, rule)
    elif parameters.get("情形") == "总额":
        yield from _mixed(dossier, rule)
    else:
        yield from _units(dossier, rule, Decimal(str(parameters.get("万元上限", "1000000"))))


def _amounts(form: Form) -> list[tuple[Row, str, Decimal, Cell]]:
    return [
        (row, cell.name, cell.leaf.number, cell.leaf.cell)
        for row in form.rows
        for cell in row.cells
        if cell.leaf.number and (cell.leaf.unit or form.unit_of_amount) in ("万元", "元", "亿元", None)
    ]


def _units(dossier: Dossier, rule: Rule, most: Decimal) -> Iterator[CheckResult]:
    """A table headed 万元 whose figures can only be 元: every amount above one is huge."""
    for form in dossier.forms:
        amounts = [a for a in _amounts(form) if a[2] > 1 and form.unit_of_amount == "万元" and "率" not in a[1]]
        if not amounts:
            continue
        big = [a for a in amounts if a[2] >= most]
        if big and all(a[2] >= TEN_THOUSAND for a in amounts):
            top = max(big, key=lambda a: a[2])
            say = f"表头单位是万元，所填{top[2]}等都像是元（{top[2]}万元即{top[2] / TEN_THOUSAND:.2f}亿元）"
            where = tuple(dict.fromkeys(a[3] for a in big[:4]))
            yield rule.result("不通过", form, form.label, say, where, left=top[2])
        else:
            yield passed(rule, form, len(amounts))


def _mixed(dossier: Dossier, rule: Rule) -> Iterator[CheckResult]:
    """A total ten thousand times the sum of its parts, or the other way round: one of them is in 元."""
    for form in dossier.forms:
        hits, groups = [], 0
        for total, parts in _groups(form):
            wrong = []
            for column in dict.fromkeys(c.name for c in total.cells):
                whole = _value(total, column)
                filled = [v for p in parts if (v := _value(p, column)) is not None and v[0]]
                if whole is None or not whole[0] or not filled or "率" in column or "分" in column:
                    continue
                groups += 1
                have = sum((v for v, _ in filled), Decimal(0))
                if _apart(whole[0], have):
                    wrong.append((column, whole, have, [c for _, c in filled]))
            if wrong:
                said = "、".join(f"{column}{whole[0]}与分项相加{have}" for column, whole, have, _ in wrong)
                say = f"{said}相差一万倍，一边填成了{'元' if wrong[0][1][0] > wrong[0][2] else '万元'}"
                where = tuple(dict.fromkeys([w[1][1] for w in wrong] + [c for w in wrong for c in w[3]]))
                hits.append(rule.result("不通过", form, total.path[-1], say, where))
        if groups:
            yield from hits or [passed(rule, form, groups)]


def _apart(whole: Decimal, have: Decimal) -> bool:
    """Ten thousand times, to the hundredth of 万元 that the amount in 万元 may be rounded to."""
    low, high = sorted((abs(whole), abs(have)))
    return low > 0 and abs(high / TEN_THOUSAND - low) <= Decimal("0.01")


def _lost_points(dossier: Dossier, rule: Rule) -> Iterator[CheckResult]:
    """A sum that holds once one part is divided by 100, 1000 or 10000."""
    for form in dossier.forms:
        hits = []
        groups = 0
        for total, parts in _groups(form):
            for column in {c.name for c in total.cells}:
                whole = _value(total, column)
                filled = [(p, v) for p in parts if (v := _value(p, column)) is not None]
                if whole is None or not whole[0] or len(filled) < 2:
                    continue
                groups += 1
                hit = _shifted(whole[0], filled)
                if hit is None:
                    continue
                part, value, cell, right = hit
                say = f"填{value}，与合计{whole[0]}不合，疑丢小数点，应为{right}"
                hits.append(rule.result("不通过", form, f"{part.path[-1]} {column}", say, (cell, whole[1]), left=value,
                                        right=right, difference=value - right))  # fmt: skip
        if groups:
            yield from hits or [passed(rule, form, groups)]


def _groups(form: Form) -> Iterator[tuple[Row, list[Row]]]:
    for n, row in enumerate(form.rows):
        children = [r for r in form.rows if r.parent == n]
        if children:
            yield row, children


def _value(row: Row, column: str) -> tuple[Decimal, Cell] | None:
    leaf = row.get(column)
    return (leaf.number, leaf.cell) if leaf is not None and leaf.number is not None else None


def _shifted(
    whole: Decimal, filled: list[tuple[Row, tuple[Decimal, Cell]]]
) -> tuple[Row, Decimal, Cell, Decimal] | None:
    have = sum((v for _, (v, _) in filled), Decimal(0))
    for part, (value, cell) in filled:
        if value <= whole:
            continue
        for shift in SHIFTS:
            right = value.scaleb(-shift)
            if abs(have - value + right - whole) <= whole / 10_000:
                return part, value, cell, right
    return None
