"""The first look (初看): which unit, year and date a workbook is of, so that files can be put into dossiers.

Cheap and careful: it reads the top and the foot of every sheet, and leaves open what is not said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from perfeval.frozen import frozen
from perfeval.model import Cell
from perfeval.profile import Profile
from perfeval.read.days import find_day, year_in_digits
from perfeval.read.grid import Grid
from perfeval.read.labels import Synonyms, clean
from perfeval.read.values import simplify

TOP_ROWS, FOOT_ROWS, MOST_CELLS = 18, 4, 400
GROUPS = ("own", "doing", "near", "over", "code", "date", "year", "period")
DIVISION = re.compile(r"(?<=[一-鿿])[-—_]\d{6,9}$")  # …消防救援大队-211322000
CODED = re.compile(r"^[\[(]?(?P<code>[A-Z]?\d{3,12})[\])]?[-—_:]*(?P<name>[一-鿿].*)$")
PLACEHOLDER = re.compile(r"[×xX*]{2,}|年月日|^[/—-]+$")
YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|\)|度)")
AFTER_YEAR = re.compile(
    r"^(?:附件\d*:?)?\(?20\d\d\)?年?度?(?P<unit>[一-鿿]{4,25}?)(?:部门|单位|本级|机关)*"
    r"(?=部门整体|整体支出|部门预算|部门决算|[^一-鿿]{0,2}三公|预算公开|决算公开)"
)
BEFORE_SUBJECT = re.compile(r"(?:附件\d*:?|关于)?(?P<unit>[一-鿿]{4,30})")
TITLE_YEAR = re.compile(r"(?<!\d)(20\d\d)年?度")
BESIDE = re.compile(r"单位|年度?[:：]|公开.{0,3}表")
TITLE = re.compile(r"[表书告]|目标|自评|绩效|决算|预算")


@frozen
class Look:
    """What a file says of itself. ``unit`` without its code and without 本级, (盖章); None: not said."""

    unit: str | None = None
    code: str | None = None
    year: int | None = None
    date: str | None = None


@frozen
class _Named:
    """A unit as named somewhere: its name, and the code before it."""

    name: str
    code: str | None


def look(name: str, grids: list[Grid], profile: Profile, said: Iterable[str] = ()) -> Look:
    """Unit, code, year and 填报日期 of a workbook, from its sheets first and from its file name last.

    ``said``: the units that the forms in it name, asked where neither the labels nor the file name tell.
    """
    words: dict[str, Any] = profile.forms.get("look", {})
    labels = labels_of(profile)
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    alone: list[str] = []
    for grid in grids:
        for row in _rows(grid):
            if not _heads_list(row, labels):
                _row(row, labels, found)
            texts = [c.shown for c in row if len(c.shown) <= 90]
            if len(row) == 1 and not texts:
                texts = [row[0].shown[:45]]  # 池州市…办公室2020年度“三公”经费支出预算为…: how a long text begins
            lines += texts if len(row) <= 3 else []
            # 单位：万元, 预算年度：2025 may stand in the same line as the unit
            alone += texts[:1] if len(texts) == len(row) and all(map(BESIDE.search, texts[1:])) else []
    stem = PurePosixPath(name.replace("\\", "/")).stem
    unit = _unit(found, words) or _of_titles(alone, words) or _of_file(stem, words)
    if unit is None and (named := [n for text in said if (n := _named(text, words))]):
        unit = _most(named)
    codes = [simplify(c) for c in found.get("code", []) if re.fullmatch(r"[A-Z]?\d{3,12}", simplify(c))]
    day = next((d for d in map(_day, found.get("date", [])) if d), None)
    return Look(
        unit=unit.name if unit else None,
        code=(unit.code if unit and unit.code else None) or (codes[0] if codes else None),
        year=_year(found, lines, [g.sheet for g in grids], stem) or _headed_year(grids, labels.words),
        date=day,
    )


def _rows(grid: Grid) -> Iterator[list[Cell]]:
    """The rows at the top and at the foot of a sheet, a bounded number of cells of each."""
    numbers = grid.rows()
    wanted = set(numbers[:TOP_ROWS]) | set(numbers[-FOOT_ROWS:])
    rows: dict[int, list[tuple[int, Cell]]] = {}
    for (r, c), cell in grid.cells.items():
        if r in wanted:
            rows.setdefault(r, []).append((c, cell))
    for r in sorted(rows):
        yield [cell for _, cell in sorted(rows[r], key=lambda pair: pair[0])[:MOST_CELLS]]


def _heads_list(row: list[Cell], labels: _Labels) -> bool:
    """序号 | 单位名称 | 项目名称 | 金额: the heading of a list, no label with its value."""
    return len(row) > 2 and clean(row[0].shown) in labels.numbering


def _row(row: list[Cell], labels: _Labels, found: dict[str, list[str]]) -> None:
    """Labels in a row with their values: in the cell beside, or behind a colon in the same cell."""
    for i, cell in enumerate(row):
        text = cell.shown
        if len(text) > 200:
            continue
        if (group := labels.group(text)) is not None:
            beside = row[i + 1].shown if i + 1 < len(row) else ""
            # in a wide row the cell beside may be the next heading: then only what ends like a unit is one
            sure = len(row) <= 4 and not labels.weak(text)
            empty = not beside.strip() or len(beside) > 200 or labels.is_label(beside)
            if not empty and (sure or labels.is_value(group, beside)):
                found.setdefault(group, []).append(beside)
            continue
        for label, value in labels.inline(text):
            group = labels.group(label)
            if group is not None and (not labels.weak(label) or labels.is_value(group, value)):
                found.setdefault(group, []).append(value)


MOST_KNOWN = 20_000


class _Labels:
    """The labels of the table [look], as they stand alone in a cell and before a colon."""

    def __init__(self, words: dict[str, Any], fields: Synonyms) -> None:
        self.words, self.fields = words, fields
        self.groups = {clean(label): group for group in GROUPS for label in words.get(group, ())}
        self.weaker = frozenset(map(clean, words.get("weak", ())))
        self.others = frozenset(map(clean, words.get("captions", ())))
        self.ends = tuple(words.get("ends", ()))
        self.numbering = frozenset(map(clean, words.get("numbering", ())))
        spelt = sorted({*self.groups, *map(clean, words.get("captions", ()))}, key=lambda x: (-len(x), x))
        # 填 报 单 位 （盖章）：, 部门（单位）名称：
        one = "|".join(r"[ \u3000（()）、/]*".join(map(re.escape, label)) for label in spelt if label) or "(?!)"
        note, colon = r"\s*(?:[（(][^（）()]{0,10}[）)])?\s*", r"(?:[:：]|[ \u3000]{2,}(?=\S))"
        self.pattern = re.compile(rf"(?<![一-鿿])(?P<label>{one}){note}{colon}")
        self._inline: dict[str, list[tuple[str, str]]] = {}  # a batch asks for the same texts again and again

    def group(self, text: str) -> str | None:
        plain = clean(text)
        return self.groups.get(plain) or self.groups.get(plain.partition("/")[0])

    def is_label(self, text: str) -> bool:
        """Is this the next label, and no value: 项目实施单位 | (blank) | 项目负责人."""
        return self.group(text) is not None or clean(text) in self.others or self.fields.get(text) is not None

    def weak(self, text: str) -> bool:
        """单位, 部门 alone also head columns."""
        return clean(text) in self.weaker

    def is_value(self, group: str, text: str) -> bool:
        if group not in ("own", "doing", "near", "over"):
            return True
        named = _named(text, self.words)
        return named is not None and (named.code is not None or named.name.endswith(self.ends))

    def inline(self, text: str) -> list[tuple[str, str]]:
        """“单位名称：塘湖镇政府    填报日期：2021.5.18” as pairs."""
        found = self._inline.get(text)
        if found is None:
            found = list(self._pairs(text))
            if len(self._inline) < MOST_KNOWN:
                self._inline[text] = found
        return found

    def _pairs(self, text: str) -> Iterator[tuple[str, str]]:
        starts = list(self.pattern.finditer(text))
        for i, m in enumerate(starts):
            end = starts[i + 1].start() if i + 1 < len(starts) else len(text)
            value = re.split(r"[ \u3000\t]{2,}|[;；\n]", text[m.end() : end].strip())[0]
            if value:
                yield m["label"], value


@lru_cache(maxsize=16)
def labels_of(profile: Profile) -> _Labels:
    """The labels of a profile, compiled once (a batch asks for every file)."""
    fields = profile.forms.get("records", {}).get("fields", {})
    return _Labels(profile.forms.get("look", {}), Synonyms(fields, longest=20))


def _named(text: str, words: dict[str, Any]) -> _Named | None:
    """A unit's name, cleaned: 219001-池州市…政府(本级) -> 池州市…政府 with its code. None: no name of a unit."""
    plain = re.sub(r"\s+", "", simplify(text)).strip(":-—_.,;、")
    if PLACEHOLDER.search(plain) and "/" not in plain:
        return None
    plain = DIVISION.sub("", plain.partition("/")[0])
    code = None
    if m := CODED.match(plain):
        code, plain = m["code"], m["name"]
    notes = "|".join(map(re.escape, words.get("notes", ()))) or r"(?!)"
    plain = re.sub(rf"[(\[]?(?:{notes})[)\]]$|[(\[](?:{notes})[)\]]?", "", plain)
    for tail in words.get("tails", ()):
        # 市机关事务… keeps its 机关; 民政局机关 is the bureau itself
        if plain.endswith(tail) and len(plain) - len(tail) >= 3:
            plain = plain.removesuffix(tail)
    sentence = re.search(r"[,;。:=≥≤%]|\d{3}", plain)
    measured = plain.endswith(("元", "人民币")) or plain in words.get("not_units", ())
    if not 2 <= len(plain) <= 40 or sentence or measured or not re.search(r"[一-鿿]{2}", plain):
        return None
    return _Named(plain, code)


def _unit(found: dict[str, list[str]], words: dict[str, Any]) -> _Named | None:
    own, doing, near, over = (
        [n for text in found.get(group, []) if (n := _named(text, words))] for group in ("own", "doing", "near", "over")
    )
    over = near or over
    if own:
        return _most(own)
    several = len({n.name for n in doing}) > 1 and len({n.name for n in over}) == 1
    # a company, or a section of the bureau itself (粮食调控股)
    company = bool(doing) and _most(doing).name.endswith((*words.get("companies", ()), *words.get("sections", ())))
    if doing and not (over and (several or company)):
        return _most(doing)
    return _most(over) if over else None


def _most(names: list[_Named]) -> _Named:
    """The one named most often, the first of equals; with its code where it is given anywhere."""
    name = Counter(n.name for n in names).most_common(1)[0][0]
    return next((n for n in names if n.name == name and n.code), _Named(name, None))


def _of_titles(lines: list[str], words: dict[str, Any]) -> _Named | None:
    """A unit before the year in a title (水利局2023年度…自评表), or alone in one of the first lines."""
    ends = tuple(words.get("ends", ()))
    for text in lines[:12]:
        plain = re.sub(r"\s+", "", simplify(text))
        m = re.match(r"^(?:附件\d*:?)?(?P<unit>[一-鿿()]{3,30}?)(?:\(?20\d\d)", plain)
        if m and TITLE.search(plain):
            regional = any(w in plain for w in words.get("region_titles", ()))
            if m["unit"].endswith(ends) or (regional and m["unit"].endswith(tuple(words.get("regions", ())))):
                return _named(m["unit"], words)
        titled = TITLE.search(plain) or "三公" in plain
        if titled and len(plain) <= 50 and (named := _before_subject(plain, words)):
            return _named(named, words)
        # 2015年桂林市司法局部门“三公”经费情况统计表
        dated = AFTER_YEAR.match(plain)
        if dated and dated["unit"].endswith(ends) and TITLE.search(plain) and len(plain) <= 50:
            return _named(dated["unit"], words)
        coded = CODED.match(plain)
        if len(plain) <= 34 and plain.endswith(ends) and (coded or not TITLE.search(plain)):
            return _named(plain, words)
    return None


def _before_subject(plain: str, words: dict[str, Any]) -> str | None:
    """The unit before what a title is about: …局部门整体支出…, 关于…局财政拨款“三公”经费….

    Not before 项目支出: what stands there may be the project.
    """
    places = sorted(at for subject in words.get("subjects", ()) if (at := plain.find(subject)) > 0)
    for at in places:
        named = BEFORE_SUBJECT.fullmatch(plain[:at])
        if named and named["unit"].endswith(tuple(words.get("ends", ()))):
            return named["unit"]
    return None


def _of_file(stem: str, words: dict[str, Any]) -> _Named | None:
    """A unit at the beginning of the file name, up to the year, a line or a blank."""
    ends = tuple(words.get("ends", ()))
    dated = AFTER_YEAR.match(re.sub(r"\s+", "", simplify(stem)))
    if dated and dated["unit"].endswith(ends):  # 2025年…服务中心预算公开表
        return _named(dated["unit"], words)
    if named := _before_subject(re.sub(r"\s+", "", simplify(stem)), words):  # 关于…局财政拨款“三公”经费预算…的说明
        return _named(named, words)
    first = re.split(r"20\d\d|[_\-—\s(（]", stem.strip(), maxsplit=1)[0]
    plain = re.sub(r"^[\d.、]+", "", first)
    return _named(plain, words) if len(plain) >= 3 and plain.endswith(ends) else None


def _day(text: str) -> str | None:
    day = find_day(simplify(text).replace(" ", ""))
    return day.iso if day is not None and len(day.iso) == 10 and not day.iso.startswith("--") else None


def _year(found: dict[str, list[str]], lines: list[str], sheets: list[str], stem: str) -> int | None:
    """The year of the forms: of their titles, a label, the sheets' names, the file's name; never of a project."""
    plain = [re.sub(r"\s+", "", simplify(text)) for text in lines]
    plain = [text for text in plain if "日期" not in text and "时间" not in text]
    plain = [year_in_digits(text) for text in plain]
    alone = [m[1] for text in plain if (m := re.fullmatch(r"[(]?(20\d\d)年?度?[)]?", text))]
    titles = [m[1] for text in plain if TITLE.search(text) and len(text) <= 60 and (m := TITLE_YEAR.search(text))]
    told = [m[0] for text in found.get("year", []) if (m := re.search(r"20\d\d", simplify(text)))]
    loose = [m[1] for text in plain if TITLE.search(text) and len(text) <= 40 and (m := YEAR.search(text))]
    periods = [set(re.findall(r"20\d\d", simplify(text))) for text in found.get("period", [])]
    within = [years.pop() for years in periods if len(years) == 1]
    for years in (alone + titles, told, loose, within):
        if years:
            return int(Counter(years).most_common(1)[0][0])
    for text in [*sheets, stem]:
        named = set(re.findall(r"(?<!\d)(20\d\d)(?!\d)", simplify(text)))
        if len(named) == 1:
            return int(named.pop())
    return None


def _headed_year(grids: list[Grid], words: dict[str, Any]) -> int | None:
    """2017年决算数 | 2018年预算数 | 2018年决算数: the latest year that the columns name, where nothing else does."""
    headed = re.compile(r"(20\d\d)年?度?[^\d]{0,8}(?:" + "|".join(map(re.escape, words.get("headed", ()))) + ")")
    texts = (c.shown for g in grids for row in _rows(g) for c in row if len(c.shown) <= 24)
    return max((int(m[1]) for t in texts for m in headed.finditer(simplify(t))), default=None)
