"""Evaluation and the Excel rendering agree on random tables, at the edge of what is allowed and after mending too."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.language.conftest import one
from tests.language.spreadsheet import compute

AMOUNTS = st.decimals(0, 10**6, places=2) | st.just(Decimal(0))
FEW = settings(max_examples=120, deadline=None)


def agrees(formula: str, example: dict[str, object], **fields: str) -> None:
    """The verdict is Excel's; where it failed, writing the 应填数 into the cell passes."""
    found = one(formula, example, **fields)
    if found.status == "不适用":
        return
    assert found.live is not None
    assert compute(found.live.ok) is (found.status in ("通过", "尾差")), (found.message, found.live.ok)
    if found.live.left is not None and found.live.right is not None and found.left is not None:
        assert abs(compute(found.live.left) - float(found.left)) <= 1e-6 * max(1.0, abs(float(found.left)))
        cell = found.cells[0]
        strict = any(sign in formula for sign in "<>≠")
        if found.status == "不通过" and cell.raw == found.left and not strict:
            assert compute(found.live.ok, {cell: compute(found.live.right)}) is True


@FEW
@given(
    st.lists(AMOUNTS, min_size=2, max_size=20), st.integers(-120, 120), st.sampled_from(["元", "万元"]),
    st.sampled_from("=≤≥<>≠"), st.integers(0, 3),
)  # fmt: skip
def test_sums(parts: list[Decimal], off: int, unit: str, op: str, blank: int) -> None:
    total = sum(parts) + Decimal(off) / 1000
    names = [f"项{i}" for i in range(len(parts))]
    given_ = [f"{p}" if i >= blank else "" for i, p in enumerate(parts)]
    example: dict[str, object] = dict(zip(names, given_, strict=True))
    agrees(
        f"支出情况[合计, *] {op} " + " + ".join(f"支出情况[{n}, *]" for n in names),
        {**example, "合计": f"{total}", "单位": unit},
    )


@FEW
@given(AMOUNTS, AMOUNTS, st.decimals(0, 150, places=2), st.sampled_from(["%", ""]), st.sampled_from(["元", "万元"]))
def test_rates(spent: Decimal, budget: Decimal, rate: Decimal, sign: str, unit: str) -> None:
    example: dict[str, object] = {"全年执行数": f"{spent}", "全年预算数": f"{budget}", "单位": unit}
    text = "资金[总额, 执行率] = 资金[总额, 全年执行数] ÷ 资金[总额, 全年预算数]"
    agrees(text, {**example, "执行率": f"{rate}{sign}"})
    if budget:
        near = round(spent / budget * 100, 2)
        for off in (-2, -1, 0, 1, 2):
            agrees(text, {**example, "执行率": f"{near + Decimal(off) / 100}{sign}"}, near="提示")


@FEW
@given(AMOUNTS, AMOUNTS, st.decimals(0, 20, places=2), st.integers(0, 2), st.sampled_from("=≤≥"))
def test_scores(spent: Decimal, budget: Decimal, full: Decimal, places: int, op: str) -> None:
    assume(budget)
    exact = full * min(Decimal(1), spent / budget)
    text = f"资金[总额, 得分] {op} 资金.满分 × MIN(1, 资金[总额, 全年执行数] ÷ 资金[总额, 全年预算数])"
    for off in (-1, 0, 1):
        score = round(exact, places) + Decimal(off).scaleb(-places)
        example: dict[str, object] = {"全年执行数": f"{spent}", "全年预算数": f"{budget}", "资金.满分": f"{full}"}
        agrees(text, {**example, "得分": f"{score}"})


@FEW
@given(st.lists(st.decimals(0, 20, places=1), min_size=1, max_size=15), st.integers(-3, 3), st.sampled_from("=≤≥"))
def test_sums_of_scores(scores: list[Decimal], off: int, op: str) -> None:
    total = sum(scores) + Decimal(off) / 10
    agrees(
        f"自评表[合计, 得分] {op} SUM(自评表[全部, 得分])",
        {"自评表[*, 得分]": [f"{s}" for s in scores], "自评表[合计, 得分]": f"{total}"},
    )


@FEW
@given(AMOUNTS, st.sampled_from(["元", "万元"]), AMOUNTS, st.sampled_from("=≤≥"))
def test_two_units(a: Decimal, unit: str, b: Decimal, op: str) -> None:
    for yuan in (a, b * 10000, b * 10000 + 50, b * 10000 + 51, b * 10000 - Decimal("50.01")):
        agrees(
            f"三公经费[合计, 本年决算数] {op} 支出情况[三公经费, 本年决算数]",
            {"三公经费[合计, 本年决算数]": f"{yuan}元", "支出情况[三公经费, 本年决算数]": f"{b}", "单位": "万元"},
        )
