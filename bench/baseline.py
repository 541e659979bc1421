"""What an accountant's own script does with a folder of workbooks, as the yardstick for perfeval's speed.

    python bench/baseline.py FOLDER OUTPUT

For every workbook: pandas.read_excel of every sheet (openpyxl), the total of each numeric column, openpyxl load, a note
on the cells of the last row, save; for every folder: a docxtpl report. One process, as such scripts are.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import docx
import openpyxl
import pandas as pd
from docxtpl import DocxTemplate
from openpyxl.comments import Comment


def template(path: Path) -> None:
    """A report template of the length of a real one: headings, paragraphs, and a table to fill."""
    d = docx.Document()
    d.add_heading("{{ unit }}部门整体支出绩效自评报告", 1)
    for n in range(40):
        d.add_paragraph(f"（{n + 1}）{{{{ unit }}}}完成情况：{{{{ total }}}}。" + "按要求完成年度工作任务。" * 6)
    table = d.add_table(rows=4, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "表", "合计"
    table.cell(1, 0).text = "{%tr for r in rows %}"
    table.cell(2, 0).text, table.cell(2, 1).text = "{{ r.name }}", "{{ r.total }}"
    table.cell(3, 0).text = "{%tr endfor %}"
    d.save(str(path))


def workbook(book: Path, target: Path) -> list[dict[str, str]]:
    rows = []
    for name, frame in pd.read_excel(book, sheet_name=None, header=None, engine="openpyxl").items():
        numbers = frame.apply(pd.to_numeric, errors="coerce")
        rows.append({"name": str(name), "total": f"{numbers.sum().sum():.2f}"})
    w = openpyxl.load_workbook(book)
    for sheet in w:
        for cell in sheet[sheet.max_row][:3]:
            if not isinstance(cell, openpyxl.cell.cell.MergedCell):
                cell.comment = Comment("请核对合计", "核对")
    w.save(target)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("output", type=Path)
    args = parser.parse_args()
    args.output.mkdir(parents=True, exist_ok=True)
    form = args.output / "模板.docx"
    template(form)
    for home in sorted(p for p in args.folder.iterdir() if p.is_dir()):
        target = args.output / home.name
        target.mkdir(exist_ok=True)
        rows = []
        for book in sorted(home.glob("*.xls[xm]")):
            rows += workbook(book, target / book.name)
        report = DocxTemplate(str(form))
        report.render({"unit": home.name, "total": len(rows), "rows": rows})
        report.save(str(target / "报告.docx"))


if __name__ == "__main__":
    main()
