"""Total score and grade of a form: the total line, a label in the heading or at the foot, or prose (总分, 等级)."""

from __future__ import annotations

import re

from perfeval.model import Cell, Field, Leaf, Totals
from perfeval.read.leaf import leaf as read_leaf
from perfeval.read.leaf import part_of
from perfeval.read.lines import Lines, Slot
from perfeval.read.records.header import Header
from perfeval.read.vocabulary import Words, plain

FULL = 100
_TICKED = "☑■√✓✔þ●R"
_NAME_POINTS = re.compile(r"[(\[【](?:分值|共|满分)?[::]?(\d{1,3}(?:\.\d+)?)分[)\]】]$")
_BOXES = _TICKED[:-1] + "□○◻☐"


def is_score(text: str) -> bool:
    """95, 95分, 95.5 分: a figure that may be a score."""
    squeezed = plain(text).removesuffix("分")
    return squeezed.replace(".", "", 1).isdigit() and len(squeezed) <= 7


def part_leaf(cell: Cell, text: str) -> Leaf:
    """A leaf that is only a part of its cell's text: the 95 of “自评总分: 95”."""
    return read_leaf(part_of(cell, text))


def points_of_name(name: Slot) -> Leaf | None:
    """立项依据充分性（3分）, 得分（10分）: the points stand in the name, where the form has no column for them."""
    found = _NAME_POINTS.search(plain(name.text))
    return part_leaf(name.cell, found[1]) if found else None


def checked_grade(text: str, words: Words) -> str | None:
    """优, or the one that is ticked: 优☑ 良□ 中□ 差□, □优 ☑良."""
    squeezed = plain(text)
    if squeezed in words.grades:
        return squeezed
    names = "|".join(sorted(words.grades, key=len, reverse=True))
    before = squeezed[:1] in _BOXES
    pattern = f"[{_TICKED}]({names})" if before else f"({names})[((]?[{_TICKED}]"
    found = re.search(pattern, squeezed)
    return found[1] if found and any(b in squeezed for b in _BOXES) else None


def total_line(lines: Lines, row: int, header: Header, words: Words, totals: Totals) -> None:
    """The line 总分 | 100 | 96 | 优 below an indicator table."""
    starting = lines.starting(row)
    label = next((s for s in starting if words.total.get(s.text)), None)
    label = label or next((s for s in starting if words.totals.get(s.text) == "score"), None)
    if label is None:
        return
    lines.claim(label, "总分")
    for role in ("weight", "self_score", "review_score"):
        column = header.of(role)
        if column is None:
            continue
        slot = lines.pick(row, column.span)
        if slot.corner == label.corner or not slot.starts or (slot.filled and not _counts(slot.text, role)):
            continue
        setattr(totals, role, read_leaf(slot.cell))
        lines.claim(slot, "总分" + {"weight": "（分值）", "self_score": "（得分）"}.get(role, "（复核得分）"))
    if totals.weight is not None and totals.weight.blank:
        _weight_of_levels(lines, row, header, totals)
    taken = {s.corner for s in starting if s.corner in lines.claimed}
    figures = [s for s in starting if s.left > label.right and is_score(s.text) and s.corner not in taken]
    if totals.self_score is not None and totals.self_score.blank and figures and header.of("weight") is None:
        totals.self_score = read_leaf(figures[-1].cell)
        lines.claim(figures[-1], "总分（得分）")
    elif totals.self_score is None and figures:
        totals.self_score = read_leaf(figures[0].cell)
        lines.claim(figures[0], "总分（得分）")
    for s in figures:
        lines.claim(s, "总分行")
    for s in starting:
        if plain(s.text) in words.grades:
            totals.self_grade = read_leaf(s.cell)
            lines.claim(s, "等级")
        elif words.totals.get(s.text) == "grade":
            lines.claim(s, "等级")
        elif (grade := labelled_grade(s.text, words)) is not None:
            totals.self_grade = part_leaf(s.cell, grade)
            lines.claim(s, "等级")
    if totals.self_score is None and (text := inline_total(label.text, words)):
        totals.self_score = part_leaf(label.cell, text)


def _counts(text: str, role: str) -> bool:
    """Is this a sum of points; weights may be printed as percents."""
    return is_score(text.rstrip("%％") if role == "weight" else text)


def _weight_of_levels(lines: Lines, row: int, header: Header, totals: Totals) -> None:
    """合计 | 100 | … : the total of the points stands below those of the first or second level only."""
    for column in header.columns:
        slot = lines.pick(row, column.span)
        if column.role == "points" and slot.filled and slot.starts and is_score(slot.text):
            totals.weight = read_leaf(slot.cell)
            lines.claim(slot, "总分（分值）")
            return


def labelled_grade(text: str, words: Words) -> str | None:
    """The grade of a text such as “评价等级：优”."""
    label, colon, grade = plain(text).replace("：", ":").partition(":")
    return grade if colon and grade in words.grades and words.totals.get(label) == "grade" else None


def inline_total(text: str, words: Words) -> str | None:
    """The score that a text such as “自评总分: 95分” names."""
    squeezed = plain(text)
    return next((m[1] for p in words.inline_total if (m := p.search(squeezed))), None)


def labelled(lines: Lines, slot: Slot, words: Words, totals: Totals) -> Leaf | None:
    """自评总分 | 97.93 , 自评等级 | 优 , 自评总分: 95 , a label over its figure: the value, if it is one of these."""
    text = inline_total(slot.text, words)
    if text is not None and len(plain(slot.text)) <= 40:
        found = part_leaf(slot.cell, text)
        totals.self_score = totals.self_score or found
        lines.claim(slot, "总分")
        return found
    if (grade := labelled_grade(slot.text, words)) is not None:
        found = part_leaf(slot.cell, grade)
        totals.self_grade = totals.self_grade or found
        lines.claim(slot, "等级")
        return found
    what = words.totals.get(slot.text)
    points = points_of_name(slot)
    if what is None or (what == "score" and points is not None and points.number != FULL):
        return None  # 自评得分（20分）: that of a part
    beside = lines.slot(slot.row, slot.right + 1)
    under = lines.after(slot.bottom)
    below = lines.slot(under, slot.left) if under is not None else None
    right = next((s for s in lines.filled(slot.row) if s.left > slot.right), None)
    for value in (beside, right, below):
        if value is None or not value.filled or value.corner == slot.corner:
            continue
        graded = checked_grade(value.text, words)
        if (what == "grade" and graded) or (what != "grade" and is_score(value.text)):
            role = {"score": "self_score", "review": "review_score", "grade": "self_grade", "weight": "weight"}[what]
            found = part_leaf(value.cell, graded) if graded and what == "grade" else read_leaf(value.cell)
            if getattr(totals, role) is None or getattr(totals, role).blank:
                setattr(totals, role, found)
            lines.claim(slot, "等级" if what == "grade" else "总分")
            lines.claim(value, "等级" if what == "grade" else "总分")
            return found
    if what in ("score", "grade") and not beside.filled and beside.corner != slot.corner:
        role = "self_score" if what == "score" else "self_grade"
        found = read_leaf(beside.cell)
        if getattr(totals, role) is None:
            setattr(totals, role, found)
        lines.claim(slot, "等级" if what == "grade" else "总分")
        return found
    return None


def from_prose(fields: list[Field], words: Words, totals: Totals) -> None:
    """“自评得分为95分，等级为优” in 评价结论 and the like, where no line or label says it."""
    for f in fields:
        text = plain(f.leaf.text)
        if len(text) < 6:
            continue
        if totals.self_score is None:
            found = next((m[1] for p in words.prose_total if (m := p.search(text))), None)
            totals.self_score = part_leaf(f.leaf.cell, found) if found else None
        if totals.self_grade is None:
            found = next((m[1] for p in words.prose_grade if (m := p.search(text))), None)
            totals.self_grade = part_leaf(f.leaf.cell, found) if found else None
