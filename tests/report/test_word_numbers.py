# ruff: noqa: E501
"""Numbers that Word counts: read as printed."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from perfeval.ooxml.word_numbers import ordinal
from perfeval.read.report_passages import plain, read_passages


@pytest.mark.parametrize(
    ("number", "shape", "printed"),
    [
        (1, "chineseCounting", "一"), (10, "chineseCounting", "十"), (12, "chineseCountingThousand", "十二"),
        (20, "chineseCounting", "二十"), (105, "chineseCounting", "一百零五"), (110, "chineseCounting", "一百一十"),
        (3, "chineseLegalSimplified", "叁"), (3, "decimalEnclosedCircle", "③"), (2, "ideographTraditional", "乙"),
        (27, "lowerLetter", "aa"), (4, "upperRoman", "IV"), (7, "decimal", "7"), (7, "decimalZero", "07"),
    ],
)  # fmt: skip
def test_a_number_is_printed_in_the_format_of_its_level(number: int, shape: str, printed: str) -> None:
    assert ordinal(number, shape) == printed


def read(document: docx.document.Document, path: Path) -> list[str]:
    document.save(str(path))
    return [p.text for p in read_passages(path).passages]


def test_levels_begin_anew_below_a_higher_one_and_another_list_where_it_says_so(tmp_path: Path) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
        '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%3"/></w:lvl>'
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="50">{levels}</w:abstractNum>'))
    for number, over in (("51", ""), ("52", '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>')):
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="50"/>{over}</w:num>')
        )
    for text, level, of in (
        ("甲", 0, 51),
        ("乙", 1, 51),
        ("丙", 1, 51),
        ("丁", 0, 51),
        ("戊", 1, 51),
        ("己", 2, 51),
        ("庚", 0, 52),
    ):
        paragraph = document.add_paragraph(text * 3)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{of}"/></w:numPr>')
        )
    found = read(document, tmp_path / "a.docx")
    assert found == [
        "一、甲甲甲",
        "（一）乙乙乙",
        "（二）丙丙丙",
        "二、丁丁丁",
        "（一）戊戊戊",
        "2.1己己己",
        "五、庚庚庚",
    ]


def test_a_bullet_and_a_list_switched_off_print_nothing(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("要点一", style="List Bullet")
    off = document.add_paragraph("没有编号", style="List Number")
    off._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
    )
    document.add_paragraph("有编号", style="List Number")
    assert read(document, tmp_path / "a.docx") == ["要点一", "没有编号", "1.有编号"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("支出９２４．０３万元", "支出924.03万元"), ("支出924. 03万元", "支出924.03万元"), ("支出924 .03万元", "支出924.03万元"),
        ("执行率９９％", "执行率99%"), ("收入1，234，567元", "收入1,234,567元"), ("有5人，120万元", "有5人，120万元"),
        ("1. 基本支出", "1. 基本支出"), ("1.2023年工作", "1.2023年工作"),
    ],
)  # fmt: skip
def test_figures_are_read_as_they_are_meant(typed: str, meant: str) -> None:
    assert plain(typed) == meant
