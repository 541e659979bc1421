"""report.toml of a profile and its bases, and the small language of its sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from perfeval.frozen import frozen
from perfeval.profile import Profile, ProfileError, toml_files

Texts = Mapping[str, Any]


def _over(base: dict[str, Any], heir: Mapping[str, Any]) -> dict[str, Any]:
    """Tables key by key; a list (an outline, the rows of a cover) replaces the base's."""
    merged = dict(base)
    for key, value in heir.items():
        below = merged.get(key)
        merged[key] = _over(below, value) if isinstance(below, dict) and isinstance(value, Mapping) else value
    return merged


@lru_cache(maxsize=8)
def load(profile: Profile) -> Texts:
    """What report.toml of the profile and its bases say. ProfileError where there is none."""
    texts: dict[str, Any] = {}
    for own in toml_files(profile.folders, "report.toml"):
        texts = _over(texts, own)
    if not texts:
        raise ProfileError("没有找到报告提纲 report.toml")
    for name, outline in texts["outline"].items():
        if "like" in outline:
            texts["outline"][name] = _like(texts["outline"][outline["like"]], outline)
    return texts


def _like(base: dict[str, Any], heir: dict[str, Any]) -> dict[str, Any]:
    """An outline made of another one with some words replaced."""

    def put(value: Any) -> Any:
        if isinstance(value, str):
            return heir.get("replace", {}).get(value) or _words(value, heir.get("replace", {}))
        if isinstance(value, list):
            return [put(v) for v in value]
        return {k: put(v) for k, v in value.items()} if isinstance(value, dict) else value

    return {**{k: put(v) for k, v in base.items()}, **heir}


def _words(text: str, replace: Mapping[str, str]) -> str:
    for old, new in replace.items():
        if len(text) > len(old):
            text = text.replace(old, new)
    return text


_NUMBER = re.compile(r"^(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.．:]+|[①-⑳])")


@lru_cache(maxsize=4096)
def plain(label: str) -> str:
    """A label for comparison: width, spaces, numbering, 其中, brackets with units and the colon taken away."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", label))
    text = _NUMBER.sub("", text).removeprefix("其中:")
    return re.sub(r"[(\[][^()\[\]\d]{0,4}[)\]]$", "", text.rstrip(":")).strip("\"'“”")


_WIDE = "\u3000-\u303f\u4e00-\u9fff\uff01-\uff65“”‘’"
_SPACE = re.compile(f"(?<=[{_WIDE}])\\s+|\\s+(?=[{_WIDE}])")
_MARKS = str.maketrans(",;:?!", "，；：？！")
_HALF = re.compile(f"(?<=[{_WIDE}])\\s*[,;:?!](?!//)|[,;:?!](?=[{_WIDE}])")
_BRACKETS = re.compile(f"\\(([^()]*[{_WIDE}][^()]*)\\)|(?<=[{_WIDE}])\\(([^()]*)\\)")


def tidy(text: str) -> str:
    """One line: no break, no space beside a Chinese character (优 抚 -> 优抚); of a name or a label."""
    return _SPACE.sub("", " ".join(text.split()))


def typeset(text: str) -> str:
    """Half-width stops and brackets of a Chinese text made full-width, as a published text has them."""
    text = _BRACKETS.sub(lambda m: f"（{m[1] if m[1] is not None else m[2]}）", text)
    return _HALF.sub(lambda m: m[0].strip().translate(_MARKS), text)


def seam(text: str, following: str) -> str:
    """The unit's text without what the sentence goes on to say: 8人 before 人, a stop before a stop."""
    if following[:1] in ("，", "。", "；", "、"):
        return text.rstrip("，。；、")
    return text[:-1] if re.fullmatch(r"[\d,.]+[人个]", text) and text[-1] == following[:1] else text


# ---------------------------------------------------------------- sentences


@frozen
class Ref:
    """{…} in a sentence: alternatives, the first that is there counts."""

    names: tuple[str, ...]


@frozen
class Maybe:
    """<…> in a sentence: left out as a whole if anything in it is missing."""

    parts: tuple[Part, ...]


Part = str | Ref | Maybe
_TOKEN = re.compile(r"\{([^{}]*)\}|([<>])")


@lru_cache(maxsize=512)
def parse(sentence: str) -> tuple[Part, ...]:
    """A sentence of report.toml into its parts. ProfileError where a bracket has no partner."""
    stack: list[list[Part]] = [[]]
    position = 0
    for found in _TOKEN.finditer(sentence):
        if found.start() > position:
            stack[-1].append(sentence[position : found.start()])
        position = found.end()
        if found[1] is not None:
            stack[-1].append(Ref(tuple(re.split(r"\|(?![^\[]*\])", found[1]))))
        elif found[2] == "<":
            stack.append([])
        elif len(stack) > 1:
            inner = stack.pop()
            stack[-1].append(Maybe(tuple(inner)))
        else:
            raise ProfileError(f"报告句子里多了一个 >：{sentence}")
    if len(stack) > 1:
        raise ProfileError(f"报告句子里少了一个 >：{sentence}")
    if position < len(sentence):
        stack[0].append(sentence[position:])
    return tuple(stack[0])
