"""What 看懂批注 explains is what the annotated workbook of its pictures says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from openpyxl import load_workbook

from ..conftest import ROOT
from .pictures import make

ROW = re.compile(r"^\| ([A-Z]+\d+) \| ((?:错误|警告|提示)\d+：[^|]+) \|", re.M)


def test_notes_quoted_in_the_page_are_those_of_the_workbook(tmp_path: Path) -> None:
    (tmp_path / "输入").mkdir()
    make(tmp_path / "输入")
    done = subprocess.run(
        [sys.executable, "-m", "perfeval", "run", "输入", "-o", "输出"],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (path,) = tmp_path.glob("输出/*/*_批注.xlsx")
    sheet = load_workbook(path).worksheets[0]
    quoted = ROW.findall((ROOT / "docs" / "看懂批注.md").read_text(encoding="utf-8"))
    assert len(quoted) == 4
    for ref, text in quoted:
        note = sheet[ref].comment
        assert note is not None and text.split("……")[0] in note.text, (ref, note and note.text)


def test_pictures_are_small_enough_to_load() -> None:
    pictures = list((ROOT / "docs" / "images").glob("*.png"))
    assert pictures and all(p.stat().st_size < 300_000 for p in pictures)
