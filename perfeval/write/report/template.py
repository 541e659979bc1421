"""A bureau's own template: a .docx with {{ 名称 }} in it, filled by docxtpl in a sandbox (报告模板).

Plain names are fields of 基本信息, ``{{ 支出情况.合计.本年决算数 }}`` a figure, ``{{ 文字.总体目标 }}`` a section.
A paragraph that holds nothing but a block (文字, 表, 指标, 目标, 勾选, 问题, 资金, 目录, 附件, 正文) is replaced by it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from perfeval.language.errors import suggestion
from perfeval.profile import Profile, ProfileError
from perfeval.write.report.blocks import Block, Contents, Heading, Missing, Paragraph, Run, printable, runs_of
from perfeval.write.report.facts import Facts, Found
from perfeval.write.report.numbers import number
from perfeval.write.report.outline import Outline
from perfeval.write.report.texts import Texts, load

OPEN, SHUT = "\ue000", "\ue001"  # private characters: no template and no workbook has them
BLOCKS = ("文字", "表", "指标", "目标", "勾选")
WHOLE = ("问题", "资金", "目录", "附件", "正文", "标题", "说明页")
LABEL = "栏"  # 栏.项目负责人: any label of the workbook
FIGURES = ("率", "增减", "分项", "单位")
ALWAYS = ("年度", "单位名称", "单位简称", "项目名称", "默认项目名称", "自评得分", "评价等级", "项目自评表份数")
MATERIAL_NAMES = ("导语", "依据文件", "报告日期")
MARKER = re.compile(f"{OPEN}(\\d+){SHUT}")


class TemplateError(ProfileError):
    """A template that cannot be filled; the text names the placeholder and the nearest right one."""


def is_template(path: Path) -> bool:
    """Has the file placeholders; one without is taken for its styles and sections only."""
    try:
        with zipfile.ZipFile(path) as archive:
            text = re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode("utf-8"))
    except (OSError, KeyError, zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise TemplateError(f"报告模板 {path.name} 不是 Word 文档（.docx）") from error
    return "{{" in text or "{%" in text


def identifier(name: str) -> str:
    """监控项目数(1-3月) -> 监控项目数_1_3月: a name that may stand in {{ }}."""
    return re.sub(r"\W+", "_", name).strip("_")


class Lacking:
    """A value that the workbook lacks: false in {% if %}, marked where it is printed."""

    def __init__(self, text: str, note: Callable[[], None]) -> None:
        self.text = text
        self.note = note

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        self.note()
        return self.text


class Lazy(dict[str, Any]):
    """A dictionary whose values are looked up when the template asks for them."""

    def __init__(self, find: Callable[[str], Any]) -> None:
        super().__init__()
        self.find = find

    def __missing__(self, key: str) -> Any:
        return self.find(key)


class Filling:
    """What a template may ask for, and what it did ask for: its blocks and what was missing."""

    def __init__(self, facts: Facts, outline: Outline, profile: Profile, annex: list[Block]) -> None:
        self.facts = facts
        self.outline = outline
        self.tables = [*facts.texts["tables"], *profile.forms.get("tables", {})]
        self.names = names_of(profile)
        self.annex = annex
        self.blocks: list[list[Block]] = []
        self.missing: list[Missing] = []

    # ------------------------------------------------------------ names

    def context(self, asked: Iterable[str]) -> dict[str, Any]:
        """The values for the names that the template uses; ``proof`` has looked at them."""
        return {name: self._value(name) for name in asked}

    def _value(self, name: str) -> Any:
        if name in BLOCKS:
            return Lazy(lambda key: self._block(name, key))
        if name == "说明页":
            return False
        if name == LABEL:
            return Lazy(lambda label: self._told(self.facts.field(label), label))
        if name == "目录":
            return self._put([Contents(self.facts.texts["words"]["contents"])])
        if name in WHOLE:
            return self._put(self._whole(name), name)
        if name in FIGURES:
            form = {"分项": "{0}.分项", "单位": "{0}.单位"}.get(name, name + ".{0}")
            return Lazy(lambda key: self._figure(form.format(key), key))
        if name in self.tables:
            return Lazy(lambda row: Lazy(lambda key: self._figure(f"{name}[{row}, {key}]", f"{name}{row}{key}")))
        return self._told(self.facts.look_up(self.names[name]), self.names[name])

    def _figure(self, reference: str, what: str) -> Any:
        return self._told(self.facts.look_up(reference), what)

    def _told(self, found: Found, what: str) -> Any:
        if found.text is not None:
            return printable(found.text)
        item = Missing(what, found.where, found.cell, "正文")
        return Lacking(self.facts.word("missing", what), lambda: self.missing.append(item))

    # ------------------------------------------------------------ blocks

    def _put(self, blocks: list[Block], place: str = "") -> str:
        number(blocks, f"{len(self.blocks)}_")
        for missing in (r.missing for block in blocks for r in runs_of(block) if r.missing is not None):
            missing.place = missing.place or place
            self.missing.append(missing)
        self.blocks.append(blocks)
        return f"{OPEN}{len(self.blocks) - 1}{SHUT}"

    def _whole(self, name: str) -> list[Block]:
        if name == "正文":
            return list(self.outline.items(self.outline.outline["body"]))
        if name == "附件":
            return self.annex
        if name == "标题":
            return [Paragraph(self.facts.write(self.outline.outline["title"]), "Title")]
        kinds = {"问题": "problems", "资金": "funds"}
        items = [i for i in every(self.outline.outline["body"]) if kinds.get(name) in i]
        return list(self.outline.items(items[:1])) if name in kinds else []

    def _block(self, kind: str, name: str) -> str:
        """文字.总体目标, 表.支出情况 … : the item of the outline of that name, or one made for it."""
        if kind == "文字":
            items = [i for i in every(self.outline.outline["body"]) if i.get("section") == name]
            return self._put(list(self.outline.items(items[:1] or [{"section": name}])), name)
        if kind == "表":
            return self._put(list(self.outline.items([{"table": name}])), name)
        if kind == "勾选":
            return self._put([self.outline.choice(name)])
        return self._put(self._targets(name) if kind == "目标" else self._results(name), name)

    def _targets(self, name: str) -> list[Block]:
        """The targets of one group, or 全部; the heading is the template's."""
        if name == "全部":
            return list(self.outline.items([{"targets": [["", ""]], "level": 3}]))
        outlines = (self.outline.outline, *self.facts.texts["outline"].values())
        items = next(([i] for o in outlines for i in every(o["body"]) if name in _groups(i)), [])
        found: list[Block] = []
        inside = False
        for block in self.outline.items(items):
            inside = block.text == name if isinstance(block, Heading) else inside
            found += [block] if inside and not isinstance(block, Heading) else []
        return found or list(self.outline.items([{"text": self.facts.word("none")}]))

    def _results(self, name: str) -> list[Block]:
        item = next((i for i in every(self.outline.outline["body"]) if name in i.get("indicators", ())), {})
        blocks = list(self.outline.items([{"level": 3, **item, "indicators": [name]}]))
        return blocks if item.get("flat") or len(blocks) < 2 else blocks[1:]  # the template has the group's heading


def every(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The items of an outline, those inside join and projects too."""
    for item in items:
        yield item
        for key in ("join", "projects"):
            yield from every(item.get(key, []))


def _groups(item: Mapping[str, Any]) -> list[str]:
    return [group for group, _ in item.get("targets", ()) if group]


def names_of(profile: Profile) -> dict[str, str]:
    """The plain names: what a template writes -> the field that it is."""
    return {identifier(n): n for n in (*profile.forms.get("field_names", {}), *ALWAYS, *MATERIAL_NAMES)}


def members(texts: Texts) -> dict[str, list[str]]:
    """What may stand behind the point of 表. 指标. … ; of 文字, 分项, 单位 and 栏 the workbook decides."""
    targets = (g for o in texts["outline"].values() for i in every(o["body"]) for g in _groups(i))
    return {
        "表": list(texts["tables"]),
        "指标": [g["name"] for g in texts["groups"]],
        "目标": [*dict.fromkeys(targets), "全部"],
        "勾选": list(texts["choices"]),
        "率": [*texts["rates"], *texts["words"]["unit_rates"]],
        "增减": list(texts["differences"]),
    }


def proof(path: Path, profile: Profile) -> None:
    """TemplateError where the template cannot be filled; said once, before any unit's work is done."""
    from jinja2 import TemplateError as JinjaError

    from perfeval.write.report.jinja import asked, attributes

    if not path.is_file():
        raise TemplateError(f"没有报告模板 {path}")
    if not is_template(path):
        return
    texts, content = load(profile), path.read_bytes()
    tables = [*texts["tables"], *profile.forms.get("tables", {})]
    known = [*names_of(profile), *tables, LABEL, *BLOCKS, *WHOLE, *FIGURES]
    try:
        for name in sorted(asked(content)):
            if name not in known:
                raise TemplateError(wrong(name, known))
        own = members(texts)
        for kind, name in attributes(content):
            if kind in own and name not in own[kind]:
                raise TemplateError(wrong(f"{kind}.{name}", [f"{kind}.{n}" for n in own[kind]]))
    except JinjaError as error:
        raise TemplateError(_braces(path.name, content)) from error


BRACES = "每个 {{ 要有 }}，里面只写一个名称；每个 {% if %} 要有 {% endif %}"


def _braces(name: str, content: bytes) -> str:
    """What is wrong with the braces of a template; jinja2 says it in English."""
    from perfeval.write.report.jinja import faulty

    fragment = faulty(content).strip()
    where = f"“{fragment[:30]}{'…' if len(fragment) > 30 else ''}”" if fragment else ""
    return f"报告模板 {name} 里的花括号{where}写法有误：{BRACES}"


def wrong(name: str, known: list[str]) -> str:
    """What to say of a name that a template cannot use: the nearest one that it can."""
    hint = suggestion(name, known) or "；全部名称见 perfeval template report 写出的模板末页"
    return f"报告模板里的“{name}”不是可用的名称{hint}"


def fill(path: Path, filling: Filling) -> Any:
    """The template with its values in; blocks still stand as markers. A python-docx document."""
    from jinja2 import TemplateError as JinjaError

    from perfeval.write.report.jinja import Template, asked, environment

    content = path.read_bytes()
    template = Template(io.BytesIO(content))
    try:
        template.render(filling.context(asked(content)), environment(), autoescape=True)
    except JinjaError as error:
        raise TemplateError(_braces(path.name, content)) from error
    return template.docx


def marks(text: str) -> list[int]:
    """The numbers of the blocks whose markers stand in a text."""
    return [int(n) for n in MARKER.findall(text)]


def missing_pieces(text: str, pattern: str) -> list[Run]:
    """A printed text cut at its 【请补充：…】, so that these can be highlighted."""
    before, after = (re.escape(p) for p in pattern.split("{0}"))
    pieces = re.split(f"({before}.*?{after})", text)
    return [Run(p, missing=Missing(p, "") if n % 2 else None) for n, p in enumerate(pieces) if p]
