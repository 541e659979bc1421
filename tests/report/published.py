"""The published report as a .docx, made from its text: tables where the text has tabs, everything else a paragraph."""

from __future__ import annotations

import re
from pathlib import Path

from docx import Document

TEXT = Path(__file__).parent / "信丰高新区_2024_自评报告.txt"


def cleaned(line: str, torn: bool = False) -> str:
    """Without what the extraction from the PDF left in: list marks, formula marks, spaces within numbers."""
    for mark, sign in ((r"\geqslant", "≥"), (r"\geq", "≥"), (r"\%", "%"), ("$", ""), ("**", "")):
        line = line.replace(mark, sign)
    if not torn:
        line = re.sub(r"(\d)\. (\d\d)\b", r"\1.\2", line)
    line = re.sub(r"\s*([≥≤])\s*", r"\1", line)
    return re.sub(r"^- ", "", line.strip())


def write(target: Path, change: tuple[str, str] | None = None, *, torn: bool = False) -> Path:
    """``change``: one wording for another, to see whether it is found. ``torn``: with the blanks within its numbers."""
    text = TEXT.read_text(encoding="utf-8")
    if change is not None:
        assert change[0] in text, change
        text = text.replace(*change, 1)
    document = Document()
    rows: list[list[str]] = []
    lines = [*text.splitlines(), ""]
    for n, raw in enumerate(lines):
        cells = [cleaned(c, torn) for c in raw.split("\t")]
        table = len(cells) > 2 or (len(cells) > 1 and not re.fullmatch(r"\d*", cells[-1]))
        if table:
            rows.append(cells)
            continue
        more = rows and any(len(x.split("\t")) > 2 for x in lines[n : n + 3])
        if rows and not more:
            columns = max(len(r) for r in rows)
            made = document.add_table(len(rows), columns)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    made.cell(r, c).text = value
            rows = []
        if any(cells) and not more:
            document.add_paragraph("\t".join(cells))
    document.save(str(target))
    return target
