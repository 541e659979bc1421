"""建议得分: what the rules admit for every indicator and funds row, and one suggested score with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfeval.model import Dossier, Form, Rate
from perfeval.profile import Profile
from perfeval.score import shared
from perfeval.score.context import Context
from perfeval.score.direction import refine
from perfeval.score.formula import Figure
from perfeval.score.funds import score_funds
from perfeval.score.give import Claim, places_of, unscored
from perfeval.score.indicator import score_indicator, weight_of
from perfeval.score.own_scoring import check, check_profile
from perfeval.score.policy import Policy, policy_for
from perfeval.score.rates import figures, rates
from perfeval.score.totals import score_totals
from perfeval.score.weights import ceilings, estimated

__all__ = ["Policy", "Rate", "check", "check_profile", "policy_for", "rates", "score", "score_form"]


def score(dossier: Dossier, profile: Profile, settings: Mapping[str, Any] | None = None) -> None:
    """Fills the scores of every form: the form's own notes > ``settings`` (perfeval.toml, [scoring]) > the profile.

    ProfileError where the user's own ``settings``, or the scoring.toml of a profile of their own, cannot be used.
    """
    check_profile(profile)
    if settings:
        check(settings, profile)
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
    merged = shared.groups(form)
    apart = [group for group in merged if shared.scored_apart(form, group)]
    limits = ceilings(form)
    for group in apart:
        limits.update(shared.ceilings(form, group))
    common = frozenset(n for group in apart for n in group)
    context = Context(form, policy, places, estimated(form, policy, places), limits, common, known or {})
    for index, indicator in enumerate(form.indicators):
        indicator.score = score_indicator(indicator, index, context)
    for group in merged:
        if group not in apart:
            _score_together(form, group, context)
    score_funds(form, policy, places_of([*own, *(f.self_score for f in form.funds)]))
    score_totals(form, policy)


def _score_together(form: Form, group: list[int], context: Context) -> None:
    """合并计分: the first row bears the score of all of them."""
    rows = shared.as_one(form, group)
    claim = Claim(rows[0].self_score, weight_of(rows[0]), context.places)
    scores = [score_indicator(row, n, context) for row, n in zip(rows, group, strict=True)]
    form.indicators[group[0]].score = shared.together(rows, scores, claim)
    for n in group[1:]:
        none = Claim(None, None, context.places)
        form.indicators[n].score = unscored(none, "不计分", "不计分", "与上面的指标合并计分")
