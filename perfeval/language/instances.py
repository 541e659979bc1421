"""The instances of a rule on one form: loops unrolled, every operand resolved to its cell or cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from perfeval.language import tree as t
from perfeval.language.domains import Domains
from perfeval.language.plan import Plan, Slot, spoken
from perfeval.language.printer import reference
from perfeval.language.selection import At, Group, column_labels, group_of, joined, lines, passes
from perfeval.language.values import NotApplicable, Value, normal, number
from perfeval.language.views import Line, View
from perfeval.language.views_funds import fields
from perfeval.model import Form, Indicator, Row

FULL_MARKS = re.compile(r"(\d+(?:\.\d+)?)\s*分")


@dataclass(slots=True, eq=False)
class Instance:
    """One run of a rule. ``values`` by slot; ``index`` is the element of the lists that is at hand."""

    form: Form
    label: str
    values: Values
    parameters: Any
    index: int = 0
    line: Line | None = None
    gap: NotApplicable | None = None  # why it cannot run at all

    def scalars(self) -> Iterator[Value]:
        for value in self.values:
            if isinstance(value, Value):
                yield value
            else:
                yield from value


class Values:
    """The operands of an instance by slot, each found when it is asked for: many a rule ends at its first."""

    __slots__ = ("_at", "_found", "_run")

    def __init__(self, run: _Run, at: At) -> None:
        self._run, self._at = run, at
        self._found: list[Value | list[Value] | None] = [None] * len(run.plan.slots)

    def __getitem__(self, slot: int) -> Value | list[Value]:
        found = self._found[slot]
        if found is None:
            run = self._run
            if run.plan.looped[slot]:
                found = _resolve(run, slot, self._at)
            else:
                found = run.fixed.get(slot)
                if found is None:
                    found = run.fixed[slot] = _resolve(run, slot, self._at)
            self._found[slot] = found
        return found

    def __iter__(self) -> Iterator[Value | list[Value]]:
        return (self[slot] for slot in range(len(self._found)))

    def changed(self, change: Callable[[Value], Value]) -> Values:
        """The same operands, each as ``change`` makes it."""
        made = Values(self._run, self._at)
        made._found = [[change(v) for v in x] if isinstance(x, list) else change(x) for x in self]
        return made


@dataclass(slots=True)
class _Run:
    """One form's run: the views of every slot, the ones that cannot be had by what is missing."""

    plan: Plan
    domains: Domains
    form: Form
    parameters: Mapping[str, Any]
    views: list[list[View]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    fixed: dict[int, Value | list[Value]] = field(default_factory=dict)  # the same in every instance


def instances(plan: Plan, domains: Domains, form: Form, parameters: Mapping[str, Any]) -> Iterator[Instance]:
    """Every instance of the rule on ``form``; NotApplicable where a loop has nothing to run over."""
    run = _Run(plan, domains, form, parameters)
    for slot in plan.slots:
        views, missing = domains.viewed(slot.ref, form)
        run.views.append(views)
        run.missing.append(missing)
    for at in _loops(run):
        yield from _loose(run, at)


def _loops(run: _Run) -> Iterator[At]:
    rows = list(_rows(run)) if run.plan.star_rows else [(None, None)]
    for row, home in rows:
        for column in _columns(run, row, home) if run.plan.star_columns else [None]:
            for group in _groups(run) if run.plan.group else [None]:
                yield At(row, home, column, group, run.plan.group or "")


def _rows(run: _Run) -> Iterator[tuple[Line, View]]:
    """The rows of the first operand with ``*``, then those that only the others have."""
    seen: list[tuple[Line, View]] = []
    for i in run.plan.row_makers:
        if not run.views[i]:
            if i == run.plan.row_makers[0]:
                raise NotApplicable(run.missing[i])
            continue
        view, slot = run.views[i][0], run.plan.slots[i]
        homes = homes_of(seen)
        if any(home is view for home in homes):
            continue
        pool = [x for x in view.lines if view.children(x)] if run.plan.over_parents else view.items()
        known = {id(row) for row, _ in seen}
        for line in pool:
            if homes and any(id(joined(line, view, home)) in known for home in homes):
                continue
            if not slot.filtered or passes(slot.ref, line):
                seen.append((line, view))
                yield line, view
    if not seen:
        raise NotApplicable(f"{run.plan.slots[run.plan.star_rows[0]].ref.table}没有可逐行核对的行")


def homes_of(seen: list[tuple[Line, View]]) -> list[View]:
    """The views that rows were taken from, each once."""
    return list({id(home): home for _, home in seen}.values())


def _columns(run: _Run, row: Line | None, home: View | None) -> Iterator[t.Label]:
    """The amount columns of the operands whose column is ``*``, each once."""
    seen: set[str] = set()
    for i in run.plan.star_columns:
        for view in run.views[i][:1]:
            for column in view.amounts:
                key = normal(column.name)
                if key not in seen:
                    seen.add(key)
                    yield column
    if not seen:
        first = run.plan.star_columns[0]
        raise NotApplicable(run.missing[first] or f"{run.plan.slots[first].ref.table}没有金额栏")


def _groups(run: _Run) -> Iterator[Group]:
    level = run.plan.group or ""
    seen: set[Group] = set()
    for i, slot in enumerate(run.plan.slots):
        if not any(isinstance(s, t.Group) for s in slot.ref.rows):
            continue
        for view in run.views[i][:1]:
            for group in view.grouped(level, lambda x: group_of(x, level)):
                if isinstance(group, tuple):
                    seen.add(group)
                    yield group
        break
    if not seen:
        raise NotApplicable(level)


def _loose(run: _Run, at: At) -> Iterator[Instance]:
    """One instance, or one for each element of lists that stand outside SUM, ALL and the like."""
    values = Values(run, at)
    label = _label(at)
    if not run.plan.loose:
        yield Instance(run.form, label, values, run.parameters, line=at.row)
        return
    lengths = {len(v) for i in run.plan.loose if isinstance(v := values[i], list)}
    if not lengths:
        yield Instance(run.form, label, values, run.parameters, line=at.row)
        return
    if len(lengths) > 1:
        gap = NotApplicable("两边的项数不同")
        yield Instance(run.form, label, values, run.parameters, line=at.row, gap=gap)
        return
    for k in range(lengths.pop()):
        element = next(v[k] for i in run.plan.loose if isinstance(v := values[i], list))
        own = " ".join(x for x in (label, element.at[0], element.at[1]) if x)
        yield Instance(run.form, own, values, run.parameters, k, at.row)


def _spoken(line: Line, home: View) -> str:
    """The row as an instance names it, told from its twins."""
    source = line.source
    if isinstance(source, Indicator):
        above = (source.block, source.level1, source.level2)
        row = "/".join([" ".join(x.text.split()) for x in above if x is not None] + [line.label])
    else:
        row = "/".join(line.path) or line.label
    twins = home.by("twins", (line.path, line.code))
    if len(twins) > 1:
        row += f"（第{next(n for n, x in enumerate(twins, 1) if x is line)}个）"
    return row


def _label(at: At) -> str:
    row = ""
    if at.row is not None and at.home is not None:
        if at.row.spoken is None:  # every rule on indicators asks for it
            at.row.spoken = _spoken(at.row, at.home)
        row = at.row.spoken
    column = at.column.name if at.column is not None else ""
    group = "/".join(x for x in at.group if x) if at.group else ""
    return "｜".join(x for x in (row, column, group) if x)


def _resolve(run: _Run, place: int, at: At) -> Value | list[Value]:
    slot = run.plan.slots[place]
    if run.missing[place]:
        return _absent(slot, run.missing[place])
    if slot.ref.whole or not slot.ref.rows:
        found = [_single(run, slot, view) for view in run.views[place]]
        return found if slot.many else found[0]
    if slot.single is not None:  # nine in ten operands: no list need be made
        line = _line(slot.single, run.views[place][0], at)
        if line is None:
            return _absent(slot, _place(slot, at))
        assert isinstance(slot.ref.column, t.Label)
        return _value(slot, line, slot.ref.column, at)
    found = []
    for view in run.views[place]:
        rows = lines(slot.ref, view, at)
        columns = column_labels(slot.ref, view, at)
        if not rows or not columns:
            if not slot.many:
                return _absent(slot, _place(slot, at))
            continue
        found += [_value(slot, line, column, at) for line in rows for column in columns]
    if not slot.many:
        return found[0]
    present = [v for v in found if not v.absent]
    if not present:
        return _absent(slot, _place(slot, at))
    return present if slot.owner != -1 else found


def _line(selector_: t.Label | t.Code | t.Star, view: View, at: At) -> Line | None:
    if not isinstance(selector_, t.Star):
        return view.line(selector_)
    if at.row is None or at.home is None:
        return None
    return at.row if at.home is view else joined(at.row, at.home, view)


def _absent(slot: Slot, missing: str) -> Value:
    """Not in the form: 不适用 where it is used, 0 where the operand is marked ``?``."""
    if slot.ref.optional:
        return Value(Decimal(0), Decimal(0), Decimal(0), blank=True, zero=True, shown="0", name=missing)
    return Value(absent=missing, name=missing)


def _place(slot: Slot, at: At) -> str:
    """支出情况[项目支出, 本年决算数], with the loop's row and column in place of ``*``."""
    ref = slot.ref
    axes = []
    for axis, text in zip((*ref.rows, ref.column), slot.axes, strict=True):
        if isinstance(axis, t.Star):
            on_row = axis is not ref.column
            axes.append((at.row.label if at.row else "*") if on_row else (at.column.name if at.column else "*"))
        else:
            axes.append(text)
    head = f"{ref.scope}." if ref.scope else ""
    return f"{head}{ref.table}[{', '.join(axes)}]"


def _value(slot: Slot, line: Line, column: t.Label, at: At) -> Value:
    children = slot.children and line.partial
    key = (column.path, column.part, slot.name, children)
    value = line.known.get(key)
    if value is None:
        value = line.get(column)
        if value is None:
            return _absent(slot, _place(slot, at))
        row = line.label
        value.at = (row, column.name)
        value.name = slot.name.replace("{行}", row).replace("{列}", spoken(column.name))
        value.partial = children
        if not isinstance(line.source, Row):  # a table may have a hundred thousand rows
            line.known[key] = value
    return value


def _single(run: _Run, slot: Slot, view: View) -> Value:
    """A field 基本信息[编制数], or a property 资金.满分."""
    label = slot.ref.column
    assert isinstance(label, t.Label)
    if slot.ref.whole:
        value = _full_marks(view) if label.name == "满分" else _complete(view)
    else:
        value = fields(view.form)(label.name)
        if value is None and view.total is not None and label.name in ("总分", "等级"):
            value = view.total.get(t.Label(("得分",) if label.name == "总分" else ("等级",)))
    if value is None:
        return _absent(slot, reference(slot.ref).removesuffix("?"))
    value.at = ("", label.name)
    value.name = slot.name.replace("{列}", label.name).replace("{行}", label.name)
    return value


def _complete(view: View) -> Value:
    done = number(Decimal(int(view.form.complete)))
    done.text = done.shown = "是" if view.form.complete else "否"
    return done


def _full_marks(view: View) -> Value | None:
    """资金.满分: the weight column of the total row, else the header 得分(20分*执行率) or the row's own title."""
    if not view.lines:
        return None
    total = next((x for x in view.lines if x.label == "总额"), view.lines[0])
    weight = total.get(t.Label(("分值",)))
    if weight is not None and weight.number is not None:
        return weight
    form = view.form
    texts = [x.row.text for x in form.funds if x.name == total.label]
    for row in form.rows:
        texts += [part for c in row.cells if "得分" in "".join(c.column) for part in c.column]
    for text in texts:
        found = FULL_MARKS.search(normal(text))
        if found and ("分值" in text or "得分" in text or "满分" in text or "(" in normal(text)):
            marks = number(Decimal(found.group(1)))
            marks.shown = text
            return marks
    return None
