"""Figures within one sentence of a report: items and their sum, a count and its 其中, a change and last year's figure.

97人，另有1名、3人、4名、6人，共计超110人; 编制数75人，其中…50名，…25名; 24.86万元，比上年增加14.76万元，增长146.14%.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from perfeval.check.forms import any_of, compiled
from perfeval.check.told import Told, figure, last_place, slack, told
from perfeval.language.rule import Rule
from perfeval.language.values import PEOPLE
from perfeval.model import CheckResult, Dossier

_FIGURE = r"\d+(?:,\d{3})*(?:\.\d+)?"
_N = rf"({_FIGURE})"
_TOTAL = re.compile(
    r"(?:共计|合计|总计)[^\d，,。；;]{0,12}?(?P<about>超过?|近|约|逾)?"
    + _N
    + r"(?P<unit>万元|亿元|元|[一-鿿])(?P<more>以上|余|多)?"
)
_MEMBERS = re.compile(r"(?P<label>[一-鿿]{0,10}?)(?:为|共|共计)?(?P<n>\d+)[人名位个][，,]其中(?P<colon>[:：]?)")
_WITHIN = re.compile(r"^(?:包括|其中|含|均|内|另)")
_LAST_YEAR = re.compile(r"(?:上年|去年)[^\d，,。；;]{0,6}$")
_UP, _DOWN = "增加|增长|上升|提高", "减少|下降|降低|节约"
_CHANGE = re.compile(
    rf"{_N}(?P<unit>万元|亿元|元)[，,](?:(?:上年|去年)(?:为|决算数?为?|支出)?(?P<last>{_FIGURE})(?P=unit)[，,])?"
    rf"(?:(?:比|较)(?:上年|去年|20\d\d年)[^\d，,。；;]{{0,8}}?|同比)?(?P<way>{_UP}|{_DOWN})了?(?P<by>{_FIGURE})(?P=unit)"
    rf"(?:[，,、（(]?(?:同比|比上年|较上年|降幅|增幅)?(?P<turn>{_UP}|{_DOWN})?了?(?P<rate>\d+(?:\.\d+)?)%)?"
)
NEAR = Decimal("0.2")  # of a sum that was meant to be one; 约 and 近 within half of it


def text_sums(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """``情形``: 合计, 其中, 比上年. Basis: 算术关系.

    ``单位``: of what is added up; ``全数``: what 其中 makes up in full; ``交叉``: words of parts that overlap.
    """
    readers: dict[str, Callable[..., Iterator[Told]]] = {
        "合计": _sums, "其中": _members, "比上年": _changes,
    }  # fmt: skip
    read = readers[str(parameters["情形"])]
    yield from told(dossier, rule, partial(read, parameters=parameters))


def _sums(text: str, parameters: Mapping[str, Any]) -> Iterator[Told]:
    count = compiled(_N + f"({any_of(parameters, '单位')})")
    for sentence in re.split(r"[。；;]", text):
        total = _TOTAL.search(sentence)
        if total is None or re.search("其中|包括", sentence):
            continue
        unit = _unit(total["unit"])
        typed = [n for n, u in count.findall(sentence[: total.start()]) if _unit(u) == unit]
        parts = [figure(n) for n in typed]
        said, have = figure(total[2]), sum(parts, Decimal(0))
        if len(parts) < 2 or said < max(parts) or abs(said - have) > have * NEAR:
            continue  # a total of something else
        over = total["about"] in ("超", "超过", "逾")
        near = (
            abs(said - have) <= have * NEAR / 2
            if total["about"]
            else abs(said - have) <= slack((*typed, total[2]), unit)
        )
        ok = said < have if over else said <= have if total["more"] else near
        yield ok, f"{'＋'.join(map(str, parts))}＝{have}{total['unit']}，文字写{_cut(total[0])}", said, have


def _unit(printed: str) -> str:
    """3名 are 3人."""
    return "人" if printed in PEOPLE else printed


def _members(text: str, parameters: Mapping[str, Any]) -> Iterator[Told]:
    whole, crossing = tuple(parameters.get("全数", ())), tuple(parameters.get("交叉", ()))
    for sentence in text.split("。"):
        chunks = re.split(r"[；;]", sentence)
        for n, chunk in enumerate(chunks):
            head = _MEMBERS.search(chunk)
            if head is None:
                continue
            label = chunk[: head.start("n")]
            parts = _first_counts(re.split(r"[，,、]", chunk[head.end() :]))
            full = any(w in label for w in whole)
            if len(parts) == 1 and head["colon"] and not full:
                for later in chunks[n + 1 :]:
                    if "其中" in later:
                        break
                    parts += _first_counts([later])
            total, have = Decimal(head["n"]), sum(parts, Decimal(0))
            if len(parts) < 2 or (not full and _crosses(chunk[head.end() :], crossing)):
                continue
            ok = have == total if full else have <= total
            said = "＋".join(map(str, parts))
            yield (
                ok,
                f"{_cut(label)}{total}，“其中”各项{said}＝{have}，{'不等于' if full else '超过'}{total}",
                total,
                have,
            )


def _crosses(text: str, words: Iterable[str]) -> bool:
    """党员30人，女职工25人: parts that may be the same people add up to nothing; 男 and 女 side by side do."""
    found = [w for w in words if w in text]
    return bool(found) and not (found == ["女"] and "男" in text)


def _first_counts(segments: list[str]) -> list[Decimal]:
    found = (re.search(r"(\d+)[人名位个]", s) for s in segments if not _WITHIN.match(s))
    return [Decimal(m[1]) for m in found if m]


def _changes(text: str, parameters: Mapping[str, Any]) -> Iterator[Told]:
    for m in _CHANGE.finditer(text):
        if _LAST_YEAR.search(text[: m.start()]):
            continue  # last year's own figure, this year's stands before it in another unit
        now, by = figure(m[1]), figure(m["by"])
        down = m["way"] in _DOWN.split("|")
        last = figure(m["last"]) if m["last"] else now + by if down else now - by
        if m["last"]:
            real = last - now if down else now - last
            yield (
                abs(real - by) <= slack((m[1], m["last"], m["by"]), m["unit"]),
                f"{last}到{now}{m['unit']}，{m['way']}应为{real}，文字写{by}",
                by,
                real,
            )
        if m["rate"] and last > 0:
            said, real = figure(m["rate"]), by / last * 100
            turned = bool(m["turn"]) and (m["turn"] in _DOWN.split("|")) != down
            ok = abs(real - said) <= last_place(m["rate"]) and not turned
            yield (
                ok,
                f"{m['way']}{by}{m['unit']}，上年{last}{m['unit']}，变动{real:.2f}%，文字写{m['turn'] or ''}{said}%",
                said,
                real,
            )


def _cut(text: str) -> str:
    return re.split(r"[，,。；;]", text)[-1][-14:]
