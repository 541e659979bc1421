"""单位答复、单位说明、财政复核得分: read back from a workbook of ours, whoever saved it since.

A reply is known by the rule, the form and the row and column path that it answers, never by an address, and by a hash
of the figures: where these have changed since, the reply is kept and marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from perfeval.frozen import frozen

if TYPE_CHECKING:
    from perfeval.ooxml.package import Package
    from perfeval.write.plain.sheets import PlainSheet

KEY_HEAD, HASH_HEAD = "键", "数据指纹"
ANSWER_HEAD, NOTE_HEAD, REVIEW_HEAD = "单位答复", "单位说明", "财政复核得分"
FINDINGS_TITLE, SCORES_TITLE, INPUTS_TITLE, LEGEND_TITLE = "核对结果", "得分复算", "取数", "图例"
EXPLAINS = "情况属实"
NOTED = "说明"  # a reason alone, without an answer chosen
ANSWERS = ("已更正", EXPLAINS, "不适用")
CHANGED = "数字已变，请再确认"


@frozen
class Reply:
    """What a person wrote against a finding. ``figures``: hash of the figures that it answered."""

    answer: str
    note: str
    figures: str

    @property
    def explained(self) -> bool:
        """已说明: stands as it is, with the reason."""
        return self.answer in ("", EXPLAINS) and bool(self.note)

    def shown(self, figures: str) -> str:
        """How a reply is cited: 情况属实：按县考核扣减, and whether the figures are still those that it answered."""
        text = "：".join(t for t in (self.answer or NOTED, self.note) if t)
        return text if figures == self.figures else f"{text}（{CHANGED}）"


@frozen
class Review:
    """财政复核得分 of an indicator."""

    score: Decimal
    figures: str


@dataclass(slots=True)
class Replies:
    """All that people wrote into our sheets, by key."""

    findings: dict[str, Reply] = field(default_factory=dict)
    reviews: dict[str, Review] = field(default_factory=dict)

    def merged(self, newer: Replies) -> Replies:
        """These, with the newer ones over them."""
        return Replies({**self.findings, **newer.findings}, {**self.reviews, **newer.reviews})

    def explains(self, key: str, figures: str) -> bool:
        """已说明: a finding that stands as it is, with its reason, for the very figures that it answered."""
        reply = self.findings.get(key)
        return reply is not None and reply.explained and reply.figures == figures

    def __bool__(self) -> bool:
        return bool(self.findings or self.reviews)


def read_replies(path: Path) -> Replies:
    """The replies in a workbook; none where it holds no sheets of ours or cannot be opened."""
    # here, so that a batch in which nothing has changed imports none of it
    from perfeval.ooxml.package import Package, PackageError
    from perfeval.ooxml.rows import Rows, sheets
    from perfeval.write.plain.values import values_apart

    replies = Replies()
    try:
        with Package(path) as package:
            parts, rows = sheets(package), Rows(package)
            for name in _ours(package, parts):
                _take(rows.of(parts[name]), replies)
    except PackageError:
        # some office program has made an .xls of it, whatever its name says; calamine may not come back from that
        for sheet in values_apart(path):
            if sheet.name.startswith((FINDINGS_TITLE, SCORES_TITLE)):
                _take(_texts(sheet), replies)
    return replies


def _ours(package: Package, parts: Mapping[str, str]) -> list[str]:
    """The sheets to look at: ours by their marks, also when somebody has renamed them; else by their usual names."""
    from perfeval.ooxml.ours import our_sheets

    marked = our_sheets(package)
    if marked:
        return [name for name in parts if name in marked]
    return [name for name in parts if name.startswith((FINDINGS_TITLE, SCORES_TITLE))]


def _texts(sheet: PlainSheet) -> Iterator[list[str]]:
    rows: dict[int, dict[int, str]] = {}
    for (r, c), (value, _) in sheet.cells.items():
        if value is not None:
            rows.setdefault(r, {})[c] = _shown(value)
    for _, row in sorted(rows.items()):
        yield [row.get(c, "") for c in range(max(row) + 1)]


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _take(rows: Iterable[list[str]], replies: Replies) -> None:
    """Below a header row that has our key column, each row with a key and something written is a reply."""
    columns: dict[str, int] = {}
    for row in rows:
        if KEY_HEAD in row and HASH_HEAD in row:
            columns = {text: i for i, text in enumerate(row) if text}
            continue
        if not columns or len(row) <= columns[KEY_HEAD] or not row[columns[KEY_HEAD]]:
            continue

        def get(head: str, row: list[str] = row, columns: dict[str, int] = columns) -> str:
            i = columns.get(head)
            return row[i] if i is not None and i < len(row) else ""

        key, figures = get(KEY_HEAD), get(HASH_HEAD)
        if get(ANSWER_HEAD) or get(NOTE_HEAD):
            replies.findings[key] = Reply(get(ANSWER_HEAD), get(NOTE_HEAD), figures)
        if get(REVIEW_HEAD):
            try:
                replies.reviews[key] = Review(Decimal(get(REVIEW_HEAD)), figures)
            except InvalidOperation:
                continue
