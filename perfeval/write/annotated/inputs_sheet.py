"""取数: what formulas cannot take from the cells directly, and the hits of merged findings, one row each."""

from __future__ import annotations

from dataclasses import dataclass

from perfeval.ooxml.sheet import Formula, Sheet, dollars, location, quoted
from perfeval.write import appearance as look
from perfeval.write.annotated.findings_sheet import hit_title, live_figures, live_status, typed_scale
from perfeval.write.annotated.live import Inputs
from perfeval.write.findings import Findings, Hit

HIT_HEAD_ROW = 4
FIRST_HIT = HIT_HEAD_ROW + 1
HIT_HEADS = ("序号", "核对结果第几条", "位置", "填报数", "应填数", "差额", "状态", "项目/指标", "问题")
HEADS = ("序号", "位置", "原表填写", "所在文件", "取数", "说明")
ABOUT = "供“核对结果”和“得分复算”的公式引用，请勿改动。文字中的数字改动后能识别的自动更新，不能识别的显示“请重新运行”。"
WIDTHS = (6, 16, 20, 18, 14, 12, 12, 24, 46)


def hit_rows(findings: Findings) -> dict[int, tuple[int, int]]:
    """First and last row of each merged finding's hits, by its number."""
    rows, at = {}, FIRST_HIT
    for finding in findings:
        if len(finding.hits) > 1:
            rows[finding.number] = (at, at + len(finding.hits) - 1)
            at += len(finding.hits)
    return rows


def first_input_row(findings: Findings) -> int:
    """Where the inputs begin: below the hits, behind a heading."""
    rows = hit_rows(findings)
    last = max((last for _, last in rows.values()), default=0)
    return last + 4 if last else HIT_HEAD_ROW + 1


@dataclass(slots=True)
class InputsSheet:
    """Composes 取数. Hits come first: where they stand must be known before any formula is written."""

    findings: Findings
    inputs: Inputs

    def hits(self) -> Sheet:
        """The sheet with its hits; ``finish`` adds the inputs once all formulas are known."""
        sheet = Sheet(self.inputs.title, tab="7F7F7F")
        for column, width in enumerate(WIDTHS, 1):
            sheet.widths[column] = width
        sheet.put(1, 1, self.inputs.title, look.TITLE)
        sheet.heights[1] = 26
        sheet.put(2, 1, ABOUT, look.SMALL)
        rows = hit_rows(self.findings)
        if not rows:
            return sheet
        sheet.put(HIT_HEAD_ROW - 1, 1, "一、合并显示的问题逐处核对", look.SECTION)
        sheet.repeat = (HIT_HEAD_ROW, HIT_HEAD_ROW)
        for column, head in enumerate(HIT_HEADS, 1):
            sheet.put(HIT_HEAD_ROW, column, head, look.HEAD)
        at = FIRST_HIT
        for finding in self.findings:
            if finding.number not in rows:
                continue
            for hit in finding.hits:
                self._hit(sheet, at, finding.number, hit)
                at += 1
        return sheet

    def _hit(self, sheet: Sheet, row: int, number: int, hit: Hit) -> None:
        result = hit.result
        cell = hit.cell or next(iter(result.cells), None)
        sheet.put(row, 1, row - FIRST_HIT + 1, look.CENTER)
        sheet.put(row, 2, number, look.CENTER)
        sheet.put(row, 3, str(cell) if hit.cell else f"{look.file_name(cell.file)} {cell}" if cell else "", look.TEXT)
        if hit.cell and hit.cell.sheet in self.inputs.sheets:
            sheet.put(row, 3, str(cell), look.LINK)
            sheet.links.append((f"C{row}", location(hit.cell.sheet, hit.cell.ref), "单击转到该单元格"))
        shown, values = typed_scale(result)
        for column, value in enumerate(live_figures(shown, values, self.inputs, f"D{row}", f"E{row}"), 4):
            sheet.put(row, column, value, look.NUMBER)
        status = live_status(result.live, result.status, result.difference, self.inputs, f"F{row}")
        sheet.put(row, 7, status or result.status, look.CENTER)
        sheet.put(row, 8, hit_title(hit), look.TEXT)
        sheet.put(row, 9, result.message, look.TEXT)
        sheet.heights[row] = look.height_of([(hit_title(hit), WIDTHS[7]), (result.message, WIDTHS[8])], 20)

    def finish(self, sheet: Sheet) -> Sheet:
        """Add the inputs that the formulas of all sheets have asked for."""
        first = self.inputs.first_row
        if self.inputs.rows:
            if first - 2 > HIT_HEAD_ROW:
                sheet.put(first - 2, 1, "二、从文字或其他文件取得的数字", look.SECTION)
            for column, head in enumerate(HEADS, 1):
                sheet.put(first - 1, column, head, look.HEAD)
            sheet.fill(first - 1, range(7, 9), look.HEAD)
            sheet.merge(first - 1, 6, 8)
        for row, entry in enumerate(self.inputs.rows, first):
            here = entry.cell.file == self.inputs.file
            within = here and entry.cell.sheet in self.inputs.sheets
            sheet.put(row, 1, row - first + 1, look.CENTER)
            sheet.put(row, 2, str(entry.cell), look.LINK if within else look.TEXT)
            if within:
                where = location(entry.cell.sheet, entry.cell.ref)
                sheet.links.append((f"B{row}", where, "单击转到该单元格"))
            sheet.put(row, 3, entry.cell.shown, look.TEXT)
            file = "本工作簿" if here else look.file_name(entry.cell.file)
            sheet.put(row, 4, file, look.TEXT)
            value = entry.value if entry.formula is None else Formula(entry.formula, entry.value)
            sheet.put(row, 5, value, look.NUMBER)
            sheet.put(row, 6, entry.remark, look.TEXT)
            sheet.merge(row, 6, 8)
            sheet.fill(row, range(7, 9), look.TEXT)
            texts = [(entry.cell.shown, WIDTHS[2]), (file, WIDTHS[3]), (str(entry.cell), WIDTHS[1])]
            sheet.heights[row] = look.height_of([*texts, (entry.remark, sum(WIDTHS[5:8]))], 20)
        if not self.inputs.rows and not hit_rows(self.findings):
            sheet.put(4, 1, "本工作簿的公式都直接引用数字单元格，没有需要另行取数的。", look.SMALL)
        return sheet

    def names(self) -> tuple[str, str] | None:
        """What the names of the hits' numbers and statuses refer to."""
        rows = hit_rows(self.findings)
        if not rows:
            return None
        last = max(last for _, last in rows.values())
        sheet = quoted(self.inputs.title)
        return tuple(f"{sheet}!{dollars(f'{c}{FIRST_HIT}:{c}{last}')}" for c in "AG")  # type: ignore[return-value]
