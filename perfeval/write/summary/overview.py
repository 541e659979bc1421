"""概况: the batch on one page, with a paragraph to take over, the counts, and charts that Excel draws from them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from perfeval.write.appearance import SIGNS
from perfeval.write.sheets import Book, Value, height_of
from perfeval.write.summary.counts import BINS, Totals, typical
from perfeval.write.summary.reported import Expected, total

NAME = "概况"
WIDTHS = (36, 12, 12, 2)  # of the counts and the gap beside them
CHART_COLUMNS = 12  # of the width below, beside the counts
CHART_COLUMN = 9
TOP_RULES = 10
ENDS_ROW = 2
MOST_POINTS = 30_000  # of a scatter chart; Excel's limit of old is 32,000
GREY, GREEN, RED = "#A6A6A6", "#107C41", "#C00000"
LINES = {"visible": True, "line": {"color": "#D9D9D9"}}
FONT = {"name": "宋体", "size": 9}


class Overview:
    """Writes the sheet. ``scores``: columns of 自评得分 and 建议得分 on 项目一览, and its first row, from 0."""

    def __init__(self, book: Book, t: Totals, unread: int, expected: Sequence[Expected], version: str) -> None:
        self.book, self.t, self.unread, self.expected = book, t, unread, expected
        years = "、".join(str(y) for y in sorted(t.years))
        caption = f"{f'{years}年度　' if years else ''}perfeval {version}"
        self.sheet = book.sheet(NAME, caption, "预算绩效自评核对概况")
        for i, width in enumerate(WIDTHS):
            self.sheet.set_column(i, i, width)
        self.last = len(WIDTHS) + CHART_COLUMNS - 1
        self.sheet.set_column(len(WIDTHS), self.last, CHART_COLUMN)
        self.at = 2

    def write(self, scores: tuple[int, int, int]) -> None:
        self._paragraph()
        first = self.at + 1
        if self.expected:
            self._rows(("报送情况", "份数"), self._handed_in())
        self._rows(("核对", "数量"), self._checked())
        rows = [(SIGNS[s], self.t.levels[s], self.t.level_units[s]) for s in SIGNS]
        self._rows(("问题", "条数", "涉及单位"), rows)
        bins = [(name, self.t.own[name], self.t.ours[name]) for _, name in BINS]
        spread = self._rows(("得分分布（张）", "自评", "建议"), bins)
        if self.t.progress:
            p = self.t.progress
            done = [("上次的错误和警告", p.before), ("已改", p.mended), ("已说明", p.explained), ("未改", p.left),
                    ("新增", p.new)]  # fmt: skip
            self._rows(("整改", "条"), done)
        top = [x for x in typical(self.t) if x.severity != "提示"][:TOP_RULES]
        rules = self._rows(("涉及单位最多的错误和警告", "单位", "条数"), [(x.name, x.units, x.findings) for x in top])
        self._spread(first, spread)
        self._scatter(first, scores)
        if top:
            self._rules(first + 17, rules)
        self.sheet.print_area(0, 0, max(self.at, first + 34), self.last)
        self.sheet.fit_to_pages(1, 1)

    def _paragraph(self) -> None:
        # the ends of the line on which both scores are equal: beside what is printed, and before the rows below
        for n, value in enumerate((self._lowest(), 100)):
            self.sheet.write_number(ENDS_ROW, self.last + 2 + n, value, self.book.small)
        text = "".join(self._sentences())
        wide = sum(WIDTHS) + CHART_COLUMNS * CHART_COLUMN
        self.sheet.set_row(self.at, height_of(text, wide - 12))
        self.sheet.merge_range(self.at, 0, self.at, self.last, text, self.book.body)
        self.at += 1

    def _lowest(self) -> int:
        return min(int(self.t.lowest // 10 * 10), 90)  # an axis from 100 to 100 has no length

    def _sentences(self) -> list[str]:
        t, said = self.t, []
        if self.expected:
            states = total(self.expected)
            twice = f"（其中重复{states.states['重复']}份）" if states.states["重复"] else ""
            others = "".join(f"，{s}{states.states[s]}份" for s in ("未报", "读不了", "清单外") if states.states[s])
            said.append(f"应报{states.due}份，已报{states.came}份{twice}{others}。")
        said.append(f"核对{t.units}个单位的自评表{t.forms}张")
        if t.scored:
            gap = (t.own_sum - t.our_sum) / t.scored
            said.append(
                f"，其中{t.scored}张填有自评总分，平均{t.mean(t.own_sum)}分，按表内数据复算的建议得分平均"
                f"{t.mean(t.our_sum)}分，自评平均高{gap.quantize(Decimal('0.01'))}分；自评满分的{t.full}张"
            )
        counts = "、".join(f"{s}{t.levels[s]}条" for s in SIGNS)
        share = f"（占{Decimal(t.with_graded) / t.units:.1%}）" if t.units else ""
        said.append(f"。查出{counts}，有错误或警告的单位{t.with_graded}个{share}。")
        if self.unread:
            said.append(f"另有{self.unread}个文件没有读到。")
        if t.progress:
            p = t.progress
            said.append(
                f"与上次相比，{p.before}条问题已改{p.mended}条、已说明{p.explained}条、未改{p.left}条，新增{p.new}条。"
            )
        return said

    def _handed_in(self) -> list[tuple[str, Value]]:
        d = total(self.expected)
        states = ("已报", "重复", "未报", "读不了", "清单外")
        return [("应报", d.due), *((s, d.states[s]) for s in states), ("报送率", d.share)]

    def _checked(self) -> list[tuple[str, Value]]:
        t = self.t
        return [
            ("单位（个）", t.units),
            ("自评表（张）", t.forms),
            ("　填有自评总分的（张）", t.scored),
            ("　自评平均分", t.mean(t.own_sum)),
            ("　建议得分平均分", t.mean(t.our_sum)),
            ("　自评满分的（张）", t.full),
            ("未能读取的文件（个）", self.unread),
        ]

    def _rows(self, head: Sequence[str], rows: Sequence[Sequence[Value]]) -> tuple[int, int]:
        """A small table below the last; its first and last row."""
        self.at += 1
        for i, title in enumerate(head):
            self.sheet.write_string(self.at, i, title, self.book.head)
        first = self.at + 1
        for row in rows:
            self.at += 1
            for i, value in enumerate(row):
                form = "text" if i == 0 else "count"
                if isinstance(value, Decimal):
                    form = "share" if row[0] == "报送率" else "number"
                self.book.write(self.sheet, self.at, i, value, form)
        last = self.at
        self.at += 1
        return first, last

    def _chart(self, kind: dict[str, str], title: str) -> Any:
        chart = self.book.book.add_chart(kind)
        chart.set_title({"name": title, "name_font": {"name": "黑体", "size": 11, "bold": False}})
        chart.set_chartarea({"border": {"color": "#D9D9D9"}})
        return chart

    def _place(self, chart: Any, row: int, column: int, columns: int, rows: int, said: str) -> None:
        chart.set_size({"width": columns * (CHART_COLUMN * 7 + 5) - 8, "height": rows * 20 - 8})
        options = {"description": said, "object_position": 2}
        self.sheet.insert_chart(row, len(WIDTHS) + column, chart, options)

    def _spread(self, at: int, rows: tuple[int, int]) -> None:
        chart = self._chart({"type": "column"}, "自评得分与建议得分的分布（张）")
        for column, colour in ((1, GREY), (2, GREEN)):
            chart.add_series({
                "name": [NAME, rows[0] - 1, column],
                "categories": [NAME, rows[0], 0, rows[1], 0],
                "values": [NAME, rows[0], column, rows[1], column],
                "fill": {"color": colour},
                "gap": 60,
                "data_labels": {"value": True, "font": FONT, "num_format": "0;;"},
            })  # fmt: skip
        chart.set_legend({"position": "bottom", "font": FONT})
        chart.set_x_axis({"num_font": FONT})
        chart.set_y_axis({"num_format": "0", "major_gridlines": LINES, "num_font": FONT})
        self._place(chart, at, 0, 6, 16, "自评得分与建议得分各分数段的自评表张数")

    def _scatter(self, at: int, scores: tuple[int, int, int]) -> None:
        own, ours, first = scores
        last = first + max(min(self.t.forms, MOST_POINTS), 1) - 1
        low = self._lowest()
        ends = [NAME, ENDS_ROW, self.last + 2, ENDS_ROW, self.last + 3]
        red = {"color": RED}
        chart = self._chart({"type": "scatter"}, "自评得分对建议得分（每点一张自评表）")
        chart.add_series({
            "name": "自评表",
            "categories": ["项目一览", first, own, last, own],
            "values": ["项目一览", first, ours, last, ours],
            "marker": {"type": "circle", "size": 5, "border": {"none": True}, "fill": {**red, "transparency": 50}},
        })  # fmt: skip
        chart.add_series({
            "name": "自评＝建议",
            "categories": ends,
            "values": ends,
            "marker": {"type": "none"},
            "line": {"color": "#595959", "width": 1, "dash_type": "dash"},
        })  # fmt: skip
        axis = {"min": low, "max": 100, "num_format": "0", "major_gridlines": LINES, "num_font": FONT,
                "name_font": {**FONT, "bold": False}}  # fmt: skip
        chart.set_x_axis({**axis, "name": "自评得分"})
        chart.set_y_axis({**axis, "name": "建议得分"})
        chart.set_legend({"position": "bottom", "font": FONT})
        self._place(chart, at, 6, 6, 16, "每张自评表的自评得分与建议得分；在斜线下面的，自评高于建议")

    def _rules(self, at: int, rows: tuple[int, int]) -> None:
        chart = self._chart({"type": "bar"}, "涉及单位最多的错误和警告（单位数）")
        chart.add_series({
            "name": "涉及单位",
            "categories": [NAME, rows[0], 0, rows[1], 0],
            "values": [NAME, rows[0], 1, rows[1], 1],
            "fill": {"color": RED},
            "gap": 50,
            "data_labels": {"value": True, "font": FONT},
        })  # fmt: skip
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True, "num_font": FONT})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        self._place(chart, at, 0, 12, 18, "涉及单位最多的十条规则")
