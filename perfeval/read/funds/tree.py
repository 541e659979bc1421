"""Which fund is part of which (总额, 其中), and the funds once more as table rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from perfeval.model import Fund, Leaf, Row, RowCell
from perfeval.read.labels import clean, is_memo
from perfeval.read.vocabulary import Words

if TYPE_CHECKING:
    from perfeval.read.funds.heads import Head

_ALL_OF_IT = ("财政拨款", "一般公共预算")
_WHOLE = ("总额", "按收入性质分", "按支出性质分")


def _is_part_total(fund: Fund, words: Words) -> bool:
    """财政资金小计, 其他资金小计: totals of the rows below them, parts of the whole."""
    return bool(words.subtotal.get(fund.row.text)) or fund.name in ("按收入性质分", "按支出性质分")


def grow(funds: list[Fund], sides: Sequence[int], words: Words) -> None:
    """Set ``parent``: a row below a total is its part; 其中 opens a level; a 合计 at the foot takes the 小计 rows."""
    if _footed(funds, words):
        return
    whole = next((i for i, f in enumerate(funds) if f.name == "总额"), None)
    open_total: dict[int, int] = {}  # by the column of the label: two blocks may stand side by side
    above: dict[int, int] = {}
    for i, fund in enumerate(funds):
        side = sides[i]
        if fund.name == "总额":
            if whole is not None and i != whole:
                fund.parent = None
            open_total.clear()
            open_total[side] = i
            above[side] = i
            continue
        if _is_part_total(fund, words):
            fund.parent = whole
            open_total[side] = i
            above[side] = i
            continue
        base = _nearest(open_total, side)
        parent = base if base is not None else (whole if whole is not None and whole < i else None)
        previous = above.get(side)
        if is_memo(fund.row.text) and previous is not None and previous != parent:
            parent = previous
        elif (
            previous is not None
            and previous != parent
            and funds[previous].parent not in (None, parent)
            and fund.name not in words.fund_top
        ):
            parent = funds[previous].parent
        fund.parent = parent
        above[side] = i
    if whole is not None and whole == len(funds) - 1 and whole > 1:  # 收入合计 at the foot
        for fund in funds[:whole]:
            fund.parent = whole if fund.parent is None else fund.parent
    else:
        _feet(funds, sides)
    _under(funds, sides, words)
    _structure_apart(funds, words)


def _feet(funds: list[Fund], sides: Sequence[int]) -> None:
    """A sum at the foot of tasks, another block below it; 收入合计 and 支出合计 at the feet of two columns."""
    totals = [i for i, f in enumerate(funds) if f.name == "总额"]
    for i in totals:
        over = [f for k, f in enumerate(funds[:i]) if sides[k] == sides[i] and f.parent is None and f.name != "总额"]
        if len(over) > 1 and (i + 1 == len(funds) or i + 1 in totals):
            for fund in over:
                fund.parent = i


def one_whole(funds: list[Fund], tasks: Collection[int], words: Words) -> None:
    """收入合计 over 支出合计, tasks over 支出总额: the one with points is the whole, or that which is not of tasks."""
    wholes = [i for i, f in enumerate(funds) if f.name == "总额" and f.parent is None]
    scored = [i for i in wholes if any(x is not None and x.number is not None for x in _points(funds[i]))]
    counting = scored if len(scored) == 1 else [i for i in wholes if i not in tasks and not _of_tasks(i, funds, words)]
    if not counting or (len(scored) != 1 and counting == wholes):
        return
    for i in wholes:
        if i < counting[0]:
            funds[i].name = clean(funds[i].row.text)


def _of_tasks(whole: int, funds: list[Fund], words: Words) -> bool:
    """Are its parts no kinds of money but names that nobody knows: tasks, projects."""
    parts = [f for f in funds if f.parent == whole]
    return len(parts) > 1 and not any(words.fund_rows.get(f.row.text) for f in parts)


def _points(fund: Fund) -> tuple[Leaf | None, ...]:
    return fund.weight, fund.self_score


def _footed(funds: list[Fund], words: Words) -> bool:
    """工资福利支出, …, 基本支出小计, 法律援助, …, 项目支出小计, 合计: each sum stands below its parts."""
    sums = [i for i, f in enumerate(funds) if words.subtotal.get(f.row.text) and f.name != "总额"]
    last = len(funds) - 1
    if not sums or sums[0] == 0 or funds[last].name != "总额" or sums[-1] != last - 1:
        return False
    if any(f.name == "总额" for f in funds[:last]) or any(b == a + 1 for a, b in pairwise(sums)):
        return False
    for i, fund in enumerate(funds[:last]):
        fund.parent = last if i in sums else next(s for s in sums if s > i)
    return True


def _under(funds: list[Fund], sides: Sequence[int], words: Words) -> None:
    """财政拨款, 一般公共预算, 政府性基金 one below the other: the budgets are parts of the 财政拨款."""
    above: int | None = None
    for i, fund in enumerate(funds):
        if fund.name in words.fund_under:
            above = i
        elif above is None or fund.name not in words.fund_under[funds[above].name] or sides[i] != sides[above]:
            above = None
        elif fund.parent == funds[above].parent:
            fund.parent = above


def _structure_apart(funds: list[Fund], words: Words) -> None:
    """资金来源: 财政性资金, 其他资金 / 资金结构: 基本支出, 项目支出: the total split once more, not added to it."""
    for whole in {f.parent for f in funds if f.parent is not None}:
        parts = [i for i, f in enumerate(funds) if f.parent == whole]
        split = [i for i in parts if funds[i].name in ("基本支出", "项目支出")]
        sources = [i for i in parts if i not in split]
        last = funds[sources[-1]].name if sources else ""
        first = bool(sources) and bool(split) and sources[-1] < split[0]
        # or the other way round: 基本支出, 项目支出, 财政拨款, 其他资金
        second = bool(sources) and bool(split) and split[-1] < sources[0] and funds[sources[0]].name in _ALL_OF_IT
        if len(split) == 2 and last in words.full_any and (first or second):
            for i in split:
                funds[i].parent = None


def _nearest(totals: dict[int, int], side: int) -> int | None:
    """The open total whose label stands at this column or left of it, the nearest one."""
    left = [s for s in totals if s <= side]
    return totals[max(left)] if left else (next(iter(totals.values()), None))


def table_rows(funds: list[Fund], cells: list[list[tuple[Head | None, Leaf]]], words: Words) -> list[Row]:
    """The funds as rows: path from the total down, column = heading as printed, () where a figure has no heading."""
    rows: list[Row] = []
    for i, fund in enumerate(funds):
        path: tuple[str, ...] = (fund.row.text,)
        parent = fund.parent
        while parent is not None and parent < i:
            path = (funds[parent].row.text, *path)
            parent = funds[parent].parent if funds[parent].parent != parent else None
        figures = []
        for head, value in cells[i]:
            column = head.path if head is not None else ()
            name = words.fund_column_names.get(head.role, clean(head.path[-1])) if head is not None else "全年预算数"
            figures.append(RowCell(column, name, value))
        children = [f for f in funds if f.parent == i]
        role = "total" if fund.name in _WHOLE or words.subtotal.get(fund.row.text) else "memo"
        rows.append(
            Row(
                path=path,
                name=fund.name,
                label=fund.row,
                cells=figures,
                role="total" if role == "total" else "memo" if is_memo(fund.row.text) else "item",
                parent=fund.parent,
                full=_full(children, words) or _sums_up(i, funds, words),
            )
        )
    return rows


def _sums_up(i: int, funds: list[Fund], words: Words) -> bool:
    """基本支出小计 below all its parts, 合计 below those."""
    parts = [(k, f) for k, f in enumerate(funds) if f.parent == i]
    sums = words.subtotal.get(funds[i].row.text) is not None and funds[i].name != "总额"
    below = bool(parts) and all(k < i for k, _ in parts)
    return below and (sums or all(words.subtotal.get(f.row.text) for _, f in parts))


def _full(children: list[Fund], words: Words) -> bool:
    """Do these parts add up to their total: they are listed to the last one (其他资金), or are a known pair."""
    names = frozenset(f.name for f in children)
    return (bool(names & words.full_any) and len(children) > 1) or any(pair <= names for pair in words.full_pairs)
