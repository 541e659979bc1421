"""Operands: loops, lists, groups, filters, children, codes, header paths, parsed columns, scopes."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from perfeval.language import examples
from perfeval.language.evaluate import evaluate
from perfeval.model import CheckResult, Dossier, Form, RowCell
from tests.language.conftest import one, read_measure, rule, run

COLUMNS = ("一级指标", "一级指标.分值", "二级指标", "分值", "得分", "目标", "完成")
INDICATORS = [
    dict(zip(COLUMNS, values, strict=True))
    for values in (
        ("产出指标(50分)", "50", "数量指标", "20", "20", "≥10个", "12个"),
        ("产出指标(50分)", "50", "质量指标", "30", "28", "≥95%", "90"),
        ("效益指标(30分)", "30", "数量指标", "25", "25", "≤5人次", "9人次"),
    )
]


def statuses(found: list[CheckResult]) -> list[str]:
    return [r.status for r in found]


def test_a_star_gives_one_instance_per_row() -> None:
    found = run(rule("自评表[*, 得分] = 自评表[*, 分值]"), {"指标": INDICATORS})
    assert statuses(found) == ["通过", "不通过", "通过"]
    assert found[1].instance == "产出指标(50分)/质量指标/指标2"
    assert found[1].message == "得分填28，分值为30，少2"


def test_children_of_an_indicator_are_not_looped() -> None:
    rows = [*INDICATORS, {"分值": "", "得分": "7", "其中": "0"}]
    assert len(run(rule("自评表[*, 得分] ≥ 0"), {"指标": rows})) == 3
    assert one("SUM(自评表[全部, 得分]) = 73", {"指标": rows}).status == "通过"


def test_groups_loop_and_have_their_printed_points() -> None:
    found = run(rule("一级指标.分值 = SUM(自评表[每(一级指标), 分值])"), {"指标": INDICATORS})
    assert statuses(found) == ["通过", "不通过"]
    assert found[1].message == "各项分值相加25，一级指标标明的分值填30，多5"
    assert found[1].instance == "效益指标(30分)"


def test_the_rows_of_the_same_group() -> None:
    found = run(rule("自评表[*, 分值] ≤ SUM(自评表[同(一级指标), 分值]) × 50%"), {"指标": INDICATORS})
    assert statuses(found) == ["通过", "不通过", "不通过"]


def test_a_filter_picks_rows() -> None:
    assert one("SUM(自评表[二级指标='数量指标', 分值]) = 45", {"指标": INDICATORS}).status == "通过"
    assert one("COUNT(自评表[全部, 分值>20, 分值]) = 2", {"指标": INDICATORS}).status == "通过"
    found = run(rule("自评表[*, 二级指标='数量指标', 得分] = 自评表[*, 分值]"), {"指标": INDICATORS})
    assert statuses(found) == ["通过", "通过"]
    missing = one("SUM(自评表[二级指标='时效指标', 分值]) = 45", {"指标": INDICATORS})
    assert (missing.status, missing.missing) == ("不适用", ("自评表[二级指标='时效指标', 分值]",))


def test_parsed_columns() -> None:
    met = "IF(目标.方向 = '反向', 自评表[*, 完成.值] ≤ 自评表[*, 目标.值], 自评表[*, 完成.值] ≥ 自评表[*, 目标.值])"
    assert statuses(run(rule(met), {"指标": INDICATORS})) == ["通过", "不通过", "不通过"]
    assert one("COUNT(自评表[全部, 目标.符号] = '≥') = 2", {"指标": INDICATORS}).status == "通过"
    assert one("自评表[*, 目标.类型] IN ('百分比', '数量')", {"目标": "≥95%"}).status == "通过"
    assert one("自评表[*, 目标.单位] = '个'", {"目标": "≥10个"}).status == "通过"


def test_an_actual_without_percent_takes_the_scale_of_its_target() -> None:
    text = "自评表[*, 完成.值] ≥ 自评表[*, 目标.值]"
    assert one(text, {"目标": "≥95%", "完成": "96"}).status == "通过"
    assert one(text, {"目标": "≥95%", "完成": "90"}).status == "不通过"
    assert one(text, {"目标": "≥95%", "完成": "0.96"}).status == "通过"


def test_all_any_and_lists_element_by_element() -> None:
    table = {
        "支出情况[甲, 本年决算数]": "1.00", "支出情况[乙, 本年决算数]": "5.00",
        "支出情况[甲, 年初预算数]": "2.00", "支出情况[乙, 年初预算数]": "4.00",
    }  # fmt: skip
    columns = "支出情况[(甲, 乙), 本年决算数] ≤ 支出情况[(甲, 乙), 年初预算数]"
    found = run(rule(columns), table)
    assert [(r.instance, r.status) for r in found] == [("甲 本年决算数", "通过"), ("乙 本年决算数", "不通过")]
    failed = one(f"ALL({columns})", table)
    assert failed.message == "本年决算数5.00，大于年初预算数4.00，多1，超过允许尾差0.01"
    assert [c.shown for c in failed.cells[:2]] == ["5.00", "4.00"]
    assert one(f"ANY({columns})", table).status == "通过"
    assert one("SUM(支出情况[(甲, 乙), 本年决算数] × 2) = 12", table).status == "通过"
    assert one("MAX(支出情况[甲:乙, 本年决算数]) = 5", table).status == "通过"


def table(kind: str, rows: dict[str, dict[str, str]], codes: dict[str, str] | None = None) -> Form:
    """A table with figures, by way of the examples."""
    keys = {f"{kind}[{row}, {column}]": v for row, cells in rows.items() for column, v in cells.items()}
    made = examples.dossier(rule(f"{kind}[*, *] ≥ 0"), keys, read_measure)
    for row in made.forms[0].rows:
        row.code = (codes or {}).get(row.name)
    return made.forms[0]


def test_rows_of_two_tables_meet_by_code() -> None:
    rows = {"教育支出": {"基本支出": "5"}, "卫生支出": {"基本支出": "7"}}
    whole = table("支出决算表", rows, {"教育支出": "205", "卫生支出": "210"})
    others = {"卫生": {"基本支出": "8"}, "科技": {"基本支出": "1"}}
    part = table("一般公共预算财政拨款支出决算表", others, {"卫生": "210", "科技": "206"})
    dossier = Dossier("例", 2024, "例", forms=[whole, part])
    found = evaluate(rule("支出决算表[*, 基本支出] ≥ 一般公共预算财政拨款支出决算表[*, 基本支出]"), dossier)
    assert [(r.instance, r.status) for r in found] == [
        ("教育支出", "不适用"),
        ("卫生支出", "尾差"),
        ("科技", "不适用"),
    ]
    optional = evaluate(rule("支出决算表[*, 基本支出]? ≥ 一般公共预算财政拨款支出决算表[*, 基本支出]?"), dossier)
    assert statuses(optional) == ["通过", "尾差", "不通过"]
    assert statuses(evaluate(rule("支出决算表[#210, 基本支出] = 7万元"), dossier)) == ["通过"]


def test_a_header_path() -> None:
    form = table("三公经费", {"合计": {"小计": "9"}})
    cells = form.rows[0].cells
    leaf = cells[0].leaf
    form.rows[0].cells = [
        RowCell(("公务用车", "小计"), "公务用车/小计", leaf),
        RowCell(("会议", "小计"), "会议/小计", replace(leaf, value=Decimal(2))),
    ]
    dossier = Dossier("例", 2024, "例", forms=[form])
    assert statuses(evaluate(rule("三公经费[合计, 公务用车/小计] = 9万元"), dossier)) == ["通过"]
    assert statuses(evaluate(rule("三公经费[合计, 会议/小计] = 2万元"), dossier)) == ["通过"]


def test_a_star_over_columns_takes_amounts_only() -> None:
    example = {
        "支出情况[合计, 本年决算数]": "10", "支出情况[合计, 年初预算数]": "5", "支出情况[合计, 完成率]": "200%",
        "支出情况[基本支出, 本年决算数]": "10", "支出情况[基本支出, 年初预算数]": "9",
        "支出情况[基本支出, 完成率]": "100%",
    }  # fmt: skip
    found = run(rule("支出情况[合计, *] = 支出情况[基本支出, *]"), example)
    assert [(r.instance, r.status) for r in found] == [("本年决算数", "通过"), ("年初预算数", "不通过")]


def test_last_year() -> None:
    text = "三公经费[合计, 上年决算数] = 上年.三公经费[合计, 本年决算数]"
    example = {"三公经费[合计, 上年决算数]": "11.00", "上年.三公经费[合计, 本年决算数]": "10.00"}
    found = one(text, example)
    assert found.status == "不通过"
    assert found.message == "上年决算数填11.00，上年表的本年决算数为10.00，多1，超过允许尾差0.01"
    without = one(text, {"三公经费[合计, 上年决算数]": "11.00"})
    assert (without.status, without.missing) == ("不适用", ("上年",))


def test_all_projects() -> None:
    text = "SUM(各项目.资金[总额, 全年执行数]) ≤ 支出情况[项目支出, 本年决算数]"
    found = one(text, {"各项目.资金[总额, 全年执行数]": ["10.00", "20.00"], "支出情况[项目支出, 本年决算数]": "25.00"})
    assert (found.status, found.difference) == ("不通过", Decimal(-5))
    assert "各项目相加30" in found.message


def test_the_batch_is_given_from_outside() -> None:
    text = "COUNT(批次.基本信息[单位代码] = 基本信息[单位代码]) ≤ 1"
    tried = rule(text)
    made = examples.dossier(tried, {"基本信息[单位代码]": "219001"}, read_measure)
    assert evaluate(tried, made)[0].missing == ("批次",)
    twin = examples.dossier(tried, {"基本信息[单位代码]": "219001"}, read_measure)
    assert evaluate(tried, made, batch=[made])[0].status == "通过"
    assert evaluate(tried, made, batch=[made, twin])[0].status == "不通过"


def test_parameters() -> None:
    text = "自评表[*, 得分] ≥ 参数.下限"
    assert one(text, {"得分": "5", "参数.下限": "6"}).status == "不通过"
    assert one(text, {"得分": "5"}).missing == ("参数.下限",)
    assert one(text, {"得分": "5"}, param={"下限": "4"}).status == "通过"


def test_which_of_several_forms() -> None:
    tried = rule("自评表[合计, 得分] ≥ 0")
    forms = [examples.dossier(tried, {"自评表[合计, 得分]": "9"}, read_measure).forms[0] for _ in range(2)]
    forms[0].project, forms[1].project = "一", "二"
    dossier = Dossier("例", 2024, "例", forms=[*forms, table("支出情况", {"合计": {"本年决算数": "3"}})])
    assert len(evaluate(tried, dossier)) == 2
    doubtful = evaluate(rule("支出情况[合计, 本年决算数] ≥ 资金[总额, 全年执行数]"), dossier)
    assert doubtful[0].status == "不适用"
    assert "有2张" in doubtful[0].missing[0]


def test_scope_keeps_a_rule_to_some_kinds_of_forms() -> None:
    whole = {"表": "部门整体支出绩效自评表", "得分": "5"}
    assert run(rule("自评表[*, 得分] ≥ 0", scope="项目支出绩效自评表"), whole)[0].missing == ("自评表",)
    assert run(rule("自评表[*, 得分] ≥ 0", scope=["部门整体支出绩效自评表"]), whole)[0].status == "通过"


@pytest.mark.parametrize("words", [("工期", "停工"), ("雨季",)])
def test_contains(words: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{w}'" for w in words)
    assert one(f"含(自评表[*, 偏差原因], {listed})", {"偏差原因": "雨 季停工"}).status == "通过"
    assert one(f"含(自评表[*, 偏差原因], {listed})", {"偏差原因": "无法说明"}).status == "不通过"


def test_full_marks_of_the_funds_stand_in_the_header() -> None:
    example: dict[str, Any] = {"资金[总额, 得分]": "19"}
    tried = rule("资金[总额, 得分] ≤ 资金.满分")
    made = examples.dossier(tried, example, read_measure)
    fund = made.forms[0].funds[0]
    assert fund.self_score is not None
    row = examples.dossier(rule("支出情况[合计, *] ≥ 0"), {"合计": "1"}, read_measure).forms[0].rows[0]
    row.cells = [RowCell(("得分（20分*执行率）",), "得分", fund.self_score)]
    made.forms[0].rows = [row]
    found = evaluate(tried, made)[0]
    assert (found.status, found.right) == ("通过", Decimal(20))


def test_a_long_table_takes_time_by_its_length_only() -> None:
    form = table("其他表", {f"行{i}": {"金额": "1.00"} for i in range(2)})
    first = form.rows[0]
    form.rows = [replace(first, name=f"行{i}", path=(f"行{i}",), parent=0 if i else None) for i in range(8000)]
    form.rows[0].full = True
    dossier = Dossier("例", 2024, "例", forms=[form])
    started = time.perf_counter()
    found = evaluate(rule("任意表[*, *] = SUM(任意表[下级(*), *])"), dossier)
    assert [r.right for r in found] == [Decimal(7999)]
    assert len(evaluate(rule("任意表[*, *] ≥ 任意表[行0, *]"), dossier)) == 8000
    assert time.perf_counter() - started < 10


def test_a_column_printed_twice_side_by_side_is_looped_once() -> None:
    form = table("其他表", {"人员": {"金额": "1.00"}, "公用": {"金额": "2.00"}})
    for row, block in zip(form.rows, ("人员经费", "公用经费"), strict=True):
        row.cells = [RowCell((block, "金额"), "金额", row.cells[0].leaf)]
    found = evaluate(rule("任意表[*, *] ≥ 0"), Dossier("例", 2024, "例", forms=[form]))
    assert [r.instance for r in found] == ["人员｜金额", "公用｜金额"]
