"""Whole workbooks drawn as text with what a person says they hold: see drawn/README.md for the way they are written."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from perfeval.check import check
from perfeval.model import Cell, Dossier, Form, Fund, Indicator, Leaf, Line, Measure
from perfeval.read.grid import Grid
from perfeval.read.join import join_sheets
from perfeval.read.sheet import read_sheet
from perfeval.score import score
from tests.read_records.draw import PROFILE, grid

FOLDER = Path(__file__).parent / "drawn"
FUNDS = ("initial", "budget", "spent", "weight", "rate", "score")
Finding = tuple[str, str]  # 级别, address


@dataclass(slots=True)
class Said:
    """A form as the drawing's author reads it."""

    kind: str
    sheet: str = ""
    unit: str | None = None
    year: str | None = None
    project: str | None = None
    total: str | None = None
    total_weight: str | None = None
    grade: str | None = None
    money: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    fund_columns: dict[str, str] = field(default_factory=dict)
    indicators: list[list[str]] = field(default_factory=list)
    funds: list[list[str]] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    fields: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class Plant:
    """Errors put into a copy, and the findings that they add."""

    changes: list[tuple[str, str]]
    found: list[Finding]


@dataclass(slots=True)
class Drawn:
    name: str
    sheets: dict[str, str] = field(default_factory=dict)
    forms: list[Said] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)
    plants: list[Plant] = field(default_factory=list)

    def grids(self) -> list[Grid]:
        return [grid(text, name, f"{self.name}.xlsx") for name, text in self.sheets.items()]


def swallowed(grids: list[Grid]) -> list[str]:
    """Cells that a merge drawn by mistake would hide in a real workbook."""
    hidden = []
    for g in grids:
        hidden += [c.ref for (r, k), c in g.cells.items() if (m := g.merge(r, k)) and (m.top, m.left) != (r, k)]
    return hidden


def names() -> list[str]:
    return sorted(p.stem for p in FOLDER.glob("*.txt"))


@cache
def load(name: str) -> Drawn:
    drawn = Drawn(name)
    part, lines = "", []
    for line in [*(FOLDER / f"{name}.txt").read_text("utf-8").splitlines(), "==== end"]:
        if line.startswith("===="):
            _section(drawn, part, lines)
            part, lines = line[4:].strip(), []
        elif line.strip() and not line.startswith("//"):
            lines.append(line)
    return drawn


def _section(drawn: Drawn, part: str, lines: list[str]) -> None:
    what, _, rest = part.partition(" ")
    if what == "表":
        drawn.sheets[rest or "Sheet1"] = "\n".join(lines)
    elif what == "读":
        drawn.forms.append(_said(rest, lines))
    elif what == "查":
        drawn.found = _findings(lines)
    elif what == "错":
        drawn.plants.append(Plant([_change(c) for c in rest.split("；")], _findings(lines)))


def _change(text: str) -> tuple[str, str]:
    at, _, value = text.partition(":=")
    return at.strip(), value.strip()


def _findings(lines: list[str]) -> list[Finding]:
    pairs = [line.split(maxsplit=1) for line in lines]
    return [(a, b.strip()) for a, b in pairs]


def _said(rest: str, lines: list[str]) -> Said:
    said = Said(*rest.split())
    for line in lines:
        key, _, value = line.partition(" ")
        cells = [c.strip() for c in value.split("|")]
        if key == "指标":
            said.indicators.append(cells)
        elif key == "资金":
            said.funds.append(cells)
        elif key == "行":
            said.rows.append(cells)
        elif key == "栏":
            said.fields.append(cells)
        elif key in ("列", "资金列"):
            columns = dict(c.split("=") for c in value.split())
            setattr(said, "columns" if key == "列" else "fund_columns", columns)
        else:
            names = {"单位": "unit", "年度": "year", "项目": "project", "总分": "total", "满分": "total_weight"}
            names |= {"等级": "grade", "金额": "money"}
            setattr(said, names[key], value.strip())
    return said


# ---------------------------------------------------------------- addresses


def place(drawn: Drawn, address: str) -> tuple[str, str]:
    """Sheet and cell of ``表名!文字@列`` (the row where this text stands) or of a plain ``H20``."""
    sheet, _, at = address.rpartition("!")
    sheet = sheet or next(iter(drawn.sheets))
    text, _, column = at.rpartition("@")
    if not text:
        return sheet, at
    for g in drawn.grids():
        if g.sheet == sheet:
            for (row, _), cell in sorted(g.cells.items()):
                if squeeze(cell.shown) == squeeze(text):
                    return sheet, f"{column}{row}"
    raise AssertionError(f"{address}: no such text")


def squeeze(text: object) -> str:
    return re.sub(r"\s+", "", "" if text is None else str(text))


# ---------------------------------------------------------------- reading


def read(grids: list[Grid], name: str = "表") -> tuple[list[Form], list[str]]:
    """The forms, and the cells that nobody understood."""
    forms: list[Form] = []
    loose: list[str] = []
    for g in grids:
        found = read_sheet(g, PROFILE)
        forms += found.forms
        loose += [f"{g.sheet}!{x.cell.ref} {x.text}" for x in found.unrecognised]
    forms = join_sheets(forms)
    for i, f in enumerate(forms):
        f.id = f"{f.sheet}#{i}"
    return forms, loose


def found(grids: list[Grid]) -> list[Line]:
    dossier = Dossier(name="某单位_2023", unit="某单位", year=None)
    dossier.forms = read(grids)[0]
    score(dossier, PROFILE)
    return check(dossier, PROFILE)[1]


def changed(drawn: Drawn, changes: list[tuple[str, str]]) -> list[Grid]:
    grids = drawn.grids()
    for address, value in changes:
        sheet, ref = place(drawn, address)
        g = next(x for x in grids if x.sheet == sheet)
        m = re.fullmatch(r"([A-Z]+)(\d+)", ref)
        assert m
        column = 0
        for letter in m[1]:
            column = column * 26 + ord(letter) - 64
        at = (int(m[2]), column)
        raw: Decimal | str
        try:
            raw = Decimal(value)
        except InvalidOperation:
            raw = value
        old = g.cells.get(at)
        if not value:
            g.cells.pop(at, None)
        elif old is not None:
            g.cells[at] = replace(old, raw=raw, shown=value)
        else:
            g.cells[at] = Cell(g.file, sheet, ref, None, raw, value)
    return grids


# ---------------------------------------------------------------- comparing


def same(said: str, leaf: Leaf | Measure | None) -> bool:
    text = squeeze(leaf.text if leaf is not None else "")
    if squeeze(said) == text:
        return True
    try:
        return _number(said) == _number(text)
    except (InvalidOperation, IndexError):
        return False


def _number(text: str) -> Decimal:
    text = squeeze(text)
    return Decimal(text.rstrip("%").replace(",", "")) / (100 if text[-1:] == "%" else 1)


def misread(drawn: Drawn) -> list[str]:
    """What was read otherwise than said, missed or invented; [] where all is right."""
    forms, _ = read(drawn.grids(), drawn.name)
    wrong: list[str] = []
    left = list(forms)
    for said in drawn.forms:
        f = next((x for x in left if _is(said, x)), None)
        if f is None:
            wrong.append(
                f"没有读出 {said.kind} {said.sheet} {said.project}; 读出 {[(x.kind, x.project) for x in forms]}"
            )
            continue
        left.remove(f)
        wrong += _form(drawn, said, f)
    wrong += [f"多出 {x.kind} {x.sheet}!{x.range}" for x in left]
    return wrong


def _is(said: Said, f: Form) -> bool:
    named = said.project is None or squeeze(said.project) == squeeze(f.project)
    return f.kind == said.kind and said.sheet in ("", f.sheet) and named


def _form(drawn: Drawn, said: Said, f: Form) -> list[str]:
    wrong = []
    for what, mine, theirs in (
        ("单位", said.unit, f.unit),
        ("年度", said.year, f.year),
        ("金额单位", said.money, f.unit_of_amount),
        ("总分", said.total, f.totals.self_score.text if f.totals.self_score else ""),
        ("满分", said.total_weight, f.totals.weight.text if f.totals.weight else ""),
        ("等级", said.grade, f.totals.self_grade.text if f.totals.self_grade else ""),
    ):
        if mine is not None and unicodedata.normalize("NFKC", squeeze(mine)) != squeeze(theirs):
            wrong.append(f"{what}: 应为 {mine}，读成 {theirs}")
    wrong += _indicators(drawn, said, f)
    wrong += _funds(drawn, said, f)
    wrong += _rows(said, f)
    for name, text in said.fields:
        if not any(squeeze(x.name) == squeeze(name) and squeeze(x.leaf.text) == squeeze(text) for x in f.fields):
            wrong.append(f"栏 {name}: {text} 没有读出；有 {[x.leaf.text for x in f.fields if x.name == name]}")
    return wrong


def _indicators(drawn: Drawn, said: Said, f: Form) -> list[str]:
    wrong = []
    left = list(f.indicators)
    for cells in said.indicators:
        one, two, name, *values = cells
        i = next((x for x in left if squeeze(x.level3.text) == squeeze(name)), None)
        if i is None:
            wrong.append(f"指标 {name} 没有读出")
            continue
        left.remove(i)
        for what, text, leaf in (("一级", one, i.level1), ("二级", two, i.level2)):
            if text != "?" and not same(text, leaf):
                wrong.append(f"{name}.{what}: 应为 {text}，读成 {leaf.text if leaf else None}")
        keys = ("target", "actual", "weight", "score", "reason")
        for key, text in zip(keys, [*values, "", "", "", "", ""], strict=False):
            leaf: Leaf | Measure | None = getattr(i, "self_score" if key == "score" else key)
            if text == "?":
                continue
            if not same(text, leaf):
                wrong.append(f"{name}.{key}: 应为 {text!r}，读成 {leaf.text if leaf else None!r}")
            elif text and key in said.columns and not _stands(i, leaf, said.columns[key]):
                wrong.append(f"{name}.{key}: 应在 {said.columns[key]} 列，读成 {leaf.cell.ref if leaf else None}")
    wrong += [f"多出指标 {x.level3.cell.ref} {x.level3.text}" for x in left]
    return wrong


def _stands(i: Indicator, leaf: Leaf | Measure | None, column: str) -> bool:
    return leaf is not None and re.sub(r"\d", "", leaf.cell.ref) == column


def _funds(drawn: Drawn, said: Said, f: Form) -> list[str]:
    if not said.funds:
        return []
    wrong = []
    left = list(f.funds)
    for name, *values in said.funds:
        x: Fund | None = next((x for x in left if x.name == name), None)
        if x is None:
            wrong.append(f"资金 {name} 没有读出；有 {[y.name for y in f.funds]}")
            continue
        left.remove(x)
        for key, text in zip(FUNDS, [*values, "", "", "", "", ""], strict=False):
            leaf = getattr(x, "self_score" if key == "score" else key)
            if not same(text, leaf):
                wrong.append(f"资金 {name}.{key}: 应为 {text!r}，读成 {leaf.text if leaf else None!r}")
    wrong += [f"多出资金行 {x.row.cell.ref} {x.name}" for x in left if _figures(x)]
    return wrong


def _figures(x: Fund) -> bool:
    return any(leaf is not None and not leaf.blank for leaf in (x.initial, x.budget, x.spent))


def _rows(said: Said, f: Form) -> list[str]:
    wrong = []
    for label, *values in said.rows:
        rows = [r for r in f.rows if label in (r.name, squeeze(r.label.text), "/".join(map(squeeze, r.path)))]
        for pair in values:
            column, _, text = pair.partition("=")
            leaves = [c.leaf for r in rows for c in r.cells if column in (c.name, "/".join(map(squeeze, c.column)))]
            if not any(same(text, x) for x in leaves):
                wrong.append(f"行 {label}.{column}: 应为 {text}，读成 {[x.text for x in leaves]}")
    return wrong


def missed(drawn: Drawn, lines: list[Line], wanted: list[Finding]) -> list[str]:
    """错误 and 警告 that were to be found and were not, or were found and should not have been."""
    wrong = []
    left = [x for x in lines if x.severity != "提示"]
    for severity, address in wanted:
        sheet, ref = place(drawn, address)
        hit = next(
            (x for x in left if x.severity == severity and any((c.sheet, c.ref) == (sheet, ref) for c in x.cells)), None
        )
        if hit is None:
            wrong.append(f"没有查出 {severity} {address}（{ref}）")
        else:
            left.remove(hit)
    wrong += [f"多报 {x.severity} {x.rule} {[c.ref for c in x.cells]} {x.message}" for x in left]
    return wrong


def added(before: list[Line], after: list[Line]) -> list[Line]:
    """The lines of ``after`` that ``before`` does not have."""
    told = Counter((x.rule, x.cells[:1] and x.cells[0].ref, x.message) for x in before)
    new = []
    for x in after:
        key = (x.rule, x.cells[:1] and x.cells[0].ref, x.message)
        if told[key]:
            told[key] -= 1
        else:
            new.append(x)
    return new


def faults(name: str) -> list[str]:
    """All that is wrong with a drawn workbook."""
    drawn = load(name)
    wrong = [f"画错了：{ref} 被合并盖住" for ref in swallowed(drawn.grids())] + misread(drawn)
    lines = found(drawn.grids())
    wrong += missed(drawn, lines, drawn.found)
    for plant in drawn.plants:
        after = found(changed(drawn, plant.changes))
        wrong += [f"植入 {plant.changes}: {x}" for x in missed(drawn, added(lines, after), plant.found)]
    return wrong
