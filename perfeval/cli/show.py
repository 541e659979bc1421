"""How the outcome looks in a terminal: Chinese, columns aligned by display width, plain when piped."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from perfeval.cli.words import styled, width, wrapped

if TYPE_CHECKING:
    from perfeval.batch import Outcome
    from perfeval.language.rule import Rule
    from perfeval.write.brief import Brief, Finding
    from perfeval.write.diff import Change, FindingChanges

STYLES = {"错误": "red", "警告": "yellow", "提示": "bright_black"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FIGURES = ("填报数", "应填数", "差额")
ALIKE = 2  # files that a remark of many names
REMARKS = 8  # of a batch, before the table of units scrolls away
MARKS = {"错误": "●", "警告": "▲", "提示": "○"}


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar on stderr while files are read and dossiers finished; nothing where stderr is not a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks: dict[str, TaskID] = {}
        units = {"读取": "个文件", "核对": "个单位"}

        def report(stage: str, n: int, of: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(f"{stage} {of} {units[stage]}", total=of)
            bar.update(tasks[stage], completed=n)

        yield report


def number(value: Decimal | None) -> str:
    """93.00 -> 93, 9.90 -> 9.9; — where there is none."""
    if value is None:
        return "—"
    text = format(value.normalize(), "f")
    return text if text != "-0" else "0"


def pad(text: str, columns: int, right: bool = False) -> str:
    """Padded to a display width in which a Chinese character takes two columns."""
    space = " " * max(0, columns - width(text))
    return space + text if right else text + space


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Aligned columns, two blanks between them; ``right``: columns of numbers."""
    widths = [max(width(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = ["  ".join(pad(x, widths[i], i in right) for i, x in enumerate(row)).rstrip() for row in [head, *rows]]
    return "\n".join(lines)


def outcome(result: Outcome, output: Path, *, quiet: bool, verbose: bool) -> None:
    """The closing table: a line a unit, then what could not be read, then where the summary is."""
    if not result.files:
        typer.echo("文件夹里没有工作簿（.xlsx、.xlsm、.xls、.et、.ods）")
    if result.briefs and not quiet:
        typer.echo(_units(result.briefs, output))
        typer.echo()
    if result.unchanged and not quiet:
        typer.echo(f"其中 {result.unchanged} 个单位自上次以来没有变化，沿用上次的结果（--fresh 可全部重做）")
    if verbose:
        for b in result.briefs:
            typer.echo(_unit(b))
    _unread(result)
    if not quiet:
        remarks = [*result.doubts, *grouped(result.remarks)]
        shown = len(remarks) if verbose or len(remarks) <= REMARKS + 1 else REMARKS
        _remarks(remarks[:shown])
        if shown < len(remarks):
            typer.echo(f"说明：另有 {len(remarks) - shown} 条，加 -v 全部列出")
    for trace in result.traces:
        typer.echo(trace, err=True)
    if verbose and result.seconds:
        typer.echo(_times(result.seconds))
    if result.summary:
        typer.echo(f"汇总：{result.summary}")


def grouped(remarks: Sequence[str]) -> list[str]:
    """What is said of many files alike (甲.xls：…) is said once, with the first of them and how many."""
    alike: dict[str, list[str]] = {}
    for remark in remarks:
        file, mark, said = remark.partition("：")
        alike.setdefault(said if mark else remark, []).append(file)
    told = []
    for said, files in alike.items():
        more = f"等{len(files)}个文件" if len(files) > ALIKE else ""
        told.append(said if said == files[0] else f"{'、'.join(files[:ALIKE])}{more}：{said}")
    return told


def _remarks(remarks: Sequence[str]) -> None:
    for remark in remarks:
        typer.echo(f"说明：{remark}")


def _times(seconds: Mapping[str, float]) -> str:
    """用时: what the clock shows, and what the steps of the units took, added up over the processes."""
    by_clock = ("准备", "读取", "单位", "汇总")
    outer = "，".join(f"{step} {seconds[step]:.2f}" for step in by_clock if step in seconds)
    inner = "，".join(f"{step} {t:.2f}" for step, t in seconds.items() if step not in by_clock)
    total = sum(seconds.get(step, 0.0) for step in by_clock)
    more = f"\n  其中各单位（各进程相加）：{inner}" if inner else ""
    return f"用时 {total:.2f} 秒：{outer}{more}"


def _units(briefs: Sequence[Brief], output: Path) -> str:
    """A line a unit; where the terminal is too narrow for the folders, the common one is named once."""
    head = ("单位", "年度", "自评", "建议", "错误", "警告", "提示", "结果")
    rows = [_line(b, output) for b in briefs]
    right = (2, 3, 4, 5, 6)
    whole = table(head, rows, right)
    if sys.stdout.isatty() and max(map(width, whole.splitlines())) > shutil.get_terminal_size().columns:
        whole = table(head[:-1], [row[:-1] for row in rows], right) + f"\n\n各单位的结果在 {output}/ 下各自的文件夹里"
    return whole


def _line(b: Brief, output: Path) -> tuple[str, ...]:
    counts = (str(b.count("错误")), str(b.count("警告")), str(b.count("提示")))
    year = str(b.year) if b.year else "—"
    return (b.unit, year, number(b.self_score), number(b.suggested), *counts, f"{output / b.name}/")


def _unread(result: Outcome) -> None:
    if result.unread:
        typer.echo(f"未能读取 {len(result.unread)} 个文件：")
        typer.echo(table(("  文件", "原因"), [(f"  {name}", reason) for name, reason in result.unread]))
        typer.echo()
    for name, reason in result.failed:
        typer.echo(f"没有结果 {name}：{reason}")


def _unit(b: Brief) -> str:
    head = f"{b.unit}　{b.year or '年度不明'}"
    found = [_finding(f) for f in b.findings] or ["  没有发现问题"]
    return "\n".join([head, *found, *(f"  说明 {r}" for r in b.remarks), ""])


def _finding(f: Finding) -> str:
    head = styled(f"{MARKS[f.severity]} {f.severity}", fg=STYLES[f.severity], bold=f.severity == "错误")
    lines = [f"{head} {f.rule} {f.name}"]
    if f.cells:
        more = f" 等{len(f.cells)}格" if len(f.cells) > 6 else ""
        lines += _told("位置", f"{f.file} {_places(f.cells[:6])}{more}")
    elif f.file:
        lines += _told("位置", f.file)
    lines += _told("问题", f.message)
    if f.hint:
        lines += _told("处理", f.hint)
    return "\n".join(lines)


def _places(cells: Sequence[str]) -> str:
    """表!E5、E6、[乙.xlsx]表!E7: the sheet is said once for the cells that follow each other."""
    said, before = [], ""
    for cell in cells:
        sheet, mark, ref = cell.rpartition("!")
        said.append(ref if mark and sheet == before else cell)
        before = sheet
    return "、".join(said)


def _told(label: str, text: str) -> list[str]:
    """``  位置 …``: on a terminal broken to its width, piped it stays one line."""
    broken = wrapped(text, shutil.get_terminal_size().columns - 7) if sys.stdout.isatty() else [text]
    return [f"  {label} {broken[0]}", *(f"       {line}" for line in broken[1:])]


def findings(result: Outcome, form: str) -> None:
    """The findings themselves: text for people, json or csv for programs."""
    if form == "json":
        typer.echo(json.dumps([_record(b, f) for b in result.briefs for f in b.findings], ensure_ascii=False, indent=1))
    elif form == "csv":
        out = io.StringIO()
        keys = (
            "单位",
            "年度",
            "级别",
            "状态",
            "规则",
            "名称",
            "文件",
            "位置",
            "问题",
            "填报数",
            "应填数",
            "差额",
            "处理",
            "依据",
        )
        writer = csv.DictWriter(out, keys, lineterminator="\n")
        writer.writeheader()
        writer.writerows(_harmless(_record(b, f)) for b in result.briefs for f in b.findings)
        typer.echo(out.getvalue(), nl=False)
    else:
        for b in result.briefs:
            typer.echo(_unit(b))
        _unread(result)
        _remarks(grouped(result.remarks))
        counts = "，".join(
            f"{level} {sum(b.count(level) for b in result.briefs)}" for level in ("错误", "警告", "提示")
        )
        typer.echo(f"{len(result.briefs)} 个单位：{counts}")
    for trace in result.traces:
        typer.echo(trace, err=True)


def _harmless(record: dict[str, str | int | None]) -> dict[str, str | int | None]:
    """Excel runs what begins so in a .csv; an apostrophe keeps it text. Figures are ours and stay figures."""
    return {
        key: f"'{value}" if isinstance(value, str) and value[:1] in FORMULA and key not in FIGURES else value
        for key, value in record.items()
    }


def _record(b: Brief, f: Finding) -> dict[str, str | int | None]:
    plain = {k: None if v is None else format(v, "f") for k, v in (("l", f.left), ("r", f.right), ("d", f.difference))}
    return {
        "单位": b.unit,
        "年度": b.year,
        "级别": f.severity,
        "状态": f.status,
        "规则": f.rule,
        "名称": f.name,
        "文件": f.file,
        "位置": "、".join(f.cells),
        "问题": f.message,
        "填报数": plain["l"],
        "应填数": plain["r"],
        "差额": plain["d"],
        "处理": f.hint,
        "依据": f.basis,
    }


def differences(changes: Sequence[Change], found: FindingChanges) -> str:
    """Cells first, then the findings that they opened and closed."""
    lines = [f"改动 {len(changes)} 处：", *(f"  {c}" for c in changes)] if changes else ["两版内容相同"]
    for title, some in (("不再有的问题", found.closed), ("新出现的问题", found.opened)):
        if some:
            lines += [f"{title} {len(some)} 条：", *(f"  {x.severity} {x.rule} {x.message}" for x in some)]
    if found.changed:
        lines += [f"数字变了的问题 {len(found.changed)} 条："]
        lines += [f"  {b.severity} {b.rule} {a.message} → {b.message}" for a, b in found.changed]
    return "\n".join(lines)


def rules(catalogue: Sequence[Rule], wanted: str | None, shared: Mapping[str, Any]) -> str:
    """The catalogue as a table, one rule in full, or those whose number or name has ``wanted``.

    ``shared``: the parameters of the profile.
    """
    from perfeval.language.errors import suggestion
    from perfeval.language.rule import said, settings

    if wanted is None:
        return table(("编号", "级别", "名称"), [(r.id, r.severity, r.name) for r in catalogue])
    rule = next((r for r in catalogue if r.id.casefold() == wanted.casefold()), None)
    if rule is None:
        some = [r for r in catalogue if r.id.casefold().startswith(wanted.casefold()) or wanted in r.name]
        if some:
            return rules(some, None, shared)
        raise KeyError(f"没有编号为“{wanted}”的规则{suggestion(wanted, (r.id for r in catalogue))}")
    lines = [
        f"{rule.id}　{rule.name}",
        f"  级别 {rule.severity}",
        f"  公式 {rule.formula or (f'（程序检查 {rule.check}）' if rule.check else '（核对写好的报告）')}",
    ]
    if rule.when:
        lines.append(f"  条件 {rule.when}")
    lines += [f"  参数 {name}＝{value}" for name, value in settings(rule, shared)]
    lines += [f"  依据 {rule.basis}", f"  处理 {rule.hint}"]
    for title, examples in (("通过", rule.passes), ("不通过", rule.fails), ("不适用", rule.skips)):
        lines += [f"  例·{title} {'，'.join(f'{k}＝{said(k, v)}' for k, v in e.items())}" for e in examples]
    return "\n".join(lines)
