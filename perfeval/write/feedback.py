"""审核反馈意见: the page that a bureau sends back: what is wrong, where, what it should be, room to answer."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import Any

from perfeval.model import Evaluation, Line
from perfeval.profile import Profile, ProfileError
from perfeval.write.report.blocks import Paragraph, Report, Run, Table, TableCell, missing_run
from perfeval.write.report.docx import build, save
from perfeval.write.report.facts import Facts
from perfeval.write.report.pages import PAGE, heights
from perfeval.write.report.texts import load

WIDTHS = [560, 560, 1300, 3424, 1800, 1200]
REST = 36.0 + 28 * 9 + 30  # points: title, address, text, the line about others, sender and date
LONGEST_NAME = 30  # characters of an indicator that a problem begins with
LONGEST = 100  # characters of a problem; 核对结果 has the whole


def feedback(
    evaluation: Evaluation,
    profile: Profile,
    target: Path,
    *,
    deadline: str | None = None,
    sender: str | None = None,
) -> int:
    """Write the page; the answer is how many findings it asks the unit to mend or explain (错误、警告)."""
    texts = load(profile)
    words = texts["feedback"]
    facts = Facts(evaluation.dossier, texts, [])
    lines = [x for x in evaluation.lines if x.severity in ("错误", "警告")]
    mark = texts["words"]["missing"]
    given = {"期限": deadline, "审核单位": sender}
    given |= {level: str(evaluation.count(level)) for level in ("错误", "警告")}

    def write(sentence: str) -> list[Run]:
        for name, value in given.items():
            sentence = sentence.replace("{" + name + "}", value) if value else sentence
        runs = facts.write(sentence)
        return [missing_run(mark, r.missing.what, "") if r.missing else r for r in runs]

    blocks = [Paragraph([Run(words["title"])], "Title"), Paragraph(write(words["to"]), "Normal")]
    blocks.append(Paragraph(write(words["text"] if lines else words["clean"])))
    report = Report(words["title"], [*blocks])
    if lines:
        table = _table(lines, words, [s.file for s in evaluation.dossier.sources])
        table.rows = table.rows[: 1 + _fitting(table)]
        report.blocks.append(table)
        if len(lines) >= len(table.rows):
            report.blocks.append(Paragraph([Run(words["more"].format(len(lines) - len(table.rows) + 1))]))
    report.blocks.append(Paragraph(write(words["from"]), "Signature", before=28.0))
    report.blocks.append(Paragraph(write(words["date"]), "Signature"))
    base = profile.find("report.docx")
    if base is None:
        raise ProfileError("没有找到报告样式 report.docx")
    save(build(report, base, {}, [], ""), target)
    return len(lines)


def _fitting(table: Table) -> int:
    """How many rows below the head stay on the one page."""
    sums = accumulate(heights(table))
    return max(1, sum(used <= PAGE - REST for used in sums) - 1)


def _table(lines: list[Line], words: dict[str, Any], files: list[str]) -> Table:
    rows = [[TableCell([Run(h)], "AnnexText") for h in words["head"]]]
    for n, line in enumerate(lines, 1):
        told = _told(line)
        said = told if len(told) <= LONGEST else told[: LONGEST - 1] + "…"
        due = _number(line.right)
        mend = words["due"].format(due) if due and due in said else line.hint
        texts = [str(n), line.severity, _place(line, files), said, mend, ""]
        styles = ["AnnexText", "AnnexText", "AnnexLeft", "AnnexLeft", "AnnexLeft", "AnnexLeft"]
        rows.append([TableCell([Run(t)], s) for t, s in zip(texts, styles, strict=True)])
    return Table(rows, WIDTHS, line=13.0, size=9.0)


def _told(line: Line) -> str:
    """The finding, after the indicator or row that it is about: on paper nobody can click on H15."""
    name = line.subject.rpartition("/")[2].strip()
    return (
        f"{name}：{line.message}" if name and name not in line.message and len(name) <= LONGEST_NAME else line.message
    )


def _place(line: Line, files: list[str]) -> str:
    """Sheet and cell; before it the workbook where there are several: their sheets often have one name."""
    if not line.cells:
        return next((r.file for r in line.results if r.file), "") or ""
    cell = line.cells[0]
    path = PurePosixPath(cell.file)
    alike = sum(PurePosixPath(f).name == path.name for f in files) > 1
    name = f"{path.parent.name}/{path.name}" if alike and path.parent.name else path.name
    return f"{name} {cell}" if len(files) > 1 else str(cell)


def _number(value: Decimal | None) -> str:
    return f"{value.normalize():f}" if value is not None else ""
