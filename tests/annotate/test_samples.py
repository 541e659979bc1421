"""The sample workbooks through the whole pipeline: live formulas are right, a mended figure turns its finding."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import openpyxl
import pytest

from perfeval.batch.one import evaluate
from perfeval.model import Evaluation
from perfeval.write.annotated.annotate import annotate
from tests.annotate.evaluations import recalculated, values
from tests.conftest import SAMPLES

OURS = ("核对结果", "得分复算", "取数")
BOOKS = sorted(SAMPLES.glob("*/*.xlsx"))
XINFENG = next(b for b in BOOKS if "信丰" in b.name)


@cache
def evaluated(path: Path) -> Evaluation:
    return evaluate(path)


def annotated(path: Path, folder: Path) -> Path:
    made = evaluated(path)
    source = made.dossier.sources[0]
    source.path = path
    return annotate(source, made, folder / f"{path.stem}_批注.xlsx").path


@pytest.mark.office
@pytest.mark.parametrize("path", BOOKS, ids=[b.parent.name for b in BOOKS])
def test_libreoffice_computes_every_formula_of_ours_as_we_did(path: Path, tmp_path: Path) -> None:
    out = annotated(path, tmp_path)
    ours, theirs = values(out), values(recalculated(out, tmp_path))
    book = openpyxl.load_workbook(out)
    formulas = [(s, c) for s in OURS for row in book[s].iter_rows() for c in row if c.data_type == "f"]
    assert len(formulas) > 20
    for sheet, c in formulas:
        a, b = ours.get((sheet, c.coordinate)), theirs.get((sheet, c.coordinate))
        if isinstance(a, int | float) and isinstance(b, int | float):
            assert a == pytest.approx(b), (sheet, c.coordinate, c.value)
        else:
            assert (a or "") == (b or ""), (sheet, c.coordinate, c.value)


@pytest.mark.office
def test_the_budget_income_mended_turns_that_finding_alone(tmp_path: Path) -> None:
    """年初预算 收入 19431.38 against 支出 61757.62: typed over, the status is 通过 and the others stand."""
    out = annotated(XINFENG, tmp_path)
    before = values(out)
    rows = [
        r for (sheet, ref), v in before.items() if sheet == "核对结果" and ref[0] == "N" and v for r in [int(ref[1:])]
    ]
    mended = [
        r for r in rows if before.get(("核对结果", f"G{r}")) == 19431.38 and before["核对结果", f"H{r}"] == 61757.62
    ]
    assert len(mended) == 1
    book = openpyxl.load_workbook(out)
    link = book["核对结果"][f"D{mended[0]}"].hyperlink
    assert link is not None and link.location
    sheet, _, ref = link.location.rpartition("!")
    book[sheet.strip("'")][ref] = 61757.62
    book.save(tmp_path / "改.xlsx")
    after = values(recalculated(tmp_path / "改.xlsx", tmp_path))
    changed = {r for r in rows if r > 5 and after.get(("核对结果", f"C{r}")) != before.get(("核对结果", f"C{r}"))}
    assert after["核对结果", f"C{mended[0]}"] == "通过"
    assert after["核对结果", f"I{mended[0]}"] == 0
    assert changed == set(mended)
    ours = [c for c in openpyxl.load_workbook(out)[sheet.strip("'")].conditional_formatting if ref in str(c.sqref)]
    assert any("_perfeval_no" in f for c in ours for rule in c.rules for f in rule.formula)


def test_notes_are_short_and_lead_to_the_list(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(annotated(XINFENG, tmp_path))
    notes = [c.comment.text for s in book for row in s.iter_rows() for c in row if c.comment]
    lines = [text for note in notes for text in note.split("\n")]
    assert len(lines) > 10
    assert all(len(text) <= 80 and "见“核对结果”第" in text for text in lines)
