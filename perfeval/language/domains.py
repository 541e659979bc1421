"""Which form a table name means, inside one dossier, its last year, its projects or the whole batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from perfeval.language import tree as t
from perfeval.language import views
from perfeval.language.values import NotApplicable, normal
from perfeval.language.views import View
from perfeval.language.views_funds import funds
from perfeval.model import Dossier, Form

SELF_EVALUATIONS = ("项目支出绩效自评表", "部门整体支出绩效自评表", "转移支付绩效自评表")
TARGETS = "绩效目标表"
FUNDS = "资金"
ANY_TABLE = "任意表"
ALIASES: dict[str, tuple[str, ...]] = {"自评表": SELF_EVALUATIONS, "绩效目标": (TARGETS,)}
OTHER = "其他表"
PROJECTS = "各项目"
PREVIOUS = "上年"
BATCH = "批次"


class Domains:
    """The tables of a dossier by the names that rules use. Views are made once and kept as long as this object."""

    def __init__(
        self, dossier: Dossier, parameters: Mapping[str, Any] | None = None, batch: Sequence[Dossier] | None = None
    ) -> None:
        self.dossier, self.parameters, self.batch = dossier, parameters or {}, batch
        self._views: dict[tuple[int, bool], View] = {}
        self._named: dict[tuple[str, int], list[Form]] = {}
        self._viewed: dict[tuple[str | None, str, int], tuple[list[View], str]] = {}

    def view(self, form: Form, table: str) -> View:
        """The lines of the form that the table name addresses."""
        key = (id(form), table == FUNDS)
        if key not in self._views:
            if table == FUNDS:
                self._views[key] = funds(form)
            elif form.indicators or form.kind in (*SELF_EVALUATIONS, TARGETS):
                self._views[key] = views.indicators(form)
            else:
                self._views[key] = views.matrix(form)
        return self._views[key]

    def viewed(self, ref: t.Ref, current: Form) -> tuple[list[View], str]:
        """The views that an operand takes its cells from, or none and what is missing; the same for every rule."""
        key = (ref.scope, ref.table, id(current))
        if key not in self._viewed:
            try:
                self._viewed[key] = [self.view(f, ref.table) for f in self.forms(ref, current)], ""
            except NotApplicable as gap:
                self._viewed[key] = [], gap.missing
        return self._viewed[key]

    def named(self, table: str, dossier: Dossier) -> list[Form]:
        """All forms of a dossier that the name means."""
        key = (table, id(dossier))
        if key not in self._named:
            self._named[key] = self._meant(table, dossier)
        return self._named[key]

    @staticmethod
    def _meant(table: str, dossier: Dossier) -> list[Form]:
        if table == FUNDS:
            return [f for f in dossier.forms if f.funds or f.kind in SELF_EVALUATIONS]
        if table == ANY_TABLE:
            return [f for f in dossier.forms if f.rows and not f.indicators]
        kinds = ALIASES.get(table, (table,))
        found = [f for f in dossier.forms if f.kind in kinds]
        if not found:  # a table of the bureau's own, by its printed title or the name of its sheet
            wanted = normal(table)
            own = [f for f in dossier.forms if f.kind == OTHER]
            found = [f for f in own if normal(f.title).endswith(wanted) or normal(f.sheet) == wanted]
        return found

    def current(self, ref: t.Ref, scope: tuple[str, ...]) -> list[Form]:
        """The forms that a rule runs on: those that its first operand names, of the kinds in its scope."""
        found = self.named(ref.table, self.dossier)
        if not scope:
            return found
        kinds = {k for s in scope for k in ALIASES.get(s, (s,))}
        return [f for f in found if f.kind in kinds]

    def forms(self, ref: t.Ref, current: Form) -> list[Form]:
        """The forms that an operand takes its cells from: one, or all of 各项目 and 批次."""
        if ref.scope == PROJECTS:
            found = [f for f in self.named(ref.table, self.dossier) if f.kind == SELF_EVALUATIONS[0]]
            return _some(found, f"{PROJECTS}.{ref.table}")
        if ref.scope == BATCH:
            if self.batch is None:
                raise NotApplicable(BATCH)
            return _some([f for d in self.batch for f in self.named(ref.table, d)], f"{BATCH}.{ref.table}")
        if ref.scope == PREVIOUS:
            if self.dossier.previous is None:
                raise NotApplicable(PREVIOUS)
            found = self.named(ref.table, self.dossier.previous)
            return [self._nearest(found, current, f"{PREVIOUS}.{ref.table}")]
        found = self.named(ref.table, self.dossier)
        if any(f is current for f in found):
            return [current]
        return [self._nearest(found, current, ref.table)]

    @staticmethod
    def _nearest(found: list[Form], current: Form, name: str) -> Form:
        """Of several forms the one that belongs to the one at hand; none is guessed."""
        _some(found, name)
        for key in ("kind", "project", "file", "sheet"):
            if len(found) > 1:
                found = [f for f in found if getattr(f, key) == getattr(current, key)] or found
        if len(found) > 1:
            raise NotApplicable(f"{name}（有{len(found)}张，不知是哪一张）")
        return found[0]


def _some(found: list[Form], name: str) -> list[Form]:
    if not found:
        raise NotApplicable(name)
    return found
