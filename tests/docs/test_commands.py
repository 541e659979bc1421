"""Every command line that README or docs show runs as written, page by page, and prints what the page shows.

In a block ```sh a line that begins with ``perfeval`` is run by this interpreter beside sample_workbooks;
``# 返回码 1`` behind it is the exit code that it promises (0 where nothing is said), ``# 按 Ctrl-C 结束`` one that is
interrupted, ``# 要有集群`` one that tests/batch/test_cluster.py runs. Lines that install are left out.
A block ```text below it is the whole output of its last command: … in a line is anything, … alone any lines.
A block ```toml that begins with ``# 文件：…`` is that file.
"""

from __future__ import annotations

import itertools
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
import typer

from perfeval.cli import app

from ..conftest import ROOT, SAMPLES

PAGES = sorted([ROOT / "README.md", *ROOT.glob("*.zh-CN.md"), ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(r"^([ ]*)```(\w+)\n(.*?)^\1```", re.M | re.S)
FILE = re.compile(r"\s*# 文件：(\S+)\n")
PROMISE = re.compile(r"#\s*返回码\s*(\d)")
NAMED = re.compile(r"(?:`|^ {3,4})perfeval ([a-z]+)", re.M)
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


class Block(NamedTuple):
    language: str
    lines: list[str]


def blocks(page: Path) -> list[Block]:
    found = BLOCK.findall(page.read_text(encoding="utf-8"))
    return [Block(language, [x.removeprefix(indent) for x in body.splitlines()]) for indent, language, body in found]


def commands(block: Block) -> list[str]:
    return [line.strip() for line in block.lines if line.strip().startswith("perfeval ")]


def lines(page: Path) -> list[str]:
    return [line for block in blocks(page) if block.language == "sh" for line in commands(block)]


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "perfeval", *arguments]


def run(line: str, folder: Path) -> str:
    """What the command prints, standard error included; its exit code is the one that it promises."""
    if "# 要有集群" in line:
        return ""
    arguments = shlex.split(line, comments=True)[1:]
    if "# 按 Ctrl-C 结束" in line:
        return interrupted(arguments, folder)
    promised = PROMISE.search(line)
    done = subprocess.run(
        program(*arguments),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == (int(promised[1]) if promised else 0), f"{line}\n{done.stdout}"
    assert "Traceback" not in done.stdout
    return done.stdout


def interrupted(arguments: list[str], folder: Path) -> str:
    """As a person would: wait for the first result, then Ctrl-C."""
    out = folder / "out.txt"
    with out.open("wb") as f:
        running = subprocess.Popen(program(*arguments), cwd=folder, stdout=f, stderr=subprocess.STDOUT)
        for _ in range(600):
            if "结果在 " in out.read_text(encoding="utf-8") or running.poll() is not None:
                break
            time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 0
    return out.read_text(encoding="utf-8")


def same(shown: list[str], said: str) -> bool:
    """``shown`` is what was ``said``, … standing for anything."""
    pattern = ""
    for line in shown:
        if line.strip() == "…":
            pattern += r"(?:.*\n)*"
        else:
            pattern += ".*".join(re.escape(part) for part in line.rstrip().split("…")) + r" *\n"
    return re.fullmatch(pattern + r"\s*", said) is not None


SHOWN = [page for page in PAGES if lines(page)]


@pytest.mark.parametrize("page", SHOWN, ids=lambda p: p.name)
def test_commands_shown_on_the_page_run_as_written_and_print_what_is_shown(page: Path, tmp_path: Path) -> None:
    shutil.copytree(SAMPLES, tmp_path / SAMPLES.name)
    found = blocks(page)
    for block in found:
        if block.language == "toml" and (named := FILE.match("\n".join(block.lines) + "\n")):
            (tmp_path / named[1]).parent.mkdir(exist_ok=True)
            (tmp_path / named[1]).write_text("\n".join(block.lines) + "\n", encoding="utf-8")
    for block, below in itertools.zip_longest(found, found[1:], fillvalue=Block("", [])):
        if block.language == "sh":
            said = [run(line, tmp_path) for line in commands(block)]
            if below.language == "text":
                assert same(below.lines, said[-1]), f"{commands(block)[-1]}\n{said[-1]}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_output_shown_belongs_to_a_command(page: Path) -> None:
    above = ""
    for block in blocks(page):
        assert block.language != "text" or above in ("sh", "python"), block.lines[:3]
        above = block.language


def test_comparing_outputs_tells_them_apart() -> None:
    assert same(["甲 1", "乙…", "…", "丁"], "甲 1\n乙 2 3\n丙\n丙\n丁\n\n")
    assert not same(["甲 1"], "甲 2\n")
    assert not same(["甲 1"], "甲 1\n乙\n")
    assert not same(["甲 1", "乙"], "甲 1\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_commands_and_options_named_in_the_text_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert {name for name in NAMED.findall(text) if name not in COMMANDS} == set()
    known = {o for command in COMMANDS.values() for p in command.params for o in (*p.opts, *p.secondary_opts)}
    known |= {"--version", "--help", "--install-completion", "--show-completion"}
    for line in re.findall(r"`(perfeval [^`]*)`", text) + lines(page):
        assert {o for o in re.findall(r"(?<=[ \[|])--[a-z-]+", line) if o not in known} == set(), line


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_and_pictures_are_there(page: Path) -> None:
    prose = re.sub(r"(?m)^```.*?^```|`[^`\n]*`(?!\])", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)", prose)  # a pattern in a code span is no link
    missing = [t for t in targets if "://" not in t and not (page.parent / t).exists()]
    assert missing == []


PYTHON = [page for page in PAGES if any(b.language == "python" for b in blocks(page))]


@pytest.mark.parametrize("page", PYTHON, ids=lambda p: p.name)
def test_python_examples_run_and_print_what_is_shown(page: Path) -> None:
    found = blocks(page)
    code: list[str] = []
    for block, below in itertools.zip_longest(found, found[1:], fillvalue=Block("", [])):
        if block.language == "python":
            code += block.lines
            done = subprocess.run(
                [sys.executable, "-c", "\n".join(code)], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
            )
            assert done.returncode == 0, done.stderr
            if below.language == "text":
                assert same(below.lines, done.stdout), done.stdout
