"""Blank standard workbooks (空白工作簿): drawn with XlsxWriter as an accountant would like to fill them.

Cells to fill in are light yellow and open; everything else computes itself and is protected without a password.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfeval.profile import Profile
from perfeval.write.blank.plan import SheetPlan, Spot, plan

if TYPE_CHECKING:
    from collections.abc import Callable

FILL_IN, COMPUTED, HEAD = "#FFFFE5", "#F7F7F7", "#F2F2F2"
NUMBER = {"money": "0.00", "score": "0.00", "rate": "0.00%", "count": "0", "code": "@"}
TEXTS = ("text", "code", "long", "unit")
MADE = datetime(2025, 1, 1)  # the same workbook whenever it is made
UNLOCKED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
}
FULL = 100

LISTED = re.compile(
    r"　|其中|（\d|（[一二三四五六七八九十]|\d+[、.]|[一二三四五六七八九十]+、"
)  # labels of a list stand left

Format = Any  # xlsxwriter has no types


class _Empty(str):
    """A cached "" that XlsxWriter writes as a text: for a plain "" it writes no value at all, as if never computed."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return other is self


def write_workbook(
    profile: Profile,
    kind: str,
    target: Path,
    year: int,
    unit: str = "",
    texts: Mapping[str, list[str]] | None = None,
) -> None:
    """Write the blank workbook ``kind`` to ``target``, whole or not at all."""
    import xlsxwriter

    sheets = plan(profile, kind, year, unit, texts)
    beside = target.with_name(f".{target.name}.part")
    try:
        with xlsxwriter.Workbook(str(beside)) as book:
            book.set_properties({"title": kind, "created": MADE})
            book.set_size(24000, 14000)
            formats = _formats(book)
            for page in sheets:
                _draw(book.add_worksheet(page.name), page, formats)
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


def _formats(book: Any) -> Callable[..., Format]:
    @cache
    def made(kind: str, number: str = "", align: str = "left") -> Format:
        if kind == "wrong":
            return book.add_format({"bg_color": "#FDE9E7", "font_color": "#C00000"})
        look: dict[str, Any] = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
        if kind == "title":
            look |= {"font_name": "黑体", "font_size": 16}
        elif kind != "caption":
            look["border"] = 1
        if kind == "label":
            look |= {"font_name": "黑体", "bg_color": HEAD}
        elif kind == "formula":
            look |= {"bg_color": COMPUTED}
        elif kind == "input":
            look |= {"bg_color": FILL_IN, "locked": False}
        return book.add_format({**look, "align": align, **({"num_format": number} if number else {})})

    return made


def _look(spot: Spot) -> tuple[str, str, str]:
    """Kind, number format and alignment of a cell."""
    if spot.kind in ("title", "label"):
        return spot.kind, "", "left" if LISTED.match(spot.text) else "center"
    if spot.kind == "caption" or spot.outside:
        return "caption", "", "right" if spot.right else "left"
    if spot.kind == "blank":
        return "blank", "", "left"
    shows = spot.shows if spot.kind == "formula" else spot.kind
    number = "@" if spot.options else NUMBER.get(shows, "")
    align = "center" if spot.options else "left" if shows in TEXTS else "right"
    return ("formula" if spot.kind == "formula" else "input"), number, align


def _draw(sheet: Any, page: SheetPlan, formats: Callable[..., Format]) -> None:
    for column, width in enumerate(page.widths):
        sheet.set_column(column, column, width)
    for spot in page.spots:
        _put(sheet, spot, formats(*_look(spot)))
        if spot.shows == "total":
            wrong = f"=AND(ROUND({spot.ref},2)<>{FULL},{spot.ref}<>{spot.cached})"
            look = {"type": "formula", "criteria": wrong, "format": formats("wrong")}
            sheet.conditional_format(spot.row, spot.column, spot.row, spot.column, look)
    for row, height in _heights(page).items():
        sheet.set_row(row, height)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    if not page.portrait:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.center_horizontally()
    sheet.repeat_rows(0, page.head - 1)
    sheet.freeze_panes(page.head, 0)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    if not page.open:
        sheet.protect("", UNLOCKED)


def _put(sheet: Any, spot: Spot, look: Format) -> None:
    last = spot.row + spot.rows - 1, spot.column + spot.columns - 1
    if last != (spot.row, spot.column):
        sheet.merge_range(spot.row, spot.column, *last, "", look)
    at = spot.row, spot.column
    if spot.kind == "formula":
        sheet.write_formula(*at, spot.text, look, _Empty() if spot.cached == "" else spot.cached)
    elif spot.text:
        sheet.write_string(*at, spot.text, look)
    else:
        sheet.write_blank(*at, None, look)
    if spot.note:
        wide = 200
        lines = -(-_width(spot.note) // 26) + 1
        sheet.write_comment(
            *at, spot.note, {"font_name": "宋体", "font_size": 9, "x_scale": wide / 128, "height": 18 * lines}
        )
    allowed = _allowed(spot)
    if allowed:
        sheet.data_validation(*at, *last, allowed)


def _allowed(spot: Spot) -> dict[str, Any] | None:
    """What may be typed into the cell, and what Excel says otherwise."""
    if spot.options:
        return {
            "validate": "list",
            "source": list(spot.options),
            "error_title": "请从下拉表里选",
            "error_message": f"可选：{'、'.join(spot.options)}",
        }
    rules: dict[str, dict[str, Any]] = {
        "money": {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "填大于或等于0的数，单位万元"},
        "count": {"validate": "integer", "criteria": ">=", "value": 0, "error_message": "填大于或等于0的整数"},
        "weight": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": FULL,
                   "error_message": "分值填0至100的数"},
        "score": {"validate": "decimal", "criteria": "between", "minimum": 0,
                  "maximum": f"={spot.limit}" if spot.limit else FULL, "error_message": "得分在0和分值之间"},
        "total": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": FULL,
                  "error_message": "填0至100的数"},
    }  # fmt: skip
    rule = rules.get(spot.kind)
    return {**rule, "error_title": "请核对"} if rule else None


def _width(text: str) -> int:
    """Columns that the text takes, a Chinese character two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _heights(page: SheetPlan) -> dict[int, float]:
    """Row heights in points: as told, or what the printed text needs; rows for long texts are left to grow."""
    lines: dict[int, int] = {}
    big, growing = set(), set()
    for row, spots in groupby(page.spots, key=lambda spot: spot.row):
        texts = [s.kind for s in spots if not s.options and s.columns == 1 and s.kind in ("text", "long")]
        if "long" in texts or len(texts) > 2:
            growing.add(row)
    for spot in page.spots:
        room = sum(page.widths[spot.column : spot.column + spot.columns])
        text = spot.text if spot.kind != "formula" else ""
        if spot.kind == "title":
            big.add(spot.row)
        elif spot.rows == 1:
            lines[spot.row] = max(lines.get(spot.row, 1), -(-_width(text) // max(int(room) - 1, 1)))
    fixed = {r: 15.0 * n + 5 for r, n in lines.items() if n > 1 or r not in growing}
    return {**fixed, **dict.fromkeys(big, 32.0), **page.heights}
