"""perfeval diff: what changed between two versions of a workbook, and which findings that opened or closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from perfeval.model import Cell, CheckResult, Line
from perfeval.model.cells import quoted

Kind = Literal["改动", "填入", "清空", "新增行", "删除行", "新增工作表", "删除工作表"]
Cells = Mapping[tuple[int, int], Cell]
Row = tuple[int, tuple[tuple[int, str], ...]]  # its number, and what it shows by column


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``ref``: the cell in the new version (in the old one where it is gone), or the row as "第5行"."""

    kind: Kind
    sheet: str
    ref: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        where = f"{quoted(self.sheet)}!{self.ref}" if self.ref else self.sheet
        if self.kind in ("改动", "填入", "清空"):
            return f"{where}：{self.before or '（空）'} → {self.after or '（空）'}"
        return f"{where} {self.kind} {self.before or self.after}".rstrip()


@dataclass(frozen=True, slots=True)
class FindingChanges:
    """Findings by what became of them: new, gone, and still there with other figures."""

    opened: tuple[Line, ...]
    closed: tuple[Line, ...]
    changed: tuple[tuple[Line, Line], ...]


def cell_changes(old: Mapping[str, Cells], new: Mapping[str, Cells]) -> list[Change]:
    """The differences between two workbooks, each given as the filled cells of its sheets.

    Rows are matched by what they show, so that a row put in between does not make every row below it a change.
    """
    changes: list[Change] = []
    for sheet in old:
        if sheet not in new:
            changes.append(Change("删除工作表", sheet, ""))
    for sheet, cells in new.items():
        if sheet not in old:
            changes.append(Change("新增工作表", sheet, ""))
        else:
            changes += _sheet(sheet, old[sheet], cells)
    return changes


def _rows(cells: Cells) -> list[Row]:
    rows: dict[int, list[tuple[int, str]]] = {}
    for (row, column), cell in cells.items():
        if cell.shown != "":
            rows.setdefault(row, []).append((column, cell.shown))
    return [(n, tuple(sorted(rows[n]))) for n in sorted(rows)]


def _sheet(sheet: str, old: Cells, new: Cells) -> Iterator[Change]:
    before, after = _rows(old), _rows(new)
    matcher = SequenceMatcher(None, [r[1] for r in before], [r[1] for r in after], autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            continue
        paired = min(b - a, d - c)
        for one, other in zip(before[a : a + paired], after[c : c + paired], strict=True):
            yield from _row(sheet, one, other, old, new)
        for number, shown in before[a + paired : b]:
            yield Change("删除行", sheet, f"第{number}行", before=_joined(shown))
        for number, shown in after[c + paired : d]:
            yield Change("新增行", sheet, f"第{number}行", after=_joined(shown))


def _row(sheet: str, one: Row, other: Row, old: Cells, new: Cells) -> Iterator[Change]:
    was, now = dict(one[1]), dict(other[1])
    for column in sorted(was.keys() | now.keys()):
        before, after = was.get(column, ""), now.get(column, "")
        if before == after:
            continue
        kind: Kind = "改动" if before and after else "填入" if after else "清空"
        cell = new.get((other[0], column)) or old[one[0], column]
        yield Change(kind, sheet, cell.ref, before, after)


def _joined(shown: Iterable[tuple[int, str]]) -> str:
    return "｜".join(" ".join(text.split()) for _, text in shown)


def finding_changes(old: Iterable[Line], new: Iterable[Line]) -> FindingChanges:
    """The findings before and after, matched by rule, form and row and column path."""
    before, after = _by_path(old), _by_path(new)
    return FindingChanges(
        tuple(line for path, line in after.items() if path not in before),
        tuple(line for path, line in before.items() if path not in after),
        tuple((before[p], line) for p, line in after.items() if p in before and before[p].message != line.message),
    )


def _by_path(lines: Iterable[Line]) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for line in lines:
        first = line.results[0]
        path = f"{first.rule}|{first.form}|*" if len(line.results) > 1 else _path(first)
        while path in found:
            path += "+"
        found[path] = line
    return found


def _path(result: CheckResult) -> str:
    return result.key.rpartition("|")[0] or f"{result.rule}|{result.form}|{result.instance}"
