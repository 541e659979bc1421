"""Files to dossiers (档案): one for every unit and year, by what the files say of themselves (contract 2)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from perfeval.batch.names import normal
from perfeval.batch.several import taken_apart

# characters that Windows refuses in a name, control characters, and # that a link of Excel takes for a place in a file
FORBIDDEN = re.compile(r'[\\/:*?"<>|#\x00-\x1f\x7f]+')
# names of devices, also with something after a point
RESERVED = re.compile(r"^(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[\d¹²³])(?=\.|$)", re.I)
INVISIBLE = ("Cf", "Cc", "Cs", "Co", "Cn")  # directions, joiners, half characters: a name that looks like another
NAME_LENGTH = 60
TWICE = "重复："
NAMED = 4  # units that a remark names
NAME_BYTES = 180


@dataclass(frozen=True, slots=True)
class Seen:
    """A file after the first look. ``unread``: why it could not be read.

    ``home``, ``below``: where it lies, as those of an ``Input``; only of this run.
    ``spool``, ``at``: the file where the worker left what it read, and the place in it.
    """

    name: str
    top: str | None
    home: str = ""
    below: str | None = None
    sha256: str = ""
    spool: str | None = None
    at: int = 0
    unread: str | None = None
    unit: str | None = None
    code: str | None = None
    year: int | None = None
    date: str | None = None

    @property
    def path(self) -> Path:
        return Path(self.home, self.below or self.name)


@dataclass(frozen=True, slots=True)
class Plan:
    """A dossier to be: its files, its name in the output folder, and the doubts that grouping left."""

    unit: str
    year: int | None
    name: str
    files: tuple[Seen, ...]
    code: str | None = None
    folder: str | None = None
    remarks: tuple[str, ...] = ()
    previous: tuple[Seen, ...] = field(default=())
    earlier: bool = False  # last year's, which another one is compared with
    parted: tuple[str, ...] = ()  # of which folders it was taken out, as it is said


def safe_name(text: str) -> str:
    """A name that Windows, Linux and a zip accept; a long one is cut, an empty one becomes 未命名."""
    seen = "".join(c for c in "".join(text.split()) if unicodedata.category(c) not in INVISIBLE)
    name = FORBIDDEN.sub("_", seen).strip(" ._")
    if RESERVED.match(name):
        name = f"_{name}"
    return cut(name, NAME_LENGTH, NAME_BYTES).rstrip(" ._") or "未命名"


def cut(name: str, length: int, size: int) -> str:
    """At most ``length`` characters and ``size`` bytes: Windows counts the ones, Linux the others."""
    return name[:length].encode("utf-8", "replace")[:size].decode("utf-8", "ignore")


def _most(values: Iterable[str | None]) -> str | None:
    """The value named most often, the first of equals; None where nothing is named."""
    counted = Counter(v for v in values if v is not None)
    return counted.most_common(1)[0][0] if counted else None


def _key(seen: Seen) -> tuple[str, int | None] | None:
    if seen.code:
        return f"#{seen.code}", seen.year
    return (normal(seen.unit), seen.year) if seen.unit else None


def _stem(name: str) -> str:
    return name.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def _year_of_name(name: str) -> int | None:
    found = re.findall(r"(?<!\d)(20\d\d)(?!\d)", name)
    return int(found[0]) if len(set(found)) == 1 else None


def _once(files: list[Seen], remarks: list[str]) -> list[Seen]:
    """The same bytes twice count once; the copy is named."""
    first: dict[str, Seen] = {}
    for f in files:
        same = first.setdefault(f.sha256 or f.name, f)
        if same is not f:
            remarks.append(f"{f.name} 与 {same.name} 完全相同，只计一份")
    return list(first.values())


def _beside_original(files: list[Seen], remarks: list[str]) -> None:
    """An annotated copy that was put back beside its original: the same form counts twice."""
    originals = {f.name.rsplit(".", 1)[0]: f for f in files}
    for f in files:
        stem, marked, _ = f.name.rpartition("_批注")
        if marked and (original := originals.get(stem)) is not None:
            remarks.append(
                f"{original.name} 和它批注后的 {f.name} 都在，同一张表算了两遍；请只留改好的一份，把另一份移走，再运行"
            )


def _strangers(files: list[Seen], unit: str, remarks: list[str]) -> None:
    """Files of a folder that name another unit belong to it all the same, but are said."""
    mine = normal(unit)
    others = [f for f in files if f.unit and (n := normal(f.unit)) not in mine and mine not in n]
    if len(others) == 1:
        f = others[0]
        remarks.append(f"{f.name} 写的单位是“{f.unit}”，与“{unit}”不同，仍按同一份处理；放错的请移到它自己的文件夹")
    elif others:
        named = "、".join(dict.fromkeys(f.unit for f in others[:NAMED] if f.unit)) + ("等" if others[NAMED:] else "")
        remarks.append(
            f"有{len(others)}个文件写的是别的单位（{named}），都算在“{unit}”这一份里；"
            "是那些单位自己报的，请每个单位放一个子文件夹"
        )


def _year(files: list[Seen], remarks: list[str]) -> int | None:
    """The year that most files are of, the latest of equals; of several, which one it is is said."""
    years = Counter(f.year for f in files if f.year is not None)
    if not years:
        return None
    year = max(years, key=lambda y: (years[y], y))
    if len(years) > 1:
        all_years = "、".join(str(y) for y in sorted(years))
        remarks.append(
            f"这个文件夹里有{all_years}年的表，一起按{year}年核对；不是这一年的请另放一个文件夹，上年的会自动拿来比较"
        )
    return year


def _plan(files: list[Seen], folder: str | None, remarks: list[str]) -> Plan:
    files = _once(files, remarks)
    _beside_original(files, remarks)
    read = [f for f in files if f.unread is None] or files
    unit = _most(f.unit for f in read)
    year = _year(read, remarks) or _year_of_name(folder or _stem(files[0].name))
    if unit is None:
        named = (folder or "").rsplit("/", 1)[-1].removesuffix(".zip") or _stem(files[0].name)
        unit = re.sub(r"[_\-（(]?20\d\d年?[)）]?.*$", "", named) or _stem(files[0].name)
        if folder:
            remarks.append(f"表内没有找到单位名称，暂以文件夹名“{unit}”为名；请在表头填写单位名称")
    elif folder:
        _strangers(read, unit, remarks)
    if year is None:
        remarks.append("表内没有找到年度，无法与上年比较；请在标题中写明年度")
    name = safe_name(f"{unit}_{year}" if year else unit)
    code = _most(f.code for f in read)
    return Plan(unit, year, name, tuple(files), code, folder, tuple(remarks))


def _archives(folders: dict[str, list[Seen]], loose: list[Seen]) -> None:
    """An archive of several units is a folder of folders or of loose files; of one unit it is that unit's folder."""
    archives: dict[str, list[str]] = {}
    for top in folders:
        at = top.casefold().find(".zip")
        if at > 0 and top[at + 4 :][:1] in ("", "/"):
            archives.setdefault(top[: at + 4], []).append(top)
    for archive, tops in archives.items():
        units = {normal(f.unit) for top in tops for f in folders[top] if f.unread is None and f.unit}
        if len(units) <= 1:
            folders[archive] = [f for top in tops for f in folders.pop(top)]
        elif archive in folders:
            loose += [f for f in folders.pop(archive) if f.unread is None]


def _loose(files: list[Seen]) -> list[Plan]:
    groups: dict[tuple[str, int | None], list[Seen]] = {}
    plans: list[Plan] = []
    for seen in files:
        key = _key(seen)
        if key is None:
            remark = f"{seen.name} 没有找到单位名称，单独成一份；请在表头填写，或放进它所属单位的文件夹"
            plans.append(_plan([seen], None, [remark]))
        else:
            groups.setdefault(key, []).append(seen)
    return plans + [_plan(group, None, []) for group in groups.values()]


def _distinct(plans: list[Plan]) -> list[Plan]:
    """Same key twice: both stay, each named with its folder or file, each with a 提示."""
    same: dict[str, list[int]] = {}
    for i, plan in enumerate(plans):
        same.setdefault(plan.name.casefold(), []).append(i)
    taken: set[str] = set()
    for group in same.values():
        for nth, i in enumerate(group):
            plan = plans[i]
            name, remarks = plan.name, plan.remarks
            if len(group) > 1:
                others = "、".join(plans[j].folder or plans[j].files[0].name for j in group if j != i)
                name = safe_name(f"{plan.name}_{plan.folder or _stem(plan.files[0].name)}")
                remarks = (*remarks, f"{TWICE}同一单位同一年度另有“{others}”，两份都已核对，请确认以哪份为准")
            whole, n = name, nth + 1
            while name.casefold() in taken:
                name = f"{cut(whole, NAME_LENGTH - 6, NAME_BYTES - 6)}_{n}"
                n += 1
            taken.add(name.casefold())
            plans[i] = replace(plan, name=name, remarks=remarks)
    return plans


def group(seen: list[Seen]) -> list[Plan]:
    """Dossiers in the order of their names. A file that could not be read stands with its folder, or nowhere."""
    folders: dict[str, list[Seen]] = {}
    loose: list[Seen] = []
    for s in seen:
        if s.top is not None:
            folders.setdefault(s.top, []).append(s)
        elif s.unread is None:
            loose.append(s)
    _archives(folders, loose)
    said = taken_apart(folders, loose)
    plans = [_plan(fs, top, []) for top, fs in folders.items() if any(f.unread is None for f in fs)]
    plans = _distinct(plans + _loose(loose))
    by_unit = {(normal(p.unit), p.year): p for p in plans}
    with_last = []
    for p in plans:
        last = by_unit.get((normal(p.unit), p.year - 1)) if p.year else None
        parted = tuple(words for top, words in said.items() if any(f.name.startswith(f"{top}/") for f in p.files))
        earlier = p.year is not None and (normal(p.unit), p.year + 1) in by_unit
        with_last.append(replace(p, previous=last.files if last else (), earlier=earlier, parted=parted))
    return sorted(with_last, key=lambda p: p.name)
