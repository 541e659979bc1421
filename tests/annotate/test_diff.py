"""perfeval diff: changes are told cell by cell, a row put in between is one change."""

from __future__ import annotations

from dataclasses import replace

from perfeval.model import Cell
from perfeval.write.diff import cell_changes, finding_changes
from tests.annotate.evaluations import cell, line, result, score_over_weight


def sheet(*rows: tuple[object, ...]) -> dict[tuple[int, int], Cell]:
    return {
        (r, c): cell(f"{'ABCDEF'[c - 1]}{r}", value)
        for r, row in enumerate(rows, 1)
        for c, value in enumerate(row, 1)
        if value is not None
    }


def said(old: dict[tuple[int, int], Cell], new: dict[tuple[int, int], Cell]) -> list[str]:
    return [str(c) for c in cell_changes({"自评表": old}, {"自评表": new})]


def test_a_changed_cell() -> None:
    assert said(sheet(("养护", 10), ("合计", 94)), sheet(("养护", 10), ("合计", 93))) == ["自评表!B2：94 → 93"]


def test_filled_in_and_cleared() -> None:
    changes = cell_changes({"自评表": sheet(("养护", None, 5))}, {"自评表": sheet(("养护", 8, None))})
    assert [(c.kind, c.ref) for c in changes] == [("填入", "B1"), ("清空", "C1")]


def test_a_row_put_in_between_is_one_change() -> None:
    old = sheet(("甲", 1), ("乙", 2), ("丙", 3))
    new = sheet(("甲", 1), ("新", 9), ("乙", 2), ("丙", 3))
    assert said(old, new) == ["自评表!第2行 新增行 新｜9"]


def test_a_change_below_an_inserted_row_has_its_new_address() -> None:
    old = sheet(("甲", 1), ("乙", 2), ("丙", 3))
    new = sheet(("新", 9), ("甲", 1), ("乙", 2), ("丙", 4))
    assert said(old, new) == ["自评表!第1行 新增行 新｜9", "自评表!B4：3 → 4"]


def test_sheets_that_came_and_went() -> None:
    changes = cell_changes({"甲": {}, "乙": {}}, {"乙": {}, "丙": {}})
    assert [(c.kind, c.sheet) for c in changes] == [("删除工作表", "甲"), ("新增工作表", "丙")]


def test_the_same_workbook_has_no_changes() -> None:
    assert said(sheet(("甲", 1)), sheet(("甲", 1))) == []


def test_findings_opened_closed_and_changed() -> None:
    gone = line(score_over_weight())
    stays = result("SC-06", "警告", (cell("C4", 20),), "得分20，没有说明原因", instance="乙")
    moved = replace(stays, cells=(cell("C5", 20),))
    other = line(replace(stays, message="得分19，没有说明原因"))
    new = line(result("SC-07", "提示", (cell("C4", 20),), "新问题", instance="丁"))
    same = finding_changes([gone, line(stays)], [line(moved), new])
    assert (same.opened, same.closed, same.changed) == ((new,), (gone,), ())
    assert finding_changes([line(stays)], [other]).changed == ((line(stays), other),)
