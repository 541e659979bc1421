"""What a number format prints (数字格式): General, 0.00, #,##0, %, scientific, literals around them, and dates.

A format that is none of these (fractions, conditions, digits broken by literals, no digits at all) prints nothing that
is safe to compare; then the raw value is shown. So a 0 that an accounting format prints as "-" stays "0": it is a
number that somebody entered, not a blank.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from perfeval.frozen import frozen
from perfeval.ooxml.numerals import counted

TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)'
    r"|(?P<halfday>AM/PM|A/P|上午/下午)|(?P<digits>[0#?.,]+)|(?P<exponent>E[+-](?=[0#?]))"
    r"|(?P<date>y+|m+|d+|h+|s+|e+|a{3,4}|b+|g+)|(?P<percent>%)|(?P<fraction>/(?=[?#0-9]))|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
WEEKDAYS = "一二三四五六日"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CHINESE_DIGITS = "〇一二三四五六七八九"
ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
CONDITION = re.compile(r"[<>=]")


@frozen
class Token:
    kind: str
    text: str


@frozen
class Plain:
    """A number section such as ¥#,##0.00 or 0%: what nearly all are, and what can be printed fast."""

    before: str
    pattern: str  # of format()
    last: Decimal  # one unit of its last place
    after: str
    percent: int


@frozen
class Section:
    """One of the parts between semicolons."""

    tokens: tuple[Token, ...]
    kind: str  # general, number, date, raw
    plain: Plain | None = None


@frozen
class Format:
    """A number format: ``show`` prints a number by it, ``is_date`` says that its numbers are days."""

    code: str
    sections: tuple[Section, ...]

    @property
    def is_date(self) -> bool:
        return self.sections[0].kind == "date"

    def show(self, value: Decimal) -> str:
        try:
            return self._show(value)
        except InvalidOperation:  # more places than a number has
            return general(value)

    def _show(self, value: Decimal) -> str:
        numeric = self.sections[:3]
        if len(numeric) == 3 and value == 0:
            section, sign = numeric[2], ""
        elif len(numeric) >= 2 and value < 0:
            section, sign = numeric[1], ""
        else:
            section, sign = numeric[0], "-" if value < 0 else ""
        if section.kind == "number":
            shown = (sign + _number(section, abs(value))).strip()
            # a lone # prints nothing for 0
            return shown if any(c.isdigit() for c in shown) else general(value)
        if section.kind == "general":
            shown = general(abs(value))
            return (sign + "".join(shown if t.kind == "general" else t.text for t in section.tokens)).strip()
        return general(value)


def general(value: Decimal) -> str:
    """A number as Excel prints it under General: at most 11 characters, half rounded away from zero."""
    if value == 0:
        return "0"
    size = abs(value)
    exponent = size.adjusted()
    if exponent >= 11 or exponent < -4:
        digits = _round(size.scaleb(-exponent), 5)
        if digits >= 10:
            digits, exponent = digits / 10, exponent + 1
        text = f"{_plain(digits)}E{'+' if exponent >= 0 else '-'}{abs(exponent):02d}"
    else:
        # a place is taken by the point; a leading 0 before it counts too
        text = _plain(_round(size, max(0, 10 - max(exponent + 1, 1))))
    return f"-{text}" if value < 0 and text != "0" else text


def _round(value: Decimal, places: int) -> Decimal:
    if value.as_tuple().exponent >= -places:  # type: ignore[operator]
        return value
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(section: Section, size: Decimal) -> str:
    if (p := section.plain) is not None:
        value = size.scaleb(2 * p.percent) if p.percent else size
        return f"{p.before}{value.quantize(p.last, rounding=ROUND_HALF_UP):{p.pattern}}{p.after}"
    pattern = "".join(t.text for t in section.tokens if t.kind == "digits")
    size = size.scaleb(2 * sum(t.kind == "percent" for t in section.tokens))
    exponent = next((t.text for t in section.tokens if t.kind == "exponent"), None)
    shown = _fixed(pattern, size) if exponent is None else _scientific(section, size, exponent)
    out, done = "", False
    for t in section.tokens:
        if t.kind in ("digits", "exponent"):
            out, done = out if done else out + shown, True
        else:
            out += t.text
    return out


def _scientific(section: Section, size: Decimal, sign: str) -> str:
    mantissa, *_, power = (t.text for t in section.tokens if t.kind == "digits")
    places = len(mantissa.partition(".")[2])
    exponent = size.adjusted() if size else 0
    digits = _round(size.scaleb(-exponent), places)
    if digits >= 10:
        digits, exponent = digits / 10, exponent + 1
    shown = "-" if exponent < 0 else "+" if "+" in sign else ""
    return f"{_fixed(mantissa, digits)}E{shown}{abs(exponent):0{len(power)}d}"


def _fixed(pattern: str, size: Decimal) -> str:
    whole, point, places = pattern.partition(".")
    # commas after the last digit divide by a thousand each, one between digits groups them
    scaled = len(whole) - len(whole.rstrip(",")) if not places else len(places) - len(places.rstrip(","))
    whole, places = whole.rstrip(",") if not places else whole, places.rstrip(",")
    value = _round(size.scaleb(-3 * scaled), len(places))
    integer, _, decimals = format(value, "f").partition(".")
    needed = sum(c == "0" for c in whole)
    integer = integer.lstrip("0").rjust(needed, "0")
    if "," in whole:
        integer = f"{int(integer):,}" if integer and len(integer) >= needed else integer
    decimals = decimals.ljust(len(places), "0")
    while decimals and places[len(decimals) - 1] in "#?" and decimals.endswith("0"):
        decimals = decimals[:-1]
    return integer + (point + decimals if point and (decimals or "." in pattern) else "")


def _tokens(text: str) -> tuple[list[Token], bool]:
    """The tokens of a section, and whether all of it is of a kind that can be printed."""
    out: list[Token] = []
    sure = True
    for m in TOKEN.finditer(text):
        kind = m.lastgroup or "skip"
        if kind in ("quoted", "escaped", "literal"):
            out.append(Token("literal", m[kind]))
        elif kind == "bracket":
            inside = m["bracket"]
            if inside.startswith("$"):
                symbol, _, locale = inside[1:].partition("-")
                if locale.upper() in ("F800", "F400"):
                    out.append(Token("system", locale.upper()))
                elif symbol:
                    out.append(Token("literal", symbol))
            elif ELAPSED.fullmatch(inside):
                out.append(Token("elapsed", inside.lower()))
            elif inside.upper().startswith("DBNUM"):
                out.append(Token("dbnum", inside[-1]))
            elif CONDITION.search(inside):
                sure = False
        elif kind == "fraction":
            sure = False
        elif kind != "skip":
            out.append(Token(kind, m[0]))
    return out, sure


def _section(text: str) -> Section:
    tokens, sure = _tokens(text)
    kinds = [t.kind for t in tokens]
    if "general" in kinds:
        kind = "general"
    elif "date" in kinds or "elapsed" in kinds or "system" in kinds:
        kind = "date"
    elif "digits" in kinds and not any(t.kind == "digits" and not re.search("[0#?]", t.text) for t in tokens):
        first, last = kinds.index("digits"), len(kinds) - 1 - kinds[::-1].index("digits")
        scientific = ["digits", "exponent", "digits"] if "exponent" in kinds else ["digits"]
        whole = kinds[first : last + 1] == scientific and "dbnum" not in kinds
        printable = any(c in "0#" for t in tokens if t.kind == "digits" for c in t.text)
        kind = "number" if whole and printable else "raw"
    else:
        kind = "raw"
    if not sure or kind != "number":
        return Section(tuple(tokens), kind if sure else "raw")
    return Section(tuple(tokens), kind, _plain_section(tokens))


def _plain_section(tokens: list[Token]) -> Plain | None:
    """The section as one call of format(), if it is of the plain kind: 0, 0.00, #,##0.00, with literals around."""
    kinds = [t.kind for t in tokens]
    if kinds.count("digits") != 1 or "exponent" in kinds:
        return None
    at = kinds.index("digits")
    m = re.fullmatch(r"(0|#,##0)(?:\.(0{1,12}))?", tokens[at].text)
    if m is None:
        return None
    before, after = ("".join(t.text for t in part) for part in (tokens[:at], tokens[at + 1 :]))
    pattern = ",f" if "," in m[1] else "f"
    return Plain(before, pattern, Decimal(1).scaleb(-len(m[2] or "")), after, kinds.count("percent"))


@lru_cache(maxsize=4096)
def compile_format(code: str) -> Format:
    """The format of a code such as ``#,##0.00_ ;[Red]-#,##0.00``."""
    parts = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code[:500])
    return Format(code, tuple(_section(p) for p in parts) or (_section("General"),))


def moment(serial: Decimal, base_1904: bool = False) -> datetime | None:
    """The date and time of an Excel day number; None where there is no such day."""
    if serial < 0 or serial >= 2_958_466:
        return None
    # Excel counts a 29 February 1900 that never was
    start = datetime(1904, 1, 1) if base_1904 else datetime(1899, 12, 30 if serial >= 60 else 31)
    seconds = (serial * 86_400).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return start + timedelta(seconds=int(seconds))


def iso(when: datetime, serial: Decimal) -> str:
    """ISO text of a day number: the date, with the time where it has one; the time alone under one day."""
    if serial < 1:
        return when.strftime("%H:%M:%S")
    return when.date().isoformat() if serial == int(serial) else when.isoformat(sep=" ")


def show_date(form: Format, when: datetime, serial: Decimal) -> str:
    """A moment as a date format prints it."""
    tokens = form.sections[0].tokens
    system = next((t.text for t in tokens if t.kind == "system"), None)
    if system:
        return f"{when.year}年{when.month}月{when.day}日" if system == "F800" else f"{when:%H:%M:%S}"
    chinese = any(t.kind == "dbnum" and t.text in "12" for t in tokens)
    half = any(t.kind == "halfday" for t in tokens)
    out = ""
    for i, t in enumerate(tokens):
        if t.kind == "date":
            minutes = t.text[0] in "mM" and len(t.text) <= 2 and _is_minutes(tokens, i)
            out += _date_token("n" * len(t.text) if minutes else t.text.lower(), when, half, chinese)
        elif t.kind == "elapsed":
            out += str(int(serial * {"h": 24, "m": 1440, "s": 86_400}[t.text[0]]))
        elif t.kind == "halfday":
            names = t.text.split("/")
            out += names[0] if when.hour < 12 else names[1]
        elif t.kind in ("literal", "digits"):
            out += t.text
    return out.strip()


def _is_minutes(tokens: tuple[Token, ...], at: int) -> bool:
    """m means minutes straight after hours or straight before seconds."""
    before = next((t for t in reversed(tokens[:at]) if t.kind in ("date", "elapsed")), None)
    after = next((t for t in tokens[at + 1 :] if t.kind in ("date", "elapsed")), None)
    return bool((before and before.text[0] in "hH") or (after and after.text[0] in "sS"))


def _date_token(token: str, when: datetime, half: bool, chinese: bool) -> str:
    size = len(token)
    hour = (when.hour % 12 or 12) if half else when.hour
    match token[0]:
        case "y" | "e":
            year = f"{when.year:04d}" if size > 2 or token[0] == "e" else f"{when.year % 100:02d}"
            return "".join(CHINESE_DIGITS[int(c)] for c in year) if chinese else year
        case "m" if size > 2:
            return MONTHS[when.month - 1][: 1 if size == 5 else 3]
        case "d" if size > 2:
            return when.strftime("%a" if size == 3 else "%A")
        case "a":
            return ("周" if size == 3 else "星期") + WEEKDAYS[when.weekday()]
        case "m" | "d" | "h" | "n" | "s":
            number = {"m": when.month, "d": when.day, "h": hour, "n": when.minute, "s": when.second}[token[0]]
            if chinese:
                return counted(number, CHINESE_DIGITS) if number else CHINESE_DIGITS[0]
            return f"{number:0{min(size, 2)}d}"
    return ""
