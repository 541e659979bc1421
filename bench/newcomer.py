"""What a new user does, step by step and timed, in a clone and an environment of its own: ``python bench/newcomer.py``.

Only what README says is typed. The blank workbook is filled by script (tests/template/fill.py), one score too high.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILL = """
import sys
from pathlib import Path
from openpyxl import load_workbook
sys.path.insert(0, {root!r})
from tests.template.fill import fill
path = Path({path!r})
fill(path)
book = load_workbook(path)
cell = next(c for row in book.worksheets[0].iter_rows() for c in row if c.value == 9.5)
cell.value = 10.5
book.save(path)
"""


def step(title: str, *command: str, cwd: Path) -> str:
    """Run it, print how long it took and return what it printed."""
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8")
    print(f"{time.perf_counter() - begun:6.1f} s  {title}", flush=True)
    if done.returncode:
        sys.exit(f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="新用户 ") as scratch:
        home = Path(scratch) / "perfeval"
        step("git clone", "git", "clone", "-q", str(ROOT), str(home), cwd=ROOT)
        readme = (home / "README.md").read_text(encoding="utf-8")
        (line,) = re.findall(r"<!-- run -->\n```sh\n(.+)\n```", readme)
        install, _, run = line.rpartition(" && ")
        step(f"install: {install}", "bash", "-euc", install, cwd=home)
        print(step(f"the samples: {run}", "bash", "-euc", run, cwd=home))
        perfeval = str(home / ".venv" / "bin" / "perfeval")
        step("a work folder: perfeval init 自评", perfeval, "init", "自评", cwd=home)
        blank = "自评/输入/某某局/检查经费.xlsx"
        kind = "项目支出绩效自评表"
        step(
            f"a blank form: perfeval template {kind}",
            perfeval,
            "template",
            kind,
            "--year",
            "2024",
            "-o",
            blank,
            cwd=home,
        )
        python = str(home / ".venv" / "bin" / "python")
        step("fill it, by script", python, "-c", FILL.format(root=str(home), path=str(home / blank)), cwd=home)
        print(step("perfeval run 自评/输入", perfeval, "run", "自评/输入", cwd=home))
        (result,) = home.glob("自评/输出/*/result.json")
        checks = json.loads(result.read_text(encoding="utf-8"))["checks"]
        for check in checks:
            if check["status"] == "不通过" and not check["absorbed_by"]:
                print(f"{check['severity']} {check['rule']} {check['message']} {check['cells'][0].rpartition('|')[2]}")
        copy = next(result.parent.glob("*_批注.xlsx"))
        step("for the stamp: perfeval clean …_批注.xlsx", perfeval, "clean", str(copy), cwd=home)


if __name__ == "__main__":
    main()
