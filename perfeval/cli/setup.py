"""Commands to begin with: ``init`` makes a work folder (工作文件夹), ``template`` writes blank forms (空白工作簿)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from perfeval.cli.options import ProfileName, no_file, typed
from perfeval.cli.words import Command

if TYPE_CHECKING:
    from perfeval.profile import Profile

ALL = "全部"
REPORTS = {"report": "部门整体支出", "project": "项目支出", "transfer": "转移支付"}  # Word templates of the report
IN, OUT, RULES = "输入", "输出", "我的规则.xlsx"
TEXTS = "文字材料"
SETTINGS = """\
# perfeval 的设置：在这个文件夹和它下面的文件夹里运行时都管用；命令行写的优先。
# 行首有 # 的不起作用；要用哪一项，把它行首的 # 去掉。

output = "{out}"                  # 结果放在哪里（相对于本文件）
rules = "{rules}"       # 自己的审核公式；级别写“停用”的不起作用
{off}profile = "{profile}"              # 地方配置：{profiles}，或自己的配置文件夹
# template = "报告模板.docx"     # 自己的报告模板，先用 perfeval template report 写出来再改
# workers = 2                    # 同时处理几个单位，默认与处理器核数相同
# strict = true                  # 有错误级问题时返回码为 1
# final = true                   # 报告定稿：不带批注和待补清单
# feedback = true                # 每个单位另写一页审核反馈意见
# via_libreoffice = true         # 旧格式先由 LibreOffice 转成 .xlsx 再批注

# [report]                       # 自评报告和审核反馈意见
# unfinished = true              # 定稿里可以还有【请补充】
# exact_pages = true             # 目录页码由 LibreOffice 排版后取得，每份多一两秒
# charts = true                  # 预算执行和得分的图
# deadline = "2025年3月31日"      # 审核反馈意见的期限
# sender = "某某县财政局"         # 审核反馈意见的审核单位

# [units]                        # 个别单位用别的地方配置：文件夹、单位名称或代码 = 地方配置
# "某某局" = "hubei"
"""
SAMPLE_RULE = {
    "id": "本局-01",
    "name": "三公经费不超过公用经费的三成（样例，用时把级别改成警告）",
    "formula": "三公经费[合计, 本年决算数] ≤ 支出情况[日常公用经费, 本年决算数] × 30%",
    "severity": "停用",
    "basis": "",
    "hint": "压减三公经费，或写明原因",
}


def register(app: typer.Typer) -> None:
    """Add ``init`` to the program; ``template`` comes with the commands about reports."""
    app.command("init", cls=Command)(init)


def _stop(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


def init(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="要建的文件夹", show_default=False)] = Path("."),
    profile: ProfileName = None,
    samples: Annotated[bool, typer.Option("--samples", help="把自带的三个样例放进“输入”，先看看结果")] = False,
) -> None:
    """建一个工作文件夹：输入、输出、应报清单、自己的规则和设置。"""
    from perfeval import profile as profiles
    from perfeval.check import export_rules
    from perfeval.write.blank.draw import write_workbook

    chosen = profiles.load(profile or "mof")
    expected = folder / IN / "应报清单.xlsx"
    settings, rules = folder / "perfeval.toml", folder / RULES
    there = [path for path in (expected, settings, rules) if path.exists()]
    if there:
        _stop(f"{there[0]} 已经存在，没有改动任何文件；请换一个文件夹")
    (folder / IN).mkdir(parents=True, exist_ok=True)
    (folder / OUT).mkdir(exist_ok=True)
    write_workbook(chosen, "应报清单", expected, _last_year())
    export_rules([SAMPLE_RULE], rules)
    told = {"out": OUT, "rules": RULES, "off": "" if profile else "# ", "profile": profile or "jiangxi"}
    settings.write_text(SETTINGS.format(**told, profiles="、".join(profiles.names())), encoding="utf-8")
    if samples:
        for unit in _samples():
            shutil.copytree(unit, folder / IN / unit.name)
    where = f"{folder}" if str(folder) != "." else "当前文件夹"
    typer.echo(
        f"工作文件夹已建好：{where}\n"
        f"  {IN}：把要核对的工作簿放进来，一个单位一个子文件夹\n"
        f"  {IN}/应报清单.xlsx：谁应当报（可以不填）\n"
        f"  {OUT}：结果放在这里\n"
        f"  {RULES}：自己的审核公式（可以不填）\n"
        f"  perfeval.toml：设置，每一项都有说明\n"
        f"下一步：{'样例已放好' if samples else '放好工作簿'}，运行 perfeval run {typed(folder / IN)}，"
        f"再打开 {folder / OUT / '汇总.xlsx'}"
    )


def _samples() -> list[Path]:
    """The units of the sample workbooks: in the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    home = next(p for p in (package / "samples", package.parent / "sample_workbooks") if p.is_dir())
    return sorted(p for p in home.iterdir() if p.is_dir())


def template(
    kinds: Annotated[
        list[str] | None, typer.Argument(metavar="种类", help="要哪几种；不写则列出全部名称", show_default=False)
    ] = None,
    target: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="路径", help="写到哪个文件或文件夹", show_default=False)
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", metavar="年", min=1990, help="评价年度，默认上一年", show_default=False)
    ] = None,
    unit: Annotated[str, typer.Option("--unit", metavar="名称", help="单位全称，填进各表")] = "",
    last: Annotated[
        Path | None,
        typer.Option("--from", metavar="文件", help="上年的工作簿：把其中的“文字材料”带过来", show_default=False),
    ] = None,
    profile: ProfileName = None,
) -> None:
    """写出空白的标准工作簿或报告模板；不写名称则列出全部。"""
    from perfeval import profile as profiles
    from perfeval.write.blank import plan as template_plan

    chosen = profiles.load(profile or "mof")
    books = template_plan.kinds(chosen)
    if not kinds:
        typer.echo(_listed(chosen, books))
        return
    wanted = _known(kinds, books)
    if last is not None and not last.is_file():
        _stop(no_file(last))
    texts = _texts(last, chosen) if last else {}
    chosen_year = year or _last_year()
    plans = [(kind, _place(kind, target, chosen, chosen_year, alone=len(wanted) == 1)) for kind in wanted]
    there = [path for _, path in plans if path.exists()]
    if there:
        _stop(f"{there[0]} 已经存在，请先移走，或用 -o 另写一个名字")
    for kind, path in plans:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(kind, path, chosen, chosen_year, unit, texts)


def _listed(profile: Profile, books: list[str]) -> str:
    from perfeval.write.blank import plan as template_plan

    told = template_plan.described(profile)["workbook"]
    lines = ["空白工作簿（Excel）："]
    lines += [f"  {name}　{told[name].get('help', '')}" for name in books]
    lines += ["报告模板（Word）："]
    lines += [f"  {name}　{title}自评报告" for name, title in REPORTS.items()]
    return "\n".join(
        [*lines, f"例：perfeval template {books[0]} --year {_last_year()}", f"全部空白工作簿：perfeval template {ALL}"]
    )


def _known(kinds: list[str], books: list[str]) -> list[str]:
    """The kinds asked for, each once; the beginning of one name is enough."""
    names = [*books, *REPORTS]
    out: list[str] = []
    for kind in kinds:
        found = books if kind == ALL else [kind] if kind in names else [n for n in names if n.startswith(kind)]
        if len(found) != 1 and kind != ALL:
            if found:
                _stop(f"以“{kind}”开头的有几种：{'、'.join(found)}，请写全")
            _stop(f"没有“{kind}”这一种，可用的有：{'、'.join([*names, ALL])}")
        out += [n for n in found if n not in out]
    return out


def _last_year() -> int:
    return date.today().year - 1


def _place(kind: str, target: Path | None, profile: Profile, year: int, *, alone: bool) -> Path:
    from perfeval.write.blank import plan as template_plan

    if kind in REPORTS:
        name = f"自评报告模板_{REPORTS[kind]}.docx"
    else:
        name = f"{kind}_{year}.xlsx" if template_plan.dated(profile, kind) else f"{kind}.xlsx"
    if target is None:
        return Path(name)
    return target if alone and target.suffix.lower() in (".xlsx", ".docx") else target / name


def _write(kind: str, path: Path, profile: Profile, year: int, unit: str, texts: dict[str, list[str]]) -> None:
    if kind in REPORTS:
        from perfeval.write.report.builtin import write_template

        write_template(profile, path, REPORTS[kind])
        typer.echo(f"模板已写到 {path}，改好后用 perfeval run --template {path}")
        return
    from perfeval.write.blank.draw import write_workbook

    write_workbook(profile, kind, path, year, unit, texts)
    typer.echo(f"空白工作簿已写到 {path}")


def _texts(path: Path, profile: Profile) -> dict[str, list[str]]:
    """文字材料 of last year's workbook, section -> paragraphs."""
    from perfeval.read import read

    result = read(path, profile, path.name)
    if result.source.unread:
        typer.echo(f"{path.name}  {result.source.unread}", err=True)
        raise typer.Exit(3)
    out: dict[str, list[str]] = {}
    for form in result.forms:
        if form.kind == TEXTS:
            for f in form.fields:
                out.setdefault(f.label, []).append(f.leaf.text)
    if not out:
        _stop(f"{path.name} 里没有“{TEXTS}”")
    return out
