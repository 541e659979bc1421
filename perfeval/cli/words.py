"""The words of the command line in Chinese: usage, help pages, wrong usage, shell completion.

typer says these things in English, and what of it can be translated changes from release to release; so the pages and
the sentences are made here from what typer knows of a command.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

OPTIONS_HELP = {
    "help": "显示用法",
    "install_completion": "装上命令补全：以后按 Tab 键补全命令和选项",
    "show_completion": "显示命令补全的脚本，不安装",
}
WIDEST = 100  # columns: longer lines are hard to read
NO_BREAK_BEFORE = set("，。；：、！？）”’》】…/")
NO_BREAK_AFTER = set("（“‘《【/")
NEAR = r"(?: \(?(?:Did you mean|Possible options:|Possible commands:) (.+?)[?)]*)?"
WRONG = r"Invalid value for (.+?): (?:'?[^ ']+'? is|Input should be) "
SENTENCES = (  # of click and of typer, over their releases
    (rf"No such command '?(.+?)'?\.?{NEAR}", "没有“{0}”这个命令{near}"),
    (rf"No such option:? '?([^' ]+?)'?\.?{NEAR}", "没有 {0} 这个选项{near}"),
    (r"Missing argument '(.+)'\.?.*", "缺少 {0}"),
    (r"Missing option '(.+)'\.?.*", "缺少选项 {0}"),
    (r"Missing command\.?", "缺少命令"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", "多了 {0}：路径里有空格的，请用英文引号括起来"),
    (r"Option '(.+)' requires an argument\.?", "{0} 后面缺少内容"),
    (r"Option '(.+)' does not take a value\.?", "{0} 后面不用写内容"),
    (rf"{WRONG}(?:not )?a valid int(?:eger)?.*", "{0} 后面应写整数"),
    (rf"{WRONG}(?:not )?a valid (?:float|number).*", "{0} 后面应写数"),
    (rf"{WRONG}(?:not in the range x>=|greater than or equal to )([\d.]+?)\.?", "{0} 后面的数不能小于 {1}"),
    (r"Invalid value for (.+?): .*", "{0} 后面写得不对"),
)


def width(text: str) -> int:
    """Columns in a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrapped(text: str, columns: int) -> list[str]:
    """Lines of at most ``columns``, broken between Chinese characters or at blanks, never before a ，or in a word."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width(line) + width(piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


def _pieces(text: str) -> Iterator[str]:
    """What must stay on one line: a word, or a character with the marks that belong to it."""
    piece = ""
    for c in text:
        wide = unicodedata.east_asian_width(c) in "WF"
        if piece and c not in NO_BREAK_BEFORE and piece[-1] not in NO_BREAK_AFTER:
            last = piece[-1]
            if last == " " or wide or unicodedata.east_asian_width(last) in "WF":
                yield piece
                piece = ""
        piece += c
    yield piece


def columns() -> int:
    """Columns to write in: those of the terminal, within reason."""
    return min(max(shutil.get_terminal_size((80, 24)).columns, 40), WIDEST)


def styled(text: str, **style: Any) -> str:
    """``typer.style``, but plain where the output is piped or NO_COLOR is set (https://no-color.org)."""
    plain = os.environ.get("NO_COLOR") or not sys.stdout.isatty()
    return text if plain else typer.style(text, **style)


def _listed(title: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    if not rows:
        return []
    left = min(max(width(name) for name, _ in rows), 26)
    lines = ["", styled(title, bold=True)]
    for name, text in rows:
        told = wrapped(text, columns() - left - 4)
        if width(name) > left:
            lines.append(f"  {name}")
        else:
            lines.append(f"  {name}{' ' * (left - width(name))}  {told.pop(0)}".rstrip())
        lines += [f"{' ' * (left + 4)}{line}" for line in told]
    return lines


def _option(param: Any) -> tuple[str, str]:
    short = sorted(param.opts, key=len)
    names = ", ".join(short) if len(short[0]) == 2 else "    " + ", ".join(short)
    takes = f" {param.metavar}" if param.metavar and not param.is_flag else ""
    shown = param.default not in (None, "") and param.show_default and not param.is_flag and not callable(param.default)
    default = f"，默认 {param.default}" if shown else ""
    off = f"（{param.secondary_opts[0]} 取消）" if param.secondary_opts else ""
    return names + takes, f"{param.help or ''}{default}{off}"


def _argument(param: Any) -> str:
    name = (param.metavar or param.name) + ("…" if param.nargs == -1 else "")
    return name if param.required else f"[{name}]"


class _Chinese:
    """What both a command and the program say of themselves."""

    commands: Any = MappingProxyType({})

    def get_params(self, ctx: Any) -> list[Any]:
        params = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if param.name in OPTIONS_HELP:
                param.help = OPTIONS_HELP[param.name]
            if param.name in ("install_completion", "show_completion") and param.callback is not None:
                param.callback = _told(param.callback)
        return list(params)

    def get_usage(self, ctx: Any) -> str:
        arguments = [_argument(p) for p in self.get_params(ctx) if p.param_type_name == "argument"]
        pieces = [ctx.command_path, "[选项]", *arguments, *(["命令 …"] if self.commands else [])]
        return f"用法：{' '.join(pieces)}"

    def format_help(self, ctx: Any, formatter: Any) -> None:
        params = self.get_params(ctx)
        lines = [self.get_usage(ctx), "", *wrapped((self.help or "").strip(), columns())]  # type: ignore[attr-defined]
        lines += _listed("命令", [(name, (c.help or "").strip()) for name, c in self.commands.items()])
        arguments = [p for p in params if p.param_type_name == "argument"]
        lines += _listed("参数", [(_argument(p), p.help or "") for p in arguments])
        lines += _listed("选项", [_option(p) for p in params if p.param_type_name == "option"])
        if self.commands:
            lines += ["", f"每条命令的用法：{ctx.command_path} 命令 -h"]
        formatter.write("\n".join(lines) + "\n")

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """As typer's, but wrong usage is one Chinese sentence and exit code 2."""
        if not standalone_mode:
            return super().main(*args, standalone_mode=False, **extra)  # type: ignore[misc]
        try:
            code = super().main(*args, standalone_mode=False, **extra)  # type: ignore[misc]
        except typer.Abort:
            typer.echo("已中止", err=True)
            sys.exit(1)
        except Exception as error:
            if not hasattr(error, "format_message"):
                raise
            _complain(error)
            sys.exit(error.exit_code)  # type: ignore[attr-defined]
        sys.exit(code if isinstance(code, int) else 0)


class Command(_Chinese, TyperCommand):
    """A command whose help page is Chinese."""


class Group(_Chinese, TyperGroup):
    """The program itself."""


def _complain(error: Any) -> None:
    text = error.format_message()
    if text.startswith("用法"):  # no command at all: typer hands the help page
        typer.echo(text, err=True)
        return
    typer.echo(_misplaced(error) or sentence(text), err=True)
    if error.ctx is not None:
        typer.echo(f"用 {error.ctx.command_path} -h 查看用法", err=True)


def _misplaced(error: Any) -> str | None:
    """perfeval -o 结果 run …: an option of a command that stands before it."""
    option, program = getattr(error, "option_name", None), getattr(error.ctx, "command", None)
    for name, command in getattr(program, "commands", {}).items():
        for param in command.params:
            if param.param_type_name == "option" and option in param.opts:
                return f"{option} 是 {name} 等命令的选项，写在命令后面：{error.ctx.command_path} {name} … {option}"
    return None


def sentence(text: str) -> str:
    """What typer says of wrong usage, in Chinese; unchanged where it is new to us."""
    for pattern, said in SENTENCES:
        if found := re.fullmatch(pattern, text):
            words = [(w or "").replace("'", "") for w in found.groups()]
            near = f"，是否为 {'、'.join(words[1].split(', '))}？" if "{near}" in said and words[1] else ""
            return said.format(*words, near=near)
    return text


def _told(callback: Callable[..., Any]) -> Callable[..., Any]:
    """typer's own callback for completion, with what it says put into Chinese."""
    if getattr(callback, "chinese", False):
        return callback

    def run(*args: Any, **more: Any) -> Any:
        said = io.StringIO()
        code: Any = None
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                value = callback(*args, **more)
        except typer.Exit as stop:
            code = stop.exit_code
        except SystemExit as stop:
            code = stop.code or 0
        if code is None:
            return value
        text = said.getvalue()
        if found := re.search(r"(\S+) completion installed in (.+)", text):
            text = f"已为 {found[1]} 装上命令补全（{found[2]}），重新打开终端后按 Tab 键可用"
        elif "not supported" in text:
            text = "认不出是哪一种终端；命令补全支持 bash、zsh、fish 和 PowerShell"
        typer.echo(text.rstrip(), err=code != 0)
        raise typer.Exit(code if isinstance(code, int) else 1)

    run.chinese = True  # type: ignore[attr-defined]
    return run
