"""Excel computes the same scores: every live formula recalculated by LibreOffice, in one workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path

import pytest

from perfeval.model import Dossier, Operand, Pieces, Score
from perfeval.profile import load
from perfeval.read import read
from perfeval.score import rates, score
from tests.conftest import CASES
from tests.language.worksheet import Worksheet
from tests.score.by_hand import form, fund, row, scored, table
from tests.score.test_criteria import ADJUST, CONTROL, DONE, TIERS

BY_HAND = [
    ("mof", row("参合人数", D(8755), D(8676), D(15), D("13.5"))),
    ("mof", row("参合人数", D(8755), D(9000), D(15), D("15"))),
    ("mof", row("项目总成本", "≤90万元", D("100.5"), D(8), D("7.99"))),
    ("mof", row("事故发生数", "0起", D(1), D(3), D(3))),
    ("mof", row("综合考评排名", "前10", D(12), D(5), D("5.01"))),
    ("mof", row("参训人数", "50~60人", D(72), D(6), D("5.55"))),
    ("mof", row("参训人数", "50~60人", D(40), D(6), D("5.55"))),
    ("mof", row("体系", "是", "基本达到", D(7), D("6.66"))),
    ("mof", row("合格率", "≥95%", "90%以上", D(10), D("9.9"))),
    ("mof2021", row("满意度", D(90), D("84.9"), D(10), D("9.99"))),
    ("jiangxi", row("满意度", D(90), D("79.9"), D(10), D(10))),
    ("jiangxi", row("成本控制率", "±10%", D("-15.5"), D(5), D(5))),
    ("hunan", row("预算完成率", "100%", D("92.8"), D(5), D("4.5"))),
    ("hunan", row("预算控制率", "0%", D("20"), D(8), D("8"))),
    ("yitihua", row("户数", D(100), D(131), D(10), D("9.5"))),
    ("mof", row("在职人员控制率", "≤100%", D("101.9"), D(5), D(5), criteria=CONTROL)),
    ("mof", row("预算完成率", "100%", D("85"), D(8), D(8), criteria=DONE)),
    ("mof", row("预算控制率", "0%", D("10.1"), D(5), D(5), criteria=ADJUST)),
    ("mof", row("满意度", "≥90%", D("60"), D(10), D(10), criteria=TIERS)),
    ("mof", row("完成率", "100%", D("98"), D(10), D(10), criteria="100%得满分，每低1个百分点扣5%权重分")),
    (
        "mof",
        row("完成率", "95%", D("90"), D(5), D("5.0"), criteria="≥95%得满分，每低于1个百分点扣0.2分，低于80%不得分"),
    ),
    ("mof", row("完成率", "95%", D("97"), D(10), D("10.0"), criteria="100%得满分，未达到的按完成比例得分")),
    ("mof", row("办结时间", "3-5天", D(6), D(6), D("6.00"))),
]


def all_scores() -> Iterator[tuple[str, Score]]:
    for number, (profile, made) in enumerate(BY_HAND):
        found = scored(form(made), profile).indicators[0].score
        assert found is not None
        yield f"手{number}", found
    made = form(funds=(fund("总额", D("65.66"), D("65.07"), D(10), D("9.95")),))
    assert scored(made).funds[0].score is not None
    yield "资金", made.funds[0].score  # type: ignore[misc]
    profile = load("mof")
    for number, path in enumerate(sorted(CASES.glob("*/*.xls*"))):
        dossier = Dossier("某单位", None, "某单位", forms=read(path, profile, path.name).forms)
        score(dossier, profile)
        for each, found_form in enumerate(dossier.forms):
            for item in (*found_form.funds, *found_form.indicators):
                if item.score is not None:
                    yield f"例{number}表{each}", item.score


def moved(pieces: Pieces, sheet: str) -> Pieces:
    """The cells of every case on a sheet of its own."""
    return tuple(
        p if isinstance(p, str) else replace(p, cell=replace(p.cell, sheet=sheet + p.cell.sheet[:8])) for p in pieces
    )


@pytest.mark.office
def test_excel_gives_the_same_scores(tmp_path: Path) -> None:
    book = Worksheet()
    expected: list[tuple[D, str]] = []

    def ask(pieces: Pieces | None, value: D | None, what: str, sheet: str) -> None:
        if pieces is None or value is None:
            return
        placed = moved(pieces, sheet)
        for piece in placed:
            if isinstance(piece, Operand):
                book.cells[piece.cell.sheet, piece.cell.ref] = piece.cell
        book.ask(placed)
        expected.append((value, f"{what} {book.asked[-1]}"))

    for sheet, found in all_scores():
        ask(found.live_low, found.low, f"{sheet} 低", sheet)
        ask(found.live_high, found.high, f"{sheet} 高", sheet)
        ask(found.live_suggested, found.suggested, f"{sheet} 建议", sheet)
        ask(found.live_ratio, found.ratio, f"{sheet} 完成率", sheet)
    base = table("基础数据", {"三公经费": {"本年预算数": "63.46", "本年决算数": "44.29"}}, fields={"编制数": "143"})
    for rate in rates(Dossier("某单位", 2018, "某", forms=[base]), load("mof")):
        ask(rate.live, rate.value, rate.name, "率")
    assert len(expected) > 150
    wrong = [
        (what, str(value), got)
        for (value, what), got in zip(expected, book.recalculated(tmp_path), strict=True)
        if not isinstance(got, int | float) or abs(D(repr(got)) - value) > D("1e-9")
    ]
    assert wrong == []
