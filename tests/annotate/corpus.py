# ruff: noqa: E501
"""Workbooks made as raw Open XML, to hold what Excel and WPS can put into one and a library would lose.

Each is a dict of parts; ``pack`` makes a file of it. Nothing here comes from perfeval, so that nothing is shared
between what writes and what is tested.
"""

from __future__ import annotations

import base64
import io
import zipfile

X = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PR = "http://schemas.openxmlformats.org/package/2006/relationships"
CT = "http://schemas.openxmlformats.org/package/2006/content-types"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
SML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
Parts = dict[str, bytes]


def pack(parts: Parts) -> bytes:
    """The parts as a zip, some stored and with odd dates, as foreign programs leave them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for n, (name, data) in enumerate(parts.items()):
            info = zipfile.ZipInfo(name, (2021, 3, 1 + n % 28, 9, 30, 0))
            info.compress_type = zipfile.ZIP_STORED if n % 5 == 0 else zipfile.ZIP_DEFLATED
            z.writestr(info, data)
    return out.getvalue()


def _rels(*entries: tuple[str, str, str]) -> bytes:
    inside = "".join(
        f'<Relationship Id="{i}" Type="{t if "://" in t else R + "/" + t}" Target="{target}"'
        + (' TargetMode="External"' if "://" in target or target.startswith("file:") else "")
        + "/>"
        for i, t, target in entries
    )
    return f'{HEAD}<Relationships xmlns="{PR}">{inside}</Relationships>'.encode()


def _types(overrides: dict[str, str], *defaults: tuple[str, str]) -> bytes:
    known = [
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
        *defaults,
    ]
    inside = "".join(f'<Default Extension="{e}" ContentType="{t}"/>' for e, t in known)
    inside += "".join(f'<Override PartName="{p}" ContentType="{t}"/>' for p, t in overrides.items())
    return f'{HEAD}<Types xmlns="{CT}">{inside}</Types>'.encode()


STYLES = f"""{HEAD}<styleSheet xmlns="{X}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">
<numFmts count="1"><numFmt numFmtId="177" formatCode="0.00_ "/></numFmts>
<fonts count="2" x14ac:knownFonts="1"><font><sz val="11"/><color theme="1"/><name val="宋体"/><charset val="134"/></font><font><b/><sz val="11"/><name val="黑体"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="177" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="9" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>
<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>
<dxfs count="1"><dxf><font><color rgb="FF9C0006"/></font></dxf></dxfs>
<tableStyles count="0" defaultTableStyle="TableStyleMedium2"/></styleSheet>""".encode()

STRINGS = f"""{HEAD}<sst xmlns="{X}" count="3" uniqueCount="3"><si><r><rPr><b/><sz val="12"/></rPr><t>项目支出</t></r><r><t xml:space="preserve">绩效自评表 </t></r></si><si><t>东京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si><si><t>总分</t></si></sst>""".encode()

VML = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>%s</xml>"""
NOTE_SHAPE = """<v:shape id="_x0000_s%d" type="#_x0000_t202" style='position:absolute;visibility:hidden' fillcolor="#ffffe1"><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>3, 15, 1, 2, 5, 54, 4, 14</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"""
BUTTON = """<v:shapetype id="_x0000_t201" coordsize="21600,21600" o:spt="201" path="m,l,21600r21600,l21600,xe"/><v:shape id="_x0000_s1030" type="#_x0000_t201" style='position:absolute' o:button="t"><v:textbox><div style='text-align:center'><font face="宋体">提交</font></div></v:textbox><x:ClientData ObjectType="Button"><x:Anchor>1, 0, 20, 0, 2, 0, 22, 0</x:Anchor><x:PrintObject>False</x:PrintObject><x:FmlaMacro>[0]!提交</x:FmlaMacro></x:ClientData></v:shape>"""

COMMENTS = f"""{HEAD}<comments xmlns="{X}"><authors><author>张三</author><author>tc={{11111111-2222-3333-4444-555555555555}}</author></authors><commentList><comment ref="C3" authorId="0"><text><r><rPr><b/><sz val="9"/><rFont val="宋体"/></rPr><t>张三:</t></r><r><rPr><sz val="9"/><rFont val="宋体"/></rPr><t xml:space="preserve">
请核对 </t></r></text></comment><comment ref="C4" authorId="0"><text><t>只有一段</t></text></comment><comment ref="D5" authorId="1"><text><t>[Threaded comment] 会话批注</t></text></comment></commentList></comments>""".encode()

SHEET = f"""{HEAD}<worksheet xmlns="{X}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"><sheetPr><tabColor rgb="FF00B050"/></sheetPr><dimension ref="A1:F9"/><sheetViews><sheetView tabSelected="1" workbookViewId="0"><selection activeCell="B3" sqref="B3"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="13.5" x14ac:dyDescent="0.15"/><cols><col min="2" max="3" width="14.5" customWidth="1"/></cols><sheetData><row r="1" spans="1:6" ht="30" customHeight="1" x14ac:dyDescent="0.15"><c r="A1" s="1" t="s"><v>0</v></c></row><row r="2" spans="1:6"><c r="A2" t="s"><v>1</v></c><c r="B2" t="inlineStr"><is><t>分值</t></is></c><c r="C2" t="inlineStr"><is><r><rPr><b/></rPr><t>得</t></r><r><t>分</t></r></is></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>甲 &lt;5% &amp; "乙"</t></is></c><c r="B3"><v>10</v></c><c r="C3"><v>8</v></c><c r="D3" t="b"><v>1</v></c><c r="E3" t="e"><v>#DIV/0!</v></c></row><row r="4"><c r="B4"><v>20</v></c><c r="C4"><v>20</v></c><c r="D4" t="str"><f>IF(C4&gt;B4,"超","")</f><v></v></c></row><row r="5"><c r="B5"><f t="shared" ref="B5:C5" si="0">SUM(B3:B4)</f><v>30</v></c><c r="C5"><f t="shared" si="0"/><v>28</v></c><c r="D5" t="s"><v>2</v></c></row><row r="6"><c r="B6" t="inlineStr"><is><t>95%</t></is></c><c r="C6" t="str"><f>_xlfn.DISPIMG("ID_0123456789ABCDEF0123456789ABCDEF",1)</f><v>=DISPIMG("ID_0123456789ABCDEF0123456789ABCDEF",1)</v></c><c r="D6"><f t="array" ref="D6:D7">B3:B4*2</f><v>20</v></c></row><row r="7"><c r="D7"><v>40</v></c></row><row r="8"><c r="E8" t="inlineStr"><is><t>列一</t></is></c><c r="F8" t="inlineStr"><is><t>列二</t></is></c></row><row r="9"><c r="E9"><v>1</v></c><c r="F9"><v>2</v></c></row></sheetData><sheetProtection algorithmName="SHA-512" hashValue="ZmFrZQ==" saltValue="c2FsdA==" spinCount="1000" sheet="1" objects="1" scenarios="1"/><protectedRanges><protectedRange sqref="B3:C4" name="填报区"/></protectedRanges><customSheetViews><customSheetView guid="{{6A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9}}" scale="85"><selection activeCell="A1" sqref="A1"/><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></customSheetView></customSheetViews><mergeCells count="1"><mergeCell ref="A1:D1"/></mergeCells><phoneticPr fontId="1" type="noConversion"/><conditionalFormatting sqref="C3:C4"><cfRule type="cellIs" dxfId="0" priority="2" operator="lessThan"><formula>10</formula></cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="whole" allowBlank="1" showErrorMessage="1" sqref="C3:C4"><formula1>0</formula1><formula2>100</formula2></dataValidation></dataValidations><hyperlinks><hyperlink ref="A2" r:id="rId7" tooltip="财政部"/></hyperlinks><printOptions gridLines="1"/><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="portrait" r:id="rId6"/><headerFooter><oddFooter>&amp;C&amp;P</oddFooter></headerFooter><rowBreaks count="1" manualBreakCount="1"><brk id="40" max="16383" man="1"/></rowBreaks><ignoredErrors><ignoredError sqref="B6" numberStoredAsText="1"/></ignoredErrors><drawing r:id="rId2"/><legacyDrawing r:id="rId1"/><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" Requires="x14"><controls><control shapeId="1030" r:id="rId8" name="按钮 1"><controlPr defaultSize="0" print="0" autoFill="0" autoPict="0"><anchor><from><xdr:col xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">1</xdr:col><xdr:colOff xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">0</xdr:colOff><xdr:row xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">20</xdr:row><xdr:rowOff xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">0</xdr:rowOff></from><to><xdr:col xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">2</xdr:col><xdr:colOff xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">0</xdr:colOff><xdr:row xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">22</xdr:row><xdr:rowOff xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">0</xdr:rowOff></to></anchor></controlPr></control></controls></mc:Choice></mc:AlternateContent><tableParts count="1"><tablePart r:id="rId5"/></tableParts><extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:cfRule type="iconSet" priority="9" id="{{00000000-000E-0000-0000-000001000000}}"><x14:iconSet iconSet="3Stars"><x14:cfvo type="percent"><xm:f>0</xm:f></x14:cfvo><x14:cfvo type="percent"><xm:f>33</xm:f></x14:cfvo><x14:cfvo type="percent"><xm:f>67</xm:f></x14:cfvo></x14:iconSet></x14:cfRule><xm:sqref>B3:B4</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>数据!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>A3</xm:sqref></x14:dataValidation></x14:dataValidations></ext><ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup displayEmptyCellsAs="gap"><x14:colorSeries rgb="FF376092"/><x14:sparklines><x14:sparkline><xm:f>自评表!B3:C3</xm:f><xm:sqref>F3</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst></worksheet>""".encode()

PLAIN_SHEET = f'{HEAD}<worksheet xmlns="{X}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>是</t></is></c></row><row r="2"><c r="A2"><v>3</v></c></row></sheetData></worksheet>'.encode()

WORKBOOK = f"""{HEAD}<workbook xmlns="{X}" xmlns:r="{R}"><fileVersion appName="xl" lastEdited="7"/><workbookPr defaultThemeVersion="124226"/><workbookProtection lockStructure="1"/><bookViews><workbookView xWindow="0" yWindow="0" windowWidth="20000" windowHeight="9000" activeTab="1"/></bookViews><sheets><sheet name="自评表" sheetId="3" r:id="rId1"/><sheet name="数据" sheetId="7" state="hidden" r:id="rId2"/><sheet name="核对结果" sheetId="8" r:id="rId3"/></sheets><externalReferences><externalReference r:id="rId6"/></externalReferences><definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">自评表!$A$1:$F$9</definedName><definedName name="满分">100</definedName></definedNames><calcPr calcId="152511" iterate="1"/><customWorkbookViews><customWorkbookView name="张三" guid="{{6A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9}}" xWindow="1" yWindow="1" windowWidth="100" windowHeight="100" activeSheetId="3"/></customWorkbookViews><pivotCaches><pivotCache cacheId="1" r:id="rId10"/></pivotCaches><extLst><ext uri="{{BBE1A952-AA13-448e-AADC-164F8A28A991}}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:slicerCaches><x14:slicerCache r:id="rId11"/></x14:slicerCaches></ext></extLst></workbook>""".encode()

CHART = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:plotArea><c:layout/><c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:ser><c:idx val="0"/><c:order val="0"/><c:val><c:numRef><c:f>自评表!$B$3:$B$4</c:f></c:numRef></c:val></c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:scaling/><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling/><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx></c:plotArea></c:chart></c:chartSpace>""".encode()
DRAWING = f"""{HEAD}<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:from><xdr:col>7</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>9</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="图表 1"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:r="{R}" r:id="rId1"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor><xdr:oneCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>11</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="90000" cy="90000"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="3" name="图片 2"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip xmlns:r="{R}" r:embed="rId2"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor></xdr:wsDr>""".encode()


def everything(macros: bool = False) -> Parts:
    """One workbook with all of it; ``macros``: an .xlsm with a VBA project."""
    main = "application/vnd.ms-excel.sheet.macroEnabled.main+xml" if macros else f"{SML}.sheet.main+xml"
    overrides = {
        "/xl/workbook.xml": main,
        **{f"/xl/worksheets/sheet{n}.xml": f"{SML}.worksheet+xml" for n in (1, 2, 3)},
        "/xl/styles.xml": f"{SML}.styles+xml",
        "/xl/sharedStrings.xml": f"{SML}.sharedStrings+xml",
        "/xl/comments1.xml": f"{SML}.comments+xml",
        "/xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml",
        "/xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
        "/xl/tables/table1.xml": f"{SML}.table+xml",
        "/xl/drawings/drawing1.xml": "application/vnd.openxmlformats-officedocument.drawing+xml",
        "/xl/charts/chart1.xml": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
        "/xl/ctrlProps/ctrlProp1.xml": "application/vnd.ms-excel.controlproperties+xml",
        "/xl/externalLinks/externalLink1.xml": f"{SML}.externalLink+xml",
        "/xl/pivotCache/pivotCacheDefinition1.xml": f"{SML}.pivotCacheDefinition+xml",
        "/xl/pivotTables/pivotTable1.xml": f"{SML}.pivotTable+xml",
        "/xl/slicerCaches/slicerCache1.xml": "application/vnd.ms-excel.slicerCache+xml",
        "/xl/slicers/slicer1.xml": "application/vnd.ms-excel.slicer+xml",
        "/docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    }
    defaults = [
        ("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing"),
        ("png", "image/png"),
        ("bin", "application/vnd.ms-office.vbaProject" if macros else f"{SML}.printerSettings"),
    ]
    if macros:
        overrides["/xl/printerSettings/printerSettings1.bin"] = f"{SML}.printerSettings"
    book_rels = [
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "worksheet", "worksheets/sheet2.xml"),
        ("rId3", "worksheet", "/xl/worksheets/sheet3.xml"), ("rId4", "styles", "styles.xml"),
        ("rId5", "sharedStrings", "sharedStrings.xml"), ("rId6", "externalLink", "externalLinks/externalLink1.xml"),
        ("rId7", "http://schemas.microsoft.com/office/2017/10/relationships/person", "persons/person.xml"),
        ("rId8", "http://www.wps.cn/officeDocument/2020/cellImage", "cellimages.xml"),
        ("rId10", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
        ("rId11", "http://schemas.microsoft.com/office/2007/relationships/slicerCache", "slicerCaches/slicerCache1.xml"),
    ]  # fmt: skip
    if macros:
        book_rels.append(
            ("rId9", "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin")
        )
    parts: Parts = {
        "[Content_Types].xml": _types(overrides, *defaults),
        "_rels/.rels": _rels(("rId1", "officeDocument", "xl/workbook.xml"), ("rId2", "custom-properties", "docProps/custom.xml")),
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": _rels(*book_rels),
        "xl/worksheets/sheet1.xml": SHEET,
        "xl/worksheets/_rels/sheet1.xml.rels": _rels(
            ("rId1", "vmlDrawing", "../drawings/vmlDrawing1.vml"), ("rId2", "drawing", "../drawings/drawing1.xml"),
            ("rId3", "comments", "../comments1.xml"),
            ("rId4", "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment", "../threadedComments/threadedComment1.xml"),
            ("rId5", "table", "../tables/table1.xml"), ("rId6", "printerSettings", "../printerSettings/printerSettings1.bin"),
            ("rId7", "hyperlink", "http://www.mof.gov.cn/"), ("rId8", "ctrlProp", "../ctrlProps/ctrlProp1.xml"),
        ),
        "xl/worksheets/sheet2.xml": PLAIN_SHEET,
        "xl/worksheets/_rels/sheet2.xml.rels": _rels(
            ("rId1", "pivotTable", "../pivotTables/pivotTable1.xml"),
            ("rId2", "http://schemas.microsoft.com/office/2007/relationships/slicer", "../slicers/slicer1.xml"),
        ),
        "xl/pivotCache/pivotCacheDefinition1.xml": f'{HEAD}<pivotCacheDefinition xmlns="{X}" refreshOnLoad="1" recordCount="0"><cacheSource type="worksheet"><worksheetSource ref="E8:F9" sheet="自评表"/></cacheSource><cacheFields count="2"><cacheField name="列一" numFmtId="0"><sharedItems/></cacheField><cacheField name="列二" numFmtId="0"><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>'.encode(),
        "xl/pivotTables/pivotTable1.xml": f'{HEAD}<pivotTableDefinition xmlns="{X}" name="透视表1" cacheId="1" dataCaption="值"><location ref="C1:D2" firstHeaderRow="1" firstDataRow="1" firstDataCol="0"/><pivotFields count="2"><pivotField showAll="0"/><pivotField showAll="0"/></pivotFields></pivotTableDefinition>'.encode(),
        "xl/pivotTables/_rels/pivotTable1.xml.rels": _rels(("rId1", "pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")),
        "xl/slicerCaches/slicerCache1.xml": f'{HEAD}<slicerCacheDefinition xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" name="切片器_列一" sourceName="列一"><pivotTables><pivotTable tabId="7" name="透视表1"/></pivotTables><data><tabular pivotCacheId="1"><items count="1"><i x="0" s="1"/></items></tabular></data></slicerCacheDefinition>'.encode(),
        "xl/slicers/slicer1.xml": f'{HEAD}<slicers xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><slicer name="列一" cache="切片器_列一" caption="列一" rowHeight="241300"/></slicers>'.encode(),
        "xl/worksheets/sheet3.xml": PLAIN_SHEET,
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": STRINGS,
        "xl/comments1.xml": COMMENTS,
        "xl/threadedComments/threadedComment1.xml": f'{HEAD}<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="D5" dT="2024-01-01T00:00:00.00" personId="{{99999999-2222-3333-4444-555555555555}}" id="{{11111111-2222-3333-4444-555555555555}}"><text>会话批注</text></threadedComment></ThreadedComments>'.encode(),
        "xl/persons/person.xml": f'{HEAD}<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><person displayName="李四" id="{{99999999-2222-3333-4444-555555555555}}" userId="李四" providerId="None"/></personList>'.encode(),
        "xl/drawings/vmlDrawing1.vml": (VML % (NOTE_SHAPE % (1025, 2, 2) + NOTE_SHAPE % (1026, 3, 2) + NOTE_SHAPE % (1027, 4, 3) + BUTTON)).encode(),
        "xl/drawings/drawing1.xml": DRAWING,
        "xl/drawings/_rels/drawing1.xml.rels": _rels(("rId1", "chart", "../charts/chart1.xml"), ("rId2", "image", "../media/image1.png")),
        "xl/charts/chart1.xml": CHART,
        "xl/media/image1.png": PNG,
        "xl/tables/table1.xml": f'{HEAD}<table xmlns="{X}" id="1" name="表1" displayName="表1" ref="E8:F9" totalsRowShown="0"><autoFilter ref="E8:F9"/><tableColumns count="2"><tableColumn id="1" name="列一"/><tableColumn id="2" name="列二"/></tableColumns></table>'.encode(),
        "xl/ctrlProps/ctrlProp1.xml": f'{HEAD}<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="Button" lockText="1"/>'.encode(),
        "xl/printerSettings/printerSettings1.bin": b"\x00\x01printer",
        "xl/externalLinks/externalLink1.xml": f'{HEAD}<externalLink xmlns="{X}"><externalBook xmlns:r="{R}" r:id="rId1"><sheetNames><sheetName val="Sheet1"/></sheetNames></externalBook></externalLink>'.encode(),
        "xl/externalLinks/_rels/externalLink1.xml.rels": _rels(("rId1", "externalLinkPath", "file:///C:/上年.xlsx")),
        "xl/cellimages.xml": f'{HEAD}<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" xmlns:r="{R}"/>'.encode(),
        "docProps/custom.xml": f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="KSOProductBuildVer"><vt:lpwstr>2052-11.1.0</vt:lpwstr></property></Properties>'.encode(),
    }  # fmt: skip
    if macros:
        parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0VBA"
    return parts


def _minimal(
    sheet: bytes, book: str, extra: Parts | None = None, rels: list[tuple[str, str, str]] | None = None
) -> Parts:
    overrides = {"/xl/workbook.xml": f"{SML}.sheet.main+xml", "/xl/worksheets/sheet1.xml": f"{SML}.worksheet+xml"}
    return {
        "[Content_Types].xml": _types(overrides),
        "_rels/.rels": _rels(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": book.encode(),
        "xl/_rels/workbook.xml.rels": _rels(("rId1", "worksheet", "worksheets/sheet1.xml"), *(rels or [])),
        "xl/worksheets/sheet1.xml": sheet,
        **(extra or {}),
    }


def bare() -> Parts:
    """No styles, no shared strings, no properties, no calculation settings: what small generators write."""
    book = f'<workbook xmlns="{X}" xmlns:r="{R}"><sheets><sheet name="自评表" sheetId="1" r:id="rId1"/></sheets></workbook>'
    sheet = f'<worksheet xmlns="{X}"><sheetData><row><c t="inlineStr"><is><t>表</t></is></c></row><row r="3"><c r="B3"><v>10</v></c><c r="C3"><v>8</v></c></row></sheetData></worksheet>'
    return _minimal(sheet.encode(), book)


def prefixed() -> Parts:
    """Elements with a namespace prefix, as the Open XML SDK and some reporting systems write them; empty lists."""
    book = f'{HEAD}<x:workbook xmlns:x="{X}"><x:sheets><x:sheet name="自评表" sheetId="1" d:id="rId1" xmlns:d="{R}"/></x:sheets><x:definedNames/><x:calcPr calcMode="manual"/></x:workbook>'
    sheet = f'{HEAD}<x:worksheet xmlns:x="{X}"><x:sheetData><x:row r="3"><x:c r="B3"><x:v>10</x:v></x:c><x:c r="C3"><x:v>8</x:v></x:c></x:row></x:sheetData><x:pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></x:worksheet>'
    styles = f'{HEAD}<x:styleSheet xmlns:x="{X}"><x:fonts count="1"><x:font><x:sz val="11"/></x:font></x:fonts><x:fills count="1"><x:fill><x:patternFill patternType="none"/></x:fill></x:fills><x:borders count="1"><x:border/></x:borders><x:cellXfs count="1"><x:xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></x:cellXfs><x:dxfs count="0"/></x:styleSheet>'
    parts = _minimal(sheet.encode(), book, {"xl/styles.xml": styles.encode()}, [("rId2", "styles", "styles.xml")])
    overrides = {
        "/xl/workbook.xml": f"{SML}.sheet.main+xml", "/xl/worksheets/sheet1.xml": f"{SML}.worksheet+xml", "/xl/styles.xml": f"{SML}.styles+xml",
    }  # fmt: skip
    return {**parts, "[Content_Types].xml": _types(overrides)}


def signed() -> Parts:
    """A digital signature, which no copy with changes can keep."""
    parts = bare()
    parts["_rels/.rels"] = _rels(
        ("rId1", "officeDocument", "xl/workbook.xml"),
        (
            "rId2",
            "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin",
            "_xmlsignatures/origin.sigs",
        ),
    )
    parts["_xmlsignatures/origin.sigs"] = b""
    parts["_xmlsignatures/sig1.xml"] = b"<Signature/>"
    return parts


def strict() -> Parts:
    """ISO strict: other namespaces throughout."""
    main = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    relations = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    parts = bare()
    return {
        name: data.replace(X.encode(), main.encode()).replace(R.encode(), relations.encode())
        for name, data in parts.items()
    }


CORPUS = {
    "everything.xlsx": everything(),
    "macros.xlsm": everything(macros=True),
    "bare.xlsx": bare(),
    "prefixed.xlsx": prefixed(),
    "signed.xlsx": signed(),
}
