"""Whatever a form holds, the checks end, and every finding names its cells and says something."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfeval.check import check
from perfeval.model import Cell, Dossier, Field, Form, Fund, Indicator, Leaf, Points, Row, RowCell, Totals
from perfeval.score import score
from tests.check.conftest import MOF, read_measure

TEXTS = [
    *(
        "",
        "—",
        "/",
        "无",
        "0",
        "10",
        "100",
        "-3",
        "99%",
        "1",
        "≥95%",
        "≤30万元",
        "完成",
        "达成预期指标",
        "2024年10月底",
    ),
    *("365天", "10亿元以上", "一二三四五六七八九十一二三四五六七八九十", "(100字以内)", "前10", "1.5", "1e5", "３００"),
    *("未设置成本指标", "《项目支出绩效评价管理办法》（财预〔2020〕11号）", "□是 □否", "由1万元增加到2万元，增长50%"),
    "共10万元。其中：3万元；8万元",
]
NAMES = [
    "项目总成本",
    "资金支付率",
    "群众满意度",
    "产出指标(50分)",
    "数量指标",
    "成本指标",
    "",
    "指标1：",
    "三公经费变动率",
]
KINDS = [
    *("项目支出绩效自评表", "部门整体支出绩效自评表", "绩效目标表", "基本信息", "文字材料", "收入情况", "支出情况"),
    "其他表",
]
texts, names = st.sampled_from(TEXTS), st.sampled_from(NAMES)
some = st.one_of(st.none(), texts)


class Sheet:
    """Gives every leaf an address of its own."""

    def __init__(self) -> None:
        self.row = 0

    def cell(self, text: str) -> Cell:
        self.row += 1
        plain = text.rstrip("%").removeprefix("-")
        raw = Decimal(text.rstrip("%")) if plain.replace(".", "").isdecimal() and plain.isascii() else text or None
        return Cell("甲.xlsx", "表", f"C{self.row}", None, raw, text)

    def leaf(self, text: str | None) -> Leaf | None:
        if text is None:
            return None
        cell = self.cell(text)
        return Leaf(
            text, cell.raw if isinstance(cell.raw, Decimal) else text, cell, "%" if text.endswith("%") else None
        )


@st.composite
def forms(draw: st.DrawFn) -> Form:
    sheet, kind = Sheet(), draw(st.sampled_from(KINDS))
    form = Form(f"表#{draw(st.integers(1, 99999))}", kind, "甲.xlsx", "表", "A1:Z99", complete=draw(st.booleans()))
    form.year, form.unit_of_amount = (
        draw(st.sampled_from([None, 2022, 2024])),
        draw(st.sampled_from([None, "万元", "元"])),
    )
    form.title_cell = sheet.cell("2024年度表")
    leaf = sheet.leaf
    for _ in range(draw(st.integers(0, 4)) if "表" in kind and kind != "其他表" else 0):
        name = draw(names)
        item = Indicator(leaf(name) or Leaf("", None, sheet.cell("")), leaf(draw(names)), leaf(draw(names)))
        item.points = Points(draw(st.sampled_from([None, Decimal(40)])), None, None)
        for attribute, role in (("target", "target"), ("actual", "actual")):
            if (text := draw(some)) is not None:
                setattr(item, attribute, read_measure(sheet.cell(text), role, name, "", ""))
        for attribute in ("weight", "self_score", "raw_score", "coefficient", "criteria", "reason"):
            setattr(item, attribute, leaf(draw(some)))
        form.indicators.append(item)
    if kind.endswith("自评表"):
        for n, row in enumerate(draw(st.lists(st.sampled_from(["总额", "财政拨款", "其他资金"]), max_size=3))):
            fund = Fund(leaf(row) or form.indicators[0].level3, row, parent=0 if n else None)
            for attribute in ("initial", "budget", "spent", "weight", "rate", "self_score", "reason"):
                setattr(fund, attribute, leaf(draw(some)))
            form.funds.append(fund)
        form.totals = Totals(*(leaf(draw(some)) for _ in range(4)))
    for label in draw(st.lists(st.sampled_from(["合计", "基本支出", "项目支出", "本年收入合计"]), max_size=4)):
        row = Row((label,), label, Leaf(label, label, sheet.cell(label)), role="item", parent=0 if form.rows else None)
        row.cells = [RowCell((c,), c, x) for c in ("年初预算数", "本年决算数") if (x := leaf(draw(texts)))]
        form.rows.append(row)
    for label in draw(
        st.lists(st.sampled_from(["预期目标", "实际完成情况", "评价结论", "自评得分", "评价等级"]), max_size=4)
    ):
        form.fields.append(Field(label, label, leaf(draw(texts)) or Leaf("", None, sheet.cell(""))))
    return form


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(forms(), max_size=3))
def test_the_checks_end_and_findings_are_whole(found: list[Form]) -> None:
    dossier = Dossier("甲", 2024, "甲_2024", forms=found)
    score(dossier, MOF)
    results, lines = check(dossier, MOF)
    for result in results:
        if result.status == "不通过":
            assert result.cells or result.file
            assert result.message
    for line in lines:
        assert line.message and "{" not in line.message, (line.rule, line.message)
    assert len({r.key for r in results}) == len(results)
