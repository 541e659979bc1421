"""Kill runs at random moments and compare with an undisturbed one; also by hand, for many more moments:

python -m tests.batch.killed --kills 100
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.conftest import SAMPLES


def start(folder: Path, output: Path, temp: Path, workers: int = 2) -> subprocess.Popen[bytes]:
    """A run in a process of its own, with its own temporary folder."""
    command = [sys.executable, "-m", "perfeval", "run", str(folder), "-o", str(output), "-w", str(workers), "-q"]
    return subprocess.Popen(
        command, env={**os.environ, "TMPDIR": str(temp)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def finish(folder: Path, output: Path, temp: Path) -> float:
    """A run to its end; the seconds it took."""
    begun = time.monotonic()
    run = start(folder, output, temp)
    _, said = run.communicate()
    assert run.returncode == 0, said.decode()
    return time.monotonic() - begun


def contents(folder: Path) -> dict[str, str]:
    """Everything below an output folder but the run's own memory."""
    files = [p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".perfeval")]
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def same(found: dict[str, str], expected: dict[str, str]) -> None:
    """Fails with the names of the files that differ."""
    assert found == expected, sorted(n for n in found.keys() | expected.keys() if found.get(n) != expected.get(n))


def kill_and_compare(home: Path, kills: int, chance: random.Random, folder: Path = SAMPLES) -> int:
    """Kill ``kills`` runs, each at a random moment; how many of them had not yet ended. Raises where outputs differ."""
    temp = home / "temp"
    temp.mkdir()
    seconds = finish(folder, home / "undisturbed", temp)
    expected = contents(home / "undisturbed")
    hit = 0
    output, n = home / "output", 0
    for _ in range(kills):
        run = start(folder, output, temp)
        time.sleep(chance.uniform(0, seconds * 1.05))
        hit += run.poll() is None
        run.send_signal(signal.SIGKILL)
        run.communicate()
        there = contents(output) if output.exists() else {}
        whole = {name: value for name, value in there.items() if not _scratch(name)}
        assert whole.items() <= expected.items(), "a file is there that is not as it should be"
        if "汇总.xlsx" in there or chance.random() < 0.25:  # begin with nothing again
            finish(folder, output, temp)
            same(contents(output), expected)
            left = [p.name for p in temp.iterdir() if p.name.startswith("perfeval-run-")]
            assert not left, left
            n += 1
            output = home / f"output{n}"
    finish(folder, output, temp)
    same(contents(output), expected)
    return hit


def _scratch(name: str) -> bool:
    return name.endswith(".tmp")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        hit = kill_and_compare(Path(home), args.kills, random.Random(args.seed))
    print(f"{args.kills} runs killed, {hit} of them before their end; every output equal, none truncated")
