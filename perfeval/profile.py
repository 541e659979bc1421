"""Profiles: what differs by place, as data. ``mof`` is the base, the others inherit from it and add to it.

A profile is a folder of TOML files: ``profile.toml`` (name, inherits), ``forms.toml`` (labels and synonyms of the
self-evaluation forms), ``tables.toml`` (of accounts and budget tables), ``values.toml`` (words of targets and
results), ``words.toml`` (words that rules share), ``rules.toml`` and ``rules/*.toml`` (审核公式), ``scoring.toml``
(计分办法), and a report template. Tables merge key by key, lists of the heir come before those of the base, a rule
with the id of an inherited one replaces it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from perfeval.language.errors import suggestion

BUILT_IN = Path(__file__).parent / "profiles"
KNOWN = "可用的有"  # before the names that a wrong one may have meant
ADVICE = "一行写一项（名称 = 值），文字加英文引号，路径里用 / 不用 \\"
HEAD: dict[str, type] = {"name": str, "title": str, "inherits": str}
SAID: dict[type, str] = {
    str: "文字（加引号）",
    int: "整数",
    bool: "true 或 false",
    dict: "一节（写成 [名称]，或用花括号括起来）",
    list: "几项（写成 [[名称]]，或用方括号括起来）",
}


class ProfileError(Exception):
    """A profile that is missing or cannot be used; the text is what the user sees."""


@dataclass(frozen=True, eq=False)
class Profile:
    """The merged data of a profile and its bases. ``folders``: nearest first, for files such as report templates.

    One is only equal to itself, so that what is made of it can be kept by ``lru_cache``.
    """

    name: str
    title: str
    folders: tuple[Path, ...]
    forms: dict[str, Any] = field(default_factory=dict)
    rules: tuple[dict[str, Any], ...] = ()
    scoring: dict[str, Any] = field(default_factory=dict)

    def find(self, filename: str) -> Path | None:
        """The nearest file of that name, in this profile or a base."""
        return next((f / filename for f in self.folders if (f / filename).exists()), None)


def names() -> list[str]:
    """The built-in profiles."""
    return sorted(p.name for p in BUILT_IN.iterdir() if (p / "profile.toml").exists())


def expect(where: str, data: Mapping[str, Any], kinds: Mapping[str, type]) -> None:
    """ProfileError, naming the key, for one that is not among ``kinds`` or whose value is of another kind.

    ``where``: the file, and the part of it that ``data`` is.
    """
    for key, value in data.items():
        kind = kinds.get(key)
        if kind is None:
            raise ProfileError(f"{where} 里没有“{key}”这一项{suggestion(key, kinds, KNOWN)}")
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise ProfileError(f"{where} 里的“{key}”应是{SAID[kind]}")


def chain(name: str, beside: Path | None = None) -> Iterator[Path]:
    """The folders of a profile and of its bases, nearest first, each found beside its heir or among the built-in ones.

    ProfileError where one is missing: a profile that inherits from its own name means the other one of that name.
    """
    wanted: str | None = name
    passed: set[Path] = set()  # without links and ..: a circle of relative paths comes to no end otherwise
    while wanted is not None:
        places = (*([beside / wanted] if beside else []), Path(wanted), BUILT_IN / wanted)
        folder = next((p for p in places if (p / "profile.toml").exists() and p.resolve() not in passed), None)
        if folder is None:
            raise ProfileError(f"没有名为“{wanted}”的地方配置{suggestion(wanted, names(), '现有')}")
        yield folder
        passed.add(folder.resolve())
        wanted, beside = _head(folder).get("inherits"), folder.parent


@lru_cache(maxsize=64)
def _head(folder: Path) -> dict[str, Any]:
    if BUILT_IN not in folder.parents:
        parts = folder, folder / "rules", *folder.glob("*.toml"), *folder.glob("rules/*.toml")
        _stamps.update((path, _stamp(path)) for path in parts)
    path = folder / "profile.toml"
    head = read_toml(path)
    expect(str(path), head, HEAD)
    return head


def read_toml(path: Path) -> dict[str, Any]:
    """What a TOML file holds. ProfileError, with the line, for one that is not written right; OSError as it comes."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ProfileError(f"{path} 不是 UTF-8 编码的文字：请在记事本里“另存为”，编码选 UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))  # tomllib says it in English
        where = f"第{place[1]}行第{place[2]}字" if place else ""
        raise ProfileError(f"{path} {where}写法有误：{ADVICE}") from error


def toml_files(folders: tuple[Path, ...], name: str) -> list[dict[str, Any]]:
    """The files ``name`` of a profile (``Profile.folders``) and its bases, the base first."""
    return [read_toml(folder / name) for folder in reversed(folders) if (folder / name).exists()]


def _toml(path: Path) -> dict[str, Any]:
    return read_toml(path) if path.exists() else {}


def _rules(path: Path) -> list[dict[str, Any]]:
    """The entries of a file of rules; ProfileError for one that nobody could replace or name."""
    found: list[dict[str, Any]] = _toml(path).get("rule", [])
    for n, rule in enumerate(found, 1):
        if not (isinstance(rule, dict) and isinstance(rule.get("id"), str)):
            raise ProfileError(f'{path} 的第{n}条规则没有编号，写法：[[rule]]，下面一行 id = "目标-04"')
    return found


def merge(base: Any, heir: Any) -> Any:
    """``heir`` over ``base``: tables key by key, lists of the heir first and without repeats, the rest replaced."""
    if isinstance(base, dict) and isinstance(heir, dict):
        both = {k: merge(base[k], heir[k]) for k in base if k in heir}
        return {**base, **heir, **both}
    if isinstance(base, list) and isinstance(heir, list):
        return heir + [x for x in base if x not in heir]
    return heir


def merge_rules(base: tuple[dict[str, Any], ...], heir: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Rules by id: one that is there already is replaced in its place, a new one comes last.

    One with ``change`` replaces only what it names, of ``param`` too.
    """
    by_id = {r["id"]: r for r in base}
    for rule in heir:
        old = by_id.get(rule["id"], {}) if rule.get("change") else {}
        by_id[rule["id"]] = {**old, **rule}
        if isinstance(old.get("param"), dict) and isinstance(rule.get("param"), dict):
            by_id[rule["id"]]["param"] = {**old["param"], **rule["param"]}
    return tuple(by_id.values())


def load(name: str = "mof", beside: Path | None = None) -> Profile:
    """The profile ``name``: a built-in one, or a folder (of the user's own, looked for ``beside`` first)."""
    return _load(tuple(chain(name, beside)))


def forget() -> None:
    """Read every profile anew when it is asked for next: its files have changed."""
    _head.cache_clear()
    _load.cache_clear()
    _stamps.clear()


def refresh() -> None:
    """``forget`` if a file of a profile that is none of the built-in has changed, come or gone since it was read."""
    if any(_stamp(path) != stamp for path, stamp in _stamps.items()):
        forget()


_stamps: dict[Path, tuple[int, int] | None] = {}  # of what was read: a folder's changes when a file comes or goes


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns


@lru_cache(maxsize=16)
def _load(folders: tuple[Path, ...]) -> Profile:
    """By its folders: a profile that is asked for beside ten thousand others is one, and so is what is made of it."""
    folder, *bases = folders
    head = _head(folder)
    base = _load(tuple(bases)) if bases else None
    own: dict[str, Any] = {}
    for file in ("forms.toml", "tables.toml", "values.toml", "words.toml"):
        own = merge(own, _toml(folder / file))
    files = folder / "rules.toml", *sorted(folder.glob("rules/*.toml"))
    rules = [rule for file in files for rule in _rules(file)]
    return Profile(
        name=head.get("name", folder.name),
        title=head.get("title", folder.name),
        folders=folders,
        forms=merge(base.forms if base else {}, own),
        rules=merge_rules(base.rules if base else (), rules),
        scoring=merge(base.scoring if base else {}, _toml(folder / "scoring.toml")),
    )
