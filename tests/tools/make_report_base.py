"""Writes perfeval/profiles/mof/report.docx: the styles, sections and page numbers that every report starts from.

The file is meant to be edited in Word: a bureau that wants other fonts or margins changes the styles there and keeps
it in its own profile folder. This script only makes the built-in one (GB/T 9704—2012). Sections, in order: cover,
contents, body, annex. ``python tests/tools/make_report_base.py``
"""

# ruff: noqa: E501 (XML reads better unbroken)
from __future__ import annotations

import sys
import zipfile
from pathlib import Path

TARGET = Path(__file__).parents[2] / "perfeval" / "profiles" / "mof" / "report.docx"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

SONG, HEI, KAI, FANG, TITLE = "宋体", "黑体", "楷体_GB2312", "仿宋_GB2312", "方正小标宋简体"
FALLBACKS = {SONG: "SimSun", HEI: "SimHei", KAI: "楷体", FANG: "仿宋", TITLE: "华文中宋"}


def fonts(name: str) -> str:
    """Latin and digits in Times New Roman, Chinese in ``name``: the East-Asian slot is a slot of its own."""
    latin = 'w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"'
    return f'<w:rFonts {latin} w:eastAsia="{name}"/>'


def style(
    kind: str,
    key: str,
    name: str,
    *,
    base: str = "Normal",
    follow: str = "",
    p: str = "",
    r: str = "",
    front: bool = True,
) -> str:
    """One style. ``front``: shown in Word's gallery."""
    parts = [f'<w:style w:type="{kind}" w:styleId="{key}"' + (' w:customStyle="1"' if name[0] > "z" else "") + ">"]
    parts.append(f'<w:name w:val="{name}"/>')
    if base and key != base:
        parts.append(f'<w:basedOn w:val="{base}"/>')
    if follow:
        parts.append(f'<w:next w:val="{follow}"/>')
    parts.append('<w:uiPriority w:val="1"/>' + ("<w:qFormat/>" if front else ""))
    parts.append(f"<w:pPr>{p}</w:pPr>" if p else "")
    parts.append(f"<w:rPr>{r}</w:rPr>" if r else "")
    return "".join(parts) + "</w:style>"


INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
PLAIN = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'


def size(points: float) -> str:
    return f'<w:sz w:val="{int(points * 2)}"/><w:szCs w:val="{int(points * 2)}"/>'


def exact(points: float, before: float = 0, after: float = 0) -> str:
    return (
        f'<w:spacing w:before="{int(before * 20)}" w:after="{int(after * 20)}" '
        f'w:line="{int(points * 20)}" w:lineRule="exact"/>'
    )


def toc(indent: int) -> str:
    tabs = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8844"/></w:tabs>'
    return tabs + exact(28) + f'<w:ind w:left="{indent}" w:right="0"/><w:jc w:val="left"/>'


def text_styles() -> list[str]:
    """正文、标题、目录."""
    bold = "<w:b/><w:bCs/>"
    heading = "<w:keepNext/><w:keepLines/>"
    return [
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:overflowPunct w:val="0"/>{exact(28)}<w:jc w:val="both"/></w:pPr></w:style>',
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
        style("paragraph", "BodyText", "Body Text", p=INDENT),
        style(
            "paragraph",
            "Title",
            "Title",
            follow="BodyText",
            p="<w:keepNext/>" + exact(36, 0, 28) + PLAIN + '<w:jc w:val="center"/>',
            r=fonts(TITLE) + size(22),
        ),
        style(
            "paragraph",
            "Heading1",
            "heading 1",
            follow="BodyText",
            p=heading + INDENT + '<w:outlineLvl w:val="0"/>',
            r=fonts(HEI),
        ),
        style(
            "paragraph",
            "Heading2",
            "heading 2",
            follow="BodyText",
            p=heading + INDENT + '<w:outlineLvl w:val="1"/>',
            r=fonts(KAI),
        ),
        style(
            "paragraph",
            "Heading3",
            "heading 3",
            follow="BodyText",
            p=heading + INDENT + '<w:outlineLvl w:val="2"/>',
            r=fonts(FANG) + bold,
        ),
        style(
            "paragraph",
            "Heading4",
            "heading 4",
            follow="BodyText",
            p=heading + INDENT + '<w:outlineLvl w:val="3"/>',
            r=fonts(FANG),
        ),
        style("paragraph", "TOC1", "toc 1", follow="Normal", p=toc(0), r=fonts(HEI) + size(14), front=False),
        style("paragraph", "TOC2", "toc 2", follow="Normal", p=toc(280), r=size(14), front=False),
    ]


def cover_styles() -> list[str]:
    """封面、目录标题、表题."""
    return [
        style(
            "paragraph",
            "TOCHeading",
            "TOC Heading",
            p=exact(36, 0, 14) + '<w:jc w:val="center"/>',
            r=fonts(TITLE) + size(22),
        ),
        style(
            "paragraph",
            "CoverTitle",
            "封面标题",
            p=exact(40, 20, 30) + '<w:jc w:val="center"/>',
            r=fonts(TITLE) + size(26),
        ),
        style(
            "paragraph",
            "CoverItem",
            "封面条目",
            p=exact(28) + '<w:ind w:left="1600" w:hanging="1600"/><w:jc w:val="left"/>',
        ),
        style("paragraph", "CoverDate", "封面日期", p=exact(28, 30) + '<w:jc w:val="center"/>'),
        style(
            "paragraph",
            "Caption",
            "caption",
            follow="BodyText",
            p="<w:keepNext/>" + exact(28, 6) + '<w:jc w:val="center"/>',
            r=fonts(HEI) + size(14),
        ),
    ]


def table_styles() -> list[str]:
    """表、图、附件、页脚、批注."""
    bold = "<w:b/><w:bCs/>"
    cell = '<w:snapToGrid w:val="0"/>' + exact(18)
    small = '<w:snapToGrid w:val="0"/>' + exact(13)
    return [
        style(
            "paragraph",
            "Figure",
            "图",
            p='<w:keepNext/><w:spacing w:before="120" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>',
        ),
        style(
            "paragraph", "FigureCaption", "图题", p=exact(24, 0, 6) + '<w:jc w:val="center"/>', r=fonts(HEI) + size(12)
        ),
        style(
            "paragraph", "TableUnit", "表格单位", p="<w:keepNext/>" + exact(20) + '<w:jc w:val="right"/>', r=size(12)
        ),
        style("paragraph", "TableHead", "表格表头", p=cell + '<w:jc w:val="center"/>', r=fonts(SONG) + bold + size(12)),
        style("paragraph", "TableText", "表格文字", p=cell + '<w:jc w:val="left"/>', r=fonts(SONG) + size(12)),
        style("paragraph", "TableNumber", "表格数字", p=cell + '<w:jc w:val="right"/>', r=fonts(SONG) + size(12)),
        style(
            "paragraph",
            "AnnexTitle",
            "附件标题",
            p="<w:keepNext/>" + exact(28, 0, 8) + '<w:jc w:val="center"/><w:outlineLvl w:val="0"/>',
            r=fonts(TITLE) + size(18),
        ),
        style("paragraph", "AnnexText", "附件表格", p=small + '<w:jc w:val="center"/>', r=fonts(SONG) + size(9)),
        style("paragraph", "AnnexLeft", "附件表格左齐", base="AnnexText", p='<w:jc w:val="left"/>'),
        style("paragraph", "AnnexTextSmall", "附件表格小", base="AnnexText", p=exact(11.5), r=size(8)),
        style("paragraph", "AnnexLeftSmall", "附件表格小左齐", base="AnnexLeft", p=exact(11.5), r=size(8)),
        style("paragraph", "Footer", "footer", p=exact(16), r=fonts(SONG) + size(14), front=False),
        style(
            "paragraph",
            "CommentText",
            "annotation text",
            p='<w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="left"/>',
            r=fonts(SONG) + size(10.5),
            front=False,
        ),
        '<w:style w:type="character" w:styleId="CommentReference"><w:name w:val="annotation reference"/>'
        '<w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="99"/><w:rPr><w:sz w:val="21"/></w:rPr></w:style>',
        '<w:style w:type="character" w:customStyle="1" w:styleId="Missing"><w:name w:val="待补充"/>'
        '<w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="1"/><w:qFormat/>'
        '<w:rPr><w:color w:val="C00000"/></w:rPr></w:style>',
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
        '<w:uiPriority w:val="39"/><w:tblPr><w:tblBorders>'
        + "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        + "</w:tblBorders></w:tblPr></w:style>",
    ]


def styles() -> str:
    all_styles = [*text_styles(), *cover_styles(), *table_styles()]
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts(FANG)}{size(16)}<w:lang w:val="en-US" w:eastAsia="zh-CN" '
        'w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )
    return HEAD + f'<w:styles xmlns:w="{W}">{defaults}{"".join(all_styles)}</w:styles>'


def section(kind: str, landscape: bool, footers: bool, restart: bool) -> str:
    """Margins 37/35/28/26 mm, turned by a quarter for the annex; — 1 — begins with the body."""
    references = "".join(
        f'<w:footerReference w:type="{t}" r:id="{rid}"/>'
        for t, rid in (("even", "rId12" if footers else "rId13"), ("default", "rId11" if footers else "rId13"))
    )
    if landscape:
        page = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        margins = '<w:pgMar w:top="1588" w:right="1701" w:bottom="1474" w:left="1701" w:header="851" w:footer="907" w:gutter="0"/>'
    else:
        page = '<w:pgSz w:w="11906" w:h="16838"/>'
        margins = '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1304" w:gutter="0"/>'
    number = '<w:pgNumType w:start="1"/>' if restart else ""
    return f'<w:sectPr>{references}<w:type w:val="{kind}"/>{page}{margins}{number}<w:cols w:space="425"/></w:sectPr>'


def document() -> str:
    parts = [
        ("封面", section("nextPage", False, False, False)),
        ("目录", section("nextPage", False, False, False)),
        ("正文", section("nextPage", False, True, True)),
    ]
    body = "".join(f"<w:p><w:pPr>{s}</w:pPr><w:r><w:t>{t}</w:t></w:r></w:p>" for t, s in parts)
    last = section("nextPage", True, True, False)
    return (
        HEAD
        + f"<w:document {NAMESPACES}><w:body>{body}<w:p><w:r><w:t>附件</w:t></w:r></w:p>{last}</w:body></w:document>"
    )


def footer(align: str, number: bool) -> str:
    side = "right" if align == "right" else "left"
    field = (
        '<w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r>'
    )
    properties = f'<w:pPr><w:pStyle w:val="Footer"/><w:ind w:{side}="280"/><w:jc w:val="{align}"/></w:pPr>'
    return HEAD + f"<w:ftr {NAMESPACES}><w:p>{properties}{field if number else ''}</w:p></w:ftr>"


def font_table() -> str:
    """A font that the machine lacks is replaced by its namesake, not by whatever comes first."""
    entries = "".join(
        f'<w:font w:name="{n}"><w:altName w:val="{a}"/><w:charset w:val="86"/></w:font>' for n, a in FALLBACKS.items()
    )
    return HEAD + f'<w:fonts xmlns:w="{W}">{entries}</w:fonts>'


def settings() -> str:
    return HEAD + (
        f'<w:settings xmlns:w="{W}"><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def relationships(entries: list[tuple[str, str, str]], base: str = R) -> str:
    rows = "".join(f'<Relationship Id="{i}" Type="{base}/{t}" Target="{x}"/>' for i, t, x in entries)
    return (
        HEAD
        + f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'
    )


def main() -> int:
    kinds = {
        "document": "document.main",
        "styles": "styles",
        "settings": "settings",
        "fontTable": "fontTable",
        "footer1": "footer",
        "footer2": "footer",
        "footer3": "footer",
    }
    types = "".join(f'<Override PartName="/word/{n}.xml" ContentType="{OFFICE}.{k}+xml"/>' for n, k in kinds.items())
    package = "http://schemas.openxmlformats.org/package/2006"
    core = (
        HEAD + f'<cp:coreProperties xmlns:cp="{package}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title></dc:title><dc:creator>perfeval</dc:creator>'
        '<dcterms:created xsi:type="dcterms:W3CDTF">2025-01-01T00:00:00Z</dcterms:created></cp:coreProperties>'
    )
    parts = {
        "[Content_Types].xml": HEAD
        + f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        f'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{types}<Override '
        'PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": relationships([("rId1", "officeDocument", "word/document.xml")]).replace(
            "</Relationships>",
            f'<Relationship Id="rId2" Type="{package}/relationships/metadata/core-properties" '
            'Target="docProps/core.xml"/></Relationships>',
        ),
        "docProps/core.xml": core,
        "word/document.xml": document(),
        "word/_rels/document.xml.rels": relationships(
            [
                ("rId1", "styles", "styles.xml"),
                ("rId2", "settings", "settings.xml"),
                ("rId3", "fontTable", "fontTable.xml"),
                ("rId11", "footer", "footer1.xml"),
                ("rId12", "footer", "footer2.xml"),
                ("rId13", "footer", "footer3.xml"),
            ]
        ),
        "word/styles.xml": styles(),
        "word/settings.xml": settings(),
        "word/fontTable.xml": font_table(),
        "word/footer1.xml": footer("right", True),
        "word/footer2.xml": footer("left", True),
        "word/footer3.xml": footer("left", False),
    }
    with zipfile.ZipFile(TARGET, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), text.encode(), zipfile.ZIP_DEFLATED)
    return 0


if __name__ == "__main__":
    sys.exit(main())
