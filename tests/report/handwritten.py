# ruff: noqa: E501
"""Reports as people of real units write them, each beside the workbook of its unit (tests/cases).

Outlines and turns of phrase follow published reports of their provinces (湖南 整体支出绩效自评报告, 安徽, 中央转移支付
自评报告 and 湖北); the figures are the workbooks'. Nothing in a clean one is to be found wrong.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

Line = str | list[list[str]]
_LEVELS = (r"[一二三四五六七八九十]+、", r"（[一二三四五六七八九十]+）", r"\d+\.(?!\d)", r"（\d+）")
_NUMBERING = (
    ("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("decimal", "（%4）"),
)  # fmt: skip

# 衡山县贯塘乡 2023（湖南）：tests/cases/hunan-guantang-2023
GUANTANG: list[Line] = [
    "2023年度衡山县贯塘乡人民政府部门整体支出绩效自评报告",
    "根据《中共中央 国务院关于全面实施预算绩效管理的意见》（中发〔2018〕34号）和县财政局有关要求，我单位对2023年度部门整体支出开展了绩效自评，现将有关情况报告如下：",
    "一、部门（单位）基本情况",
    "（一）机构与人员",
    "衡山县贯塘乡人民政府内设党政综合办、经济发展办、社会事务办等机构，编制数46人，年末在职人数50人，控制率108.70%。超编人员为乡镇机构改革时分流人员，逐年消化。",
    "（二）部门整体支出规模",
    "2023年年初预算数861.10万元，全年预算数2,030.12万元，全年执行数2030.12万元，预算执行率100%。其中一般公共预算收入1325.68万元，政府性基金118.82万元，其他资金585.62万元。",
    "二、一般公共预算支出情况",
    "（一）基本支出情况",
    "2023年基本支出900.47万元，主要用于人员工资和机关正常运转。公用经费支出193.42万元，比上年增加75.11万元，主要是新增驻村工作经费；其中办公经费49.09万元，会议费、培训费5.42万元。",
    "（二）项目支出情况",
    "项目支出1025.20万元，年初预算308.17万元，上年为874.2万元，主要用于道路建设、人居环境整治和农业产业发展。各项资金使用情况见下表：",
    [
        ["项目", "2022年决算数", "2023年预算数", "2023年决算数"],
        ["三公经费", "0", "0", "0"],
        ["项目支出", "874.20", "308.17", "1025.20"],
        ["公用经费", "118.31", "85.76", "193.42"],
        ["其中：办公经费", "29.35", "27.00", "49.09"],
        ["水费、电费、差旅费", "8.80", "13.00", "12.64"],
        ["会议费、培训费", "4.92", "3.00", "5.42"],
    ],
    "三、部门整体支出绩效情况",
    "一是农业产业持续壮大，全年完成粮食播种任务；二是人居环境明显改善，群众反映良好；三是乡村治理水平不断提升。",
    "四、存在的问题及原因分析",
    "预算编制不够细化，年中追加较多，公用经费控制有待加强。",
    "五、改进措施和建议",
    "细化预算编制，从严控制公用经费，提高预算的刚性约束。",
]

# 金寨县茶谷中心 2023（安徽）：tests/cases/anhui-jinzhai-chagu-zhengti-2023；全角数字，数字里有空格
CHAGU: list[Line] = [
    "金寨县茶谷和美丽乡村建设服务中心2023年度部门整体支出绩效自评报告",
    "一、部门概况",
    "（一）部门职责",
    "金寨县茶谷和美丽乡村建设服务中心负责统筹全县茶谷和美丽乡村建设工作。",
    "（二）部门整体支出绩效目标",
    "建设徽风皖韵美丽乡村，整治美丽宜居自然村庄，推进农村改厕提质增效，深入开展村庄清洁行动。",
    "（三）预算执行情况",
    "２０２３年年初预算数３２９．７７万元，全年预算数３２９．７７万元，全年执行数338.31万元，预算执行率为102.59%。执行数超过预算数，是因为年中下达了改厕奖补资金，未及时调整预算。",
    [
        ["资金来源", "年初预算数", "全年预算数", "全年执行数", "执行率"],
        ["年度资金总额", "329.77", "329.77", "338.31", "102.59%"],
        ["其中：当年财政拨款", "329.77", "329.77", "338.31", "102.59%"],
    ],
    "二、绩效目标完成情况",
    "（一）产出指标完成情况",
    "1.数量指标",
    "（1）开展精品示范村建设数量年度指标值4个，实际完成4个，得10分。",
    "（2）建设美丽宜居自然村庄数量年度指标值不少于200个，实际完成202个，得10分。",
    "（3）完成农村户用卫生厕所改造数量目标值2000户，实际完成3061户，得10分。超额完成是因为省里年中追加了任务。",
    "（4）新建省级中心村数量10个，得10分。",
    "2.质量指标",
    "美丽宜居自然村庄验收通过率100%，户用卫生厕所改造验收通过率100%，各得5分。",
    "3.时效指标",
    "完成美丽宜居自然村庄验收时间为7月，早于9月前的目标；完成户用卫生厕所改造验收时间为10月，早于11月前的目标。",
    "三、存在问题及改进措施",
    "一是部分村庄后期管护不到位，二是项目资料归档不及时。下一步将健全管护制度，落实专人负责资料归档。",
]

# 休宁县文物局 2023（中央转移支付自评的提纲）：tests/cases/anhui-xiuning-wenwu-zhanchen-2023
XIUNING: list[Line] = [
    "休宁县文物局2023年度中央对地方转移支付绩效自评报告",
    "一、绩效目标分解下达情况",
    "（一）中央下达转移支付预算和绩效目标情况",
    "2023年中央下达休宁县中共皖浙赣省委驻地旧址陈列布展项目资金127万元，年度总体目标是完成布展面积300平方米，传承弘扬红色文化、发挥红色文化功能作用。",
    "（二）省内资金安排、分解下达预算和绩效目标情况",
    "省财政厅将资金全部分解下达到休宁县。",
    "二、绩效情况分析",
    "（一）资金投入情况分析",
    "1.项目资金到位情况分析",
    "全年预算数127万元，其中中央资金127万元，地方资金0万元，资金全部到位。",
    "2.项目资金执行情况分析",
    "全年执行数27.9996万元，执行率22%。执行率低的原因是展陈方案需通过省委宣传部审核，项目施工较慢。",
    "3.项目资金管理情况分析",
    "严格执行《国家文物保护专项资金管理办法》，专款专用，没有截留、挤占和挪用。",
    "（二）总体绩效目标完成情况分析",
    "因该项目为革命文物展陈，展陈方案需通过省委宣传部审核，导致该项目施工较慢，待审核通过后尽快实施。",
    "（三）绩效指标完成情况分析",
    "1.产出指标完成情况分析",
    "（1）数量指标",
    "布展面积年度指标值300㎡，实际完成0㎡，未完成的原因是展陈方案尚未通过审核。",
    "（2）质量指标",
    "工程尚未完工，未组织验收；施工期间没有发生安全事故。",
    "（3）时效指标",
    "招投标程序需要的时间1个月，已按期完成；项目完成周期4个月的目标因方案审核没有实现。",
    "三、偏离绩效目标的原因和下一步改进措施",
    "主要原因是展陈方案审核时间较长。下一步将主动与审核部门沟通，方案通过后倒排工期。",
    "四、绩效自评结果拟应用和公开情况",
    "自评结果作为下年度安排预算的依据，并随部门决算向社会公开。",
]

# 塘湖镇 2020（湖北）：sample_workbooks/塘湖镇_2020
TANGHU: list[Line] = [
    "塘湖镇人民政府2020年度部门整体绩效自评报告",
    "一、自评结论",
    "2020年度部门整体绩效自评得分100分。",
    "二、部门整体支出执行情况",
    "2020年部门整体支出总额864.2万元，其中基本支出864.2万元，项目支出0万元，执行率100%。",
    "三、绩效目标完成情况分析",
    "（一）产出指标",
    "全年办结信访案件168起，得10分；拆除活人墓、豪华墓32座，得20分；解决群众问题时间控制在2天以内，得10分。",
    "（二）效益指标",
    "人居环境有效改善，出行效率有效提升，各得10分。",
    "（三）满意度指标",
    "群众对政府工作满意度年度指标值90%，实际完成95%，得20分。",
    "四、上年度自评结果应用情况",
    "上年度自评发现的预算编制不细的问题已整改到位。",
    "五、下一步拟改进措施",
    "进一步提高预算编制的科学性，加强绩效运行监控。",
]


def write(lines: list[Line], target: Path, change: tuple[str, str] | None = None, *, numbered: bool = False) -> Path:
    """``change``: one wording for another. ``numbered``: headings with styles and Word's own numbers, none typed."""
    document = Document()
    if numbered:
        _number(document)
    done = change is None
    for line in lines:
        rows = [line] if isinstance(line, str) else line
        if change is not None and not done:
            text = [r.replace(*change, 1) if isinstance(r, str) else [c.replace(*change, 1) for c in r] for r in rows]
            done, rows = text != rows, text
        if isinstance(line, str):
            _paragraph(document, str(rows[0]), numbered)
        else:
            table = document.add_table(len(rows), len(rows[0]))
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    table.cell(r, c).text = value
    assert done, change
    document.save(str(target))
    return target


def _paragraph(document: Any, text: str, numbered: bool) -> None:
    level = next((n for n, p in enumerate(_LEVELS, 1) if re.match(p, text)), 0)
    if not numbered or not level or text.endswith("。"):
        document.add_paragraph(text)
        return
    document.add_paragraph(re.sub(f"^(?:{_LEVELS[level - 1]})", "", text), style=f"Heading {level}")


def _number(document: Any) -> None:
    """One list of many levels that the heading styles belong to, as Word's 多级列表 makes it; the last one by hand."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:pStyle w:val="Heading{n + 1}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for n, (shape, text) in enumerate(_NUMBERING)
    )
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    numbering.insert(0, parse_xml(abstract))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for n in range(len(_NUMBERING)):
        properties = document.styles[f"Heading {n + 1}"].element.get_or_add_pPr()
        numbered = OxmlElement("w:numPr")
        for name, value in (("w:ilvl", str(n)), ("w:numId", "77")):
            if name == "w:numId" or n:
                child = OxmlElement(name)
                child.set(qn("w:val"), value)
                numbered.append(child)
        before = [c for c in properties if c.tag in (qn("w:keepNext"), qn("w:keepLines"))]
        properties.insert(len(before), numbered)


def typed_copy(source: Path, target: Path, printed: list[str]) -> Path:
    """A report whose headings Word numbers, with the numbers typed: ``printed`` is what each heading says."""
    with zipfile.ZipFile(source) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    root = etree.fromstring(parts["word/document.xml"])
    headings = []
    for paragraph in root.iter(qn("w:p")):
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None and re.fullmatch(r"Heading\d", style.get(qn("w:val"))):
            headings.append((paragraph, style))
    assert len(headings) == len(printed)
    for (paragraph, style), text in zip(headings, printed, strict=True):
        for old in paragraph.findall(f"{qn('w:pPr')}/{qn('w:numPr')}"):
            old.getparent().remove(old)
        style.addnext(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'))
        first, *rest = paragraph.iter(qn("w:t"))
        first.text = text
        for node in rest:
            node.text = ""
    parts["word/document.xml"] = etree.tostring(root)
    with zipfile.ZipFile(target, "w") as out:
        for part, data in parts.items():
            out.writestr(part, data)
    return target
