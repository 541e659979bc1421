"""From a judgement to a Score: the interval at the unit's own decimals, one 建议得分, the reason (contract 5)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from perfeval.frozen import frozen
from perfeval.model import Leaf, Operand, Pieces, Score, Verdict
from perfeval.score.formula import Figure, evaluate, excel, of_leaf, plain, rounded
from perfeval.score.judge import Judged

Ends = tuple[Decimal, Decimal]


@frozen
class Claim:
    """What the unit claims in one row. ``leaf`` None: no score column. ``form_places``: the unit's own decimals."""

    leaf: Leaf | None
    weight: Figure | None
    form_places: int

    @property
    def places(self) -> int:
        """At least those of the weight: full marks of 5.5 are not 6."""
        exponent = self.weight.value.normalize().as_tuple().exponent if self.weight is not None else 0
        return max(self.form_places, -exponent if isinstance(exponent, int) else 0)

    @property
    def own(self) -> Decimal | None:
        return self.leaf.number if self.leaf is not None else None

    @property
    def operand(self) -> str | Operand | None:
        figure = of_leaf(self.leaf)
        return figure.piece if figure is not None else None


def scored(judged: Judged, claim: Claim) -> Score:
    """The interval that the method admits, and the unit's own score held against it."""
    values: dict[str, Operand | Decimal | None] = dict(judged.values)
    values["分值"] = claim.weight.operand if claim.weight else None
    one, other = evaluate(judged.low, values), evaluate(judged.high, values)
    if one is None or other is None:
        return unscored(claim, judged.method, "未复算", f"{judged.says}，缺少计算所需的数")
    exact = (one, other) if one <= other else (other, one)
    low, high = rounded(exact[0], claim.places), rounded(exact[1], claim.places)
    names = (judged.low, judged.high) if one <= other else (judged.high, judged.low)
    live_low, live_high = (excel(text, values, claim.places) if judged.live else None for text in names)
    suggested, verdict, addable = suggest(claim, low, high)
    ratio = evaluate(judged.ratio, values) if judged.ratio else None
    return Score(
        low, high, suggested, judged.method, verdict, _explain(judged, claim, exact[1], (low, high), verdict, addable),
        addable, ratio, excel(judged.ratio, values) if judged.ratio and judged.live else None,
        live_low, live_high, _live_suggested(claim, live_high, suggested),
    )  # fmt: skip


def suggest(claim: Claim, low: Decimal, high: Decimal) -> tuple[Decimal | None, Verdict, Decimal | None]:
    """Suggested score, verdict and what could be added, for a claim against the points ``low`` … ``high``."""
    own = claim.own
    if own is None:
        if claim.leaf is None:
            return None, "未复算", None
        return Decimal(0), "待补", high
    if own > high:
        return high, "偏高", None
    if own < low:
        return own, "偏低", high - own
    return own, "一致", None


def _live_suggested(claim: Claim, live_high: Pieces | None, suggested: Decimal | None) -> Pieces | None:
    """The upper end if above, the unit's own otherwise: MIN says both."""
    own = claim.operand
    if own is None or suggested is None:
        return None
    if live_high is None:
        return ("MIN(", own, ",", plain(suggested), ")")
    return ("MIN(", own, ",", *live_high, ")")


def _explain(judged: Judged, claim: Claim, top: Decimal, ends: Ends, verdict: Verdict, addable: Decimal | None) -> str:
    low, high = ends
    head = judged.method
    if judged.inferred and judged.method in ("定量反向", "零目标"):
        head += "，按反向（推定）"
    said = "" if judged.method.endswith(judged.says) else f"{judged.says}，"
    weight = claim.weight.value if claim.weight else None
    if judged.fraction and weight is not None:
        shown = rounded(top, max(2, claim.places))
        gap = "" if judged.says.endswith("，") else " "
        result = f"{judged.says}{gap}{judged.fraction}×{plain(weight)}={plain(shown)}"
        if high != shown:
            result += f"，取{plain(high)}"
    elif low == high:
        full = weight is not None and high == rounded(weight, claim.places)
        result = f"{said}{'得满分' if full else '应得' if high else '得'}{plain(high)}"
    else:
        result = f"{said}可给{plain(low)}—{plain(high)}"
    text = f"{head}：{result}"
    if judged.remark:
        text += f"（{judged.remark}）"
    own = claim.own
    if verdict == "偏高" and own is not None:
        return f"{text}；填{plain(own)}，高{plain(own - high)}"
    if verdict == "偏低" and own is not None and addable is not None:
        return f"{text}；填{plain(own)}，可加{plain(addable)}"
    return f"{text}；得分未填" if verdict == "待补" else text


def unscored(claim: Claim, method: str, verdict: Verdict, reason: str) -> Score:
    """No interval: the unit's own score stands (never above the weight), or none at all."""
    own, operand = claim.own, claim.operand
    if verdict == "不计分":
        return Score(None, None, None, method, verdict, reason)
    if verdict == "待补":
        zero = Decimal(0)
        return Score(zero, zero, zero, method, verdict, reason)
    if own is not None and claim.weight is not None and own > claim.weight.value:
        cap = claim.weight
        live: Pieces | None = ("MIN(", operand, ",", cap.piece, ")") if operand else None
        text = f"{reason}；填{plain(own)}超过分值{plain(cap.value)}"
        return Score(None, cap.value, cap.value, method, "偏高", text, live_suggested=live)
    return Score(None, None, own, method, verdict, reason, live_suggested=(operand,) if operand else None)


def places_of(leaves: Iterable[Leaf | None]) -> int:
    """单位自己的小数位数: the most that any filled score prints; two where none is filled."""
    return min(max((leaf.decimals for leaf in leaves if leaf is not None and leaf.number is not None), default=2), 4)
