"""Annotating a workbook in place against loading and saving it with openpyxl: CPU time and memory, in one run.

    python bench/annotate.py [--rows 50000]

The sample workbooks and one of many rows, each measured in a process of its own, with findings on three cells. openpyxl
adds nothing and loses what it does not know; perfeval adds colours, notes and four sheets and loses nothing.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).parents[1]
TIMES = 9


def many_rows(path: Path, rows: int) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("明细")
    frame = book.add_format({"num_format": "0.00", "border": 1})
    for r in range(rows):
        sheet.write_row(r, 0, [f"项目{r}", f"单位{r % 300}", r * 1.25, r * 2.5, r % 100, "已完成"], frame)
    book.close()


def with_perfeval(path: Path, folder: Path) -> None:
    """Open, annotate and save: what ``perfeval run`` does with a workbook once its findings are known."""
    from perfeval.model import Cell, CheckResult, Dossier, Evaluation, Line, Live, Operand, Source
    from perfeval.ooxml.edit import Edit
    from perfeval.ooxml.package import Package
    from perfeval.ooxml.workbook import Workbook
    from perfeval.write.annotated.annotate import annotate

    with Package(path) as package:
        sheet = Workbook(Edit(package)).sheets[0].name
    lines = []
    for n, ref in enumerate(("B3", "C5", "D7"), 1):
        cell = Cell(path.name, sheet, ref, raw=Decimal(n), shown=str(n))
        live = Live((Operand(cell, Decimal(n)), "=9"), (Operand(cell, Decimal(n)),), ("9",))
        hit = CheckResult(
            f"B-{n}", "相等", "表", "表#1", ref, "不通过", "错误", f"填{n}，应为9", (cell,), Decimal(n), Decimal(9),
            Decimal(n - 9), live=live,
        )  # fmt: skip
        lines.append(
            Line(hit.rule, hit.name, "错误", "不通过", hit.message, (hit,), "", hit.left, hit.right, hit.difference)
        )
    evaluation = Evaluation(Dossier("单位", 2024, "单位_2024"), [r for x in lines for r in x.results], lines)
    timed("perfeval", lambda n: annotate(Source(path.name, path), evaluation, folder / f"a{n}.xlsx"))


def with_openpyxl(path: Path, folder: Path) -> None:
    import openpyxl

    timed("openpyxl", lambda n: openpyxl.load_workbook(path).save(folder / f"o{n}.xlsx"))


def timed(name: str, call: object) -> None:
    assert callable(call)
    call(0)  # imports and caches
    took = []
    for n in range(1, TIMES + 1):
        start = time.process_time()
        call(n)
        took.append(time.process_time() - start)
        if took[-1] > 2:
            break
    print(f"{statistics.median(took) * 1000:.1f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if options.one:
            who, path = options.one[0], Path(options.one[1])
            if who == "rows":
                many_rows(path, options.rows)
            else:
                (with_perfeval if who == "perfeval" else with_openpyxl)(path, folder)
            return
        many = folder / f"{options.rows}行.xlsx"
        # in a process of its own: what it needs must not count as the others'
        subprocess.run([sys.executable, __file__, "--one", "rows", str(many), "--rows", str(options.rows)], check=True)
        print("workbook                          perfeval      openpyxl   ratio    memory")
        for path in [*sorted((ROOT / "sample_workbooks").glob("*/*.xlsx")), many]:
            figures = []
            for who in ("perfeval", "openpyxl"):
                out = subprocess.run(
                    [sys.executable, "-W", "ignore", __file__, "--one", who, str(path)],
                    check=True,
                    capture_output=True,
                    text=True,
                )
                figures.append([float(x) for x in out.stdout.split()])
            (a, m), (b, k) = figures
            print(f"{path.stem[:24]:<26} {a:9.1f} ms {b:9.1f} ms  {a / b:5.2f}  {m:4.0f} / {k:4.0f} MB")


if __name__ == "__main__":
    main()
