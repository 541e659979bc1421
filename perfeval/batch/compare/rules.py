"""The rules of a comparison by their ids."""

from __future__ import annotations

import re


def family(rule: str) -> str:
    """部门-02b says of one kind of table what 部门-02 says of another: 部门-02."""
    return re.sub(r"(?<=\d)[a-h]$", "", rule)
