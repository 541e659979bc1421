"""Which row is part of which: 其中, numbering, order; what must add up and what need not."""

from __future__ import annotations

from perfeval.read.grid import Grid
from tests.read_tables.build import Value, figure, parts, read, row, sheet


def table(*rows: list[Value], title: str = "经费明细") -> Grid:
    return sheet([[title], ["项目", "金额（万元）"], *rows])


def test_total_at_the_end_adds_up_the_items() -> None:
    [form] = read(table(["保安费", 191], ["保洁费", 99], ["维修费", 524], ["合计", 814]))
    assert form.kind == "其他表" and parts(form, "合计") == ["保安费", "保洁费", "维修费"]
    assert row(form, "合计").full and row(form, "合计").role == "total"


def test_total_at_the_top_adds_up_the_items() -> None:
    [form] = read(table(["合计", 814], ["保安费", 191], ["保洁费", 99], ["维修费", 524]))
    assert parts(form, "合计") == ["保安费", "保洁费", "维修费"] and row(form, "合计").full


def test_of_which_rows_need_not_be_complete() -> None:
    [form] = read(table(["公用经费", 118.31], ["其中：办公经费", 29.35], ["水费、电费", 8.8], ["合计", 118.31]))
    assert parts(form, "公用经费") == ["办公经费", "水费、电费"]
    assert [r.role for r in form.rows] == ["item", "memo", "memo", "total"]
    assert not row(form, "公用经费").full
    assert parts(form, "合计") == ["公用经费"]


def test_numbers_go_down_and_up_again() -> None:
    [form] = read(
        table(
            ["一、基本支出", 100],
            ["（一）人员经费", 80],
            ["1.工资", 50],
            ["2.津贴", 30],
            ["（二）公用经费", 20],
            ["二、项目支出", 40],
            ["合计", 140],
        )
    )
    assert parts(form, "基本支出") == ["人员经费", "公用经费"]
    assert parts(form, "人员经费") == ["工资", "津贴"]
    assert parts(form, "合计") == ["基本支出", "项目支出"]
    assert row(form, "工资").path == ("一、基本支出", "（一）人员经费", "1.工资")


def test_a_list_that_starts_under_a_plain_row_is_its_parts() -> None:
    [form] = read(
        table(["三公经费", 3], ["1、出国", 1], ["2、接待", 2], ["项目支出", 9], ["1、评审", 4], ["2、信息化", 5])
    )
    assert parts(form, "三公经费") == ["出国", "接待"] and parts(form, "项目支出") == ["评审", "信息化"]


def test_a_plain_row_before_a_new_list_is_no_part_of_the_list_above() -> None:
    [form] = read(
        table(["三公经费", 3], ["1、出国", 1], ["2、接待", 2], ["项目支出", 9], ["1、评审", 4], ["2、信息化", 5])
    )
    assert row(form, "项目支出").parent is None


def test_rows_without_number_between_two_numbers_are_parts() -> None:
    [form] = read(
        table(
            ["一、本年收入", 9],
            ["一般公共预算", 7],
            ["政府性基金", 2],
            ["二、上年结转", 1],
            ["基金结转", 1],
            ["合计", 10],
        )
    )
    assert parts(form, "本年收入") == ["一般公共预算", "政府性基金"]
    assert parts(form, "上年结转") == ["基金结转"]
    assert parts(form, "合计") == ["本年收入", "上年结转"]


def test_of_which_rows_may_have_parts_of_their_own() -> None:
    [form] = read(
        table(
            ["甲类经费", 29],
            ["其中：（一）会议", 0],
            ["（二）车辆", 28],
            ["1.购置", 0],
            ["2.维护", 28],
            ["（三）接待", 1],
        )
    )
    assert parts(form, "甲类经费") == ["会议", "车辆", "接待"]
    assert parts(form, "车辆") == ["购置", "维护"]


def test_subtotals_stand_under_the_grand_total() -> None:
    [form] = read(table(["工资", 5], ["津贴", 3], ["小计", 8], ["办公费", 2], ["小计", 2], ["合计", 10]))
    totals = [r for r in form.rows if r.role == "total"]
    last = len(form.rows) - 1
    assert [r.parent for r in totals] == [last, last, None]
    assert [r.parent for r in form.rows if r.role == "item"] == [2, 2, 4]


def test_group_totals_that_open_their_groups() -> None:
    [form] = read(
        table(["财政资金小计", 9], ["①中央资金", 4], ["②市级资金", 5], ["其他资金小计", 1], ["①捐赠", 1], ["合 计", 10])
    )
    assert parts(form, "财政资金小计") == ["中央资金", "市级资金"]
    assert parts(form, "合计") == ["财政资金小计", "其他资金小计"] and row(form, "合计").full


def test_rows_of_dots_are_print() -> None:
    [form] = read(table(["1、评审费", 4], ["……", None], ["合计", 4]))
    assert [r.name for r in form.rows] == ["评审费", "合计"]


def test_merged_figure_counts_once() -> None:
    grid = sheet([["项目", "金额", "总额"], ["甲", 1, 3], ["乙", 2, None], ["合计", 3, 3]], ["C2:C3"])
    [form] = read(grid)
    assert [c.leaf.text for r in form.rows for c in r.cells if c.name == "总额"] == ["3", "3"]


def test_formulas_in_headers_are_stripped() -> None:
    head = ["项目", "年初金额①", "调整金额②", "小计\n③=①+②", "支出率\n(%)④=③/①"]
    [form] = read(sheet([["资金情况"], head, ["甲", 1, 2, 3, "300%"], ["合计", 1, 2, 3, "300%"]]))
    assert form.columns == {"年初金额", "调整金额", "小计", "支出率"}
    assert row(form, "甲").cells[2].column == ("小计③=①+②",)
    assert figure(form, "合计", "小计") == "3"


def test_figures_in_yuan_by_the_caption_and_counts_without() -> None:
    rows: list[list[Value]] = [["情况表", "单位：元"], ["项目", "金额", "人数", "占比"], ["甲", 1, 2, "50%"]]
    [form] = read(sheet(rows))
    assert [c.leaf.unit for c in form.rows[0].cells] == ["元", None, "%"]


def test_the_number_of_a_label_is_no_figure() -> None:
    [form] = read(table(["一、基本支出", 100], ["（1）人员经费", 80], ["（2）公用经费", 20], ["合计", 100]))
    assert [r.label.number for r in form.rows] == [None] * 4
