"""期限与原因矛盾: the reason tells of a completion after the deadline, while the result only says 完成."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from perfeval.check.forms import any_of, cells, compiled, own, passed, printed, self_evaluations, words
from perfeval.check.reasons import given, in_form
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Indicator, Leaf

_MONTH = re.compile(r"(?:(20\d{2})年)?(\d{1,2})月")
SHARED = 4  # characters that a reason for the whole form and the target must have in common


def late_in_text(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """原因里写的完成时间不晚于目标期限 (``完成词``: results that give no date; ``做成``: what is told with its month).

    Basis: 审核惯例.
    """
    for form in self_evaluations(dossier):
        seen = [i for i in own(form) if _asks(i, parameters)]
        whole = in_form(form, parameters)
        hits = [r for i in seen for r in _late(form, i, whole, rule, parameters)]
        if seen:
            yield from hits or [passed(rule, form, len(seen))]


def _asks(i: Indicator, parameters: Mapping[str, Any]) -> bool:
    """A target that names months, and a result that names none."""
    wanted, done = printed(i.target), printed(i.actual).strip("。.")
    return _MONTH.search(wanted) is not None and done in words(parameters, "完成词")


def _late(
    form: Form, i: Indicator, whole: Leaf | None, rule: Rule, parameters: Mapping[str, Any]
) -> Iterator[CheckResult]:
    assert i.target is not None
    wanted = printed(i.target)
    reason = i.reason if given(i.reason, parameters) else whole
    if reason is None or (reason is whole and not _shared(wanted, printed(whole))):
        return
    done = compiled(rf"(20\d{{2}})年(\d{{1,2}})月[^。；;]{{0,40}}?{any_of(parameters, '做成')}")
    told = max(((int(y), int(m)) for y, m in done.findall(printed(reason))), default=None)
    if told is None:
        return
    year = form.year or told[0]
    deadline = max((int(y) if y else year, int(m)) for y, m in _MONTH.findall(wanted))
    if told > deadline:
        say = f"目标最迟{deadline[1]}月完成，完成值只写“{printed(i.actual)}”，原因里却写{told[0]}年{told[1]}月才完成"
        yield rule.result("不通过", form, i.name, say, cells(i.target, i.actual, reason))


def _shared(one: str, other: str) -> bool:
    """The reason speaks of the same thing: a run of words without digits in both."""
    wanted, told = (re.sub(r"[\d年月日号份，。；;、,]", "", x) for x in (one, other))
    match = SequenceMatcher(None, wanted, told, autojunk=False).find_longest_match()
    return match.size >= SHARED and not wanted[match.a : match.a + match.size].startswith(("完成", "已完成"))
