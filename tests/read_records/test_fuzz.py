"""Whatever words stand wherever: nothing raises, and every cell is either understood or said not to be."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from perfeval.model import Cell
from perfeval.profile import load
from perfeval.read.grid import Grid, Range, ref
from perfeval.read.lines import Lines
from perfeval.read.sheet import read_sheet

PROFILE = load("mof")
RECORDS = PROFILE.forms["records"]


def vocabulary() -> list[str]:
    tables = [RECORDS["columns"], RECORDS["parts"], RECORDS["funds"]["columns"], RECORDS["funds"]["rows"]]
    words = [x for t in tables for labels in t.values() for x in labels]
    words += [x for labels in RECORDS["fields"].values() for x in labels[:3]]
    words += RECORDS["levels"]["level1"] + RECORDS["levels"]["level2"] + RECORDS["rows"]["total"]
    words += [
        "项目支出绩效自评表",
        "部门整体支出绩效目标表",
        "（2022年度）",
        "单位：万元",
        "自评总分：95",
        "注：1.说明",
    ]
    words += [
        "其中：",
        "指标2：",
        "……",
        "≥95%",
        "100%",
        "3天以内",
        "无",
        "—",
        "/",
        "12.5",
        "300万元",
        "按收入性质分:20",
    ]
    return [w for w in words if not w.startswith("~")]


WORDS = vocabulary()


def sheet(seed: int) -> Grid:
    """A sheet of listed words and figures with merges anywhere."""
    draw = random.Random(seed)
    rows, columns = draw.randint(1, 25), draw.randint(1, 12)
    merges: list[Range] = []
    taken: set[tuple[int, int]] = set()
    for _ in range(draw.randint(0, 15)):
        top, left = draw.randint(1, rows), draw.randint(1, columns)
        m = Range(top, left, min(rows, top + draw.randint(0, 5)), min(columns, left + draw.randint(0, 5)))
        covered = {(r, c) for r in range(m.top, m.bottom + 1) for c in range(m.left, m.right + 1)}
        if len(covered) > 1 and not covered & taken:
            merges.append(m)
            taken |= covered
    corners = {(m.top, m.left): str(m) for m in merges}
    cells = {}
    for r in range(1, rows + 1):
        for c in range(1, columns + 1):
            if ((r, c) in taken and (r, c) not in corners) or draw.random() < 0.3:
                continue
            number = draw.random() < 0.3
            raw = Decimal(draw.randint(0, 1000)) / 10 if number else draw.choice(WORDS)
            cells[r, c] = Cell("f.xlsx", "s", ref(r, c), corners.get((r, c)), raw, str(raw))
    return Grid("f.xlsx", "s", cells, merges)


@pytest.mark.parametrize("block", range(20))
def test_no_sheet_makes_it_fail_and_no_cell_is_lost(block: int) -> None:
    for seed in range(block * 25, block * 25 + 25):
        grid = sheet(seed)
        found = read_sheet(grid, PROFILE)
        loose = {x.cell.ref for x in found.unrecognised}
        for at, cell in grid.cells.items():
            assert (cell.ref in loose) != (at in found.roles), f"seed {seed}: {cell.ref} {cell.shown}"
        for form in found.forms:
            for n, i in enumerate(form.indicators):
                assert i.parent is None or 0 <= i.parent < n
            for fund in form.funds:
                assert fund.parent is None or 0 <= fund.parent < len(form.funds)


def test_lines_of_a_blank_sheet() -> None:
    assert read_sheet(Grid("f.xlsx", "s"), PROFILE).forms == []
    assert Lines(Grid("f.xlsx", "s")).numbers == []
