"""The first look names unit, code, year and 填报日期 as the form prints them, and leaves open what it does not say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfeval.model import Cell
from perfeval.profile import load
from perfeval.read.grid import Grid, ref
from perfeval.read.look import Look, look
from perfeval.read.workbook import open_workbook

CASES = Path(__file__).parents[1] / "cases"


def grid(*rows: str, sheet: str = "Sheet1") -> Grid:
    """A sheet of rows whose cells are separated by |."""
    made = Grid("f.xlsx", sheet)
    for r, row in enumerate(rows, start=1):
        for c, text in enumerate(row.split("|"), start=1):
            if text.strip():
                made.cells[r, c] = Cell("f.xlsx", sheet, ref(r, c), None, text, text)
    return made


def seen(*rows: str, name: str = "表.xlsx") -> Look:
    return look(name, [grid(*rows)], load("mof"))


@pytest.mark.parametrize(
    ("rows", "unit", "code"),
    [
        (["单位名称：某县财政局    填报日期：2023年3月1日"], "某县财政局", None),
        (["主管部门|219-甲镇人民政府|实施单位|219001-乙镇人民政府(本级)"], "乙镇人民政府", "219001"),
        (["实施(主管)单位|314002-成安县民政局机关"], "成安县民政局", "314002"),
        (["部门(单位)名称|某市科学技术局|部门预算编码|901001033"], "某市科学技术局", "901001033"),
        (["主管部门|县水利局|实施单位|某某建设有限公司"], "县水利局", None),  # a company works for a bureau
        (["主管部门||实施单位|县水利局"], "县水利局", None),
        (["项目单位     南湖新区民政局"], "南湖新区民政局", None),
        (["某县人民法院", "项目支出绩效目标表"], "某县人民法院", None),
        (["207101某县人民法院|单位：万元"], "某县人民法院", "207101"),
        (["某区林业局2023年度部门整体绩效自评表"], "某区林业局", None),
        (["某县水利局部门整体支出绩效自评表", "（2022年度）"], "某县水利局", None),
        (["县级部门整体支出绩效自评表"], None, None),
        (["中央部门项目支出绩效自评表"], None, None),
        (["编制单位:某市第二人民医院[单户表]|金额单位:元"], "某市第二人民医院", None),
        (["某自治县2024年度中央对地方转移支付绩效自评表"], "某自治县", None),
        (["某市2022年市直部门预算项目支出绩效目标表"], None, None),  # a place is not a unit
        (["项目实施单位/项目负责人|某区农技中心/×××"], "某区农技中心", None),
        (["填 报 单 位（盖章）：某县财政局   单位：万元"], "某县财政局", None),
        (["部门（单位）名称：某县医保局  预算编码：123001"], "某县医保局", "123001"),
        (["部门：某县教育局", "单位：万元"], "某县教育局", None),
        (["预算单位（公章）：105001某县档案馆 填报日期：2023-03-01"], "某县档案馆", "105001"),
        (["序号|项目名称|主管部门|实施单位|资金|备注"], None, None),
        (["一级指标|单位|数量"], None, None),
        (["单位：公里"], None, None),
        (["实施单位|×××"], None, None),
        (["单位|万元"], None, None),
    ],
)
def test_unit(rows: list[str], unit: str | None, code: str | None) -> None:
    found = seen(*rows)
    assert (found.unit, found.code) == (unit, code)


def test_bureau_stands_for_its_many_doing_units() -> None:
    rows = [f"主管部门|县教育局|实施单位|第{n}中学" for n in "一二三"]
    assert seen(*rows).unit == "县教育局"


def test_file_name_comes_last() -> None:
    assert seen("项目支出绩效自评表", name="a/某县文物局_陈列布展_2023.xlsx").unit == "某县文物局"
    assert seen("项目支出绩效自评表", name="附件1.xlsx").unit is None
    assert seen("单位名称|某县林业局", name="某县文物局_2023.xlsx").unit == "某县林业局"


@pytest.mark.parametrize(
    ("rows", "name", "year"),
    [
        (["项目支出绩效自评表", "( 2021 年度)"], "x.xlsx", 2021),
        (["项目支出绩效自评表", "2019年度)"], "x.xlsx", 2019),
        (["二〇二三年度部门整体支出绩效自评表"], "x.xlsx", 2023),
        (["2022年部门决算公开表"], "x.xlsx", 2022),
        (["评价年度|2020年"], "x.xlsx", 2020),
        (["县2023年度自评表"], "县2022年度自评表.xlsx", 2023),  # the form goes before the file name
        (["自评表"], "自评表_2022.xlsx", 2022),
        (["自评表"], "自评表_2022_2023.xlsx", None),
        (["自评表", "项目名称|2019年扶持项目"], "x.xlsx", None),  # the year of a project is not that of the form
        (["自评表", "填报日期:2022年8月10日"], "x.xlsx", None),
        (["自评报告", "起止时间|2016年1月起至2016年12月止"], "x.xlsx", 2016),
        (["自评报告", "起止时间|2016年1月起至2018年12月止"], "x.xlsx", None),
    ],
)
def test_year(rows: list[str], name: str, year: int | None) -> None:
    assert seen(*rows, name=name).year == year


def test_date_of_filling_in() -> None:
    assert seen("单位名称:塘湖镇政府    填报日期:2021.5.18").date == "2021-05-18"
    assert seen("填报日期|2023年4月6日").date == "2023-04-06"
    assert seen("填报日期：  年  月  日").date is None


def test_year_and_unit_of_the_published_forms() -> None:
    """What a form prints is found; the few that print neither are left open, never guessed."""
    profile = load("mof")
    units = years = wrong_years = 0
    for path in sorted(CASES.glob("*/*.xlsx")):
        truth = json.loads((path.parent / "truth.json").read_text(encoding="utf-8"))
        found = look(path.name, open_workbook(path, path.name).grids, profile)
        units += bool(found.unit) and (found.unit in truth["unit"] or truth["unit"] in (found.unit or ""))
        years += found.year == truth["year"]
        wrong_years += found.year not in (None, truth["year"])
    assert (units >= 36, years >= 37, wrong_years) == (True, True, 0)
