"""应报清单: who handed in, who did not, who twice, whose file could not be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl

from perfeval.batch.expected import FILE, match, read_expected
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


def test_no_list_no_rows(tmp_path: Path) -> None:
    assert read_expected(tmp_path) == []
