"""Names of units as they are compared: in forms, in 应报清单, in the names of folders and files."""

from __future__ import annotations

import re
import unicodedata

PLACE = r"(?:[一-鿿]{1,6}?[省市县区旗州盟])+"
BEFORE = re.compile(rf"^{PLACE}(?=[一-鿿]{{3}})")
GOVERNMENT = re.compile(r"(?:人民)?政府$")
SHORTEST = 3  # characters that name a unit: 民政局, 城关镇


def normal(unit: str) -> str:
    """A unit's name for comparison: width and blanks evened out, 本级 and bracketed additions dropped."""
    text = "".join(unicodedata.normalize("NFKC", unit).split())
    text = re.sub(r"\((?:本级|机关|盖章|公章|汇总)\)", "", text)
    return text.removesuffix("本级") or text


def stem(name: str) -> str:
    """A normal name without 政府, 人民政府 at its end."""
    return GOVERNMENT.sub("", name)


def alike(one: str, other: str) -> bool:
    """Two normal names of one unit: 城关镇 and 吉山县城关镇人民政府; not 人民医院 and 第二人民医院."""
    short, long = sorted((stem(one), stem(other)), key=len)
    if len(short) < SHORTEST or not long.endswith(short):
        return False
    return short == long or re.fullmatch(PLACE, long.removesuffix(short)) is not None


def without_place(unit: str) -> bool:
    """综合服务中心: a name that many places have, and not 塘湖镇综合服务中心."""
    return re.search(r"[省市县区旗州盟乡镇村]|街道", unit) is None


def named_after(text: str, unit: str) -> bool:
    """Is this the name of a folder or file of the unit: 2.民政局（已核）, 城关镇_2024, 吉山县民政局2024年自评表?"""
    plain = re.sub(r"20\d\d(?:年度?)?|[\W_\d]", "", text)
    short = stem(unit)
    names = {unit, short, BEFORE.sub("", short)}
    return any(len(n) >= SHORTEST and n in plain for n in names) or (len(plain) >= SHORTEST and short.endswith(plain))
