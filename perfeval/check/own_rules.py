"""自有审核公式: rules of a bureau's own, from a TOML file or an Excel sheet 审核公式, and the sheet to start from.

Columns: 编号, 名称, 公式, 条件, 级别, 依据, 建议, 容差, 容差理由. The id of a built-in rule replaces it; where only
some columns are filled, the rest stays as it was. 级别 停用 switches a rule off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from perfeval import profile
from perfeval.check.own_words import wrong
from perfeval.language.errors import suggestion
from perfeval.language.parser import parse
from perfeval.language.rule import Rule, RuleError
from perfeval.language.tree import Ref, walk
from perfeval.language.vocabulary import Vocabulary
from perfeval.ooxml.package import Package, PackageError

SHEET = "审核公式"
COLUMNS = {
    "编号": "id", "名称": "name", "公式": "formula", "条件": "when", "级别": "severity", "依据": "basis",
    "建议": "hint", "容差": "tolerance", "容差理由": "reason",
}  # fmt: skip
WIDTHS = (12, 34, 60, 30, 8, 22, 40, 10, 24)
OFF = "停用"
OWN_BASIS = "审核惯例（无文号）"


def load_rules(
    path: Path, known: Iterable[Mapping[str, Any]] = (), forms: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The entries of the user's file, those with a known id completed from the built-in one; each is parsed once here.

    ``forms``: what the profile knows of tables, rows and columns (the base profile's by default). RuleError, with the
    row where the sheet has one, for all that cannot be used, a name included that is misspelt; ProfileError for a .toml
    that is not written right; OSError where the file cannot be read.
    """
    built_in = {str(r["id"]): r for r in known}
    words = Vocabulary.of(profile.load().forms if forms is None else forms)
    entries = _toml(path) if path.suffix.lower() == ".toml" else _sheet(path)
    made, faults = [], []
    for place, entry in entries:
        number = str(entry.get("id", ""))
        rule = _completed(entry, built_in.get(number))
        if number and number not in built_in and not (rule.get("formula") or rule.get("check")):
            near = suggestion(number, built_in)
            faults.append(f"{path.name} {place}：自带的规则里没有编号“{number}”{near or '，'}也没有填公式")
            continue
        if rule.get("severity") != OFF:
            try:
                _checked(Rule.from_toml(rule), words)
                if problem := wrong(rule, built_in.values()):
                    raise RuleError(problem, rule=number)
            except RuleError as error:
                faults.append(f"{path.name} {place}：{error}")
        made.append(rule)
    if faults:
        raise RuleError("\n".join(faults))
    return made


def unused(
    own: Iterable[Mapping[str, Any]],
    counts: Mapping[tuple[str, str], Mapping[Any, int]],
    forms: Mapping[str, Any] | None = None,
) -> list[str]:
    """Rules with a formula of the user's own that applied nowhere in a batch, each in one sentence.

    ``counts``: (id, name) -> how often each outcome came up. A misspelt name that is like no known one shows only so.
    """
    known = Vocabulary.of(profile.load().forms if forms is None else forms).tables
    told = []
    for rule in own:
        outcomes = [n for (number, _), n in counts.items() if number == rule.get("id")]
        if not rule.get("formula") or not outcomes or any(n for o in outcomes for s, n in o.items() if s != "不适用"):
            continue
        nodes = walk(parse(str(rule["formula"])))
        strange = list(dict.fromkeys(n.table for n in nodes if isinstance(n, Ref) and n.table not in known))
        why = f"要有一张表叫“{'”“'.join(strange)}”（自带的表名、表上印的标题都算）；" if strange else ""
        head = f"自己的规则 {rule['id']}（{rule['name']}）一处也没有用上"
        told.append(f"{head}：{why}请核对公式里的表名、行名、栏名和条件是否与表上一致")
    return told


def _checked(rule: Rule, words: Vocabulary) -> None:
    for text in (rule.formula, rule.when):
        if text:
            try:
                words.check(text, parse(text), rule.param)
            except RuleError as error:
                raise error.of(rule.id) from None


def _completed(entry: dict[str, Any], base: Mapping[str, Any] | None) -> dict[str, Any]:
    if base is None:
        return {"basis": OWN_BASIS, **entry}
    whole = {**base, **entry}
    if isinstance(entry.get("param"), dict):
        whole["param"] = {**base.get("param", {}), **entry["param"]}
    if entry.get("formula") and base.get("check"):
        whole.pop("check")
    if entry.get("formula") and entry["formula"] != base.get("formula"):
        for key in ("pass", "fail", "skip"):  # the examples prove another formula
            whole.pop(key, None)
    return whole


def _toml(path: Path) -> list[tuple[str, dict[str, Any]]]:
    return [(f"第{n}条", dict(r)) for n, r in enumerate(profile.read_toml(path).get("rule", []), start=1)]


def _sheet(path: Path) -> list[tuple[str, dict[str, Any]]]:
    from openpyxl import load_workbook

    path.stat()  # a file that is not there is not a damaged one
    try:
        with Package(path):  # what it is not, in words
            pass
        book = load_workbook(path, read_only=True)
    except PackageError as error:
        raise RuleError(f"读不了 {path.name}：{error}") from None
    except Exception:  # openpyxl raises whatever its code meets in a damaged part
        raise RuleError(f"读不了 {path.name}：文件内容不合规范，请用 Excel 打开后另存") from None
    if SHEET not in book.sheetnames:
        raise RuleError(f"{path.name} 没有名为“{SHEET}”的表")
    rows = [["" if v is None else str(v).strip() for v in row] for row in book[SHEET].iter_rows(values_only=True)]
    book.close()
    head = next((n for n, row in enumerate(rows) if "编号" in row and sum(name in COLUMNS for name in row) > 1), None)
    if head is None:
        raise RuleError(f"{path.name} 的“{SHEET}”没有表头，应有：{'、'.join(COLUMNS)}")
    names = [COLUMNS.get(name) for name in rows[head]]
    found = []
    for n, row in enumerate(rows[head + 1 :], start=head + 2):
        entry = {name: value for name, value in zip(names, row, strict=False) if name and value}
        if entry.get("id") or entry.get("formula"):
            entry["formula"] = str(entry.get("formula", "")).removeprefix("=").strip()
            if not entry["formula"]:
                del entry["formula"]
            found.append((f"第{n}行", entry))
    return found


def export_rules(rules: Iterable[Mapping[str, Any]], path: Path) -> None:
    """The rules as a sheet 审核公式 that people edit and give back with ``--rules``; named checks have no formula."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        head = book.add_format({"font_name": "黑体", "font_size": 10, "bg_color": "#F2F2F2", "border": 1, "bold": True})
        body = book.add_format({"font_name": "宋体", "font_size": 10, "text_wrap": True, "valign": "top", "border": 1})
        sheet = book.add_worksheet(SHEET)
        sheet.freeze_panes(1, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, head)
        last = 0
        for last, rule in enumerate(rules, start=1):
            for column, key in enumerate(COLUMNS.values()):
                sheet.write_string(last, column, str(rule.get(key, "")), body)
        sheet.autofilter(0, 0, max(last, 1), len(COLUMNS) - 1)
        sheet.data_validation(
            1, 4, max(last, 1) + 200, 4, {"validate": "list", "source": ["错误", "警告", "提示", OFF]}
        )
