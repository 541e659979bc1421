"""Forms that units published, of many provinces and years, each read whole: figures with their cells, nothing invented.

The truth was written down from the page before perfeval saw the form; see ``forms/README.md``.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from perfeval.batch.one import evaluate
from perfeval.model import Evaluation, Form, Leaf, Measure
from perfeval.read.labels import clean
from tests.wild.published import FIELDS, FORMS, FUNDS, Published, load, workbook

ALL = sorted(FORMS.glob("*.txt"))
ids = [p.stem for p in ALL]


@cache
def published(path: Path) -> Published:
    return load(path)


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("published")
    known: dict[Path, Evaluation] = {}

    def one(path: Path) -> Evaluation:
        if path not in known:
            form = published(path)
            book = folder / path.stem / form.about["file"]
            book.parent.mkdir()
            workbook(form).save(book)
            known[path] = evaluate(book)
        return known[path]

    return one


def squeeze(text: Any) -> str:
    return re.sub(r"\s+", "", "".join(map(squeeze, text)) if isinstance(text, list) else text or "")


def number(text: str) -> Decimal | None:
    try:
        return Decimal(text.rstrip("%").replace(",", "")) / (100 if text.endswith("%") else 1)
    except InvalidOperation:
        return None


def same(printed: Any, leaf: Leaf | Measure | None) -> bool:
    wanted, got = squeeze(printed), squeeze(leaf.text if leaf is not None else "")
    return wanted == got or (number(wanted) is not None and number(wanted) == number(got))


def stands(leaf: Leaf | Measure | None, address: str) -> bool:
    cells = () if leaf is None else leaf.cells if isinstance(leaf, Measure) else (leaf.cell,)
    return any(f"{c.sheet}!{c.ref}" == address for c in cells)


def forms_of(found: Evaluation) -> list[Form]:
    return list(found.dossier.forms)


@pytest.mark.parametrize("path", ALL, ids=ids)
def test_indicators(path: Path, read: Any) -> None:
    _indicators(published(path), read(path))


# what stands in a merged cell is not known without the merge: a score of two rows, a heading over two columns
NEEDS_MERGES = {"hubei-huangshi-dangxiao-2022", "hubei-huangshi-tushuguan-2022"}


@pytest.mark.parametrize("path", [p for p in ALL if p.stem not in NEEDS_MERGES], ids=lambda p: p.stem)
def test_indicators_without_merges(path: Path, tmp_path: Path) -> None:
    form = published(path)
    workbook(form, merged=False).save(tmp_path / form.about["file"])
    _indicators(form, evaluate(tmp_path / form.about["file"]))


def _indicators(form: Published, found: Evaluation) -> None:
    wanted = form.truth["indicators"]
    if form.about.get("order") != "written":  # indicators of two columns side by side come one column after the other
        wanted = sorted(wanted, key=lambda t: t["row"])
    mine = [i for f in forms_of(found) for i in f.indicators]
    assert [squeeze(i.level3.text) for i in mine] == [squeeze(t["level3"]) for t in wanted]
    for i, t in zip(mine, wanted, strict=True):
        for key in FIELDS:
            leaf = getattr(i, {"score": "self_score"}.get(key, key))
            assert same(t[key], leaf), (i.name, key, t[key], leaf and leaf.text)
            if key in t["cells"] and key not in ("level1", "level2"):
                assert stands(leaf, t["cells"][key]), (i.name, key, t["cells"][key])


@pytest.mark.parametrize("path", ALL, ids=ids)
def test_funds(path: Path, read: Any) -> None:
    mine = [f for form in forms_of(read(path)) for f in form.funds]
    for t in published(path).truth["funds"]:
        filled = [key for key in FUNDS if squeeze(t[key])]
        rows = [f for f in mine if squeeze(f.row.text) == squeeze(t["row"])]
        for key in filled:
            leaves = [getattr(f, {"score": "self_score"}.get(key, key)) for f in rows]
            assert any(same(t[key], leaf) and stands(leaf, t["cells"][key]) for leaf in leaves), (t["row"], key)


@pytest.mark.parametrize("path", ALL, ids=ids)
def test_tables(path: Path, read: Any) -> None:
    rows = [row for form in forms_of(read(path)) for row in form.rows]
    for table in published(path).truth["tables"]:
        for t in table["rows"]:
            mine = [r for r in rows if clean(r.label.text) == clean(t["label"])]
            for column, printed in t["values"].items():
                if printed is None:
                    continue
                cells = [c for r in mine for c in r.cells if squeeze("".join(c.column)).endswith(squeeze(column))]
                assert any(same(printed, c.leaf) for c in cells), (t["label"], column, printed)


@pytest.mark.parametrize("path", ALL, ids=ids)
def test_what_the_form_says_of_itself(path: Path, read: Any) -> None:
    about, truth = published(path).about, published(path).truth
    dossier, forms = read(path).dossier, forms_of(read(path))
    if about["unit"] != "-":
        assert dossier.unit == about["unit"]
    if about["year"] != "-":
        assert str(dossier.year) == about["year"]
    assert about["kind"] in {f.kind for f in forms}
    for key, get in (("project", lambda f: f.project), ("money", lambda f: f.unit_of_amount)):
        if key in about:
            assert about[key] in [get(f) for f in forms], key
    totals = [f.totals for f in forms]
    if "suggested" in about:
        assert Decimal(about["suggested"]) in [t.suggested for t in totals]
    for key, name in (("total_score", "self_score"), ("total_weight", "weight"), ("grade", "self_grade")):
        if truth.get(key):
            assert any(same(truth[key], getattr(t, name)) for t in totals), key


@pytest.mark.parametrize("path", ALL, ids=ids)
def test_findings(path: Path, read: Any) -> None:
    """What really does not agree is found; nothing else is called wrong, and a form in order is left alone."""
    truth, about = published(path).truth, published(path).about
    failed = [r for r in read(path).results if r.status in ("不通过", "尾差")]
    at = [({f"{c.sheet}!{c.ref}" for c in r.cells}, r) for r in failed]
    known: set[str] = set()
    for wrong in truth["known_inconsistencies"]:
        known |= set(wrong["cells"])
        if not wrong.get("soft"):
            assert any(set(wrong["cells"]) & cells for cells, _ in at), wrong["say"]
    invented = [r.message for cells, r in at if r.severity == "错误" and r.status == "不通过" and not cells & known]
    assert not invented
    if "clean" in about:
        assert not [r.message for cells, r in at if r.severity != "提示" and not cells & known]
