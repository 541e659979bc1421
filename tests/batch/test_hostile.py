"""What somebody may put into the folder to do harm, or what lies there by accident: through a whole run."""

from __future__ import annotations

import csv
import html
import io
import os
import re
import shutil
import warnings
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from perfeval.batch import run
from perfeval.batch.discover import discover
from perfeval.batch.group import safe_name
from perfeval.batch.output import copy_name
from perfeval.cli import app
from perfeval.model import Source
from perfeval.ooxml import package as packages
from tests.conftest import SAMPLES

BOOK = next((SAMPLES / "稷山县医疗保障局_2020").glob("*.xlsx"))
SHEET = "xl/worksheets/sheet1.xml"
EVIL = "=cmd|' /C calc'!A0"


def changed(target: Path, parts: dict[str, bytes], *more: tuple[str, bytes]) -> Path:
    """The sample workbook with other parts."""
    with zipfile.ZipFile(BOOK) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, parts.get(info.filename, old.read(info)))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a doubled name is what we want
            for name, data in more:
                new.writestr(name, data)
    return target


def sheet() -> bytes:
    with zipfile.ZipFile(BOOK) as z:
        return z.read(SHEET)


def saying(text: str, target: Path) -> Path:
    """The sample workbook with ``text`` before the name of its unit, as a text of a cell."""
    unit = "稷山县医疗保险服务中心".encode("ascii", "xmlcharrefreplace")
    assert unit in sheet()
    return changed(target, {SHEET: sheet().replace(unit, text.encode("ascii", "xmlcharrefreplace") + unit)})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "收件"
    home.mkdir()
    return home


def parts_of(output: Path) -> dict[str, str]:
    """Every XML part of everything that was written."""
    found = {}
    for path in (*output.rglob("*.xlsx"), *output.rglob("*.docx")):
        with zipfile.ZipFile(path) as z:
            found |= {f"{path.name}/{n}": z.read(n).decode() for n in z.namelist() if n.endswith((".xml", ".rels"))}
    return found


def test_text_that_excel_or_a_template_would_run_stays_text(folder: Path, tmp_path: Path) -> None:
    for name, text in (("甲.xlsx", EVIL), ("乙.xlsx", "{{7*7}}{% for x in y %}"), ("丙.xlsx", "@SUM(1)")):
        saying(text, folder / name)
    outcome = run(folder, tmp_path / "output", workers=0, feedback=True)
    assert (outcome.failed, outcome.unread) == ([], [])
    parts = parts_of(tmp_path / "output")
    for name, text in parts.items():
        for formula in re.findall(r"<(?:\w+:)?f\b[^>]*>([^<]*)<", text):
            outside = re.sub(r'"(?:[^"]|"")*"', "", html.unescape(formula))  # what is quoted is text to Excel
            assert not re.search(r"cmd\||@SUM|7\*7", outside), (name, formula)
    assert any("cmd|" in text for text in parts.values()) and any("@SUM(1)" in text for text in parts.values())
    written = "".join(text for name, text in parts.items() if "自评报告" in name)
    assert "{{7*7}}" in written  # and not 49


def test_csv_for_excel_runs_nothing(folder: Path) -> None:
    saying(EVIL, folder / "=甲.xlsx")
    done = CliRunner().invoke(app, ["check", str(folder), "--format", "csv"])
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert rows
    assert {r["文件"] for r in rows} == {"'=甲.xlsx"}
    assert all(r[k][:1] not in tuple("=+@\t") for r in rows for k in r)
    assert any(r["差额"].startswith("-") for r in rows)  # a figure stays one


def test_members_that_want_out_or_come_twice(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "evil.txt"
    changed(folder / "甲.xlsx", {}, ("../../evil.txt", b"x"), (str(outside), b"x"), (SHEET, sheet()))
    with zipfile.ZipFile(folder / "乙.zip", "w") as z:
        z.write(BOOK, "../../../evil.xlsx")
    outcome = run(folder, tmp_path / "output", workers=0)
    assert outcome.failed == []
    assert not outside.exists()
    assert [p for p in tmp_path.rglob("evil*") if (tmp_path / "output") not in p.parents] == []


def laughs(levels: int) -> bytes:
    """The sheet with a text that unpacks to 100 × 10^levels bytes."""
    entities = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, levels + 1))
    row = f'<row r="900"><c r="A900" t="inlineStr"><is><t>&a{levels};</t></is></c></row></sheetData>'
    whole = sheet().replace(b"</sheetData>", row.encode())
    assert whole != sheet()
    return f"<!DOCTYPE worksheet [<!ENTITY a0 '{'ha' * 50}'>{entities}]>".encode() + whole


@pytest.mark.parametrize("part", [laughs(8), b"<worksheet>" + b"<r>" * 100_000 + b"</r>" * 100_000 + b"</worksheet>"])
def test_xml_made_to_exhaust_has_a_reason(folder: Path, tmp_path: Path, part: bytes) -> None:
    changed(folder / "甲.xlsx", {SHEET: part})
    outcome = run(folder, tmp_path / "output", workers=0)
    assert (outcome.failed, [name for name, _ in outcome.unread]) == ([], ["甲.xlsx"])
    assert "xl/worksheets/sheet1.xml 内容有误" in outcome.unread[0][1]


def test_member_that_nobody_reads_and_that_is_cut_off_costs_the_looks_only(folder: Path, tmp_path: Path) -> None:
    data = bytearray(BOOK.read_bytes())
    entry = data.rindex(b"docProps/core.xml") - 46  # its record in the directory of the zip
    assert data[entry : entry + 4] == b"PK\x01\x02"
    data[entry + 20 : entry + 24] = (1_000_000).to_bytes(4, "little")  # packed size: more than there is
    (folder / "甲.xlsx").write_bytes(data)
    outcome = run(folder, tmp_path / "output", workers=0)
    assert (outcome.failed, outcome.unread, len(outcome.briefs)) == ([], [], 1)
    assert any("docProps/core.xml 已损坏，批注写在另存的 .xlsx 里" in r for r in outcome.remarks)


def test_range_and_cells_at_the_end_of_the_sheet_cost_nothing(folder: Path, tmp_path: Path) -> None:
    far = sheet().replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    changed(folder / "甲.xlsx", {SHEET: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', far)})
    outcome = run(folder, tmp_path / "output", workers=1, seconds=30)
    assert (outcome.failed, outcome.unread) == ([], [])


def test_limit_says_how_it_is_raised_and_can_be(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "DEFAULT", packages.Limits(total=20_000))
    shutil.copy(BOOK, folder / "甲.xlsx")
    outcome = run(folder, tmp_path / "output", workers=0)
    ((name, reason),) = outcome.unread
    assert name == "甲.xlsx"
    assert "未打开；确认来源可靠的，可用 --limit 10 放宽到10倍" in reason
    outcome = run(folder, tmp_path / "output", workers=0, limit=10)
    assert (outcome.unread, len(outcome.briefs)) == ([], 1)
    monkeypatch.undo()
    packages.allow(1)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_pipes_devices_and_links_in_circles_are_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "管道.xlsx")
    (folder / "设备.xlsx").symlink_to("/dev/zero")
    (folder / "圈").symlink_to(folder)
    found = discover(folder, None)
    assert found.inputs == []
    assert found.refused == [(name, "不是文件，而是管道或设备，没有读") for name in ("管道.xlsx", "设备.xlsx")]


def test_what_office_programs_leave_beside_an_open_workbook(folder: Path, tmp_path: Path) -> None:
    shutil.copy(BOOK, folder / "自评表.xlsx")
    for name in ("~$自评表.xlsx", ".~自评表.xlsx", "~$已关.xlsx", "._自评表.xlsx", "自评表.xlsx.tmp", "a.crdownload"):
        (folder / name).write_bytes(b"x" * 165)
    outcome = run(folder, tmp_path / "output", workers=0)
    assert (len(outcome.briefs), outcome.unread, outcome.failed) == (1, [], [])
    assert outcome.remarks.count("自评表.xlsx 正在 Excel 或 WPS 中打开，读到的是最后一次保存的内容") == 1


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("CON", "_CON"),
        ("con.", "_con"),
        ("NUL.某局", "_NUL.某局"),
        ("COM¹", "_COM¹"),
        ("CONIN$", "_CONIN$"),
        ("控制局", "控制局"),
        ("甲\u202e局\u200b", "甲局"),
        ("3#楼", "3_楼"),
        ("..", "未命名"),
    ],
)
def test_names_of_devices_and_names_that_look_like_others(unit: str, name: str) -> None:
    assert safe_name(unit) == name


def test_copy_of_a_file_with_an_odd_name(tmp_path: Path) -> None:
    taken: set[str] = set()
    assert copy_name(Source("甲/换行\n名#1.xlsx", tmp_path), taken) == "换行_名_1_批注.xlsx"
    assert copy_name(Source("甲/换行\t名#1.xlsx", tmp_path), taken) != "换行_名_1_批注.xlsx"
