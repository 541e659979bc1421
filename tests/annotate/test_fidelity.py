"""Nothing that was in a workbook is lost or changed by annotating it, and all that was added comes off again."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from perfeval.model import Cell, Evaluation, Source
from perfeval.write.annotated.annotate import annotate
from perfeval.write.clean import clean
from tests.annotate import corpus
from tests.annotate.evaluations import (
    cell,
    evaluation,
    line,
    order,
    parts,
    recalculated,
    result,
    score_over_weight,
    scored_form,
    values,
)

# what an annotation has to touch; every other part stays byte for byte
MAY_CHANGE = {
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/_rels/sheet1.xml.rels",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
    "docProps/custom.xml",
}
GROWN = {
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
}


def written(name: str, folder: Path) -> Path:
    path = folder / name
    path.write_bytes(corpus.pack(corpus.CORPUS[name]))
    return path


def findings(name: str) -> Evaluation:
    at = [cell(ref, raw, file=name) for ref, raw in (("C4", 20), ("B4", 20), ("D5", "总分"), ("B6", "95%"))]
    many = [result("SC-06", "警告", (c,), f"{c.ref}没有说明原因", instance=c.ref) for c in at]
    title = Cell(name, "自评表", "A1", "A1:D1", "标题", "标题")
    lines = [line(score_over_weight(name)), line(*many), line(result("TT-01", "警告", (title,), "标题不对"))]
    return evaluation(lines, [scored_form(name)], name)


@pytest.mark.parametrize("name", corpus.CORPUS)
class TestEveryKindOfWorkbook:
    def test_parts_that_need_no_change_stay_byte_for_byte(self, name: str, tmp_path: Path) -> None:
        path = written(name, tmp_path)
        done = annotate(Source(name, path), findings(name), tmp_path / f"批注_{name}")
        before, after = parts(path), parts(done.path)
        assert set(before) <= set(after)
        changed = {n for n in before if before[n] != after[n]}
        assert changed <= MAY_CHANGE
        assert order(done.path)[: len(before)] == order(path)

    def test_touched_parts_only_grow(self, name: str, tmp_path: Path) -> None:
        path = written(name, tmp_path)
        done = annotate(Source(name, path), findings(name), tmp_path / f"批注_{name}")
        before, after = parts(path), parts(done.path)
        for part in GROWN & set(before):
            old, new = elements(before[part]), elements(after[part])
            rest = iter(new)
            # every element that was there is still there, in its order, with its attributes and its text
            assert all(any(same(o, n) for n in rest) for o in old), part

    def test_a_second_annotation_gives_the_same_parts(self, name: str, tmp_path: Path) -> None:
        path = written(name, tmp_path)
        first = annotate(Source(name, path), findings(name), tmp_path / f"一_{name}")
        second = annotate(Source(name, first.path), findings(name), tmp_path / f"二_{name}")
        assert parts(second.path) == parts(first.path)

    def test_clean_gives_the_original_back(self, name: str, tmp_path: Path) -> None:
        path = written(name, tmp_path)
        done = annotate(Source(name, path), findings(name), tmp_path / f"批注_{name}")
        assert clean(done.path, tmp_path / "clean.xlsx")
        assert parts(tmp_path / "clean.xlsx") == parts(path)
        assert order(tmp_path / "clean.xlsx") == order(path)

    def test_every_added_part_is_declared_and_well_formed(self, name: str, tmp_path: Path) -> None:
        path = written(name, tmp_path)
        done = annotate(Source(name, path), findings(name), tmp_path / f"批注_{name}")
        after = parts(done.path)
        types = etree.fromstring(after["[Content_Types].xml"])
        overrides = {(e.get("PartName") or "").lstrip("/") for e in types.iter("{*}Override")}
        extensions = {e.get("Extension") for e in types.iter("{*}Default")}
        for part in set(after) - set(parts(path)):
            etree.fromstring(after[part])
            assert part in overrides or part.rsplit(".", 1)[-1] in extensions, part


Element = tuple[str, dict[str, str], str]


def elements(data: bytes) -> list[Element]:
    root = etree.fromstring(data)
    return [
        (str(e.tag), {str(k): str(v) for k, v in e.attrib.items()}, (e.text or "").strip())
        for e in root.iter(etree.Element)
    ]


def same(old: Element, new: Element) -> bool:
    # counts of lists grow with them, and the workbook asks to be computed on opening
    ours = {"count", "fullCalcOnLoad"}
    kept = {k: v for k, v in new[1].items() if k not in ours}
    return old[0] == new[0] and {k: v for k, v in old[1].items() if k not in ours} == kept and old[2] == new[2]


def test_a_note_keeps_its_own_text_and_runs_first(tmp_path: Path) -> None:
    path = written("everything.xlsx", tmp_path)
    done = annotate(Source("everything.xlsx", path), findings("everything.xlsx"), tmp_path / "批注.xlsx")
    notes = {
        e.get("ref"): ["".join(r.itertext()) for r in e.iter("{*}r")]
        for e in etree.fromstring(parts(done.path)["xl/comments1.xml"]).iter("{*}comment")
    }
    assert notes["C3"][:2] == ["张三:", "\n请核对 "]
    assert notes["C3"][2] == "\n错误1：得分12大于分值10，应≤10。见“核对结果1”第1条"
    assert notes["C4"][0] == "只有一段"
    assert notes["A1"] == ["警告3：标题不对。见“核对结果1”第3条"]


def test_a_threaded_comment_is_left_alone_and_said(tmp_path: Path) -> None:
    path = written("everything.xlsx", tmp_path)
    done = annotate(Source("everything.xlsx", path), findings("everything.xlsx"), tmp_path / "批注.xlsx")
    assert "自评表!D5 已有会话批注，没有另加批注" in done.remarks
    comment = next(
        e for e in etree.fromstring(parts(done.path)["xl/comments1.xml"]).iter("{*}comment") if e.get("ref") == "D5"
    )
    assert "".join(comment.itertext()) == "[Threaded comment] 会话批注"


def test_a_sheet_of_the_users_own_named_like_ours_stays(tmp_path: Path) -> None:
    path = written("everything.xlsx", tmp_path)
    done = annotate(Source("everything.xlsx", path), findings("everything.xlsx"), tmp_path / "批注.xlsx")
    book = etree.fromstring(parts(done.path)["xl/workbook.xml"])
    names = [e.get("name") for e in book.iter("{*}sheet")]
    assert names == ["自评表", "数据", "核对结果", "核对结果1", "得分复算", "取数", "图例"]
    assert next(book.iter("{*}workbookView")).get("activeTab") == "1"


def test_a_signature_is_said_to_be_void(tmp_path: Path) -> None:
    done = annotate(
        Source("signed.xlsx", written("signed.xlsx", tmp_path)), findings("signed.xlsx"), tmp_path / "批注.xlsx"
    )
    assert any("数字签名" in r for r in done.remarks)


def test_strict_open_xml_is_not_edited_but_answered_beside(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(corpus.pack(corpus.strict()))
    done = annotate(Source("表.xlsx", path), findings("表.xlsx"), tmp_path / "表_批注.xlsx")
    assert done.path.name == "表_核对结果.xlsx"
    assert any("严格 Open XML" in r for r in done.remarks)
    assert not (tmp_path / "表_批注.xlsx").exists()


def test_what_a_person_changed_is_never_overwritten(tmp_path: Path) -> None:
    import openpyxl

    path = written("bare.xlsx", tmp_path)
    target = tmp_path / "out.xlsx"
    assert annotate(Source("bare.xlsx", path), findings("bare.xlsx"), target).path == target
    assert annotate(Source("bare.xlsx", path), findings("bare.xlsx"), target).path == target
    book = openpyxl.load_workbook(target)
    book["自评表"]["B3"] = 12
    book.save(target)
    changed = target.read_bytes()
    done = annotate(Source("bare.xlsx", path), findings("bare.xlsx"), target)
    assert done.path.name == "out_新.xlsx"
    assert target.read_bytes() == changed
    assert any("没有覆盖" in r for r in done.remarks)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/workbook.xml", b'sheetId="1"', b'sheetId="x"'),
        ("xl/worksheets/sheet1.xml", b"</worksheet>", b"</worksheet"),
        ("xl/workbook.xml", b"<sheets>", b"<Sheets>"),
    ],
)
def test_a_package_that_breaks_the_rules_is_answered_beside(part: str, old: bytes, new: bytes, tmp_path: Path) -> None:
    packed = corpus.bare()
    assert old in packed[part]
    packed[part] = packed[part].replace(old, new)
    path = tmp_path / "表.xlsx"
    path.write_bytes(corpus.pack(packed))
    done = annotate(Source("表.xlsx", path), findings("表.xlsx"), tmp_path / "表_批注.xlsx")
    assert done.path.name == "表_核对结果.xlsx"
    assert done.remarks
    assert not (tmp_path / "表_批注.xlsx").exists()


@pytest.mark.office
@pytest.mark.parametrize("name", ["everything.xlsx", "bare.xlsx", "prefixed.xlsx"])
def test_libreoffice_opens_it_and_finds_our_sheets(name: str, tmp_path: Path) -> None:
    done = annotate(Source(name, written(name, tmp_path)), findings(name), tmp_path / "批注.xlsx")
    seen = values(recalculated(done.path, tmp_path))
    ours = "核对结果1" if name == "everything.xlsx" else "核对结果"
    assert seen[ours, "N6"] == "SC-03"
    assert seen["得分复算", "A1"] == "得分复算"


def test_what_is_no_workbook_still_gets_an_answer_without_dead_links(tmp_path: Path) -> None:
    path = tmp_path / "表.docx"
    path.write_bytes(b"PK\x03\x04 something else")
    done = annotate(Source("表.docx", path), findings("表.docx"), tmp_path / "表_批注.xlsx")
    sheets = {n: etree.fromstring(d) for n, d in parts(done.path).items() if n.startswith("xl/worksheets/sheet")}
    assert len(sheets) == 5
    assert not [e for root in sheets.values() for e in root.iter("{*}hyperlink")]
