"""Chinese numerals as Word and Excel print them."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"


def counted(number: int, digits: str = DIGITS, units: str = "十百千") -> str:
    """12 -> 十二, 105 -> 一百零五; 0 and what has five digits as they are (cn2an writes 一十二)."""
    if not 0 < number < 10000:
        return str(number)
    text = ""
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), str(number), strict=True):
        if digit == "0":
            text += "" if text.endswith(digits[0]) else digits[0]
        else:
            text += digits[int(digit)] + (units[place - 1] if place else "")
    text = text.rstrip(digits[0])
    return text[1:] if text.startswith(digits[1] + units[0]) else text
