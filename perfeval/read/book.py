"""A whole workbook: its sheets one after the other, and forms that run over several sheets joined (工作簿)."""

from __future__ import annotations

from pathlib import Path

from perfeval.model import Form, SheetSeen, Source
from perfeval.profile import Profile
from perfeval.read import ReadResult
from perfeval.read.join import join_sheets
from perfeval.read.look import look
from perfeval.read.not_understood import not_understood
from perfeval.read.sheet import read_sheet
from perfeval.read.vocabulary import words_of
from perfeval.read.workbook import open_workbook


def read_book(path: Path, profile: Profile, name: str) -> ReadResult:
    """The forms of a file; ``name`` is what people call it. One that cannot be read says why in ``Source``."""
    opened = open_workbook(path, name)
    source = Source(file=name, path=path, unread=opened.unread, remarks=list(opened.remarks), ours=opened.ours)
    forms: list[Form] = []
    for grid in opened.grids:
        seen = SheetSeen(grid.sheet, hidden=grid.hidden)
        found = read_sheet(grid, profile)
        seen.unrecognised = found.unrecognised
        if not grid.cells:
            seen.remark = "空白工作表"
        elif not found.forms:
            seen.remark = "没有认出自评表、目标表或有数的表"
        source.sheets.append(seen)
        forms += found.forms
    forms = join_sheets(forms)
    _name(forms)
    seen_of = look(name, opened.grids, profile, [f.unit for f in forms if f.unit])
    if opened.grids and not source.ours:
        told = not_understood(opened.grids, forms, words_of(profile), named=seen_of.unit is not None)
        source.remarks += told
        source.not_understood = bool(told)
    return ReadResult(source, forms, seen_of)


def _name(forms: list[Form]) -> None:
    """Ids that are unique in the file: the sheet and a number."""
    counted: dict[str, int] = {}
    for form in forms:
        counted[form.sheet] = counted.get(form.sheet, 0) + 1
        form.id = f"{form.sheet}#{counted[form.sheet]}"
