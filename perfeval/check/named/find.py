"""Named checks: what a formula cannot say, one module each beside this one, found by its name (``check = "…"``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any, cast

from perfeval.language.rule import Rule, RuleError
from perfeval.model import CheckResult, Dossier

Check = Callable[[Dossier, Rule, Mapping[str, Any]], Iterator[CheckResult]]


@lru_cache(maxsize=128)
def find(name: str, rule: str) -> Check:
    """The generator ``name`` of the module of that name; RuleError where there is none."""
    if re.fullmatch(r"[a-z][a-z_]*", name):
        try:
            found = getattr(import_module(f"perfeval.check.named.{name}"), name, None)
        except ModuleNotFoundError:
            found = None
        if callable(found):
            return cast(Check, found)
    raise RuleError(f"没有名为“{name}”的专项检查", rule=rule)


def named(rule: Rule, dossier: Dossier, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """The results of a named check; 不适用 where it found nothing to look at, so that it is counted all the same."""
    nothing = True
    for result in find(rule.check, rule.id)(dossier, rule, parameters):
        nothing = False
        yield result
    if nothing:
        yield rule.result("不适用", None, "", "", (), missing=("没有可查的表或栏目",))
