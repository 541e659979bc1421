"""Where the time of a batch goes: a sampling profile by stage and by function, in one process.

    python bench/stages.py [--dossiers 20] [--workbooks 10] [--top 25]

A timer looks every millisecond of CPU time at what is being done; nothing is slowed down much, as a tracing profiler
would do. A few other dossiers are run before, so that imports and compiled rules do not count.
"""

from __future__ import annotations

import argparse
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType

from generate import generate

from perfeval import batch
from perfeval.check.compact import compact
from perfeval.check.named.find import named
from perfeval.language.evaluate import evaluate
from perfeval.read.look import look
from perfeval.read.sheet import read_sheet
from perfeval.read.workbook import open_workbook
from perfeval.score import score
from perfeval.write.annotated.annotate import annotate
from perfeval.write.report.draft import report
from perfeval.write.result import dumps, result
from perfeval.write.summary.book import summary

# the functions themselves: one that is moved or renamed is an error here, not a stage of 0 ms
STAGES: dict[str, Callable[..., object]] = {
    "open the workbook (zip, XML, number formats)": open_workbook,
    "recognise forms and tables": read_sheet,
    "unit and year for grouping": look,
    "score": score,
    "check: formulas": evaluate,
    "check: named checks": named,
    "check: absorb, join, lines": compact,
    "annotated copies": annotate,
    "report (Word)": report,
    "result.json": result,
    "result.json, as text": dumps,
    "汇总.xlsx": summary,
}


def called(code: CodeType) -> str:
    """workbook.py open_workbook."""
    return f"{Path(code.co_filename).name} {code.co_qualname}"


class Sampler:
    """Counts of functions: at work themselves, and with all that they call."""

    def __init__(self) -> None:
        self.own: Counter[str] = Counter()
        self.whole: Counter[str] = Counter()
        self.samples = 0

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.samples += 1
        seen: set[str] = set()
        while frame is not None:
            name = called(frame.f_code)
            if not seen:
                self.own[name] += 1
            if name not in seen:
                seen.add(name)
                self.whole[name] += 1
            frame = frame.f_back


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dossiers", type=int, default=20)
    parser.add_argument("--workbooks", type=int, default=10)
    parser.add_argument("--top", type=int, default=25)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        scratch = Path(folder)
        generate(scratch / "before", 3, 4, seed=9)
        batch.run(scratch / "before", scratch / "o0", workers=0)
        count = generate(scratch / "in", args.dossiers, args.workbooks)
        sampler = Sampler()
        signal.signal(signal.SIGPROF, sampler)
        signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
        start = time.process_time()
        batch.run(scratch / "in", scratch / "o1", workers=0)
        taken = time.process_time() - start
        signal.setitimer(signal.ITIMER_PROF, 0)
    each = 1000 * taken / count / sampler.samples
    print(f"{count} workbooks, {1000 * taken / count:.1f} ms CPU per workbook in one process\n")
    print("| stage | ms per workbook |\n|---|---|")
    left = sampler.samples
    for stage, function in STAGES.items():
        hits = sampler.whole[called(function.__code__)]
        left -= hits
        print(f"| {stage} | {hits * each:.1f} |")
    print(f"| the rest (hashes, spool, state, grouping) | {left * each:.1f} |")
    print("\n| function itself | ms per workbook |\n|---|---|")
    for name, hits in sampler.own.most_common(args.top):
        print(f"| {name} | {hits * each:.2f} |")


if __name__ == "__main__":
    main()
