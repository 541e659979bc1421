"""脚注: terms of the report, once each, numbered by Word."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from perfeval.batch import run
from perfeval.profile import load
from perfeval.write.report.builtin import write_template
from perfeval.write.report.draft import report

from ..conftest import SAMPLES
from .by_hand import evaluation, evaluation_form, fields, fund, indicator, matrix
from .read_docx import W, part, text_of
from .read_pdf import pages

MOF = load("mof")


def department() -> list[object]:
    accounts = {
        "合计": {"本年决算数": "84.00", "调整预算数": "100.00"},
        "基本支出": {"本年决算数": "9.00", "调整预算数": "9.00"},
    }
    travel = {"合计": {"上年决算数": "29.57", "本年决算数": "16.98"}}
    rows = [indicator("数量指标", "办件数", "≥9件", "10件", "5")]
    return [
        evaluation_form("部门整体支出绩效自评表", rows), matrix("支出情况", accounts), matrix("三公经费", travel),
        fields("文字材料", {"主要问题": "预算执行率偏低。"}),
    ]  # fmt: skip


def notes(path: Path) -> list[str]:
    root = part(path, "word/footnotes.xml")
    return ["".join(n.itertext()) for n in root if n.get(f"{W}type") is None]


def references(path: Path) -> list[str]:
    return [r.get(f"{W}id", "") for r in part(path, "word/document.xml").iter(f"{W}footnoteReference")]


def test_a_term_is_defined_where_it_is_first_used_and_only_there(tmp_path: Path) -> None:
    target = tmp_path / "报告.docx"
    report(evaluation(*department()), MOF, target)  # type: ignore[arg-type]
    found = notes(target)
    assert [n.split("：")[0] for n in found] == ["预算执行率", "“三公”经费"]
    assert len(references(target)) == len(found) == len(set(references(target)))
    paragraphs = [
        p for p in part(target, "word/document.xml").iter(f"{W}p") if p.find(f".//{W}footnoteReference") is not None
    ]
    assert "预算执行率84.00%，其中：基本支出执行率100.00%" in "".join(t.text or "" for t in paragraphs[0].iter(f"{W}t"))
    assert all("heading" not in (p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") or "").lower() for p in paragraphs)


def test_the_part_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "报告.docx"
    report(evaluation(*department()), MOF, target)  # type: ignore[arg-type]
    root = part(target, "word/footnotes.xml")
    kinds = {n.get(f"{W}id"): n.get(f"{W}type") for n in root}
    assert list(kinds.values())[:2] == ["separator", "continuationSeparator"]
    assert references(target) == [k for k, v in kinds.items() if v is None] == ["0", "1"]
    settings = part(target, "word/settings.xml")
    assert [n.get(f"{W}id") for n in settings.iterfind(f"{W}footnotePr/{W}footnote")] == list(kinds)[:2]
    order = [c.tag.removeprefix(W) for c in settings]
    assert order.index("characterSpacingControl") < order.index("footnotePr") < order.index("compat")
    names = {s.name for s in Document(str(target)).styles}
    assert {"footnote text", "footnote reference"} <= names


def test_a_report_without_terms_has_no_footnotes(tmp_path: Path) -> None:
    target = tmp_path / "报告.docx"
    report(evaluation(fields("基本信息", {"编制数": "5"})), MOF, target)
    with zipfile.ZipFile(target) as package:
        assert "word/footnotes.xml" not in package.namelist()


def test_a_template_has_its_footnotes_outside_of_its_braces(tmp_path: Path) -> None:
    template, target = tmp_path / "模板.docx", tmp_path / "报告.docx"
    write_template(MOF, template)
    assert "预算执行率" in {n.split("：")[0] for n in notes(template)}
    report(evaluation(*department()), MOF, target, template=template)  # type: ignore[arg-type]
    assert "预算执行率84.00%" in text_of(target)
    marked = [
        p for p in part(target, "word/document.xml").iter(f"{W}p") if p.find(f".//{W}footnoteReference") is not None
    ]
    assert any("预算执行率84.00%" in "".join(t.text or "" for t in p.iter(f"{W}t")) for p in marked)


def test_a_template_s_own_footnotes_stay_and_no_term_is_defined_twice(tmp_path: Path) -> None:
    """Those go whose place a condition leaves out; a block brings only what the template does not say."""
    template, target = tmp_path / "模板.docx", tmp_path / "报告.docx"
    write_template(MOF, template)
    document = Document(str(template))
    document.paragraphs[0].insert_paragraph_before("{{ 资金 }}")
    document.save(str(template))
    forms = [*department(), evaluation_form("部门整体支出绩效自评表", [], [fund("总额", "9", "9", "100%")])]
    report(evaluation(*forms), MOF, target, template=template)  # type: ignore[arg-type]
    found = notes(target)
    assert sorted(n.split("：")[0] for n in found) == ["“三公”经费", "预算执行率"]
    ids = [n.get(f"{W}id") for n in part(target, "word/footnotes.xml")]
    assert len(ids) == len(set(ids)) and set(references(target)) == set(ids[2:])
    related = [r for r in Document(str(target)).part.rels.values() if r.reltype == RELATIONSHIP_TYPE.FOOTNOTES]
    assert len(related) == 1


@pytest.mark.office
def test_notes_beside_comments_stay_apart_in_libreoffice(tmp_path: Path) -> None:
    home = SAMPLES / "信丰高新区_2024"
    run(home.parent, tmp_path / "output", workers=0)
    (draft,) = (tmp_path / "output").glob("*信丰*/*_自评报告.docx")
    assert list(part(draft, "word/document.xml").iter(f"{W}commentReference"))
    printed = "".join(pages(draft, tmp_path))
    expected = ["".join(n.split()) for n in notes(draft)]
    assert len(expected) > 3 and [printed.count(n) for n in expected] == [1] * len(expected)
