"""What a blank workbook holds (空白工作簿): the sheets of ``template.toml`` laid out cell by cell, nothing drawn yet.

The notation of a cell is explained at the head of ``profiles/mof/template.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from perfeval.address import column_letters
from perfeval.profile import Profile, ProfileError, merge, toml_files

FILE = "template.toml"
RIGHT, DOWN = "<", "^"
INPUTS = ("text", "code", "long", "money", "count", "score", "weight", "unit", "total")
SHARED = {"unit": "单位", "total": "自评得分"}  # cells that another sheet of the workbook may hold already
NAME = re.compile(r"\[([一-鿿]+)\]")
PLACE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Spot:
    """One cell, merged or not. ``kind``: title, caption, label, blank, formula, or what is to be filled in."""

    row: int
    column: int
    kind: str
    text: str = ""
    note: str = ""
    rows: int = 1
    columns: int = 1
    options: tuple[str, ...] = ()
    limit: str = ""  # the cell that a score may not exceed
    shows: str = "money"  # what a formula gives
    cached: str | float = 0
    name: str = ""
    outside: bool = False  # beside the table: no border, no fill
    right: bool = False

    @property
    def ref(self) -> str:
        return reference(self.row, self.column)


@dataclass(frozen=True)
class SheetPlan:
    """One sheet, laid out cell by cell."""

    name: str
    widths: tuple[float, ...]
    spots: tuple[Spot, ...]
    heights: Mapping[int, float]
    head: int  # rows repeated on each printed page
    portrait: bool = False
    open: bool = False


@dataclass
class _Row:
    cells: list[str]
    height: float | None = None
    words: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)  # last year's texts that go into this row


def reference(row: int, column: int) -> str:
    """The address of a place that counts from 0, as the plan does."""
    return f"{column_letters(column + 1)}{row + 1}"


def described(profile: Profile) -> dict[str, Any]:
    """The template.toml of the profile over those of its bases; a sheet or workbook of the heir replaces the other."""
    parts = toml_files(profile.folders, FILE)
    whole: dict[str, Any] = reduce(merge, parts, {})
    for part in parts:  # rows are one picture: never mixed from two places
        for kind in ("sheet", "workbook"):
            whole.setdefault(kind, {}).update(part.get(kind, {}))
        if "levels" in part:
            whole["levels"] = part["levels"]
    return whole


def kinds(profile: Profile) -> list[str]:
    """The forms of which there is a blank one."""
    return list(described(profile)["workbook"])


def dated(profile: Profile, kind: str) -> bool:
    """Whether the workbook is one of a year."""
    return not described(profile)["workbook"][kind].get("undated", False)


def plan(
    profile: Profile, kind: str, year: int, unit: str = "", texts: Mapping[str, list[str]] | None = None
) -> list[SheetPlan]:
    """The sheets of the workbook ``kind``. ``texts``: last year's 文字材料, section -> paragraphs."""
    told = described(profile)
    words = {**told.get("words", {}), "年度": str(year), "上年": str(year - 1)}
    pages = []
    for name in told["workbook"][kind]["sheets"]:
        sheet = told["sheet"][name]
        rows, marks = _rows(sheet, told["levels"], texts or {})
        pages.append((name, sheet, tuple(_spots(rows, words, marks)), rows))
    named = {s.name: (name, s.ref) for name, _, spots, _ in pages for s in spots if s.name and s.kind not in SHARED}
    out = []
    for name, sheet, spots, rows in pages:
        out.append(
            SheetPlan(
                name,
                tuple(sheet["widths"]),
                tuple(_joined(s, name, named, unit) for s in spots),
                {n: r.height for n, r in enumerate(rows) if r.height},
                sheet.get("head", 1),
                sheet.get("portrait", False),
                sheet.get("open", False),
            )
        )
    return out


def _rows(
    sheet: Mapping[str, Any], levels: Mapping[str, Mapping[str, int]], texts: Mapping[str, list[str]]
) -> tuple[list[_Row], dict[str, int]]:
    rows: list[_Row] = []
    marks: dict[str, int] = {}
    used = set()
    for entry in sheet["rows"]:
        spec = entry if isinstance(entry, dict) else {"cells": entry}
        cells = list(spec["cells"])
        first = len(rows) + 1
        if spec.get("each"):
            for level1, parts in levels.items():
                for level2, times in parts.items():
                    rows += [_Row(cells, words={"一级": level1, "二级": level2}) for _ in range(times)]
        elif "times" in spec:
            found = texts.get(_plain(cells[0]), []) if sheet.get("keep") else []
            used.add(_plain(cells[0]))
            rows += _paragraphs(cells, max(spec["times"], len(found)), found)
        else:
            rows.append(_Row(cells, spec.get("height")))
        if "mark" in spec:
            marks |= {spec["mark"]: first, f"{spec['mark']}.头": first, f"{spec['mark']}.尾": len(rows)}
    if sheet.get("keep"):
        for section, found in texts.items():
            if section not in used:
                rows += _paragraphs([section, "?long"], len(found), found)
    return rows, marks


def _plain(label: str) -> str:
    return label.partition(" // ")[0]


def _paragraphs(cells: list[str], times: int, found: list[str]) -> list[_Row]:
    return [_Row(cells, texts=found[n : n + 1]) for n in range(times)]


def _spots(rows: list[_Row], words: Mapping[str, str], marks: Mapping[str, int]) -> Iterator[Spot]:
    grid: list[list[str]] = []
    for n, row in enumerate(rows):
        own = {**words, **row.words, **{k: str(v) for k, v in marks.items()}, "r": str(n + 1)}
        grid.append([_filled(c, own) for c in row.cells])
    shown = [list(line) for line in grid]
    for n in range(1, len(rows)):
        if rows[n].cells is rows[n - 1].cells:  # repeated rows: equal labels become one merged cell
            for c, text in enumerate(grid[n]):
                if text and text == grid[n - 1][c] and text[0] not in "?=<^~!":
                    shown[n][c] = DOWN
    for r, line in enumerate(shown):
        for c, text in enumerate(line):
            if text not in (RIGHT, DOWN):
                columns = 1 + _run(line[c + 1 :], RIGHT)
                down = 1 + _run([x[c] for x in shown[r + 1 :] if c < len(x)], DOWN)
                spot = _spot(r, c, text)
                if spot.kind == "long" and rows[r].texts:
                    spot = replace(spot, text=rows[r].texts[0])
                yield replace(spot, rows=down, columns=columns)


def _filled(text: str, words: Mapping[str, str]) -> str:
    return PLACE.sub(lambda m: words.get(m[1], m[0]), text)


def _run(cells: list[str], sign: str) -> int:
    return next((n for n, c in enumerate(cells) if c != sign), len(cells))


def _spot(row: int, column: int, text: str) -> Spot:
    body, _, note = text.partition(" // ")
    if body.startswith(("=", "~=")):
        formula, *more = body.removeprefix("~").split(" :: ")
        formula, _, name = formula.partition(" @")
        shows = more[0] if more else "money"
        cached: str | float = "" if shows == "rate" or "IFERROR" in formula else 0
        if len(more) > 1:
            cached = more[1] if shows == "text" else float(more[1])
        return Spot(
            row, column, "formula", formula, note, shows=shows, cached=cached, name=name, outside=body[0] == "~"
        )
    if body.startswith("?"):
        head, *options = body[1:].split("|")
        head, _, name = head.partition("@")
        kind, _, limit = head.partition(":")
        if kind not in INPUTS:
            raise ProfileError(f"{FILE} 里没有“?{kind}”这种格，可用的有：{'、'.join(INPUTS)}")
        limit = f"{limit}{row + 1}" if limit else ""
        return Spot(row, column, kind, "", note, options=tuple(options), limit=limit, name=name)
    for sign, kind, right in (("!", "title", False), ("~>", "caption", True), ("~", "caption", False)):
        if body.startswith(sign):
            return Spot(row, column, kind, body.removeprefix(sign), note, right=right)
    return Spot(row, column, "label" if body else "blank", body, note)


def _joined(spot: Spot, sheet: str, named: Mapping[str, tuple[str, str]], unit: str) -> Spot:
    """Names in formulas become addresses; a unit or total that another sheet holds is taken from there."""

    def address(name: str) -> str:
        where, ref = named[name]
        return ref if where == sheet else f"'{where}'!{ref}"

    if spot.kind == "formula":
        cached = spot.cached
        if isinstance(cached, str):
            cached = NAME.sub(lambda m: unit if m[1] == SHARED["unit"] else m[0], cached)
        return replace(spot, text=NAME.sub(lambda m: address(m[1]), spot.text), cached=cached)
    shared = SHARED.get(spot.kind)
    if shared is not None and shared in named:
        blank = '&""' if spot.kind == "unit" else ""
        shows, cached = ("text", unit) if spot.kind == "unit" else ("score", 0)
        return replace(spot, kind="formula", text=f"={address(shared)}{blank}", shows=shows, cached=cached)
    if unit and (spot.kind == "unit" or spot.name == SHARED["unit"]):
        return replace(spot, text=unit)
    return spot
