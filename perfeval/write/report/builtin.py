"""The built-in outlines as templates that a person edits in Word, with a page that lists every placeholder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from perfeval.profile import Profile, ProfileError
from perfeval.write.report.blocks import Block, Heading, Paragraph, Report, Run, Section, Table, TableCell
from perfeval.write.report.docx import build, save
from perfeval.write.report.footnotes import mark
from perfeval.write.report.numbers import number
from perfeval.write.report.template import ALWAYS, every, identifier
from perfeval.write.report.texts import Maybe, Part, Ref, load, parse


def write_template(profile: Profile, target: Path, name: str = "部门整体支出") -> None:
    """Write the outline ``name`` of the profile as a template (perfeval template report)."""
    texts = load(profile)
    if name not in texts["outline"]:
        raise ProfileError(f"没有“{name}”的报告提纲，现有：{'、'.join(texts['outline'])}")
    outline = texts["outline"][name]
    title = jinja(parse(outline["title"]))
    report = Report(title)
    report.blocks += [Paragraph([Run(title)], "CoverTitle"), *_cover(outline), Section("cover")]
    report.blocks += [_line("{{ 目录 }}"), Section("contents"), Paragraph([Run(title)], "Title")]
    body = list(_body(outline["body"]))
    number(body)
    mark(body, texts)
    report.blocks += [*body, Section("body"), _line("{{ 附件 }}"), _line("{%p if 说明页 %}")]
    report.blocks += [*_guide(profile, texts), _line("{%p endif %}")]
    base = profile.find("report.docx")
    if base is None:
        raise ProfileError("没有找到报告样式 report.docx")
    save(build(report, base, {}, [], ""), target)


def _line(text: str, style: str = "BodyText") -> Paragraph:
    return Paragraph([Run(text)], style)


def _cover(outline: Mapping[str, Any]) -> Iterator[Block]:
    for label, sentence in outline["cover"]:
        text = f"{{{{ 勾选.{label} }}}}" if sentence == "choice" else f"{label}：{jinja(parse(sentence))}"
        yield _line(text, "CoverItem")
    yield _line(jinja(parse(outline["date"])), "CoverDate")


def _body(items: list[dict[str, Any]]) -> Iterator[Block]:
    """Every item of an outline as what a template says for it."""
    for item in items:
        if "heading" in item:
            yield Heading(item["level"], item["heading"])
        elif "join" in item:
            yield _line("".join(_inline(part) for part in item["join"]))
        elif "targets" in item:
            for group, _ in item["targets"]:
                if group:
                    yield Heading(item["level"], group)
                yield _line(f"{{{{ 目标.{group or '全部'} }}}}")
        elif "indicators" in item:
            for group in item["indicators"]:
                if not group.startswith("其他"):
                    if not item.get("flat"):
                        yield Heading(item["level"], group + item.get("suffix", ""))
                    yield _line(f"{{{{ 指标.{group} }}}}")
        elif "projects" in item:
            yield from _body(item["projects"])
        elif "chart" not in item:
            yield _line(_inline(item))


def _inline(item: Mapping[str, Any]) -> str:
    if "section" in item:
        return f"{{{{ 文字.{item['section']} }}}}"
    if "table" in item:
        return f"{{{{ 表.{item['table']} }}}}"
    if "problems" in item:
        return "{{ 问题 }}"
    text = "{{ 资金 }}" if "funds" in item else jinja(parse(item["text"]))
    return f"{{% if not {item['unless']} %}}{text}{{% endif %}}" if "unless" in item else text


def jinja(parts: tuple[Part, ...]) -> str:
    """A sentence of report.toml as a template says it: {编制数} -> {{ 编制数 }}, <…> -> {% if … %}…{% endif %}."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
        elif isinstance(part, Ref):
            text += f"{{{{ {expression(part)} }}}}"
        elif isinstance(part, Maybe):
            needed = [expression(p) for p in part.parts if isinstance(p, Ref)]
            inner = jinja(part.parts)
            text += f"{{% if {' and '.join(dict.fromkeys(needed))} %}}{inner}{{% endif %}}" if needed else inner
    return text


def expression(ref: Ref) -> str:
    """Alternatives by ``or``; the first comes once more at the end, so that it is the one marked as missing."""
    names = [_path(n) for n in ref.names]
    return " or ".join([*names, names[0]] if len(names) > 1 else names)


def _path(name: str) -> str:
    """支出情况[合计, 本年决算数|决算数] -> 支出情况.合计.本年决算数."""
    if match := re.match(r"^(.+?)\[(.+?)[,，]\s*([^\]|]+)[^\]]*\](\.列)?$", name):
        return f"'{match[3]}'" if match[4] else f"{match[1]}.{match[2]}.{match[3]}"
    if match := re.match(r"^(.+)\.(分项|单位)$", name):
        return f"{match[2]}.{match[1]}"
    return name if "." in name else identifier(name)


def _guide(profile: Profile, texts: Mapping[str, Any]) -> Iterator[Block]:
    """The page that lists every placeholder; it is not part of a report."""
    fields = dict.fromkeys([*ALWAYS, *map(identifier, profile.forms.get("field_names", {}))])
    groups = [g["name"] for g in texts["groups"]]
    sections = dict.fromkeys(
        i["section"] for o in texts["outline"].values() for i in every(o["body"]) if "section" in i
    )
    figures = ["支出情况.合计.本年决算数", "收入情况.合计.年初预算数", "三公经费.合计.本年决算数"]
    rates = [
        *(f"率.{r}" for r in [*texts["rates"], *texts["words"]["unit_rates"]]),
        "增减.三公经费",
        "分项.编制数",
        "单位.支出情况",
    ]
    lists = [
        ("基本信息各栏", list(fields)),
        ("文字材料各节，如 文字.总体目标", [f"文字.{s}" for s in sections]),
        ("整张表", [f"表.{t}" for t in texts["tables"]]),
        ("表中的数：表.行.列，如", figures),
        ("比率、增减、分项、金额单位", rates),
        ("指标完成情况", [f"指标.{g}" for g in groups]),
        ("绩效目标", ["目标.产出目标", "目标.效果目标", "目标.全部"]),
        ("工作簿里别的栏目，如", ["栏.项目负责人"]),
        ("封面复选框", [f"勾选.{c}" for c in texts["choices"]]),
        ("其他整段", ["标题", "目录", "正文", "问题", "资金", "附件"]),
    ]
    yield _line("可用的名称", "Title")
    yield _line("本页只在模板里，不会出现在报告里。名称写在两层花括号之间；整段、整表的名称须独占一段。")
    rows = [[TableCell([Run(h)], "TableHead") for h in ("种类", "名称")]]
    rows += [[TableCell([Run(kind)]), TableCell([Run("、".join(names))])] for kind, names in lists]
    yield Table(rows, [2600, 10000])
