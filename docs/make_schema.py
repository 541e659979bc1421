"""Writes docs/结果字段.md, the fields of result.json, from docs/result.schema.json: ``python docs/make_schema.py``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TARGET = HERE / "结果字段.md"
HEAD = """\
# result.json 各字段的意思

<!-- 由 docs/make_schema.py 从 docs/result.schema.json 生成，请勿手改 -->

结构的准确定义是 [result.schema.json](result.schema.json)（JSON Schema 2020-12），测试里每一份输出都对照它验证。
写法和例子见 [result.json 和 Python 接口](结果数据.md)。

## 最外层

"""
KINDS = {
    "string": "文字",
    "integer": "整数",
    "boolean": "true/false",
    "array": "列表",
    "object": "对象",
    "null": "null",
}
OR_NULL = "leaf_or_null"
SIMPLE = ("address", "number", "value")  # described in one line each
Node = Mapping[str, Any]


def text() -> str:
    """The page: the outermost fields, then a section for each kind of object."""
    schema = json.loads((HERE / "result.schema.json").read_text(encoding="utf-8"))
    lines = [HEAD + "\n".join(_table(schema))]
    lines.append("\n".join(f"- `{name}`：{schema['$defs'][name]['description']}" for name in SIMPLE))
    for name, node in schema["$defs"].items():
        inner = _object(node)
        if name not in (*SIMPLE, OR_NULL) and inner is not None:
            lines.append(f"## {name}\n\n{node['description']}。\n\n" + "\n".join(_table(inner)))
    return "\n\n".join(lines) + "\n"


def _object(node: Node) -> Node | None:
    """The object that a definition is, or may be, or is a list of."""
    if "properties" in node:
        return node
    inside = [*node.get("anyOf", []), *([node["items"]] if "items" in node else [])]
    return next((found for x in inside if (found := _object(x)) is not None), None)


def _table(node: Node) -> Iterator[str]:
    yield "| 字段 | 类型 | 意思 |"
    yield "|---|---|---|"
    yield from _rows(node, "")


def _rows(node: Node, above: str) -> Iterator[str]:
    for name, inner in node["properties"].items():
        yield f"| `{above}{name}` | {_kind(inner)} | {inner['description']} |"
        below = _object(inner)
        if below is not None:
            yield from _rows(below, f"{above}{name}.")


def _kind(node: Node) -> str:
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name == OR_NULL:
            return "[leaf](#leaf)或null"
        return f"`{name}`" if name in SIMPLE else f"[{name}](#{name})"
    if "const" in node:
        return f"`{node['const']}`"
    if "enum" in node:
        return "、".join("null" if x is None else f"`{x}`" for x in node["enum"])
    if node["type"] == "array":
        return f"{_kind(node['items'])}的列表"
    kinds = [node["type"]] if isinstance(node["type"], str) else node["type"]
    return "或".join(KINDS[k] for k in kinds)


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
