"""Labels as they are compared: 标签 without numbering, 其中, brackets, units, formulas, spaces and widths.

``clean`` is for comparison only; what people see is always the text as printed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

# what a bracket may hold that is no part of the label: points, units, formulas, letters of columns, sizes of texts
_INSIDE = re.compile(
    r"(?:共|计|满分|合计|总计|本项|权重|分值|总分)?:?\d+(?:\.\d+)?(?:分|%).*"  # (50分) (20分*执行率)
    r"|(?:金额)?单位:?.*|(?:人民币)?(?:万|亿|千|百万)?(?:美)?元|%|分|[个项人家件次辆台套户岁](?:[、,次套][台套]?)?|㎡|m2|平方米"
    r"|[0-9a-zA-Z=+\-*/÷×%,.、&()①-⑳]+"  # (A) (B/A) (④=①+②+③) (1)
    r"|[限各≤<]*\d+字(?:以?内|左右|以上)?|请.*|(?:参考|含|标准)?(?:分值|权重)|选填|必填|盖章|公章|签章|签字|可选|打分|填写.*"
)
_BRACKETED = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)(?:[)\]】〕]|$)")
_NUMBER = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]+[章节部条]|[(](?:[一二三四五六七八九十百]+|\d{1,2})(?:[)][、.]?|、)|[一二三四五六七八九十]{1,3}[、.,:]|\d{1,2}[、.)](?!\d)"
    r"|[①-⑳⑴-⒇⒈-⒛]|[ivxIVX]+[、.])+"
)
_CIRCLED = re.compile(r"(?:^|(?<=[:：中]))[\s　]*[①-⑳⑴-⒇⒈-⒛][、.．]?")
_FORMULA = re.compile(r"[\s(（]*[①-⑳](?:[\s)）]*$|\s*[=＝].*$)", re.S)  # 小计④=①+②+③, 年中调整金额③
# 执行数B）, 执行率B/A）, 预算执行情况20分）: the bracket before it was lost
_HALF = re.compile(r"(?<=[一-鿿])(?:[A-Z](?:[/÷][A-Z])?|\d{1,3}分)\)$")
_LETTER = re.compile(r"(?<=[一-鿿][数额率金算值分])[A-F](?:[/÷][A-F])?(?:[×*]100%?)?$")  # 年初预算数A, 执行率C/B
_MEMO = re.compile(r"^(?:其中|内含|含)(?:[:,、]|(?=.))|^(?:#)")
_TAIL = re.compile(r"[:,;。.…]+$")
_DROP = re.compile(r"[\s ​﻿()\[\]【】〔〕{}“”\"'‘’「」《》<>*★☆●■◆▲※_]+")


@lru_cache(maxsize=16384)
def clean(text: str) -> str:
    """The label behind what is printed: “（一）其中： 政府性基金(万元)：” -> “政府性基金”."""
    found = unicodedata.normalize("NFKC", _FORMULA.sub("", _CIRCLED.sub("", text)))
    found = re.sub(r"\s+", "", found).replace("，", ",").replace("：", ":").replace("；", ";")
    found = found.lstrip("★☆*●■◆▲※")
    if found.endswith(")") and "(" not in found:
        found = _HALF.sub("", found)
    for _ in range(3):  # numbering and 其中 come in either order
        shorter = _MEMO.sub("", _NUMBER.sub("", found)) if found else found
        if shorter == found or not shorter:
            break
        found = shorter
    without = _BRACKETED.sub(lambda m: "" if _INSIDE.fullmatch(m[1]) else m[0], found)
    found = _LETTER.sub("", without or found)
    return _TAIL.sub("", _DROP.sub("", _TAIL.sub("", found)))


@lru_cache(maxsize=4096)
def is_memo(text: str) -> bool:
    """Is this a 其中 row: a part of the row above it, which need not be complete."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lstrip("★☆*")
    return bool(re.match(r"^(?:[(]?[一二三四五六七八九十\d]*[)、.]?)?其中", plain))


_FIGURE = re.compile(r"[\d.,]+%?")
_NOTE = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_QUOTIENT = re.compile(r"[(（]\s*[A-Z①-⑳]\s*[/÷／]\s*[A-Z①-⑳]")  # 预算执行（E/C×100%）
_LONGEST = 80  # of a label as printed


class Synonyms:
    """同义标签: canonical names and the labels that stand for them; an entry ``~pattern`` is a regular expression.

    Exact labels win over patterns, patterns in the order given. Both are matched against the cleaned label.
    """

    def __init__(
        self,
        table: Mapping[str, Iterable[str]],
        longest: int | None = None,
        noted: bool = False,
        quotients: Mapping[str, str] | None = None,
    ) -> None:
        self._longest = longest  # a longer text is no label, whatever words it holds
        self._noted = noted  # a note in brackets behind a label says how to fill it in: 指标值（包含数字及文字描述）
        self._quotients = quotients or {}  # what a label means with a quotient of two columns in its brackets
        self._exact: dict[str, str] = {}
        self._patterns: list[tuple[re.Pattern[str], str]] = []
        for name, labels in table.items():
            self._exact.setdefault(clean(name), name)
            for label in labels:
                if label.startswith("~"):
                    self._patterns.append((re.compile(label[1:]), name))
                else:
                    self._exact.setdefault(clean(label), name)
        self._found: dict[str, str | None] = {}

    def get(self, text: str) -> str | None:
        """The canonical name of a printed label, None where nobody has said what it means."""
        found = self._found.get(text, "")
        if found == "":  # not asked for yet: a canonical name is never empty
            if len(text) > _LONGEST or (text[:1].isdecimal() and _FIGURE.fullmatch(text)):
                return None
            if len(self._found) > 50_000:  # a batch of thousands of workbooks must not fill the memory
                self._found.clear()
            label = clean(text)
            name = self._exact.get(label) if label else None
            if name is None and label and (self._longest is None or len(label) <= self._longest):
                name = next((n for p, n in self._patterns if p.fullmatch(label)), None)
            if name is None and self._noted and (bare := _NOTE.sub("", _FORMULA.sub("", text.rstrip(":： ")))) != text:
                name = self._exact.get(clean(bare))
            if name is not None and name in self._quotients and _QUOTIENT.search(text):
                name = self._quotients[name].replace("-", "") or None
            self._found[text] = found = name
        return found
