"""Where a cell stands, as Excel writes it: C7 is row 7, column 3; both count from 1. Known to every layer."""

from __future__ import annotations

import re
from functools import lru_cache

_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """A -> 1, aa -> 27. Letters alone: who reads them from a file has looked at them before."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=256)
def column_letters(column: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def position(address: str) -> tuple[int, int]:
    """C7 -> (7, 3): row and column; the top left of a range; (0, 0) for what is no address."""
    found = _ADDRESS.match(address)
    return (int(found[2]), column_number(found[1])) if found else (0, 0)
