"""Which table is it: by its title where that says enough, else by what stands in it."""

from __future__ import annotations

import pytest

from perfeval.read.fields import Context
from perfeval.read.grid import Grid
from perfeval.read.tables.recognise import read_tables
from tests.read_tables.accounts import TABLES as ACCOUNTS
from tests.read_tables.budgets import TABLES as BUDGETS
from tests.read_tables.build import MOF, Value, read, sheet
from tests.read_tables.variants import TABLES as VARIANTS


def untitled(grid: Grid) -> Grid:
    """The sheet without the lines over the table: from the first row with two words that are no caption."""
    words = [r for (r, _), c in grid.cells.items() if "：" not in c.shown and ":" not in c.shown]
    head = min(r for r in words if words.count(r) > 1)
    return Grid(grid.file, "Sheet1", {k: v for k, v in grid.cells.items() if k[0] >= head}, grid.merges)


@pytest.mark.parametrize(
    ("grid", "kinds"),
    [
        (ACCOUNTS["01 行次"], ["收入支出决算总表·收入", "收入支出决算总表·支出"]),
        (ACCOUNTS["04"], ["财政拨款收入支出决算总表·收入", "财政拨款收入支出决算总表·支出"]),
        (ACCOUNTS["02"], ["收入决算表"]),
        (ACCOUNTS["07 成对"], ["三公经费"]),
        (ACCOUNTS["07 年度为行"], ["三公经费"]),
        (ACCOUNTS["10 竖排"], ["国有资产占用情况表"]),
        (BUDGETS["预算1"], ["收支预算总表·收入", "收支预算总表·支出"]),
        (VARIANTS["资产原值折旧"], ["资产情况"]),
        (VARIANTS["写法不一的数"], ["支出情况"]),
    ],
)
def test_without_a_title_the_content_tells(grid: Grid, kinds: list[str]) -> None:
    forms, _ = read_tables(untitled(grid), set(), MOF, Context())
    assert [f.kind for f in forms] == kinds


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("2023年支出情况表", "支出情况"),
        ("附件3：某某局2023年度部门整体支出绩效自评支出情况表（单位：万元）", "支出情况"),
        ("2023年项目支出情况表", "其他表"),
        ("2023年政府采购支出情况表", "政府采购情况表"),
    ],
)
def test_a_word_in_the_title_makes_it_another_table(title: str, kind: str) -> None:
    rows: list[list[Value]] = [[title], ["项目", "年初预算数", "决算数"], ["道路维修", 10, 9], ["合计", 10, 9]]
    if kind == "支出情况":
        rows[2:3] = [["基本支出", 6, 5], ["项目支出", 4, 4]]
    [form] = read(sheet(rows))
    assert form.kind == kind


def test_the_name_of_the_unit_is_no_part_of_the_title() -> None:
    rows: list[list[Value]] = [
        ["某县政府采购中心2023年度支出决算表"],
        ["部门：某县政府采购中心"],
        ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"],
        ["201", "一般公共服务支出", 10, 6, 4],
        [None, "合计", 10, 6, 4],
    ]
    [form] = read(sheet(rows))
    assert form.kind == "支出决算表" and form.unit == "某县政府采购中心"


def test_a_title_alone_is_not_enough() -> None:
    rows: list[list[Value]] = [["收入情况"], ["季度", "甲店", "乙店"], ["一季度", 1, 2], ["二季度", 3, 4]]
    [form] = read(sheet(rows))
    assert form.kind == "其他表"


def test_the_sheets_name_is_a_title_too() -> None:
    grid = ACCOUNTS["05 合计在末行"]
    forms, _ = read_tables(
        Grid(grid.file, "05一般公共预算财政拨款支出决算表", untitled(grid).cells, grid.merges), set(), MOF, Context()
    )
    assert [f.kind for f in forms] == ["一般公共预算财政拨款支出决算表"]
