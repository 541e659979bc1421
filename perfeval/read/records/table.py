"""An indicator table as read, and small questions about its cells (指标表)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from perfeval.model import BLANKS, Indicator
from perfeval.read.lines import Lines, Slot
from perfeval.read.records.columns import Column
from perfeval.read.records.header import Header
from perfeval.read.vocabulary import plain

_NOUGHT = re.compile(r"0(?:\.0+)?%?")
_POINTS = re.compile(r"(\d{1,3}(?:\.\d+)?)分|[(\[【](?:分值|权重|共|满分)?[::]?(\d{1,3}(?:\.\d+)?)(?:分|%)?[)\]】]")


def points_in(text: str) -> Decimal | None:
    """The points that a level's or block's name carries: 产出指标(50分), 项目管理 13 分, 年度绩效目标1(80分)."""
    found = _POINTS.search(plain(text))
    return Decimal(found[1] or found[2]) if found else None


_CODE = re.compile(r"([A-Z]\d{0,3}|\d{1,2}(?:\.\d{1,2}){0,2})[.、．]?(?=[一-鿿“\"])")


@dataclass(slots=True)
class Table:
    """An indicator table as read. ``last``: its last line; ``totals``: the lines that sum it up; ``rough``: lines
    inside it that nobody understood."""

    header: Header
    indicators: list[Indicator] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    last: int = 0
    rough: list[int] = field(default_factory=list)
    ended: bool = False  # something below it says that it is over
    rows: list[int] = field(default_factory=list)  # the line of each indicator
    projects: list[dict[str, Slot]] = field(default_factory=list)  # of each, where one table lists many projects


def values_of(header: Header) -> list[Column]:
    """The columns that hold what an indicator says: no level, no number, nothing of the project left of it."""
    none = ("level1", "level2", "level3", "number")
    return [c for c in header.columns if c.role not in none and not c.role.startswith("beside.")]


def strange(own: dict[str, Slot], header: Header) -> bool:
    """Do the values look like nothing that an indicator has: prose where 分值 and 得分 should be."""
    texts = [plain(own[r].text) for r in ("weight", "self_score") if r in own]
    odd = [t for t in texts if not re.search(r"\d", t) and t not in BLANKS and len(t) > 6]
    return bool(texts) and len(odd) == len(texts)


def nought(lines: Lines, header: Header, row: int) -> bool:
    """经济成本指标 | 0 | 0.00% | 0 : a level without indicators, as a system prints it; / | / | / , as people do."""
    name = lines.pick(row, header.name.span)
    if not name.filled:
        return False
    own = [s for c in values_of(header) if (s := lines.pick(row, c.span)).filled and s.starts]
    if "".join(name.text.split()) in BLANKS:
        return all("".join(s.text.split()) in BLANKS for s in own)
    if not _NOUGHT.fullmatch(plain(name.text)):
        return False
    return all(_NOUGHT.fullmatch(plain(s.text)) for s in own if len(plain(s.text)) < 9)


def depth_of(text: str) -> int | None:
    """How deep the code before a name is: A 0, A1 1, A11 2; 1 0, 1.1 1, 1.1.1 2. None: no code."""
    found = _CODE.match(plain(text))
    if found is None:
        return None
    return len(found[1]) - 1 if found[1][0].isalpha() else found[1].count(".")


def deepest_code(lines: Lines, header: Header, rows: list[int]) -> int:
    """The depth of the indicators' codes where levels and indicators stand in one column; 0 where they do not."""
    if any(header.of(role) is not None for role in ("level1", "level2")):
        return 0
    names = [s.text for r in rows if (s := lines.pick(r, header.name.span)).filled and s.starts]
    depths = [d for text in names if (d := depth_of(text)) is not None]
    told = len(depths) > 2 and len(depths) * 5 >= len(names) * 4 and depths[0] == 0
    return max(depths) if told and max(depths) in (1, 2) and depths.count(max(depths)) > 1 else 0
