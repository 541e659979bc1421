"""From a recognised matrix to Forms: canonical columns, rows with hierarchy, a T table as two forms."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from perfeval.model import Field, Form, Leaf, Row, RowCell
from perfeval.read.grid import Grid
from perfeval.read.tables.header import Column
from perfeval.read.tables.kind import column_name, column_names, measure_name
from perfeval.read.tables.matrix import Matrix, RawRow
from perfeval.read.tables.rows import arrange, entry_of, side_of
from perfeval.read.tables.sight import value_of
from perfeval.read.tables.turn import stands_across, turn
from perfeval.read.tables.units import Units
from perfeval.read.tables.words import GENERIC, Kind, Words, bare

_CODE_PREFIX = re.compile(r"^[\[【(（]?\d{3}(?:\d{2}){0,3}[\]】)）]?[\s　—-]*(?=\D)")


@dataclass(slots=True)
class Found:
    """A table on its way to a Form: what it is, what it is called, where it stands."""

    kind: Kind
    title: str
    matrix: Matrix
    frame: str
    year: int | None
    units: Units
    captioned: bool  # a caption of its own stands above it
    notes: list[Leaf] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)  # labels with their value that stand below its rows


def forms_of(found: Found, grid: Grid, words: Words) -> list[Form]:
    """The table as Forms: one, or two for the sides of a T table."""
    matrix, kind = found.matrix, found.kind
    if stands_across(matrix, kind):
        rows: list[Row] = []
        for who, group in turn(matrix, kind, found.year, found.units, f"{found.title}|{grid.file}"):
            arrange([entry_of(r, r.label.text, words) for r in group], kind)
            _append(rows, group)
            for r in group:
                r.name = f"{who}/{r.name}" if who else r.name
        return [_form(found, kind, grid, rows)]
    if kind.sides:
        return [_form(found, side, grid, rows) for side, rows in _halves(found, kind.sides, words)]
    blocks = [_block(found, kind, b, words) for b in range(matrix.blocks)]
    if kind.joined or (kind.name == GENERIC and not _sided(found)):
        blocks = [[row for block in blocks for row in block]]
    rows = []
    for block in blocks:
        _append(rows, _arranged(block, kind, words))
    return [_form(found, kind, grid, rows)]


def _sided(found: Found) -> bool:
    """Do the headers of the blocks say 收入 and 支出."""
    return len({side_of(_head(found, b), []) for b in range(found.matrix.blocks)} - {None}) > 1


def _head(found: Found, number: int) -> str:
    columns = [c for c in found.matrix.header.columns if c.block == number]
    return "".join(s.text for c in columns if c.role in ("label", "index") for s in c.path)


def _arranged(block: list[tuple[Row, str]], kind: Kind, words: Words) -> list[Row]:
    rows = [row for row, _ in block]
    _once(rows)
    arrange([entry_of(row, printed, words) for row, printed in block], kind)
    return rows


def _append(rows: list[Row], more: list[Row]) -> None:
    """Join rows whose parents are counted within their own list."""
    shift = len(rows)
    for row in more:
        row.parent = None if row.parent is None else row.parent + shift
        rows.append(row)


def _halves(found: Found, sides: tuple[Kind, Kind], words: Words) -> list[tuple[Kind, list[Row]]]:
    halves: list[tuple[Kind, list[Row]]] = []
    for number in range(found.matrix.blocks):
        labels = [r.labels[-1].text for r in found.matrix.rows if r.block == number and r.labels]
        side = side_of(_head(found, number), labels) or ("收入" if number == 0 else "支出")
        kind = sides[0] if side == "收入" else sides[1]
        block = _block(found, kind, number, words)
        rows = _arranged(block, kind, words)
        for row in rows:
            row.side = side
        halves.append((kind, rows))
    return halves


def _block(found: Found, kind: Kind, number: int, words: Words) -> list[tuple[Row, str]]:
    """The rows of one block with the text by which their place is judged (spaces kept: they indent)."""
    columns = [c for c in found.matrix.header.columns if c.block == number]
    called = column_names([c.texts for c in columns], kind, found.year)
    names = {c.left: name for c, name in zip(columns, called, strict=True)}
    return [
        (_row(raw, found, kind, names), raw.labels[-1].cell.shown if raw.labels else "")
        for raw in found.matrix.rows
        if raw.block == number and (raw.cells or found.matrix.blocks == 1) and not _placeholder(raw)
    ]


def _placeholder(raw: RawRow) -> bool:
    """A row of dots, unfilled: the form's print, no item."""
    dots = bool(raw.labels) and not re.sub(r"[\s….·①-⑳\d、()（）]", "", raw.labels[-1].text)
    return dots and not any(cell.shown.strip() for _, cell in raw.cells)


def _once(rows: list[Row]) -> None:
    """Two labels with one canonical name: it is the filled row's, then the one's that prints it so."""
    count = Counter(r.name for r in rows if r.code is None)
    for name, number in count.items():
        if number > 1:
            same = [r for r in rows if r.name == name and r.code is None]
            filled = [r for r in same if any(not c.leaf.blank for c in r.cells)] or same
            keep = next((r for r in filled if bare(r.path[-1]) == bare(name)), filled[0])
            for r in same:
                r.name = name if r is keep or bare(r.path[-1]) == bare(name) else bare(r.path[-1])


def _row(raw: RawRow, found: Found, kind: Kind, names: dict[int, str]) -> Row:
    printed = tuple("".join(s.text.split()) for s in raw.labels)
    cells = [
        RowCell(column=c.texts, name=names[c.left], leaf=value_of(cell, _unit(c, printed, found)))
        for c, cell in raw.cells
    ]
    label = value_of(raw.labels[-1].cell) if raw.labels else Leaf("", None, raw.cells[0][1]) if raw.cells else None
    assert label is not None  # a row has labels or cells: _row of matrix sees to that
    return Row(path=printed or ("",), name=_row_name(printed, kind), label=label, cells=cells, code=raw.code)


def _unit(column: Column, printed: tuple[str, ...], found: Found) -> str | None:
    return None if column.role == "note" else found.units.of(printed, column.texts)


def _row_name(printed: tuple[str, ...], kind: Kind) -> str:
    if not printed:
        return ""
    last = _CODE_PREFIX.sub("", printed[-1]) or printed[-1]
    plain = bare(last)
    joined = kind.rows.get("".join(printed)) if len(printed) > 1 else None
    return kind.rows.get(last) or kind.rows.get(plain) or joined or plain


def _form(found: Found, kind: Kind, grid: Grid, rows: list[Row]) -> Form:
    form = Form(
        id="",
        kind=kind.name,
        file=grid.file,
        sheet=grid.sheet,
        range=found.frame,
        title=found.title,
        year=found.year,
        unit_of_amount=found.units.table,
        rows=rows,
        notes=list(found.notes),
        fields=list(found.fields),
    )
    for row in rows:
        for cell in row.cells:
            if name := kind.fields.get(cell.column[-1] if cell.column else ""):
                form.fields.append(Field(label=cell.column[-1], name=name, leaf=cell.leaf))
                cell.name = name
    named = {c.name for r in rows for c in r.cells}
    form.columns = frozenset(named if rows else _empty_columns(found, kind))
    return form


def _empty_columns(found: Found, kind: Kind) -> set[str]:
    """The columns of a table that was published without a row."""
    figures = [c for c in found.matrix.header.columns if c.role == "figure"]
    if stands_across(found.matrix, kind):
        return {n for c in figures for text in c.texts if (n := measure_name(text, kind, found.year))}
    return {column_name(c.texts, kind, found.year) for c in figures}
