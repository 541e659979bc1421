"""A published form as a text file: what it says of itself, its sheet drawn by hand, what has to be read from it.

The drawing is that of ``tests.read_records.draw``: cells split by ``|``, ``<`` continues the cell to its left,
``^`` the one above, ``~`` is a line break. The truth names rows and columns of the drawing, so no figure is
written twice::

    indicators 12-30 level1=A level2=B level3=C target=D+E+F actual=G weight=H score=I reason=J
    funds 6-9 label=B budget=D spent=E weight=F rate=G score=H
    table 5-20 label=A C=预算数 D=决算数
    across 7 A=合计 B=公务接待费
    indicators 6-7 level1=A3 level2=A4 level3=A
    sources 6 budget=7 spent=8 over=C,D,E
    said B8 budget 资金总额=58.6 财政拨款=50
    total score=I31 weight=H31 grade=J31
    wrong D8,E8,F8 执行率与执行数÷预算数不符
    soft F8 …

``weight=(C)`` is the figure in the brackets of column C, as in 相关性（5分）.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_uppercase, digits
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import column_index_from_string, get_column_letter

FORMS = Path(__file__).parent / "forms"
FIELDS = ("level1", "level2", "level3", "target", "actual", "weight", "score", "reason")
FUNDS = ("initial", "budget", "spent", "weight", "rate", "score")
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$")


@dataclass
class Sheet:
    name: str
    lines: list[list[str]]
    merges: list[str] = field(default_factory=list)
    # every grid position of a merged range to its first cell
    first: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def text(self, row: int, column: str) -> str | None:
        """The text at a grid position, merged ranges followed to their first cell; None where it is empty."""
        r, c = self.first.get((row, column_index_from_string(column)), (row, column_index_from_string(column)))
        found = self.lines[r - 1][c - 1] if r <= len(self.lines) and c <= len(self.lines[r - 1]) else ""
        return found.replace("~", "\n") or None

    def ref(self, row: int, column: str) -> str:
        r, c = self.first.get((row, column_index_from_string(column)), (row, column_index_from_string(column)))
        return f"{self.name}!{get_column_letter(c)}{r}"


@dataclass
class Published:
    id: str
    about: dict[str, str]
    sheets: list[Sheet]
    truth: dict[str, Any]


def load(path: Path) -> Published:
    head, *parts = re.split(r"^--- (sheet .*|truth)$", path.read_text(encoding="utf-8"), flags=re.M)
    about = dict(line.split(": ", 1) for line in head.strip().splitlines() if ": " in line)
    sheets: list[Sheet] = []
    truth: dict[str, Any] = {"indicators": [], "funds": [], "tables": [], "known_inconsistencies": []}
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        if title == "truth":
            for line in filter(None, map(str.strip, body.splitlines())):
                _truth(line, sheets[-1], truth)
        else:
            sheets.append(_sheet(title.removeprefix("sheet ").strip(), body))
    return Published(path.stem, about, sheets, truth)


def _sheet(name: str, drawn: str) -> Sheet:
    lines = [[c.strip() for c in line.split("|")] for line in drawn.strip("\n").splitlines() if line.strip()]
    width = max(map(len, lines))
    lines = [line + [""] * (width - len(line)) for line in lines]
    sheet = Sheet(name, lines)
    for r, line in enumerate(lines):
        for c, text in enumerate(line):
            if text in ("<", "^"):
                continue
            right, bottom = c, r
            while right + 1 < width and line[right + 1] == "<":
                right += 1
            while bottom + 1 < len(lines) and lines[bottom + 1][c] == "^":
                bottom += 1
            if (right, bottom) != (c, r):
                sheet.merges.append(f"{get_column_letter(c + 1)}{r + 1}:{get_column_letter(right + 1)}{bottom + 1}")
                for y in range(r, bottom + 1):
                    for x in range(c, right + 1):
                        sheet.first[y + 1, x + 1] = (r + 1, c + 1)
    return sheet


def _rows(text: str) -> list[int]:
    rows: list[int] = []
    for part in text.split(","):
        a, _, b = part.partition("-")
        rows += range(int(a), int(b or a) + 1)
    return rows


def _truth(line: str, sheet: Sheet, truth: dict[str, Any]) -> None:
    kind, _, rest = line.partition(" ")
    if kind in ("wrong", "soft"):
        at, _, say = rest.partition(" ")
        cells = [f"{sheet.name}!{a}" for a in at.split(",")]
        truth["known_inconsistencies"].append({"cells": cells, "say": say, "soft": kind == "soft"})
        return
    if kind == "total":
        for key, at in (pair.split("=") for pair in rest.split()):
            m = re.fullmatch(r"([A-Z]+)(\d+)", at)
            assert m, line
            name = {"score": "total_score", "weight": "total_weight"}.get(key, key)
            truth[name] = sheet.text(int(m[2]), m[1])
            if key == "score":
                truth["total_cell"] = sheet.ref(int(m[2]), m[1])
        return
    at, _, rest = rest.partition(" ")
    if kind in ("sources", "said"):
        truth["funds"] += _sources(at, rest, sheet) if kind == "sources" else _said(at, rest, sheet)
        return
    if kind == "across":  # the names stand in the heading, the figures in one row below it
        named = (pair.split("=", 1) for pair in rest.split())
        rows = [{"label": label, "row": int(at), "values": {"": sheet.text(int(at), c)}} for c, label in named]
        truth["tables"].append({"form": sheet.name, "rows": rows})
        return
    columns = dict(pair.split("=", 1) for pair in rest.split())
    rows = [_row(kind, r, columns, sheet) for r in _rows(at)]
    if kind == "table":
        truth["tables"].append({"form": sheet.name, "rows": rows})
    else:
        truth[kind] += rows


def _sources(heading: str, rest: str, sheet: Sheet) -> list[dict[str, Any]]:
    """Sources of money in a heading, the figures of each below it, one line a kind of figure."""
    lines = dict(pair.split("=", 1) for pair in rest.split())
    columns = lines.pop("over").split(",")
    out = []
    for c in columns:
        filled = {key: int(line) for key, line in lines.items() if sheet.text(int(line), c)}
        figures = {key: sheet.text(filled[key], c) if key in filled else None for key in FUNDS}
        cells = {key: sheet.ref(line, c) for key, line in filled.items()}
        out.append({"row": sheet.text(int(heading), c) or "", "sheet": sheet.name, "cells": cells, **figures})
    return out


def _said(at: str, rest: str, sheet: Sheet) -> list[dict[str, Any]]:
    """Amounts told in the text of one cell."""
    key, *pairs = rest.split()
    rows = [pair.split("=", 1) for pair in pairs]
    nothing = dict.fromkeys(FUNDS)
    cells = {key: f"{sheet.name}!{at}"}
    return [{"row": label, "sheet": sheet.name, "cells": cells, **nothing, key: text} for label, text in rows]


def _row(kind: str, row: int, columns: dict[str, str], sheet: Sheet) -> dict[str, Any]:
    if kind == "table":
        label = "".join(sheet.text(row, c) or "" for c in columns["label"].split("+"))
        values = {h: sheet.text(row, c) for c, h in columns.items() if c != "label"}
        return {"label": label, "row": row, "values": values}
    out: dict[str, Any] = {"row": row, "sheet": sheet.name, "cells": {}}
    if kind == "funds":
        out["row"] = sheet.text(row, columns["label"]) or ""
    for key in FUNDS if kind == "funds" else FIELDS:
        at = columns.get(key)
        if at is None:
            out[key] = None
            continue
        if at.startswith("("):
            inside = re.search(r"（(\d+)分）$", sheet.text(row, at.strip("()")) or "")
            out[key] = inside and inside[1]
            continue
        places = [(int(d) if (d := c.lstrip(ascii_uppercase)) else row, c.rstrip(digits)) for c in at.split("+")]
        texts = [sheet.text(*place) for place in places]
        out[key] = texts[0] if len(texts) == 1 else [t for t in texts if t]
        if any(texts):
            first = texts.index(next(filter(None, texts)))
            out["cells"][key] = sheet.ref(*places[first])
    return out


def workbook(form: Published, merged: bool = True) -> Workbook:
    """The workbook as the unit would publish it: figures as numbers with their decimals, everything else as text.

    Not ``merged``: as it is when a page was pasted, each merged text in its first cell only.
    """
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    ratios = set(form.about.get("percent_numbers", "").replace(",", " ").split())
    for sheet in form.sheets:
        out = book.create_sheet(sheet.name)
        for r, line in enumerate(sheet.lines, 1):
            for c, text in enumerate(line, 1):
                if text and text not in ("<", "^"):
                    cell = out.cell(r, c)
                    cell.alignment = Alignment(wrap_text=True)
                    _fill(cell, text.replace("~", "\n"), get_column_letter(c) in ratios)
        for area in sheet.merges if merged else []:
            out.merge_cells(area)
    return book


def _fill(cell: Any, text: str, ratio: bool) -> None:
    if _NUMBER.match(text) and not re.match(r"-?0\d", text) and len(re.sub(r"\D", "", text)) <= 15:
        decimals = len(text.partition(".")[2])
        cell.value = float(text.replace(",", "")) if decimals else int(text.replace(",", ""))
        whole = "#,##0" if "," in text else "0"
        plain = text if not decimals else text.rstrip("0").rstrip(".")
        if "," in text or plain != text:
            cell.number_format = whole + ("." + "0" * decimals if decimals else "")
    elif ratio and (m := re.fullmatch(r"(-?\d+(?:\.\d+)?)%", text)):
        decimals = len(m[1].partition(".")[2])
        cell.value = round(float(m[1]) / 100, decimals + 4)
        cell.number_format = "0" + ("." + "0" * decimals if decimals else "") + "%"
    else:
        cell.value = text
        cell.data_type = "s"
