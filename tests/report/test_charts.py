"""Charts: native, with their data and a description; only where they are wanted and there is something to show."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl

from perfeval.model import Evaluation
from perfeval.profile import load
from perfeval.write.report.draft import report

from .by_hand import evaluation, evaluation_form, fund, indicator, matrix
from .read_docx import text_of
from .test_outline import project


def accounts() -> Evaluation:
    figures = {"年初预算数": "100.00", "调整预算数": "120.50", "本年决算数": "90.25"}
    rows = [
        indicator("数量指标", "甲", "≥1", "1", "20", weight="30"),
        indicator("社会效益指标", "乙", "≥1", "1", "35", weight="40", level1="效益指标(40分)"),
    ]
    form = evaluation_form("部门整体支出绩效自评表", rows)
    return evaluation(form, matrix("收入情况", {"合计": figures}), matrix("支出情况", {"合计": figures}))


def written(tmp_path: Path, ev: Evaluation, charts: bool | None) -> Path:
    target = tmp_path / "报告.docx"
    report(ev, load("mof"), target, charts=charts)
    return target


def charts_of(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return [n for n in archive.namelist() if n.startswith("word/charts/chart")]


def test_charts_are_off_unless_wanted(tmp_path: Path) -> None:
    assert charts_of(written(tmp_path, accounts(), None)) == []
    assert len(charts_of(written(tmp_path, accounts(), True))) == 2


def test_a_chart_carries_its_data_its_description_and_a_caption(tmp_path: Path) -> None:
    target = written(tmp_path, accounts(), True)
    with zipfile.ZipFile(target) as archive:
        document = archive.read("word/document.xml").decode()
        book = openpyxl.load_workbook(io.BytesIO(archive.read("word/embeddings/Microsoft_Excel_Sheet1.xlsx")))
        chart = archive.read("word/charts/chart2.xml").decode()
    assert [[c.value for c in row] for row in book["Sheet1"].iter_rows()] == [
        [None, "年初预算数", "调整预算数", "决算数"],
        ["收入", 100, 120.5, 90.25],
        ["支出", 100, 120.5, 90.25],
    ]
    assert 'descr="预算执行情况（万元）。收入：年初预算数100.00、调整预算数120.50、决算数90.25' in document
    assert "效益指标" in chart and "分值" in chart and "(40分)" not in chart
    assert "图1  预算执行情况（万元）" in text_of(target) and "图2  一级指标得分情况" in text_of(target)


def test_a_project_shows_its_funds(tmp_path: Path) -> None:
    ev = evaluation(project())
    ev.dossier.forms[0].funds = [fund("总额", "100.00", "80.00")]
    assert "图1  预算执行情况（万元）" in text_of(written(tmp_path, ev, True))


def test_nothing_to_show_gives_no_chart(tmp_path: Path) -> None:
    assert charts_of(written(tmp_path, evaluation(), True)) == []
