"""Where the elements of an XML part stand in its bytes, so that a part can be edited without being written anew.

Parsing and serialising changes a part even where nothing was meant to change (quotes, entities, declarations). Edits
are therefore insertions into the original bytes; what was there before stays as it was, and can be had back exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from perfeval.ooxml.package import PackageError

_SHEET_DATA = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?sheetData)(?=[\s/>])")
_TAG = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
_ENCODING = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")


@dataclass(slots=True)
class Node:
    """An element by its offsets, in their order; of one written as <a/> the last three are the same."""

    tag: str
    attributes: dict[str, str]
    start: int
    open_end: int = 0
    close: int = 0
    end: int = 0
    children: list[Node] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The local name, without its prefix."""
        return self.tag.rpartition(":")[2]

    @property
    def empty(self) -> bool:
        """Written as <a/>."""
        return self.close == self.end

    def child(self, name: str) -> Node | None:
        for c in self.children:
            if c.tag == name or c.name == name:
                return c
        return None

    def all(self, name: str) -> Iterator[Node]:
        return (c for c in self.children if c.name == name)


def _tag_end(data: bytes, start: int) -> int:
    found = _TAG.match(data, start)
    if not found:
        raise PackageError("文件内容有误（标记不完整），请用 Excel 打开修复后另存，或重新索取")
    return found.end()


def tree(data: bytes, depth: int = 99) -> Node:
    """The elements of ``data`` down to ``depth`` levels below the root."""
    declared = _ENCODING.match(data)
    foreign = declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii")
    if foreign or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise PackageError("文件的文字编码不是 UTF-8，不能在原件上批注")
    parser = expat.ParserCreate()
    parser.ordered_attributes = False
    stack: list[Node] = []
    roots: list[Node] = []
    level = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal level
        if level <= depth:
            at = parser.CurrentByteIndex
            node = Node(tag, attributes, at, _tag_end(data, at))
            (stack[-1].children if stack else roots).append(node)
            stack.append(node)
        level += 1

    def end(_: str) -> None:
        nonlocal level
        level -= 1
        if level <= depth:
            node = stack.pop()
            at = parser.CurrentByteIndex
            if data[node.open_end - 2 : node.open_end - 1] == b"/":
                node.close = node.end = node.open_end
            else:
                node.close, node.end = at, _tag_end(data, at)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    # an entity declared in the part itself could grow without bound; no Office program writes one
    parser.EntityDeclHandler = _no_entities
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise PackageError("文件已损坏（部件内容有误），请用 Excel 打开修复后另存，或重新索取") from error
    finally:  # they hold the parser, and it holds them: a circle that only the collector would find
        parser.StartElementHandler = parser.EndElementHandler = None
    return roots[0]


def _no_entities(*_: object) -> None:
    raise PackageError("文件里有自定义实体，疑似恶意文件，未打开")


def worksheet_tree(data: bytes) -> Node:
    """The top-level elements of a worksheet; ``sheetData`` itself, which may be huge, is stepped over unread."""
    opening = _SHEET_DATA.search(data)
    if not opening:
        return tree(data, 1)
    open_end = _tag_end(data, opening.start())
    if data[open_end - 2 : open_end - 1] == b"/":
        return tree(data, 1)
    closing = b"</" + opening[1]
    close = data.rfind(closing)
    if close < open_end:
        return tree(data, 1)
    cut = close - open_end
    root = tree(data[:open_end] + data[close:], 1)
    _shift(root, open_end, cut)
    return root


def _shift(node: Node, after: int, by: int) -> None:
    # sheetData opens before the cut and closes behind it
    for name in ("start", "open_end", "close", "end"):
        value = getattr(node, name)
        if value > after or (name in ("close", "end") and value == after and not node.empty):
            setattr(node, name, value + by)
    for child in node.children:
        _shift(child, after, by)
