"""Columns left of the figures that name no row: a second classification, the unit of each figure."""

from __future__ import annotations

import pytest

from perfeval.model import Form
from tests.read_records.draw import read


def _table(drawn: str) -> Form:
    (form,) = read(drawn).forms
    return form


def _rows(form: Form) -> list[tuple[str, list[str]]]:
    return [(r.label.text, [c.leaf.text for c in r.cells if c.name in ("合计", "数量", "预算数")]) for r in form.rows]


@pytest.mark.parametrize("heading", ["单位", "计量单位"])
def test_the_unit_of_each_figure_is_no_name(heading: str) -> None:
    form = _table(f"""
国有资产占用情况表 |<|<
项目 | {heading} | 数量
一、车辆数合计 | 辆 | 3
其中：应急保障用车 | 辆 | 1
二、单价100万元以上设备 | 台（套） | 2
""")
    assert [label for label, _ in _rows(form)] == ["一、车辆数合计", "其中：应急保障用车", "二、单价100万元以上设备"]
    assert [v for _, v in _rows(form)] == [["3"], ["1"], ["2"]]


def test_units_that_are_organisations_stay_labels() -> None:
    form = _table("""
项目支出表 |<|<
项目 | 单位 | 预算数
防汛经费 | 市水利局 | 12.5
管护经费 | 市水文站 | 7.5
""")
    assert any("市水文站" in "".join(r.path) or r.label.text == "管护经费" for r in form.rows)
    assert [c.leaf.text for r in form.rows for c in r.cells if c.leaf.number is not None] == ["12.5", "7.5"]


@pytest.mark.parametrize("first", ["部门", "政府"])
def test_the_finer_of_two_classifications_names_the_rows(first: str) -> None:
    """政府经济科目 may stand on either side."""
    fine = [
        ("301", "工资福利支出"),
        ("30101", "基本工资"),
        ("30107", "绩效工资"),
        ("302", "商品和服务支出"),
        ("30201", "办公费"),
    ]
    rough = [("", ""), ("50501", "工资福利支出"), ("50501", "工资福利支出"), ("", ""), ("50502", "商品和服务支出")]
    figures = ["30", "20", "10", "5", "5"]
    pairs = zip(fine, rough, strict=True) if first == "部门" else zip(rough, fine, strict=True)
    lines = [f"{a[0]} | {a[1]} | {b[0]} | {b[1]} | {n}" for (a, b), n in zip(pairs, figures, strict=True)]
    second = "政府" if first == "部门" else "部门"
    form = _table(f"""
一般公共预算基本支出表 |<|<|<|<
{first}预算支出经济分类科目 |<| {second}预算支出经济分类科目 |<| 预算数
科目编码 | 科目名称 | 科目编码 | 科目名称 |^
合计 |<|<|<| 35
{chr(10).join(lines)}
""")
    assert [r.label.text for r in form.rows] == ["合计", *(name for _, name in fine)]


def test_two_years_side_by_side_over_their_items() -> None:
    form = _table("""
某局“三公经费”财政拨款情况 |<|<|<|<|<
现将2010年决算和2011年预算公布如下： |<|<|<|<|<
2010年“三公经费”财政拨款决算数 |<|<| 2011年“三公经费”财政拨款预算数 |<|<
合计 | 公务用车购置及运行费 | 公务接待费 | 合计 | 公务用车购置及运行费 | 公务接待费
9 | 5 | 4 | 8 | 5 | 3
""")
    assert form.kind == "三公经费"
    got = {(r.name, c.name): c.leaf.text for r in form.rows for c in r.cells}
    assert got["合计", "上年决算数"] == "9"
    assert got["合计", "本年预算数"] == "8"
    assert got["公务接待费", "本年预算数"] == "3"


def test_a_subtotal_under_its_year_is_that_years_figure() -> None:
    form = _table("""
2020年“三公”经费预算表 |<|<|<|<
项目 | 2019年预算 |<| 2020年预算 |<
^ | 小计 | 基本支出 | 小计 | 基本支出
“三公”经费合计 | 9 | 4 | 8 | 3
公务接待费 | 9 | 4 | 8 | 3
""")
    assert [c.name for c in form.rows[0].cells] == [
        "上年预算数",
        "2019年预算/基本支出",
        "本年预算数",
        "2020年预算/基本支出",
    ]


def test_the_heading_beside_units_names_is_no_unit() -> None:
    form = _table("""
2022年“三公”经费、会议费、培训费预算表 |<|<|<
单位名称 | “三公”经费 |<| 培训费
^ | 合计 | 公务接待费 |^
县人民医院 | 1.50 | 1.50 | 6.00
""")
    assert form.kind == "三公经费"
    assert [r.name.rpartition("/")[2] for r in form.rows] == ["合计", "公务接待费", "培训费"]
