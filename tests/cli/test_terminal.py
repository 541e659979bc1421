"""On a terminal: colours, lines of its width; with NO_COLOR none; piped nothing but text."""

from __future__ import annotations

import contextlib
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from perfeval.cli.words import width

from ..conftest import SAMPLES

pty = pytest.importorskip("pty", reason="a pseudo terminal needs a Unix")
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLOUR = re.compile(r"\x1b\[(?:1;)?3[0-7]m")
UNIT = SAMPLES / "稷山县医疗保障局_2020"


def on_terminal(columns: int, *arguments: str | Path, **env: str) -> str:
    """What perfeval writes to a terminal of that width; the progress bars go elsewhere."""
    import fcntl
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    told = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
    running = subprocess.Popen(
        [sys.executable, "-m", "perfeval", *map(str, arguments)],
        stdin=slave,
        stdout=slave,
        stderr=subprocess.DEVNULL,
        env={**told, "TERM": "xterm", **env},
    )
    os.close(slave)
    out = b""
    with contextlib.suppress(OSError):  # the end of a terminal
        while part := os.read(master, 65536):
            out += part
    os.close(master)
    running.wait()
    return out.decode("utf-8").replace("\r\n", "\n")


def plain(text: str) -> list[str]:
    return ESCAPE.sub("", text).splitlines()


@pytest.mark.parametrize("columns", [80, 120])
def test_findings_and_cells_fit_the_terminal(columns: int) -> None:
    findings = plain(on_terminal(columns, "check", UNIT))
    assert any(line.startswith("● 错误 自评-02") for line in findings)
    form = plain(on_terminal(columns, "inspect", next(UNIT.glob("*.xlsx"))))
    form = form[: form.index("认出的表：")]
    assert any("全县参合人数" in line and "〔三级指标〕" in line for line in form) or columns == 120
    assert max(map(width, findings + form)) <= columns


def test_a_narrow_terminal_names_the_folder_once(tmp_path: Path) -> None:
    narrow = plain(on_terminal(60, "run", SAMPLES, "-o", tmp_path / "o", "-w", "1"))
    assert narrow[0].split() == ["单位", "年度", "自评", "建议", "错误", "警告", "提示"]
    assert f"各单位的结果在 {tmp_path / 'o'}/ 下各自的文件夹里" in narrow
    wide = plain(on_terminal(300, "run", SAMPLES, "-o", tmp_path / "o", "-w", "1"))
    assert wide[0].split()[-1] == "结果"
    assert all(str(tmp_path / "o") in line for line in wide[1:4])


def test_colours_on_a_terminal_only_and_not_with_no_color() -> None:
    assert COLOUR.search(on_terminal(80, "check", UNIT))
    assert not ESCAPE.search(on_terminal(80, "check", UNIT, NO_COLOR="1"))
    piped = subprocess.run([sys.executable, "-m", "perfeval", "check", UNIT], capture_output=True, encoding="utf-8")
    assert not ESCAPE.search(piped.stdout + piped.stderr)
    assert max(map(width, piped.stdout.splitlines())) > 80  # not broken for a reader that is a program


def test_quiet_says_only_where_the_result_is(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "perfeval", "run", UNIT, "-o", "结果", "-w", "1"]
    quiet = subprocess.run([*command, "-q"], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert (quiet.stdout, quiet.stderr) == (f"汇总：{Path('结果', '汇总.xlsx')}\n", "")
    verbose = subprocess.run([*command, "-v", "--fresh"], cwd=tmp_path, capture_output=True, encoding="utf-8").stdout
    (total,) = re.findall(
        r"^用时 ([\d.]+) 秒：准备 ([\d.]+)，读取 ([\d.]+)，单位 ([\d.]+)，汇总 ([\d.]+)$", verbose, re.M
    )
    assert abs(float(total[0]) - sum(map(float, total[1:]))) < 0.05
    (inner,) = re.findall(r"^  其中各单位（各进程相加）：(.+)$", verbose, re.M)
    assert {"归类", "计分", "核对", "批注", "报告", "结果数据"} <= {x.split()[0] for x in inner.split("，")}
