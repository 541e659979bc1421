"""How long each step of a dossier takes (各步用时): what ``perfeval run -v`` shows and the benchmarks read."""

from __future__ import annotations

import time


class Laps:
    """A stop-watch: ``laps("核对")`` books the seconds since the last call on that step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.perf_counter()

    def __call__(self, step: str) -> None:
        now = time.perf_counter()
        self.seconds[step] = self.seconds.get(step, 0.0) + now - self._since
        self._since = now
