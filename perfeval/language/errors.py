"""A formula that cannot be used: what is wrong, in Chinese, with the place marked under the formula."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

ALIKE, SHORT = 0.6, 0.5  # of two names; 中挡 and 中档 are half alike
SHOWN = 72  # characters of a formula around the fault; a longer one is cut so that the mark stays visible


def width(text: str) -> int:
    """Columns that the text takes in a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class RuleError(Exception):
    """公式有误. ``str()`` is what the user sees: the sentence, the formula, and a mark under the place."""

    def __init__(self, problem: str, text: str = "", start: int = 0, end: int | None = None, rule: str = "") -> None:
        self.problem, self.text, self.start, self.rule = problem, text, start, rule
        self.end = max(end if end is not None else start + 1, start + 1)
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"规则 {self.rule} " if self.rule else ""
        if not self.text:
            return f"{head}{self.problem}"
        return f"{head}第{self.start + 1}字：{self.problem}\n{self.marked()}"

    def marked(self) -> str:
        """The formula with carets under the fault, placed by display width."""
        first = max(0, self.start - SHOWN // 2) if len(self.text) > SHOWN else 0
        line = "".join(" " if c in "\r\n\t" else c for c in self.text[first : first + SHOWN])
        before, after = ("…" if first else ""), ("…" if first + SHOWN < len(self.text) else "")
        start, end = self.start - first, min(self.end - first, max(len(line), self.start - first + 1))
        carets = "^" * max(width(line[start:end]), 1)
        return f"  {before}{line}{after}\n  {' ' * (width(before) + width(line[:start]))}{carets}"

    def of(self, rule: str) -> RuleError:
        """The same fault, told with the number of its rule."""
        return RuleError(self.problem, self.text, self.start, self.end, rule)


def suggestion(word: str, known: Iterable[str], else_: str | None = None) -> str:
    """The end of a sentence about a wrong name: ，是否为“…”？ with the right one that is most like it.

    Where none is like it: all of them, after ``else_`` (可用的有), or nothing.
    """
    listed = list(known)
    near = difflib.get_close_matches(word, listed, 1, SHORT if len(word) == 2 else ALIKE)
    if near:
        return f"，是否为“{near[0]}”？"
    return f"，{else_}：{'、'.join(listed)}" if else_ is not None else ""
