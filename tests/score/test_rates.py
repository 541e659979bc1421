"""53号率值 from the unit's tables (DOMAIN §2.1: 岳阳市公路系统, 益阳市工商联)."""

from decimal import Decimal as D

from perfeval.model import Dossier
from perfeval.profile import load
from perfeval.score import rates
from tests.score.by_hand import form, fund, row, scored, table


def computed(*forms, previous=None):
    found = rates(Dossier("某单位", 2018, "某单位_2018", forms=list(forms), previous=previous), load("mof"))
    return {rate.name: rate for rate in found}


YUEYANG = table(
    "基础数据",
    {
        "三公经费": {"上年决算数": "29.08", "本年预算数": "63.46", "本年决算数": "44.29"},
        "政府采购金额": {"上年决算数": "16.14", "本年预算数": "30.66", "本年决算数": "30.66"},
    },
    fields={"编制数": "143", "在职人数": "136"},
)


def test_yueyang():
    found = computed(YUEYANG)
    assert found["在职人员控制率"].value == D("95.10")
    assert found["在职人员控制率"].says == "136/143=95.10%"
    assert found["三公经费控制率"].value == D("69.79")
    assert found["政府采购执行率"].value == D("100.00")
    assert found["三公经费决算变动率"].value == D("52.30")
    assert "三公经费变动率" not in found  # last year's budget is not in the table
    assert [c.sheet for c in found["在职人员控制率"].cells] == ["自评表", "自评表"]


def test_change_of_the_budget_from_last_year():
    last = Dossier("某单位", 2017, "x", forms=[table("基础数据", {"三公经费": {"本年预算数": "32"}})])
    assert computed(YUEYANG, previous=last)["三公经费变动率"].value == D("98.31")


def test_yiyang():
    spending = table("支出情况", {"合计": {"年初预算数": "263.19", "调整预算数": "487.24", "本年决算数": "483.22"}})
    found = computed(spending, table("三公经费", {"合计": {"上年决算数": "10.10", "本年决算数": "24.86"}}))
    assert found["预算完成率"].value == D("99.17")
    assert found["预算调整率"].value == D("85.13")
    assert found["三公经费决算变动率"].value == D("146.14")


def test_units_of_two_tables_meet():
    spending = table("支出情况", {"合计": {"调整预算数": "1000000"}, "年末结转和结余": {"本年决算数": "100000"}}, "元")
    assert computed(spending)["结转结余率"].value == D("10.00")
    income = table("收入情况", {"年初结转和结余": {"本年决算数": "8"}}, "万元")
    found = computed(spending, income)["结转结余变动率"]
    assert found.value == D("25.00")


def test_budget_row_of_the_form_serves_where_there_is_no_table():
    made = form(funds=(fund("总额", "251.89", "251.89", "10", "10"),))
    assert computed(made)["预算完成率"].value == D("100.00")


def test_zero_and_missing_give_no_rate():
    assert computed(table("基础数据", {}, fields={"编制数": "0", "在职人数": "5"})) == {}
    assert computed(table("基础数据", {}, fields={"编制数": "", "在职人数": "5"})) == {}


def test_rate_from_the_tables_scores_an_indicator_without_a_column_of_results():
    text = "以100%为标准。在职人员控制率≦100%,计5分;每超过一个百分点扣0.5分,扣完为止。"
    made = form(row("在职人员控制率", None, None, "5", "5.0", criteria=text))
    base = table("基础数据", {}, fields={"编制数": "46", "在职人数": "50"})
    scored(made, "mof", None, base)
    assert made.indicators[0].score.suggested == D("1.0")
    by_profile = form(row("在职人员控制率", None, None, "5", "5.0"))
    scored(by_profile, "hunan", None, base)
    assert by_profile.indicators[0].score.suggested == D("1.0")
