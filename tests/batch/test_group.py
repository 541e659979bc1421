"""Files to dossiers: by code, name, file name, folder; every doubt said (contract 2)."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from perfeval.batch.group import FORBIDDEN, Seen, group, safe_name
from perfeval.batch.names import normal


def loose(name: str, **facts: object) -> Seen:
    return Seen(name, None, spool="x", **facts)  # type: ignore[arg-type]


def inside(folder: str, name: str, **facts: object) -> Seen:
    return Seen(f"{folder}/{name}", folder, spool="x", **facts)  # type: ignore[arg-type]


def test_loose_workbooks_of_one_unit_and_year_are_one_dossier() -> None:
    plans = group(
        [
            loose("自评.xlsx", unit="稷山县医疗保障局", year=2020),
            loose("决算.xlsx", unit="稷山县医疗保障局 ", year=2020),
            loose("别的.xlsx", unit="通城县塘湖镇人民政府", year=2020),
        ]
    )
    assert [(p.name, len(p.files)) for p in plans] == [("稷山县医疗保障局_2020", 2), ("通城县塘湖镇人民政府_2020", 1)]
    assert not any(p.remarks for p in plans)


def test_code_goes_before_name() -> None:
    plans = group(
        [
            loose("a.xlsx", unit="永德县教育体育局", code="219001", year=2022),
            loose("b.xlsx", unit="永德县教体局", code="219001", year=2022),
        ]
    )
    assert len(plans) == 1
    assert plans[0].code == "219001"


def test_top_folder_is_one_dossier_with_what_its_subfolders_hold() -> None:
    plans = group(
        [
            inside("高新区", "自评.xlsx", unit="信丰高新区管委会", year=2024),
            Seen("高新区/项目/一.xlsx", "高新区", spool="x", unit="信丰县财政局", year=2024),
            Seen("高新区/项目/二.xlsx", "高新区", spool="x", unit="信丰高新区管委会", year=2024),
        ]
    )
    assert [(p.name, len(p.files), p.folder) for p in plans] == [("信丰高新区管委会_2024", 3, "高新区")]


def test_loose_file_without_unit_is_alone_and_said() -> None:
    plans = group([loose("附件3.xlsx", year=2022), loose("附件4.xlsx", year=2022)])
    assert len(plans) == 2
    assert all("没有找到单位名称" in p.remarks[0] for p in plans)


def test_two_dossiers_with_one_key_both_stay() -> None:
    plans = group(
        [
            inside("一稿", "自评.xlsx", unit="甲局", year=2023),
            inside("二稿", "自评.xlsx", unit="甲局", year=2023),
        ]
    )
    assert [p.name for p in plans] == ["甲局_2023_一稿", "甲局_2023_二稿"]
    assert all("重复" in p.remarks[0] for p in plans)


def test_last_year_of_the_same_unit_is_attached() -> None:
    plans = group([loose("a.xlsx", unit="甲局", year=2022), loose("b.xlsx", unit="甲局本级", year=2023)])
    of_year = {p.year: p for p in plans}
    assert [f.name for f in of_year[2023].previous] == ["a.xlsx"]
    assert of_year[2022].previous == ()


def test_unread_file_stands_with_its_folder() -> None:
    plans = group(
        [
            inside("甲", "自评.xlsx", unit="甲局", year=2023),
            Seen("甲/坏.xlsx", "甲", unread="文件已损坏"),
            Seen("坏.xlsx", None, unread="文件已损坏"),
        ]
    )
    assert [len(p.files) for p in plans] == [2]


def test_the_same_file_twice_counts_once() -> None:
    (plan,) = group(
        [loose("a.xlsx", unit="甲局", year=2023, sha256="1"), loose("b.xlsx", unit="甲局", year=2023, sha256="1")]
    )
    assert [f.name for f in plan.files] == ["a.xlsx"]
    assert plan.remarks == ("b.xlsx 与 a.xlsx 完全相同，只计一份",)


def test_another_unit_in_a_folder_is_said() -> None:
    (plan,) = group(
        [
            inside("甲", "a.xlsx", unit="某县甲局", year=2023),
            inside("甲", "b.xlsx", unit="甲局（本级）", year=2023),
            inside("甲", "c.xlsx", unit="乙局", year=2023),
            inside("甲", "d.xlsx", unit="某县甲局", year=2023),
        ]
    )
    assert plan.unit == "某县甲局"
    assert len(plan.files) == 4
    assert [r.split("，")[0] for r in plan.remarks] == ["甲/c.xlsx 写的单位是“乙局”"]


def test_years_side_by_side_in_a_folder_are_said_and_the_latest_of_equals_counts() -> None:
    (plan,) = group([inside("甲", f"{y}.xlsx", unit="甲局", year=y) for y in (2023, 2024)])
    assert plan.year == 2024
    assert plan.remarks[0].startswith("这个文件夹里有2023、2024年的表，一起按2024年核对")
    (plan,) = group([inside("甲", f"{n}.xlsx", unit="甲局", year=y) for n, y in enumerate((2023, 2023, 2024))])
    assert plan.year == 2023


def test_year_missing_is_said() -> None:
    (plan,) = group([inside("甲局", "自评.xlsx", unit="甲局")])
    assert plan.name == "甲局"
    assert "没有找到年度" in plan.remarks[0]


def test_bracketed_additions_do_not_make_another_unit() -> None:
    assert normal("青神县发展和改革局（本级）") == normal("青神县发展和改革局本级") == normal("青神县发展和改革局")


@given(st.text(alphabet=string.printable + '财政局\\/:*?"<>|\x00\x1f．', max_size=200))
def test_safe_name_is_a_name_everywhere(text: str) -> None:
    name = safe_name(text)
    assert name
    assert len(name) <= 60
    assert not FORBIDDEN.search(name)
    assert name == name.strip(" .")
    assert "/" not in name and name not in (".", "..")


def test_an_annotated_copy_beside_its_original_is_said() -> None:
    whole = {"unit": "甲局", "year": 2024}
    names = ("a.xlsx", "a_批注.xlsx", "b_批注.xlsx", "c_批注_新.xlsx", "c.xls")
    (plan,) = group([inside("甲", name, **whole, sha256=name) for name in names])
    assert [r.split("，")[0] for r in plan.remarks] == [
        "甲/a.xlsx 和它批注后的 甲/a_批注.xlsx 都在",
        "甲/c.xls 和它批注后的 甲/c_批注_新.xlsx 都在",
    ]
