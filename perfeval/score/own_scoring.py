"""A scoring.toml, or the part [scoring] of perfeval.toml, that somebody wrote: what is wrong with it, in words.

Nothing in it may be passed over in silence: a slip of the pen would leave the usual points in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from perfeval.language.errors import RuleError, suggestion
from perfeval.language.method import parse
from perfeval.language.vocabulary import SHARED
from perfeval.profile import BUILT_IN, KNOWN, Profile, ProfileError, expect, load
from perfeval.score.policy import compiled

Table = Mapping[str, Any]
PARTS: dict[str, type] = {
    **dict.fromkeys(("policy", "parameters", "levels", "grades", "method", "words", "units", "rate"), dict),
    **dict.fromkeys(("special", "note", "subject", "criterion", "cap"), list),
}
METHOD: dict[str, type] = {**dict.fromkeys(("value", "low", "high", "ratio", "says", "basis"), str), "example": dict}
KEYS: dict[str, dict[str, type]] = {  # of the part itself, of each table in it, or of each entry of a list
    "policy": {"title": str, "basis": str, "grades": str},
    "method": METHOD,
    "rate": {"formula": str, "direction": str, "basis": str, "from": list, "places": int},
    "units": {"alias": dict, "convert": dict, "prefixes": dict, "a_year": dict, "counters": list},
    "special": {**METHOD, "name": str, "match": str, "target": str, "rate": str, "rates": dict},
    "note": {"name": str, "pattern": str, "gives": dict, "scale": str, "criteria": bool, "grades": str},
    "subject": {"match": str},
    "criterion": {"part": str, "pattern": str},
    "cap": {"below": str, "most": str},
}
NEEDED = {
    "special": ("name", "match", "says", "basis"),
    "note": ("pattern",),
    "subject": ("match",),
    "criterion": ("part", "pattern"),
    "cap": ("below", "most"),
    "rate": ("formula", "direction", "basis", "from"),
}
SPECIAL = ("分值", "目标", "完成")
NAMES = {  # what is given to the formulas
    "special": SPECIAL,
    "method": (*SPECIAL, "目标低", "目标高", "完成低", "完成高", "预算数", "执行数", "执行率", "系数"),
}
FORMULAS = ("value", "low", "high", "ratio")
_PARAMETER = re.compile(r"参数[.．]([\w·]+)")


def check(settings: Table, profile: Profile, where: str = "[scoring]") -> None:
    """ProfileError, in words, where ``settings`` cannot be used or something in them would have no effect.

    ``profile``: what they change; ``where``: how their file is called.
    """
    _check(settings, profile.scoring, profile, where)


@lru_cache(maxsize=16)
def check_profile(profile: Profile) -> None:
    """The same of the scoring.toml of a profile that is none of the built-in ones, once for each."""
    file = profile.find("scoring.toml")
    if file is not None and BUILT_IN not in file.parents:
        _check(profile.scoring, load().scoring, profile, str(file))


def _check(data: Table, base: Table, profile: Profile, where: str) -> None:
    expect(where, data, PARTS)
    for part, value in data.items():
        for at, entry in _entries(f"{where} 的 {part}", part, value):
            expect(at, entry, KEYS[part])
            _whole(at, entry, NEEDED.get(part, ()), formula=part == "special")
            _patterns(at, {key: entry[key] for key in ("match", "target", "pattern") if key in entry})
            if part == "rate":
                _rate(at, entry)
    _numbers(where, data)
    _units(f"{where} 的 units", data.get("units", {}))
    _scales(where, data, {*base.get("grades", ()), *data.get("grades", ())})
    notes = [*base.get("note", ()), *data.get("note", ())]
    set_ = {*base.get("parameters", ()), *(name for note in notes for name in note.get("gives", ()))}
    named = set(_PARAMETER.findall(repr([data, base, *profile.rules]))) - set(profile.forms.get(SHARED, ()))
    for part, known in (("method", base["method"]), ("words", base["words"]), ("parameters", {*set_, *named})):
        for name in data.get(part, ()):
            if name not in known:  # it would never be asked for
                raise ProfileError(f"{where} 的 {part} 里没有“{name}”这一项{suggestion(name, sorted(known), KNOWN)}")
    _words(f"{where} 的 words", data.get("words", {}), base["words"])
    parameters = [f"参数.{name}" for name in sorted({*set_, *data.get("parameters", ())})]
    for part, names in NAMES.items():
        for at, entry in _entries(f"{where} 的 {part}", part, data.get(part, {})):
            _formulas(at, entry, [*names, *parameters])


def _entries(where: str, part: str, value: Any) -> Iterator[tuple[str, Table]]:
    """The tables of a part whose keys are known, each with how it is called."""
    if part in ("policy", "units"):
        yield where, value
    elif part in ("method", "rate"):
        expect(where, value, dict.fromkeys(value, dict))
        yield from ((f"{where}“{name}”", entry) for name, entry in value.items())
    elif part in KEYS:
        for n, entry in enumerate(value, 1):
            if not isinstance(entry, dict):
                raise ProfileError(f"{where} 的每一项要写成 [[{part}]]，下面一行写一个键")
            yield f"{where}“{entry.get('name', f'第{n}项')}”", entry


def _whole(at: str, entry: Table, needed: Iterable[str], *, formula: bool) -> None:
    missing = [key for key in needed if key not in entry]
    if formula and not ("value" in entry or {"low", "high"} <= set(entry)):
        missing.append("value（或 low 和 high）")
    if missing:
        raise ProfileError(f"{at} 缺少 {'、'.join(missing)}")


def _patterns(at: str, patterns: Mapping[str, str]) -> None:
    for key, pattern in patterns.items():
        try:
            compiled(pattern)
        except re.error as error:
            raise ProfileError(f"{at} 的 {key} 式样“{pattern}”写法有误（第{(error.pos or 0) + 1}个字处）") from None


def _words(at: str, given: Table, known: Table) -> None:
    """Each is a pattern or a list of words, as in the scoring.toml that it changes."""
    expect(at, given, {name: type(value) for name, value in known.items()})
    lists = [name for name, value in given.items() if isinstance(value, list)]
    for name in lists:
        if not all(isinstance(word, str) for word in given[name]):
            raise ProfileError(f'{at}.{name} 应是几个词，写成 ["甲", "乙"]')
    _patterns(at, {name: value for name, value in given.items() if name not in lists})


def _units(at: str, units: Table) -> None:
    for name, found in units.get("convert", {}).items():
        if not (isinstance(found, list) and len(found) == 2 and isinstance(found[0], str) and _number(found[1])):
            raise ProfileError(f'{at}.convert“{name}”应写成 [基本单位, 倍数]，如 ["米", "1000"]')
    for part in ("prefixes", "a_year"):
        for name, times in units.get(part, {}).items():
            if not _number(times):
                raise ProfileError(f"{at}.{part}“{name}”应是数，写的是“{times}”")
    _patterns(f"{at}.a_year", {name: name for name in units.get("a_year", {})})
    wrong = [name for name, unit in units.get("alias", {}).items() if not isinstance(unit, str)]
    if wrong:
        raise ProfileError(f"{at}.alias 应是单位的名称：{'、'.join(wrong)}")
    if not all(isinstance(unit, str) for unit in units.get("counters", ())):
        raise ProfileError(f'{at}.counters 应是几个单位，写成 ["个", "家"]')


def _rate(at: str, entry: Table) -> None:
    """Its formula, and the figures that each source gives to it."""
    try:
        used = parse(entry["formula"]).names
    except RuleError as error:
        raise ProfileError(f"{at} 的 formula 公式有误：{error}") from None
    for source in entry["from"]:
        if not isinstance(source, dict) or not all(isinstance(place, str) for place in source.values()):
            raise ProfileError(f'{at} 的 from 每一项要写成 {{ "名称" = "表[行, 列]" }}')
        for name in used:
            if name not in source:
                hint = suggestion(name, source, KNOWN)
                raise ProfileError(f"{at} 的公式用到“{name}”，from 里没有写它从哪里取{hint}")


def _scales(where: str, data: Table, known: Iterable[str]) -> None:
    named = [("policy", data.get("policy", {}))]
    named += [(f"note“{note.get('name', f'第{n}项')}”", note) for n, note in enumerate(data.get("note", ()), 1)]
    for at, entry in named:
        if "grades" in entry and entry["grades"] not in known:
            name, hint = entry["grades"], suggestion(entry["grades"], sorted(known), KNOWN)
            raise ProfileError(f"{where} 的 {at}.grades：没有一套等级叫“{name}”{hint}")


def _formulas(at: str, entry: Table, names: list[str]) -> None:
    for key in FORMULAS:
        try:
            used = parse(entry[key]).names if key in entry else ()
        except RuleError as error:
            raise ProfileError(f"{at} 的公式有误：{error}") from None
        for name in used:
            if name not in names:
                raise ProfileError(f"{at} 的公式里没有“{name}”这个名称{suggestion(name, names, KNOWN)}")


def _numbers(where: str, data: Table) -> None:
    grades = data.get("grades", {})
    expect(f"{where} 的 grades", grades, dict.fromkeys(grades, dict))
    tables = [(part, data.get(part, {})) for part in ("parameters", "levels")]
    tables += [(f"grades“{name}”", scale) for name, scale in grades.items()]
    tables += [("cap", cap) for cap in data.get("cap", ())]
    tables += [("note", {"scale": note["scale"]}) for note in data.get("note", ()) if "scale" in note]
    for part, table in tables:
        wrong = [name for name, value in table.items() if not _number(value)]
        if wrong:
            raise ProfileError(f"{where} 的 {part} 应是数：{'、'.join(wrong)}")


def _number(value: object) -> bool:
    try:
        return Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False
