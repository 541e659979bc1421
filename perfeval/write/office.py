"""What LibreOffice makes of a file, where it is installed: an .xlsx of an old workbook (--via-libreoffice: more of its
look, not on every PC alike), the pages of a report (--exact-pages)."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

SECONDS = 120
CONVERTIBLE = frozenset({".xls", ".et", ".ods", ".xlsb"})
PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
FILTER = "xlsx:Calc MS Excel 2007 XML"


def program() -> str | None:
    """Where LibreOffice is installed, if it is."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in PLACES if Path(place).is_file()), None)


def convert(path: Path, scratch: Path) -> Path | None:
    """``path`` as an .xlsx below the folder ``scratch``; None where LibreOffice is missing or does not manage."""
    if program() is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="office-", dir=scratch))
    # a plain name: what is inside decides for an .et, and the command line meets no odd characters
    source = folder / f"book{'.xls' if path.suffix.lower() == '.et' else path.suffix.lower()}"
    shutil.copyfile(path, source)
    return export(source, FILTER, folder / "out")


def export(source: Path, to: str, out: Path) -> Path | None:
    """``source`` in another format (``to``: ending:filter) in the folder ``out``; None where that is not possible.

    It runs with a user profile of its own, so that neither an open LibreOffice nor another worker is in its way.
    """
    command = program()
    if command is None:
        return None
    profile = Path(tempfile.mkdtemp(prefix="profile-", dir=source.parent))
    own = f"-env:UserInstallation={profile.as_uri()}"
    arguments = [command, own, "--headless", "--convert-to", to, "--outdir", str(out), str(source)]
    try:
        subprocess.run(arguments, check=True, capture_output=True, timeout=SECONDS)
    except (OSError, subprocess.SubprocessError):
        return None
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    made = out / f"{source.stem}.{to.partition(':')[0]}"
    return made if made.is_file() else None
