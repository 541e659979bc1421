"""表文一致: a written report against the workbook and against itself."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from perfeval.batch.compare import Compared, commented, compare
from perfeval.batch.report_clauses import expected, paired, stated
from perfeval.model import Dossier, Evaluation
from perfeval.profile import load
from perfeval.read import read
from perfeval.read.report_text import ReportText, read_report
from perfeval.write.report import report

from ..conftest import SAMPLES
from . import published
from .by_hand import evaluation, fields
from .read_docx import part, text_of
from .test_outline import project, write

MOF = load("mof")


@pytest.fixture(scope="module")
def sample() -> Evaluation:
    path = next((SAMPLES / "信丰高新区_2024").glob("*.xlsx"))
    result = read(path, MOF, path.name)
    unit = "江西信丰高新技术产业园区管理委员会"
    return Evaluation(Dossier(unit, 2024, "信丰高新区_2024", sources=[result.source], forms=result.forms))


@pytest.fixture(scope="module")
def generated(sample: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("compare") / "报告.docx"
    report(sample, MOF, target, final=True, unfinished=True)
    return target


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published.write(tmp_path_factory.mktemp("published") / "报告.docx")


def against(compared: Compared) -> list[str]:
    return [line.message for line in compared.lines if line.rule.startswith("表文-01")]


def test_an_unchanged_report_agrees_with_its_workbook(generated: Path, sample: Evaluation) -> None:
    compared = compare(generated, MOF, sample)
    assert against(compared) == []
    assert compared.matched > 100


def test_the_published_report_agrees_with_the_workbook_made_of_it(original: Path, sample: Evaluation) -> None:
    compared = compare(original, MOF, sample)
    assert against(compared) == []
    assert compared.matched > 80


def changed(report: ReportText) -> list[tuple[str, ReportText]]:
    """The report with one digit changed at a time, every figure of its text and tables once."""
    found = []
    for n, passage in enumerate(report.passages):
        for m in re.finditer(r"\d+(?:\.\d+)?", passage.text):
            text = passage.text[: m.start()] + other(m[0]) + passage.text[m.end() :]
            passages = [*report.passages[:n], replace(passage, text=text), *report.passages[n + 1 :]]
            found.append((f"{passage.text[max(0, m.start() - 8) : m.end() + 3]}", replace(report, passages=passages)))
    for g, grid in enumerate(report.grids):
        for key, cell in grid.cells.items():
            if re.fullmatch(r"\d+(?:\.\d+)?", cell.shown):
                cells = {**grid.cells, key: replace(cell, shown=other(cell.shown))}
                grids = [*report.grids[:g], replace(grid, cells=cells), *report.grids[g + 1 :]]
                found.append((f"{grid.sheet} {cell.shown}", replace(report, grids=grids)))
    return found


def other(figure: str) -> str:
    """The same figure with its last digit changed."""
    return figure[:-1] + str((int(figure[-1]) + 1) % 10)


def test_a_changed_digit_is_found_in_95_of_100(generated: Path, sample: Evaluation) -> None:
    written = read_report(generated, MOF, "报告.docx")
    wanted = list(expected(sample, MOF))
    figures = {(c.words, n) for c in wanted for n, cell in enumerate(c.cells) if cell is not None}
    tried = missed = 0
    lost = []
    for what, version in changed(written)[::3]:
        before, after = list(stated(written)), list(stated(version))
        differing = [(x, k) for x, y in zip(before, after, strict=False) for k in range(len(x.figures))
                     if x.figures != y.figures]  # fmt: skip
        if not any((x.words, k) in figures for x, k in differing):
            continue  # a figure that does not come from the workbook: an item's number, a year of the outline
        tried += 1
        hits = [1 for one, said in paired(wanted, after) if one.figures != said.figures]
        if not hits:
            missed += 1
            lost.append(what)
    assert tried > 50
    assert missed <= tried * 0.05, lost


def test_a_finding_names_the_words_the_cell_and_the_place(tmp_path: Path, sample: Evaluation) -> None:
    target = published.write(tmp_path / "报告.docx", ("编制数75人", "编制数78人"))
    compared = compare(target, MOF, sample)
    line = next(x for x in compared.lines if x.rule == "表文-01")
    assert "编制数78人" in line.message and "基本信息!C18" in line.message and "为75" in line.message
    assert compared.place(line.cells[0]).endswith("2. 组织架构及人员情况")
    check = compared.checks()[0]
    assert check["rule"] == "表文-01" and check["place"][0]["path"].startswith("一、部门概况")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("自评得分90分", "自评得分95分"), "95分"),
        (("51053. 42", "51054. 42"), "51054.42"),
        (("正常运行365天", "正常运行366天"), "366天"),
        (("1-9月项目26个", "1-9月项目36个"), "36个"),
        (("得20分", "得19分"), "得19分"),
    ],
)
def test_other_figures_than_the_workbooks_are_found(
    tmp_path: Path, sample: Evaluation, change: tuple[str, str], said: str
) -> None:
    target = published.write(tmp_path / "报告.docx", change)
    assert any(said in message for message in against(compare(target, MOF, sample)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("评价等级为“优”", "评价等级为“良”"), "评价等级写“良”"),
        (("主管部门：江西信丰高新技术产业园区管理委员会", "主管部门：信丰县教育局"), "主管部门写“信丰县教育局”"),
        (("评价时间：2024年1月1日", "评价时间：2023年1月1日"), "评价时间写“2023年1月1日"),
    ],
)
def test_other_names_and_grades_are_found(
    tmp_path: Path, sample: Evaluation, change: tuple[str, str], said: str
) -> None:
    compared = compare(published.write(tmp_path / "报告.docx", change), MOF, sample)
    assert any(said in line.message for line in compared.lines if line.rule == "表文-01b")


def test_the_published_report_contradicts_itself_where_it_is_known_to(original: Path) -> None:
    compared = compare(original, MOF)
    messages = [line.message for line in compared.lines]
    known = [
        "19431.38", "53841.33", "32529.33", "1305.41", "84.16%", "83.93%", "52分，总分填90分", "绩效目标", "成本指标",
        "97人", "28个项目，自评36个", "366天", "赣发〔2019〕8号", "≥90%，完成85%", "不是确数", "518.27",
        "没有对应的完成情况", "没有这项指标", "年初数和调整数却都是61757.62",
    ]  # fmt: skip
    assert [k for k in known if not any(k in m for m in messages)] == []


def test_the_published_report_has_the_faults_of_form_that_are_known(original: Path) -> None:
    compared = compare(original, MOF)
    messages = " ".join(line.message for line in compared.lines if line.rule.startswith("表文"))
    for known in (
        "看不出选了哪一个",
        "目录里混入了正文：“项目的实施后园区污水达标排放率达95%",
        "目录写“部门主要职责职能、组织架构",
        "全角也有半角",
        "标题写有“可持续影响”，下面没有写到",
        "群众满意度达85%.",
        "附件只有标题，没有自评表",
    ):
        assert known in messages


def test_a_report_without_such_faults_has_no_such_findings(tmp_path: Path) -> None:
    texts = {"主要问题": "一是不足。", "总体目标": "促进长期发展。"}
    target, _ = write(evaluation(project(), fields("文字材料", texts)), tmp_path, final=True, unfinished=True)
    found = {line.rule for line in compare(target, MOF).lines if line.rule.startswith("表文")}
    assert found <= {"表文-07", "表文-08", "表文-09"}  # no 可持续影响, marks left, no workbook to take the annex from


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("(五) 当年部门预算及执行情况\n", "(六) 当年部门预算及执行情况\n"), "（六）当年部门预算|(六) 当年部门预算"),
        (("\n二、部门整体支出绩效实现情况", "\n三、部门整体支出绩效实现情况"), "“三、部门整体支出绩效实现情"),
    ],
)
def test_a_number_left_out_among_the_headings_is_found(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    compared = compare(published.write(tmp_path / "报告.docx", change), MOF)
    found = [line.message for line in compared.lines if line.rule == "表文-10"]
    assert found and any(part in found[0] for part in said.split("|"))


def test_a_cover_without_a_date_is_found(tmp_path: Path, original: Path) -> None:
    undated = published.write(tmp_path / "报告.docx", ("\n2025年2月\n", "\n"))
    assert [x.message for x in compare(undated, MOF).lines if x.rule == "表文-11"] == ["封面没有写报告日期"]
    assert not [x for x in compare(original, MOF).lines if x.rule == "表文-11"]


def test_a_file_that_is_no_report_says_why(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(b"PK\x03\x04")
    assert compare(path, MOF).report.source.unread


def test_findings_come_as_comments_in_a_copy_that_says_the_same(tmp_path: Path, sample: Evaluation) -> None:
    source = published.write(tmp_path / "报告.docx", ("编制数75人", "编制数78人"))
    before = source.read_bytes()
    target = tmp_path / "报告_批注.docx"
    compared = compare(source, MOF, sample)
    placed = commented(compared, target)
    assert placed == len(compared.lines)
    comments = ["".join(c.itertext()) for c in part(target, "word/comments.xml")]
    assert any("编制数78人" in c for c in comments) and any("52分" in c for c in comments)
    assert text_of(target) == text_of(source)
    assert source.read_bytes() == before
