"""Which column is which, by what it holds: the heading of an indicator table corrected by its contents."""

from __future__ import annotations

import re
from dataclasses import replace

from perfeval.model import BLANKS
from perfeval.read.lines import Lines
from perfeval.read.records.columns import Column, is_number
from perfeval.read.vocabulary import Words, plain

_NUMERIC = re.compile(r"[-+]?[\d,]+(?:\.\d+)?(?:分|%)?")
_KIND_OF_TARGET = re.compile(r"(?:定量|定性|正向|反向|负向)(?:指标)?")
_NUMBERED = re.compile(r"(?:指标|目标|内容)?[\d一二三四五六七八九十]{1,2}[、.:)]?|…+|\.{2,}")
_SIGN = re.compile(r"[<>=≥≤≧≦≠﹦═]{1,2}|定性|定量|(?:大于|小于)?等于|大于|小于|不[低少小]于|不[高大多]于|不超过")


def settle(lines: Lines, columns: list[Column], sample: list[int], words: Words) -> list[Column]:
    """The columns as their contents in the ``sample`` lines correct them."""
    columns = _directions(lines, _names(lines, columns, sample, words), sample)
    columns = _points(lines, _scores(lines, columns, sample), sample)
    columns = _absorbed(lines, _explained(lines, columns, sample), sample)
    columns = _lone_parts(lines, columns, sample)
    return _split_target(lines, columns, sample)


def _names(lines: Lines, columns: list[Column], sample: list[int], words: Words) -> list[Column]:
    """指标名称 full of 数量指标, 质量指标 is the level above; what is explained beside it are the indicators."""
    name = next((c for c in columns if c.role == "level3"), None)
    beside = next((c for c in columns if name and c.left == name.right + 1 and c.role == "explanation"), None)
    if name is None or beside is None:
        return columns
    held = [s.text for r in sample if (s := lines.pick(r, name.span)).filled and s.starts]
    levels = sum(words.level2.get(t) is not None for t in held)
    if not held or levels * 2 <= len(held) or _filled(lines, beside, sample) < len(held):
        return columns
    above = {"level3": "level2", "level2": "level1", "level1": ""}
    return [replace(c, role="level3" if c is beside else above.get(c.role, c.role)) for c in columns]


def _directions(lines: Lines, columns: list[Column], sample: list[int]) -> list[Column]:
    """指标性质 full of 正向, 反向 beside 指标方向 full of 大于等于: the two headings stand over each other's column.

    Without the other one, 指标性质 full of 定量指标, 定性指标 is no sign, and 方向 full of ≥, ≤ is one.
    """
    sign = next((c for c in columns if c.role == "target.sign"), None)
    other = next((c for c in columns if c.role == "direction"), None)
    if sign is None and other is not None:  # 指标值类型 full of ≤, ≥, 定性: the sign itself
        texts = [plain(s.text) for r in sample if (s := lines.pick(r, other.span)).filled and s.starts]
        signs = all(map(_SIGN.fullmatch, texts)) and not all(map(_KIND_OF_TARGET.fullmatch, texts))
        return [replace(c, role="target.sign") if signs and c is other else c for c in columns]
    held = [plain(s.text) for r in sample if sign is not None and (s := lines.pick(r, sign.span)).filled]
    if other is None and held and all(map(_KIND_OF_TARGET.fullmatch, held)) and any("定量" in t for t in held):
        return [replace(c, role="direction") if c is sign else c for c in columns]
    if sign is None or other is None:
        return columns
    beside = [plain(s.text) for r in sample if (s := lines.pick(r, other.span)).filled]
    kinds = all(_KIND_OF_TARGET.fullmatch(t) for t in held) and any("向" in t for t in held)
    if not kinds or not beside or any(_KIND_OF_TARGET.fullmatch(t) for t in beside):
        return columns
    roles = {sign: other.role, other: sign.role}
    return [replace(c, role=roles.get(c, c.role)) for c in columns]


def _scores(lines: Lines, columns: list[Column], sample: list[int]) -> list[Column]:
    """A 分值 column full of prose is none; a column of figures without a heading holds the scores."""
    columns = list(columns)
    for i, c in enumerate(columns):
        texts = [s.text for r in sample if (s := lines.pick(r, c.span)).filled and s.starts]
        numeric = sum(bool(_NUMERIC.fullmatch(plain(t))) or "".join(t.split()) in BLANKS for t in texts)
        if c.role == "level1" and texts and all(_KIND_OF_TARGET.fullmatch(plain(t)) for t in texts):
            columns[i] = replace(c, role="direction")  # 指标类型: 定量, 定性
        elif c.role == "weight" and texts and numeric * 2 < len(texts):
            explained = any(x.role == "explanation" for x in columns)
            columns[i] = replace(c, role="" if explained else "explanation")
        elif c.role or len(texts) < 2 or numeric * 5 < len(texts) * 4 or (c.path and not is_number(c.path[-1])):
            continue
        elif all(x.role != "self_score" for x in columns):
            columns[i] = replace(c, role="self_score")
    return columns


def _explained(lines: Lines, columns: list[Column], sample: list[int]) -> list[Column]:
    """评分说明 filled here and there, and no 扣分原因: it says why, a standard would stand in every line."""
    criteria = next((c for c in columns if c.role == "criteria"), None)
    score = next((c for c in columns if c.role == "self_score"), None)
    if criteria is None or score is None or any(c.role == "reason" for c in columns):
        return columns
    scored, told = _filled(lines, score, sample), _filled(lines, criteria, sample)
    if scored < 4 or not 0 < told * 2 < scored:
        return columns
    return [replace(c, role="reason") if c is criteria else c for c in columns]


def _points(lines: Lines, columns: list[Column], sample: list[int]) -> list[Column]:
    """值 | 自评得分 without an actual and without 分值: the figures are what can be scored, no targets."""
    roles = {c.role for c in columns}
    target = next((c for c in columns if c.role == "target"), None)
    if target is None or "self_score" not in roles or roles & {"actual", "weight", "target.sign", "target.unit"}:
        return columns
    texts = [plain(s.text) for r in sample if (s := lines.pick(r, target.span)).filled and s.starts]
    if texts and all(_NUMERIC.fullmatch(t) and not t.endswith("%") for t in texts):
        return [replace(c, role="weight") if c is target else c for c in columns]
    return columns


def _filled(lines: Lines, c: Column, sample: list[int]) -> int:
    slots = [lines.pick(r, c.span) for r in sample]
    return sum(s.filled and s.starts and s.left >= c.left for s in slots)


def _absorbed(lines: Lines, columns: list[Column], sample: list[int]) -> list[Column]:
    """A heading over the first of two cells whose values stand in the second (its merge was undone)."""
    result: list[Column] = []
    for c in columns:
        before = result[-1] if result else None
        blank = before is not None and before.role and not _filled(lines, before, sample)
        blank = blank or (before is not None and before.role == "level3" and _numbers_only(lines, before, sample))
        free = not c.path and c.role != "level3"
        if before is not None and blank and free and before.right == c.left - 1 and _filled(lines, c, sample):
            result[-1] = replace(before, right=c.right)
        else:
            result.append(c)
    return result


def _numbers_only(lines: Lines, c: Column, sample: list[int]) -> bool:
    """指标1 in a cell of its own: the names stand in the next one."""
    texts = [plain(s.text) for r in sample if (s := lines.pick(r, c.span)).filled and s.starts and s.left >= c.left]
    return len(texts) > 1 and all(_NUMBERED.fullmatch(t) for t in texts)


def _lone_parts(lines: Lines, columns: list[Column], sample: list[int]) -> list[Column]:
    """符号 | (no heading) | 单位: the column between them holds the target."""
    parts = [i for i, c in enumerate(columns) if c.role.startswith("target.")]
    if not parts or any(c.role == "target" for c in columns):
        return columns
    near = [c for i, c in enumerate(columns) if not c.path and min(abs(i - p) for p in parts) <= 2]
    value = next((c for c in near if _filled(lines, c, sample)), near[0] if near else None)
    return [replace(c, role="target") if c is value else c for c in columns]


def _split_target(lines: Lines, columns: list[Column], sample: list[int]) -> list[Column]:
    """年度指标值 over three cells ≥ | 95 | % without labels of their own: told apart by what stands in them."""
    target = next((c for c in columns if c.role == "target"), None)
    if target is None or target.left == target.right or any(c.role.startswith("target.") for c in columns):
        return columns
    held: dict[int, list[str]] = {c: [] for c in target.span}
    for r in sample:
        for c in target.span:
            s = lines.slot(r, c)
            if s.filled and s.starts and s.left == c:
                held[c].append(plain(s.text))
    filled = [c for c in target.span if held[c]]
    if len(filled) < 2:
        return columns
    signs = [c for c in filled if all(_SIGN.fullmatch(t) for t in held[c])]
    rest = [c for c in filled if c not in signs]
    value = next((c for c in rest if any(re.search(r"\d", t) for t in held[c])), rest[0] if rest else None)
    if value is None:
        return columns
    parts = []
    for c in filled:
        role = "target.sign" if c in signs else "target" if c == value else "target.unit"
        parts.append(Column(role, c, c, target.path))
    at = columns.index(target)
    return columns[:at] + parts + columns[at + 1 :]
