"""result.json, the machine's view of a dossier (contract 6; schema: docs/result.schema.json).

Numbers are decimal strings, a leaf is ``{"text", "value", "cell"}``, an address ``file.xlsx|Sheet!A1``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from perfeval.model import (
    Cell,
    CheckResult,
    Evaluation,
    Form,
    Fund,
    Indicator,
    Instance,
    Leaf,
    Measure,
    Place,
    Row,
    Score,
    Source,
    Totals,
)

SCHEMA = "perfeval-result/1"
Json = dict[str, Any]


def _number(value: Decimal | None) -> str | None:
    """Plain digits, never an exponent."""
    return None if value is None else format(value, "f")


def _value(value: Decimal | str | None) -> str | None:
    return _number(value) if isinstance(value, Decimal) else value


def _cells(cells: Iterable[Cell]) -> list[str]:
    return list(dict.fromkeys(c.address for c in cells))


def _leaf(leaf: Leaf | None) -> Json | None:
    return None if leaf is None else {"text": leaf.text, "value": _value(leaf.value), "cell": leaf.cell.address}


def _measure(measure: Measure | None) -> Json | None:
    if measure is None:
        return None
    return {
        "text": measure.text,
        "value": _value(measure.value),
        "cell": measure.cell.address,
        "op": measure.op,
        "unit": measure.unit,
        "kind": measure.kind,
        "direction": measure.direction,
        "inferred": measure.inferred,
        "cells": _cells(measure.cells),
    }


def _other(pairs: Sequence[tuple[str, Leaf]]) -> list[Json]:
    return [{"column": column, **(_leaf(leaf) or {})} for column, leaf in pairs]


def _score(score: Score | None) -> Json | None:
    if score is None:
        return None
    return {
        "low": _number(score.low),
        "high": _number(score.high),
        "suggested": _number(score.suggested),
        "method": score.method,
        "verdict": score.verdict,
        "explain": score.explain,
    }


def _indicator(i: Indicator) -> Json:
    points = i.points
    return {
        "level1": _leaf(i.level1),
        "level2": _leaf(i.level2),
        "level3": _leaf(i.level3),
        "block": _leaf(i.block),
        "points": {"block": _number(points.block), "level1": _number(points.level1), "level2": _number(points.level2)},
        "target": _measure(i.target),
        "actual": _measure(i.actual),
        "initial_target": _measure(i.initial_target),
        "weight": _leaf(i.weight),
        "self_score": _leaf(i.self_score),
        "raw_score": _leaf(i.raw_score),
        "review_score": _leaf(i.review_score),
        "coefficient": _leaf(i.coefficient),
        "criteria": _leaf(i.criteria),
        "reason": _leaf(i.reason),
        "other": _other(i.other),
        "parent": i.parent,
        "score": _score(i.score),
    }


def _fund(f: Fund) -> Json:
    return {
        "row": _leaf(f.row),
        "initial": _leaf(f.initial),
        "budget": _leaf(f.budget),
        "spent": _leaf(f.spent),
        "weight": _leaf(f.weight),
        "rate": _leaf(f.rate),
        "self_score": _leaf(f.self_score),
        "parent": f.parent,
        "other": _other(f.other),
        "score": _score(f.score),
    }


def _row(r: Row) -> Json:
    cells = [{"column": list(c.column), **(_leaf(c.leaf) or {})} for c in r.cells]
    return {"path": list(r.path), "code": r.code, "side": r.side, "cells": cells}


def _totals(t: Totals) -> Json:
    return {
        "weight": _leaf(t.weight),
        "self_score": _leaf(t.self_score),
        "review_score": _leaf(t.review_score),
        "self_grade": _leaf(t.self_grade),
        "low": _number(t.low),
        "high": _number(t.high),
        "suggested": _number(t.suggested),
        "grade": t.grade,
    }


def _form(f: Form) -> Json:
    return {
        "id": f.id,
        "form": f.kind,
        "project": f.project,
        "file": f.file,
        "sheet": f.sheet,
        "range": f.range,
        "unit_of_amount": f.unit_of_amount,
        "complete": f.complete,
        "fields": [{"label": x.label, **(_leaf(x.leaf) or {})} for x in f.fields],
        "indicators": [_indicator(i) for i in f.indicators],
        "funds": [_fund(x) for x in f.funds],
        "rows": [_row(r) for r in f.rows],
        "totals": _totals(f.totals),
    }


def _source(s: Source) -> Json:
    sheets = [
        {"name": x.name, "unrecognised": [{"cell": u.cell.address, "text": u.text} for u in x.unrecognised]}
        for x in s.sheets
    ]
    return {"file": s.file, "sha256": s.sha256, "unread": s.unread, "sheets": sheets}


def _check(r: CheckResult) -> Json:
    return {
        "key": r.key,
        "rule": r.rule,
        "form": r.form,
        "instance": r.instance,
        "status": r.status,
        "severity": r.severity,
        "message": r.message,
        "cells": _cells(r.cells),
        "left": _number(r.left),
        "right": _number(r.right),
        "difference": _number(r.difference),
        "tolerance": _number(r.tolerance),
        "missing": list(r.missing),
        "live": r.live is not None,
        "absorbed_by": r.absorbed_by,
        "basis": r.basis,
        "hint": r.hint,
        "reply": r.reply,
        "count": r.count,
        "instances": [],
        **({"place": [_place(p) for p in r.place]} if r.place else {}),
    }


def _place(place: Place) -> Json:
    """Where in a written report: the paragraph, or the table with its row and column."""
    at = {"paragraph": place.paragraph, "table": place.table, "row": place.row, "column": place.column}
    return {"path": place.path, "words": place.words, **{k: v for k, v in at.items() if v is not None}}


def _summed(results: list[CheckResult]) -> Json:
    """The one entry of all passed (or all inapplicable) instances of a rule in a form."""
    first = results[0]
    return {
        **_check(first),
        "instance": "",
        "message": "",
        "cells": [],
        "left": None,
        "right": None,
        "difference": None,
        "tolerance": None,
        "missing": list(dict.fromkeys(m for r in results for m in r.missing)),
        "count": sum(r.count for r in results),
        "instances": [x for r in results for x in (map(_instance, r.instances) if r.instances else [_instance(r)])],
    }


def _instance(x: CheckResult | Instance) -> Json:
    return {"instance": x.instance, "cells": _cells(x.cells), "left": _number(x.left), "right": _number(x.right)}


def checks(results: Iterable[CheckResult]) -> list[Json]:
    """One entry for every instance that failed or passed within rounding; the others summed up by rule and form."""
    entries: list[Json] = []
    quiet: dict[tuple[str, str, str], list[CheckResult]] = {}
    for r in results:
        if r.status in ("通过", "不适用"):
            quiet.setdefault((r.rule, r.form_id, r.status), []).append(r)
        else:
            entries.append(_check(r))
    return entries + [_summed(group) for group in quiet.values()]


def result(evaluation: Evaluation, *, report: str | None, workbooks: list[str]) -> Json:
    """The whole of result.json as plain data; ``report`` and ``workbooks`` are names inside the output folder."""
    d = evaluation.dossier
    return {
        "schema": SCHEMA,
        "unit": d.unit,
        "year": d.year,
        "profile": d.profile,
        "remarks": d.remarks,
        "sources": [_source(s) for s in d.sources],
        "forms": [_form(f) for f in d.forms],
        "checks": checks(evaluation.results),
        "outputs": {"report": report, "workbooks": workbooks},
    }


def dumps(data: Json) -> str:
    """The text of result.json."""
    # without indentation, which would cost ten times the time: Python's fast encoder knows none
    return json.dumps(data, ensure_ascii=False, check_circular=False) + "\n"
