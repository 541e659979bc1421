"""What Word prints before a paragraph that it numbers itself (一、 （二） 1.), and how deep its style stands.

The numbers are not in the text: numbering.xml says how each level looks, the paragraphs say which list and level they
belong to, by themselves or by their style, and who reads has to count. Sources: ECMA-376 part 1, 17.9 and 17.18.59.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from perfeval.ooxml.numerals import counted
from perfeval.ooxml.package import Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FORMAL = "零壹贰叁肆伍陆柒捌玖"
CHINESE = frozenset({"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
                     "taiwaneseCountingThousand", "ideographDigital", "koreanCounting"})  # fmt: skip
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(slots=True)
class Level:
    """One level of a list. ``text``: %1 stands for the number of level 1; ``restart`` False: it never begins anew."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: bool = True
    style: str | None = None


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, Level]
    begins: dict[int, int] = field(default_factory=dict)


class Numbers:
    """Counts through a document: ask it for every paragraph, in order."""

    def __init__(self, package: Package, main: str) -> None:
        self.styles: dict[str, etree._Element] = {}
        if (styles := package.related(main, "styles")) is not None:
            self.styles = {s.get(f"{W}styleId", ""): s for s in package.xml(styles).iter(f"{W}style")}
        self.lists: dict[str, _List] = {}
        if (numbering := package.related(main, "numbering")) is not None:
            self.lists = _lists(package.xml(numbering), self.styles)
        self.counts: dict[str, dict[int, int]] = {}
        self.begun: set[str] = set()

    @classmethod
    def of(cls, styles: etree._Element, numbering: etree._Element | None) -> Numbers:
        """The same from the parts of a document that is open already."""
        made = cls.__new__(cls)
        made.styles = {s.get(f"{W}styleId", ""): s for s in styles.iter(f"{W}style")}
        made.lists = _lists(numbering, made.styles) if numbering is not None else {}
        made.counts, made.begun = {}, set()
        return made

    def number(self, paragraph: etree._Element) -> str:
        """The number as printed, "" where there is none or a bullet. Counts on: one call for each paragraph."""
        found, style = self._membership(paragraph)
        if found is None:
            return ""
        of, level = self.lists.get(found[0]), found[1]
        if of is None:
            return ""
        if level is None:
            level = next((n for n, x in of.levels.items() if x.style and x.style == style), 0)
        counts = self.counts.setdefault(of.abstract, {})
        if found[0] not in self.begun:
            self.begun.add(found[0])
            for at, start in of.begins.items():
                counts[at] = start - 1
        shape = of.levels.get(level, Level())
        counts[level] = counts.get(level, shape.start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            if of.levels.get(deeper, shape).restart:
                del counts[deeper]
        return self._printed(of, shape, counts)

    def _printed(self, of: _List, shape: Level, counts: dict[int, int]) -> str:
        if shape.format in ("bullet", "none"):
            return ""

        def one(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            level = of.levels.get(at, Level())
            return ordinal(counts.get(at, level.start), "decimal" if shape.legal else level.format)

        return re.sub(r"%([1-9])", one, shape.text)

    def _membership(self, paragraph: etree._Element) -> tuple[tuple[str, int | None] | None, str]:
        """List and level of a paragraph; the level is None where only the style's list is named."""
        style = _value(paragraph.find(f"{W}pPr/{W}pStyle")) or ""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        number, level = _value(_in(own, "numId")), _whole(_value(_in(own, "ilvl")))
        if number is None:
            for name in self._chain(style):
                properties = self.styles[name].find(f"{W}pPr/{W}numPr")
                number = _value(_in(properties, "numId"))
                if number is not None:
                    level = level if level is not None else _whole(_value(_in(properties, "ilvl")))
                    style = name
                    break
        elif level is None:
            level = 0
        return (None if number in (None, "0") else (str(number), level)), style

    def outline(self, paragraph: etree._Element) -> int:
        """1 for a heading of the first level …, 0 for text: by the paragraph itself or by its style."""
        own = _whole(_value(paragraph.find(f"{W}pPr/{W}outlineLvl")))
        if own is not None:
            return own + 1 if own < 9 else 0
        for name in self._chain(_value(paragraph.find(f"{W}pPr/{W}pStyle")) or ""):
            level = _whole(_value(self.styles[name].find(f"{W}pPr/{W}outlineLvl")))
            if level is not None:
                return level + 1 if level < 9 else 0
            shown = _value(self.styles[name].find(f"{W}name")) or ""
            if found := re.fullmatch(r"(?:heading|标题)\s*([1-9])", shown, re.IGNORECASE):
                return int(found[1])
        return 0

    def style_name(self, paragraph: etree._Element) -> str:
        """The name of its style as Word shows it; the id where the style is not there."""
        name = _value(paragraph.find(f"{W}pPr/{W}pStyle")) or ""
        style = self.styles.get(name)
        return (_value(style.find(f"{W}name")) if style is not None else None) or name

    def _chain(self, name: str) -> list[str]:
        """A style and those that it is based on."""
        found: list[str] = []
        while name in self.styles and name not in found:
            found.append(name)
            name = _value(self.styles[name].find(f"{W}basedOn")) or ""
        return found


def _lists(root: etree._Element, styles: dict[str, etree._Element]) -> dict[str, _List]:
    abstract = {a.get(f"{W}abstractNumId", ""): a for a in root.iter(f"{W}abstractNum")}
    linked = {_value(a.find(f"{W}styleLink")): k for k, a in abstract.items() if a.find(f"{W}styleLink") is not None}
    found = {}
    for entry in root.iter(f"{W}num"):
        key = _value(entry.find(f"{W}abstractNumId")) or ""
        if (other := _value(_in(abstract.get(key), "numStyleLink"))) in linked:
            key = linked[other]
        levels = {_whole(x.get(f"{W}ilvl")) or 0: _level(x) for x in _all(abstract.get(key), "lvl")}
        begins = {}
        for over in entry.iter(f"{W}lvlOverride"):
            at = _whole(over.get(f"{W}ilvl")) or 0
            if (own := over.find(f"{W}lvl")) is not None:
                levels[at] = _level(own)
            if (start := _whole(_value(over.find(f"{W}startOverride")))) is not None:
                begins[at] = start
        found[entry.get(f"{W}numId", "")] = _List(key, levels, begins)
    return found


def _level(element: etree._Element) -> Level:
    start = _whole(_value(element.find(f"{W}start")))
    return Level(
        1 if start is None else start,
        _value(element.find(f"{W}numFmt")) or "decimal",
        _value(element.find(f"{W}lvlText")) or "",
        element.find(f"{W}isLgl") is not None,
        _value(element.find(f"{W}lvlRestart")) != "0",
        _value(element.find(f"{W}pStyle")),
    )


def ordinal(number: int, shape: str) -> str:
    """A number as Word prints it in one of its formats; those that no Chinese report uses come as 1, 2, 3."""
    if shape in CHINESE:
        return counted(number)
    if shape in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return counted(number, FORMAL, "拾佰仟")
    if shape in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if shape == "ideographTraditional":
        return STEMS[(number - 1) % 10]
    if shape == "ideographZodiac":
        return BRANCHES[(number - 1) % 12]
    if shape in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if shape == "lowerLetter" else letter.upper()
    if shape in ("lowerRoman", "upperRoman") and 0 < number < 40:
        roman, rest = "", number
        for value, sign in ROMAN:
            roman += sign * (rest // value)
            rest %= value
        return roman if shape == "lowerRoman" else roman.upper()
    return f"{number:02d}" if shape == "decimalZero" else str(number)


def _in(element: etree._Element | None, name: str) -> etree._Element | None:
    return element.find(f"{W}{name}") if element is not None else None


def _all(element: etree._Element | None, name: str) -> list[etree._Element]:
    return element.findall(f"{W}{name}") if element is not None else []


def _value(element: etree._Element | None) -> str | None:
    return element.get(f"{W}val") if element is not None else None


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.lstrip("-").isdigit() else None
