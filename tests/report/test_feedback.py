"""审核反馈意见: what the bureau sends back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document

from perfeval.model import Cell, Evaluation, Source
from perfeval.profile import load
from perfeval.write.feedback import feedback

from .by_hand import evaluation, leaf, line
from .read_docx import highlighted, text_of
from .read_pdf import pages


def letter(ev: Evaluation, tmp_path: Path, **options: str) -> Path:
    target = tmp_path / "反馈.docx"
    feedback(ev, load("mof"), target, **options)
    return target


def test_findings_stand_with_their_place_and_room_for_an_answer(tmp_path: Path) -> None:
    cell = leaf("93").cell
    lines = [line("各项相加93，总分填94，多1", cell), line("没有写原因", cell, severity="警告")]
    lines.append(line("可再看看", cell, severity="提示"))
    target = letter(evaluation(lines=lines), tmp_path, deadline="3月15日", sender="某县财政局")
    text = text_of(target)
    assert "某某局：" in text and "某县财政局" in text
    assert "发现错误1处、警告1处。请于3月15日前" in text
    assert str(cell) in text and "各项相加93，总分填94，多1" in text
    assert "可再看看" not in text
    assert highlighted(target) == []


def test_of_several_workbooks_the_one_is_named(tmp_path: Path) -> None:
    cell = Cell("某某局/物资储备.xlsx", "项目支出绩效自评表", "J14", raw="12", shown="12")
    ev = evaluation(lines=[line("得分12，应在0到分值10之间", cell)])
    assert "物资储备.xlsx" not in text_of(letter(ev, tmp_path))
    ev.dossier.sources.append(Source("某某局/物资储备.xlsx", Path("物资储备.xlsx")))
    assert "物资储备.xlsx 项目支出绩效自评表!J14" in text_of(letter(ev, tmp_path))


def test_deadline_and_sender_are_marked_where_they_are_not_given(tmp_path: Path) -> None:
    target = letter(evaluation(lines=[line("不符", leaf("1").cell)]), tmp_path)
    assert highlighted(target) == ["【请补充：期限】", "【请补充：审核单位】"]


def test_a_unit_without_findings_is_told_so(tmp_path: Path) -> None:
    text = text_of(letter(evaluation(), tmp_path, sender="财政局"))
    assert "没有发现须改正或说明的问题" in text and "单位答复" not in text


def test_more_findings_than_a_page_holds_are_counted(tmp_path: Path) -> None:
    lines = [line(f"第{n}个问题" + "，数字对不上" * 12, leaf(str(n)).cell) for n in range(30)]
    target = letter(evaluation(lines=lines), tmp_path, deadline="3月", sender="财政局")
    listed = len(Document(str(target)).tables[0].rows) - 1
    assert 3 < listed < 30
    assert f"另有{30 - listed}条，见随附工作簿的“核对结果”表。" in text_of(target)


@pytest.mark.office
def test_the_page_is_one_page(tmp_path: Path) -> None:
    lines = [line(f"第{n}个问题" + "，数字对不上" * (n % 13), leaf(str(n)).cell) for n in range(30)]
    assert len(pages(letter(evaluation(lines=lines), tmp_path), tmp_path)) == 1


def test_a_finding_names_its_indicator_and_says_how_to_mend_it(tmp_path: Path) -> None:
    cell = leaf("10").cell
    over = replace(line("执行数76.4，超过预算数60", cell), subject="资金/年度资金总额", hint="全年预算数应含年中追加")
    full = replace(
        line("没有达到目标，得满分10分，最高9.5分", cell),
        subject="产出指标/合格率",
        right=Decimal("9.50"),
        hint="按比例",
    )
    ev = evaluation(lines=[over, full])
    rows = [[c.text for c in r.cells] for r in Document(str(letter(ev, tmp_path))).tables[0].rows]
    assert [r[3:5] for r in rows] == [
        ["问题", "怎么改"],
        ["年度资金总额：执行数76.4，超过预算数60", "全年预算数应含年中追加"],
        ["合格率：没有达到目标，得满分10分，最高9.5分", "应填9.5"],
    ]


def test_of_workbooks_of_one_name_the_folder_is_named(tmp_path: Path) -> None:
    cell = Cell("教育局/一中/自评表.xlsx", "Sheet1", "H5", raw="1", shown="1")
    ev = evaluation(lines=[line("不符", cell)])
    for school in ("一中", "二中"):
        ev.dossier.sources.append(Source(f"教育局/{school}/自评表.xlsx", Path("自评表.xlsx")))
    assert "一中/自评表.xlsx Sheet1!H5" in text_of(letter(ev, tmp_path))
