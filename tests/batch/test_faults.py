"""Bad luck of every kind: full disks, locked files, long and forbidden names, dead and endless workers.

Each has a sentence in Chinese, and costs what it must: one file or one unit, never the run.
"""

from __future__ import annotations

import errno
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from perfeval.batch import Outcome, run, work
from perfeval.batch.discover import Input, discover
from perfeval.batch.group import Plan, Seen
from perfeval.batch.said import said
from perfeval.batch.state import State
from perfeval.batch.work import Done, Settings
from perfeval.cli import app
from tests.batch.killed import contents
from tests.conftest import CASES, SAMPLES

JISHAN, TANGHU = "稷山县医疗保障局_2020", "塘湖镇_2020"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two units."""
    home = tmp_path / "收件"
    for name in (JISHAN, TANGHU):
        shutil.copytree(SAMPLES / name, home / name)
    return home


def sentences(outcome: Outcome) -> list[str]:
    """What the user reads of what went wrong; each one line of Chinese."""
    found = [reason for _, reason in (*outcome.failed, *outcome.unread)] + outcome.remarks
    for text in found:
        assert "\n" not in text
        assert re.search("[一-龥]{4}", text)
        assert not re.search(r"Error\b(?!）)|Traceback|Errno|denied|space left", text)
    return found


def refuse(monkeypatch: pytest.MonkeyPatch, number: int, when: Callable[[str], bool]) -> None:
    """Moving a file to its place fails with this error of the system."""
    replace = os.replace

    def replaced(source: Any, target: Any) -> None:
        if when(Path(target).name):
            raise OSError(number, os.strerror(number), str(source), None, str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", replaced)


def refuse_to_open(monkeypatch: pytest.MonkeyPatch, files: set[Path]) -> None:
    """These files can be neither read nor replaced: what Windows does with one that a program has for itself."""
    opens = io.open

    def opened(file: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(file, (str, Path)) and Path(file) in files:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))
        return opens(file, *args, **kwargs)

    monkeypatch.setattr(io, "open", opened)
    refuse(monkeypatch, errno.EACCES, lambda name: name in {f.name for f in files})


def test_second_run_in_one_folder_is_one_sentence_and_code_2(folder: Path, tmp_path: Path) -> None:
    with State(tmp_path / "output"):
        done = subprocess.run(
            [sys.executable, "-m", "perfeval", "run", str(folder), "-o", str(tmp_path / "output")],
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "另一个 perfeval 正在往这个结果文件夹里写，请等它结束再运行\n"


def test_locked_copy_and_report_are_written_beside(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "output"
    run(folder, output, workers=0)
    before = contents(output)
    locked = [n for n in before if "稷山" in n and n.endswith((".xlsx", ".docx"))]
    assert len(locked) == 2
    with monkeypatch.context() as patched:
        refuse(patched, errno.EACCES, lambda name: any(n.endswith(f"/{name}") for n in locked))
        outcome = run(folder, output, workers=0, fresh=True)
    assert outcome.failed == []
    assert len([s for s in sentences(outcome) if "正被打开，无法覆盖；新的一份是" in s]) == 2
    after = contents(output)
    assert {n: after[n] for n in locked} == {n: before[n] for n in locked}
    assert len([n for n in after if "_新." in n]) == 2
    (brief,) = (b for b in outcome.briefs if "稷山" in b.name)
    assert all("_新" in name for name in (*brief.workbooks, brief.report or ""))


def test_file_that_may_not_even_be_read_is_open_and_not_changed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "output"
    run(folder, output, workers=0)
    locked = [n for n in contents(output) if "稷山" in n and n.endswith((".xlsx", ".docx"))]
    before = {n: (output / n).read_bytes() for n in locked}
    with monkeypatch.context() as patched:
        refuse_to_open(patched, {output / n for n in locked})
        outcome = run(folder, output, workers=0, fresh=True)
    assert outcome.failed == []
    assert len([s for s in sentences(outcome) if "正被打开，无法覆盖；新的一份是" in s]) == 2
    assert not any("有人改过" in s for s in sentences(outcome))
    assert {n: (output / n).read_bytes() for n in locked} == before


def test_locked_summary_is_written_beside_and_made_up_for_later(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "output"
    run(folder, output, workers=0)
    (folder / "坏.xlsx").write_bytes(b"")
    with monkeypatch.context() as patched:
        refuse(patched, errno.EACCES, lambda name: name == "汇总.xlsx")
        outcome = run(folder, output, workers=0)
    assert outcome.summary == output / "汇总_新.xlsx"
    assert "汇总.xlsx 正被打开，无法覆盖；新的一份是 汇总_新.xlsx" in sentences(outcome)
    assert unread_in(output / "汇总.xlsx") == 0
    outcome = run(folder, output, workers=0)
    assert outcome.unchanged == 2
    assert unread_in(output / "汇总.xlsx") == 1


def test_summaries_that_are_all_open_are_written_beside(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "output"
    run(folder, output, workers=0)
    first, second, third = (output / f"汇总{end}.xlsx" for end in ("", "_新", "_新2"))
    shutil.copy(first, second)
    (folder / "坏.xlsx").write_bytes(b"")
    with monkeypatch.context() as patched:
        refuse_to_open(patched, {first, second})
        outcome = run(folder, output, workers=0)
    assert (outcome.failed, outcome.summary) == ([], third)
    assert "汇总.xlsx 正被打开，无法覆盖；新的一份是 汇总_新2.xlsx" in sentences(outcome)
    assert [unread_in(p) for p in (first, second, third)] == [0, 0, 1]
    assert run(folder, output, workers=0).summary == first
    assert unread_in(first) == 1


def unread_in(path: Path) -> int:
    return sum(row[0].value == "坏.xlsx" for row in openpyxl.load_workbook(path)["未能读取的文件"].iter_rows(min_row=4))


def test_full_disk_costs_the_unit_and_the_rest_is_made_up_for(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "output"
    with monkeypatch.context() as patched:
        refuse(patched, errno.ENOSPC, lambda name: "稷山" in name or name == "汇总.xlsx")
        outcome = run(folder, output, workers=0)
    assert [name for name, _ in outcome.failed] == [JISHAN, "汇总.xlsx"]
    assert all("磁盘已满，请腾出空间后重新运行" in s for s in sentences(outcome)[:2])
    assert outcome.summary is None
    assert list(output.rglob("*.tmp")) == []
    outcome = run(folder, output, workers=0)
    assert (outcome.failed, outcome.unchanged) == ([], 1)
    run(folder, tmp_path / "whole", workers=0)
    assert contents(output) == contents(tmp_path / "whole")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root")
def test_really_full_disk(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    output.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=120k", "tmpfs", str(output)], capture_output=True)
    if mounted.returncode:
        pytest.skip("no mount here")
    try:
        outcome = run(folder, output, workers=1)
        assert any("磁盘已满" in s for s in sentences(outcome))
        assert outcome.failed
        assert list(output.rglob("*.tmp")) == []
        for path in output.rglob("*.xlsx"):
            openpyxl.load_workbook(path)
    finally:
        subprocess.run(["umount", str(output)], check=True)


def test_output_that_cannot_be_written_is_a_sentence(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(self: Path, *args: object, **named: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", denied)
    with pytest.raises(OSError) as caught:
        run(folder, tmp_path / "output", workers=0)
    assert said(caught.value).startswith("没有权限，或文件正被打开")
    monkeypatch.undo()
    (tmp_path / "file").write_text("x")
    with pytest.raises(OSError) as caught:
        run(folder, tmp_path / "file" / "output", workers=0)
    assert said(caught.value).startswith("路径中有一段是文件而不是文件夹")
    with pytest.raises(OSError) as caught:
        run(folder, tmp_path / ("长" * 300), workers=0)
    assert said(caught.value).startswith("路径或文件名太长")


def with_unit(path: Path, unit: str, name: str) -> None:
    """The sample workbook with another unit in it."""
    book = openpyxl.load_workbook(next((SAMPLES / JISHAN).glob("*.xlsx")))
    found = 0
    for row in book.active.iter_rows():  # type: ignore[union-attr]
        for cell in row:
            if isinstance(cell.value, str) and "稷山县医疗保险服务中心" in cell.value:
                cell.value = cell.value.replace("稷山县医疗保险服务中心", unit)
                found += 1
    assert found
    path.mkdir(parents=True, exist_ok=True)
    book.save(path / name)


def test_names_that_no_folder_can_have(tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    deep = folder / "深"
    for n in range(12):
        deep = deep / f"{n}层{'套' * 20}"
    with_unit(folder / "甲", "A/B:局?", "a.xlsx")
    with_unit(folder / "乙", "a／b：局？", "b.xlsx")
    with_unit(folder / "丙", "某" * 300 + "局", f"{'名' * 80}.xlsx")
    with_unit(folder / "丁", "ABC Bureau", "d.xlsx")
    with_unit(folder / "戊", "abc bureau", "e.xlsx")
    with_unit(deep, "深山局", "f.xlsx")
    outcome = run(folder, tmp_path / "output", workers=0, debug=True)
    assert (outcome.failed, outcome.unread) == ([], [])
    names = [b.name for b in outcome.briefs]
    assert len(names) == len({n.casefold() for n in names}) == 6
    for brief in outcome.briefs:
        home = tmp_path / "output" / brief.name
        assert {p.name for p in home.iterdir()} == {"result.json", brief.report, *brief.workbooks}
        assert not re.search(r'[\\/:*?"<>|]', brief.name)
        assert all(len(p.name.encode()) < 240 for p in (home, *home.iterdir()))


def test_two_names_that_are_shown_alike_are_two_files(tmp_path: Path) -> None:
    """One in GBK and one in UTF-8, as two old programs unpack them: none takes the other's place."""
    folder = tmp_path / "收件" / "某单位"
    folder.mkdir(parents=True)
    books = sorted(CASES.glob("*/*.xlsx"))[:2]
    try:
        shutil.copy(books[0], os.fsencode(folder) + "/表.xlsx".encode("gbk"))
    except OSError:
        pytest.skip("this system has no such names")
    shutil.copy(books[1], folder / "表.xlsx")
    outcome = run(folder.parent, tmp_path / "output", workers=0)
    (result,) = (tmp_path / "output").glob("*/result.json")
    sources = json.loads(result.read_text(encoding="utf-8"))["sources"]
    assert [s["file"] for s in sources] == ["某单位/表.xlsx", "某单位/表（2）.xlsx"]
    assert (outcome.unread, outcome.failed, len({s["sha256"] for s in sources})) == ([], [], 2)


def test_links_to_nowhere_foreign_names_and_closed_folders(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        (folder / "断.xlsx").symlink_to(folder / "没有.xlsx")
        shutil.copy(next((folder / JISHAN).glob("*.xlsx")), os.fsencode(folder) + "/老.xlsx".encode("gbk"))
    except OSError:
        pytest.skip("this system has no such names")
    assert "老.xlsx" in [f.name for f in discover(folder, None).inputs]
    outcome = run(folder, folder / "output", workers=0)
    assert [name for name, _ in outcome.unread] == ["断.xlsx"]
    assert all("已不在原处" in s for s in sentences(outcome)[:1])
    assert outcome.failed == []

    scandir = os.scandir

    def closed(path: Any = ".") -> Any:
        if str(path).endswith(TANGHU):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    refused = discover(folder, folder / "output").refused
    assert [name for name, _ in refused] == [TANGHU]
    assert "没有权限" in refused[0][1]


READ, READ_TOGETHER, FINISH = work.read_file, work.read_files, work.finish


class Panic(BaseException):
    """As PyO3 raises it."""


def bad_read(item: Input, settings: Settings) -> Seen:
    if "死" in item.name:
        os._exit(139)
    if "停" in item.name:
        time.sleep(60)
    if "慌" in item.name:
        raise Panic
    if "错" in item.name:
        raise ZeroDivisionError
    return READ(item, settings)


def bad_together(items: Sequence[Input], settings: Settings) -> list[Seen]:
    for item in items:
        bad_read(item, settings)
    return READ_TOGETHER(items, settings)


def bad_finish(plan: Plan, settings: Settings) -> Done:
    if "稷山" in plan.unit:
        os._exit(139)
    if "塘湖" in plan.unit:
        time.sleep(60)
    return FINISH(plan, settings)


@pytest.mark.parametrize("workers", [1, 2])
def test_worker_that_dies_hangs_or_fails_costs_one_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    for name in ("死", "停", "错", "慌"):
        shutil.copy(next((folder / JISHAN).glob("*.xlsx")), folder / f"{name}.xlsx")
    monkeypatch.setattr("perfeval.batch.read_file", bad_read)
    outcome = run(folder, tmp_path / "output", workers=workers, seconds=4)
    assert len(outcome.briefs) == 2
    assert outcome.failed == []
    sentences(outcome)
    reasons = dict(outcome.unread)
    assert reasons["死.xlsx"].startswith("处理这个文件的进程意外退出")
    assert reasons["慌.xlsx"] == reasons["死.xlsx"]
    assert reasons["停.xlsx"].startswith("处理超过4秒，已停止")
    assert reasons["错.xlsx"].startswith("处理时程序内部出错（ZeroDivisionError）")
    monkeypatch.undo()
    again = run(folder, tmp_path / "output", workers=0)
    assert again.unread == []  # what was lost is tried again


def test_file_that_stops_its_worker_costs_no_other_file_of_its_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("死", "停", "错", "慌", "好"):
        shutil.copy(next((folder / JISHAN).glob("*.xlsx")), folder / JISHAN / f"{name}.xlsx")
    monkeypatch.setattr("perfeval.batch.read_file", bad_read)
    monkeypatch.setattr("perfeval.batch.read_files", bad_together)
    outcome = run(folder, tmp_path / "output", workers=2, seconds=4)
    assert outcome.failed == []
    reasons = {name.rsplit("/", 1)[-1]: reason for name, reason in outcome.unread}
    assert sorted(reasons) == sorted(f"{name}.xlsx" for name in ("死", "停", "错", "慌"))
    assert reasons["死.xlsx"].startswith("处理这个文件的进程意外退出")
    assert reasons["停.xlsx"].startswith("处理超过4秒，已停止")
    jishan = next(b for b in outcome.briefs if "稷山" in b.name)
    assert any("好.xlsx" in r and "完全相同" in r for r in jishan.remarks)  # read, and the copy that it is


def test_worker_that_dies_or_hangs_costs_one_dossier(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_unit(folder / "丙", "丙局", "c.xlsx")
    monkeypatch.setattr("perfeval.batch.finish", bad_finish)
    monkeypatch.setattr("perfeval.batch.DOSSIER_FILES", 1)
    outcome = run(folder, tmp_path / "output", workers=2, seconds=6)
    assert [b.unit for b in outcome.briefs] == ["丙局"]
    reasons = dict(outcome.failed)
    assert reasons[JISHAN].startswith("处理这个单位的进程意外退出")
    assert reasons[TANGHU].startswith("处理超过6秒，已停止；单位可能异常")
    assert (tmp_path / "output" / "汇总.xlsx").exists()


def test_timeout_is_an_option(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr("perfeval.batch.run", lambda *a, **k: given.update(k) or Outcome())
    CliRunner().invoke(app, ["run", str(folder), "-o", str(tmp_path / "o"), "--timeout", "7"])
    assert given["seconds"] == 7
    CliRunner().invoke(app, ["run", str(folder), "-o", str(tmp_path / "o")])
    given.pop("seconds")
