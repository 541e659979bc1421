"""Signs of a formula, one at a time. Full-width signs count as their plain ones; labels keep what was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from perfeval.language.errors import RuleError

MAX_LENGTH = 4_000
# one character to one character, so that positions stay those of the text
PLAIN = str.maketrans(
    "（），：＋－−＝﹦＞＜＊∗／？％‘’＇［］．＃≧≦０１２３４５６７８９　\u00a0\t\r\n",
    "(),:+--==><**/?%'''[].#≥≤0123456789" + " " * 5,
)
TOKEN = re.compile(
    r"(?P<space> +)|(?P<number>\d+(?:\.\d+)?)|(?P<name>[^\W\d][\w·]*)|(?P<text>'[^']*')|(?P<quoted>“[^“”]*”|\"[^\"]*\")"
    r"|(?P<sign><=|>=|<>|!=|==|[-+*/×÷=≠≤≥<>()\[\],:?.#%])"
)
LABEL_END = frozenset(",/:*[]=≠≥>≤<'“”\"#?")


@dataclass(frozen=True, slots=True)
class Token:
    kind: str  # number, name, text, quoted, sign, odd, end
    text: str
    start: int
    end: int


class Scanner:
    """Walks the text; ``token`` is the one at hand."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise RuleError(f"公式太长（{len(text)}字），最多{MAX_LENGTH}字")
        self.text = text
        self.plain = text.translate(PLAIN)
        self.position = 0
        self.token = Token("end", "", 0, 0)
        self.advance()

    def advance(self) -> Token:
        """Step to the next token, giving the one left behind."""
        left = self.token
        start = self.position
        while start < len(self.plain) and self.plain[start] == " ":
            start += 1
        if start >= len(self.plain):
            self.token = Token("end", "", len(self.text), len(self.text))
            self.position = len(self.plain)
            return left
        found = TOKEN.match(self.plain, start)
        if found is None:  # a label may begin so; elsewhere it is a fault
            self.token = Token("odd", self.plain[start], start, start + 1)
            self.position = start + 1
            return left
        self.token = Token(str(found.lastgroup), found.group(), start, found.end())
        self.position = found.end()
        return left

    def unexpected(self) -> RuleError:
        """The token at hand has no place here."""
        odd = self.token.kind == "odd"
        return self.fault(self._stray(self.token.text) if odd else f"这里不应是“{self.token.text}”")

    @staticmethod
    def _stray(sign: str) -> str:
        if sign in "'\"“":
            return "引号没有成对"
        if sign in "^":
            return "公式里没有乘方"
        if sign in "!$":
            return "公式里不写工作表名和单元格地址，写 表[行, 栏]，如 支出情况[合计, 本年决算数]"
        return f"不认识的符号“{sign}”"

    def fault(self, problem: str, start: int | None = None, end: int | None = None) -> RuleError:
        """A fault at the token at hand, or at the given place."""
        if start is None:
            start, end = self.token.start, self.token.end
        return RuleError(problem, self.text, start, end)

    def fail(self, problem: str, start: int | None = None, end: int | None = None) -> NoReturn:
        raise self.fault(problem, start, end)

    def at(self, *signs: str) -> bool:
        return self.token.kind == "sign" and self.token.text in signs

    def take(self, sign: str, why: str) -> Token:
        if self.token.kind == "odd":
            raise self.unexpected()
        if not self.at(sign):
            self.fail(f"这里应有“{sign}”{why}")
        return self.advance()

    def raw_label(self) -> tuple[str, int, int]:
        """A row or column label as typed, from the token at hand to the next sign that ends it.

        Brackets inside a label belong to it: 因公出国（境）费, 监控项目数(1-3月).
        """
        start = i = self.token.start
        depth = 0
        while i < len(self.plain):
            c = self.plain[i]
            if c == "(":
                depth += 1
            elif c == ")":
                if depth == 0:
                    break
                depth -= 1
            elif depth == 0 and c in LABEL_END:
                break
            i += 1
        if depth:
            self.fail("括号没有成对", start, min(i, len(self.text)))
        text = self.text[start:i].strip()
        if not text:
            self.fail("这里应有行名或列名")
        end = start + len(self.text[start:i].rstrip())
        self.position = i
        self.token = Token("end", "", end, end)
        self.advance()
        return text, start, end
