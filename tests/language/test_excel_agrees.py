"""The Excel rendering, recalculated by LibreOffice, gives perfeval's verdict: every example of every rule, and random
tables around the edge of what rounding allows. All in one workbook, one call."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perfeval import profile
from perfeval.check.run import parameters
from perfeval.language import examples
from perfeval.language.evaluate import evaluate
from perfeval.language.rule import Rule
from perfeval.model import CheckResult
from tests.language.conftest import MOF, read_measure, rule
from tests.language.worksheet import SHEET, Worksheet

PARAMETERS = parameters(MOF)
Case = tuple[Rule, dict[str, Any]]


def catalogue() -> list[Case]:
    """The formulas of all profiles, with their examples."""
    entries = {repr(e): e for name in profile.names() for e in profile.load(name).rules if e.get("formula")}
    rules = [Rule.from_toml(entry) for entry in entries.values()]
    return [(r, dict(x)) for r in rules for x in (*r.passes, *r.fails, *r.skips)]


def random_tables(count: int) -> list[Case]:
    """Sums in 元 and 万元, rates and scores, whose totals lie at, just within or just beyond the allowed difference."""
    dice = random.Random(20241123)
    cases: list[Case] = []
    for n in range(count):
        size, places = dice.choice([2, 3, 20]), dice.choice([0, 1, 2])
        parts = [Decimal(dice.randrange(10**6)).scaleb(-places) for _ in range(size)]
        parts = [p if dice.random() < 0.7 else Decimal(0) for p in parts]
        off = Decimal(dice.randrange(-3 - size // 2, 4 + size // 2)).scaleb(-places)
        unit = dice.choice(["元", "万元"])
        names = [f"项{i}" for i in range(size)]
        given = {a: f"{p:f}" if dice.random() < 0.9 else "" for a, p in zip(names, parts, strict=True)}
        total = {"合计": f"{sum(parts) + off:f}", "单位": unit}
        op = dice.choice(["=", "≤", "≥"])
        text = f"支出情况[合计, 本年决算数] {op} " + " + ".join(f"支出情况[{x}, 本年决算数]" for x in names)
        cases.append((rule(text), {**given, **total}))
        budget, spent = dice.randrange(1, 10**5), dice.randrange(10**5)
        printed = round(spent / budget * 100 + dice.choice([0, 0.005, 0.01, -0.02]), dice.choice([0, 1, 2]))
        funds = {"全年执行数": f"{spent / 100:.2f}", "全年预算数": f"{budget / 100:.2f}"}
        rate = {"执行率": f"{printed}{dice.choice(['%', ''])}", **funds}
        cases.append((rule("资金[总额, 执行率] = 资金[总额, 全年执行数] ÷ 资金[总额, 全年预算数]"), rate))
        score = f"{10 * spent / max(budget, spent) + dice.choice([0, 0.3, 0.5, -0.6]):.{n % 3}f}"
        full = "资金[总额, 得分] = 资金.满分 × MIN(1, 资金[总额, 全年执行数] ÷ 资金[总额, 全年预算数])"
        cases.append((rule(full), {"得分": score, "资金.满分": "10", **funds}))
    return cases


def judged(cases: list[Case], sheet: Worksheet) -> list[tuple[CheckResult, int]]:
    """Every result that has a verdict, with the place of its formula."""
    found, row = [], 1
    for tried, example in cases:
        made = examples.dossier(tried, example, read_measure, SHEET, row)
        cells = examples.cells(made)
        sheet.cells |= cells
        row = max([row, *(int(where[1:]) for _, where in cells)]) + 1
        own = {**PARAMETERS, **tried.param, **examples.parameters(example)}
        for result in evaluate(tried, made, own, always_live=True):
            if result.live is not None:
                found.append((result, sheet.ask(result.live.ok)))
    return found


@pytest.mark.office
def test_a_mended_cell_turns_the_verdict(tmp_path: Path) -> None:
    """The accountant writes the figure that should stand there: the check passes, without perfeval."""
    sheet, mended = Worksheet(), 0
    for result, place in judged(random_tables(60), sheet):
        cell = result.cells[0]
        if result.status == "不通过" and result.left == cell.raw and result.right is not None:
            sheet.cells[cell.sheet, cell.ref] = replace(cell, raw=result.right)
            mended += 1
        else:
            sheet.asked[place] = "TRUE"
    assert mended > 20
    assert all(value is True for value in sheet.recalculated(tmp_path))


@pytest.mark.office
def test_libreoffice_gives_the_same_verdict(tmp_path: Path) -> None:
    sheet = Worksheet()
    results = judged(catalogue() + random_tables(80), sheet)
    sides = [
        (r, sheet.ask(pieces), figure)
        for r, _ in results
        if r.live is not None
        for pieces, figure in ((r.live.left, r.left), (r.live.right, r.right))
        if pieces is not None and figure is not None
    ]
    values = sheet.recalculated(tmp_path)
    wrong = [
        (r.rule, r.status, values[at], sheet.asked[at], r.message)
        for r, at in results
        if values[at] is not (r.status in ("通过", "尾差"))
    ]
    assert not wrong, wrong[:5]
    assert len(results) > 300
    for result, at, figure in sides:
        value = values[at]
        assert isinstance(value, int | float), (result.rule, sheet.asked[at], value)
        near = Decimal("1e-6") * max(1, abs(figure))
        assert abs(Decimal(str(value)) - figure) <= near, (result.rule, sheet.asked[at], value, figure)
