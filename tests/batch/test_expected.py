"""应报清单: who handed in, who did not, who twice, whose file could not be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from perfeval import profile
from perfeval.batch import run
from perfeval.batch.expected import FILE, Listed, UnusableList, match, read_expected
from tests.batch.test_state import BRIEF


def expected_in(folder: Path) -> Listed:
    return read_expected(folder, profile.load())


def test_states_of_the_list(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2024年应报清单"])
    sheet.append(["主管部门", "单位名称", "单位代码", "项目名称"])
    for row in (
        ["财政局", "甲局（本级）", "", ""],
        ["财政局", "别名", "219001", ""],
        ["财政局", "丙局", "", ""],
        ["财政局", "丁局", "", ""],
        ["财政局", "甲局", "", "项目"],
        ["财政局", "甲局", "", "另一个项目"],
    ):
        sheet.append(row)
    book.save(tmp_path / FILE)
    briefs = [
        BRIEF,
        replace(BRIEF, unit="乙局", code="219001"),
        replace(BRIEF, unit="乙局", code="219001", name="乙_2"),
    ]
    rows = match(expected_in(tmp_path), briefs, [("丁局/表.xlsx", "已损坏")])
    assert [r.state for r in rows] == ["已报", "重复", "未报", "读不了", "已报", "未报"]
    assert rows[1].department == "财政局"


def listed(home: Path, *body: list[object], title: list[object] | None = None) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (title or ["单位代码", "单位名称", "主管部门"], *body):
        sheet.append(row)
    book.save(home / FILE)
    return book


def test_codes_as_numbers_and_merged_departments(tmp_path: Path) -> None:
    book = listed(tmp_path, [219001, "甲局", "县财政局"], ["007", "乙局", None], [3.0, "丙局", None])
    sheet = book.active
    assert sheet is not None
    sheet.merge_cells("C2:C3")
    book.save(tmp_path / FILE)
    found = [(e.code, e.unit, e.department) for e in expected_in(tmp_path).rows]
    assert found == [("219001", "甲局", "县财政局"), ("007", "乙局", "县财政局"), ("3", "丙局", "")]


def test_what_is_not_on_the_list_and_what_belongs_to_whom(tmp_path: Path) -> None:
    listed(tmp_path, ["", "图书馆"], ["", "图书馆少儿分馆"], ["", "甲局"])
    briefs = [BRIEF, replace(BRIEF, unit="外来局", code="9", name="外来局_2024")]
    rows = match(expected_in(tmp_path), briefs, [("图书馆少儿分馆_2024/表.xlsx", "已损坏"), ("甲局/旧.xls", "坏")])
    assert [(r.unit, r.state, r.folders) for r in rows] == [
        ("图书馆", "未报", ()),
        ("图书馆少儿分馆", "读不了", ()),
        ("甲局", "已报", ("甲局_2024",)),
        ("外来局", "清单外", ("外来局_2024",)),
    ]
    assert rows[1].note == "读不了：图书馆少儿分馆_2024/表.xlsx"
    assert rows[2].note == "另有读不了的：甲局/旧.xls"


def test_list_that_cannot_be_used_is_said_and_costs_only_its_sheets(tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    folder.mkdir()
    (folder / FILE).write_bytes(b"PK\x03\x04 half")
    with pytest.raises(UnusableList, match="已损坏"):
        expected_in(folder)
    outcome = run(folder, tmp_path / "output", workers=0)
    assert [name for name, _ in outcome.unread] == [FILE]
    listed(folder, ["甲", "乙"], title=["编号", "名字"])
    with pytest.raises(UnusableList, match="第1行是：编号、名字"):
        expected_in(folder)


def test_no_list_no_rows(tmp_path: Path) -> None:
    assert expected_in(tmp_path).rows == []
    assert match(Listed(), [BRIEF], []) == []


def test_a_list_of_the_bureaus_own_is_read_by_what_its_titles_mean(tmp_path: Path) -> None:
    body = [[1, 301001, "甲局", "教科文股", "张"], [2, 301002, "乙局", "经建股", "李"]]
    listed(tmp_path, *body, title=["序号", "部门预算编码", "预算单位 全称", "归口股室", "单位联系人"])
    assert [(e.code, e.unit, e.department) for e in expected_in(tmp_path).rows] == [
        ("301001", "甲局", "教科文股"),
        ("301002", "乙局", "经建股"),
    ]


def test_short_names_of_the_list_are_the_units_they_plainly_mean(tmp_path: Path) -> None:
    listed(tmp_path, ["", "城关镇"], ["", "民政局"], ["", "人民医院"], ["", "司法局"])
    came = ("吉山县城关镇人民政府", "吉山县民政局", "吉山县第二人民医院", "吉山县司法局", "吉水县司法局")
    rows = match(expected_in(tmp_path), [replace(BRIEF, unit=u, code=None, name=u) for u in came], [])
    assert [(r.unit, r.state) for r in rows] == [
        ("城关镇", "已报"),
        ("民政局", "已报"),
        ("人民医院", "未报"),
        ("司法局", "未报"),  # of two: not for us to say
        ("吉山县第二人民医院", "清单外"),
        ("吉山县司法局", "清单外"),
        ("吉水县司法局", "清单外"),
    ]
    assert rows[0].note == "按名称相近认的，表里写的是“吉山县城关镇人民政府”"


def test_last_years_alone_is_not_handed_in(tmp_path: Path) -> None:
    listed(tmp_path, ["", "甲局"], ["", "乙局"], ["", "丙局"], ["", "丁局"])
    of = {
        ("甲局", 2023),
        ("甲局", 2024),
        ("乙局", 2024),
        ("丙局", 2023),
        ("丁局", 2024),
        ("戊局", 2024),
        ("己局", 2024),
    }
    briefs = [replace(BRIEF, unit=u, code=None, year=y, name=f"{u}_{y}") for u, y in of]
    rows = match(expected_in(tmp_path), briefs, [])
    assert [(r.state, r.folders, r.note) for r in rows[:3]] == [
        ("已报", ("甲局_2024",), ""),
        ("已报", ("乙局_2024",), ""),
        ("未报", (), "只有以前年度的：丙局_2023"),
    ]
    few = [b for b in briefs if b.unit in ("乙局", "丙局")]  # of one year as of the other: nothing can be said
    assert [r.state for r in match(expected_in(tmp_path), few, [])][1:3] == ["已报", "已报"]


def test_the_list_of_a_batch_that_lies_one_level_deeper_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    (folder / "2024").mkdir(parents=True)
    listed(folder / "2024", ["", "甲局"])
    outcome = run(folder, tmp_path / "output", workers=0)
    assert outcome.doubts == ["对照的应报清单是 2024/应报清单.xlsx"]
    assert outcome.summary is not None
    assert openpyxl.load_workbook(outcome.summary)["报送明细"]["F4"].value == "未报"
