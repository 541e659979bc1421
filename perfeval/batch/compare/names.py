"""表文-12 … 表文-14: years and units in a written report that are not its own: a text taken over from elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.batch.compare.rules import of_text
from perfeval.model import CheckResult
from perfeval.read.report_passages import Passage
from perfeval.read.report_text import ReportText

_QUOTED = re.compile(r"《[^》]*》|[〔\[（(【][12]\d{3}[〕\])）】]第?\d*号?|[“\"][^”\"]*[”\"]")
_PERIOD = re.compile(r"(20\d\d)年1月1日?\s*[至到—~-]+\s*(?:\1年)?12月31日")


def names(report: ReportText, words: Mapping[str, Any], unit: str | None, year: int | None) -> Iterator[CheckResult]:
    """``unit`` and ``year``: as the workbooks have them, else as the report says most often."""
    text = [p for p in report.passages if p.table is None and p.text]
    years = Counter(y for p in text for y in re.findall(r"(20\d\d)年度", p.text))
    year = year or (int(years.most_common(1)[0][0]) if years else None)
    if year is not None:
        yield from _years(report, text, year, words.get("years", {}))
        yield from _period(report, text, year)
    if unit:
        yield from _units(report, text, unit, words.get("units", {}))


def _years(report: ReportText, text: list[Passage], year: int, words: Mapping[str, Any]) -> Iterator[CheckResult]:
    """2023年度部门整体支出 in a report of 2024: what is told there is told of the year itself."""
    pattern = re.compile(rf"(?<![\d比较同从至到与和—~-])(20\d\d)年(?:度|全年)?{words.get('told', '(?!)')}")
    for passage in text:
        flat = re.sub(r"\s+", "", _QUOTED.sub("", passage.text))
        for found in pattern.finditer(flat):
            other = int(found[1])
            if other == year or other > year + 1:
                continue
            said = flat[found.start() : found.end() + 8]
            yield of_text(report, passage, "表文-12", f"被评价的是{year}年度，这里写“{said}”", found[0])
            break


def _period(report: ReportText, text: list[Passage], year: int) -> Iterator[CheckResult]:
    for passage in text:
        found = _PERIOD.search(passage.text)
        if found and not passage.path and passage.text.startswith("评价时间") and int(found[1]) == year:
            say = f"评价时间写的是{found[0]}，是被评价的期间，不是开展评价的时间"
            yield of_text(report, passage, "表文-13", say, found[0])


def _units(report: ReportText, text: list[Passage], unit: str, words: Mapping[str, Any]) -> Iterator[CheckResult]:
    """Another unit of the same kind as the one that acts or is reported on: 白塔畈镇 in the report of 麻埠镇."""
    bodies = words.get("bodies", "(?!)")
    suffix = next((s for s in words.get("kinds", []) if re.search(f"{s}(?:{bodies})?$", unit)), None)
    if suffix is None:
        return
    own = _short(unit, bodies)
    pattern = re.compile(
        rf"(?:^|[,，。；;：:、“（(年度])(?P<unit>[一-鿿]{{2,16}}?{suffix})(?:{bodies})?{words['acts']}"
    )
    for passage in text:
        flat = re.sub(r"\s+", "", _QUOTED.sub("", passage.text))
        for found in pattern.finditer(flat):
            name = found["unit"]
            short = _short(name, bodies)
            if _within(short, own) or _within(own, short) or re.search(words["above"], name):
                continue
            yield of_text(report, passage, "表文-14", f"这是{unit}的报告，这里写的是“{name}”", name)
            break


def _short(unit: str, bodies: str) -> str:
    return re.sub(rf"(?:{bodies})$|[（(].*?[)）]|\s", "", unit)


def _within(short: str, long: str) -> bool:
    """All characters of one in the other, in their order: 信丰高新区管委会 of its full name."""
    rest = iter(long)
    return all(c in rest for c in short)
