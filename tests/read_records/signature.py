"""What was read, without addresses: two layouts of one form must give the same."""

from __future__ import annotations

from typing import Any

from perfeval.model import Form, Indicator, Leaf, Measure
from tests.read_records.alter import squeeze

LEAVES = ("weight", "self_score", "raw_score", "review_score", "coefficient", "criteria", "reason")
FUNDS = ("initial", "budget", "spent", "weight", "rate", "self_score")


def _text(leaf: Leaf | Measure | None) -> str | None:
    return None if leaf is None else squeeze(leaf.text)


def indicator(i: Indicator) -> tuple[Any, ...]:
    levels = tuple(_text(x) or "" for x in (i.level1, i.level2, i.level3))
    measures = tuple(_text(x) for x in (i.initial_target, i.target, i.actual))
    leaves = tuple(_text(getattr(i, name)) for name in LEAVES)
    points = (i.points.block, i.points.level1, i.points.level2)
    return levels, measures, leaves, points, i.parent, sorted((c, squeeze(v.text)) for c, v in i.other)


def form(f: Form) -> dict[str, Any]:
    totals = f.totals
    return {
        "kind": f.kind,
        "year": f.year,
        "project": squeeze(f.project),
        "unit": squeeze(f.unit),
        "amounts": f.unit_of_amount,
        "columns": sorted(f.columns),
        "indicators": [indicator(i) for i in f.indicators],
        "funds": [(x.name, *(_text(getattr(x, n)) for n in FUNDS), x.parent) for x in f.funds],
        "totals": [_text(x) for x in (totals.weight, totals.self_score, totals.review_score, totals.self_grade)],
        "fields": sorted((x.name, squeeze(x.leaf.text)) for x in f.fields if x.leaf.text.strip()),
        "notes": [squeeze(n.text) for n in f.notes],
    }


def sheet(forms: list[Form]) -> list[dict[str, Any]]:
    """The forms by records of a sheet (tables have their own tests)."""
    return [form(f) for f in forms if f.kind.endswith(("自评表", "目标表"))]
