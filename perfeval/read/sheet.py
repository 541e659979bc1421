"""One sheet: its forms first (自评表, 目标表), then whatever tables stand in the cells that no form has claimed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from perfeval.model import Cell, Field, Form, Leaf, Totals
from perfeval.profile import Profile
from perfeval.read.beside import second_targets, side_by_side
from perfeval.read.fields import Context, context_of, inline_pairs, is_caption, says, title_row, unit_name, year_in
from perfeval.read.funds.block import FundReader, Funds
from perfeval.read.grid import Grid, Range
from perfeval.read.kinds import TARGETS, kind_of
from perfeval.read.lines import Lines, Slot
from perfeval.read.many import by_project
from perfeval.read.pairs import PairReader, Pairs
from perfeval.read.records.guess import guess_header
from perfeval.read.records.header import Header, find_headers
from perfeval.read.records.rows import Reader
from perfeval.read.records.table import Table
from perfeval.read.tables.recognise import read_tables
from perfeval.read.totals import from_prose, total_line
from perfeval.read.vocabulary import Words, words_of

_HEAD = 60  # lines


@dataclass(slots=True)
class SheetForms:
    """What a sheet holds. ``roles``: what each understood cell was taken for (for ``perfeval inspect``)."""

    forms: list[Form] = field(default_factory=list)
    unrecognised: list[Leaf] = field(default_factory=list)
    roles: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(slots=True)
class _Part:
    """A stretch of lines that is one form: from its title (or first label) to the next one's."""

    top: int
    bottom: int
    headers: list[Header] = field(default_factory=list)


def read_sheet(grid: Grid, profile: Profile) -> SheetForms:
    """Every form and table of a sheet, and the cells that nobody understood."""
    words = words_of(profile)
    lines = Lines(grid)
    headers = find_headers(lines, words)
    if not headers and (guessed := guess_header(lines, words)) is not None:
        headers = [guessed]
    if pieces := side_by_side(lines, headers, words):
        return _joined([read_sheet(piece, profile) for piece in pieces])
    parts = _parts(lines, headers, words)
    forms: list[Form] = []
    carried = Context()
    for part in parts:
        context = _context(lines, part, words, carried)
        made = _forms(lines, part, context, words, profile)
        if made:
            forms += made
            carried = context
    whole = context_of(lines, words, 1, _head_end(lines, 1, grid.bottom))
    tables, taken = read_tables(grid, set(lines.claimed), profile, whole)
    forms += tables
    claimed = lines.claimed | taken
    roles = {**dict.fromkeys(taken, "数据表"), **lines.roles}
    loose = [_loose(c) for at, c in sorted(grid.cells.items()) if at not in claimed and c.shown.strip()]
    return SheetForms(forms, loose, roles)


def _joined(pieces: list[SheetForms]) -> SheetForms:
    whole = SheetForms()
    for piece in pieces:
        whole.forms += piece.forms
        whole.unrecognised += piece.unrecognised
        whole.roles |= piece.roles
    return whole


def _loose(cell: Cell) -> Leaf:
    """A cell that nobody understood, as it stands: there may be hundreds of thousands, so nothing is parsed."""
    return Leaf(cell.shown, cell.raw if isinstance(cell.raw, Decimal) else None, cell)


# ---------------------------------------------------------------- which lines belong to which form


def _parts(lines: Lines, headers: list[Header], words: Words) -> list[_Part]:
    """Cut the sheet where a new form begins: at a title, or where 项目名称 comes again after a table."""
    if not lines.numbers:
        return []
    starts = [lines.numbers[0]]
    for row in lines.numbers:
        inside = any(h.top <= row <= h.bottom for h in headers)
        fresh = any(h.top == row for h in headers) and _closed(lines, starts[-1], row, headers, words)
        if (inside and not fresh) or row <= starts[-1]:
            continue
        if title_row(lines, row, words) is not None:
            fresh = _content(lines, starts[-1], row, headers, words)
        top = row if fresh or _opens(lines, starts[-1], row, headers, words) else None
        if top is not None:
            while (above := lines.before(top)) is not None and above > starts[-1] and _leads(lines, above, words):
                top = above
            starts.append(top)
    ends = [*(s - 1 for s in starts[1:]), lines.numbers[-1]]
    return [
        _Part(
            top,
            bottom,
            [h for h in headers if top <= h.top + (h.top == h.bottom and not h.slots) <= bottom],
        )
        for top, bottom in zip(starts, ends, strict=True)
    ]


def _leads(lines: Lines, row: int, words: Words) -> bool:
    """附件2, 公开14表, 207101 某法院 | 单位：万元 : lines that stand over a form."""
    starting = lines.starting(row)
    if not starting or not all(s.starts for s in lines.filled(row)):
        return False
    if any(words.total.get(s.text) or words.fields.get(s.text) or words.note.match(s.text) for s in starting):
        return False
    if _signs(lines, row, starting[0], words):
        return False
    return any(is_caption(s, words) for s in starting) and len(starting) <= 3


def _signs(lines: Lines, row: int, first: Slot, words: Words) -> bool:
    """填表人：… right under 总分: who signed the form above, no line over the next one."""
    above = lines.before(row)
    summed = above is not None and any(words.total.get(s.text) for s in lines.starting(above)[:1])
    return summed and any(words.fields.get(x) in words.groups["signing"] for x, _ in inline_pairs(first.text)[:1])


def _closed(lines: Lines, top: int, row: int, headers: list[Header], words: Words) -> bool:
    """Has the table above come to its end, 总分 and a note or conclusion: the next heading is another form's."""
    before = [h for h in headers if top <= h.top < row]
    if not before:
        return False
    summed = False
    for r in lines.between(before[-1].bottom + 1, row - 1):
        first = next(iter(lines.starting(r)), None)
        if first is None:
            continue
        if summed and (words.note.match(first.text) or words.fields.get(first.text) in words.groups["foot"]):
            return True
        summed = summed or words.total.get(first.text) is not None
    return False


def _opens(lines: Lines, top: int, row: int, headers: list[Header], words: Words) -> bool:
    """Does a form without a title begin here: 项目名称 or 单位名称 stands below a table, or 项目名称 comes again."""
    tabled = any(top <= h.top < row for h in headers)
    if _begins(lines, row, words):
        above = lines.between(top, row - 1)
        return tabled or (len(above) > 3 and any(_begins(lines, r, words) for r in above[:-3]))
    if not tabled or not any(h.top > row for h in headers):
        return False
    starting = lines.starting(row)
    named = [words.fields.get(label) for s in starting[:1] for label, _ in inline_pairs(s.text) or [(s.text, "")]]
    return "单位名称" in named[:1]


def _begins(lines: Lines, row: int, words: Words) -> bool:
    """Is this the line 项目名称 | … of a form's head, and not the heading of a list of projects."""
    starting = lines.starting(row)
    if starting and says(starting[0].text, words) in words.groups["project"]:
        return True  # 项目名称：基本药物制度补助
    if not starting or words.fields.get(starting[0].text) not in words.groups["project"]:
        return False
    value = starting[1].text if len(starting) > 1 else ""
    return not (words.fields.get(value) or words.columns.get(value) or words.fund_columns.get(value))


def _content(lines: Lines, top: int, row: int, headers: list[Header], words: Words) -> bool:
    """Does anything but titles and captions stand in the lines before this one."""
    if any(top <= h.top < row for h in headers):
        return True
    for r in lines.between(top, row - 1):
        starting = lines.starting(r)
        labels = [s for s in starting if words.fields.get(s.text) or words.fund_columns.get(s.text)]
        figures = [s for s in starting if s.text.replace(".", "", 1).isdigit()]
        if (labels and len(starting) > 1) or len(figures) > 1:
            return True
    return False


def _head_end(lines: Lines, top: int, bottom: int) -> int:
    """The last line of the head: what a sheet says of itself stands in its first lines, however long it is."""
    head = lines.between(top, bottom)[:_HEAD]
    return head[-1] if head else top


def _context(lines: Lines, part: _Part, words: Words, carried: Context) -> Context:
    """What the form says of itself; what it does not say is taken from the form above it on the sheet."""
    first = min((h.top for h in part.headers), default=part.bottom)
    own = context_of(lines, words, part.top, _head_end(lines, part.top, max(first, part.top)))
    if own.kind is not None or not carried.kind:
        return own
    return Context(
        title=carried.title,
        title_cell=carried.title_cell,
        kind=carried.kind,
        year=own.year or carried.year,
        unit=own.unit or carried.unit,
        project=own.project,
        date=own.date or carried.date,
        unit_of_amount=own.unit_of_amount or carried.unit_of_amount,
        captions=own.captions,
    )


# ---------------------------------------------------------------- a form


def _forms(lines: Lines, part: _Part, context: Context, words: Words, profile: Profile) -> list[Form]:
    """The form of a part, or one for each project where its table lists many."""
    untitled = context.kind in (None, "-", "基本信息", "文字材料")
    if not part.headers and untitled and not _funded(lines, part, words):
        return []
    if context.kind == "-" and not part.headers:
        return []
    before, roles = set(lines.claimed), dict(lines.roles)
    grid = lines.grid
    tables = _tables(lines, part, words, profile)
    taken = {r for t in tables for r in range(t.header.top, t.last + 1)}
    funds = FundReader(
        lines, words, [r for r in lines.between(part.top, part.bottom) if r not in taken], context.unit_of_amount
    ).read()
    totals = Totals()
    for t in tables:
        for row in t.totals:
            total_line(lines, row, t.header, words, totals)
    for cell in context.captions:
        _claim_cell(lines, part, cell.ref, "标题" if cell is context.title_cell else "表外说明")
    pairs = _pairs(lines, part, tables, words, totals)
    from_prose(pairs.fields, words, totals)
    indicators = [i for t in tables for i in t.indicators]
    known = sum(f.name in words.groups["head"] and not f.leaf.blank for f in pairs.fields)
    cut = funds.headed or (context.kind == TARGETS and funds.funds) or (context.kind and known >= 2)
    if not indicators and not part.headers and not cut:
        lines.claimed, lines.roles = before, roles  # a title alone is no form: the rest is for the table reader
        return []
    form = Form(id="", kind="", file=grid.file, sheet=grid.sheet, range="")
    form.title, form.title_cell, form.year = context.title, context.title_cell, context.year
    form.date, form.unit_of_amount = context.date, funds.unit or context.unit_of_amount
    form.fields, form.notes, form.totals, form.funds = pairs.fields, pairs.notes, totals, funds.funds
    _indicators(form, tables, words)
    _rows(form, funds, pairs)
    form.kind = kind_of(form, context.kind, words)
    # 一级项目名称 | 二级项目名称: the project is the narrower one
    narrow = [f for f in form.fields if f.label.lstrip().startswith("二级")]
    form.project = _value(narrow, words.groups["project"]) or _value(form.fields, words.groups["project"])
    form.unit = context.unit or unit_name(_value(form.fields, words.groups["unit"]) or "") or context.doing
    form.complete = _complete(tables)
    form.year = form.year or year_in(grid.file) or year_in(grid.sheet)
    mine = sorted(lines.claimed - before)
    if mine:
        form.range = str(_extent(lines, mine))
    return by_project(form, tables)


def _funded(lines: Lines, part: _Part, words: Words) -> bool:
    """A form that was cut down to its funds: 项目名称 and 年初预算数 | 全年执行数 | 执行率."""
    rows = lines.between(part.top, part.bottom)
    roles = [{words.fund_columns.get(s.text) for s in lines.starting(r)} for r in rows]
    heads = any({"spent", "rate"} <= r and r & {"budget", "initial"} for r in roles)
    return heads and any(_begins(lines, r, words) for r in rows)


def _tables(lines: Lines, part: _Part, words: Words, profile: Profile) -> list[Table]:
    tables: list[Table] = []
    last: Reader | None = None
    for i, header in enumerate(part.headers):
        after = part.headers[i + 1].top if i + 1 < len(part.headers) else part.bottom + 1
        twin = second_targets(header, words)  # takes its columns out of this heading
        reader = Reader(lines, header, words, profile, _stop(lines, part, after, words))
        if (
            last is not None
            and not last.table.totals
            and [c.path for c in last.header.columns] == [c.path for c in header.columns]
        ):
            reader.levels.update(last.levels)  # the heading printed again on the next page
        tables.append(reader.read())
        last = reader
        if twin is not None:
            tables.append(Reader(lines, twin, words, profile, reader.stop).read())
            tables[-1].totals = []
    for i, t in enumerate(tables[:-1]):
        t.ended = True
        between = lines.between(t.last + 1, tables[i + 1].header.top - 1)
        t.rough = [r for r in t.rough if r not in between]
    if tables and part.bottom < lines.numbers[-1]:
        tables[-1].ended = True
    if tables and not tables[-1].totals:  # 总分 below 其他需要说明事项
        foot = lines.between(tables[-1].last + 1, part.bottom)
        tables[-1].totals = [r for r in foot if any(words.total.get(s.text) for s in lines.starting(r)[:1])]
    return tables


def _stop(lines: Lines, part: _Part, after: int, words: Words) -> Callable[[int], bool]:
    def stop(row: int) -> bool:
        if row >= after or row > part.bottom:
            return True
        roles = {words.fund_columns.get(s.text) for s in lines.starting(row)}
        return {"budget", "spent"} <= roles or title_row(lines, row, words) is not None

    return stop


def _pairs(lines: Lines, part: _Part, tables: list[Table], words: Words, totals: Totals) -> Pairs:
    """The labels around the tables; the lines of a table itself are not asked again."""
    reader = PairReader(lines, words, totals)
    inside = {r for t in tables for r in range(t.header.top, t.last + 1) if t.indicators}
    for t in tables:
        inside -= set(range(t.last + 1, part.bottom + 1))
    rows = [r for r in lines.between(part.top, part.bottom) if r not in inside]
    foot = max((t.last for t in tables), default=None)
    return reader.read(rows, foot + 1 if foot is not None else None)


def _indicators(form: Form, tables: list[Table], words: Words) -> None:
    """All tables' indicators in one list, parents counted on; the canonical names of the columns that there are."""
    names: set[str] = set()
    for t in tables:
        shift = len(form.indicators)
        for i in t.indicators:
            i.parent = None if i.parent is None else i.parent + shift
            form.indicators.append(i)
        names |= {words.names[r] for r in t.header.roles() if r in words.names}
    form.columns = frozenset(names)


def _rows(form: Form, funds: Funds, pairs: Pairs) -> None:
    form.rows = funds.rows + pairs.rows


def _value(fields: list[Field], names: list[str]) -> str | None:
    for name in names:
        for f in fields:
            if f.name == name and f.leaf.text.strip() and not f.leaf.blank:
                return " ".join(f.leaf.text.split())
    return None


def _complete(tables: list[Table]) -> bool:
    """Contract 1 (Cut forms): the last table was ended by something below it, and no line within was left over."""
    with_rows = [t for t in tables if t.indicators]
    return bool(with_rows) and with_rows[-1].ended and not any(t.rough for t in with_rows)


def _claim_cell(lines: Lines, part: _Part, ref: str, role: str) -> None:
    for row in lines.between(part.top, part.bottom):
        for s in lines.starting(row):
            if s.cell.ref == ref:
                lines.claim(s, role)
                return


def _extent(lines: Lines, corners: list[tuple[int, int]]) -> Range:
    bottom = right = 0
    for r, c in corners:
        m = lines.grid.merge(r, c)
        bottom, right = max(bottom, m.bottom if m else r), max(right, m.right if m else c)
    return Range(min(r for r, _ in corners), min(c for _, c in corners), min(bottom, lines.grid.bottom), right)
