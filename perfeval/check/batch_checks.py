"""批次: what only shows over all dossiers of one run: repeated and missing units, codes, texts copied between units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier

TEXTS = ("预期目标", "年度总体目标", "实际完成情况", "评价结论", "存在问题", "改进措施")
SHORTEST = 40  # characters of a text that two units do not write alike by chance
REMIND = "催报；已经交了的，核对清单与表内的单位名称、代码是否一致"


@dataclass(frozen=True, slots=True)
class Submission:
    """What the batch needs of one dossier. ``texts``: where -> 总体目标 and 完成情况 as printed."""

    unit: str
    code: str | None
    year: int | None
    file: str
    name: str = ""
    texts: tuple[tuple[str, str], ...] = field(default=())

    @classmethod
    def of(cls, dossier: Dossier) -> Submission:
        """What the batch keeps of a dossier once it is done: small, and free of cells."""
        texts = tuple(
            (f.name, f.leaf.text)
            for form in dossier.forms
            for f in form.fields
            if f.name in TEXTS and len("".join(f.leaf.text.split())) >= SHORTEST
        )
        file = dossier.sources[0].file if dossier.sources else dossier.name
        return cls(dossier.unit, dossier.code, dossier.year, file, dossier.name, texts)


def batch(
    submissions: Iterable[Submission], rules: Iterable[Rule], expected: Iterable[tuple[str, str]] = ()
) -> list[CheckResult]:
    """Findings over the batch; ``expected``: (代码, 名称) of 应报清单. Each names the files that it speaks of."""
    handed = list(submissions)
    by_id = {r.id: r for r in rules}
    found: list[CheckResult] = []
    for rule_id, find in (("批次-01", _repeated), ("批次-01b", _codes), ("批次-02", _copied)):
        if rule_id in by_id:
            found.extend(find(handed, by_id[rule_id]))
    if "批次-01" in by_id:
        found.extend(_missing(handed, list(expected), by_id["批次-01"]))
    return found


def _repeated(handed: list[Submission], rule: Rule) -> Iterator[CheckResult]:
    """One unit twice: of one name, or of one code under names of which one holds the other."""
    groups: dict[tuple[str, int | None], list[Submission]] = defaultdict(list)
    for s in handed:
        groups[s.code or _plain(s.unit), s.year].append(s)
    for (key, year), same in groups.items():
        if len(same) < 2:
            continue
        names = sorted({_plain(s.unit) for s in same}, key=len)
        if all(names[0] in name for name in names):
            say = f"{same[0].unit}{year or ''}年度报了{len(same)}份：{'、'.join(s.name or s.file for s in same)}"
        else:
            units = list(dict.fromkeys(s.unit for s in same))
            say = f"{'、'.join(units)}填的单位代码都是{key}，请核对是代码填错，还是同一个单位报了{len(same)}份"
        yield rule.result("不通过", None, same[0].unit, say, (), file=same[0].file)


def _codes(handed: list[Submission], rule: Rule) -> Iterator[CheckResult]:
    codes: dict[str, dict[str, Submission]] = defaultdict(dict)
    for s in handed:
        if s.code:
            codes[_plain(s.unit)].setdefault(s.code, s)
    for found in codes.values():
        if len(found) > 1:
            first = next(iter(found.values()))
            say = f"{first.unit}有{len(found)}个代码：{'、'.join(found)}"
            yield rule.result("不通过", None, first.unit, say, (), file=first.file)


def _copied(handed: list[Submission], rule: Rule) -> Iterator[CheckResult]:
    """The same long text handed in by two units."""
    places: dict[str, list[tuple[Submission, str]]] = defaultdict(list)
    for s in handed:
        for where, text in s.texts:
            plain = "".join(text.split())
            if len(plain) >= SHORTEST:
                places[plain].append((s, where))
    for text, found in places.items():
        units = list(dict.fromkeys(s.unit for s, _ in found))
        if len(units) > 1:
            say = f"{'、'.join(units[:4])}{'等' if len(units) > 4 else ''}的“{found[0][1]}”逐字相同：“{text[:20]}…”"
            yield rule.result("不通过", None, units[0], say, (), file=found[0][0].file)


def _missing(handed: list[Submission], expected: list[tuple[str, str]], rule: Rule) -> Iterator[CheckResult]:
    codes = {s.code for s in handed if s.code}
    names = {_plain(s.unit) for s in handed}
    for code, unit in expected:
        if code not in codes and _plain(unit) not in names:
            say = f"应报清单里的{unit}（{code}）没有报送" if code else f"应报清单里的{unit}没有报送"
            yield rule.result("不通过", None, unit, say, (), file="应报清单.xlsx", hint=REMIND)


def _plain(name: str) -> str:
    return "".join(name.split())
