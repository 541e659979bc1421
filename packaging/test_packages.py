"""What is handed out works elsewhere: the wheel in an empty environment, the folder with no Python on PATH.

``.venv/bin/pytest packaging``: about two minutes; not part of the usual tests. Needs the extra ``packaging``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from folder import build

ROOT = Path(__file__).parents[1]
OLD = ROOT / "tests" / "fixtures" / "old_formats"
UNITS = {"塘湖镇政府_2020", "江西信丰高新技术产业园区管理委员会_2024", "稷山县医疗保险服务中心_2020"}
NO_PYTHON = {"PATH": str(Path("/nonexistent")), "LANG": "C.UTF-8"}


def ran(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def tried(program: Path, home: Path, env: dict[str, str]) -> None:
    """What a new user does first: a work folder with the samples, a run, blank workbooks of a place, a rule."""
    ran(program, "init", "自评", "--samples", cwd=home, env=env)
    said = ran(program, "run", "自评/输入", "-w", "2", cwd=home, env=env)
    made = {p.name for p in (home / "自评" / "输出").iterdir() if p.is_dir()}
    assert made == UNITS, said
    for unit in made:
        folder = home / "自评" / "输出" / unit
        assert json.loads((folder / "result.json").read_text(encoding="utf-8"))["forms"]
        assert list(folder.glob("*_批注.xlsx")) and list(folder.glob("*_自评报告.docx"))
    ran(program, "template", "全部", "--profile", "hubei", "--year", "2024", "-o", "空白", cwd=home, env=env)
    blank = home / "空白" / "项目支出绩效自评表_2024.xlsx"
    assert "项目支出绩效自评表" in ran(program, "inspect", blank, cwd=home, env=env)
    assert "未达到目标的不得满分" in ran(program, "rules", "自评-07", cwd=home, env=env)
    # .xls and .ods, and a report against its workbook: the readers that run in processes of their own
    ran(program, "run", OLD, "-o", "旧格式", cwd=home, env=env)
    assert list(home.glob("旧格式/*/*_批注*.xlsx"))
    report = next((home / "自评" / "输出").glob("塘湖镇政府_2020/*.docx"))
    compared = subprocess.run([program, "compare", report], cwd=home, env=env, capture_output=True, encoding="utf-8")
    assert compared.returncode in (0, 1) and "提示" in compared.stdout, compared.stdout + compared.stderr


def test_the_wheel_works_in_an_empty_environment_elsewhere(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    ran(*pip, "wheel", "-q", "--no-deps", "-w", tmp_path / "轮子", ROOT, cwd=tmp_path)
    (wheel,) = (tmp_path / "轮子").glob("perfeval-*.whl")
    home = tmp_path / "别处 的文件夹"
    venv.create(home / "env", with_pip=True)
    bin_ = home / "env" / ("Scripts" if os.name == "nt" else "bin")
    ran(bin_ / "python", "-m", "pip", "install", "-q", wheel, cwd=home)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PERFEVAL"))}
    tried(bin_ / "perfeval", home, env)
    where = ran(bin_ / "python", "-c", "import perfeval; print(perfeval.__file__)", cwd=home, env=env)
    assert str(ROOT) not in where


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("有 空格") / "perfeval_免安装"
    build(target)
    return target


@pytest.mark.skipif(sys.platform == "win32", reason="Windows wants its system folders on PATH")
def test_the_folder_works_with_no_python_on_the_path(folder: Path, tmp_path: Path) -> None:
    tried(folder / "perfeval" / "perfeval", tmp_path, NO_PYTHON)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_a_double_click_does_the_job(folder: Path) -> None:
    for unit in (folder / "样例").iterdir():
        unit.rename(folder / "输入" / unit.name)
    said = ran("/bin/sh", folder / "运行.sh", cwd=folder.parent, env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"})
    assert "做完了" in said and (folder / "输出" / "汇总.xlsx").exists()


def test_the_windows_script_is_as_windows_reads_it() -> None:
    script = (Path(__file__).parent / "双击运行.cmd").read_bytes()
    lines = script.split(b"\r\n")
    assert b"\n" not in script.replace(b"\r\n", b"")
    assert lines[:2] == [b"@echo off", b"chcp 65001 >nul"]  # before the first Chinese character
    assert not script.startswith(b"\xef\xbb\xbf")  # cmd would run the mark
    assert script.rstrip().endswith(b"exit /b %code%") and b"pause >nul" in script
