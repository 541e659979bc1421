# ruff: noqa: E501
"""表文一致 on reports of other units, as people write them: silent where all is right, and right where it is not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from perfeval.batch.compare.report import Compared, compare
from perfeval.check import catalogue, check, load_rules
from perfeval.check.examples import dossier as made
from perfeval.language.rule import Rule
from perfeval.model import Evaluation
from perfeval.profile import load
from tests.check.conftest import read_measure
from tests.check.test_own_rules import sheet

from ..conftest import CASES, SAMPLES
from . import published
from .handwritten import CHAGU, GUANTANG, TANGHU, XIUNING, Line, write
from .test_compare import FOUND
from .test_compare_digits import evaluation

MOF = load("mof")
UNITS: dict[str, tuple[list[Line], Path]] = {
    "贯塘乡": (GUANTANG, CASES / "hunan-guantang-2023"),
    "茶谷中心": (CHAGU, CASES / "anhui-jinzhai-chagu-zhengti-2023"),
    "文物局": (XIUNING, CASES / "anhui-xiuning-wenwu-zhanchen-2023"),
    "塘湖镇": (TANGHU, SAMPLES / "塘湖镇_2020"),
}
# findings that the workbook itself has, and the report repeats truly
OWN = {"贯塘乡": {"部门-02"}}


def compared(unit: str, lines: list[Line], tmp_path: Path, **how: Any) -> Compared:
    return compare(write(lines, tmp_path / "报告.docx", **how), MOF, evaluation(UNITS[unit][1]))


@pytest.mark.parametrize("numbered", [False, True], ids=["手打编号", "自动编号"])
@pytest.mark.parametrize("unit", UNITS)
def test_a_report_in_which_all_is_right_has_no_finding(unit: str, numbered: bool, tmp_path: Path) -> None:
    found = compared(unit, UNITS[unit][0], tmp_path, numbered=numbered)
    assert [(x.rule, x.message) for x in found.lines if x.rule not in OWN.get(unit, ())] == []
    assert found.report.passages and found.report.source.unread is None


@pytest.mark.parametrize("unit", UNITS)
def test_numbers_that_word_counts_read_like_typed_ones(unit: str, tmp_path: Path) -> None:
    typed = compared(unit, UNITS[unit][0], tmp_path).report.passages
    counted = compared(unit, UNITS[unit][0], tmp_path, numbered=True).report.passages
    assert [(p.path, p.level, p.text) for p in counted] == [(p.path, p.level, p.text) for p in typed]
    assert sum(p.level == 1 for p in typed) >= 3


PLANTED = [
    # amounts, in the words of the unit itself
    ("贯塘乡", ("公用经费支出193.42万元", "公用经费支出193.24万元"), "表文-01c", "193.24万元", "（一）基本支出情况"),
    ("贯塘乡", ("年初预算数861.10万元", "年初预算数816.10万元"), "表文-01c", "816.10万元", "（二）部门整体支出规模"),
    ("贯塘乡", ("全年预算数2,030.12万元", "全年预算数2,003.12万元"), "表文-01", "2,003.12万元", "（二）部门整体支出规模"),
    ("贯塘乡", ("比上年增加75.11万元", "比上年增加57.11万元"), "表文-01c", "57.11万元", "（一）基本支出情况"),
    ("贯塘乡", ("办公经费49.09万元", "办公经费49.90万元"), "表文-01c", "49.90万元", "（一）基本支出情况"),
    ("茶谷中心", ("全年执行数338.31万元", "全年执行数383.31万元"), "表文-01", "383.31万元", "（三）预算执行情况"),
    ("茶谷中心", ("数３２９．７７万元", "数３２９．１７万元"), "表文-01c", "329.17万元", "（三）预算执行情况"),
    ("塘湖镇", ("基本支出864.2万元", "基本支出846.2万元"), "表文-01c", "846.2万元", "二、部门整体支出执行情况"),
    # rates
    ("茶谷中心", ("预算执行率为102.59%", "预算执行率为102.95%"), "表文-01", "102.95%", "（三）预算执行情况"),
    ("文物局", ("执行率22%", "执行率32%"), "表文-01", "32%", "2.项目资金执行情况分析"),
    ("塘湖镇", ("执行率100%", "执行率98%"), "表文-01", "98%", "二、部门整体支出执行情况"),
    # indicators
    ("茶谷中心", ("实际完成202个", "实际完成220个"), "表文-01e", "220", "1.数量指标"),
    ("茶谷中心", ("不少于200个", "不少于210个"), "表文-01e", "210", "1.数量指标"),
    ("茶谷中心", ("新建省级中心村数量10个", "新建省级中心村数量11个"), "表文-01e", "11", "1.数量指标"),
    ("茶谷中心", ("3061户，得10分", "3061户，得9分"), "表文-01e", "得9", "1.数量指标"),
    ("塘湖镇", ("信访案件168起", "信访案件186起"), "表文-01", "186", "（一）产出指标"),
    ("塘湖镇", ("32座，得20分", "32座，得15分"), "表文-01e", "得15", "（一）产出指标"),
    ("塘湖镇", ("实际完成95%", "实际完成98%"), "表文-01", "98%", "（三）满意度指标"),
    ("文物局", ("年度指标值300㎡", "年度指标值3000㎡"), "表文-01", "3000", "（1）数量指标"),
    # fields and tables
    ("贯塘乡", ("编制数46人", "编制数49人"), "表文-01g", "编制数49", "（一）机构与人员"),
    ("塘湖镇", ("自评得分100分", "自评得分96分"), "表文-01", "96", "一、自评结论"),
    ("贯塘乡", ("118.31", "113.81"), "表文-01f", "113.81", "第1张表 “公用经费”行“2022年决算数”栏"),
    ("茶谷中心", ("102.59%", "102.95%"), "表文-01", "102.95%", "（三）预算执行情况"),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "change", "rule", "words", "place"), PLANTED)
def test_what_the_workbook_says_otherwise_is_found(
    unit: str, change: tuple[str, str], rule: str, words: str, place: str, tmp_path: Path
) -> None:
    found = compared(unit, UNITS[unit][0], tmp_path, change=change)
    hits = [r for r in found.results if r.finding and r.rule.startswith(rule) and words in r.message]
    assert hits, [(r.rule, r.message) for r in found.results if r.finding]
    assert place in hits[0].place[0].path
    assert any(c.file.endswith((".xlsx", ".xls")) for c in hits[0].cells)
    others = {r.rule for r in found.results if r.finding} - {hits[0].rule} - OWN.get(unit, set())
    assert not {r for r in others if r.startswith("表文-01")}, others


# ---------------------------------------------------------------- the report by itself


def after(lines: list[Line], anchor: str, *new: Line) -> list[Line]:
    """The lines with more behind the first that begins so."""
    at = next(n for n, x in enumerate(lines) if isinstance(x, str) and x.startswith(anchor))
    return [*lines[: at + 1], *new, *lines[at + 1 :]]


def without(lines: list[Line], anchor: str) -> list[Line]:
    at = next(n for n, x in enumerate(lines) if isinstance(x, str) and x.startswith(anchor))
    return [*lines[:at], *lines[at + 1 :]]


TITLE = "2023年度衡山县贯塘乡人民政府部门整体支出绩效自评报告"
CHOICE = "评价类型：实施过程评价 完成结果评价"
TICKED = "评价类型：☐实施过程评价 ☑完成结果评价"
ENTRIES = [f"{x}\t1" for x in GUANTANG if isinstance(x, str) and re.match(r"[一二三四五]、", x)]
OTHERS: list[tuple[str, list[Line], list[Line]]] = [
    ("表文-02", after(GUANTANG, TITLE, CHOICE), after(GUANTANG, TITLE, TICKED)),
    ("表文-03", after(GUANTANG, TITLE, *ENTRIES, "预算编制不够细化，年中追加较多，公用经费控制有待加强。\t2"),
     after(GUANTANG, TITLE, *ENTRIES)),
    ("表文-04", after(GUANTANG, TITLE, *ENTRIES, "（一）机构、人员\t1"), after(GUANTANG, TITLE, *ENTRIES, "（一）机构与人员\t1")),
    ("表文-05", [x.replace("（二）项目支出情况", "(二)项目支出情况") if isinstance(x, str) else x for x in GUANTANG], GUANTANG),
    ("表文-06", without(GUANTANG, "预算编制不够细化"), GUANTANG),
    ("表文-07", after(XIUNING, "（3）时效指标", "时效良好。", "（四）可持续影响", "项目已经完工。"),
     after(XIUNING, "（3）时效指标", "时效良好。", "（四）可持续影响", "展陈长期对公众开放。")),
    ("表文-08", after(TANGHU, "2020年度部门整体绩效", "另有XX项工作。"), TANGHU),
    ("表文-09", [*TANGHU, "附件：2020年度塘湖镇部门整体绩效自评表"], [*TANGHU, "附件：2020年度塘湖镇部门整体绩效自评表",
                                                      [["指标", "完成"], ["办结信访案件", "168起"]]]),
    ("表文-10", [x.replace("四、存在的问题", "五、存在的问题") if isinstance(x, str) else x for x in GUANTANG], GUANTANG),
    ("表文-11", after(GUANTANG, TITLE, TICKED), after(GUANTANG, TITLE, TICKED, "2024年3月")),
    ("表文-12", [x.replace("2023年基本支出", "2022年基本支出") if isinstance(x, str) else x for x in GUANTANG], GUANTANG),
    ("表文-12", after(XIUNING, "自评结果作为", "我局对2022年度整体支出绩效情况进行了自评。"), after(XIUNING, "自评结果作为", "2022年度的自评结果已经应用。")),
    ("表文-13", after(GUANTANG, TITLE, TICKED, "评价时间：2023年1月1日至12月31日", "2024年3月"),
     after(GUANTANG, TITLE, TICKED, "评价时间：2024年2月1日至2月20日", "2024年3月")),
    ("表文-14", after(TANGHU, "2020年度部门整体绩效", "白塔畈镇高度重视绩效自评工作。"), after(TANGHU, "2020年度部门整体绩效", "塘湖镇高度重视绩效自评工作。")),
    ("表文-15", after(CHAGU, "金寨县茶谷和美丽乡村建设服务中心负责", "“三公”经费决算数12.8万元。"),
     after(CHAGU, "金寨县茶谷和美丽乡村建设服务中心负责", "“三公”经费决算数12.8万元，“三公”经费预算数14万元。")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "wrong", "right"), OTHERS, ids=[x[0] for x in OTHERS])
def test_a_fault_of_form_is_found_in_reports_of_other_units_too(
    rule: str, wrong: list[Line], right: list[Line], tmp_path: Path
) -> None:
    assert rule in {x.rule for x in compare(write(wrong, tmp_path / "错.docx"), MOF).lines}
    assert rule not in {x.rule for x in compare(write(right, tmp_path / "对.docx"), MOF).lines}


def test_text_in_the_style_of_a_heading_is_found(tmp_path: Path) -> None:
    import docx

    path = write(TANGHU, tmp_path / "报告.docx")
    assert "表文-16" not in {x.rule for x in compare(path, MOF).lines}
    document = docx.Document(str(path))
    next(p for p in document.paragraphs if p.text.startswith("人居环境")).style = document.styles["Heading 2"]
    document.save(str(path))
    assert "表文-16" in {x.rule for x in compare(path, MOF).lines}


OF_REPORTS = [r for r in catalogue(MOF) if r.report and not (r.formula or r.check)]
EXAMPLES = [(r, x, verdict) for r in OF_REPORTS for verdict, xs in ((False, r.passes), (True, r.fails)) for x in xs]


@pytest.mark.parametrize(("rule", "example", "wrong"), EXAMPLES, ids=lambda v: v.id if isinstance(v, Rule) else "")
def test_an_example_of_a_rule_of_reports_gives_its_verdict(
    rule: Rule, example: dict[str, Any], wrong: bool, tmp_path: Path
) -> None:
    """报告: its paragraphs and tables; the rest is what the workbook says."""
    figures = {k: v for k, v in example.items() if k != "报告"}
    unit = made(rule, figures, read_measure) if figures else None
    held = Evaluation(unit, *check(unit, MOF)) if unit else None
    found = compare(write(example["报告"], tmp_path / "报告.docx"), MOF, held)
    lines = [x for x in found.lines if x.rule == rule.id]
    assert bool(lines) == wrong, [(x.rule, x.message) for x in found.lines]
    for line in lines:
        assert (line.name, line.severity, line.basis) == (rule.name, rule.severity, rule.basis)
        assert line.hint


def test_every_rule_of_reports_is_shown_wrong_somewhere() -> None:
    shown = {x[0] for x in OTHERS} | {x[2] for x in PLANTED} | {"表文-16"}
    assert {r.id for r in OF_REPORTS if not r.fails} <= shown


def test_a_rule_that_is_switched_off_or_has_another_level_reaches_reports(tmp_path: Path) -> None:
    lines = after(TANGHU, "2020年度部门整体绩效", "另有XX项工作。", "白塔畈镇高度重视绩效自评工作。")
    path = write(lines, tmp_path / "报告.docx")
    assert {("表文-08", "提示"), ("表文-14", "错误")} <= {(x.rule, x.severity) for x in compare(path, MOF).lines}
    rows = [{"编号": "表文-14", "级别": "停用"}, {"编号": "表文-08", "级别": "警告", "建议": "补填"}]
    own = load_rules(sheet(tmp_path / "我的规则.xlsx", rows), MOF.rules)
    found = compare(path, MOF, extra_rules=own)
    assert [(x.severity, x.hint) for x in found.lines if x.rule == "表文-08"] == [("警告", "补填")]
    assert "表文-14" not in {x.rule for x in (*found.lines, *found.results)}


def test_every_rule_that_finds_something_in_the_sample_has_an_example_from_another_unit() -> None:
    """A failing example of its own, or a report of another unit above; none names the unit or repeats its text."""
    entries = {r.id: r for r in catalogue(MOF) if r.formula or r.check}
    shown = {x[0] for x in OTHERS}
    sample = published.TEXT.read_text(encoding="utf-8")
    for rule in {rule for rule, _, _ in FOUND}:
        if rule in entries:
            assert entries[rule].fails, rule
            said = [str(v) for e in entries[rule].fails for v in e.values() if len(str(v)) > 12]
            assert not [x for x in said if x in sample], rule
        else:
            assert rule in shown, rule


def test_no_rule_and_no_word_list_names_the_unit_of_the_sample() -> None:
    folder = MOF.folders[-1]
    for path in [*(folder / "rules").glob("*.toml"), folder / "report_text.toml"]:
        assert "信丰" not in path.read_text(encoding="utf-8"), path.name
    for rule in catalogue(MOF):
        assert "高新区" not in str(rule.param), rule.id
