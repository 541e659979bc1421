"""perfeval: budget performance self-evaluation (预算绩效自评) workbooks in, annotated workbooks and reports out.

For programs: ``perfeval.evaluate(path)`` gives the ``Evaluation`` of one workbook: its dossier with forms and scores,
all check results, and the lines that people see. ``Unreadable`` is raised where the file cannot be read.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Evaluation", "Unreadable", "__version__", "evaluate"]

if TYPE_CHECKING:
    from perfeval.batch.one import Unreadable, evaluate
    from perfeval.model import Evaluation


def __getattr__(name: str) -> Any:
    """What is above is imported when it is asked for, so that ``perfeval --help`` stays light."""
    if name in __all__:
        return getattr(import_module("perfeval.batch.one"), name)
    raise AttributeError(f"module 'perfeval' has no attribute {name!r}")
