"""Evaluations made by hand over workbooks of the tests: what score and check would hand over, in small."""

from __future__ import annotations

import io
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path

from perfeval.model import (
    Cell,
    CheckResult,
    Dossier,
    Evaluation,
    Form,
    Indicator,
    Leaf,
    Line,
    Live,
    Measure,
    Operand,
    Score,
    Severity,
    Source,
    Status,
    Totals,
)

D = Decimal
RECALC = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode"><value>0</value></prop></item>
</oor:items>"""


def cell(ref: str, raw: object, *, file: str = "表.xlsx", sheet: str = "自评表", merged: str | None = None) -> Cell:
    value = D(str(raw)) if isinstance(raw, int | float | D) else raw
    return Cell(file, sheet, ref, merged, value, "" if raw is None else str(raw))


def result(
    rule: str,
    severity: Severity,
    cells: tuple[Cell, ...],
    message: str,
    *,
    left: str | None = None,
    right: str | None = None,
    live: Live | None = None,
    status: Status = "不通过",
    instance: str = "",
    key: str = "",
) -> CheckResult:
    a, b = (None if x is None else D(x) for x in (left, right))
    return CheckResult(
        rule,
        f"{rule}的名称",
        "项目支出绩效自评表",
        "自评表#1",
        instance or (cells[0].ref if cells else ""),
        status,
        severity,
        message,
        cells,
        a,
        b,
        a - b if a is not None and b is not None else None,
        live=live,
        basis="算术关系",
        hint="核对后改正",
        subject="产出指标/数量指标",
        key=key or f"{rule}|项目支出绩效自评表|{instance or 'x'}|00000001",
    )


def line(*results: CheckResult) -> Line:
    first = results[0]
    if len(results) == 1:
        return Line(
            first.rule,
            first.name,
            first.severity,
            first.status,
            first.message,
            results,
            first.subject,
            first.left,
            first.right,
            first.difference,
            first.hint,
            first.basis,
        )
    return Line(
        first.rule,
        first.name,
        first.severity,
        first.status,
        f"共{len(results)}处：{first.message}；等",
        results,
        f"{first.subject}等{len(results)}项",
        hint=first.hint,
        basis=first.basis,
    )


def score_over_weight(file: str = "表.xlsx") -> CheckResult:
    """C3 must not be more than B3: a finding that Excel can follow."""
    c3, b3 = cell("C3", 12, file=file), cell("B3", 10, file=file)
    own, weight = Operand(c3, D(12)), Operand(b3, D(10))
    live = Live(("ROUND(", own, "-", weight, ",2)<=0"), (own,), (weight,))
    return result("SC-03", "错误", (c3, b3), "得分12大于分值10，应≤10", left="12", right="10", live=live, instance="甲")


def evaluation(
    lines: list[Line], forms: list[Form] | None = None, file: str = "表.xlsx", path: Path | None = None
) -> Evaluation:
    dossier = Dossier("测试单位", 2024, "测试单位_2024", forms=forms or [])
    dossier.sources = [Source(file, path or Path(file))]
    return Evaluation(dossier, [r for x in lines for r in x.results], lines)


def _leaf(ref: str, raw: object, file: str) -> Leaf:
    value = D(str(raw)) if isinstance(raw, int | float) else None
    return Leaf(str(raw), value, cell(ref, raw, file=file))


def scored_form(file: str = "表.xlsx") -> Form:
    """Three indicators on two first levels, one without a number in its score cell, one whose score is too high."""
    form = Form("自评表#1", "项目支出绩效自评表", file, "自评表", "A1:F9", project="道路养护")
    rows = [
        ("产出指标", "数量指标", "养护里程", 3, 10, 12, "10"),
        ("产出指标", "质量指标", "合格率", 4, 20, 20, "20"),
        ("效益指标", "社会效益", "出行便利", 5, 30, 28, "28"),
    ]
    for level1, level2, name, row, weight, own, suggested in rows:
        w, s = _leaf(f"B{row}", weight, file), _leaf(f"C{row}", own, file)
        high = Operand(w.cell, D(weight))
        live = ("MIN(", Operand(s.cell, D(own)), ",", high, ")")
        form.indicators.append(
            Indicator(
                _leaf(f"A{row}", name, file),
                _leaf(f"A{row}", level1, file),
                _leaf(f"A{row}", level2, file),
                target=Measure("≥100%", D(100), (cell(f"D{row}", "≥100%", file=file),), "≥", "%", "percent"),
                actual=Measure("100%", D(100), (cell(f"E{row}", "100%", file=file),), None, "%", "percent"),
                weight=w,
                self_score=s,
                score=Score(
                    D(0),
                    D(weight),
                    D(suggested),
                    "定量正向",
                    "偏高" if own > weight else "一致",
                    "达标满分",
                    ratio=D(1),
                    live_low=("0",),
                    live_high=(high,),
                    live_suggested=live,
                ),
            )
        )
    form.totals = Totals(
        suggested=D(58), low=D(0), high=D(60), grade="合格", bands=((D(90), "优"), (D(50), "合格"), (D(0), "不合格"))
    )
    return form


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as z:
        return {i.filename: z.read(i) for i in z.infolist() if not i.is_dir()}


def order(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as z:
        return z.namelist()


def recalculated(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it after computing every formula anew."""
    profile = folder / "office"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALC)
    out = folder / "recalculated"
    command = [
        "soffice",
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(out),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / f"{path.stem}.xlsx"


def values(path: Path) -> dict[tuple[str, str], object]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
    return {(s.title, c.coordinate): c.value for s in book for row in s.iter_rows() for c in row if c.value is not None}
