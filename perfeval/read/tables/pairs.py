"""Key–value blocks: 标签 | 值, one or more pairs a row, with or without a header (项目 | 内容), long text too.

Pairs that stand under pairs with the same labels (计划安排资金 | 170 | 实际到位资金 | 170, below 省财政 | | 省财政 |)
are a small matrix: the upper labels are its columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from perfeval.model import Cell, Field, Form, Leaf, Row, RowCell
from perfeval.read.labels import clean, is_memo
from perfeval.read.tables.header import is_caption, is_footer
from perfeval.read.tables.matrix import Matrix, begins_at
from perfeval.read.tables.sight import Sight, Spot, sort_of, value_of
from perfeval.read.tables.units import bracketed
from perfeval.read.tables.words import Words, bare

_PROSE = 30  # a value this long is text to be quoted, not a field


@dataclass(slots=True)
class Pair:
    """A label with its value; ``groups`` are merged labels that stand left of several rows."""

    label: Spot
    value: Cell
    groups: tuple[Spot, ...] = ()
    unit: str | None = None
    under: Spot | None = None  # the label above, where the same label stands under several


@dataclass(slots=True)
class PairBlock:
    """标签 | 值 pairs of consecutive lines. ``end``: position in sight.rows of the first line after them."""

    pairs: list[Pair]
    spots: list[Spot]
    end: int
    texts: list[Spot] = field(default_factory=list)  # remarks beside a value


def headed_pairs_at(sight: Sight, position: int) -> PairBlock | None:
    """A list under 项目 | 内容 (| 单位 | 备注), once or several times side by side."""
    words = sight.words
    line = sight.lines[sight.rows[position]]
    if len(line) < 2 or any(s.sort != "text" for s in line):
        return None
    values = [k for k, s in enumerate(line) if k and words.has("value_columns", s.text)]
    first = next((s for s in line if not words.has("indexes", s.text)), line[0])
    if not values or not words.has("labels", first.text):
        return None
    known = sum(k in values or words.has("labels", s.text) or _aside(s, words) for k, s in enumerate(line))
    if known < len(line):
        return None
    block = PairBlock([], list(line), position + 1)
    while block.end < len(sight.rows):
        below = sight.lines[sight.rows[block.end]]
        if is_footer(below[0], words) or (
            len(below) == 1 and below[0].right >= line[values[0]].column > below[0].column
        ):
            break
        _headed_row(sight, line, values, sight.rows[block.end], block)
        block.spots += below
        block.end += 1
    return block if block.pairs else None


def _aside(spot: Spot, words: Words) -> bool:
    return any(words.has(g, spot.text) for g in ("notes", "unit_columns", "indexes", "codes"))


def _headed_row(sight: Sight, header: list[Spot], values: list[int], row: int, block: PairBlock) -> None:
    start = 0
    for k in values:
        labels: list[Spot] = []
        for head in header[start:k]:
            spot = sight.over(row, head.column)
            if spot and spot not in labels and not sight.words.has("indexes", head.text):
                labels.append(spot)
        stop = next((v for v in values if v > k), len(header))
        unit: str | None = None
        for head in header[k + 1 : stop]:
            beside = sight.over(row, head.column)
            if beside and sight.words.has("unit_columns", head.text):
                unit = "".join(beside.text.split())
            elif beside:
                block.texts.append(beside)
        value = sight.grid.at(row, header[k].column)
        if not labels and value.shown.strip() and block.pairs and len(values) == 1:
            labels = [block.pairs[-1].label]  # the next paragraph of the same section
        if labels:
            block.pairs.append(Pair(labels[-1], value, tuple(labels[:-1]), unit))
        start = k + 1 if stop < len(header) else stop


def pairs_at(sight: Sight, position: int, *, trusted: bool = False) -> PairBlock | None:
    """Rows of label | value from here on, down to where a matrix begins; ``trusted``: the caption says 基本信息."""
    block = PairBlock([], [], position)
    words = sight.words
    anchors: dict[int, Spot] = {}  # label column -> the label whose parts stand below it
    while block.end < len(sight.rows):
        if block.end > position and (begins_at(sight, block.end) or headed_pairs_at(sight, block.end)):
            break
        line = sight.lines[sight.rows[block.end]]
        if not _fits(sight, line, anchors):
            break
        row = sight.rows[block.end]
        found = _row_pairs(sight, line, row)
        if not found or not (trusted or _credible(found, anchors, words)):
            break
        same = len(found) > 1 and len({p.label.label for p in found}) == 1
        for pair in found:
            if same and pair.label.column in anchors:
                pair.under = anchors[pair.label.column]
            elif not same:
                anchors[pair.label.column] = pair.label
        block.pairs += found
        block.spots += line
        block.end += 1
    return block if block.pairs else None


_NO_LABEL = re.compile(r"[≥≤＞＜><%。；;]")


def _credible(pairs: list[Pair], anchors: dict[int, Spot], words: Words) -> bool:
    """Are these labels: short, one of them known, ending in a colon, or with a figure or a long text beside it."""
    if any(len(p.label.label) > 24 or _NO_LABEL.search(p.label.text) for p in pairs):
        return False
    return any(
        words.field_names.get(p.label.text)
        or p.label.text.endswith(("：", ":"))
        or sort_of(p.value) == "number"
        or len(p.value.shown) >= _PROSE
        or (p.label.column in anchors and p.label.right <= anchors[p.label.column].right)
        for p in pairs
    ) or len({p.label.label for p in pairs}) < len(pairs)


def _fits(sight: Sight, line: list[Spot], anchors: dict[int, Spot]) -> bool:
    words = sight.words
    first = line[0]
    if first.sort != "text" or is_footer(first, words):
        return False
    if len(line) == 1:
        blank = sight.grid.at(first.row, first.right + 1)
        part = first.column in anchors and first.right <= anchors[first.column].right
        asked = words.field_names.get(first.text) is not None and blank.merged is not None
        return (asked or part) and len(first.text) <= 20
    return not all(is_caption(s, words) and not words.field_names.get(s.text) for s in line)


def _row_pairs(sight: Sight, line: list[Spot], row: int) -> list[Pair]:
    """Left to right: a label, then its value; a label after a label has left the first one blank."""
    words = sight.words
    groups: list[Spot] = []
    hanging = sight.over(row, line[0].column - 1) if line[0].column > 1 else None
    if hanging is not None and hanging.row < row:
        groups.append(hanging)
    spots = list(line)
    spans = len(spots) > 1 and spots[0].bottom > spots[1].bottom and spots[1].sort == "text"
    if spans and (len(spots) % 2 or (len(spots) > 2 and spots[2].sort == "number")):
        groups.append(spots.pop(0))
    pairs: list[Pair] = []
    k = 0
    while k < len(spots):
        label = spots[k]
        if label.sort != "text":
            return []  # a figure without a label: not pairs
        after = spots[k + 1] if k + 1 < len(spots) else None
        if after is not None and after.column == label.right + 1 and _is_label(after, label, words):
            groups = [*groups, label]  # 人员编制 | 行政编制 | 10: no cell is left for a value of the first
            k += 1
        elif after is None or _is_label(after, label, words):
            pairs.append(Pair(label, sight.grid.at(row, label.right + 1), tuple(groups)))
            k += 1
        else:
            pairs.append(Pair(label, after.cell, tuple(groups)))
            k += 2
    return pairs


def _is_label(spot: Spot, before: Spot, words: Words) -> bool:
    """Is this the next label and not the value of the one before it."""
    if spot.sort != "text":
        return False
    if spot.label == before.label:
        return True
    colon = spot.text.rstrip().endswith(("：", ":"))
    return colon or (words.field_names.get(spot.text) is not None and words.field_names.get(before.text) is not None)


def one_row(matrix: Matrix, words: Words) -> PairBlock | None:
    """编制数 | 在职人数 over one row of values and no label beside it: pairs that stand upright."""
    if len(matrix.rows) != 1 or matrix.rows[0].labels:
        return None
    pairs = [Pair(column.path[-1], cell) for column, cell in matrix.rows[0].cells if column.path]
    if sum(words.field_names.get(p.label.text) is not None for p in pairs) * 2 <= len(pairs):
        return None
    return PairBlock(pairs, matrix.header.spots, matrix.end)


def _name(pair: Pair, words: Words) -> str:
    """The canonical name; a 其中 is a part of something and keeps its own."""
    plain = bare(pair.label.text)
    return plain if is_memo(pair.label.text) else words.field_names.get(pair.label.text) or plain


def fields_of(block: PairBlock, kind: str, words: Words) -> list[Field]:
    """The pairs as fields of a form; 其中 stays with the row above it."""
    found: list[Field] = []
    for pair in block.pairs:
        if pair.under is None and pair.label.label not in ("", "其中"):
            name = bare(pair.label.text) if kind == "文字材料" else _name(pair, words)
            found.append(Field("".join(pair.label.text.split()), name, _leaf(pair), pair.label.cell))
    return found


def rows_of(block: PairBlock, words: Words) -> list[Row]:
    """Every amount and count once more as a row: column (), and the upper label for one that is part of it."""
    rows: list[Row] = []
    where: dict[tuple[int, int], int] = {}
    whole: int | None = None  # the row that the 其中 below it are part of
    for pair in block.pairs:
        value = _leaf(pair)
        label = "".join(pair.label.text.split())
        name = _name(pair, words)
        if pair.under is not None and pair.label.label not in ("", "其中"):
            upper = "".join(pair.under.text.split())
            parent = where.get((pair.under.row, pair.under.column))
            cell = RowCell((upper,), "", value)
            rows.append(Row((upper, label), name, value_of(pair.label.cell), [cell], role="memo", parent=parent))
        elif pair.under is None and _counts(pair, value, name, words):
            where[pair.label.row, pair.label.column] = len(rows)
            path = (*("".join(g.text.split()) for g in pair.groups), label)
            row = Row(path, name, value_of(pair.label.cell), [RowCell((), "", value)])
            if is_memo(pair.label.text):
                row.role, row.parent = "memo", whole
            else:
                whole = len(rows)
            rows.append(row)
    return rows


def _counts(pair: Pair, value: Leaf, name: str, words: Words) -> bool:
    """Is the value an amount or a count, and not the digits of a code or a telephone."""
    if words.has("not_figures", pair.label.text) or name in words.sets["not_figures"]:
        return False
    return value.number is not None


def _leaf(pair: Pair) -> Leaf:
    unit = pair.unit or bracketed(pair.label.text)
    if unit is None and pair.under is not None:
        unit = bracketed(pair.under.text)
    return value_of(pair.value, unit)


def named_fields(title: str, words: Words) -> str | None:
    """基本信息 or 文字材料 where the caption says so."""
    label = clean(title)
    return next((n for n, aliases in words.field_kinds if any(a in label for a in aliases)), None)


def kind_of(block: PairBlock, titles: list[str], words: Words) -> str:
    """基本信息 or 文字材料: by the caption, else by how long the values are."""
    named = next((n for t in titles if (n := named_fields(t, words))), None)
    if named:
        return named
    filled = [p.value for p in block.pairs if p.value.shown.strip()]
    prose = sum(len(c.shown) >= _PROSE for c in filled)
    return "文字材料" if filled and prose * 2 > len(filled) else "基本信息"


def add_to(form: Form, block: PairBlock, kind: str, words: Words) -> None:
    """Puts the pairs into ``form``, as fields and as rows."""
    form.fields += fields_of(block, kind, words)
    shift = len(form.rows)
    for row in rows_of(block, words):
        row.parent = None if row.parent is None else row.parent + shift
        form.rows.append(row)
    form.columns = frozenset({c.name for r in form.rows for c in r.cells})
