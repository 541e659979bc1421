"""附件: the unit's own form, its merges, and a head that is repeated on every page."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import openpyxl
from docx import Document

from perfeval.model import Dossier, Evaluation, Form, Source
from perfeval.profile import load
from perfeval.read import read
from perfeval.write.report.annex import annex
from perfeval.write.report.blocks import Table
from perfeval.write.report.draft import report

from ..conftest import SAMPLES
from .read_docx import W, part

LONG = SAMPLES.parent / "tests" / "cases" / "anhui-xiaoxian-zhangzhuangzhai-2023"
SHORT = SAMPLES / "稷山县医疗保障局_2020"


def form_of(folder: Path, indicators: bool = True) -> tuple[Form, Path, Source]:
    path = next(folder.glob("*.xlsx"))
    result = read(path, load("mof"), path.name)
    return next(f for f in result.forms if f.indicators or not indicators), path, result.source


def texts(table: Table) -> list[str]:
    return ["|".join("".join(r.text for r in cell.runs) for cell in row) for row in table.rows]


def test_a_form_on_one_page_is_one_table() -> None:
    form, path, _ = form_of(SHORT)
    (table,) = annex(form, path)
    assert any("三级指标" in row for row in texts(table)) and "总分" in texts(table)[-1]


def test_a_longer_one_repeats_the_head_of_its_indicators() -> None:
    form, path, _ = form_of(LONG)
    upper, lower = annex(form, path)
    assert upper.widths == lower.widths
    head = texts(lower)[: lower.heads]
    assert len(head) == 1 and "三级指标" in head[0] and "年度指标值" in head[0]
    assert not any(cell.down for row in lower.rows[: lower.heads] for cell in row if cell.down == "on")
    assert not any(cell.down == "on" for cell in lower.rows[lower.heads])  # nothing reaches over the head's end
    assert any("资金" in row for row in texts(upper))
    assert "|".join(texts(lower)).split("|").count("绩效指标") == 1


def test_a_formula_without_a_stored_value_is_printed_as_it_was_computed(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(next(SHORT.glob("*.xlsx")))
    sheet = book.active
    sheet["I19"] = "=SUM(J6,I13:I18)"  # 总分
    book.save(tmp_path / "自评表.xlsx")
    form, path, _ = form_of(tmp_path)
    assert form.totals.self_score is not None and form.totals.self_score.text
    (table,) = annex(form, path)
    assert form.totals.self_score.text in texts(table)[-1].split("|")


def test_word_is_kept_from_joining_the_two(tmp_path: Path) -> None:
    form, _, source = form_of(LONG)
    dossier = Dossier(form.unit or "", 2023, "甲", sources=[source], forms=[form])
    report(Evaluation(dossier), load("mof"), tmp_path / "报告.docx")
    body = part(tmp_path / "报告.docx", "word/document.xml").find(f"{W}body")
    assert body is not None
    tags = [c.tag.removeprefix(W) for c in body]
    assert ("tbl", "tbl") not in set(pairwise(tags))
    assert len(Document(str(tmp_path / "报告.docx")).tables) >= 3


def test_the_form_s_own_title_is_no_row_of_the_table() -> None:
    form, path, _ = form_of(SAMPLES.parent / "tests" / "cases" / "neimenggu-linhe-jiuye-2022", indicators=False)
    (table,) = annex(form, path)
    assert not any("绩效目标自评表" in row or row.startswith("附件") for row in texts(table))
    assert "转移支付(项目)名称" in "".join(texts(table)[:2])
