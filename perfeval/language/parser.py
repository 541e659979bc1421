"""Formula text to tree: a Pratt parser with bounds on length and depth, so that no formula can take long."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from perfeval.language import tree as t
from perfeval.language.errors import suggestion
from perfeval.language.scanner import Scanner

MAX_DEPTH = 40
MAX_DIGITS = 20
SCOPES = ("上年", "各项目", "批次")
PARTS = ("值", "符号", "方向", "单位", "类型", "低", "高", "分值", "文字")
PROPERTIES = ("满分", "完整")
PARAMETER = "参数"
COMPARISONS = {"<=": "≤", ">=": "≥", "<>": "≠", "!=": "≠", "==": "="}
RELATIONS = ("=", "≠", "≥", "≤", ">", "<")
UNITS = ("%", "元", "万元", "亿元", "分")
# name -> how many arguments, least and most
FUNCTIONS: dict[str, tuple[int, int]] = {
    "SUM": (1, 60), "COUNT": (1, 60), "ALL": (1, 1), "ANY": (1, 1), "ABS": (1, 1), "ROUND": (2, 2), "MIN": (1, 60),
    "MAX": (1, 60), "IF": (3, 3), "含": (2, 20), "为空": (1, 1), "有": (1, 1), "TRUE": (0, 0), "FALSE": (0, 0),
    "IN": (2, 60), "AND": (1, 60), "OR": (1, 60), "NOT": (1, 1),
}  # fmt: skip
WORDS = {"且": "AND", "或": "OR", "非": "NOT"}
ADDRESS = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")  # B7: rules name rows and columns, not cells
KEYWORDS = frozenset({"AND", "OR", "NOT", "IN"})


@lru_cache(maxsize=2048)
def parse(text: str) -> t.Expr:
    """The tree of a formula; RuleError with the place where it cannot be read."""
    parser = _Parser(Scanner(text))
    tree = parser.expression(0)
    if parser.s.token.kind == "odd":
        raise parser.s.unexpected()
    if parser.s.token.kind != "end":
        parser.s.fail(f"多余的“{parser.s.token.text}”")
    return tree


class _Parser:
    def __init__(self, scanner: Scanner) -> None:
        self.s = scanner
        self.depth = 0

    def _word(self) -> str:
        """The keyword at hand (AND, OR, NOT, IN), "" where there is none."""
        if self.s.token.kind != "name":
            return ""
        word = WORDS.get(self.s.token.text, self.s.token.text.upper())
        return word if word in KEYWORDS else ""

    def expression(self, level: int) -> t.Expr:
        """level 0 OR, 1 AND, 2 NOT, 3 comparison, 4 sum, 5 product, 6 sign and primary."""
        if level == 0:
            self.depth += 1
            if self.depth > MAX_DEPTH:
                self.s.fail(f"括号套得太深，最多{MAX_DEPTH}层")
            node = self._logic("OR", 1)
            self.depth -= 1
            return node
        if level == 1:
            return self._logic("AND", 2)
        if level == 2:
            return self._not()
        if level == 3:
            return self._comparison()
        return self._sum() if level == 4 else self._product()

    def _logic(self, op: str, level: int) -> t.Expr:
        start = self.s.token.start
        items = [self.expression(level)]
        while self._word() == op:
            self.s.advance()
            items.append(self.expression(level))
        return items[0] if len(items) == 1 else t.Logic(op, tuple(items), at=(start, items[-1].at[1]))

    def _not(self) -> t.Expr:
        if self._word() != "NOT":
            return self.expression(3)
        start = self.s.advance().start
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.s.fail(f"括号套得太深，最多{MAX_DEPTH}层")
        item = self._not()
        self.depth -= 1
        return t.Not(item, at=(start, item.at[1]))

    def _comparison(self) -> t.Expr:
        first = self.expression(4)
        if self._word() == "IN":
            self.s.advance()
            choices = self._choices()
            return t.Among(first, choices, at=(first.at[0], self._before()))
        items, ops = [first], []
        while self.s.token.kind == "sign" and COMPARISONS.get(self.s.token.text, self.s.token.text) in RELATIONS:
            sign = self.s.advance().text
            ops.append(COMPARISONS.get(sign, sign))
            items.append(self.expression(4))
        return t.Compare(tuple(items), tuple(ops), at=(first.at[0], items[-1].at[1])) if ops else first

    def _choices(self) -> tuple[t.Expr, ...]:
        """After IN: ('子', '丑'), or 参数.名 alone, which may be a list."""
        if self.s.token.kind == "name" and self.s.token.text == PARAMETER:
            node = self._named()
            if not isinstance(node, t.Parameter):
                self.s.fail(f"“{PARAMETER}”后面应有“.”和名称，写法：甲 IN 参数.名", *node.at)
            return (node,)
        self.s.take("(", "，写法：甲 IN ('子', '丑')，或 甲 IN 参数.名")
        if self.s.at(")"):
            self.s.fail("IN 的括号里没有内容，写法：甲 IN ('子', '丑')")
        return self._arguments()

    def _sum(self) -> t.Expr:
        start, sign = self.s.token.start, 1
        signed = self.s.at("+", "-")
        if signed:
            sign = -1 if self.s.advance().text == "-" else 1
        items = [(sign, self.expression(5))]
        while self.s.at("+", "-"):
            sign = -1 if self.s.advance().text == "-" else 1
            items.append((sign, self.expression(5)))
        if len(items) == 1 and items[0][0] == 1:
            return items[0][1]
        return t.Sum(tuple(items), at=(start, items[-1][1].at[1]))

    def _product(self) -> t.Expr:
        first = self._signed()
        items = [("×", first)]
        while self.s.at("×", "÷", "*", "/"):
            op = "×" if self.s.advance().text in "×*" else "÷"
            items.append((op, self._signed()))
        return first if len(items) == 1 else t.Product(tuple(items), at=(first.at[0], items[-1][1].at[1]))

    def _signed(self) -> t.Expr:
        if not self.s.at("-"):
            return self._primary()
        start = self.s.advance().start
        item = self._primary()
        return t.Sum(((-1, item),), at=(start, item.at[1]))

    def _primary(self) -> t.Expr:
        token = self.s.token
        if token.kind == "number":
            return self._number()
        if token.kind == "text":
            self.s.advance()
            return t.Text(self.s.text[token.start + 1 : token.end - 1], at=(token.start, token.end))
        if self.s.at("("):
            self.s.advance()
            inner = self.expression(0)
            self.s.take(")", "与前面的“(”成对")
            return inner
        if token.kind in ("name", "quoted"):
            return self._named()
        if token.kind == "end":
            self.s.fail("公式没有写完")
        raise self.s.unexpected()

    def _number(self) -> t.Number:
        token = self.s.advance()
        if len(token.text) > MAX_DIGITS:
            self.s.fail(f"数字太长，最多{MAX_DIGITS}位", token.start, token.end)
        unit, end = None, token.end
        if self.s.at("%") or (self.s.token.kind == "name" and self.s.token.text in UNITS):
            unit, end = self.s.token.text, self.s.token.end
            self.s.advance()
        return t.Number(Decimal(token.text), None if unit == "分" else unit, at=(token.start, end))

    def _arguments(self) -> tuple[t.Expr, ...]:
        """After "(": expressions up to and with ")"."""
        items: list[t.Expr] = []
        if not self.s.at(")"):
            items.append(self.expression(0))
            while self.s.at(","):
                self.s.advance()
                items.append(self.expression(0))
        self.s.take(")", "，或用“,”分开")
        return tuple(items)

    def _named(self) -> t.Expr:
        """A function, a table with [行, 列], a dotted name, or a bare name."""
        first = self.s.token
        words = [self._word_or_quoted()]
        if self.s.at("(") and first.kind == "name":
            return self._call(words[0], first.start, first.end)
        while self.s.at("."):
            self.s.advance()
            if self.s.token.kind not in ("name", "quoted"):
                self.s.fail("“.”后面应有名称")
            words.append(self._word_or_quoted())
        if self.s.at("["):
            return self._reference(words, first.start)
        end = self._before()
        return self._dotted(words, first.start, end)

    def _before(self) -> int:
        return len(self.s.plain[: self.s.token.start].rstrip(" "))

    def _word_or_quoted(self) -> str:
        token = self.s.advance()
        text = self.s.text[token.start : token.end]
        if token.kind == "quoted":
            text = text[1:-1].strip()
            if not text:
                self.s.fail("引号里没有名称", token.start, token.end)
        return text

    def _scope(self, words: list[str], start: int) -> str | None:
        if len(words) == 1:
            return None
        if len(words) > 2 or words[0] not in SCOPES:
            self.s.fail(f"“{words[0]}”不是范围，只有{'、'.join(s + '.' for s in SCOPES)}", start)
        return words[0]

    def _dotted(self, words: list[str], start: int, end: int) -> t.Expr:
        at = (start, end)
        if words[0] == PARAMETER and len(words) == 2:
            return t.Parameter(words[1], at=at)
        if len(words) == 1:
            upper = words[0].upper()
            if upper in ("TRUE", "FALSE"):
                return t.Call(upper, (), at=at)
            if ADDRESS.fullmatch(words[0]):
                self.s.fail(
                    f"公式里不写单元格地址“{words[0]}”，写 表[行, 栏]，如 支出情况[合计, 本年决算数]", start, end
                )
            return t.Name(t.Label((words[0],), at=at), at=at)
        if words[-1] in PROPERTIES:
            scope = self._scope(words[:-1], start)
            return t.Ref(words[-2], (), t.Label((words[-1],), at=at), scope, whole=True, at=at)
        if len(words) == 2 and words[-1] in PARTS:
            return t.Name(t.Label((words[0],), words[1], at=at), at=at)
        near = suggestion(words[-1], [*PARTS, *PROPERTIES])
        raise self.s.fault(f"不认识“{words[-1]}”{near}", end - len(words[-1]), end)

    def _call(self, word: str, start: int, end: int) -> t.Expr:
        name = WORDS.get(word, word.upper())
        if name not in FUNCTIONS:
            known = ", ".join(n for n in FUNCTIONS)
            self.s.fail(f"没有函数“{word}”{suggestion(name, FUNCTIONS) or f'，可用：{known}'}", start, end)
        self.s.advance()
        args = self._arguments()
        least, most = FUNCTIONS[name]
        if not least <= len(args) <= most:
            count = f"{least}" if least == most else f"{least}到{most}"
            self.s.fail(f"{name} 要{count}个参数，这里有{len(args)}个", start, end)
        at = (start, self._before())
        if name in ("AND", "OR"):
            return t.Logic(name, args, at=at)
        if name == "NOT":
            return t.Not(args[0], at=at)
        return t.Among(args[0], args[1:], at=at) if name == "IN" else t.Call(name, args, at=at)

    # 表[行, 列]

    def _reference(self, words: list[str], start: int) -> t.Ref:
        scope = self._scope(words, start)
        self.s.advance()
        axes: list[t.Selector] = [self._selector()]
        while self.s.at(","):
            self.s.advance()
            axes.append(self._selector())
            if len(axes) > 8:
                self.s.fail("方括号里的项太多")
        self.s.take("]", "，写法：表[行, 列]")
        column = axes[-1]
        if isinstance(column, t.Group | t.Filter | t.Children | t.Code):
            self.s.fail("最后一项应是列名，写法：表[行, 列]", *column.at)
        if len(axes) == 1 and not isinstance(column, t.Label):
            self.s.fail("只有一项时应是栏目名，写法：基本信息[编制数]", *column.at)
        for extra in axes[1:-1]:
            if not isinstance(extra, t.Filter | t.Group):
                self.s.fail("行与列之间只能是筛选条件", *extra.at)
        if self.s.at("."):
            self.s.advance()
            column = self._part_after(column)
        optional = self.s.at("?")
        if optional:
            self.s.advance()
        return t.Ref(words[-1], tuple(axes[:-1]), column, scope, optional, at=(start, self._before()))

    def _part_after(self, column: t.Selector) -> t.Label:
        if self.s.token.text not in PARTS or not isinstance(column, t.Label) or column.part:
            self.s.fail(f"“.”后面应是{'、'.join(PARTS)}之一")
        return t.Label(column.path, self.s.advance().text, at=column.at)

    def _selector(self) -> t.Selector:
        token = self.s.token
        if self.s.at("*"):
            self.s.advance()
            return t.Star(at=(token.start, token.end))
        if self.s.at("("):
            return self._several(token.start)
        if token.kind == "name" and self.s.plain[token.end :].lstrip().startswith("("):
            special = self._special(token.text)
            if special is not None:
                return special
        first = self._label()
        if isinstance(first, t.Label):
            if first.path == ("全部",):
                return t.Every(at=first.at)
            sign = COMPARISONS.get(self.s.token.text, self.s.token.text) if self.s.token.kind == "sign" else ""
            if sign in RELATIONS:
                return self._filter(first, sign)
        if self.s.at(":"):
            self.s.advance()
            last = self._label()
            return t.Span(first, last, at=(first.at[0], last.at[1]))
        return first

    def _special(self, word: str) -> t.Selector | None:
        """下级(…), 每(…), 同(…); None where the word begins an ordinary label."""
        if word not in ("下级", "每", "同"):
            return None
        start = self.s.advance().start
        self.s.advance()
        of: t.Label | t.Code | t.Star
        if self.s.at("*"):
            of = t.Star(at=(self.s.token.start, self.s.token.end))
            self.s.advance()
        else:
            of = self._label()
        self.s.take(")", "")
        at = (start, self._before())
        if word == "下级":
            return t.Children(of, at=at)
        if not isinstance(of, t.Label):
            self.s.fail(f"{word}( ) 里应是一级指标、二级指标或块", *of.at)
        return t.Group(of.name, word == "每", at=at)

    def _several(self, start: int) -> t.Several:
        self.s.advance()
        items = [self._label()]
        while self.s.at(","):
            self.s.advance()
            items.append(self._label())
        self.s.take(")", "")
        return t.Several(tuple(items), at=(start, self._before()))

    def _filter(self, column: t.Label, op: str) -> t.Filter:
        self.s.advance()
        start = self.s.token.start
        negative = self.s.at("-")
        if negative:
            self.s.advance()
        value: t.Expr | None = None
        if self.s.token.kind in ("number", "text"):
            value = self._primary()
        elif self.s.token.kind == "quoted":  # “产出指标”, as a Chinese keyboard quotes
            token = self.s.token
            value = t.Text(self._word_or_quoted(), at=(token.start, token.end))
        if isinstance(value, t.Number):
            value = t.Number(-value.value if negative else value.value, value.unit, at=(start, value.at[1]))
        if not isinstance(value, t.Number | t.Text):
            self.s.fail("筛选条件的右边应是 '文字' 或数，文字要加引号")
        return t.Filter(column, op, value, at=(column.at[0], value.at[1]))

    def _label(self) -> t.Label | t.Code:
        if self.s.at("#"):
            start = self.s.advance().start
            text, _, end = self.s.raw_label()
            return t.Code(text, at=(start, end))
        start = self.s.token.start
        path: list[str] = []
        part: str | None = None
        while True:
            if self.s.token.kind == "quoted":
                path.append(self._word_or_quoted())
                if self.s.at("."):
                    self.s.advance()
                    part = self._part_after(t.Label(("",))).part
            else:
                text, _, _ = self.s.raw_label()
                head, dot, tail = text.translate({ord("．"): "."}).rpartition(".")
                if dot and tail in PARTS and head:
                    text, part = head, tail
                path.append(text)
            if not self.s.at("/") or part:
                break
            self.s.advance()
            if len(path) > 8:
                self.s.fail("表头路径太长")
        return t.Label(tuple(path), part, at=(start, self._before()))
