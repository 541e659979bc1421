"""Every command line that README or docs show runs as written, page by page, from the samples alone.

In a block ```sh a line that begins with ``perfeval`` is run by this interpreter beside sample_workbooks;
``# 返回码 1`` behind it is the exit code that it promises (0 where nothing is said). Lines that install are left out.
A block ```toml that begins with ``# 文件：…`` is that file.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

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


def blocks(page: Path, language: str) -> list[str]:
    return [body for _, found, body in BLOCK.findall(page.read_text(encoding="utf-8")) if found == language]


def lines(page: Path) -> list[str]:
    found = [line.strip() for body in blocks(page, "sh") for line in body.splitlines()]
    return [line for line in found if line.startswith("perfeval ")]


SHOWN = [page for page in PAGES if lines(page)]


@pytest.mark.parametrize("page", SHOWN, ids=lambda p: p.name)
def test_commands_shown_on_the_page_run_as_written(page: Path, tmp_path: Path) -> None:
    shutil.copytree(SAMPLES, tmp_path / SAMPLES.name)
    for body in blocks(page, "toml"):
        if named := FILE.match(body):
            (tmp_path / named[1]).parent.mkdir(exist_ok=True)
            (tmp_path / named[1]).write_text(body, encoding="utf-8")
    for line in lines(page):
        promised = PROMISE.search(line)
        arguments = shlex.split(line, comments=True)[1:]
        done = subprocess.run(
            [sys.executable, "-m", "perfeval", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        expected = int(promised[1]) if promised else 0
        assert done.returncode == expected, f"{line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_commands_and_options_named_in_the_text_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert {name for name in NAMED.findall(text) if name not in COMMANDS} == set()
    known = {o for command in COMMANDS.values() for p in command.params for o in (*p.opts, *p.secondary_opts)}
    known |= {"--version", "--help"}
    for line in re.findall(r"`(perfeval [^`]*)`", text) + lines(page):
        assert {o for o in re.findall(r"(?<=[ \[|])--[a-z-]+", line) if o not in known} == set(), line


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_and_pictures_are_there(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    missing = [t for t in targets if "://" not in t and not (page.parent / t).exists()]
    assert missing == []


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "python")], ids=lambda p: p.name)
def test_python_examples_run_and_print_what_is_shown(page: Path) -> None:
    code = "\n".join(blocks(page, "python"))
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    shown = [line.split("…")[0].strip() for body in blocks(page, "text") for line in body.splitlines()]
    assert [line for line in shown if line not in done.stdout] == []


def test_the_table_that_the_first_page_shows_is_the_one_that_the_samples_give(tmp_path: Path) -> None:
    """快速开始 prints the closing table of the samples; every number in it is compared."""
    (shown,) = blocks(ROOT / "docs" / "快速开始.md", "text")
    done = subprocess.run(
        [sys.executable, "-m", "perfeval", "run", str(SAMPLES), "-o", "output"],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    words = [line.split() for line in done.stdout.splitlines()]
    assert [line for line in shown.splitlines() if line.split() not in words] == []
