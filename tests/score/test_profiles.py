"""计分办法 as data: every method of every profile carries an example that comes out, and a basis that is honest."""

from decimal import Decimal as D

import pytest

from perfeval.profile import ProfileError, load, names
from perfeval.score import check
from perfeval.score.formula import evaluate, excel, plain, rounded
from perfeval.score.policy import policy_for
from tests.score.by_hand import form, fund, one, row, scored

KINDS_OF_BASIS = ("财预〔", "本表注", "算术关系", "审核惯例")
NOT_NUMBERS = ("结果", "区间")


def entries():
    for profile in names():
        scoring = load(profile).scoring
        yield from ((profile, name, entry) for name, entry in scoring.get("method", {}).items())
        yield from ((profile, entry["name"], entry) for entry in scoring.get("special", []))


@pytest.mark.parametrize(("profile", "name", "entry"), [pytest.param(*e, id=f"{e[0]}-{e[1]}") for e in entries()])
def test_the_example_of_each_method_comes_out(profile, name, entry):
    example = entry["example"]
    values = {k: D(v) for k, v in example.items() if k not in NOT_NUMBERS}
    values |= policy_for(form(), load(profile)).values
    low = evaluate(entry.get("low", entry.get("value")), values)
    high = evaluate(entry.get("high", entry.get("value")), values)
    assert low is not None and high is not None
    if "结果" in example:
        assert rounded(low, 2) == rounded(high, 2) == D(example["结果"])
    else:
        assert f"{plain(rounded(low, 2))}—{plain(rounded(high, 2))}" == example["区间"]


def test_every_basis_is_of_one_of_the_four_kinds():
    for profile, name, entry in entries():
        assert entry["basis"].startswith(KINDS_OF_BASIS), (profile, name)
        assert entry["says"], (profile, name)
    for profile in names():
        for name, rate in load(profile).scoring["rate"].items():
            assert rate["basis"].startswith(KINDS_OF_BASIS), name


def test_what_was_not_seen_is_not_quoted_as_law():
    """条文未见原文的文号（10号文、101号文）不得当依据。"""
    for profile, name, entry in entries():
        assert "10号" not in entry["basis"] and "101号" not in entry["basis"], (profile, name)


def test_jiangxi_cost_bands_and_satisfaction_steps():
    assert one("成本控制率", "±10%", "12%", "5", "5", profile="jiangxi").suggested == D(3)
    assert one("成本控制率", "±10%", "-8%", "5", "5", profile="jiangxi").suggested == D(5)
    assert one("成本控制率", "100%", "98%", "5", "5", profile="jiangxi").method != "成本控制率分档"
    assert one("社会公众满意度", "≥90%", "83%", "10", "10", profile="jiangxi").suggested == D(9)
    assert one("效果", "是", "基本达到", "10", "5", profile="jiangxi").low == D(5)


def test_hunan_deducts_in_whole_steps():
    assert one("在职人员控制率", "≤100%", "108.70%", "5", "5", profile="hunan").suggested == D(1)
    assert one("“三公经费”变动率", "≤0%", "98.31%", "8", "8", profile="hunan").suggested == D(0)
    assert one("预算完成率", "100%", "99.27%", "8", "8", profile="hunan").suggested == D(8)
    assert one("预算控制率", "0%", "39.93%", "8", "8", profile="hunan").suggested == D(0)


def test_satisfaction_between_tiers_and_proportion():
    found = one("满意度", "≥90%", "85%", "10", "9.00", profile="mof2021")
    assert (found.low, found.high, found.verdict) == (D("8.00"), D("9.44"), "一致")
    assert one("满意度", "≥90%", "95%", "10", "10", profile="mof2021").low == D(10)


def test_overdone_costs_points_only_where_the_profile_says_so():
    assert one("户数", "100", "140", "10", "10").suggested == D(10)
    found = one("户数", "100", "140", "10", "10", profile="yitihua")
    assert (found.suggested, found.verdict) == (D(8), "偏高")
    assert one("户数", "100", "129", "10", "10", profile="yitihua").suggested == D(10)


def test_rate_of_execution_caps_the_total():
    made = form(row("数", "1", "1", "90", "90"), funds=(fund("总额", "100", "75", "10", "7.5"),))
    assert scored(made).totals.suggested == D("97.5")
    capped = form(row("数", "1", "1", "90", "90"), funds=(fund("总额", "100", "75", "10", "7.5"),))
    assert scored(capped, "yitihua").totals.suggested == D(89)
    assert capped.totals.grade == "良"


def test_a_method_is_live_over_its_cells():
    found = one("参合人数", "8755", "8676", "15", "15.00")
    assert found.live_high is not None and found.live_suggested is not None and found.live_ratio is not None
    cells = [piece.cell.ref for piece in found.live_suggested if not isinstance(piece, str)]
    assert len(cells) >= 4  # own score, weight, actual, target


def test_percent_cells_are_scaled_in_excel():
    from decimal import Decimal

    from perfeval.model import Cell
    from perfeval.read.measure import measure

    cell = Cell("自评.xlsx", "自评表", "F9", None, Decimal("0.9"), "90%")
    made = row("合格率", "95%", "", "10", "9.00")
    made.actual = measure(cell, name="合格率", profile=load("mof"), role="actual")
    found = scored(form(made)).indicators[0].score
    assert found.high == D("9.47")
    operand = next(p for p in found.live_high if not isinstance(p, str) and p.cell.ref == "F9")
    assert (operand.value, operand.factor) == (Decimal(90), Decimal(100))


def test_excel_of_a_formula_without_cells_is_none():
    assert excel("分值 * 参数.上档", {"分值": D(10), "参数.上档": D("0.8")}, 2) is None


def test_grades_of_the_form_itself():
    note = "评价等级：90（含）-100分为优，80（含）-90分为良，60（含）-80分为合格，60分以下为不合格。"
    assert scored(form(row("数", "1", "1", "100", "75"), notes=(note,))).totals.grade == "合格"
    assert scored(form(row("数", "1", "1", "100", "75"))).totals.grade == "中"


def test_a_special_method_of_the_users_own():
    own = {
        "special": [
            {
                "name": "满意度两档",
                "match": "满意度",
                "value": "IF(完成 ≥ 90, 分值, 分值 * 0.5)",
                "says": "90%以上满分，其余减半",
                "basis": "本市绩效自评通知",
            }
        ]
    }
    found = one("群众满意度", "≥95%", "85%", "10", "10", settings=own)
    assert (found.suggested, found.method) == (D(5), "满意度两档")


RATE = {
    "formula": "甲 / 乙",
    "direction": "正向",
    "basis": "本市通知",
    "from": [{"甲": "基础数据[甲]", "乙": "基础数据[乙]"}],
}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"parameters": {"中档": "六成"}}, "parameters 应是数：中档"),
        ({"parameters": {"中档": float("nan")}}, "parameters 应是数：中档"),
        ({"grades": {"优良中差": {"优": "九十"}}}, "grades“优良中差” 应是数：优"),
        ({"paramters": {"中档": "0.5"}}, "没有“paramters”这一项，是否为“parameters”"),
        ({"parameters": {"三档写法": "1"}}, "parameters 里没有“三档写法”这一项"),  # words, of words.toml
        ({"parameters": {"中挡": "0.5"}}, "parameters 里没有“中挡”这一项，是否为“中档”"),
        ({"method": {"定量正项": {"value": "分值"}}}, "method 里没有“定量正项”这一项，是否为“定量正向”"),
        ({"method": {"定量正向": {"vlaue": "分值"}}}, "method“定量正向” 里没有“vlaue”这一项，是否为“value”"),
        ({"words": {"negativ": "未"}}, "words 里没有“negativ”这一项，是否为“negative”"),
        ({"units": {"alias": "公分"}}, "units 里的“alias”应是一节"),
        ({"special": {"name": "甲"}}, "里的“special”应是几项"),
        ({"special": ["甲"]}, r"special 的每一项要写成 \[\[special\]\]"),
        ({"cap": [{"below": "0.5"}]}, "cap“第1项” 缺少 most"),
        ({"method": {"定量正向": {"value": "分值 * 完戍"}}}, "公式里没有“完戍”这个名称，是否为“完成”"),
        ({"method": {"定量正向": {"value": "分值 * 参数.中挡"}}}, "没有“参数.中挡”这个名称，是否为“参数.中档”"),
        (
            {"special": [{"name": "甲", "match": "满意度", "value": "分值 * (", "says": "x", "basis": "y"}]},
            "“甲” 的公式有误",
        ),
        ({"special": [{"name": "甲", "match": "满意度", "value": "分值"}]}, "缺少 says、basis"),
        ({"special": [{"name": "甲", "match": "满意度", "says": "x", "basis": "y"}]}, "缺少 value"),
        (
            {"special": [{"name": "甲", "match": "(", "value": "分值", "says": "x", "basis": "y"}]},
            "“[(]”写法有误（第1个字处）$",
        ),
        ({"words": {"affirm": "("}}, "words 的 affirm 式样“[(]”写法有误（第1个字处）$"),
        ({"words": {"affirm": 5}}, "words 里的“affirm”应是"),
        ({"words": {"same": [5]}}, "words.same 应是几个词"),
        ({"units": {"convert": {"里": "500"}}}, "units.convert“里”应写成"),
        ({"units": {"convert": {"里": ["米", "半"]}}}, "units.convert“里”应写成"),
        ({"units": {"prefixes": {"百": "x"}}}, "units.prefixes“百”应是数，写的是“x”"),
        ({"units": {"a_year": {"(": "3"}}}, "units.a_year 的 [(] 式样“[(]”写法有误"),
        ({"units": {"a_year": {"每旬": "三"}}}, "units.a_year“每旬”应是数"),
        ({"units": {"alias": {"公分": 5}}}, "units.alias 应是单位的名称：公分"),
        ({"units": {"counters": [5]}}, "units.counters 应是几个单位"),
        ({"rate": {"甲率": {**RATE, "formula": "(("}}}, "rate“甲率” 的 formula 公式有误"),
        ({"rate": {"甲率": {**RATE, "formula": "甲 / 丙"}}}, "rate“甲率” 的公式用到“丙”，from 里没有写"),
        ({"rate": {"甲率": {**RATE, "from": ["甲"]}}}, "rate“甲率” 的 from 每一项要写成"),
        ({"policy": {"grades": "优良中茶"}}, "policy.grades：没有一套等级叫“优良中茶”，是否为“优良中差”"),
        ({"note": [{"name": "甲", "pattern": "x", "grades": "四级"}]}, "note“甲”.grades：没有一套等级叫“四级”"),
    ],
)
def test_settings_that_cannot_be_used_are_said_in_words(settings, said):
    with pytest.raises(ProfileError, match=said):
        one("数", "1", "1", "10", "10", settings=settings)


def test_settings_that_are_written_right_are_used():
    settings = {
        "rate": {"甲率": RATE},
        "words": {"affirm": "妥", "same": ["妥"]},
        "units": {"convert": {"里": ["米", "500"]}, "prefixes": {"百": "100"}, "a_year": {"每旬": 36}},
        "grades": {"两级": {"行": "60", "不行": 0}},
        "policy": {"grades": "两级"},
    }
    assert one("效果", "好用", "妥", "10", "10", settings=settings).verdict == "一致"
    assert one("修路", "≥1里", "500米", "10", "10", settings=settings).high == D(10)


def test_the_profiles_themselves_can_be_used():
    for profile in names():
        check(load(profile).scoring, load())


def test_a_special_method_may_have_parameters_of_its_own():
    special = {"name": "两档", "match": "满意", "value": "分值 * 参数.半", "says": "减半", "basis": "本市通知"}
    settings = {"parameters": {"半": "0.5"}, "special": [special]}
    assert one("群众满意度", "≥95%", "85%", "10", "10", settings=settings).suggested == D(5)


def test_scoring_of_a_profile_of_ones_own_is_looked_over_too(tmp_path):
    (tmp_path / "profile.toml").write_text('inherits = "mof"', encoding="utf-8")
    (tmp_path / "scoring.toml").write_text('[parameter]\n"中档" = "0.5"\n', encoding="utf-8")
    with pytest.raises(ProfileError, match=r"scoring\.toml 里没有“parameter”这一项，是否为“parameters”"):
        one("数", "1", "1", "10", "10", profile=str(tmp_path))
