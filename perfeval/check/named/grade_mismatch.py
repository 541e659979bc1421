"""SC-19: 等级 against the score: 优 from 90, 良 from 80, 中 from 60 (``等级``), or what the form's own note says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from perfeval.check.forms import cells, compiled, number, printed, words
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier, Form, Leaf

Scale = list[tuple[str, Decimal]]


def grade_mismatch(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """评价等级与自评得分相符 (``等级``: the scale; ``等级名``: grades that notes may speak of).

    A grade that the scale does not know is left alone. Basis: 财预〔2020〕10号.
    """
    default: Scale = [(str(n), Decimal(str(v))) for n, v in parameters.get("等级", [])]
    for form in dossier.forms:
        score, grade = _score(form), _grade(form)
        if score is None or grade is None or score.number is None:
            continue
        scale = _own_scale(form, words(parameters, "等级名")) or default
        word = next((n for n, _ in scale if printed(grade).replace("等级", "").strip('“”"《》：:级') == n), None)
        if word is None or not 0 <= score.number <= 100:
            continue
        right = next((n for n, floor in scale if score.number >= floor), scale[-1][0])
        where = cells(grade, score)
        if word == right:
            yield rule.result("通过", form, form.label, f"自评得分{score.number}，等级{word}", where, left=score.number)
        else:
            say = f"自评得分{score.number}分应为“{right}”，等级填“{word}”"
            names = [n for n, _ in scale]
            near = scale is default and abs(names.index(word) - names.index(right)) == 1
            # the bounds differ by place: one step off is only an 错误 where the form's own note says them
            more = {"severity": "警告"} if near else {}
            yield rule.result("不通过", form, form.label, say, where, left=score.number, **more)


def _score(form: Form) -> Leaf | None:
    return form.totals.self_score if number(form.totals.self_score) is not None else form.field_named("自评得分")


def _grade(form: Form) -> Leaf | None:
    return form.totals.self_grade if printed(form.totals.self_grade) else form.field_named("评价等级")


def _own_scale(form: Form, grades: tuple[str, ...]) -> Scale | None:
    """“90分（含）以上为优、80-90分为良 …” in the form's own notes: the floor before each grade."""
    for note in form.notes:
        plain = "".join(note.text.split())
        found: dict[str, Decimal] = {}
        for word in grades:
            head = r"(\d+)分?(?:[（(]含[)）]?[)）]?)?(?:[-－—~至]\d+分?|及?以上)[^\d]{0,8}"
            match = compiled(head + re.escape(word)).search(plain)
            if match and match[1] not in {str(v) for v in found.values()}:
                found[word] = Decimal(match[1])
        if len(found) >= 3:
            return sorted(found.items(), key=lambda x: -x[1])
    return None
