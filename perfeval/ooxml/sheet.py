"""A worksheet of our own, written as one part: cells with cached values, print set-up, links, lists, formats."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from perfeval.address import column_letters
from perfeval.frozen import frozen
from perfeval.ooxml.edit import HEAD, OFFICE_URI
from perfeval.ooxml.styles import MAIN_URI, Difference, Style, Styles

WORKSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile("_x(?=[0-9A-Fa-f]{4}_)")
LONGEST_TEXT = 32_000
RECURRING = 200  # characters of a text that may come again; longer ones are not worth their memory


@frozen
class Formula:
    """An Excel formula (without "=") and the value that it has now."""

    text: str
    cached: Decimal | int | str | bool | None


Value = str | Decimal | int | Formula | None


@frozen
class Condition:
    """A conditional format: where ``formula`` holds in ``range``, ``look`` applies."""

    range: str
    formula: str
    look: Difference
    stop: bool = False


@frozen
class Choice:
    """A drop-down list (数据有效性)."""

    range: str
    options: tuple[str, ...]
    title: str
    prompt: str


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


@lru_cache(maxsize=4096)  # the same cells of the same sheets, workbook after workbook
def absolute(sheet: str, ref: str) -> str:
    """'支出情况'!$C$7."""
    return f"{quoted(sheet)}!{dollars(ref)}"


def location(sheet: str, ref: str) -> str:
    """'支出情况'!C7, as a link says where it leads."""
    return f"{quoted(sheet)}!{ref.replace('$', '')}"


def dollars(ref: str) -> str:
    """C7 -> $C$7."""
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", ref.replace("$", ""))


LARGEST = Decimal("9.99999999999999E307")  # that Excel keeps; what is computed beyond it is #NUM!


def number_text(value: Decimal | int) -> str:
    """A number as it is stored: the shortest decimal of the double that Excel keeps."""
    as_float = float(value)
    if as_float == int(as_float) and abs(as_float) < 1e15:
        return str(int(as_float))
    return repr(as_float)


def plain(text: str) -> str:
    """Text without the characters that XML cannot hold, and not longer than a cell takes."""
    return _FORBIDDEN.sub("", text)[:LONGEST_TEXT]


@dataclass(slots=True)
class Sheet:
    """The sheet as it is being composed. Rows and columns count from 1."""

    name: str
    tab: str | None = None
    widths: dict[int, float] = field(default_factory=dict)
    hidden_columns: set[int] = field(default_factory=set)
    freeze: tuple[int, int] | None = None  # the first row and column that scroll
    filter: str | None = None
    repeat: tuple[int, int] | None = None  # rows printed on every page
    print_area: str | None = None
    cells: dict[int, dict[int, tuple[Value, Style]]] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    merges: list[str] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    links: list[tuple[str, str, str]] = field(default_factory=list)  # cell, location in this workbook, tip

    def put(self, row: int, column: int, value: Value, style: Style) -> None:
        self.cells.setdefault(row, {})[column] = (value, style)

    def fill(self, row: int, columns: range, style: Style) -> None:
        """Style for the cells of this row that hold nothing yet."""
        for column in columns:
            self.cells.setdefault(row, {}).setdefault(column, (None, style))

    def merge(self, row: int, first: int, last: int) -> None:
        if last > first:
            self.merges.append(f"{column_letters(first)}{row}:{column_letters(last)}{row}")

    def value(self, row: int, column: int) -> Value:
        return self.cells.get(row, {}).get(column, (None, None))[0]

    # writing

    def xml(self, styles: Styles) -> bytes:
        """The worksheet part, children in the order of the schema."""
        bottom = max(self.cells, default=1)
        right = max((c for row in self.cells.values() for c in row), default=1)
        pieces = [
            f'<worksheet xmlns="{MAIN_URI}" xmlns:r="{OFFICE_URI}">',
            f'<sheetPr>{self._tab()}<pageSetUpPr fitToPage="1"/></sheetPr>',
            f'<dimension ref="A1:{column_letters(right)}{bottom}"/>',
            self._view(),
            '<sheetFormatPr defaultRowHeight="15"/>',
            self._columns(),
            "<sheetData>",
            *(self._row(n, styles) for n in sorted(self.cells)),
            "</sheetData>",
            f'<autoFilter ref="{self.filter}"/>' if self.filter else "",
            _counted("mergeCells", [f'<mergeCell ref="{m}"/>' for m in self.merges]),
            *(self._condition(c, n, styles) for n, c in enumerate(self.conditions, 1)),
            _counted("dataValidations", [_choice(c) for c in self.choices]),
            self._links(),
            '<printOptions horizontalCentered="1"/>',
            '<pageMargins left="0.3937" right="0.3937" top="0.3937" bottom="0.5906" header="0.2" footer="0.28"/>',
            '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>',
            f"<headerFooter><oddFooter>{escape('&C&9第 &P 页 共 &N 页')}</oddFooter></headerFooter>",
            "</worksheet>",
        ]
        return HEAD + "".join(pieces).encode()

    def _tab(self) -> str:
        return f'<tabColor rgb="FF{self.tab}"/>' if self.tab else ""

    def _view(self) -> str:
        if not self.freeze:
            return '<sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews>'
        row, column = self.freeze
        x = f' xSplit="{column - 1}"' if column > 1 else ""
        y = f' ySplit="{row - 1}"' if row > 1 else ""
        first = f"{column_letters(column)}{row}"
        pane = "bottomRight" if x and y else "topRight" if x else "bottomLeft"
        return (
            '<sheetViews><sheetView showGridLines="0" workbookViewId="0">'
            f'<pane{x}{y} topLeftCell="{first}" activePane="{pane}" state="frozen"/>'
            f'<selection pane="{pane}" activeCell="{first}" sqref="{first}"/>'
            "</sheetView></sheetViews>"
        )

    def _columns(self) -> str:
        columns = sorted({*self.widths, *self.hidden_columns})
        if not columns:
            return ""
        made = []
        for c in columns:
            hidden = ' hidden="1"' if c in self.hidden_columns else ""
            made.append(f'<col min="{c}" max="{c}" width="{self.widths.get(c, 9)}" customWidth="1"{hidden}/>')
        return f"<cols>{''.join(made)}</cols>"

    def _row(self, number: int, styles: Styles) -> str:
        height = self.heights.get(number)
        size = f' ht="{height:g}" customHeight="1"' if height else ""
        cells = [
            _cell(f"{column_letters(c)}{number}", value, style, styles)
            for c, (value, style) in sorted(self.cells[number].items())
        ]
        return f'<row r="{number}"{size}>{"".join(cells)}</row>'

    @staticmethod
    def _condition(condition: Condition, priority: int, styles: Styles) -> str:
        return conditional_format(
            condition.range, condition.formula, styles.difference(condition.look), priority, stop=condition.stop
        )

    def _links(self) -> str:
        if not self.links:
            return ""
        return (
            "<hyperlinks>"
            + "".join(
                f'<hyperlink ref="{cell}" location={quoteattr(where)} tooltip={quoteattr(tip)} '
                f"display={quoteattr(where)}/>"
                for cell, where, tip in self.links
            )
            + "</hyperlinks>"
        )


def conditional_format(where: str, formula: str, dxf: int, priority: int, *, stop: bool = False, tag: str = "") -> str:
    """A <conditionalFormatting> element; ``tag`` is the namespace prefix with its colon."""
    halt = ' stopIfTrue="1"' if stop else ""
    return (
        f'<{tag}conditionalFormatting sqref="{where}">'
        f'<{tag}cfRule type="expression" dxfId="{dxf}" priority="{priority}"{halt}>'
        f"<{tag}formula>{escape(formula)}</{tag}formula></{tag}cfRule></{tag}conditionalFormatting>"
    )


def _counted(name: str, items: list[str]) -> str:
    return f'<{name} count="{len(items)}">{"".join(items)}</{name}>' if items else ""


def _choice(c: Choice) -> str:
    options = ",".join(c.options)
    return (
        f'<dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1" '
        f'errorTitle={quoteattr(c.title)} error="请从下拉列表中选择" promptTitle={quoteattr(c.title)} '
        f'prompt={quoteattr(c.prompt)} sqref="{c.range}"><formula1>"{escape(options)}"</formula1></dataValidation>'
    )


def _text(text: str) -> str:
    return (_text_again if len(text) <= RECURRING else _escaped)(text)


def _escaped(text: str) -> str:
    # _x000D_ in a text would be read as the character that it names
    return escape(_ESCAPED.sub("_x005F_x", plain(text)))


_text_again = lru_cache(maxsize=4096)(_escaped)  # headings, verdicts and hints come again in every workbook


@lru_cache(maxsize=256)
def _literal(style: Style) -> Style:
    return replace(style, literal=True)


def _cell(ref: str, value: Value, style: Style, styles: Styles) -> str:
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@")):
        style = _literal(style)
    s = styles.index(style)
    if value is None or value == "":
        return f'<c r="{ref}" s="{s}"/>'
    if isinstance(value, Formula):
        return _formula(ref, value, s)
    if isinstance(value, str):
        return f'<c r="{ref}" s="{s}" t="inlineStr"><is><t xml:space="preserve">{_text(value)}</t></is></c>'
    if _beyond(value):
        return _cell(ref, f"{value:E}", style, styles)
    return f'<c r="{ref}" s="{s}"><v>{number_text(value)}</v></c>'


def _beyond(value: Decimal | int) -> bool:
    return not -LARGEST <= value <= LARGEST


def _formula(ref: str, formula: Formula, s: int) -> str:
    text = f"<f>{escape(plain(formula.text))}</f>"
    cached = formula.cached
    if cached is None:
        return f'<c r="{ref}" s="{s}" t="str">{text}<v></v></c>'
    if isinstance(cached, bool):
        return f'<c r="{ref}" s="{s}" t="b">{text}<v>{int(cached)}</v></c>'
    if isinstance(cached, str):
        return f'<c r="{ref}" s="{s}" t="str">{text}<v>{_text(cached)}</v></c>'
    if _beyond(cached):
        return f'<c r="{ref}" s="{s}" t="e">{text}<v>#NUM!</v></c>'
    return f'<c r="{ref}" s="{s}">{text}<v>{number_text(cached)}</v></c>'
