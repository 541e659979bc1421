"""批注: an annotated copy of the user's workbook. What was in it stays; colours, notes and four sheets are added."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from perfeval import __version__
from perfeval.model import Evaluation, Source
from perfeval.ooxml import ours
from perfeval.ooxml.cell_text import CellTexts
from perfeval.ooxml.edit import Edit
from perfeval.ooxml.package import Package, PackageError
from perfeval.ooxml.sheet import Sheet, quoted
from perfeval.ooxml.workbook import Workbook
from perfeval.write.annotated.findings_sheet import FindingsSheet, names_ranges
from perfeval.write.annotated.inputs_sheet import InputsSheet, first_input_row, hit_rows
from perfeval.write.annotated.legend_sheet import legend
from perfeval.write.annotated.live import Inputs
from perfeval.write.annotated.marks import HIT_STATUSES, HITS, NUMBERS, STATUSES, mark_sheets, marks_of
from perfeval.write.annotated.replies import (
    FINDINGS_TITLE,
    INPUTS_TITLE,
    LEGEND_TITLE,
    SCORES_TITLE,
    Replies,
    read_replies,
)  # fmt: skip
from perfeval.write.annotated.scores_sheet import ScoresSheet
from perfeval.write.clean import stripped
from perfeval.write.findings import Findings, findings_of
from perfeval.write.plain.value_copy import value_copy
from perfeval.write.put import names_for, put

EDITABLE = frozenset({".xlsx", ".xlsm"})
ORIGINAL_COUNTS = "公式和图片没有带入，以原件为准"


class NotEditable(Exception):
    """Why a workbook cannot be annotated in place, in the words that the user sees."""


@dataclass(slots=True)
class Annotated:
    """The file that was written, what is to be said about it, and the replies that were carried over."""

    path: Path
    remarks: list[str] = field(default_factory=list)
    replies: Replies = field(default_factory=Replies)


def annotate(
    source: Source,
    evaluation: Evaluation,
    target: Path,
    replies: Replies | None = None,
    converted: Path | None = None,
) -> Annotated:
    """Write the annotated copy of ``source`` to ``target``, or beside it where a person has changed what is there.

    Replies are those in the workbook itself, if it is one of ours put back, over those in the last output, under
    those given. ``converted``: the same workbook as an office program has made an .xlsx of it.
    """
    carried = _last_replies(target)
    try:
        edit, carried, remarks = _in_place(source, evaluation, carried, replies, converted)
    except NotEditable as reason:
        # never a damaged copy: the values go into a workbook of our own
        carried = carried.merged(replies or Replies())
        copy, kept = value_copy(source.path)
        edit = Edit(Package(copy))
        said = f"{source.file}：{reason}，批注写在另存的 .xlsx 里，{kept}，{ORIGINAL_COUNTS}"
        remarks = _compose(source, evaluation, edit, carried, said)
        if source.path.suffix.lower() in EDITABLE:
            target = target.with_name(f"{target.stem.removesuffix('_批注')}_{FINDINGS_TITLE}.xlsx")
    with edit.package:
        path = put(target, edit.save_atomically, _ours_unchanged, remarks).path
    return Annotated(path, remarks, carried)


def _in_place(
    source: Source, evaluation: Evaluation, carried: Replies, given: Replies | None, converted: Path | None
) -> tuple[Edit, Replies, list[str]]:
    """The edit of the user's own package, the replies of all sources, and what is to be said."""
    path = converted or source.path
    if path.suffix.lower() not in EDITABLE:
        raise NotEditable(f"{path.suffix} 文件不能在原件上批注")
    said = [f"{source.file}：批注写在 LibreOffice 转成的 .xlsx 里，外观与原件略有出入，以原件为准"] if converted else []
    try:
        package, put_back = stripped(path, None if converted else source.ours)
    except PackageError as error:
        raise NotEditable(str(error)) from error
    if put_back:
        carried = carried.merged(read_replies(path))
    carried = carried.merged(given or Replies())
    edit = Edit(package)
    try:
        remarks = _signed(package) + _compose(source, evaluation, edit, carried, *said)
        edit.check()
    except PackageError as error:
        package.zip.close()
        raise NotEditable(str(error)) from error
    except (ValueError, KeyError, IndexError) as error:
        # attributes that are not what they have to be: what we wrote beside them could break the file
        package.zip.close()
        raise NotEditable("文件内容不合规范，不能在原件上批注") from error
    return edit, carried, remarks


def _last_replies(target: Path) -> Replies:
    """The answers in earlier outputs of this name, …_新 included; what was written last counts."""
    there = takewhile(Path.exists, names_for(target))
    replies = Replies()
    for path in sorted(there, key=lambda p: p.stat().st_mtime):
        replies = replies.merged(read_replies(path))
    return replies


def _ours_unchanged(path: Path) -> bool:
    try:
        with Package(path) as package:
            return ours.unchanged(package)
    except PackageError:
        return False


def _signed(package: Package) -> list[str]:
    if any(name.startswith("_xmlsignatures/") for name in package.names()):
        return ["原文件有数字签名：批注后的这一份签名失效，原文件不受影响"]
    return []


def _compose(source: Source, evaluation: Evaluation, edit: Edit, replies: Replies, *said: str) -> list[str]:
    """Everything that is added, in the order in which one thing needs to know of another; what there is to say."""
    book = Workbook(edit)
    findings = findings_of(evaluation, source.file)
    titles = [book.free_title(t) for t in (FINDINGS_TITLE, SCORES_TITLE, INPUTS_TITLE, LEGEND_TITLE)]
    remarks = [*said, *mark_sheets(book, marks_of(findings, titles[0]))]
    within = {s.name for s in book.sheets}
    texts = CellTexts(edit.package, book.part)
    inputs = Inputs(
        source.file, titles[2], first_input_row(findings), within,
        lambda cell: texts.text(part, cell.ref) if (part := book.part_of(cell.sheet)) else None,
    )  # fmt: skip
    listed = InputsSheet(findings, inputs)
    hits = listed.hits()
    built = FindingsSheet(
        titles[0], evaluation, findings, inputs, replies, hit_rows(findings), remarks=(*source.remarks, *remarks),
        several_sheets=_several(evaluation, source.file),
    ).build()  # fmt: skip
    scores = ScoresSheet(titles[1], evaluation, source.file, inputs, replies).build()
    sheets: list[Sheet] = [built.sheet, scores, listed.finish(hits), legend(titles[3], book.manual)]
    for sheet in sheets:
        book.add_sheet(sheet)
    _names(book, findings, titles, names_ranges(titles[0], built), listed.names())
    ours.add_property(edit, f"perfeval {__version__} {_hash(sheets, findings)}")
    book.finish()
    ours.add_state(edit, book.part)
    return remarks


def _names(
    book: Workbook, findings: Findings, titles: list[str], rows: tuple[str, str], hits: tuple[str, str] | None
) -> None:
    """The hidden names: the live statuses that the colours depend on, and the marks of our sheets."""
    book.define(NUMBERS, rows[0], hidden=True)
    book.define(STATUSES, rows[1], hidden=True)
    if hits is not None:
        book.define(HITS, hits[0], hidden=True)
        book.define(HIT_STATUSES, hits[1], hidden=True)
    for number, title in enumerate(titles, 1):
        book.define(f"{ours.SHEET_PREFIX}{number}", f"{quoted(title)}!$A$1", hidden=True)


def _several(evaluation: Evaluation, file: str) -> bool:
    """Whether the forms of this file stand on more than one sheet: only then places need its name."""
    cells = [c for line in evaluation.lines for r in line.results for c in r.cells if c.file == file]
    forms = [f for f in evaluation.dossier.forms if f.file == file]
    return len({*(c.sheet for c in cells), *(f.sheet for f in forms)}) > 1


def _hash(sheets: list[Sheet], findings: Findings) -> str:
    shown = "\n".join(f"{f.key}|{f.figures}" for f in findings) + "|".join(s.name for s in sheets)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]
