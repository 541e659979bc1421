"""A bureau's own rules: from the exported sheet and back, replaced, switched off, added; what is wrong is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from perfeval.check import catalogue, check, export_rules, load_rules, unused
from perfeval.check.examples import dossier
from perfeval.language.rule import RuleError
from tests.check.conftest import MOF, read_measure, rules


def sheet(path: Path, rows: list[dict[str, str]]) -> Path:
    names = list(dict.fromkeys(k for row in rows for k in row))
    book = Workbook()
    book.active.title = "审核公式"
    book.active.append(names)
    for row in rows:
        book.active.append([row.get(n, "") for n in names])
    book.save(path)
    return path


def test_the_exported_sheet_comes_back_as_it_was(tmp_path: Path) -> None:
    export_rules(MOF.rules, tmp_path / "审核公式.xlsx")
    back = load_rules(tmp_path / "审核公式.xlsx", MOF.rules)
    assert [r["id"] for r in back] == [r["id"] for r in MOF.rules]
    before, after = {r.id: r for r in catalogue(MOF)}, {r.id: r for r in catalogue(MOF, back)}
    for number, rule in before.items():
        assert after[number].formula == rule.formula
        assert after[number].check == rule.check
        assert after[number].severity == rule.severity
        assert after[number].param == rule.param


def test_exported_sheet_has_every_column_and_a_list_of_levels(tmp_path: Path) -> None:
    export_rules(MOF.rules[:3], tmp_path / "a.xlsx")
    page = load_workbook(tmp_path / "a.xlsx")["审核公式"]
    assert [c.value for c in page[1]] == ["编号", "名称", "公式", "条件", "级别", "依据", "建议", "容差", "容差理由"]
    assert page.freeze_panes == "C2"
    assert "停用" in page.data_validations.dataValidation[0].formula1


def test_a_wider_tolerance_with_its_reason(tmp_path: Path) -> None:
    path = sheet(tmp_path / "r.xlsx", [{"编号": "支出-02", "容差": "0.05万元", "容差理由": "县里按百元取整"}])
    own = load_rules(path, MOF.rules)
    rule = next(r for r in catalogue(MOF, own) if r.id == "支出-02")
    made = dossier(rule, dict(rule.fails[0]), read_measure)
    results, _ = check(made, MOF, own)
    assert {r.status for r in results if r.rule == "支出-02"} == {"尾差"}
    assert rule.reason == "县里按百元取整"
    plain, _ = check(made, MOF)
    assert "不通过" in {r.status for r in plain if r.rule == "支出-02"}


def test_a_rule_switched_off_does_not_run(tmp_path: Path) -> None:
    own = load_rules(sheet(tmp_path / "r.xlsx", [{"编号": "支出-02", "级别": "停用"}]), MOF.rules)
    assert "支出-02" not in {r.id for r in catalogue(MOF, own)}
    assert "支出-02" in {r.id for r in rules()}


def test_a_rule_of_the_bureaus_own(tmp_path: Path) -> None:
    row = {
        "编号": "县-01", "名称": "项目支出不超过支出合计", "公式": "=支出情况[项目支出, *] ≤ 支出情况[合计, *]",
        "级别": "错误", "依据": "信财绩字〔2025〕1号", "建议": "核对",
    }  # fmt: skip
    own = load_rules(sheet(tmp_path / "r.xlsx", [row]), MOF.rules)
    rule = catalogue(MOF, own)[-1]
    assert (rule.id, rule.basis) == ("县-01", "信财绩字〔2025〕1号")
    made = dossier(rule, {"项目支出": "12", "合计": "10"}, read_measure)
    _, lines = check(made, MOF, own)
    assert [line.basis for line in lines if line.rule == "县-01"] == ["信财绩字〔2025〕1号"]


def test_toml_works_as_well(tmp_path: Path) -> None:
    text = '[[rule]]\nid = "县-02"\nname = "甲"\nformula = "支出情况[合计, *] ≥ 0"\nseverity = "提示"\nhint = "乙"\n'
    (tmp_path / "my.toml").write_text(text, encoding="utf-8")
    own = load_rules(tmp_path / "my.toml", MOF.rules)
    assert own[0]["basis"] == "审核惯例（无文号）"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"编号": "县-03", "名称": "甲", "公式": "支出情况[合计, ", "级别": "错误"}, "第2行"),
        ({"编号": "县-03", "名称": "甲", "公式": "支出情况[合计, *] = 1", "级别": "严重"}, "级别"),
        ({"编号": "县-03", "名称": "甲", "公式": "支出情况[合计, 本年决算] = 1", "级别": "错误"}, "本年决算数"),
        ({"编号": "县-03", "名称": "甲", "公式": "支出情况[基本支岀, *] = 1", "级别": "错误"}, "基本支出"),
        (
            {"编号": "县-03", "名称": "甲", "公式": "支出情况[合计 本年决算数] > 1", "级别": "错误"},
            "行和列之间少了逗号",
        ),
        ({"编号": "县-03", "名称": "甲", "公式": "SUMM(支出情况[合计, *]) = 1", "级别": "错误"}, "SUM"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(tmp_path: Path, row: dict[str, str], said: str) -> None:
    with pytest.raises(RuleError) as error:
        load_rules(sheet(tmp_path / "r.xlsx", [row]), MOF.rules)
    assert said in str(error.value)


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    right = {"编号": "县-02", "名称": "乙", "公式": "支出情况[合计, *] > 1", "级别": "警告"}
    wrong = {"编号": "县-03", "名称": "甲", "公式": "支出情况[合计, ", "级别": "错误"}
    with pytest.raises(RuleError) as error:
        load_rules(sheet(tmp_path / "r.xlsx", [wrong, right, {**wrong, "编号": "县-04"}]), MOF.rules)
    told = str(error.value)
    assert "第2行：规则 县-03" in told and "第4行：规则 县-04" in told and "县-02" not in told


def test_a_file_that_is_no_workbook_and_one_without_the_sheet(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("不是表", encoding="utf-8")
    with pytest.raises(RuleError, match=r"读不了 a\.xlsx"):
        load_rules(tmp_path / "a.xlsx")
    with pytest.raises(FileNotFoundError):  # said as what it is, not as a damaged file
        load_rules(tmp_path / "没有.xlsx")
    Workbook().save(tmp_path / "b.xlsx")
    with pytest.raises(RuleError, match="审核公式"):
        load_rules(tmp_path / "b.xlsx")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"公式": "B7 ≤ C7"}, "公式里不写单元格地址“B7”"),
        ({"公式": "=Sheet1!B7 ≤ 10"}, "公式里不写工作表名和单元格地址"),
        ({"公式": "自评表[*, 分值] ≤ 10", "条件": "一级指标 = 产出指标"}, "要加单引号：'产出指标'"),
        ({"公式": "自评表[*, 分值] ≤ 10", "条件": "含(自评表[*, 指标名称], '满意')"}, "在公式里写“三级指标”"),
        ({"公式": "资金[总额, 执行率] ≥ 90"}, "90应写90%"),
        ({"公式": "自评表[*, 分值] ≤ 10", "名称": ""}, "没有填名称"),
        ({"公式": "自评表[*, 分值] ≤ 10", "编号": ""}, "没有填编号"),
        ({"编号": "支出-99", "级别": "停用"}, "自带的规则里没有编号“支出-99”，是否为“支出-0"),
    ],
)
def test_slips_are_said_with_what_to_write(tmp_path: Path, row: dict[str, str], said: str) -> None:
    whole = {"编号": "县-20", "名称": "甲", "级别": "警告", "公式": "", "条件": "", **row}
    with pytest.raises(RuleError, match=re.escape(said)):
        load_rules(sheet(tmp_path / "r.xlsx", [whole]), MOF.rules)


def test_a_text_may_stand_in_chinese_quotes(tmp_path: Path) -> None:
    row = {"编号": "县-20", "名称": "甲", "级别": "警告", "公式": "SUM(自评表[一级指标=“产出指标”, 分值]) = 50"}
    own = load_rules(sheet(tmp_path / "r.xlsx", [row]), MOF.rules)
    rule = catalogue(MOF, own)[-1]
    made = dossier(
        rule, {"指标": [{"一级指标": "产出指标", "分值": "30"}, {"一级指标": "效益指标", "分值": "50"}]}, read_measure
    )
    results, _ = check(made, MOF, own)
    assert [r.status for r in results if r.rule == "县-20"] == ["不通过"]


def test_a_bare_number_is_not_held_against_a_percent(tmp_path: Path) -> None:
    row = {"编号": "县-20", "名称": "甲", "级别": "警告", "公式": "自评表[*, 目标.值] ≥ 95"}
    own = load_rules(sheet(tmp_path / "r.xlsx", [row]), MOF.rules)
    made = dossier(catalogue(MOF, own)[-1], {"目标": "≥90%", "完成": "95%"}, read_measure)
    results, _ = check(made, MOF, own)
    assert [(r.status, "请写成95%" in r.message) for r in results if r.rule == "县-20"] == [("不适用", True)]


def test_rules_that_applied_nowhere_are_told() -> None:
    own = [{"id": "县-20", "name": "甲", "formula": "三公表[合计, 决算数] ≤ 10"}]  # an amount: no % is missing
    (said,) = unused(own, {("县-20", "甲"): {"不适用": 3}, ("支出-02", "乙"): {"不适用": 3}})
    assert "县-20" in said and "要有一张表叫“三公表”（自带的表名、表上印的标题都算）" in said
    assert "百分号" not in said
    assert unused(own, {("县-20", "甲"): {"不适用": 3, "通过": 1}}) == []
