"""The page: GB/T 9704—2012, contents with their pages, tables, and what Word needs to open it without a question."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from perfeval.profile import load
from perfeval.write.report.draft import report

from .by_hand import evaluation, evaluation_form, fields, fund, indicator, matrix
from .read_docx import W, headings, part, text_of

PARAGRAPH = "为做好这项工作，本单位认真落实有关要求，组织力量逐项核对数据，形成报告。"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of some ten pages."""
    rows = [
        indicator(level2, f"{level2}第{n}项", "≥90%", "95%", "5", weight="5", reason="", note=PARAGRAPH * (n % 4))
        for level2 in ("数量指标", "质量指标", "时效指标", "经济效益指标", "社会效益指标", "满意度指标")
        for n in range(1, 5)
    ]
    sections = ("主要职责职能", "总体目标", "工作任务", "改进措施", "结果应用", "主要问题", "组织架构")
    texts: dict[str, object] = {s: [PARAGRAPH * (n % 5 + 1) for n in range(4)] for s in sections}
    table = {f"第{n}项": {"本年决算数": "1.00", "年初预算数": "2.00", "调整预算数": "3.00"} for n in range(12)}
    ev = evaluation(
        evaluation_form("部门整体支出绩效自评表", rows, [fund("总额", "1", "1")]),
        matrix("支出情况", table),
        matrix("收入情况", table),
        fields("文字材料", texts),
    )
    target = tmp_path_factory.mktemp("report") / "报告.docx"
    report(ev, load("mof"), target)
    return target


def test_margins_and_paper(written: Path) -> None:
    section = Document(str(written)).sections[2]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(x.mm) for x in sides if x is not None] == [37, 35, 28, 26]
    assert section.page_width is not None and section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Body Text", "仿宋_GB2312", 16),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Heading 3", "仿宋_GB2312", 16),
    ],
)
def test_fonts_stand_in_the_east_asian_slot(written: Path, style: str, font: str, size: int) -> None:
    document = Document(str(written))
    defaults = document.styles.element.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    properties = document.styles[style].element.find(qn("w:rPr"))
    slots = [p.find(qn("w:rFonts")) for p in (properties, defaults) if p is not None]
    assert next(s.get(qn("w:eastAsia")) for s in slots if s is not None) == font
    sizes = [p.find(qn("w:sz")) for p in (properties, defaults) if p is not None]
    assert next(int(s.get(qn("w:val"))) / 2 for s in sizes if s is not None) == size


def test_lines_are_28_points_and_indented_by_two_characters(written: Path) -> None:
    document = Document(str(written))
    spacing = document.styles["Normal"].element.find(f"{W}pPr/{W}spacing")
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("560", "exact")
    assert document.styles["Body Text"].element.find(f"{W}pPr/{W}ind").get(qn("w:firstLineChars")) == "200"


def test_page_numbers_stand_outside_and_begin_with_the_body(written: Path) -> None:
    document = Document(str(written))
    assert document.settings.odd_and_even_pages_header_footer
    cover, contents, body, annex, *rest = document.sections
    assert [s.footer.paragraphs[0].text for s in (cover, contents)] == ["", ""]
    assert body.footer.paragraphs[0].text == "— 1 —"
    sides = [s.paragraphs[0]._p.find(f"{W}pPr/{W}jc").get(qn("w:val")) for s in (body.footer, body.even_page_footer)]
    assert sides == ["right", "left"]
    starts = [s._sectPr.find(qn("w:pgNumType")) is not None for s in document.sections]
    assert starts == [False, False, True, False, *[False] * len(rest)]
    assert annex.page_width is not None and annex.page_height is not None and annex.page_width > annex.page_height


def test_headings_have_outline_levels_of_their_own(written: Path) -> None:
    document = Document(str(written))
    for level in range(1, 5):
        found = document.styles[f"Heading {level}"].element.find(f"{W}pPr/{W}outlineLvl")
        assert found.get(qn("w:val")) == str(level - 1)


def test_rows_do_not_break_and_heads_are_repeated(written: Path) -> None:
    for table in Document(str(written)).tables:
        assert all(row._tr.find(f"{W}trPr/{W}cantSplit") is not None for row in table.rows)
        assert table.rows[0]._tr.find(f"{W}trPr/{W}tblHeader") is not None


def test_no_table_is_wider_than_its_page(written: Path) -> None:
    for table in part(written, "word/document.xml").iter(f"{W}tbl"):
        columns = [int(c.get(qn("w:w"), "0")) for c in table.iter(f"{W}gridCol")]
        assert sum(columns) <= 13436
        if table.getparent() is not None and len(columns) == 4 and sum(columns) < 10000:
            assert sum(columns) <= 8844


def contents_of(path: Path) -> list[tuple[str, int]]:
    found = []
    for paragraph in part(path, "word/document.xml").iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and re.fullmatch(r"TOC\d", style.get(qn("w:val"), "")):
            text = "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
            match = re.fullmatch(r"(.*?)(\d+)", text)
            assert match is not None, text
            found.append((match[1], int(match[2])))
    return found


def test_contents_list_every_heading_of_two_levels_and_each_leads_to_it(written: Path) -> None:
    document = part(written, "word/document.xml")
    entries = contents_of(written)
    assert [text for text, _ in entries][:-1] == headings(written, 2)
    assert entries[-1][0].startswith("附件：")
    marks = {b.get(f"{W}name") for b in document.iter(f"{W}bookmarkStart")}
    assert {h.get(f"{W}anchor") for h in document.iter(f"{W}hyperlink")} <= marks
    pages = [page for _, page in entries]
    assert pages == sorted(pages) and pages[0] == 1


def test_the_contents_field_is_whole_and_marked_dirty(written: Path) -> None:
    document = part(written, "word/document.xml")
    kinds = [c.get(f"{W}fldCharType") for c in document.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")
    assert next(document.iter(f"{W}fldChar")).get(f"{W}dirty") == "true"


def test_text_is_whole(written: Path) -> None:
    assert text_of(written).count(PARAGRAPH) > 50
