"""The workbook part: its sheets and names, read by offset, and grown by ours."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from perfeval.frozen import frozen
from perfeval.ooxml.edit import OFFICE_URI, Edit
from perfeval.ooxml.offsets import Node
from perfeval.ooxml.package import PackageError
from perfeval.ooxml.sheet import WORKSHEET_TYPE, Sheet, dollars, quoted
from perfeval.ooxml.styles import MAIN_URI, Styles

STRICT_URI = "http://purl.oclc.org/ooxml/spreadsheetml/main"
LAST_SHEET_ID = 65_534
# children of <workbook> that come after <definedNames>
_AFTER_NAMES = (
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)
_AFTER_CALC = _AFTER_NAMES[1:]


@frozen
class SheetEntry:
    """A sheet as the workbook lists it. ``part``: its part name, None where the relation leads nowhere."""

    name: str
    part: str | None
    kind: str


class Workbook:
    """The workbook being edited. ``finish`` writes what was added into the workbook part."""

    def __init__(self, edit: Edit) -> None:
        self.edit = edit
        part = edit.package.main()
        if part is None:
            raise PackageError("不是 Excel 工作簿（缺少工作簿部件）")
        self.part = part
        self.root = edit.tree(part)
        if STRICT_URI in self.root.attributes.values():
            raise PackageError("文件是“严格 Open XML”格式，不能在原件上批注")
        if MAIN_URI not in self.root.attributes.values():
            raise PackageError("不是 Excel 工作簿")
        prefix = self.root.tag.rpartition(":")[0]
        self.tag = f"{prefix}:" if prefix else ""
        self.relations = {r.id: r for r in edit.package.relations(part)}
        sheets = self.root.child("sheets")
        if sheets is None:
            raise PackageError("工作簿里没有工作表")
        self.list = sheets
        self.sheets = [self._entry(node) for node in sheets.children]
        styles = edit.package.related(part, "styles")
        self.styles = Styles(edit, styles)
        self._taken: set[int] = set()
        self._new_sheets: list[str] = []
        self._new_names: list[str] = []

    def _entry(self, node: Node) -> SheetEntry:
        rid = next((v for k, v in node.attributes.items() if k == "id" or k.endswith(":id")), "")
        relation = self.relations.get(rid)
        found = relation.target if relation and relation.target in self.edit.package else None
        return SheetEntry(node.attributes.get("name", ""), found, relation.kind if relation else "")

    @property
    def names(self) -> list[tuple[str, str]]:
        """The defined names: name and what it refers to."""
        node = self.root.child("definedNames")
        data = self.edit.original(self.part)
        found = node.children if node else []
        return [(n.attributes.get("name", ""), data[n.open_end : n.close].decode("utf-8")) for n in found]

    def part_of(self, name: str) -> str | None:
        return next((s.part for s in self.sheets if s.name == name and s.kind == "worksheet"), None)

    def free_title(self, wanted: str) -> str:
        """A sheet name that is not taken yet: 核对结果, 核对结果1, …"""
        taken = {s.name.lower() for s in self.sheets}
        title, number = wanted, 0
        while title.lower() in taken:
            number += 1
            title = f"{wanted}{number}"
        return title

    def add_sheet(self, sheet: Sheet) -> str:
        """Add a sheet of ours behind the others; returns its part name."""
        index = len(self.sheets)
        part = self.edit.free_name("xl/worksheets/sheet{}.xml")
        self.edit.add(part, sheet.xml(self.styles), WORKSHEET_TYPE)
        rid = self.edit.relate(self.part, "worksheet", part)
        number = self._free_number()
        self._new_sheets.append(
            f'<{self.tag}sheet xmlns:r="{OFFICE_URI}" name={quoteattr(sheet.name)} sheetId="{number}" r:id="{rid}"/>'
        )
        self.sheets.append(SheetEntry(sheet.name, part, "worksheet"))
        here = quoted(sheet.name)
        if sheet.filter:
            self.define("_xlnm._FilterDatabase", f"{here}!{dollars(sheet.filter)}", index, hidden=True)
        if sheet.print_area:
            self.define("_xlnm.Print_Area", f"{here}!{dollars(sheet.print_area)}", index)
        if sheet.repeat:
            self.define("_xlnm.Print_Titles", f"{here}!${sheet.repeat[0]}:${sheet.repeat[1]}", index)
        return part

    def _free_number(self) -> int:
        """A sheetId behind those that are taken; a gap among them where they end at the last that Excel takes."""
        if not self._taken:
            self._taken = {0, *(int(n.attributes.get("sheetId", "0")) for n in self.list.children)}
        number = max(self._taken) + 1
        if number > LAST_SHEET_ID:
            number = next(n for n in range(1, LAST_SHEET_ID) if n not in self._taken)
        self._taken.add(number)
        return number

    def define(self, name: str, refers_to: str, sheet: int | None = None, *, hidden: bool = False) -> None:
        local = "" if sheet is None else f' localSheetId="{sheet}"'
        secret = ' hidden="1"' if hidden else ""
        self._new_names.append(
            f"<{self.tag}definedName name={quoteattr(name)}{local}{secret}>{escape(refers_to)}</{self.tag}definedName>"
        )

    def finish(self) -> None:
        """Sheets, names and the wish to be recalculated on opening, each in its place."""
        if self._new_sheets:
            self.edit.append(self.part, self.list, "".join(self._new_sheets))
        if self._new_names:
            node = self.root.child("definedNames")
            if node is not None:
                self.edit.append(self.part, node, "".join(self._new_names))
            else:
                whole = f"<{self.tag}definedNames>{''.join(self._new_names)}</{self.tag}definedNames>"
                self.edit.insert(self.part, self._before(_AFTER_NAMES), whole)
        calc = self.root.child("calcPr")
        if calc is not None:
            self.edit.set_attribute(self.part, calc, "fullCalcOnLoad", "1")
        else:
            self.edit.insert(self.part, self._before(_AFTER_CALC), f'<{self.tag}calcPr fullCalcOnLoad="1"/>')
        self.styles.write(self.part)

    def _before(self, later: tuple[str, ...]) -> int:
        return next((c.start for c in self.root.children if c.name in later), self.root.close)

    @property
    def manual(self) -> bool:
        """Whether the workbook recalculates only on F9."""
        calc = self.root.child("calcPr")
        return calc is not None and calc.attributes.get("calcMode") == "manual"


def sheet_of(refers_to: str) -> str | None:
    """The sheet that a name's reference ('支出情况'!$A$1) lies on."""
    found = re.match(r"^(?:'((?:[^']|'')+)'|([^'!]+))!", refers_to)
    if not found:
        return None
    return (found[1] or "").replace("''", "'") or found[2]
