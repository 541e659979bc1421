"""TG-04, TG-06 … TG-11: 指标值 that cannot be measured, do not suit the name in unit or sign, or come too late."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import NOTHING, cells, compiled, own, passed, pattern, printed, with_indicators, words
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Indicator, Measure

FULL = 100
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_NOT_ALONE = r"\d.第每前到至,，+*/×xX÷=~～—\-"  # before a figure: it is part of a range, of a sum, or not a target


def target_form(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``情形``: 不可衡量, 率的单位, 方向, 超过100%, 期限, 资金作产出, 名称含目标, 定性单位. Basis: 审核惯例."""
    finders: dict[str, Callable[[Form, Indicator, Measure, Mapping[str, Any]], str | None]] = {
        "不可衡量": _vague, "率的单位": _rate, "方向": _direction, "超过100%": _over, "期限": _late,
        "资金作产出": _budget, "名称含目标": _named, "定性单位": _unmeasured,
    }  # fmt: skip
    find = finders[str(parameters["情形"])]
    for form in with_indicators(dossier):
        rows = [(i, i.target) for i in own(form) if i.target is not None and printed(i.target)]
        hits = [
            rule.result("不通过", form, i.name, say, cells(target))
            for i, target in rows
            if (say := find(form, i, target, parameters))
        ]
        if rows:
            yield from hits or [passed(rule, form, len(rows))]


def _vague(form: Form, i: Indicator, target: Measure, parameters: Mapping[str, Any]) -> str | None:
    if target.kind != "qualitative" or printed(i.criteria):
        return None
    text = printed(target)
    if text in words(parameters, "不可衡量") or pattern(parameters, "空泛写法").fullmatch(text):
        return f"指标值“{text}”不可衡量，也没有评分标准"
    return None


def _rate(form: Form, i: Indicator, target: Measure, parameters: Mapping[str, Any]) -> str | None:
    name = re.sub(r"[（(].*?[)）]", "", "".join(i.name.split()))
    if not name.endswith("率") or target.number is None or target.kind != "quantity":
        return None
    unit = target.unit or ""
    if unit not in words(parameters, "非率单位"):
        return None
    return f"指标名是“{name}”，指标值{target.text}的单位却是“{unit}”"


def _unmeasured(form: Form, i: Indicator, target: Measure, parameters: Mapping[str, Any]) -> str | None:
    """优良中低差%: the unit column says %, and there is no figure that it could belong to."""
    text = printed(target)
    if target.kind != "qualitative" or not text.endswith(("%", "％")) or re.search(r"\d", text):
        return None
    return f"指标值“{text}”是定性的，单位却写%"


def _direction(form: Form, i: Indicator, target: Measure, parameters: Mapping[str, Any]) -> str | None:
    second = printed(i.level2)
    if _on(second, parameters, "成本类") and target.op in ("≥", ">") and (target.unit or "").endswith("元"):
        return f"成本指标的目标写“{target.text}”，花得越多越算完成，应为≤"
    more = i.name.endswith(tuple(words(parameters, "正向词尾")))
    good = more and not any(w in i.name for w in words(parameters, "反向词"))
    if _on(second, parameters, "数量类") and target.op in ("≤", "<") and good:
        return f"产出数量的目标写“{target.text}”，做得越少越算完成，请核对符号"
    return None


def _over(form: Form, i: Indicator, target: Measure, parameters: Mapping[str, Any]) -> str | None:
    rate = target.unit == "%" or re.search(r"[（(][%％][)）]", i.name)
    if rate and target.number is not None and target.number >= FULL * 10:
        return f"指标值{target.text}，单位却是百分比，疑单位有误"
    if target.unit != "%" or target.number is None or not any(w in i.name for w in words(parameters, "不超过100%")):
        return None
    value = target.number
    if value > FULL or (value == FULL and target.op == ">"):
        return f"“{i.name}”的目标{target.text}超过100%"
    return None


def _on(text: str, parameters: Mapping[str, Any], name: str) -> bool:
    """Does the text hold one of those words?"""
    return any(word in text for word in words(parameters, name))


def _late(form: Form, i: Indicator, target: Measure, parameters: Mapping[str, Any]) -> str | None:
    if target.kind != "date" or form.year is None or not isinstance(target.value, str):
        return None
    match = re.match(r"(20\d{2})", target.value)
    if match and int(match[1]) > form.year:
        return f"目标期限{target.text}晚于本年度（{form.year}年）年末"
    return None


def _budget(form: Form, i: Indicator, target: Measure, parameters: Mapping[str, Any]) -> str | None:
    name = "".join(i.name.split())
    if not _on(printed(i.level2), parameters, "数量类") or not pattern(parameters, "资金词").search(name):
        return None
    return f"产出数量指标“{name}”是资金数或支付率，不是产出"


def _named(form: Form, i: Indicator, target: Measure, parameters: Mapping[str, Any]) -> str | None:
    """“达标率100%” with the target ≥98%, “无群体性事件发生” with “小于5次”: the name states another target."""
    none = pattern(parameters, "不发生").search("".join(i.name.split()))
    if none and target.number is not None and target.number > 0 and target.op in ("<", "≤") and target.unit != "%":
        return f"指标名写明“{none[0]}”，指标值却是{target.text}"
    name = "".join(i.name.split())
    rate = "|".join(words(parameters, "百分数名"))
    match = compiled(rf"(?P<word>{rate or NOTHING})[≥>=]*(?P<number>\d+(?:\.\d+)?)%$").search(name)
    if not match or target.unit != "%" or target.number is None:
        return _other_number(name, target, parameters)
    if str(target.number.normalize()) == match["number"] or f"{target.number:f}" == match["number"]:
        return None
    return f"指标名写明{match['word']}{match['number']}%，指标值却是{target.text}"


def _other_number(name: str, target: Measure, parameters: Mapping[str, Any]) -> str | None:
    """“村组干部230人” with the target ≥200人: a figure at the name's end, in the target's own unit."""
    if target.kind != "quantity" or target.number is None or not target.unit or target.low is not None:
        return None
    name = _THOUSANDS.sub("", name)
    match = re.search(rf"(?<![{_NOT_ALONE}])(?P<number>\d+(?:\.\d+)?){re.escape(target.unit)}$", name)
    if not match or Decimal(match["number"]) == target.number or _on(name[: match.start()], parameters, "每份"):
        return None
    return f"指标名写明{match[0]}，指标值却是{target.text}"
