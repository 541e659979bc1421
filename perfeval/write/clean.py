"""perfeval clean: a copy of an annotated workbook without anything of ours, fit for the stamp (盖章)."""

from __future__ import annotations

import io
import os
from pathlib import Path

from perfeval.ooxml import ours
from perfeval.ooxml.package import Package
from perfeval.ooxml.strip import strip
from perfeval.write.annotated.notes import NOTE_LINE


def stripped(path: Path, added: bool | None = None) -> tuple[Package, bool]:
    """The package of ``path`` without our additions, and whether there were any. PackageError if it will not open.

    ``added``: whether there are, where the reader has seen it already.
    """
    package = Package(path)
    if not (ours.marked(package) if added is None else added):
        return package, False
    out = io.BytesIO()
    with package:
        strip(package, NOTE_LINE).save(out)
    out.seek(0)
    return Package(out), True


def clean(path: Path, target: Path) -> bool:
    """Write ``path`` without our additions to ``target``; False where it holds none (nothing is written then)."""
    with Package(path) as package:
        if not ours.marked(package):
            return False
        scratch = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        try:
            strip(package, NOTE_LINE).save(scratch)
            os.replace(scratch, target)
        finally:
            scratch.unlink(missing_ok=True)
    return True
