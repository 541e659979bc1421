"""Dossiers of several forms: two 自评表 of one unit, and last year's beside this year's."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl

from perfeval.batch import run
from tests.conftest import CASES, SAMPLES

TWO = ("anhui-tianchang-shuili-2022", "yunnan-nanhua-nongye-yeshengjun")


def test_two_self_evaluation_forms_in_one_dossier(tmp_path: Path) -> None:
    home = tmp_path / "收件" / "某单位"
    home.mkdir(parents=True)
    for case in TWO:
        for book in (CASES / case).glob("*.xlsx"):
            shutil.copy(book, home)
    outcome = run(home.parent, tmp_path / "output", workers=0)
    (brief,) = outcome.briefs
    assert len(brief.projects) == 2
    assert len({p.project for p in brief.projects}) == 2
    assert len(brief.workbooks) == 2
    result = json.loads((tmp_path / "output" / brief.name / "result.json").read_text(encoding="utf-8"))
    assert len({f["id"] for f in result["forms"]}) == 2
    # a check names its form by kind and project, and its cells by the file they stand in
    failed = [c for c in result["checks"] if c["status"] == "不通过"]
    for check in failed:
        files = {c.split("|")[0] for c in check["cells"]}
        form = next(f for f in result["forms"] if check["form"] == f"{f['form']}·{f['project']}")
        assert files == {form["file"]}
    assert {c["form"] for c in failed} == {f"{f['form']}·{f['project']}" for f in result["forms"]}
    # each annotated copy shows its own findings only
    for name in brief.workbooks:
        book = openpyxl.load_workbook(tmp_path / "output" / brief.name / name)
        assert "核对结果" in book.sheetnames


def test_last_year_is_attached_and_not_annotated_twice(tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    folder.mkdir()
    (book,) = (SAMPLES / "稷山县医疗保障局_2020").glob("*.xlsx")
    shutil.copy(book, folder / "2020.xlsx")
    last = openpyxl.load_workbook(book)
    last.active["A2"] = "(2019年度)"  # type: ignore[index]
    last.save(folder / "2019.xlsx")
    outcome = run(folder, tmp_path / "output", workers=0)
    assert {(b.year, b.workbooks) for b in outcome.briefs} == {
        (2019, ("2019_批注.xlsx",)),
        (2020, ("2020_批注.xlsx",)),
    }
