"""Writing a zip so that members of another zip go over as they are packed, neither unpacked nor packed again."""

from __future__ import annotations

import contextlib
import os
import struct
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import IO

_LOCAL = struct.Struct("<4s5H3L2H")  # a local file header, its name and extra field not included
_SIGNATURE = b"PK\x03\x04"
# half the time of the usual level 6 and window of 32 KB, for a twelfth more bytes: most parts are small
_LEVEL, _WINDOW = 2, -13
_UNUSUAL, _UTF8 = 0x61, 0x800  # flags of a member: encrypted, patched, strongly encrypted; its name is in UTF-8
_AGAIN = 64_000  # bytes of a part that may come again: 图例, styles, relations are the same in workbook after workbook


class Record(zipfile.ZipInfo):
    """The zip record of a member taken over. A name in another code than UTF-8 keeps its bytes: by them it is found."""

    def __init__(self, info: zipfile.ZipInfo) -> None:
        super().__init__(info.filename, info.date_time)
        stored = info.compress_type == zipfile.ZIP_STORED
        self.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        self.external_attr, self.create_system, self.comment = info.external_attr, info.create_system, info.comment
        self._name: bytes | None = None
        if not info.flag_bits & _UTF8 and not info.filename.isascii():
            with contextlib.suppress(UnicodeEncodeError):
                self._name = info.orig_filename.encode("cp437")  # what zipfile takes such bytes for

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        if self._name is not None:
            return self._name, self.flag_bits & ~_UTF8
        return super()._encodeFilenameFlags()  # type: ignore[misc,no-any-return]


class Writer(zipfile.ZipFile):
    """A zip being written. Packing was a fifth of the time that an annotated copy takes; most parts are untouched."""

    def __init__(self, target: Path | IO[bytes]) -> None:
        super().__init__(target, "w", zipfile.ZIP_DEFLATED)

    def pack(self, record: zipfile.ZipInfo, data: bytes) -> None:
        """Add a member. ``record`` names it and says by ``compress_type`` whether it is deflated."""
        record.file_size, record.CRC = len(data), zlib.crc32(data)
        packed = data
        if record.compress_type == zipfile.ZIP_DEFLATED:
            packed = (_deflated_again if len(data) <= _AGAIN else _deflated)(data)
        self._put(record, packed)

    def take(self, record: zipfile.ZipInfo, info: zipfile.ZipInfo, source: zipfile.ZipFile) -> None:
        """Add the member ``info`` of ``source`` as it is packed there. BadZipFile where it is not whole."""
        record.file_size, record.CRC = info.file_size, info.CRC
        self._put(record, _packed(info, source))

    def _put(self, record: zipfile.ZipInfo, packed: bytes) -> None:
        assert self.fp is not None
        record.compress_size, record.header_offset = len(packed), self.fp.tell()
        record.external_attr = record.external_attr or 0o600 << 16  # as zipfile itself does
        self.fp.write(record.FileHeader())
        self.fp.write(packed)
        self.filelist.append(record)
        self.NameToInfo[record.filename] = record
        self.start_dir = self.fp.tell()
        self._didModify = True


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW)
    return packer.compress(data) + packer.flush()


# two fifths of what is packed for the workbooks of a batch was packed before, byte for byte
_deflated_again = lru_cache(maxsize=64)(_deflated)


def whole(info: zipfile.ZipInfo, source: zipfile.ZipFile) -> bool:
    """Whether the member is there as the directory of the zip says, so that ``Writer.take`` can have it."""
    try:
        begun = _begin(info, source)
    except zipfile.BadZipFile:
        return False
    assert source.fp is not None
    return source.fp.seek(0, os.SEEK_END) >= begun + info.compress_size


def _packed(info: zipfile.ZipInfo, source: zipfile.ZipFile) -> bytes:
    """The bytes of a member as they lie in the file."""
    fp = source.fp
    assert fp is not None
    fp.seek(_begin(info, source))
    data = fp.read(info.compress_size)
    if len(data) < info.compress_size:
        raise zipfile.BadZipFile(f"{info.filename}: cut off")
    return data


def unpacked(info: zipfile.ZipInfo, source: zipfile.ZipFile) -> bytes | None:
    """The member in one piece, in half the time of ``ZipFile.read``; None for whatever is not as usual.

    That is left to ``ZipFile.read`` and its errors: encrypted, packed otherwise, under another name, cut off, longer
    than said.
    """
    if info.compress_type != zipfile.ZIP_DEFLATED or info.flag_bits & _UNUSUAL or source.fp is None:
        return None
    try:
        packed = _packed(info, source)
        source.fp.seek(info.header_offset + _LOCAL.size)
        name = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")
        if source.fp.read(len(name)) != name:
            return None
        packer = zlib.decompressobj(-zlib.MAX_WBITS)
        data = packer.decompress(packed, info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, UnicodeEncodeError):
        return None
    return data if len(data) == info.file_size and packer.eof and zlib.crc32(data) == info.CRC else None


def _begin(info: zipfile.ZipInfo, source: zipfile.ZipFile) -> int:
    """Where the bytes of a member begin, behind its local header."""
    fp = source.fp
    assert fp is not None
    fp.seek(info.header_offset)
    head = fp.read(_LOCAL.size)
    if len(head) < _LOCAL.size or head[:4] != _SIGNATURE:
        raise zipfile.BadZipFile(f"{info.filename}: no local header")
    name, extra = _LOCAL.unpack(head)[-2:]
    return info.header_offset + _LOCAL.size + int(name) + int(extra)
