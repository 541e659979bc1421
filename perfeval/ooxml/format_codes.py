"""Number format codes (数字格式): those that files name by number only, and codes made fit to be written again."""

from __future__ import annotations

import re

# Formats that a stylesheet names by number only, as Excel prints them in Chinese (zh-CN)
BUILT_IN: dict[int, str] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;-¥#,##0", 6: "¥#,##0;-¥#,##0",
    7: "¥#,##0.00;-¥#,##0.00", 8: "¥#,##0.00;-¥#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: "yyyy年m月", 28: "m月d日", 29: "m月d日", 30: "m-d-yy",
    31: "yyyy年m月d日", 32: "h时mm分", 33: "h时mm分ss秒", 34: "上午/下午h时mm分", 35: "上午/下午h时mm分ss秒",
    36: "yyyy年m月", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ", 42: "_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* \"-\"_ ;_ @_ ",
    43: "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ",
    44: "_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* \"-\"??_ ;_ @_ ",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: "yyyy年m月", 51: "m月d日",
    52: "yyyy年m月", 53: "m月d日", 54: "m月d日", 55: "上午/下午h时mm分", 56: "上午/下午h时mm分ss秒",
    57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip

GENERAL = "General"
_LITERALS = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]|上午/下午|G/通用格式|[\u2e80-\uffef〇]+')
_NOT_XML = re.compile(r"[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_ENGLISH = {"上午/下午": "AM/PM", "G/通用格式": GENERAL}
_LEFT = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\[\]]*\]')


def code_of(number: int, written: str | None, usual: str | None = None) -> str:
    """The code of a format by its number and what the file writes for it. ``usual``: what a library fills in.

    The numbers of dates mean other things by country; in China they are what ``BUILT_IN`` says.
    """
    if number in BUILT_IN and written in (None, "", usual):
        return BUILT_IN[number]
    return written or GENERAL


def writable(code: str) -> str:
    """The code as any Excel takes it, Chinese words in quotes; General for one that could spoil the workbook."""
    code = _LITERALS.sub(_quoted, code)
    rest = _LEFT.sub("", code)
    spoilt = len(code) > 250 or any(c in rest for c in '"[]\\') or _NOT_XML.search(code) is not None
    return GENERAL if spoilt or not code.strip() or rest.count(";") > 3 else code


def _quoted(match: re.Match[str]) -> str:
    text = match[0]
    if text in _ENGLISH:
        return _ENGLISH[text]
    return f'"{text}"' if text[0] >= "\u2e80" or text[0] == "〇" else text
