"""Writes docs/计分办法.md from the profiles' scoring.toml: python docs/scoring_page.py. A test watches it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from perfeval.profile import BUILT_IN, Profile, load, names, read_toml
from perfeval.score import criteria
from perfeval.score.policy import Policy

PAGE = Path(__file__).with_name("计分办法.md")
SENTENCES = (
    "100%计满分，每低于5%扣2分，扣完为止。",
    "在职人员控制率≤100%，计5分；每超过一个百分点扣0.5分，扣完为止。",
    "=0，计5分；0-10%（含），计4分；10-20%（含），计3分；20-30%（含），计2分；大于30%不得分。",
    "≥90%得10分；80%（含）-90%得8分；60%（含）-80%得5分；<60%得0分。",
    "满意度90%以上得10分，每降5%扣1分。",
    "±10%以内计5分，±10%-±15%计3分，±15%-±20%计1分，±20%以外不得分",
    "达标得满分，否则不得分。",
    "达标得满分，未达标按完成比例得分。",
    "由评价组根据资料酌情扣1-3分。",
)
INTRO = """# 计分办法

<!-- 由 docs/scoring_page.py 从 perfeval/profiles/*/scoring.toml 生成，请勿手改 -->

每种办法都带一个算好的例子，例子由测试逐个复算。

## 建议得分怎么定

每个指标先按办法算出**可给区间** [低, 高]（两端按本表得分的小数位四舍五入），再看自评得分：

| 情形 | 建议得分 | 结论 |
|---|---|---|
| 自评在区间内 | 自评得分 | 一致 |
| 自评高于区间 | 区间上端 | 偏高 |
| 自评低于区间 | 自评得分（只减不加，差多少写在“可加”里） | 偏低 |
| 分值、目标值、完成值有该栏而没填，或得分没填 | 0 | 待补 |
| 本表（该块）没有目标值、完成值或分值栏 | 自评得分 | 未复算 |
| 目标与完成口径不同（≤30万元／“完成”） | 自评得分 | 待核 |
| “其中”行、填“/”的行、没有得分栏的行 | 无 | 不计分 |

合计时没有建议得分的按 0 计；完成值写“无”并说明了原因的，视同不适用，分值不计入。
残表（下面的行没有认出）印有总分的，没认出的行按单位所填计；没有总分的不评等级。
单位自己的得分从不改动，建议得分只写在“得分复算”表里。

用哪一套口径，前面的优先：**本表自己的注**（表头“得分(20分*执行率)”、注里的定性三档、“评分标准”栏），
perfeval.toml 的 [scoring]，命令里的 --profile，mof。

在 perfeval.toml 里改口径，例如：

```toml
[scoring.parameters]
"中档" = "0.5"          # 定性三档改为 80/50
"超额扣分" = "2"        # 超过目标30%及以上扣2分

[[scoring.special]]
name = "满意度分档"
match = '满意度'
value = "IF(完成 ≥ 90, 分值, IF(完成 ≥ 80, 分值 * 0.8, 0))"
says = "90%以上满分，80%–90%得80%，其余不得分"
basis = "本市绩效自评通知"
```

目标没有印符号的，按指标名称和类别推定方向，理由里写“按反向（推定）”，只作提示，不据此判错。
"""
KINDS = """
## 依据怎么写

只写四种：文号、本表注、算术关系、审核惯例（无文号）。财政部有关办法中没有见到原文的条款，一律写“审核惯例”，不当法条引用。
"""


def worked(entry: Mapping[str, Any], parameters: Mapping[str, str]) -> str:
    """The example with its figures put into the formula: 15 × MIN(1, 8676 ÷ 8755) ＝ **14.86**."""
    given = {k: v for k, v in entry["example"].items() if k not in ("结果", "区间")}
    figures = {**given, **{f"参数.{k}": v for k, v in parameters.items()}}
    said = "，".join(f"{name} {value}" for name, value in given.items())
    if "value" in entry:
        return f"{said}：{_put(entry['value'], figures)} ＝ **{entry['example']['结果']}**"
    low, high = entry["example"]["区间"].split("—")
    return f"{said}：低 {_put(entry['low'], figures)} ＝ **{low}**，高 {_put(entry['high'], figures)} ＝ **{high}**"


def _put(formula: str, figures: Mapping[str, str]) -> str:
    names = sorted(figures, key=len, reverse=True)
    shown = re.sub("|".join(re.escape(n) for n in names), lambda m: figures[m[0]], formula)
    return shown.replace(" * ", " × ").replace(" / ", " ÷ ").replace(" - ", " − ")


def formula(entry: Mapping[str, Any]) -> str:
    if "value" in entry:
        return f"`{entry['value']}`"
    return f"低 `{entry['low']}`，高 `{entry['high']}`"


def filled(text: str, parameters: Mapping[str, str]) -> str:
    for name, value in parameters.items():
        percent = f"{(Decimal(value) * 100).normalize():f}%"
        text = text.replace("{" + name + "}", percent)
    return text


def methods(entries: Mapping[str, Mapping[str, Any]], parameters: Mapping[str, str]) -> Iterator[str]:
    for name, entry in entries.items():
        yield f"\n### {name}\n\n{filled(entry['says'], parameters)}。\n"
        yield f"- 例：{worked(entry, parameters)}"
        yield f"- 公式：{formula(entry)}"
        yield f"- 依据：{entry['basis']}"


def base(profile: Profile) -> Iterator[str]:
    data = profile.scoring
    yield f"\n## 通用口径（mof）：{data['policy']['title']}"
    yield from methods(data["method"], data["parameters"])
    yield "\n### 参数和等级\n\n可调的参数（在 perfeval.toml 的 [scoring.parameters] 里改）：\n"
    yield "| 参数 | 值 |\n|---|---|"
    yield from (f"| {name} | {value} |" for name, value in data["parameters"].items())
    for name, scale in data["grades"].items():
        bands = "，".join(f"{grade} ≥{least}" for grade, least in scale.items())
        yield f"\n等级“{name}”：{bands}（分）。"


def local(profile: Profile, own: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n## {profile.name}：{own['policy']['title']}\n"
    yield f"依据：{own['policy'].get('basis', '审核惯例（无文号）')}。其余同 mof。\n"
    for name, value in own.get("parameters", {}).items():
        yield f"- {name}：{value}"
    if "levels" in own:
        yield "- 权重：" + "，".join(f"{name} {points}" for name, points in own["levels"].items())
    for cap in own.get("cap", []):
        yield f"- 执行率低于 {Decimal(cap['below']) * 100:.0f}%：总分不超过 {cap['most']} 分"
    special = {entry["name"]: entry for entry in own.get("special", [])}
    yield from methods(special, profile.scoring["parameters"])


def sentences(profile: Profile) -> Iterator[str]:
    policy = Policy(profile.scoring, {})
    yield "\n## 评分标准里的句子\n"
    yield "本表有“评分标准”栏的，按它计分：看懂的句式变成办法，写在“计分办法”栏里请人确认；"
    yield "不足一档不扣；看不懂的不猜，结论“待核”。\n"
    yield "| 评分标准 | 读成 |\n|---|---|"
    for sentence in SENTENCES:
        found = criteria.read(sentence, policy)
        yield f"| {sentence} | {found if isinstance(found, str) else criteria.spoken(found)} |"


def computed(profile: Profile) -> Iterator[str]:
    yield "\n## 率值\n"
    yield "能从表里算出的率，算出来供核对和报告使用；依次试各个来源，第一组取齐的算数。\n"
    for name, rate in profile.scoring["rate"].items():
        yield f"\n### {name}\n\n`{name} = {rate['formula']}`\n"
        for first, source in enumerate(rate["from"]):
            figures = "，".join(f"{k} ＝ `{v}`" for k, v in source.items())
            yield f"- {'没有时用' if first else '取数'}：{figures}"
        yield f"- 依据：{rate['basis']}"


def page() -> str:
    mof = load("mof")
    lines = [INTRO, *base(mof)]
    for name in names():
        if name != "mof":
            lines += local(load(name), read_toml(BUILT_IN / name / "scoring.toml"))
    lines += [*sentences(mof), *computed(mof), KINDS]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
