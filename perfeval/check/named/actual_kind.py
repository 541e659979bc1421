"""AC-02, AC-03, AC-04: the actual is of another kind or unit than the target, so that nobody can compare the two."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from perfeval.check.forms import cells, own, passed, printed, self_evaluations, words
from perfeval.language.rule import Rule
from perfeval.language.values import MAGNITUDES, unit_left_out
from perfeval.model import CheckResult, Dossier, Form, Indicator, Measure

NUMERIC = ("quantity", "percent")


def actual_kind(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``情形``: 定性回答 (AC-02), 单位 (AC-03) or 日期 (AC-04). Basis: 审核惯例."""
    finders: dict[str, Callable[[Indicator, Mapping[str, Any]], str | None]] = {
        "定性回答": _answered, "单位": _unit, "日期": _date,
    }  # fmt: skip
    find = finders[str(parameters["情形"])]
    for form in self_evaluations(dossier):
        rows = [i for i in own(form) if printed(i.target) and printed(i.actual)]
        hits = [r for i in rows if (say := find(i, parameters)) for r in [_result(form, i, say, rule)]]
        if rows:
            yield from hits or [passed(rule, form, len(rows))]


def _result(form: Form, i: Indicator, say: str, rule: Rule) -> CheckResult:
    return rule.result("不通过", form, i.name, say, cells(i.actual, i.target))


def _answered(i: Indicator, parameters: Mapping[str, Any]) -> str | None:
    """A figure as target, “完成” as answer. Whole sentences may hold the figure and are left alone."""
    target, actual = i.target, i.actual
    assert target and actual
    if target.kind not in NUMERIC or target.number is None or actual.number is not None:
        return None
    answer = printed(actual).strip("。.")
    if answer not in words(parameters, "定性词"):
        return None
    return f"目标是{target.text}，完成值只写“{answer}”，没有填数，无法对照"


def _unit(i: Indicator, parameters: Mapping[str, Any]) -> str | None:
    """Two printed units that cannot be converted, 1 against 100 %, or 元 without a word under 万元."""
    target, actual = i.target, i.actual
    assert target and actual
    a, b = target.number, actual.number
    if a is None or b is None or target.kind not in NUMERIC or actual.kind not in NUMERIC:
        return None
    if target.unit == "%" and not actual.unit and a > 1 and b * 100 == a and b <= 1:
        return f"目标{target.text}，完成值{actual.text}，相差100倍，疑漏百分号"
    many = next((word for word in MAGNITUDES if (target.unit or "").startswith(word)), None)
    if many and not actual.unit and a > 0 and unit_left_out(b, a, 1 / MAGNITUDES[many]):
        return f"目标{target.text}，完成值{actual.text}没有写单位，相差约一{many}倍，疑不是以“{target.unit}”计的"
    one, other = _plain(target, parameters), _plain(actual, parameters)
    if one and other and one != other and not _shared(one, other, parameters):
        return f"目标单位是“{target.unit}”，完成值单位是“{actual.unit}”，不能对照"
    return None


def _plain(measure: Measure, parameters: Mapping[str, Any]) -> str:
    unit = "".join((measure.unit or "").split())
    for prefix in ("亿", "万", "千", "百"):
        unit = unit.removeprefix(prefix)
    return str(parameters.get("同义单位", {}).get(unit, unit))


def _shared(one: str, other: str, parameters: Mapping[str, Any]) -> bool:
    """Units of one family: classifiers of things (个 项 套) are not worth a word, 人 against 亩 is."""
    if one.split("/")[0] == other.split("/")[0] or one in other or other in one:
        return True
    return any(one in family and other in family for family in parameters.get("同类单位", []))


def _date(i: Indicator, parameters: Mapping[str, Any]) -> str | None:
    target, actual = i.target, i.actual
    assert target and actual
    if target.kind == "date" and actual.kind == "percent" and actual.number is not None:
        return f"目标是期限“{target.text}”，完成值填{actual.text}，应写完成日期"
    if target.kind == "percent" and target.number is not None and actual.kind == "date":
        return f"目标是{target.text}，完成值填日期“{actual.text}”"
    return None
