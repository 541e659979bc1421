"""Blank workbooks filled by script: read back whole, with the figures typed and those computed, and no 错误."""

from __future__ import annotations

import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from perfeval import evaluate
from perfeval.cli import app
from perfeval.model import Evaluation, Form

from .fill import UNIT, fill
from .test_blank import blank

KINDS = {
    "项目支出绩效自评表": ["项目支出绩效自评表"],
    "部门整体支出绩效自评表": ["部门整体支出绩效自评表"],
    "转移支付绩效自评表": ["转移支付绩效自评表"],
    "绩效目标表": ["绩效目标表"],
    "基础数据": ["基本信息", "文字材料", "资产情况", "收入情况", "支出情况", "三公经费"],
    "部门整体": [
        "基本信息",
        "文字材料",
        "资产情况",
        "收入情况",
        "支出情况",
        "三公经费",
        "绩效目标表",
        "部门整体支出绩效自评表",
    ],
}


def filled(folder: Path, kind: str) -> Path:
    path = blank(folder, kind)
    fill(path)
    return path


def form(evaluation: Evaluation, kind: str) -> Form:
    (found,) = (f for f in evaluation.dossier.forms if f.kind == kind)
    return found


def amount(found: Form, row: str, column: str) -> Decimal:
    (cell,) = (c for r in found.rows if r.name == row for c in r.cells if c.name == column)
    assert isinstance(cell.leaf.value, Decimal)
    return cell.leaf.value


def read_back(path: Path, kind: str, profile: str = "mof") -> Evaluation:
    found = evaluate(path, profile)
    strangers = [str(u.cell) for s in found.dossier.sources for sheet in s.sheets for u in sheet.unrecognised]
    assert strangers == []
    assert [f.kind for f in found.dossier.forms] == KINDS[kind]
    assert all(f.complete for f in found.dossier.forms)
    assert {f.unit for f in found.dossier.forms if f.unit} <= {UNIT}
    assert {f.year for f in found.dossier.forms} == {2024}
    assert [(line.rule, line.message) for line in found.lines if line.severity == "错误"] == []
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_consistent_filling_is_read_whole_and_gives_no_error(tmp_path: Path, kind: str) -> None:
    found = read_back(filled(tmp_path, kind), kind)
    assert [line.rule for line in found.lines if line.severity == "警告"] == []


@pytest.mark.parametrize("kind", ["项目支出绩效自评表", "部门整体支出绩效自评表"])
def test_scores_are_read_and_recomputed(tmp_path: Path, kind: str) -> None:
    found = form(read_back(filled(tmp_path, kind), kind), kind)
    # 执行率 119/125，得分 10×95.2%；培训 190/200 人次得 9.5
    assert found.totals.self_score is not None and found.totals.self_score.value == Decimal("99.02")
    assert found.totals.suggested == Decimal("99.02")
    (total,) = (f for f in found.funds if f.name == "总额")
    assert total.budget is not None and total.budget.value == Decimal(125)
    assert total.rate is not None and total.rate.text == "95.20%"
    assert len(found.indicators) == 9
    first = found.indicators[0]
    assert first.target is not None and (first.target.op, first.target.value, first.target.unit) == ("≥", 78, "次")


def test_tables_are_read_with_their_computed_totals(tmp_path: Path) -> None:
    found = read_back(filled(tmp_path, "部门整体"), "部门整体")
    assert amount(form(found, "收入情况"), "合计", "本年决算数") == 985
    assert amount(form(found, "支出情况"), "合计", "本年决算数") == 985
    assert amount(form(found, "支出情况"), "基本支出", "调整预算数") == 582
    assert amount(form(found, "资产情况"), "合计", "年初余额") == Decimal("167.75")
    assert amount(form(found, "三公经费"), "合计", "增减额") == Decimal("-2.4")
    facts = {f.name: f.leaf.text for f in form(found, "基本信息").fields}
    assert facts["实有人数"] == "20" and facts["自评得分"] == "99.02" and facts["单位名称"] == UNIT


def test_a_mistake_in_a_filled_one_is_found(tmp_path: Path) -> None:
    path = filled(tmp_path, "项目支出绩效自评表")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    (score,) = [c for row in sheet.iter_rows() for c in row if c.value == 9.5]
    score.value = 10.5
    book.save(path)
    assert [line.rule for line in evaluate(path).lines if line.severity == "错误"] == ["自评-03"]


@pytest.mark.parametrize("name", ["mof2021", "sichuan"])
def test_the_form_of_a_place_is_read_whole(tmp_path: Path, name: str) -> None:
    kind = "项目支出绩效自评表"
    path = blank(tmp_path, kind, name)
    fill(path)
    found = read_back(path, kind, name)
    (total,) = (f for f in form(found, kind).funds if f.name == "总额")
    assert total.budget is not None and total.budget.value == Decimal(125)
    assert {i.level1.text for i in form(found, kind).indicators if i.level1} >= {"产出指标", "效益指标"}
    # fill knows no cost indicator: where the place wants one, its points are missing
    lacking = {"自评-01b", "自评-05"} if name == "mof2021" else set()
    assert {line.rule for line in found.lines if line.severity == "警告"} == lacking


@pytest.mark.office
def test_saved_by_a_spreadsheet_program_it_reads_the_same(tmp_path: Path) -> None:
    path = filled(tmp_path, "部门整体")
    home = f"-env:UserInstallation=file://{tmp_path}/lo"
    out = tmp_path / "again"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)],
        check=True,
        capture_output=True,
    )
    found = read_back(out / path.name, "部门整体")
    assert form(found, "部门整体支出绩效自评表").totals.suggested == Decimal("99.02")
    assert amount(form(found, "收入情况"), "合计", "调整预算数") == 1020


def test_last_years_texts_are_carried_over(tmp_path: Path) -> None:
    last = filled(tmp_path, "部门整体")
    new = tmp_path / "今年.xlsx"
    done = CliRunner().invoke(app, ["template", "部门整体", "--from", str(last), "-o", str(new), "--year", "2025"])
    assert done.exit_code == 0, done.output
    texts = [str(c.value) for row in load_workbook(new)["文字材料"].iter_rows() for c in row]
    assert "负责全县应急管理工作。" in texts and "2025年度部门整体支出绩效自评文字材料" in texts
    other = filled(tmp_path, "项目支出绩效自评表")
    done = CliRunner().invoke(app, ["template", "部门整体", "--from", str(other), "-o", str(tmp_path / "b.xlsx")])
    assert done.exit_code == 2 and "没有“文字材料”" in done.output


def test_the_whole_job_on_a_filled_workbook(tmp_path: Path) -> None:
    (tmp_path / "输入").mkdir()
    filled(tmp_path / "输入", "部门整体")
    out = tmp_path / "输出"
    done = CliRunner().invoke(app, ["run", str(tmp_path / "输入"), "-o", str(out), "-w", "1"])
    assert done.exit_code == 0, done.output
    home = out / f"{UNIT}_2024"
    assert {p.suffix for p in home.iterdir()} == {".xlsx", ".docx", ".json"}
