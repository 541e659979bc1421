"""Writes docs/rules.md, the catalogue of 审核公式, from the rules themselves: ``python docs/make_rules.py``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from perfeval import profile
from perfeval.check import parameters
from perfeval.check.named.find import find
from perfeval.language.rule import Rule, said, settings

TARGET = Path(__file__).with_name("rules.md")
SHARED = parameters(profile.load("mof"))
GROUPS = {
    "自评": "自评表：分值、得分、等级",
    "资金": "自评表的资金行",
    "目标": "绩效目标和指标值",
    "完成": "实际完成值",
    "收支": "收支预决算对比表",
    "支出": "支出预决算",
    "资产": "资产情况",
    "三公": "“三公”经费",
    "部门": "人员、监控与各表之间",
    "决算": "部门决算公开表，表内",
    "表间": "部门决算公开表，表间",
    "预算": "部门预算公开表",
    "通用": "任何有合计的表",
    "文字": "工作簿里的文字",
    "表文": "写好的自评报告",
    "批次": "各单位、各项目之间",
}
HEAD = """\
# 审核规则目录

<!-- 由 docs/make_rules.py 从 perfeval/profiles/mof/rules/ 生成，请勿手改 -->

共 {count} 条：{levels}。
级别：**错误** 算术或逻辑上不可能；**警告** 须改正或写说明；**提示** 供参考，不必答复。

- 依据只有四种：文号、本表注、算术关系、审核惯例（无文号）。没有文号的规则不当法条用。
- 本表没有的栏、没有交的表、“其中”子行、占位空行：不适用，不算错；
  每条规则执行了几次、为什么没执行，见 result.json 和汇总表。
- 金额按显示的末位允许尾差（万元表）；元和得分一分不让。推定的方向不报错误；没有认到表尾的表，合计类关系不报错误。
- 同一行里一个原因只报一条：重的规则吸收轻的（下面“吸收”）；同一张表同一规则三处以上合并成一条。
- 公式怎么写见 [审核公式怎么写](审核公式.md)；自己加规则、改容差、停用规则，用 `perfeval rules --export 审核公式.xlsx`，
  改好后 `perfeval run --rules 审核公式.xlsx`。
"""


def text() -> str:
    """The page. One section a group of rules, one heading a rule."""
    rules = [Rule.from_toml(entry) for entry in profile.load("mof").rules]
    levels = Counter(r.severity for r in rules)
    shown = "、".join(f"{name} {levels[name]} 条" for name in ("错误", "警告", "提示"))
    parts = [HEAD.format(count=len(rules), levels=shown)]
    for prefix, title in GROUPS.items():
        own = [r for r in rules if r.id.partition("-")[0] == prefix]
        parts.append(f"\n## {prefix}　{title}\n")
        parts += [_rule(rule) for rule in own]
    missing = [r.id for r in rules if r.id.partition("-")[0] not in GROUPS]
    if missing:
        raise SystemExit(f"没有归入目录的规则：{missing}")
    return "\n".join(parts).rstrip() + "\n"


def _rule(rule: Rule) -> str:
    lines = [f"### {rule.id}　{rule.name}", "", f"- 级别：{rule.severity}{_near(rule)}　依据：{rule.basis}"]
    if rule.formula:
        lines.append(f"- 公式：`{rule.formula}`")
    elif not rule.check:
        lines.append("- 专项检查：[表文一致](表文核对.md)")
    else:
        find(rule.check, rule.id)
        lines.append(f"- 专项检查：`perfeval/check/named/{rule.check}.py`")
    if rule.when:
        lines.append(f"- 条件：`{rule.when}`")
    lines += [f"- 参数：{name} = `{value}`" for name, value in settings(rule, SHARED)]
    if rule.tolerance:
        lines.append(f"- 容差：{rule.tolerance}，{rule.reason}")
    if rule.absorbs:
        lines.append(f"- 吸收：{'、'.join(rule.absorbs)}")
    lines.append(f"- 怎么改：{rule.hint}")
    for title, examples in (("通过", rule.passes), ("不通过", rule.fails), ("不适用", rule.skips)):
        lines += [f"- 例（{title}）：{_example(e)}" for e in examples]
    return "\n".join(lines) + "\n"


def _near(rule: Rule) -> str:
    return f"（只差末位一个单位的为{rule.near}）" if rule.near else ""


def _example(example: Mapping[str, Any]) -> str:
    return "；".join(f"{key} = {said(key, value)}" for key, value in example.items())


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
    sys.stdout.write(f"{TARGET} 已更新\n")
