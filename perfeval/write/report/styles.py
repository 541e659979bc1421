"""Our styles in somebody else's document, by name: Word renames the ids of a file that it saves (Heading1 -> 1)."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import lru_cache
from typing import Any

from docx import Document

from perfeval.profile import BUILT_IN

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STYLE, NAME, BASED, NEXT = (f"{{{W}}}{n}" for n in ("style", "name", "basedOn", "next"))
ID, VAL = f"{{{W}}}styleId", f"{{{W}}}val"
_USED = re.compile(r'(<w:(?:pStyle|rStyle|tblStyle) w:val=")([^"]+)(")')


def numbered(document: Any, ids: dict[str, str]) -> frozenset[int]:
    """The heading levels whose style numbers them: ours do; a document of the bureau's has its own way, or none."""
    styles = {s.get(ID): s for s in document.styles.element.iter(STYLE)}
    found = set()
    for level in range(1, 6):
        style = styles.get(ids.get(f"Heading{level}", f"Heading{level}"))
        number = style.find(f"{{{W}}}pPr/{{{W}}}numPr/{{{W}}}numId") if style is not None else None
        if number is not None and number.get(VAL) != "0":
            found.add(level)
    return frozenset(found)


def fit(document: Any) -> dict[str, str]:
    """The id in ``document`` of each of our styles; a style that it lacks is added. Empty: all ids are ours."""
    styles = document.styles.element
    theirs = {_name(s): s.get(ID) for s in styles.iter(STYLE)}
    own = _own()
    found: dict[str, str] = {}
    added = []
    for style in own.iter(STYLE):
        key, name = style.get(ID), _name(style)
        if name in theirs:
            found[key] = theirs[name]
        else:
            free = key if key not in theirs.values() else f"Perfeval{key}"
            found[key] = free
            added.append((style, free))
    for style, key in added:
        copy = deepcopy(style)
        copy.set(ID, key)
        for number in list(copy.iter(f"{{{W}}}numPr")):  # of a list that the document does not have
            number.getparent().remove(number)
        for reference in (*copy.iter(BASED), *copy.iter(NEXT)):
            reference.set(VAL, found.get(reference.get(VAL), reference.get(VAL)))
        copy.attrib.pop(f"{{{W}}}default", "")
        styles.append(copy)
    return {k: v for k, v in found.items() if k != v}


@lru_cache(maxsize=1)
def _own() -> Any:
    return Document(str(BUILT_IN / "mof" / "report.docx")).styles.element


def _name(style: Any) -> str:
    name = style.find(NAME)
    return str(name.get(VAL)).lower() if name is not None else ""


def renamed(xml: str, ids: dict[str, str]) -> str:
    """``xml`` with the ids that ``fit`` found."""
    return _USED.sub(lambda m: m[1] + ids.get(m[2], m[2]) + m[3], xml) if ids else xml
