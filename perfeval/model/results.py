"""核对结果: the outcome of rules, and the lines that people see. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from perfeval.frozen import frozen
from perfeval.model.cells import Cell, Live
from perfeval.model.forms import Dossier

Severity = Literal["错误", "警告", "提示"]
Status = Literal["通过", "尾差", "不通过", "不适用"]


@frozen
class Instance:
    """One passed instance of a rule, listed under the rule's single entry in result.json."""

    instance: str
    cells: tuple[Cell, ...]
    left: Decimal | None
    right: Decimal | None


@frozen
class Place:
    """Where in a written report: the headings above, the words, and the paragraph or the cell of a table (from 1)."""

    path: str
    words: str
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None


@frozen
class CheckResult:
    """The outcome of one rule on one instance. A 不通过 always names its cells, or the file where it has none.

    ``cells[0]`` is where the note goes and where the link leads. ``difference`` is 填报数 − 应填数.
    ``absorbed_by``: rule id of the stronger result that already says this. ``group``: results of one line share it.
    ``mends``: ``right``, typed into ``cells[0]``, settles it; only then people are shown it as 应填数.
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
    mends: bool = True
    place: tuple[Place, ...] = ()  # of the cells in a written report

    def __post_init__(self) -> None:
        if self.status == "不通过" and not (self.cells or self.file):
            raise ValueError(f"{self.rule}: a 不通过 needs a cell or a file")

    @property
    def finding(self) -> bool:
        """Shown to people: failed, or passed within rounding, and not said by a stronger one."""
        return self.status in ("不通过", "尾差") and self.absorbed_by is None


@frozen
class Line:
    """One finding as people see it: one cause, one line. Several hits of one rule in one form are one line.

    ``message`` is what was found, with its figures; the numbers are None where the line holds several hits, and
    ``right`` (应填数) where no single figure settles it.
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
    _rules: tuple[int, int, int] | None = field(default=None, repr=False, compare=False)

    def count(self, severity: Severity) -> int:
        return sum(line.severity == severity for line in self.lines)

    def rules(self) -> tuple[int, int, int]:
        """How many rules passed everywhere, failed somewhere, applied nowhere. Counted once: every workbook says it."""
        if self._rules is None:
            passed = {r.rule for r in self.results if r.status in ("通过", "尾差")}
            failed = {r.rule for r in self.results if r.status == "不通过"}
            idle = {r.rule for r in self.results} - passed - failed
            self._rules = len(passed - failed), len(failed), len(idle)
        return self._rules
