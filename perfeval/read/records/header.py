"""The heading of an indicator table: where it stands, which lines are its, what stands over a column (指标表的表头)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from perfeval.read.lines import Lines, Slot
from perfeval.read.records.columns import LEVELS, VALUES, Column, with_roles
from perfeval.read.vocabulary import Words, plain

_WIDEST = 60  # labels side by side in a heading; more is a table of figures


@dataclass(slots=True)
class Header:
    """``top`` … ``bottom``: its lines. ``block``: the columns left of the levels (绩效指标, 年度绩效目标1)."""

    top: int
    bottom: int
    columns: list[Column] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    block: range | None = None

    def of(self, role: str) -> Column | None:
        for c in self.columns:  # asked for every role in every line
            if c.role == role:
                return c
        return None

    @property
    def left(self) -> int:
        return min(c.left for c in self.columns)

    @property
    def right(self) -> int:
        return max(c.right for c in self.columns)

    @property
    def name(self) -> Column:
        """The column of the indicators' names."""
        return self.of("level3") or self.columns[0]

    def roles(self) -> frozenset[str]:
        return frozenset(c.role for c in self.columns if c.role)


def find_headers(lines: Lines, words: Words) -> list[Header]:
    """Every indicator table's heading on the sheet, top to bottom."""
    found: list[Header] = []
    for row in lines.numbers:
        if found and row <= found[-1].bottom:
            continue
        if _is_heading(lines, row, words) and not _upper_half(lines, row, words):
            header = _header(lines, row, words, found[-1].bottom + 1 if found else 1)
            if header is not None and (_scores(header) or _by_place(lines, header)):
                found.append(header)
    return found


def _is_heading(lines: Lines, row: int, words: Words) -> bool:
    """At least two level labels, or one (or a name's label) with two labels of values beside it."""
    starting = lines.starting(row)
    if not 2 <= len(starting) <= _WIDEST or any(len(s.text) > 40 < len(plain(s.text)) for s in starting):
        return False
    roles = [words.columns.get(s.text) for s in starting]
    levels = {r for r in roles if r in LEVELS}
    values = {r for r in roles if r in VALUES}
    if len(levels) >= 2:
        return True
    if not levels and {"weight", "self_score"} <= values and any(words.text_heading.match(s.text) for s in starting):
        return _names_below(lines, row, starting)  # 资金管理情况 | 情况说明 | 分值 | 得分
    named = bool(levels) or any(words.fallbacks["level3"].get(s.text) for s in starting)
    if len(levels) == 1 and values:
        if len(values) >= 2 or len(levels) + len(values) == len(starting):
            return True
        below = [s for s, r in zip(starting, roles, strict=True) if r is None]  # 指标类别 | 指标 | 目标值 | 取值依据
        return "level3" not in levels and any(words.fallbacks["level3"].get(s.text) for s in below)
    # 年度绩效目标 | 预期目标 | 实际完成情况 heads a text, no indicators
    return named and len(values) >= 2 and len(values | {"x"}) > 2


def _names_below(lines: Lines, row: int, starting: list[Slot]) -> bool:
    """Does the first cell stand beside the lines below it, merged or not, and what they name right of it."""
    below = lines.after(row)
    first = lines.starting(below)[:1] if below is not None else []
    return bool(first) and first[0].left > starting[0].left and starting[1].left > first[0].right


def _upper_half(lines: Lines, row: int, words: Words) -> bool:
    """绩效指标 | 年度指标值 | 实际完成值 | 分值 over 一级指标 | 二级指标 | … : two lines of a heading, unmerged."""
    below = lines.after(row)
    starting = lines.starting(row)
    if below is None or any(words.columns.get(s.text) in LEVELS for s in starting):
        return False
    levels = [s for s in lines.starting(below) if words.columns.get(s.text) in LEVELS]
    values = [s for s in starting if words.columns.get(s.text) in VALUES and not lines.slot(below, s.left).filled]
    return len(levels) >= 2 and len(values) >= 2


def _scores(header: Header) -> bool:
    """Does the table measure anything; a list of questions and answers does not."""
    roles = {r.split(".")[0] for r in header.roles()}
    return bool(roles & {"target", "actual", "weight", "self_score", "raw_score"})


def _by_place(lines: Lines, header: Header) -> bool:
    """一级 | 二级 | 三级 | 指标解释 | 甲镇 | 乙镇 | … : a target for each place, none for the whole."""
    roles, name = header.roles(), header.of("level3")
    below = lines.after(header.bottom)
    if not {"level1", "level2", "explanation"} <= roles or name is None or below is None:
        return False
    places = [c for c in header.columns if c.left > name.right and c.path and not c.role]
    return len(places) > 1 and all(re.search(r"\d", lines.pick(below, c.span).text) for c in places)


def _header_words(slot: Slot, words: Words) -> bool:
    """Could this cell stand in a heading: a known label, part of a target, or a short word without figures."""
    text = slot.text
    if words.columns.get(text) or words.parts.get(text):
        return True
    return plain(text) == "名称" or any(s.get(text) for s in words.fallbacks.values())


def _band(lines: Lines, row: int, words: Words, first: int) -> tuple[int, int]:
    """The lines that the heading takes: merged cells hang down, parts stand below, groups stand above."""
    known = [s for s in lines.starting(row) if words.columns.get(s.text)]
    bottom = max((min(s.bottom, row + 3) for s in known), default=row)
    levels = [s for s in known if words.columns.get(s.text) in LEVELS]
    if levels and all(s.bottom == row for s in levels) and bottom > row + 2:
        bottom = row
    below = lines.after(bottom)
    if below is not None:
        starting = lines.starting(below)
        if bottom == row and _split_below(lines, row, below):
            bottom = below
        elif starting and all(_header_words(s, words) for s in starting) and not _is_heading(lines, below, words):
            roles = [words.columns.get(s.text) for s in starting]
            free = all(lines.slot(below, s.left).filled is False for s in levels if s.bottom < below)
            if free or any(plain(s.text) == "名称" for s in starting) or not any(r in LEVELS for r in roles):
                overlap = all(any(k.left <= s.left <= k.right for k in lines.slots(row)) for s in starting)
                bottom = below if (free or overlap) and len(starting) >= 1 else bottom
    top = row
    for _ in range(2):
        above = lines.before(top)
        if above is None or above < first or not _heads(lines, above, row, words):
            break
        top = above
    return top, bottom


def _heads(lines: Lines, above: int, row: int, words: Words) -> bool:
    """Does the line above belong to the heading: group labels over several of its columns, or cells hanging down."""
    starting = lines.starting(above)
    if not starting or any(len(plain(s.text)) > 20 for s in starting):
        return False
    if any(not s.starts and s.right >= starting[0].left for s in lines.filled(above)):  # a block's cell may run past
        return False
    if any(words.fields.get(s.text) in words.groups["goals"] for s in starting):
        return False
    known = [s for s in starting if words.columns.get(s.text) or words.fallbacks["level3"].get(s.text)]
    groups = [s for s in known if s.right > s.left or s.bottom >= row or not lines.slot(row, s.left).starts]
    # merges lost: 实际完成值, 分值, 得分 stand over blank cells
    lost = [s for s in known if not lines.slot(row, s.left).filled]
    groups = groups or (lost if len(lost) > 1 else [])
    hanging = [s for s in starting if s.bottom >= row]
    odd = [s for s in starting if s not in known and s not in hanging and s.right == s.left]
    return bool(groups) and len(odd) <= 1 and not any(words.fields.get(s.text) for s in odd)


def _split_below(lines: Lines, row: int, below: int) -> bool:
    """偏差原因分析 over 经费保障 | 制度保障 …, its merge lost: short words under it and the blanks after it."""
    starting = lines.starting(below)
    if len(starting) < 2 or any(len(plain(s.text)) > 8 or re.search(r"\d", s.text) for s in starting):
        return False
    under = []
    for s in starting:
        over = [h for h in lines.filled(row) if h.left <= s.left]
        if not over or (over[-1].right < s.left and over[-1].bottom > row):
            return False
        under.append(over[-1].left)
    return all(under.count(left) > 1 for left in under)


def _header(lines: Lines, row: int, words: Words, first: int) -> Header | None:
    top, bottom = _band(lines, row, words, first)
    rows = lines.between(top, bottom)
    slots = [s for r in rows for s in lines.slots(r) if s.starts and s.top >= top]
    block = _block(lines, rows, slots, words, bottom)
    inner = [s for s in slots if s.filled and not (block and s.left in block)]
    if not inner:
        return None
    left, right = min(s.left for s in inner), max(s.right for s in inner)
    columns: list[Column] = []
    group: tuple[str, ...] = ()  # 指标值 over 计划 | 实际, its merge lost: it stands over the blanks after it
    for c in range(left, right + 1):
        stack = _stack(lines, rows, c, top)
        path = tuple(s.text for s in stack)
        if not stack or stack[0].top == top:
            group = path[:1] if len(path) > 1 else ()
        elif len(path) == 1:
            path = (*group, *path)
        own = stack[-1] if stack else None
        if own is not None and own.left < c and columns and columns[-1].right == c - 1 and columns[-1].path == path:
            columns[-1] = replace(columns[-1], right=c)
            continue
        columns.append(Column("", c, c, path))
    columns = _ungrouped(columns)
    columns = with_roles([c for c in columns if c.path or lines.grid.right >= c.left], words)
    filled = [s for s in slots if s.filled]
    return _scored_texts(lines, Header(top, bottom, columns, filled, block), words)


def _scored_texts(lines: Lines, header: Header, words: Words) -> Header:
    """资金管理情况 | (no heading) | 情况说明 | 分值 | 得分: a block, what is named beside it is scored by a text."""
    block, *columns = header.columns
    text = next((c for c in columns if c.path and words.text_heading.match(c.path[-1])), None)
    below = lines.after(header.bottom)
    if text is None or below is None or any(c.role in LEVELS for c in header.columns):
        return header
    between = [c for c in columns if not c.path and c.left < text.left]
    names = [c for c in between if lines.pick(below, c.span).filled]
    if not names:
        return header
    roles = {names[0]: "level3", text: "completion_note"}
    columns = [replace(c, role=roles.get(c, c.role)) for c in columns]
    return replace(header, columns=columns, block=range(block.left, block.right + 1))


def _ungrouped(columns: list[Column]) -> list[Column]:
    """A column that stands only under a group's label while others there have labels of their own has no heading."""
    groups = {c.path[:-1] for c in columns if len(c.path) > 1}
    return [replace(c, path=()) if c.path and c.path in groups else c for c in columns]


def _stack(lines: Lines, rows: list[int], column: int, top: int) -> list[Slot]:
    """The filled heading cells over a column, top to bottom, each once."""
    stack: list[Slot] = []
    for r in rows:
        s = lines.slot(r, column)
        if s.filled and s.top >= top and all(s.corner != x.corner for x in stack):
            stack.append(s)
    return stack


def _block(lines: Lines, rows: list[int], slots: list[Slot], words: Words, bottom: int) -> range | None:
    """The merged cell left of the levels that runs down beside the table, or stands alone over blank cells."""
    levels = [s for s in slots if words.columns.get(s.text) in LEVELS]
    if not levels:
        levels = [s for s in slots if words.fallbacks["level3"].get(s.text) and s.bottom <= bottom]
    if not levels:
        return None
    first = min(s.left for s in levels)
    for s in sorted(slots, key=lambda s: -s.left):  # 类别 | 指标名称: the level above it, no block
        if s.right == first - 1 and s.bottom <= bottom and words.fallbacks["level1"].get(s.text):
            first = s.left
    beside = [s for r in rows for s in lines.slots(r) if s.right < first and s.filled]
    if any(words.beside.get(s.text) == "project" for s in beside):
        return None
    for s in beside:
        if words.columns.get(s.text):
            continue
        if s.bottom > bottom or words.block_column.match(s.text) or s.top < rows[0]:
            return range(min(x.left for x in beside), first)
    return None
