"""BT-01: 重复提交、同名不同码: over the dossiers of one run; ``batch`` runs it, one dossier has nothing to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier


def repeated_submissions(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """Nothing to compare inside one dossier: see ``batch_checks``."""
    yield from ()
