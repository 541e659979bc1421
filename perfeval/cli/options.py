"""Options that several commands share, said the same way in each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[Path, typer.Argument(metavar="文件夹", help="放工作簿的文件夹", show_default=False)]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="文件夹", help="结果放到哪个文件夹，默认 output", show_default=False),
]
ProfileName = Annotated[
    str | None,
    typer.Option("--profile", "-p", metavar="配置", help="地方配置：jiangxi 等，或自己的配置文件夹，默认 mof"),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", "-w", metavar="数", min=0, help="同时处理的进程数，默认与处理器核数相同"),
]
Rules = Annotated[
    Path | None,
    typer.Option("--rules", metavar="文件", help="自己的审核公式：.toml，或有“审核公式”工作表的 .xlsx"),
]
Debug = Annotated[bool, typer.Option("--debug", help="出错时显示程序内部信息")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="只显示结果的位置和未能读取的文件")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="逐条列出问题，并显示各步用时")]


def typed(path: Path) -> str:
    """A path as it is to be typed in a command: in quotes where it has blanks."""
    return f'"{path}"' if any(c.isspace() for c in str(path)) else str(path)


def no_folder(path: Path) -> str:
    """What is said where ``path`` should be a folder and is none."""
    if path.is_file():
        return f"{path} 是一个文件；请写放它的文件夹（{path.parent}）。只看它认出了什么：perfeval inspect {typed(path)}"
    return f"没有这个文件夹：{path}"


def no_file(path: Path) -> str:
    """What is said where ``path`` should be a file and is none."""
    if path.is_dir():
        return f"{path} 是一个文件夹；这里要写其中的一个文件。整个文件夹一起核对：perfeval run {typed(path)}"
    return f"没有这个文件：{path}"
