"""On which page a heading stands: an estimate from the grid of the standard, 22 lines of 28 characters (目录页码).

Word counts pages when it opens the file (the contents field is marked dirty); until then, and in viewers that never
update a field, the contents show these numbers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from perfeval.write.report.blocks import Block, Chart, Choice, Heading, Paragraph, Section, Table

PAGE = 225 / 25.4 * 72  # points between the margins: 225 mm
ACROSS = 156 / 25.4 * 72  # the same of a landscape page
WIDTH = 156 / 25.4 * 72
LINE = 28.0
NOTE_SIZE, NOTE_LINE = 10.5, 15.0  # of a footnote
# style: (size of a character, height of a line, room above and below, indent of the first line in characters)
STYLES = {
    "BodyText": (16.0, LINE, 0.0, 2),
    "Title": (22.0, 36.0, LINE, 0),
    "Caption": (14.0, LINE, 6.0, 0),
    "TableUnit": (12.0, 20.0, 0.0, 0),
}


@lru_cache(maxsize=4096)
def width(text: str) -> float:
    """In full-width characters: a Latin letter or a digit takes half of one."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.52 for c in text)


def heights(table: Table) -> Iterator[float]:
    """The height of each row in points; a cell that spans rows counts for none of them."""
    for row in table.rows:
        high, n = 1, 0
        for cell in row:
            room = sum(table.widths[n : n + cell.across]) / 20 - 9
            n += cell.across
            if not cell.down:
                high = max(high, lines("".join(r.text for r in cell.runs), table.size, room))
        yield high * table.line + 0.5


def lines(text: str, size: float, room: float, indent: float = 0) -> int:
    per_line = int(room / size)
    return max(1, -(-int(width(text) + indent + 0.99) // per_line)) if per_line > 0 else 1


@dataclass(slots=True)
class Pages:
    """Places blocks one below the other and notes the page of each heading."""

    page: int = 1
    used: float = 0.0
    high: float = PAGE
    foot: float = 0.0  # what footnotes take of the page
    found: dict[str, int] = field(default_factory=dict)

    def place(self, blocks: Sequence[Block]) -> dict[str, int]:
        body = False
        for position, block in enumerate(blocks):
            if isinstance(block, Section):
                body = body or block.kind == "contents"
                if block.kind in ("body", "annex"):
                    self._turn()
                    self.high = ACROSS if block.kind == "body" else PAGE
            elif isinstance(block, Heading) and block.level == 0:
                if self.used:
                    self._turn()
                self.found[block.anchor] = self.page
                self.used += 36
            elif not body:
                continue
            elif isinstance(block, Heading):
                self._heading(block, blocks[position + 1 :])
            elif isinstance(block, Paragraph):
                size, line, around, indent = STYLES.get(block.style, STYLES["BodyText"])
                if block.style == "Caption" and self.used + _together(blocks[position:]) > self.high - self.foot:
                    self._turn()
                self._notes(block)
                self._lines(sum(lines(t, size, WIDTH, indent) for t in block.text.split("\n")), line, around)
            elif isinstance(block, Table):
                self._table(block)
            elif isinstance(block, Chart):
                if self.used + block.height + LINE > self.high - self.foot:
                    self._turn()
                self.used += block.height + 6
        return self.found

    def _heading(self, block: Heading, after: Sequence[Block]) -> None:
        """A heading stays with the next one, and with the first two lines of what follows."""
        need = LINE * lines(block.printed, 16.0, WIDTH, 2)
        own = need
        for block_after in after:
            if isinstance(block_after, Heading):
                need += LINE
                continue
            if isinstance(block_after, Paragraph) and block_after.style == "Caption":
                need += _together(after[after.index(block_after) :])
                break
            short = isinstance(block_after, Paragraph) and lines(block_after.text, 16.0, WIDTH, 2) < 2
            need += LINE if short else 2 * LINE
            break
        if self.used + need > self.high - self.foot:
            self._turn()
        self.found[block.anchor] = self.page
        self.used += own

    def _notes(self, block: Paragraph) -> None:
        """Room for the footnotes of a paragraph, on the page that it begins on; their rule comes with the first."""
        for run in block.runs:
            if run.footnote:
                self.foot += NOTE_LINE * lines(run.footnote, NOTE_SIZE, WIDTH, 1) + (0 if self.foot else NOTE_LINE)

    def _lines(self, count: int, line: float, around: float) -> None:
        """A paragraph runs over the page, but leaves no single line behind and takes none along."""
        self.used += around
        while count:
            fit = int((self.high - self.foot - self.used) / line)
            if fit >= count:
                self.used += count * line
                return
            if fit < 2 or (count - fit < 2 and fit < 3):
                fit = 0
            elif count - fit < 2:
                fit -= 1
            count -= fit
            self._turn()

    def _table(self, table: Table) -> None:
        if table.whole and self.used + sum(heights(table)) > self.high - self.foot:
            self._turn()
        for height in heights(table):
            if self.used + height > self.high - self.foot:
                self._turn()
            self.used += height

    def _turn(self) -> None:
        self.page, self.used, self.foot = self.page + 1, 0.0, 0.0


def _together(blocks: Sequence[Block]) -> float:
    """The height of a caption and of the table below it that is not parted; of another one its first rows."""
    _, line, around, _ = STYLES["Caption"]
    table = blocks[1] if len(blocks) > 1 else None
    rows = list(heights(table)) if isinstance(table, Table) else [LINE]
    whole = isinstance(table, Table) and table.whole
    return line + around + sum(rows if whole else rows[:2])


def spread(cover: Sequence[Block]) -> None:
    """The cover fills its page: what its lines leave free goes above the title, below it and above the date."""
    used = 0.0
    for block in cover:
        if isinstance(block, Choice):
            mark = block.missing.text if block.missing else ""
            text = "".join((block.label.text, *(o for o, _ in block.options), mark))
            used += 28 * lines(text + "　" * (3 + 2 * len(block.options)), 16, WIDTH)
        elif isinstance(block, Paragraph) and block.style == "CoverTitle":
            used += 40 * sum(lines(t, 26, WIDTH) for t in block.text.split("\n")) + 30
        elif isinstance(block, Paragraph):
            used += 28 * lines(block.text, 16, WIDTH - (80 if len(block.text) > 27 else 0))
    free = max(0.0, PAGE - used - 28)
    for block in cover:
        if isinstance(block, Paragraph) and block.style == "CoverTitle":
            block.before = free * 0.3
        elif isinstance(block, Paragraph) and block.style == "CoverDate":
            block.before = free * 0.35
