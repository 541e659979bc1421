"""应报清单: who handed in, who did not, who twice, whose file could not be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from perfeval.batch import run
from perfeval.batch.expected import FILE, UnusableList, match, read_expected
from tests.batch.test_state import BRIEF


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
    rows = match(read_expected(tmp_path), briefs, [("丁局/表.xlsx", "已损坏")])
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
    found = [(e.code, e.unit, e.department) for e in read_expected(tmp_path)]
    assert found == [("219001", "甲局", "县财政局"), ("007", "乙局", "县财政局"), ("3", "丙局", "")]


def test_what_is_not_on_the_list_and_what_belongs_to_whom(tmp_path: Path) -> None:
    listed(tmp_path, ["", "图书馆"], ["", "图书馆少儿分馆"], ["", "甲局"])
    briefs = [BRIEF, replace(BRIEF, unit="外来局", code="9", name="外来局_2024")]
    rows = match(read_expected(tmp_path), briefs, [("图书馆少儿分馆_2024/表.xlsx", "已损坏"), ("甲局/旧.xls", "坏")])
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
        read_expected(folder)
    outcome = run(folder, tmp_path / "output", workers=0)
    assert [name for name, _ in outcome.unread] == [FILE]
    listed(folder, ["甲", "乙"], title=["编号", "名字"])
    with pytest.raises(UnusableList, match="没有找到“单位名称”"):
        read_expected(folder)


def test_no_list_no_rows(tmp_path: Path) -> None:
    assert read_expected(tmp_path) == []
    assert match([], [BRIEF], []) == []
