# ruff: noqa: E501
"""A report with everything that a copy could lose: picture, footnote, comment, tracked change, text box, numbering."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

from docx import Document
from docx.shared import Cm

_FOOTNOTES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:footnotes '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:type="separator" w:id="-1">'
    '<w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r><w:r>'
    "<w:t>衔接资金：财政衔接推进乡村振兴补助资金。</w:t></w:r></w:p></w:footnote></w:footnotes>"
)
_BOX = (
    '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
    'Requires="wps" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:drawing/>'
    '</mc:Choice><mc:Fallback><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
    "<w:p><w:r><w:t>文本框里的编制数99人</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)
_BOXED = (
    '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="width:100pt;height:40pt"><v:textbox>'
    "<w:txbxContent><w:p><w:r><w:t>文本框：人员情况</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>"
    "</w:r></w:p>"
)


def _picture() -> bytes:
    """A PNG of one red dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def write(target: Path) -> Path:
    """麻埠镇 2023: 编制数 says 46 in the text; the workbook of the test says otherwise."""
    document = Document()
    document.add_heading("2023年度麻埠镇人民政府部门整体支出绩效自评报告", 0)
    document.add_paragraph("一、部门概况")
    document.add_paragraph("（一）人员情况")
    people = document.add_paragraph("麻埠镇人民政府编制数46人，")
    people.add_run("其中行政编制26名，").bold = True
    people.add_run("事业编制21名。")
    document.add_paragraph("第一项任务", style="List Number")
    commented = document.add_paragraph("年末在职人数40人，占编制的87%。")
    document.add_comment(commented.runs, text="请人事股核对", author="张会计", initials="张")
    table = document.add_table(3, 3, style="Table Grid")
    for r, row in enumerate(
        (("项目", "年初预算数", "全年执行数"), ("基本支出", "518.27", "500.00"), ("合计", "755.36", "755.19"))
    ):
        for c, value in enumerate(row):
            table.cell(r, c).text = value
    document.add_picture(io.BytesIO(_picture()), width=Cm(2))
    document.add_paragraph("二、绩效情况")
    document.add_paragraph("全年任务完成，群众满意。")
    plain = io.BytesIO()
    document.save(plain)
    _enriched(plain, target)
    return target


def _enriched(plain: io.BytesIO, target: Path) -> None:
    """Footnote, tracked change and text boxes, which python-docx does not write."""
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "word/document.xml":
                data = _with_marks(data.decode()).encode()
            elif info.filename == "[Content_Types].xml":
                data = data.replace(
                    b"</Types>",
                    b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>',
                )
            elif info.filename == "word/_rels/document.xml.rels":
                data = data.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rIdFn" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>',
                )
            out.writestr(info, data)
        out.writestr("word/footnotes.xml", _FOOTNOTES)


def _with_marks(xml: str) -> str:
    note = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    xml = re.sub(r"(事业编制21名。</w:t></w:r>)", rf"\1{note}{_BOX}", xml)
    struck = (
        '<w:del w:id="901" w:author="李股长" w:date="2024-01-05T00:00:00Z"><w:r><w:delText>编制数64人</w:delText></w:r></w:del>'
        '<w:ins w:id="902" w:author="李股长" w:date="2024-01-05T00:00:00Z"><w:r><w:t>群众满意度95%，</w:t></w:r></w:ins>'
    )
    xml = xml.replace("<w:r><w:t>全年任务完成，", f"{struck}<w:r><w:t>全年任务完成，")
    return re.sub(r"(<w:p>(?:(?!<w:p>).)*?二、绩效情况)", rf"{_BOXED}\1", xml, count=1)
