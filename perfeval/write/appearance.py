"""How our sheets look: the fonts that every office PC has, the colours of the levels, and how high a row must be."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import lru_cache

from perfeval.model import Severity
from perfeval.ooxml.sheet import RECURRING
from perfeval.ooxml.styles import Difference, Style

FRAME = "BFBFBF"
RED, AMBER, GREY, GREEN, BLUE = "C00000", "9C5700", "595959", "107C41", "0563C1"
RED_FILL, AMBER_FILL, HEAD_FILL, SUM_FILL, INPUT_FILL = "FDE9E7", "FFF4CE", "E7E6E6", "F2F2F2", "FFFFE5"

TITLE = Style(font="黑体", size=16, wrap=False)
SMALL = Style(size=9, color=GREY, wrap=False)
HEAD = Style(font="黑体", fill=HEAD_FILL, border=FRAME, horizontal="center")
SECTION = Style(font="黑体", wrap=False)
TEXT = Style(border=FRAME)
CENTER = Style(border=FRAME, horizontal="center")
LINK = Style(border=FRAME, horizontal="center", color=BLUE, underline=True)
NUMBER = Style(border=FRAME, horizontal="right", format="0.00##_ ", wrap=False)
RATE = Style(border=FRAME, horizontal="right", format="0.00%_ ", wrap=False)
INPUT = Style(border=FRAME, fill=INPUT_FILL, unlocked=True)
INPUT_CENTER = Style(border=FRAME, fill=INPUT_FILL, horizontal="center", unlocked=True)
KEY = Style(size=9, color=GREY, wrap=False)

SIGNS: dict[Severity, str] = {"错误": "●错误", "警告": "▲警告", "提示": "○提示"}
COLOURS: dict[Severity, str] = {"错误": RED, "警告": AMBER, "提示": GREY}
LEVELS: dict[Severity, Style] = {
    level: Style(font="黑体", border=FRAME, horizontal="center", color=color) for level, color in COLOURS.items()
}
FILLS: dict[Severity, Difference] = {
    "错误": Difference(fill=RED_FILL),
    "警告": Difference(fill=AMBER_FILL),
}
PASSED = Difference(color=GREEN, no_fill=True)

_WIDE = re.compile("[\u2e80-\uffff“”‘’…—●▲○≥≤×÷]")
LINE = 14.5  # points that a line of 10 pt text takes, the taller faces of WPS and LibreOffice included
TALLEST = 400.0


def display_width(text: str) -> int:
    """Columns that a text takes, a Chinese character counting two."""
    return len(text) + len(_WIDE.findall(text))


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of this width, with a little to spare."""
    return (_lines_again if len(text) <= RECURRING else _lines)(text, width)


def _lines(text: str, width: float) -> int:
    room = max(width - 1.2, 2)
    return sum(max(1, math.ceil(display_width(part) * 1.04 / room)) for part in text.split("\n"))


_lines_again = lru_cache(maxsize=4096)(_lines)


def height_of(texts: list[tuple[str, float]], least: float = 24) -> float:
    """The height of a row that shows these texts, each in a column of the given width."""
    lines = max((lines_of(text, width) for text, width in texts), default=1)
    return min(max(least, lines * LINE + 7), TALLEST)


# Styles that differ in one point from one above are made once: a style that is the same object again is found at once
@lru_cache(maxsize=64)
def green(style: Style) -> Style:
    """A figure that Excel keeps up to date by itself."""
    return replace(style, color=GREEN)


@lru_cache(maxsize=256)
def centred(style: Style, number_format: str) -> Style:
    return replace(style, horizontal="center", format=number_format)


@lru_cache(maxsize=64)
def grey(style: Style) -> Style:
    """For what is only of interest."""
    return replace(style, color=GREY)


def file_name(path: str) -> str:
    """The name of a file without its folders."""
    return path.rpartition("/")[2]
