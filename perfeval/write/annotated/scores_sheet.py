"""得分复算: every indicator of the workbook's forms with its suggested score, live where Excel can compute it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from perfeval.frozen import frozen
from perfeval.model import Cell, Evaluation, Form, Leaf, Measure, Operand, Pieces, Score
from perfeval.ooxml.sheet import Condition, Formula, Sheet, Value, absolute
from perfeval.ooxml.styles import Style
from perfeval.write import appearance as look
from perfeval.write.annotated.live import Inputs, NotLive
from perfeval.write.annotated.replies import CHANGED, HASH_HEAD, KEY_HEAD, REVIEW_HEAD, Replies

HEADS: tuple[tuple[str, float], ...] = (
    ("一级指标", 12), ("二级指标", 13), ("三级指标", 26), ("目标值", 13), ("完成值", 13), ("完成率", 9), ("分值", 7.5),
    ("自评得分", 9), ("建议得分", 9), ("可给区间", 11), ("差额", 8), ("计分办法", 34), ("结论", 11),
    (REVIEW_HEAD, 12.5),
)  # fmt: skip
LEVEL1, LEVEL2, LEVEL3, TARGET, ACTUAL, RATIO, WEIGHT = range(1, 8)
OWN, SUGGESTED, INTERVAL, DIFFERENCE, METHOD, VERDICT, REVIEW = range(8, 15)
KEY, HASH, LOW, HIGH = 15, 16, 17, 18
_PERCENT = re.compile(r"-?\d+(?:\.(\d+))?%$")
ABOUT = "绿字为实时公式，原表改动后自动重算；文字改动后认不出数字的显示“请重新运行”。自评得分一概不改，我们不代为加分。"
SCORE = Style(border=look.FRAME, horizontal="center", format="General", wrap=False)
RATE = replace(SCORE, format="0.0%")
SUM = replace(SCORE, fill=look.SUM_FILL, bold=True)
SUM_TEXT = replace(SUM, wrap=True)
TOTAL = replace(SCORE, font="黑体", fill=look.HEAD_FILL)
TOTAL_TEXT = replace(TOTAL, wrap=True)


@frozen
class Printed:
    """What the form prints, and the one cell that holds it (None: it stands in several)."""

    text: str
    cell: Cell | None = None


@frozen
class Item:
    """A row to be scored: an indicator or a funds row, in the words of the sheet."""

    level1: str
    level2: str
    level3: str
    target: Printed
    actual: Printed
    weight: Leaf | None
    own: Leaf | None
    score: Score | None
    child: bool
    figures: str


@dataclass(slots=True)
class ScoresSheet:
    """Composes 得分复算 for the forms of one file."""

    title: str
    evaluation: Evaluation
    file: str
    inputs: Inputs
    replies: Replies

    def forms(self) -> list[Form]:
        """Those of this file that have something to score."""
        return [f for f in self.evaluation.dossier.forms if f.file == self.file and any(map(_counts, items(f)))]

    def build(self) -> Sheet:
        sheet = Sheet(self.title, tab=look.GREEN)
        for column, (_, width) in enumerate(HEADS, 1):
            sheet.widths[column] = width
        sheet.hidden_columns |= {KEY, HASH, LOW, HIGH}
        sheet.put(1, 1, self.title, look.TITLE)
        sheet.heights[1] = 26
        sheet.put(2, 1, ABOUT, look.SMALL)
        row, forms = 4, self.forms()
        for form in forms:
            row = self._form(sheet, row, form) + 2
        if not forms:
            sheet.put(row, 1, "本工作簿没有可以复算得分的自评表。", look.SMALL)
        else:
            # every form has the same columns: the first header serves all pages
            sheet.repeat = (5, 5)
            sheet.freeze = (6, LEVEL3 + 1) if len(forms) == 1 else None
        sheet.print_area = f"A1:N{max(row - 2, 4)}"
        return sheet

    def _form(self, sheet: Sheet, row: int, form: Form) -> int:
        """A form's block from ``row`` on; returns its last row."""
        named = "　".join(x for x in (form.project or form.title or form.kind, f"（{form.sheet}）") if x)
        sheet.put(row, 1, " ".join(named.split("\n")), look.SECTION)
        sheet.heights[row] = 20
        row += 1
        for column, (head, _) in enumerate(HEADS, 1):
            sheet.put(row, column, head, look.HEAD)
        for column, head in ((KEY, KEY_HEAD), (HASH, HASH_HEAD), (LOW, "低"), (HIGH, "高")):
            sheet.put(row, column, head, look.KEY)
        sheet.heights[row] = 24
        first = row + 1
        groups: list[tuple[int, int]] = []
        previous = Item("", "", "", NOTHING, NOTHING, None, None, None, False, "")
        entries = list(items(form))
        levels = len({e.level1 for e in entries if e.level1}) > 1
        start = first
        row = first
        for n, entry in enumerate(entries):
            self._item(sheet, row, form, entry, previous)
            previous = entry
            row += 1
            last_of_level = n + 1 == len(entries) or entries[n + 1].level1 != entry.level1
            if last_of_level:
                groups.append((start, row - 1))
                if levels and row - start > 1:
                    self._subtotal(sheet, row, start, row - 1)
                    row += 1
                start = row
        self._total(sheet, row, form, groups)
        # a row whose own score is outside its interval is told apart without colour too: by the word in 结论
        for word, look_of in (("偏高", look.FILLS["错误"]), ("偏低", look.FILLS["警告"])):
            sheet.conditions.append(Condition(f"M{first}:M{row}", f'LEFT($M{first},2)="{word}"', look_of))
        return row

    def _item(self, sheet: Sheet, row: int, form: Form, item: Item, previous: Item) -> None:
        text = look.TEXT
        sheet.put(row, LEVEL1, item.level1 if item.level1 != previous.level1 else None, text)
        same = item.level1 == previous.level1 and item.level2 == previous.level2
        sheet.put(row, LEVEL2, None if same else item.level2, text)
        sheet.put(row, LEVEL3, ("　其中：" if item.child else "") + item.level3, text)
        for column, printed in ((TARGET, item.target), (ACTUAL, item.actual)):
            value, format_ = self._printed(printed)
            sheet.put(row, column, value, _look(look.centred(text, format_), value))
        score = item.score
        if item.child:
            # rows that are part of another bear no score: their figures are shown, and stay out of the sums
            for column, leaf in ((WEIGHT, item.weight), (OWN, item.own)):
                sheet.put(row, column, f"（{leaf.text}）" if leaf and not leaf.blank else None, SCORE)
        else:
            sheet.put(row, WEIGHT, self._leaf(item.weight), look.green(SCORE))
            sheet.put(row, OWN, self._leaf(item.own), look.green(SCORE))
        if score is not None:
            self._score(sheet, row, item, score)
        key = f"{form.label}|{item.level1}|{item.level2}|{item.level3}"
        review = self.replies.reviews.get(key)
        if not item.child:
            sheet.put(row, REVIEW, review.score if review else None, look.INPUT_CENTER)
            sheet.put(row, KEY, key, look.KEY)
            sheet.put(row, HASH, item.figures, look.KEY)
        if review and review.figures != item.figures:
            said = sheet.value(row, METHOD)
            sheet.put(row, METHOD, f"{CHANGED}复核得分。{said or ''}", text)
        sheet.fill(row, range(1, REVIEW + 1), text)
        columns = (LEVEL1, LEVEL2, LEVEL3, METHOD, VERDICT)
        shown = [(sheet.value(row, c), HEADS[c - 1][1]) for c in columns]
        texts = [(t.cached if isinstance(t, Formula) else t, w) for t, w in shown]
        texts += [(item.target.text, HEADS[TARGET - 1][1]), (item.actual.text, HEADS[ACTUAL - 1][1])]
        sheet.heights[row] = look.height_of([(t, w) for t, w in texts if isinstance(t, str)], 21)

    def _score(self, sheet: Sheet, row: int, item: Item, score: Score) -> None:
        put = sheet.put
        live_ratio = self._live(score.live_ratio, score.ratio)
        put(row, RATIO, live_ratio, _look(RATE, live_ratio))
        low, high = self._live(score.live_low, score.low), self._live(score.live_high, score.high)
        put(row, LOW, low, look.KEY)
        put(row, HIGH, high, look.KEY)
        suggested = self._live(score.live_suggested, score.suggested)
        put(row, SUGGESTED, suggested, _look(SCORE, suggested))
        live = isinstance(low, Formula) or isinstance(high, Formula)
        if score.low is not None and score.high is not None:
            shown = short(score.low) if score.low == score.high else f"{short(score.low)}—{short(score.high)}"
            interval: Value = Formula(_interval(row), shown) if live else shown
            put(row, INTERVAL, interval, _look(SCORE, interval))
        own = item.own.number if item.own else None
        if own is not None and score.suggested is not None and not item.child:
            text = f'IFERROR(ROUND(H{row}-I{row},4),"")'
            put(row, DIFFERENCE, Formula(text, round(own - score.suggested, 4)), look.green(SCORE))
        put(row, METHOD, _method(score), look.TEXT)
        put(row, VERDICT, self._verdict(row, score, own, live), look.CENTER)

    def _verdict(self, row: int, score: Score, own: Decimal | None, live: bool) -> Value:
        shown = score.verdict
        if shown == "偏低" and score.addable:
            text: str = f"偏低，可加{short(score.addable)}"
        else:
            text = shown
        if not live or own is None or score.low is None or score.high is None:
            return text
        expected = "偏高" if own > score.high else "偏低" if own < score.low else "一致"
        if expected != shown:
            return text
        low = '"偏低"'
        if score.addable and score.verdict == "偏低":
            for column, end in (("Q", score.low), ("R", score.high)):
                if end - own == score.addable:
                    low = f'"偏低，可加"&ROUND({column}{row}-H{row},4)'
                    break
            else:
                return text
        return Formula(f'IF(ROUND(H{row}-R{row},6)>0,"偏高",IF(ROUND(H{row}-Q{row},6)<0,{low},"一致"))', text)

    def _printed(self, printed: Printed) -> tuple[Value, str]:
        """A target or an actual by reference to its cell, so that it follows what is typed; and its number format."""
        cell, text = printed.cell, printed.text
        if cell is None or cell.file != self.file or cell.sheet not in self.inputs.sheets or not text:
            return text, "General"
        where = absolute(cell.sheet, cell.ref)
        if isinstance(cell.raw, str):
            return (Formula(f'{where}&""', text) if self.inputs.texts(cell) == text else text), "General"
        if isinstance(cell.raw, Decimal):
            percent = _PERCENT.match(text)
            if percent:
                decimals = "." + "0" * len(percent[1]) if percent[1] else ""
                return Formula(where, cell.raw), f"0{decimals}%"
            if text == f"{cell.raw.normalize():f}":
                return Formula(where, cell.raw), "General"
        return text, "General"

    def _leaf(self, leaf: Leaf | None) -> Value:
        """A printed figure by reference to its cell; as it stands where it is no number."""
        if leaf is None or leaf.blank:
            return None
        if leaf.number is None:
            return leaf.text
        try:
            return Formula(self.inputs.render((Operand(leaf.cell, leaf.number),)), leaf.number)
        except NotLive:
            return leaf.number

    def _live(self, pieces: Pieces | None, value: Decimal | None) -> Value:
        if pieces is None or value is None:
            return value
        try:
            return Formula(self.inputs.render(pieces), value)
        except NotLive:
            return value

    def _subtotal(self, sheet: Sheet, row: int, first: int, last: int) -> None:
        sheet.put(row, LEVEL3, "小计", SUM_TEXT)
        for column in (WEIGHT, OWN, SUGGESTED):
            letter = "ABCDEFGHI"[column - 1]
            value = _sum(sheet, column, first, last)
            if value is not None:
                sheet.put(row, column, Formula(f"SUM({letter}{first}:{letter}{last})", value), SUM)
        own, ours = (_sum(sheet, c, first, last) for c in (OWN, SUGGESTED))
        if own is not None and ours is not None:
            sheet.put(row, DIFFERENCE, Formula(f"ROUND(H{row}-I{row},4)", round(own - ours, 4)), SUM)
        sheet.fill(row, range(1, REVIEW + 1), SUM_TEXT)
        sheet.heights[row] = 21

    def _total(self, sheet: Sheet, row: int, form: Form, groups: list[tuple[int, int]]) -> None:
        """总分: sums over the rows that are no subtotals; the printed total where the form has one."""
        totals = form.totals
        sheet.put(row, LEVEL1, "总分", TOTAL_TEXT)
        for column, letter in ((WEIGHT, "G"), (OWN, "H"), (SUGGESTED, "I")):
            ranges = ",".join(f"{letter}{a}:{letter}{b}" for a, b in groups)
            sums = [s for a, b in groups if (s := _sum(sheet, column, a, b)) is not None]
            if sums:
                sheet.put(row, column, Formula(f"SUM({ranges})", sum(sums, Decimal(0))), look.green(TOTAL))
        printed = totals.self_score
        if printed is not None and printed.number is not None:
            sheet.put(row, OWN, self._leaf(printed), look.green(TOTAL))
        if totals.suggested is not None and cached(sheet.value(row, SUGGESTED)) != totals.suggested:
            suggested_value = self._live(totals.live_suggested, totals.suggested)
            sheet.put(row, SUGGESTED, suggested_value, _look(TOTAL, suggested_value))
        own, ours = cached(sheet.value(row, OWN)), cached(sheet.value(row, SUGGESTED))
        if own is not None and ours is not None:
            sheet.put(row, DIFFERENCE, Formula(f"ROUND(H{row}-I{row},4)", round(own - ours, 4)), look.green(TOTAL))
        if totals.low is not None and totals.high is not None:
            same = totals.low == totals.high
            shown = short(totals.low) if same else f"{short(totals.low)}—{short(totals.high)}"
            live = (totals.low, totals.high) == self._ends(sheet, row, groups)
            interval: Value = Formula(_interval(row), shown) if live else shown
            sheet.put(row, INTERVAL, interval, _look(TOTAL, interval))
        own_grade = totals.self_grade.text.strip() if totals.self_grade else ""
        parts = [f"自评等级 {own_grade}" if own_grade else "", f"建议等级 {totals.grade}" if totals.grade else ""]
        text = "；".join(p for p in parts if p)
        sheet.put(row, METHOD, self._grade(row, form, ours, own_grade) or text, replace(TOTAL_TEXT, horizontal="left"))
        sheet.fill(row, range(1, REVIEW + 1), TOTAL_TEXT)
        sheet.heights[row] = look.height_of([(text, HEADS[METHOD - 1][1])])

    def _ends(self, sheet: Sheet, row: int, groups: list[tuple[int, int]]) -> tuple[Decimal | None, Decimal | None]:
        """The sums of the lower and upper ends, put into the hidden columns of the total's row."""
        ends = []
        for column, letter in ((LOW, "Q"), (HIGH, "R")):
            sums = [s for a, b in groups if (s := _sum(sheet, column, a, b)) is not None]
            if sums:
                ranges = ",".join(f"{letter}{a}:{letter}{b}" for a, b in groups)
                sheet.put(row, column, Formula(f"SUM({ranges})", sum(sums, Decimal(0))), look.KEY)
            ends.append(sum(sums, Decimal(0)) if sums else None)
        return ends[0], ends[1]

    def _grade(self, row: int, form: Form, ours: Decimal | None, own_grade: str) -> Formula | None:
        """建议等级 as it follows from the total, where the bands are known."""
        bands = sorted(form.totals.bands)
        grade = form.totals.grade
        if not bands or ours is None or not grade or _band(bands, ours) != grade:
            return None
        text = f'"{bands[0][1]}"'
        for least, name in bands[1:]:
            text = f'IF(I{row}>={least},"{name}",{text})'
        lead = f"自评等级 {own_grade}；".replace('"', '""') if own_grade else ""
        return Formula(f'"{lead}建议等级 "&{text}', f"{lead}建议等级 {grade}")


NOTHING = Printed("")


def _interval(row: int) -> str:
    """8—10, or 10 where both ends meet, of the ends in the hidden columns."""
    return f'IF(Q{row}=R{row},ROUND(R{row},4)&"",ROUND(Q{row},4)&"—"&ROUND(R{row},4))'


def _band(bands: list[tuple[Decimal, str]], score: Decimal) -> str:
    return [name for least, name in bands if score >= least][-1] if score >= bands[0][0] else bands[0][1]


def items(form: Form) -> Iterator[Item]:
    """The rows of a form that bear scores, funds first, in its own order."""
    for fund in form.funds:
        if fund.score is not None and fund.score.verdict != "不计分":
            target, actual = fund.budget or fund.initial, fund.spent
            yield Item(
                "预算执行", "", fund.row.text or fund.name, _of_leaf(target), _of_leaf(actual), fund.weight,
                fund.self_score, fund.score, False, _hash(target, actual, fund.weight, fund.self_score),
            )  # fmt: skip
    for i in form.indicators:
        yield Item(
            _text(i.level1), _text(i.level2), i.name, _of(i.target), _of(i.actual), i.weight, i.self_score, i.score,
            i.parent is not None, _hash(i.target, i.actual, i.weight, i.self_score),
        )  # fmt: skip


def _text(leaf: Leaf | None) -> str:
    return _one_line(leaf.text) if leaf else ""


def _of_leaf(leaf: Leaf | None) -> Printed:
    return Printed(_one_line(leaf.text), leaf.cell) if leaf else NOTHING


def _of(measure: Measure | None) -> Printed:
    if measure is None:
        return NOTHING
    return Printed(_one_line(measure.text), measure.cell if len(measure.cells) == 1 else None)


def _one_line(text: str) -> str:
    # forms break 产出指标 and (50分) into lines to fit a narrow column
    return " ".join(re.sub(r"\s*\n\s*", "", text).split())


def _hash(*values: Leaf | Measure | None) -> str:
    return hashlib.sha256("\0".join(v.text if v else "" for v in values).encode()).hexdigest()[:8]


def _method(score: Score) -> str:
    if not score.explain or score.explain == score.method:
        return score.method
    return score.explain if score.explain.startswith(score.method) else f"{score.method}：{score.explain}"


def _look(style: Style, value: Value) -> Style:
    return look.green(style) if isinstance(value, Formula) else style


def short(value: Decimal) -> str:
    """A number without idle zeros: 10, 9.9."""
    rounded = round(value, 4).normalize()
    return f"{rounded:f}"


def cached(value: Value) -> Decimal | None:
    """The number that a cell shows now."""
    now = value.cached if isinstance(value, Formula) else value
    return Decimal(now) if isinstance(now, Decimal | int) and not isinstance(now, bool) else None


def _sum(sheet: Sheet, column: int, first: int, last: int) -> Decimal | None:
    """The sum of the numbers in these rows; None where there is none."""
    numbers = [n for row in range(first, last + 1) if (n := cached(sheet.value(row, column))) is not None]
    return sum(numbers, Decimal(0)) if numbers else None


def _counts(item: Item) -> bool:
    return item.score is not None and (item.score.verdict != "不计分" or item.score.suggested is not None)
