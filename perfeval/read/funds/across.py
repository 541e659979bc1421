"""Funds without rows of their own: sources side by side over their figures, amounts told in the text of one cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from perfeval.frozen import frozen
from perfeval.model import Fund, Leaf
from perfeval.read.fields import amount_unit_in
from perfeval.read.funds.heads import MONEY, Head, Headings, block_slot, is_figure
from perfeval.read.labels import clean
from perfeval.read.leaf import leaf as read_leaf
from perfeval.read.leaf import part_of
from perfeval.read.lines import Lines, Slot
from perfeval.read.totals import part_leaf
from perfeval.read.vocabulary import Words, plain

_LONGEST = 200
_TOLD = re.compile(
    r"(?:(?<=[。；;，,、（(\s:：])|^)(?:其中[:：]?)?\s*(?:[一二三四五六七八九十\d]{1,2}[、.．])?\s*(?P<label>[一-鿿（）()]{1,14}?)"
    r"\s*[:：为是]?\s*(?P<amount>\d[\d,]*(?:\.\d+)?\s*(?:万元|亿元|元)?)(?![\d.年月日%％个人])"
)
_AFTER = re.compile(r"[\s。；;，,、）)]*$")


@frozen
class Line:
    """A fund with its printed figures. ``label``: the cell that names it."""

    fund: Fund
    label: Slot
    cells: list[tuple[Head | None, Leaf]]


@frozen
class Across:
    """What was read in the lines from one to ``last``."""

    lines: list[Line]
    last: int
    unit: str | None
    headed: bool


def read_stacked(
    lines: Lines, words: Words, rows: Sequence[int], at: int, headings: Headings, unit: str | None
) -> Across | None:
    """转移支付预算数（A） | 5.8 | 预算执行率 | 100% over 转移支付执行数（B） | 5.8 : one fund in two lines.

    Or 预算金额 | 358 | 其中：财政资金 | 258 over 支出金额 | 354 | 其中：财政资金 | 258, with the sources in both lines.
    """
    if at + 1 >= len(rows) or all(words.fund_columns.get(s.text) != "budget" for s in lines.starting(rows[at])):
        return None
    pairs = [p for r in rows[at : at + 2] for p in headings.pairs(r)]
    roles = [words.fund_columns.get(label.text) for label, _ in pairs]
    if not pairs or not set(roles) <= {"budget", "spent", "rate", "self_score", None}:
        return None
    first = pairs[0][0]
    block = block_slot(lines, words, rows[at], first.left)
    named = block is not None and words.fund_block.get(block.text) is not None
    money = [(a.row, r) for (a, _), r in zip(pairs, roles, strict=True) if r in ("budget", "spent")]
    if money != [(rows[at], "budget"), (rows[at + 1], "spent")]:
        return None
    sources = [words.fund_rows.get(a.text) for (a, _), r in zip(pairs, roles, strict=True) if r is None]
    upper = sum(a.row == rows[at] and r is None for (a, _), r in zip(pairs, roles, strict=True))
    mirrored = len(sources) == 2 * upper and sources[:upper] == sources[upper:] and None not in sources
    if not mirrored or not (named or (upper and not [s for s in lines.filled(rows[at]) if s.right < first.left])):
        return None
    unit = (amount_unit_in(block.text) if block is not None else None) or unit
    made = [Line(Fund(row=read_leaf(first.cell), name="总额"), first, [])]
    row_of = {rows[at]: "budget", rows[at + 1]: "spent"}
    for (label, value), role in zip(pairs, roles, strict=True):
        kind = role or row_of[label.row]
        lines.claim(label, "资金行")
        lines.claim(value, words.fund_column_names[kind])
        line = made[0]
        if role is None:
            source = words.fund_rows.get(label.text) or ""
            known = next((x for x in made if x.fund.name == source), None)
            line = known or Line(Fund(row=read_leaf(label.cell), name=source), label, [])
            made += [] if known else [line]
        amount = read_leaf(value.cell, unit if kind in MONEY else None)
        setattr(line.fund, kind, amount)
        line.cells.append((Head(kind, label.left, value.right, (label.text,), label), amount))
    if block is not None:
        lines.claim(block, "资金")
    whole = made[0].fund.budget
    return Across(made, rows[at + 1], unit or (whole.unit if whole is not None else None), headed=False)


def read_sources(lines: Lines, words: Words, rows: Sequence[int], at: int, unit: str | None) -> Across | None:
    """合计 | 中央 | 省级 | 县区 over 86.4 | 40.2 | 12.6 | 33.6, or over lines 预算数, 执行数, … of such figures."""
    row = rows[at]
    known = [s for s in lines.starting(row) if words.fund_rows.get(s.text) and not is_figure(s.text)]
    if len(known) < 2:
        return None
    heads = [s for s in lines.starting(row) if known[0].left <= s.left]
    if words.fund_columns.get(heads[-1].text) == "reason":
        heads.pop()  # 说明
    if (
        len(heads) > 2 * len(known)
        or any(is_figure(s.text) for s in heads)
        or len({clean(s.text) for s in heads}) < len(heads)
    ):
        return None
    if any(b.left != a.right + 1 for a, b in pairwise(heads)):
        return None
    beside = [s for s in lines.filled(row) if s.corner not in {h.corner for h in heads}]
    found = list(_figures(lines, words, rows[at + 1 :], heads))
    labelled = sum(label is not None for _, _, label in found)
    if any(heads[0].left < s.left < heads[-1].right for s in beside) or not (beside or labelled > 1):
        return None
    if len(heads) > len(known) + 1 and labelled < 2:  # names of places among the sources
        return None
    if not found or not (len(heads) > 2 or any(words.fund_rows.get(s.text) == "总额" for s in heads)):
        return None
    unit = next((u for s in (*beside, *heads) if (u := amount_unit_in(s.text))), None) or unit
    for s in [*beside, *heads]:
        lines.claim(s, "资金表头")
    made = [_source(lines, words, s, found, unit) for s in heads]
    return Across(made, found[-1][0], unit, headed=True)


def _figures(
    lines: Lines, words: Words, below: Sequence[int], heads: Sequence[Slot]
) -> Iterator[tuple[int, str, Slot | None]]:
    """The lines of figures under the sources: each with the role that its label names, or one without a label."""
    columns = {(h.left, h.right) for h in heads}
    for row in below:
        starting = [s for s in lines.starting(row) if heads[0].left <= s.right and s.left <= heads[-1].right]
        labels = [s for s in lines.starting(row) if s.right < heads[0].left]
        if not _stand_in(starting, columns) or len(labels) > 1:
            return
        role = words.fund_columns.get(labels[0].text) if labels else "budget"
        if role is None or role == "source":
            return
        after = next(([s for s in lines.starting(r) if s.right >= heads[0].left] for r in below if r > row), [])
        if not labels and _stand_in(after, columns):
            return  # a table of many lines
        yield row, role, labels[0] if labels else None
        if not labels:
            return


def _stand_in(slots: Sequence[Slot], columns: set[tuple[int, int]]) -> bool:
    """Are they figures, each right in one of the columns."""
    return bool(slots) and all(is_figure(s.text) and (s.left, s.right) in columns for s in slots)


def _source(
    lines: Lines, words: Words, head: Slot, found: Sequence[tuple[int, str, Slot | None]], unit: str | None
) -> Line:
    fund = Fund(row=read_leaf(head.cell), name=words.fund_rows.get(head.text) or clean(head.text))
    cells: list[tuple[Head | None, Leaf]] = []
    for row, role, label in found:
        slot = lines.slot(row, head.left)
        name = words.fund_column_names.get(role, role)
        if label is not None:
            lines.claim(label, name)
        lines.claim(slot, name)
        value = read_leaf(slot.cell, unit) if role in MONEY else read_leaf(slot.cell)
        if not slot.filled:
            continue
        own = Head(role, label.left, label.right, (label.text,), label) if label is not None else None
        cells.append((own, value))
        if hasattr(fund, role) and role != "other":
            setattr(fund, role, value)
        else:
            fund.other.append((name, value))
    return Line(fund, head, cells)


def read_told(lines: Lines, words: Words, row: int, follows: bool, unit: str | None) -> Across | None:
    """项目资金 | 资金总额：58.6万元。其中：财政拨款50万元，其他资金8.6万元 : the amounts of one text, each a fund."""
    filled = lines.filled(row)
    if not filled or len(filled) > 2 or not filled[-1].starts or len(filled[-1].text) > _LONGEST:
        return None
    block = filled[0] if len(filled) == 2 else None
    if block is None or not words.fund_block.get(block.text):
        return None
    if not (block.starts or follows):
        return None
    text = filled[-1]
    told = [m for m in _TOLD.finditer(text.text) if words.fund_rows.get(m["label"])]
    if not told or not _AFTER.fullmatch(_between(text.text, told)):
        return None
    unit = amount_unit_in(block.text) or unit
    lines.claim(block, "资金")
    lines.claim(text, "资金行（金额写在文字里）")
    made = []
    for m in told:
        amount = read_leaf(part_of(text.cell, plain(m["amount"])), unit)
        label = part_leaf(text.cell, m["label"])
        fund = Fund(row=label, name=words.fund_rows.get(m["label"]) or m["label"], budget=amount)
        made.append(Line(fund, text, [(None, amount)]))
    return Across(made, row, unit, headed=False)


def _between(text: str, told: Sequence[re.Match[str]]) -> str:
    """What the text says besides its amounts: signs, and amounts of what nobody knows in brackets, say nothing."""
    rest = text
    for m in reversed(told):
        rest = rest[: m.start()] + rest[m.end() :]
    rest = _TOLD.sub("", rest)
    return re.sub(r"其中|[:：（(]|[一二三四五六七八九十\d]{1,2}[、.．]", "", rest)
