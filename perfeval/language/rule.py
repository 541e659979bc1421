"""审核公式: one entry of rules.toml, with its formula parsed once, its basis and its examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, get_args

from perfeval.language import tree as t
from perfeval.language.errors import RuleError, suggestion
from perfeval.language.parser import parse
from perfeval.language.program import Program, program
from perfeval.language.vocabulary import Vocabulary, lists_among, lists_in_place
from perfeval.model import Cell, CheckResult, Form, Severity, Status

__all__ = ["Rule", "RuleError", "fixed", "said", "settings"]

Example = Mapping[str, Any]
SEVERITIES: tuple[str, ...] = get_args(Severity)
TEXTS = ("id", "name", "formula", "check", "when", "basis", "hint", "message", "reason", "note")
NAMED = {"id": "编号", "name": "名称", "severity": "级别"}  # as the sheet 审核公式 heads them
LISTS = ("absorbs", "scope")
WAYS = ("情形", "对象", "汇总")  # of ``param``: what a named check does, no words or figures
KEYS = (*TEXTS, *LISTS, "severity", "near", "tolerance", "param", "pass", "fail", "skip", "change", "report")


@dataclass(frozen=True)
class Rule:
    """A rule as written. ``formula`` or ``check`` (the name of a named check), never both.

    ``scope``: kinds of forms that it runs on (empty: all that its first operand names). ``tolerance`` widens the
    allowed difference (a number, with 元, 万元, % where the operands have them), ``reason`` says why. ``near``: the
    level where the difference goes beyond the allowed one by not more than one unit of the last place. ``message``: own
    words for a failure, with {行} or {列} for the figures. ``param``: data for the rule, ``参数.名`` in the formula.
    ``report``: it is for written reports only; without formula and check it is one that the comparison itself makes.
    """

    id: str
    name: str
    severity: Severity
    formula: str = ""
    check: str = ""
    when: str = ""
    scope: tuple[str, ...] = ()
    basis: str = ""
    hint: str = ""
    message: str = ""
    tolerance: str = ""
    near: Severity | None = None
    reason: str = ""
    note: str = ""
    absorbs: tuple[str, ...] = ()
    report: bool = False
    param: Mapping[str, Any] = field(default_factory=dict)
    passes: tuple[Example, ...] = ()
    fails: tuple[Example, ...] = ()
    skips: tuple[Example, ...] = ()

    @classmethod
    def from_toml(cls, entry: Mapping[str, Any], vocabulary: Vocabulary | None = None) -> Rule:
        """The rule of one ``[[rule]]`` entry; its formula is parsed here, so that a fault shows early.

        With a ``vocabulary`` a table, row or column that is misspelt is a fault too.
        """
        number = str(entry.get("id", "")) or "（无编号）"
        for key in entry:
            if key not in KEYS:
                raise RuleError(f"不认识“{key}”这一项{suggestion(key, KEYS)}", rule=number)
        for key in ("id", "name", "severity"):
            if not entry.get(key):
                raise RuleError(f"没有填{NAMED[key]}（{key}）", rule=number)
        ways = [key for key in ("formula", "check") if entry.get(key)]
        if len(ways) > 1 or (not ways and not entry.get("report")):
            raise RuleError("formula（公式）与 check（专项检查）须有且只有一个", rule=number)
        for key in ("severity", "near"):
            if entry.get(key) and entry[key] not in SEVERITIES:
                raise RuleError(f"级别“{entry[key]}”只能是{'、'.join(SEVERITIES)}", rule=number)
        if not isinstance(entry.get("param", {}), Mapping):
            raise RuleError('param 应写成 { "名称" = 值 }', rule=number)
        given: dict[str, Any] = {key: str(entry.get(key, "")).strip() for key in (*TEXTS, "tolerance")}
        given |= {key: _names(entry.get(key, ())) for key in LISTS}
        rule = cls(
            **given,
            severity=entry["severity"],
            near=entry.get("near"),
            report=bool(entry.get("report", False)),
            param=fixed(entry.get("param", {})),
            passes=tuple(entry.get("pass", ())),
            fails=tuple(entry.get("fail", ())),
            skips=tuple(entry.get("skip", ())),
        )
        if rule.tolerance and not rule.reason:
            raise RuleError("写了容差，没有写容差理由（reason）", rule=number)
        rule._check(vocabulary)
        return rule

    def _check(self, vocabulary: Vocabulary | None) -> None:
        try:
            _ = self.allowed, self.formula and self.program
            for text, parsed in ((self.formula, self.tree), (self.when, self.condition)):
                if parsed is None:
                    continue
                if vocabulary is not None:
                    vocabulary.check(text, parsed, self.param)
                else:
                    lists_in_place(text, parsed, lists_among(self.param))
        except RuleError as error:
            raise error.of(self.id) from None

    def __getstate__(self) -> dict[str, Any]:
        """Without what is compiled: a worker process compiles its own."""
        return {k: v for k, v in self.__dict__.items() if k not in ("program", "tree", "condition")}

    @cached_property
    def tree(self) -> t.Expr | None:
        """The parsed formula, None for a named check."""
        return parse(self.formula) if self.formula else None

    @cached_property
    def condition(self) -> t.Expr | None:
        """The parsed ``when``."""
        return parse(self.when) if self.when else None

    @cached_property
    def program(self) -> Program:
        """The formula with its ``when``, compiled."""
        if self.tree is None:
            raise RuleError("专项检查没有公式", rule=self.id)
        return program(self.tree, self.condition, self.allowed, (self.formula, self.when))

    @cached_property
    def allowed(self) -> tuple[Decimal, str | None]:
        """容差: the number and its unit (元 万元 亿元 %, None: in the unit of the compared figures)."""
        text, unit = self.tolerance, None
        for known in ("万元", "亿元", "元", "%"):
            if text.endswith(known):
                text, unit = text[: -len(known)].strip(), known
                break
        try:
            number = Decimal(text or "0")
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number < 0:
            raise RuleError(f"容差“{self.tolerance}”不是一个数")
        return number, unit

    def inapplicable(
        self, form: Form | None, instance: str, message: str, missing: str, cells: tuple[Cell, ...] = ()
    ) -> CheckResult:
        """不适用, for want of ``missing`` (""): the commonest result by far, made without detours."""
        label, form_id, file = (form.label, form.id, form.file) if form else ("", "", None)
        return CheckResult(
            self.id, self.name, label, form_id, instance, "不适用", self.severity, message, cells,
            missing=(missing,) if missing else (), basis=self.basis, hint=self.hint, file=file, subject=instance,
            key=f"{self.id}|{label}|{instance}",
        )  # fmt: skip

    def result(
        self,
        status: Status,
        form: Form | None,
        instance: str,
        message: str,
        cells: tuple[Cell, ...] = (),
        **fields: Any,
    ) -> CheckResult:
        """A CheckResult of this rule with the common fields filled; ``fields`` go over them."""
        label, form_id, file = (form.label, form.id, form.file) if form else ("", "", None)
        fields.setdefault("basis", self.basis)
        fields.setdefault("hint", self.hint)
        fields.setdefault("file", file)
        fields.setdefault("key", f"{self.id}|{label}|{instance}")
        fields.setdefault("subject", instance)
        severity = fields.pop("severity", self.severity)
        return CheckResult(self.id, self.name, label, form_id, instance, status, severity, message, cells, **fields)


def fixed(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters with their lists of words as tuples: asked for row by row, they are looked through but once."""
    return {name: tuple(v) if _words(v) else v for name, v in parameters.items()}


def _words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(x, str) for x in value)


def _names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(v) for v in value)


def settings(rule: Rule, shared: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The words and figures that a rule goes by, each in one line: its own, and of ``shared`` those in its formula."""
    trees = [x for x in (rule.tree, rule.condition) if x is not None]
    named = [n.name for tree in trees for n in t.walk(tree) if isinstance(n, t.Parameter)]
    known = {**{name: shared[name] for name in named if name in shared}, **rule.param}
    return [(name, said(name, value)) for name, value in known.items() if name not in WAYS]


def said(key: str, value: Any) -> str:
    """A value of an example in one line. 报告: paragraphs, and tables as lists of rows; others: a list, a mapping."""
    if key == "报告":
        return " ⏎ ".join(x if isinstance(x, str) else " ⏎ ".join("｜".join(row) for row in x) for x in value)
    if isinstance(value, list | tuple):
        return "、".join(said("", v) for v in value)
    if isinstance(value, Mapping):
        return "（" + "，".join(f"{k} {said('', v)}" for k, v in value.items()) + "）"
    return str(value) or "（空）"
