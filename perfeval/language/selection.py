"""Which rows and columns of a table an operand names, given where the loops of its rule stand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from perfeval.language import tree as t
from perfeval.language.printer import selector
from perfeval.language.values import literal, normal
from perfeval.language.views import LEVELS, Line, View
from perfeval.model import Indicator

Group = tuple[str, ...]


@dataclass(slots=True)
class At:
    """Where the loops stand."""

    row: Line | None = None
    home: View | None = None  # the view that ``row`` belongs to
    column: t.Label | None = None
    group: Group | None = None
    level: str = ""


def joined(line: Line, home: View, other: View) -> Line | None:
    """The same row in another table: by code if both have one, else by label path, else by a name both have once."""
    if home is other:
        return line
    if line.code:
        found = other.by("code", line.code)
        if found or other.coded:
            return found[0] if found else None
    same = other.by("path", line.path)
    if same:
        twins = home.by("path", line.path)
        place = next((n for n, x in enumerate(twins) if x is line), 0)
        return same[place] if place < len(same) else None
    names = other.by("name", line.names[0])
    return names[0] if len(names) == 1 and len(home.by("name", line.names[0])) == 1 else None


def group_of(line: Line, level: str) -> Group | None:
    """The titles above a row down to ``level``; None where the form does not have that level."""
    if not isinstance(line.source, Indicator) or level not in LEVELS:
        return None
    names = LEVELS[level]
    own = getattr(line.source, names[-1])
    if own is None or not own.text.strip():
        return None
    above = [getattr(line.source, n) for n in names]
    return tuple(normal(x.text) if x is not None else "" for x in above)


def lines(ref: t.Ref, view: View, at: At) -> list[Line]:
    """The rows that the first selector names, as far as the filters and groups after it let them pass."""
    first, *more = ref.rows
    lines = _select(first, view, at)
    for selector_ in more:
        if isinstance(selector_, t.Group):
            kept = _select(selector_, view, at)
            lines = [x for x in lines if any(x is k for k in kept)]
    return [x for x in lines if passes(ref, x)]


def _select(first: t.Selector, view: View, at: At) -> list[Line]:
    match first:
        case t.Label() | t.Code():
            line = view.line(first)
            return [line] if line is not None else []
        case t.Star():
            if at.row is None or at.home is None:
                return []
            line = joined(at.row, at.home, view)
            return [line] if line is not None else []
        case t.Every():
            return view.top()
        case t.Filter():
            return view.items()
        case t.Several():
            found = [view.line(x) for x in first.items]
            return [x for x in found if x is not None]
        case t.Span():
            return _span(view, first)
        case t.Children():
            if isinstance(first.of, t.Star):
                line = joined(at.row, at.home, view) if at.row is not None and at.home is not None else None
            else:
                line = view.line(first.of)
            return view.children(line) if line is not None else []
        case t.Group():
            if first.loop:
                group = at.group
            else:
                line = joined(at.row, at.home, view) if at.row is not None and at.home is not None else None
                group = group_of(line, first.level) if line is not None else None
            level = first.level
            return [] if group is None else view.grouped(level, lambda x: group_of(x, level)).get(group, [])


def _span(view: View, span: t.Span) -> list[Line]:
    """From 甲 to 乙, both included, on 甲's level."""
    first, last = view.line(span.first), view.line(span.last)
    if first is None or last is None or last.position < first.position:
        return []
    inside = view.lines[first.position : last.position + 1]
    return [x for x in inside if x.role == "item" and (x.parent == first.parent or x is last)]


def passes(ref: t.Ref, line: Line) -> bool:
    return all(_matches(f, line) for f in ref.rows if isinstance(f, t.Filter))


def _matches(condition: t.Filter, line: Line) -> bool:
    value = line.get(condition.column)
    if value is None or value.absent:
        return False
    if isinstance(condition.value, t.Text):
        equal = normal(value.text or "") == normal(condition.value.value)
        return equal if condition.op == "=" else not equal if condition.op == "≠" else False
    if value.number is None:
        return False
    wanted = literal(condition.value.value, condition.value.unit).number or Decimal(0)
    sign = (value.number > wanted) - (value.number < wanted)
    return sign in {"=": (0,), "≠": (1, -1), "≥": (0, 1), "≤": (0, -1), ">": (1,), "<": (-1,)}[condition.op]


def column_labels(ref: t.Ref, view: View, at: At) -> list[t.Label]:
    match ref.column:
        case t.Label():
            return [ref.column]
        case t.Star():
            return [at.column] if at.column is not None else []
        case t.Every():
            return view.amounts
        case t.Several():
            return [x for x in ref.column.items if isinstance(x, t.Label)]
        case t.Span():
            names = [normal(c.name) for c in view.all_columns]
            ends = [normal(selector(ref.column.first)), normal(selector(ref.column.last))]
            if ends[0] not in names or ends[1] not in names:
                return []
            return view.all_columns[names.index(ends[0]) : names.index(ends[1]) + 1]
        case _:
            return []
