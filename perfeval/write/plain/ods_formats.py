"""The data styles of an OpenDocument spreadsheet as number format codes: percent, number, money, date, time."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from perfeval.ooxml.format_codes import GENERAL, writable
from perfeval.ooxml.open_document import NAMES, STYLE

NUMBER = f"{{{NAMES}datastyle:1.0}}"
KINDS = frozenset(
    f"{NUMBER}{kind}-style" for kind in ("number", "percentage", "currency", "date", "time", "text", "boolean")
)
PLAIN = frozenset(" -+/:()%,.¥$")  # what stands in a code without quotes
PARTS: Mapping[str, tuple[str, str]] = {  # short, long
    "year": ("yy", "yyyy"),
    "day": ("d", "dd"),
    "day-of-week": ("ddd", "dddd"),
    "hours": ("h", "hh"),
    "minutes": ("m", "mm"),
    "seconds": ("s", "ss"),
    "am-pm": ("AM/PM", "AM/PM"),
}


def codes(roots: list[etree._Element]) -> dict[str, str]:
    """The code of every data style by its name."""
    styles = {e.get(f"{STYLE}name") or "": e for root in roots for e in root.iter(*KINDS)}
    plain = {name: _section(style) for name, style in styles.items()}
    return {name: writable(_with_maps(style, plain[name], plain)) for name, style in styles.items()}


def _with_maps(style: etree._Element, own: str, plain: Mapping[str, str]) -> str:
    """Positive;negative;zero, where the style refers to others for some of them."""
    maps = {
        (m.get(f"{STYLE}condition") or "").replace(" ", ""): plain.get(m.get(f"{STYLE}apply-style-name") or "")
        for m in style.iter(f"{STYLE}map")
    }
    above, under = maps.get("value()>0"), maps.get("value()<0")
    if above and under:
        return f"{above};{under};{own}"
    first = maps.get("value()>=0") or above
    if first:
        return f"{first};{own}"
    return f"{own};{under}" if under else own


def _section(style: etree._Element) -> str:
    out = []
    for e in style.iterchildren(f"{NUMBER}*"):
        part = etree.QName(e).localname
        long = e.get(f"{NUMBER}style") == "long"
        if part == "number":
            out.append(_digits(e))
        elif part == "scientific-number":
            places = int(e.get(f"{NUMBER}decimal-places") or 2)
            out.append(f"0.{'0' * min(places, 15)}E+00" if places else "0E+00")
        elif part in ("text", "currency-symbol"):
            out.append(_literal(e.text or ""))
        elif part == "month":
            out.append(("mmmm" if long else "mmm") if e.get(f"{NUMBER}textual") == "true" else "mm" if long else "m")
        elif part in PARTS:
            out.append(PARTS[part][long])
        elif part == "text-content":
            out.append("@")
        elif part in ("fraction", "boolean", "era", "quarter", "week-of-year"):
            return GENERAL
    return "".join(out)


def _digits(e: etree._Element) -> str:
    places = e.get(f"{NUMBER}decimal-places")
    whole = min(int(e.get(f"{NUMBER}min-integer-digits") or 0), 15)
    if places is None and whole <= 1 and e.get(f"{NUMBER}grouping") != "true":
        return GENERAL
    shown = min(int(places or 0), 15)
    fixed = min(int(e.get(f"{NUMBER}min-decimal-places") or shown), shown)
    code = "0" * whole or "#"
    if e.get(f"{NUMBER}grouping") == "true":
        code = f"#,{code.rjust(3, '#')}"
    return f"{code}.{'0' * fixed}{'#' * (shown - fixed)}" if shown else code


def _literal(text: str) -> str:
    return text if all(c in PLAIN for c in text) else '"{}"'.format(text.replace('"', ""))
