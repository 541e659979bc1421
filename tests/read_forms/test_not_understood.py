"""A file in which nothing was understood says so: no finding must not look like no fault."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from perfeval import profile, read
from perfeval.batch import run
from perfeval.cli import app
from tests.conftest import CASES

# as 黄山市公安局 wrote in 2025
PROSE = (
    "【产出指标-数量指标】指标1：机柜数量（≥77台）；【产出指标-质量指标】合格率（≥95%）；【满意度指标】满意度（≥90%）"
)


def book(path: Path, *rows: list[str]) -> Path:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)  # type: ignore[union-attr]
    workbook.save(path)
    return path


def remarks(path: Path) -> list[str]:
    return read.read(path, profile.load("mof"), path.name).source.remarks


def test_indicators_in_prose_are_said_in_every_place(tmp_path: Path) -> None:
    (unit := tmp_path / "某局").mkdir()
    book(unit / "自评.xlsx", ["项目支出绩效自评表"], ["单位名称", "某局"], ["项目名称", "信息化"], ["绩效指标", PROSE])
    output = tmp_path / "output"
    outcome = run(tmp_path, output, workers=0)
    said = "表“Sheet”写有“产出指标”、“满意度指标”等，但没有认出一条指标，没有计分和核对"
    (brief,) = outcome.briefs
    assert any(said in r for r in brief.remarks)
    (copy,) = output.glob("*/自评_批注.xlsx")
    texts = [str(c.value) for row in load_workbook(copy)["核对结果"].iter_rows() for c in row if c.value]
    assert any(said in t for t in texts)
    shown = CliRunner().invoke(app, ["run", str(tmp_path), "-o", str(output), "--fresh"]).output
    assert "说明：某局/自评.xlsx：没有认出是哪种表或没有认出指标" in shown


def test_a_sheet_of_anything_is_said_and_one_of_basic_facts_is_not(tmp_path: Path) -> None:
    (said,) = remarks(book(tmp_path / "通讯录.xlsx", ["通讯录"], ["张三", "13800000000"]))
    assert said.startswith("没有认出是哪一种表")
    assert remarks(book(tmp_path / "基本信息.xlsx", ["单位名称", "某局"], ["编制数", "12"])) == []


def test_a_title_tells_and_so_does_a_second_sheet(tmp_path: Path) -> None:
    rows = ["2024年度项目支出绩效自评表"], ["单位名称", "某局"], ["联系人", "张三"]
    (said,) = remarks(book(tmp_path / "a.xlsx", *rows))
    assert said.startswith("没有认出是哪一种表")
    workbook = load_workbook(next(CASES.glob("hubei-tongcheng-tanghu-2020/*.xlsx")))
    workbook.create_sheet("另一张").append(["一级指标", "二级指标", "三级指标", "说法"])
    notes = workbook.create_sheet("填表说明")
    notes["A1"] = "一级指标、二级指标、三级指标按产出指标、效益指标填写。"
    workbook.save(tmp_path / "b.xlsx")
    assert [r[:8] for r in remarks(tmp_path / "b.xlsx") if "没有认出" in r] == ["表“另一张”写有"]


def test_of_the_published_forms_it_is_said_of_those_without_an_indicator_and_without_a_known_table() -> None:
    """Two were cut above their first indicator, one lists its results by subsidy, one is half a table of accounts."""
    said = {p.parent.name for p in CASES.glob("*/*.xlsx") if any("没有认出" in r for r in remarks(p))}
    assert said == {
        "chongqing-pengshui-jisheng-2024",
        "fujian-ningde-dangshi-zhengti-2018",
        "hunan-miluo-diermin-js-2017",
        "xinjiang-fukang-tongji-2023",
    }
