"""Whatever stands in a sheet, reading ends, takes only cells that are there, and every parent is a row of its form."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfeval.read.fields import Context
from perfeval.read.tables.recognise import read_tables
from tests.read_tables.build import MOF, sheet

WORDS = """
项目 合计 小计 总计 收入 支出 其中：办公费 一、基本支出 （一）人员经费 1、工资 预算数 2023年决算数 2022
编制数 单位名称 某局 金额（万元） 科目编码 2010101 201 类 款 行次 栏次 备注 — …… 三公经费 公务接待费
收入支出决算总表 单位：万元 注：本表无数据 12,345.60 95% 内容 主要职责
负责全县规划、统计、安全生产监督管理等工作，承担上级交办的其他任务，推进改革创新发展。
"""
TEXTS = WORDS.split()
CELL = st.one_of(st.none(), st.none(), st.sampled_from(TEXTS), st.integers(-5, 10**6))


@st.composite
def sheets(draw: st.DrawFn) -> tuple[list[list[str | int | None]], list[str]]:
    rows = draw(st.lists(st.lists(CELL, min_size=1, max_size=7), min_size=1, max_size=14))
    merges: list[str] = []
    free = {(r, c) for r in range(1, 16) for c in range(1, 9)}
    for _ in range(draw(st.integers(0, 5))):
        top, left = draw(st.integers(1, 14)), draw(st.integers(1, 7))
        bottom, right = min(15, top + draw(st.integers(0, 3))), min(8, left + draw(st.integers(0, 3)))
        area = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        if len(area) > 1 and area <= free:
            free -= area
            merges.append(f"{'ABCDEFGH'[left - 1]}{top}:{'ABCDEFGH'[right - 1]}{bottom}")
            for r, c in area - {(top, left)}:
                if r <= len(rows) and c <= len(rows[r - 1]):
                    rows[r - 1][c - 1] = None
    return rows, merges


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sheets())
def test_any_sheet_is_read(made: tuple[list[list[str | int | None]], list[str]]) -> None:
    grid = sheet(*made)
    forms, taken = read_tables(grid, set(), MOF, Context())
    assert taken <= set(grid.cells)
    assert len({f.id for f in forms}) == len(forms)
    for form in forms:
        for index, row in enumerate(form.rows):
            assert row.parent is None or (0 <= row.parent < len(form.rows) and row.parent != index)
            seen = {index}
            parent = row.parent
            while parent is not None:  # no row is part of itself
                assert parent not in seen
                seen.add(parent)
                parent = form.rows[parent].parent
        refs = [c.leaf.cell.ref for r in form.rows for c in r.cells if not c.leaf.blank and c.column]
        assert len(refs) == len(set(refs)) or form.kind == "基础数据"
