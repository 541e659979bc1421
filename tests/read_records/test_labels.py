"""Labels lose their numbering, units, formulas and brackets, and nothing of their words."""

import pytest

from perfeval.read.labels import Synonyms, clean, is_memo


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("（一）其中： 政府性基金(万元)：", "政府性基金"),
        ("其中:当年财政拨款", "当年财政拨款"),
        ("因公出国（境）费", "因公出国境费"),
        ("因公出国(境)费", "因公出国境费"),
        ("因公出国（境费", "因公出国境费"),
        ("执行率（B/A)", "执行率"),
        ("得分（20分*执行率）", "得分"),
        ("产出指标\n(50分)", "产出指标"),
        ("本年支出合计(④=①+②+③)", "本年支出合计"),
        ("三、本年收入合计", "本年收入合计"),
        ("二十二、灾害防治及应急管理支出", "灾害防治及应急管理支出"),
        ("１．公务用车购置和维护", "公务用车购置和维护"),
        ("全年预算数\n（A）", "全年预算数"),
        ("金额(单位:万元", "金额"),
        ("★★数量指标", "数量指标"),
        ("1-6月监控项目数", "1-6月监控项目数"),
        ("  年度资金总额：", "年度资金总额"),
    ],
)
def test_clean(printed: str, label: str) -> None:
    assert clean(printed) == label


def test_a_memo_row_is_seen_through_numbering_and_spaces() -> None:
    assert is_memo("　　其中：财政拨款") and is_memo("（一）其中:基本支出") and not is_memo("财政拨款")


def test_synonyms_exact_before_pattern() -> None:
    names = Synonyms({"得分": ["自评得分", "~.*得分"], "复核得分": ["复核得分"]})
    assert names.get("自评得分（10）") == "得分"
    assert names.get("复核得分") == "复核得分"
    assert names.get("单项得分") == "得分"
    assert names.get("金额") is None
