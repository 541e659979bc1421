"""基本信息, 文字材料 and other labels with their values."""

from __future__ import annotations

from perfeval.model import Form
from perfeval.read import read as read_file
from tests.conftest import SAMPLES
from tests.read_tables.build import MOF, Value, read, sheet
from tests.read_tables.variants import TABLES


def amounts(form: Form) -> dict[str, str]:
    """The rows with column (): name -> printed figure."""
    return {r.name: r.cells[0].leaf.text for r in form.rows if r.cells and r.cells[0].column == ()}


def test_pairs_two_a_row() -> None:
    [form] = read(TABLES["成对"])
    assert form.kind == "基本信息"
    assert [f.name for f in form.fields][:3] == ["单位名称", "单位代码", "编制数"]
    assert amounts(form) == {"编制数": "75", "在职人数": "74", "退休人数": "6", "聘用人数": "23"}


def test_pairs_that_stand_upright() -> None:
    [form] = read(TABLES["竖向成对"])
    assert form.kind == "基本信息" and amounts(form)["聘用人数"] == "23"
    leaf = form.field_named("在职人数")
    assert leaf is not None and leaf.cell.ref == "B3"


def test_a_list_with_units_and_remarks() -> None:
    rows: list[list[Value]] = [
        ["单位基本信息表"],
        ["序号", "项目", "内容", "单位", "备注"],
        [1, "单位名称", "某某县审计局", None, None],
        [2, "编制人数", 30, "人", "含事业编制"],
        [3, "其中：事业编制", 12, "人", None],
        [4, "资产总额", 661.35, "万元", None],
        [5, "联系电话", "0797-3333333", None, None],
    ]
    [form] = read(sheet(rows))
    assert form.kind == "基本信息" and amounts(form) == {"编制数": "30", "事业编制": "12", "资产总额": "661.35"}
    assert [r.cells[0].leaf.unit for r in form.rows] == ["人", "人", "万元"]
    assert form.rows[1].role == "memo" and form.rows[1].parent == 0
    assert [n.text for n in form.notes] == ["含事业编制"]


def test_a_blank_value_keeps_its_cell() -> None:
    [form] = read(sheet([["基本信息"], ["单位名称", "某局", "联系人", None], ["编制数", None, "在职人数", 3]]))
    leaf = form.field_named("编制数")
    assert leaf is not None and leaf.text == "" and leaf.cell.ref == "B3"
    person = form.field_named("联系人")
    assert person is not None and person.cell.ref == "D2"


def test_amounts_under_amounts_with_the_same_labels() -> None:
    rows: list[list[Value]] = [
        ["一、项目基本概况"],
        ["项目负责人", "×××", "联系电话", "×××"],
        ["计划安排资金\n(万元)", 170, "实际支出\n(万元)", 179.6],
        ["其中:中央财政", None, "其中:中央财政", None],
        ["省财政", 170, "省财政", 170],
        ["其它", None, "其它", 9.6],
    ]
    [form] = read(sheet(rows))
    spent = next(k for k, r in enumerate(form.rows) if r.name == "实际支出")
    below = {r.name: r.cells[0].leaf.text for r in form.rows if r.parent == spent}
    assert below == {"中央财政": "", "省财政": "170", "其它": "9.6"}
    assert {r.cells[0].column for r in form.rows if r.parent == spent} == {("实际支出(万元)",)}


def test_sections_with_several_paragraphs() -> None:
    rows: list[list[Value]] = [
        ["文字材料"],
        ["章节", "内容"],
        ["主要职责", "（1）负责全县规划。"],
        [None, "（2）负责全县统计。"],
        ["存在问题", "一是绩效指标设置不明确，未与部门年度工作任务数或计划数相对应。"],
    ]
    [form] = read(sheet(rows, ["A3:A4"]))
    assert form.kind == "文字材料" and not form.rows
    assert [(f.name, f.leaf.text[:3]) for f in form.fields] == [
        ("主要职责", "（1）"),
        ("主要职责", "（2）"),
        ("存在问题", "一是绩"),
    ]


def test_the_sample_dossier_is_read_whole() -> None:
    path = next((SAMPLES / "信丰高新区_2024").glob("*.xlsx"))
    result = read_file(path, MOF, path.name)
    kinds = {f.kind: f for f in result.forms}
    assert {"基本信息", "文字材料", "资产情况", "收入情况", "支出情况", "三公经费"} <= set(kinds)
    basics = amounts(kinds["基本信息"])
    assert basics["编制数"] == "75" and basics["监控项目数(1-11月)"] == "28" and basics["自评得分"] == "90"
    tables = {"资产情况", "收入情况", "支出情况", "三公经费", "基本信息", "文字材料"}
    sheets = {kinds[k].sheet for k in tables}
    assert not [leaf.text for s in result.source.sheets if s.name in sheets for leaf in s.unrecognised]


def test_a_group_label_before_its_pairs() -> None:
    rows: list[list[Value]] = [
        ["单位基本情况表"],
        ["人员编制", "行政编制", 10, "事业编制", 20],
        ["实有人数", 28, "离退休人数", 5],
    ]
    [form] = read(sheet(rows))
    assert amounts(form) == {"行政编制数": "10", "事业编制数": "20", "实有人数": "28", "退休人数": "5"}
    assert form.rows[0].path == ("人员编制", "行政编制")
