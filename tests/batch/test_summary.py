"""汇总.xlsx: its sheets and rows, and that a cell's text stays text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl

from perfeval.write.summary import summary
from tests.batch.test_state import BRIEF

ORDER = [
    "概况", "单位一览", "项目一览", "问题清单", "典型问题", "单位问题分布", "抽查建议", "指标明细", "规则执行情况",
    "未能读取的文件",
]  # fmt: skip


def test_sheets_rows_and_links(tmp_path: Path) -> None:
    target = tmp_path / "汇总.xlsx"
    evil = replace(BRIEF, unit="=cmd|' /C calc'!A0", name="乙局_2024")
    summary(lambda: iter([BRIEF, evil]), [("坏.xlsx", "已损坏")], BRIEF.rules, target, version="0")
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ORDER
    units = book["单位一览"]
    assert [c.value for c in units[4]][:8] == [1, None, "甲局", 2024, 1, 94, 93.1, 0.9]
    assert units["C5"].value == evil.unit
    assert units["C5"].data_type == "s"
    findings = book["问题清单"]
    assert findings["F4"].value == '=HYPERLINK("甲局_2024/a_批注.xlsx","a.xlsx")'
    assert findings["D4"].value == "●错误"
    assert book["未能读取的文件"]["B4"].value == "已损坏"
    assert not [p for p in tmp_path.iterdir() if p != target]


def test_same_batch_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    for target in (one, two):
        summary(lambda: iter([BRIEF]), [], {}, target, version="0")
    assert one.read_bytes() == two.read_bytes()
