"""Commands about reports: compare a written one (表文一致); the templates to edit come from ``setup``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from perfeval.cli import setup
from perfeval.cli.options import ProfileName
from perfeval.cli.words import Command

if TYPE_CHECKING:
    from perfeval.batch.compare import Compared
    from perfeval.model import Evaluation
    from perfeval.profile import Profile


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
        Path | None, typer.Option("--output", "-o", metavar="文件", help="把问题写成批注，放在报告的副本里")
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", metavar="格式", help="text 或 json")] = "text",
    profile: ProfileName = None,
) -> None:
    """核对写好的报告：与工作簿是否一致，前后是否矛盾。"""
    from perfeval import profile as profiles
    from perfeval.batch.compare import commented
    from perfeval.batch.compare import compare as compared_with

    if form not in ("text", "json"):
        _stop(f"--format 只能是 text 或 json，不能是 {form}")
    for file in (report, *(workbooks or [])):
        if not file.is_file():
            _stop(f"没有这个文件：{file}")
    if target is not None and target.exists():
        _stop(f"{target} 已经存在，请先移走，或另写一个名字")
    chosen = profiles.load(profile or "mof", report.parent)
    found = compared_with(report, chosen, _evaluation(workbooks, chosen) if workbooks else None)
    if found.report.source.unread:
        typer.echo(f"{report.name}  {found.report.source.unread}", err=True)
        raise typer.Exit(3)
    typer.echo(json.dumps(found.checks(), ensure_ascii=False, indent=1) if form == "json" else told(found, workbooks))
    if target is not None:
        commented(found, target)
        typer.echo(f"批注副本：{target}", err=form == "json")
    raise typer.Exit(1 if any(line.severity == "错误" for line in found.lines) else 0)


def _evaluation(workbooks: list[Path], profile: Profile) -> Evaluation:
    from perfeval.model import Dossier, Evaluation
    from perfeval.read import read
    from perfeval.score import score

    results = [read(path, profile, path.name) for path in workbooks]
    forms = [form for result in results for form in result.forms]
    unit = next((f.unit for f in forms if f.unit), workbooks[0].stem)
    year = next((f.year for f in forms if f.year), None)
    for result in results:
        if result.source.unread:
            typer.echo(f"{result.source.file}  {result.source.unread}", err=True)
    dossier = Dossier(unit, year, unit, sources=[r.source for r in results], forms=forms)
    score(dossier, profile)
    return Evaluation(dossier)


def told(found: Compared, workbooks: list[Path] | None) -> str:
    """Findings as a person reads them: what, where in the report, what to do."""
    lines = []
    for n, line in enumerate(found.lines, 1):
        lines.append(f"{n}. {line.severity} {line.message}")
        cells = [c for c in line.cells if c.file == found.report.source.file]
        if cells:
            lines.append(f"   位置 {found.place(cells[0])}")
        if line.hint:
            lines.append(f"   处理 {line.hint}")
    count = {s: sum(line.severity == s for line in found.lines) for s in ("错误", "警告", "提示")}
    total = "，".join(f"{s}{n}条" for s, n in count.items())
    against = f"，与工作簿对上{found.matched}句" if workbooks else ""
    return "\n".join([*lines, f"共{total}{against}"])
