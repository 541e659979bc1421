"""A sheet drawn as text, with each cell's role (``perfeval inspect``): what was recognised, what not, and why."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from perfeval.address import column_letters
from perfeval.model import Form
from perfeval.profile import Profile
from perfeval.read.grid import Grid
from perfeval.read.lines import Lines
from perfeval.read.records.header import find_headers
from perfeval.read.sheet import SheetForms, read_sheet
from perfeval.read.vocabulary import Words, words_of
from perfeval.read.workbook import Opened

_WIDEST = 18  # of a column, in half-width places
_LINES = 200
_NO_ROLE = "？未认出"


def width(text: str) -> int:
    """Places on a terminal: wide East Asian characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def fit(text: str, places: int) -> str:
    """The text cut or filled up to this many places."""
    squeezed = " ".join(text.split())
    if width(squeezed) > places:
        kept = ""
        for c in squeezed:
            if width(kept) + width(c) > places - 1:
                break
            kept += c
        squeezed = kept + "…"
        squeezed += " " * (places - width(squeezed))
    return squeezed + " " * (places - width(squeezed))


def picture(opened: Opened, profile: Profile, name: str, columns: int | None = None) -> str:
    """Every sheet of a workbook as an aligned picture, with the forms found and what was not understood.

    ``columns``: places of the terminal; a sheet that is wider is told cell by cell instead.
    """
    parts = [f"文件 {name}"]
    if opened.unread:
        parts.append(f"未能读取：{opened.unread}")
    parts += [f"说明：{r}" for r in opened.remarks]
    for grid in opened.grids:
        parts.append(_sheet(grid, profile, columns))
    return "\n".join(parts) + "\n"


def _sheet(grid: Grid, profile: Profile, columns: int | None) -> str:
    found = read_sheet(grid, profile)
    words = words_of(profile)
    lines = Lines(grid)
    head = f"\n══ 工作表“{grid.sheet}”" + ("（隐藏）" if grid.hidden else "")
    if not lines.numbers:
        return head + "\n   空白"
    drawn = _table(lines, found)
    if columns is not None and max(map(width, drawn)) > columns:
        drawn = _told(lines, found, columns)
    out = [head, *drawn]
    out += ["", "认出的表："] if found.forms else ["", "没有认出自评表、目标表或有数的表。"]
    out += [f"  {_form(f)}" for f in found.forms]
    out += _reasons(grid, lines, found, words)
    return "\n".join(out)


def _roles(lines: Lines, found: SheetForms, rows: Iterable[int]) -> dict[tuple[int, int], str]:
    """What each filled cell was taken for, as 〔…〕, by its corner."""
    loose = {x.cell.ref for x in found.unrecognised}
    roles = {}
    for s in (s for r in rows for s in lines.starting(r)):
        role = _NO_ROLE if s.cell.ref in loose else found.roles.get(s.corner, "")
        roles[s.corner] = f"〔{role}〕" if role else ""
    return roles


def _told(lines: Lines, found: SheetForms, columns: int) -> list[str]:
    """The filled cells of each sheet line one after the other: ``A3 基本支出总额〔资金行〕``."""
    rows = [r for r in lines.numbers if lines.starting(r)][:_LINES]
    roles = _roles(lines, found, rows)
    out: list[str] = []
    for r in rows:
        line = ""
        for s in (s for s in lines.starting(r) if s.filled):
            told = f"{s.cell.ref} {fit(s.text, 2 * _WIDEST).rstrip()}{roles[s.corner]}"
            if line and width(line) + 2 + width(told) > columns:
                out.append(line)
                line = "    " + told
            else:
                line = f"{line}  {told}" if line else told
        out.append(line)
    return out


def _table(lines: Lines, found: SheetForms) -> list[str]:
    """Two text lines for each sheet line: what is printed, and below it what it was taken for."""
    grid = lines.grid
    rows = [r for r in lines.numbers if lines.starting(r)][:_LINES]
    columns = sorted({s.left for r in rows for s in lines.starting(r)})
    wide = dict.fromkeys(columns, 6)
    roles = _roles(lines, found, rows)
    for r in rows:
        for s in lines.starting(r):
            if s.right == s.left or len([c for c in columns if s.left <= c <= s.right]) == 1:
                wide[s.left] = min(_WIDEST, max(wide[s.left], width(" ".join(s.text.split())), width(roles[s.corner])))
    gutter = max(3, len(str(rows[-1]))) if rows else 3
    out = [" " * gutter + " │ " + " │ ".join(fit(column_letters(c), wide[c]) for c in columns)]
    out.append("─" * gutter + "─┼─" + "─┼─".join("─" * wide[c] for c in columns))
    for r in rows:
        printed, below = [], []
        at = 0
        while at < len(columns):
            s = lines.slot(r, columns[at])
            covered = [c for c in columns[at:] if c <= s.right] or [columns[at]]
            places = sum(wide[c] for c in covered) + 3 * (len(covered) - 1)
            own = s.starts and s.filled
            printed.append(fit(s.text if own else ("″" if s.filled else ""), places))
            below.append(fit(roles.get(s.corner, "") if own else "", places))
            at += len(covered)
        out.append(f"{r:>{gutter}} │ " + " │ ".join(printed))
        out.append(" " * gutter + " │ " + " │ ".join(below))
    more = len([r for r in lines.numbers if lines.starting(r)]) - len(rows)
    if more > 0:
        out.append(f"……以下还有{more}行，未画出（{grid.sheet}共{grid.bottom}行）")
    return out


def _form(form: Form) -> str:
    """One line for a form: kind, range, what is in it."""
    facts = [form.label, f"区域 {form.range}"]
    if form.unit:
        facts.append(f"单位 {form.unit}")
    if form.year:
        facts.append(f"{form.year}年度")
    if form.unit_of_amount:
        facts.append(f"金额单位 {form.unit_of_amount}")
    if form.indicators:
        facts.append(f"指标{len(form.indicators)}条（栏目：{'、'.join(sorted(form.columns))}）")
    if form.funds:
        facts.append(f"资金{len(form.funds)}行")
    if form.rows and not form.funds:
        facts.append(f"数据{len(form.rows)}行")
    if form.totals.self_score is not None:
        facts.append(f"总分 {form.totals.self_score.text or '未填'}")
    if form.indicators and not form.complete:
        facts.append("表尾没有总分、结论或注：可能有行未录全")
    return "；".join(facts)


def _reasons(grid: Grid, lines: Lines, found: SheetForms, words: Words) -> list[str]:
    """What was not understood, each with the likely reason and what a person can do."""
    out: list[str] = []
    if found.unrecognised:
        out += ["", f"未认出的单元格（{len(found.unrecognised)}个）："]
        out += [f"  {x.cell.ref}  {fit(x.text, 40).rstrip()}  {_why(x.text, words)}" for x in found.unrecognised[:40]]
        if len(found.unrecognised) > 40:
            out.append(f"  ……另有{len(found.unrecognised) - 40}个")
    if not any(f.indicators for f in found.forms) and not find_headers(lines, words):
        near = _nearly(lines, words)
        if near:
            out += [
                "",
                f"没有认出指标表头。最像表头的是第{near}行；可在自己的 forms.toml 的 [records.columns] 里补上：",
            ]
            out += [f"  {s.cell.ref} {s.text}" for s in lines.starting(near) if words.columns.get(s.text) is None]
    return out


def _why(text: str, words: Words) -> str:
    squeezed = "".join(text.split())
    if squeezed.replace(".", "", 1).replace(",", "").isdigit():
        return "（数字，左边和上边都没有认得的标签）"
    if words.columns.get(text) or words.fields.get(text):
        return "（标签认得，但旁边没有内容，或所在的行不成表）"
    if len(squeezed) > 30:
        return "（大段文字，旁边没有认得的标签）"
    return "（没有这个叫法；可在自己的 forms.toml 的 [records.fields] 里补上）"


def _nearly(lines: Lines, words: Words) -> int | None:
    """The line with the most labels of an indicator table, if it has any."""
    scores = {
        r: sum(words.columns.get(s.text) is not None for s in lines.starting(r))
        for r in lines.numbers
        if len(lines.starting(r)) >= 3
    }
    best = max(scores, key=lambda r: scores[r], default=None)
    return best if best is not None and scores[best] else None
