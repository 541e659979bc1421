"""What the pipeline passes along: cells, forms, indicators, dossiers, scores, check results. Standard library only.

A leaf that is ``None`` stands for a column or row that the form does not have (不适用); a leaf whose text is blank
stands for one that is there and was not filled (空). The difference decides what a rule may say, so it is kept.
"""

from __future__ import annotations

from perfeval.model.cells import (
    AMOUNT_UNITS,
    BLANKS,
    Amount,
    Cell,
    Direction,
    Kind,
    Leaf,
    Live,
    Measure,
    Operand,
    Pieces,
    Raw,
    UnitMismatch,
)
from perfeval.model.forms import (
    Dossier,
    Field,
    Form,
    Fund,
    Indicator,
    Points,
    Rate,
    Row,
    RowCell,
    Score,
    SheetSeen,
    Source,
    Totals,
    Verdict,
)
from perfeval.model.results import (
    CheckResult,
    Evaluation,
    Instance,
    Line,
    Place,
    Severity,
    Status,
)

__all__ = [
    "AMOUNT_UNITS",
    "BLANKS",
    "Amount",
    "Cell",
    "CheckResult",
    "Direction",
    "Dossier",
    "Evaluation",
    "Field",
    "Form",
    "Fund",
    "Indicator",
    "Instance",
    "Kind",
    "Leaf",
    "Line",
    "Live",
    "Measure",
    "Operand",
    "Pieces",
    "Place",
    "Points",
    "Rate",
    "Raw",
    "Row",
    "RowCell",
    "Score",
    "Severity",
    "SheetSeen",
    "Source",
    "Status",
    "Totals",
    "UnitMismatch",
    "Verdict",
]
