"""docxtpl over one template again and again: what the template alone decides is done once in a process (报告模板)."""

from __future__ import annotations

import io
import re
import zipfile
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import unescape

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, meta, nodes
from jinja2 import Template as Compiled
from jinja2.sandbox import SandboxedEnvironment

QUOTES = {"&apos;": "'", "&quot;": '"'}
KEPT = 64  # parts of templates; a batch fills one template of some ten parts
EMPTY = "\ue002"  # a private character, like those of the blocks
_OPTIONAL = re.compile(r"(<w:p[ >](?:(?!</w:p>|<w:p[ >]).)*)</w:p>", re.DOTALL)
_BREAK = re.compile("[\t\n\a\f]")


class _Environment(SandboxedEnvironment):
    """Compiles a part of a template once; a part differs from another by its text alone."""

    def from_string(self, source: Any, *args: Any, **more: Any) -> Compiled:
        return _compiled(str(source))


@lru_cache(maxsize=KEPT)
def _compiled(source: str) -> Compiled:
    return SandboxedEnvironment.from_string(environment(), source)


@lru_cache(maxsize=1)
def environment() -> SandboxedEnvironment:
    """A wrong name is an error, text of a workbook is escaped, and nothing of Python can be reached."""
    return _Environment(autoescape=True, undefined=StrictUndefined)


@lru_cache(maxsize=KEPT)
def _patched(xml: str) -> str:
    """The XML as docxtpl makes it readable for jinja2; the document itself plays no part in it."""
    return _OPTIONAL.sub(_watched, str(DocxTemplate.patch_xml(None, xml)))


def _watched(found: re.Match[str]) -> str:
    """A paragraph with a condition gets a mark at its end: nothing else left of it, it goes (``EMPTY``)."""
    own = "{%" in found[0] and not re.search(r"\{%(?:p|tr|tc|r)\s", found[0])
    return f"{found[1]}<w:r><w:t>{EMPTY}</w:t></w:r></w:p>" if own else found[0]


class Template(DocxTemplate):  # type: ignore[misc]
    """A template whose patched and compiled parts are kept."""

    def patch_xml(self, src_xml: str) -> str:
        return _patched(src_xml)

    def resolve_listing(self, xml: str) -> str:
        """Line breaks and tabs of the values; without any there is nothing to look for."""
        return str(super().resolve_listing(xml)) if _BREAK.search(xml) else xml


@lru_cache(maxsize=8)
def asked(content: bytes) -> frozenset[str]:
    """The names that a template uses."""
    return frozenset(meta.find_undeclared_variables(environment().parse(placeholders(content))))


@lru_cache(maxsize=8)
def attributes(content: bytes) -> tuple[tuple[str, str], ...]:
    """What stands behind the point of a name: 率.支出执行率 -> (率, 支出执行率)."""
    tree = environment().parse(placeholders(content))
    found = [(n.node, n.attr) for n in tree.find_all(nodes.Getattr)]
    found += [(n.node, n.arg.value) for n in tree.find_all(nodes.Getitem) if isinstance(n.arg, nodes.Const)]
    return tuple(dict.fromkeys((node.name, str(name)) for node, name in found if isinstance(node, nodes.Name)))


def placeholders(content: bytes) -> str:
    """All that stands in {{ }} and {% %} in text, headers and footers, as one small template to be parsed."""
    return "".join(_fragments(content))


def faulty(content: bytes) -> str:
    """The first {{ }} that is wrong by itself; "" where the fault lies in the {% %} around them."""
    for fragment in _fragments(content):
        try:
            if fragment.startswith("{{"):
                environment().parse(fragment)
        except TemplateError:
            return fragment
    return ""


def _fragments(content: bytes) -> list[str]:
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if re.fullmatch(r"word/(?:document|header\d*|footer\d*|footnotes)\.xml", name):
                text = unescape(re.sub(r"<[^>]+>", "", archive.read(name).decode("utf-8")), QUOTES)
                found += re.findall(r"\{\{.*?\}\}|\{%.*?%\}|\{\{.*|\{%.*", text, re.DOTALL)
    return [re.sub(r"^(\{%|\{\{)(?:p|tr|tc|r)\s", r"\1 ", fragment) for fragment in found]
