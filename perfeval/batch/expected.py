"""应报清单.xlsx: who should have handed in what, held against what came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from perfeval.batch.group import normal
from perfeval.write.brief import Brief
from perfeval.write.summary import Expected

FILE = "应报清单.xlsx"
COLUMNS = {
    "code": "单位代码",
    "unit": "单位名称",
    "department": "主管部门",
    "project_code": "项目代码",
    "project": "项目名称",
}


def read_expected(folder: Path) -> list[Expected]:
    """The rows of the list in ``folder``, [] where there is none; columns are found by their titles, in any order."""
    path = folder / FILE
    if not path.exists():
        return []
    import pandas as pd

    frame = pd.read_excel(path, header=None, dtype=str, engine="calamine").fillna("")
    for at, row in enumerate(frame.itertuples(index=False)):
        titles = [str(x).strip() for x in row]
        if COLUMNS["unit"] in titles:
            where = {name: titles.index(title) for name, title in COLUMNS.items() if title in titles}
            body = (frame.iloc[at + 1 :]).itertuples(index=False)
            rows = [
                Expected(**{name: str(r[where[name]]).strip() if name in where else "" for name in COLUMNS})
                for r in body
            ]
            return [r for r in rows if r.unit or r.code]
    return []


def match(expected: list[Expected], briefs: Iterable[Brief], unread: list[tuple[str, str]]) -> list[Expected]:
    """The same rows with 报送情况: 已报, 未报, 重复 (two dossiers of one unit and year), 读不了."""
    came: dict[str, list[tuple[int | None, frozenset[str]]]] = {}
    for b in briefs:
        entry = (b.year, frozenset(normal(p.project) for p in b.projects))
        for key in {normal(b.unit), *([b.code] if b.code else [])}:
            came.setdefault(key, []).append(entry)
    return [replace(e, state=_state(e, came, unread)) for e in expected]


def _state(e: Expected, came: dict[str, list[tuple[int | None, frozenset[str]]]], unread: list[tuple[str, str]]) -> str:
    found = came.get(e.code) or came.get(normal(e.unit)) or []
    if e.project:
        found = [f for f in found if normal(e.project) in f[1]]
    if not found:
        name = e.project or e.unit
        return "读不了" if any(name and name in file for file, _ in unread) else "未报"
    years = [year for year, _ in found]
    return "重复" if len(years) != len(set(years)) else "已报"
