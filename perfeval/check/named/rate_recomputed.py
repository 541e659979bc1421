"""CM-01: 53号率值 that the unit filled in against those that follow from its own tables (``dossier.rates``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import cells, own, self_evaluations
from perfeval.check.subject import short
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Indicator, Rate

_DROP = str.maketrans("", "", "“”\"'‘’《》（）() 　")


def rate_recomputed(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """自评表填写的率值可由基础数据复算. Another 口径 is possible, so it is no 错误. Basis: 财预〔2013〕53号."""
    rates = {rate.name: rate for rate in dossier.rates}
    also: Mapping[str, Any] = parameters.get("别名", {})
    for form in self_evaluations(dossier):
        for i in own(form):
            name = short(i.name).translate(_DROP)
            name = str(also.get(name, name))
            if name in rates:
                others = [rates[o] for o in parameters.get("口径", {}).get(name, []) if o in rates]
                yield from _compared(form, i, rates[name], others, rule)


def _compared(form: Form, i: Indicator, rate: Rate, others: list[Rate], rule: Rule) -> Iterator[CheckResult]:
    """``others``: rates of the same name by another 口径; the unit may have taken one of them."""
    actual = i.actual
    if actual is None or actual.number is None or actual.unit not in ("%", None):
        return
    said = actual.number
    off = all(_differs(said, one) for one in (rate, *others))
    where = cells(actual, *rate.cells)
    say = f"{rate.name}填{actual.text}，按表内数据为{rate.says}"
    figures = {"left": said, "right": rate.value, "difference": said - rate.value}
    yield rule.result("不通过" if off else "通过", form, i.name, say, where, **figures)


def _differs(said: Decimal, rate: Rate) -> bool:
    places = max(-_exponent(said), 0)
    return abs(said - rate.exact) > Decimal(1).scaleb(-places) / 2 and abs(said - rate.value) > 0


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
