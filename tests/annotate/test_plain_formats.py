"""Number formats on their way from an old format into the copy."""

from __future__ import annotations

import pytest
from lxml import etree

from perfeval.ooxml.format_codes import code_of, writable
from perfeval.ooxml.open_document import NAMES
from perfeval.write.plain.ods_formats import codes

HEAD = f'<s xmlns:number="{NAMES}datastyle:1.0" xmlns:style="{NAMES}style:1.0">'


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("0.00%", "0.00%"),
        ("yyyy年m月d日", 'yyyy"年"m"月"d"日"'),
        ('yyyy"年"m"月"', 'yyyy"年"m"月"'),
        ("上午/下午h时", 'AM/PMh"时"'),
        ("G/通用格式", "General"),
        ("[Red]-0.0;[$¥-804]#,##0.00", "[Red]-0.0;[$¥-804]#,##0.00"),
        ('_ * #,##0_ ;_ * "-"_ ;_ @_ ', '_ * #,##0_ ;_ * "-"_ ;_ @_ '),
        # what Excel would call damage
        ('0.00"万元', "General"),
        ("[Red0", "General"),
        ("0;0;0;0;0", "General"),
        ("0\x00", "General"),
        ("", "General"),
    ],
)
def test_codes_are_written_as_any_excel_takes_them(code: str, expected: str) -> None:
    assert writable(code) == expected


def test_formats_known_by_number_are_those_of_china() -> None:
    assert code_of(31, None) == "yyyy年m月d日"
    assert code_of(14, "m/d/yy", "m/d/yy") == "yyyy/m/d"
    assert code_of(14, "yyyy-mm-dd", "m/d/yy") == "yyyy-mm-dd"
    assert code_of(164, "0.0%") == "0.0%"
    assert code_of(200, None) == "General"


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (
            '<number:percentage-style style:name="N"><number:number number:decimal-places="2" '
            'number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>',
            "0.00%",
        ),
        (
            '<number:number-style style:name="N"><number:number number:decimal-places="2" number:grouping="true" '
            'number:min-integer-digits="1"/><number:text>万元</number:text></number:number-style>',
            '#,##0.00"万元"',
        ),
        (
            '<number:date-style style:name="N"><number:year number:style="long"/><number:text>年</number:text>'
            '<number:month number:style="long"/><number:text>月</number:text><number:day/></number:date-style>',
            'yyyy"年"mm"月"d',
        ),
        (
            '<number:number-style style:name="N"><number:number number:min-integer-digits="1"/></number:number-style>',
            "General",
        ),
        (
            '<number:number-style style:name="P"><number:number number:decimal-places="0" '
            'number:min-integer-digits="1"/></number:number-style><number:number-style style:name="N">'
            '<number:text>-</number:text><number:number number:decimal-places="1" number:min-integer-digits="1"/>'
            '<style:map style:condition="value()&gt;=0" style:apply-style-name="P"/></number:number-style>',
            "0;-0.0",
        ),
        ('<number:text-style style:name="N"><number:text-content/></number:text-style>', "@"),
    ],
)  # fmt: skip
def test_data_styles_of_open_document(style: str, expected: str) -> None:
    assert codes([etree.fromstring(f"{HEAD}{style}</s>")])["N"] == expected
