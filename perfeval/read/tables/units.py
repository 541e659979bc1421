"""In what a figure is counted: 元, 万元 of the caption or the header; counts and rates have no unit of money."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from perfeval.frozen import frozen
from perfeval.read.tables.words import Words

_BRACKET = re.compile(r"[(（\[【]\s*(?:单位[:：])?\s*(?:人民币)?(万元|亿元|元)\s*(?:[)）\]】]|$)")
_COUNTED = re.compile(r"[(（\[【]\s*(?:单位[:：])?\s*(?:[人个台辆套次家户批项㎡%][^)）]*|m2|m²|平方米)(?:[)）\]】]|$)")


@frozen
class Units:
    """``table``: the unit of the table's amounts, None where nothing says it (then the profile's default counts)."""

    table: str | None
    words: Words
    things: bool = False  # the table counts things (车辆, 设备)

    def of(self, row: tuple[str, ...], column: tuple[str, ...]) -> str | None:
        """The unit of a figure: its own label's, its header's, the table's."""
        for texts in (row, column):
            said, unit = _said(texts)
            if said:
                return unit
        if any(self._counted(t) for t in (*row[-1:], *column)):
            return None
        if self.things and not any(self.words.has("amounts", t) for t in column):
            return None
        return self.table or self.words.default_unit

    def _counted(self, text: str) -> bool:
        return self.words.has("counts", text) and not self.words.has("amounts", text)


@lru_cache(maxsize=2048)
def _said(texts: tuple[str, ...]) -> tuple[bool, str | None]:
    """Do these labels say in what is counted, the lowest first: 万元, or a count (None)."""
    for text in reversed(texts):
        if "(" not in text and "（" not in text and "[" not in text and "【" not in text:
            continue
        if found := bracketed(text):
            return True, found
        if _COUNTED.search(unicodedata.normalize("NFKC", text)):
            return True, None
    return False, None


def bracketed(text: str) -> str | None:
    """经费控制情况(万元 -> 万元, the bracket closed or not."""
    found = _BRACKET.search(unicodedata.normalize("NFKC", "".join(text.split())))
    return found[1] if found else None


def first_unit(texts: Iterable[str]) -> str | None:
    return next((u for t in texts if (u := bracketed(t))), None)
