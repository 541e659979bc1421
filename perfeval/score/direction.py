"""方向: an inferred direction refined by the levels of the indicator (成本指标 in money: the less the better).

Reading a target alone does not know them; the words are those of values.toml, so that both agree.
"""

from __future__ import annotations

from dataclasses import replace

from perfeval.model import Form, Indicator
from perfeval.profile import Profile
from perfeval.score.policy import compiled, normal


def refine(form: Form, profile: Profile) -> None:
    """成本类 whose unit is money, without a printed sign: ≤; a fall that is wanted (下降3%): ≥."""
    words = profile.forms.get("values", {}).get("direction", {})
    money = compiled(profile.scoring["words"]["money"])
    for i in form.indicators:
        target = i.target
        if target is not None and _reduction(i, profile):
            i.target = replace(target, direction="正向", inferred=True)
        if target is None or target.kind != "quantity" or target.direction != "正向" or target.op not in (None, "="):
            continue
        if not (target.inferred or target.op == "=") or not money.search(normal(target.unit or "")):
            continue
        if _any(words.get("cost", ()), _levels(i)) and not _any(words.get("cost_forward", ()), i.name):
            i.target = replace(target, direction="反向", inferred=True)


def _reduction(i: Indicator, profile: Profile) -> bool:
    """能耗 下降3%: the figure is that of the fall, so more of it is better."""
    target = i.target
    if target is None or target.direction != "反向" or target.kind != "percent" or target.op in ("≤", "<"):
        return False  # 反向 may be printed in a column of its own: it says that of the thing, not of its fall
    return bool(compiled(profile.scoring["words"]["reduction"]).search(normal(target.text)))


def _levels(i: Indicator) -> str:
    return normal("".join(leaf.text for leaf in (i.level1, i.level2) if leaf is not None))


def _any(words: object, text: str) -> bool:
    return isinstance(words, list | tuple) and any(str(word) in text for word in words)
