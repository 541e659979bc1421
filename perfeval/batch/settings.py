"""perfeval.toml: what a folder always wants, found in it or above it; the command line goes over it.

profile = "jiangxi"            # 地方配置
output = "输出"                 # relative to this file
rules = "我的规则.xlsx"         # own 审核公式
template = "报告模板.docx"
workers = 2
strict = false
final = false
feedback = false
via_libreoffice = false

[units]                        # 个别单位用别的地方配置: folder, name or code = profile
"某某局" = "hubei"

[report]                       # 自评报告和审核反馈意见
unfinished = true              # 定稿里可以还有【请补充】
exact_pages = true             # 目录页码由 LibreOffice 排版后取得，每份多一两秒
charts = true                  # 预算执行和得分的图
deadline = "2025年3月31日"      # 审核反馈意见的期限
sender = "某某县财政局"         # 审核反馈意见的审核单位

[scoring]                      # over the scoring of the profile, see docs/计分办法.md
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

from perfeval.profile import ProfileError, read_toml

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
    "feedback": bool,
    "via_libreoffice": bool,
    "units": dict,
    "report": dict,
    "scoring": dict,
}
REPORT: dict[str, type] = {
    "unfinished": bool,
    "exact_pages": bool,
    "charts": bool,
    "deadline": str,
    "sender": str,
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
    data = read_toml(path)
    _right(path, data, KINDS, dict.fromkeys(REPORT, "写在 [report] 的下面（[report] 行首的 # 也要去掉）"))
    _right(path, data.get("report", {}), REPORT, dict.fromkeys(KINDS, "写在 [report] 的上面"))
    return {k: path.parent / v if k in PATHS else v for k, v in data.items()}


def _right(path: Path, data: dict[str, Any], kinds: dict[str, type], elsewhere: dict[str, str]) -> None:
    """ProfileError for a key that is not one of ``kinds``, or a value of another kind.

    ``elsewhere``: keys of the other part of the file, and where they belong.
    """
    for key, value in data.items():
        kind = kinds.get(key)
        if kind is None and key in elsewhere:
            raise ProfileError(f"{path} 里的“{key}”要{elsewhere[key]}")
        if kind is None:
            near = difflib.get_close_matches(key, kinds, 1)
            more = f"，是否为“{near[0]}”？" if near else f"，可用的有：{'、'.join(kinds)}"
            raise ProfileError(f"{path} 里没有“{key}”这一项设置{more}")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise ProfileError(f"{path} 里的“{key}”应是{SAID[kind]}")
        if isinstance(value, int) and value < 0:
            raise ProfileError(f"{path} 里的“{key}”不能小于 0")
