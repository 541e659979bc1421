"""The files of one dossier: annotated workbooks, report, result.json; each is whole or absent."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval.batch.group import FORBIDDEN, NAME_BYTES, cut
from perfeval.batch.laps import Laps
from perfeval.model import Evaluation, Source
from perfeval.profile import Profile, ProfileError

if TYPE_CHECKING:
    from perfeval.batch.compare.report import Compared
    from perfeval.batch.work import Settings


NAME_LENGTH = 80  # of a copy, without _批注.xlsx


@dataclass
class Written:
    """Names inside the dossier's output folder."""

    report: str | None = None
    workbooks: list[str] = field(default_factory=list)
    copies: list[tuple[str, str]] = field(default_factory=list)  # each source, and its annotated copy
    others: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def write_text(path: Path, text: str) -> None:
    """Write a text file atomically: a reader sees the old one or the new one."""
    handle, name = tempfile.mkstemp(prefix="~", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as f:
            f.write(text)
        os.chmod(name, 0o644)
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def copy_name(source: Source, taken: set[str]) -> str:
    """The name of a workbook's annotated copy; two sources of one name are told apart by their subfolder."""
    stem, _, suffix = source.file.rsplit("/", 1)[-1].rpartition(".")
    stem = FORBIDDEN.sub("_", stem.removesuffix("_批注"))
    suffix = "xlsm" if suffix.lower() == "xlsm" else "xlsx"
    stem = cut(stem, NAME_LENGTH, NAME_BYTES)
    name = f"{stem}_批注.{suffix}"
    if name.casefold() in taken:
        within = "_".join([*source.file.split("/")[1:-1], stem])
        name = f"{cut(within, NAME_LENGTH, NAME_BYTES)}_批注.{suffix}"
    n = 2
    while name.casefold() in taken:
        name = f"{stem}_批注_{n}.{suffix}"
        n += 1
    taken.add(name.casefold())
    return name


def _converted(source: Source, settings: Settings, written: Written) -> Path | None:
    """The .xlsx that LibreOffice makes of an old workbook, where that is wanted and works; else what is to be said."""
    from perfeval.write import office

    if not settings.via_libreoffice or source.path.suffix.lower() not in office.CONVERTIBLE:
        return None
    if office.program() is None:
        said = "没有找到 LibreOffice，--via-libreoffice 没有起作用，旧格式工作簿的批注副本按数值另存"
        written.remarks += [said] if said not in written.remarks else []
        return None
    made = office.convert(source.path, settings.spool)
    if made is None:
        written.remarks.append(f"{source.file}：LibreOffice 没有转换成功，批注副本按数值另存")
    return made


def _write_report(evaluation: Evaluation, profile: Profile, settings: Settings, target: Path, written: Written) -> None:
    """The Word report; final only where nothing is missing, or the settings allow it."""
    from perfeval.write import office
    from perfeval.write.put import put
    from perfeval.write.report.docx import unchanged
    from perfeval.write.report.draft import report

    wanted = {k: v for k, v in settings.report.items() if k in ("unfinished", "exact_pages", "charts")}
    if wanted.get("exact_pages") and office.program() is None:
        written.remarks.append("没有找到 LibreOffice，--exact-pages 没有起作用，报告目录的页码是估算的")

    def write(path: Path) -> list[str]:
        return report(evaluation, profile, path, final=settings.final, template=settings.template, **wanted)

    try:
        path, lacks, _ = put(target, write, unchanged, written.remarks)
    except ProfileError as error:
        written.remarks.append(f"自评报告没有写出：{error}")
        return
    if lacks and settings.final and not wanted.get("unfinished"):
        unit = evaluation.dossier.unit
        written.remarks.append(f"{unit}的报告还有{len(lacks)}处待补，没有出定稿：{lacks[0]}等")
    else:
        written.report = path.name


def _left(folder: Path, names: list[str]) -> list[str]:
    """Copies of earlier runs whose workbook is called otherwise now, or gone: beside the new ones they mislead."""
    now = {_of_any_run(name) for name in names}
    left = sorted(p.name for p in folder.glob("*_批注*.xls[xm]") if _of_any_run(p.name) not in now and p.name[0] != "~")
    if not left:
        return []
    more = f" 等{len(left)}个" if len(left) > 1 else ""
    return [f"{folder.name} 里还有以前的 {left[0]}{more}，这次没有对应的工作簿；没有动，不用的请移走"]


def _of_any_run(name: str) -> str:
    """甲_批注_新.xlsx, 甲_批注_新2.xlsx: the copy beside one that a person has changed."""
    return re.sub(r"_新\d*(?=\.xls[xm]$)", "", name).casefold()


def write_outputs(
    evaluation: Evaluation,
    profile: Profile,
    settings: Settings,
    laps: Laps | None = None,
    reports: Sequence[Compared] = (),
) -> Written:
    """Write everything of one dossier. Raises OSError where the folder cannot be written.

    ``reports``: written ones that were held against the workbooks; their findings are added to the evaluation last, so
    that they stand in result.json and 汇总 and not in the copies of the workbooks.
    """
    from perfeval.write import result
    from perfeval.write.annotated.annotate import annotate
    from perfeval.write.annotated.replies import Replies
    from perfeval.write.feedback import feedback
    from perfeval.write.findings import apply_replies
    from perfeval.write.put import put
    from perfeval.write.report.docx import unchanged

    assert settings.output is not None
    laps = laps or Laps()
    d = evaluation.dossier
    folder = settings.output / d.name
    folder.mkdir(parents=True, exist_ok=True)
    written = Written()
    taken: set[str] = set()
    replies = Replies()
    with_forms = {f.file for f in d.forms}
    for source in d.sources:
        if source.unread or (source.file not in with_forms and not any(s.unrecognised for s in source.sheets)):
            continue
        converted = _converted(source, settings, written)
        done = annotate(source, evaluation, folder / copy_name(source, taken), converted=converted)
        written.workbooks.append(done.path.name)
        written.copies.append((source.file, done.path.name))
        written.remarks += done.remarks
        replies = replies.merged(done.replies)
    apply_replies(evaluation, replies)
    laps("批注")
    if any(f.indicators or f.funds for f in d.forms):
        _write_report(evaluation, profile, settings, folder / f"{d.name}_自评报告.docx", written)
    laps("报告")
    if settings.feedback:
        said = {k: v for k, v in settings.report.items() if k in ("deadline", "sender")}
        page = put(
            folder / f"{d.name}_审核反馈意见.docx",
            lambda path: feedback(evaluation, profile, path, **said),
            unchanged,
            written.remarks,
        ).path
        written.others.append(page.name)
    if reports:
        from perfeval.batch.compare.beside import copies

        made = copies(reports, folder, written.remarks)
        written.copies += made
        written.workbooks += [name for _, name in made]
        for one in reports:
            one.add_to(evaluation)
    written.remarks += _left(folder, written.workbooks)
    data = result.result(evaluation, report=written.report, workbooks=written.workbooks)
    write_text(folder / "result.json", result.dumps(data))
    laps("结果数据")
    return written
