"""The Word report (自评报告): an outline, the unit's figures and words, marks for what is missing, doubts as notes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from perfeval.model import Cell, Evaluation, Form, Line
from perfeval.profile import Profile, ProfileError
from perfeval.write.report import footnotes
from perfeval.write.report.annex import annex
from perfeval.write.report.blocks import (
    Block,
    Contents,
    Heading,
    Missing,
    Paragraph,
    Report,
    Run,
    Section,
    Table,
    TableCell,
    missing_run,
    runs_of,
)
from perfeval.write.report.docx import build, save
from perfeval.write.report.facts import Facts
from perfeval.write.report.outline import Outline, lacking_list
from perfeval.write.report.pages import Pages
from perfeval.write.report.real_pages import outline as outline_of
from perfeval.write.report.template import Filling, is_template, proof
from perfeval.write.report.texts import Texts, load

LONGEST = 250  # characters of a comment


def report(
    evaluation: Evaluation,
    profile: Profile,
    target: Path,
    *,
    final: bool = False,
    template: Path | None = None,
    unfinished: bool = False,
    exact_pages: bool = False,
    charts: bool | None = None,
) -> list[str]:
    """Write the report of a dossier to ``target``; the answer lists what the workbooks lack (待补充).

    ``final``: 定稿, without comments and list; it is not written while something is missing, unless ``unfinished``.
    ``template``: a .docx with placeholders that is filled; one without lends its styles and sections. ``exact_pages``:
    the pages of the contents are asked of LibreOffice (a second or two) where it is installed, not estimated.
    ``charts``: with or without them; None: as report.toml says.
    """
    texts = load(profile)
    facts, outline = choose(evaluation, texts)
    if template is not None and is_template(template):
        return _fill(template, profile, facts, outline, evaluation, target, final, unfinished)
    whole = Outline(facts, outline, charts).report()
    footnotes.mark(whole.blocks, texts)
    _add_annex(whole, facts, outline, evaluation)
    missing = lacking_list(whole.missing)
    lacks = [str(m) for m in missing]
    if final and lacks and not unfinished:
        return lacks
    notes = [] if final else comments(whole, evaluation.lines)
    if missing and not final:
        whole.blocks.extend([Section("annex"), *missing_list(missing, texts)])
    pages = Pages().place(whole.blocks)
    base = template or profile.find("report.docx")
    if base is None:
        raise ProfileError("没有找到报告样式 report.docx")
    author = texts["words"]["comment_author"]
    content = build(whole, base, pages, notes, author)
    if exact_pages and (real := _real_pages(whole, content, pages)) is not None and real != pages:
        content = build(whole, base, real, notes, author)
    save(content, target)
    return lacks


def _fill(
    template: Path,
    profile: Profile,
    facts: Facts,
    outline: dict[str, Any],
    evaluation: Evaluation,
    target: Path,
    final: bool,
    unfinished: bool,
) -> list[str]:
    """The bureau's own template in place of the outline."""
    from perfeval.write.report.fill import Filled

    proof(template, profile)
    texts = facts.texts
    whole = Report("".join(r.text for r in facts.write(outline["title"])))
    _add_annex(whole, facts, outline, evaluation)
    filling = Filling(facts, Outline(facts, outline), profile, whole.blocks[1:])
    filled = Filled(template, filling)
    missing = lacking_list(filling.missing)
    lacks = [str(m) for m in missing]
    if final and lacks and not unfinished:
        return lacks
    notes = [] if final else comments(Report("", filled.blocks()), evaluation.lines)
    tail = [] if final or not missing else missing_list(missing, texts)
    save(filled.write(whole.title, notes, texts["words"]["comment_author"], tail), target)
    return lacks


def _real_pages(whole: Report, content: bytes, estimated: dict[str, int]) -> dict[str, int] | None:
    """Page numbers as a word processor lays the report out; the first heading says where the body begins."""
    found = outline_of(content)
    heads = [b for b in whole.blocks if isinstance(b, Heading)]
    if not found or not heads or len(found) != len(heads):
        return None
    before = found[0][1] - estimated[heads[0].anchor]
    return {h.anchor: page - before for h, (_, page) in zip(heads, found, strict=True)}


def whole_report(evaluation: Evaluation, profile: Profile) -> tuple[Report, Facts]:
    """All that the workbooks let the report say, annex included, and the fields behind it.

    ``compare`` holds a written report against both.
    """
    facts, outline = choose(evaluation, load(profile))
    whole = Outline(facts, outline).report()
    _add_annex(whole, facts, outline, evaluation)
    return whole, facts


def choose(evaluation: Evaluation, texts: Texts) -> tuple[Facts, dict[str, Any]]:
    """The first outline of report.toml whose forms the dossier holds; of none, the one that asks for less.

    Tables that nobody filled in do not count beside others: 基础数据 is handed out whole, and a unit with a project
    writes only its texts there.
    """
    dossier = evaluation.dossier
    kinds = {f.kind for f in dossier.forms if _filled(f)} or {f.kind for f in dossier.forms}
    outlines = texts["outline"]
    name = next((n for key in ("forms", "else") for n, o in outlines.items() if kinds & set(o.get(key, ()))), None)
    outline = outlines[name or next(iter(outlines))]
    annexes = [outline["annex"], *outline.get("annexes", [])]
    main = [f for f in dossier.forms if f.kind in annexes and (f.indicators or f.funds)]
    facts = Facts(dossier, texts, main)
    if outline.get("project_name"):
        facts.project_name = "".join(r.text for r in facts.write(outline["project_name"]))
    return facts, outline


def _filled(form: Form) -> bool:
    return bool(form.indicators or form.funds) or any(c.leaf.number for row in form.rows for c in row.cells)


# ---------------------------------------------------------------- annex and list


def _add_annex(whole: Report, facts: Facts, outline: dict[str, Any], evaluation: Evaluation) -> None:
    words = facts.texts["words"]
    title = "".join(r.text for r in facts.write(outline["annex_title"]))
    whole.blocks.append(Section("body"))
    paths = {s.file: s.path for s in evaluation.dossier.sources}
    several = len(facts.main) > 1
    for n, form in enumerate(facts.main):
        name = facts.project(form, n + 1)
        head = words["annex_of"].format(n + 1, title, name) if several else words["annex"].format(title)
        whole.blocks.append(_annex_head(head, n))
        tables = annex(form, paths[form.file]) if form.file in paths else []
        if not tables:
            run = missing_run(words["missing"], "自评表", f"{form.file} {form.sheet}")
            _miss(whole, run, title)
            whole.blocks.append(Paragraph([run]))
        whole.blocks.extend(tables)
    if not facts.main:
        run = missing_run(words["missing"], "自评表", facts.word("new_table", outline["annex"]))
        _miss(whole, run, title)
        whole.blocks.extend([_annex_head(words["annex"].format(title), 0), Paragraph([run])])


def _annex_head(text: str, n: int) -> Heading:
    return Heading(0, text, anchor=f"_Annex{n}")


def _miss(whole: Report, run: Run, place: str) -> None:
    if run.missing is not None:
        run.missing.place = place
        whole.missing.append(run.missing)


def missing_list(missing: list[Missing], texts: Texts) -> list[Block]:
    """The last page of the draft: what to fill in, and in which cell."""
    words = texts["words"]
    rows = [[TableCell([Run(h)], "AnnexText") for h in words["list_head"]]]
    for n, m in enumerate(missing, 1):
        texts_of = [str(n), m.place or "封面", m.what, m.where]
        rows.append([TableCell([Run(t)], "AnnexLeft" if k else "AnnexText") for k, t in enumerate(texts_of)])
    title, note = Paragraph([Run(words["list_title"])], "Title"), Paragraph([Run(words["list_note"])])
    return [title, note, Table(rows, [720, 2700, 2400, 3024], line=13.0, size=9.0)]


# ---------------------------------------------------------------- comments


def comments(whole: Report, lines: list[Line]) -> list[tuple[Run, str]]:
    """Each finding once, at the figure it is about: the cell to mend if it is printed, else another of its cells."""
    places: dict[Cell, list[Run]] = {}
    for block in whole.blocks:
        if isinstance(block, Contents):
            continue
        for run in runs_of(block):
            for cell in (run.cell, *run.also):
                if cell is not None and run.text:
                    places.setdefault(_key(cell), []).append(run)
    found: list[tuple[Run, str]] = []
    for line in lines:
        firsts = [r.cells[0] for r in line.results if r.cells]
        cell = next((c for c in (*firsts, *line.cells) if _key(c) in places), None)
        if cell is not None:
            found.append((places[_key(cell)][0], _comment(line, cell)))
    return found


def _key(cell: Cell) -> Cell:
    return Cell(cell.file, cell.sheet, cell.ref)


def _comment(line: Line, cell: Cell) -> str:
    text = f"{line.severity}：{line.message}（{cell}）"
    if line.hint:
        text += f"。{line.hint}"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
