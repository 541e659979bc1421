"""A bureau's own template, filled in a sandbox; the built-in ones, filled again, say what the report says."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from docx import Document

from perfeval.batch import run
from perfeval.model import Evaluation
from perfeval.profile import load
from perfeval.write.report.builtin import jinja, write_template
from perfeval.write.report.draft import report
from perfeval.write.report.template import TemplateError, identifier, is_template
from perfeval.write.report.texts import parse

from ..conftest import SAMPLES
from .by_hand import evaluation, evaluation_form, fields, indicator, leaf, line, matrix
from .read_docx import W, headings, highlighted, part, text_of
from .test_layout import contents_of
from .test_outline import department, project

MOF = load("mof")


def dossier() -> Evaluation:
    rows = [indicator("数量指标", "办件数", "≥9件", "10件", "5"), indicator("满意度指标", "满意度", "", "95%", "5")]
    spending = matrix("支出情况", {"合计": {"本年决算数": "84.00", "调整预算数": "100.00"}})
    basics = fields("基本信息", {"编制数": "75", "主管部门": "", "监控项目数(1-3月)": "20"})
    texts = fields("文字材料", {"总体目标": ["一段。", "二段。"]})
    return evaluation(evaluation_form("部门整体支出绩效自评表", rows), spending, basics, texts)


def filled(tmp_path: Path, *paragraphs: str, ev: Evaluation | None = None, **options: bool) -> Path:
    """A template of these paragraphs, filled."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    template, target = tmp_path / "模板.docx", tmp_path / "报告.docx"
    document.save(str(template))
    report(ev or dossier(), MOF, target, template=template, **options)
    return target


def test_fields_and_figures_are_put_in_and_missing_ones_marked(tmp_path: Path) -> None:
    target = filled(
        tmp_path, "编制{{ 编制数 }}人，决算{{ 支出情况.合计.本年决算数 }}{{ 单位.支出情况 }}", "主管：{{ 主管部门 }}。"
    )
    text = text_of(target)
    assert "编制75人，决算84.00万元" in text and "主管：【请补充：主管部门】。" in text
    assert highlighted(target) == ["【请补充：主管部门】"]
    assert "本稿待补充事项" in text


def test_blocks_take_the_place_of_their_paragraph(tmp_path: Path) -> None:
    target = filled(tmp_path, "前", "{{ 文字.总体目标 }}", "{{ 表.支出情况 }}", "{{ 指标.数量指标 }}", "后")
    text = text_of(target)
    assert text.startswith("前\n一段。\n二段。\n决算数与年初预算数对比表（金额：万元）\n")
    assert "（1）办件数：年度指标值≥9件，实际完成10件，得5分。\n后" in text
    assert len(Document(str(target)).tables) == 1


def test_a_block_amid_words_goes_on_in_their_line(tmp_path: Path) -> None:
    assert "总体目标：一段。\n二段。" in text_of(filled(tmp_path, "总体目标：{{ 文字.总体目标 }}"))


def test_conditions_see_what_is_missing(tmp_path: Path) -> None:
    text = text_of(filled(tmp_path, "甲{% if 主管部门 %}有{% else %}无{% endif %}{% if 编制数 %}编{% endif %}"))
    assert text == "甲无编"


@pytest.mark.parametrize(
    ("placeholder", "said"),
    [
        ("{{ 编制人 }}", "“编制人”不是可用的名称，是否为“编制数”？"),
        ("{{ 表.支出状况 }}", "是否为“表.支出情况”？"),
        ("{{ 指标.数量 }}", "是否为“指标.数量指标”？"),
        ("{{ 率.支出执行 }}", "是否为“率.支出执行率”？"),
        ("{{ 目标.产出 }}", "是否为“目标.产出目标”？"),
        ("{{ 编制数 ", "花括号“{{ 编制数”写法有误：每个 {{ 要有 }}"),
        ("{% if 编制数 %}有", "花括号写法有误：.*每个 {% if %} 要有 {% endif %}"),
        ("{{ ''.__class__.__mro__ }}", "花括号写法有误"),
    ],
)
def test_a_wrong_placeholder_is_named_with_the_nearest_right_one(tmp_path: Path, placeholder: str, said: str) -> None:
    with pytest.raises(TemplateError, match=said.replace("？", "")):
        filled(tmp_path, placeholder)
    assert not (tmp_path / "报告.docx").exists()


def test_a_wrong_placeholder_is_said_before_any_work_is_done(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{{ 单位名 }}")
    template = tmp_path / "模板.docx"
    document.save(str(template))
    with pytest.raises(TemplateError, match="“单位名”不是可用的名称，是否为“单位名称”"):
        run(SAMPLES / "塘湖镇_2020", tmp_path / "output", workers=0, template=template)
    assert not (tmp_path / "output").exists()
    with pytest.raises(TemplateError, match="没有报告模板"):
        run(SAMPLES / "塘湖镇_2020", tmp_path / "output", workers=0, template=tmp_path / "没有.docx")


def test_any_label_of_the_workbook_can_be_asked_for(tmp_path: Path) -> None:
    ev = dossier()
    ev.dossier.forms.append(fields("其他表", {"项目负责人": "张三"}))
    target = filled(tmp_path, "负责人{{ 栏.项目负责人 }}，电话{{ 栏.电话 }}", ev=ev)
    assert "负责人张三，电话【请补充：电话】" in text_of(target)


def test_quotes_written_as_entities_are_quotes(tmp_path: Path) -> None:
    """LibreOffice saves ' as &apos;."""
    template, target = tmp_path / "模板.docx", tmp_path / "报告.docx"
    document = Document()
    document.add_paragraph("{{ '调整预算数' }}：{{ 编制数 }}")
    document.save(str(tmp_path / "一.docx"))
    plain, typed = "'调整预算数'".encode(), "&apos;调整预算数&apos;".encode()
    with zipfile.ZipFile(tmp_path / "一.docx") as old, zipfile.ZipFile(template, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(plain, typed))
    report(dossier(), MOF, target, template=template)
    assert "调整预算数：75" in text_of(target)


def test_a_file_that_is_no_word_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "模板.docx"
    path.write_text("文本")
    with pytest.raises(TemplateError, match="不是 Word 文档"):
        is_template(path)


def test_final_is_refused_for_a_template_too(tmp_path: Path) -> None:
    assert not filled(tmp_path, "{{ 主管部门 }}", final=True).exists()
    target = filled(tmp_path, "{{ 主管部门 }}", final=True, unfinished=True)
    assert "本稿待补充事项" not in text_of(target)


def test_findings_are_commented_in_blocks(tmp_path: Path) -> None:
    ev = dossier()
    ev.lines = [line("不符", next(ev.dossier.of_kind("支出情况")).rows[0].cells[0].leaf.cell)]
    target = filled(tmp_path, "{{ 表.支出情况 }}", ev=ev)
    assert "不符" in "".join(part(target, "word/comments.xml").itertext())


def test_text_of_the_workbook_is_never_run_as_a_template(tmp_path: Path) -> None:
    ev = dossier()
    next(ev.dossier.of_kind("基本信息")).fields[1].leaf = leaf("{{编制数}}<w:br/>&")
    assert text_of(filled(tmp_path, "主管：{{ 主管部门 }}", ev=ev)) == "主管：{{编制数}}<w:br/>&"


@pytest.mark.parametrize(
    ("name", "ev"), [("部门整体支出", department(主要问题="一。")), ("项目支出", evaluation(project()))]
)
def test_the_built_in_template_filled_says_what_the_report_says(tmp_path: Path, name: str, ev: Evaluation) -> None:
    template, direct, target = tmp_path / "模板.docx", tmp_path / "直接.docx", tmp_path / "填充.docx"
    write_template(MOF, template, name)
    assert is_template(template)
    report(ev, MOF, direct)
    report(ev, MOF, target, template=template)
    own, theirs = (set(text_of(p).split("本稿待补充事项")[0].split("\n")) for p in (direct, target))
    left = {x for x in own - theirs if not x[-1:].isdigit()}  # the entries of the contents end in a page
    left -= {"1.社会效益指标"}  # the template has a heading for each group, and its numbers stay
    assert not left - {"自评表未单列此类指标。"}
    assert "可用的名称" not in text_of(target)
    assert text_of(target).count("\n\n") <= text_of(direct).count("\n\n")  # no empty line for what is left out


def test_a_paragraph_that_a_condition_empties_goes_and_a_blank_one_stays(tmp_path: Path) -> None:
    target = filled(tmp_path, "一", "{% if 主管部门 %}主管{% endif %}", "", "{% if 编制数 %}编{% endif %}", "二")
    assert text_of(target) == "一\n\n编\n二"


def test_a_table_cell_keeps_the_paragraph_that_it_must_end_with(tmp_path: Path) -> None:
    """Word refuses a document with a cell without one."""
    document = Document()
    document.add_paragraph("一")
    document.add_table(1, 1).cell(0, 0).text = "{% if 主管部门 %}主管{% endif %}"
    document.save(str(tmp_path / "模板.docx"))
    report(dossier(), MOF, tmp_path / "报告.docx", template=tmp_path / "模板.docx")
    (cell,) = part(tmp_path / "报告.docx", "word/document.xml").find(f"{W}body").find(f"{W}tbl").iter(f"{W}tc")
    assert [c.tag for c in cell][-1] == f"{W}p" and not "".join(cell.itertext())


def test_a_title_that_its_author_has_broken_stays_as_it_is(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("2023年度中央财政城乡居民基本医疗保险补助资金\n转移支付绩效自评报告", style="Title")
    document.add_paragraph("编制{{ 编制数 }}人")
    document.save(str(tmp_path / "模板.docx"))
    report(dossier(), MOF, tmp_path / "报告.docx", template=tmp_path / "模板.docx")
    title = Document(str(tmp_path / "报告.docx")).paragraphs[0].text
    assert title == "2023年度中央财政城乡居民基本医疗保险补助资金\n转移支付绩效自评报告"


def test_contents_of_a_filled_template_are_its_headings(tmp_path: Path) -> None:
    template, target = tmp_path / "模板.docx", tmp_path / "报告.docx"
    write_template(MOF, template)
    report(dossier(), MOF, target, template=template)
    entries = contents_of(target)
    own = [h for h in headings(target) if h[1] == "、" or (h.startswith("（") and h.index("）") == 2)]
    assert [e for e, _ in entries][:3] == own[:3]
    pages = [n for _, n in entries]
    assert pages[0] == 1 and pages == sorted(pages)


def test_sentences_become_placeholders() -> None:
    assert jinja(parse("{编制数}人<，{退休人数}人>")) == "{{ 编制数 }}人{% if 退休人数 %}，{{ 退休人数 }}人{% endif %}"
    assert jinja(parse("{单位简称|单位名称}")) == "{{ 单位简称 or 单位名称 or 单位简称 }}"
    assert jinja(parse("{支出情况[合计, 本年决算数|决算数]}")) == "{{ 支出情况.合计.本年决算数 }}"
    assert identifier("监控项目数(1-3月)") == "监控项目数_1_3月"


def renumbered(path: Path) -> None:
    """Style ids as Word in Chinese writes them when it saves a file: 1, 2, a3 … instead of Heading1."""
    document = Document(str(path))
    ids = {s.style_id: f"a{n}" for n, s in enumerate(document.styles)}
    for element in (document.styles.element, document.element):
        for found in element.iter():
            for attribute in (f"{W}styleId", f"{W}val"):
                if found.get(attribute) in ids:
                    found.set(attribute, ids[found.get(attribute)])
    document.save(str(path))


def test_styles_are_found_by_name_when_word_has_renamed_their_ids(tmp_path: Path) -> None:
    template, target = tmp_path / "模板.docx", tmp_path / "报告.docx"
    write_template(MOF, template)
    renumbered(template)
    report(dossier(), MOF, target, template=template)
    document = Document(str(target))
    names = {p.style.name for p in document.paragraphs if p.style is not None}
    assert {"Heading 1", "Heading 2", "Heading 3", "Body Text", "Caption", "TOC Heading"} <= names
    assert {p.style.name for t in document.tables for c in t.rows[0].cells for p in c.paragraphs} >= {"表格表头"}


def test_a_document_without_our_styles_gets_them(tmp_path: Path) -> None:
    base, target = tmp_path / "样式.docx", tmp_path / "报告.docx"
    Document().save(str(base))
    report(dossier(), MOF, target, template=base)
    document = Document(str(target))
    assert "封面条目" in {p.style.name for p in document.paragraphs if p.style is not None}
    assert "一、部门概况" in headings(target)
