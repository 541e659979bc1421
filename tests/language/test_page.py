"""docs/审核公式.md keeps its word: every row of its ten examples gives the outcome and the sentence printed there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest

from perfeval.language.errors import RuleError
from perfeval.language.rule import Rule
from perfeval.language.vocabulary import Vocabulary
from tests.conftest import ROOT
from tests.language.conftest import MOF, rule, run

PAGE = ROOT / "docs" / "审核公式.md"


@dataclass
class Worked:
    title: str
    formula: str = ""
    when: str = ""
    rows: list[tuple[dict[str, object], str, str]] = field(default_factory=list)


def examples() -> list[Worked]:
    found: list[Worked] = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("### 例"):
            found.append(Worked(line.removeprefix("### ")))
        elif line.startswith("## ") and found:
            if line != "## 十个例子":
                break
        elif line.startswith("    公式："):
            found[-1].formula = line.partition("：")[2]
        elif line.startswith("    条件："):
            found[-1].when = line.partition("：")[2]
        elif line.startswith("| ") and found and not line.startswith("| 填写"):
            given, status, said = (cell.strip() for cell in line.replace("\\*", "*").strip("|").split("|"))
            found[-1].rows.append((filled(given), status, said))
    return found


def filled(text: str) -> dict[str, object]:
    """合计=661.34；下级=3.00、4.00 as the keys of an example."""
    made: dict[str, object] = {}
    for pair in text.split("；"):
        key, _, value = pair.partition("=") if "='" not in pair else pair.rpartition("=")
        several = "、" in value or key in ("下级", "其中") or key == "自评表[*, 得分]"
        made[key.strip()] = value.split("、") if several else value
    return made


def test_the_page_has_ten_examples() -> None:
    worked = examples()
    assert len(worked) == 10
    assert all(w.formula and len(w.rows) >= 2 for w in worked)


@pytest.mark.parametrize("worked", examples(), ids=lambda w: w.title)
def test_every_row_says_what_the_page_says(worked: Worked) -> None:
    tried = rule(worked.formula, when=worked.when)
    for given, status, said in worked.rows:
        found = run(tried, given)
        assert [(r.status, r.message) for r in found] == [(status, said)], given


def test_the_fault_shown_is_the_one_told() -> None:
    text = PAGE.read_text(encoding="utf-8")
    shown = re.search(r"    规则 支出-02.*\n.*\n.*\^+", text)
    assert shown is not None
    entry = {"id": "支出-02", "name": "甲", "severity": "错误", "formula": "支出情况[合计, *] = 支出情况[基本支岀, *]"}
    with pytest.raises(RuleError) as error:
        Rule.from_toml(entry, Vocabulary.of(MOF.forms))
    assert [line.removeprefix("    ") for line in shown.group().split("\n")] == str(error.value).split("\n")
