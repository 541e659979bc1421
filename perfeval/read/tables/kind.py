"""Which table is it: 表种 by its title, its columns and its rows; canonical names of year columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

from perfeval.frozen import frozen
from perfeval.read.labels import clean
from perfeval.read.tables.words import Kind, Words, bare, is_unit, without_year

_YEAR = re.compile(r"((?:19|20)\d\d)年?度?(.*)")
_OF = r"(?:三公经费)?(?:一般公共预算)?(?:财政拨款)?(?:支出)?"
_MEASURE = re.compile(_OF + r"((?:年初)?(?:预算|决算)[数额]?|(?:实际)?执行数)")
_LATEST = re.compile(r"(?<!\d)(20\d\d)(?:年|$)")


@frozen
class Content:
    """What a table holds, as labels: ``columns`` are header paths."""

    columns: tuple[tuple[str, ...], ...]
    rows: tuple[str, ...]
    blocks: int


def recognise(
    titles: Sequence[str], content: Content, words: Words, year: int | None, unit: str | None = None
) -> tuple[Kind, str]:
    """The kind and the caption that named it; the generic kind where nothing is close enough.

    ``unit``: the name of the unit, no part of what a caption says of the table.
    """
    best: tuple[float, Kind, str] | None = None
    for title in titles:
        for kind in words.kinds:
            score = _title_score(title, kind, words, unit)
            if not score or not _fits(kind, content):
                continue
            rows, columns = hits(kind, content, year)
            if rows + columns < 2 and content.rows:
                continue  # the name alone may be chance
            score += 0.2 * rows / max(len(content.rows), 1) + 0.2 * columns / max(len(content.columns), 1)
            if best is None or score > best[0]:
                best = (score, kind, title)
    if best is not None:
        return best[1], best[2]
    found = _by_content(content, words, year)
    return (found, "") if found else (words.generic, "")


def _fits(kind: Kind, content: Content) -> bool:
    """A T table has two sides."""
    return not kind.sides or content.blocks >= 2


def _title_score(title: str, kind: Kind, words: Words, unit: str | None) -> float:
    """The more of the title the alias is, the better; 0 where a word besides makes it another table."""
    text = _unnumbered(title)
    if unit:
        text = text.replace(clean(unit), "")
    best = 0.0
    for alias in kind.titles:
        if alias not in text:
            continue
        if any(q in text and q not in alias and q not in kind.beside for q in words.qualifiers):
            continue
        # a longer alias says more: it wins over a shorter one that the title holds as well
        best = max(best, 0.5 + 0.5 * len(alias) / max(len(text), 1) + 0.05 * len(alias))
    return best


@lru_cache(maxsize=1024)  # every kind asks for the same few titles
def _unnumbered(title: str) -> str:
    return re.sub(r"第?[一二三四五六七八九十\d]+[部分]*[、.]", "", without_year(title))


def hits(kind: Kind, content: Content, year: int | None) -> tuple[int, int]:
    """How many different canonical rows and columns of the kind stand here (of a turned table, the other way)."""
    if kind.sides:
        halves = [hits(side, content, year) for side in kind.sides]
        return sum(h[0] for h in halves), max(h[1] for h in halves)
    rows = {n for r in content.rows if (n := kind.rows.get(r))}
    columns = {n for path in content.columns if (n := column_name(path, kind, year, known=True))}
    if kind.turn:
        across = {n for path in content.columns if (n := item_name(path, kind))}
        if len(across) > len(rows):
            measures = {n for path in content.columns for p in path if (n := measure_name(p, kind, year))}
            measures |= {n for r in content.rows if (n := measure_name(r, kind, year))}
            return len(across), len(measures)
    return len(rows), len(columns)


def _by_content(content: Content, words: Words, year: int | None) -> Kind | None:
    best: tuple[int, Kind] | None = None
    for kind in words.kinds:
        if kind.need_rows is None or not _fits(kind, content):
            continue
        rows, columns = hits(kind, content, year)
        enough = rows >= kind.need_rows and columns >= (kind.need_columns or 0)
        if enough and (best is None or rows + columns > best[0]):
            best = (rows + columns, kind)
    return best[1] if best else None


def column_name(path: Sequence[str], kind: Kind, year: int | None, *, known: bool = False) -> str:
    """The canonical name of a header path; where the profile has none its last label ("" if ``known``)."""
    path = [p for p in path if not is_unit(p)] or path
    for k in range(len(path)):
        joined = "".join(path[k:])
        for text in dict.fromkeys((joined, *_yearly(joined, year), bare(joined), without_year(joined))):
            if text and (name := kind.columns.get(text)):
                return name
    for label in reversed(path):
        if len(path) == 1 or clean(path[-1]) not in ("合计", "小计", "金额", ""):
            break
        named = (kind.columns.get(text) for text in dict.fromkeys((label, *_yearly(label, year))))
        if name := next(filter(None, named), None):
            return name
    if known:
        return ""
    last = "".join(path[-1:])
    found = _YEAR.fullmatch(bare(last))
    said = found is not None and found[2]  # 2019年 alone does not say of what
    return (next(iter(_yearly(last, year)), "") if said else "") or _plain(path)


def column_names(paths: Sequence[tuple[str, ...]], kind: Kind, year: int | None) -> list[str]:
    """A name for every column; where two have one name, it is this year's, the other is called by its whole path."""
    names = [column_name(p, kind, year) for p in paths]
    for name, number in Counter(names).items():
        same = [k for k, n in enumerate(names) if n == name]
        if number == 1 or len({paths[k] for k in same}) == 1:
            continue
        joined = {k: "".join(paths[k]) for k in same}
        whole = (k for k in same if kind.columns.get(joined[k]) == name)  # the profile names it by its whole path
        recent = (k for k in same if year and str(year) in joined[k])
        keep = next(chain(whole, recent, same))
        for k in same:
            if k != keep or name not in kind.column_names:
                names[k] = "/".join(bare(p) for p in paths[k])
    return names


def _plain(path: Sequence[str]) -> str:
    """The last label; with those above it where it is a mere 合计 or 小计."""
    if not path:
        return ""
    labels = [bare(p) for p in path]
    return "/".join(labels[-2:]) if len(labels) > 1 and labels[-1] in ("合计", "小计", "其他", "金额") else labels[-1]


def _yearly(text: str, year: int | None) -> Iterable[str]:
    """2022年决算数 in a form of 2023 is 上年决算数."""
    found = _YEAR.fullmatch(bare(text))
    measure = _MEASURE.fullmatch(found[2] or "决算数") if found else None  # a bare year: what became of it
    if found is None or measure is None or not year:
        return
    word = measure[1].removeprefix("年初").removesuffix("额").removesuffix("数") + "数"
    if int(found[1]) == year:
        yield "本年" + word
    elif int(found[1]) == year - 1:
        yield "上年" + word
    elif int(found[1]) < year - 1:
        yield f"{found[1]}年{word}"


def measure_name(text: str, kind: Kind, year: int | None) -> str | None:
    """预算数, 2023年决算数 … as a canonical column of the kind, None for anything else."""
    for variant in dict.fromkeys((*_yearly(text, year), text, without_year(text))):
        if variant and (name := kind.columns.get(variant)):
            return name
    return None


def item_name(path: Sequence[str], kind: Kind) -> str | None:
    """The canonical row that a header path of a turned table names: 公务用车购置及运行费/小计."""
    labels = [p for p in path if not re.fullmatch(r"(?:.*年度?)?(?:三公经费)?(?:预算|决算)数?", clean(p))]
    for k in range(len(labels)):
        joined = "".join(labels[k:])
        if name := kind.rows.get(joined) or kind.rows.get(without_year(joined)):
            return name
        if k < len(labels) - 1 and clean(labels[-1]) in ("小计", "合计") and (name := kind.rows.get(labels[-2])):
            return name
    return None


def years_in(texts: Iterable[str]) -> set[int]:
    """The years that the columns and rows of a table name."""
    return {int(m[1]) for t in texts for m in _LATEST.finditer(t)}
