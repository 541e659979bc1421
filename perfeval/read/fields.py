"""Captions of a sheet: 标题, 年度, 单位, 填报日期, 金额单位. Labels with their value beside them: see pairs.py."""

from __future__ import annotations

import re
from dataclasses import field
from datetime import date
from functools import lru_cache

from perfeval.frozen import frozen
from perfeval.model import AMOUNT_UNITS, Cell
from perfeval.read.days import year_in_digits
from perfeval.read.lines import Lines, Slot
from perfeval.read.vocabulary import Words, plain

_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*(?:年|度|财政年度)|[(（]\s*(20\d{2})\s*[)）]")
_DATE = re.compile(r"(20\d{2})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(?:(\d{1,2})\s*日?)?")
_AMOUNT_UNIT = re.compile(
    r"(?:单位|金额|计量|货币)?\s*[::]\s*(?:人民币)?\s*(万元|亿元|元(?![一-鿿])|元(?=[填编部项日报单审]))|[(（【\[]\s*(?:单位[::])?(?:人民币)?(万元|亿元|元)\s*(?:$|[)）】\]])"
)
_STAMP = re.compile(r"[(（](?:盖章|公章|章|签章)[)）]")  # （盖章）某局
_SECTION = re.compile(r"[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十]+\)")
_DIVISION = re.compile(r"(?<=[一-鿿])[-—_－]\d{6,9}$")  # the code of the county behind the name
_CODE = re.compile(r"^[\[【(（]?[A-Za-z]?\d{3,}[\]】)）]?\s*[-—_－]*\s*")
_SPACED = re.compile(r"(\S{2,12})[ 　]{2,}(\S.*)", re.S)
_INLINE = re.compile(r"(?:^|(?<=[\s　;；,，]))([一-鿿][一-鿿（）()、/\s　]{1,16}?)\s*[:：]\s*")


@frozen
class Context:
    """What a stretch of a sheet says about itself before its figures begin."""

    title: str = ""
    title_cell: Cell | None = None
    kind: str | None = None
    year: int | None = None
    unit: str | None = None
    project: str | None = None
    date: str | None = None
    unit_of_amount: str | None = None
    captions: tuple[Cell, ...] = field(default=())  # the cells that say it
    doing: str | None = None  # 实施单位 or 主管部门 in a caption, where no 单位名称 is given


@lru_cache(maxsize=4096)
def year_in(text: str) -> int | None:
    """The year that a title names: (2022年度), 2024年度…, 二〇二三年度."""
    squeezed = plain(text)
    found = _YEAR.search(squeezed) or _YEAR.search(year_in_digits(squeezed))
    return int(found[1] or found[2]) if found else None


def date_in(text: str) -> str | None:
    """A date as ISO text, "2023-05" where the day is not given."""
    found = _DATE.search(plain(text))
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3]) if found[3] else None
    try:
        return date(year, month, day).isoformat() if day else f"{date(year, month, 1):%Y-%m}"
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def amount_unit_in(text: str) -> str | None:
    """元, 万元 or 亿元 where a caption says so: 单位：万元, (万元), 金额单位：元."""
    squeezed = plain(text)
    found = _AMOUNT_UNIT.search(squeezed)
    if found:
        return found[1] or found[2]
    return squeezed if squeezed in AMOUNT_UNITS else None


def unit_name(text: str) -> str:
    """A unit's name without its code: “219001-池州市…” -> “池州市…”."""
    name = _STAMP.sub("", " ".join(text.split()))
    name = _DIVISION.sub("", _CODE.sub("", name)).strip(" :：。-—_")
    return "" if re.fullmatch(r"[年月日\s]*", name) else name


def inline_pairs(text: str) -> list[tuple[str, str]]:
    """“单位名称：塘湖镇政府    填报日期：2021.5.18” -> its labels and values."""
    return list(_inline_pairs(text)) if ":" in text or "：" in text else []


@lru_cache(maxsize=4096)
def _inline_pairs(text: str) -> tuple[tuple[str, str], ...]:
    starts = list(_INLINE.finditer(text))
    ends = [*(m.start() for m in starts[1:]), len(text)]
    return tuple(
        (m[1], text[m.end() : end].strip(" 　,，;；")) for m, end in zip(starts, ends[: len(starts)], strict=True)
    )


def says(text: str, words: Words) -> str | None:
    """What a text that begins with a known label and a colon tells: 偏差原因：…, 项目名称：…; None for any other."""
    label, value = next(iter(inline_pairs(text)), ("", ""))
    return words.fields.get(label) if value and text.startswith(label) else None


def spaced_pair(text: str, words: Words) -> list[tuple[str, str]]:
    """“项目名称        优 抚”: a known label and its value in one cell, only blanks between them."""
    found = _spaced(text)
    return [found] if found and words.fields.get(found[0]) else []


@lru_cache(maxsize=4096)
def _spaced(text: str) -> tuple[str, str] | None:
    found = _SPACED.match(text.strip())
    return (found[1], found[2].strip()) if found else None


def is_caption(slot: Slot, words: Words) -> bool:
    """附件1, 公开14表, (2022年度), 单位：万元, 编制单位：… : text about the table, no part of it."""
    return _is_caption(slot.text, words)


@lru_cache(maxsize=4096)
def _is_caption(text: str, words: Words) -> bool:
    if words.caption.match(text):
        return True
    pairs = inline_pairs(text)
    if not any(value for _, value in pairs):
        return False
    said = words.groups["captions"]
    return all(words.fields.get(label) in said or amount_unit_in(f"{label}:{value}") for label, value in pairs)


def title_of(slot: Slot, words: Words) -> str | None:
    """The kind that this cell names if it reads like a title, else None."""
    return _title_of(slot.text, words)


@lru_cache(maxsize=4096)
def _title_of(text: str, words: Words) -> str | None:
    if not 4 <= len(plain(text)) <= 70 or text.rstrip().endswith(("：", ":", "。", "；", ";")):
        return None
    if _SECTION.match(plain(text)) and not plain(text).rstrip(")").endswith("表"):
        return None
    if words.fields.get(text) or words.columns.get(text) or words.total.get(text):
        return None
    return words.kind(text)


def title_row(lines: Lines, row: int, words: Words) -> Slot | None:
    """The title in this line: alone there but for captions, and nothing hangs down beside it from above."""
    filled = lines.filled(row)
    if not filled or len(filled) > 4 or not all(s.starts for s in filled):
        return None
    titles = [s for s in filled if title_of(s, words) is not None]
    others = [s for s in filled if s not in titles]
    if len(titles) != 1 or not all(is_caption(s, words) for s in others):
        return None
    return titles[0]


def context_of(lines: Lines, words: Words, top: int, bottom: int) -> Context:
    """What the lines ``top`` … ``bottom`` say about the forms and tables in and below them."""
    title = None
    kind = None
    year = unit = day = project = amount = None
    doing: dict[str, str] = {}
    seen: list[Cell] = []
    for row in lines.between(top, bottom):
        found = title_row(lines, row, words) if title is None else None
        if found is not None:
            title, kind = found, title_of(found, words)
            seen.append(found.cell)
            year = year_in(found.text) or year
        slots = lines.filled(row)
        for i, slot in enumerate(slots):
            text = slot.text
            beside = slots[i + 1].text if i + 1 < len(slots) else ""
            pairs = inline_pairs(text) or spaced_pair(text, words) or [(text, beside)]
            for label, value in pairs:
                name = words.fields.get(label)
                if name is None or not value or words.fields.get(value):
                    continue
                if name == "单位名称" and unit is None and amount_unit_in(value) is None:
                    unit = None if value in words.not_units else unit_name(value) or None
                elif name in ("实施单位", "主管部门") and value != beside:
                    doing.setdefault(name, unit_name(value))
                elif name == "填报日期" and day is None:
                    day = date_in(value)
                elif name == "项目名称" and project is None:
                    project = " ".join(value.split())
                elif name == "年度" and year is None and (m := re.search(r"20\d{2}", plain(value))):
                    year = int(m[0])
                elif name == "金额单位" and amount is None:
                    amount = amount_unit_in(value)
            if len(plain(text)) <= 40 and amount is None:
                amount = amount_unit_in(text)
            if unit is None and title is None and len(slots) <= 2 and slot.starts and words.body.match(text):
                unit = unit_name(text) or None
                seen.append(slot.cell)
            if year is None and (
                words.caption.match(text) or (len(slots) == 1 and len(plain(text)) <= 60 and not pairs[0][1])
            ):
                year = year_in(text)
            if slot.starts and is_caption(slot, words) and words.fields.get(text) is None:
                seen.append(slot.cell)
    return Context(
        title=" ".join(title.text.split()) if title else "",
        title_cell=title.cell if title else None,
        kind=kind,
        year=year,
        unit=unit,
        project=project,
        date=day,
        unit_of_amount=amount,
        captions=tuple(seen),
        doing=doing.get("实施单位") or doing.get("主管部门") or None,
    )
