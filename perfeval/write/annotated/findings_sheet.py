"""核对结果: the findings as a person who lives in Excel wants them, each with its live difference and status."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from perfeval import __version__
from perfeval.frozen import frozen
from perfeval.model import Cell, CheckResult, Evaluation, Live, Pieces, Severity
from perfeval.ooxml.sheet import Choice, Condition, Formula, Sheet, Value, dollars, location, quoted
from perfeval.ooxml.styles import Style
from perfeval.write import appearance as look
from perfeval.write.annotated.live import AGAIN, Inputs, NotLive
from perfeval.write.annotated.replies import (
    ANSWER_HEAD,
    ANSWERS,
    CHANGED,
    EXPLAINS,
    HASH_HEAD,
    KEY_HEAD,
    NOTE_HEAD,
    Replies,
)  # fmt: skip
from perfeval.write.findings import Finding, Findings, Hit

HEADS: tuple[tuple[str, float], ...] = (
    ("序号", 5), ("级别", 8), ("状态", 10.5), ("位置", 14), ("项目/指标", 16), ("问题", 34), ("填报数", 10.5),
    ("应填数", 10.5), ("差额", 9.5), ("怎么改", 24), (ANSWER_HEAD, 9.5), (NOTE_HEAD, 16), ("依据", 10),
    ("规则编号", 9.5),
)  # fmt: skip
NO, LEVEL, STATUS, PLACE, SUBJECT, MESSAGE, LEFT = range(1, 8)
RIGHT, DIFFERENCE, HINT, ANSWER, NOTE, BASIS, RULE = range(8, 15)
KEY, HASH = 15, 16
ABOUT = "改好原表里的数字，差额和状态随即更新、颜色消失，不必重新运行；不改的请在黄色格内答复。"
LONGEST_PLACE = 30  # characters of half width
HEAD_ROW = 5
FIRST_ROW = HEAD_ROW + 1
Figures = tuple[Decimal | None, Decimal | None, Decimal | None]  # 填报数, 应填数, 差额


@frozen
class Built:
    """The sheet, and the rows whose numbers and statuses the conditional formats on the user's cells ask for."""

    sheet: Sheet
    first: int
    last: int


@dataclass(slots=True)
class FindingsSheet:
    """Composes 核对结果. ``hit_rows``: where the hits of merged findings stand on 取数, by finding number."""

    title: str
    evaluation: Evaluation
    findings: Findings
    inputs: Inputs
    replies: Replies
    hit_rows: dict[int, tuple[int, int]]
    remarks: tuple[str, ...] = ()
    several_sheets: bool = True

    def build(self) -> Built:
        sheet = Sheet(self.title, tab=look.RED)
        for column, (_, width) in enumerate(HEADS, 1):
            sheet.widths[column] = width
        places = [look.display_width(self._place(f)[0]) + 1 for f in self.findings]
        # LibreOffice breaks no link: of a long sheet name the cell behind it would be cut off
        sheet.widths[PLACE] = min(max([sheet.widths[PLACE], *places]), LONGEST_PLACE)
        sheet.hidden_columns |= {KEY, HASH}
        last_graded = FIRST_ROW + max(len(self.findings.graded), 1) - 1
        self._top(sheet, last_graded)
        row = FIRST_ROW
        for finding in self.findings.graded:
            self._finding(sheet, row, finding)
            row += 1
        if not self.findings.graded:
            sheet.put(row, NO, "没有发现错误和警告", look.TEXT)
            sheet.fill(row, range(1, RULE + 1), look.TEXT)
            sheet.merge(row, 1, RULE)
            row += 1
        if self.findings.hints:
            row += 1
            sheet.put(row, NO, "提示（供参考，不必答复）", look.SECTION)
            sheet.heights[row] = 20
            row += 1
            for finding in self.findings.hints:
                self._finding(sheet, row, finding)
                row += 1
        last = row - 1
        self._conditions(sheet, last)
        row = self._foot(sheet, row + 1)
        # the hidden keys must be sorted along, or answers would come back to other findings
        sheet.filter = f"A{HEAD_ROW}:P{last_graded}"
        sheet.freeze = (FIRST_ROW, SUBJECT)
        sheet.repeat = (HEAD_ROW, HEAD_ROW)
        sheet.print_area = f"A1:N{row}"
        if self.findings.graded:
            rows = f"K{FIRST_ROW}:K{last_graded}"
            sheet.choices.append(Choice(rows, ANSWERS, ANSWER_HEAD, "改了选“已更正”；数字属实选“情况属实”并写说明"))
        return Built(sheet, FIRST_ROW, last)

    # the top

    def _top(self, sheet: Sheet, last: int) -> None:
        sheet.put(1, 1, self.title, look.TITLE)
        sheet.heights[1] = 26
        sheet.put(2, 1, self._about(), look.SMALL)
        for column, level in ((1, "错误"), (5, "警告")):
            self._count(sheet, column, "错误" if level == "错误" else "警告", last)
        sheet.put(3, 8, f"提示 {len(self.findings.hints)} 条", Style(font="黑体", color=look.GREY, wrap=False))
        sheet.put(3, 10, self._rules(), Style(color=look.GREY, wrap=False))
        sheet.heights |= {2: 15, 3: 20, 4: 18}
        sheet.put(4, 1, ABOUT, look.SMALL)
        for column, (head, _) in enumerate(HEADS, 1):
            sheet.put(HEAD_ROW, column, head, look.HEAD)
        sheet.put(HEAD_ROW, KEY, KEY_HEAD, look.KEY)
        sheet.put(HEAD_ROW, HASH, HASH_HEAD, look.KEY)
        sheet.heights[HEAD_ROW] = 24

    def _count(self, sheet: Sheet, column: int, level: Severity, last: int) -> None:
        """警告 5 条，未改 3 条，已说明 1 条: kept up to date by Excel, the answers too; an 错误 is to be mended."""
        sign = look.SIGNS[level]
        ranges = {c: f"${c}${FIRST_ROW}:${c}${last}" for c in "BCJKL"}
        open_ = "+".join(f'COUNTIFS({ranges["B"]},"{sign}",{ranges["C"]},"{s}")' for s in ("不通过", AGAIN))
        explained = "+".join(
            f'COUNTIFS({ranges["B"]},"{sign}",{ranges["C"]},"不通过",{ranges["J"]},"<>{CHANGED}*",'
            f'{ranges["K"]},"{answer}",{ranges["L"]},"?*")'
            for answer in (EXPLAINS, "")
        )
        all_ = f'COUNTIF({ranges["B"]},"{sign}")'
        text = f'"{level} "&{all_}&" 条，未改 "&({open_}-({explained}))&" 条，已说明 "&({explained})&" 条"'
        mine = [f for f in self.findings.graded if f.line.severity == level]
        left = [f for f in mine if f.line.status == "不通过"]
        told = sum(self.replies.explains(f.key, f.figures) for f in left)
        cached = f"{level} {len(mine)} 条，未改 {len(left) - told} 条，已说明 {told} 条"
        if level == "错误":
            text = f'"{level} "&{all_}&" 条，未改 "&({open_})&" 条"'
            cached = f"{level} {len(mine)} 条，未改 {len(left)} 条"
        sheet.put(3, column, Formula(text, cached), Style(font="黑体", color=look.COLOURS[level], wrap=False))

    def _about(self) -> str:
        d = self.evaluation.dossier
        forms = [f for f in d.forms if f.file == self.findings.file]
        projects = list(dict.fromkeys(f.project for f in forms if f.project))
        named = "、".join(projects[:2]) + (f" 等{len(projects)}个项目" if len(projects) > 2 else "")
        scores = []
        for form in forms:
            own, ours = form.totals.self_score, form.totals.suggested
            if own and own.number is not None and ours is not None:
                scores.append(f"自评 {_short(own.number)} → 建议 {_short(ours)}")
        year = f"{d.year}年度" if d.year else ""
        score = f"｜　{scores[0]}" if len(scores) == 1 else ""
        return "　".join(x for x in (d.unit, year, named, score, f"｜　perfeval {__version__}") if x)

    def _rules(self) -> str:
        passed, failed, idle = self.evaluation.rules()
        return f"规则：通过 {passed} 条，不通过 {failed} 条，不适用 {idle} 条"

    # a finding

    def _finding(self, sheet: Sheet, row: int, finding: Finding) -> None:
        line = finding.line
        small = not finding.graded
        text, center = (look.grey(s) if small else s for s in (look.TEXT, look.CENTER))
        level = look.LEVELS[line.severity]
        place, target = self._place(finding)
        sheet.put(row, NO, finding.number, center)
        sheet.put(row, LEVEL, look.SIGNS[line.severity], level)
        sheet.put(row, PLACE, place, look.LINK if target else center)
        if target:
            sheet.links.append((f"D{row}", target, "单击转到该单元格"))
        sheet.put(row, SUBJECT, line.subject, text)
        sheet.put(row, MESSAGE, line.message, text)
        status, live = self._figures(sheet, row, finding)
        sheet.put(row, STATUS, status, center)
        reply = self.replies.findings.get(finding.key)
        hint = self._hint(finding, live, bool(reply and reply.figures != finding.figures))
        sheet.put(row, HINT, hint, text)
        sheet.put(row, BASIS, line.basis, text)
        sheet.put(row, RULE, line.rule, center)
        if finding.graded:
            sheet.put(row, ANSWER, reply.answer if reply else None, look.INPUT_CENTER)
            sheet.put(row, NOTE, reply.note if reply else None, look.INPUT)
        sheet.fill(row, range(1, RULE + 1), text)
        sheet.put(row, KEY, finding.key, look.KEY)
        sheet.put(row, HASH, finding.figures, look.KEY)
        texts = [(sheet.value(row, c), sheet.widths[c]) for c in (PLACE, SUBJECT, MESSAGE, HINT, NOTE, BASIS)]
        sheet.heights[row] = look.height_of([(t, w) for t, w in texts if isinstance(t, str)])

    def _place(self, finding: Finding) -> tuple[str, str | None]:
        """How the place is written, and where its link leads within this workbook."""
        cell = finding.where
        if cell is None:
            return "（整个文件）", None
        here = cell.file == self.findings.file
        name = _named(cell, here, self.several_sheets)
        cells = [h.cell or next(iter(h.result.cells), None) for h in finding.hits]
        distinct = len({(c.file, c.sheet, c.ref) for c in cells if c})
        if distinct > 1:
            name += f"\n等{distinct}处"
        within = here and cell.sheet in self.inputs.sheets
        link = location(cell.sheet, cell.ref) if within else None
        return name, link

    def _hint(self, finding: Finding, live: bool, changed: bool) -> str:
        parts = [f"{CHANGED}。" if changed else "", finding.line.hint]
        if finding.graded and not live:
            parts.append(f"（改后{AGAIN}）")
        return "".join(p for p in parts if p)

    def _figures(self, sheet: Sheet, row: int, finding: Finding) -> tuple[Value, bool]:
        """Fill in 填报数, 应填数 and 差额; the status, and whether it is live."""
        line = finding.line
        blank = "—" if not finding.graded and line.status == "不通过" else line.status
        if finding.number in self.hit_rows:
            first, last = self.hit_rows[finding.number]
            rows = f"{quoted(self.inputs.title)}!$G${first}:$G${last}"
            live = any(h.result.live for h in finding.hits)
            text = '"通过"'
            for word in ("尾差", AGAIN, "不通过"):
                text = f'IF(COUNTIF({rows},"{word}")>0,"{word}",{text})'
            statuses = {h.result.status for h in finding.hits}
            cached = next((s for s in ("不通过", "尾差") if s in statuses), "通过")
            return (Formula(text, cached) if live else blank), live
        result = line.results[0]
        cells = {c: f"{'GHI'[c - LEFT]}{row}" for c in (LEFT, RIGHT, DIFFERENCE)}
        shown, values = typed_scale(result)
        figures = live_figures(shown, values, self.inputs, cells[LEFT], cells[RIGHT])
        style = look.RATE if _rate(values[0], line.message) else look.NUMBER
        for column, value in zip((LEFT, RIGHT, DIFFERENCE), figures, strict=True):
            sheet.put(row, column, value, style)
        status = live_status(result.live, line.status, line.difference, self.inputs, cells[DIFFERENCE])
        return (status or blank), status is not None

    def _conditions(self, sheet: Sheet, last: int) -> None:
        rows = f"{FIRST_ROW}:$N${last}"
        open_ = f'OR($C{FIRST_ROW}="不通过",$C{FIRST_ROW}="{AGAIN}")'
        passed = f'AND($B{FIRST_ROW}<>"",OR($C{FIRST_ROW}="通过",$C{FIRST_ROW}="尾差"),LEFT($B{FIRST_ROW},1)<>"○")'
        sheet.conditions.append(Condition(f"A{rows.replace('$', '')}", passed, look.PASSED))
        for level, fill in look.FILLS.items():
            formula = f'AND(LEFT($B{FIRST_ROW},1)="{look.SIGNS[level][0]}",{open_})'
            sheet.conditions.append(Condition(f"B{FIRST_ROW}:C{last}", formula, fill))

    def _foot(self, sheet: Sheet, row: int) -> int:
        for remark in self.remarks:
            sheet.put(row, 1, f"注：{remark}", look.SMALL)
            row += 1
        sheet.put(row, 1, "填报人：", Style(wrap=False))
        sheet.put(row, 6, "复核人：", Style(wrap=False))
        sheet.put(row, 10, "日期：　　　　年　　　月　　　日", Style(wrap=False))
        sheet.heights[row] = 28
        return row


def _rate(value: Decimal | None, message: str) -> bool:
    """Whether a ratio is one that the message gives in percent (0.8393 as 83.93%)."""
    if value is None or not 0 < abs(value) <= 10:
        return False
    percents = (round(value * 100, places) for places in (0, 1, 2))
    return any(re.search(rf"(?<![\d.]){re.escape(f'{p.normalize():f}')}%", message) for p in percents)


def _named(cell: Cell, here: bool, several: bool) -> str:
    if not here:
        return f"{look.file_name(cell.file)} {cell}"
    return str(cell) if several else cell.ref


def _short(value: Decimal) -> str:
    return f"{value.normalize():f}"


def rounded(value: Decimal, places: int) -> Decimal:
    """As Excel's ROUND does it: half away from zero."""
    if value.adjusted() > 15:
        return value  # beyond the digits that Excel keeps
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def typed_scale(result: CheckResult) -> tuple[Live | None, Figures]:
    """The figures as people write them into the cell: a cell that holds 93.5 for 93.5% is not to be given 0.95."""
    live, left = result.live, result.left
    values: Figures = (left, result.right if result.mends else None, result.difference)
    raw = result.cells[0].raw if result.cells else None
    if left is None or not isinstance(raw, Decimal) or not raw or raw != left * 100:
        return live, values
    if live is not None:
        sides = [p and ("100*(", *p, ")") for p in (live.left, live.right)]
        live = replace(live, left=sides[0], right=sides[1])
    return live, tuple(None if v is None else v * 100 for v in values)  # type: ignore[return-value]


def live_figures(
    live: Live | None, values: Figures, inputs: Inputs, left: str, right: str
) -> tuple[Value, Value, Value]:
    """填报数, 应填数 and 差额 as formulas where Excel can compute them; ``left`` and ``right``: where they stand."""
    if values[2] == 0:
        # two figures that must differ and do not: there is none that should stand there
        values = (values[0], None, None)
    if live is None:
        return values
    figures = [_figure(p, v, inputs) for p, v in ((live.left, values[0]), (live.right, values[1]))]
    if values[2] is None or not any(isinstance(f, Formula) for f in figures):
        return figures[0], figures[1], values[2]
    other: Pieces = (right,)
    if values[1] is None:
        # no figure that should stand there, but how far off it is
        other = ("(", *live.right, ")") if live.right else ()
    try:
        difference = inputs.render((f"IFERROR(ROUND({left}-", *other, ',6),"")'))
    except NotLive:
        return figures[0], figures[1], values[2]
    return figures[0], figures[1], Formula(difference, rounded(values[2], 6)) if other else values[2]


def _figure(pieces: Pieces | None, value: Decimal | None, inputs: Inputs) -> Value:
    if pieces is None or value is None or all(isinstance(p, str) for p in pieces):
        return value
    try:
        return Formula(f'IFERROR(ROUND({inputs.render(pieces)},8),"{AGAIN}")', rounded(value, 8))
    except NotLive:
        return value


def live_status(
    live: Live | None, status: str, difference: Decimal | None, inputs: Inputs, where: str
) -> Formula | None:
    """The status as Excel keeps it; ``where``: the cell with the difference. None where it cannot be live."""
    if live is None:
        return None
    try:
        ok = inputs.render(live.ok)
    except NotLive:
        return None
    good = '"通过"'
    if status == "尾差" and difference:
        # within rounding as long as the difference leans the same way
        good = f'IF({where}{">" if difference > 0 else "<"}0,"尾差","通过")'
    return Formula(f'IFERROR(IF({ok},{good},"不通过"),"{AGAIN}")', status)


def hit_title(hit: Hit) -> str:
    return hit.result.subject or hit.result.instance


def names_ranges(title: str, built: Built) -> tuple[str, str]:
    """What the names of the numbers and of the statuses refer to."""
    first, last = built.first, max(built.last, built.first)
    return tuple(f"{quoted(title)}!{dollars(f'{c}{first}:{c}{last}')}" for c in "AC")  # type: ignore[return-value]
