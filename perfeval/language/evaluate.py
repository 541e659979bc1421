"""The first reader: a rule over a dossier, one CheckResult for every instance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from perfeval.language.chinese import sentence
from perfeval.language.domains import Domains
from perfeval.language.excel import live
from perfeval.language.instances import Instance, instances
from perfeval.language.mend import mends
from perfeval.language.program import Program
from perfeval.language.relation import Outcome, Relation, filled_right, tidy
from perfeval.language.rule import Rule
from perfeval.language.values import NotApplicable, Value, round_to
from perfeval.model import Cell, CheckResult, Dossier, Form, Severity, Status

NO_PARAMETERS: Mapping[str, Any] = {}


def evaluate(
    rule: Rule,
    dossier: Dossier,
    parameters: Mapping[str, Any] = NO_PARAMETERS,
    *,
    batch: Sequence[Dossier] | None = None,
    always_live: bool = False,
    once: bool = False,
    domains: Domains | None = None,
) -> list[CheckResult]:
    """Every instance of the rule: 通过, 尾差, 不通过, or 不适用 with what is missing.

    ``batch`` gives 批次 its dossiers. The Excel rendering comes with findings only, unless ``always_live``. ``once``:
    of the instances of a form that pass only the first is told in words, for a reader who shows no other. Who runs
    many rules over one dossier may share its ``domains``.
    """
    program = rule.program
    domains = domains or Domains(dossier, None, batch)
    first = program.plan.first
    assert first is not None
    forms = domains.current(first, rule.scope)
    if not forms:
        return [_missing(rule, None, "", first.table)]
    known = {**rule.param, **domains.parameters, **parameters}
    return [r for form in forms for r in _on_form(rule, program, domains, form, known, always_live, once)]


def _on_form(
    rule: Rule, program: Program, domains: Domains, form: Form, known: Mapping[str, Any], always_live: bool, once: bool
) -> Iterator[CheckResult]:
    passed = False
    try:
        for instance in instances(program.plan, domains, form, known):
            result = _judge(rule, program, instance, always_live, told=not (once and passed))
            passed = passed or result.status == "通过"
            yield result
    except NotApplicable as gap:
        yield _missing(rule, form, "", gap.missing)


def _missing(rule: Rule, form: Form | None, instance: str, missing: str, cells: tuple[Cell, ...] = ()) -> CheckResult:
    return rule.inapplicable(form, instance, f"不适用：{missing}", missing, cells)


def _judge(rule: Rule, program: Program, e: Instance, always_live: bool, told: bool) -> CheckResult:
    if e.gap is not None:
        return _missing(rule, e.form, e.label, e.gap.missing)
    try:
        if program.applies is not None and not program.applies(e).ok:
            return rule.inapplicable(e.form, e.label, f"不在条件之内：{rule.when}", "")
        outcome = program.passes(e)
    except NotApplicable as gap:
        return _missing(rule, e.form, e.label, gap.missing, gap.cells)
    status: Status = "不通过" if not outcome.ok else "尾差" if outcome.slack else "通过"
    relation = outcome.relation
    swap = relation is not None and filled_right(relation)
    fields: dict[str, Any] = {"severity": _severity(rule, outcome)}
    if relation is not None and relation.difference is not None:
        left, right, difference = relation.left, relation.right, relation.difference
        if swap:
            left, right, difference = right, left, -difference
        fields |= {
            "left": _rounded(relation, left),
            "right": _rounded(relation, right),
            "difference": difference,
            "tolerance": relation.tolerance,
        }
    if always_live or status != "通过":
        fields["live"] = live(program, e, outcome, swap)
    cells = _cells(program, e, outcome, swap)
    if status == "不通过" and relation is not None and cells:
        fields["mends"] = mends(program, e, relation, swap, fields.get("right"), cells[0])
    message = sentence(program, e, outcome, swap, rule.name, rule.message) if told or status != "通过" else ""
    return rule.result(status, e.form, e.label, message, cells, **fields)


def _rounded(relation: Relation, side: Value) -> Decimal | None:
    """A side's figure, without the endless decimals of a quotient."""
    number = relation.shown(side)
    if number is None:
        return None
    return tidy(round_to(number, relation.places))


def _severity(rule: Rule, outcome: Outcome) -> Severity:
    """合计未填 is a 警告; a difference just beyond the allowed one has the level ``near``."""
    if outcome.warning and rule.severity == "错误":
        return "警告"
    relation = outcome.relation
    if rule.near and not outcome.ok and relation is not None and relation.difference is not None:
        near = abs(relation.difference) <= relation.tolerance + relation.last
        return rule.near if near else rule.severity
    return rule.severity


def _cells(program: Program, e: Instance, outcome: Outcome, swap: bool) -> tuple[Cell, ...]:
    """Every operand's cell, the one to mend first: that of the 填报数."""
    found: dict[str, Cell] = {}
    ordered: list[Value] = []
    relation = outcome.relation
    if relation is not None:
        ordered += [relation.right, relation.left] if swap else [relation.left, relation.right]
    if outcome.index is not None:
        ordered += [v[outcome.index] for v in e.values if isinstance(v, list) and outcome.index < len(v)]
    loose = set(program.plan.loose)
    for number, value in enumerate(e.values):
        if isinstance(value, Value):
            ordered.append(value)
        elif number in loose:
            ordered.append(value[e.index])
        else:
            ordered += value
    for value in ordered:
        for cell in value.cells:
            found.setdefault(cell.address, cell)
    return tuple(found.values())
