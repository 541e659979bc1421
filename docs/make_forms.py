"""Writes docs/forms.md, the kinds of forms and their canonical names, from the words that the reader uses:
``python docs/make_forms.py``."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from perfeval import profile
from perfeval.read.records.columns import LEVELS

HERE = Path(__file__).parent
TARGET = HERE / "forms.md"
KINDS = {
    "项目支出绩效自评表": "项目支出、专项资金、财政评价指标打分表",
    "部门整体支出绩效自评表": "部门（单位）整体支出，共性指标、评分标准式的也是",
    "转移支付绩效自评表": "中央对地方转移支付、区域绩效；有“中央主管部门”“地方主管部门”的也是",
    "绩效目标表": "目标申报、批复表；没有完成值、得分",
}
HEAD = """\
# 认得的表，以及审核公式用的标准名称

<!-- 由 docs/make_forms.py 从 perfeval/profiles/mof/ 的 forms.toml、tables.toml 生成，请勿手改 -->

表不按位置认，也不按工作表名认，只看写的是什么：标题、表头、左边的标签、各栏里填的内容。
比较标签时先去掉编号、“其中：”、括号里的单位和分值、公式（④=①+②+③）、空格、全角半角之别。
“也认”一栏只列常见写法；另有按规律认的（如“2023年目标值”）。遇到不认得的叫法，在自己的 `forms.toml` 里补一条同义词即可。
`perfeval inspect 文件` 把表画出来，逐格写明认成了什么、哪里没认出、为什么。

## 自评表和目标表

| 表种 | 说明 |
|---|---|
"""
NOTES = """\
审核公式里，前三种都写 `自评表`，最后一种写 `绩效目标`。一张工作表上有几张表，或一张表跨几个工作表，都分得开、接得上；
一张表里列许多项目的（单位名称｜项目名称｜预算数｜一级指标……），每个项目读成一张。
“指标2：”“……”之类表格自带的占位不是指标；“其中……”的行是上面一行（★）的分项，不计分；几行合并一个分值的，记在第一行。
表尾没有总分、结论、注或下一张表，或中间有认不出的行，算“不完整”：分值、得分合计只提示，不报错误。
"""


def make() -> str:
    """The whole page."""
    data = profile.load("mof").forms
    records = data["records"]
    parts = [HEAD + "".join(f"| `{k}` | {v} |\n" for k, v in KINDS.items()), NOTES]
    parts.append(_indicators(records))
    parts.append(_funds(records["funds"]))
    parts.append(_totals(records["totals"]))
    parts.append(_fields(records["fields"]))
    parts.append(_tables(data))
    return "\n".join(parts).rstrip() + "\n"


def _indicators(records: Mapping[str, Any]) -> str:
    names: dict[str, list[str]] = {}
    for role, name in records["names"].items():
        labels = [*records["columns"].get(role, []), *records["fallback"].get(role, [])]
        names.setdefault(name, []).extend(labels)
    lines = ["### 指标的栏\n", "写法 `自评表[*, 得分]`；`.值 .符号 .方向 .单位 .类型` 取目标、完成里解析出的部分。\n"]
    lines.append(_table("标准名", names))
    levels = "、".join(records["names"][x] for x in LEVELS)
    lines.append(
        f"{levels}竖着合并或逐行重复都可以；层级名里的分值（“产出指标(50分)”）、分块（“年度绩效目标1(40分)”）另存为计分依据。"
        "目标可以合写（≥95%），也可以分成符号、数值、单位几栏，先后不限。"
        "没有列出的栏照印的名称保留（`其他`）。\n"
    )
    return "\n".join(lines)


def _funds(funds: Mapping[str, Any]) -> str:
    columns = {
        name: [x for role, n in funds["column_names"].items() if n == name for x in funds["columns"][role]]
        for name in dict.fromkeys(funds["column_names"].values())
    }
    lines = ["### 资金\n", "写法 `资金[总额, 全年执行数]`。资金行也在 `rows` 里，栏目是表里印的表头。\n"]
    lines.append(_table("栏", columns))
    lines.append(_table("行", funds["rows"]))
    lines.append(
        f"列到“{'”“'.join(funds['full']['any'])}”为止的，各行之和应等于总额；只列“其中：财政拨款”的，不超过总额即可。"
        f"{'，'.join('“' + '＋'.join(p) + '”等于按支出性质分' for p in funds['full']['pairs'])}。\n"
        "认的写法：表头在上、一行一种资金；标签和数成对（计划安排资金｜170｜实际到位资金｜170）；"
        "各级资金横着排（中央｜省｜本级｜合计｜执行数）；金额写在标签里（按收入性质分:2030.12）。\n"
    )
    return "\n".join(lines)


def _totals(totals: Mapping[str, Any]) -> str:
    names = {"总分（得分）": totals["score"], "总分（复核得分）": totals["review"], "等级": totals["grade"]}
    text = "表尾的总分行、表头或表尾的标签（“自评总分: 95”）、评价结论里的一句话，都认。\n"
    return "\n".join(["### 总分和等级\n", text, _table("内容", names)])


def _fields(fields: Mapping[str, Iterable[str]]) -> str:
    return "\n".join(["### 表头、表尾的标签\n", "写法 `自评表[项目名称]`。\n", _table("标准名", fields)])


def _table(what: str, names: Mapping[str, Iterable[str]]) -> str:
    lines = [f"| {what} | 也认 |", "|---|---|"]
    for name, labels in names.items():
        plain = [x for x in dict.fromkeys(labels) if not x.startswith("~") and x != name]
        shown = "、".join(plain[:8]) + (f" 等{len(plain)}种" if len(plain) > 8 else "")
        lines.append(f"| {name} | {shown.replace('|', chr(92) + '|')} |")
    return "\n".join(lines) + "\n"


def _tables(data: Mapping[str, Any]) -> str:
    """The part on data tables is written by its own script."""
    spec = importlib.util.spec_from_file_location("forms_tables", HERE / "forms_tables.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    section: Callable[[Mapping[str, Any]], str] = module.tables_section
    return section(data)


if __name__ == "__main__":
    TARGET.write_text(make(), encoding="utf-8")
