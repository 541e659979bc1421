"""The columns of an indicator table: what each is, by what is printed over it and beside it (指标表的栏目)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from perfeval.frozen import frozen
from perfeval.read.labels import clean
from perfeval.read.vocabulary import Words, plain

LEVELS = ("level1", "level2", "level3", "level4")
TARGETS = ("target", "initial_target", "adjusted_target")
VALUES = frozenset(
    (*TARGETS, "actual", "weight", "self_score", "raw_score", "review_score", "finance_score", "coefficient")
) | {"criteria", "sign", "unit", "completion_rate", "reason"}
_NUMBER = re.compile(r"[\d.]+(?:分|%)?")


@frozen
class Column:
    """A column of the table. ``role``: a key of [records.columns], "target.sign" and the like, "" where unknown.

    ``level``: the level that a 分值 column belongs to where a form has one for each level.
    """

    role: str
    left: int
    right: int
    path: tuple[str, ...]
    level: str | None = None

    @property
    def label(self) -> str:
        return "".join("/".join(p for p in self.path if p).split())

    @property
    def span(self) -> range:
        return range(self.left, self.right + 1)


def _role(path: tuple[str, ...], words: Words) -> str:
    """The role of a column by its heading, the lowest label first, then in the light of what stands above it."""
    if not path:
        return ""
    last, above = path[-1], path[:-1]
    if clean(last) == "名称" and above:
        return _role(above, words)
    parents = [words.columns.get(p) for p in above]
    part = words.parts.get(last)
    if part in ("period", "year") and any(words.fallbacks["actual"].get(p) for p in above):
        return "" if part == "period" else "actual"  # 实际完成情况 over 上半年 | 全年
    for parent in parents:
        if part == "best" and parent == "criteria":
            return "target"  # 评价标准 in four steps 优 | 良 | 中 | 差
        if part == "period" and parent in (*TARGETS, "actual"):
            return ""  # 实际完成值 over 1—6月 | 1—12月
        if part == "year" and parent in (*TARGETS, "actual"):
            return parent
        if part and parent in (*TARGETS, "actual"):
            return f"{parent}.{part}"
    role = words.columns.get(last)
    if role is None and above:
        role = words.columns.get("".join(map(clean, path))) or words.columns.get(clean(last) + clean(above[-1]))
    if role in ("sign", "unit"):
        return f"target.{role}"
    if role is None and parents and parents[-1] is not None:
        return parents[-1] or ""
    return role or ""


def with_roles(columns: list[Column], words: Words) -> list[Column]:
    """Each column with its role; a role that more than one could have goes to one of them."""
    columns = [replace(c, role=_role(c.path, words)) for c in columns]
    columns = _projects(_scores_of_levels(columns), words)
    columns = _fallbacks(columns, words)
    columns = _weights(columns)
    columns = _deepest(_targets(_parts_beside(columns, words)))
    columns = _once(_reasons(columns, words))
    if not _has(columns, "review_score"):  # only the bureau of finance has reviewed it
        columns = [replace(c, role="review_score") if c.role == "finance_score" else c for c in columns]
    return columns


def _projects(columns: list[Column], words: Words) -> list[Column]:
    """单位名称 | 项目名称 | 预算数 | 年度目标 left of the levels: one table for many projects."""
    first = min((c.left for c in columns if c.role in LEVELS), default=0)
    named = {c: words.beside.get(c.path[-1]) for c in columns if c.path and c.left < first}
    if "project" not in named.values():
        return columns
    # 得分 | 自评总分: the last is the project's, in one cell beside all its indicators
    behind = [c for c in columns if c.path and c.left > first and words.beside.get(c.path[-1]) == "score"]
    if any(c.role == "self_score" for c in columns if c not in behind):
        named |= dict.fromkeys(behind, "score")
    return [replace(c, role=f"beside.{named[c]}") if named.get(c) else c for c in columns]


def _has(columns: Iterable[Column], *roles: str) -> bool:
    return any(c.role in roles or c.role.split(".")[0] in roles for c in columns)


def _fallbacks(columns: list[Column], words: Words) -> list[Column]:
    """Labels that mean a role only where nothing else does: 指标名称, 完成情况, 备注."""
    wanted = [c for c in columns if not c.role and c.path and words.fallbacks["level3"].get(c.path[-1])]
    if len(wanted) > 1:  # 绩效指标 | 指标名称: the first names the whole block
        wanted = [c for c in wanted if c is wanted[-1] or not words.block_column.match(c.path[-1])]
    for i, c in enumerate(reversed(wanted)):
        missing = [r for r in ("level3", "level2", "level1") if not _has(columns, r)]
        if missing and (i == 0 or c.left < wanted[-1].left) and missing[0] == ("level3" if i == 0 else missing[0]):
            columns = [replace(x, role=missing[0]) if x is c else x for x in columns]
    for role in ("level1", "actual", "target", "criteria", "reason"):
        if _has(columns, role) or (role == "reason" and not _has(columns, "actual", "self_score")):
            continue
        if role in ("actual", "target") and not _has(
            columns, "target", "initial_target", "weight", "self_score", "actual"
        ):
            continue
        for c in columns:
            if not c.role and c.path and words.fallbacks[role].get(c.path[-1]):
                columns = [replace(x, role=role) if x is c else x for x in columns]
                break
    return columns


def _parts_beside(columns: list[Column], words: Words) -> list[Column]:
    """本年目标值 over 方向 | 数值, its merge undone: what stands beside a part, named as one, is a part, too."""
    for before, c in itertools.pairwise(columns):
        whole, _, part = before.role.partition(".")
        beside = words.parts.get(c.path[-1]) if c.path and not c.role else None
        if beside and part and whole in TARGETS and before.right == c.left - 1:
            columns = [replace(x, role=f"{whole}.{beside}") if x is c else x for x in columns]
    return columns


def _targets(columns: list[Column]) -> list[Column]:
    """年初 and 调整 beside each other are two targets; 年初目标值 alone is the target."""

    def rename(old: str, new: str) -> None:
        nonlocal columns
        columns = [replace(c, role=c.role.replace(old, new, 1)) if c.role.split(".")[0] == old else c for c in columns]

    if _has(columns, "adjusted_target"):
        if not _has(columns, "initial_target") and any(c.role in ("target", "target.value") for c in columns):
            plain_target = next(c for c in columns if c.role in ("target", "target.value"))
            columns = [replace(c, role="initial_target") if c is plain_target else c for c in columns]
        rename("adjusted_target", "target")
    elif _has(columns, "initial_target") and not any(c.role in ("target", "target.value") for c in columns):
        rename("initial_target", "target")
    if _has(columns, "target") and not any(c.role == "target" for c in columns):
        values = [c for c in columns if c.role == "target.value"]
        if not values:  # a column without heading may hold the values: told by its contents
            return columns
        columns = [replace(c, role="target") if c is values[0] else c for c in columns]
    return columns


def _scores_of_levels(columns: list[Column]) -> list[Column]:
    """一级指标|得分|二级指标|得分|三级指标|得分|…|得分: what stands right behind a level is what it can score."""
    behind = [b for a, b in pairwise(columns) if a.role in LEVELS and b.role == "self_score"]
    scores = [c for c in columns if c.role == "self_score"]
    if len(behind) < 2 or len(scores) == len(behind) or _has(columns, "weight"):
        return columns
    return [replace(c, role="weight") if c in behind else c for c in columns]


def _weights(columns: list[Column]) -> list[Column]:
    """一级指标|分值|二级指标|分值|三级指标|分值: each belongs to the level before it, the last is the indicator's."""
    weights = [c for c in columns if c.role == "weight"]
    if len(weights) < 2:
        return columns
    seen: str | None = None
    result: list[Column] = []
    for c in columns:
        if c.role in LEVELS:
            seen = c.role
        if c.role == "weight" and c is not weights[-1] and seen in ("level1", "level2"):
            c = replace(c, role="points", level=seen)
        elif c.role == "weight" and c is not weights[-1]:
            c = replace(c, role="")
        result.append(c)
    return result


def _deepest(columns: list[Column]) -> list[Column]:
    """The deepest level is the indicator: with 四级 the third is another column, without 三级 the second is it."""
    if _has(columns, "level4"):
        return [
            replace(c, role="level3") if c.role == "level4" else replace(c, role="") if c.role == "level3" else c
            for c in columns
        ]
    if not _has(columns, "level3"):
        deepest = next((r for r in ("level2", "level1") if _has(columns, r)), None)
        return [replace(c, role="level3") if c.role == deepest else c for c in columns]
    return columns


def _reasons(columns: list[Column], words: Words) -> list[Column]:
    """偏差原因分析 over 经费保障 | 制度保障 | … | 原因说明: the reason is the one that says so, the rest are ticks."""
    group = [c for c in columns if c.role == "reason"]
    named = [c for c in group if words.columns.get(c.path[-1]) == "reason"]
    named = named or [c for c in group if len(c.path) > 1 and words.fallbacks["reason"].get(c.path[-1])]
    if len(group) < 2 or not named or (len(named) == len(group) and not any(len(c.path) > 1 for c in group)):
        return columns
    return [replace(c, role="") if c in group and c is not named[0] else c for c in columns]


def _once(columns: list[Column]) -> list[Column]:
    """One column a role: a second score column is the review's, further repeats are kept as other columns."""
    seen: set[str] = set()
    result: list[Column] = []
    for c in columns:
        if c.role in seen and c.role and c.role != "points":
            spare = "review_score" if c.role == "self_score" and "review_score" not in seen else ""
            c = replace(c, role=spare)
        seen.add(c.role)
        result.append(c)
    return result


def is_number(text: str) -> bool:
    """Is this heading no heading but a figure (a block's points in the column of scores)."""
    return bool(_NUMBER.fullmatch(plain(text)))
