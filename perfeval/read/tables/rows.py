"""Rows of a table as a hierarchy: 其中, numbering, codes, indentation and the order of the profile, read once."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from perfeval.model import Row
from perfeval.read.labels import clean, is_memo
from perfeval.read.tables.words import Kind, Words

_RANKS: tuple[re.Pattern[str], ...] = (
    re.compile(r"第[一二三四五六七八九十]+[部章]分?"),
    re.compile(r"[一二三四五六七八九十]{1,3}[、.,．]"),
    re.compile(r"[(（][一二三四五六七八九十]{1,3}[)）]"),
    re.compile(r"\d{1,2}[、.．](?!\d)"),
    re.compile(r"[(（]\d{1,2}[)）]|\d{1,2}[)）]"),
    re.compile(r"[①-⑳]"),
)
_GRAND = re.compile(r".*(?:总计|共计)")


@dataclass(slots=True)
class Entry:
    """A row with what its print says about its place."""

    row: Row
    printed: str
    rank: int | None
    indent: int
    memo: bool
    total: bool
    first: bool = False  # number one of its list
    holds: bool = False  # a numbered row with rows without number under it
    holder: bool = False  # its 其中 rows stand under it, so that the profile's place for it does not count


def entry_of(row: Row, printed: str, words: Words) -> Entry:
    memo = is_memo(printed)
    bare = re.sub(r"^其中[:：、,，]?\s*", "", printed.strip())
    rank = next((k for k, p in enumerate(_RANKS) if p.match(bare)), None)
    lead = printed[: len(printed) - len(printed.lstrip())]
    indent = sum(2 if c in "　\t" else 1 for c in lead)
    total = words.has("totals", printed) and not memo
    first = bool(re.match(r"[(（]?[一1①]\D", unicodedata.normalize("NFKC", bare) + " ")) or bare.startswith("①")
    return Entry(row, printed, rank, indent, memo, total, first and rank is not None)


def arrange(entries: list[Entry], kind: Kind) -> None:
    """Give every row its role, its parent and whether its parts add up to it."""
    _by_code(entries) if _coded(entries) else _by_print(entries)
    _by_profile(entries, kind)
    _totals(entries, kind)
    parts: dict[int | None, list[str]] = {}
    for entry in entries:
        parts.setdefault(entry.row.parent, []).append(entry.row.role)
    for index, entry in enumerate(entries):
        copied = entry.row.role == "total" and parts.get(index) == [
            "total"
        ]  # 总计 of 本年支出合计: 结转 stands elsewhere
        entry.row.full = (entry.row.full or entry.row.name in kind.full) and not copied
    done: set[int] = set()
    for index in range(len(entries)):
        _lengthen(entries, index, done)


def _coded(entries: list[Entry]) -> bool:
    return sum(e.row.code is not None for e in entries) * 2 >= len(entries) > 0


def _by_code(entries: list[Entry]) -> None:
    """类 3 digits, 款 5, 项 7: the parent is the longest code above that this one begins with."""
    known: dict[str, int] = {}
    for index, entry in enumerate(entries):
        code = entry.row.code
        if code is None:
            entry.row.role = "total" if entry.total else "item"
            continue
        for cut in range(len(code) - 1, 1, -1):
            if code[:cut] in known:
                entry.row.parent = known[code[:cut]]
                break
        known[code] = index
    for index in {e.row.parent for e in entries if e.row.parent is not None}:
        entries[index].row.full = True  # a 类 is the sum of its 款, a 款 of its 项


def _mark_holders(entries: list[Entry]) -> None:
    """一、本年收入, 一般公共预算, 政府性基金预算, 二、上年结转: rows without number between two numbers are parts."""
    holding: set[int] = set()
    last: int | None = None
    between = False
    for entry in entries:
        if entry.total:
            last, between = None, False
        elif entry.rank is None:
            between = between or not entry.memo
        else:
            if between and last == entry.rank and not entry.first:  # 1 again: the row between heads a new list
                holding.add(entry.rank)
            last, between = entry.rank, False
    for entry in entries:
        entry.holds = entry.rank in holding


def _by_print(entries: list[Entry]) -> None:
    _mark_holders(entries)
    open_rows: list[int] = []  # the rows that may take children, outermost first
    lists: dict[int, int] = {}  # a row without number -> the rank of the numbered list under it
    memo_under: int | None = None
    for index, entry in enumerate(entries):
        if entry.total:
            entry.row.role = "total"
        if entry.memo:
            memo_under = _memo_parent(entries, index, open_rows)
        elif memo_under is not None and not _stays(entries, index, memo_under):
            memo_under = None
        if memo_under is not None:
            entry.row.role = "memo"
            entry.row.parent = _inside(entries, index, memo_under)
            # a numbered memo may have parts of its own
            open_rows = [*[k for k in open_rows if k <= memo_under], index]
            continue
        while open_rows and not _opens(entry, entries, open_rows[-1], index, lists):
            open_rows.pop()
        entry.row.parent = open_rows[-1] if open_rows else None
        if entry.row.parent is not None and entry.rank is not None:
            lists[entry.row.parent] = entry.rank
        open_rows.append(index)


def _opens(entry: Entry, entries: list[Entry], above: int, index: int, lists: dict[int, int]) -> bool:
    """Is this row part of the row ``above``: deeper, or in the numbered list that begins right under it."""
    upper = entries[above]
    if entry.rank is not None and upper.rank is None and not entry.total and upper.row.role != "memo":
        return lists.get(above) == entry.rank or (above == index - 1 and entry.first)
    return _deeper(entry, upper)


def _deeper(entry: Entry, above: Entry) -> bool:
    if entry.total or above.total:
        # under a total at the top of the table stands what follows it: _totals sees to that
        return above.total and entry.rank is not None and above.rank is not None and entry.rank > above.rank
    if above.row.role == "memo":
        return entry.rank is not None and above.rank is not None and entry.rank > above.rank
    if entry.rank is not None and above.rank is not None:
        return entry.rank > above.rank
    if entry.indent != above.indent:
        return entry.indent > above.indent
    return entry.rank is None and above.holds


def _memo_parent(entries: list[Entry], index: int, open_rows: list[int]) -> int | None:
    """其中 belongs to the row above it that is no 其中 itself, or is less indented or of a higher number."""
    for k in range(index - 1, -1, -1):
        above = entries[k]
        if above.row.role != "memo":
            return k
        if entries[index].indent > above.indent:
            return k
        own = entries[index].rank
        if own is not None and above.rank is not None and own > above.rank:
            return k
    return None


def _stays(entries: list[Entry], index: int, parent: int) -> bool:
    """Does this row, which does not say 其中 itself, go on with the 其中 rows above it."""
    entry, above = entries[index], entries[parent]
    if entry.total:
        return False
    memo = next((e for e in entries[parent + 1 :] if e.memo), None)
    if entry.rank is not None:
        lowest = above.rank if above.rank is not None else memo.rank - 1 if memo and memo.rank is not None else None
        return lowest is not None and entry.rank > lowest
    if _beyond(entry.row, above.row, [e.row for e in entries[parent + 1 : index] if e.row.parent == parent]):
        return False
    if above.rank is not None:
        return True
    if memo is not None and memo.indent > above.indent:
        return entry.indent > above.indent
    return True


def _beyond(row: Row, whole: Row, parts: list[Row]) -> bool:
    """Is a row that does not say 其中 no part any more, in every column of figures: it is more than the whole, or the
    parts above it make the whole already."""
    upper, own, above = _figures(whole), _figures(row), [_figures(part) for part in parts]
    both = [
        (own[c], upper[c], sum(part.get(c, Decimal()) for part in above))
        for c in own
        if c in upper and own[c] and upper[c] > 0
    ]
    return bool(both) and all(n > most or (n > 0 and reached >= most) for n, most, reached in both)


def _figures(row: Row) -> dict[tuple[str, ...], Decimal]:
    return {c.column: n for c in row.cells if isinstance(n := c.leaf.number, Decimal)}


def _inside(entries: list[Entry], index: int, parent: int) -> int:
    """The row of a list of 其中 that this one is part of: 其中：（一）…, （二）… with its 1., 2.; else the whole's."""
    own = entries[index].rank
    for k in range(index - 1, parent, -1):
        above = entries[k].rank
        if own is None or above is None:
            break
        if above < own:
            return k
    return parent


def _by_profile(entries: list[Entry], kind: Kind) -> None:
    """Where the profile says which row is part of which, that counts."""
    for index, entry in enumerate(entries):
        for taken in range(index + 1, len(entries)):
            name = entries[taken].row.name
            if name not in kind.takes.get(entry.row.name, ()):
                break
            # the same label stands above for the whole; here it is the part of this row
            entries[taken].row.name = f"{entry.row.name}/{name}"
            entries[taken].row.parent = index
    if not kind.parents:
        return
    held = {e.row.parent for e in entries if e.memo}
    where: dict[str, int] = {}
    for index, entry in enumerate(entries):
        where.setdefault(entry.row.name, index)
    for index, entry in enumerate(entries):
        if entry.row.name not in kind.parents:
            continue
        parent = kind.parents[entry.row.name]
        if not parent and index in held:
            entry.holder = True
            continue  # 流动资产合计 with 其中 rows under it: here it is the addend, not they
        while parent and parent not in where:
            parent = kind.parents.get(parent, "")
        entry.row.parent = where[parent] if parent and where[parent] != index else None
        if entry.row.parent is None and entry.row.role == "memo":
            entry.row.role = "item"


def _totals(entries: list[Entry], kind: Kind) -> None:
    """合计, 小计 and 总计 become the parents of the rows that they sum up."""
    totals = [k for k, e in enumerate(entries) if e.row.role == "total" and not _placed(e, kind)]
    # 流动资产合计, 其中：…, then other rows and their 资产总计: its parts are those 其中
    own = len(totals) > 1 and not _bare(entries[0]) and any(e.memo and e.row.parent == 0 for e in entries)
    if totals and totals[0] == 0 and not own:
        _opening(entries, totals, kind)
    elif totals:
        _closing(entries, totals, kind)


def _placed(entry: Entry, kind: Kind) -> bool:
    """Has the profile given it its place; not if what it is a part of does not stand in this table."""
    if entry.holder or entry.row.name not in kind.parents:
        return False
    return entry.row.parent is not None or not kind.parents[entry.row.name]


def _bare(entry: Entry) -> bool:
    """合计 or 总计 of the whole table, not of a group in it (人员经费合计)."""
    name = clean(entry.printed)
    return name in ("合计", "共计") or _GRAND.fullmatch(name) is not None


def _opening(entries: list[Entry], totals: list[int], kind: Kind) -> None:
    """The total stands first: the rows after it are its parts, other totals among them too."""
    grand = 0 if _bare(entries[0]) else None
    group: int | None = None
    for index, entry in enumerate(entries):
        if entry.row.parent is not None or index == grand or _placed(entry, kind):
            continue
        if _beside(entry, entries[0]):  # 一、… 合计, then 二、…: not a part of it
            grand, group = None, index if index in totals else None
            continue
        if index in totals and grand is None and _bare(entry):
            for k in (k for k in range(index) if entries[k].row.parent is None):
                entries[k].row.parent = index
        elif index in totals:
            entry.row.parent, group = grand, index
        else:
            entry.row.parent = grand if group is None or entry.row.code is not None else group
    parents = {e.row.parent for e in entries}
    for index in totals:
        entries[index].row.full = entries[index].row.full or index in parents


def _beside(entry: Entry, total: Entry) -> bool:
    return entry is not total and total.rank is not None and entry.rank is not None and entry.rank <= total.rank


def _closing(entries: list[Entry], totals: list[int], kind: Kind) -> None:
    """The total stands last: the rows since the last total are its parts, and that total too if this one is grander."""
    loose: list[int] = []
    for index, entry in enumerate(entries):
        if entry.row.parent is not None or _placed(entry, kind):
            continue
        if index not in totals:
            loose.append(index)
            continue
        closed = [i for i, k in enumerate(loose) if _closed(entries, k, entry)]
        cut = 0 if _bare(entry) else 1 + max(closed, default=-1)
        mine, loose = loose[cut:], loose[:cut]
        for k in mine:
            entries[k].row.parent = index
        entry.row.full = len(mine) > 1 or entry.row.name in kind.full
        loose.append(index)


def _closed(entries: list[Entry], index: int, total: Entry) -> bool:
    """A total that this one does not hold: 公用经费合计 holds no 人员经费合计, but it may hold a 小计."""
    small = clean(entries[index].printed) == "小计" and clean(total.printed) != "小计"
    return entries[index].row.role == "total" and not small


def _lengthen(entries: list[Entry], index: int, done: set[int]) -> None:
    """The path names the groups above a row; a 合计 is no group."""
    if index in done:
        return
    done.add(index)
    row = entries[index].row
    if row.parent is None or entries[row.parent].row.role == "total":
        return
    _lengthen(entries, row.parent, done)
    row.path = (*entries[row.parent].row.path, *row.path[-1:])


Side = Literal["收入", "支出"]


def side_of(header: str, labels: list[str]) -> Side | None:
    """收入 or 支出: by the header over the block, else by what most of its labels end with."""
    for text in (header, ""):
        income, spending = text.count("收入"), text.count("支出")
        if income != spending:
            return "收入" if income > spending else "支出"
    income = sum("收入" in t or "拨款" in t for t in labels)
    spending = sum("支出" in t for t in labels)
    return None if income == spending else "收入" if income > spending else "支出"
