"""Values as people write them beyond the list: each line says how it is to be read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfeval.model import Cell, Measure
from perfeval.profile import load
from perfeval.read.leaf import leaf
from perfeval.read.measure import direct, measure

# text -> sign, value (or low~high), unit, kind
WRITINGS = """
不低于95%           ≥  95          %     percent
≥95%以上            ≥  95          %     percent
98%（含）以上       ≥  98          %     percent
百分之九十五以上    ≥  95          %     percent
大于或等于90%       ≥  90          %     percent
未低于90%           ≥  90          %     percent
低于3%              <  3           %     percent
控制在5%以内        ≤  5           %     percent
5个百分点           -  5           %     percent
5‰                  -  5           ‰     percent
97。3%              -  97.3        %     percent
同比增长≥6%         ≥  6           %     percent
2022年完成率≥95%    ≥  95          %     percent
合格率100%          -  100         %     percent
指标1：≥90%         ≥  90          %     percent
-5%                 -  -5          %     percent
3，500元            -  3500        元    quantity
500元/人·月         -  500         元/人·月 quantity
50万元以下          ≤  50          万元  quantity
3个村               -  3           个村  quantity
2套方案             -  2           套    quantity
100人（次）         -  100         人次  quantity
5m2                 -  5           m2    quantity
300万千瓦时         -  300         万千瓦时 quantity
不少于三次          ≥  3           次    quantity
三次以上            ≥  3           次    quantity
二十个              -  20          个    quantity
零                  -  0           -     quantity
约5万人             =  5           万人  quantity
3至5次              -  3~5         次    quantity
90%-100%            -  90~100      %     percent
100元-200元         -  100~200     元    quantity
3-5天               -  3~5         天    duration
1年以内             ≤  1           年    duration
48小时内            ≤  48          小时  duration
3日内               ≤  3           日    duration
前三                ≤  3           名    rank
全省第一            -  1           名    rank
前10%               ≤  10          %     rank
2022.12.31          -  2022-12-31  -     date
2022/12/31前        ≤  2022-12-31  -     date
2021年12月31日之前完成 ≤ 2021-12-31 -    date
2021年底前          ≤  2021-12-31  -     date
12月底之前完成      ≤  --12        -     date
9月前               ≤  --09        -     date
12月31日前          ≤  --12-31     -     date
于2022年11月完成    -  2022-11     -     date
2022年11月底        -  2022-11-30  -     date
2022年              -  2022        -     date
年底前              ≤  --12-31     -     date
第四季度            -  --Q4        -     date
2021年四季度完成    -  2021-Q4     -     date
3季度末前           ≤  --09-30     -     date
2021年第3季度前     ≤  2021-Q3     -     date
上半年              -  --H1        -     date
2022年上半年完成    -  2022-H1     -     date
下半年初            -  --07-01     -     date
2024年2月底前       ≤  2024-02-29  -     date
》90%                >  90          %     percent
》＝90%              ≥  90          %     percent
《5%                 <  5           %     percent
超13万元/年         >  13          万元/年 quantity
12.31前             ≤  --12-31     -     date
20分钟内到达        ≤  20          分钟  duration
95%以上满意         ≥  95          %     percent
30日内完成          ≤  30          日    duration
100(%)              -  100         %     percent
0投诉               -  0           投诉  quantity
24h                 -  24          h     duration
全年不少于4次       ≥  4           次    quantity
12个乡镇            -  12          个    quantity
比上年下降0.5个百分点 - 0.5        %     percent
1000户/2000人       -  -           -     unparsed
完成率100%，合格率98% - -          -     unparsed
5年内无事故         -  -           -     unparsed
GB3838-2002         -  -           -     unparsed
十多个              -  -           -     unparsed
100余人             -  -           -     unparsed
1-12月              -  -           -     unparsed
2021年1-12月        -  -           -     unparsed
2021-2023年         -  -           -     unparsed
2021年2月30日       -  -           -     unparsed
完成2022年审计工作  -  -           -     unparsed
11月底完成100%      -  -           -     unparsed
完成3个，验收2个    -  -           -     unparsed
1:1                 -  -           -     unparsed
国家5A级            -  -           -     unparsed
≥XX%                -  -           -     unparsed
填写指标值          -  -           -     unparsed
按要求填写          -  -           -     qualitative
7×24小时            -  -           -     unparsed
每月10日前          -  -           -     unparsed
一流                -  -           -     qualitative
一季度              -  --Q1        -     date
每季度              -  -           -     qualitative
每半年              -  -           -     qualitative
三级甲等            -  -           -     qualitative
≤预算数             -  -           -     qualitative
不超预算            -  -           -     qualitative
年内无群体性事件    -  -           -     qualitative
符合《办法》（财预〔2020〕10号）要求 - - - qualitative
≥%                  -  -           -     empty
指标1：             -  -           -     empty
……                  -  -           -     empty
N/A                 -  -           -     empty
"""


def cell(text: str, ref: str = "A1") -> Cell:
    return Cell("f.xlsx", "S", ref, None, text or None, text)


def target(text: str, name: str = "指标", **parts: Cell) -> Measure:
    m = measure(cell(text), name=name, profile=load("mof"), role="target", **parts)
    assert m is not None
    return m


@pytest.mark.parametrize("line", WRITINGS.strip().splitlines(), ids=lambda line: line.split()[0])
def test_writing(line: str) -> None:
    text, op, value, unit, kind = line.split()
    m = target(text)
    got = m.value
    if "~" in value:
        assert f"{m.low}~{m.high}" == value
    number = kind != "date" and value.replace(".", "").lstrip("-").isdigit()
    expected = Decimal(value) if number else value
    assert (m.op or "-", got if got is not None else "-", m.unit or "-", m.kind) == (op, expected, unit, kind)


@pytest.mark.parametrize(
    ("text", "name", "direction", "inferred"),
    [
        ("≥5%", "三公经费变动率", "正向", False),  # the printed sign goes before the words
        ("3%", "三公经费变动率", "反向", True),
        ("0.9", "火灾受害率", "反向", True),
        ("100%", "投诉处理率", "正向", True),
        ("95%", "高血压控制率", "正向", True),
        ("200万元", "宣传片制作成本", "反向", True),
        ("100%", "成本达标率", "正向", True),
        ("=5000元", "补助标准", "反向", True),
        ("=100%", "合格率", "正向", False),
        ("前10", "考评排名", "名次", False),
        ("5", "考评排名", "名次", False),
        ("9月前", "完成时间", "期限", False),
        ("2021年12月31日", "完成时间", "期限", True),
        ("30天", "审批时限", "反向", True),
        ("365天", "正常运行天数", "正向", True),
        ("2天以内", "解决群众问题时间", "期限", False),
        ("完成", "总结报告", None, False),
    ],
)
def test_direction(text: str, name: str, direction: str | None, inferred: bool) -> None:
    m = target(text, name)
    assert (m.direction, m.inferred) == (direction, inferred)


def test_levels_refine_the_direction() -> None:
    m = direct(target("35万元", "维修维护"), "维修维护", "经济成本指标", "成本指标", load("mof"))
    assert (m.direction, m.inferred) == ("反向", True)


def test_split_target_joins_its_parts_and_keeps_the_value_cell_first() -> None:
    value, sign, unit = cell("735", "F5"), cell("≧", "E5"), cell("人次", "G5")
    m = measure(value, name="受资助人数", profile=load("mof"), role="target", sign=sign, unit=unit)
    assert m is not None
    assert (m.text, m.op, m.value, m.unit, m.kind) == ("≧735人次", "≥", Decimal(735), "人次", "quantity")
    assert m.cells == (value, sign, unit)
    assert m.cell is value


@pytest.mark.parametrize(
    ("sign", "value", "unit", "op", "number", "printed", "kind"),
    [
        (">=", "98", "%(百分比)", "≥", "98", "%", "percent"),
        ("═", "100", "%", "=", "100", "%", "percent"),
        ("≤", "30", "天", "≤", "30", "天", "duration"),
        ("≤", "28.8万元", "%", "≤", "28.8", "万元", "quantity"),  # the value prints its own unit
        ("大于等于(≥)", "3", "次", "≥", "3", "次", "quantity"),
        ("不小于", "3", "次", "≥", "3", "次", "quantity"),
        ("定性", "有效", "", None, None, None, "qualitative"),
        ("≥", "", "%", None, None, None, "empty"),
        ("正向", "5", "个", None, "5", "个", "quantity"),
    ],
)
def test_split_target(
    sign: str, value: str, unit: str, op: str | None, number: str | None, printed: str | None, kind: str
) -> None:
    m = target(value, sign=cell(sign), unit=cell(unit))
    assert (m.op, m.value, m.unit, m.kind) == (op, None if number is None else Decimal(number), printed, kind)


def test_percent_format_gives_the_stored_percent() -> None:
    stored = Cell("f.xlsx", "S", "A1", None, Decimal("0.8416"), "84%")
    m = measure(stored, name="执行率", profile=load("mof"), role="actual")
    assert m is not None
    assert (m.text, m.value, m.unit, m.kind) == ("84%", Decimal("84.16"), "%", "percent")
    assert (leaf(stored).value, leaf(stored).percent_format, leaf(stored).unit) == (Decimal("0.8416"), True, "%")


def test_one_sided_result_is_a_range() -> None:
    m = measure(cell("≥266米"), name="长度", profile=load("mof"), role="actual")
    assert m is not None
    assert (m.low, m.high, m.direction) == (Decimal(266), None, None)


def test_no_such_column_is_no_measure() -> None:
    assert measure(None, name="x", profile=load("mof"), role="target") is None


@pytest.mark.parametrize(
    ("text", "value", "unit", "decimals"),
    [
        ("300万元", "300", "万元", 0),
        ("1,234.50", "1234.50", None, 2),
        ("１，２３４．５", "1234.5", None, 1),
        ("924. 03", "924.03", None, 2),
        ("99%", "99", "%", 0),
        ("100分", "100", "分", 0),
        ("95（优）", "95", None, 0),
        ("(5.50)", "-5.50", None, 2),
        ("¥5.2", "5.2", None, 1),
        ("人民币300元", "300", "元", 0),
        ("12,34", None, None, 0),
        ("(1)", None, None, 0),
        ("约5", None, None, 0),
        ("20%以上", None, None, 0),
        ("—", None, None, 0),
        ("10 20", None, None, 0),
    ],
)
def test_leaf_of_text(text: str, value: str | None, unit: str | None, decimals: int) -> None:
    made = leaf(cell(text))
    assert (made.text, made.number, made.unit if made.number is not None else None) == (
        text,
        None if value is None else Decimal(value),
        unit,
    )
    assert made.decimals == decimals


def test_leaf_takes_the_unit_of_its_table() -> None:
    assert leaf(cell("5.5"), "万元").unit == "万元"
    assert leaf(cell("5.5元"), "万元").unit == "元"
    number = Cell("f.xlsx", "S", "A1", None, Decimal("864.2"), "864.20")
    assert (leaf(number, "万元").unit, leaf(number).decimals) == ("万元", 2)


def test_leaf_of_a_day() -> None:
    day = Cell("f.xlsx", "S", "A1", None, "2021-12-31", "2021年12月31日")
    assert leaf(day).value == "2021-12-31"
    assert leaf(cell("2021年12月31日")).value == "2021-12-31"


def test_a_hostile_text_takes_no_time() -> None:
    """Texts on which a careless pattern would try every way to read them."""
    import time

    start = time.perf_counter()
    texts = ("共计" * 200 + "5个", "共计" * 7 + "x5个", " " * 30_000 + "5", "1 " * 15_000, "前" * 400, "(" * 400 + "5")
    for text in texts:
        target(text)
        leaf(cell(text))
    assert time.perf_counter() - start < 2
