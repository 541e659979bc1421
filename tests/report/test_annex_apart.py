"""A sheet whose outermost cells would need a terabyte: the report goes on, and so does the process."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from perfeval.write.report import annex
from tests.conftest import SAMPLES

BOOK = next((SAMPLES / "稷山县医疗保障局_2020").glob("*.xlsx"))


def test_a_sheet_that_cannot_be_laid_out_gives_no_annex(tmp_path: Path) -> None:
    path = tmp_path / "远.xlsx"
    with zipfile.ZipFile(BOOK) as a, zipfile.ZipFile(path, "w") as b:
        for info in a.infolist():
            data = a.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                assert b'r="A3"' in data
                data = data.replace(b'r="A3"', b'r="XFD1048576"')
            b.writestr(info, data)
    assert annex._harmless(path) is False
    assert annex._open(path, "Sheet1") is None


def test_an_ordinary_sheet_is_read_here_and_gives_the_same_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    assert annex._harmless(BOOK)
    here = annex._open(BOOK, "Sheet1")
    assert here is not None and any(any(row) for row in here[0])
    monkeypatch.setattr(annex, "_harmless", lambda path: None)
    assert annex._open(BOOK, "Sheet1") == here
