"""A task on another machine: done in a child process that can be killed, so that limits hold there as they do here.

The worker of a cluster is a process that must live; what it is given may hang or crash. Each thread of it therefore
keeps one child, which imports everything once and does one task after the other.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfeval.batch.pool import Died, Failed, contained

if TYPE_CHECKING:
    from perfeval.batch.work import Settings

_own = threading.local()


class Child:
    """The child process of this thread; started again where it had to be killed."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "perfeval.batch.remote"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def do(self, task: object, seconds: float) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            self.process.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            pickle.dump(task, self.process.stdin)
            self.process.stdin.flush()
            good, answer = pickle.load(self.process.stdout)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
            self.end()
            raise TimeoutError if late.is_set() else Died from error
        finally:
            timer.cancel()
        if not good:
            raise answer
        return answer

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        _own.__dict__.pop("child", None)


def do(work: Callable[[Any, Settings], Any], item: object, settings: Settings, seconds: float) -> Any:
    """What the cluster is asked to run: ``work`` on one item within ``seconds``."""
    child: Child | None = getattr(_own, "child", None)
    if child is None or child.process.poll() is not None:
        child = _own.child = Child()
    return child.do((work, item, settings), seconds)


def ready(*folders: Path) -> tuple[str, str | None]:
    """The version over there, and the first folder that cannot be seen from there."""
    from perfeval import __version__

    return __version__, next((str(f) for f in folders if not f.is_dir()), None)


def main() -> None:
    """The child: tasks come in on stdin, answers go out where stdout was; what libraries print goes to stderr."""
    from perfeval import profile
    from perfeval.batch.private import end_with_parent

    end_with_parent()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    last = ""
    while True:
        try:
            work, item, settings = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        if settings.digest != last:
            profile.forget()  # a child outlives the run, and between two of them a profile may be edited
            last = settings.digest
        try:
            answer: tuple[bool, object] = (True, contained(work, item, settings))
        except (OSError, Failed, Died) as error:
            answer = (False, error)
        with suppress(BrokenPipeError):
            pickle.dump(answer, answers)
            answers.flush()


if __name__ == "__main__":
    main()
