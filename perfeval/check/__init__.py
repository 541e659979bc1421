"""审核: the rules of a profile run over a dossier, and what people see of it.

``check`` is the stage: rules (formulas and named checks) -> results -> absorption -> lines. ``batch`` compares the
dossiers of one run, ``coverage`` counts what was and what could not be checked.
"""

from perfeval.check.batch_checks import Submission, batch
from perfeval.check.coverage import RuleCount, coverage
from perfeval.check.own_rules import export_rules, load_rules, unused
from perfeval.check.own_words import check_profile
from perfeval.check.run import catalogue, check, parameters

__all__ = [
    "RuleCount", "Submission", "batch", "catalogue", "check", "check_profile", "coverage", "export_rules", "load_rules",
    "parameters", "unused",
]  # fmt: skip
