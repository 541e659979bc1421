"""A folder of a department with its units, of a section of the bureau, one level too high: no unit is lost."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from perfeval.batch import run
from perfeval.batch.group import Plan, Seen, group
from perfeval.batch.names import alike, named_after
from perfeval.batch.work import _namesakes, _shown
from perfeval.model import Cell, Field, Form, Indicator, Leaf, SheetSeen, Source
from tests.conftest import CASES, SAMPLES


def seen(path: str, unit: str | None, year: int = 2024) -> Seen:
    return Seen(path, path.split("/")[0], spool="x", unit=unit, year=year, sha256=path)


def shape(plans: list[Plan]) -> list[tuple[str, str | None, int]]:
    return [(p.unit, p.folder, len(p.files)) for p in plans]


def test_subfolders_named_after_their_units_part() -> None:
    plans = group(
        [
            seen("县教育局/第一中学/自评表.xlsx", "吉山县第一中学"),
            seen("县教育局/2.实验小学（已核）/自评表.xlsx", "吉山县实验小学"),
            seen("县教育局/2.实验小学（已核）/决算/决算表.xlsx", None),
            seen("县教育局/机关/自评表.xlsx", "吉山县教育局"),
            seen("县教育局/整体.xlsx", "吉山县教育局"),
            seen("县教育局/佐证材料/清单.xlsx", None),
        ]
    )
    assert shape(plans) == [
        ("吉山县实验小学", "县教育局/2.实验小学（已核）", 2),
        ("吉山县教育局", "县教育局", 3),
        ("吉山县第一中学", "县教育局/第一中学", 1),
    ]
    assert plans[0].parted == ("文件夹“县教育局”里是几个单位的子文件夹，按子文件夹分开核对",)
    assert not any(p.remarks for p in plans)


def test_a_folder_one_level_too_high_is_the_batch_all_the_same() -> None:
    plans = group(
        [
            seen("2024自评/上报/民政局/自评表.xlsx", "吉山县民政局"),
            seen("2024自评/上报/城关镇_2024/自评表.xlsx", "吉山县城关镇人民政府"),
            seen("2024自评/上报/教育局/第一中学/自评表.xlsx", "第一中学"),
            seen("2024自评/上报/教育局/第二中学/自评表.xlsx", "第二中学"),
            seen("2024自评/上报/水利局自评表.xlsx", "吉山县水利局"),
        ]
    )
    assert [u for u, _, _ in shape(plans)] == [
        "吉山县城关镇人民政府", "吉山县民政局", "吉山县水利局", "第一中学", "第二中学",
    ]  # fmt: skip


def test_workbooks_named_after_their_units_part_unless_the_folder_is_one_of_them() -> None:
    files = ("人民医院自评表.xlsx", "吉山县妇幼保健院2024.xlsx")
    units = ("吉山县人民医院", "吉山县妇幼保健院")
    plans = group([seen(f"社保股/{f}", u) for f, u in zip(files, units, strict=True)])
    assert shape(plans) == [("吉山县人民医院", None, 1), ("吉山县妇幼保健院", None, 1)]
    plans = group([seen(f"人民医院/{f}", u) for f, u in zip(files, units, strict=True)])
    assert shape(plans) == [("吉山县人民医院", "人民医院", 2)]


def test_units_that_work_in_the_projects_of_a_department_do_not_part_it() -> None:
    files = [
        seen("高新区/自评.xlsx", "信丰高新区管委会"),
        seen("高新区/管网项目/一.xlsx", "信丰县建设公司"),
        seen("高新区/绿化项目/二.xlsx", "信丰县园林所"),
        seen("高新区/绿化项目/三.xlsx", "信丰高新区管委会"),
    ]
    (plan,) = group(files)
    assert len(plan.files) == 4
    assert plan.remarks == (
        "有2个文件写的是别的单位（信丰县建设公司、信丰县园林所），都算在“信丰高新区管委会”这一份里；"
        "是那些单位自己报的，请每个单位放一个子文件夹",
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("城关镇", "吉山县城关镇人民政府", True),
        ("民政局", "吉山县民政局", True),
        ("吉山县石桥乡人民政府", "石桥乡政府", True),
        ("人民医院", "吉山县第二人民医院", False),
        ("图书馆", "图书馆少儿分馆", False),
    ],
)
def test_names_alike(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is alike(other, one) is same


def test_named_after() -> None:
    assert named_after("民政局", "吉山县民政局")
    assert named_after("塘湖镇_2020", "塘湖镇政府")
    assert not named_after("项目", "吉山县重点项目服务中心")
    assert not named_after("机关", "吉山县机关事务管理局")


def test_what_was_parted_or_put_together_is_said_of_the_run(tmp_path: Path) -> None:
    batch = tmp_path / "批"
    source = next((CASES / "shanxi-jishan-yibao-peitao-2020").glob("*.xlsx"))
    for folder, unit in (("医保股/民政局", "吉山县民政局"), ("医保股/医保局", "吉山县医保局")):
        (batch / folder).mkdir(parents=True)
        book = openpyxl.load_workbook(source)
        for row in book.active.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "稷山县医疗" in cell.value:
                    cell.value = unit
        book.save(batch / folder / "自评表.xlsx")
    outcome = run(batch, None, workers=0)
    assert sorted(b.unit for b in outcome.briefs) == ["吉山县医保局", "吉山县民政局"]
    assert outcome.doubts == ["文件夹“医保股”里是几个单位的子文件夹，按子文件夹分开核对"]
    shutil.move(batch / "医保股/医保局", batch / "医保股/乙")
    outcome = run(batch, None, workers=0)
    assert len(outcome.briefs) == 1
    assert any("写的单位是“吉山县" in said for said in outcome.doubts)


def test_loose_files_of_one_bare_name_under_two_departments_are_said() -> None:
    def over(department: str, file: str) -> Form:
        cell = Cell(file, "表", "B4", raw=department, shown=department)
        leaf = Leaf(department, department, cell)
        form = Form(f"{file}#1", "项目支出绩效自评表", file, "表", "A1:J20")
        return replace(form, fields=[Field("主管部门", "主管部门", leaf)])

    def said(unit: str, *forms: Form, folder: str | None = None) -> list[str]:
        return _namesakes(Plan(unit, 2024, unit, (), folder=folder), forms)

    two = (over("吉山县农业农村局", "甲.xlsx"), over("水利局", "乙.xlsx"))
    (remark,) = said("综合服务中心", *two)
    assert "主管部门不止一个：吉山县农业农村局（甲.xlsx）、水利局（乙.xlsx）" in remark
    assert said("综合服务中心", *two, folder="综合服务中心") == []
    assert said("塘湖镇政府", *two) == []  # a township has projects of many departments
    assert said("综合服务中心", over("吉山县水利局", "甲.xlsx"), over("水利局", "乙.xlsx")) == []


def test_copies_of_workbooks_that_are_called_otherwise_now_are_said(tmp_path: Path) -> None:
    folder, output = tmp_path / "批", tmp_path / "结果"
    shutil.copytree(SAMPLES / "稷山县医疗保障局_2020", folder / "医保局")
    (book,) = (folder / "医保局").glob("*.xlsx")
    run(folder, output, workers=0)
    assert run(folder, output, workers=0, fresh=True).remarks == []
    book.rename(book.with_name("新版.xlsx"))
    (said,) = run(folder, output, workers=0).remarks
    assert "里还有以前的 建档立卡个人缴费县级配套绩效自评表_批注.xlsx，这次没有对应的工作簿" in said


def test_what_a_hidden_sheet_keeps_of_last_year_or_twice_is_said_and_not_counted() -> None:
    def form(sheet: str, year: int, project: str) -> Form:
        made = Form(f"{sheet}#1", "项目支出绩效自评表", "甲.xlsx", sheet, "A1:J20", project=project, year=year)
        made.indicators.append(Indicator(Leaf("人数", "人数", Cell("甲.xlsx", sheet, "D9", raw="人数", shown="人数"))))
        return made

    forms = [form("一", 2024, "甲"), form("去年", 2023, "乙"), form("备份", 2024, "甲"), form("另一项", 2024, "丙")]
    sheets = [SheetSeen(f.sheet, hidden=f.sheet != "一") for f in forms]
    remarks: list[str] = []
    plan = Plan("甲局", 2024, "甲局_2024", ())
    kept = _shown(plan, [Source("甲.xlsx", Path("甲.xlsx"), sheets=sheets)], forms, remarks)
    assert [f.sheet for f in kept] == ["一", "另一项"]
    assert remarks == [
        "甲.xlsx 的隐藏工作表“去年”里的项目支出绩效自评表是2023年的，没有核对；要核对的请取消隐藏",
        "甲.xlsx 的隐藏工作表“备份”里的项目支出绩效自评表与没有隐藏的表是同一张，没有核对；要核对的请取消隐藏",
    ]
    for sheet in sheets:
        sheet.hidden = False
    assert _shown(plan, [Source("甲.xlsx", Path("甲.xlsx"), sheets=sheets)], forms, remarks) == forms
