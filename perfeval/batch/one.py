"""One workbook through the pipeline, without outputs: for ``diff``, for programs, for trying a rule."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval.batch.discover import Input
from perfeval.batch.group import group
from perfeval.batch.work import Settings, dossier, read_file
from perfeval.model import Cell, Evaluation

if TYPE_CHECKING:
    from perfeval.write.diff import Change, FindingChanges

Sheets = dict[str, dict[tuple[int, int], Cell]]


class Unreadable(Exception):
    """The workbook could not be read; the text is the one-line reason."""


def evaluate(path: Path | str, profile: str = "mof", rules: Path | str | None = None) -> Evaluation:
    """Read, score and check one workbook.

    Args:
        path: a workbook (.xlsx, .xlsm, .xls, .et, .ods) or a Word form (.docx).
        profile: 地方配置, a built-in name or the folder of one's own.
        rules: own 审核公式, a .toml or an .xlsx with the sheet 审核公式.

    Returns:
        The dossier with its forms and scores, all check results, and the lines that people see. Amounts are
        ``Decimal`` in the unit that the form names.

    Raises:
        Unreadable: the file cannot be read; the text says why, in Chinese.
        ProfileError, RuleError: the profile or the rules cannot be used.
    """
    from perfeval import profile as profiles
    from perfeval.check import check, load_rules
    from perfeval.score import score

    path, rules = Path(path), Path(rules) if rules else None
    with tempfile.TemporaryDirectory(prefix="perfeval-") as spool:
        settings = Settings(folder=path.parent, spool=Path(spool), profile=profile, rules=rules)
        seen = read_file(Input(str(path.parent), path.name), settings)
        if seen.unread:
            raise Unreadable(f"{path.name} {seen.unread}")
        (plan,) = group([seen])
        unit = dossier(plan, settings)
    chosen = profiles.load(profile, path.parent)
    score(unit, chosen)
    results, lines = check(unit, chosen, load_rules(rules, chosen.rules, chosen.forms) if rules else ())
    return Evaluation(unit, results, lines)


def sheets_of(path: Path) -> Sheets:
    """The filled cells of every sheet, as read. Raises Unreadable."""
    from perfeval.read.workbook import open_workbook

    opened = open_workbook(path, path.name)
    if opened.unread:
        raise Unreadable(f"{path.name} {opened.unread}")
    return {g.sheet: g.cells for g in opened.grids}


def differences(old: Path, new: Path, profile: str = "mof") -> tuple[list[Change], FindingChanges]:
    """What changed between two versions of a workbook, cell by cell, and which findings that opened or closed."""
    from perfeval.write.diff import cell_changes, finding_changes

    before: Mapping[str, Mapping[tuple[int, int], Cell]] = sheets_of(old)
    changes = cell_changes(before, sheets_of(new))
    return changes, finding_changes(evaluate(old, profile).lines, evaluate(new, profile).lines)
