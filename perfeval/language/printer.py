"""Tree to formula text; parsing the text gives the same tree again."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from perfeval.language import tree as t
from perfeval.language.parser import KEYWORDS, PARTS, WORDS
from perfeval.language.scanner import LABEL_END, PLAIN, TOKEN

LEVELS: dict[type[t.Node], int] = {t.Logic: 0, t.Not: 2, t.Compare: 3, t.Among: 3, t.Sum: 4, t.Product: 5}


def show(node: t.Expr) -> str:
    """The formula as text, with the signs × ÷ ≤ ≥ ≠."""
    return _show(node, 0)


def _show(node: t.Expr, level: int) -> str:
    """``level``: how strongly the place binds; a weaker node stands in brackets there."""
    own = LEVELS.get(type(node), 6)
    if isinstance(node, t.Logic) and node.op == "AND":
        own = 1
    text = _bare(node)
    return f"({text})" if own < level else text


def _bare(node: t.Expr) -> str:
    match node:
        case t.Number():
            return plain(node.value) + (node.unit or "")
        case t.Text():
            return f"'{node.value}'"
        case t.Parameter():
            return f"参数.{name(node.name)}"
        case t.Name():
            return name("/".join(node.label.path)) + (f".{node.label.part}" if node.label.part else "")
        case t.Ref():
            return reference(node)
        case t.Sum():
            text = " ".join(f"{'-' if s < 0 else '+'} {_show(item, 5)}" for s, item in node.items)
            return text[2:] if node.items[0][0] > 0 and len(node.items) > 1 else text
        case t.Product():
            return f"{_show(node.items[0][1], 6)}" + "".join(f" {op} {_show(item, 6)}" for op, item in node.items[1:])
        case t.Compare():
            pairs = zip(node.ops, node.items[1:], strict=True)
            return _show(node.items[0], 4) + "".join(f" {op} {_show(item, 4)}" for op, item in pairs)
        case t.Among():
            return f"{_show(node.item, 4)} IN ({', '.join(map(show, node.choices))})"
        case t.Logic():
            if len(node.items) == 1:
                return f"{node.op}({show(node.items[0])})"
            return f" {node.op} ".join(_show(item, 2 if node.op == "AND" else 1) for item in node.items)
        case t.Not():
            return f"NOT {_show(node.item, 2)}"
        case t.Call():
            return f"{node.name}({', '.join(map(show, node.args))})"


def reference(node: t.Ref) -> str:
    """范围.表[行, 列]?"""
    head = f"{node.scope}." if node.scope else ""
    if node.whole:
        return f"{head}{name(node.table)}.{selector(node.column)}"
    axes = ", ".join(selector(axis) for axis in (*node.rows, node.column))
    return f"{head}{name(node.table)}[{axes}]{'?' if node.optional else ''}"


def selector(node: t.Selector) -> str:
    match node:
        case t.Label():
            return "/".join(map(label, node.path)) + (f".{node.part}" if node.part else "")
        case t.Code():
            return f"#{node.code}"
        case t.Star():
            return "*"
        case t.Every():
            return "全部"
        case t.Span():
            return f"{selector(node.first)}:{selector(node.last)}"
        case t.Several():
            return f"({', '.join(map(selector, node.items))})"
        case t.Children():
            return f"下级({selector(node.of)})"
        case t.Group():
            return f"{'每' if node.loop else '同'}({label(node.level)})"
        case t.Filter():
            return f"{selector(node.column)}{node.op}{_bare(node.value)}"


def plain(value: Decimal) -> str:
    """A number without exponent or superfluous zeros: 9.50 -> 9.5, 1E+3 -> 1000."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if text not in ("-0", "") else "0"


@lru_cache(maxsize=4096)
def name(word: str) -> str:
    """A table or bare name, in “…” where it is not one word."""
    found = TOKEN.fullmatch(word.translate(PLAIN))
    whole = found is not None and found.lastgroup == "name" and word == word.translate(PLAIN)
    keyword = word.upper() in KEYWORDS or word in WORDS or word.upper() in ("TRUE", "FALSE")
    return word if whole and not keyword else _quoted(word)


@lru_cache(maxsize=4096)
def label(word: str) -> str:
    """A row or column label, in “…” where a sign inside it would end it."""
    text = word.translate(PLAIN)
    head, _, tail = text.rpartition(".")
    special = text.startswith(("(", "下级(", "每(", "同(")) or (head != "" and tail in PARTS) or word == "全部"
    depth = 0
    for c in text:
        depth += {"(": 1, ")": -1}.get(c, 0)
        if depth < 0 or (depth == 0 and c in LABEL_END):
            special = True
            break
    return _quoted(word) if special or depth or word != word.strip() else word


def _quoted(word: str) -> str:
    return f'"{word}"' if "“" in word or "”" in word else f"“{word}”"
