"""Whatever a form holds: no crash, no score above the weight, never more than the unit claims."""

from decimal import Decimal as D

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.score.by_hand import form, row, scored

NUMBERS = st.decimals("-1000", "100000", places=2).map(str)
TEXTS = st.sampled_from(
    ["", "无", "—", "完成", "未完成", "基本完成", "100%", "≥95%", "≤5%", "0起", "前10", "12月底前", "2022年6月",
     "3-5天", "±10%", "95%以上", "十多个", "300万元", "有效提升", "达成预期指标", "1", "0", "50~60人", "30个工作日内"]
)  # fmt: skip
VALUES = st.one_of(NUMBERS, TEXTS, st.text(max_size=12))
POINTS = st.one_of(st.none(), st.sampled_from(["", "/", "10", "5.5", "30分", "0"]))
CRITERIA = st.one_of(
    st.none(),
    st.sampled_from(
        [
            "每低5%扣2分",
            "达标得满分，否则不得分",
            "90%以上得10分，每降1%扣1分",
            "=0计5分；0-10%（含）计4分；大于10%不得分",
        ]
    ),
    st.text(alphabet="每低超扣得分满0123456789%≥≤，；。达标", max_size=40),
)
PROFILES = st.sampled_from(["mof", "mof2021", "hubei", "jiangxi", "hunan", "sichuan", "yitihua"])


@settings(max_examples=400, deadline=None)
@given(
    VALUES,
    VALUES,
    POINTS,
    POINTS,
    CRITERIA,
    st.sampled_from(["数量", "合格率", "事故起数", "成本控制率", "满意度"]),
    PROFILES,
)
@example("0.01", "-0.01", "10", None, None, "满意度", "mof2021")
def test_bounds(target, actual, weight, own, criteria, name, profile):
    made = form(row(name, target, actual, weight, own, criteria=criteria, profile=profile))
    i = scored(made, profile).indicators[0]
    found = i.score
    assert found is not None and found.explain and found.method
    claimed = i.self_score.number if i.self_score is not None else None
    points = i.weight.number if i.weight is not None else None
    if found.suggested is not None:
        assert claimed is None or found.suggested <= claimed
        assert points is None or found.suggested <= points or found.suggested == claimed
    if found.low is not None and found.high is not None:
        assert D(0) <= found.low <= found.high
        if points is not None:
            assert found.high <= max(points, D(0)) + D("0.5")
    if found.verdict in ("待核", "未复算") and points is not None and claimed is not None:
        assert found.suggested == claimed <= points


def test_absurd_magnitudes_do_not_stop_the_scoring():
    huge, tiny = D("1.7E+308"), D("5E-324")
    for target in (huge, tiny, D(0)):
        for actual in (huge, tiny, D(0), -huge):
            for weight in (huge, tiny, D(10)):
                found = scored(form(row("数量", target, actual, weight, D(10)))).indicators[0].score
                assert found is not None and found.verdict
