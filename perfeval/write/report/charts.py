# ruff: noqa: E501 (XML reads better unbroken)
"""Native charts of the report, with their data in an embedded workbook, so that Word can edit them (图)."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.opc.packuri import PackURI
from docx.opc.part import Part

from perfeval.write.report.blocks import Chart

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
INLINE = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLOURS = ("7F7F7F", "5B9BD5", "C00000", "ED7D31")  # apart in black and white too
EMU = 12700  # a point


def embed(document: Any, chart: Chart, number: int) -> str:
    """Add the parts of a chart to the document; the id of its relation."""
    package = document.part.package
    sheet = Part(PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"), SHEET_TYPE, _workbook(chart), package)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CHART_TYPE, b"", package)
    data = part.relate_to(sheet, f"{OFFICE}/package")
    part._blob = _xml(chart, data).encode()
    return str(document.part.relate_to(part, f"{OFFICE}/chart"))


def inline(chart: Chart, relation: str, number: int) -> str:
    """The run that shows the chart, with alternative text for those who cannot see it."""
    width, height = int(chart.width * EMU), int(chart.height * EMU)
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{INLINE}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{9000 + number}" name={quoteattr(chart.title)} '
        f'descr={quoteattr(chart.alternative)}/><wp:cNvGraphicFramePr/><a:graphic xmlns:a="{DRAWING}">'
        f'<a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" r:id="{relation}"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def _workbook(chart: Chart) -> bytes:
    """The data as Word expects it: categories down, series across."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2025, 1, 1)})
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 1, [name for name, _ in chart.series])
    for row, category in enumerate(chart.categories, 1):
        sheet.write(row, 0, category)
        for column, (_, values) in enumerate(chart.series, 1):
            sheet.write(row, column, values[row - 1])
    book.close()
    return out.getvalue()


def _text(size: int) -> str:
    """宋体 in the size given, in hundredths of a point."""
    fonts = '<a:latin typeface="Times New Roman"/><a:ea typeface="宋体"/>'
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}" b="0">{fonts}</a:defRPr></a:pPr>'
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )


def _points(kind: str, values: list[str]) -> str:
    points = "".join(f'<c:pt idx="{n}"><c:v>{escape(v)}</c:v></c:pt>' for n, v in enumerate(values))
    code = "<c:formatCode>General</c:formatCode>" if kind == "num" else ""
    return f'<c:{kind}Cache>{code}<c:ptCount val="{len(values)}"/>{points}</c:{kind}Cache>'


def _series(chart: Chart, n: int) -> str:
    name, values = chart.series[n]
    letter, last = chr(66 + n), len(chart.categories) + 1
    colour = COLOURS[n % len(COLOURS)]
    numbers = [f"{v}" for v in values]
    return (
        f'<c:ser><c:idx val="{n}"/><c:order val="{n}"/><c:tx><c:strRef><c:f>Sheet1!${letter}$1</c:f>'
        f'{_points("str", [name])}</c:strRef></c:tx><c:spPr><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></c:spPr>'
        '<c:invertIfNegative val="0"/>'
        f'<c:dLbls>{_text(900)}<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f>{_points('str', chart.categories)}</c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>Sheet1!${letter}$2:${letter}${last}</c:f>{_points('num', numbers)}</c:numRef></c:val></c:ser>"
    )


def _xml(chart: Chart, data: str) -> str:
    """A clustered bar chart; the title is the caption below it, as reports have it."""
    series = "".join(_series(chart, n) for n in range(len(chart.series)))
    axes = '<c:axId val="111111"/><c:axId val="222222"/>'
    line = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="BFBFBF"/></a:solidFill></a:ln></c:spPr>'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}" xmlns:r="{OFFICE}"><c:roundedCorners val="0"/><c:chart>'
        '<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/>'
        f'<c:grouping val="clustered"/><c:varyColors val="0"/>{series}<c:gapWidth val="80"/>{axes}</c:barChart>'
        '<c:catAx><c:axId val="111111"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{_text(1050)}<c:crossAx val="222222"/></c:catAx>'
        '<c:valAx><c:axId val="222222"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="l"/><c:majorGridlines>{line}</c:majorGridlines>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/>{_text(900)}<c:crossAx val="111111"/></c:valAx></c:plotArea>'
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_text(1050)}</c:legend><c:plotVisOnly val="1"/></c:chart>'
        f'<c:externalData r:id="{data}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )
