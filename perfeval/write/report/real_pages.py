"""The real page of each heading, asked of LibreOffice where it is installed; seconds, so only on demand (目录页码)."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from perfeval.write.office import export

_FILTER = 'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}'
_ITEM = re.compile(rb"/Title<FEFF([0-9A-Fa-f]*)>\s*/Dest\[(\d+) 0 R/XYZ ([\d.]+) ([\d.]+)")
_PAGES = re.compile(rb"/Kids\[([\d R]+)\]")


def outline(content: bytes) -> list[tuple[str, int]] | None:
    """Headings of a .docx with the page they stand on, counted from the first of the file; None if that fails."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "report.docx"
        source.write_bytes(content)
        pdf = export(source, _FILTER, Path(folder))
        return read_outline(pdf.read_bytes()) if pdf is not None else None


def read_outline(pdf: bytes) -> list[tuple[str, int]]:
    """The bookmarks of a PDF as LibreOffice writes it, in reading order."""
    kids = max((m[1] for m in _PAGES.finditer(pdf)), key=len, default=b"")
    order = {int(n): at for at, n in enumerate(re.findall(rb"(\d+) 0 R", kids), 1)}
    found = []
    for title, page, _, height in _ITEM.findall(pdf):
        text = bytes.fromhex(title.decode()).decode("utf-16-be")
        if int(page) in order:
            found.append((order[int(page)], -float(height), text))
    return [(text, page) for page, _, text in sorted(found)]
