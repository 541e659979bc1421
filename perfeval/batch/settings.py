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

from pathlib import Path
from typing import Any

from perfeval.profile import ProfileError, expect, read_toml

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
    units = data.get("units", {})
    expect(f"{path} 的 [units]", units, dict.fromkeys(units, str))
    found = {k: path.parent / v if k in PATHS else v for k, v in data.items()}
    if "profile" in data:
        found["profile"] = _profile(path.parent, data["profile"])
    if units:
        found["units"] = {name: _profile(path.parent, profile) for name, profile in units.items()}
    return found


def _profile(home: Path, name: str) -> str:
    """A profile that is a folder beside the settings is meant from there, whatever folder is run."""
    return str(home / name) if (home / name / "profile.toml").is_file() else name


def _right(path: Path, data: dict[str, Any], kinds: dict[str, type], elsewhere: dict[str, str]) -> None:
    """ProfileError for a key that is not one of ``kinds``, or a value of another kind.

    ``elsewhere``: keys of the other part of the file, and where they belong.
    """
    for key in data:
        if key not in kinds and key in elsewhere:
            raise ProfileError(f"{path} 里的“{key}”要{elsewhere[key]}")
    expect(str(path), data, kinds)
    if "workers" in data and data["workers"] < 0:
        raise ProfileError(f"{path} 里的“workers”不能小于 0")
