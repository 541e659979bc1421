"""The annotated workbook re-checks itself: formulas equal perfeval's figures, and follow what is typed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from perfeval.model import Evaluation, Live, Operand, Source
from perfeval.ooxml.cell_text import CellTexts
from perfeval.ooxml.package import Package
from perfeval.write.annotated.annotate import annotate
from perfeval.write.annotated.live import Inputs, NotLive, literal, number
from perfeval.write.annotated.notes import NOTE_LINE, note_text
from tests.annotate import corpus
from tests.annotate.evaluations import (
    cell,
    evaluation,
    line,
    recalculated,
    result,
    score_over_weight,
    scored_form,
    values,
)  # fmt: skip

D = Decimal


def inputs() -> Inputs:
    return Inputs("表.xlsx", "取数", 5, {"自评表", "它's"})


def test_a_number_of_the_workbook_is_taken_from_its_cell() -> None:
    assert inputs().render(("ROUND(", Operand(cell("C3", 12), D(12)), ",2)")) == "ROUND('自评表'!$C$3,2)"


def test_the_factor_of_the_unit_stands_in_the_formula() -> None:
    amount = cell("C3", 30000)
    assert inputs().reference(Operand(amount, D(3), D("0.0001"))) == "('自评表'!$C$3*0.0001)"


def test_a_figure_read_on_another_scale_is_scaled() -> None:
    """A bare 95 in a column of ratios counts 0.95, whatever factor came with it."""
    assert inputs().reference(Operand(cell("C3", 95), D("0.95"))) == "('自评表'!$C$3*0.01)"


def test_sheet_names_with_quotes() -> None:
    assert inputs().reference(Operand(cell("A1", 1, sheet="它's"), D(1))) == "'它''s'!$A$1"


def test_a_text_gets_one_row_however_often_it_is_used() -> None:
    made = inputs()
    text = Operand(cell("B6", "95%"), D(95))
    assert made.render((text, "+", text)) == "('取数'!$E$5+0)+('取数'!$E$5+0)"
    assert len(made.rows) == 1
    assert (made.rows[0].formula or "").startswith("IF(EXACT('自评表'!$B$6,\"95%\"),95,")


def test_another_file_is_a_snapshot() -> None:
    made = inputs()
    made.render((Operand(cell("B6", 5, file="别的.xlsx"), D(5)),))
    assert made.rows[0].formula is None
    assert "快照" in made.rows[0].remark


def test_an_expression_that_excel_cannot_hold_is_not_live() -> None:
    with pytest.raises(NotLive):
        inputs().render(tuple(Operand(cell("C3", 1), D(1)) for _ in range(900)))


def test_texts_in_formulas_stay_texts() -> None:
    assert literal('他说"好"\n了') == '"他说""好"""&CHAR(10)&"了"'
    assert literal("字" * 300) == f'"{"字" * 250}"&"{"字" * 50}"'


@pytest.mark.parametrize(
    ("value", "text"), [("0.0001", "0.0001"), ("10000", "10000"), ("0.00000001", "0.00000001"), ("-1.50", "-1.50")]
)
def test_numbers_in_formulas_have_no_exponent(value: str, text: str) -> None:
    assert Decimal(number(D(value))) == D(text)
    assert "E" not in number(D(value)).upper()


def test_a_note_is_at_most_80_characters_and_known_again() -> None:
    short = note_text("错误", 3, "得分10大于分值8，应≤8", "核对结果")
    assert short == "错误3：得分10大于分值8，应≤8。见“核对结果”第3条"
    long = note_text("警告", 12, "目标值与完成值" * 30, "核对结果1")
    assert len(long) == 80
    assert long.endswith("…。见“核对结果1”第12条")
    assert NOTE_LINE.match(short) and NOTE_LINE.match(long)


# with LibreOffice


def workbook(folder: Path) -> Path:
    path = folder / "表.xlsx"
    path.write_bytes(corpus.pack(corpus.bare()))
    book = openpyxl.load_workbook(path)
    sheet = book["自评表"]
    for ref, value in {
        "B3": 10,
        "C3": 12,
        "B4": 20,
        "C4": 20,
        "B5": 30,
        "C5": 28,
        "D6": "9.5分",
        "E6": "—",
        "D7": "完成",
    }.items():
        sheet[ref] = value
    book.save(path)
    return path


def full() -> Evaluation:
    """A finding of each kind: single, merged, over texts, over another file, not live, within rounding."""
    text, dash, other = cell("D6", "9.5分"), cell("E6", "—"), cell("B2", 7.5, file="决算.xlsx")
    said = Operand(text, D("9.5"))
    over = Live((said, "<=9"), (said,), ("9",))
    many = []
    for ref, raw in (("B4", 20), ("C4", 20), ("B5", 30)):
        o = Operand(cell(ref, raw), D(raw))
        many.append(
            result("SC-06", "警告", (cell(ref, raw),), f"{ref}不是1", left=str(raw), right="1",
                   live=Live(("ABS(", o, "-1)<=0",), (o,), ("1",)), instance=ref)
        )  # fmt: skip
    blank = Operand(dash, D(0))
    far = Operand(other, D("7.5"))
    c5 = Operand(cell("C5", 28), D(28))
    near = Live(("ABS(ROUND(", c5, "-27.99,2))<=0.015"), (c5,), ("27.99",))
    lines = [
        line(score_over_weight()),
        line(result("TX-01", "错误", (text,), "9.5大于9", left="9.5", right="9", live=over)),
        line(
            result(
                "BL-01", "错误", (dash,), "未填", left="0", right="7.5", live=Live((blank, "=", far), (blank,), (far,))
            )
        ),
        line(*many),
        line(result("NL-01", "警告", (cell("D7", "完成"),), "照抄目标")),
        line(
            result("WC-01", "提示", (cell("C5", 28),), "尾差0.01", left="28", right="27.99", live=near, status="尾差")
        ),
    ]
    return evaluation(lines, [scored_form()])


def typed(path: Path, changes: dict[str, object], folder: Path, sheet: str = "自评表") -> dict[tuple[str, str], object]:
    """The values after somebody has typed these into ``sheet`` and LibreOffice has computed."""
    book = openpyxl.load_workbook(path)
    for ref, value in changes.items():
        book[sheet][ref] = value
    scratch = folder / "typed.xlsx"
    book.save(scratch)
    return values(recalculated(scratch, folder))


@pytest.mark.office
def test_every_cached_value_is_what_libreoffice_computes(tmp_path: Path) -> None:
    done = annotate(Source("表.xlsx", workbook(tmp_path)), full(), tmp_path / "批注.xlsx")
    ours, theirs = values(done.path), values(recalculated(done.path, tmp_path))
    formulas = openpyxl.load_workbook(done.path)
    count = 0
    for sheet in ("核对结果", "得分复算", "取数"):
        for row in formulas[sheet].iter_rows():
            for c in row:
                if c.data_type != "f":
                    continue
                count += 1
                a, b = ours.get((sheet, c.coordinate)), theirs.get((sheet, c.coordinate))
                if isinstance(a, int | float) and isinstance(b, int | float):
                    assert a == pytest.approx(b), (sheet, c.coordinate, c.value)
                else:
                    assert (a or "") == (b or ""), (sheet, c.coordinate, c.value)
    assert count > 50


@pytest.mark.office
def test_a_mended_cell_turns_its_status_and_no_other(tmp_path: Path) -> None:
    done = annotate(Source("表.xlsx", workbook(tmp_path)), full(), tmp_path / "批注.xlsx")
    now = typed(done.path, {"C3": 10}, tmp_path)
    statuses = [now["核对结果", f"C{row}"] for row in range(6, 11)]
    assert statuses == ["通过", "不通过", "不通过", "不通过", "不通过"]
    assert now["核对结果", "I6"] == 0
    assert now["核对结果", "A3"] == "错误 3 条，未改 2 条"
    assert now["得分复算", "H6"] == 10
    assert now["得分复算", "M6"] == "一致"


@pytest.mark.office
def test_a_reason_alone_counts_as_an_answer(tmp_path: Path) -> None:
    done = annotate(Source("表.xlsx", workbook(tmp_path)), full(), tmp_path / "批注.xlsx")
    now = typed(done.path, {"L9": "按县里办法"}, tmp_path, sheet="核对结果")
    assert now["核对结果", "B9"] == "▲警告"
    assert now["核对结果", "E3"] == "警告 2 条，未改 1 条，已说明 1 条"


@pytest.mark.office
def test_texts_are_followed_where_excel_can_and_say_so_where_not(tmp_path: Path) -> None:
    done = annotate(Source("表.xlsx", workbook(tmp_path)), full(), tmp_path / "批注.xlsx")
    assert typed(done.path, {"D6": "8分"}, tmp_path)["核对结果", "C7"] == "通过"
    assert typed(done.path, {"D6": 8}, tmp_path)["核对结果", "C7"] == "通过"
    assert typed(done.path, {"E6": 7.5}, tmp_path)["核对结果", "C8"] == "通过"
    lost = typed(done.path, {"D6": "九分"}, tmp_path)
    assert lost["核对结果", "C7"] == "请重新运行"
    assert lost["核对结果", "G7"] == "请重新运行"
    assert lost["核对结果", "A3"] == "错误 3 条，未改 3 条"


@pytest.mark.office
def test_a_merged_finding_passes_when_its_last_cell_is_mended(tmp_path: Path) -> None:
    done = annotate(Source("表.xlsx", workbook(tmp_path)), full(), tmp_path / "批注.xlsx")
    some = typed(done.path, {"B4": 1, "C4": 1}, tmp_path)
    assert some["核对结果", "C9"] == "不通过"
    assert [some["取数", f"G{row}"] for row in (5, 6, 7)] == ["通过", "通过", "不通过"]
    every = typed(done.path, {"B4": 1, "C4": 1, "B5": 1}, tmp_path)
    assert every["核对结果", "C9"] == "通过"


def test_the_grade_follows_the_total(tmp_path: Path) -> None:
    done = annotate(Source("表.xlsx", workbook(tmp_path)), full(), tmp_path / "批注.xlsx")
    sheet = openpyxl.load_workbook(done.path)["得分复算"]
    total = next(r for r in range(6, 20) if sheet.cell(r, 1).value == "总分")
    assert "IF(I" in str(sheet.cell(total, 12).value)
    cached = openpyxl.load_workbook(done.path, data_only=True)["得分复算"]
    assert cached.cell(total, 12).value == "建议等级 合格"
    assert cached.cell(total, 9).value == 58


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    bad = result("TX-02", "错误", (cell("C3", 12),), "=1+1")
    done = annotate(Source("表.xlsx", workbook(tmp_path)), evaluation([line(bad)]), tmp_path / "批注.xlsx")
    c = openpyxl.load_workbook(done.path)["核对结果"]["F6"]
    assert c.value == "=1+1"
    assert c.data_type != "f" or c.quotePrefix


def test_what_excel_cannot_hold_is_a_text_or_num(tmp_path: Path) -> None:
    """A target of four hundred digits: its difference is more than the largest number (fuzzing, seed 20, 12781)."""
    huge = D(10) ** 400
    ok: tuple[str | Operand, ...] = (Operand(cell("C3", 12), D(12)), "=", Operand(cell("B6", "1" * 401), huge))
    sides = {"left": "12", "right": f"{huge}", "live": Live(ok, ok[:1], ok[2:])}
    bad = result("TX-02", "错误", (cell("C3", 12),), "太大", **sides)  # type: ignore[arg-type]
    done = annotate(Source("表.xlsx", workbook(tmp_path)), evaluation([line(bad)]), tmp_path / "批注.xlsx")
    shown = openpyxl.load_workbook(done.path, data_only=True)["核对结果"]
    assert "#NUM!" in {c.value for c in shown[6]} or any("E+400" in str(c.value) for c in shown[6])


def test_a_figure_cut_from_a_longer_text_is_guarded_by_the_whole_text() -> None:
    """自评总分: 95 — the reader keeps the 95, the formula must compare what the cell holds."""
    made = Inputs("表.xlsx", "取数", 5, {"自评表"}, lambda cell: "2021年自评总分：95")
    made.reference(Operand(cell("B6", "95"), D(95)))
    formula = made.rows[0].formula or ""
    assert formula.startswith("IF(EXACT('自评表'!$B$6,\"2021年自评总分：95\"),95,")
    assert '"2021年自评总分：",""' in formula


@pytest.mark.parametrize("name", ["everything.xlsx", "prefixed.xlsx"])
def test_texts_are_read_as_the_cell_holds_them(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(corpus.pack(corpus.CORPUS[name]))
    with Package(path) as package:
        texts = CellTexts(package, "xl/workbook.xml")
        found = {ref: texts.text("xl/worksheets/sheet1.xml", ref) for ref in ("A1", "A2", "A3", "C2", "B3", "Z9")}
    if name == "everything.xlsx":
        assert found == {
            "A1": "项目支出绩效自评表 ",
            "A2": "东京",
            "A3": '甲 <5% & "乙"',
            "C2": "得分",
            "B3": None,
            "Z9": None,
        }
    else:
        assert set(found.values()) == {None}


def test_an_empty_cell_before_a_text_has_no_text(tmp_path: Path) -> None:
    cells = '<c r="A1" s="1"/><c r="B1" t="str"><v>x</v></c>'
    sheet = f'<worksheet xmlns="u"><sheetData><row>{cells}</row></sheetData></worksheet>'.encode()
    path = tmp_path / "x.xlsx"
    path.write_bytes(corpus.pack({**corpus.bare(), "xl/worksheets/sheet1.xml": sheet}))
    with Package(path) as package:
        texts = CellTexts(package, "xl/workbook.xml")
        assert texts.text("xl/worksheets/sheet1.xml", "A1") is None
        assert texts.text("xl/worksheets/sheet1.xml", "B1") == "x"
