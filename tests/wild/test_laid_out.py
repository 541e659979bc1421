"""The published forms with blank lines put in: the same is read, whatever hangs down over them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from perfeval.profile import load as profile
from perfeval.read.sheet import read_sheet
from perfeval.read.workbook import open_workbook
from tests.read_records import alter, signature
from tests.wild.published import FORMS, load, workbook

MOF = profile("mof")
ALL = sorted(FORMS.glob("*.txt"))


@pytest.mark.parametrize("path", ALL, ids=[p.stem for p in ALL])
def test_blank_lines(path: Path, tmp_path: Path) -> None:
    book = tmp_path / "自评表.xlsx"
    workbook(load(path)).save(book)
    for grid in open_workbook(book, book.name).grids:
        as_is = signature.sheet(read_sheet(grid, MOF).forms)
        if not as_is:
            continue
        cuts = random.Random(path.stem).sample(range(1, grid.bottom + 1), min(5, grid.bottom))
        for rows in (cuts[:1], cuts):
            assert signature.sheet(read_sheet(alter.with_blank_rows(grid, rows), MOF).forms) == as_is, rows
