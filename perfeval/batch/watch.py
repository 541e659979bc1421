"""A folder that is looked at again and again; a run when its files have changed and are whole.

Looking is reading sizes and times: no service of the system is needed, and it works on network drives. Only what
changed is done again, as in any run into the same output folder. What the folder is done with is looked at too:
perfeval.toml, the rules, the report template and profiles of the user's own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from perfeval import batch, profile
from perfeval.batch import Outcome, settings
from perfeval.batch.discover import SILENT_NAMES, discover
from perfeval.batch.said import Sentence, Wrong, said
from perfeval.language.errors import RuleError
from perfeval.ooxml.package import PackageError
from perfeval.profile import BUILT_IN, ProfileError

Stamp = tuple[int, int]
Look = dict[str, Stamp | None]
Options = Callable[[], dict[str, Any]]
PATIENCE = 3  # looks that a file which cannot be opened holds up the others


def look(folder: Path, output: Path) -> Look:
    """Size and time of every input, and of the lists beside them; None where it cannot be opened yet."""
    beside = (p for p in folder.iterdir() if p.name.lower() in SILENT_NAMES and p.suffix == ".xlsx")
    return {str(path): _stamp(path) for path in (*(f.path for f in discover(folder, output).inputs), *beside)}


def look_at_means(folder: Path, options: Mapping[str, Any]) -> Look:
    """The same of what the folder is done with: settings, rules, template, profiles that are none of the built-in."""
    paths = [path for path in (settings.find(folder), options.get("rules"), options.get("template")) if path]
    for name in {options.get("profile", "mof"), *options.get("units", {}).values()}:
        with suppress(ProfileError, OSError):  # the run says it; what it needs is looked at as far as it is known
            for home in profile.chain(name, folder):
                if BUILT_IN not in home.parents:
                    paths += sorted([*home.glob("*.toml"), *home.glob("rules/*.toml"), *home.glob("*.docx")])
    return {str(path): _stamp(Path(path)) for path in paths}


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
    options: Options,
    *,
    every: float = 2.0,
    sleep: Callable[[float], None] = time.sleep,
    run: Callable[..., Outcome] | None = None,
) -> Iterator[Outcome]:
    """Run, and run again when two looks in a row agree and differ from what was last done. Never ends by itself.

    ``options``: gives those of ``batch.run``, and ``output``; asked before every look. A file that cannot be opened
    holds the others up for three looks only; then its reason is said. ProfileError, RuleError, PackageError or Wrong
    where settings, rules, template or profile are wrong at the first run; later that is said, and waited for.
    """
    once = run or batch.run
    done: Look | None = None
    before: Look | None = None
    closed = 0
    while True:
        try:
            given = options()
            output = Path(given.pop("output", "output"))
            now = look(folder, output) | look_at_means(folder, given)
        except OSError as error:  # a network drive that is gone for a while
            yield Outcome(failed=[(str(folder), said(error))])
            sleep(every)
            continue
        except ProfileError as error:
            if done is None:
                raise
            yield _wrong(error)
            sleep(every)
            continue
        closed = 0 if None not in now.values() else closed + 1 if now == before else 1
        if now == before and now != done and (closed == 0 or closed >= PATIENCE):
            try:
                outcome = once(folder, output, **given)
                done = now
            except (ProfileError, RuleError, PackageError, Wrong) as error:
                if done is None:
                    raise
                outcome, done = _wrong(error), now
            except (Sentence, OSError) as error:  # another run, a drive that is gone: later
                reason = said(error) if isinstance(error, OSError) else str(error)
                outcome = Outcome(failed=[(str(output), reason)])
            yield outcome
        before = now
        sleep(every)


def _wrong(error: Exception) -> Outcome:
    """Something wrong with what the folder is done with, in one line: without the formula and the mark below it."""
    told = [line for line in str(error).splitlines() if not line.startswith(" ")]
    return Outcome(failed=[("设置", "；".join(told))])
