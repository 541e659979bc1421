"""What a place calls its tables is data: a folder of TOML is enough."""

from __future__ import annotations

from pathlib import Path

from perfeval import profile
from perfeval.read.fields import Context
from perfeval.read.tables.recognise import read_tables, read_tables_and_roles
from tests.read_tables.build import MOF, Value, sheet

OWN = """\
[tables."三公经费"]
titles = ["公务三项费用一览"]
[tables."三公经费".columns]
"本年决算数" = ["花了多少"]
[tables."三公经费".rows]
"公务接待费" = ["招待"]

[tables."园区收费表"]
titles = ["园区收费表"]
full = ["合计"]
[tables."园区收费表".columns]
"应收" = []
"实收" = ["到账"]
"""
ROWS: list[list[Value]] = [["公务三项费用一览"], ["项目", "花了多少"], ["招待", 3], ["合计", 3]]
FEES: list[list[Value]] = [["园区收费表"], ["项目", "应收", "到账"], ["污水费", 3, 2], ["合计", 3, 2]]


def own(folder: Path) -> profile.Profile:
    place = folder / "bureau"
    place.mkdir()
    (place / "profile.toml").write_text('name = "bureau"\ntitle = "某局"\ninherits = "mof"\n', encoding="utf-8")
    (place / "tables.toml").write_text(OWN, encoding="utf-8")
    return profile.load("bureau", folder)


def test_words_of_a_bureau_are_added_to_the_common_ones(tmp_path: Path) -> None:
    bureau = own(tmp_path)
    [form], _ = read_tables(sheet(ROWS), set(), bureau, Context())
    assert form.kind == "三公经费" and form.rows[0].name == "公务接待费" and form.columns == {"本年决算数"}
    [plain], _ = read_tables(sheet(ROWS), set(), MOF, Context())
    assert plain.kind == "其他表"


def test_a_table_of_the_bureaus_own(tmp_path: Path) -> None:
    [form], _ = read_tables(sheet(FEES), set(), own(tmp_path), Context())
    assert form.kind == "园区收费表" and form.columns == {"应收", "实收"} and form.rows[1].full


def test_every_cell_has_a_role_for_people() -> None:
    grid = sheet([*FEES, ["注：按合同"]])
    _, roles = read_tables_and_roles(grid, set(), MOF, Context())
    assert set(roles) == set(grid.cells)
    assert [roles[k] for k in ((1, 1), (2, 1), (3, 1), (3, 2), (5, 1))] == ["表题", "表头", "行标签", "数", "表注"]


def test_claimed_cells_are_left_alone() -> None:
    grid = sheet(FEES)
    taken = {(r, c) for r, c in grid.cells if r <= 2}
    _, mine = read_tables(grid, taken, MOF, Context())
    assert not mine & taken
