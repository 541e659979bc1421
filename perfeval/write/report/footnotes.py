"""脚注: a term is defined at the foot of the page where the report first uses it, in the words of report.toml."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from lxml import etree

from perfeval.write.report.blocks import Block, Paragraph, Run, printable
from perfeval.write.report.texts import Texts

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATION, CONTENT = RELATIONSHIP_TYPE.FOOTNOTES, CONTENT_TYPE.WML_FOOTNOTES
# what may stand behind <w:footnotePr> in settings.xml: the schema fixes the order of its children
AFTER = (
    "endnotePr", "compat", "docVars", "rsids", "mathPr", "attachedSchema", "themeFontLang", "clrSchemeMapping",
    "doNotIncludeSubdocsInStats", "doNotAutoCompressPictures", "forceUpgrade", "captions", "readModeInkLockDown",
    "smartTagType", "schemaLibrary", "shapeDefaults", "doNotEmbedSmartTags", "decimalSymbol", "listSeparator",
)  # fmt: skip

# so that the notes count from 0: beside comments LibreOffice 7 takes the id of a note for its place among them
SEPARATORS = (-2, -1)

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")  # a name in a template is no word of its text


def mark(blocks: Sequence[Block], texts: Texts, known: frozenset[str] = frozenset()) -> None:
    """The first words of the text that name a term get its footnote; a heading or a table gets none.

    ``known``: footnotes that the text has already.
    """
    shown = texts.get("terms", ()) if texts["footnotes"]["show"] else ()
    terms = [(re.compile(t["term"]), t["text"]) for t in shown if t["text"] not in known]
    for block in blocks:
        if isinstance(block, Paragraph) and block.style == "BodyText" and terms:
            terms = [(term, text) for term, text in terms if not _marked(block, term, text)]


def _marked(paragraph: Paragraph, term: re.Pattern[str], text: str) -> bool:
    for n, run in enumerate(paragraph.runs):
        found = None if run.missing else term.search(_untagged(run.text))
        if found:
            before = Run(run.text[: found.end()], run.cell, also=run.also, footnote=text)
            after = Run(run.text[found.end() :], run.cell, footnote=run.footnote)
            paragraph.runs[n : n + 1] = [before, *([after] if after.text or after.footnote else [])]
            return True
    return False


def _untagged(text: str) -> str:
    return _TAG.sub(lambda m: " " * len(m[0]), text) if "{" in text else text


def embed(document: Any, blocks: Sequence[Block], restyled: Callable[[str], str]) -> dict[int, int]:
    """The footnotes of all runs into their part, behind those that a template has; run -> id of its footnote."""
    noted = [r for b in blocks if isinstance(b, Paragraph) for r in b.runs if r.footnote]
    if not noted:
        return {}
    part = _part(document)
    root = parse_xml(part.blob)
    first = max((int(n.get(f"{{{W}}}id") or 0) for n in root), default=-1) + 1
    for number, run in enumerate(noted, first):
        root.append(parse_xml(restyled(_footnote(number, run.footnote))))
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return {id(run): number for number, run in enumerate(noted, first)}


def prune(document: Any) -> None:
    """Footnotes whose place a condition of the template left out go too; the others stand as the text names them."""
    part, notes = _notes(document)
    if part is None:
        return
    root = parse_xml(part.blob)
    for note in [n for n in root if n.get(f"{{{W}}}type") is None]:
        root.remove(note)
    root.extend(notes)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def defined(document: Any) -> frozenset[str]:
    """The texts of the footnotes that the text has already."""
    return frozenset("".join(t.text or "" for t in n.iter(f"{{{W}}}t")) for n in _notes(document)[1])


def _notes(document: Any) -> tuple[Any, list[Any]]:
    """The part, None where there is none, and the footnotes that the text names, in its order."""
    relations = document.part.rels.values()
    part = next((r.target_part for r in relations if r.reltype == RELATION and not r.is_external), None)
    if part is None:
        return None, []
    named = dict.fromkeys(r.get(f"{{{W}}}id") for r in document.element.body.iter(f"{{{W}}}footnoteReference"))
    own = {n.get(f"{{{W}}}id"): n for n in parse_xml(part.blob) if n.get(f"{{{W}}}type") is None}
    return part, [own[number] for number in named if number in own]


def reference(number: int) -> str:
    """The mark in the text."""
    return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'


def _footnote(number: int, text: str) -> str:
    return (
        f'<w:footnote xmlns:w="{W}" w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve">{escape(printable(text))}</w:t></w:r></w:p></w:footnote>'
    )


def _part(document: Any) -> Any:
    """The footnotes of the document; a new part, with the rule above the notes, where it has none."""
    relations = document.part.rels.values()
    found = next((r.target_part for r in relations if r.reltype == RELATION and not r.is_external), None)
    if found is not None:
        return found
    rules = "".join(
        f'<w:footnote w:type="{kind}" w:id="{n}"><w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" '
        f'w:lineRule="auto"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for n, kind in zip(SEPARATORS, ("separator", "continuationSeparator"), strict=True)
    )
    part = Part(PackURI("/word/footnotes.xml"), CONTENT, f'<w:footnotes xmlns:w="{W}">{rules}</w:footnotes>'.encode(),
                document.part.package)  # fmt: skip
    document.part.relate_to(part, RELATION)
    _numbered(document.settings.element)
    return part


def _numbered(settings: Any) -> None:
    """①②③ anew on every page: 执行率1 84.16% could be read as a figure."""
    for old in settings.findall(f"{{{W}}}footnotePr"):
        settings.remove(old)
    properties = parse_xml(
        f'<w:footnotePr xmlns:w="{W}"><w:numFmt w:val="decimalEnclosedCircleChinese"/><w:numRestart w:val="eachPage"/>'
        + "".join(f'<w:footnote w:id="{n}"/>' for n in SEPARATORS)
        + "</w:footnotePr>"
    )
    behind = next((c for c in settings if etree.QName(c).localname in AFTER), None)
    if behind is not None:
        behind.addprevious(properties)
    else:
        settings.append(properties)
