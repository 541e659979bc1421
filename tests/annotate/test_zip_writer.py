"""Zips written anew: members go over as they are packed, and every reader finds in them what was put in."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from perfeval.ooxml.zip_writer import Writer

DATE = (1980, 1, 1, 0, 0, 0)
TEXT = "绩效自评".encode() * 5000


def source(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(zipfile.ZipInfo("xl/", DATE), b"")
        z.writestr("xl/表.xml", TEXT)
        z.writestr("stored.bin", bytes(range(256)), compress_type=zipfile.ZIP_STORED)
        z.writestr("empty.xml", b"")
        with z.open("streamed.xml", "w") as f:  # sizes behind the data
            f.write(TEXT)
    return path


def record(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(info.filename, info.date_time)
    made.compress_type = info.compress_type
    return made


def test_members_taken_over_and_packed_read_the_same(tmp_path: Path) -> None:
    with zipfile.ZipFile(source(tmp_path / "a.zip")) as a, Writer(tmp_path / "b.zip") as b:
        for info in a.infolist():
            b.take(record(info), info, a)
        new = zipfile.ZipInfo("新.xml", DATE)
        new.compress_type = zipfile.ZIP_DEFLATED
        b.pack(new, TEXT)
        plain = zipfile.ZipInfo("plain.bin", DATE)
        plain.compress_type = zipfile.ZIP_STORED
        b.pack(plain, b"as it is")
    with zipfile.ZipFile(tmp_path / "a.zip") as a, zipfile.ZipFile(tmp_path / "b.zip") as b:
        assert b.testzip() is None
        assert b.namelist() == [*a.namelist(), "新.xml", "plain.bin"]
        assert all(b.read(n) == a.read(n) for n in a.namelist())
        assert (b.read("新.xml"), b.read("plain.bin")) == (TEXT, b"as it is")
        assert [i.compress_size for i in b.infolist()][:5] == [i.compress_size for i in a.infolist()]


def test_a_member_that_is_cut_off_is_not_taken_over(tmp_path: Path) -> None:
    path = source(tmp_path / "a.zip")
    with zipfile.ZipFile(path) as a, Writer(tmp_path / "b.zip") as b:
        info = a.getinfo("xl/表.xml")
        info.header_offset += 1
        with pytest.raises(zipfile.BadZipFile):
            b.take(record(info), info, a)
        info.header_offset -= 1
        info.compress_size += path.stat().st_size
        with pytest.raises(zipfile.BadZipFile):
            b.take(record(info), info, a)
