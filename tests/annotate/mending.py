"""The figure that 核对结果 proposes, typed into the cell of its finding, and what LibreOffice makes of it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.annotate.evaluations import RECALC

PROBES = "_试"  # a sheet of ours that asks the conditions of the colours


@dataclass(frozen=True, slots=True)
class Proposal:
    """A live finding, or a hit of a merged one: its status on ``sheet``, and what to type where."""

    sheet: str
    row: int
    status: int  # column
    rule: str
    message: str
    number: int
    value: float
    cell_sheet: str
    ref: str

    def type_into(self, book: Workbook) -> None:
        book[self.cell_sheet][self.ref] = self.value

    def colours(self, book: Workbook) -> list[str]:
        """The conditions under which its cell is coloured for this finding."""
        name = "_perfeval_no" if self.sheet == "核对结果" else "_perfeval_hit"
        asks = re.compile(rf"COUNTIFS\({name},{self.number},")
        formats = book[self.cell_sheet].conditional_formatting
        own = [f for f in formats if any(str(r).split(":")[0] == self.ref for r in f.sqref.ranges)]
        return [text for f in own for rule in f.rules for text in rule.formula if asks.search(text)]


def proposals(path: Path) -> Iterator[Proposal]:
    """Every live finding of an annotated workbook that shows an 应填数 and is not settled yet."""
    book, cached = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    listed, hits = cached["核对结果"], cached["取数"]
    rules = {listed.cell(r, 1).value: str(listed.cell(r, 14).value) for r in range(6, listed.max_row + 1)}
    for row in range(6, listed.max_row + 1):
        yield from _proposal(book["核对结果"], listed, row, (3, 4, 6, 8), str(listed.cell(row, 14).value))
    if hits.cell(4, 2).value == "核对结果第几条":
        for row in range(5, hits.max_row + 1):
            if not isinstance(hits.cell(row, 1).value, int):
                break
            yield from _proposal(book["取数"], hits, row, (7, 3, 9, 5), rules[hits.cell(row, 2).value])


def _proposal(
    sheet: Worksheet, cached: Worksheet, row: int, columns: tuple[int, int, int, int], rule: str
) -> Iterator[Proposal]:
    status, place, message, right = columns
    value, link, number = cached.cell(row, right).value, sheet.cell(row, place).hyperlink, cached.cell(row, 1).value
    live = sheet.cell(row, status).data_type == "f" and cached.cell(row, status).value == "不通过"
    if not live or not isinstance(value, int | float) or not isinstance(number, int) or link is None:
        return
    where, _, ref = str(link.location).rpartition("!")
    name = where.strip("'").replace("''", "'")
    said = str(cached.cell(row, message).value)
    yield Proposal(sheet.title, row, status, rule, said, number, float(value), name, ref)


def typed(path: Path, mended: list[Proposal], target: Path) -> None:
    """A copy with these proposals typed in, which also asks whether their colours are still on."""
    book = openpyxl.load_workbook(path)
    probes = book.create_sheet(PROBES)
    for row, proposal in enumerate(mended, 1):
        proposal.type_into(book)
        for column, text in enumerate(proposal.colours(book), 1):
            probes.cell(row, column).value = f"={text}"
    book.save(target)


def recalculate(paths: list[Path], folder: Path) -> Path:
    """All workbooks computed anew in one call; the folder they are in."""
    profile, out = folder / "office", folder / "recalculated"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALC)
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to"]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return out


def unsettled(path: Path, mended: list[Proposal]) -> list[tuple[Proposal, object, list[object]]]:
    """What did not turn, or kept its colour: with its status and the conditions of its colours."""
    book = openpyxl.load_workbook(path, data_only=True)
    found = []
    for row, proposal in enumerate(mended, 1):
        status = book[proposal.sheet].cell(proposal.row, proposal.status).value
        colours = [c.value for c in book[PROBES][row] if c.value is not None]
        if status not in ("通过", "尾差") or any(colours):
            found.append((proposal, status, colours))
    return found
