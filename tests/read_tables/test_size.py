"""Time grows with the filled cells: long tables, wide junk, long lists."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from perfeval.read.fields import Context
from perfeval.read.grid import Grid
from perfeval.read.tables.recognise import read_tables
from tests.read_tables.build import MOF, Value, sheet


def long_table(rows: int) -> Grid:
    body: list[list[Value]] = [["项目明细表"], ["科目编码", "科目名称", "合计", "基本支出", "项目支出", "备注"]]
    body += [[str(2010101 + i), f"项目{i}", 2 * i, i, i, "说明" if i % 7 == 0 else None] for i in range(rows)]
    return sheet([*body, [None, "合计", 1, 1, 1]])


def long_text(rows: int) -> Grid:
    return sheet([[f"第{i}条", f"说明文字{i}"] for i in range(rows)])


def junk(rows: int) -> Grid:
    return sheet([[f"t{i}{j}" for j in range(100)] for i in range(rows // 20)])


def seconds(grid: Grid) -> float:
    start = time.process_time()
    read_tables(grid, set(), MOF, Context())
    return time.process_time() - start


@pytest.mark.slow
@pytest.mark.parametrize("make", [long_table, long_text, junk])
def test_eight_times_the_rows_take_no_more_than_sixteen_times_as_long(make: Callable[[int], Grid]) -> None:
    seconds(make(500))  # warm: the words are compiled, labels known
    small, large = (seconds(make(n)) for n in (1000, 8000))
    assert large < 16 * small + 0.5


def test_every_row_of_a_long_table_is_there() -> None:
    [form], taken = read_tables(long_table(3000), set(), MOF, Context())
    assert len(form.rows) == 3001 and len(taken) > 3001 * 5


def test_a_merge_over_a_million_rows_is_no_matter() -> None:
    grid = sheet([["项目", "金额"], ["办公费", 1], ["合计", 1]], ["D1:E1048576"])
    [form], _ = read_tables(grid, set(), MOF, Context())
    assert [r.name for r in form.rows] == ["办公费", "合计"]
