"""批注: what a note says of a finding, at most 80 characters, and how a line of ours is known again."""

from __future__ import annotations

import re

from perfeval.model import Severity

LONGEST = 80
NOTE_LINE = re.compile(r"^(?:错误|警告|提示)\d+：.*见“[^”]+”第\d+条$")


def note_text(severity: Severity, number: int, message: str, sheet: str) -> str:
    """错误3：得分10大于分值8，应≤8。见“核对结果”第3条."""
    head, tail = f"{severity}{number}：", f"。见“{sheet}”第{number}条"
    room = LONGEST - len(head) - len(tail)
    said = " ".join(message.split()).rstrip("。；，")
    if len(said) > room:
        said = said[: room - 1].rstrip("，；、") + "…"
    return f"{head}{said}{tail}"
