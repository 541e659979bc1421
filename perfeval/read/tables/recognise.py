"""Tables of a sheet: 决算、预算、资产、三公、基础数据 and key–value blocks, in the cells that no form has claimed.

Works down the sheet: captions wait for the table that they stand over; a header begins a matrix; rows of label and
value are pairs; what is none of these stays unclaimed, and is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from perfeval.model import Cell, Form
from perfeval.profile import Profile
from perfeval.read.fields import Context, amount_unit_in, year_in
from perfeval.read.grid import Grid
from perfeval.read.tables.form import Found, forms_of
from perfeval.read.tables.header import has_years, is_caption, is_footer, only_captions
from perfeval.read.tables.kind import Content, recognise, years_in
from perfeval.read.tables.matrix import Matrix, matrix_at
from perfeval.read.tables.orphan import orphan_at
from perfeval.read.tables.pairs import (
    PairBlock,
    add_to,
    fields_of,
    headed_pairs_at,
    kind_of,
    named_fields,
    one_row,
    pairs_at,
)
from perfeval.read.tables.sight import Sight, Spot, value_of
from perfeval.read.tables.units import Units, first_unit
from perfeval.read.tables.words import GENERIC, Words, words_of

_SAMPLE = 80  # rows by which a table is recognised
_PROSE = 60
_TABLE = re.compile(r"表\s*(?:[(（].*[)）])?$")  # titles of tables side by side
_NEAREST = 12  # captions that may name the table below them


@dataclass(slots=True)
class _Reading:
    """The state of one sheet: forms so far, and the captions that wait for their table."""

    grid: Grid
    sight: Sight
    words: Words
    context: Context
    waiting: list[Spot] = field(default_factory=list)
    tables: list[Found] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    last: Found | Form | None = None


def read_tables(
    grid: Grid, claimed: set[tuple[int, int]], profile: Profile, context: Context | None = None
) -> tuple[list[Form], set[tuple[int, int]]]:
    """The tables in the cells that ``claimed`` does not hold, and the cells that they took."""
    forms, roles = read_tables_and_roles(grid, claimed, profile, context)
    return forms, set(roles)


def read_tables_and_roles(
    grid: Grid, claimed: set[tuple[int, int]], profile: Profile, context: Context | None = None
) -> tuple[list[Form], dict[tuple[int, int], str]]:
    """The same with what each cell was taken for: 表题, 表头, 行标签, 数 …"""
    words = words_of(profile)
    sight = Sight(grid, claimed, words)
    reading = _Reading(grid, sight, words, context or Context())
    position = 0
    while position < len(sight.rows):
        position = _step(reading, position)
    if reading.waiting and reading.last is not None:  # what stands below the last table: notes
        _note(reading, reading.waiting)
    forms = sorted([*_table_forms(reading), *reading.forms], key=_place)
    for number, form in enumerate(forms, 1):
        form.id = form.id or f"{grid.sheet}#表{number}"
    return forms, sight.roles


def _place(form: Form) -> int:
    return int("".join(c for c in form.range.split(":")[0] if c.isdigit()) or 0)


def _step(reading: _Reading, position: int) -> int:
    """Take what begins at this row; the position after it."""
    sight, words = reading.sight, reading.words
    line = sight.lines[sight.rows[position]]
    if is_footer(line[0], words) and reading.last is not None:
        _note(reading, line)
        return position + 1
    if _is_caption_line(reading, line):
        reading.waiting += line
        return position + 1
    block = headed_pairs_at(sight, position)
    if block is not None:
        return _take_pairs(reading, block)
    matrix = matrix_at(sight, position, titled=_titled(reading))
    if matrix is not None and (block := one_row(matrix, words)) is not None:
        return _take_pairs(reading, block)
    if matrix is not None:
        return _take_matrix(reading, matrix)
    trusted = any(named_fields(t, words) for t in _titles(reading))
    block = pairs_at(sight, position, trusted=trusted)
    if block is not None:
        return _take_pairs(reading, block)
    matrix = orphan_at(sight, position)
    if matrix is not None:
        return _take_matrix(reading, matrix)
    if len(line) == 1 and line[0].sort == "text":
        reading.waiting += line
    return position + 1


def _is_caption_line(reading: _Reading, line: list[Spot]) -> bool:
    words = reading.words
    if len(line) == 1:
        spot = line[0]
        beside = reading.grid.at(spot.row, spot.right + 1)
        asked = words.field_names.get(spot.text) is not None and beside.merged is not None
        return spot.sort == "text" and not asked
    if only_captions(line, words) or (len(line) > 2 and len({s.text for s in line}) == 1):
        return True  # the last: a title written into every cell that it covered
    said = (is_caption(s, words) or amount_unit_in(s.text) is not None or _TABLE.search(s.text) for s in line)
    return not has_years(line) and all(s.sort == "text" for s in line) and all(said)


def _titles(reading: _Reading) -> list[str]:
    """What may name the table: the captions over it, nearest first, then the sheet's title and its name."""
    words = reading.words
    near = reading.waiting[-_NEAREST:]
    mine = [s.text for s in reversed(near) if not is_caption(s, words) and len(s.text) <= _PROSE]
    # with captions of its own, a table is not called by the title of the sheet's first one
    others = [] if reading.tables and mine else [reading.context.title]
    return [t for t in (*mine, *others, reading.grid.sheet) if t]


def _titled(reading: _Reading) -> bool:
    content = Content((), (), 2)
    kind, _ = recognise(_titles(reading), content, reading.words, None, reading.context.unit)
    return kind.name != GENERIC


def _take_matrix(reading: _Reading, matrix: Matrix) -> int:
    """The matrix as one table, or as several where tables of their own stand side by side."""
    if _goes_on(reading, matrix):
        return matrix.end
    whole = _found(reading, matrix, _titles(reading))
    found = [whole]
    if matrix.blocks > 1 and not whole.kind.sides and not whole.kind.joined:
        parts = [_found(reading, part, _block_titles(reading, part)) for part in matrix.side_by_side()]
        if sum(p.kind.name != GENERIC for p in parts) > 1:
            found = parts
    _claim_waiting(reading, whole)
    reading.tables += found
    reading.last = found[-1]
    found[-1].notes += whole.notes if found[-1] is not whole else []
    return matrix.end


def _goes_on(reading: _Reading, matrix: Matrix) -> bool:
    """A long table whose header is printed again on the next page (续表): its rows join those above."""
    before = reading.tables[-1] if reading.tables else None
    if before is None or reading.last is not before or before.matrix.printed != matrix.printed:
        return False
    again = [s for s in reading.waiting if not is_caption(s, reading.words)]
    said = any("续" in s.text for s in again)
    if not all("续" in s.text or s.text == before.title for s in again):
        return False
    end = before.matrix.rows[-1] if before.matrix.rows else None
    if not said and end is not None and end.labels and reading.words.has("totals", end.labels[-1].text):
        return False  # it was whole: this is another one
    before.matrix.rows += matrix.rows
    before.matrix.lines += matrix.lines
    before.frame = f"{before.frame.split(':')[0]}:{_last(reading, matrix)}"
    _claim_waiting(reading, None)
    return True


def _last(reading: _Reading, matrix: Matrix) -> str:
    spots = [*matrix.header.spots, *(s for r in matrix.lines for s in reading.sight.lines.get(r, []))]
    return reading.sight.frame(spots).split(":")[-1]


def _block_titles(reading: _Reading, part: Matrix) -> list[str]:
    """What may name one of several tables side by side: the cells over it first."""
    left, right = part.header.left, part.header.right
    mine = [s.text for s in part.header.spots if left <= s.column <= right]
    return [*mine, *(s.text for s in reversed(reading.waiting) if left <= s.column <= right)]


def _found(reading: _Reading, matrix: Matrix, titles: list[str]) -> Found:
    words = reading.words
    texts = [s.text for s in reading.waiting]
    heads = [s.text for s in matrix.header.spots]
    labels = [s.text for r in matrix.rows[:_SAMPLE] for s in r.labels]
    # 2010年决算数据和2011年预算数据公布如下: such a line is of no year
    year = next((y for t in texts if (y := year_in(t)) and len(years_in([t])) < 2), None)
    year = year or _year(reading, [*heads, *labels])
    content = Content(
        tuple(c.texts for c in matrix.header.columns if c.role == "figure"),
        tuple("".join(r.labels[-1].text.split()) for r in matrix.rows[:_SAMPLE] if r.labels),
        matrix.blocks,
    )
    owner = reading.context.unit  # 单位名称 | “三公”经费: the next heading is no unit
    owner = None if owner in {"".join(h.split()) for h in heads} else owner
    kind, title = recognise(titles, content, words, year, owner)
    unit = next((u for t in texts if (u := amount_unit_in(t))), None) or first_unit([*texts, *heads])
    things = kind.counted or (unit is None and any(words.has("things", t) for t in texts))  # 单位：辆
    left, right = matrix.header.left, matrix.header.right
    body = (s for r in matrix.lines for s in reading.sight.lines.get(r, []))
    spots = [*matrix.header.spots, *(s for s in body if left <= s.column <= right)]
    return Found(
        kind=kind,
        title=title or (_own_title(reading) or ""),
        matrix=matrix,
        frame=reading.sight.frame(spots),
        year=year,
        units=Units(unit or reading.context.unit_of_amount, words, things),
        captioned=bool(reading.waiting),
    )


def _year(reading: _Reading, texts: list[str]) -> int | None:
    """The year of the sheet's title; else the latest that the table's own columns name."""
    named = years_in(texts)
    titled = year_in(reading.context.title)
    if named and (titled is None or titled not in named):
        return max(named)
    return titled or reading.context.year or year_in(reading.grid.file)


def _own_title(reading: _Reading) -> str | None:
    words = reading.words
    own = [s for s in reversed(reading.waiting) if not is_caption(s, words) and len(s.text) <= _PROSE]
    return own[0].text if own else reading.context.title or None


def _claim_waiting(reading: _Reading, found: Found | None) -> None:
    for spot in reading.waiting:
        if found is not None and len(spot.text) > _PROSE:
            found.notes.append(value_of(spot.cell))
    reading.sight.claim("表题", *reading.waiting)
    reading.waiting = []


def _note(reading: _Reading, line: list[Spot]) -> None:
    """注 and 说明 under a table belong to it."""
    notes = reading.last.notes if reading.last is not None else []
    notes += [value_of(s.cell) for s in line]
    reading.sight.claim("表注", *line)


def _take_pairs(reading: _Reading, block: PairBlock) -> int:
    words, grid = reading.words, reading.grid
    labels = {id(p.label) for p in block.pairs}
    reading.sight.claim("标签", *(s for s in block.spots if id(s) in labels))
    reading.sight.claim("值", *block.spots)
    table = reading.last if isinstance(reading.last, Found) else None
    if table is not None and not reading.waiting and any(t.kind.parts for t in reading.tables):
        table.fields += fields_of(block, "", words)  # 厉行节约保障措施 under the base data
        return block.end
    kind = kind_of(block, _titles(reading), words)
    form = next((f for f in reading.forms if f.kind == kind), None)
    if form is None:
        title = _own_title(reading) or ""
        form = Form(id="", kind=kind, file=grid.file, sheet=grid.sheet, range="", title=title)
        form.year, form.unit, form.project = reading.context.year, reading.context.unit, reading.context.project
        reading.forms.append(form)
    add_to(form, block, kind, words)
    form.notes += [value_of(s.cell) for s in block.texts]
    form.range = form.range or reading.sight.frame(block.spots)
    _claim_waiting(reading, None)
    reading.last = form
    return block.end


def _table_forms(reading: _Reading) -> list[Form]:
    """Tables become forms; parts of one printed table (基础数据) become one."""
    forms: list[Form] = []
    for group in _groups(reading.tables):
        main = next((t for t in group if t.kind.name != GENERIC), group[0])
        made: list[Form] = []
        for table in group:
            table.kind = main.kind
            table.year = table.year or main.year
            made += forms_of(table, reading.grid, reading.words)
        if main.kind.parts:
            made = [_joined(made)]
        for form in made:
            form.title_cell = _title_cell(reading, form.title)
            form.unit, form.date = _unit(reading, group), reading.context.date
        forms += made
    return forms


def _unit(reading: _Reading, group: list[Found]) -> str | None:
    """The unit that the sheet names, unless a header cell of the table was taken for it (单位名称 | 合计)."""
    name = reading.context.unit
    heads = {"".join(s.text.split()) for t in group for s in t.matrix.header.spots}
    if name is None or name in heads or reading.words.has("totals", name):
        return None
    return name


def _groups(tables: list[Found]) -> Iterable[list[Found]]:
    groups: list[list[Found]] = []
    for table in tables:
        if groups and not table.captioned and _together(groups[-1], table):
            groups[-1].append(table)
        else:
            groups.append([table])
    return groups


def _together(group: list[Found], table: Found) -> bool:
    kinds = {t.kind.name for t in (*group, table)} - {GENERIC}
    parts = any(t.kind.parts for t in (*group, table))
    return parts and len(kinds) == 1


def _joined(forms: list[Form]) -> Form:
    first = forms[0]
    for other in forms[1:]:
        shift = len(first.rows)
        for row in other.rows:
            row.parent = None if row.parent is None else row.parent + shift
            first.rows.append(row)
        first.fields += other.fields
        first.notes += other.notes
        first.columns |= other.columns
        first.range = f"{first.range.split(':')[0]}:{other.range.split(':')[-1]}"
    return first


def _title_cell(reading: _Reading, title: str) -> Cell | None:
    if not title:
        return None
    for row in reading.sight.rows:
        for spot in reading.sight.lines[row]:
            if spot.text == title:
                return spot.cell
    return reading.context.title_cell
