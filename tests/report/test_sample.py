"""The report of sample_workbooks/信丰高新区_2024 against the published one, heading by heading and figure by figure."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from perfeval.model import Dossier, Evaluation
from perfeval.profile import load
from perfeval.read import read
from perfeval.write.report.draft import report

from ..conftest import SAMPLES
from .read_docx import headings, highlighted, plain, text_of

PUBLISHED = Path(__file__).parent / "信丰高新区_2024_自评报告.txt"
# the only sentence of the published report that is worded otherwise: it calls the unit 信丰高新区 there
REWORDED = {plain("2024年度信丰高新区部门资产情况如下表：")}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    profile = load("mof")
    path = next((SAMPLES / "信丰高新区_2024").glob("*.xlsx"))
    result = read(path, profile, path.name)
    unit = "江西信丰高新技术产业园区管理委员会"
    dossier = Dossier(unit, 2024, "信丰高新区_2024", sources=[result.source], forms=result.forms)
    target = tmp_path_factory.mktemp("sample") / "报告.docx"
    return target, report(Evaluation(dossier), profile, target)


def published() -> list[str]:
    """Lines and table cells after the contents, without the marks that the extraction left."""
    text = PUBLISHED.read_text(encoding="utf-8").split("绩效自评表\t13")[-1]
    found = [plain(cell).lstrip("-").rstrip(".。") for line in text.splitlines() for cell in line.split("\t")]
    return [x for x in found if x]


def test_every_paragraph_table_and_figure_stands_in_the_order_of_the_published_report(
    written: tuple[Path, list[str]],
) -> None:
    text = plain(text_of(written[0]))
    at = 0
    for words in published():
        if words in REWORDED:
            continue
        found = text.find(words, at)
        assert found >= 0, f"not found, or out of order: {words}"
        at = found + len(words)
    assert at > 5000


def test_the_outline_is_that_of_the_published_report(written: tuple[Path, list[str]]) -> None:
    own = [plain(h) for h in headings(written[0])]
    number = re.compile(r"^(?:[一二三四]、|\([一二三四五]\)|\d\.(?!\d))")
    lines = [plain(line) for line in PUBLISHED.read_text(encoding="utf-8").splitlines() if "\t" not in line]
    theirs = [w for w in lines if number.match(w) and len(w) < 40]
    assert [w for w in theirs if w not in own] == []
    assert len(theirs) > 25
    assert [w for w in own if w in theirs] == theirs  # in the same order, none twice


def test_every_number_of_the_published_report_is_there_as_often(written: tuple[Path, list[str]]) -> None:
    number = re.compile(r"\d+(?:\.\d+)?")
    theirs = Counter(n for words in published() for n in number.findall(words))
    lines = text_of(written[0]).rpartition("附件：")[0].split("\n")
    own = Counter(n for line in lines for n in number.findall(plain(line)))
    assert theirs - own == Counter()
    assert theirs.total() > 200


def test_every_mark_stands_for_an_empty_cell_or_boxes_without_a_tick(written: tuple[Path, list[str]]) -> None:
    book = openpyxl.load_workbook(next((SAMPLES / "信丰高新区_2024").glob("*.xlsx")))
    target, lacks = written
    assert len(highlighted(target)) == len(lacks) == 17
    for lack in lacks:
        for sheet, ref in re.findall(r"([\w]+)!([A-Z]+\d+)", lack):
            value = book[sheet][ref].value
            assert value is None or (value.startswith("□") and "☑" not in value), lack


def test_the_scores_are_those_that_the_unit_states(written: tuple[Path, list[str]]) -> None:
    body = text_of(written[0]).split("二、部门整体支出绩效实现情况")[-1].split("附件")[0]
    assert re.findall(r"得(\d+)分", body) == ["5", "4", "3", "10", "20", "10"]


def test_rates_stand_below_the_tables_and_not_in_them(written: tuple[Path, list[str]]) -> None:
    text = text_of(written[0])
    assert "预算执行率84.16%，其中：基本支出执行率99.60%，项目支出执行率83.93%。" in text
    assert "三公”经费决算数16.98万元，比上年减少12.59万元" in text
