"""A bureau's batch as it really comes in: thirty units, several projects each, 应报清单, and what goes wrong.

    python bench/bureau.py FOLDER               # 应报清单.xlsx, 30 units: one twice, two unreadable, three missing
    perfeval run FOLDER -o OUTPUT
    python bench/bureau.py FOLDER --after OUTPUT  # some units mend their workbooks, some answer, one hands in late
    perfeval run FOLDER -o OUTPUT

The workbooks are the published forms under tests/cases, with another unit and one year in their texts (see
``generate.py``). The second call types 应填数 into the cells of some findings and answers others in 核对结果, as a
clerk would, so that 整改情况 has something to say. The same calls make the same files.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from functools import cache
from pathlib import Path

import openpyxl
from generate import ROOT, sources, vary

from perfeval import profile
from perfeval.read import read
from perfeval.write.brief import SELF_EVALUATIONS

YEAR = 2024
DEPARTMENTS = {
    "县教育体育局": ["教育体育局", "第一中学", "职业技术学校", "特殊教育学校"],
    "县卫生健康委员会": ["卫生健康委员会", "人民医院", "疾病预防控制中心", "妇幼保健院"],
    "县农业农村局": ["农业农村局", "畜牧水产技术站", "农业技术推广中心"],
    "县水利局": ["水利局", "水库移民服务中心"],
    "县民政局": ["民政局", "殡葬管理所", "社会福利院"],
    "县交通运输局": ["交通运输局", "公路事业发展中心"],
    "县住房和城乡建设局": ["住房和城乡建设局", "市政园林所"],
    "县司法局": ["司法局"],
    "县统计局": ["统计局"],
    "县市场监督管理局": ["市场监督管理局"],
    "县人力资源和社会保障局": ["人力资源和社会保障局", "就业创业服务中心"],
    "县文化广电旅游局": ["文化广电旅游局", "图书馆"],
    "县档案馆": ["档案馆"],
    "各乡镇": ["城关镇人民政府", "塘湖镇人民政府", "石桥乡人民政府", "大岭乡人民政府", "河口镇人民政府"],
}
MISSING = ("特殊教育学校", "水库移民服务中心", "大岭乡人民政府")
LATE, TWICE, DAMAGED, LOCKED = "大岭乡人民政府", "人民医院", "图书馆", "殡葬管理所"
PLACE = "吉山县"


def units() -> list[tuple[str, str, str]]:
    """Code, name and 主管部门 of every unit."""
    found = []
    for n, (department, names) in enumerate(DEPARTMENTS.items(), 1):
        found += [(f"{100 + n}{i:03}", f"{PLACE}{name}", department) for i, name in enumerate(names, 1)]
    return found


def expected(folder: Path) -> None:
    """应报清单.xlsx as a clerk keeps it: a title, 主管部门 in merged cells, codes as numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([f"{YEAR}年度绩效自评应报清单"])
    sheet.append(["单位代码", "单位名称", "主管部门", "项目代码", "项目名称"])
    last = None
    for code, name, department in units():
        sheet.append([int(code), name, department if department != last else None])
        if department != last:
            begun = sheet.max_row
        elif sheet.max_row > begun:
            for merged in [r for r in sheet.merged_cells.ranges if r.min_row == begun]:
                sheet.unmerge_cells(str(merged))
            sheet.merge_cells(start_row=begun, end_row=sheet.max_row, start_column=3, end_column=3)
        last = department
    book.save(folder / "应报清单.xlsx")


@cache
def forms() -> list[tuple[Path, str, int | None]]:
    """The self-evaluation forms among the cases, with unit and year as they print them."""
    rules = profile.load("mof", ROOT)
    found = []
    for book in sorted({b for b, _ in sources()}):
        seen = read(book, rules, book.name)
        if any(f.kind in SELF_EVALUATIONS for f in seen.forms):
            found.append((book, seen.look.unit or "", seen.look.year))
    return found


def books(folder: Path, name: str, chance: random.Random) -> None:
    """A unit's folder with two to five workbooks that name it, of one year."""
    home = folder / f"{name}_{YEAR}"
    home.mkdir(parents=True, exist_ok=True)
    for book, unit, year in chance.sample(forms(), chance.randint(2, 5)):
        target = home / book.name.replace(str(year), str(YEAR))
        part = target.with_suffix(".part")
        vary(book, unit or name, name, target)
        vary(target, f"{year}", f"{YEAR}", part)
        part.replace(target)


def first(folder: Path) -> None:
    """The batch of the first day."""
    chance = random.Random(8)
    folder.mkdir(parents=True, exist_ok=True)
    expected(folder)
    for _, name, _ in units():
        if name.removeprefix(PLACE) not in MISSING:
            books(folder, name, chance)
    again = f"{PLACE}{TWICE}"
    shutil.copytree(folder / f"{again}_{YEAR}", folder / f"{again}（补报）")
    for short, head in ((DAMAGED, b"PK\x03\x04"), (LOCKED, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        for book in (folder / f"{PLACE}{short}_{YEAR}").glob("*.xlsx"):
            secret = "EncryptedPackage".encode("utf-16-le")
            book.write_bytes(head + (secret if short == LOCKED else book.read_bytes()[4:2000]) + bytes(600))
    (folder / "~$应报清单.xlsx").write_bytes(b"x" * 165)


def after(folder: Path, output: Path) -> None:
    """A week later: of every three findings with 应填数 one is mended and one answered; a late unit comes in."""
    chance = random.Random(9)
    for path in sorted(output.glob("*/result.json")):
        if chance.random() < 0.3:
            continue  # this unit has not yet answered
        result = json.loads(path.read_text(encoding="utf-8"))
        for name in result["outputs"]["workbooks"]:
            copy = path.parent / name
            homes = list(folder.rglob(f"{copy.stem.removesuffix('_批注')}.xls[xm]"))
            homes = [p for p in homes if p.parent.name.startswith(result["unit"])]
            if homes:
                _answered(copy, homes[0], result, chance)
    books(folder, f"{PLACE}{LATE}", chance)


def _answered(copy: Path, home: Path, result: dict, chance: random.Random) -> None:
    book = openpyxl.load_workbook(copy)
    if "核对结果" not in book.sheetnames:
        return
    for check in result["checks"]:
        cell = (check["cells"] or [""])[0]
        if check["status"] == "不通过" and check["right"] and home.name in cell and chance.random() < 0.5:
            sheet, ref = cell.split("|", 1)[1].rsplit("!", 1)
            if sheet in book.sheetnames and isinstance(book[sheet][ref].value, int | float):
                book[sheet][ref].value = float(check["right"])
    sheet = book["核对结果"]
    head = next(r for r in range(1, 20) if any(c.value == "单位答复" for c in sheet[r]))
    columns = {c.value: c.column for c in sheet[head]}
    for row in range(head + 1, sheet.max_row + 1):
        if sheet.cell(row, columns["键"]).value and chance.random() < 0.4:
            sheet.cell(row, columns["单位答复"]).value = "情况属实"
            sheet.cell(row, columns["单位说明"]).value = "按县级考核办法计分，佐证材料已另报"
    book.save(home)  # the copy comes back in the place of the original


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--after", type=Path, metavar="OUTPUT")
    args = parser.parse_args()
    if args.after:
        after(args.folder, args.after)
    else:
        first(args.folder)


if __name__ == "__main__":
    main()
