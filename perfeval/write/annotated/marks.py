"""Colours and notes on the user's own cells: conditional formats tied to the live status, and ordinary notes."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from perfeval.address import column_number
from perfeval.model import Cell, Severity
from perfeval.ooxml.notes import AFTER_DRAWING, Note, NoteError, SheetNotes
from perfeval.ooxml.offsets import worksheet_tree
from perfeval.ooxml.ours import PREFIX
from perfeval.ooxml.sheet import conditional_format
from perfeval.ooxml.workbook import Workbook
from perfeval.write import appearance as look
from perfeval.write.annotated.inputs_sheet import FIRST_HIT, hit_rows
from perfeval.write.annotated.live import AGAIN
from perfeval.write.annotated.notes import note_text
from perfeval.write.findings import Findings

NUMBERS, STATUSES = f"{PREFIX}_no", f"{PREFIX}_status"
HITS, HIT_STATUSES = f"{PREFIX}_hit", f"{PREFIX}_hit_status"
# children of <worksheet> that come after <conditionalFormatting>
_AFTER_FORMATS = (
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks",
    "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing",
    *AFTER_DRAWING,
)  # fmt: skip
_PRIORITY = re.compile(rb"""\bpriority\s*=\s*["'](\d+)["']""")
_REF = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")


@dataclass(slots=True)
class CellMarks:
    """What concerns one cell: the conditions under which it is coloured, by level, and the lines of its note."""

    cell: Cell
    conditions: dict[Severity, list[str]] = field(default_factory=lambda: defaultdict(list))
    lines: list[str] = field(default_factory=list)


def marks_of(findings: Findings, title: str) -> dict[str, dict[str, CellMarks]]:
    """By sheet and address, what the findings at 错误 and 警告 say of each cell. ``title``: the name of 核对结果."""
    marks: dict[str, dict[str, CellMarks]] = defaultdict(dict)
    rows = hit_rows(findings)
    for finding in findings.graded:
        for n, hit in enumerate(finding.hits):
            if hit.cell is None:
                continue
            mark = marks[hit.cell.sheet].setdefault(hit.cell.ref, CellMarks(hit.cell))
            if finding.number in rows:
                condition = _open(HITS, HIT_STATUSES, rows[finding.number][0] - FIRST_HIT + 1 + n)
            else:
                condition = _open(NUMBERS, STATUSES, finding.number)
            mark.conditions[finding.line.severity].append(condition)
            line = note_text(finding.line.severity, finding.number, hit.result.message, title)
            if line not in mark.lines:
                mark.lines.append(line)
    return marks


def _open(numbers: str, statuses: str, number: int) -> str:
    """True as long as this number is not mended. By number, not by row: people sort the list."""
    return "+".join(f'COUNTIFS({numbers},{number},{statuses},"{status}")' for status in ("不通过", AGAIN))


def mark_sheets(book: Workbook, marks: dict[str, dict[str, CellMarks]]) -> list[str]:
    """Put colours and notes on the user's sheets; what could not be done is said."""
    remarks = []
    for sheet, cells in marks.items():
        part = book.part_of(sheet)
        if part is None:
            continue
        _colour(book, part, list(cells.values()))
        remarks += _annotate(book, sheet, part, list(cells.values()))
    return remarks


def _colour(book: Workbook, part: str, cells: list[CellMarks]) -> None:
    data = book.edit.original(part)
    root = worksheet_tree(data)
    prefix = root.tag.rpartition(":")[0]
    tag = f"{prefix}:" if prefix else ""
    existing = list(root.all("conditionalFormatting"))
    # those of newer kinds (图标集, 数据条) may stand in the extensions alone
    holders = [*existing, *root.all("extLst")]
    used = [int(p) for e in holders for p in _PRIORITY.findall(data, e.start, e.end)]
    # the user's own formats keep their precedence
    priority = max(used, default=0)
    pieces = []
    for severity in ("错误", "警告"):
        dxf = book.styles.difference(look.FILLS[severity])
        for mark in cells:
            where = mark.cell.merged or mark.cell.ref
            for condition in mark.conditions.get(severity, ()):
                priority += 1
                pieces.append(conditional_format(where, f"{condition}>0", dxf, priority, tag=tag))
    if existing:
        at = existing[-1].end
    else:
        at = next((c.start for c in root.children if c.name in _AFTER_FORMATS), root.close)
    book.edit.insert(part, at, "".join(pieces))


def _annotate(book: Workbook, sheet: str, part: str, cells: list[CellMarks]) -> list[str]:
    notes = SheetNotes(book.edit, part)
    wanted, threaded, full = [], [], []
    for mark in cells:
        found = _REF.match(mark.cell.ref)
        if not found:
            continue
        if mark.cell.ref in notes.threaded:
            threaded.append(mark.cell.ref)
            continue
        column = column_number(found[1])
        right = column
        if mark.cell.merged:
            last = _REF.match(mark.cell.merged.rpartition(":")[2])
            right = column_number(last[1]) if last else column
        text = "\n".join(mark.lines)
        if notes.full(mark.cell.ref, text):
            full.append(mark.cell.ref)
            continue
        wanted.append(Note(mark.cell.ref, int(found[2]), column, right, text))
    remarks = [f"{sheet}!{ref} 已有会话批注，没有另加批注" for ref in threaded]
    remarks += [f"{sheet}!{ref} 的批注已写满，没有再加" for ref in full]
    try:
        notes.add(wanted)
    except NoteError as error:
        remarks.append(f"工作表“{sheet}”没有加批注：{error}")
    return remarks
