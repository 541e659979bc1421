"""Elements by their offsets: what lies between them is what stands in the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.ooxml.edit import undone
from perfeval.ooxml.offsets import Node, tree, worksheet_tree
from perfeval.ooxml.package import PackageError


def outer(data: bytes, node: Node) -> bytes:
    return data[node.start : node.end]


def test_elements_are_found_where_they_stand() -> None:
    data = b'<?xml version="1.0"?>\n<a><!-- <b> --><b x="1>2"/><c>t<d/></c></a>\n'
    root = tree(data)
    assert [c.name for c in root.children] == ["b", "c"]
    assert outer(data, root.children[0]) == b'<b x="1>2"/>'
    assert root.children[0].empty
    assert outer(data, root.children[1]) == b"<c>t<d/></c>"
    assert data[root.close : root.end] == b"</a>"


def test_a_byte_order_mark_and_chinese_text_shift_nothing() -> None:
    data = "\ufeff<a><b>表</b><c/></a>".encode()
    c = tree(data).children[1]
    assert outer(data, c) == b"<c/>"


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_sheet_data_is_stepped_over(prefix: str) -> None:
    ns = f' xmlns{":x" if prefix else ""}="u"'
    rows = f"<{prefix}row><{prefix}c>表</{prefix}c></{prefix}row>" * 50
    data = (
        f"<{prefix}worksheet{ns}><{prefix}cols/><{prefix}sheetData>{rows}</{prefix}sheetData>"
        f"<{prefix}mergeCells/></{prefix}worksheet>"
    ).encode()
    root = worksheet_tree(data)
    assert [c.name for c in root.children] == ["cols", "sheetData", "mergeCells"]
    assert outer(data, root.children[1]) == f"<{prefix}sheetData>{rows}</{prefix}sheetData>".encode()
    assert outer(data, root.children[2]) == f"<{prefix}mergeCells/>".encode()
    assert data[root.close :] == f"</{prefix}worksheet>".encode()


@pytest.mark.parametrize(
    "data", [b"<a><b></a>", b"", b"<a", '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")]
)
def test_what_cannot_be_edited_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(PackageError):
        tree(data)


def test_entities_of_the_file_s_own_are_refused() -> None:
    with pytest.raises(PackageError, match="实体"):
        tree(b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.text(max_size=4)), max_size=6))
def test_undoing_gives_the_bytes_back(text: str, edits: list[tuple[int, str]]) -> None:
    data = text.encode()
    at = sorted({min(p, len(data)): t.encode() for p, t in edits}.items())
    new, steps, shift, last = b"", [], 0, 0
    for position, inserted in at:
        new += data[last:position] + inserted
        steps.append([position + shift, len(inserted), ""])
        shift += len(inserted)
        last = position
    assert undone(new + data[last:], steps) == data
