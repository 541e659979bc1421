"""What a part of a rule comes to, and how parts make a whole: AND, OR, ALL, ANY, and sides that cannot be computed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from perfeval.language import tree as t
from perfeval.language.instances import Instance
from perfeval.language.relation import Outcome, computed, single
from perfeval.language.values import NotApplicable, Value

T = TypeVar("T")
Number = Callable[[Instance], Value]
Truth = Callable[[Instance], Outcome]


def attempt(f: Callable[[Instance], T], e: Instance) -> T | NotApplicable:
    """What it comes to, or why to nothing."""
    try:
        return f(e)
    except NotApplicable as gap:
        gap.__traceback__ = None  # its frames hold the exception again: a circle that only the collector would find
        return gap


def broken(
    node: t.Compare, place: int, left: Value | NotApplicable, right: Value | NotApplicable, tolerant: bool
) -> Outcome:
    """A side cannot be computed: 不适用, but 不通过 where it lacks what a filled result was computed from."""
    gap = left if isinstance(left, NotApplicable) else right
    result, own = (right, node.items[place + 1]) if gap is left else (left, node.items[place])
    other = node.items[place] if gap is left else node.items[place + 1]
    assert isinstance(gap, NotApplicable)
    if (
        tolerant
        and gap.blank
        and node.ops[place] == "="
        and isinstance(result, Value)
        and single(own)
        and computed(other)
        and result.number
    ):
        return Outcome(False, note=gap.missing, node=node)
    raise gap.again()


def worst(found: list[Outcome]) -> Outcome:
    """Of parts that must all hold: the first that fails, else the first within its slack."""
    if not found:
        raise NotApplicable("没有可核对的项")
    failed = next((o for o in found if not o.ok), None)
    return failed or next((o for o in found if o.slack), found[0])


def best(found: list[Outcome]) -> Outcome:
    """Of parts of which one must hold: the first that holds exactly, else within its slack."""
    if not found:
        raise NotApplicable("没有可核对的项")
    passed = [o for o in found if o.ok]
    return next((o for o in passed if not o.slack), passed[0] if passed else found[0])


def all_of(items: list[Truth]) -> Truth:
    """Fails where one part fails, whatever else is missing; 不适用 where none fails and one cannot be told."""

    def judge(e: Instance) -> Outcome:
        decided, found, gap = _weighed(items, e, lambda o: not o.ok)
        if decided is not None:
            return decided
        if gap is not None:
            raise gap.again()
        return worst(found)

    return judge


def any_of(items: list[Truth]) -> Truth:
    """Passes where one part passes; 不适用 where none does and one cannot be told."""

    def judge(e: Instance) -> Outcome:
        decided, found, gap = _weighed(items, e, lambda o: o.ok and not o.slack)
        if decided is not None:
            return decided
        if gap is not None and not any(o.ok for o in found):
            raise gap.again()
        return best(found)

    return judge


def _weighed(
    items: list[Truth], e: Instance, decides: Callable[[Outcome], bool]
) -> tuple[Outcome | None, list[Outcome], NotApplicable | None]:
    """The first part that decides alone; else all that could be told, and the first gap."""
    found: list[Outcome] = []
    gap: NotApplicable | None = None
    for item in items:
        outcome = attempt(item, e)
        if isinstance(outcome, NotApplicable):
            gap = gap or outcome
        elif decides(outcome):
            return outcome, [], None
        else:
            found.append(outcome)
    return None, found, gap
