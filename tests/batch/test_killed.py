"""A run that is killed at any moment: the next one finishes the rest, and nobody sees the difference."""

from __future__ import annotations

import os
import random
import sqlite3
from pathlib import Path

import pytest

from perfeval.batch import private, run
from tests.batch.killed import kill_and_compare
from tests.conftest import SAMPLES

needs_kill = pytest.mark.skipif(os.name == "nt", reason="SIGKILL")


@needs_kill
@pytest.mark.slow
def test_runs_killed_at_random_moments_give_the_same_in_the_end(tmp_path: Path) -> None:
    assert kill_and_compare(tmp_path, 12, random.Random(8)) >= 3


def test_what_killed_runs_left_is_cleared_away(tmp_path: Path) -> None:
    unit = tmp_path / "甲局_2024"
    unit.mkdir()
    for name in ("~abc_12.tmp", ".甲_批注.xlsx.4711.tmp"):
        (unit / name).write_bytes(b"half")
        (tmp_path / name).write_bytes(b"half")
    mine = unit / "~$自评.xlsx", unit / "笔记.tmp", unit / "result.json"
    for path in mine:
        path.write_bytes(b"mine")
    private.clear_scratch(tmp_path)
    assert sorted(p for p in tmp_path.rglob("*") if p.is_file()) == sorted(mine)


def test_what_a_worker_killed_in_this_run_left_is_cleared_away(tmp_path: Path) -> None:
    def killed(stage: str, n: int, of: int) -> None:
        if stage == "核对":
            home = next(p for p in tmp_path.iterdir() if p.is_dir())
            (home / ".甲_自评报告.docx.3943.tmp").write_bytes(b"half")

    outcome = run(SAMPLES / "稷山县医疗保障局_2020", tmp_path, workers=0, progress=killed)
    assert len(outcome.done) == 1
    assert list(tmp_path.rglob("*.tmp")) == []


def test_spool_of_a_dead_run_goes_and_that_of_a_living_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead = tmp_path / f"{private.PREFIX}dead"
    dead.mkdir()
    (dead / private.LOCK).touch()
    (dead / "forms").write_bytes(b"x")
    foreign = tmp_path / f"{private.PREFIX}foreign"
    foreign.mkdir()
    (foreign / "笔记.txt").touch()
    early = tmp_path / f"{private.PREFIX}early"  # killed before it had its lock
    early.mkdir()
    with private.spool() as living:
        assert not dead.exists() and not early.exists()
        # another process asks; in this one the lock would be its own
        other = sqlite3.connect(living / private.LOCK, timeout=0)
        with pytest.raises(sqlite3.OperationalError):
            other.execute("begin exclusive")
        other.close()
        with private.spool() as second:
            assert living.exists() and second != living
    assert [p.name for p in tmp_path.iterdir()] == [foreign.name]
