"""Published forms given a legal oddity that some program writes: nothing is lost, and the copy is whole."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from lxml import etree

from perfeval.model import Evaluation, Source
from perfeval.ooxml.package import Package
from perfeval.ooxml.styles import ORDER
from perfeval.write.annotated.annotate import annotate
from perfeval.write.clean import clean
from tests.annotate.corpus import PR, SML, R, X
from tests.annotate.evaluations import cell, evaluation, line, parts, result
from tests.conftest import CASES

FORM = next((CASES / "hubei-tongcheng-tanghu-2020").glob("*.xlsx"))
TYPES, WORKBOOK, STYLES, SHEET = "[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
Parts = dict[str, bytes]


def write(made: Parts, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in made.items():
            z.writestr(name, data)
    return path


def put(made: Parts, part: str, pattern: str, new: str) -> None:
    made[part], n = re.subn(pattern.encode(), new.encode(), made[part], count=1, flags=re.DOTALL)
    assert n == 1, (part, pattern)


def findings(file: str = "表.xlsx", sheet: str = "Sheet1") -> Evaluation:
    refs = ("B3", "C5", "D6")
    found = [result("SC-03", "错误", (cell(r, "x", file=file, sheet=sheet),), f"{r}不对", instance=r) for r in refs]
    return evaluation([line(f) for f in found], file=file)


def renamed_in_case(made: Parts) -> None:
    for name in (SHEET, STYLES, RELATIONS, TYPES):
        made[name.replace("worksheets", "Worksheets").replace("styles", "Styles").replace("workbook", "Workbook")] = (
            made.pop(name)
        )


def types_in_small_letters(made: Parts) -> None:
    made[TYPES.lower()] = made.pop(TYPES)


def workbook_in_capitals(made: Parts) -> None:
    made["xl/Workbook.xml"] = made.pop(WORKBOOK)


def types_of_parts_that_are_gone(made: Parts) -> None:
    gone = {"/xl/worksheets/sheet2.xml": "worksheet", "/xl/comments1.xml": "comments"}
    inside = "".join(f'<Override PartName="{p}" ContentType="{SML}.{kind}+xml"/>' for p, kind in gone.items())
    put(made, TYPES, "</Types>", f"{inside}</Types>")


def relations_of_a_sheet_that_is_gone(made: Parts) -> None:
    entry = f'<Relationship Id="rId1" Type="{R}/drawing" Target="../drawings/drawing9.xml"/>'
    made["xl/worksheets/_rels/sheet2.xml.rels"] = f'<Relationships xmlns="{PR}">{entry}</Relationships>'.encode()


def types_by_override_only(made: Parts) -> None:
    made[TYPES] = re.sub(rb"<Default[^>]*/>", b"", made[TYPES])
    kind = "application/vnd.openxmlformats-package.relationships+xml"
    inside = "".join(f'<Override PartName="/{n}" ContentType="{kind}"/>' for n in made if n.endswith(".rels"))
    put(made, TYPES, "</Types>", f"{inside}</Types>")


def xml_means_workbook(made: Parts) -> None:
    """As System.IO.Packaging writes it."""
    put(made, TYPES, r'<Override PartName="/xl/workbook.xml"[^>]*/>', "")
    made[TYPES] = re.sub(rb'<Default[^>]*Extension="xml"[^>]*/>', b"", made[TYPES])
    put(made, TYPES, "</Types>", f'<Default Extension="xml" ContentType="{SML}.sheet.main+xml"/></Types>')


def custom_xml_numbered_apart(made: Parts) -> None:
    made["customXml/item2.xml"] = b"<a/>"
    made["customXml/itemProps1.xml"] = b"<b/>"
    put(made, RELATIONS, "</Relationships>", f'<Relationship Id="c" Type="{R}/customXml" '
        'Target="../customXml/item2.xml"/></Relationships>')  # fmt: skip


def last_sheet_id(made: Parts) -> None:
    put(made, WORKBOOK, r'sheetId="\d+"', 'sheetId="65534"')


def names_percent_encoded(made: Parts) -> None:
    """As the standard has the names of zip members that are not plain ASCII."""
    made["xl/%E8%A1%A8/sheet%201.xml"] = made.pop(SHEET)
    put(made, RELATIONS, r'Target="[^"]*sheet1\.xml"', 'Target="%E8%A1%A8/sheet%201.xml"')
    put(made, TYPES, "/xl/worksheets/sheet1.xml", "/xl/%E8%A1%A8/sheet%201.xml")


ODDITIES: list[Callable[[Parts], None]] = [
    renamed_in_case, types_in_small_letters, workbook_in_capitals, types_of_parts_that_are_gone,
    relations_of_a_sheet_that_is_gone, types_by_override_only, xml_means_workbook, custom_xml_numbered_apart,
    last_sheet_id, names_percent_encoded,
]  # fmt: skip


@pytest.mark.parametrize("odd", ODDITIES)
def test_an_oddly_packed_workbook_is_annotated_whole_and_comes_back(
    odd: Callable[[Parts], None], tmp_path: Path
) -> None:
    made = parts(FORM)
    odd(made)
    path = write(made, tmp_path / "表.xlsx")
    out = annotate(Source(path.name, path), findings(), tmp_path / "批注.xlsx").path
    after = parts(out)
    assert set(made) <= set(after)
    assert_whole(out, set(after) - set(made))
    assert clean(out, tmp_path / "clean.xlsx")
    assert parts(tmp_path / "clean.xlsx") == made
    assert parts(annotate(Source(path.name, out), findings(), tmp_path / "二.xlsx").path) == after


def assert_whole(path: Path, added: set[str]) -> None:
    """Our sheets are listed, colours and notes are on the user's, and every part of ours has one type and one name."""
    with zipfile.ZipFile(path) as z:
        names = [n.lower() for n in z.namelist()]
        types = z.read(next(n for n in z.namelist() if n.lower() == TYPES.lower()))
    assert len(names) == len(set(names))
    overrides = [n.decode().lower() for n in re.findall(rb'<Override PartName="([^"]+)"', types)]
    assert len(overrides) == len(set(overrides))
    defaults = dict(re.findall(rb'<Default Extension="(\w+)" ContentType="([^"]+)"', types))
    for part in added:
        usual = defaults.get(part.rpartition(".")[2].encode(), b"")
        assert f"/{part}".lower() in overrides or (usual and b"sheet.main" not in usual), part
    with Package(path) as package:
        main = package.main()
        assert main is not None
        sheets = list(package.xml(main).iter("{*}sheet"))
        assert [e.get("name") for e in sheets] == ["Sheet1", "核对结果", "得分复算", "取数", "图例"]
        assert len({e.get("sheetId") for e in sheets}) == 5
        assert all(0 < int(e.get("sheetId") or 0) < 65_535 for e in sheets)
        worksheets = [r.target for r in package.relations(main) if r.kind == "worksheet"]
        assert b"_perfeval_status" in package.read(worksheets[0])
        assert package.related(worksheets[0], "comments") is not None
        assert all(r.target in package for w in worksheets for r in package.relations(w) if not r.external)


THIN = {
    "no lists": "",
    "empty lists": '<fonts count="0"/><fills count="1"><fill><patternFill patternType="none"/></fill></fills>',
}


@pytest.mark.parametrize("lists", THIN.values(), ids=list(THIN))
def test_a_thin_stylesheet_keeps_its_plain_cells_plain(lists: str, tmp_path: Path) -> None:
    made = parts(FORM)
    made[STYLES] = f'<styleSheet xmlns="{X}">{lists}</styleSheet>'.encode()
    made[SHEET] = re.sub(rb' s="\d+"', b"", made[SHEET])
    path = write(made, tmp_path / "表.xlsx")
    out = annotate(Source(path.name, path), findings(), tmp_path / "批注.xlsx").path
    with Package(out) as package:
        root = package.xml(STYLES)
        used = {
            int(s) for n in range(1, 6) for s in re.findall(rb' s="(\d+)"', package.read(SHEET.replace("1", str(n))))
        }
    lists_of = {name: [*root.iterfind(f"{{*}}{name}/*")] for name in ("fonts", "fills", "borders", "cellXfs")}
    assert max(used) == len(lists_of["cellXfs"]) - 1
    for xf in lists_of["cellXfs"]:
        for kind in ("font", "fill", "border"):
            assert int(xf.get(f"{kind}Id") or 0) < len(lists_of[f"{kind}s"])
    order = [etree.QName(e).localname for e in root]
    assert order == [name for name in ORDER if name in order]
    # what a cell without a style of its own means: no frame, no fill, no bold type
    first = lists_of["cellXfs"][0]
    assert (first.get("fontId"), first.get("fillId"), first.get("borderId")) == ("0", "0", "0")
    assert lists_of["fonts"][0].find("{*}b") is None
    assert lists_of["fills"][1][0].get("patternType") == "gray125"


def test_a_workbook_full_of_cell_formats_gets_no_more_than_excel_takes(tmp_path: Path) -> None:
    made = parts(FORM)
    found = re.search(rb'<cellXfs count="(\d+)">(.*?)</cellXfs>', made[STYLES], re.DOTALL)
    assert found is not None
    more = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' * (65_485 - int(found[1]))
    made[STYLES] = made[STYLES].replace(found[0], b'<cellXfs count="65485">' + found[2] + more + b"</cellXfs>")
    path = write(made, tmp_path / "表.xlsx")
    out = annotate(Source(path.name, path), findings(), tmp_path / "批注.xlsx").path
    assert parts(out)[STYLES].count(b"<xf ") - made[STYLES].count(b"<xf ") == 5


def test_ranks_of_icon_sets_that_stand_in_the_extensions_alone_are_not_used_again(tmp_path: Path) -> None:
    made = parts(FORM)
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    rule = "<x14:cfRule type='iconSet' priority='3' id='{00000000-000E-0000-0000-000001000000}'/>"
    put(made, SHEET, "</worksheet>", f'<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{x14}">'
        f"<x14:conditionalFormattings><x14:conditionalFormatting>{rule}</x14:conditionalFormatting>"
        "</x14:conditionalFormattings></ext></extLst></worksheet>")  # fmt: skip
    path = write(made, tmp_path / "表.xlsx")
    out = annotate(Source(path.name, path), findings(), tmp_path / "批注.xlsx").path
    ranks = re.findall(rb"priority=[\"'](\d+)", parts(out)[SHEET])
    assert sorted(ranks) == [b"3", b"4", b"5", b"6"]


def test_a_part_that_a_program_has_named_in_chinese_keeps_the_bytes_of_its_name(tmp_path: Path) -> None:
    name = "xl/media/图片.png".encode("gb18030")
    made = {**parts(FORM), "xl/media/AAAA.png": b"\x89PNG"}
    path = write(made, tmp_path / "表.xlsx")
    path.write_bytes(path.read_bytes().replace(b"xl/media/AAAA.png", name))
    out = annotate(Source(path.name, path), findings(), tmp_path / "批注.xlsx").path
    assert clean(out, tmp_path / "clean.xlsx")
    # in its own header and in the directory of the zip, under no flag that says UTF-8
    for written in (path, out, tmp_path / "clean.xlsx"):
        assert written.read_bytes().count(name) == 2
        with zipfile.ZipFile(written) as z:
            info = next(i for i in z.infolist() if "media" in i.filename)
            assert (z.read(info), info.flag_bits & 0x800) == (b"\x89PNG", 0)


@pytest.mark.parametrize("sheet", ["预算$", "自'评 表&😀", "$A$1"])
def test_links_lead_to_a_sheet_of_any_name(sheet: str, tmp_path: Path) -> None:
    made = parts(FORM)
    put(made, WORKBOOK, 'name="Sheet1"', f"name={quoteattr(sheet)}")
    path = write(made, tmp_path / "表.xlsx")
    out = annotate(Source(path.name, path), findings(sheet=sheet), tmp_path / "批注.xlsx").path
    written = [etree.fromstring(data) for name, data in parts(out).items() if name.startswith("xl/worksheets/sheet")]
    targets = {link.get("location") for root in written for link in root.iter("{*}hyperlink")}
    doubled = sheet.replace("'", "''")
    assert {f"'{doubled}'!{ref}" for ref in ("B3", "C5", "D6")} <= targets
