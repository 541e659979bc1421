"""表: scores, indicators, rows, forms and dossiers, as the pipeline passes them along. Standard library only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Literal

from perfeval.frozen import frozen
from perfeval.model.cells import Cell, Direction, Leaf, Measure, Pieces

Verdict = Literal["一致", "偏高", "偏低", "待核", "待补", "未复算", "不计分"]


@frozen
class Score:
    """建议得分 with its reasons: the closed interval that the rules admit, and one figure (contract 5).

    ``addable`` (可加分) is what the unit could still have claimed; perfeval never adds. ``live_…``: Excel expressions.
    """

    low: Decimal | None
    high: Decimal | None
    suggested: Decimal | None
    method: str
    verdict: Verdict
    explain: str
    addable: Decimal | None = None
    ratio: Decimal | None = None
    live_ratio: Pieces | None = None
    live_low: Pieces | None = None
    live_high: Pieces | None = None
    live_suggested: Pieces | None = None


@dataclass(slots=True)
class Points:
    """分值 printed in a title: 年度绩效目标1(40分), 产出指标(50分), 数量指标(20分)."""

    block: Decimal | None = None
    level1: Decimal | None = None
    level2: Decimal | None = None


@dataclass(slots=True)
class Indicator:
    """指标行. ``parent`` is the index of the ★ parent that this 其中 row belongs to; children carry no score."""

    level3: Leaf
    level1: Leaf | None = None
    level2: Leaf | None = None
    block: Leaf | None = None
    points: Points = field(default_factory=Points)
    target: Measure | None = None
    actual: Measure | None = None
    initial_target: Measure | None = None
    weight: Leaf | None = None
    self_score: Leaf | None = None  # the score that enters the total (折算)
    raw_score: Leaf | None = None  # the single one (单项), where the form has both
    review_score: Leaf | None = None
    coefficient: Leaf | None = None
    criteria: Leaf | None = None
    reason: Leaf | None = None
    other: list[tuple[str, Leaf]] = field(default_factory=list)
    parent: int | None = None
    score: Score | None = None

    @property
    def name(self) -> str:
        return " ".join(self.level3.text.split())


@dataclass(slots=True)
class Fund:
    """资金行. ``name`` is canonical (总额, 财政拨款, 上年结转, 其他资金 …); ``parent`` the total that it is part of."""

    row: Leaf
    name: str
    initial: Leaf | None = None
    budget: Leaf | None = None
    spent: Leaf | None = None
    weight: Leaf | None = None
    rate: Leaf | None = None
    self_score: Leaf | None = None
    reason: Leaf | None = None
    other: list[tuple[str, Leaf]] = field(default_factory=list)
    parent: int | None = None
    score: Score | None = None


@dataclass(slots=True)
class RowCell:
    """One figure of a table row. ``column``: header path as printed; ``name``: canonical column name."""

    column: tuple[str, ...]
    name: str
    leaf: Leaf


@dataclass(slots=True)
class Row:
    """A row of a matrix, key–value or funds block. ``path``: labels from the top group down to this row.

    ``name`` is canonical where forms.toml knows the label. ``role``: ``total`` 合计/总计/小计 row, ``memo`` a 其中 row
    (part of its parent, need not be complete), ``item`` otherwise. ``full``: the children of this row add up to it.
    """

    path: tuple[str, ...]
    name: str
    label: Leaf
    cells: list[RowCell] = field(default_factory=list)
    code: str | None = None
    side: Literal["收入", "支出"] | None = None
    role: Literal["item", "total", "memo"] = "item"
    parent: int | None = None
    full: bool = False

    def get(self, column: str) -> Leaf | None:
        return next((c.leaf for c in self.cells if c.name == column), None)


@dataclass(slots=True)
class Totals:
    """总分 of a form as printed, and as recomputed: ``low`` … ``high`` is what its rows may get, in points."""

    weight: Leaf | None = None
    self_score: Leaf | None = None
    review_score: Leaf | None = None
    self_grade: Leaf | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    suggested: Decimal | None = None
    grade: str | None = None
    live_suggested: Pieces | None = None
    bands: tuple[tuple[Decimal, str], ...] = ()  # 等级: the least score of each grade and its name


@dataclass(slots=True)
class Field:
    """A labelled text or number: 项目名称, 主管部门, 编制数 … ``name`` is canonical where forms.toml knows it."""

    label: str
    name: str
    leaf: Leaf
    label_cell: Cell | None = None


@dataclass(slots=True)
class Form:
    """One recognised form or table. ``kind`` is canonical, listed in docs/forms.md; rules address it by that name."""

    id: str
    kind: str
    file: str
    sheet: str
    range: str
    title: str = ""
    project: str | None = None
    unit: str | None = None  # 单位 named in the form
    year: int | None = None
    date: str | None = None  # 填报日期, ISO
    unit_of_amount: str | None = None
    complete: bool = True
    columns: frozenset[str] = frozenset()  # canonical names of the columns that the form has
    fields: list[Field] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    funds: list[Fund] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)
    notes: list[Leaf] = field(default_factory=list)  # 注, 说明, footnotes: what the form says of its own scoring
    title_cell: Cell | None = None

    @property
    def label(self) -> str:
        """How a check names the form: kind and project, never an index."""
        return f"{self.kind}·{self.project}" if self.project else self.kind

    def field_named(self, name: str) -> Leaf | None:
        return next((f.leaf for f in self.fields if f.name == name), None)


@dataclass(slots=True)
class SheetSeen:
    """What was seen of one sheet: the cells that nobody understood, so that nothing is left out in silence."""

    name: str
    unrecognised: list[Leaf] = field(default_factory=list)
    remark: str | None = None  # why a sheet gave nothing, or gave less than it holds
    hidden: bool = False


@dataclass(slots=True)
class Source:
    """An input file. ``unread`` is the one-line Chinese reason why it could not be read, None if it was.

    ``ours``: an annotated copy that came back, with what we have added to it; None: nobody has looked.
    ``not_understood``: no form was, or of one with indicators none; a remark says so.
    """

    file: str  # path relative to the folder given, with /
    path: Path
    sha256: str = ""
    unread: str | None = None
    remarks: list[str] = field(default_factory=list)
    sheets: list[SheetSeen] = field(default_factory=list)
    report: bool = False  # 写好的自评报告: held against the workbooks, not read as a form
    ours: bool | None = None
    not_understood: bool = False


@frozen
class Rate:
    """率值 that follows from the unit's tables (在职人员控制率 …), in percent: ``value`` rounded, ``exact`` not.

    ``says`` is the arithmetic (136/143=95.10%); ``operands`` name the figures, ``form`` is the id of the first one's
    form. ``direction``: 正向 or 反向.
    """

    name: str
    value: Decimal
    exact: Decimal
    says: str
    basis: str
    direction: Direction
    form: str
    operands: tuple[tuple[str, Leaf], ...]
    live: Pieces | None = None

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(dict.fromkeys(leaf.cell for _, leaf in self.operands))


@dataclass(slots=True)
class Dossier:
    """档案: all that one unit handed in for one year. ``previous`` is the same unit's last year, read-only (上年)."""

    unit: str
    year: int | None
    name: str  # folder name of its output: 单位_年度
    profile: str = "mof"
    code: str | None = None
    folder: str | None = None
    sources: list[Source] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)  # doubts of grouping, as 提示
    previous: Dossier | None = None
    rates: list[Rate] = field(default_factory=list)  # computed from the tables by the scoring stage

    def of_kind(self, kind: str) -> Iterator[Form]:
        return (f for f in self.forms if f.kind == kind)
