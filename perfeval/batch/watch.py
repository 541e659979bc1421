"""A folder that is looked at again and again; a run when its files have changed and are whole.

Looking is reading sizes and times: no service of the system is needed, and it works on network drives. Only what
changed is done again, as in any run into the same output folder.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from perfeval import batch
from perfeval.batch import Outcome
from perfeval.batch.discover import SILENT_NAMES, discover
from perfeval.batch.said import Sentence, said

Stamp = tuple[int, int]
Look = dict[str, Stamp | None]


def look(folder: Path, output: Path) -> Look:
    """Size and time of every input, and of the lists and settings beside them; None where it cannot be opened yet."""
    beside = (p for p in folder.iterdir() if p.name.lower() in SILENT_NAMES and p.suffix in (".xlsx", ".toml"))
    return {str(path): _stamp(path) for path in (*(f.path for f in discover(folder, output)), *beside)}


def _stamp(path: Path) -> Stamp | None:
    try:
        with path.open("rb") as f:  # while it is being copied, Windows keeps it closed to others
            f.read(1)
        stat = path.stat()
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns


def rounds(
    folder: Path,
    output: Path,
    *,
    every: float = 2.0,
    sleep: Callable[[float], None] = time.sleep,
    run: Callable[..., Outcome] | None = None,
    **options: Any,
) -> Iterator[Outcome]:
    """Run, and run again when two looks in a row agree and differ from what was last done. Never ends by itself.

    A file that cannot be opened holds the others up for three looks only; then its reason is said.
    """
    once = run or batch.run
    done: Look | None = None
    before: Look | None = None
    closed = 0
    while True:
        try:
            now = look(folder, output)
        except OSError as error:  # a network drive that is gone for a while
            yield Outcome(failed=[(str(folder), said(error))])
            sleep(every)
            continue
        closed = closed + 1 if None in now.values() else 0
        if now == before and now != done and closed in (0, 3):
            try:
                outcome = once(folder, output, **options)
                done = now
            except (Sentence, OSError) as error:  # another run, a drive that is gone: later
                reason = said(error) if isinstance(error, OSError) else str(error)
                outcome = Outcome(failed=[(str(output), reason)])
            yield outcome
        before = now
        sleep(every)
