"""A province's own words: taken in at once, and never passed over in silence where they are written wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from perfeval import profile as profiles
from perfeval.check import catalogue, check_profile, load_rules
from perfeval.check.named.find import named
from perfeval.check.own_words import PATTERNS, wrong
from perfeval.check.run import parameters
from perfeval.language.errors import RuleError
from perfeval.model import CheckResult, Dossier, Indicator
from perfeval.profile import Profile, ProfileError, load
from perfeval.score.criteria import Criterion, read
from perfeval.score.policy import policy_for
from tests.check.conftest import MOF
from tests.score.by_hand import form, row


def made(folder: Path, **files: str) -> Profile:
    folder.mkdir()
    for name, text in {"profile": 'inherits = "mof"', **files}.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return load(str(folder))


def faults(own: Profile, number: str, *rows: Indicator) -> list[CheckResult]:
    rule = next(r for r in catalogue(own) if r.id == number)
    dossier = Dossier("例", 2023, "例", forms=[form(*rows)])
    found = list(named(rule, dossier, {**parameters(own), **rule.param}))
    return [r for r in found if r.status == "不通过"]


VAGUE = '[[rule]]\nid = "目标-04"\nchange = true\n'


def test_a_change_of_one_list_of_a_rule_leaves_its_other_words(tmp_path: Path) -> None:
    own = made(tmp_path / "省", rules=f'{VAGUE}param = {{ "不可衡量" = ["过得去"] }}\n')
    row_ = row("环境", "过得去", "过得去", "10", "10")
    assert faults(MOF, "目标-04", row_) == []
    assert len(faults(own, "目标-04", row_)) == 1
    assert faults(own, "目标-04", row("环境", "有效", "有效", "10", "10")) == []  # the list is replaced
    assert len(faults(own, "目标-04", row("环境", "逐步改善", "改善", "10", "10"))) == 1  # the patterns are not


def test_words_of_the_province_go_with_those_of_the_base(tmp_path: Path) -> None:
    """An own sentence for a level: the rules on the three levels take it, with the six of the ministry."""
    own = made(tmp_path / "省", words='["审核用语"]\n"三档写法" = ["达到约定目标"]\n')
    assert parameters(own)["三档写法"] == ("达到约定目标", *parameters(MOF)["三档写法"])
    check_profile(own)


def test_the_wording_of_criteria_is_the_provinces_too(tmp_path: Path) -> None:
    text = "以95%为标准得满分，每攀升1个百分点扣1分"
    step = "'''每(?:攀升)(?P<step>\\\\d+)(?P<unit>个百分点)扣(?P<off>\\\\d+)分'''".replace("\\\\", "\\")
    scoring = f'[words]\ncriterion_up = ["攀"]\n[[criterion]]\npart = "step"\npattern = {step}\n'
    own = made(tmp_path / "省", scoring=scoring)
    found = read(text, policy_for(form(), own))
    assert isinstance(found, Criterion) and found.step is not None and found.step.up
    scoring = scoring.replace('criterion_up = ["攀"]', 'criterion_up = ["扬"]')
    found = read(text, policy_for(form(), made(tmp_path / "县", scoring=scoring)))
    assert isinstance(found, Criterion) and found.step is not None and not found.step.up


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"words": '["审核用于"]\n"空话" = ["忙"]\n'}, "words.toml 里没有“审核用于”这一项，是否为“审核用语”？"),
        ({"words": '["审核用语"]\n"空话儿" = ["忙"]\n'}, "words.toml 的 审核用语 里没有“空话儿”这一项，是否为“空话”？"),
        ({"words": '["审核用语"]\n"空话" = "忙"\n'}, "words.toml 的 审核用语 里的“空话”应是几项"),
        ({"words": '["审核用语"]\n"空话" = [1]\n'}, "words.toml 的 审核用语 里的“空话”应是几个词，写成 "),
        ({"words": '["审核用语"]\n"提示语" = ["(忙"]\n'}, "里的“提示语”的式样“(忙”写法有误（第1个字处）"),
        ({"rules": f'{VAGUE}param = {{ "不可横量" = ["忙"] }}\n'}, "目标-04 的 param 里没有“不可横量”这一项，是否"),
        ({"rules": f'{VAGUE}param = {{ "不可衡量" = "忙" }}\n'}, "目标-04 的 param 里的“不可衡量”应是几项"),
        ({"rules": f'{VAGUE}param = {{ "空泛写法" = ["(忙"] }}\n'}, "的“空泛写法”的式样“(忙”写法有误（第1个字处）"),
        ({"rules": f'{VAGUE}param = {{ "情形" = "不可横量" }}\n'}, "param 里的“情形”没有“不可横量”，是否为“不可"),
        ({"rules": f"{VAGUE}param = 3\n"}, "目标-04 的 param 应是一节"),
        ({"rules": VAGUE.replace("change = true", 'name = "甲"\nseverity = "警告"\ncheck = "target_form"')},
         "的规则 目标-04 的 param 缺少 情形"),
        ({"rules": '[[rule]]\nid = "自评-14"\nchange = true\nparam = { "词" = ["甲"] }\n'},
         "自评-14 的 param 里的“词”公式里没有用到，要写 参数.词"),
        ({"rules": '[[rule]]\nname = "甲"\n'}, "rules.toml 的第1条规则没有编号，写法：[[rule]]"),
        ({"scoring": '[words]\ncriterion_down = ["低"]\n'}, "words 里没有“criterion_down”这一项，是否为“criterion_"),
    ],
)  # fmt: skip
def test_what_is_written_wrong_is_told_with_its_place(tmp_path: Path, files: dict[str, str], said: str) -> None:
    from perfeval.score import check_profile as check_scoring

    with pytest.raises(ProfileError, match=re.escape(said)) as error:
        own = made(tmp_path / "省", **files)
        check_profile(own)
        check_scoring(own)
    assert str(error.value).startswith(str(tmp_path / "省"))


def test_a_parameter_of_a_formula_of_their_own_is_no_fault(tmp_path: Path) -> None:
    rule = '[[rule]]\nid = "省-1"\nname = "甲"\nseverity = "警告"\nformula = "自评表[*, 得分] ≤ 参数.上限分"\n'
    check_profile(made(tmp_path / "省", words='["审核用语"]\n"上限分" = "30"\n', rules=rule))


def test_a_file_of_own_rules_is_looked_at_alike(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(f'{VAGUE}param = {{ "不可横量" = ["忙"] }}\n', encoding="utf-8")
    with pytest.raises(RuleError, match=r"my.toml 第1条：规则 目标-04 的 param 里没有“不可横量”"):
        load_rules(path, MOF.rules, MOF.forms)
    path.write_text(f'{VAGUE}param = {{ "不可衡量" = ["过得去"] }}\n', encoding="utf-8")
    (rule,) = load_rules(path, MOF.rules, MOF.forms)
    assert rule["param"]["情形"] == "不可衡量" and rule["param"]["不可衡量"] == ["过得去"]


@pytest.mark.parametrize("name", profiles.names())
def test_the_built_in_rules_are_right(name: str) -> None:
    rules = load(name).rules
    assert [(r["id"], problem) for r in rules if (problem := wrong(r, MOF.rules))] == []


def test_every_pattern_is_a_parameter_of_some_rule() -> None:
    known: set[Any] = set(MOF.forms["审核用语"]).union(*(r.get("param", {}) for r in MOF.rules))
    assert known >= PATTERNS
