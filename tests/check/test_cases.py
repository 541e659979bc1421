"""The published forms: every inconsistency that needs no judgement is found, and no 错误 stands on a sound cell."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from perfeval.check import check
from perfeval.model import CheckResult, Dossier, Line
from perfeval.read import read
from perfeval.score import score
from tests.check.conftest import MOF

CASES = Path(__file__).parents[1] / "cases"
NAMES = sorted(p.parent.name for p in CASES.glob("*/truth.json"))


@cache
def evaluated(name: str) -> tuple[list[CheckResult], list[Line], dict]:
    folder = CASES / name
    book = next(p for p in folder.iterdir() if p.suffix in (".xlsx", ".xls", ".xlsm"))
    found = read(book, MOF, book.name)
    dossier = Dossier("例", found.look.year, "例", sources=[found.source], forms=found.forms)
    score(dossier, MOF)
    results, lines = check(dossier, MOF)
    return results, lines, json.loads((folder / "truth.json").read_text(encoding="utf-8"))["truth"]


def cells(addresses: list[str]) -> set[str]:
    return {a.split("|")[-1].replace("$", "").split(":")[0] for a in addresses}


def failed(results: list[CheckResult]) -> list[CheckResult]:
    return [r for r in results if r.status in ("不通过", "尾差")]


@pytest.mark.parametrize("name", NAMES)
def test_known_inconsistencies_are_found(name: str) -> None:
    results, _, truth = evaluated(name)
    for known in truth.get("known_inconsistencies", []):
        wanted = cells(known["cells"])
        hits = [
            r for r in failed(results)
            if wanted & {str(c) for c in r.cells} and len(r.cells) <= max(12, 3 * len(wanted))
        ]  # fmt: skip
        assert hits or known.get("soft"), known["say"]


@pytest.mark.parametrize("name", NAMES)
def test_no_error_on_a_sound_cell(name: str) -> None:
    results, _, truth = evaluated(name)
    listed = {c for known in truth.get("known_inconsistencies", []) for c in cells(known["cells"])}
    loud = [
        f"{r.rule} {r.message}" for r in failed(results)
        if r.severity == "错误" and r.status == "不通过" and not listed & {str(c) for c in r.cells}
    ]  # fmt: skip
    assert not loud


@pytest.mark.parametrize("name", NAMES)
def test_findings_are_few_and_told_once(name: str) -> None:
    results, lines, _ = evaluated(name)
    assert len(lines) <= 20
    shown = [r.key for line in lines for r in line.results]
    assert len(shown) == len(set(shown))
    assert {r.key for r in results if r.finding} == set(shown)
    order = ["错误", "警告", "提示"]
    assert [order.index(line.severity) for line in lines] == sorted(order.index(line.severity) for line in lines)
    for line in lines:
        assert line.message and line.hint and line.basis, line.rule
        assert "{" not in line.message, line.message
        assert len([r for r in lines if r.rule == line.rule and r.results[0].form_id == line.results[0].form_id]) <= 3
