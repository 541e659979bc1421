"""Annotated copies of published forms that people and programs have changed since: only what is ours comes off."""

from __future__ import annotations

import re
import time
from itertools import combinations_with_replacement
from pathlib import Path

import pytest
from lxml import etree

from perfeval.model import Source
from perfeval.ooxml.package import PackageError
from perfeval.ooxml.strip import _without
from perfeval.write.annotated.annotate import annotate
from perfeval.write.clean import clean
from tests.annotate.corpus import NOTE_SHAPE, PR, SML, VML, R, X
from tests.annotate.evaluations import parts
from tests.annotate.test_odd_packages import FORM, SHEET, TYPES, WORKBOOK, Parts, findings, put, write

COMMENTS, DRAWING, SHEET_RELATIONS = (
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
    "xl/worksheets/_rels/sheet1.xml.rels",
)


def annotated(made: Parts, folder: Path) -> tuple[Parts, list[str]]:
    path = write(made, folder / "表.xlsx")
    done = annotate(Source(path.name, path), findings(), folder / "批注.xlsx")
    return parts(done.path), done.remarks


def cleaned(made: Parts, folder: Path) -> Parts:
    assert clean(write(made, folder / "改.xlsx"), folder / "净.xlsx")
    return parts(folder / "净.xlsx")


def with_note(made: Parts, ref: str, text: str) -> None:
    row, column = int(ref[1:]) - 1, ord(ref[0]) - 65
    made[DRAWING] = (VML % (NOTE_SHAPE % (1025, row, column))).encode()
    made[COMMENTS] = (
        f'<comments xmlns="{X}"><authors><author>张三</author></authors><commentList><comment ref="{ref}" authorId="0">'
        f"<text><t>{text}</t></text></comment></commentList></comments>"
    ).encode()
    made[SHEET_RELATIONS] = (
        f'<Relationships xmlns="{PR}"><Relationship Id="v" Type="{R}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/>'
        f'<Relationship Id="c" Type="{R}/comments" Target="../comments1.xml"/></Relationships>'
    ).encode()
    kind = "application/vnd.openxmlformats-officedocument.vmlDrawing"
    put(made, TYPES, "</Types>", f'<Default Extension="vml" ContentType="{kind}"/>'
        f'<Override PartName="/{COMMENTS}" ContentType="{SML}.comments+xml"/></Types>')  # fmt: skip
    put(made, SHEET, "</worksheet>", f'<legacyDrawing xmlns:r="{R}" r:id="v"/></worksheet>')


def with_hidden_sheet(made: Parts, state: str) -> None:
    made["xl/worksheets/sheet2.xml"] = f'<worksheet xmlns="{X}"><sheetData/></worksheet>'.encode()
    entry = f'<sheet xmlns:r="{R}" name="底稿" sheetId="9" state="{state}" r:id="s"/>'
    put(made, WORKBOOK, "</sheets>", f"{entry}</sheets>")
    put(made, "xl/_rels/workbook.xml.rels", "</Relationships>",
        f'<Relationship Id="s" Type="{R}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>')  # fmt: skip
    put(made, TYPES, "</Types>",
        f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{SML}.worksheet+xml"/></Types>')  # fmt: skip


def notes(made: Parts) -> dict[str, str]:
    root = etree.fromstring(made[COMMENTS])
    return {c.get("ref") or "": "".join(c.itertext("{*}t")) for c in root.iter("{*}comment")}


@pytest.mark.parametrize("below", ["已改为8分", "按县考核扣减\n附件3"])
def test_what_a_person_writes_below_our_line_in_a_note_stays(below: str, tmp_path: Path) -> None:
    made = parts(FORM)
    with_note(made, "B3", "请核对")
    after, _ = annotated(made, tmp_path)
    assert re.fullmatch("请核对\n错误1：.*第1条", notes(after)["B3"])
    # as Excel writes what was typed at the end of the note, once beside a note of hers and once in one of ours
    for ref in ("B3", "C5"):
        put(after, COMMENTS, rf'(ref="{ref}".*?第\d条)(</t></r></text>)', rf"\1\n{below}\2")
    bare = notes(cleaned(after, tmp_path))
    assert bare == {"B3": f"请核对\n{below}", "C5": below}
    # put back and annotated anew it stands there still
    again = annotate(Source("表.xlsx", tmp_path / "改.xlsx"), findings(), tmp_path / "再.xlsx").path
    assert notes(parts(again))["C5"].startswith(f"{below}\n错误2：")


def test_our_record_goes_where_libreoffice_has_put_it(tmp_path: Path) -> None:
    after, _ = annotated(parts(FORM), tmp_path)
    # as LibreOffice saves it: the same part, held by the package and not by the workbook
    book, package = "xl/_rels/workbook.xml.rels", "_rels/.rels"
    put(after, book, r'<Relationship [^>]*Target="\.\./customXml/item1\.xml"/>', "")
    put(after, package, "</Relationships>",
        f'<Relationship Id="rId9" Type="{R}/customXml" Target="../customXml/item1.xml"/></Relationships>')  # fmt: skip
    bare = cleaned(after, tmp_path)
    assert not [n for n in bare if n.startswith("customXml/")]
    assert b"customXml" not in bare[package] + bare[TYPES]


def test_a_shape_that_is_closed_at_once_does_not_go_with_the_note_behind_it(tmp_path: Path) -> None:
    after, _ = annotated(parts(FORM), tmp_path)
    put(after, DRAWING, '<v:shape id="', '<v:shape id="框" style="position:absolute"/><v:shape id="')
    bare = cleaned(after, tmp_path)
    assert '<v:shape id="框" style="position:absolute"/>'.encode() in bare[DRAWING]
    assert b"ObjectType" not in bare[DRAWING]


def test_shapes_that_are_never_closed_cost_no_time_and_do_not_go_with_ours(tmp_path: Path) -> None:
    after, _ = annotated(parts(FORM), tmp_path)
    open_shapes = "".join(f'<v:shape id="框{n}"><v:fill/>' for n in range(20_000))
    put(after, DRAWING, '<v:shape id="', f'{open_shapes}<v:shape id="')
    put(after, DRAWING, "</xml>", f"{open_shapes}</xml>")
    began = time.process_time()
    bare = cleaned(after, tmp_path)
    assert time.process_time() - began < 5  # 50 s when each of them was followed to the end
    assert bare[DRAWING].count(open_shapes.encode()) == 2
    assert b"ObjectType" not in bare[DRAWING]


def test_a_long_note_is_cut_in_no_time(tmp_path: Path) -> None:
    after, _ = annotated(parts(FORM), tmp_path)
    ours = re.fullmatch("错误.*第1条", notes(after)["B3"])
    assert ours
    # and in pieces, as Excel writes a note in several fonts
    piece = f"</t></r><r><t>\n按县考核扣减\n{ours[0]}"
    put(after, COMMENTS, r'(ref="B3".*?第1条)</t>', rf"\1{piece * 4_000}\n</t>")
    began = time.process_time()
    bare = cleaned(after, tmp_path)
    assert time.process_time() - began < 5
    assert notes(bare)["B3"].split() == ["按县考核扣减"] * 4_000


@pytest.mark.parametrize(
    ("spans", "left"),
    [
        ([], "零一二三四五六七八九"),
        ([(0, 10)], ""),
        ([(2, 3), (3, 5), (8, 10)], "零一五六七"),
        ([(0, 4), (3, 6)], "六七八九"),  # the second takes the line break of the first
    ],
)
def test_what_is_cut_out_of_the_runs_of_a_note(spans: list[tuple[int, int]], left: str) -> None:
    text = "零一二三四五六七八九"
    for a, b in combinations_with_replacement(range(len(text) + 1), 2):
        pieces = ((0, text[:a]), (a, text[a:b]), (b, text[b:]))
        assert "".join(_without(piece, spans, at) for at, piece in pieces) == left


def test_a_sheet_moved_here_out_of_an_annotated_copy_leaves_no_name_twice(tmp_path: Path) -> None:
    made = parts(FORM)
    names = ("_perfeval_no", "_perfeval_status")
    inside = "".join(f'<definedName name="{n}" hidden="1">[1]核对结果!$A$6:$A$9</definedName>' for n in names)
    put(made, WORKBOOK, r"<definedNames\s*/>", f"<definedNames>{inside}</definedNames>")
    rule = '<{0}cfRule type="expression" priority="1"><{1}>COUNTIFS(_perfeval_no,1)&gt;0</{1}></{0}cfRule>'
    put(made, SHEET, "</mergeCells>", '</mergeCells><conditionalFormatting sqref="C5">'
        + rule.format("", "formula") + "</conditionalFormatting>")  # fmt: skip
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    put(made, SHEET, "</worksheet>", f'<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{x14}" '
        f'xmlns:xm="{x14}/xm"><x14:conditionalFormattings><x14:conditionalFormatting>{rule.format("x14:", "xm:f")}'
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>")  # fmt: skip
    after, _ = annotated(made, tmp_path)
    root = etree.fromstring(after[WORKBOOK])
    named = [e.get("name") for e in root.iter("{*}definedName")]
    assert [named.count(n) for n in names] == [1, 1]
    assert "[1]" not in "".join(root.itertext())
    assert after[SHEET].count(b"<conditionalFormatting") == 3
    assert b"extLst" not in after[SHEET]  # an empty one would break the schema


def test_what_comes_to_the_front_can_be_seen(tmp_path: Path) -> None:
    made = parts(FORM)
    with_hidden_sheet(made, "hidden")
    after, _ = annotated(made, tmp_path)
    # saved with 核对结果 in front
    after[WORKBOOK] = re.sub(rb"<workbookView[^>]*>", b'<workbookView activeTab="2"/>', after[WORKBOOK])
    view = etree.fromstring(cleaned(after, tmp_path)[WORKBOOK]).find(".//{*}workbookView")
    assert view is not None
    assert view.get("activeTab") == "0"


def test_a_hidden_sheet_stays_hidden_in_a_copy_of_the_bare_values(tmp_path: Path) -> None:
    made = parts(FORM)
    with_hidden_sheet(made, "veryHidden")
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    made = {name: data.replace(X.encode(), strict.encode()) for name, data in made.items()}
    path = write(made, tmp_path / "表.xlsx")
    done = annotate(Source(path.name, path), findings(), tmp_path / "批注.xlsx")
    states = re.findall(rb'<sheet name="([^"]+)"[^>]*? state="(\w+)"', parts(done.path)[WORKBOOK])
    assert [(name.decode(), state) for name, state in states] == [("底稿", b"hidden")]


def test_a_changed_copy_that_breaks_the_rules_is_said_in_words(tmp_path: Path) -> None:
    after, _ = annotated(parts(FORM), tmp_path)
    put(after, WORKBOOK, "</definedNames>", '<definedName name="甲" localSheetId="一">1</definedName></definedNames>')
    path = write(after, tmp_path / "改.xlsx")
    with pytest.raises(PackageError, match="不合规范"):
        clean(path, tmp_path / "净.xlsx")
    assert not (tmp_path / "净.xlsx").exists()
    done = annotate(Source(path.name, path), findings(), tmp_path / "再.xlsx")
    assert any("不合规范" in r for r in done.remarks)


def test_a_note_that_is_full_is_left_as_it_is_and_said(tmp_path: Path) -> None:
    made = parts(FORM)
    with_note(made, "B3", "长" * 32_760)
    after, remarks = annotated(made, tmp_path)
    assert notes(after)["B3"] == "长" * 32_760
    assert "C5" in notes(after)
    assert any("Sheet1!B3" in r and "写满" in r for r in remarks)


def test_a_drawing_that_two_sheets_share_gets_no_boxes_of_one(tmp_path: Path) -> None:
    made = parts(FORM)
    with_note(made, "B9", "请核对")
    with_hidden_sheet(made, "visible")
    made["xl/worksheets/_rels/sheet2.xml.rels"] = made[SHEET_RELATIONS].replace(b"comments1", b"comments2")
    after, remarks = annotated(made, tmp_path)
    assert any("共用" in r for r in remarks)
    assert (after[DRAWING], after[COMMENTS]) == (made[DRAWING], made[COMMENTS])


def test_no_box_is_drawn_for_a_note_that_cannot_be_written(tmp_path: Path) -> None:
    made = parts(FORM)
    with_note(made, "B9", "请核对")
    made[COMMENTS] = f'<comments xmlns="{X}"/>'.encode()
    after, remarks = annotated(made, tmp_path)
    assert any("没有加批注" in r for r in remarks)
    assert after[DRAWING] == made[DRAWING]
