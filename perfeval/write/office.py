"""An old workbook as LibreOffice makes an .xlsx of it (--via-libreoffice): more of its look, not on every PC alike."""

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
    command = program()
    if command is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="office-", dir=scratch))
    # a plain name: what is inside decides for an .et, and the command line meets no odd characters
    source = folder / f"book{'.xls' if path.suffix.lower() == '.et' else path.suffix.lower()}"
    shutil.copyfile(path, source)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    arguments = [command, profile, "--headless", "--convert-to", FILTER, "--outdir", str(folder / "out"), str(source)]
    try:
        subprocess.run(arguments, check=True, capture_output=True, timeout=SECONDS)
    except (OSError, subprocess.SubprocessError):
        return None
    finally:
        shutil.rmtree(folder / "profile", ignore_errors=True)
    made = folder / "out" / "book.xlsx"
    return made if made.is_file() else None
