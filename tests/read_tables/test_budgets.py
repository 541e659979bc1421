"""部门预算公开 tables."""

from __future__ import annotations

from tests.read_tables.budgets import TABLES
from tests.read_tables.build import figure, one, parts, read, row


def test_budget_totals_in_two_sides() -> None:
    income, spending = read(TABLES["预算1"])
    assert [income.kind, spending.kind] == ["收支预算总表·收入", "收支预算总表·支出"]
    assert income.year == 2025 and income.unit_of_amount == "元"
    assert parts(income, "财政拨款收入") == [
        "一般公共预算拨款收入",
        "政府性基金预算拨款收入",
        "国有资本经营预算拨款收入",
    ]
    assert parts(income, "总计") == ["财政拨款收入", "事业收入"]
    assert figure(spending, "总计", "预算数") == "91016775.35"


def test_expenditure_by_function_with_code_columns() -> None:
    form = one(TABLES["预算3"], "部门支出总表")
    assert [r.code for r in form.rows] == ["201", "20103", "2010301", "2010302", None]
    assert form.columns == {"合计", "基本支出", "项目支出"}
    assert parts(form, "合计") == ["一般公共服务支出"]


def test_appropriations() -> None:
    income, spending = read(TABLES["预算4"])
    assert [income.kind, spending.kind] == ["财政拨款收支预算总表·收入", "财政拨款收支预算总表·支出"]
    assert figure(income, "一般公共预算", "预算数") == "91016775.35"
    assert figure(spending, "总计", "一般公共预算") == "91016775.35"


def test_basic_expenditure_by_economic_class() -> None:
    form = one(TABLES["预算8"], "一般公共预算基本支出表")
    assert [r.code for r in form.rows] == ["301", "30101", "302", "30201", None]
    assert figure(form, "合计", "公用经费") == "2132777.54"


def test_three_public_and_running_costs_in_one_row() -> None:
    form = one(TABLES["预算9"], "三公经费")
    assert form.columns == {"本年预算数"}
    assert figure(form, "合计", "本年预算数") == "10.5"
    assert figure(form, "机关运行经费", "本年预算数") == "213.28"
    assert row(form, "机关运行经费").parent is None
