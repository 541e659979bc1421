"""标题回行: a title of several lines is broken between words, into lines of like length (GB/T 9704 7.3.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from typing import Any

from perfeval.write.report.blocks import Run
from perfeval.write.report.pages import WIDTH, width

MOST = 24  # places where a break is tried
MOST_LINES = 5  # of a title: what is longer is a text in the wrong cell, and would take seconds to try
SIZES = {"CoverTitle": 26.0, "Title": 22.0}  # points


def broken(runs: Sequence[Run], style: str, words: Mapping[str, Any]) -> list[Run]:
    """The runs with a line break where the title is too long for a line; as they are where no place is good.

    ``words``: [title] of report.toml: patterns of what a line may begin with (``before``) or end with (``after``).
    """
    text = "".join(r.text for r in runs)
    room = int(WIDTH / SIZES[style] * 2) / 2
    if width(text) <= room:
        return list(runs)
    starts = {m.start() for w in words["before"] for m in re.finditer(w, text)}
    ends = {m.end() for w in words["after"] for m in re.finditer(w, text)}
    inside = {n for m in re.finditer(r"[“《（【][^”》）】]*[”》）】]|[\w.%-]+(?<=[\dA-Za-z])", text, re.ASCII)
              for n in range(m.start() + 1, m.end())}  # fmt: skip
    places = sorted((starts | ends) - inside - {0, len(text)})[:MOST]
    least = -(-int(width(text) * 10) // int(room * 10))
    for lines in range(least, min(least + 2, MOST_LINES + 1)):
        best = min((b for b in combinations(places, lines - 1)), key=lambda b: _worst(text, b), default=None)
        if best and _worst(text, best)[0] <= room:
            return _cut(runs, best)
    return list(runs)


def _worst(text: str, breaks: tuple[int, ...]) -> tuple[float, float]:
    """The longest line, then how unlike the lines are."""
    edges = [0, *breaks, len(text)]
    lines = [width(text[a:b]) for a, b in pairwise(edges)]
    return max(lines), max(lines) - min(lines)


def _cut(runs: Sequence[Run], breaks: tuple[int, ...]) -> list[Run]:
    found, at = [], 0
    for run in runs:
        own = [b - at for b in breaks if at <= b < at + len(run.text)]
        text = run.text
        for place in reversed(own):
            text = text[:place] + "\n" + text[place:]
        found.append(Run(text, run.cell, run.missing, run.also))
        at += len(run.text)
    return found
