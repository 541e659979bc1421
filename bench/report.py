"""The Word report against a bare docxtpl render of the same template, by turns in one run.

    python bench/report.py [--rounds 30] [--profile]

The dossier is sample_workbooks/信丰高新区_2024: a report of 12 pages, and its draft list. Bare: load the template,
render it with a word for every placeholder, save, as a script does, without annex, contents, comments or list. Ours:
the same template filled as `perfeval run --template` fills it, and the built-in report. CPU time, medians of ratios.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate

from perfeval.check import check
from perfeval.model import Dossier, Evaluation
from perfeval.profile import load
from perfeval.read import read
from perfeval.score import score
from perfeval.write.report.builtin import write_template
from perfeval.write.report.draft import report

SAMPLE = Path(__file__).parent.parent / "sample_workbooks" / "信丰高新区_2024"


class Word(dict[str, Any]):
    """A word for whatever a template asks."""

    def __missing__(self, key: str) -> Word:
        return self

    def __str__(self) -> str:
        return "信丰高新区"


def evaluation() -> Evaluation:
    profile = load("jiangxi")
    path = next(SAMPLE.glob("*.xlsx"))
    result = read(path, profile, path.name)
    dossier = Dossier("信丰高新区管委会", 2024, "信丰高新区_2024", sources=[result.source], forms=result.forms)
    score(dossier, profile)
    return Evaluation(dossier, *check(dossier, profile))


def timed(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--profile", action="store_true", help="where the filling spends its time")
    args = parser.parse_args()
    profile, ev = load("jiangxi"), evaluation()
    with tempfile.TemporaryDirectory() as folder:
        template, target = Path(folder) / "模板.docx", Path(folder) / "报告.docx"
        write_template(profile, template)
        names = DocxTemplate(str(template)).get_undeclared_template_variables()
        words = {name: Word() for name in names}

        def docxtpl() -> None:
            document = DocxTemplate(str(template))
            document.render(dict(words))
            document.save(str(target))

        acts: dict[str, Callable[[], object]] = {
            "bare docxtpl": docxtpl,
            "template filled": lambda: report(ev, profile, target, template=template),
            "built-in": lambda: report(ev, profile, target),
        }
        for act in acts.values():
            act()
        times: dict[str, list[float]] = {name: [] for name in acts}
        for _ in range(args.rounds):
            for name, act in acts.items():
                times[name].append(timed(act))
        base = times["bare docxtpl"]
        for name, own in times.items():
            ratio = statistics.median(o / b for o, b in zip(own, base, strict=True))
            print(f"{name:16}{statistics.median(own):8.1f} ms CPU  x {ratio:.2f}")
        if args.profile:
            with cProfile.Profile() as watched:
                for _ in range(20):
                    acts["template filled"]()
            pstats.Stats(watched).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    main()
