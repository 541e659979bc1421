"""What a person reads in the terminal: Chinese, aligned by display width, plain where it is piped."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from perfeval.batch import Outcome
from perfeval.cli import app
from perfeval.cli.show import _finding as shown_finding
from perfeval.cli.show import findings, grouped, outcome
from perfeval.cli.words import sentence, width, wrapped
from perfeval.model import Cell, CheckResult, Dossier, Evaluation, Line
from perfeval.write.brief import brief

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
ROOT = Path(__file__).parents[2]
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
ENGLISH = {"Usage", "Options", "Arguments", "Show", "default", "bool"}


def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "perfeval", *arguments]
    return subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["runn"], "没有“runn”这个命令，是否为 run？"),
        (["check"], "缺少 文件夹"),
        (["run", "--wokers", "3"], "没有 --wokers 这个选项，是否为 --workers？"),
        (["run", "--workers", "x"], "--workers / -w 后面应写整数"),
        (["run", "--timeout", "x"], "--timeout 后面应写数"),
        (["run", "--timeout", "0"], "--timeout 后面的数不能小于 1"),
        (["run", "甲", "乙"], "多了 乙：路径里有空格的，请用英文引号括起来"),
        (["run", "-o"], "-o 后面缺少内容"),
        (["-o", "结果", "run"], "-o 是 run 等命令的选项，写在命令后面：perfeval run … -o"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, list) else "",
)
def test_wrong_usage_is_one_chinese_sentence_and_exit_code_2(arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert re.search("[a-z]+ [a-z]+ [a-z]+", done.output.replace("perfeval run -h", "")) is None


@pytest.mark.parametrize(
    ("english", "chinese"),
    [  # how the releases of click and typer have said it
        ("No such option: --wokers Did you mean --workers?", "没有 --wokers 这个选项，是否为 --workers？"),
        ("No such option: --o (Possible options: --output, --only)", "没有 --o 这个选项，是否为 --output、--only？"),
        ("No such option: --zzz", "没有 --zzz 这个选项"),
        ("No such command 'xx'.", "没有“xx”这个命令"),
        ("Invalid value for '--workers' / '-w': 'x' is not a valid integer.", "--workers / -w 后面应写整数"),
        ("Invalid value for '--timeout': 'x' is not a valid float range.", "--timeout 后面应写数"),
        ("Invalid value for '--timeout': 0.0 is not in the range x>=1.", "--timeout 后面的数不能小于 1"),
        ("Got unexpected extra argument (b)", "多了 b：路径里有空格的，请用英文引号括起来"),
        ("Something new", "Something new"),
    ],
)
def test_sentences_of_other_releases(english: str, chinese: str) -> None:
    assert sentence(english) == chinese


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_the_terminal_and_is_chinese(command: str, columns: int) -> None:
    done = CliRunner().invoke(app, [*([command] if command else []), "--help"], env={"COLUMNS": str(columns)})
    assert done.exit_code == 0
    assert max(width(line) for line in done.output.splitlines()) <= columns
    assert not ENGLISH & set(re.findall("[A-Za-z]+", done.output))
    assert all(line.split("  ")[-1] for line in done.output.splitlines() if line.startswith("  "))


def test_lines_do_not_begin_with_a_mark() -> None:
    text = "把工作簿放进文件夹，得到批注后的工作簿、自评报告和汇总表；按 Ctrl-C 结束。"
    for columns in range(12, 60):
        lines = wrapped(text, columns)
        assert all(width(line) <= columns for line in lines)
        assert all(line[0] not in "，、；。" for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_help_imports_nothing_heavy() -> None:
    heavy = {"pandas", "numpy", "lxml", "openpyxl", "docx", "xlsxwriter", "pebble", "python_calamine", "rich"}
    code = (
        "import sys, runpy; sys.argv = ['perfeval', '--help']\n"
        "try: runpy.run_module('perfeval', run_name='__main__')\n"
        "except SystemExit: pass\n"
        f"print('heavy:', sorted({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert "heavy: []" in done.stdout, done.stdout + done.stderr


def test_help_is_as_quick_as_that_of_an_empty_program() -> None:
    done = subprocess.run([sys.executable, ROOT / "bench" / "help.py", "7"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


DETECT = "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION"  # typer then takes the shell by its name


@pytest.mark.parametrize(("shell", "mark"), [("bash", "COMPREPLY"), ("zsh", "compdef"), ("fish", "complete --command")])
def test_completion_scripts(shell: str, mark: str) -> None:
    done = run("--show-completion", shell, **{DETECT: "1"})
    assert done.returncode == 0 and mark in done.stdout and "perfeval" in done.stdout


def test_completion_completes_commands_and_options_with_chinese_help() -> None:
    code = "from perfeval.cli import main; import sys; sys.argv = ['perfeval']; main()"

    def completed(words: str) -> str:
        env = {**os.environ, "_PERFEVAL_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": words}
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env=env, capture_output=True, text=True, encoding="utf-8").stdout

    assert '"rules":"列出审核规则' in completed("perfeval ru") and '"run"' in completed("perfeval ru")
    assert '"--profile":"地方配置' in completed("perfeval run --pr")


def test_completion_installs_and_says_so_in_chinese(tmp_path: Path) -> None:
    done = run("--install-completion", "bash", HOME=str(tmp_path), **{DETECT: "1"})
    assert done.returncode == 0
    assert done.stdout.startswith("已为 bash 装上命令补全（") and "Tab" in done.stdout
    assert list(tmp_path.glob(".bash_completions/*"))


def test_the_cells_of_a_finding_name_their_sheet_once_and_another_workbook_always() -> None:
    cells = [Cell("甲/总.xlsx", "支出", "D7"), Cell("甲/总.xlsx", "支出", "D8"), Cell("甲/子.xlsx", "支出", "G5")]
    hit = CheckResult("试-01", "试", "表", "表#1", "", "不通过", "警告", "不符", tuple(cells))
    line = Line("试-01", "试", "警告", "不通过", "不符", (hit,))
    (found,) = brief(Evaluation(Dossier("甲", 2024, "甲_2024"), lines=[line])).findings
    assert found.place == "支出!D7"
    assert "  位置 甲/总.xlsx 支出!D7、D8、[子.xlsx]支出!G5\n" in ESCAPES.sub("", shown_finding(found))


@pytest.mark.parametrize(("remarks", "verbose", "lines"), [(9, False, 9), (10, False, 9), (10, True, 10)])
def test_many_remarks_do_not_push_the_units_away(
    remarks: int, verbose: bool, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome(Outcome(files=1, remarks=[f"第{n}条" for n in range(remarks)]), Path("o"), quiet=False, verbose=verbose)
    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("说明：")]
    assert len(said) == lines
    assert (said[-1] == "说明：另有 2 条，加 -v 全部列出") == (lines < remarks)


def test_a_path_with_blanks_is_given_as_it_is_to_be_typed(tmp_path: Path) -> None:
    book = tmp_path / "县 里" / "自评 表.xlsx"
    book.parent.mkdir()
    book.touch()
    assert f'perfeval inspect "{book}"' in CliRunner().invoke(app, ["run", str(book)]).output
    made = CliRunner().invoke(app, ["init", str(tmp_path / "工作 文件夹")]).output
    assert f'perfeval run "{tmp_path / "工作 文件夹" / "输入"}"' in made


def test_what_is_said_of_many_files_alike_is_said_once() -> None:
    many = [f"{n}局/自评.xls：.xls 文件不能在原件上批注" for n in "甲乙丙"]
    assert grouped([*many, "甲局_2024这次没有", "丁局.ods：转换没有成功"]) == [
        "甲局/自评.xls、乙局/自评.xls等3个文件：.xls 文件不能在原件上批注",
        "甲局_2024这次没有",
        "丁局.ods：转换没有成功",
    ]


def test_doubts_come_before_other_remarks_and_a_unit_without_findings_is_said_to_have_none() -> None:
    dossier = Dossier("甲局", 2024, "甲局_2024", remarks=["待核实"])
    made = Outcome([brief(Evaluation(dossier))], remarks=[f"{n}：某事{n}" for n in range(20)], doubts=["甲局：待核实"])
    app_ = typer.Typer()

    @app_.command()
    def show() -> None:
        made.files = 1
        outcome(made, Path("output"), quiet=False, verbose=False)
        findings(made, "text")

    said = CliRunner().invoke(app_, []).output
    assert "说明：甲局：待核实\n说明：0：某事0" in said
    assert "甲局　2024\n  没有发现问题\n  说明 待核实" in said


def test_files_of_one_name_are_told_apart_by_their_folders() -> None:
    cells = tuple(Cell(f"局/{folder}/自评表.xlsx", "表", "B11", raw="x", shown="x") for folder in ("一中", "二中"))
    cells += (Cell("局/决算.xlsx", "表", "C2", raw="x", shown="x"),)
    result = CheckResult("批-02", "不照搬", "表", "表#1", "", "不通过", "提示", "相同", cells)
    line = Line("批-02", "不照搬", "提示", "不通过", "相同", (result,))
    (found,) = brief(Evaluation(Dossier("局", 2024, "局_2024"), lines=[line])).findings
    assert found.cells == ("表!B11", "[二中/自评表.xlsx]表!B11", "[决算.xlsx]表!C2")
