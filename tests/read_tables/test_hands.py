"""Layouts of other hands: groups over the body, tables side by side, lists folded in two, forms published unfilled."""

from __future__ import annotations

import pytest

from perfeval.read.fields import Context
from perfeval.read.grid import Grid
from perfeval.read.tables.recognise import read_tables
from tests.read_tables.accounts import TABLES as ACCOUNTS
from tests.read_tables.budgets import TABLES as BUDGETS
from tests.read_tables.build import MOF, Value, figure, one, parts, read, row, sheet
from tests.read_tables.hands import TABLES


def test_base_data_under_a_group_over_all_rows() -> None:
    form = one(TABLES["基础数据 左侧分组"], "基础数据")
    assert [(f.name, f.leaf.text) for f in form.fields] == [
        ("编制数", "143"),
        ("在职人数", "136"),
        ("控制率", "95.10%"),
    ]
    assert figure(form, "三公经费", "本年预算数") == "63.46" and figure(form, "三公经费", "上年决算数") == "29.08"
    assert parts(form, "三公经费") == ["公务用车购置及运行维护费", "因公出国（境）费", "公务接待费"]
    assert parts(form, "公务用车购置及运行维护费") == ["公务用车购置费", "公务用车运行维护费"]
    assert parts(form, "项目支出") == ["业务工作经费"] and parts(form, "公用经费") == ["办公经费"]
    assert row(form, "公务接待费").path == ("经费控制情况", "三公经费", "3、公务接待")


def test_the_next_number_is_no_part_of_a_total_with_a_number() -> None:
    form = one(TABLES["采购竖排带序号"], "政府采购情况表")
    assert parts(form, "合计") == ["货物", "工程", "服务"]
    assert row(form, "政府采购授予中小企业合同金额").parent is None


def test_two_levels_of_headers_with_of_which() -> None:
    form = one(TABLES["部门收入总表 两层表头"], "部门收入总表")
    assert {"合计", "上年结转", "财政拨款收入", "一般公共预算", "事业收入", "其他收入"} <= form.columns
    assert figure(form, "合计", "财政拨款收入") == "90" and figure(form, "合计", "一般公共预算") == "80"


def test_a_row_for_each_unit_with_its_code() -> None:
    form = one(TABLES["三公预算 每单位一行"], "三公经费")
    assert parts(form, "合计") == ["因公出国（境）费", "公务接待费", "公务用车运行维护费", "公务用车购置费"]
    assert figure(form, "信丰高新区管委会/合计", "本年决算数") == "17"


def test_the_files_name_says_that_it_is_a_budget() -> None:
    grid = TABLES["三公预算 每单位一行"]
    form = one(Grid("2025年部门预算公开表.xlsx", grid.sheet, grid.cells, grid.merges), "三公经费")
    assert form.columns == {"本年预算数"}


def test_budget_with_two_groupings_of_expenditure() -> None:
    income, by_function, by_kind = read(TABLES["收支预算总表 三栏"])
    assert [f.kind for f in (by_function, by_kind)] == ["收支预算总表·支出"] * 2
    assert parts(income, "总计") == ["本年收入合计", "上年结转"]
    assert parts(by_kind, "基本支出") == ["工资福利支出", "商品和服务支出"]


def test_assets_across() -> None:
    form = one(TABLES["资产横排"], "资产情况")
    assert figure(form, "合计", "年末余额") == "661.35" and figure(form, "固定资产净值", "年初余额") == "155.55"


def test_several_kinds_of_amount_beside_split_codes() -> None:
    form = one(TABLES["三列编码 三种数"], "一般公共预算财政拨款支出决算表")
    assert figure(form, "合计", "合计") == "90" and figure(form, "合计", "年初预算数") == "80"
    assert [r.code for r in form.rows] == [None, "201"]


def test_staff_is_counted_not_paid() -> None:
    [form] = read(TABLES["人员"])
    assert {c.leaf.unit for r in form.rows for c in r.cells} == {None}
    assert parts(form, "合计") == ["行政人员", "事业人员"]


def test_tables_of_their_own_side_by_side() -> None:
    assets, travel = read(TABLES["并排两表"])
    assert [(f.kind, f.title, f.range) for f in (assets, travel)] == [
        ("资产情况", "资产情况表", "A3:C7"),
        ("三公经费", "三公经费情况表", "E3:G7"),
    ]


def test_years_over_the_figures_and_an_empty_corner() -> None:
    form = one(TABLES["空表头只写年份"], "三公经费")
    assert form.year == 2023 and form.columns == {"上年决算数", "本年决算数"}


def test_a_list_folded_into_two_blocks_is_one_list() -> None:
    [form] = read(TABLES["一表折成两栏"])
    assert parts(form, "合计") == ["甲项目", "乙项目", "丙项目", "丁项目", "戊项目"]


def test_unknown_two_sided_table_keeps_its_sides_apart() -> None:
    [form] = read(TABLES["不知名的收支两栏"])
    assert form.kind == "其他表"
    assert [r.parent for r in form.rows] == [2, 2, None, 5, 5, None]


@pytest.mark.parametrize("name", ["01 行次", "01 无行次", "04", "05 合计在末行", "10 竖排", "预算1", "预算4", "预算8"])
def test_published_unfilled_the_rows_are_still_there(name: str) -> None:
    grid = {**ACCOUNTS, **BUDGETS}[name]
    empty = Grid(grid.file, grid.sheet, {k: c for k, c in grid.cells.items() if isinstance(c.raw, str)}, grid.merges)
    filled, blank = read(grid), read(empty)
    assert [f.kind for f in blank] == [f.kind for f in filled]
    assert [[(r.name, r.parent, r.role) for r in f.rows] for f in blank] == [
        [(r.name, r.parent, r.role) for r in f.rows] for f in filled
    ]
    assert all(c.leaf.blank for f in blank for r in f.rows for c in r.cells)


def test_figures_whose_header_a_form_has_taken() -> None:
    rows: list[list[Value]] = [
        ["资金情况", "当年金额", "占比"],
        ["财政拨款", 968.19, "100%"],
        ["其他资金", 0, "0%"],
        ["合计", 968.19, "100%"],
    ]
    grid = sheet(rows)
    [form], taken = read_tables(grid, {(1, 1), (1, 2), (1, 3)}, MOF, Context())
    assert form.columns == {"当年金额", "占比"} and parts(form, "合计") == ["财政拨款", "其他资金"]
    assert len(taken) == 9 and not taken & {(1, 1), (1, 2), (1, 3)}


def test_two_years_with_the_same_columns_are_told_apart() -> None:
    rows: list[list[Value]] = [
        ["部门收支情况表（单位：万元）"],
        ["项目", "2022年", None, "2023年", None],
        [None, "年初预算", "决算", "年初预算", "决算"],
        ["收入", 1, 2, 3, 4],
    ]
    [form] = read(sheet(rows, ["A2:A3", "B2:C2", "D2:E2"]))
    assert form.columns == {"2022年/年初预算", "2022年/决算", "2023年/年初预算", "2023年/决算"}


def test_this_years_columns_keep_the_canonical_names() -> None:
    rows: list[list[Value]] = [
        ["2025年一般公共预算支出表"],
        ["科目编码", "科目名称", "2024年执行数", None, "2025年预算数", None],
        [None, None, "小计", "基本支出", "小计", "基本支出"],
        ["201", "一般公共服务支出", 9, 8, 10, 7],
    ]
    form = one(sheet(rows, ["A2:A3", "B2:B3", "C2:D2", "E2:F2"]), "一般公共预算支出表")
    assert figure(form, "一般公共服务支出", "合计") == "10" and figure(form, "一般公共服务支出", "基本支出") == "7"
    assert {"2024年执行数/小计", "2024年执行数/基本支出"} <= form.columns


def test_an_amount_that_looks_like_a_year_is_an_amount() -> None:
    [form] = read(sheet([["经费表"], ["项目", "预算数", "结余"], ["办公费", 2010, 2000], ["合计", 2010, 2000]]))
    assert figure(form, "合计", "结余") == "2000" and row(form, "合计").cells[1].leaf.number == 2000


def test_years_down_the_side() -> None:
    [form] = read(sheet([["历年支出"], ["年份", "基本支出", "项目支出"], [2022, 10, 20], [2023, 11, 21]]))
    assert [r.path for r in form.rows] == [("2022",), ("2023",)] and form.columns == {"基本支出", "项目支出"}


def test_dates_and_voucher_numbers_are_no_figures() -> None:
    head: list[Value] = ["序号", "支出内容", "实际支出", "支付时间", "凭证号"]
    rows: list[list[Value]] = [["资金使用明细表", "单位：元"], head, [1, "设备", 48000, "2023-05-01", "记-12"]]
    [form] = read(sheet([*rows, [2, "培训", 30000, "2023-06-12", "记-33"], [None, "合计", 78000, None, None]]))
    assert parts(form, "合计") == ["设备", "培训"]
    assert [c.leaf.unit for c in row(form, "设备").cells] == ["元", None, None]


def test_a_line_of_units_under_the_headers() -> None:
    rows: list[list[Value]] = [
        ["经费表"],
        ["项目", "人数", "预算数"],
        [None, "（人）", "（万元）"],
        ["局机关", 10, 5],
        ["合计", 10, 5],
    ]
    [form] = read(sheet(rows))
    assert form.columns == {"人数", "预算数"}
    assert [c.leaf.unit for c in form.rows[0].cells] == [None, "万元"]


HEAD: list[Value] = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]


@pytest.mark.parametrize("again", [[], [["支出决算表（续）"], ["单位：万元"]], [["支出决算表"]]])
def test_a_table_over_two_pages_is_one(again: list[list[Value]]) -> None:
    first: list[list[Value]] = [["支出决算表"], ["单位：万元"], HEAD, ["201", "一般公共服务支出", 10, 6, 4]]
    second: list[list[Value]] = [HEAD, ["208", "社会保障和就业支出", 5, 5, 0], [None, "合计", 15, 11, 4]]
    form = one(sheet([*first, *again, *second]), "支出决算表")
    assert parts(form, "合计") == ["一般公共服务支出", "社会保障和就业支出"]


def test_a_whole_table_and_another_with_the_same_header_are_two() -> None:
    rows: list[list[Value]] = [["甲项目"], ["项目", "金额"], ["电费", 1], ["合计", 1]]
    forms = read(sheet([*rows, ["项目", "金额"], ["水费", 2], ["合计", 2]]))
    assert [[r.name for r in f.rows] for f in forms] == [["电费", "合计"], ["水费", "合计"]]


def test_three_public_with_the_change_against_last_year() -> None:
    rows: list[list[Value]] = [
        ["某县2016年“三公”经费决算情况统计表"],
        ["单位:万元"],
        ["项目", "上年决算数", "本年决算数", "比上年增、减情况", None],
        [None, None, None, "增、减金额", "增、减幅度"],
        ["合计", 2911.47, 2706.86, -204.61, "-7.03%"],
        ["1.因公出国(境)费", 13.06, 10.20, -2.86, "-21.9%"],
        ["2.公务接待费", 1679.69, 1590.94, -88.75, "-5.28%"],
        ["3.公务用车购置及运行费", 1218.72, 1105.72, -113, "-9.27%"],
        ["其中:(1)公务用车购置费", 14.80, 0, -14.8, "-100%"],
        ["(2)公务用车运行费", 1203.92, 1105.72, -98.2, "-8.16%"],
        ["“三公”经费口径说明"],
        [
            "一、按照有关规定，纳入预决算管理的“三公”经费，是指部门用财政拨款安排的因公出国(境)费、公务用车费和公务接待费。"
        ],
    ]
    form = one(sheet(rows, ["A3:A4", "B3:B4", "C3:C4", "D3:E3"]), "三公经费")
    assert form.year == 2016
    assert form.columns == {"上年决算数", "本年决算数", "增减额", "增减率"}
    assert figure(form, "公务用车运行维护费", "增减额") == "-98.2"
    assert parts(form, "公务用车购置及运行维护费") == ["公务用车购置费", "公务用车运行维护费"]
    assert len(form.notes) == 2


def test_three_public_in_pairs_beside_running_costs() -> None:
    row_of: list[Value] = [22, 8.77, None, None, 14, 8.47, None, None, 14, 8.47, 8, 0.3, 325.88]
    rows: list[list[Value]] = [
        ["2017年度一般公共预算财政拨款“三公”经费及机关运行经费支出决算表"],
        ["单位:万元"],
        ["一般公共预算财政拨款“三公”经费", *([None] * 11), "机关运行\n经费决算数"],
        ["合计", None, "因公出国\n(境)费", None, "公务用车购置及运行费", *([None] * 5), "公务接待费", None, None],
        [*([None] * 4), "小计", None, "公务用车\n购置费", None, "公务用车\n运行费", None, None, None, None],
        [*(["预算数", "决算数"] * 6), None],
        row_of,
    ]
    merges = ["A3:L3", "M3:M6", "A4:B5", "C4:D5", "E4:J4", "K4:L5", "E5:F5", "G5:H5", "I5:J5"]
    form = one(sheet(rows, merges), "三公经费")
    assert figure(form, "合计", "本年预算数") == "22" and figure(form, "公务接待费", "本年决算数") == "0.3"
    assert figure(form, "公务用车运行维护费", "本年决算数") == "8.47"
    assert figure(form, "机关运行经费", "本年决算数") == "325.88" and row(form, "机关运行经费").parent is None


def test_income_and_expenditure_in_one_row_of_many_columns() -> None:
    rows: list[list[Value]] = [
        ["一般公共预算财政拨款收入支出决算表"],
        [
            "项目",
            None,
            "年初结转和结余",
            None,
            "本年收入",
            None,
            "本年支出",
            None,
            None,
            None,
            None,
            "年末结转和结余",
            None,
        ],
        [
            "编码",
            "科目名称",
            "合计",
            "基本支出结转",
            "合计",
            "基本支出",
            "合计",
            "基本支出",
            None,
            None,
            "项目支出",
            "合计",
            "项目支出结转",
        ],
        [None, None, None, None, None, None, None, "小计", "人员经费", "公用经费", None, None, None],
        ["栏次", None, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        ["合计", None, 1, 1, 20, 12, 19, 12, 10, 2, 7, 2, 2],
        ["213", "农林水支出", 1, 1, 20, 12, 19, 12, 10, 2, 7, 2, 2],
    ]
    merges = ["A2:B2", "C2:D2", "E2:F2", "G2:K2", "L2:M2", "H3:J3", "A3:A4", "B3:B4", "A5:B5", "A6:B6"]
    merges += [f"{c}3:{c}4" for c in "CDEFGKLM"]
    form = one(sheet(rows, merges), "一般公共预算财政拨款支出决算表")
    names = ["年初结转和结余", "本年收入", "合计", "基本支出", "人员经费", "公用经费", "项目支出", "年末结转和结余"]
    assert [figure(form, "合计", n) for n in names] == ["1", "20", "19", "12", "10", "2", "7", "2"]
    assert row(form, "合计").cells[5].column == ("本年支出", "基本支出", "小计")


def test_a_label_below_the_base_data_is_a_field_of_them() -> None:
    rows: list[list[Value]] = [
        ["2023年度部门整体支出绩效评价基础数据表"],
        ["经费控制情况(万元)", "2022年决算数", "2023年预算数", "2023年决算数"],
        ["三公经费", 3, 2, 1],
        ["1、公务用车购置和维护经费", 1, 1, 1],
        ["2、出国经费", 0, 0, 0],
        ["3、公务接待", 2, 1, 0],
        ["项目支出：", 9, 9, 9],
        ["厉行节约保障措施", "严格控制公务接待", None, None],
        ["说明：项目支出填报基本支出以外的所有项目支出情况。", None, None, None],
    ]
    [form] = read(sheet(rows, ["A1:D1", "B8:D8", "A9:D9"]))
    assert form.kind == "基础数据" and [f.name for f in form.fields] == ["厉行节约保障措施"]
    assert form.unit_of_amount == "万元" and len(form.notes) == 1


def test_a_second_block_is_known_by_its_total() -> None:
    rows: list[list[Value]] = [
        ["收支决算总表"],
        ["收入来源", "决算数", "开支去向", "决算数"],
        ["一、财政拨款收入", 10, "一、教育支出", 6],
        ["二、其他收入", 1, "二、卫生健康支出", 5],
        ["本年收入合计", 11, "本年支出合计", 11],
    ]
    income, spending = read(sheet(rows))
    assert [income.kind, spending.kind] == ["收入支出决算总表·收入", "收入支出决算总表·支出"]
    assert figure(spending, "本年支出合计", "决算数") == "11"
