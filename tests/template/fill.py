"""Fill a blank workbook as an accountant would: by the labels beside and above a cell, never by its address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

UNIT = "某某县应急管理局"
INDICATORS = [  # 二级指标, 三级指标, 性质, 指标值, 单位, 完成, 分值, 得分, 说明, 原因
    ("数量指标", "开展安全检查次数", "≥", 78, "次", "80次", 10, 10, "全年按月检查，留有台账", ""),
    ("数量指标", "培训企业人员", "≥", 200, "人次", 190, 10, 9.5, "分四期办班", "第四期因防汛延期，次年一月补办"),
    ("质量指标", "台账记录完整率", "=", 100, "%", "100%", 10, 10, "抽查台账十二本", ""),
    ("时效指标", "检查完成期限", "≤", 12, "月", 11, 10, 10, "十一月底全部完成", ""),
    ("成本指标", "每次检查费用", "≤", 0.5, "万元", "0.42万元", 10, 10, "按合同结算", ""),
    ("经济效益指标", "带动投资额", "≥", 300, "万元", 310, 10, 10, "据统计台账", ""),
    ("社会效益指标", "重大事故发生数", "≤", 1, "起", 0, 10, 10, "全年未发生", ""),
    ("生态效益指标", "污水达标排放率", "≥", 95, "%", "96%", 10, 10, "据监测报告", ""),
    ("服务对象满意度指标", "企业满意度", "≥", 90, "%", "93%", 10, 10, "发放问卷一百份", ""),
]
MONEY = {  # row label -> figures from left to right
    "当年财政拨款": (100, 110, 105),
    "上年结转资金": (10, 10, 10),
    "其他资金": (5, 5, 4),
    "财政资金": (110, 120, 115),
    "单位资金": (0, 0, 0),
    "中央财政资金": (80, 76),
    "地方资金": (20, 20),
    "财政拨款": (115,),
    "货币资金": (12.5, 10.2),
    "财政应返还额度": (0, 0),
    "预付账款": (3, 2),
    "固定资产净值": (143.08, 155.55),
    "无形资产净值": (0, 0),
    "存货": (0, 0),
    "一般公共预算财政拨款": (950, 900, 980),
    "政府性基金预算财政拨款": (0, 0, 0),
    "国有资本经营预算财政拨款": (0, 0, 0),
    "财政专户管理资金": (0, 0, 0),
    "其他资金·收入": (20, 30, 25),
    "年初结转和结余": (15, 10, 15),
    "人员经费": (500, 480, 500),
    "日常公用经费": (80, 80, 82),
    "项目支出": (395, 380, 438),
    "年末结转和结余": (10, 0, 0),
    "因公出国（境）费": (0, 0, 0),
    "公务用车购置费": (0, 0, 0),
    "公务用车运行维护费": (6, 5, 4.5),
    "公务接待费": (3, 2.8, 2.1),
}
FACTS = {
    "项目名称": "安全生产检查经费",
    "主管部门": UNIT,
    "实施单位": UNIT,
    "项目单位": UNIT,
    "填报单位": UNIT,
    "部门（单位）名称": UNIT,
    "转移支付名称": "安全生产预防资金",
    "中央主管部门": "应急管理部",
    "地方主管部门": "某某省应急管理厅",
    "资金使用单位": UNIT,
    "单位简称": "县应急局",
    "评价类型": "完成结果评价",
    "组织方式": "项目单位",
    "评价机构": "项目单位评价组",
    "报告日期": "2025年2月",
    "预算单位数（个）": 1,
    "内设机构数（个）": 3,
    "内设机构": "办公室、执法股、救援股",
    "编制数（人）": 20,
    "在职人数（人）": 18,
    "在编在岗人数（人）": 18,
    "退休人数（人）": 4,
    "聘用人数（人）": 2,
    "自评项目数（个）": 6,
    "监控项目数（1-3月）": 3,
    "监控项目数（1-6月）": 4,
    "监控项目数（1-9月）": 5,
    "监控项目数（1-11月）": 6,
    "评价等级": "优",
    "导语": "为了加强预算绩效管理",
    "依据文件": "《中华人民共和国预算法》",
    "主要职责职能": "负责全县应急管理工作。",
    "组织架构": "下设办公室、执法股、救援股三个机构。",
    "总体目标": "全年不发生重大事故。",
    "工作任务": "开展安全检查。",
    "成立绩效评价工作小组": "成立了由主要负责人任组长的小组。",
    "项目支出绩效自评工作": "六个项目均已自评。",
    "项目绩效运行监控工作": "按期监控。",
    "部门整体支出绩效自评工作": "对照目标逐项自评。",
    "主要问题及原因分析": "一是个别培训延期。",
    "改进的方向和具体措施": "一是提前安排培训。",
    "绩效自评结果拟应用和公开情况": "作为编制预算的依据。",
    **dict.fromkeys(("分配科学性", "下达及时性", "拨付合规性", "使用规范性"), "按办法分配下达。"),
    **dict.fromkeys(("执行准确性", "预算绩效管理情况", "支出责任履行情况"), "按规定执行。"),
    "项目实施内容及过程概述": "按月检查，分四期培训。",
    "评价结论": "自评总分99.02分，全年未发生重大事故。",
    "存在问题": "一期培训延期。",
    "改进措施": "培训提前安排。",
    "年度总体目标": "全年开展安全检查不少于78次，培训200人次。",
}


def fill(path: Path) -> None:
    book = load_workbook(path)
    for sheet in book:
        _indicators(sheet)
        _facts(sheet)
        _money(sheet)
    book.save(path)


def _label(text: object) -> str:
    label = str(text or "").strip("　 ：").removeprefix("其中：")
    return re.sub(r"^(?:[一二三四五六]、|\d[、.]|（\d）)", "", label)


def _put(sheet: Worksheet, cell: Cell, value: object) -> None:
    assert not cell.protection.locked, f"{sheet.title}!{cell.coordinate} 是保护的"
    cell.value = value  # type: ignore[assignment]


def _first_open(sheet: Worksheet, row: int, column: int) -> Cell | None:
    cells = (sheet.cell(row, c) for c in range(column + 1, sheet.max_column + 1))
    for cell in cells:
        if isinstance(cell, Cell):
            return cell if not cell.protection.locked and cell.value is None else None
    return None


def _facts(sheet: Worksheet) -> None:
    for row in sheet.iter_rows():
        for label in row:
            text = _label(label.value)
            if text in FACTS:
                cell = _first_open(sheet, label.row or 0, label.column or 0)
                if cell is not None:
                    _put(sheet, cell, FACTS[text])
            elif text in ("预期目标", "实际完成情况", "项目年度目标", "年度目标完成情况"):
                under = sheet.cell((label.row or 0) + 1, label.column or 0)
                done = "全年开展安全检查80次，培训190人次。"
                _put(sheet, under, FACTS["年度总体目标"] if text.endswith("目标") else done)


def _money(sheet: Worksheet) -> None:
    seen = {_label(c.value) for c in next(sheet.iter_cols(1, 1))}
    for row in sheet.iter_rows():
        for label in row:
            text = _label(label.value)
            text = f"{text}·收入" if text == "其他资金" and "本年收入合计" in seen else text
            if text in MONEY:
                beside = [c for c in row[label.column or 0 :] if isinstance(c, Cell) and not c.protection.locked]
                rest = [c for c in beside if c.number_format == "0.00"]
                for cell, value in zip(rest, MONEY[text], strict=False):
                    _put(sheet, cell, value)


def _columns(sheet: Worksheet, heads: Iterable[str]) -> tuple[int, dict[str, int]]:
    """The last row of the indicators' header, and in which column each head stands."""
    found: dict[str, int] = {}
    last = 0
    for row in sheet.iter_rows():
        for cell in row:
            for head in heads:
                if str(cell.value or "").startswith(head):
                    found[head] = cell.column or 0
                    last = max(last, cell.row or 0)
    return last, found


def _indicators(sheet: Worksheet) -> None:
    heads = ("二级指标", "三级指标", "指标性质", "指标值", "度量单位")
    last, at = _columns(sheet, heads)
    if "二级指标" not in at:
        return
    top = {c.value: c.column for row in sheet.iter_rows(max_row=last) for c in row if c.value}
    level = ""
    used: dict[str, int] = {}
    for r in range(last + 1, sheet.max_row + 1):
        level = str(sheet.cell(r, at["二级指标"]).value or level)
        mine = [i for i in INDICATORS if i[0] == level]
        n = used.get(level, 0)
        if n >= len(mine) or not isinstance(sheet.cell(r, at["三级指标"]), Cell):
            continue
        if sheet.cell(r, at["三级指标"]).protection.locked:
            continue
        used[level] = n + 1
        _, name, sign, target, unit, actual, weight, score, note, reason = mine[n]
        values = {"三级指标": name, "指标性质": sign, "指标值": target, "度量单位": unit}
        for head, value in values.items():
            _put(sheet, sheet.cell(r, at[head]), value)
        more = {
            "实际完成值": actual,
            "完成值": actual,
            "全年实际完成值": actual,
            "分值": weight,
            "权重": weight,
            "得分": score,
            "完成情况说明": note,
            "偏差原因分析及改进措施": reason,
            "未完成原因和改进措施": reason,
            "未完成原因分析": reason,
            "目标描述": f"{name}达到目标。",
        }
        for head, value in more.items():
            if head in top and value != "":
                _put(sheet, sheet.cell(r, top[head]), value)
