"""Writes sample_workbooks/信丰高新区_2024: the figures and texts of the sample report as a workbook of the unit.

Run it only to make the workbook anew: ``python tests/tools/make_sample.py``. Nothing else depends on it.
"""

from __future__ import annotations

import sys
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter
from sample_texts import INDICATORS, SHORT, TARGETS, TEXTS, UNIT

FOLDER = Path(__file__).parents[2] / "sample_workbooks" / "信丰高新区_2024"
NAME = "信丰高新区_2024年部门整体支出绩效自评.xlsx"


class Book:
    """The workbook with the few formats that a person would have used."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
        self.book.formats[0].set_font_name("宋体")
        self.book.formats[0].set_font_size(11)
        self.book.set_properties({"title": "2024年度部门整体支出绩效自评", "created": datetime(2025, 2, 18, 9, 30)})
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        grid = {**base, "border": 1}
        self.title = self.book.add_format({**base, "font_size": 16, "bold": True, "align": "center"})
        self.caption = self.book.add_format({**base, "font_size": 10})
        self.right = self.book.add_format({**base, "font_size": 10, "align": "right"})
        self.head = self.book.add_format(
            {**grid, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#F2F2F2"}
        )
        self.label = self.book.add_format({**grid, "text_wrap": True})
        self.child = self.book.add_format({**grid, "text_wrap": True, "indent": 1})
        self.text = self.book.add_format({**grid, "text_wrap": True})
        self.middle = self.book.add_format({**grid, "align": "center", "text_wrap": True})
        self.amount = self.book.add_format({**grid, "num_format": "0.00"})
        self.total = self.book.add_format({**grid, "num_format": "0.00", "bold": True})
        self.bold = self.book.add_format({**grid, "bold": True, "align": "center"})
        self.whole = self.book.add_format({**grid, "num_format": "0", "align": "center"})
        self.rate = self.book.add_format({**grid, "num_format": "0%", "align": "center"})

    def sheet(self, name: str, widths: list[float], title: str, landscape: bool = False) -> Any:
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.merge_range(0, 0, 0, len(widths) - 1, title, self.title)
        sheet.set_row(0, 32)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if landscape:
            sheet.set_landscape()
        return sheet

    def captions(self, sheet: Any, columns: int, right: str) -> None:
        """The line between title and table: who fills it in, and the unit of the amounts."""
        sheet.merge_range(1, 0, 1, columns - 2, f"填报单位：{UNIT}", self.caption)
        sheet.write(1, columns - 1, right, self.right)


def height(text: str, per_line: int) -> float:
    return 6.0 + 16.0 * max(1, -(-len(text) // per_line))


BASICS: list[tuple[str, list[tuple[str, Any]]]] = [
    (
        "封面信息",
        [
            ("年度", "2024年"),
            ("评价类型", "□实施过程评价  □完成结果评价"),
            ("项目名称", f"2024年度{UNIT}部门整体支出"),
            ("项目单位", UNIT),
            ("单位简称", SHORT),
            ("主管部门", UNIT),
            ("评价时间", "2024年1月1日至2024年12月31日"),
            ("组织方式", "□财政部门  □主管部门  □项目单位"),
            ("评价机构", "□第三方机构  □专家组  □项目单位评价组"),
            ("评价单位（盖章）", UNIT),
            ("报告日期", "2025年2月"),
        ],
    ),
    (
        "机构人员",
        [
            ("预算单位数（个）", 1),
            ("内设机构数（个）", 5),
            ("内设机构", "党政办公室、经济发展局、规划建设局、招商工作局、企业服务局"),
            ("编制数（人）", 75),
            ("其中：管委会核定全额拨款事业编制（名）", 50),
            ("代管正科级电子信息产业发展中心核定全额拨款事业编制（名）", 25),
            ("年末实有人数（人）", 74),
            ("在职人数（人）", 74),
            ("其中：全额拨款事业编制（人）", 74),
            ("退休人数（人）", 6),
            ("聘用人数（人）", 23),
        ],
    ),
    (
        "保障人员",
        [
            ("在编在岗人数（人）", 97),
            ("聘任制公务员（人）", 1),
            ("司法所在岗人员（人）", 3),
            ("国土所在岗人员（人）", 4),
            ("重点项目推进专班人员（人）", 6),
        ],
    ),
    (
        "绩效管理",
        [
            ("自评项目数（个）", 36),
            ("监控项目数（1-3月）", 20),
            ("监控项目数（1-6月）", 24),
            ("监控项目数（1-9月）", 26),
            ("监控项目数（1-11月）", 28),
            ("自评得分", 90),
            ("评价等级", "优"),
        ],
    ),
]


def basics(book: Book) -> None:
    sheet = book.sheet("基本信息", [12, 54, 56, 14], "2024年度部门整体支出绩效自评基本信息表")
    book.captions(sheet, 4, "填报日期：2025年2月")
    for column, text in enumerate(["类别", "项目", "内容", "备注"]):
        sheet.write(2, column, text, book.head)
    row = 3
    for group, entries in BASICS:
        sheet.merge_range(row, 0, row + len(entries) - 1, 0, group, book.middle)
        for label, value in entries:
            sheet.write(row, 1, label, book.child if label.startswith(("其中", "代管")) else book.label)
            sheet.write(row, 2, value, book.whole if isinstance(value, int) else book.text)
            sheet.write_blank(row, 3, None, book.text)
            sheet.set_row(row, 22)
            row += 1
    sheet.freeze_panes(3, 0)


def texts(book: Book) -> None:
    sheet = book.sheet("文字材料", [26, 110], "2024年度部门整体支出绩效自评文字材料")
    sheet.write(1, 0, "章节", book.head)
    sheet.write(1, 1, "内容", book.head)
    row = 2
    for section, paragraphs in TEXTS:
        if len(paragraphs) > 1:
            sheet.merge_range(row, 0, row + len(paragraphs) - 1, 0, section, book.middle)
        else:
            sheet.write(row, 0, section, book.middle)
        for paragraph in paragraphs:
            sheet.write_string(row, 1, paragraph, book.text)
            sheet.set_row(row, height(paragraph, 54))
            row += 1
    sheet.freeze_panes(2, 0)


def assets(book: Book) -> None:
    sheet = book.sheet("资产情况", [30, 20, 20], "2024年度资产情况表")
    book.captions(sheet, 3, "单位：万元")
    for column, text in enumerate(["资产情况", "年末余额", "年初余额"]):
        sheet.write(2, column, text, book.head)
    names = ["一、货币资金", "二、财政应返还额度", "三、预付账款", "四、固定资产净值", "五、无形资产净值", "六、存货"]
    end, start = [518.27, 0, 0, 143.08, 0, 0], [518.27, 0, 0, 155.55, 0, 0]
    for row, (name, a, b) in enumerate(zip(names, end, start, strict=True), 3):
        sheet.write(row, 0, name, book.label)
        sheet.write(row, 1, a, book.amount)
        sheet.write(row, 2, b, book.amount)
    sheet.write(9, 0, "合计", book.bold)
    sheet.write_formula(9, 1, "=SUM(B4:B9)", book.total, 661.35)
    sheet.write_formula(9, 2, "=SUM(C4:C9)", book.total, 673.82)


def accounts(book: Book, name: str, title: str, first: str, rows: list[tuple[str, Any, Any, Any]]) -> None:
    """收入 and 支出: 决算数, 年初预算数, 调整数. A value may be a pair (formula, cached value)."""
    sheet = book.sheet(name, [34, 18, 18, 18], title)
    book.captions(sheet, 4, "金额：万元")
    for column, text in enumerate(["项目", first, "年初预算数", "调整数"]):
        sheet.write(2, column, text, book.head)
    for row, (label, *values) in enumerate(rows, 3):
        total = label == "合计"
        inner = label.startswith(("其中", "（", "其他"))
        sheet.write(row, 0, label, book.bold if total else book.child if inner else book.label)
        for column, value in enumerate(values, 1):
            form = book.total if total else book.amount
            if isinstance(value, tuple):
                sheet.write_formula(row, column, value[0], form, value[1])
            else:
                sheet.write(row, column, value, form)


def spending(letter: str, basic: float, total: float) -> tuple[tuple[str, float], tuple[str, float]]:
    return (f"={letter}5+{letter}6", basic), (f"={letter}4+{letter}7", total)


def travel(book: Book) -> None:
    sheet = book.sheet("三公经费", [36, 15, 15, 15, 15, 40], "2024年度“三公”经费支出情况表")
    book.captions(sheet, 6, "单位：万元")
    heads = ["项目", "2023年决算数", "2024年预算数", "2024年决算数", "比上年增减", "增减变动原因"]
    for column, text in enumerate(heads):
        sheet.write(2, column, text, book.head)
    names = [
        "合计",
        "1.因公出国（境）费",
        "2.公务用车购置及运行维护费",
        "其中：公务用车购置费",
        "公务用车运行维护费",
        "3.公务接待费",
    ]
    for row, name in enumerate(names, 3):
        sheet.write(row, 0, name, book.bold if row == 3 else book.child if row in (6, 7) else book.label)
        for column in range(1, 5):
            sheet.write_blank(row, column, None, book.amount)
        sheet.write_blank(row, 5, None, book.text)
    sheet.write(3, 1, 29.57, book.total)
    sheet.write(3, 3, 16.98, book.total)
    sheet.write_formula(3, 4, "=D4-B4", book.total, -12.59)
    sheet.write(3, 5, "落实过紧日子要求，节省单位开支", book.text)


def merged(sheet: Any, column: int, first: int, keys: list[Any], style: Any) -> None:
    """One merged cell for each run of equal keys, as people merge level names downward."""
    row = first
    for key, run in groupby(keys):
        length = len(list(run))
        text = key[-1] if isinstance(key, tuple) else key
        if length > 1:
            sheet.merge_range(row, column, row + length - 1, column, text, style)
        else:
            sheet.write(row, column, text, style)
        row += length


def targets(book: Book) -> None:
    sheet = book.sheet("绩效目标", [12, 50, 18, 34, 22], "2024年度部门整体支出绩效目标表", landscape=True)
    book.captions(sheet, 5, "年度：2024年")
    for column, text in enumerate(["一级指标", "目标描述", "二级指标", "三级指标", "年度指标值"]):
        sheet.write(2, column, text, book.head)
    rows = [
        (one, (n, text), two, three, value)
        for n, (one, text, parts) in enumerate(TARGETS)
        for two, three, value in parts
    ]
    sheet.fit_to_pages(1, 1)
    merged(sheet, 0, 3, [r[0] for r in rows], book.middle)
    merged(sheet, 1, 3, [r[1] for r in rows], book.text)
    for row, (_, _, two, three, value) in enumerate(rows, 3):
        sheet.write(row, 2, two, book.middle)
        sheet.write(row, 3, three, book.text)
        sheet.write_string(row, 4, value, book.middle)
        sheet.set_row(row, 20)
    sheet.freeze_panes(3, 0)


def evaluation(book: Book) -> None:
    sheet = book.sheet("自评表", [12, 16, 30, 13, 14, 9, 60, 24], "2024年度部门整体支出绩效自评表", landscape=True)
    sheet.merge_range(1, 0, 1, 1, "部门（单位）名称", book.middle)
    sheet.merge_range(1, 2, 1, 4, UNIT, book.middle)
    sheet.write(1, 5, "年度", book.middle)
    sheet.merge_range(1, 6, 1, 7, "2024年", book.middle)
    heads = [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "得分",
        "完成情况说明",
        "偏差原因分析及改进措施",
    ]
    for column, text in enumerate(heads):
        sheet.write(2, column, text, book.head)
    merged(sheet, 0, 3, [i[0] for i in INDICATORS], book.middle)
    merged(sheet, 1, 3, [i[:2] for i in INDICATORS], book.middle)
    for row, (_, _, name, target, actual, score, note) in enumerate(INDICATORS, 3):
        sheet.write(row, 2, name, book.text)
        sheet.write(row, 3, target or None, book.middle)
        sheet.write(row, 4, actual, book.middle if isinstance(actual, str) else book.rate)
        sheet.write(row, 5, score, book.whole)
        sheet.write(row, 6, note or None, book.text)
        sheet.write_blank(row, 7, None, book.text)
        sheet.set_row(row, height(note, 29))
    last = 3 + len(INDICATORS)
    sheet.merge_range(last, 0, last, 4, "自评总分", book.bold)
    sheet.write(last, 5, 90, book.whole)
    sheet.merge_range(last, 6, last, 7, "评价等级：优", book.text)
    sheet.repeat_rows(2)
    sheet.freeze_panes(3, 0)


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    book = Book(FOLDER / NAME)
    basics(book)
    texts(book)
    assets(book)
    accounts(
        book,
        "收入预决算",
        "2024年度收入决算数与年初预算数对比表",
        "收入决算数",
        [
            ("1、本年收入合计：", 51977.45, 19431.38, 53841.33),
            ("其中：一般公共预算财政拨款", 18358.41, 17053, 17053),
            ("其他资金", 1089.71, 1200, 1200),
            ("2、年初结转和结余", 0, 0, 0),
            ("合计", 51977.45, 19431.38, 53841.33),
        ],
    )
    columns = [spending("B", 924.03, 51977.45), spending("C", 927.72, 61757.62), spending("D", 927.72, 61757.62)]
    accounts(
        book,
        "支出预决算",
        "2024年度支出决算数与年初预算数对比表",
        "支出决算数",
        [
            ("1、基本支出", *(c[0] for c in columns)),
            ("（1）人员经费", 845.32, 845.61, 845.61),
            ("（2）日常公用经费", 78.71, 82.11, 82.11),
            ("2、项目支出", 51053.42, 60829.9, 60829.9),
            ("合计", *(c[1] for c in columns)),
        ],
    )
    travel(book)
    targets(book)
    evaluation(book)
    book.book.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
