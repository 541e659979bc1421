"""部门决算公开 01–10 as several places lay them out: kinds, names, hierarchy, T tables, turned and empty tables."""

from __future__ import annotations

import pytest

from tests.read_tables.accounts import TABLES
from tests.read_tables.build import figure, one, parts, read, row


def test_income_and_expenditure_become_two_forms() -> None:
    income, spending = read(TABLES["01 行次"])
    assert [income.kind, spending.kind] == ["收入支出决算总表·收入", "收入支出决算总表·支出"]
    assert {r.side for r in income.rows} == {"收入"} and {r.side for r in spending.rows} == {"支出"}
    assert income.id != spending.id and income.unit_of_amount == "万元"
    assert figure(income, "一般公共预算财政拨款收入", "决算数") == "1023.45"
    assert row(income, "一般公共预算财政拨款收入").cells[0].leaf.cell.ref == "C7"
    assert figure(income, "使用非财政拨款结余", "决算数") == ""  # there but blank
    assert figure(spending, "卫生健康支出", "决算数") == "85.75"


def test_totals_hold_the_rows_above_them() -> None:
    income, spending = read(TABLES["01 行次"])
    assert parts(income, "总计") == ["本年收入合计", "使用非财政拨款结余", "年初结转和结余"]
    assert len(parts(income, "本年收入合计")) == 8 and row(income, "本年收入合计").full
    assert parts(spending, "总计") == ["本年支出合计", "结余分配", "年末结转和结余"]
    assert [n.text[:6] for n in income.notes] == ["注：本表反映"]


def test_the_same_table_without_row_numbers_in_yuan() -> None:
    income, spending = read(TABLES["01 无行次"])
    assert income.year == 2024 and income.unit_of_amount == "元"
    assert figure(income, "总计", "决算数") == figure(spending, "总计", "决算数") == "97465000"
    assert row(income, "总计").cells[0].leaf.unit == "元"


@pytest.mark.parametrize("name", ["02", "02 教育收费"])
def test_income_by_function(name: str) -> None:
    form = one(TABLES[name], "收入决算表")
    assert {"本年收入合计", "财政拨款收入", "事业收入", "其他收入"} <= form.columns
    for r in form.rows:
        assert r.role == "total" or (r.code and r.parent is not None), r.path


def test_codes_give_the_hierarchy() -> None:
    form = one(TABLES["02"], "收入决算表")
    assert [r.code for r in form.rows] == [None, "201", "20108", "2010801", "2010804", "208"]
    assert parts(form, "合计") == ["一般公共服务支出", "社会保障和就业支出"]
    assert parts(form, "审计事务") == ["行政运行", "审计业务"]
    assert row(form, "行政运行").path == ("一般公共服务支出", "审计事务", "行政运行")


def test_part_of_a_column_keeps_its_own_name() -> None:
    form = one(TABLES["02 教育收费"], "收入决算表")
    assert {"事业收入", "教育收费"} <= form.columns
    assert row(form, "合计").cells[3].column == ("事业收入", "小计")


def test_codes_split_over_three_columns() -> None:
    form = one(TABLES["03 三列编码"], "支出决算表")
    assert [r.code for r in form.rows] == [None, "201", "20108", "2010801", "2010804", "208"]
    assert parts(form, "审计事务") == ["行政运行", "审计业务"]
    assert figure(form, "审计业务", "项目支出") == "200.2"


def test_appropriations_with_four_columns_and_carried_over() -> None:
    income, spending = read(TABLES["04"])
    assert spending.columns == {"合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"}
    assert figure(spending, "社会保障和就业支出", "一般公共预算财政拨款") == "235.75"
    assert figure(income, "一般公共预算财政拨款", "决算数") == "1023.45"
    assert figure(income, "年初财政拨款结转和结余/一般公共预算财政拨款", "决算数") == "10"
    assert parts(income, "总计") == ["本年收入合计", "年初财政拨款结转和结余"]
    assert len(parts(income, "年初财政拨款结转和结余")) == 3


def test_total_in_the_last_row() -> None:
    form = one(TABLES["05 合计在末行"], "一般公共预算财政拨款支出决算表")
    assert parts(form, "合计") == ["一般公共服务支出"] and row(form, "合计").full
    assert figure(form, "合计", "合计") == "787.7" and figure(form, "合计", "项目支出") == "187.7"


def test_basic_expenditure_in_three_blocks_is_one_form() -> None:
    form = one(TABLES["06"], "一般公共预算财政拨款基本支出决算表")
    assert form.columns == {"决算数"}
    assert parts(form, "人员经费合计") == ["工资福利支出", "对个人和家庭的补助"]
    assert parts(form, "公用经费合计") == ["商品和服务支出", "资本性支出", "其他支出"]
    assert [r.code for r in form.rows if r.name == "公务接待费"] == ["30217"]
    assert figure(form, "公用经费合计", "决算数") == "95"


@pytest.mark.parametrize("name", ["07 横排", "07 成对", "07 年度为行", "07 竖排带统计数"])
def test_three_public_expenses_either_way(name: str) -> None:
    form = one(TABLES[name], "三公经费")
    want = {
        "合计": ("30.8", "25.7"),
        "因公出国（境）费": ("0", "0"),
        "公务用车购置及运行维护费": ("16", "9.4"),
        "公务用车购置费": ("0", "0"),
        "公务用车运行维护费": ("16", "9.4"),
        "公务接待费": ("14.8", "16.3"),
    }
    got = {n: (figure(form, n, "本年预算数"), figure(form, n, "本年决算数")) for n in want}
    assert got == want
    assert parts(form, "公务用车购置及运行维护费") == ["公务用车购置费", "公务用车运行维护费"]
    assert {"因公出国（境）费", "公务用车购置及运行维护费", "公务接待费"} <= set(parts(form, "合计"))


def test_last_year_in_a_row_of_its_own() -> None:
    form = one(TABLES["07 年度为行"], "三公经费")
    assert form.year == 2023 and figure(form, "合计", "上年决算数") == "29"


def test_counts_of_three_public_have_no_unit_of_money() -> None:
    form = one(TABLES["07 竖排带统计数"], "三公经费")
    assert row(form, "公务用车保有量").cells[1].leaf.unit is None
    assert row(form, "机关运行经费").cells[1].leaf.unit == "万元"


def test_empty_table_keeps_its_print() -> None:
    form = one(TABLES["08 空表"], "政府性基金预算财政拨款收入支出决算表")
    assert [r.name for r in form.rows] == ["合计"] and all(c.leaf.blank for c in form.rows[0].cells)
    assert "本表无数据" in form.notes[0].text
    bare = one(TABLES["09 空表"], "国有资本经营预算财政拨款支出决算表")
    assert not bare.rows and bare.columns == {"本年支出合计", "基本支出", "项目支出"}
    assert "本表无数据" in bare.notes[0].text


@pytest.mark.parametrize(("name", "cars"), [("10 横排", 8), ("10 竖排", 5)])
def test_state_assets_either_way(name: str, cars: int) -> None:
    form = one(TABLES[name], "国有资产占用情况表")
    assert figure(form, "车辆合计", "数量") == "5"
    assert len([r for r in form.rows if "用车" in r.name]) == cars - 1
    assert all(c.leaf.unit is None for r in form.rows for c in r.cells)
    assert "单价100万元以上专用设备" not in parts(form, "车辆合计")
