"""Make N dossiers of real layouts and sizes: the sample workbooks and the published forms, each with a unit of its own.

    python bench/generate.py FOLDER --dossiers 200 --workbooks 10

The packages are copied member by member; only the unit's name in their texts is changed, so that every dossier has a
key of its own and the bytes differ. The same call makes the same files.
"""

from __future__ import annotations

import argparse
import json
import random
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def sources() -> list[tuple[Path, str]]:
    """Workbooks with the unit that they name."""
    found = []
    for truth in sorted((ROOT / "tests" / "cases").glob("*/truth.json")):
        unit = json.loads(truth.read_text(encoding="utf-8"))["unit"]
        found += [(book, unit) for book in sorted(truth.parent.glob("*.xls[xm]"))]
    found += [
        (p, "江西信丰高新技术产业园区管理委员会") for p in sorted((ROOT / "sample_workbooks").glob("信丰*/*.xlsx"))
    ]
    return found


def _as_references(text: str) -> bytes:
    """As lxml and openpyxl write it where a part names no encoding: &#36164; and so on."""
    return text.encode("ascii", "xmlcharrefreplace")


def vary(book: Path, unit: str, new: str, target: Path) -> None:
    """A copy of the workbook in which the unit is called ``new``."""
    with zipfile.ZipFile(book) as a, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as b:
        for member in a.infolist():
            data = a.read(member)
            if member.filename.endswith((".xml", ".rels")):
                for spell in (str.encode, _as_references):
                    data = data.replace(spell(unit), spell(new))
            b.writestr(member, data)


def generate(folder: Path, dossiers: int, workbooks: int, seed: int = 1) -> int:
    """Fill ``folder`` with ``dossiers`` subfolders of ``workbooks`` each; the number of files written."""
    chance = random.Random(seed)
    books = sources()
    for d in range(dossiers):
        name = f"第{d + 1:05d}单位"
        home = folder / name
        home.mkdir(parents=True, exist_ok=True)
        for w in range(workbooks):
            book, unit = chance.choice(books)
            vary(book, unit, f"{unit}（{name}）", home / f"{w + 1:02d}_{book.name}")
    return dossiers * workbooks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--dossiers", type=int, default=200)
    parser.add_argument("--workbooks", type=int, default=10)
    args = parser.parse_args()
    print(generate(args.folder, args.dossiers, args.workbooks), "workbooks")


if __name__ == "__main__":
    main()
