"""Commands about reports: compare a written one (表文一致); the templates to edit come from ``setup``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from perfeval.cli import setup
from perfeval.cli.options import ProfileName, Rules, no_file
from perfeval.cli.words import Command, styled

if TYPE_CHECKING:
    from perfeval.batch.compare.report import Compared
    from perfeval.model import Evaluation, Line
    from perfeval.profile import Profile
    from perfeval.read import ReadResult


MOST = 6  # places of one finding that are shown


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("compare", cls=Command)(compare)
    app.command("template", cls=Command)(setup.template)


def _stop(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


def compare(
    report: Annotated[Path, typer.Argument(metavar="报告", help="写好的自评报告 .docx", show_default=False)],
    workbooks: Annotated[
        list[Path] | None,
        typer.Argument(metavar="工作簿", help="本单位的工作簿；不写则只核对报告自己", show_default=False),
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="文件", help="把问题写成批注，放在报告的副本里；写文件夹也可以"),
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", metavar="格式", help="text 或 json")] = "text",
    profile: ProfileName = None,
    rules: Rules = None,
) -> None:
    """核对写好的报告：与工作簿是否一致，前后是否矛盾。"""
    from perfeval.batch import settings
    from perfeval.batch.compare.report import compare as compared_with
    from perfeval.check import load_rules

    _refuse(report, workbooks or [], form)
    target = _copy_name(report, target)
    given = settings.load(report.parent)
    read, chosen = _read(report, workbooks or [], profile, given)
    rules = rules or given.get("rules")
    own = load_rules(rules, chosen.rules, chosen.forms) if rules else []
    scoring = given.get("scoring")
    unread: list[str] = []
    evaluation = _evaluation(read, chosen, own, scoring, unread) if workbooks else None
    found = compared_with(report, chosen, evaluation, extra_rules=own, scoring=scoring)
    if found.report.source.unread:
        unread.append(f"{report.name}  {found.report.source.unread}")
    for reason in unread:
        typer.echo(f"没有读出：{reason}", err=True)
    if not found.report.source.unread:
        typer.echo(json.dumps(found.checks(), ensure_ascii=False, indent=1) if form == "json" else told(found))
        if target is not None:
            _write_copy(found, target, form)
    if unread:
        raise typer.Exit(3)
    raise typer.Exit(1 if any(line.severity == "错误" for line in found.lines) else 0)


def _refuse(report: Path, workbooks: list[Path], form: str) -> None:
    """What is wrong with the command itself."""
    if form not in ("text", "json"):
        _stop(f"--format 只能是 text 或 json，不能是 {form}")
    for file in (report, *workbooks):
        if not file.is_file():
            _stop(no_file(file))
    if report.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".xlsb"):
        _stop(f"{report.name} 是工作簿。先写报告（.docx），后写工作簿：perfeval compare 报告.docx {report.name}")


def _copy_name(report: Path, target: Path | None) -> Path | None:
    """A folder takes the copy under the report's name with _批注."""
    if target is not None and target.is_dir():
        target = target / f"{report.stem.removesuffix('_批注')}_批注.docx"
    if target is not None and target.exists():
        _stop(f"{target} 已经存在，请先移走，或另写一个名字")
    return target


def _write_copy(found: Compared, target: Path, form: str) -> None:
    from perfeval.batch.compare.report import commented
    from perfeval.batch.said import said
    from perfeval.ooxml.package import PackageError

    try:
        placed = commented(found, target)
    except PackageError as error:
        _stop(f"批注副本没有写成：{error}")
    except OSError as error:
        _stop(f"批注副本没有写成：{said(error)}")
    else:
        typer.echo(f"批注副本：{target}（{placed}处批注）", err=form == "json")


def _read(
    report: Path, workbooks: list[Path], named: str | None, given: dict[str, Any]
) -> tuple[list[ReadResult], Profile]:
    """The workbooks, and the profile that a run takes for this unit: of its folder, its code or its name."""
    from perfeval import profile as profiles
    from perfeval.batch.work import Settings
    from perfeval.read import read

    units = {} if named else given.get("units", {})
    of = Settings(report.parent, report.parent, profile=named or given.get("profile", "mof"), units=units)
    files = workbooks or ([report] if units else [])
    folders = [folder.name for folder in files[0].absolute().parents] if files else []
    found = profiles.load(of.profile_of(*folders), report.parent)
    results = [read(path, found, path.name) for path in files]
    said = [name for name in (*(r.look.code for r in results), *(r.look.unit for r in results)) if name]
    return results, profiles.load(of.profile_of(*folders, *said), report.parent)


def _evaluation(
    results: list[ReadResult],
    profile: Profile,
    own: list[dict[str, Any]],
    scoring: dict[str, Any] | None,
    unread: list[str],
) -> Evaluation:
    from perfeval.check import check
    from perfeval.model import Dossier, Evaluation
    from perfeval.score import score

    forms = [form for result in results for form in result.forms]
    unit = next((f.unit for f in forms if f.unit), Path(results[0].source.file).stem)
    year = next((f.year for f in forms if f.year), None)
    for result in results:
        if result.source.unread:
            unread.append(f"{result.source.file}  {result.source.unread}")
        elif result.source.report:
            unread.append(f"{result.source.file}  是报告，不是工作簿；一次核对一份报告")
    dossier = Dossier(unit, year, unit, sources=[r.source for r in results], forms=forms)
    score(dossier, profile, scoring)
    return Evaluation(dossier, *check(dossier, profile, own, scoring))


def told(found: Compared) -> str:
    """Findings as a person reads them: what, where in the report, what the workbook says, what to do."""
    from perfeval.cli.show import MARKS, STYLES
    from perfeval.language.rule import SEVERITIES

    lines: list[str] = []
    for n, line in enumerate(sorted(found.lines, key=lambda x: SEVERITIES.index(x.severity)), 1):
        head = styled(f"{MARKS[line.severity]}{line.severity}", fg=STYLES[line.severity], bold=line.severity == "错误")
        lines += [f"{n}. {head} {line.rule} {line.name}", *_said(found, line)]
        lines += [f"   处理   {line.hint}"] if line.hint else []
    count = {s: sum(line.severity == s for line in found.lines) for s in SEVERITIES}
    total = "，".join(f"{s}{n}条" for s, n in count.items()) if found.lines else "没有发现问题"
    against = f"；与工作簿对上{found.matched}句" if found.matched else ""
    return "\n".join([*lines, *([""] if lines else []), f"{found.report.source.file}：{total}{against}"])


def _said(found: Compared, line: Line) -> Iterator[str]:
    """What was found under each place, and the cells of the workbook that say otherwise."""
    file = found.report.source.file
    results = [r for r in line.results if r.place]
    if len(results) < 2:
        yield f"   {line.message}"
    path = ""
    for r in results[:MOST]:
        if r.place[0].path != path:
            path = r.place[0].path
            yield f"   位置   {path}"
        if len(results) > 1:
            yield f"   · {r.message}"
        if cells := [c for c in r.cells if c.file != file]:
            others = "、".join(f"{c.file} {c}（{' '.join(c.shown.split())[:30] or '空'}）" for c in cells[:3])
            yield f"   工作簿 {others}"
    if len(results) > MOST:
        yield f"   · 另有{len(results) - MOST}处，见批注副本（-o）或 --format json"
