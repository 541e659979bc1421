"""What kind of form it is: by its title, and where that is missing or says too little, by what it holds (表的种类)."""

from __future__ import annotations

from perfeval.model import Form
from perfeval.read.vocabulary import Words, plain

PROJECT = "项目支出绩效自评表"
DEPARTMENT = "部门整体支出绩效自评表"
TRANSFER = "转移支付绩效自评表"
TARGETS = "绩效目标表"


def kind_of(form: Form, titled: str | None, words: Words) -> str:
    """The canonical kind. ``titled``: what the title says, None or "-" where it says nothing of use."""
    names = {f.name for f in form.fields if not f.leaf.blank}
    labels = {f.name for f in form.fields}
    if titled == TARGETS and not _evaluates(form):
        return TARGETS
    if titled == PROJECT and labels & set(words.groups["transfer"]):
        return TRANSFER
    if titled in (PROJECT, DEPARTMENT, TRANSFER):
        return titled
    if not (_evaluates(form) or form.columns & {"完成", "得分", "单项得分"} or _scored(form)):
        return TARGETS
    if labels & set(words.groups["transfer"]):
        return TRANSFER
    whole = any("整体" in plain(f.row.text) for f in form.funds) or bool(labels & set(words.groups["department"]))
    if "项目名称" in names and not whole:
        return PROJECT
    return DEPARTMENT if whole or "单位名称" in names else PROJECT


def _evaluates(form: Form) -> bool:
    """Has anything been reported as done or scored."""
    return any(
        (i.actual is not None and not i.actual.blank) or (i.self_score is not None and not i.self_score.blank)
        for i in form.indicators
    )


def _scored(form: Form) -> bool:
    return any(f.spent is not None or f.self_score is not None for f in form.funds)
