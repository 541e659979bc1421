"""A scoring.toml, or the part [scoring] of perfeval.toml, that somebody wrote: what is wrong with it, in words.

Nothing in it may be passed over in silence: a slip of the pen would leave the usual points in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from perfeval.language.errors import RuleError
from perfeval.language.method import parse
from perfeval.profile import BUILT_IN, Profile, ProfileError, expect, load, near
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
    _check(settings, profile.scoring, profile.rules, where)


@lru_cache(maxsize=16)
def check_profile(profile: Profile) -> None:
    """The same of the scoring.toml of a profile that is none of the built-in ones, once for each."""
    file = profile.find("scoring.toml")
    if file is not None and BUILT_IN not in file.parents:
        _check(profile.scoring, load().scoring, profile.rules, str(file))


def _check(data: Table, base: Table, rules: Iterable[Table], where: str) -> None:
    expect(where, data, PARTS)
    for part, value in data.items():
        for at, entry in _entries(f"{where} 的 {part}", part, value):
            expect(at, entry, KEYS[part])
            _whole(at, entry, NEEDED.get(part, ()), formula=part == "special")
            _patterns(at, entry)
    _numbers(where, data)
    notes = [*base.get("note", ()), *data.get("note", ())]
    set_ = {*base.get("parameters", ()), *(name for note in notes for name in note.get("gives", ()))}
    named = _PARAMETER.findall(repr([data, base, *rules]))
    for part, known in (("method", base["method"]), ("words", base["words"]), ("parameters", {*set_, *named})):
        for name in data.get(part, ()):
            if name not in known:  # it would never be asked for
                raise ProfileError(f"{where} 的 {part} 里没有“{name}”这一项{near(name, sorted(known))}")
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


def _patterns(at: str, entry: Table) -> None:
    for key in ("match", "target", "pattern"):
        try:
            compiled(entry.get(key, ""))
        except re.error as error:
            raise ProfileError(f"{at} 的式样“{entry[key]}”写法有误（第{(error.pos or 0) + 1}个字处）") from None


def _formulas(at: str, entry: Table, names: list[str]) -> None:
    for key in FORMULAS:
        try:
            used = parse(entry[key]).names if key in entry else ()
        except RuleError as error:
            raise ProfileError(f"{at} 的公式有误：{error}") from None
        for name in used:
            if name not in names:
                raise ProfileError(f"{at} 的公式里没有“{name}”这个名称{near(name, names)}")


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
