"""Is a reason given? 偏差原因: a blank, a stroke, 0, 无 and a printed prompt are none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from perfeval.check.forms import printed, words
from perfeval.model import Form, Leaf


def given(leaf: Leaf | None, parameters: Mapping[str, Any]) -> bool:
    """The unit wrote something of its own here: neither an empty word nor the form's prompt (``空话``, ``提示语``)."""
    text = printed(leaf).strip("。.;；，,—-－/／*")
    if not text or text in words(parameters, "空话") or re.fullmatch(r"[\d.%]+", text):
        return False
    return not any(re.search(p, text) for p in words(parameters, "提示语"))


def in_form(form: Form, parameters: Mapping[str, Any]) -> Leaf | None:
    """A reason given for the whole form: 偏差大或目标未完成原因分析, 存在问题, 本单位执行情况 … (``原因栏``)."""
    names = words(parameters, "原因栏")
    found = (f.leaf for f in form.fields if any(n in f.name or n in "".join(f.label.split()) for n in names))
    return next((leaf for leaf in found if given(leaf, parameters)), None)


def for_row(form: Form, own: Leaf | None, name: str, parameters: Mapping[str, Any]) -> bool:
    """A reason beside the row itself, or one for the whole form, or one of another row that names this one."""
    if given(own, parameters) or in_form(form, parameters) is not None:
        return True
    short = re.sub(r"指标\d+[：:]?", "", "".join(name.split()))[:12]
    others = (i.reason for i in form.indicators if i.reason is not None)
    return len(short) >= 4 and any(short in printed(r) for r in others)
