"""What the last run did, in one file of the output folder: so that only what changed is done again.

Losing the file costs time, and 整改情况 begins anew; a damaged one is put aside and begun anew. The file is also the
lock of the output folder: the system gives it up when its process ends, however it ends.
"""

from __future__ import annotations

import errno
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from perfeval.batch.discover import STATE
from perfeval.batch.group import Seen
from perfeval.batch.said import Sentence, as_os_error
from perfeval.write.brief import Brief, Kept, RuleCounts, brief_from_json, brief_to_json, compared

VERSION = 7  # of the tables below; a file of another version is begun anew
SUMMARY = "summary"  # the note that 汇总 stands as it is
READ_BY = "read by"  # the note of what the files were read with
RUNNING = "running"  # the note that a run has begun; one that ends takes it away
SCHEMA = """
create table if not exists files (name text primary key, size integer, changed integer, facts text) without rowid;
create table if not exists dossiers (name text primary key, key text, inputs text, outputs text, brief text,
details text, rules text, run integer) without rowid;
create table if not exists notes (name text primary key, value text) without rowid;
"""


def _stamp(path: Path) -> list[int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return [stat.st_size, stat.st_mtime_ns]


def _since(last: Brief, brief: Brief, *, same: bool) -> Brief:
    """The brief with its progress since the last version; that of the last run where nothing has changed since."""
    if not same or [f.reply for f in last.findings] != [f.reply for f in brief.findings]:
        return compared(last, brief)
    changes = {f.about: f.change for f in last.findings}
    findings = tuple(replace(f, change=changes.get(f.about, "")) for f in brief.findings)
    return replace(brief, progress=last.progress, findings=findings)


class Busy(Sentence):
    """Another run is writing into the same output folder; the text is what the user sees."""


class Remembered(Sequence[Brief]):
    """The dossiers of a run, read from its state file whenever they are asked for.

    Held in memory they were 130 KB each, the largest part of the parent of a batch of thousands.
    """

    def __init__(self, path: Path, names: Sequence[str]) -> None:
        self._path, self._names = path, names

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[Brief]:
        self._path.stat()  # connecting would make an empty file where there is none
        db = sqlite3.connect(str(self._path), timeout=1.0)  # not by a URI: none leads to \\server\share
        try:
            db.execute("pragma query_only = on")
            for name in self._names:
                found = db.execute("select brief, details from dossiers where name = ?", (name,)).fetchone()
                if found is not None:
                    yield brief_from_json(*found)
        except sqlite3.Error as error:
            if "locked" in str(error):
                raise Busy("另一个 perfeval 正在往这个结果文件夹里写，请等它结束再看") from error
            raise as_os_error(error, self._path) from error
        finally:
            db.close()

    def __getitem__(self, at: Any) -> Any:
        return list(self)[at]


class State:
    """The remembered results of an output folder. ``None`` for a folder: nothing is remembered (check only)."""

    def __init__(self, output: Path | None) -> None:
        self.path = output / STATE if output else None
        self.run = 1
        self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        if self.path is None:
            return self._connect(":memory:")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._connect(str(self.path))
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise Busy("另一个 perfeval 正在往这个结果文件夹里写，请等它结束再运行") from error
            if "unable to open" in str(error):
                raise OSError(errno.EACCES, str(error), str(self.path.parent)) from error
            raise as_os_error(error, self.path.parent) from error
        except sqlite3.DatabaseError:
            for path in (self.path, self.path.with_name(f"{STATE}-journal")):
                path.unlink(missing_ok=True)
            return self._connect(str(self.path))

    def _connect(self, where: str) -> sqlite3.Connection:
        db = sqlite3.connect(where, timeout=0.2, isolation_level=None)
        try:
            db.execute("pragma locking_mode = exclusive")
            db.execute("pragma synchronous = off")
            db.execute("pragma journal_mode = truncate")
            db.execute("begin exclusive")
            if db.execute("pragma user_version").fetchone()[0] != VERSION:
                tables = "; ".join(f"drop table if exists {t}" for t in ("files", "dossiers", "notes"))
                db.executescript(f"{tables}; pragma user_version = {VERSION}")
            db.executescript(SCHEMA)
            if db.execute("select 1 from notes where name = ?", (RUNNING,)).fetchone():
                # the last run was cut off, perhaps with the power: what it wrote may be anything
                (said,) = db.execute("pragma quick_check(1)").fetchone()
                if said != "ok":
                    raise sqlite3.DatabaseError(said)
            db.execute("insert or replace into notes values (?, '')", (RUNNING,))
            self.run = 1 + int(db.execute("select coalesce(max(run), 0) from dossiers").fetchone()[0])
        except sqlite3.Error:
            db.close()
            raise
        return db

    def __enter__(self) -> State:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self.write_note(RUNNING, None)
        self._db.close()

    def _do(self, sql: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """Change something. OSError where the disk does not take it."""
        try:
            return self._db.execute(sql, values)
        except sqlite3.Error as error:
            raise as_os_error(error, self.path or "") from error

    def note(self, name: str) -> str | None:
        """A thing remembered by name, such as what the last summary was made of."""
        row = self._db.execute("select value from notes where name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def write_note(self, name: str, value: str | None) -> None:
        if value is None:
            self._do("delete from notes where name = ?", (name,))
        else:
            self._do("insert or replace into notes values (?, ?)", (name, value))

    def read_by(self, digest: str) -> None:
        """What another version, profile or set of rules saw in the files is no longer known."""
        if self.note(READ_BY) != digest:
            self.forget_files(())
            self.write_note(READ_BY, digest)

    def seen(self, name: str, size: int, changed: int) -> Seen | None:
        """What the last run saw in this file, without its path, if neither its size nor its time has changed."""
        row = self._db.execute("select size, changed, facts from files where name = ?", (name,)).fetchone()
        if row is None or (row[0], row[1]) != (size, changed):
            return None
        return Seen(**json.loads(row[2]))

    def remember_file(self, seen: Seen, size: int, changed: int) -> None:
        facts = json.dumps({**asdict(seen), "home": "", "below": None, "spool": None, "at": 0}, ensure_ascii=False)
        self._do("insert or replace into files values (?, ?, ?, ?)", (seen.name, size, changed, facts))

    def stands(self, name: str, key: str, folder: Path) -> bool:
        """The dossier's inputs, rules and settings have this same key, and its files are as they were written."""
        row = self._db.execute("select outputs from dossiers where name = ? and key = ?", (name, key)).fetchone()
        return row is not None and all(_stamp(folder / f) == stamp for f, stamp in json.loads(row[0]).items())

    def keep(self, name: str) -> None:
        """The dossier stands as it was; it belongs to this run too."""
        self._do("update dossiers set run = ? where name = ?", (self.run, name))

    def remember(self, kept: Kept, key: str, folder: Path, inputs: str = "") -> None:
        """A finished dossier: its rows, how it differs from the last version, and its files in ``folder``.

        ``inputs`` tells versions apart: the same files done again, with nothing new answered, are no new version.
        """
        self.write_note(SUMMARY, None)
        head = kept.head
        last = self._db.execute("select brief, inputs from dossiers where name = ?", (kept.name,)).fetchone()
        if last is not None:
            brief = _since(brief_from_json(last[0]), brief_from_json(head), same=inputs == last[1] != "")
            head, _ = brief_to_json(brief)
        listed = json.dumps({f: _stamp(folder / f) for f in kept.outputs}, ensure_ascii=False)
        values = (kept.name, key, inputs, listed, head, kept.rest, kept.rules, self.run)
        self._do("insert or replace into dossiers values (?, ?, ?, ?, ?, ?, ?, ?)", values)

    def forget_others(self) -> list[str]:
        """Drop the dossiers that this run did not have: their input is gone, so they leave 汇总 (not the folder)."""
        gone = self._db.execute("select name from dossiers where run <> ? order by name", (self.run,)).fetchall()
        if gone:
            self._do("delete from dossiers where run <> ?", (self.run,))
            self.write_note(SUMMARY, None)
        return [name for (name,) in gone]

    def forget_files(self, names: Iterable[str]) -> None:
        kept = set(names)
        for (name,) in self._db.execute("select name from files").fetchall():
            if name not in kept:
                self._do("delete from files where name = ?", (name,))

    def briefs(self, *, whole: bool = True) -> Iterator[Brief]:
        """The dossiers of this run, one after the other from the file, by name; if not ``whole`` without details."""
        columns = "brief, details" if whole else "brief"
        for texts in self._db.execute(f"select {columns} from dossiers where run = ? order by name", (self.run,)):
            yield brief_from_json(*texts)

    def remembered(self) -> Sequence[Brief]:
        """``briefs``, to be asked for when the run is over."""
        if self.path is None:
            return list(self.briefs())
        names = self._db.execute("select name from dossiers where run = ? order by name", (self.run,))
        return Remembered(self.path, [name for (name,) in names])

    def count(self) -> int:
        """How many dossiers this run has."""
        return int(self._db.execute("select count(*) from dossiers where run = ?", (self.run,)).fetchone()[0])

    def rules(self) -> RuleCounts:
        """The outcomes of every rule over all dossiers of this run."""
        sums: RuleCounts = {}
        for (text,) in self._db.execute("select rules from dossiers where run = ?", (self.run,)):
            for rule, name, counts in json.loads(text):
                sums.setdefault((rule, name), Counter()).update(counts)
        return sums
