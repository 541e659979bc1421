"""A matrix: 行标签 × 栏目. Finds where one begins and ends, and gives its rows as labels, code and figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from perfeval.model import Cell
from perfeval.read.tables.aside import set_aside
from perfeval.read.tables.header import (
    Column,
    Header,
    columns_of,
    give_roles,
    header_rows,
    is_footer,
    is_index_row,
    look,
    only_captions,
)
from perfeval.read.tables.sight import Sight, Spot, heading
from perfeval.read.tables.words import Words

_PEEK = 30
_NEAR = 8
_CORNER = 3  # label columns that an empty corner may hold
_LONG = 45  # a single text longer than this is prose, not a label
_TITLE = re.compile(r"(?:表|情况|明细)\s*(?:[(（].*[)）])?\s*[:：]?$")
_SECTION = re.compile(r"^\s*(?:附?[件表]|第?[一二三四五六七八九十]+[、部]|[(（][一二三四五六七八九十]+[)）])")
_NOTES = re.compile(r"(?:说明|注释|附注|解释)\s*[:：]?$")
_LEADING_CODE = re.compile(r"[\[【(（]?(\d{3}(?:\d{2}){0,3})[\]】)）]?[\s　—-]*(?=\D)")


@dataclass(slots=True)
class RawRow:
    """One printed line of one block: the label cells left to right, its code, and a cell for each figure column."""

    row: int
    labels: list[Spot]
    code: str | None
    cells: list[tuple[Column, Cell]]
    block: int = 0


@dataclass(slots=True)
class Matrix:
    """行标签 × 栏目: a heading over lines of labels and figures."""

    header: Header
    lines: list[int]  # body rows, by number
    end: int  # position in sight.rows of the first row that is no part of it
    rows: list[RawRow] = field(default_factory=list)

    @property
    def blocks(self) -> int:
        return self.header.columns[-1].block + 1

    @property
    def printed(self) -> list[tuple[int, tuple[str, ...]]]:
        """Where its columns stand and what their headers say."""
        return [(c.left, c.texts) for c in self.header.columns]

    def side_by_side(self) -> list[Matrix]:
        """Each block as a matrix of its own."""
        parts: list[Matrix] = []
        for number in range(self.blocks):
            columns = [replace(c, block=0) for c in self.header.columns if c.block == number]
            left, right = columns[0].left, columns[-1].right
            spots = [s for s in self.header.spots if left <= s.column <= right]
            rows = [replace(r, block=0) for r in self.rows if r.block == number]
            parts.append(Matrix(replace(self.header, columns=columns, spots=spots), self.lines, self.end, rows))
        return parts


def begins_at(sight: Sight, position: int) -> bool:
    """Does a matrix begin at this row: judged by its first rows, nothing is claimed."""
    head = _header(sight, position)
    if head is None:
        return False
    lines, _ = _body(sight, head, _PEEK)
    _settle(sight, head, lines)
    return _is_matrix(sight, head, lines, titled=False)


def matrix_at(sight: Sight, position: int, *, titled: bool = False) -> Matrix | None:
    """The matrix whose header begins at this row, None if none does."""
    head = _header(sight, position)
    if head is None:
        return None
    lines, end = _body(sight, head, _PEEK)
    if len(lines) == _PEEK:  # long: only now look at all of it
        if not _is_matrix(sight, head, lines, titled):
            return None
        lines, end = _body(sight, head)
    _settle(sight, head, lines)
    if not _is_matrix(sight, head, lines, titled):
        return None
    return finish(sight, Matrix(head, lines, end))


def finish(sight: Sight, matrix: Matrix) -> Matrix:
    """Read the rows and take the cells."""
    set_aside(sight, matrix.header.columns, matrix.lines)
    matrix.rows = _rows(sight, matrix)
    _claim(sight, matrix)
    return matrix


def _header(sight: Sight, position: int) -> Header | None:
    words = sight.words
    first = sight.lines[sight.rows[position]]
    if len(first) < 2 or not heading(first) or only_captions(first, words):
        return None
    if len({s.label for s in first}) == 1:  # 其中 | | 其中 | : pairs side by side
        return None
    listed = sum(words.has("figures", s.text) for s in first) >= 2  # 序号 | 项目名称 | 实施单位 | 预算数 | 执行数
    asked = [not listed and words.field_names.get(s.text) is not None and not _heading(s, words) for s in first]
    if asked[0] and not words.has("figures", first[1].text):  # 主管部门 | … : a label with its value
        return None
    if any(a and not words.has("figures", s.text) for a, s in zip(asked[2:], first[2:], strict=True)):
        return None
    if not _promising(sight, position):
        return None
    spots, body = header_rows(sight, position)
    header = Header(position, body, columns_of(spots), spots)
    while header.body < len(sight.rows) and is_index_row(sight.lines[sight.rows[header.body]], words):
        sight_line = sight.lines[sight.rows[header.body]]
        header.spots = header.spots + sight_line
        header.body += 1
    corner = spots[0]
    lowest = max((s.bottom for s in spots if s is not corner and s.row == corner.row), default=corner.bottom)
    if corner.bottom > lowest and corner.bottom > sight.rows[header.body - 1]:
        header.limit = corner.bottom
    _settle_columns(sight, header, _sample(sight, header.body))
    return header


def _heading(spot: Spot, words: Words) -> bool:
    return any(words.has(group, spot.text) for group in ("labels", "codes", "indexes"))


def _sample(sight: Sight, position: int) -> list[list[Spot]]:
    """Rows with figures soon below the header, down to what looks like the end of the table."""
    sample: list[list[Spot]] = []
    for row in sight.rows[position : position + _PEEK]:
        line = sight.lines[row]
        if is_footer(line[0], sight.words) or only_captions(line, sight.words):
            break
        if len(line) == 1 and _TITLE.search(line[0].text):
            break
        if any(s.sort == "number" for s in line):
            sample.append(line)
    return sample


def _promising(sight: Sight, position: int) -> bool:
    """A word that heads figures, or a figure soon below: without either no table is looked for."""
    if any(sight.words.has("figures", s.text) for s in sight.lines[sight.rows[position]][:_PEEK]):
        return True
    below = sight.rows[position + 1 : position + 1 + _NEAR]
    return any(s.sort == "number" for row in below for s in sight.lines[row][:_PEEK])


def _settle_columns(sight: Sight, header: Header, lines: list[list[Spot]]) -> None:
    """Columns without a header cell (an empty corner) join, then every column gets its role."""
    header.columns = [c for c in header.columns if c.path]
    covered = {at for c in header.columns for at in range(c.left, c.right + 1)}
    left = min(covered)
    spare = {s.column for line in lines for s in line if s.column not in covered and s.column >= left - _CORNER}
    header.columns = sorted([*header.columns, *(Column(at, at, ()) for at in spare)], key=lambda c: c.left)
    give_roles(header.columns, look(header.columns, lines, sight.words), sight.words)


def _settle(sight: Sight, header: Header, lines: list[int]) -> None:
    _settle_columns(sight, header, [sight.lines[r] for r in lines[:400] if r in sight.lines])


def _body(sight: Sight, header: Header, most: int | None = None) -> tuple[list[int], int]:
    position = header.body
    lines: list[int] = []
    while position < len(sight.rows) and (most is None or len(lines) < most):
        row = sight.rows[position]
        if header.limit is not None and row > header.limit:
            break
        if _ends(sight, header, position):
            break
        lines.append(row)
        position += 1
    while lines and _heading_of_notes(sight.lines[lines[-1]]):
        lines.pop()
        position -= 1
    if header.limit is not None and not lines:  # a label holds rows that nobody has filled
        lines = list(range(header.limit, header.limit + 1))
    return lines, position


def _heading_of_notes(line: list[Spot]) -> bool:
    """…说明 alone in the last row: what follows below the table."""
    return len(line) == 1 and line[0].sort == "text" and _NOTES.search(line[0].text) is not None


def _ends(sight: Sight, header: Header, position: int) -> bool:
    """Is this row something else: a note, a caption, the header of the next table."""
    words = sight.words
    line = sight.lines[sight.rows[position]]
    first = line[0]
    inside = [s for s in line if header.left - _CORNER <= s.column <= header.right]
    if not inside or is_footer(first, words):
        return True
    if any(s.sort == "number" for s in line) and not (heading(line) and first.sort == "text"):
        return False
    if only_captions(line, words):
        return not any(words.has("totals", s.text) for s in line)
    if len(line) == 1 and first.sort == "text":
        wide = any(c.role == "figure" and first.column <= c.left <= first.right for c in header.columns)
        if wide or len(first.text) > _LONG:
            return True
        named = _TITLE.search(first.text) or _SECTION.search(first.text)
        return bool(named) and first.column <= header.left and _leads(sight, header, position)
    if words.field_names.get(first.text) and len(inside) > 1 and not words.has("labels", first.text):
        return any(s.sort == "text" for s in _figures(header, line))
    return _heads(sight, header, line)


def _leads(sight: Sight, header: Header, position: int) -> bool:
    """Do captions and then a header follow this title."""
    for row in sight.rows[position + 1 : position + 5]:
        line = sight.lines[row]
        if len(line) > 1 and not only_captions(line, sight.words):
            titled = _TITLE.search(sight.lines[sight.rows[position]][0].text) is not None
            return _heads(sight, header, line) or _opens(sight, line, titled)
        if line[0].sort != "text":
            return False
    return False


def _opens(sight: Sight, line: list[Spot], titled: bool) -> bool:
    """项目 | 金额 … or 收入 | 支出: a row of header words only, the first of them over labels."""
    words = sight.words
    first = titled or words.has("labels", line[0].text) or words.has("codes", line[0].text)
    return first and all(
        s.sort == "text" and any(words.has(g, s.text) for g in ("labels", "figures", "codes", "indexes", "notes"))
        for s in line
    )


def _figures(header: Header, line: list[Spot]) -> list[Spot]:
    spans = [(c.left, c.right) for c in header.columns if c.role == "figure"]
    return [s for s in line if any(left <= s.column <= right for left, right in spans)]


def _heads(sight: Sight, header: Header, line: list[Spot]) -> bool:
    """Does this row look like a header: words where the table has figures."""
    if not heading(line) or len(line) < 2:
        return False
    texts = _figures(header, line)
    known = sum(sight.words.has("figures", s.text) for s in texts)
    return (len(texts) >= 2 and known * 2 >= len(texts)) or (bool(texts) and known == len(texts) == len(line) - 1)


def _is_matrix(sight: Sight, header: Header, lines: list[int], titled: bool) -> bool:
    figures = [c for c in header.columns if c.role == "figure"]
    if not figures:
        return False
    words = sight.words
    known = sum(any(words.has("figures", s.text) for s in c.path) for c in figures)
    numbers = sum(s.sort == "number" for r in lines[:400] for s in _figures(header, sight.lines.get(r, [])))
    rows = sum(any(s.sort == "number" for s in sight.lines.get(r, [])) for r in lines[:400])
    if numbers:
        return known * 2 >= len(figures) or (rows >= 2 and numbers >= rows)
    return known * 2 >= len(figures) and (titled or bool(lines)) and (titled or len(figures) >= 2)


def _rows(sight: Sight, matrix: Matrix) -> list[RawRow]:
    """Every body line, once for each block that it fills."""
    rows: list[RawRow] = []
    blocks = [[c for c in matrix.header.columns if c.block == b] for b in range(matrix.blocks)]
    for columns in blocks:
        carried: list[str] = []
        for row in matrix.lines:
            raw = _row(sight, columns, row, carried)
            if raw is not None:
                raw.block = columns[0].block
                rows.append(raw)
    return _stitched(rows) if len(blocks) > 1 else rows


def _stitched(rows: list[RawRow]) -> list[RawRow]:
    """公用经费合计 under two blocks with its figure under the second: one row, where the figure stands."""
    blank = {(r.row, r.block): r for r in rows if r.labels and not any(c.shown.strip() for _, c in r.cells)}
    gone: set[int] = set()
    for raw in rows:
        before = blank.get((raw.row, raw.block - 1))
        if before is not None and not raw.labels and raw.code is None:
            raw.labels = before.labels
            gone.add(id(before))
    return [r for r in rows if id(r) not in gone]


def _row(sight: Sight, columns: list[Column], row: int, carried: list[str]) -> RawRow | None:
    labels: list[Spot] = []
    digits: list[str] = []
    cells: list[tuple[Column, Cell]] = []
    filled = False
    for column in columns:
        spots = _spots(sight, column, row)
        own = [s for s in spots if s.row == row and s.column >= column.left]
        if column.role == "code":
            digits += _code_parts(spots, labels, column)
        elif column.role == "index":
            labels += [s for s in spots if s not in labels and sight.words.has("totals", s.text)]
        elif column.role == "label":
            labels += [s for s in spots if s not in labels and not any(s.text == other.text for other in labels)]
        else:
            filled = filled or bool(own)
            if own:
                cells.append((column, own[0].cell))
            elif column.role == "figure" and not _taken(sight, row, column.left):
                cells.append((column, sight.grid.at(row, column.left)))
    if not labels and not filled and not any(digits):
        return None
    code = _joined(digits, carried)
    if code is None and labels and (found := _LEADING_CODE.match(labels[-1].text)):
        code = found[1]
    return RawRow(row, labels, code, cells)


def _taken(sight: Sight, row: int, at: int) -> bool:
    """Does this position belong to a merged cell that begins elsewhere: a figure counts once, in its first row."""
    merge = sight.grid.merge(row, at)
    return merge is not None and (merge.top, merge.left) != (row, at)


def _spots(sight: Sight, column: Column, row: int) -> list[Spot]:
    found: list[Spot] = []
    for at in range(column.left, column.right + 1):
        spot = sight.over(row, at)
        if spot is not None and spot not in found:
            found.append(spot)
    return found


def _code_parts(spots: list[Spot], labels: list[Spot], column: Column) -> list[str]:
    """The digits of a code column; words in it (合计 over all code columns) are the row's label."""
    parts: list[str] = []
    for spot in spots:
        text = "".join(spot.text.split())
        if re.fullmatch(r"\d{1,9}(?:\.0)?", text):
            parts.append(text.removesuffix(".0"))
        elif spot.sort == "text" and not any(spot.text == other.text for other in labels):
            labels.append(spot)
    return parts or [""]


def _joined(parts: list[str], carried: list[str]) -> str | None:
    """类 + 款 + 项: what stands in the columns, an empty upper level being that of the rows above."""
    if not any(parts):
        return None
    if len(parts) == 1 or (len(set(parts)) == 1 and len(parts[0]) > 2):  # one, or one written into all
        return parts[0]
    last = max(k for k, p in enumerate(parts) if p)
    if parts[last].startswith(parts[0]) and len(parts[last]) > 3 and parts[0]:
        return parts[last]  # each column holds the whole code
    for k, part in enumerate(parts[: last + 1]):
        if not part and k < len(carried) and len(parts[last]) <= 3:
            parts[k] = carried[k]
    carried[:] = parts[: last + 1]
    return "".join(parts[: last + 1])


_ROLES = {"label": "行标签", "code": "科目编码", "index": "行次", "figure": "数", "note": "备注"}


def _claim(sight: Sight, matrix: Matrix) -> None:
    sight.claim("表头", *matrix.header.spots)
    role = {at: _ROLES[c.role] for c in matrix.header.columns for at in range(c.left, c.right + 1)}
    for row in matrix.lines:
        for spot in sight.lines.get(row, []):
            if matrix.header.left <= spot.column <= matrix.header.right:
                sight.claim(role.get(spot.column, "数"), spot)
