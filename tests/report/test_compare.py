"""表文一致: a written report against the workbook and against itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from perfeval.batch.compare.clauses import clauses, paired
from perfeval.batch.compare.report import Compared, commented, compare
from perfeval.batch.compare.rules import family
from perfeval.check import check
from perfeval.model import Dossier, Evaluation
from perfeval.profile import load
from perfeval.read import read
from perfeval.write.report.draft import report

from ..conftest import ROOT, SAMPLES
from . import published
from .by_hand import evaluation, evaluation_form, fields, fund, indicator
from .read_docx import part, text_of
from .test_outline import project, write

MOF = load("mof")


@pytest.fixture(scope="module")
def sample() -> Evaluation:
    path = next((SAMPLES / "信丰高新区_2024").glob("*.xlsx"))
    result = read(path, MOF, path.name)
    unit = "江西信丰高新技术产业园区管理委员会"
    dossier = Dossier(unit, 2024, "信丰高新区_2024", sources=[result.source], forms=result.forms)
    return Evaluation(dossier, *check(dossier, MOF))


@pytest.fixture(scope="module")
def generated(sample: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("compare") / "报告.docx"
    report(sample, MOF, target, final=True, unfinished=True)
    return target


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published.write(tmp_path_factory.mktemp("published") / "报告.docx")


def against(compared: Compared) -> list[str]:
    return [line.message for line in compared.lines if line.rule.startswith("表文-01")]


def test_an_unchanged_report_agrees_with_its_workbook(generated: Path, sample: Evaluation) -> None:
    compared = compare(generated, MOF, sample)
    assert against(compared) == []
    assert compared.matched > 100


def test_the_published_report_agrees_with_the_workbook_made_of_it(original: Path, sample: Evaluation) -> None:
    compared = compare(original, MOF, sample)
    assert against(compared) == []
    assert compared.matched > 80


def test_a_long_clause_in_other_words_is_still_that_clause() -> None:
    text = "全年按月开展" + "、".join(f"{n}号点位巡查{n}次" for n in range(1, 31))
    (wanted,), (found,) = (list(clauses([(t, None)])) for t in (text, re.sub("(2|25)号点位", r"\1号点", text)))
    assert len(wanted.words) > 200
    other, short = clauses([("全年完成道路硬化改造12公里，全年按月开展点位巡查31次", None)])
    assert paired([other, wanted], [found, short]) == [(wanted, found)]


def test_a_finding_names_the_words_the_cell_and_the_place(tmp_path: Path, sample: Evaluation) -> None:
    target = published.write(tmp_path / "报告.docx", ("编制数75人", "编制数78人"))
    compared = compare(target, MOF, sample)
    line = next(x for x in compared.lines if x.rule == "表文-01")
    assert "编制数78人" in line.message and "基本信息!C18" in line.message and "为75" in line.message
    assert compared.place(line.cells[0]).endswith("2. 组织架构及人员情况")
    check = compared.checks()[0]
    assert check["rule"] == "表文-01" and check["place"][0]["path"].startswith("一、部门概况")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("自评得分90分", "自评得分95分"), "95分"),
        (("51053. 42", "51054. 42"), "51054.42"),
        (("正常运行365天", "正常运行366天"), "366天"),
        (("1-9月项目26个", "1-9月项目36个"), "36个"),
        (("得20分", "得19分"), "得19分"),
    ],
)
def test_other_figures_than_the_workbooks_are_found(
    tmp_path: Path, sample: Evaluation, change: tuple[str, str], said: str
) -> None:
    target = published.write(tmp_path / "报告.docx", change)
    assert any(said in message for message in against(compare(target, MOF, sample)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("评价等级为“优”", "评价等级为“良”"), "评价等级写“良”"),
        (("主管部门：江西信丰高新技术产业园区管理委员会", "主管部门：信丰县教育局"), "主管部门写“信丰县教育局”"),
        (("评价时间：2024年1月1日", "评价时间：2023年1月1日"), "评价时间写“2023年1月1日"),
    ],
)
def test_other_names_and_grades_are_found(
    tmp_path: Path, sample: Evaluation, change: tuple[str, str], said: str
) -> None:
    compared = compare(published.write(tmp_path / "报告.docx", change), MOF, sample)
    assert any(said in line.message for line in compared.lines if line.rule == "表文-01b")


# ---------------------------------------------------------------- DOMAIN §9: what is wrong with the published report

# number in the section -> rules; those of no rule are not computed, docs/表文核对.md says why
SECTION9: dict[int, tuple[str, ...]] = {
    1: ("收支-01",), 2: ("收支-02",), 3: ("收支-07",), 4: ("收支-05",), 5: ("收支-05",), 6: ("收支-06",),
    7: ("支出-04", "支出-05"), 8: ("自评-02b",), 9: ("表文-23",), 10: ("目标-02", "目标-03"), 11: ("自评-10b",),
    12: ("文字-07",), 13: ("部门-01",), 14: ("表文-21",), 15: ("完成-05",), 16: ("部门-04",), 17: ("文字-09",),
    18: ("资产-05", "资产-04b"), 19: ("表文-15",), 20: ("完成-06",), 21: ("表文-24", "表文-25"), 22: (),
    23: ("表文-26",), 24: (), 25: ("表文-13",), 26: ("表文-02",), 27: ("表文-09",), 28: ("表文-03",),
    29: ("表文-04", "表文-05"), 30: ("文字-13", "表文-08"), 31: ("表文-07",), 32: ("表文-15",),
}  # fmt: skip
TABLE2, TABLE3 = "(五) 当年部门预算及执行情况 1. 收入情况 第2张表", "(五) 当年部门预算及执行情况 2. 支出情况 第3张表"
# every line that people see, each gone through by hand against the text: rule, words of it, part of its place
FOUND = [
    ("收支-01", "收入19431.38，支出61757.62", TABLE2),
    ("收支-02", "收入53841.33，支出61757.62", TABLE2),
    ("收支-05", "共3处：本年决算数：“其中”各项相加19448.12", TABLE2),
    ("收支-06", "决算数18358.41，超过调整后预算17053.00", TABLE2),
    ("收支-07", "年初数和调整数却都是61757.62", TABLE3),
    ("支出-04", "支出执行率84.16%", TABLE3),
    ("支出-05", "项目支出执行率83.93%", TABLE3),
    ("资产-05", "货币资金年末、年初都是518.27", "3. 资产情况 第1张表 “一、货币资金”行“年末余额（万元）”栏"),
    ("资产-04b", "年初结转和结余却为0", "3. 资产情况 第1张表 “一、货币资金”行“年初余额（万元）”栏"),
    ("部门-01", "在编在岗97人，而编制75人、在职74人", "(1) 保障机关人员数量"),
    ("部门-04", "监控28个项目，自评36个", "(2) 项目绩效运行监控工作"),
    ("文字-07", "未设置‘绩效目标’", "(一) 主要问题及原因分析"),
    ("文字-07", "未设置成本指标", "(一) 主要问题及原因分析"),
    ("文字-09", "应为赣发〔2019〕8号", "导语"),
    ("文字-13", "群众满意度达85%.", "1. 社会公众满意度"),
    ("目标-02", "共35处：", "(三) 当年部门整体支出绩效目标 1. 产出目标"),
    ("目标-03", "共13处：", "(1) 保障机关人员数量"),
    ("自评-02b", "相加52分，总分填90分", "(3) 部门整体支出绩效自评工作"),
    ("自评-10b", "目标≥90%，完成85%", "1. 社会公众满意度"),
    ("自评-16d", "共6处：", "(1) 保障机关人员数量"),
    ("完成-05", "2024年全年366天，填写365天", "(3) 污水处理设施运行时长"),
    ("完成-06", "共7处：", "(1) 保障机关人员数量"),
    ("表文-02", "共3处：评价类型的2个选项都列着", "封面"),
    ("表文-03", "目录里混入了正文：“项目的实施后园区污水达标排放率达95%", "目录"),
    ("表文-04", "目录写“部门主要职责职能、组织架构", "目录"),
    ("表文-05", "二级标题的括号有全角也有半角", "（二）改进的方向和具体措施"),
    ("表文-07", "标题写有“可持续影响”，下面没有写到", "(三) 社会满意度及可持续影响"),
    ("表文-09", "附件只有标题，没有自评表", "四、绩效自评结果拟应用和公开情况"),
    ("表文-13", "评价时间写的是2024年1月1日至2024年12月31日", "封面"),
    ("表文-15", "写了“三公”经费决算数，没有写预算数", "(1) 三公经费支出总额"),
    ("表文-15", "写了监控的项目数，没有写监控的结果", "(2) 项目绩效运行监控工作"),
    ("表文-21", "74＋6＋23＝103，超过74", "2. 组织架构及人员情况"),
    ("表文-23", "效益指标得分相加40分，超过30分（常见分值的上限）", "1. 经济效益指标"),
    ("表文-24", "“机关运行满意度提升”放在社会效益指标里", "(1) 机关运行满意度提升"),
    ("表文-25", "“机关运行满意度提升”写的是95%", "(1) 机关运行满意度提升"),
    ("表文-25", "“工业污水达标排放率提升”写的是95%", "(1) 工业污水达标排放率提升"),
    ("表文-26", "“安全生产监督检查工作完成项数”按“项”计", "1. 产出目标"),
]  # fmt: skip


def test_the_published_report_is_found_wrong_in_what_is_known_and_in_nothing_else(
    original: Path, sample: Evaluation
) -> None:
    """A line more is either a new finding, to be read against the text and listed, or a false one, to be mended."""
    left = list(compare(original, MOF, sample).lines)
    missing = []
    for rule, words, place in FOUND:
        line = next((x for x in left if x.rule == rule and words in x.message), None)
        if line is None or place not in line.results[0].place[0].path:
            missing.append((rule, words, line and line.results[0].place[0].path))
        if line is not None:
            left.remove(line)
    assert missing == []
    assert [(x.rule, x.message) for x in left] == []


def test_what_is_wrong_by_itself_is_found_without_a_workbook_too(original: Path) -> None:
    rules = {x.rule for x in compare(original, MOF).lines}
    assert rules == {rule for rule, _, _ in FOUND}


def test_the_section_is_covered_but_for_two_that_cannot_be_computed(tmp_path: Path) -> None:
    found = {x.rule for x in compare(published.write(tmp_path / "报告.docx", torn=True), MOF).lines}
    assert {rule for rules in SECTION9.values() for rule in rules} - found == set()
    assert [n for n, rules in SECTION9.items() if not rules] == [22, 24]


def test_the_page_lists_the_same_rules() -> None:
    page = (ROOT / "docs" / "表文核对.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    table = {int(n): tuple(r for r in rules.strip().split("、") if r != "—") for n, rules, _ in rows if int(n) <= 32}
    assert table == SECTION9
    assert all(len(where.strip()) > 1 for _, _, where in rows)


def test_blanks_within_figures_are_one_finding_and_no_difference(tmp_path: Path, sample: Evaluation) -> None:
    compared = compare(published.write(tmp_path / "报告.docx", torn=True), MOF, sample)
    assert against(compared) == []
    assert [x.message[:20] for x in compared.lines if x.rule == "表文-08"] == ["共15处：数字中间有空格：“924. 03"[:20]]


def test_a_report_without_such_faults_has_no_such_findings(tmp_path: Path) -> None:
    texts = {"主要问题": "一是不足。", "总体目标": "促进长期发展。"}
    target, _ = write(evaluation(project(), fields("文字材料", texts)), tmp_path, final=True, unfinished=True)
    found = {line.rule for line in compare(target, MOF).lines if line.rule.startswith("表文")}
    assert found <= {"表文-07", "表文-08", "表文-09"}  # no 可持续影响, marks left, no workbook to take the annex from


def test_a_heading_is_kept_by_the_indicator_that_the_form_lists_under_it(tmp_path: Path) -> None:
    form = evaluation_form(
        "项目支出绩效自评表",
        [
            indicator("数量指标", "培训人数", "≥100人", "120人", "10", weight="10"),
            indicator("可持续影响指标", "培训机制", "健全", "健全", "10", weight="10", level1="效益指标"),
            indicator("服务对象满意度指标", "学员满意度", "≥90%", "95%", "10", weight="10", level1="满意度指标"),
        ],
        [fund("总额", "100.00", "95.00")],
        "培训项目",
    )
    target, _ = write(evaluation(form), tmp_path, final=True, unfinished=True)
    assert "满意度及可持续影响" in text_of(target)
    assert [x for x in compare(target, MOF, evaluation(form)).lines if x.rule == "表文-07"] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("(五) 当年部门预算及执行情况\n", "(六) 当年部门预算及执行情况\n"), "（六）当年部门预算|(六) 当年部门预算"),
        (("\n二、部门整体支出绩效实现情况", "\n三、部门整体支出绩效实现情况"), "“三、部门整体支出绩效实现情"),
    ],
)
def test_a_number_left_out_among_the_headings_is_found(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    compared = compare(published.write(tmp_path / "报告.docx", change), MOF)
    found = [line.message for line in compared.lines if line.rule == "表文-10"]
    assert found and any(part in found[0] for part in said.split("|"))


def test_a_cover_without_a_date_is_found(tmp_path: Path, original: Path) -> None:
    undated = published.write(tmp_path / "报告.docx", ("\n2025年2月\n", "\n"))
    assert [x.message for x in compare(undated, MOF).lines if x.rule == "表文-11"] == ["封面没有写报告日期"]
    assert not [x for x in compare(original, MOF).lines if x.rule == "表文-11"]


def test_a_file_that_is_no_report_says_why(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    path.write_bytes(b"PK\x03\x04")
    assert compare(path, MOF).report.source.unread


def test_findings_come_as_comments_in_a_copy_that_says_the_same(tmp_path: Path, sample: Evaluation) -> None:
    source = published.write(tmp_path / "报告.docx", ("编制数75人", "编制数78人"))
    before = source.read_bytes()
    target = tmp_path / "报告_批注.docx"
    compared = compare(source, MOF, sample)
    placed = commented(compared, target)
    firsts = [(n, r.place[0]) for n, x in enumerate(compared.lines) for r in x.results]
    assert placed == len({(n, p.paragraph, p.table, p.row, p.column) for n, p in firsts})
    comments = ["".join(c.itertext()) for c in part(target, "word/comments.xml")]
    assert any("编制数78人" in c for c in comments) and any("52分" in c for c in comments)
    assert text_of(target) == text_of(source)
    assert source.read_bytes() == before


def test_rules_of_one_family_have_a_number_and_another_letter_behind_it() -> None:
    assert [family(r) for r in ("部门-02", "部门-02b", "表文-01g", "县-bad", "县-2024abc")] == [
        "部门-02", "部门-02", "表文-01", "县-bad", "县-2024abc",
    ]  # fmt: skip
