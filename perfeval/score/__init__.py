"""建议得分: what the rules admit for every indicator and funds row, and one suggested score with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfeval.model import Dossier, Form, Rate
from perfeval.profile import Profile
from perfeval.score.context import Context
from perfeval.score.direction import refine
from perfeval.score.formula import Figure
from perfeval.score.funds import score_funds
from perfeval.score.give import places_of
from perfeval.score.indicator import score_indicator
from perfeval.score.policy import Policy, policy_for
from perfeval.score.rates import figures, rates
from perfeval.score.totals import score_totals
from perfeval.score.weights import ceilings, estimated

__all__ = ["Policy", "Rate", "policy_for", "rates", "score", "score_form"]


def score(dossier: Dossier, profile: Profile, settings: Mapping[str, Any] | None = None) -> None:
    """Fills the scores of every form: the form's own notes > ``settings`` (perfeval.toml, [scoring]) > the profile."""
    dossier.rates = rates(dossier, profile)
    known = figures(dossier.rates)
    for form in dossier.forms:
        if form.indicators or form.funds:
            refine(form, profile)
            score_form(form, policy_for(form, profile, settings), known)


def score_form(form: Form, policy: Policy, known: Mapping[str, Figure] | None = None) -> None:
    """One form: its indicators, its funds row, its totals. ``known``: rates computed from the dossier's tables."""
    own = [i.self_score for i in form.indicators]
    places = places_of(own)
    context = Context(form, policy, places, estimated(form, policy, places), ceilings(form), known or {})
    for index, indicator in enumerate(form.indicators):
        indicator.score = score_indicator(index, context)
    score_funds(form, policy, places_of([*own, *(f.self_score for f in form.funds)]))
    score_totals(form, policy)
