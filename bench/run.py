"""perfeval against what an accountant's own script does (baseline.py), in turn, several rounds in one run.

    python bench/run.py --dossiers 200 --rounds 1                 # 2,000 workbooks against the baseline
    python bench/run.py --rounds 0 --sizes 100 1000 10000         # perfeval alone, by size
    python bench/run.py [--dossiers 20] [--workbooks 10] [--rounds 3] [--workers N] [--sizes N …]

Every figure is a ratio of two things measured in the same run, so that a slow machine slows both. ``--sizes`` measures
perfeval alone at several sizes: cost per workbook, memory of the parent, and a second, unchanged run, each also held
against the first size. The output is a table in Markdown.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from generate import generate

HERE = Path(__file__).parent
MEGABYTE = 1024  # ru_maxrss counts kilobytes


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took: seconds of wall and of CPU (user, with all its processes), and the parent's memory in MB."""

    wall: float
    cpu: float
    memory: float = 0.0


def measured(command: list[str]) -> Cost:
    """Run it to its end. What it prints as JSON last is its own memory."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    memory = json.loads(said.splitlines()[-1])["memory"] if "--one" in command else 0.0
    return Cost(wall, used.ru_utime, memory)


def one(folder: Path, output: Path, workers: int) -> None:
    """The run that is measured: perfeval's batch in a process of its own."""
    import resource

    from perfeval import batch

    batch.run(folder, output, workers=workers)
    print(json.dumps({"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE}))


def perfeval(folder: Path, output: Path, workers: int) -> Cost:
    return measured([sys.executable, __file__, "--one", str(folder), str(output), "--workers", str(workers)])


def baseline(folder: Path, output: Path) -> Cost:
    return measured([sys.executable, "-W", "ignore", str(HERE / "baseline.py"), str(folder), str(output)])


def against(folder: Path, scratch: Path, count: int, rounds: int, workers: int) -> None:
    """The table of rounds, each with its ratios, and their medians."""
    print(f"{count} workbooks, {workers} workers, {rounds} rounds in turn\n")
    print("| round | baseline ms CPU / wall per workbook | perfeval ms CPU / wall | CPU ratio | workbooks/s ratio |"
          " parent MB | unchanged run |")  # fmt: skip
    print("|---|---|---|---|---|---|---|")
    rows = []
    for n in range(1, rounds + 1):
        output = scratch / "output"
        shutil.rmtree(output, ignore_errors=True)
        b, p = baseline(folder, scratch / "base"), perfeval(folder, output, workers)
        again = perfeval(folder, output, workers)
        rows.append((b.cpu / p.cpu, b.wall / p.wall, p.wall / again.wall))
        print(f"| {n} | {ms(b.cpu, count)} / {ms(b.wall, count)} | {ms(p.cpu, count)} / {ms(p.wall, count)} "
              f"| {b.cpu / p.cpu:.2f} | {b.wall / p.wall:.2f} | {p.memory:.0f} "
              f"| {again.wall:.2f} s, 1/{p.wall / again.wall:.0f} |", flush=True)  # fmt: skip
    cpu, rate, again_ratio = (statistics.median(x) for x in zip(*rows, strict=True))
    print(f"| median | | | {cpu:.2f} | {rate:.2f} | | 1/{again_ratio:.0f} |")


def ms(seconds: float, count: int) -> str:
    return f"{1000 * seconds / count:.1f}"


def by_size(scratch: Path, sizes: list[int], workbooks: int, workers: int) -> None:
    """Cost and memory at each size, and how many times those of the size before."""
    print("\n| workbooks | ms CPU per workbook | ms wall per workbook | parent MB | unchanged run | its parent MB |")
    print("|---|---|---|---|---|---|")
    before: tuple[float, float] | None = None
    for size in sizes:
        folder, output = scratch / f"in{size}", scratch / f"out{size}"
        count = generate(folder, max(1, size // workbooks), workbooks)
        first, again = perfeval(folder, output, workers), perfeval(folder, output, workers)
        now = first.cpu / count, first.memory
        cpu, memory = (f" (× {a / b:.2f})" for a, b in zip(now, before, strict=True)) if before else ("", "")
        before = now
        print(f"| {count} | {ms(first.cpu, count)}{cpu} | {ms(first.wall, count)} | {first.memory:.0f}{memory} "
              f"| {again.wall:.2f} s, 1/{first.wall / again.wall:.0f} | {again.memory:.0f} |", flush=True)  # fmt: skip
        shutil.rmtree(folder)
        shutil.rmtree(output)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dossiers", type=int, default=20)
    parser.add_argument("--workbooks", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--sizes", type=int, nargs="*", default=[])
    parser.add_argument("--one", type=Path, nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        one(args.one[0], args.one[1], args.workers)
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        scratch = Path(name)
        if args.rounds:
            count = generate(scratch / "in", args.dossiers, args.workbooks)
            against(scratch / "in", scratch, count, args.rounds, args.workers)
        if args.sizes:
            by_size(scratch, args.sizes, args.workbooks, args.workers)


if __name__ == "__main__":
    main()
