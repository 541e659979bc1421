"""应报清单.xlsx: who should have handed in what, held against what came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from perfeval.batch.names import normal
from perfeval.read.grid import Grid
from perfeval.write.brief import Brief
from perfeval.write.summary.reported import Expected, State

FILE = "应报清单.xlsx"
COLUMNS = {
    "code": "单位代码",
    "unit": "单位名称",
    "department": "主管部门",
    "project_code": "项目代码",
    "project": "项目名称",
}
NAMED = 3  # files or folders that a note names


class UnusableList(Exception):
    """Why the list cannot be held against what came, in Chinese."""


def read_expected(folder: Path) -> list[Expected]:
    """The rows of the list in ``folder``, [] where there is none; columns are found by their titles, in any order.

    A merged 主管部门 counts for all its rows. Raises UnusableList.
    """
    path = folder / FILE
    if not path.exists():
        return []
    from perfeval.read.workbook import open_workbook

    opened = open_workbook(path, FILE)
    if opened.unread:
        raise UnusableList(f"{opened.unread}；没有对照报送情况")
    for grid in opened.grids:
        for at in grid.rows():
            titles = {"".join(grid.text(at, c).split()): c for c in range(1, grid.right + 1)}
            where = {name: titles[title] for name, title in COLUMNS.items() if title in titles}
            if "unit" in where or "code" in where:
                rows = [_row(grid, r, where) for r in grid.rows() if r > at]
                return [r for r in rows if r.unit or r.code]
    raise UnusableList("没有找到“单位名称”或“单位代码”这一栏；没有对照报送情况")


def _row(grid: Grid, row: int, where: dict[str, int]) -> Expected:
    code, unit, department, project_code, project = (
        " ".join(grid.text(row, where[name]).split()) if name in where else "" for name in COLUMNS
    )
    return Expected(code, unit, department, project_code, project)


@dataclass(slots=True)
class _Came:
    """What came of one unit: a row for each dossier."""

    name: str
    unit: str
    code: str | None
    year: int | None
    projects: frozenset[str]
    wanted: bool = False  # by a row of the list


@dataclass
class _Handed:
    """All that came, by code and by name, and the files that could not be read, by the unit that their path names."""

    came: list[_Came]
    by_key: dict[str, list[_Came]] = field(default_factory=dict)
    unread: dict[str, list[str]] = field(default_factory=dict)

    def of(self, e: Expected) -> list[_Came]:
        return self.by_key.get(e.code) or self.by_key.get(normal(e.unit)) or []


def match(expected: list[Expected], briefs: Iterable[Brief], unread: Sequence[tuple[str, str]]) -> list[Expected]:
    """The same rows with 报送情况: 已报, 未报, 重复 (two of one unit and year), 读不了; then what is 清单外."""
    if not expected:
        return []
    handed = _Handed(
        [_Came(b.name, b.unit, b.code, b.year, frozenset(normal(p.project) for p in b.projects)) for b in briefs]
    )
    for c in handed.came:
        for key in {normal(c.unit), *([c.code] if c.code else [])}:
            handed.by_key.setdefault(key, []).append(c)
    names = sorted({x for e in expected for x in (normal(e.unit), e.code) if x}, key=len, reverse=True)
    for file, _ in unread:
        # 图书馆 must not take the file of 图书馆少儿分馆: the longest name counts
        path = normal(file)
        name = next((n for n in names if n in path), None)
        if name:
            handed.unread.setdefault(name, []).append(file)
    rows = [_held(e, handed) for e in expected]
    return [*rows, *_extra(handed)]


def _held(e: Expected, handed: _Handed) -> Expected:
    found = handed.of(e)
    for c in found:
        c.wanted = True
    # each file once: its path may name both the unit and the code
    bad = list(dict.fromkeys(f for key in (normal(e.unit), e.code) if key for f in handed.unread.get(key, ())))
    if e.project:
        mine = [c for c in found if normal(e.project) in c.projects]
        bad = [f for f in bad if normal(e.project) in normal(f)] if found else bad
        found = mine
    if not found:
        state: State = "读不了" if bad else "未报"
        return replace(e, state=state, note=f"读不了：{_some(bad)}" if bad else "")
    years = [c.year for c in found]
    twice = len(years) != len(set(years))
    notes = [f"报了{len(found)}份：{_some([c.name for c in found])}，请确认以哪份为准"] if twice else []
    notes += [f"另有读不了的：{_some(bad)}"] if bad else []
    return replace(e, state="重复" if twice else "已报", folders=tuple(c.name for c in found), note="；".join(notes))


def _extra(handed: _Handed) -> Iterator[Expected]:
    for c in handed.came:
        if not c.wanted:
            yield Expected(
                c.code or "", c.unit, "", "", "", "清单外", (c.name,), "不在应报清单上，或名称、代码与清单不同"
            )


def _some(names: Sequence[str]) -> str:
    more = f" 等{len(names)}个" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more
