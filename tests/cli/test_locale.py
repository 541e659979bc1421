"""The words of the command line library in Chinese: the compiled catalogue is the one that people edit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).parents[2] / "perfeval" / "cli" / "locale" / "zh" / "LC_MESSAGES"


def test_compiled_catalogue_is_fresh() -> None:
    source = {e.msgid: (e.msgstr, e.msgstr_plural) for e in polib.pofile(str(LOCALE / "messages.po"))}
    compiled = {e.msgid: (e.msgstr, e.msgstr_plural) for e in polib.mofile(str(LOCALE / "messages.mo"))}
    assert compiled == source


def test_wrong_command_is_said_in_chinese_with_exit_code_2() -> None:
    done = subprocess.run([sys.executable, "-m", "perfeval", "runn"], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 2
    assert "没有 'runn' 这个命令" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_imports_nothing_heavy() -> None:
    heavy = {"pandas", "numpy", "lxml", "openpyxl", "docx", "xlsxwriter", "pebble", "python_calamine"}
    code = (
        "import sys, runpy; sys.argv = ['perfeval', '--help']\n"
        "try: runpy.run_module('perfeval', run_name='__main__')\n"
        "except SystemExit: pass\n"
        f"print('heavy:', sorted({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert "heavy: []" in done.stdout, done.stdout + done.stderr
