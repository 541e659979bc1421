"""What a person types (typer). Thin: it asks ``batch`` and prints; only the commands import heavy libraries."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from perfeval import __version__
from perfeval.cli.options import Debug, Folder, Output, ProfileName, Quiet, Rules, Verbose, Workers, no_file, no_folder
from perfeval.cli.words import Command, Group

if TYPE_CHECKING:
    from perfeval.batch import Outcome

app = typer.Typer(
    name="perfeval",
    cls=Group,
    help="预算绩效自评工作簿的批量核对：把工作簿放进文件夹，得到批注后的工作簿、自评报告和汇总表。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

DONE, FINDINGS, USAGE, UNREAD, INTERRUPTED = 0, 1, 2, 3, 130


def _say_version(value: bool) -> None:
    if value:
        typer.echo(f"perfeval {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_say_version, is_eager=True, help="显示版本")] = False,
) -> None:
    """Options of the program itself."""


def _settings(folder: Path, **given: Any) -> dict[str, Any]:
    """perfeval.toml of the folder, and over it what was given on the command line (None: nothing was)."""
    from perfeval.batch import settings

    if not folder.is_dir():
        _stop(no_folder(folder))
    return {**settings.load(folder), **{k: v for k, v in given.items() if v is not None}}


def _near(path: Path) -> Path:
    """As seen from here, where it is below the current folder: settings give the whole path."""
    return path.relative_to(Path.cwd()) if path.is_absolute() and path.is_relative_to(Path.cwd()) else path


def _go(folder: Path, output: Path | None, *, quiet: bool, **options: Any) -> Outcome:
    """Run the batch with a progress bar on stderr."""
    from perfeval import batch
    from perfeval.cli import show

    options.pop("strict", None)
    try:
        with show.progress(quiet) as progress:
            return batch.run(folder, output, progress=progress, **options)
    except KeyboardInterrupt:
        _stop("已中断：做完的单位已经保存，重新运行会接着做", INTERRUPTED)
        raise


def _stop(message: str, code: int = USAGE) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(code)


def _exit_code(outcome: Outcome, *, strict: bool) -> int:
    if outcome.unread or outcome.failed:
        return UNREAD
    if strict and any(b.count("错误") for b in outcome.briefs):
        return FINDINGS
    return DONE


@app.command(cls=Command)
def run(
    folder: Folder = Path("."),
    output: Output = None,
    profile: ProfileName = None,
    workers: Workers = None,
    rules: Rules = None,
    template: Annotated[Path | None, typer.Option("--template", metavar="文件", help="自己的报告模板 .docx")] = None,
    final: Annotated[
        bool | None, typer.Option("--final/--no-final", help="报告定稿：不带批注和待补清单，有待补的不出报告")
    ] = None,
    unfinished: Annotated[
        bool | None, typer.Option("--unfinished/--no-unfinished", help="有待补的也出定稿，【请补充】留在报告里")
    ] = None,
    exact_pages: Annotated[
        bool | None,
        typer.Option("--exact-pages/--no-exact-pages", help="报告目录的页码由 LibreOffice 排版后取得（每份多一两秒）"),
    ] = None,
    charts: Annotated[
        bool | None, typer.Option("--charts/--no-charts", help="报告里要不要图", show_default=False)
    ] = None,
    feedback: Annotated[
        bool | None, typer.Option("--feedback/--no-feedback", help="每个单位另写一页审核反馈意见（Word）")
    ] = None,
    via_libreoffice: Annotated[
        bool | None,
        typer.Option(
            "--via-libreoffice/--no-via-libreoffice", help="旧格式（.xls、.et、.ods）先由 LibreOffice 转成 .xlsx 再批注"
        ),
    ] = None,
    strict: Annotated[bool | None, typer.Option("--strict/--no-strict", help="有错误级问题时返回码为 1")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="没有变化的单位也重新做一遍")] = False,
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", metavar="秒", min=1, help="一个文件最多处理多少秒，默认 120", show_default=False),
    ] = None,
    limit: Annotated[
        float | None,
        typer.Option(
            "--limit", metavar="倍数", min=1, help="文件过大的安全上限放宽到几倍，来源可靠时用", show_default=False
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="地址", help="Dask 集群的地址，如 tcp://主机:8786", show_default=False),
    ] = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    debug: Debug = False,
) -> None:
    """核对文件夹里的全部工作簿，写出批注、报告和汇总。"""
    from perfeval.cli import show

    given = _settings(
        folder,
        output=output,
        profile=profile,
        workers=workers,
        rules=rules,
        template=template,
        final=final,
        feedback=feedback,
        via_libreoffice=via_libreoffice,
        strict=strict,
        fresh=fresh,
        seconds=timeout,
        limit=limit,
        cluster=cluster,
        debug=debug,
    )
    wanted = {"unfinished": unfinished, "exact_pages": exact_pages, "charts": charts}
    given["report"] = {**given.get("report", {}), **{k: v for k, v in wanted.items() if v is not None}}
    strict = bool(given.get("strict"))
    target = _near(Path(given.pop("output", "output")))
    outcome = _go(folder, target, quiet=quiet, **given)
    show.outcome(outcome, target, quiet=quiet, verbose=verbose)
    raise typer.Exit(_exit_code(outcome, strict=strict))


@app.command(cls=Command)
def check(
    folder: Folder,
    form: Annotated[str, typer.Option("--format", "-f", metavar="格式", help="text、json 或 csv")] = "text",
    profile: ProfileName = None,
    workers: Workers = None,
    rules: Rules = None,
    debug: Debug = False,
) -> None:
    """只核对，不写文件：问题直接显示出来。"""
    from perfeval.cli import show

    if form not in ("text", "json", "csv"):
        _stop(f"--format 只能是 text、json 或 csv，不能是 {form}")
    given = _settings(folder, profile=profile, workers=workers, rules=rules, debug=debug)
    given.pop("output", None)
    outcome = _go(folder, None, quiet=form != "text", **given)
    show.findings(outcome, form)
    raise typer.Exit(_exit_code(outcome, strict=True))


@app.command(cls=Command)
def inspect(
    file: Annotated[Path, typer.Argument(metavar="文件", help="一个工作簿", show_default=False)],
    profile: ProfileName = None,
) -> None:
    """一个工作簿里认出了什么、没认出什么、为什么。"""
    from perfeval import profile as profiles
    from perfeval.read.picture import picture
    from perfeval.read.workbook import open_workbook

    if not file.is_file():
        _stop(no_file(file))
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    opened = open_workbook(file, file.name)
    typer.echo(picture(opened, profiles.load(profile or "mof", file.parent), file.name, columns=columns))
    if opened.unread:
        raise typer.Exit(UNREAD)


@app.command(cls=Command)
def rules(
    rule: Annotated[
        str | None, typer.Argument(metavar="编号", help="规则编号；不写则列出全部", show_default=False)
    ] = None,
    profile: ProfileName = None,
    own: Rules = None,
    export: Annotated[
        Path | None, typer.Option("--export", metavar="文件", help="把全部规则写成 Excel 工作表“审核公式”")
    ] = None,
) -> None:
    """列出审核规则，或说明其中一条。"""
    from perfeval import profile as profiles
    from perfeval.check import catalogue, export_rules, load_rules, parameters
    from perfeval.cli import show

    chosen = profiles.load(profile or "mof")
    extra = load_rules(own, chosen.rules, chosen.forms) if own else []
    if export is not None:
        if export.suffix.lower() != ".xlsx":
            _stop(f"{export} 应以 .xlsx 结尾：写出的是 Excel 工作簿")
        if export.exists():
            _stop(f"{export} 已经存在，请先移走，或另写一个名字")
        export_rules([*chosen.rules, *extra], export)
        typer.echo(f"审核公式已写到 {export}，改好后用 --rules {export} 交回")
        return
    try:
        typer.echo(show.rules(catalogue(chosen, extra), rule, parameters(chosen)))
    except KeyError as error:
        _stop(str(error.args[0]))


@app.command(cls=Command)
def clean(
    file: Annotated[Path, typer.Argument(metavar="文件", help="批注后的工作簿", show_default=False)],
    target: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="文件", help="写到哪里，默认在旁边加 _清洁")
    ] = None,
) -> None:
    """去掉批注、颜色和核对工作表，得到可以盖章的工作簿。"""
    from perfeval.write.clean import clean as without_ours

    if not file.is_file():
        _stop(no_file(file))
    to = target or file.with_name(f"{file.stem.removesuffix('_批注')}_清洁{file.suffix}")
    if to.exists():
        _stop(f"{to} 已经存在，请先移走，或用 -o 另写一个名字")
    said = f"已写到 {to}" if without_ours(file, to) else f"{file} 里没有 perfeval 加的内容，不必清理"
    typer.echo(said)


@app.command(cls=Command)
def diff(
    old: Annotated[Path, typer.Argument(metavar="旧文件", help="修改前的工作簿", show_default=False)],
    new: Annotated[Path, typer.Argument(metavar="新文件", help="修改后的工作簿", show_default=False)],
    profile: ProfileName = None,
) -> None:
    """比较一个工作簿的前后两版：改了哪些格，问题少了哪些、多了哪些。"""
    from perfeval.batch.one import differences
    from perfeval.cli import show

    for file in (old, new):
        if not file.is_file():
            _stop(no_file(file))
    typer.echo(show.differences(*differences(old, new, profile or "mof")))


def _more() -> None:
    """Commands from the modules beside this one."""
    from perfeval.cli import reports, setup, watching

    reports.register(app)
    setup.register(app)
    watching.register(app)


_more()


def main() -> None:
    """Console entry: what users did wrong is one Chinese sentence, never a traceback (unless --debug)."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        said, code = _sentence(error)
        typer.echo(said, err=True)
        raise SystemExit(code) from None


def _sentence(error: Exception) -> tuple[str, int]:
    """What the user reads of it, and the exit code."""
    from perfeval.batch.one import Unreadable
    from perfeval.batch.said import Sentence, said
    from perfeval.language.errors import RuleError
    from perfeval.ooxml.package import PackageError
    from perfeval.profile import ProfileError

    if type(error).__name__ == "FileCreateError" and isinstance(error.args[0], OSError):
        error = error.args[0]  # XlsxWriter has a name of its own for it
    if isinstance(error, Unreadable | PackageError):
        return str(error), UNREAD
    if isinstance(error, ProfileError | RuleError | Sentence):
        return str(error), USAGE
    if isinstance(error, OSError):
        return said(error), USAGE
    return f"程序内部出错（{type(error).__name__}），请加 --debug 再运行一次，把显示的内容发给开发者", USAGE
