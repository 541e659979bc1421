"""Builds the folder for people without Python: ``python packaging/folder.py [TARGET]`` (default dist/perfeval_免安装).

    perfeval_免安装/
      双击运行.cmd（Windows）或 运行.sh（Linux）
      使用说明.txt
      输入/   输出/   perfeval.toml   我的规则.xlsx      what perfeval init makes
      样例/                                            the sample workbooks
      perfeval/                                        the program and its own Python

Needs PyInstaller and perfeval in the environment that runs it, and builds for the system that it runs on.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
WINDOWS = sys.platform == "win32"


def build(target: Path) -> Path:
    """The whole folder at ``target``, made anew; returns the program in it."""
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
        where = ["--distpath", scratch, "--workpath", f"{scratch}/build"]
        subprocess.run([*command, *where, "perfeval.spec"], cwd=HERE, check=True)
        shutil.copytree(Path(scratch) / "perfeval", target / "perfeval", symlinks=True)
    program = target / "perfeval" / ("perfeval.exe" if WINDOWS else "perfeval")
    subprocess.run([program, "init", target], check=True, stdout=subprocess.DEVNULL)
    for unit in (p for p in (ROOT / "sample_workbooks").iterdir() if p.is_dir()):
        shutil.copytree(unit, target / "样例" / unit.name)
    for name in ("双击运行.cmd",) if WINDOWS else ("运行.sh",):
        shutil.copy(HERE / name, target / name)
    # Notepad of older Windows wants the mark to know UTF-8, and its line ends
    text = (HERE / "使用说明.txt").read_text(encoding="utf-8")
    (target / "使用说明.txt").write_text(text, encoding="utf-8-sig", newline="\r\n")
    return program


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "perfeval_免安装"
    build(chosen.resolve())
    print(f"已做好：{chosen}")
