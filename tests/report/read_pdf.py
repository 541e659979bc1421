"""A report as LibreOffice lays it out: the text of its pages, and where each word stands."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

MILLIMETRE = 72 / 25.4


@dataclass(frozen=True)
class Word:
    """A word with its edges in points from the top left corner of the page."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def pdf_of(path: Path, folder: Path) -> Path:
    if shutil.which("pdftotext") is None or shutil.which("soffice") is None:
        pytest.skip("soffice or pdftotext is not installed")
    home = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.pdf"


def pages(path: Path, folder: Path) -> list[str]:
    """The text of each page, without spaces."""
    pdf = pdf_of(path, folder)
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True)
    return ["".join(page.split()) for page in done.stdout.split("\f")[:-1]]


def words(pdf: Path, folder: Path) -> list[list[Word]]:
    """The words of each page."""
    out = folder / "words.html"
    subprocess.run(["pdftotext", "-bbox", str(pdf), str(out)], check=True)
    found = []
    for page in out.read_text(encoding="utf-8").split("<page ")[1:]:
        boxes = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)', page)
        found.append([Word(float(a), float(b), float(c), float(d), text) for a, b, c, d, text in boxes])
    return found
