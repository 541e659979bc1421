"""分值 written as percents (“20%”): in sums and comparisons they are points, as the scores beside them are."""

from __future__ import annotations

from dataclasses import replace

from perfeval.model import Dossier, Form, Leaf


def in_points(dossier: Dossier) -> Dossier:
    """The same dossier, the weights of such forms as points; cells and ids stay. Forms without percents are shared."""
    if not any(_percents(form) for form in dossier.forms):
        return dossier
    return replace(dossier, forms=[_points(form) if _percents(form) else form for form in dossier.forms])


def in_percents(form: Form) -> bool:
    """Are weights written as percents? A live formula would compute with 0.2 where 20 is meant."""
    return bool(_percents(form))


def _percents(form: Form) -> list[Leaf]:
    leaves = [*(i.weight for i in form.indicators), *(f.weight for f in form.funds), form.totals.weight]
    return [leaf for leaf in leaves if leaf is not None and leaf.unit == "%" and leaf.number is not None]


def _points(form: Form) -> Form:
    return replace(
        form,
        indicators=[replace(i, weight=_plain(i.weight)) for i in form.indicators],
        funds=[replace(f, weight=_plain(f.weight)) for f in form.funds],
        totals=replace(form.totals, weight=_plain(form.totals.weight)),
    )


def _plain(leaf: Leaf | None) -> Leaf | None:
    if leaf is None or leaf.unit != "%" or leaf.number is None:
        return leaf
    value = leaf.number * 100 if leaf.percent_format else leaf.number
    return replace(leaf, value=value.normalize() + 0, unit=None, percent_format=False)
