"""perfeval: budget performance self-evaluation (预算绩效自评) workbooks in, annotated workbooks and reports out.

For programs: ``perfeval.evaluate(path)`` gives the dossier of one workbook with its scores and findings.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "evaluate"]

if TYPE_CHECKING:
    from perfeval.batch.one import evaluate


def __getattr__(name: str) -> Any:
    """``evaluate`` is imported when it is asked for, so that ``perfeval --help`` stays light."""
    if name == "evaluate":
        return import_module("perfeval.batch.one").evaluate
    raise AttributeError(name)
