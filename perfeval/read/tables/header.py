"""Header rows of a matrix: 表头 over several rows becomes one path a column, 栏次 rows are set aside."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from perfeval.read.tables.sight import Sight, Spot, heading
from perfeval.read.tables.words import Words, is_unit

Role = Literal["label", "code", "index", "figure", "note"]

_INDEX = re.compile(r"[(（]?(\d{1,3})[)）]?(?:栏)?(?:\s*[=＝].*)?")
_YEARS = re.compile(r"(?:19|20)\d\d年?度?")
_LETTERS = frozenset("甲乙丙丁戊")
_PEEK = 30  # rows looked at before it is known how far the table goes
_DEEPEST = 6  # header rows; more has not been met


@dataclass(slots=True)
class Column:
    """A column of the table: ``path`` its header cells from the top; ``block``: 0, 1, 2 of tables side by side."""

    left: int
    right: int
    path: tuple[Spot, ...]
    role: Role = "figure"
    block: int = 0

    _texts: tuple[str, ...] | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        if self._texts is None:
            self._texts = tuple("".join(s.text.split()) for s in self.path)
        return self._texts

    @property
    def head(self) -> str:
        return self.path[-1].text if self.path else ""


@dataclass(slots=True)
class Header:
    """``start``, ``body``: positions in ``sight.rows``; ``limit``: last row where a corner label holds the body."""

    start: int
    body: int
    columns: list[Column]
    spots: list[Spot]
    limit: int | None = None

    @property
    def left(self) -> int:
        return self.columns[0].left

    @property
    def right(self) -> int:
        return self.columns[-1].right


def is_caption(spot: Spot, words: Words) -> bool:
    """Unit, compiler, number of the table and the like: printed above a table, no part of it."""
    return spot.sort == "text" and words.has("captions", spot.text)


def has_years(line: list[Spot]) -> bool:
    """2022年度 | 2023年度: these head columns, one alone is a caption."""
    return sum(_YEARS.fullmatch("".join(s.text.split())) is not None for s in line) > 1


def only_captions(line: list[Spot], words: Words) -> bool:
    """A line of nothing but 单位, 年度 and the like: it stands over the table, not in its heading."""
    return all(is_caption(s, words) for s in line) and not has_years(line)


def is_footer(spot: Spot, words: Words) -> bool:
    """制表人, 审核人 …: here the table has ended."""
    return spot.sort == "text" and words.has("footers", spot.text)


def is_index_row(line: list[Spot], words: Words) -> bool:
    """栏次: 1 2 3 … under the headers, also (1), 1=2+3 and 甲 乙 in the label columns."""
    numbers: list[int] = []
    named = False
    for spot in line:
        text = unicodedata.normalize("NFKC", "".join(spot.text.split()))
        found = _INDEX.fullmatch(text)
        if found:
            numbers.append(int(found[1]))
        elif words.has("index_rows", spot.text) or text in _LETTERS:
            named = True
        elif not words.has("codes", spot.text):
            return False
    if not numbers:
        return named
    rising = all(b == a + 1 for a, b in itertools.pairwise(numbers))
    return rising and (named or (len(numbers) > 1 and numbers[0] == 1 and len(numbers) == len(line)))


def _under(spot: Spot, above: list[Spot]) -> bool:
    """Is this cell a part of a wider header cell, the lowest one above it."""
    over = [h for h in above if h.column <= spot.column <= h.right]
    lowest = max(over, key=lambda h: h.row, default=None)
    if lowest is None or spot.right > lowest.right:
        return False
    return (lowest.column, lowest.right) != (spot.column, spot.right) and lowest.right > lowest.column


def _continues(line: list[Spot], above: list[Spot], left: int, words: Words) -> bool:
    """Does this row belong to the header that stands above it."""
    if not heading(line):
        return False
    if all(is_unit(s.text) for s in line):
        return True
    if all(_under(s, above) for s in line):
        # one cell under a wide one may as well be a label over a merged title: two make a header
        return len(line) > 1 or not _under_first(line[0], above)
    if len(line) < 2:
        return False
    known = sum(words.has("labels", s.text) or words.has("figures", s.text) for s in line)
    over = {(h.column, h.text) for h in above}
    again = [s for s in line if (s.column, s.text) in over]
    if again and known + len(again) >= len(line):  # a merged header cell written into every cell that it covered
        return True
    if line[0].column > left and not any(s.column == left for s in line):
        return known * 5 >= len(line) * 4 and not any(words.has("footers", s.text) for s in line)
    longest = max(_runs([s for s in above if s.row == row]) for row in {s.row for s in above})
    if _runs(line) > longest and known * 5 >= len(line) * 4:  # 预算数 决算数 over their items, without merges
        return True
    heads = sum(any(words.has(g, s.text) for g in ("labels", "indexes", "codes")) for s in line)
    return heads >= 2 and (heads + known) >= len(line)  # 收入 支出 over 项目 金额 项目 金额, without merges


def _runs(line: list[Spot]) -> int:
    """How many different cells, those that repeat their neighbour counted once."""
    return sum(1 for _ in itertools.groupby(line, key=lambda s: s.text))


def _under_first(spot: Spot, above: list[Spot]) -> bool:
    return bool(above) and above[0].column <= spot.column <= above[0].right


def header_rows(sight: Sight, start: int) -> tuple[list[Spot], int]:
    """The header cells that begin at ``start`` and the position of the row after them."""
    rows, words = sight.rows, sight.words
    spots = list(sight.lines[rows[start]])
    left = spots[0].column
    position = start + 1
    while position < len(rows) and position - start < _DEEPEST:
        line = sight.lines[rows[position]]
        if is_index_row(line, words):
            break
        covered = max((s.bottom for s in spots[1:]), default=0)
        clear = heading(line)
        if not (clear and rows[position] <= covered) and not _continues(line, spots, left, words):
            break
        spots += line
        position += 1
    return spots, position


def _reaches(spots: list[Spot]) -> dict[int, int]:
    """How far a header cell reaches whose merge was lost: over the cells to its right that only lower rows fill."""
    lines: dict[int, list[Spot]] = {}
    for spot in spots:
        lines.setdefault(spot.row, []).append(spot)
    reach: dict[int, int] = {}
    end = max(s.right for s in spots) + 1
    lower: set[int] = set()  # columns that a lower row fills
    for row in sorted(lines, reverse=True):
        line = sorted(lines[row], key=lambda s: s.column)
        # where another group begins or hangs down from above, a cell reaches no further
        higher = {c for s in spots if s.row < row <= s.bottom for c in range(s.column, s.right + 1)}
        higher |= {s.column for s in spots if s.row < row}
        for spot, stop in zip(line, [*(s.column for s in line[1:]), end], strict=True):
            last = spot.right
            if spot.right == spot.column and spot.column in lower:
                for at in sorted(c for c in lower if last < c < stop):
                    if at in higher:
                        break
                    last = at
            reach[id(spot)] = last
        lower |= {c for s in line for c in range(s.column, s.right + 1)}
    return reach


def columns_of(spots: list[Spot]) -> list[Column]:
    """One column for each lowest header cell, with the path of the cells above it."""
    reach = _reaches(spots)
    over: dict[int, list[Spot]] = {}
    for spot in sorted(spots, key=lambda s: (s.row, s.column)):
        for at in range(spot.column, reach[id(spot)] + 1):
            over.setdefault(at, []).append(spot)
    columns: list[Column] = []
    for at in sorted(over):
        own = [s for s in over[at] if at <= s.right]
        if not own:
            continue
        if columns and columns[-1].path[-1] is own[-1] and columns[-1].right == at - 1:
            columns[-1].right = at
        elif own[-1].column == at:  # else an empty column under a wide header
            columns.append(Column(at, at, _path([s for s in over[at] if s.row <= own[-1].row])))
    return columns


def _path(spots: list[Spot]) -> tuple[Spot, ...]:
    """Without repeats: some exports write a merged cell's text into every cell that it covered."""
    below = [*spots[1:], None]
    return tuple(s for s, n in zip(spots, below, strict=True) if n is None or s.text != n.text)


@dataclass(slots=True)
class Seen:
    """What stands in a column of the body."""

    numbers: int = 0
    texts: int = 0
    codes: int = 0
    years: int = 0
    totals: int = 0  # 合计 and the like: the words of a label column


_CODE = re.compile(r"\d{2,9}")


def look(columns: list[Column], lines: list[list[Spot]], words: Words) -> list[Seen]:
    """Count figures, texts and codes under each column."""
    where = {at: k for k, c in enumerate(columns) for at in range(c.left, c.right + 1)}
    seen = [Seen() for _ in columns]
    for line in lines:
        for spot in line:
            k = where.get(spot.column)
            if k is None:
                continue
            if spot.sort == "number":
                seen[k].numbers += 1
            elif spot.sort == "text":
                seen[k].texts += 1
                seen[k].totals += words.has("totals", spot.text)
            seen[k].years += spot.year
            seen[k].codes += bool(_CODE.fullmatch("".join(spot.text.split())))
    return seen


def give_roles(columns: list[Column], seen: list[Seen], words: Words) -> None:
    """Which columns hold labels, codes, 行次, figures and notes; blocks side by side begin at a label column."""
    block = 0
    named = any(words.has("items", c.head) for c in columns)
    figures = False  # has the present block any yet
    labelled = False
    for column, has in zip(columns, seen, strict=True):
        column.role = _role(column, has, words, figures, labelled, column is columns[0])
        if column.role == "label" and named and words.has("attributes", column.head) and not has.totals:
            column.role = "note"  # 项目名称 | 实施单位 | …: who does it is no part of the row's label
        if column.role in ("label", "code", "index"):
            if figures:
                block, figures, labelled = block + 1, False, False
            labelled = labelled or column.role == "label"
        elif column.role == "figure":
            figures = True
        column.block = block


def _role(column: Column, has: Seen, words: Words, figures: bool, labelled: bool, first: bool) -> Role:
    head = column.head
    filled = has.numbers + has.texts
    if words.has("codes", head) and has.codes >= has.texts + has.numbers - has.codes:
        return "code"
    if words.has("indexes", head) and has.texts <= has.totals:
        return "index"
    if first and filled and has.years == filled and words.has("years", head or "年份"):
        return "label"
    if has.numbers and has.texts * 2 <= has.numbers:
        return "figure"
    if words.has("notes", head):
        return "note"
    if has.texts:
        if first or not figures:
            return "figure" if labelled and words.has("figures", head) and has.numbers else "label"
        return "label" if words.has("labels", head) or has.totals else "note"
    if filled == 0 and words.has("labels", head) and not words.has("figures", head):
        return "label"
    if first and filled == 0 and not words.has("figures", head):
        return "label"
    return "label" if first and filled == 0 and words.has("labels", head) else "figure"
