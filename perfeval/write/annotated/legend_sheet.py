"""图例: what the colours, signs and words on our sheets mean, and how to get rid of all of it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from perfeval.ooxml.sheet import Sheet
from perfeval.ooxml.styles import Style, Styles
from perfeval.write import appearance as look

ROWS: tuple[tuple[str, str, Style], ...] = (
    ("●错误", "算术或逻辑上不可能，须改正。单元格底色淡红。", Style(font="黑体", color=look.RED, fill=look.RED_FILL)),
    (
        "▲警告",
        "须改正，或在“单位说明”里写明原因。单元格底色淡黄。",
        Style(font="黑体", color=look.AMBER, fill=look.AMBER_FILL),
    ),
    ("○提示", "供参考，不必答复。不着色，不加批注。", Style(font="黑体", color=look.GREY)),
    ("通过", "改好后差额归零或符合要求，状态变为“通过”，底色自动消失。", Style(color=look.GREEN)),
    ("尾差", "差额在四舍五入允许的范围内（允许尾差），不算问题。", Style(color=look.GREEN)),
    ("不通过", "还没有改好。", Style()),
    ("请重新运行", "文字改动后公式认不出数字，或取自其他文件的数字已改：请重新运行 perfeval。", Style()),
    ("应填数", "改成这个数，状态即变为“通过”。空着的，改一个数解决不了，见“怎么改”。", Style()),
    ("差额", "填报数 − 应填数；正数表示多填，负数表示少填。", Style()),
    ("绿色数字", "实时公式：原表改动后自动重算。", Style(color=look.GREEN)),
    (
        "建议得分",
        "按计分办法复算。填报得分在可给区间内的照填报；高于区间的取上限；低于区间的照填报，不代为加分。",
        Style(),
    ),
    ("可给区间", "按计分办法可以给的最低分和最高分。", Style()),
    ("一致 / 偏高 / 偏低", "自评得分在可给区间内 / 高于区间 / 低于区间。", Style()),
    ("待核", "目标值和完成值不是同一类（如“≤30万元”与“完成”），须人工核定，暂按自评得分。", Style()),
    ("待补", "分值、目标值或完成值未填，暂按0分。", Style()),
    ("未复算", "本表没有目标值、完成值或分值栏，照自评得分。", Style()),
    ("（推定）", "原表没有写≥或≤，按指标名称推定方向；推定的不报错误。", Style()),
    ("黄色格", "由填报单位或财政部门填写；再次运行时保留。", Style(fill=look.INPUT_FILL)),
)
MOST = 100  # numberings of the styles that are kept written
ENDING = (
    "本文件是原工作簿的副本：原有内容没有改动，只增加了条件格式颜色、批注和末尾这几张工作表。",
    "要得到没有批注和颜色的定稿：运行 perfeval clean 文件名。",
)


class _Legend(Sheet):
    """Written once for every numbering of its styles: the workbooks of one template have the same (a sixth of all cells
    of our sheets).
    """

    __slots__ = ("_written",)

    def __init__(self, title: str) -> None:
        super().__init__(title, tab="7F7F7F", widths={1: 20, 2: 96})
        self._written: dict[tuple[int, ...], bytes] = {}

    def xml(self, styles: Styles) -> bytes:
        numbers = tuple(
            styles.index(style) for _, row in sorted(self.cells.items()) for _, (_, style) in sorted(row.items())
        )
        if numbers not in self._written:
            if len(self._written) > MOST:
                self._written.clear()
            self._written[numbers] = super().xml(styles)
        return self._written[numbers]


@lru_cache(maxsize=16)  # the same sheet in every workbook; nobody changes it
def legend(title: str, manual: bool) -> Sheet:
    """The sheet. ``manual``: the workbook recalculates only on F9, which has to be said."""
    sheet = _Legend(title)
    sheet.put(1, 1, title, look.TITLE)
    sheet.heights[1] = 26
    sheet.put(3, 1, "标记", look.HEAD)
    sheet.put(3, 2, "含义", look.HEAD)
    sheet.heights[3] = 22
    row = 4
    for sign, meaning, style in ROWS:
        sheet.put(row, 1, sign, replace(style, border=look.FRAME, horizontal="center"))
        sheet.put(row, 2, meaning, look.TEXT)
        sheet.heights[row] = look.height_of([(sign, 20), (meaning, 96)], 21)
        row += 1
    row += 1
    notes = [*ENDING, *(["本工作簿设为手动计算：改动后请按 F9。"] if manual else [])]
    for text in notes:
        sheet.put(row, 1, text, look.SMALL)
        row += 1
    sheet.print_area = f"A1:B{row}"
    return sheet
