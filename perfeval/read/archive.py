"""A .zip of workbooks, opened like a folder: its files are laid out in a private folder under safe names."""

from __future__ import annotations

import re
import shutil
import stat
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from perfeval.ooxml.package import DAMAGED, Limits, Package, PackageError

READABLE = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods", ".xlsb", ".docx"})
SPOKEN_OF = frozenset({".doc", ".wps", ".pdf", ".csv"})
ARCHIVES = frozenset({".zip", ".rar", ".7z"})
FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]+')
UTF8_NAME = 0x800
MOST_FILES = 5_000


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the archive: where it lies now, and its name inside, with /."""

    path: Path
    name: str


@dataclass(slots=True)
class Unpacked:
    """``unread``: why the archive gave nothing, in Chinese; ``remarks``: what in it was left aside."""

    files: list[Member] = field(default_factory=list)
    unread: str | None = None
    remarks: list[str] = field(default_factory=list)


def members(path: Path, into: Path, limits: Limits | None = None) -> Unpacked:
    """Lay out the workbooks of ``path`` in the folder ``into``. Never raises on bad input."""
    found = Unpacked()
    try:
        with Package(path, limits) as package:
            infos = package.zip.infolist()
            if len(infos) > MOST_FILES:
                return Unpacked(unread=f"压缩包里的文件超过 {MOST_FILES} 个，请分开放入")
            for info in infos:
                _member(package.zip, info, into, found)
    except PackageError as error:
        reason = str(error)
        if "Office" in reason:
            reason = "压缩包已损坏，打不开，请重新压缩或解压后放入"
        return Unpacked(unread=reason)
    except OSError as error:
        return Unpacked(unread=f"压缩包解不开（{error.strerror or '输入输出错误'}），请解压后放入")
    if not found.files and not found.remarks:
        found.unread = "压缩包里没有工作簿"
    return found


def name_of(info: zipfile.ZipInfo) -> str:
    """The name as it was typed: Windows writes Chinese names in GBK without saying so."""
    if info.flag_bits & UTF8_NAME:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def safe(name: str) -> str | None:
    """The name as a path below a folder, whatever it tries to be; None where nothing is left of it."""
    parts = [FORBIDDEN.sub("_", p).strip(" .") for p in name.replace("\\", "/").split("/")]
    kept = [p[:100] for p in parts if p and p not in (".", "..")]
    return "/".join(kept) or None


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, into: Path, found: Unpacked) -> None:
    name = safe(name_of(info))
    if info.is_dir() or name is None or stat.S_ISLNK(info.external_attr >> 16):
        return
    pure = PurePosixPath(name)
    if pure.parts[0] == "__MACOSX" or pure.name.startswith(("~$", ".")):
        return
    # cutting a long name must not cost its extension
    suffix = PurePosixPath(name_of(info).replace("\\", "/")).suffix.lower()
    if suffix in ARCHIVES:
        found.remarks.append(f"压缩包里的 {name} 也是压缩包，未打开，请解压后放入")
        return
    if suffix not in READABLE | SPOKEN_OF:
        return
    if pure.suffix.lower() != suffix:
        name = f"{name}{suffix}"
    target = into / name
    n = 2
    while target.exists():
        target = into / PurePosixPath(name).with_stem(f"{PurePosixPath(name).stem}_{n}")
        n += 1
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with archive.open(info) as source, target.open("wb") as sink:
            shutil.copyfileobj(source, sink)
    except DAMAGED:
        target.unlink(missing_ok=True)
        found.remarks.append(f"压缩包里的 {name} 已损坏，未读出")
        return
    found.files.append(Member(target, target.relative_to(into).as_posix()))
