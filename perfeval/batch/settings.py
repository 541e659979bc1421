"""perfeval.toml: what a folder always wants, found in it or above it; the command line goes over it.

profile = "jiangxi"            # 地方配置
output = "输出"                 # relative to this file
rules = "我的规则.xlsx"         # own 审核公式
template = "报告模板.docx"
workers = 2
strict = false
final = false
via_libreoffice = false

[units]                        # 个别单位用别的地方配置: folder, name or code = profile
"某某局" = "hubei"

[scoring]                      # over the scoring of the profile, see docs/计分办法.md
"""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any

from perfeval.profile import ProfileError

FILE = "perfeval.toml"
PATHS = ("output", "rules", "template")
KINDS: dict[str, type] = {
    "profile": str,
    "output": str,
    "rules": str,
    "template": str,
    "workers": int,
    "strict": bool,
    "final": bool,
    "via_libreoffice": bool,
    "units": dict,
    "scoring": dict,
}
SAID = {str: "文字（加引号）", int: "整数", bool: "true 或 false", dict: "一节（写成 [名称]）"}


def find(folder: Path) -> Path | None:
    """The nearest perfeval.toml in ``folder`` or above it."""
    here = folder.resolve()
    return next((p / FILE for p in (here, *here.parents) if (p / FILE).is_file()), None)


def load(folder: Path) -> dict[str, Any]:
    """The settings for ``folder``, {} where there are none; paths are made absolute. ProfileError for a wrong one."""
    path = find(folder)
    if path is None:
        return {}
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path} 写法有误：{error}") from error
    for key, value in data.items():
        kind = KINDS.get(key)
        if kind is None:
            near = difflib.get_close_matches(key, KINDS, 1)
            more = f"，是否为“{near[0]}”？" if near else f"，可用的有：{'、'.join(KINDS)}"
            raise ProfileError(f"{path} 里没有“{key}”这一项设置{more}")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise ProfileError(f"{path} 里的“{key}”应是{SAID[kind]}")
    return {k: path.parent / v if k in PATHS else v for k, v in data.items()}
