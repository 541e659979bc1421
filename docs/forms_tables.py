"""The tables part of docs/forms.md: every table kind of tables.toml with its canonical rows and columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

INTRO = """\
## 数据表

审核公式用下面的标准名称：`表种[行, 栏]`。左右两栏的总表读成 `…·收入`、`…·支出` 两张表；
行、栏互换的表（如横排的“三公”经费表）读进来都是一行一项。
没有列出的行、栏用表里印的名称（去掉编号、“其中”、括号里的单位）；
年度栏统一为 上年决算数、本年预算数、本年决算数；有科目编码的行可以写 `#30217`。
“合计行”是必须等于下级之和的行；其余有下级的行，下级之和不得大于它。
不在此列而有标签、有数字的表，表种是 `其他表`，行、栏都用印的名称。
"""


def tables_section(profile: Mapping[str, Any]) -> str:
    """The whole part as Markdown; ``profile`` is the merged data of a profile (``Profile.forms``)."""
    parts = [INTRO, _overview(profile["tables"])]
    parts += [_table(name, entry) for name, entry in profile["tables"].items()]
    parts.append(_fields(profile))
    return "\n".join(parts)


def _overview(tables: Mapping[str, Any]) -> str:
    lines = ["| 表种 | 认的表名（部分） |", "|---|---|"]
    for name, entry in tables.items():
        shown = f"{name}·收入、{name}·支出" if entry.get("sides") else name
        lines.append(f"| {shown} | {_some(entry.get('titles', []), 4)} |")
    return "\n".join(lines) + "\n"


def _table(name: str, entry: Mapping[str, Any]) -> str:
    lines = [f"### {name}\n"]
    if entry.get("sides"):
        lines.append(f"读成两张表：`{name}·收入`、`{name}·支出`。\n")
    if entry.get("turn"):
        lines.append("横排（项目在栏）、竖排（项目在行）都认。\n")
    lines += _names("栏", entry.get("columns", {}))
    for side in ("收入", "支出"):
        lines += _names(f"行（{side}）", entry.get(side, {}))
    lines += _names("行", entry.get("rows", {}))
    lines += _names("单独的数", entry.get("fields", {}))
    if entry.get("full"):
        lines.append(f"合计行：{'、'.join(entry['full'])}。\n")
    tree = {k: v for k, v in entry.get("parents", {}).items() if v}
    if tree:
        lines.append("上下级：" + "；".join(_children(tree)) + "。\n")
    return "\n".join(lines)


def _names(what: str, names: Mapping[str, Iterable[str]]) -> list[str]:
    if not names:
        return []
    lines = [f"| {what} | 也认 |", "|---|---|"]
    lines += [f"| {name} | {_some(list(labels), 6)} |" for name, labels in names.items()]
    return ["\n".join(lines) + "\n"]


def _children(tree: Mapping[str, str]) -> list[str]:
    above: dict[str, list[str]] = {}
    for child, parent in tree.items():
        above.setdefault(parent, []).append(child)
    return [f"{parent} ← {'、'.join(children)}" for parent, children in above.items()]


def _fields(profile: Mapping[str, Any]) -> str:
    lines = [
        "### 基本信息、文字材料\n",
        "“标签｜值”成对的内容。写法 `基本信息[编制数]`；文字材料按章节名。没有列出的标签用印的名称。\n",
    ]
    lines += _names("标签", profile.get("field_names", {}))
    return "\n".join(lines)


def _some(labels: list[str], most: int) -> str:
    plain = [x for x in labels if not x.startswith("~")]
    return "、".join(plain[:most]) + (" 等" if len(plain) > most else "")
