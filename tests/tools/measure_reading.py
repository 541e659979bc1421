"""Read every case of tests/cases and write a result.json each, for compare_truth.py (checks are left out here).

usage: python tests/tools/measure_reading.py OUTPUT_DIR [part of a case's name …]
then:  python <shared>/tools/compare_truth.py --all tests/cases OUTPUT_DIR -v
"""

from __future__ import annotations

import sys
from pathlib import Path

from perfeval.model import Dossier, Evaluation
from perfeval.profile import load
from perfeval.read.book import read_book
from perfeval.write.result import dumps, result

CASES = Path(__file__).parent.parent / "cases"


def main() -> None:
    output = Path(sys.argv[1])
    profile = load("mof")
    for folder in sorted(p for p in CASES.iterdir() if p.is_dir()):
        if len(sys.argv) > 2 and not any(a in folder.name for a in sys.argv[2:]):
            continue
        book = next(p for p in folder.iterdir() if p.suffix in (".xlsx", ".xlsm", ".xls", ".et"))
        read = read_book(book, profile, book.name)
        dossier = Dossier(folder.name, None, folder.name, sources=[read.source], forms=read.forms)
        target = output / folder.name / "result.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dumps(result(Evaluation(dossier), report=None, workbooks=[])), encoding="utf-8")


if __name__ == "__main__":
    main()
