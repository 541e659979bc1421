"""汇总.xlsx among runs and people: edited, open, large."""

from __future__ import annotations

import errno
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from perfeval import check as checks
from perfeval.batch import bureau, run
from perfeval.check import load_rules
from perfeval.write import parquet
from perfeval.write.summary.book import untouched
from tests.conftest import CASES, SAMPLES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLES / "稷山县医疗保障局_2020", tmp_path / "收件" / "稷山")
    return tmp_path / "收件"


def noted(path: Path) -> bytes:
    """What a person writes into the workbook."""
    book = openpyxl.load_workbook(path)
    book["抽查建议"]["J4"] = "已抽查，属实"
    book.save(path)
    return path.read_bytes()


def test_summary_that_a_person_has_changed_stays(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    target, other = output / "汇总.xlsx", output / "汇总_新.xlsx"
    run(folder, output, workers=0)
    assert untouched(target)
    mine = noted(target)
    assert not untouched(target)
    assert run(folder, output, workers=0).summary == target  # nothing has changed: nothing is written
    (folder / "坏.xlsx").write_bytes(b"")
    outcome = run(folder, output, workers=0)
    assert (outcome.summary, target.read_bytes()) == (other, mine)
    assert "汇总.xlsx 有人改过，没有覆盖；新的一份是 汇总_新.xlsx" in outcome.remarks
    written = other.stat().st_mtime_ns
    assert run(folder, output, workers=0).summary == other
    assert other.stat().st_mtime_ns == written
    noted(other)
    (folder / "坏.xlsx").unlink()
    assert run(folder, output, workers=0).summary == output / "汇总_新2.xlsx"


def test_disk_that_is_full_when_the_sheets_are_put_together(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("xlsxwriter.workbook.Workbook._store_workbook", full)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    outcome = run(folder, tmp_path / "output", workers=0)
    ((name, reason),) = outcome.failed
    assert (name, outcome.summary) == ("汇总.xlsx", None)
    assert reason.startswith("各单位的结果已写好，汇总没有写成：磁盘已满")
    assert [p for p in tmp_path.rglob("*") if p.suffix == ".tmp" or p.name.startswith("perfeval-")] == []


def test_losing_the_state_does_not_cost_what_a_person_wrote(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    run(folder, output, workers=0)
    mine = noted(output / "汇总.xlsx")
    (output / ".perfeval.sqlite").unlink()
    run(folder, output, workers=0)
    assert (output / "汇总.xlsx").read_bytes() == mine


def test_large_batch_has_its_long_sheets_as_parquet(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="perfeval[parquet] is not installed")
    output = tmp_path / "output"
    monkeypatch.setattr(bureau, "LARGE", 1)
    monkeypatch.setattr(parquet, "ROWS", 3)
    (brief,) = run(folder, output, workers=0).briefs
    found = {p.name: pq.read_table(p).to_pylist() for p in output.glob("*.parquet")}
    assert set(found) == {f"汇总_{sheet}.parquet" for sheet in ("单位一览", "项目一览", "问题清单", "指标明细")}
    assert len(found["汇总_指标明细.parquet"]) == len(brief.details) > 3
    (unit,) = found["汇总_单位一览.parquet"]
    assert (unit["单位"], unit["自评得分"], unit["错误"]) == (brief.unit, Decimal("94"), brief.count("错误"))
    assert [r["问题"] for r in found["汇总_问题清单.parquet"]] == [f.message for f in brief.findings]
    monkeypatch.setattr(bureau, "LARGE", 2)
    run(folder, output, workers=0, fresh=True)
    assert list(output.glob("*.parquet")) == []  # an older one would say what is no longer so


def test_large_batch_without_pyarrow_is_told(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bureau, "LARGE", 1)
    monkeypatch.setattr(parquet, "available", lambda: False)
    outcome = run(folder, tmp_path / "output", workers=0)
    assert any("perfeval[parquet]" in r for r in outcome.remarks)
    assert outcome.summary is not None


def test_another_version_reads_the_files_again(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "output"
    (folder / "坏.xlsx").write_bytes(b"PK half")
    run(folder, output, workers=0)
    read: list[str] = []
    run(folder, output, workers=0, progress=lambda stage, n, of: read.append(stage))
    assert read == []
    monkeypatch.setattr("perfeval.__version__", "99")
    run(folder, output, workers=0, progress=lambda stage, n, of: read.append(stage))
    assert read == ["读取", "读取", "核对"]


def test_rules_of_the_batch_can_be_switched_off(folder: Path, tmp_path: Path) -> None:
    listed = openpyxl.Workbook()
    for row in (["单位代码", "单位名称"], ["", "没有报的局"]):
        listed.worksheets[0].append(row)
    listed.save(folder / "应报清单.xlsx")
    output, rules = tmp_path / "output", tmp_path / "我的规则.toml"
    run(folder, output, workers=0)
    assert "批次问题" in openpyxl.load_workbook(output / "汇总.xlsx").sheetnames
    rules.write_text('[[rule]]\nid = "批次-01"\nseverity = "停用"\n', encoding="utf-8")
    run(folder, output, workers=0, rules=rules)
    assert "批次问题" not in openpyxl.load_workbook(output / "汇总.xlsx").sheetnames


def test_own_rules_are_read_once_not_for_every_unit(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for case in ("hunan-guantang-2023", "hubei-ezhou-kexie-2022"):
        shutil.copytree(CASES / case, folder / case)
    rules = tmp_path / "我的规则.toml"
    rules.write_text('[[rule]]\nid = "自评-01"\nseverity = "停用"\n', encoding="utf-8")
    read: list[Path] = []
    monkeypatch.setattr(checks, "load_rules", lambda path, *known: read.append(path) or load_rules(path, *known))
    assert len(run(folder, None, workers=0, rules=rules).briefs) == 3
    assert read == [rules, rules]  # before the work begins, and by the worker
