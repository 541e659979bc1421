"""perfeval init: a work folder that runs as it stands, and is never made over another."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

from openpyxl import load_workbook
from typer.testing import CliRunner

from perfeval import profile
from perfeval.batch import settings
from perfeval.batch.expected import COLUMNS, read_expected
from perfeval.cli import app

from ..conftest import SAMPLES


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.output


def test_the_folder_says_its_next_step_and_runs(tmp_path: Path) -> None:
    home = tmp_path / "自评"
    code, said = run("init", str(home))
    assert code == 0 and f"perfeval run {home / '输入'}" in said
    shutil.copytree(SAMPLES / "塘湖镇_2020", home / "输入" / "塘湖镇")
    code, said = run("run", str(home / "输入"), "-w", "1")
    assert code == 0, said
    assert (home / "输出" / "汇总.xlsx").exists()


def test_settings_are_valid_and_so_is_every_line_that_is_switched_off(tmp_path: Path) -> None:
    run("init", str(tmp_path), "--profile", "hubei")
    assert settings.load(tmp_path / "输入")["profile"] == "hubei"
    text = (tmp_path / "perfeval.toml").read_text(encoding="utf-8")
    on = "\n".join(line.removeprefix("# ") for line in text.splitlines() if not line.startswith("# ") or "=" in line)
    on = "\n".join(line for line in on.splitlines() if "个别单位" not in line) + "\n"
    on = on.replace('"某某局"', '[units]\n"某某局"').replace("unfinished", "[report]\nunfinished")
    told = tomllib.loads(on)
    assert set(told["report"]) == set(settings.REPORT)
    assert set(told) <= set(settings.KINDS) and {"workers", "strict", "final", "template", "units"} <= set(told)


def test_the_list_of_units_is_empty_until_somebody_fills_it(tmp_path: Path) -> None:
    run("init", str(tmp_path))
    path = tmp_path / "输入" / "应报清单.xlsx"
    words = profile.load()
    assert read_expected(path.parent, words).rows == []
    book = load_workbook(path)
    heads = {c.value: c.column for c in next(book.worksheets[0].iter_rows())}
    assert set(heads) == {words.forms["应报清单"][name][0] for name in COLUMNS}
    book.worksheets[0].cell(2, heads["单位名称"]).value = "某某局"
    book.save(path)
    assert [e.unit for e in read_expected(path.parent, words).rows] == ["某某局"]


def test_the_sample_rule_is_off_and_right(tmp_path: Path) -> None:
    from perfeval.check import load_rules

    run("init", str(tmp_path))
    path = tmp_path / "我的规则.xlsx"
    (rule,) = load_rules(path)
    assert rule["severity"] == "停用"
    book = load_workbook(path)
    sheet = book.worksheets[0]
    level = next(c.column for c in next(sheet.iter_rows()) if c.value == "级别")
    sheet.cell(2, level or 1).value = "警告"
    book.save(path)
    (rule,) = load_rules(path)
    assert rule["severity"] == "警告" and rule["basis"] == "审核惯例（无文号）"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "perfeval.toml").write_text("strict = true\n", encoding="utf-8")
    code, said = run("init", str(tmp_path))
    assert code == 2 and "已经存在" in said
    assert [p.name for p in tmp_path.iterdir()] == ["perfeval.toml"]
