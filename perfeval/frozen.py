"""Values that do not change: frozen for the type checker, free of charge at run time. Standard library only.

``dataclass(frozen=True)`` sets every field through ``object.__setattr__``; with a few thousand cells, values and
results to a workbook that was a tenth of all time. Here mypy refuses the assignment (``frozen_default``) and
``__init__`` sets the fields directly. Equality, hash and ``replace`` are those of a frozen dataclass.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

C = TypeVar("C", bound=type)


@dataclass_transform(frozen_default=True, eq_default=True, field_specifiers=(field,))
def frozen(cls: C) -> C:
    """The class as a dataclass with slots whose instances nobody may change."""
    return dataclass(slots=True, unsafe_hash=True)(cls)  # type: ignore[return-value]
