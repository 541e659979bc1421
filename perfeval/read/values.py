"""What people write as a target or a result (指标值的写法), taken apart: sign, number, unit, kind.

A text is read only if all of it is understood; one that holds figures but is not wholly understood is ``unparsed``,
one without figures ``qualitative``. Nothing is guessed. The text itself is kept by the caller.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from perfeval.frozen import frozen
from perfeval.model import BLANKS, Kind
from perfeval.read.days import find_day
from perfeval.read.words import Words

# signs that look alike; NFKC would also take ㎡ apart, so the characters are named one by one
ALIKE = str.maketrans(
    {
        **{chr(full): chr(full - 0xFEE0) for full in range(0xFF01, 0xFF5F)},
        **dict.fromkeys("\u200b\ufeff\u2060", ""),
        **dict.fromkeys("\u3000\xa0", " "),
        **dict.fromkeys("≧⩾≮", "≥"),
        **dict.fromkeys("≦⩽≯", "≤"),
        **dict.fromkeys("﹦═＝", "="),
        **dict.fromkeys("﹥", ">"),
        **dict.fromkeys("﹤", "<"),
        **dict.fromkeys("﹪٪", "%"),
        **dict.fromkeys("～〜∼", "~"),
        **dict.fromkeys("﹣−–‐‑", "-"),
        **dict.fromkeys("。", "."),
        **dict.fromkeys("∶", ":"),
        **dict.fromkeys("•・", "·"),
        "㎞": "km",
    }
)
LATEX = re.compile(r"\\(geqslant|geq|ge|leqslant|leq|le|pm|sim|%|,|;|!|quad|text|mathrm)|\$|[{}]")
LATEX_SIGNS = {
    **dict.fromkeys(("geqslant", "geq", "ge"), "≥"),
    **dict.fromkeys(("leqslant", "leq", "le"), "≤"),
    "pm": "±",
    "sim": "~",
    "%": "%",
}
DOUBLE_SIGNS = (
    ("+/-", "±"), ("+-", "±"), (">=", "≥"), ("=>", "≥"), ("<=", "≤"), ("=<", "≤"), ("≥=", "≥"), ("≤=", "≤"),
    ("==", "="),
)  # fmt: skip
NUM = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
CHINESE = "零〇一二两三四五六七八九十百千万亿"
SIGNED = re.compile(r"^(?:(?:19|20)\d\d年度?)?(?P<before>[^\d≥≤=<>]{0,40})(?P<sign>[≥≤=<>])(?P<rest>.+)$", re.DOTALL)
NUMBER = re.compile(
    rf"^(?P<before>[^\d.±+-]*)(?P<sign>[±+-])?(?P<number>{NUM})(?P<after>\D*|\D*m[23](?:\(\D*\))?)$", re.DOTALL
)
RANGE = re.compile(
    rf"^(?P<before>[^\d.±+-]*)(?P<low>{NUM})(?P<unit>[^\d~至到.-]{{0,6}})(?:~+|-+|—+|至|到)"
    rf"(?P<high>{NUM})(?P<after>\D*)$",
    re.DOTALL,
)
CHINESE_NUMBER = re.compile(rf"^(?P<before>[^\d{CHINESE}]*)(?P<number>[{CHINESE}]+)(?P<after>[^\d{CHINESE}]*)$")
PERCENT = re.compile(rf"百分之([{CHINESE}点]+|{NUM})")
RANK = re.compile(
    rf"^(?P<before>\D*?)(?P<word>前|第)(?P<number>\d{{1,4}}|[{CHINESE}]+)(?P<unit>名|位|强|%)?"
    r"(?P<after>以内|之内|内|及以上|以上)?$"
)
CITED = re.compile(r"《[^》]*》|[〔\[【][^〕\]】]*[〕\]】]\d*号?|\d{5}热线|\d+号文?")
LEADING = re.compile(r"^(?:指标\s*\d{0,2}\s*[:.、]|\d{1,2}、)")
SEPARATORS = re.compile(r"[,;.、:!?()\n]")
BRACKETED = re.compile(r"\([^()\d]*\)")
LOOKS_BLANK = re.compile(r"[-—–_/\\.·*…~、,≥≤=<>%‰()]*")
INEXACT = re.compile(r"\d[十百千万亿]?[余多来几]")
LETTERED = re.compile(r"[A-Z](?:级|类|等|档)?")  # 5A, 3A级: a grade
WHEN = re.compile(r".*(?:时间|日期|期限|时限|节点|为|于|至|在|止|到|前|完成|竣工|开工|验收|启动)")
UNIT = re.compile(r"[A-Za-z一-鿿㎡℃°µ][A-Za-z一-鿿㎡²³℃°µ·*/%.]{0,13}")
HEAD = re.compile(r"[A-Za-z一-鿿“”\"'·+#]+")
NEGATION = re.compile(r"[不未无没]$")
MOST = 500  # a longer text is prose


@frozen
class Parsed:
    """A value taken apart. ``value`` of a range is its text, "50~60". ``deadline``: 前, 底前, 以内 was written."""

    kind: Kind
    op: str | None = None
    value: Decimal | str | None = None
    unit: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    deadline: bool = False


@lru_cache(maxsize=16384)
def simplify(text: str) -> str:
    """The text in half-width signs, without LaTeX and white space; a blank between two digits stays."""
    plain = LATEX.sub(lambda m: LATEX_SIGNS.get(m[1] or "", ""), text).translate(ALIKE)
    plain = re.sub(r"(?<![\d\s])\s+|\s+(?![\d\s])", "", plain.strip())
    # > and < as a Chinese keyboard writes them; a pair of them is a title
    if ("》" in plain) != ("《" in plain):
        plain = plain.replace("》", ">").replace("《", "<")
    for double, single in DOUBLE_SIGNS:
        plain = plain.replace(double, single)
    return plain


def to_number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def chinese_number(text: str) -> Decimal | None:
    """二十 -> 20; None for what is no well-formed numeral."""
    import cn2an  # here: it takes 0.1 s of the start, and hardly any workbook has such a numeral

    try:
        return Decimal(str(cn2an.cn2an(text.replace("〇", "零").replace("两", "二"), "normal")))
    except (ValueError, ArithmeticError, KeyError, IndexError):
        return None


@lru_cache(maxsize=16384)
def parse(text: str, words: Words) -> Parsed:
    """Take a value apart. Never raises."""
    plain = simplify(text[: MOST + 1]).rstrip(".;,、!")
    plain = LEADING.sub("", plain)
    if plain in BLANKS or plain in words.blank or LOOKS_BLANK.fullmatch(plain):
        return Parsed("empty")
    if len(plain) > MOST:
        return Parsed("qualitative")
    if words.prompt.search(plain):
        return Parsed("unparsed")
    plain = PERCENT.sub(_percent, plain)
    signed = SIGNED.match(plain)
    op, rest = (signed["sign"], signed["rest"]) if signed and not SEPARATORS.search(signed["before"]) else (None, plain)
    if INEXACT.search(rest):
        return Parsed("unparsed")
    found = _day(rest, words) or _rank(rest) or _range(rest, words) or _single(rest, words) or _chinese(rest, words)
    if found is None:
        return _not_a_number(plain, op, words)
    kind, own, value, unit, low, high, deadline = found
    if unit == "日" and not (op or own):  # 5日: a day of the month, or five days
        return Parsed("unparsed")
    return Parsed(kind, op or own, value, unit, low, high, deadline)


Found = tuple[Kind, str | None, Decimal | str | None, str | None, Decimal | None, Decimal | None, bool]


def _percent(match: re.Match[str]) -> str:
    inside = match[1]
    if not inside[0].isdigit() and inside[0] != ".":
        number = chinese_number(inside)
        return match[0] if number is None else f"{number}%"
    return f"{inside}%"


def _not_a_number(plain: str, op: str | None, words: Words) -> Parsed:
    without = CITED.sub("", plain)
    if any(c.isdigit() for c in without) or (op is not None and len(plain) <= 2):
        return Parsed("unparsed")
    if len(plain) <= 10 and words.vague.search(plain):
        return Parsed("unparsed")
    return Parsed("qualitative")


def _day(rest: str, words: Words) -> Found | None:
    day = find_day(rest)
    if day is None:
        return None
    op: str | None = None
    before, after = day.before, day.after
    if (m := words.before_pattern.search(before)) is not None and words.before[m[0]]:
        op, before = words.before[m[0]], before[: m.start()]
    # 前完成, 底之前, 内完成验收: the word of the deadline may be followed by what is to be done
    due = None
    for end in range(len(after), 0, -1):
        if (m := words.deadline_pattern.search(after[:end])) is not None and m.start() == 0:
            due, after = words.deadline[m[0]], after[end:]
            break
    op = op or due
    # 完成2022年审计: a year that is named is no deadline yet
    if not due and after and not (words.around_after.fullmatch(after) or (day.exact and len(after) <= 6)):
        return None
    if due and re.search("[不无未没]", after):
        return None
    if not due and before and not WHEN.fullmatch(before):
        return None
    if SEPARATORS.search(before) or SEPARATORS.search(after) or NEGATION.search(before):
        return None
    return "date", op, day.iso, None, None, None, op == "≤"


def _rank(rest: str) -> Found | None:
    m = RANK.match(rest)
    if m is None or SEPARATORS.search(m["before"]) or len(m["before"]) > 20:
        return None
    number = to_number(m["number"]) if m["number"].isdigit() else chinese_number(m["number"])
    if number is None:
        return None
    op = "≤" if m["word"] == "前" or m["after"] else None
    return "rank", op, number, "%" if m["unit"] == "%" else "名", None, None, False


def _range(rest: str, words: Words) -> Found | None:
    m = RANGE.match(rest)
    if m is None:
        return None
    low, high = to_number(m["low"]), to_number(m["high"])
    tail = _tail(m["after"], words)
    head = _head(m["before"], words)
    if tail is None or head is None or low > high:
        return None
    unit = tail[0]
    first = _unit(m["unit"], words)
    if m["unit"] and (first is None or first != unit):
        return None
    years = unit in ("年", "年度") and low >= 1900
    if years or unit in ("月", "号", "日") or head[0]:
        return None
    return _kind(unit, words), None, f"{low:f}~{high:f}", unit, low, high, False


def _single(rest: str, words: Words) -> Found | None:
    m = NUMBER.match(rest)
    if m is None:
        return None
    head, tail = _head(m["before"], words), _tail(m["after"], words)
    if head is None or tail is None:
        return None
    number = to_number(m["number"])
    unit, after_op, deadline = tail
    if unit in ("月", "号") or (unit in ("年", "年度") and 1900 <= number <= 2100):
        return None
    kind = _kind(unit, words)
    if m["sign"] == "±":
        return kind, None, number, unit, -number, number, False
    if m["sign"] == "-":
        number = -number
    return kind, head[0] or after_op, number, unit, None, None, deadline and kind == "duration"


def _chinese(rest: str, words: Words) -> Found | None:
    """A Chinese numeral counts only where a known unit follows it and nothing else: 二十个, 不少于三次."""
    if rest == "零":
        return "quantity", None, Decimal(0), None, None, None, False
    m = CHINESE_NUMBER.match(rest)
    if m is None:
        return None
    head, tail = _head(m["before"], words), _tail(m["after"], words)
    if head is None or tail is None or (m["before"] and head[0] is None):
        return None
    unit, op, deadline = tail
    if unit not in words.units or unit in words.chinese_not_units or words.vague.search(rest):
        return None
    number = chinese_number(m["number"])
    if number is None:
        return None
    kind = _kind(unit, words)
    return kind, head[0] or op, number, unit, None, None, deadline and kind == "duration"


def _kind(unit: str | None, words: Words) -> Kind:
    if unit in words.percent:
        return "percent"
    return "duration" if unit in words.duration else "quantity"


def _head(before: str, words: Words) -> tuple[str | None] | None:
    """The sign that the words before a number say; None where they are not understood."""
    op: str | None = None
    if (m := words.before_pattern.search(before)) is not None:
        op = words.before[m[0]] or None
        before = before[: m.start()] if op else before
    if len(before) > 14:
        return None
    if not before or words.around_before.fullmatch(before):
        return (op,)
    if not HEAD.fullmatch(before) or NEGATION.search(before):
        return None
    return (op,)


def _tail(after: str, words: Words) -> tuple[str | None, str | None, bool] | None:
    """Unit, sign and whether a deadline (以内) is meant, from what follows a number; None: not understood."""
    op: str | None = None
    joined = after.replace("(", "").replace(")", "")
    # 人(次) is 人次, any other word in brackets is a remark
    rest = joined if joined in words.units else BRACKETED.sub("", after).rstrip("()")
    if rest not in words.units and (m := words.unit_and_sign.match(rest)) is not None:
        # 20分钟内到达, 95%以上满意: what is said after the sign does not change the number
        if len(m["rest"]) > 8 or re.search(r"[不未无没]", m["rest"]) or SEPARATORS.search(m["rest"]):
            return None
        op = words.after[m["sign"]]
        return _unit(m["unit"], words) or None, op, op == "≤"
    for _ in range(3):
        if rest in words.units:
            break
        if (m := words.after_pattern.search(rest)) is not None and op is None:
            op, rest = words.after[m[0]], rest[: m.start()]
        elif (m := words.around_after.search(rest)) is not None:
            rest = rest[: m.start()]
    unit = _unit(rest, words)
    if rest and unit is None:
        return None
    return unit or None, op, op == "≤"


def _unit(text: str, words: Words) -> str | None:
    """The unit that a text is, or begins with; 百分比 is %."""
    if text in words.units:
        return ("‰" if text == "‰" else "%") if text in words.percent else text
    if text[:1] == "%" and len(text) <= 8 and not SEPARATORS.search(text):
        return "%"
    if LETTERED.fullmatch(text) or text[:1] in ("月", "号", "日") or text[-1:] in tuple("前后底内外上下中末初"):
        return None
    if not UNIT.fullmatch(text):
        return "m" + text[1:] if re.fullmatch(r"m[23]", text) else None
    if "/" in text or "*" in text or "·" in text:
        return text
    m = words.unit_pattern.match(text)
    if m is None:
        return text if len(text) <= 4 else None
    left = text[m.end() :]
    if not left:
        return text
    # 2套方案: a noun after the unit; 1次性 is no count, 天前 no unit
    noun = len(left) <= 10 and left[0] not in "性等般流致半" and left[-1] not in "上下内外前后"
    return m[0] if noun else None
