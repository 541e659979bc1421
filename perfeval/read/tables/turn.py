"""Tables that print their items as columns (三公经费, 国有资产占用): turned, so that items are rows again."""

from __future__ import annotations

from perfeval.model import Cell, Row, RowCell
from perfeval.read.labels import clean
from perfeval.read.tables.header import Column
from perfeval.read.tables.kind import item_name, measure_name
from perfeval.read.tables.matrix import Matrix, RawRow
from perfeval.read.tables.sight import Spot, value_of
from perfeval.read.tables.units import Units
from perfeval.read.tables.words import Kind


def stands_across(matrix: Matrix, kind: Kind) -> bool:
    """Do more of the kind's items stand in the columns than in the rows."""
    if not kind.turn:
        return False
    down = {n for r in matrix.rows if r.labels and (n := kind.rows.get(r.labels[-1].text))}
    across = {n for c in matrix.header.columns if c.role == "figure" and (n := item_name(c.texts, kind))}
    return len(across) > len(down) and len(across) > 1


def turn(matrix: Matrix, kind: Kind, year: int | None, units: Units, title: str) -> list[tuple[str, list[Row]]]:
    """One row for each item in the columns; 预算数, 决算数 of the header or of the row labels are its columns.

    Where the rows are units, each has its own items; those of the whole table come under "".
    """
    groups: dict[str, dict[tuple[str, ...], Row]] = {}
    deeper = _named_under_a_group(matrix, kind)
    for raw in matrix.rows:
        measure, who = _of_row(raw, kind, year)
        rows = groups.setdefault("/".join(who), {})
        for column, cell in raw.cells:
            if column.role == "figure":
                _put(rows, who, column, cell, measure, kind, year, units, title, deeper)
    return [(who, list(rows.values())) for who, rows in groups.items()]


def _of_row(raw: RawRow, kind: Kind, year: int | None) -> tuple[Spot | None, tuple[str, ...]]:
    """Which measure the row stands for, if it does, and whose it is, if it names a unit."""
    measure: Spot | None = None
    who: list[str] = []
    for spot in raw.labels:
        if measure_name(spot.text, kind, year):
            measure = spot
        elif clean(spot.text) not in ("合计", "总计", "金额", "数额"):
            who.append("".join(spot.text.split()))
    return measure, tuple(who)


def _put(
    rows: dict[tuple[str, ...], Row],
    who: tuple[str, ...],
    column: Column,
    cell: Cell,
    of_row: Spot | None,
    kind: Kind,
    year: int | None,
    units: Units,
    title: str,
    deeper: set[str],
) -> None:
    measures = [s for s in column.path if _is_measure(s, column, kind, year)]
    items = [s for s in column.path if s not in measures] or list(column.path)
    if not items:
        return
    measure = measures[0] if measures else of_row
    printed = ("".join(measure.text.split()),) if measure else ()
    name = (_measured(measure.text, kind, year, title) if measure else None) or _by_title(kind, title)
    path = (*who, *("".join(s.text.split()) for s in items))
    row = rows.get(path)
    if row is None:
        canonical = item_name([s.text for s in items], kind) or clean(items[-1].text)
        if len(items) == 1 and not measures and canonical in deeper:
            canonical = kind.beside_total or clean(items[0].text)  # beside “三公”经费/小计 the sum with 会议费, 培训费
        row = rows[path] = Row(path=path, name=canonical, label=value_of(items[-1].cell))
    unit = units.of(tuple(s.text for s in items), printed)
    row.cells.append(RowCell(column=printed, name=name, leaf=value_of(cell, unit)))


def _named_under_a_group(matrix: Matrix, kind: Kind) -> set[str]:
    """Items that a 小计 or 合计 under a group's label stands for."""
    paths = [c.texts for c in matrix.header.columns if c.role == "figure" and len(c.path) > 1]
    return {n for p in paths if clean(p[-1]) in ("小计", "合计") and kind.rows.get(p[-2]) and (n := item_name(p, kind))}


def _measured(text: str, kind: Kind, year: int | None, title: str) -> str | None:
    """2024年 alone in a budget is what was planned for it, elsewhere what became of it."""
    name = measure_name(text, kind, year)
    if name is None or "决算" in text or not name.endswith("决算数"):
        return name
    own, _, _ = title.partition("|")
    planned = name.replace("决算数", "预算数")
    return planned if "预算" in own and "决算" not in own and planned in kind.column_names else name


def _is_measure(spot: Spot, column: Column, kind: Kind, year: int | None) -> bool:
    if kind.rows.get(spot.text) and len(column.path) == 1:
        return False
    return measure_name(spot.text, kind, year) is not None


def _by_title(kind: Kind, title: str) -> str:
    """A table whose title alone, or else the file's name, says whether it is a budget or an account."""
    own, _, file = title.partition("|")
    said = own if "预算" in own or "决算" in own else file
    wanted = "预算" if "预算" in said and "决算" not in said else "决算"
    names = [n for n in kind.column_names if wanted in n and not n.startswith("上年")]
    return names[0] if names else (kind.column_names[0] if kind.column_names else "")
