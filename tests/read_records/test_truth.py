"""Every case against its truth.json: each indicator with its texts and cells, funds and totals, nothing invented."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from perfeval.model import Form, Fund, Indicator, Leaf, Measure
from perfeval.profile import load
from perfeval.read import read

CASES = Path(__file__).parent.parent / "cases"
NAMES = sorted(p.name for p in CASES.iterdir() if p.is_dir())
# what truth.json itself has wrong: it looked a value up by its text and took the first cell that shows the same
SLIPS = {
    ("hainan-shangwu-fwmy", "目标内容", "weight"): "D15 holds the 分值 of 二级指标, F15 that of 三级指标",
    ("hebei-chengan-minzheng-gaoling-2020", "预算数", "spent"): "G5 is 到位数, J5 is 执行数 (both 6.84)",
    ("hebei-chengan-minzheng-gaoling-2020", "其中:财政资金", "spent"): "G6 is 到位数, J6 is 执行数",
    ("hebei-chengan-minzheng-gaoling-2020", "其他", "spent"): "G7 is 到位数, J7 is 执行数",
}


def squeeze(x: Any) -> str:
    if isinstance(x, list):
        return "".join(map(squeeze, x))
    return re.sub(r"\s+", "", "" if x is None else str(x))


def number(text: str) -> Decimal | None:
    try:
        return Decimal(text.rstrip("%").replace(",", "")) / (100 if text.endswith("%") else 1)
    except InvalidOperation:
        return None


def alike(printed: Any, leaf: Leaf | Measure | None) -> bool:
    """The text as printed without white space, or the same number."""
    wanted, got = squeeze(printed), squeeze(leaf.text if leaf is not None else "")
    if wanted == got:
        return True
    a, b = number(wanted), number(got)
    value = getattr(leaf, "value", None)
    return a is not None and a in (b, value)


def level(x: Any) -> str:
    return re.sub(r"[（(]\d+分[）)]", "", squeeze(x))


@cache
def forms(name: str) -> tuple[Form, ...]:
    book = next(p for p in (CASES / name).iterdir() if p.suffix == ".xlsx")
    return tuple(read(book, load("mof"), book.name).forms)


def truth(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CASES / name / "truth.json").read_text(encoding="utf-8"))["truth"]
    return found


def stands(leaf: Leaf | Measure | None, address: str) -> bool:
    if leaf is None:
        return False
    cells = leaf.cells if isinstance(leaf, Measure) else (leaf.cell,)
    return any(str(c) == address.replace("'", "") for c in cells)


@pytest.mark.parametrize("name", NAMES)
def test_indicators(name: str) -> None:
    mine = [i for f in forms(name) for i in f.indicators]
    wanted = truth(name).get("indicators", [])
    assert [squeeze(i.level3.text) for i in mine] == [squeeze(t["level3"]) for t in wanted]
    roles = {"target": "target", "actual": "actual", "weight": "weight", "score": "self_score", "reason": "reason"}
    for i, t in zip(mine, wanted, strict=True):
        for key in ("level1", "level2"):
            leaf: Leaf | None = getattr(i, key)
            assert level(leaf.text if leaf else "") == level(t.get(key)), (i.name, key)
        for key, attribute in roles.items():
            _check(name, i.name, key, t, getattr(i, attribute))


def _check(name: str, label: str, key: str, t: dict[str, Any], leaf: Leaf | Measure | None) -> None:
    assert alike(t.get(key), leaf), (label, key, t.get(key), leaf and leaf.text)
    at = (t.get("cells") or {}).get(key)
    if at and (name, squeeze(label), key) not in SLIPS:
        assert stands(leaf, at), (label, key, at)


@pytest.mark.parametrize("name", NAMES)
def test_funds(name: str) -> None:
    mine = [f for form in forms(name) for f in form.funds]
    for t in truth(name).get("funds", []):
        if not t.get("cells") and not any(t.get(k) for k in ("budget", "spent", "weight", "rate", "score")):
            continue  # a line without figures, or one of the form's print
        same: list[Fund] = [f for f in mine if squeeze(f.row.text) == squeeze(t["row"])]
        assert same, t["row"]
        for key in ("initial", "budget", "spent", "weight", "rate", "score"):
            if squeeze(t.get(key)):
                leaf = getattr(same[0], "self_score" if key == "score" else key)
                _check(name, same[0].row.text, key, t, leaf)


@pytest.mark.parametrize("name", NAMES)
def test_totals(name: str) -> None:
    t = truth(name)
    totals = [f.totals for f in forms(name)]
    if t.get("total_score") is not None:
        wanted = squeeze(t["total_score"]).removesuffix("分")
        got = [x.self_score for x in totals if x.self_score is not None and not x.self_score.blank]
        assert any(squeeze(x.text).removesuffix("分") == wanted for x in got)
        if t.get("total_cell"):
            assert any(stands(x, t["total_cell"]) for x in got)
    if t.get("total_weight") is not None:
        assert any(x.weight is not None and alike(t["total_weight"], x.weight) for x in totals)
    if t.get("grade"):
        assert any(x.self_grade is not None and x.self_grade.text == t["grade"] for x in totals)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_left_over_is_small(name: str) -> None:
    """Nothing with a figure stays unrecognised, and no text but a stray caption."""
    book = next(p for p in (CASES / name).iterdir() if p.suffix == ".xlsx")
    left = [x for s in read(book, load("mof"), book.name).source.sheets for x in s.unrecognised]
    assert not [x.cell.ref for x in left if number(squeeze(x.text).removesuffix("分")) is not None]
    assert len(left) <= 1, [x.text for x in left]


def test_an_indicator_knows_its_cells() -> None:
    first: Indicator = forms("hebei-chengan-minzheng-gaoling-2020")[0].indicators[0]
    assert first.target is not None and [c.ref for c in first.target.cells] == ["G13", "F13", "H13"]


# the page was cut below the last total, or after the first of two forms: what was read is whole all the same
WHOLE = {"hubei-huangshi-haimian-2022", "sichuan-daying-sifa-duobiao-2023"}


@pytest.mark.parametrize("name", NAMES)
def test_a_cut_page_is_known_for_one(name: str) -> None:
    with_rows = [f for f in forms(name) if f.indicators]
    source = json.loads((CASES / name / "truth.json").read_text(encoding="utf-8"))["source"]
    if with_rows:
        assert with_rows[-1].complete == (source["complete"] or name in WHOLE)
