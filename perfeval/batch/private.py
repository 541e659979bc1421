"""Private files of a run: its spool folder and its scratch files; those of runs that were killed are cleared away.

A run holds the lock of its own spool folder, and the system gives it up when the run ends, however it ends: a folder
whose lock can be had belongs to nobody any more.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import re
import shutil
import signal
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from pathlib import Path

PREFIX = "perfeval-run-"
LOCK = ".lock"
POLL_SECONDS = 0.5
ATTEMPTS = 10  # to have a folder before another run takes it for one that a dead run left
# what our writers make beside their target before they move it in place
SCRATCH = re.compile(r"~\w+\.tmp|\..+\.\d+\.tmp")


def _locked(folder: Path) -> sqlite3.Connection | None:
    """The lock of a spool folder, None where somebody holds it."""
    try:
        db = sqlite3.connect(folder / LOCK, timeout=0, isolation_level=None)
    except sqlite3.Error:  # another run took the folder for one that a dead run left
        return None
    try:
        db.execute("begin exclusive")
    except sqlite3.Error:
        db.close()
        return None
    return db


@contextmanager
def spool(beside: Path | None = None) -> Iterator[Path]:
    """A private folder for what was read, gone afterwards. ``beside``: where others must see it too (a cluster)."""
    home = beside or Path(tempfile.gettempdir())
    _clear_dead(home)
    for left in reversed(range(ATTEMPTS)):
        path = Path(tempfile.mkdtemp(prefix=f".{PREFIX}" if beside else PREFIX, dir=home))
        lock = _locked(path)
        if lock is not None:
            break
        if not left:
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK), str(path))
    assert lock is not None
    try:
        yield path
    finally:
        lock.close()  # Windows does not delete an open file
        shutil.rmtree(path, ignore_errors=True)


def _clear_dead(home: Path) -> None:
    for path in (*home.glob(f"{PREFIX}*"), *home.glob(f".{PREFIX}*")):
        if not (path / LOCK).is_file():
            with suppress(OSError):
                path.rmdir()  # only an empty one: its run was killed, or takes another if it had no lock yet
        elif (lock := _locked(path)) is not None:
            lock.close()
            shutil.rmtree(path, ignore_errors=True)


def clear_scratch(output: Path) -> None:
    """Delete what killed runs left unfinished in the output folder and its dossiers. The caller holds its lock."""
    homes = [output, *(Path(e) for e in os.scandir(output) if e.is_dir(follow_symlinks=False))]
    for home in homes:
        for entry in os.scandir(home):
            if SCRATCH.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    os.unlink(entry.path)


def end_with_parent() -> None:
    """In a worker process: when the run is killed, its workers must not go on writing beside the next run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which ends its workers
    parent, pid = multiprocessing.parent_process(), os.getppid()
    sentinels = [parent.sentinel] if parent else []

    def watch() -> None:
        while os.getppid() == pid:
            if not sentinels:
                time.sleep(POLL_SECONDS)
            elif wait(sentinels, timeout=POLL_SECONDS):
                break
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
