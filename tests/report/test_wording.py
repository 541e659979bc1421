"""What an editor of official texts would strike out, and no longer finds."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document

from perfeval.model import Evaluation, Form, Indicator, Leaf
from perfeval.profile import load
from perfeval.write.report.blocks import Block, Heading, Run
from perfeval.write.report.draft import report
from perfeval.write.report.numbers import number
from perfeval.write.report.texts import load as texts_of
from perfeval.write.report.texts import tidy, typeset
from perfeval.write.report.title import broken
from perfeval.write.report.wording import amount, figure, in_order, missed, name_of, plainly_missed, printed_rate, told

from .by_hand import evaluation, evaluation_form, fields, fund, indicator, leaf, measure
from .read_docx import headings, highlighted, text_of

MOF = load("mof")


def written(tmp_path: Path, *forms: Form, complete: bool = True) -> str:
    for form in forms:
        form.complete = complete
    target = tmp_path / "报告.docx"
    report(evaluation(*forms), MOF, target)
    return text_of(target).rpartition("附件：")[0]


def project(*rows: Indicator, name: str = "甲项目", **more: object) -> Form:
    return evaluation_form("项目支出绩效自评表", list(rows), project=name, **more)  # type: ignore[arg-type]


# ---------------------------------------------------------------- names and values


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("指标1：培训人数", "培训人数"),
        ("指标1培训人数", "培训人数"),
        ("指标12021年11月底前支付", "2021年11月底前支付"),
        ("指标完成率", "指标完成率"),
        ("★补助面积", "补助面积"),
        ("（1）办件数", "办件数"),
        ("慰问50人;走访8家。", "慰问50人；走访8家"),
    ],
)
def test_a_name_without_what_the_form_prints_before_it(printed: str, name: str) -> None:
    assert name_of(indicator("数量指标", printed)) == name


@pytest.mark.parametrize(
    ("text", "said"),
    [(">=95%", "≥95%"), ("<=2%", "≤2%"), ("≥98%(百分比)", "≥98%"), ("≥100百分比", "≥100%"), ("合格率≥90%", "≥90%")],
)
def test_a_target_is_said_once_and_with_its_sign(text: str, said: str) -> None:
    value = measure(text)
    assert value is not None and told(value, "合格率") == said


def test_spaces_and_half_width_stops_of_a_chinese_text() -> None:
    assert tidy("优 抚") == "优抚" and tidy("中国 A股 b c") == "中国A股b c"
    assert typeset("保障水平,推进解决(含监测);1:3和12,000") == "保障水平，推进解决（含监测）；1:3和12,000"


def test_words_stand_in_quotation_marks_and_figures_do_not(tmp_path: Path) -> None:
    text = written(
        tmp_path,
        project(
            indicator("数量指标", "改善环境", "有效改善", "已改善", "5"),
            indicator("数量指标", "数", "≥9件", "9件", "5"),
        ),
    )
    assert "改善环境：年度指标值“有效改善”，实际完成“已改善”，得5分。" in text
    assert "数：年度指标值≥9件，实际完成9件，得5分。" in text


def test_no_deviation_is_no_reason(tmp_path: Path) -> None:
    rows = [indicator("数量指标", f"甲{r}", "≥9件", "9件", "5", reason=r) for r in ("0", "无偏差", "无")]
    text = written(tmp_path, project(*rows, indicator("数量指标", "乙", "≥9件", "9件", "5", reason="新增一批")))
    assert text.count("偏差原因") == 1 and "偏差原因：新增一批。" in text


def test_rows_of_a_starred_indicator_are_told_with_it(tmp_path: Path) -> None:
    parent = indicator("数量指标", "★补助面积", "29亩", "29亩", "20", weight="20")
    child, other = (
        indicator("数量指标", "其中桃树", "1亩", "1亩", ""),
        indicator("数量指标", "其中苹果树", "5亩", "5亩", ""),
    )
    child.parent = other.parent = 0
    text = written(tmp_path, project(parent, child, other))
    assert (
        "（1）补助面积：年度指标值29亩，实际完成29亩，分值20分，得20分。其中：桃树年度指标值1亩，实际完成1亩；苹果树年度指标值5亩，实际完成5亩。"
        in text
    )
    assert "补助面积29亩（其中：桃树1亩，苹果树5亩）" in text


# ---------------------------------------------------------------- met or missed


def test_a_target_without_a_sign_is_missed_unless_the_score_is_full() -> None:
    assert missed(indicator("数量指标", "人数", "8755人", "8676人", "13", weight="15"))
    assert missed(indicator("数量指标", "人数", "15人", "6人"))
    assert not missed(indicator("数量指标", "人数", "8755人", "8676人", "15", weight="15"))
    assert plainly_missed(indicator("数量指标", "人数", "≥15人", "6人"))
    assert not plainly_missed(indicator("数量指标", "人数", "15人", "6人"))  # nothing but our reading of it says so


def test_a_form_without_an_end_is_not_said_to_lack_indicators(tmp_path: Path) -> None:
    row = indicator("数量指标", "数", "≥9件", "9件", "5")
    assert "自评表未单列此类指标。" in written(tmp_path, project(row))
    text = written(tmp_path, project(row), complete=False)
    assert "未单列" not in text and "【请补充：满意度指标、可持续影响指标完成情况】" in text


def test_a_list_without_levels_is_no_list_of_effects(tmp_path: Path) -> None:
    rows = [
        indicator("", "面积", "≥9亩", "9亩", "5", level1=""),
        indicator("", "公众满意度", "≥9%", "9%", "5", level1=""),
    ]
    form = evaluation_form("部门整体支出绩效自评表", rows)
    report(evaluation(form), MOF, tmp_path / "报告.docx")
    heads, text = headings(tmp_path / "报告.docx"), text_of(tmp_path / "报告.docx")
    assert not any("其他指标" in h or "效果目标" in h for h in heads)
    first = text.index("（一）履职完成情况", text.index("（五）", text.index("一、部门概况") + 400))
    assert first < text.index("（1）面积：") < text.index("（二）履职效果情况", first)
    assert "1.公众满意度" in heads


# ---------------------------------------------------------------- money


def money(text: str, number: str | None = None, unit: str | None = None, **more: object) -> Leaf:
    found = leaf(text)
    return Leaf(text, Decimal(number) if number else found.value, found.cell, unit, **more)  # type: ignore[arg-type]


def test_an_amount_has_its_unit_once() -> None:
    assert amount(money("620.82万元", "620.82", "万元"), "万元") == "620.82万元"
    assert amount(money("620.82"), "万元") == "620.82万元"
    assert amount(money("3000元", "3000", "元"), "万元") == "3000元"
    assert [figure(money(t, n, u), "万元") for t, n, u in (("2.38  万元", "2.38", "万元"), ("万元", None, None))] == [
        "2.38",
        "",
    ]
    assert figure(money("3000元", "3000", "元"), "万元") == "3000元"


@pytest.mark.parametrize(
    ("printed", "said"),
    [("99%", "99%"), ("0.1", "14.46%"), ("100", "100%"), ("14.46", "14.46%"), ("", "14.46%"), ("20%", "20%")],
)
def test_the_rate_is_the_one_that_the_form_prints(printed: str, said: str) -> None:
    total = fund("总额", "650", "94", printed)
    assert total.rate is not None
    if printed in ("99%", "20%"):
        total.rate = money(printed, printed[:-1], "%")
    elif printed == "0.1":
        total.rate = money("0.1", "0.1", decimals=1)
    elif printed == "100":
        total.spent = leaf("650")
    assert printed_rate(total) == said


def test_two_blocks_of_funds_stand_one_below_the_other() -> None:
    names = [("总额", None), ("按收入分", 0), ("按支出分", 0), ("一般公共预算", 1), ("基本支出", 2), ("基金", 1)]
    funds = []
    for name, parent in names:
        funds.append(fund(name, "1", "1"))
        funds[-1].parent = parent
    assert [f.name for f in in_order(funds)] == ["总额", "按收入分", "一般公共预算", "基金", "按支出分", "基本支出"]


def test_a_blank_total_is_asked_for(tmp_path: Path) -> None:
    form = project(indicator("数量指标", "数", "≥9件", "9件", "5"), funds=[fund("总额", "864.2", "")])
    target = tmp_path / "报告.docx"
    lacks = report(evaluation(form), MOF, target)
    assert "【请补充：全年执行数】" in highlighted(target)
    assert any(str(form.funds[0].spent.cell) in x for x in lacks)  # type: ignore[union-attr]


# ---------------------------------------------------------------- units, years, projects


def test_a_year_is_not_said_twice(tmp_path: Path) -> None:
    row = indicator("数量指标", "数", "≥9件", "9件", "5")
    text = written(tmp_path, project(row, name="2024年扶贫资金"))
    assert text.startswith("2024年扶贫资金绩效自评报告") and "2024年度2024年" not in text
    assert written(tmp_path, project(row, name="2019年扶持项目")).startswith("2024年度2019年扶持项目")


def test_the_name_of_a_folder_is_no_unit(tmp_path: Path) -> None:
    form = project(indicator("数量指标", "数", "≥9件", "9件", "5"))
    form.unit, ev = None, evaluation(form)
    ev.dossier.unit = "case-7"
    report(ev, MOF, tmp_path / "报告.docx")
    assert "case-7" not in text_of(tmp_path / "报告.docx")
    assert "【请补充：单位名称】" in highlighted(tmp_path / "报告.docx")


def several() -> Evaluation:
    forms = []
    for name, aim in (("甲项目", "培训一百人。"), ("乙项目", "修路三公里。")):
        form = project(
            indicator("数量指标", f"{name}的数", "≥9件", "9件", "5"), name=name, funds=[fund("总额", "9", "9")]
        )
        form.fields += fields("项目支出绩效自评表", {"年度总体目标": aim}).fields
        forms.append(form)
    return evaluation(*forms)


def test_each_of_several_projects_has_its_own_aims_and_funds(tmp_path: Path) -> None:
    report(several(), MOF, tmp_path / "报告.docx")
    text = text_of(tmp_path / "报告.docx").split("二、项目绩效实现情况")[-2]
    first, second = text.split("\n1.甲项目\n")[1].split("\n2.乙项目\n")[:2]
    assert "培训一百人。" in first and "①数量指标：甲项目的数≥9件。" in first and "修路" not in first
    assert "修路三公里。" in second and "培训" not in second
    assert text.count("1.甲项目") == 2  # its aims, its funds
    assert "附件1：2024年度项目支出绩效自评表（甲项目）" in text_of(tmp_path / "报告.docx")


def test_numbers_go_on_below_the_fourth_level(tmp_path: Path) -> None:
    report(several(), MOF, tmp_path / "报告.docx")
    text = text_of(tmp_path / "报告.docx")
    assert "\n（1）数量指标完成情况\n①甲项目的数：" in text


# ---------------------------------------------------------------- titles


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("2020年度塘湖镇人民政府部门整体支出绩效自评报告", ["2020年度塘湖镇人民政府", "部门整体支出绩效自评报告"]),
        (
            "2024年度江西信丰高新技术产业园区管理委员会部门整体支出绩效自评报告",
            ["2024年度江西信丰高新技术产业园区", "管理委员会部门整体支出绩效自评报告"],
        ),
        ("2016年度优抚绩效自评报告", ["2016年度优抚绩效自评报告"]),
        ("甲" * 50, ["甲" * 50]),
        ("某县项目资金支出绩效" * 20, ["某县项目资金支出绩效" * 20]),  # a text in the wrong cell, and no seconds lost
    ],
)
def test_a_title_is_broken_between_words(title: str, lines: list[str]) -> None:
    runs = broken([Run(title[:4]), Run(title[4:])], "Title", texts_of(MOF)["title"])
    assert "".join(r.text for r in runs).split("\n") == lines


def test_headings_are_numbered_beyond_a_hundred() -> None:
    blocks: list[Block] = [Heading(2, "项目") for _ in range(120)]
    number(blocks)
    numbers = [b.number for b in blocks if isinstance(b, Heading)]
    assert [numbers[n - 1] for n in (9, 20, 100, 105, 112, 120)] == [
        "（九）", "（二十）", "（一百）", "（一百零五）", "（一百一十二）", "（一百二十）",
    ]  # fmt: skip
    number([Heading(level, "深") for level in range(1, 7)])


def test_the_break_is_one_of_word(tmp_path: Path) -> None:
    form = project(indicator("数量指标", "数", "≥9件", "9件", "5"), name="乡村道路建设养护和公路安全提升项目")
    report(evaluation(form), MOF, tmp_path / "报告.docx")
    titles = [p.text for p in Document(str(tmp_path / "报告.docx")).paragraphs if p.style and p.style.name == "Title"]
    assert titles[0] == "2024年度乡村道路建设养护和公路安全提升\n项目绩效自评报告"
