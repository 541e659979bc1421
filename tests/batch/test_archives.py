"""A .zip of several units is grouped like the folder it was made of; of one unit it stays one dossier."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from perfeval.batch import run
from perfeval.batch.discover import Input, unpacked
from perfeval.batch.group import Seen, group
from tests.conftest import CASES, SAMPLES


def packed(tmp_path: Path, names: list[str]) -> list[Input]:
    path = tmp_path / "报送.zip"
    with zipfile.ZipFile(path, "w") as z:
        for name in names:
            z.writestr(name, b"x" + name.encode())
    into = tmp_path / "into"
    into.mkdir()
    return unpacked([Input(str(tmp_path), "报送.zip")], into)[0]


@pytest.mark.parametrize(
    ("names", "tops"),
    [
        (["甲局/自评.xlsx", "乙局/自评.xlsx"], ["报送.zip/甲局", "报送.zip/乙局"]),
        (["2023/甲局/a/自评.xlsx", "2023/乙局/自评.xlsx"], ["报送.zip/2023/甲局", "报送.zip/2023/乙局"]),
        (["甲局/自评.xlsx", "甲局/决算.xlsx"], ["报送.zip", "报送.zip"]),
        (["自评.xlsx", "决算.xlsx"], ["报送.zip", "报送.zip"]),
        (["汇总.xlsx", "甲局/自评.xlsx"], ["报送.zip", "报送.zip/甲局"]),
    ],
)
def test_folders_of_an_archive(tmp_path: Path, names: list[str], tops: list[str]) -> None:
    found = {i.name.removeprefix("报送.zip/"): i.top for i in packed(tmp_path, names)}
    assert [found[n] for n in names] == tops


def seen(top: str, name: str, unit: str | None) -> Seen:
    return Seen(f"{top}/{name}", top, spool="x", unit=unit, year=2023, sha256=top + name)


def test_folders_of_one_unit_stay_together() -> None:
    plans = group([seen("甲.zip/整体自评", "a.xlsx", "甲局"), seen("甲.zip/项目自评", "b.xlsx", None)])
    assert [(p.unit, p.folder, len(p.files)) for p in plans] == [("甲局", "甲.zip", 2)]


def test_folders_of_several_units_part() -> None:
    plans = group(
        [
            seen("报送.zip/1", "a.xlsx", "甲局"),
            seen("报送.zip/1", "b.xlsx", "甲局"),
            seen("报送.zip/2", "a.xlsx", "乙局"),
        ]
    )
    assert [(p.unit, len(p.files)) for p in plans] == [("乙局", 1), ("甲局", 2)]


def test_files_of_several_units_side_by_side_part() -> None:
    plans = group(
        [seen("报送.zip", "a.xlsx", "甲局"), seen("报送.zip", "b.xlsx", "甲局"), seen("报送.zip", "c.xlsx", "乙局")]
    )
    assert [(p.unit, len(p.files), p.folder) for p in plans] == [("乙局", 1, None), ("甲局", 2, None)]


def test_an_archive_of_two_units_gives_two_dossiers_and_a_packed_archive_in_it_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    folder.mkdir()
    one, two = sorted(p for p in SAMPLES.iterdir() if p.is_dir() and list(p.glob("*.xlsx")))[:2]
    with zipfile.ZipFile(folder / "全县.zip", "w") as z:
        for unit in (one, two):
            for book in unit.glob("*.xlsx"):
                z.write(book, f"全县/{unit.name}/{book.name}")
        z.writestr("全县/补报.zip", b"x")
    outcome = run(folder, tmp_path / "out1", workers=0)
    plain = tmp_path / "文件夹"
    for unit in (one, two):
        shutil.copytree(unit, plain / unit.name)
    assert sorted(b.unit for b in outcome.briefs) == sorted(
        b.unit for b in run(plain, tmp_path / "out2", workers=0).briefs
    )
    assert any("补报.zip" in why for _, why in outcome.unread)


def test_files_of_several_units_side_by_side_are_all_finished(tmp_path: Path) -> None:
    """They were read in one go, into one file: none takes it away before the others have had theirs."""
    folder = tmp_path / "收件"
    folder.mkdir()
    books = sorted(CASES.glob("*/*.xlsx"))[:4]
    with zipfile.ZipFile(folder / "报送.zip", "w") as z:
        for n, book in enumerate(books):
            z.write(book, f"{n}.xlsx")
    outcome = run(folder, tmp_path / "out", workers=0)
    assert outcome.failed == []
    assert len(outcome.briefs) == len(books)
