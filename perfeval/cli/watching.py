"""perfeval watch: a workbook dropped into the folder has its result a moment later (盯着一个文件夹)."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from perfeval.cli.options import Folder, Output, ProfileName, Workers, no_folder
from perfeval.cli.words import Command

if TYPE_CHECKING:
    from perfeval.batch import Outcome


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("watch", cls=Command)(watch)


def watch(
    folder: Folder,
    output: Output = None,
    profile: ProfileName = None,
    workers: Workers = None,
    every: Annotated[float, typer.Option("--every", metavar="秒", min=0.2, help="隔多少秒看一次")] = 2.0,
) -> None:
    """盯着一个文件夹：放进或改动一个工作簿，片刻后结果就在结果文件夹里；按 Ctrl-C 结束。"""
    from perfeval.batch import settings
    from perfeval.batch.watch import rounds

    if not folder.is_dir():
        typer.echo(no_folder(folder), err=True)
        raise typer.Exit(2)
    given = {k: v for k, v in {"output": output, "profile": profile, "workers": workers}.items() if v is not None}
    target = Path("output")

    def options() -> dict[str, Any]:
        nonlocal target
        found = {"output": Path("output"), **settings.load(folder), **given}
        found.pop("strict", None)
        target = found["output"]
        return found

    options()
    typer.echo(f"正在盯着 {folder}，结果放在 {target}；按 Ctrl-C 结束")
    said: set[tuple[str, str]] = set()
    rest = _until_interrupted()
    try:
        for outcome in rounds(folder, options, every=every, sleep=rest):
            for line in lines(outcome, target, said):
                typer.echo(line)
    except KeyboardInterrupt:
        typer.echo("已结束")


def _until_interrupted() -> Callable[[float], None]:
    """A sleep that ends by Ctrl-C, also by one that came where Python drops exceptions (in a finaliser)."""
    pressed = False

    def press(number: int, frame: FrameType | None) -> None:
        nonlocal pressed
        pressed = True
        raise KeyboardInterrupt

    def rest(seconds: float) -> None:
        if pressed:
            raise KeyboardInterrupt
        time.sleep(seconds)

    signal.signal(signal.SIGINT, press)
    return rest


def lines(outcome: Outcome, output: Path, said: set[tuple[str, str]]) -> list[str]:
    """A line for each unit that was done in this round, and for what went wrong and was not ``said`` before."""
    from perfeval.batch.said import Sentence
    from perfeval.batch.said import said as in_words

    told = []
    wrong = {*outcome.unread, *outcome.failed}
    try:
        for brief in outcome.briefs if outcome.done else ():
            if brief.name in outcome.done:
                counts = "，".join(f"{level}{brief.count(level)}条" for level in ("错误", "警告", "提示"))
                told.append(f"{brief.unit}　{brief.year or '年度不明'}：{counts}，结果在 {output / brief.name}")
    except (Sentence, OSError) as error:  # another run has begun, a drive is gone: the results are there all the same
        wrong.add((str(output), in_words(error) if isinstance(error, OSError) else str(error)))
    told += [f"{name}：{reason}" for name, reason in sorted(wrong - said)]
    said.clear()
    said |= wrong
    return told
