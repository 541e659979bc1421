"""What other places print: read by the same code, without a word of configuration."""

from __future__ import annotations

from dataclasses import replace

from perfeval.model import Cell
from perfeval.read.grid import Grid, Range, ref
from tests.read_tables.accounts import TABLES as ACCOUNTS
from tests.read_tables.budgets import TABLES as BUDGETS
from tests.read_tables.build import figure, one, parts, read, row
from tests.read_tables.variants import TABLES


def test_three_amount_columns_on_both_sides() -> None:
    income, spending = read(TABLES["三栏预算决算"])
    assert income.columns == spending.columns == {"年初预算数", "全年预算数", "决算数"}
    assert income.year == 2022
    assert figure(spending, "总计", "全年预算数") == "130"
    assert row(income, "教育收费").role == "memo"


def test_a_detailed_table_is_not_taken_for_the_plain_one() -> None:
    [form] = read(TABLES["明细表"])
    assert form.kind == "其他表" and "明细表" in form.title
    assert figure(form, "合计", "工资福利支出/小计") == "60"


def test_expenditure_twice_by_function_and_by_kind() -> None:
    income, by_function, by_kind = read(TABLES["支出分两组"])
    assert [f.kind[-2:] for f in (income, by_function, by_kind)] == ["收入", "支出", "支出"]
    assert parts(by_kind, "基本支出") == ["人员经费", "公用经费"]
    assert parts(by_kind, "本年支出合计") == ["基本支出", "项目支出"]


def test_numbers_as_people_write_them() -> None:
    form = one(TABLES["写法不一的数"], "支出情况")
    leaf = row(form, "项目支出").get("年初预算数")
    assert leaf is not None and leaf.number == 500 and leaf.text == "５００"
    spaced = row(form, "项目支出").get("本年决算数")
    assert spaced is not None and str(spaced.number) == "924.03"
    dash = row(form, "人员经费").get("调整预算数")
    assert dash is not None and dash.blank and dash.number is None
    rate = row(form, "基本支出").get("执行率")
    assert rate is not None and rate.unit == "%"


def test_indentation_gives_the_hierarchy() -> None:
    form = one(TABLES["缩进"], "部门支出总表")
    assert parts(form, "一般公共服务支出") == ["审计事务"]
    assert parts(form, "审计事务") == ["行政运行", "审计业务"]
    assert not row(form, "审计事务").full  # nothing says that these are all


def test_codes_in_front_of_names() -> None:
    form = one(TABLES["编码在名称里"], "部门支出总表")
    assert [r.code for r in form.rows] == ["201", "20108", "2010801", "2010804", None]
    assert [r.name for r in form.rows][:2] == ["一般公共服务支出", "审计事务"]
    assert row(form, "审计事务").full


def test_two_tables_under_their_captions() -> None:
    income, spending = read(TABLES["一页两表"])
    assert [income.kind, spending.kind] == ["收入情况", "支出情况"]
    assert income.unit_of_amount == spending.unit_of_amount == "万元"
    assert [r.role for r in income.rows] == ["total", "memo", "memo", "item", "total"]
    assert parts(income, "合计") == ["本年收入合计", "年初结转和结余"]
    assert parts(spending, "基本支出") == ["人员经费", "日常公用经费"]
    assert not row(income, "本年收入合计").full  # 其中 need not be complete
    assert row(spending, "基本支出").full


def test_groups_beside_the_rows_are_the_path() -> None:
    form = one(TABLES["左侧分组"], "支出情况")
    assert row(form, "人员经费").path == ("基本支出", "人员经费")
    assert figure(form, "日常公用经费", "本年决算数") == "4"


def test_gross_assets_are_no_part_of_the_total() -> None:
    form = one(TABLES["资产原值折旧"], "资产情况")
    assert parts(form, "合计") == ["货币资金", "固定资产净值", "存货"]
    assert form.unit_of_amount == "元"


def test_bare_years_over_what_was_spent() -> None:
    form = one(TABLES["只写年份"], "三公经费")
    assert form.columns == {"上年决算数", "本年决算数"} and figure(form, "合计", "上年决算数") == "10"


def test_last_years_outturn_beside_the_budget() -> None:
    form = one(TABLES["上年执行与本年预算"], "一般公共预算支出表")
    assert {"上年执行数", "合计", "基本支出", "项目支出"} <= form.columns
    rate = row(form, "合计").cells[-1].leaf
    assert rate.text == "11.1%" and rate.unit == "%"


def test_projects_with_a_remark_column() -> None:
    form = one(TABLES["项目支出"], "项目支出决算表")
    assert parts(form, "合计") == ["招商引资经费", "污水处理费"]
    assert row(form, "招商引资经费").cells[-1].leaf.text == "按合同"


def test_procurement_turned() -> None:
    form = one(TABLES["采购横排"], "政府采购情况表")
    assert [r.name for r in form.rows] == ["合计", "货物", "工程", "服务"]
    assert figure(form, "工程", "实际采购金额") == "48"


def test_several_units_in_one_table_keep_apart() -> None:
    form = one(TABLES["各单位三公"], "三公经费")
    assert figure(form, "合计", "本年决算数") == "30"
    assert figure(form, "局机关/公务接待费", "本年决算数") == "5"
    assert parts(form, "下属中心/合计") == [
        "下属中心/因公出国（境）费",
        "下属中心/公务用车购置及运行维护费",
        "下属中心/公务接待费",
    ]


def stacked(grids: list[Grid]) -> Grid:
    """All of them on one sheet, two blank rows between."""
    cells: dict[tuple[int, int], Cell] = {}
    merges: list[Range] = []
    shift = 0
    for grid in grids:
        for (r, c), cell in grid.cells.items():
            cells[r + shift, c] = replace(cell, ref=ref(r + shift, c))
        merges += [Range(m.top + shift, m.left, m.bottom + shift, m.right) for m in grid.merges]
        shift += grid.bottom + 2
    return Grid("总.xlsx", "全部", cells, merges)


def test_all_accounts_and_budgets_on_one_sheet() -> None:
    grids = [*ACCOUNTS.values(), *BUDGETS.values()]
    alone = [f.kind for g in grids for f in read(g)]
    together = read(stacked(grids))
    assert [f.kind for f in together] == alone
    figures = [sum(len(r.cells) for r in f.rows) for g in grids for f in read(g)]
    assert [sum(len(r.cells) for r in f.rows) for f in together] == figures
    assert len({f.id for f in together}) == len(together)
