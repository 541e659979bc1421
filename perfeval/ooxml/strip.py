"""Takes everything of ours off a workbook again.

Where nobody has saved it since we wrote it, the record gives every original byte back. Where Excel, WPS or
LibreOffice has written it anew, our sheets, names, conditional formats, notes and document property are recognised by
their marks; styles that only ours used stay behind, nobody sees them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter

from lxml import etree

from perfeval.address import position
from perfeval.ooxml.edit import CONTENT_TYPES, HEAD, Edit, undone
from perfeval.ooxml.ours import PREFIX, PROPERTY, holders, our_sheets, state, unchanged
from perfeval.ooxml.package import Package, PackageError, relations_name
from perfeval.ooxml.workbook import sheet_of

# parts that go with the one that refers to them
_BELONGING = ("customXmlProps", "printerSettings", "comments", "vmlDrawing", "drawing")


def strip(package: Package, note_line: re.Pattern[str]) -> Edit:
    """The edit that takes our additions off. ``note_line``: what a line of our notes looks like.

    PackageError where the workbook breaks the rules in a way that leaves no safe edit.
    """
    record = state(package)
    try:
        if record is not None and unchanged(package):
            return _undo(package, *record)
        return _Recognised(package, note_line).edit
    except (ValueError, KeyError, IndexError, TypeError, StopIteration) as error:
        raise PackageError("文件内容不合规范，不能在原件上去掉批注，请用 Excel 打开修复后另存") from error


def _undo(package: Package, item: str, journal: dict[str, object]) -> Edit:
    edit = Edit(package)
    edit.removed |= {item, *journal["added"]}  # type: ignore[misc]
    for part, steps in journal["touched"].items():  # type: ignore[attr-defined]
        data = package.read(part)
        edit.replace(part, 0, len(data), undone(data, steps))
    return edit


class _Recognised:
    """Our additions found by their marks, in a workbook that another program has written anew."""

    def __init__(self, package: Package, note_line: re.Pattern[str]) -> None:
        self.package, self.note_line = package, note_line
        self.edit = Edit(package)
        self.trees: dict[str, etree._Element] = {}
        self.touched: set[str] = set()
        main = package.main()
        assert main is not None
        self.main = main
        self._sheets()
        self._worksheets()
        self._property()
        self._state_item()
        self._calc_chain()
        self._content_types()
        for part in self.touched:
            if part not in self.edit.removed:
                data = etree.tostring(self.trees[part], encoding="UTF-8")
                self.edit.replace(part, 0, len(package.read(part)), HEAD + data)

    def tree(self, part: str) -> etree._Element:
        if part not in self.trees:
            self.trees[part] = self.package.xml(part)
        return self.trees[part]

    def _sheets(self) -> None:
        ours = our_sheets(self.package)
        root = self.tree(self.main)
        sheets = list(root.iter("{*}sheet"))
        gone = {i for i, e in enumerate(sheets) if e.get("name") in ours}
        relations = {r.id: r.target for r in self.package.relations(self.main)}
        for i in sorted(gone):
            rid = next((str(v) for k, v in sheets[i].attrib.items() if str(k).endswith("}id")), "")
            self._drop_part(relations.get(rid, ""))
            self._drop_relation(self.main, rid)
            _detach(sheets[i])
        for name in list(root.iter("{*}definedName")):
            local = name.get("localSheetId")
            mine = (name.get("name") or "").startswith(PREFIX) or sheet_of(name.text or "") in ours
            if mine or (local is not None and int(local) in gone):
                _detach(name)
            elif local is not None:
                name.set("localSheetId", str(_moved(int(local), gone)))
        _drop_empty(root, "definedNames")
        left = [e for i, e in enumerate(sheets) if i not in gone]
        shown = [i for i, e in enumerate(left) if e.get("state", "visible") == "visible"] or [0]
        for view in root.iter("{*}workbookView"):
            for attribute in ("activeTab", "firstSheet"):
                tab = view.get(attribute)
                if tab is not None:
                    to = _moved(int(tab), gone)
                    # ours was the one in front: the last of hers comes there that can be seen
                    view.set(attribute, str(max([i for i in shown if i <= to], default=shown[0])))
        self.touched.add(self.main)

    def _worksheets(self) -> None:
        for relation in self.package.relations(self.main):
            part = relation.target
            if relation.kind != "worksheet" or part in self.edit.removed or part not in self.package:
                continue
            if PREFIX.encode() in self.package.read(part):
                self._formats(part)
            for other in self.package.relations(part):
                if other.kind == "comments" and other.target in self.package:
                    self._notes(part, other.target)

    def _formats(self, part: str) -> None:
        root = self.tree(part)
        for rule in list(root.iter("{*}cfRule")):
            if any(PREFIX in (f.text or "") for f in rule.iter("{*}formula", "{*}f")):
                parent = rule.getparent()
                _detach(rule)
                if parent is not None and not parent.findall("{*}cfRule"):
                    _detach_with_shells(parent)
        self.touched.add(part)

    def _notes(self, sheet: str, part: str) -> None:
        root = self.tree(part)
        gone = []
        for comment in list(root.iter("{*}comment")):
            text = "".join(t.text or "" for t in comment.iter("{*}t"))
            lines = _lines_of_ours(text, self.note_line)
            if not lines:
                continue
            if not _cut(comment, lines).strip():
                gone.append(comment.get("ref") or "")
                _detach(comment)
            self.touched.add(part)
        if not gone:
            return
        drawing = next((r.target for r in self.package.relations(sheet) if r.kind == "vmlDrawing"), None)
        if drawing and drawing in self.package:
            self._shapes(drawing, gone)
        if root.find(".//{*}comment") is None:
            self._drop_part(part)
            relation = next(r for r in self.package.relations(sheet) if r.target == part)
            self._drop_relation(sheet, relation.id)

    def _shapes(self, part: str, refs: list[str]) -> None:
        data = self.package.read(part).decode("utf-8", "surrogateescape")
        where = {_position(r) for r in refs}

        def kept(shape: re.Match[str]) -> str:
            row, column = (re.search(rf"<(?:\w+:)?{what}>\s*(\d+)\s*</", shape[0]) for what in ("Row", "Column"))
            note = re.search(r"ObjectType\s*=\s*[\"']Note[\"']", shape[0])
            ours = note and row and column and (int(row[1]), int(column[1])) in where
            return "" if ours else shape[0]

        # not one that is closed at once or never: it would reach into the next
        new = re.sub(r"<(v:|)shape\s(?:[^<>]*[^<>/])?>[^<]*+(?:<(?!/?\1shape[\s>])[^<]*+)*+</\1shape>", kept, data)
        self.edit.replace(part, 0, len(self.package.read(part)), new.encode("utf-8", "surrogateescape"))

    def _property(self) -> None:
        part = self.package.related("", "custom-properties")
        if part is None:
            return
        root = self.tree(part)
        for entry in list(root):
            if entry.get("name") == PROPERTY:
                _detach(entry)
                self.touched.add(part)
        if not len(root):
            self._drop_part(part)
            relation = next(r for r in self.package.relations() if r.target == part)
            self._drop_relation("", relation.id)

    def _state_item(self) -> None:
        record = state(self.package)
        if record is None:
            return
        item = record[0]
        self._drop_part(item)
        for holder in holders(self.package):
            for relation in self.package.relations(holder):
                if relation.target == item:
                    self._drop_relation(holder, relation.id)

    def _calc_chain(self) -> None:
        # it may name cells of our sheets; programs build it anew
        for relation in self.package.relations(self.main):
            if relation.kind == "calcChain":
                self._drop_part(relation.target)
                self._drop_relation(self.main, relation.id)

    def _drop_part(self, part: str) -> None:
        """Take a part away, and those that belong to it alone."""
        if part not in self.package or part in self.edit.removed:
            return
        self.edit.removed |= {part, self.package.spelled(relations_name(part))}
        for relation in self.package.relations(part):
            if not relation.external and relation.kind in _BELONGING:
                self._drop_part(relation.target)

    def _drop_relation(self, source: str, rid: str) -> None:
        part = relations_name(source)
        for entry in list(self.tree(part)):
            if entry.get("Id") == rid:
                _detach(entry)
        self.touched.add(part)

    def _content_types(self) -> None:
        gone = {"/" + p.lower() for p in self.edit.removed}
        for entry in list(self.tree(CONTENT_TYPES)):
            if (entry.get("PartName") or "").lower() in gone:
                _detach(entry)
        self.touched.add(CONTENT_TYPES)


def _detach(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _detach_with_shells(element: etree._Element) -> None:
    """Take an element out, and around it what was there for it alone: the list in an extension, the extension."""
    parent = element.getparent()
    _detach(element)
    while parent is not None and not len(parent) and (above := parent.getparent()) is not None:
        above.remove(parent)
        parent = above


def _drop_empty(root: etree._Element, name: str) -> None:
    for element in root.findall(f"{{*}}{name}"):
        if not len(element):
            root.remove(element)


def _moved(index: int, gone: set[int]) -> int:
    return index - sum(g < index for g in gone)


Span = tuple[int, int]


def _lines_of_ours(text: str, note_line: re.Pattern[str]) -> list[Span]:
    """Where lines of ours stand in a note, each with the line break that goes with it. People write below them too."""
    found: list[Span] = []
    at = 0
    for line in text.splitlines(keepends=True):
        if note_line.match(line.strip()):
            found.append((at, at + len(line)))
        at += len(line)
    if found and found[-1][1] == len(text):
        # nothing below: the line breaks before ours go instead
        first = len(found) - 1
        while first and found[first - 1][1] == found[first][0]:
            first -= 1
        start = len(text[: found[first][0]].rstrip("\r\n"))
        found[first:] = [(start, len(text))]
    return found


def _without(text: str, spans: list[Span], at: int = 0) -> str:
    """``text``, which stands at ``at`` of the whole, without what lies within the spans, which come in order."""
    left: list[str] = []
    done = at
    for n in range(bisect_right(spans, at, key=itemgetter(1)), len(spans)):
        start, end = spans[n]
        if start >= at + len(text):
            break
        left.append(text[done - at : max(start, done) - at])
        done = max(done, end)
    left.append(text[done - at :])
    return "".join(left)


def _cut(comment: etree._Element, spans: list[Span]) -> str:
    """Take the spans out of the text of a note; runs that hold nothing any more go. What is left of the text."""
    at = 0
    left: list[str] = []
    for t in list(comment.iter("{*}t")):
        text = t.text or ""
        t.text = _without(text, spans, at)
        left.append(t.text)
        at += len(text)
        run = t.getparent()
        if text and not t.text and run is not None and etree.QName(run).localname == "r":
            _detach(run)
    return "".join(left)


def _position(ref: str) -> tuple[int, int]:
    """Row and column of a cell, from 0."""
    row, column = position(ref)
    return row - 1, column - 1
