"""Whatever lies in the folder: one Chinese sentence that says what to do, no exception, no noise, bounded work."""

from __future__ import annotations

import tempfile
import time
import tracemalloc
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval.ooxml.package import Limits, Package, PackageError
from perfeval.read.workbook import OLE, open_workbook

from .packages import sheet, workbook

GOOD = '<row r="1"><c r="A1"><v>1</v></c></row>'


def reason(path: Path, name: str | None = None) -> str:
    found = open_workbook(path, name or path.name)
    assert found.unread is not None and not found.grids
    assert "\n" not in found.unread
    return found.unread


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("~$自评表.xlsx", b"x" * 165, "临时文件"),
        ("a.xlsx", b"", "空文件"),
        ("a.xlsx", "单位,金额\n甲,1\n".encode(), "文本"),
        ("a.csv", "单位,金额\n甲,1\n".encode("gbk"), "CSV"),
        ("a.xls", b"<html><table></table></html>", "网页"),
        ("a.xlsx", b"PK\x03\x04" + b"\x00" * 50, "已损坏"),
        ("a.xlsx", b"\0" * 5000, "空字节"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.rar", b"Rar!\x1a\x07", "解压"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "解压"),
        ("a.xlsx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "取消密码"),
        ("a.doc", OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le") + b"\0" * 600, "另存为 .docx"),
        ("a.wps", OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le") + b"\0" * 600, "另存为 .docx"),
        ("a.xls", OLE + b"\0" * 2000, ".xlsx"),
        ("a.xlsx", bytes(range(256)) * 20, "已损坏"),
    ],
)
def test_what_is_no_workbook_says_so(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert says in reason(path)


def test_missing_file_says_so(tmp_path: Path) -> None:
    assert "不存在" in reason(tmp_path / "gone.xlsx")


def test_plain_zip_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("readme.txt", "x")
    assert "压缩包" in reason(path)


def test_cut_off_workbook_is_damaged(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", sheet(GOOD))
    path.write_bytes(path.read_bytes()[:-200])
    assert "已损坏" in reason(path)


def test_damaged_part_is_named(tmp_path: Path) -> None:
    assert "sheet1.xml" in reason(workbook(tmp_path / "a.xlsx", sheet(GOOD)[:-20]))


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    text = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}"><!ENTITY a "{"a" * 9000}">]>' + sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>x&e;y&a;</t></is></c></row>'
    )
    found = open_workbook(workbook(tmp_path / "a.xlsx", text), "a.xlsx")
    assert "geheim" not in str(found.grids) and "aaaa" not in str(found.grids)


def bomb(path: Path, size: int) -> Path:
    workbook(path, sheet(GOOD))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as z:
        z.writestr("xl/media/zeros.bin", b"\0" * size)
    return path


def test_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    path = bomb(tmp_path / "a.xlsx", 30_000_000)
    assert open_workbook(path, "a.xlsx").unread is None  # within the limits
    assert "恶意" in str(open_workbook(path, "a.xlsx", Limits(total=10_000_000)).unread)
    assert "恶意" in str(open_workbook(path, "a.xlsx", Limits(ratio=100, ratio_from=1_000_000)).unread)
    assert "恶意" in str(open_workbook(path, "a.xlsx", Limits(parts=3)).unread)


def test_locked_zip_asks_for_the_password_to_be_taken_off(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", sheet(GOOD))
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        data[at + offset] |= 1
    path.write_bytes(bytes(data))
    assert "密码" in reason(path)


def test_package_names_are_found_whatever_their_case(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", sheet(GOOD))
    with Package(path) as package:
        assert "XL/Workbook.XML" in package
        assert package.main() == "xl/workbook.xml"
        with pytest.raises(PackageError):
            package.read("xl/none.xml")


def test_a_file_that_takes_calamine_down_leaves_us_standing(capfd: pytest.CaptureFixture[str]) -> None:
    """Met while bytes of an .xls were turned over: calamine asks for a terabyte and aborts the process."""
    path = Path(__file__).parent / "data" / "aborts_calamine.xls"
    assert "损坏" in reason(path)
    assert capfd.readouterr().err == ""


def used(path: Path) -> tuple[float, float, int]:
    """Seconds, peak MB and filled cells of one opening."""
    tracemalloc.start()
    start = time.perf_counter()
    found = open_workbook(path, path.name)
    seconds = time.perf_counter() - start
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    assert found.unread is None
    return seconds, peak, sum(len(g.cells) for g in found.grids)


def test_used_range_of_a_million_rows_costs_what_is_filled(tmp_path: Path) -> None:
    filled = "".join(f'<row r="{r}"><c r="B{r}"><v>{r}</v></c></row>' for r in (*range(1, 10), 1_048_576))
    merges = '<mergeCells><mergeCell ref="A20:XFD1048576"/><mergeCell ref="D1:E1048576"/></mergeCells>'
    text = sheet(filled, '<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" width="9"/></cols>', merges)
    seconds, peak, cells = used(workbook(tmp_path / "a.xlsx", text))
    assert cells == 10
    assert seconds < 1 and peak < 10


def test_styled_but_empty_rows_take_no_memory(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{r}" s="1" customFormat="1"><c r="A{r}" s="1"/></row>' for r in range(1, 60_001))
    last = '<row r="60001"><c r="A60001"><v>1</v></c></row>'
    _, peak, cells = used(workbook(tmp_path / "a.xlsx", sheet(rows + last)))
    assert cells == 1
    assert peak < 10


def test_many_large_merges_are_bounded(tmp_path: Path) -> None:
    merges = "".join(f'<mergeCell ref="A{r}:CVZ{r + 5}"/>' for r in range(1, 600, 6))
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c></row>' for r in range(1, 600, 6))
    after = f'<mergeCells>{merges}<mergeCell ref="B3:C3"/></mergeCells>'
    path = workbook(tmp_path / "a.xlsx", sheet(rows, after=after))
    _, peak, cells = used(path)
    assert cells == 100
    assert peak < 200
    found = open_workbook(path, "a.xlsx")
    assert "B3:C3" in map(str, found.grids[0].merges)  # the small ones are those that matter
    assert "合并的单元格过多" in found.remarks[0]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_bytes_turned_over_never_raise(data: st.DataObject) -> None:
    content = sheet(GOOD + '<row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" s="9"><f>A1+1</f></c></row>')
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        if data.draw(st.booleans()):
            mutated = list(content)
            for _ in range(data.draw(st.integers(1, 6))):
                at = data.draw(st.integers(0, len(mutated) - 1))
                mutated[at] = data.draw(st.sampled_from(list("<>\"'/=0159AXz&;: \t")))
            workbook(path, "".join(mutated))
        else:
            workbook(path, content)
            raw = bytearray(path.read_bytes())
            for _ in range(data.draw(st.integers(1, 8))):
                raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
            path.write_bytes(bytes(raw))
        found = open_workbook(path, "a.xlsx")
        assert found.unread or isinstance(found.grids, list)


def test_cells_beyond_the_limits_of_excel_are_refused_or_read_but_never_crash(tmp_path: Path) -> None:
    rows = '<row r="99999999"><c r="ZZZ99999999"><v>1</v></c></row><row r="x"><c r="?"><v>2</v></c></row>'
    found = open_workbook(workbook(tmp_path / "a.xlsx", sheet(rows)), "a.xlsx")
    assert found.unread is not None or all(isinstance(c.raw, Decimal) for g in found.grids for c in g.cells.values())
