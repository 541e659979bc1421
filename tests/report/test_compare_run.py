"""A written report beside the workbooks: perfeval run compares by itself; its comments lose nothing of the report."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import docx
import jsonschema
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from perfeval.batch import run
from perfeval.batch.compare.beside import compared
from perfeval.batch.compare.report import commented, compare
from perfeval.check import check
from perfeval.cli import app
from perfeval.model import Dossier, Evaluation
from perfeval.ooxml.package import Package
from perfeval.profile import load
from perfeval.read import read
from perfeval.write.comment_copy import AUTHOR, Note, comment_copy
from perfeval.write.report import draft

from ..conftest import CASES, ROOT, SAMPLES
from . import rich_docx
from .handwritten import GUANTANG, write
from .read_docx import text_of

MOF = load("mof")
WRONG = ("公用经费支出193.42万元", "公用经费支出193.24万元")
UNIT = "衡山县贯塘乡人民政府_2023"
SCHEMA = json.loads((ROOT / "docs" / "result.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One dossier: the workbook of 贯塘乡 and the report that the unit wrote, with one figure wrong."""
    unit = tmp_path / "收" / "贯塘乡"
    unit.mkdir(parents=True)
    for book in (CASES / "hunan-guantang-2023").glob("*.xlsx"):
        shutil.copy(book, unit)
    write(GUANTANG, unit / "自评报告.docx", WRONG)
    return unit.parent


def result(output: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((output / UNIT / "result.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, SCHEMA)
    return data


def told(output: Path) -> list[dict[str, Any]]:
    """The findings of reports in result.json."""
    return [c for c in result(output)["checks"] if c.get("place")]


def test_run_compares_the_report_that_lies_beside_the_workbook(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "结果"
    outcome = run(folder, output, workers=0)
    assert outcome.unread == [] and outcome.failed == []
    finding = next(c for c in told(output) if c["rule"] == "表文-01c")
    assert finding["cells"][0] == "贯塘乡/自评报告.docx|正文!A10" and "附件一!" in finding["cells"][1]
    assert finding["place"][0]["path"].endswith("（一）基本支出情况")
    assert finding["place"][0]["words"] == "公用经费支出193.24万元" and finding["place"][0]["paragraph"] == 10
    assert result(output)["outputs"]["workbooks"][-1] == "自评报告_批注.docx"
    comments = [c.text for c in docx.Document(str(output / UNIT / "自评报告_批注.docx")).comments]
    assert any("193.24" in c and "193.42" in c for c in comments)
    rows = list(load_workbook(output / "汇总.xlsx")["问题清单"].iter_rows(values_only=True))
    row = next(r for r in rows if any("193.24万元" in str(c) for c in r))
    assert any("自评报告_批注.docx" in str(c) for c in row) and any("（一）基本支出情况" in str(c) for c in row)


def test_the_workbook_is_as_it_would_be_without_a_report(folder: Path, tmp_path: Path) -> None:
    with_report, without = tmp_path / "甲", tmp_path / "乙"
    run(folder, with_report, workers=0)
    (folder / "贯塘乡" / "自评报告.docx").unlink()
    run(folder, without, workers=0)
    forms = [x["forms"] for x in (result(with_report), result(without))]
    assert forms[0] == forms[1]
    own = [[c for c in result(x)["checks"] if not c.get("place")] for x in (with_report, without)]
    assert own[0] == own[1]
    assert not [c for c in told(with_report) if c["rule"] == "部门-02"]  # the workbook says it already


def test_a_changed_report_redoes_the_dossier_and_an_unchanged_one_does_not(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "结果"
    run(folder, output, workers=0)
    assert run(folder, output, workers=0).unchanged == 1
    write(GUANTANG, folder / "贯塘乡" / "自评报告.docx")
    assert run(folder, output, workers=0).unchanged == 0
    assert [c["rule"] for c in told(output)] == []
    write(GUANTANG, folder / "贯塘乡" / "自评报告.docx", WRONG)
    run(folder, output, workers=0)
    (output / UNIT / "自评报告_批注.docx").unlink()
    assert run(folder, output, workers=0).unchanged == 0
    assert (output / UNIT / "自评报告_批注.docx").exists()


def test_the_report_that_perfeval_wrote_comes_back_edited(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "结果"
    (folder / "贯塘乡" / "自评报告.docx").unlink()
    run(folder, output, workers=0)
    back = folder / "贯塘乡" / f"{UNIT}_自评报告.docx"
    shutil.copy(output / UNIT / back.name, back)
    run(folder, output, workers=0)
    assert [c for c in told(output) if c["rule"].startswith("表文-01")] == []
    document = docx.Document(str(back))
    cell = next(c for t in document.tables for r in t.rows for c in r.cells if c.text == "1325.68")
    cell.paragraphs[0].runs[0].text = "1325.86"
    document.save(str(back))
    run(folder, output, workers=0)
    assert any("1325.86" in c["message"] and c["place"][0]["table"] for c in told(output))


def test_the_commented_copy_comes_back_and_is_not_commented_twice(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "结果"
    run(folder, output, workers=0)
    copy = output / UNIT / "自评报告_批注.docx"
    before = len(list(docx.Document(str(copy)).comments))
    (folder / "贯塘乡" / "自评报告.docx").unlink()
    shutil.copy(copy, folder / "贯塘乡" / copy.name)
    run(folder, output, workers=0)
    assert len(list(docx.Document(str(copy)).comments)) == before > 0


def test_a_commented_copy_in_which_a_person_has_answered_is_not_overwritten(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "结果"
    run(folder, output, workers=0)
    copy = output / UNIT / "自评报告_批注.docx"
    document = docx.Document(str(copy))
    document.add_comment(document.paragraphs[0].runs, text="已改", author="张会计")
    document.save(str(copy))
    answered = copy.read_bytes()
    outcome = run(folder, output, workers=0)
    assert copy.read_bytes() == answered and (output / UNIT / "自评报告_批注_新.docx").exists()
    assert any("有人改过" in r for r in outcome.remarks)


def locked(monkeypatch: pytest.MonkeyPatch, names: set[str]) -> None:
    """Windows, while Word or Excel has these files open."""
    replace = os.replace

    def replaced(source: Any, target: Any) -> None:
        if Path(target).name in names:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", replaced)


def test_what_a_person_has_changed_beside_an_open_file_is_not_overwritten(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "结果"
    run(folder, output, workers=0, feedback=True)
    made = [p for p in (output / UNIT).iterdir() if p.suffix in (".docx", ".xlsx")]
    assert len(made) == 4  # workbook, report, feedback page, commented report
    locked(monkeypatch, {p.name for p in made})
    run(folder, output, workers=0, feedback=True, fresh=True)
    theirs = [p.with_stem(p.stem + "_新") for p in made]
    for path in theirs:
        if path.suffix == ".docx":
            document = docx.Document(str(path))
            document.add_paragraph("单位自己写的一段。")
            document.save(str(path))
        else:
            load_workbook(path).save(path)
    before = [p.read_bytes() for p in (*made, *theirs)]
    outcome = run(folder, output, workers=0, feedback=True, fresh=True)
    assert outcome.failed == []
    assert [p.read_bytes() for p in (*made, *theirs)] == before
    for path in made:
        new = path.with_stem(path.stem + "_新2")
        assert new.exists() and f"{path.name} 正被打开，无法覆盖；新的一份是 {new.name}" in outcome.remarks
        assert any(r.endswith(f"_新{path.suffix} 有人改过，没有覆盖；新的一份是 {new.name}") for r in outcome.remarks)


def test_two_reports_of_one_name_keep_a_copy_each(folder: Path, tmp_path: Path) -> None:
    """Also where a person has changed the first of the copies, and where the names differ in case only."""
    unit, output = folder / "贯塘乡", tmp_path / "结果"
    for name in ("一/Bao.docx", "二/bao.docx", "三/bao_2.docx"):
        (unit / name).parent.mkdir()
        document = docx.Document(str(unit / "自评报告.docx"))
        document.add_paragraph(name)  # files of the same bytes count once
        document.save(str(unit / name))
    (unit / "自评报告.docx").unlink()
    run(folder, output, workers=0)
    copies = ["Bao_批注.docx", "bao_2_批注.docx", "bao_批注_2.docx"]
    assert sorted(p.name for p in (output / UNIT).glob("*ao*.docx")) == copies
    first = output / UNIT / "Bao_批注.docx"
    document = docx.Document(str(first))
    document.save(str(first))
    run(folder, output, workers=0, fresh=True)
    workbooks = result(output)["outputs"]["workbooks"]
    assert [n for n in workbooks if "ao" in n] == ["Bao_批注_新.docx", "bao_2_批注.docx", "bao_批注_2.docx"]


def test_reports_of_one_dossier_are_read_once_each_and_the_workbooks_told_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = folder / "贯塘乡"
    write(GUANTANG, unit / "定稿.docx")
    files = sorted(unit.iterdir())
    results = [read(p, MOF, p.name) for p in files]
    dossier = Dossier(
        UNIT[:-5], 2023, UNIT, sources=[r.source for r in results], forms=[f for r in results for f in r.forms]
    )
    evaluation = Evaluation(dossier, *check(dossier, MOF))
    before = [list(s.remarks) for s in dossier.sources]
    asked: list[tuple[str, object]] = []
    for owner, name in ((Package, "xml"), (draft, "whole_report")):
        real = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *a, real=real: asked.append((real.__name__, a[1])) or real(*a))
    found = compared(evaluation, MOF)
    assert len(found) == asked.count(("xml", "word/document.xml")) == 2
    assert asked.count(("whole_report", MOF)) == 1
    assert [s.remarks for s in dossier.sources] == before  # what came of it is said with the findings
    for one in found:
        one.add_to(evaluation)
    said = [s.remarks for s in dossier.sources if s.report]
    assert len(said) == 2 and all(len(x) == 1 and x[0].startswith("是写好的报告，与工作簿对上") for x in said)


def test_a_form_in_word_stays_a_form(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("项目支出绩效自评表")
    document.add_paragraph("（2023年度）")
    rows = [
        ["项目名称", "道路养护", "", "", ""], ["一级指标", "三级指标", "年度指标值", "实际完成值", "分值"],
        ["产出指标", "养护里程", "30公里", "30公里", "50"], ["效益指标", "群众满意度", "90%", "95%", "50"],
    ]  # fmt: skip
    table = document.add_table(len(rows), 5)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            table.cell(r, c).text = value
    document.add_paragraph("填报说明：一、本表由项目单位填写；二、指标值按批复填写，" + "逐项填写完成情况，" * 20)
    path = tmp_path / "自评表.docx"
    document.save(str(path))
    found = read(path, MOF, path.name)
    assert not found.source.report and [f.kind for f in found.forms] == ["项目支出绩效自评表"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("报告.docx", b"PK\x03\x04 broken", "用 Word 修复"),
        ("报告.docx", b"not a document", "不是 Word 文档"),
        (
            "报告.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"),
            "另存为 .docx",
        ),
    ],
)
def test_a_report_that_cannot_be_read_has_its_reason(
    name: str, content: bytes, said: str, folder: Path, tmp_path: Path
) -> None:
    (folder / "贯塘乡" / "自评报告.docx").unlink()
    (folder / "贯塘乡" / name).write_bytes(content)
    outcome = run(folder, tmp_path / "结果", workers=0)
    reasons = dict(outcome.unread)
    assert said in reasons[f"贯塘乡/{name}"] and ".xlsx" not in reasons[f"贯塘乡/{name}"]
    assert outcome.failed == []


def test_a_report_without_a_workbook_is_checked_by_itself(tmp_path: Path) -> None:
    alone = tmp_path / "收"
    alone.mkdir()
    write(GUANTANG, alone / "报告.docx", ("在职人数50人", "在职人数60人"))
    outcome = run(alone, tmp_path / "结果", workers=0)
    (brief,) = outcome.briefs
    assert (brief.unit, brief.year) == ("衡山县贯塘乡人民政府", 2023)
    assert "部门-02" in {f.rule for f in brief.findings}
    assert any("没有同一单位的工作簿" in r for r in brief.remarks)


# ---------------------------------------------------------------- the copy


def test_the_copy_loses_nothing(tmp_path: Path) -> None:
    source = rich_docx.write(tmp_path / "报告.docx")
    target = tmp_path / "报告_批注.docx"
    compared = compare(source, MOF)
    assert commented(compared, target) == len(compared.lines) >= 1
    with zipfile.ZipFile(source) as one, zipfile.ZipFile(target) as other:
        before, after = ({n: z.read(n) for n in z.namelist()} for z in (one, other))
    assert list(before) == list(after)
    touched = {n for n in before if before[n] != after[n]}
    assert touched == {"word/document.xml", "word/comments.xml"}
    ours = re.findall(rb'<w:comment [^>]*w:id="(\d+)" w:author="' + AUTHOR.encode(), after["word/comments.xml"])
    text = after["word/document.xml"]
    for number in ours:
        text = re.sub(rb'<w:commentRange(?:Start|End) w:id="%s"/>' % number, b"", text)
        text = re.sub(rb'<w:r><w:commentReference w:id="%s"/></w:r>' % number, b"", text)
    assert text == before["word/document.xml"]
    notes = re.sub(rb"<w:comment [^>]*" + AUTHOR.encode() + rb".*?</w:comment>", b"", after["word/comments.xml"])
    assert notes == before["word/comments.xml"]
    for kept in (b"w:del ", b"w:ins ", b"footnoteReference", b"txbxContent", b"ListNumber", b"<w:drawing"):
        assert kept in before["word/document.xml"] and kept in text


def test_a_report_without_comments_gets_their_part_and_nothing_else(tmp_path: Path) -> None:
    source = write(GUANTANG, tmp_path / "报告.docx")
    document = docx.Document(str(source))
    document.save(str(source))
    target = tmp_path / "报告_批注.docx"
    commented(compare(source, MOF), target)
    with zipfile.ZipFile(source) as one, zipfile.ZipFile(target) as other:
        before, after = ({n: z.read(n) for n in z.namelist()} for z in (one, other))
    touched = {n for n in before if before[n] != after[n]}
    new = set(after) - set(before)
    assert touched == {"word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
    assert new == {"word/comments.xml"}
    assert text_of(target) == text_of(source)


def test_two_comments_on_one_empty_paragraph(tmp_path: Path) -> None:
    """Word writes <w:p w14:paraId=…/> for one."""
    source, target = tmp_path / "报告.docx", tmp_path / "报告_批注.docx"
    document = docx.Document()
    document.add_paragraph()
    document.save(str(source))
    assert comment_copy(source, [Note("一", number=1), Note("二", number=1)], target) == 2
    assert [c.text for c in docx.Document(str(target)).comments] == ["一", "二"]


def test_a_comment_stands_at_the_words_or_in_the_cell(folder: Path, tmp_path: Path) -> None:
    source = folder / "贯塘乡" / "自评报告.docx"
    write(GUANTANG, source, ("118.31", "113.81"))
    output = tmp_path / "结果"
    run(folder, output, workers=0)
    with zipfile.ZipFile(output / UNIT / "自评报告_批注.docx") as archive:
        xml = archive.read("word/document.xml").decode()
    marked = re.search(r"<w:commentRangeStart[^>]*/>(?:(?!commentRangeEnd).)*113\.81", xml)
    assert marked is not None and "<w:tc>" not in marked[0]


# ---------------------------------------------------------------- the command


def invoke(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, ["compare", *map(str, arguments)])


def test_the_terminal_says_what_where_and_what_the_workbook_has(folder: Path, tmp_path: Path) -> None:
    book = next((folder / "贯塘乡").glob("*.xlsx"))
    done = invoke(folder / "贯塘乡" / "自评报告.docx", book, "-o", tmp_path)
    assert done.exit_code == 1, done.output
    assert "报告写“公用经费支出193.24万元”" in done.output
    assert "位置   二、一般公共预算支出情况 （一）基本支出情况" in done.output
    assert f"工作簿 {book.name} 附件一!" in done.output and "（193.42）" in done.output
    assert "处理   以工作簿为准改报告" in done.output
    assert (tmp_path / "自评报告_批注.docx").exists()
    again = invoke(folder / "贯塘乡" / "自评报告.docx", book, "-o", tmp_path)
    assert again.exit_code == 2 and "已经存在" in again.output


def test_json_has_the_shape_of_the_checks_in_result_json(folder: Path) -> None:
    done = invoke(folder / "贯塘乡" / "自评报告.docx", next((folder / "贯塘乡").glob("*.xlsx")), "--format", "json")
    checks = json.loads(done.output)
    assert checks
    for one in checks:
        jsonschema.validate(one, {**SCHEMA["$defs"]["check"], "$defs": SCHEMA["$defs"]})
        assert one["place"][0]["path"]


def test_exit_codes(folder: Path, tmp_path: Path) -> None:
    book, good = next((folder / "贯塘乡").glob("*.xlsx")), write(GUANTANG, tmp_path / "对.docx")
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    assert invoke(good, book).exit_code == 0
    assert invoke(folder / "贯塘乡" / "自评报告.docx", book).exit_code == 1
    assert invoke(tmp_path / "没有.docx").exit_code == 2
    assert invoke(book, good).exit_code == 2
    assert invoke(good, broken).exit_code == 3
    (tmp_path / "坏.docx").write_bytes(b"x")
    assert invoke(tmp_path / "坏.docx", book).exit_code == 3


def test_own_rules_hold_for_written_reports_in_run_and_in_compare(folder: Path, tmp_path: Path) -> None:
    unit, rules, output = folder / "贯塘乡", folder / "我的规则.toml", tmp_path / "结果"
    book = next(unit.glob("*.xlsx"))
    off = ["表文-01", "表文-01c"]
    rules.write_text("".join(f'[[rule]]\nid = "{r}"\nseverity = "停用"\n' for r in off), encoding="utf-8")
    run(folder, output, workers=0, rules=rules)
    assert {c["rule"] for c in told(output)} & set(off) == set()
    own = invoke(unit / "自评报告.docx", book, "--rules", rules)
    assert "193.24" in invoke(unit / "自评报告.docx", book).output and "193.24" not in own.output
    (folder / "perfeval.toml").write_text('rules = "我的规则.toml"', encoding="utf-8")
    assert invoke(unit / "自评报告.docx", book).output == own.output


def test_scoring_of_the_settings_holds_in_compare_too(tmp_path: Path) -> None:
    """资金-23: more points for the rate than the settings allow; the generated report repeats the form."""
    unit = "稷山县医疗保障局_2020"
    shutil.copytree(SAMPLES / unit, tmp_path / "收件" / unit)
    run(tmp_path / "收件", tmp_path / "结果", workers=0)
    (report,) = (tmp_path / "结果").glob("*/*_自评报告.docx")
    alone = tmp_path / "收件" / "报告.docx"
    shutil.copy(report, alone)
    assert "资金-23" not in invoke(alone).output
    (tmp_path / "收件" / "perfeval.toml").write_text('[scoring.parameters]\n"资金分值上限" = "9"', encoding="utf-8")
    assert "资金-23" in invoke(alone).output
