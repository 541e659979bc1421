"""No fixed places: every case laid out otherwise still reads the same (issue 4)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfeval.model import Cell
from perfeval.profile import load
from perfeval.read.grid import Grid
from perfeval.read.lines import Lines
from perfeval.read.records.header import Header, find_headers
from perfeval.read.sheet import read_sheet
from perfeval.read.vocabulary import words_of
from perfeval.read.workbook import open_workbook
from tests.read_forms import drawn
from tests.read_records import alter, signature

CASES = Path(__file__).parent.parent / "cases"
PROFILE = load("mof")


@cache
def grids() -> dict[str, Grid]:
    """Every sheet of every case that holds a form by records."""
    found = {}
    for folder in sorted(p for p in CASES.iterdir() if p.is_dir()):
        book = next(p for p in folder.iterdir() if p.suffix == ".xlsx")
        for grid in open_workbook(book, book.name).grids:
            if signature.sheet(read_sheet(grid, PROFILE).forms):
                found[f"{folder.name}:{grid.sheet}"] = grid
    for name in drawn.names():
        for grid in drawn.load(name).grids():
            if signature.sheet(read_sheet(grid, PROFILE).forms):
                found[f"{name}:{grid.sheet}"] = grid
    return found


def read(grid: Grid) -> list[dict[str, Any]]:
    return signature.sheet(read_sheet(grid, PROFILE).forms)


@cache
def as_is(name: str) -> list[dict[str, Any]]:
    return read(grids()[name])


def headings(grid: Grid) -> list[Header]:
    return find_headers(Lines(grid), words_of(PROFILE))


NAMES = sorted(grids())
GROUPED = re.compile(
    "财政部_运行监控|辽宁_部门"
)  # columns that nobody asks for: without its merge a group's name is lost
# one heading at most, and one at least: a page without any is read where it stands alone
_NOT_ALONE = ("并排", "中央_目标申报表_并列", "医院_指标断页_无表头_2023:Table 2", "续页_表头重印_层级接上页_2024:P3")
ALONE = [n for n in NAMES if not n.startswith(_NOT_ALONE)]
few = settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.mark.parametrize("name", NAMES)
def test_moved_and_renamed(name: str) -> None:
    grid = grids()[name]
    assert read(alter.renamed(alter.moved(grid, 7, 4), "随便")) == as_is(name)


@pytest.mark.parametrize("name", NAMES)
@few
@given(data=st.data())
def test_blank_rows(name: str, data: st.DataObject) -> None:
    grid = grids()[name]
    cuts = data.draw(st.lists(st.integers(1, grid.bottom), max_size=5, unique=True))
    assert read(alter.with_blank_rows(grid, cuts)) == as_is(name)


@pytest.mark.parametrize("name", NAMES)
@few
@given(data=st.data())
def test_blank_columns(name: str, data: st.DataObject) -> None:
    grid = grids()[name]
    cuts = data.draw(st.lists(st.integers(1, grid.right), max_size=4, unique=True))
    assert read(alter.with_blank_columns(grid, cuts)) == as_is(name)


@pytest.mark.parametrize("name", NAMES)
def test_heading_cells_split(name: str) -> None:
    grid = grids()[name]
    lines = {r for h in headings(grid) for r in range(h.top, h.bottom + 1)}
    split = alter.unmerged(grid, lambda m: m.top in lines and m.bottom in lines)
    if not GROUPED.match(name):
        assert read(split) == as_is(name)
    for got, wanted in zip(read(split), as_is(name), strict=True):
        assert [i[:-1] for i in got["indicators"]] == [i[:-1] for i in wanted["indicators"]]
        assert got["totals"] == wanted["totals"]


@pytest.mark.parametrize("name", NAMES)
def test_level_cells_split(name: str) -> None:
    """一级指标 and 二级指标 typed into the first line of their group, the others left blank."""
    grid = grids()[name]
    tall = {c for h in headings(grid) for role in ("level1", "level2") if (x := h.of(role)) for c in x.span}
    indicators = [i for f in read_sheet(grid, PROFILE).forms for i in f.indicators]
    lines = {int(re.sub(r"\D", "", i.level3.cell.ref)) for i in indicators}
    split = alter.unmerged(grid, lambda m: m.left in tall and m.bottom > m.top and m.top in lines)
    assert read(split) == as_is(name)


@pytest.mark.parametrize("name", NAMES)
def test_heading_cells_merged_downward(name: str) -> None:
    grid = grids()[name]
    for h in reversed(headings(grid)):
        grid = alter.taller_heading(grid, h.top, h.bottom, range(h.left, h.right + 1))
    assert read(grid) == as_is(name)


def columns_of(h: Header) -> list[range]:
    """The groups of columns of a table that may change places: its values, and nothing that merges over them."""
    levels = {"level1", "level2", "level3", "number", "points"}
    spans = [c.span for c in h.columns if c.role not in levels]
    first = next((i for i, c in enumerate(h.columns) if c.role not in levels), 0)
    after = [c for c in h.columns[first:] if c.role in levels]
    return [] if after else spans


@pytest.mark.parametrize("name", ALONE)
@few
@given(data=st.data())
def test_value_columns_in_another_order(name: str, data: st.DataObject) -> None:
    grid = grids()[name]
    forms = read_sheet(grid, PROFILE).forms
    for h in headings(grid):
        groups = columns_of(h)
        cells = [i.level3.cell for f in forms for i in f.indicators]
        scored = [c for role in ("weight", "self_score") if (x := h.of(role)) for c in x.span]
        at = {cell.ref: c for (_, c), cell in grid.cells.items()}
        totals = [x.cell for f in forms for x in (f.totals.weight, f.totals.self_score) if x is not None]
        cells += [c for c in totals if at.get(c.ref) in scored]
        rows = range(h.top, max((int(re.sub(r"\D", "", c.ref)) for c in cells), default=0) + 1)
        inside = [m for m in grid.merges if m.top in rows and any(m.left in g or m.right in g for g in groups)]
        free = all(any(m.left in g and m.right in g and m.bottom in rows for g in groups) for m in inside)
        if len(groups) < 2 or not free or len(headings(grid)) != 1 or h.top != h.bottom:
            continue
        order = data.draw(st.permutations(range(len(groups))))
        other = alter.reordered(grid, rows, groups, list(order))
        assert read(other)[0]["indicators"] == as_is(name)[0]["indicators"]
        assert read(other)[0]["totals"] == as_is(name)[0]["totals"]


# cut at the top, without anything that begins a form: below another form nobody could tell where it starts
_HEADLESS = (
    "sichuan-daying",
    "yunnan-nanhua",
    "hubei-tongcheng",
    "跨两张",
    "续页",
    "并排",
    "医院_指标断页",
    "乡镇_两页_总分上页_2023:第2页",
)
HEADLESS = {n for n in NAMES if n.startswith(_HEADLESS)}


@pytest.mark.parametrize("name", ALONE)
@few
@given(data=st.data())
def test_one_form_below_another(name: str, data: st.DataObject) -> None:
    other = data.draw(st.sampled_from([n for n in NAMES if n not in HEADLESS]))
    both = alter.stacked(grids()[name], grids()[other], data.draw(st.integers(0, 1)))
    for got, wanted in zip(read(both), as_is(name) + as_is(other), strict=True):
        for key in ("indicators", "funds", "totals", "columns"):
            assert got[key] == wanted[key], key


@pytest.mark.parametrize("name", [n for n in NAMES if not n.startswith("内蒙古_合并分值")])  # a score for two lines
def test_nothing_merged_at_all(name: str) -> None:
    """As a system exports it: every text in the first cell of what was merged, the rest blank."""
    bare = alter.unmerged(grids()[name], lambda m: True)
    for got, wanted in zip(read(bare), as_is(name), strict=True):
        assert [i[:3] for i in got["indicators"]] == [i[:3] for i in wanted["indicators"]]
        assert got["totals"] == wanted["totals"]


@pytest.mark.parametrize("name", ALONE)
@few
@given(data=st.data())
def test_other_words_in_the_heading(name: str, data: st.DataObject) -> None:
    """Each column's label replaced by another one that forms.toml lists for it."""
    grid = grids()[name]
    known = PROFILE.forms["records"]["columns"]
    words = {}
    for h in headings(grid):
        for c in h.columns:
            labels = [x for x in known.get(c.role, []) if not x.startswith("~")]
            if labels and len(c.path) == 1 and c.role != "level1":
                words[h.top, c.left] = data.draw(st.sampled_from(labels))
    for got, wanted in zip(read(alter.reworded(grid, words)), as_is(name), strict=True):
        assert [i[:4] for i in got["indicators"]] == [i[:4] for i in wanted["indicators"]]
        assert got["totals"] == wanted["totals"]


@pytest.mark.parametrize("name", ALONE)
@pytest.mark.parametrize("write", [alter.loose, alter.wide])
def test_typed_otherwise(name: str, write: Callable[[str], str]) -> None:
    def same(value: object) -> str:
        return unicodedata.normalize("NFKC", str(value))

    for got, wanted in zip(read(alter.rewritten(grids()[name], write)), as_is(name), strict=True):
        assert got["kind"] == wanted["kind"]
        for key in ("funds", "totals"):
            assert same(got[key]) == same(wanted[key])
        assert same([i[:-1] for i in got["indicators"]]) == same([i[:-1] for i in wanted["indicators"]])


SINGLE = [n for n in ALONE if n not in HEADLESS and len(as_is(n)) == 1 and as_is(n)[0]["indicators"]]


@pytest.mark.parametrize("name", SINGLE)
@pytest.mark.parametrize("gap", [0, 2])
def test_two_side_by_side(name: str, gap: int) -> None:
    both = alter.beside(grids()[name], grids()[name], gap)
    for got, wanted in zip(read(both), as_is(name) * 2, strict=True):
        for key in ("indicators", "funds", "totals"):
            assert got[key] == wanted[key], key


def test_no_label_means_two_things() -> None:
    records, words = PROFILE.forms["records"], words_of(PROFILE)
    tables = [
        (records["columns"], words.columns),
        (records["funds"]["columns"], words.fund_columns),
        (records["funds"]["rows"], words.fund_rows),
        (records["fields"], words.fields),
    ]
    twice = [
        (label, role, known.get(label))
        for table, known in tables
        for role, labels in table.items()
        for label in labels
        if not label.startswith("~") and known.get(label) != role
    ]
    assert not twice


def as_text(cell: Cell) -> Cell:
    """Every number a text of what is shown (文本型数字)."""
    return replace(cell, raw=cell.shown) if isinstance(cell.raw, Decimal) else cell


def as_number(cell: Cell) -> Cell:
    """Every text of digits a number, 95% the number 0.95 shown as 95%."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,6})?)(%?)", cell.raw.strip()) if isinstance(cell.raw, str) else None
    if match is None or re.match(r"0\d", cell.raw.strip()):
        return cell
    digits, percent = match.groups()
    value = Decimal(digits) / (100 if percent else 1)
    return replace(cell, raw=value)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("otherwise", [as_text, as_number])
def test_figures_as_texts_and_as_numbers(name: str, otherwise: Callable[[Cell], Cell]) -> None:
    assert read(alter.written(grids()[name], lambda _, cell: otherwise(cell))) == as_is(name)


WORN: dict[str, Callable[[str], str]] = {
    "broken": lambda t: f"{t[: len(t) // 2]}\n{t[len(t) // 2 :]}",
    "spaced": lambda t: " ".join(t) if len(t) <= 4 else f"　{t} ",
    "colon": lambda t: f"{t}：",
    "starred": lambda t: f"*{t}",
    "required": lambda t: f"{t}（必填）",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("worn", WORN)
def test_headings_as_people_type_them(name: str, worn: str) -> None:
    grid = grids()[name]
    lines = {r for h in headings(grid) for r in range(h.top, h.bottom + 1)}

    def typed(place: tuple[int, int], cell: Cell) -> Cell:
        if place[0] not in lines or not re.fullmatch(r"[一-鿿（）()、]{2,12}", cell.shown):
            return cell
        return replace(cell, raw=WORN[worn](cell.shown), shown=WORN[worn](cell.shown))

    def same(forms: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**f, "columns": None, "indicators": [i[:-1] for i in f["indicators"]]} for f in forms]

    assert same(read(alter.written(grid, typed))) == same(as_is(name))
