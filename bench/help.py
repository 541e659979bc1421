"""``perfeval --help`` against that of an empty typer app, measured together: ``python bench/help.py [ROUNDS]``.

Prints the medians and their ratio; exit code 1 above the limit. The two take turns, so that a busy machine slows both.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

LIMIT = 1.3
EMPTY = "import typer; app = typer.Typer(); app.command()(lambda: None); app()"
OURS = "from perfeval.cli import main; main()"


def seconds(code: str) -> float:
    """One run of ``--help`` in a new interpreter."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, "--help"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def measure(rounds: int) -> tuple[float, float]:
    """Medians of the empty app and of perfeval, in seconds; a first round of each is thrown away."""
    taken = [(seconds(EMPTY), seconds(OURS)) for _ in range(rounds + 1)][1:]
    return statistics.median(a for a, _ in taken), statistics.median(b for _, b in taken)


if __name__ == "__main__":
    empty, ours = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
    print(f"empty typer app {empty * 1000:.0f} ms, perfeval {ours * 1000:.0f} ms, ratio {ours / empty:.2f}")
    raise SystemExit(ours / empty > LIMIT)
