"""应报清单.xlsx: who should have handed in what, held against what came."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from perfeval.batch.discover import EXPECTED
from perfeval.batch.names import alike, normal, stem
from perfeval.profile import Profile
from perfeval.read.grid import Grid
from perfeval.write.brief import Brief
from perfeval.write.summary.reported import Expected, State

FILE = EXPECTED
COLUMNS = ("code", "unit", "department", "project_code", "project")
NAMED = 3  # files or folders that a note names
SHOWN = 6  # titles of the list that a message shows
MOST = Decimal("0.67")  # the share of the dossiers whose year is the batch's


class UnusableList(Exception):
    """Why the list cannot be held against what came, in Chinese."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of 应报清单.xlsx. ``year``: of its title, None where it says none."""

    rows: list[Expected] = field(default_factory=list)
    year: int | None = None


def read_expected(folder: Path, profile: Profile) -> Listed:
    """The list in ``folder``, empty where there is none; columns are found by their titles, in any order.

    ``profile``: what the columns are called. A merged 主管部门 counts for all its rows. Raises UnusableList.
    """
    path = folder / FILE
    if not path.exists():
        return Listed()
    from perfeval.read.workbook import open_workbook

    opened = open_workbook(path, FILE)
    if opened.unread:
        raise UnusableList(f"{opened.unread}；没有对照报送情况")
    named: dict[str, list[str]] = profile.forms.get("应报清单", {})
    for grid in opened.grids:
        above = ""
        for at in grid.rows():
            titles = {normal(grid.text(at, c)): c for c in range(grid.right, 0, -1)}
            where = {name: titles[t] for name in COLUMNS for t in reversed(named.get(name, [])) if t in titles}
            if "unit" in where or "code" in where:
                rows = [_row(grid, r, where) for r in grid.rows() if r > at]
                year = re.search(r"20\d\d(?=年)", above)
                return Listed([r for r in rows if r.unit or r.code], int(year[0]) if year else None)
            above += "".join(titles)
    raise UnusableList(_no_column(opened.grids))


def _no_column(grids: Sequence[Grid]) -> str:
    """Which row looks like the titles, and what to write there."""
    rows = ((g, r, [c for c in range(1, g.right + 1) if g.text(r, c)]) for g in grids for r in g.rows()[:5])
    grid, row, filled = max(rows, key=lambda x: len(x[2]), default=(None, 0, []))
    titles = "、".join(" ".join(grid.text(row, c).split())[:10] for c in filled[:SHOWN]) if grid else ""
    seen = f"（第{row}行是：{titles}{'……' if filled[SHOWN:] else ''}）" if titles else ""
    return f"没有找到写单位名称或代码的一栏{seen}；把那一栏的标题改成“单位名称”或“单位代码”再运行。这次没有对照报送情况"


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
    year: int | None = None
    by_key: dict[str, list[_Came]] = field(default_factory=dict)
    near: dict[str, str] = field(default_factory=dict)  # a unit of the list, and how its forms name it
    unread: dict[str, list[str]] = field(default_factory=dict)

    def of(self, e: Expected) -> list[_Came]:
        name = normal(e.unit)
        return self.by_key.get(e.code) or self.by_key.get(name) or self.by_key.get(self.near.get(name, "")) or []


def match(listed: Listed, briefs: Iterable[Brief], unread: Sequence[tuple[str, str]]) -> list[Expected]:
    """The same rows with 报送情况: 已报, 未报, 重复 (two of one unit and year), 读不了; then what is 清单外."""
    if not listed.rows:
        return []
    handed = _Handed(
        [_Came(b.name, b.unit, b.code, b.year, frozenset(normal(p.project) for p in b.projects)) for b in briefs]
    )
    handed.year = listed.year or _year(handed.came)
    for c in handed.came:
        for key in {normal(c.unit), *([c.code] if c.code else [])}:
            handed.by_key.setdefault(key, []).append(c)
    handed.near = _near(listed.rows, handed)
    names = sorted({x for e in listed.rows for x in (normal(e.unit), e.code) if x}, key=len, reverse=True)
    for file, _ in unread:
        # 图书馆 must not take the file of 图书馆少儿分馆: the longest name counts
        path = normal(file)
        name = next((n for n in names if n in path), None)
        if name:
            handed.unread.setdefault(name, []).append(file)
    rows = [_held(e, handed) for e in listed.rows]
    return [*rows, *_extra(handed)]


def _year(came: Sequence[_Came]) -> int | None:
    """The year that nearly all dossiers are of; None where a batch holds several."""
    years = Counter(c.year for c in came if c.year is not None)
    year, n = years.most_common(1)[0] if years else (None, 0)
    return year if n > MOST * years.total() else None


def _near(rows: Sequence[Expected], handed: _Handed) -> dict[str, str]:
    """城关镇 of the list is 吉山县城关镇人民政府 of a form, where neither has anyone else of that name."""
    lacking = {normal(e.unit) for e in rows if e.unit and not handed.of(e)}
    wanted = {normal(e.unit) for e in rows} | {e.code for e in rows if e.code}
    extra = {normal(c.unit) for c in handed.came if c.code not in wanted} - wanted
    ends: dict[str, list[str]] = {}
    for other in extra:
        ends.setdefault(stem(other)[-2:], []).append(other)
    pairs = [(one, other) for one in lacking for other in ends.get(stem(one)[-2:], ()) if alike(one, other)]
    listed, came = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    return {one: other for one, other in pairs if listed[one] == came[other] == 1}


def _held(e: Expected, handed: _Handed) -> Expected:
    found = handed.of(e)
    for c in found:
        c.wanted = True
    # each file once: its path may name both the unit and the code
    bad = list(dict.fromkeys(f for key in (normal(e.unit), e.code) if key for f in handed.unread.get(key, ())))
    old = [c for c in found if handed.year and c.year and c.year < handed.year]
    found = [c for c in found if c not in old]
    if e.project:
        mine = [c for c in found if normal(e.project) in c.projects]
        bad = [f for f in bad if normal(e.project) in normal(f)] if found else bad
        found = mine
    if not found:
        state: State = "读不了" if bad else "未报"
        notes = [f"读不了：{_some(bad)}"] if bad else []
        notes += [f"只有以前年度的：{_some([c.name for c in old])}"] if old else []
        return replace(e, state=state, note="；".join(notes))
    years = [c.year for c in found]
    twice = len(years) != len(set(years))
    notes = [f"报了{len(found)}份：{_some([c.name for c in found])}，请确认以哪份为准"] if twice else []
    notes += [f"另有读不了的：{_some(bad)}"] if bad else []
    named = handed.near.get(normal(e.unit))
    notes += [f"按名称相近认的，表里写的是“{found[0].unit}”"] if named and named == normal(found[0].unit) else []
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
