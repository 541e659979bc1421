"""批次: repeated and missing units, codes that differ, texts that two units share."""

from __future__ import annotations

from perfeval.check import Submission, batch
from perfeval.check.named.repeated_texts import repeated_texts
from perfeval.model import Cell, Dossier, Field, Form, Leaf
from tests.check.conftest import rules

PARAMETERS = {"目标栏": ["预期目标"], "完成栏": ["实际完成情况"]}
LONG = "严格执行相关政策，保障工资及时、足额发放或社保及时、足额缴纳，预算编制科学合理，减少结余资金，提高使用效益。"


def submission(unit: str, code: str | None = None, year: int = 2024, text: str = "") -> Submission:
    form = Form("表#1", "项目支出绩效自评表", f"{unit}.xlsx", "表", "A1:J20")
    cell = Cell(f"{unit}.xlsx", "表", "B9", raw=text, shown=text)
    form.fields.append(Field("预期目标", "预期目标", Leaf(text, text, cell)))
    return Submission.of(Dossier(unit, year, f"{unit}_{year}", code=code, forms=[form]))


def said(*handed: Submission, expected: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, str]]:
    return [(r.rule, r.message) for r in batch(handed, rules(), expected)]


def test_one_unit_and_year_twice() -> None:
    found = said(submission("甲局", "1"), submission("甲局", "1"), submission("甲局", "1", 2023))
    assert found == [("批次-01", "甲局2024年度报了2份：甲局_2024、甲局_2024")]


def test_one_code_of_two_units_is_not_one_unit_twice() -> None:
    (found,) = said(submission("甲局", "1"), submission("乙局", "1"), submission("甲局本级", "2"))
    assert found == ("批次-01", "甲局、乙局填的单位代码都是1，请核对是代码填错，还是同一个单位报了2份")
    (found,) = said(submission("甲局", "1"), submission("甲局（本级）", "1"))
    assert found[1].startswith("甲局2024年度报了2份")


def test_one_unit_with_two_codes() -> None:
    assert said(submission("甲局", "1"), submission("甲 局", "2", 2023)) == [("批次-01b", "甲局有2个代码：1、2")]


def test_a_unit_of_the_list_that_did_not_hand_in() -> None:
    found = said(submission("甲局", "1"), expected=(("1", "甲局"), ("2", "乙局"), ("", "丙局")))
    assert [m for _, m in found] == ["应报清单里的乙局（2）没有报送", "应报清单里的丙局没有报送"]
    lacking = batch([], rules(), [("2", "乙局")])
    assert [r.hint for r in lacking] == ["催报；已经交了的，核对清单与表内的单位名称、代码是否一致"]


def test_one_project_handed_in_twice_is_no_copied_text() -> None:
    def found(*projects: str) -> list[str]:
        forms = []
        for n, project in enumerate(projects):
            cell = Cell(f"{n}.xlsx", "表", "B9", raw=LONG, shown=LONG)
            form = Form(f"{n}#1", "项目支出绩效自评表", f"{n}.xlsx", "表", "A1:J20", project=project)
            form.fields.append(Field("预期目标", "预期目标", Leaf(LONG, LONG, cell)))
            forms.append(form)
        rule = next(r for r in rules() if r.id == "批次-02")
        dossier = Dossier("甲局", 2024, "甲局_2024", forms=forms)
        return [r.message for r in repeated_texts(dossier, rule, PARAMETERS) if r.status == "不通过"]

    assert found("甲项目", "甲项目") == []
    (said,) = found("甲项目", "乙项目", "甲项目")
    assert said.startswith("2个项目（甲项目、乙项目）的“预期目标”逐字相同")


def test_the_same_long_text_of_two_units() -> None:
    found = said(submission("甲局", text=LONG), submission("乙局", text=LONG), submission("丙局", text="完成"))
    assert [r for r, _ in found] == ["批次-02"]
    assert found[0][1].startswith("甲局、乙局的“预期目标”逐字相同")


def test_every_finding_names_a_file() -> None:
    results = batch([submission("甲局", "1"), submission("甲局", "1")], rules(), [("9", "丁局")])
    assert all(r.file for r in results)


def test_nothing_to_say_about_units_in_order() -> None:
    assert said(submission("甲局", "1", text=LONG), submission("乙局", "2"), expected=(("1", "甲局"),)) == []
