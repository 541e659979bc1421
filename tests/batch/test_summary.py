"""汇总.xlsx: its sheets and rows, its charts and print set-up, and that a cell's text stays text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from perfeval.batch import run
from perfeval.write import sheets
from perfeval.write.brief import Brief, Progress
from perfeval.write.sheets import Book, Column, Link, Value, height
from perfeval.write.summary.book import summary
from perfeval.write.summary.counts import Totals, typical
from perfeval.write.summary.reported import Expected
from tests.batch.test_state import BRIEF
from tests.conftest import SAMPLES

ORDER = [
    "概况", "报送情况", "报送明细", "单位一览", "项目一览", "问题清单", "典型问题", "单位问题分布", "抽查建议",
    "整改情况", "指标明细", "规则执行情况", "未能读取的文件",
]  # fmt: skip
EVIL = "=cmd|' /C calc'!A0"


def written(home: Path, briefs: Sequence[Brief], expected: Sequence[Expected] = ()) -> Path:
    target = home / "汇总.xlsx"
    summary(lambda: iter(briefs), [("坏.xlsx", "已损坏")], BRIEF.rules, target, version="0", expected=expected)
    assert [p for p in home.iterdir() if p != target] == []
    return target


def rows(path: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a sheet by their titles."""
    head, *body = list(openpyxl.load_workbook(path)[name].iter_rows(min_row=3, values_only=True))
    return [dict(zip(map(str, head), row, strict=True)) for row in body]


def test_sheets_in_order_with_their_rows_and_links(tmp_path: Path) -> None:
    mended = replace(BRIEF, name="乙局_2024", unit="乙局", progress=Progress(3, 1, 1, 1, 0))
    listed = [
        Expected("1", "甲局", "财政局", "", "", "已报", ("甲局_2024",)),
        Expected("2", "丙局", "财政局", "", "", "未报"),
        Expected("", "乙局", "", "", "", "清单外", ("乙局_2024",)),
    ]
    target = written(tmp_path, [BRIEF, mended], listed)
    assert openpyxl.load_workbook(target).sheetnames == ORDER
    first = rows(target, "单位一览")[0]
    assert (first["单位"], first["自评得分"], first["建议得分"], first["差额"]) == ("甲局", 94, 93.1, 0.9)
    assert (first["名次"], first["结果文件夹"]) == (1, '=HYPERLINK("甲局_2024/","甲局_2024")')
    finding = rows(target, "问题清单")[0]
    assert finding["文件"] == '=HYPERLINK("甲局_2024/a_批注.xlsx","a.xlsx")'
    assert finding["级别"] == "●错误"
    by_department = rows(target, "报送情况")
    assert [(r["主管部门"], r["应报"], r["已报"], r["未报"], r["清单外"]) for r in by_department] == [
        ("财政局", 2, 1, 1, 0), ("（清单外）", 0, 0, 0, 1), ("合计", 2, 1, 1, 1),
    ]  # fmt: skip
    assert by_department[0]["要催报、核实的单位"] == "未报：丙局"
    assert [r["单位"] for r in rows(target, "整改情况")] == ["乙局", "合计"]
    assert rows(target, "未能读取的文件")[0]["原因和办法"] == "已损坏"


def test_print_set_up_and_native_charts(tmp_path: Path) -> None:
    target = written(tmp_path, [BRIEF])
    for sheet in openpyxl.load_workbook(target):
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == ("9", "landscape") or (
            int(sheet.page_setup.paperSize), sheet.page_setup.orientation
        ) == (9, "landscape")  # fmt: skip
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth) in ((True, 1), (True, None))
        if sheet.title != "概况":
            assert sheet.print_title_rows == "$3:$3"
            assert sheet.freeze_panes == "A4"
            assert sheet.auto_filter.ref
    with zipfile.ZipFile(target) as z:
        charts = [z.read(n).decode() for n in z.namelist() if n.startswith("xl/charts/")]
    assert [re.search(r"<c:(bar|scatter)Chart", c).group(1) for c in charts] == ["bar", "scatter", "bar"]  # type: ignore[union-attr]


@pytest.mark.parametrize("score", [None, Decimal(100)])
def test_axes_of_the_chart_have_a_length(tmp_path: Path, score: Decimal | None) -> None:
    projects = tuple(replace(p, self_score=score, suggested=score) for p in BRIEF.projects)
    with zipfile.ZipFile(written(tmp_path, [replace(BRIEF, projects=projects)])) as z:
        (chart,) = (
            c for n in z.namelist() if n.startswith("xl/charts/") and "scatterChart" in (c := z.read(n).decode())
        )
    assert re.findall(r'<c:(max|min) val="(\d+)"', chart) == [("max", "100"), ("min", "90")] * 2


def test_text_from_a_form_stays_text(tmp_path: Path) -> None:
    (finding,) = BRIEF.findings
    (project,) = BRIEF.projects
    briefs = []
    for start in ("=", "+", "-", "@", "\t=", "{="):
        text = f"{start}cmd|' /C calc'!A0"
        told = replace(finding, subject=text, message=text, reply=text, name=text, file=text)
        briefs.append(
            replace(BRIEF, unit=text, code=text, name=f"{start}x_2024", remarks=(text,), findings=(told,),
                    projects=(replace(project, project=text, grade=text),), copies=((text, f"{text}_批注.xlsx"),))
        )  # fmt: skip
    listed = [Expected(EVIL, EVIL, EVIL, EVIL, EVIL, "已报", (EVIL,), EVIL)]
    for sheet in openpyxl.load_workbook(written(tmp_path, briefs, listed)):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or str(cell.value).startswith("=HYPERLINK("), cell
    # inside a link the text is a string of the formula, its quotes doubled
    assert sheets._hyperlink(Link('a"&cmd()&"b/', 'a"b')) == 'HYPERLINK("a""&cmd()&""b/","a""b")'
    assert sheets._hyperlink(Link("3#楼/", "x")) is None
    assert sheets._hyperlink(Link("长" * 300, "x")) is None


def test_control_characters_and_lone_surrogates_do_not_break_the_file(tmp_path: Path) -> None:
    (finding,) = BRIEF.findings
    odd = replace(
        BRIEF, unit="甲\x01\x0b局\ud83d😀\n二行", remarks=("\x00\ufffe",), name="x",
        findings=(replace(finding, file="a\n\x01.xlsx"),), copies=(("a\n\x01.xlsx", "a.xlsx"),),
    )  # fmt: skip
    assert len(rows(written(tmp_path, [odd]), "单位一览")) == 1


def test_rows_beyond_a_sheet_are_counted_not_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 5)
    book = sheets.Book(str(tmp_path / "a.xlsx"), "x", str(tmp_path))
    book.table("表", "", (Column("数", 5, "count", lambda n: n),), range(10))
    book.close()
    values = [r[0] for r in openpyxl.load_workbook(tmp_path / "a.xlsx")["表"].iter_rows(values_only=True)]
    assert values[3:] == [0, 1, "Excel 一张表放不下，还有 8 行没有列出"]


def totals(*briefs: Brief) -> Totals:
    found = Totals()
    for b in briefs:
        found.add(b)
    return found


def test_sentence_for_the_circular() -> None:
    (finding,) = BRIEF.findings
    said = replace(finding, name="“其中”行不另计分", hint="删去重复的得分")
    briefs = [replace(BRIEF, unit=f"{c}局", name=f"{c}局", findings=(said, said)) for c in "甲乙丙丁"]
    (row,) = typical(totals(*briefs, replace(BRIEF, unit="戊局", name="戊局", findings=())))
    assert (row.units, row.findings, row.share) == (4, 8, Decimal("0.8"))
    assert row.sentence == (
        "甲局、乙局、丙局等4个单位未做到“‘其中’行不另计分”，占已报单位的80.0%，共8处。整改要求：删去重复的得分。"
    )
    (row,) = typical(totals(briefs[0]))
    assert row.sentence.startswith("甲局未做到")


def test_a_unit_that_handed_in_twice_is_one_unit() -> None:
    twice = [replace(BRIEF, name=f"甲局_2024_{n}") for n in (1, 2)]
    found = totals(*twice, replace(BRIEF, unit="乙局", name="乙局", findings=()))
    (row,) = typical(found)
    assert (found.units, found.with_graded, found.forms) == (2, 1, 3 * len(BRIEF.projects))
    assert (row.units, row.findings, row.share) == (1, 2 * len(BRIEF.findings), Decimal("0.5"))
    assert row.sentence.startswith(f"{BRIEF.unit}未做到")
    assert found.level_units[BRIEF.findings[0].severity] == 1


def test_hints_come_after_what_has_to_be_mended() -> None:
    (finding,) = BRIEF.findings
    hint = replace(finding, severity="提示", rule="X")
    rows_ = typical(totals(replace(BRIEF, findings=(hint, hint, finding)), replace(BRIEF, findings=(hint,))))
    assert [r.severity for r in rows_] == ["错误", "提示"]


def test_spot_checks_in_any_unit_of_amount() -> None:
    (project,) = BRIEF.projects
    large = {"元": "12000000", "万元": "1200", "亿元": "0.12"}
    projects = tuple(
        replace(project, project=unit, unit_of_amount=unit, budget=Decimal(sum_), self_score=Decimal(100))
        for unit, sum_ in large.items()
    )
    small = replace(projects[0], project="小", unit_of_amount="元", budget=Decimal(1200))
    found = totals(replace(BRIEF, findings=(), projects=(*projects, small))).spots
    assert {s.project.project for s in found if "金额大，预算1200万元" in s.reasons} == set(large)
    assert all(s.project.project != "小" or s.reasons[0].startswith("自评比建议高") for s in found)


def test_scores_are_compared_over_the_same_forms() -> None:
    (project,) = BRIEF.projects
    scored = replace(project, self_score=Decimal(100), suggested=Decimal(90))
    without = replace(project, self_score=None, suggested=Decimal(10))
    t = totals(replace(BRIEF, projects=(scored, without)))
    assert (t.forms, t.scored, t.mean(t.own_sum), t.mean(t.our_sum)) == (2, 1, Decimal("100.00"), Decimal("90.00"))


def test_equal_scores_share_a_place() -> None:
    briefs = [replace(BRIEF, name=n, suggested=Decimal(s)) for n, s in (("a", "90"), ("b", "95.0"), ("c", "95"))]
    assert totals(*briefs, replace(BRIEF, name="d", self_score=None)).ranks() == {"a": 3, "b": 1, "c": 1}


def test_same_batch_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    for target in (one, two):
        summary(lambda: iter([BRIEF]), [], {}, target, version="0")
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("text", [
    "", "文字", " 前后有空格 ", "<a> & \"b\"", "两\n行", "_x000D_", "\x07铃", "=1+1", "\ufffe", "长" * 40_000,
    Decimal("1.50"), Decimal("1E+20"), 7, None, Link("甲/乙_批注.xlsx", 'a"b & c.xlsx'),
])  # fmt: skip
def test_a_streamed_cell_is_what_xlsxwriter_writes(tmp_path: Path, text: Value | Link) -> None:
    columns = (Column("甲", 10, "text", lambda r: r), Column("乙", 10, "number", lambda r: r))
    book = Book(str(tmp_path / "a.xlsx"), "试", str(tmp_path))
    book.table("流", "", columns, [text])
    sheet = book.sheet("格", "")
    sheet.set_row(3, height(columns, [text, text]))
    for i, c in enumerate(columns):
        book.write(sheet, 3, i, text, c.format)
    book.close()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as z:
        rows = [re.search(r'<row r="4".*</row>', z.read(f"xl/worksheets/sheet{n}.xml").decode(), re.S) for n in (1, 2)]
    assert rows[0] and rows[1] and rows[0][0] == rows[1][0]


def test_last_years_is_on_the_list_of_units_and_nowhere_else(tmp_path: Path) -> None:
    folder, output = tmp_path / "批", tmp_path / "结果"
    (source,) = (SAMPLES / "塘湖镇_2020").glob("*.xlsx")
    for year in (2020, 2021):
        home = folder / f"塘湖镇_{year}"
        home.mkdir(parents=True)
        book = openpyxl.load_workbook(source)
        for row in book.active.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("2020年", f"{year}年").replace("2021.", f"{year + 1}.")
        book.save(home / f"自评表_{year}.xlsx")
    outcome = run(folder, output, workers=0)
    assert [b.year for b in outcome.briefs] == [2020, 2021]
    assert any(said.startswith("1份上年的供比较") for said in outcome.doubts)
    assert outcome.summary is not None
    book = openpyxl.load_workbook(outcome.summary)
    units = [[c.value for c in row] for row in book["单位一览"].iter_rows(min_row=4)]
    assert [(u[3], u[9]) for u in units] == [(2020, None), (2021, 1)]
    assert units[0][14].startswith("上年的，供比较")
    for name in ("项目一览", "问题清单", "指标明细"):
        titles = [c.value for c in book[name][3]]
        assert {row[titles.index("年度")].value for row in book[name].iter_rows(min_row=4)} == {2021}
    assert "2021年度" in book["概况"]["A2"].value and "2020" not in book["概况"]["A2"].value
