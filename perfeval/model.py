"""What the pipeline passes along: cells, forms, indicators, dossiers, scores, check results. Standard library only.

A leaf that is ``None`` stands for a column or row that the form does not have (不适用); a leaf whose text is blank
stands for one that is there and was not filled (空). The difference decides what a rule may say, so it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Literal

Severity = Literal["错误", "警告", "提示"]
Status = Literal["通过", "尾差", "不通过", "不适用"]
Kind = Literal["quantity", "percent", "date", "duration", "rank", "qualitative", "empty", "unparsed"]
Direction = Literal["正向", "反向", "期限", "名次"]
Verdict = Literal["一致", "偏高", "偏低", "待核", "待补", "未复算", "不计分"]
Raw = str | Decimal | bool | None

AMOUNT_UNITS: dict[str, Decimal] = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
BLANKS = frozenset({"", "—", "——", "-", "--", "–", "－", "/", "／", "\\", "无", "…", "……"})


class UnitMismatch(TypeError):
    """Amounts of different units met without a conversion: a bug of ours, never a finding."""


@dataclass(frozen=True, slots=True)
class Cell:
    """单元格. ``ref`` is the top left of the merged range ``merged`` ("B3:D3"; None: not merged).

    ``raw``: text, bool, None, or the stored number as its shortest decimal (a date is its ISO text).
    ``shown``: what the number format prints. ``formula``: without "=", None where there is none.
    """

    file: str
    sheet: str
    ref: str
    merged: str | None = None
    raw: Raw = None
    shown: str = ""
    formula: str | None = None

    def __str__(self) -> str:
        return f"{self.sheet}!{self.ref}"

    @property
    def address(self) -> str:
        """The address in result.json: ``file.xlsx|Sheet!A1``."""
        return f"{self.file}|{self.sheet}!{self.ref}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One printed value: its text as shown, its number (or ISO date) where it has one, and its cell.

    ``value`` is the number as written: 95% is 95 with unit "%" when it was typed as text; a cell that holds 0.95 under
    a percent format keeps its stored 0.95, unit "%" and ``percent_format`` True (text "95%"). ``decimals`` are those
    printed. ``unit`` of an amount is 元, 万元 or 亿元.
    """

    text: str
    value: Decimal | str | None
    cell: Cell
    unit: str | None = None
    decimals: int = 0
    percent_format: bool = False

    @property
    def number(self) -> Decimal | None:
        return self.value if isinstance(self.value, Decimal) else None

    @property
    def blank(self) -> bool:
        """空: nothing there, or one of the signs that people write for nothing."""
        return "".join(self.text.split()) in BLANKS

    @property
    def ratio(self) -> Decimal | None:
        """The number of a rate as a ratio (99% -> 0.99) where its unit says so; a bare number as it stands."""
        if self.number is None:
            return None
        return self.number / 100 if self.unit == "%" and not self.percent_format else self.number


@dataclass(frozen=True, slots=True)
class Amount:
    """金额: an exact number with its unit (元, 万元, 亿元); amounts of different units do not mix."""

    value: Decimal
    unit: str

    def to(self, unit: str) -> Amount:
        return Amount(self.value * AMOUNT_UNITS[self.unit] / AMOUNT_UNITS[unit], unit)

    def _same(self, other: Amount) -> None:
        if self.unit != other.unit:
            raise UnitMismatch(f"{self.unit} / {other.unit}")

    def __add__(self, other: Amount) -> Amount:
        self._same(other)
        return Amount(self.value + other.value, self.unit)

    def __sub__(self, other: Amount) -> Amount:
        self._same(other)
        return Amount(self.value - other.value, self.unit)

    def __lt__(self, other: Amount) -> bool:
        self._same(other)
        return self.value < other.value


@dataclass(frozen=True, slots=True)
class Measure:
    """指标值: a target or an actual, parsed. ``text`` joins sign + value + unit where the form splits them.

    ``value``: Decimal, ISO date text ("2021-12-31", month only "--10"), or None. ``op``: = ≥ ≤ > < or None (not
    printed). ``direction`` says how more compares; ``inferred`` is True where the words and not a sign said so.
    ``low``/``high`` are set for a range (±10%, 3–5天; its ``value`` is the text "3~5") and for one-sided actuals
    ("95%以上": low 95).
    """

    text: str
    value: Decimal | str | None
    cells: tuple[Cell, ...]
    op: Literal["=", "≥", "≤", ">", "<"] | None = None
    unit: str | None = None
    kind: Kind = "empty"
    direction: Direction | None = None
    inferred: bool = False
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def cell(self) -> Cell:
        """The cell that holds the value itself (of a split target: neither its sign nor its unit)."""
        return self.cells[0]

    @property
    def number(self) -> Decimal | None:
        return self.value if isinstance(self.value, Decimal) else None

    @property
    def blank(self) -> bool:
        return self.kind == "empty"


@dataclass(frozen=True, slots=True)
class Operand:
    """A cell inside an Excel formula: the formula computes with ``value`` = the cell's number × ``factor``.

    A text cell, or one of another workbook, is put on the sheet 取数 by the writer; ``value`` is then the constant.
    """

    cell: Cell
    value: Decimal | None
    factor: Decimal = Decimal(1)


Pieces = tuple["str | Operand", ...]  # an Excel expression, its cells left open for the writer to fill in


@dataclass(frozen=True, slots=True)
class Live:
    """A check as Excel can recompute it. ``ok`` is TRUE exactly where perfeval says 通过 or 尾差.

    ``left`` (填报数) and ``right`` (应填数) are None where the rule compares no two numbers.
    """

    ok: Pieces
    left: Pieces | None = None
    right: Pieces | None = None


@dataclass(frozen=True, slots=True)
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
    name: str
    unrecognised: list[Leaf] = field(default_factory=list)
    remark: str | None = None  # why a sheet gave nothing, or gave less than it holds
    hidden: bool = False


@dataclass(slots=True)
class Source:
    """An input file. ``unread`` is the one-line Chinese reason why it could not be read, None if it was."""

    file: str  # path relative to the folder given, with /
    path: Path
    sha256: str = ""
    unread: str | None = None
    remarks: list[str] = field(default_factory=list)
    sheets: list[SheetSeen] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Instance:
    """One passed instance of a rule, listed under the rule's single entry in result.json."""

    instance: str
    cells: tuple[Cell, ...]
    left: Decimal | None
    right: Decimal | None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The outcome of one rule on one instance. A 不通过 always names its cells, or the file where it has none.

    ``cells[0]`` is where the note goes and where the link leads. ``difference`` is 填报数 − 应填数.
    ``absorbed_by``: rule id of the stronger result that already says this. ``group``: results of one line share it.
    """

    rule: str
    name: str
    form: str
    form_id: str
    instance: str
    status: Status
    severity: Severity
    message: str
    cells: tuple[Cell, ...] = ()
    left: Decimal | None = None
    right: Decimal | None = None
    difference: Decimal | None = None
    tolerance: Decimal | None = None
    missing: tuple[str, ...] = ()
    live: Live | None = None
    basis: str = ""
    hint: str = ""
    absorbed_by: str | None = None
    group: str | None = None
    file: str | None = None
    subject: str = ""  # 项目/指标 as a person would name it: "产出指标/全县参合人数"
    count: int = 1
    instances: tuple[Instance, ...] = ()
    reply: str | None = None
    key: str = ""

    def __post_init__(self) -> None:
        if self.status == "不通过" and not (self.cells or self.file):
            raise ValueError(f"{self.rule}: a 不通过 needs a cell or a file")

    @property
    def finding(self) -> bool:
        """Shown to people: failed, or passed within rounding, and not said by a stronger one."""
        return self.status in ("不通过", "尾差") and self.absorbed_by is None


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as people see it: one cause, one line. Several hits of one rule in one form are one line.

    ``message`` is what was found, with its figures; the numbers are None where the line holds several hits.
    """

    rule: str
    name: str
    severity: Severity
    status: Status
    message: str
    results: tuple[CheckResult, ...]
    subject: str = ""
    left: Decimal | None = None
    right: Decimal | None = None
    difference: Decimal | None = None
    hint: str = ""
    basis: str = ""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of all hits, each once, the first of each hit first."""
        firsts = [r.cells[0] for r in self.results if r.cells]
        return tuple(dict.fromkeys([*firsts, *(c for r in self.results for c in r.cells)]))

    @property
    def live(self) -> bool:
        return any(r.live is not None for r in self.results)


@dataclass(slots=True)
class Evaluation:
    """A dossier after all stages: every check result, and the lines that people see (errors first, form order)."""

    dossier: Dossier
    results: list[CheckResult] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def count(self, severity: Severity) -> int:
        return sum(line.severity == severity for line in self.lines)
