"""perfeval.toml: found upward, paths beside it, a wrong key said with the right one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from perfeval import profile
from perfeval.batch import run
from perfeval.batch.settings import FILE, load
from perfeval.profile import ProfileError
from tests.conftest import SAMPLES


def test_found_above_the_folder_with_paths_beside_it(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('profile = "jiangxi"\noutput = "输出"\nworkers = 2\n', encoding="utf-8-sig")
    folder = tmp_path / "输入" / "甲"
    folder.mkdir(parents=True)
    assert load(folder) == {"profile": "jiangxi", "output": tmp_path.resolve() / "输出", "workers": 2}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('profle = "mof"', "没有“profle”这一项，是否为“profile”"),
        ("workers = true", "“workers”应是整数"),
        ('[units]\n"甲局" = 5', r"\[units\] 里的“甲局”应是文字"),
        ('[units]\n"甲局" = "hubei"\n[report]\nchart = true', "没有“chart”这一项，是否为“charts”"),
        ("workers = -1", "“workers”不能小于 0"),
        ('deadline = "2025年3月31日"', r"里的“deadline”要写在 \[report\] 的下面"),
        ("[report]\nfinal = true", r"里的“final”要写在 \[report\] 的上面"),
        ("profile = ", "写法有误：一行写一项"),
        ('workers = 2\nrules = "D:\\规则.xlsx"', "第2行第1[0-9]字写法有误：.*路径里用 /"),
    ],
)
def test_wrong_setting_is_said(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match=said):
        load(tmp_path)


def test_one_unit_has_a_profile_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    for home in ("稷山县医疗保障局_2020", "塘湖镇_2020"):
        shutil.copytree(SAMPLES / home, folder / home)
    outcome = run(folder, tmp_path / "output", workers=0, units={"塘湖镇_2020": "hubei"})
    assert {b.unit[:2]: b.profile for b in outcome.briefs} == {"稷山": "mof", "塘湖": "hubei"}


def test_a_setting_that_is_on_can_be_switched_off_on_the_command_line(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from perfeval.cli import app

    folder = tmp_path / "收件"
    shutil.copytree(SAMPLES / "稷山县医疗保障局_2020", folder / "稷山")
    (folder / FILE).write_text('strict = true\nfeedback = true\noutput = "设置里的"\n', encoding="utf-8")

    def ran(*options: str) -> int:
        return CliRunner().invoke(app, ["run", str(folder), "-w", "1", *options]).exit_code

    assert ran() == 1
    assert list(folder.glob("设置里的/*/*_审核反馈意见.docx"))
    assert ran("--no-strict", "--no-feedback", "-o", str(tmp_path / "另一处")) == 0
    assert list(tmp_path.glob("另一处/*/result.json")) and not list(tmp_path.glob("另一处/*/*_审核反馈意见.docx"))


def test_built_in_profile_is_one_wherever_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "甲").mkdir()
    (tmp_path / "乙").mkdir()
    assert profile.load("mof", tmp_path / "甲") is profile.load("mof", tmp_path / "乙") is profile.load("mof")
    own = tmp_path / "甲" / "mof"
    own.mkdir()
    (own / "profile.toml").write_text('name = "mine"\n', encoding="utf-8")
    assert profile.load("mof", tmp_path / "甲").name == "mine"


def test_a_profile_beside_the_settings_is_found_from_any_folder(tmp_path: Path) -> None:
    own = made(tmp_path / "县", 'inherits = "hubei"')
    (tmp_path / FILE).write_text('profile = "县"\n[units]\n"甲局" = "县"\n"乙局" = "hubei"', encoding="utf-8")
    (tmp_path / "输入").mkdir()
    found = load(tmp_path / "输入")
    assert found == {"profile": str(own), "units": {"甲局": str(own), "乙局": "hubei"}}
    assert run(tmp_path / "输入", None, workers=0, **found).files == 0


def made(folder: Path, head: str) -> Path:
    folder.mkdir()
    (folder / "profile.toml").write_text(head, encoding="utf-8")
    return folder


def test_profile_edited_between_two_runs_is_read_anew(tmp_path: Path) -> None:
    own, folder = made(tmp_path / "县", 'inherits = "mof"'), tmp_path / "输入"
    shutil.copytree(SAMPLES / "稷山县医疗保障局_2020", folder)

    def rules() -> set[str]:
        run(folder, tmp_path / "输出", workers=0, profile=str(own))
        result = next((tmp_path / "输出").glob("*/result.json"))
        return {c["rule"] for c in json.loads(result.read_text(encoding="utf-8"))["checks"]}

    assert "县-01" not in rules()
    (own / "rules").mkdir()
    (own / "rules" / "县.toml").write_text(
        '[[rule]]\nid = "县-01"\nname = "写了预算数"\nformula = "自评表[年度资金总额, 预算] > 0"\n'
        'severity = "警告"\nbasis = "本县通知"\nhint = "填预算数"\n', encoding="utf-8"
    )  # fmt: skip
    assert "县-01" in rules()


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ('inherit = "mof"', "没有“inherit”这一项，是否为“inherits”"),
        ("inherits = 5", "“inherits”应是文字"),
        ('inherits = "hubai"', "没有名为“hubai”的地方配置，是否为“hubei”"),
        ('inherits = "乙"', "没有名为“甲”的地方配置，现有"),  # which inherits from 甲
    ],
)
def test_wrong_head_of_a_profile_is_said(tmp_path: Path, head: str, said: str) -> None:
    made(tmp_path / "甲", head)
    made(tmp_path / "乙", 'inherits = "甲"')
    with pytest.raises(ProfileError, match=said):
        profile.load("甲", tmp_path)


def test_circle_of_profiles_by_relative_paths_is_said(tmp_path: Path) -> None:
    made(tmp_path / "甲", f'inherits = "../{tmp_path.name}/乙"')
    made(tmp_path / "乙", f'inherits = "../{tmp_path.name}/甲"')
    with pytest.raises(ProfileError, match=r"没有名为“\.\./.*/甲”的地方配置"):
        profile.load("甲", tmp_path)


def test_a_profile_may_bear_the_name_of_its_base(tmp_path: Path) -> None:
    found = profile.load("mof", made(tmp_path / "mof", 'title = "本县"\ninherits = "mof"').parent)
    assert (found.title, found.folders) == ("本县", (tmp_path / "mof", profile.BUILT_IN / "mof"))


def test_wrong_scoring_is_said_before_any_work(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "稷山县医疗保障局_2020", tmp_path / "收件" / "稷山")
    with pytest.raises(ProfileError, match=r"perfeval.toml 的 \[scoring\] 里没有“special_”这一项，是否为“special”"):
        run(tmp_path / "收件", tmp_path / "output", scoring={"special_": []})
    own = made(tmp_path / "县", 'inherits = "mof"')
    (own / "scoring.toml").write_text('[units]\nalias = "公分"', encoding="utf-8")
    with pytest.raises(ProfileError, match=r"scoring.toml 的 units 里的“alias”应是一节"):
        run(tmp_path / "收件", tmp_path / "output", units={"稷山": str(own)})
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("file", ["report.toml", "report_text.toml"])
def test_wrong_texts_of_a_report_are_said_before_any_work(tmp_path: Path, file: str) -> None:
    shutil.copytree(SAMPLES / "稷山县医疗保障局_2020", tmp_path / "收件" / "稷山")
    own = made(tmp_path / "县", 'inherits = "mof"')
    (own / file).write_text("title = 没有引号", encoding="utf-8")
    with pytest.raises(ProfileError, match=file):
        run(tmp_path / "收件", tmp_path / "output", units={"稷山": str(own)})
    assert not (tmp_path / "output").exists()


def test_parameters_of_the_settings_hold_for_the_rules_too(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / "稷山县医疗保障局_2020", tmp_path / "稷山")

    def told(**options: object) -> set[str]:
        return {f.rule for b in run(tmp_path, None, workers=0, **options).briefs for f in b.findings}

    assert told(scoring={"parameters": {"资金分值上限": "10"}}) - told() == {"资金-23"}
