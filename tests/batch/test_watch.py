"""perfeval watch: dropped in, found in output; half-copied files are waited for; Ctrl-C ends it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from perfeval import profile
from perfeval.batch import Outcome, settings, watch
from perfeval.batch.said import Sentence
from perfeval.batch.watch import rounds
from perfeval.cli.watching import lines
from tests.conftest import SAMPLES

BOOK = next((SAMPLES / "稷山县医疗保障局_2020").glob("*.xlsx"))


class Enough(Exception):
    """Ends the endless loop of a test."""


def looks(folder: Path, at: dict[int, bytes], until: int) -> list[int]:
    """At which looks a run was made, where a file gets these bytes added before the look of that number."""
    made: list[int] = []
    n = 0

    def sleep(seconds: float) -> None:
        nonlocal n
        n += 1
        if n >= until:
            raise Enough
        if n in at:
            with (folder / "表.xlsx").open("ab") as f:
                f.write(at[n])

    def run(*args: object, **options: object) -> Outcome:
        made.append(n)
        return Outcome()

    with pytest.raises(Enough):
        list(rounds(folder, lambda: {"output": folder / "output"}, sleep=sleep, run=run))
    return made


def test_growing_file_is_waited_for(tmp_path: Path) -> None:
    assert looks(tmp_path, {}, 6) == [1]  # what is there at the start
    assert looks(tmp_path, {3: b"PK", 4: b"xx", 5: b"yy"}, 10) == [1, 6]
    assert looks(tmp_path, {4: b"zz", 8: b"z"}, 12) == [1, 5, 9]


def test_file_that_stays_closed_does_not_hold_the_others_up_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "表.xlsx").write_bytes(b"PK")
    monkeypatch.setattr("perfeval.batch.watch._stamp", lambda path: None)
    assert looks(tmp_path, {}, 10) == [2]


def test_file_that_stays_closed_holds_nothing_up_that_comes_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "锁住.xlsx").write_bytes(b"PK")
    stamp = watch._stamp
    monkeypatch.setattr("perfeval.batch.watch._stamp", lambda path: None if path.stem == "锁住" else stamp(path))
    assert looks(tmp_path, {6: b"PK", 14: b"PK"}, 22) == [2, 8, 16]


def changes(folder: Path, at: dict[int, Callable[[], object]], until: int) -> list[tuple[int, str]]:
    """The looks at which something was done and what was said, where these things happen before a look."""
    n, made, known = 0, list[tuple[int, str]](), set[tuple[str, str]]()

    def sleep(seconds: float) -> None:
        nonlocal n
        n += 1
        if n >= until:
            raise Enough
        at.get(n, int)()

    def options() -> dict[str, Any]:
        return {"output": folder / "output", "workers": 0, **settings.load(folder)}

    with pytest.raises(Enough):
        for outcome in rounds(folder, options, sleep=sleep):
            found = [f.severity for b in outcome.briefs for f in b.findings if f.rule == "自评-02"]
            said = "、".join([reason for _, reason in outcome.failed] or found)
            if lines(outcome, folder / "output", known) or not outcome.failed:  # what stays wrong is said once
                made.append((n, said))
    return made


def test_what_the_folder_is_done_with_is_looked_at_too(tmp_path: Path) -> None:
    shutil.copy(BOOK, tmp_path / "表.xlsx")
    toml, rules, own = tmp_path / settings.FILE, tmp_path / "规则.toml", tmp_path / "县"
    own.mkdir()
    template = tmp_path / "模板.docx"
    levels = '[[rule]]\nid = "自评-02"\nchange = true\nseverity = "{}"\n'.format
    (own / "profile.toml").write_text('inherits = "mof"', encoding="utf-8")

    def wrote(path: Path, text: str) -> Callable[[], object]:
        return lambda: path.write_text(text, encoding="utf-8")

    at = {
        4: wrote(toml, 'profile = "县"'),
        8: wrote(own / "rules.toml", levels("警告")),
        12: wrote(own / "rules.toml", levels("停用")),
        16: wrote(toml, 'profil = "县"'),
        20: wrote(toml, 'profile = "县"\nrules = "规则.toml"\ntemplate = "模板.docx"'),
        24: wrote(rules, '[[rule]]\nid = "自评-02"\nseverity = "警告"\nformula = "1 ="\n'),
        28: wrote(rules, '[[rule]]\nid = "自评-02"\nseverity = "警告"\n'),
        32: lambda: template.write_bytes(b"no document"),
        36: lambda: shutil.copy(profile.BUILT_IN / "mof" / "report.docx", template),
    }
    assert changes(tmp_path, at, 40) == [
        (1, "错误"),
        (5, "错误"),
        (9, "警告"),
        (13, ""),
        (16, f"{toml} 里没有“profil”这一项，是否为“profile”？"),
        (22, f"文件或文件夹已不在原处（移走、改名或网络盘断开），或路径太长（{rules}）"),
        (26, "规则.toml 第1条：规则 自评-02 第4字：公式没有写完"),
        (30, f"没有报告模板 {template}"),
        (33, "报告模板 模板.docx 不是 Word 文档（.docx）"),
        (37, "警告"),
    ]


def test_trouble_is_said_and_tried_again(tmp_path: Path) -> None:
    answers = iter([Sentence("另一个正在写"), OSError(28, "No space left on device"), Outcome(files=1)])

    def run(*args: object, **options: object) -> Outcome:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    seen = list(islice(rounds(tmp_path, lambda: {"output": tmp_path / "output"}, sleep=lambda s: None, run=run), 3))
    assert [o.failed[0][1][:4] for o in seen[:2]] == ["另一个正", "磁盘已满"]
    assert seen[2].files == 1


def test_folder_that_is_gone_for_a_while_is_said_and_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "网络盘"
    n = 0

    def sleep(seconds: float) -> None:
        nonlocal n
        n += 1
        if n == 2:
            folder.mkdir()

    seen = list(
        islice(
            rounds(folder, lambda: {"output": tmp_path / "output"}, sleep=sleep, run=lambda *a, **k: Outcome(files=1)),
            3,
        )
    )
    assert [o.failed[0][1][:11] for o in seen[:2]] == ["文件或文件夹已不在原处"] * 2
    assert seen[2].files == 1


def test_results_that_another_run_holds_do_not_end_the_watch(tmp_path: Path) -> None:
    class Held(list[Any]):
        def __iter__(self) -> Iterator[Any]:
            raise Sentence("另一个正在写")

    told = lines(Outcome(briefs=Held(), done={"甲局_2024"}), tmp_path, set())
    assert told == [f"{tmp_path}：另一个正在写"]


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path, Path]]:
    folder, output = tmp_path / "收件", tmp_path / "output"
    folder.mkdir()
    command = [
        sys.executable,
        "-u",
        "-m",
        "perfeval",
        "watch",
        str(folder),
        "-o",
        str(output),
        "--every",
        "0.2",
        "-w",
        "1",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    yield process, folder, output
    process.kill()
    process.communicate()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="SIGINT")
def test_dropped_in_and_found(watcher: tuple[subprocess.Popen[str], Path, Path]) -> None:
    process, folder, output = watcher
    assert process.stdout is not None
    assert process.stdout.readline().startswith("正在盯着")
    whole = BOOK.read_bytes()
    with (folder / "表.xlsx").open("wb") as f:  # copied slowly
        for at in range(0, len(whole), 2000):
            f.write(whole[at : at + 2000])
            f.flush()
            time.sleep(0.05)
    assert process.stdout.readline().startswith("稷山县医疗保险服务中心　2020：错误1条，警告3条，提示0条，结果在")
    assert list(output.glob("*/表_批注.xlsx"))
    (folder / "坏.xlsx").write_bytes(b"")
    assert process.stdout.readline().startswith("坏.xlsx：是空文件")
    shutil.copytree(SAMPLES / "塘湖镇_2020", folder / "塘湖镇_2020")
    assert process.stdout.readline().startswith("塘湖镇政府　2020：")
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=30)
    assert (rest, errors, process.returncode) == ("已结束\n", "", 0)
