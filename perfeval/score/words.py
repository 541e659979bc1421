"""定性指标: which of the three tiers an answer in words belongs to, by the word lists of the profile."""

from __future__ import annotations

from typing import Literal

from perfeval.model import Measure
from perfeval.score.policy import Policy, normal

Tier = Literal["定性达成", "定性部分达成", "定性未达成"]


def same_text(target: str, actual: str) -> bool:
    """The same but for punctuation, widths and blanks."""
    drop = str.maketrans("", "", ".,;:、!·…")
    return normal(target).translate(drop) == normal(actual).translate(drop)


def tier(target: Measure, actual: Measure, policy: Policy) -> Tier | None:
    """The tier, None where the words do not tell."""
    if same_text(target.text, actual.text):
        return "定性达成"
    said, wanted = normal(actual.text), normal(target.text)
    rest = said.replace(wanted, "") if len(wanted) > 1 else said  # the target's own words prove neither way
    if policy.words("mixed").search(rest) and not policy.words("mixed").search(wanted):
        return "定性部分达成"
    if policy.words("negative").search(rest) and not policy.words("negative").search(wanted):
        return "定性未达成"
    if policy.words("partial").search(rest) and not policy.words("partial").search(wanted):
        return "定性部分达成"
    if said.strip(".,;") in policy.data["words"]["same"] or (len(wanted) > 1 and wanted in said):
        return "定性达成"
    if len(said) * 2 >= len(wanted) and said in wanted:
        return "定性达成"
    return "定性达成" if policy.words("affirm").search(said) else None


def says_none(text: str, policy: Policy) -> bool:
    """“无上访”“未发生”: nothing happened, which is 0 of a thing that should not happen."""
    return bool(policy.words("none").search(normal(text)))


def timely(text: str, policy: Policy) -> bool:
    """“按时完成” and the like."""
    return bool(policy.words("timely").search(normal(text)))


def absent(text: str, policy: Policy) -> bool:
    """“无”“不涉及”: there was no such work this year."""
    return bool(policy.words("absent").search(normal(text)))
