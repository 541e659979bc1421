"""Opens a workbook of whatever kind: grids of cells, or one Chinese sentence that says why not and what to do.

What a file is, is decided by its first bytes; its name only serves to say what is odd about it. Nothing here raises
on bad input, and nothing is written anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from perfeval.ooxml.ours import marked
from perfeval.ooxml.package import Limits, Package, PackageError
from perfeval.read.grid import Grid
from perfeval.read.xlsx import read_xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS_XLSX = "请用 Excel 或 WPS 打开后另存为 .xlsx"
# what a file is by its first bytes, if it is nothing that can be read here
FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "是 PDF，读不出表格，请放入原来的 Excel 或 Word 表"),
    (b"Rar!", "是 RAR 压缩包，请解压后放入"),
    (b"7z\xbc\xaf", "是 7z 压缩包，请解压后放入"),
    (b"\x1f\x8b", "是 gz 压缩包，请解压后放入"),
    (b"{\\rtf", "是 RTF 文档，请用 Word 打开后另存为 .docx"),
    (b"\xff\xd8\xff", "是图片，读不出表格，请放入原来的 Excel 表"),
    (b"\x89PNG", "是图片，读不出表格，请放入原来的 Excel 表"),
)
# streams by which an OLE file says what it holds; the names stand in its directory as UTF-16
OLE_STREAMS: dict[str, str] = {
    "EncryptedPackage": "设了打开密码，请在 Excel 中取消密码（文件—信息—保护工作簿）后另存",
    "EncryptionInfo": "设了打开密码，请在 Excel 中取消密码（文件—信息—保护工作簿）后另存",
    "WordDocument": "是旧版 Word 文档（.doc/.wps），请用 Word 或 WPS 打开后另存为 .docx",
    "PowerPoint Document": "是演示文稿，不是工作簿",
}
SPREADSHEETS = frozenset({".xls", ".et", ".xlt"})


@dataclass(slots=True)
class Opened:
    """A workbook as opened: its grids, or ``unread``, the reason why there are none. ``remarks``: what was lost.

    ``ours``: it holds what we have added to a copy of it; None where that cannot be.
    """

    grids: list[Grid] = field(default_factory=list)
    unread: str | None = None
    remarks: list[str] = field(default_factory=list)
    ours: bool | None = None


def open_workbook(path: Path, name: str, limits: Limits | None = None) -> Opened:
    """Read every sheet of ``path``; ``name`` is how its cells name the file."""
    try:
        return _open(path, name, limits)
    except PackageError as error:
        return Opened(unread=str(error))
    except OSError as error:
        return Opened(unread=_no_access(error))
    except (ValueError, KeyError, IndexError, ArithmeticError, AttributeError, TypeError, RecursionError, MemoryError):
        # a package that keeps the form but breaks the rules in some way nobody has thought of
        return Opened(unread=f"文件内容不合规范，读不出，{SAVE_AS_XLSX}，或重新索取")


def _no_access(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "没有权限读取，可能正被别人打开，请关闭后重试"
    if isinstance(error, FileNotFoundError):
        return "文件不存在，可能刚被移走或改名"
    return f"读不出文件（{error.strerror or '输入输出错误'}），请重新复制一份"


def _open(path: Path, name: str, limits: Limits | None) -> Opened:
    base = PurePosixPath(name.replace("\\", "/")).name
    if base.startswith("~$"):
        return Opened(unread="是 Excel 打开文件时留下的临时文件，可删除")
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head:
        return Opened(unread="是空文件（0 字节），请重新索取")
    if head.startswith(b"PK"):
        return _package(path, name, limits)
    if head.startswith(OLE):
        return _ole(path, name)
    for magic, reason in FOREIGN:
        if head.startswith(magic):
            return Opened(unread=reason)
    return Opened(unread=_text_reason(head, path.suffix.lower()))


def _text_reason(head: bytes, suffix: str) -> str:
    if not head.strip(b"\0"):
        return "文件内容全是空字节，已损坏，请重新索取"
    lowered = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if lowered.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<head")):
        return f"不是真正的 Excel 文件，而是改了扩展名的网页或 XML，{SAVE_AS_XLSX}"
    if suffix == ".csv":
        return f"是 CSV 文本，没有表格的合并和格式，{SAVE_AS_XLSX}"
    if b"\0" not in head:
        return f"不是 Excel 文件，而是改了扩展名的文本，{SAVE_AS_XLSX}"
    return "不是 Excel 文件，或已损坏，请重新索取"


def _package(path: Path, name: str, limits: Limits | None) -> Opened:
    with Package(path, limits) as package:
        main = package.main() or ("xl/workbook.xml" if "xl/workbook.xml" in package else None)
        if main is not None and main in package:
            if main.lower().endswith(".bin"):
                return _calamine(path, name, "xlsb")
            if main.startswith("word/") or "word/document.xml" in package:
                return _word(path, name)
            if main.startswith("ppt/"):
                return Opened(unread="是演示文稿，不是工作簿")
            grids, remarks = read_xlsx(package, main, name)
            return Opened(grids, remarks=remarks, ours=_ours(package))
        if "mimetype" in package:
            kind = package.read("mimetype")[:200]
            if b"spreadsheet" in kind:
                return _open_document(package, name)
            return Opened(unread="是 OpenDocument 文档，不是工作簿，请另存为 .xlsx 或 .docx")
    if path.suffix.lower() == ".zip":
        return Opened(unread="是压缩包，请解压后放入")
    return Opened(unread="是普通压缩包，不是 Excel 文件，请解压后放入，或把扩展名改为 .zip")


def _ours(package: Package) -> bool | None:
    try:
        return marked(package)
    except PackageError:  # a damaged part that reading does not need
        return None


def _ole(path: Path, name: str) -> Opened:
    data = path.read_bytes()
    streams = [s for s in (*OLE_STREAMS, "Workbook", "Book") if s.encode("utf-16-le") in data]
    workbook = "Workbook" in streams or "Book" in streams
    for stream in streams:
        # a workbook may hold a document as an embedded object, and the other way round: then its name decides
        if stream in OLE_STREAMS and not (workbook and path.suffix.lower() in SPREADSHEETS):
            return Opened(unread=OLE_STREAMS[stream])
    return _old_excel(path, name)


# The readers below are imported when first needed: most batches hold .xlsx only, and start-up time counts
def _old_excel(path: Path, name: str) -> Opened:
    """.xls and .et: with number formats where xlrd can read the file, else values and merges alone."""
    try:
        from perfeval.read.xls import NotRead, read_xls
    except ImportError:  # xlrd is not installed
        return _calamine(path, name, "xls")
    try:
        grids, remarks = read_xls(path, name)
    except NotRead:
        return _calamine(path, name, "xls")
    return Opened(grids, remarks=remarks)


def _calamine(path: Path, name: str, kind: str) -> Opened:
    from perfeval.read.binary import read_binary

    grids, remarks = read_binary(path, name, kind)
    return Opened(grids, remarks=remarks)


def _open_document(package: Package, name: str) -> Opened:
    from perfeval.read.ods import read_ods

    grids, remarks = read_ods(package, name)
    return Opened(grids, remarks=remarks)


def _word(path: Path, name: str) -> Opened:
    from perfeval.read.document import read_document

    grids, remarks = read_document(path, name)
    return Opened(grids, remarks=remarks)
