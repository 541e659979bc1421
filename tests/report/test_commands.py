"""perfeval compare and perfeval template, as they are typed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from perfeval.cli.reports import register

from ..conftest import SAMPLES
from . import published

app = typer.Typer(pretty_exceptions_enable=False)
register(app)
WORKBOOK = next((SAMPLES / "信丰高新区_2024").glob("*.xlsx"))


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return published.write(tmp_path / "报告.docx", ("编制数75人", "编制数78人"))


def test_compare_tells_what_and_where_and_writes_a_commented_copy(report: Path, tmp_path: Path) -> None:
    copy = tmp_path / "批注.docx"
    result = CliRunner().invoke(app, ["compare", str(report), str(WORKBOOK), "-o", str(copy)])
    assert result.exit_code == 1
    assert "编制数78人" in result.output and "组织架构及人员情况" in result.output and "与工作簿对上" in result.output
    assert copy.exists()


@pytest.mark.parametrize("unit", ["信丰", "江西信丰高新技术产业园区管理委员会"])  # its folder, its name
@pytest.mark.parametrize("alone", [False, True])
def test_compare_takes_the_profile_of_the_unit(tmp_path: Path, unit: str, alone: bool) -> None:
    own, folder = tmp_path / "县", tmp_path / "信丰"
    own.mkdir()
    folder.mkdir()
    report = published.write(folder / "报告.docx", ("编制数75人", "编制数78人"))
    arguments = ["compare", str(report), "-f", "json", *([] if alone else [str(shutil.copy(WORKBOOK, folder))])]

    def found(*options: str) -> dict[str, str]:
        checks = json.loads(CliRunner().invoke(app, [*arguments, *options]).stdout)
        return {c["rule"]: c["severity"] for c in checks}

    before = found()
    rule = next(iter(before))
    other = "警告" if before[rule] == "提示" else "提示"
    change = f'[[rule]]\nid = "{rule}"\nchange = true\nseverity = "{other}"\n'
    (own / "profile.toml").write_text('inherits = "mof"', encoding="utf-8")
    (own / "rules.toml").write_text(change, encoding="utf-8")
    (tmp_path / "perfeval.toml").write_text(f'[units]\n"{unit}" = "县"', encoding="utf-8")
    assert found() == {**before, rule: other}
    assert found("--profile", "mof") == before


def test_compare_as_json(report: Path) -> None:
    result = CliRunner().invoke(app, ["compare", str(report), str(WORKBOOK), "-f", "json"])
    checks = json.loads(result.stdout)
    assert checks[0]["rule"] == "表文-01" and checks[0]["place"][0]["path"]


@pytest.mark.parametrize("arguments", [["compare", "没有.docx"], ["compare", "{report}", "-f", "xml"]])
def test_wrong_usage_is_said_in_chinese(report: Path, arguments: list[str]) -> None:
    result = CliRunner().invoke(app, [a.replace("{report}", str(report)) for a in arguments])
    assert result.exit_code == 2
    assert "没有这个文件" in result.output or "只能是" in result.output


def test_a_file_that_cannot_be_read_gives_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "坏.docx"
    path.write_bytes(b"PK\x03\x04")
    assert CliRunner().invoke(app, ["compare", str(path)]).exit_code == 3


def test_a_template_is_written_once(tmp_path: Path) -> None:
    target = tmp_path / "模板.docx"
    assert CliRunner().invoke(app, ["template", "project", "-o", str(target)]).exit_code == 0
    assert target.exists()
    assert "已经存在" in CliRunner().invoke(app, ["template", "project", "-o", str(target)]).output
