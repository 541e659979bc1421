"""The heading of an indicator table: which column is which, by what is printed over it (指标表的表头)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from perfeval.frozen import frozen
from perfeval.read.labels import clean
from perfeval.read.lines import Lines, Slot
from perfeval.read.vocabulary import Words, plain

LEVELS = ("level1", "level2", "level3", "level4")
TARGETS = ("target", "initial_target", "adjusted_target")
VALUES = frozenset(
    (*TARGETS, "actual", "weight", "self_score", "raw_score", "review_score", "finance_score", "coefficient")
) | {"criteria", "sign", "unit", "completion_rate", "reason"}
_NUMBER = re.compile(r"[\d.]+(?:分|%)?")
_WIDEST = 60  # labels side by side in a heading; more is a table of figures


@frozen
class Column:
    """A column of the table. ``role``: a key of [records.columns], "target.sign" and the like, "" where unknown.

    ``level``: the level that a 分值 column belongs to where a form has one for each level.
    """

    role: str
    left: int
    right: int
    path: tuple[str, ...]
    level: str | None = None

    @property
    def label(self) -> str:
        return "".join("/".join(p for p in self.path if p).split())

    @property
    def span(self) -> range:
        return range(self.left, self.right + 1)


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
            if header is not None and _scores(header):
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
    named = bool(levels) or any(words.fallbacks["level3"].get(s.text) for s in starting)
    if len(levels) == 1 and values:
        return len(values) >= 2 or len(levels) + len(values) == len(starting)
    # 年度绩效目标 | 预期目标 | 实际完成情况 heads a text, no indicators
    return named and len(values) >= 2 and len(values | {"x"}) > 2


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
    if not starting or any(len(plain(s.text)) > 20 for s in starting) or not all(s.starts for s in lines.filled(above)):
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
    for c in range(left, right + 1):
        stack = _stack(lines, rows, c, top)
        path = tuple(s.text for s in stack)
        own = stack[-1] if stack else None
        if own is not None and own.left < c and columns and columns[-1].right == c - 1 and columns[-1].path == path:
            columns[-1] = replace(columns[-1], right=c)
            continue
        columns.append(Column("", c, c, path))
    columns = _ungrouped(columns)
    columns = _with_roles([c for c in columns if c.path or lines.grid.right >= c.left], words)
    filled = [s for s in slots if s.filled]
    return Header(top, bottom, columns, filled, block)


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


def _role(path: tuple[str, ...], words: Words) -> str:
    """The role of a column by its heading, the lowest label first, then in the light of what stands above it."""
    if not path:
        return ""
    last, above = path[-1], path[:-1]
    if clean(last) == "名称" and above:
        return _role(above, words)
    parents = [words.columns.get(p) for p in above]
    part = words.parts.get(last)
    for parent in parents:
        if part and parent in (*TARGETS, "actual"):
            return f"{parent}.{part}"
    role = words.columns.get(last)
    if role is None and above:
        role = words.columns.get("".join(map(clean, path))) or words.columns.get(clean(last) + clean(above[-1]))
    if role in ("sign", "unit"):
        return f"target.{role}"
    if role is None and parents and parents[-1] is not None:
        return parents[-1] or ""
    return role or ""


def _with_roles(columns: list[Column], words: Words) -> list[Column]:
    columns = [replace(c, role=_role(c.path, words)) for c in columns]
    columns = _projects(columns, words)
    columns = _fallbacks(columns, words)
    columns = _weights(columns)
    columns = _deepest(_targets(columns))
    columns = _once(_reasons(columns, words))
    if not _has(columns, "review_score"):  # only the bureau of finance has reviewed it
        columns = [replace(c, role="review_score") if c.role == "finance_score" else c for c in columns]
    return columns


def _projects(columns: list[Column], words: Words) -> list[Column]:
    """单位名称 | 项目名称 | 预算数 | 年度目标 left of the levels: one table for many projects."""
    first = min((c.left for c in columns if c.role in LEVELS), default=0)
    named = {c: words.beside.get(c.path[-1]) for c in columns if c.path and c.left < first}
    if "project" not in named.values():
        return columns
    return [replace(c, role=f"beside.{named[c]}") if named.get(c) else c for c in columns]


def _has(columns: Iterable[Column], *roles: str) -> bool:
    return any(c.role in roles or c.role.split(".")[0] in roles for c in columns)


def _fallbacks(columns: list[Column], words: Words) -> list[Column]:
    """Labels that mean a role only where nothing else does: 指标名称, 完成情况, 备注."""
    wanted = [c for c in columns if not c.role and c.path and words.fallbacks["level3"].get(c.path[-1])]
    if len(wanted) > 1:  # 绩效指标 | 指标名称: the first names the whole block
        wanted = [c for c in wanted if c is wanted[-1] or not words.block_column.match(c.path[-1])]
    for i, c in enumerate(reversed(wanted)):
        missing = [r for r in ("level3", "level2", "level1") if not _has(columns, r)]
        if missing and (i == 0 or c.left < wanted[-1].left) and missing[0] == ("level3" if i == 0 else missing[0]):
            columns = [replace(x, role=missing[0]) if x is c else x for x in columns]
    for role in ("level1", "actual", "target", "criteria", "reason"):
        if _has(columns, role) or (role == "reason" and not _has(columns, "actual", "self_score")):
            continue
        if role in ("actual", "target") and not _has(
            columns, "target", "initial_target", "weight", "self_score", "actual"
        ):
            continue
        for c in columns:
            if not c.role and c.path and words.fallbacks[role].get(c.path[-1]):
                columns = [replace(x, role=role) if x is c else x for x in columns]
                break
    return columns


def _targets(columns: list[Column]) -> list[Column]:
    """年初 and 调整 beside each other are two targets; 年初目标值 alone is the target."""

    def rename(old: str, new: str) -> None:
        nonlocal columns
        columns = [replace(c, role=c.role.replace(old, new, 1)) if c.role.split(".")[0] == old else c for c in columns]

    if _has(columns, "adjusted_target"):
        if not _has(columns, "initial_target") and any(c.role in ("target", "target.value") for c in columns):
            plain_target = next(c for c in columns if c.role in ("target", "target.value"))
            columns = [replace(c, role="initial_target") if c is plain_target else c for c in columns]
        rename("adjusted_target", "target")
    elif _has(columns, "initial_target") and not any(c.role in ("target", "target.value") for c in columns):
        rename("initial_target", "target")
    if _has(columns, "target") and not any(c.role == "target" for c in columns):
        values = [c for c in columns if c.role == "target.value"]
        if not values:  # a column without heading may hold the values: told by its contents
            return columns
        columns = [replace(c, role="target") if c is values[0] else c for c in columns]
    return columns


def _weights(columns: list[Column]) -> list[Column]:
    """一级指标|分值|二级指标|分值|三级指标|分值: each belongs to the level before it, the last is the indicator's."""
    weights = [c for c in columns if c.role == "weight"]
    if len(weights) < 2:
        return columns
    seen: str | None = None
    result: list[Column] = []
    for c in columns:
        if c.role in LEVELS:
            seen = c.role
        if c.role == "weight" and c is not weights[-1] and seen in ("level1", "level2"):
            c = replace(c, role="points", level=seen)
        elif c.role == "weight" and c is not weights[-1]:
            c = replace(c, role="")
        result.append(c)
    return result


def _deepest(columns: list[Column]) -> list[Column]:
    """The deepest level is the indicator: with 四级 the third is another column, without 三级 the second is it."""
    if _has(columns, "level4"):
        return [
            replace(c, role="level3") if c.role == "level4" else replace(c, role="") if c.role == "level3" else c
            for c in columns
        ]
    if not _has(columns, "level3"):
        deepest = next((r for r in ("level2", "level1") if _has(columns, r)), None)
        return [replace(c, role="level3") if c.role == deepest else c for c in columns]
    return columns


def _reasons(columns: list[Column], words: Words) -> list[Column]:
    """偏差原因分析 over 经费保障 | 制度保障 | … | 原因说明: the reason is the one that says so, the rest are ticks."""
    group = [c for c in columns if c.role == "reason"]
    named = [c for c in group if words.columns.get(c.path[-1]) == "reason"]
    if len(group) < 2 or not named or (len(named) == len(group) and not any(len(c.path) > 1 for c in group)):
        return columns
    return [replace(c, role="") if c in group and c is not named[0] else c for c in columns]


def _once(columns: list[Column]) -> list[Column]:
    """One column a role: a second score column is the review's, further repeats are kept as other columns."""
    seen: set[str] = set()
    result: list[Column] = []
    for c in columns:
        if c.role in seen and c.role and c.role != "points":
            spare = "review_score" if c.role == "self_score" and "review_score" not in seen else ""
            c = replace(c, role=spare)
        seen.add(c.role)
        result.append(c)
    return result


def is_number(text: str) -> bool:
    """Is this heading no heading but a figure (a block's points in the column of scores)."""
    return bool(_NUMBER.fullmatch(plain(text)))
