"""How a value of the workbook is put into a sentence: names, targets and results, amounts, rates (行文)."""

from __future__ import annotations

import re
from decimal import Decimal

from perfeval.model import Form, Fund, Indicator, Leaf, Measure, dates
from perfeval.write.report.texts import plain, tidy, typeset

WORDED = ("qualitative", "unparsed")  # kinds of values that are words: they stand in quotation marks
_SIGNS = {">=": "≥", "<=": "≤", "＞=": "≥", "＜=": "≤"}
_AMOUNT = re.compile(r"^([-+]?[\d,]+(?:\.\d+)?)\s*(?:亿元|万元|元|万)?$")
_UNIT_ALONE = re.compile(r"^(?:亿元|万元|元|万|%)$")
_ORDINAL = re.compile(
    r"^(?:[★☆*]+|指标\s*\d*\s*[:：、.．]|指标\s*\d{1,2}(?=20\d\d年)|指标\s*\d{1,2}(?=[\u4e00-\u9fff“《（(])"
    r"|[（(]?\d{1,2}[)）、.．](?!\d))+"
)


def name_of(indicator: Indicator) -> str:
    """The indicator without the number and the star that the form prints before it."""
    text = "".join(indicator.level3.text.split())
    found = _ORDINAL.sub("", text)
    return unended(typeset(found.strip("：:") or text))


def filled(leaf: Leaf | None) -> bool:
    return leaf is not None and not leaf.blank


def stated(measure: Measure | None) -> bool:
    return measure is not None and not measure.blank


def unended(text: str) -> str:
    return text.rstrip("。；;，,.．：:")


def ended(text: str) -> str:
    """A sentence of the unit that lacks its full stop gets one."""
    return text if re.search(r"[。！？!?；;”）)】]$", text) else unended(text) + "。"


def told(measure: Measure, name: str = "") -> str:
    """The value as a sentence says it: ≥ for >=, % for 百分比, without the indicator's own name before it."""
    text = "".join(measure.text.split())
    for typed, sign in _SIGNS.items():
        text = text.replace(typed, sign)
    text = re.sub(r"(?<=\d)(?:%?[（(]百分比[)）]|百分比)$", "%", text)
    if name and text.startswith(name) and re.match(r"[≥≤＞＜><=＝\d]", text[len(name) :]):
        text = text[len(name) :]
    return typeset(text)


def quoted(measure: Measure, name: str = "") -> str:
    """Words in quotation marks: 年度指标值“有效改善”; figures as they are."""
    text = told(measure, name)
    return f"“{text}”" if measure.kind in WORDED and "“" not in text else text


# ---------------------------------------------------------------- met or missed


def missed(indicator: Indicator) -> bool:
    """未达到目标, as far as two figures of one unit say so. Where no sign is printed, a full score says otherwise."""
    target, actual = indicator.target, indicator.actual
    if target is None or actual is None:
        return False
    if target.kind == actual.kind == "date" and target.direction == "期限":
        return dates.compared(target.value, actual.value) == "逾期"
    if target.number is None or actual.number is None:
        return False
    if (target.unit or "") != (actual.unit or "") and target.unit and actual.unit:
        return False
    if target.op in ("≥", ">"):
        return actual.number < target.number
    if target.op in ("≤", "<"):
        return actual.number > target.number
    more = target.direction == "正向" and target.kind in ("quantity", "percent")
    return more and actual.number < target.number and not full(indicator)


def plainly_missed(indicator: Indicator) -> bool:
    """Missed by a printed sign, or by the unit's own score too: then the form owes a reason."""
    signed = indicator.target is not None and not indicator.target.inferred
    return missed(indicator) and (signed or deducted(indicator))


def full(indicator: Indicator) -> bool:
    weight, score = indicator.weight, indicator.self_score or indicator.raw_score
    return weight is not None and score is not None and weight.number is not None and weight.number == score.number


def deducted(indicator: Indicator) -> bool:
    weight, score = indicator.weight, indicator.self_score or indicator.raw_score
    if weight is None or score is None or weight.number is None or score.number is None:
        return False
    return score.number < weight.number


def reason_of(leaf: Leaf | None, none: list[str]) -> str:
    """偏差原因 as the unit wrote it; "" where it wrote none. ``none``: 0, 无偏差 … say that there is none."""
    if leaf is None or leaf.blank or plain(unended(leaf.text)) in none:
        return ""
    return unended(typeset(tidy(leaf.text)))


# ---------------------------------------------------------------- money


def figure(leaf: Leaf | None, unit: str) -> str:
    """An amount in a table whose caption says ``unit``: without its own, unless that is another one."""
    if leaf is None:
        return ""
    text = tidy(leaf.text)
    found = _AMOUNT.match(text)
    if found and leaf.unit in (None, unit):
        return found[1]
    return "" if _UNIT_ALONE.match(text) else text


def amount(leaf: Leaf, unit: str) -> str:
    """An amount in a sentence, with its unit once."""
    found = _AMOUNT.match(tidy(leaf.text))
    return f"{found[1]}{leaf.unit or unit}" if found else tidy(leaf.text)


def total_fund(funds: list[Fund]) -> Fund | None:
    return next((f for f in funds if f.name == "总额"), None) or next((f for f in funds if f.parent is None), None)


def fund_rate(fund: Fund) -> Decimal | None:
    """执行率 in percent: spent of the budget of the whole year, of the first one where there is no other."""
    below = fund.budget if filled(fund.budget) else fund.initial
    if below is None or fund.spent is None or not below.number or fund.spent.number is None:
        return None
    return (fund.spent.number / below.number * 100).quantize(Decimal("0.01"))


def printed_rate(fund: Fund) -> str:
    """执行率 as the form prints it, in percent; where it prints none, the quotient of its own amounts."""
    own, computed = fund.rate, fund_rate(fund)
    if own is None or own.blank or own.number is None:
        return f"{computed}%" if computed is not None else (figure(own, "") if own is not None else "")
    if own.text.strip().endswith(("%", "％")):
        return tidy(own.text).replace("％", "%")
    share = own.number * 100  # 0.1446 is a ratio, 99.97 a percentage: whichever lies nearer to the quotient
    ratio = own.number <= 2 if computed is None else abs(share - computed) < abs(own.number - computed)
    value = share if ratio else own.number
    half = Decimal(50 if ratio else 0.5).scaleb(-own.decimals)
    if computed is not None and abs(value - computed) <= half:
        value = computed  # 0.1 printed for 0.1446
    return f"{value.quantize(Decimal('0.01')).normalize():f}%"


def in_order(funds: list[Fund]) -> list[Fund]:
    """Two blocks printed side by side (按收入性质分、按支出性质分) one below the other, each with its own rows."""
    if any(f.parent is not None and f.parent > n for n, f in enumerate(funds)):
        return funds  # the total stands last
    found: list[Fund] = []

    def add(n: int) -> None:
        found.append(funds[n])
        for below, fund in enumerate(funds):
            if fund.parent == n:
                add(below)

    for n, fund in enumerate(funds):
        if fund.parent is None:
            add(n)
    return found if len(found) == len(funds) else funds


def unit_of(form: Form) -> str:
    return form.unit_of_amount or "万元"
