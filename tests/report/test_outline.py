"""Outlines: the department's report, a project's, several projects', a transfer's; marks, list, comments, final."""

from __future__ import annotations

import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document

from perfeval.model import Evaluation, Form
from perfeval.profile import load
from perfeval.write.report.builtin import write_template
from perfeval.write.report.draft import report

from . import by_hand
from .by_hand import evaluation, evaluation_form, fields, fund, indicator, line, matrix
from .read_docx import headings, highlighted, part, text_of

MOF = load("mof")
WORDS = {"主要问题及原因分析": "一是有问题。", "依据文件": "《办法》", "改进措施": "改。", "结果应用": "用。"}


def project(name: str | None = "甲项目", kind: str = "项目支出绩效自评表") -> Form:
    rows = [
        indicator("数量指标", "指标1：培训人数", "≥100人", "90人", "9", weight="10", reason="经费不足"),
        indicator("社会效益指标", "带动就业", "≥50人", "60人", "20", weight="20", reason="", level1="效益指标"),
        indicator("满意度指标", "群众满意度", "≥90%", "95%", "10", weight="10", reason="", level1="满意度指标"),
    ]
    return evaluation_form(kind, rows, [fund("总额", "100.00", "80.00", "80%")], project=name)


def department(**texts: str) -> Evaluation:
    rows = [
        indicator("数量指标", "办件数", "", "10件", "5", reason="", note="全年办件10件"),
        indicator("质量指标", "合格率", "≥95%", "95%", "5", reason=""),
        indicator("质量指标", "差错率", "≤2%", "3%", "", reason=""),
    ]
    spending = {"合计": {"本年决算数": "84.00", "调整预算数": "100.00"}}
    return evaluation(
        evaluation_form("部门整体支出绩效自评表", rows), matrix("支出情况", spending), fields("文字材料", texts)
    )


def write(ev: Evaluation, tmp_path: Path, **options: bool) -> tuple[Path, list[str]]:
    target = tmp_path / "报告.docx"
    return target, report(ev, MOF, target, **options)


def test_department_outline_numbers_its_headings(tmp_path: Path) -> None:
    found = headings(write(department(**WORDS), tmp_path)[0])
    assert found[:3] == ["一、部门概况", "（一）部门主要职责职能，组织架构、人员及资产等基本情况", "1.主要职责职能"]
    assert [h for h in found if h[1] == "、"] == [
        "一、部门概况",
        "二、部门整体支出绩效实现情况",
        "三、部门整体支出绩效中存在问题及改进措施",
        "四、绩效自评结果拟应用和公开情况",
    ]
    assert "（1）办件数" in found


def test_a_text_without_its_stop_gets_one_before_the_sentence_that_follows(tmp_path: Path) -> None:
    told = text_of(write(department(**WORDS, 组织架构="内设5个股室", 项目绩效运行监控工作="按季监控。"), tmp_path)[0])
    assert "内设5个股室。某某局编制数" in told
    assert "按季监控，【请补充：监控项目数(1-11月)】" in told or "按季监控，1-11月项目" in told


def test_an_indicator_is_told_with_its_words_target_actual_and_score(tmp_path: Path) -> None:
    text = text_of(write(department(**WORDS), tmp_path)[0])
    assert "\n全年办件10件，得5分。【请补充：年度指标值】\n" in text
    assert "\n（1）合格率：年度指标值≥95%，实际完成95%，得5分。\n" in text
    assert "\n（2）差错率：年度指标值≤2%，实际完成3%。【请补充：得分、未完成原因】\n" in text


def test_project_outline_has_no_department_parts(tmp_path: Path) -> None:
    target, _ = write(evaluation(project()), tmp_path)
    found = headings(target)
    assert found[0] == "一、项目概况"
    assert not any("部门" in h for h in found)
    assert "（一）项目产出情况" in found
    text = text_of(target)
    assert "（1）培训人数：年度指标值≥100人，实际完成90人，分值10分，得9分。偏差原因：经费不足。" in text
    assert "全年预算数100.00万元，全年执行数80.00万元，执行率80.00%。" in text


def test_tables_that_nobody_filled_in_do_not_make_it_a_department(tmp_path: Path) -> None:
    """基础数据 handed out whole: its texts are written, its tables hold blanks and the zeros of their sums."""
    empty = [
        matrix("支出情况", {"合计": {"本年决算数": "0"}, "基本支出": {"本年决算数": ""}}),
        fields("文字材料", {"项目基本情况": "按县政府部署实施。"}),
    ]
    found = headings(write(evaluation(project(), *empty), tmp_path)[0])
    assert found[0] == "一、项目概况"
    filled = matrix("支出情况", {"合计": {"本年决算数": "80"}, "基本支出": {"本年决算数": "80"}})
    assert headings(write(evaluation(project(), filled), tmp_path)[0])[0] != "一、项目概况"


def test_several_projects_are_told_one_by_one(tmp_path: Path) -> None:
    found = headings(write(evaluation(project("甲项目"), project("乙项目")), tmp_path)[0])
    assert "（一）甲项目" in found and "（二）乙项目" in found
    assert found.count("1.项目产出情况") == 2


def test_a_transfer_has_its_own_words(tmp_path: Path) -> None:
    target, _ = write(evaluation(project("补助资金", "转移支付绩效自评表")), tmp_path)
    assert headings(target)[0] == "一、转移支付概况"
    assert "对2024年度转移支付实施了绩效自评" in text_of(target)


def test_problems_are_drafted_from_figures_only_where_the_unit_wrote_none(tmp_path: Path) -> None:
    text = text_of(write(evaluation(project()), tmp_path)[0])
    assert "一是部分绩效指标未达到年度目标。“培训人数”年度指标值≥100人，实际完成90人，偏差原因：经费不足。" in text
    assert "二是预算执行率偏低。全年预算数100.00万元，全年执行数80.00万元，执行率80.00%。" in text
    own = text_of(write(evaluation(project(), fields("文字材料", WORDS)), tmp_path)[0])
    assert "一是有问题。" in own and "执行率偏低" not in own


def test_all_paragraphs_of_a_section_are_kept(tmp_path: Path) -> None:
    texts: dict[str, object] = {"总体目标": ["第一段。", "第二段。"], "主要问题": ["1. 管理有待加强", "一是不足。"]}
    target, _ = write(evaluation(project(), fields("文字材料", texts)), tmp_path)
    assert "\n第一段。\n第二段。\n" in text_of(target)
    assert "1.管理有待加强" in headings(target)


def test_what_the_workbook_lacks_is_marked_and_listed_with_its_cell(tmp_path: Path) -> None:
    ev = department(**WORDS)
    target, lacks = write(ev, tmp_path)
    marks = highlighted(target)
    assert "【请补充：主管部门】" in marks and "【请补充：总体目标】" in marks
    cell = next(f for f in ev.dossier.forms if f.indicators).indicators[0].target.cell  # type: ignore[union-attr]
    assert any("办件数的年度指标值" in x and str(cell) in x for x in lacks)
    text = text_of(target)
    assert text.index("附件：") < text.index("本稿待补充事项")
    assert len(lacks) == len(set(lacks))


def test_final_is_refused_while_something_is_missing_unless_told_otherwise(tmp_path: Path) -> None:
    target, lacks = write(department(**WORDS), tmp_path, final=True)
    assert lacks and not target.exists()
    target, _ = write(department(**WORDS), tmp_path, final=True, unfinished=True)
    assert "本稿待补充事项" not in text_of(target)


def test_a_finding_is_commented_at_its_figure_and_not_in_the_final_report(tmp_path: Path) -> None:
    ev = department(**WORDS)
    spending = next(ev.dossier.of_kind("支出情况"))
    cell = spending.rows[0].cells[0].leaf.cell
    ev.lines = [line("各项相加80，合计填84，多4", cell), line("在别处", by_hand.leaf("x").cell)]
    target, _ = write(ev, tmp_path)
    comments = part(target, "word/comments.xml")
    texts = ["".join(c.itertext()) for c in comments]
    assert texts == [f"错误：各项相加80，合计填84，多4（{cell}）"]
    target, _ = write(ev, tmp_path, final=True, unfinished=True)
    with zipfile.ZipFile(target) as archive:
        assert "word/comments.xml" not in archive.namelist()


def test_the_same_dossier_gives_the_same_bytes(tmp_path: Path) -> None:
    ev = department(**WORDS)
    ev.lines = [line("不符", next(ev.dossier.of_kind("支出情况")).rows[0].cells[0].leaf.cell)]
    first = write(ev, tmp_path)[0].read_bytes()
    assert write(ev, tmp_path)[0].read_bytes() == first


@pytest.mark.parametrize("forms", [(), (fields("基本信息", {"编制数": ""}),)])
def test_a_dossier_with_next_to_nothing_still_gives_a_report(tmp_path: Path, forms: tuple[Form, ...]) -> None:
    target, lacks = write(evaluation(*forms), tmp_path)
    assert target.exists() and lacks


def test_stray_characters_in_a_cell_do_not_cost_the_report(tmp_path: Path) -> None:
    bad = "甲\x0b乙\x00<&>\ue0000\ue001\ud800"
    ev = evaluation(project(bad), fields("文字材料", {"总体目标": bad, "主要问题": bad}))
    ev.lines = [line(bad, ev.dossier.forms[0].indicators[0].level3.cell)]
    target, _ = write(ev, tmp_path)
    assert "甲乙<&>0" in text_of(target)
    template = tmp_path / "模板.docx"
    write_template(MOF, template, "项目支出")
    report(ev, MOF, target, template=template)
    assert "甲乙<&>0" in text_of(target)


@pytest.mark.parametrize("kind", ["绩效目标表", "部门整体支出绩效自评表", "转移支付绩效自评表", "资产情况"])
def test_no_heading_stands_without_anything_under_it(tmp_path: Path, kind: str) -> None:
    ev = evaluation(evaluation_form(kind, [indicator("数量指标", "甲", "≥1个")] if kind == "绩效目标表" else []))
    target, _ = write(ev, tmp_path)
    styles = [(p.style.name or "") for p in Document(str(target)).paragraphs]
    levels = [int(s[-1]) if s.startswith("Heading") else 9 for s in styles]
    bare = [n for n, (a, b) in enumerate(pairwise(levels)) if a < 9 and b <= a]
    assert bare == []


def test_projects_handed_in_with_the_department_are_counted(tmp_path: Path) -> None:
    ev = department(**WORDS)
    ev.dossier.forms += [project("甲项目"), project("乙项目")]
    target, _ = write(ev, tmp_path)
    assert "自评项目共2个" in text_of(target)
    assert headings(target)[0] == "一、部门概况"


def test_a_province_inherits_the_report(tmp_path: Path) -> None:
    target = tmp_path / "报告.docx"
    report(evaluation(project()), load("jiangxi"), target)
    assert headings(target)[0] == "一、项目概况"
