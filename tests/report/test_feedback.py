"""审核反馈意见: what the bureau sends back."""

from __future__ import annotations

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
