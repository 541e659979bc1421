"""报送情况: who should have handed in and who did, by 主管部门 and row by row of 应报清单.xlsx."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from perfeval.write.sheets import Book, Column, Link

State = Literal["", "已报", "未报", "重复", "读不了", "清单外"]
NAMED = 12  # units that a department's row names


@dataclass(frozen=True, slots=True)
class Expected:
    """A row of 应报清单.xlsx: who should have handed in what. ``folders``: the dossiers that came of it."""

    code: str
    unit: str
    department: str
    project_code: str
    project: str
    state: State = ""
    folders: tuple[str, ...] = ()
    note: str = ""


@dataclass
class Department:
    """A row of 报送情况."""

    name: str
    states: Counter[str] = field(default_factory=Counter)
    lacking: dict[str, list[str]] = field(default_factory=dict)

    def add(self, e: Expected) -> None:
        self.states[e.state] += 1
        if e.state in ("未报", "读不了", "重复"):
            name = f"{e.unit or e.code}（{e.project}）" if e.project else e.unit or e.code
            names = self.lacking.setdefault(e.state, [])
            if name not in names:
                names.append(name)

    @property
    def due(self) -> int:
        return sum(self.states.values()) - self.states["清单外"]

    @property
    def came(self) -> int:
        return self.states["已报"] + self.states["重复"]

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.came) / self.due if self.due else None

    def said(self) -> str:
        """Who is missing, to be read out or put into a reminder."""
        return "；".join(
            f"{state}：{_some(self.lacking[state])}" for state in ("未报", "读不了", "重复") if state in self.lacking
        )


def _some(names: Sequence[str]) -> str:
    more = f"等{len(names)}个" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more


def departments(expected: Sequence[Expected]) -> list[Department]:
    """By 主管部门 in the order of the list; what is not on the list has a row of its own."""
    found: dict[str, Department] = {}
    for e in expected:
        name = "（清单外）" if e.state == "清单外" else e.department or "（未写主管部门）"
        found.setdefault(name, Department(name)).add(e)
    return list(found.values())


def total(expected: Sequence[Expected]) -> Department:
    """The last row: all of them."""
    found = Department("合计")
    for e in expected:
        found.states[e.state] += 1
    return found


BY_DEPARTMENT = (
    Column("主管部门", 30, "wrap", lambda d: d.name),
    Column("应报", 8, "count", lambda d: d.due),
    Column("已报", 8, "count", lambda d: d.states["已报"]),
    Column("重复", 8, "count", lambda d: d.states["重复"]),
    Column("未报", 8, "count", lambda d: d.states["未报"]),
    Column("读不了", 8, "count", lambda d: d.states["读不了"]),
    Column("清单外", 8, "count", lambda d: d.states["清单外"]),
    Column("报送率", 9, "share", lambda d: d.share),
    Column("要催报、核实的单位", 80, "wrap", lambda d: d.said()),
)  # fmt: skip

LISTED = (
    Column("主管部门", 22, "wrap", lambda e: e.department),
    Column("单位代码", 11, "text", lambda e: e.code),
    Column("单位名称", 28, "wrap", lambda e: e.unit),
    Column("项目代码", 14, "text", lambda e: e.project_code),
    Column("项目名称", 28, "wrap", lambda e: e.project),
    Column("报送情况", 9, "centre", lambda e: e.state),
    Column("结果文件夹", 26, "wrap", lambda e: Link(f"{e.folders[0]}/", e.folders[0]) if e.folders else None),
    Column("说明", 46, "wrap", lambda e: e.note),
)
LOOKS = {
    "未报": {"font_color": "#C00000", "bg_color": "#FDE9E7"},
    "读不了": {"font_color": "#C00000", "bg_color": "#FDE9E7"},
    "重复": {"font_color": "#9C5700", "bg_color": "#FFF4CE"},
    "清单外": {"font_color": "#9C5700", "bg_color": "#FFF4CE"},
}


def reported(book: Book, expected: Sequence[Expected]) -> None:
    """The sheets 报送情况 (by 主管部门) and 报送明细 (the list)."""
    said = "对照 应报清单.xlsx；清单一行算一份。报送率＝（已报＋重复）÷应报；清单外＝报来了但清单上没有"
    book.table("报送情况", said, BY_DEPARTMENT, departments(expected), total=total(expected))
    said = "清单的每一行；读不了的见“未能读取的文件”"
    book.table("报送明细", said, LISTED, expected, looks=(5, LOOKS))
