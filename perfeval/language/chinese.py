"""The third reader: what was found, in plain Chinese with the figures as they are printed."""

from __future__ import annotations

import re
from decimal import Decimal

from perfeval.language import tree as t
from perfeval.language.instances import Instance
from perfeval.language.printer import plain
from perfeval.language.program import Program
from perfeval.language.relation import Outcome, Relation, bare, is_sum, single
from perfeval.language.values import NotApplicable, Value, round_to
from perfeval.model import AMOUNT_UNITS

MARK = re.compile(r"\{([^{}]+)\}")


def sentence(program: Program, e: Instance, outcome: Outcome, filled_right: bool, name: str, template: str = "") -> str:
    """One sentence for the outcome; ``template``: the rule's own words for a failure, with {名} for figures."""
    teller = _Teller(program, e, filled_right)
    outer = e.index
    e.index = outcome.index if outcome.index is not None else outer
    try:
        if template and not outcome.ok and not outcome.note:
            return teller.filled(template, outcome)
        return teller.tell(outcome, name)
    finally:
        e.index = outer


class _Teller:
    def __init__(self, program: Program, e: Instance, filled_right: bool) -> None:
        self.program, self.e, self.filled_right = program, e, filled_right
        units = {v.display for v in e.scalars() if v.display}
        self.mixed = len(units) > 1

    def tell(self, outcome: Outcome, name: str) -> str:
        relation = outcome.relation
        if outcome.note:
            return self._noted(outcome)
        if relation is None:
            return self._condition(outcome, name)
        if relation.difference is None:
            return self._texts(relation, outcome.ok)
        return self._numbers(relation, outcome)

    # figures

    def shown(self, value: Value, unit: str | None) -> str:
        """A figure: as printed where it is one cell, else in the unit of the comparison."""
        if value.number is None:
            return "空" if value.blank else value.shown or value.text or ""
        if value.cells and value.shown and not value.zero and value.pieces is None:
            printed = "".join(value.shown.split())
            own = value.display if self.mixed and value.display and not printed.endswith("元") else ""
            percent = "%" if value.percent and value.factor != 1 and not printed.endswith(("%", "％")) else ""
            return f"{printed}{own or ''}{percent}"
        if value.percent or (value.unit is None and unit == "%"):
            return percent_text(value.number)
        if value.unit == "元":
            own = unit or value.display or "元"
            return figure(value.number / AMOUNT_UNITS[own]) + (own if self.mixed else "")
        return figure(value.number)

    def label(self, node: t.Expr, value: Value) -> str:
        node = bare(node)
        return value.name or (node.label.name if isinstance(node, t.Name) else "")

    def spelled(self, node: t.Expr, unit: str | None) -> str:
        """An expression with names and figures: 全年执行数85.93÷全年预算数93.10."""
        value = self.program.value
        if single(node):
            got = value(node)(self.e)
            return f"{self.label(node, got)}{self.shown(got, unit)}"
        match node:
            case t.Number():
                return plain(node.value) + (node.unit or "")
            case t.Text():
                return f"“{node.value}”"
            case t.Parameter():
                return self.shown(value(node)(self.e), unit)
            case t.Sum():
                parts = [("-" if s < 0 else "+") + self._inner(x, unit) for s, x in node.items]
                return "".join(parts).removeprefix("+")
            case t.Product():
                return "".join(("" if i == 0 else op) + self._inner(x, unit) for i, (op, x) in enumerate(node.items))
            case t.Call(name="SUM"):
                got = value(node)(self.e)
                return f"{self._sum_name(node)}{self.shown(got, unit)}"
            case t.Call(name="MIN" | "MAX" | "ROUND" | "ABS" | "COUNT") if not self._listed(node):
                return self._function(node, unit)
            case _:
                return self.shown(value(node)(self.e), unit)

    def _function(self, node: t.Call, unit: str | None) -> str:
        """MIN(1, x) is （x，最多算1）; the others by name."""
        bounds = [a for a in node.args if isinstance(a, t.Number)]
        others = [a for a in node.args if not isinstance(a, t.Number)]
        if node.name in ("MIN", "MAX") and len(bounds) == 1 and len(others) == 1:
            bound = self.spelled(bounds[0], unit)
            return f"({self.spelled(others[0], unit)}，{'最多' if node.name == 'MIN' else '最少'}算{bound})"
        words = {"MIN": "最小的", "MAX": "最大的", "ROUND": "四舍五入", "ABS": "绝对值", "COUNT": "个数"}
        args = node.args[:1] if node.name == "ROUND" else node.args
        return f"{words[node.name]}({'，'.join(self.spelled(a, unit) for a in args)})"

    def _listed(self, node: t.Call) -> bool:
        return any(self.program.plan.owned.get(id(a)) for a in node.args)

    def _inner(self, node: t.Expr, unit: str | None) -> str:
        text = self.spelled(node, unit)
        return f"({text})" if isinstance(node, t.Sum) and len(node.items) > 1 else text

    def _sum_name(self, node: t.Expr) -> str:
        """分项相加, 各项分值相加."""
        if isinstance(node, t.Call) and len(node.args) == 1 and isinstance(node.args[0], t.Ref):
            ref = node.args[0]
            if ref.scope == "各项目":
                return "各项目相加"
            if isinstance(ref.rows[0] if ref.rows else None, t.Every | t.Group | t.Filter):
                return f"各项{ref.column.name}相加" if isinstance(ref.column, t.Label) else "各项相加"
            if any(isinstance(s, t.Children) for s in ref.rows) and self.program.value(node)(self.e).partial:
                return "其中各项相加"
        if isinstance(node, t.Sum):
            names = {self._sum_name(x) for _, x in node.items if isinstance(x, t.Call)}
            return names.pop() if len(names) == 1 and "各项目相加" not in names else "分项相加"
        return "分项相加"

    def describe(self, node: t.Expr, value: Value, unit: str | None) -> str:
        """A side of a comparison, named: 得分10, 分项相加661.34, 按…算得84.16%."""
        got = self.shown(value, unit)
        if single(node):
            return f"{self.label(node, value)}{got}"
        if isinstance(node, t.Number | t.Parameter | t.Text):
            return got
        if is_sum(node) and self._plain_sum(node):
            return f"{self._sum_name(node)}{got}"
        spelled = self.spelled(node, unit)
        return got if spelled == got else f"{spelled}＝{got}"

    @staticmethod
    def _plain_sum(node: t.Expr) -> bool:
        return not isinstance(node, t.Sum) or all(s > 0 and (single(x) or is_sum(x)) for s, x in node.items)

    # sentences

    def _numbers(self, r: Relation, outcome: Outcome) -> str:
        swap = self.filled_right
        own_node, own = (r.right_node, r.right) if swap else (r.left_node, r.left)
        other_node, other = (r.left_node, r.left) if swap else (r.right_node, r.right)
        percent = own.percent or other.percent
        unit = "%" if percent else r.unit
        op = {"≤": "≥", "≥": "≤", "<": ">", ">": "<"}.get(r.op, r.op) if swap else r.op
        difference = (-r.difference if swap else r.difference) if r.difference is not None else Decimal(0)
        gap = amount_text(abs(difference), percent) + (r.unit if self.mixed and r.unit else "")
        allowed = amount_text(r.tolerance, percent)
        own_text, other_text = self.describe(own_node, own, unit), self.describe(other_node, other, unit)
        tail = ""
        if outcome.slack:
            whole = any(v.step >= 1 and not v.percent for v in (own, other))
            tail = f"，在允许尾差{allowed}以内" + ("（取整）" if whole else "")
        elif not outcome.ok and abs(difference) < r.tolerance * 1000 and r.op in ("=", "≤", "≥"):
            tail = f"，超过允许尾差{allowed}"
        if op == "=":
            body = self._equation(own_node, own, own_text, other_node, other, other_text, unit)
            if outcome.ok and not outcome.slack:
                return f"{body}，{'四舍五入后一致' if difference else '相等'}"
            return f"{body}，{'多' if difference > 0 else '少'}{gap}{tail}"
        if op == "≠":
            return f"{own_text}，与{other_text}{'不同' if outcome.ok else '相同'}"
        if own.partial or other.partial:
            return self._within(own_node, own_text, other_text, difference, gap, tail, outcome)
        if outcome.ok and not outcome.slack:
            words = {"≤": "不大于", "≥": "不小于", "<": "小于", ">": "大于"}
            return f"{own_text}，{words[op]}{other_text}"
        if difference == 0:
            return f"{own_text}，应{'小于' if op == '<' else '大于'}{other_text}"
        more, amount = ("大于", "多") if difference > 0 else ("小于", "少")
        return f"{own_text}，{more}{other_text}，{amount}{gap}{tail}"

    def _equation(
        self, own_node: t.Expr, own: Value, own_text: str, other_node: t.Expr, other: Value, other_text: str,
        unit: str | None,
    ) -> str:  # fmt: skip
        if not single(own_node):
            return f"{own_text}，应为{self.shown(other, unit)}"
        filled = f"{self.label(own_node, own)}填{self.shown(own, unit)}"
        if is_sum(other_node) and self._plain_sum(other_node):
            return f"{other_text}，{filled}"
        if single(other_node):
            return f"{filled}，{self.label(other_node, other)}为{self.shown(other, unit)}"
        if isinstance(other_node, t.Number | t.Parameter):
            return f"{filled}，应为{self.shown(other, unit)}"
        got, spelled = self.shown(other, unit), self.spelled(other_node, unit)
        return f"{filled}，应为{got}（{spelled}）" if got != spelled else f"{filled}，应为{got}"

    @staticmethod
    def _within(
        own_node: t.Expr, own: str, other: str, difference: Decimal, gap: str, tail: str, outcome: Outcome
    ) -> str:
        """其中 rows and their total."""
        total, parts = (own, other) if single(own_node) else (other, own)
        if outcome.ok and not outcome.slack:
            return f"{parts}，不超过{total}"
        return f"{parts}，超过{total}，多{gap}{tail}"

    def _texts(self, r: Relation, ok: bool) -> str:
        left, right = (self._quoted(n, v) for n, v in ((r.left_node, r.left), (r.right_node, r.right)))
        if r.op in ("=", "≠"):
            same = ok == (r.op == "=")
            return f"{left}与{right}{'一致' if same else '不一致'}"
        words = {"≤": ("不晚于", "晚于"), "≥": ("不早于", "早于"), "<": ("早于", "不早于"), ">": ("晚于", "不晚于")}
        return f"{left}{words[r.op][0 if ok else 1]}{right}"

    def _quoted(self, node: t.Expr, value: Value) -> str:
        return f"{self.label(node, value) if single(node) else ''}“{value.shown or value.text or ''}”"

    def _noted(self, outcome: Outcome) -> str:
        if outcome.warning and outcome.relation is not None:
            r = outcome.relation
            node, value = (r.right_node, r.right) if r.left.number is None else (r.left_node, r.left)
            return f"{outcome.note}，{self.describe(node, value, r.unit)}"
        assert isinstance(outcome.node, t.Compare)
        for node in outcome.node.items:
            if single(node):
                value = self.program.value(node)(self.e)
                return f"{outcome.note}，{self.label(node, value)}却填了{self.shown(value, None)}"
        return outcome.note

    def _condition(self, outcome: Outcome, name: str) -> str:
        node = outcome.node
        inner = node.item if isinstance(node, t.Not) else node
        if isinstance(inner, t.Call) and inner.name == "为空":
            value = self.e.values[self.program.plan.numbers[id(inner.args[0])]]
            value = value[self.e.index] if isinstance(value, list) else value
            if value.blank:
                return f"{value.name}未填"
            return f"{value.name}{'已填' if outcome.ok else '应为空，却填了'}“{value.shown}”"
        figures = "，".join(self.figures())
        head = name if outcome.ok else f"不符合“{name}”"
        return f"{head}：{figures}" if figures else head

    def figures(self) -> list[str]:
        """Name and figure of every single operand, each once."""
        out: dict[str, None] = {}
        for value in self.e.values:
            one = value if isinstance(value, Value) else None
            if one is not None and not one.absent and not one.zero and one.name:
                shown = self.shown(one, None)
                out[f"{one.name}{'为空' if one.blank else shown if one.number is not None else f'“{shown}”'}"] = None
        return list(out)[:6]

    def filled(self, template: str, outcome: Outcome) -> str:
        """The rule's own words with {名} replaced: an operand's name, row or column; 填报数 应填数 差额 允许尾差."""
        known: dict[str, str] = {}
        for value in self.e.values:
            if isinstance(value, list):
                value = value[self.e.index] if self.e.index < len(value) else Value()
            for key in (value.at[0], value.at[1], value.at[0] + value.at[1], value.name):
                known.setdefault(key, self.shown(value, None) if not value.absent else "")
        r = outcome.relation
        if r is not None and r.difference is not None:
            sides = [r.right, r.left] if self.filled_right else [r.left, r.right]
            percent = r.left.percent or r.right.percent
            unit = "%" if percent else r.unit
            known |= {"填报数": self.shown(sides[0], unit), "应填数": self.shown(sides[1], unit)}
            known |= {"差额": amount_text(abs(r.difference), percent), "允许尾差": amount_text(r.tolerance, percent)}

        def put(m: re.Match[str]) -> str:
            """The figure; a 分 that the cell prints itself is not said twice (13分分)."""
            text = known.get(m.group(1), m.group(0))
            return text.removesuffix("分") if template.startswith("分", m.end()) else text

        return MARK.sub(put, template)


def figure(number: Decimal) -> str:
    """A computed number: exact where it is short (a sum), else as a person would round it (a quotient)."""
    text = plain(round_to(number, 8))
    if len(text.partition(".")[2]) <= 4:
        return text
    return plain(round_to(number, 2 if abs(number) >= 1 else 4))


def percent_text(ratio: Decimal) -> str:
    return plain(round_to(ratio * 100, 2)) + "%"


def amount_text(number: Decimal, percent: bool) -> str:
    """A difference: exact where it is short, else as exact as it matters; of rates in 个百分点."""
    value = number * 100 if percent else number
    text = plain(round_to(value, 10))
    if len(text.partition(".")[2]) > (2 if percent else 4):
        places = next((n for n in (2, 4, 6) if round_to(value, n) and abs(value) >= Decimal(1).scaleb(1 - n)), 10)
        text = plain(round_to(value, places))
    return f"{text}个百分点" if percent else text


__all__ = ["NotApplicable", "figure", "sentence"]
