"""Forms written by hand for the tests of scoring: texts in, a scored form out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from perfeval.model import Cell, Dossier, Field, Form, Fund, Indicator, Leaf, Row, RowCell, Score
from perfeval.profile import load
from perfeval.read.leaf import leaf
from perfeval.read.measure import direct, measure
from perfeval.score import score

_SHEET = "自评表"


class Cells:
    """Cells A1, A2 … of one sheet; a Decimal is a stored number, text is text."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, value: str | Decimal | None, shown: str | None = None) -> Cell:
        self.count += 1
        text = shown if shown is not None else ("" if value is None else str(value))
        return Cell("自评.xlsx", _SHEET, f"A{self.count}", None, value, text)


def filled(cells: Cells, value: str | Decimal | None) -> Leaf:
    return leaf(cells(value))


def row(
    name: str,
    target: Any = None,
    actual: Any = None,
    weight: Any = None,
    own: Any = None,
    *,
    reason: str | None = None,
    criteria: str | None = None,
    level2: str = "数量指标",
    profile: str = "mof",
    **more: Any,
) -> Indicator:
    """One indicator. None: the form has no such column; "" there but blank."""
    cells, used = Cells(), load(profile)
    goal = done = None
    if target is not None:
        goal = measure(cells(target), name=name, profile=used, role="target")
        assert goal is not None
        goal = direct(goal, name, level2, "产出指标", used)
    if actual is not None:
        done = measure(cells(actual), name=name, profile=used, role="actual")

    def there(value: Any) -> Leaf | None:
        return None if value is None else filled(cells, value)

    return Indicator(
        filled(cells, name),
        filled(cells, "产出指标"),
        filled(cells, level2),
        target=goal,
        actual=done,
        weight=there(weight),
        self_score=there(own),
        reason=there(reason),
        criteria=there(criteria),
        **more,
    )


def fund(
    name: str,
    budget: Any = None,
    spent: Any = None,
    weight: Any = None,
    own: Any = None,
    rate: Any = None,
    parent: int | None = None,
) -> Fund:
    cells = Cells()
    made = [None if v is None else filled(cells, v) for v in (budget, spent, weight, rate, own)]
    return Fund(filled(cells, name), name, None, made[0], made[1], made[2], made[3], made[4], parent=parent)


def form(
    *rows: Indicator, funds: tuple[Fund, ...] = (), notes: tuple[str, ...] = (), complete: bool = True, **more: Any
) -> Form:
    cells = Cells()
    return Form(
        "自评表#1", "项目支出绩效自评表", "自评.xlsx", _SHEET, "A1:I30", indicators=list(rows), funds=list(funds),
        notes=[filled(cells, n) for n in notes], complete=complete, **more,
    )  # fmt: skip


def scored(made: Form, profile: str = "mof", settings: Mapping[str, Any] | None = None, *others: Form) -> Form:
    score(Dossier("某单位", 2023, "某单位_2023", forms=[made, *others]), load(profile), settings)
    return made


def one(
    *values: Any,
    profile: str = "mof",
    notes: tuple[str, ...] = (),
    settings: Mapping[str, Any] | None = None,
    **more: Any,
) -> Score:
    """The score of a single indicator."""
    made = scored(form(row(*values, profile=profile, **more), notes=notes), profile, settings)
    found = made.indicators[0].score
    assert found is not None
    return found


def table(
    kind: str, rows: Mapping[str, Mapping[str, str]], unit: str = "万元", fields: Mapping[str, str] | None = None
) -> Form:
    """A table of figures: row -> column -> text; ``fields``: key–value pairs."""
    cells = Cells()
    made = Form(f"{kind}#1", kind, f"{kind}.xlsx", "Sheet1", "A1:H20", unit_of_amount=unit)
    for name, columns in rows.items():
        made.rows.append(
            Row((name,), name, filled(cells, name), [RowCell((c,), c, filled(cells, v)) for c, v in columns.items()])
        )
    made.fields = [Field(label, label, filled(cells, value)) for label, value in (fields or {}).items()]
    return made
