"""Every suggested score of the real forms, looked at by hand once: reviewed.tsv is what was found reasonable.

``python -m tests.score.test_reviewed`` writes the table anew and keeps the remarks; read the difference before
committing it.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from perfeval.model import Dossier, Fund, Indicator
from perfeval.profile import load
from perfeval.read import read
from perfeval.score import score
from tests.conftest import CASES

TABLE = Path(__file__).with_name("reviewed.tsv")
COLUMNS = ["案例", "行", "指标", "目标", "完成", "分值", "自评", "建议", "低", "高", "结论", "理由", "审阅"]


def text(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")


def flat(words: str) -> str:
    return " ".join(words.split())


def line(case: str, where: str, row: Fund | Indicator, remark: str = "") -> list[str]:
    found = row.score
    assert found is not None
    if isinstance(row, Fund):
        name, target, actual = row.row.text, row.budget, row.spent
        shown = [flat(leaf.text) if leaf is not None else "" for leaf in (target, actual)]
    else:
        name = row.name
        shown = [flat(m.text) if m is not None else "" for m in (row.target, row.actual)]
    printed = [flat(leaf.text) if leaf is not None else "" for leaf in (row.weight, row.self_score)]
    figures = [text(found.suggested), text(found.low), text(found.high)]
    return [case, where, flat(name), *shown, *printed, *figures, found.verdict, found.explain, remark]


def lines() -> list[list[str]]:
    profile = load("mof")
    made: list[list[str]] = []
    for folder in sorted(p for p in CASES.iterdir() if p.is_dir()):
        for path in sorted(folder.glob("*.xls*")):
            dossier = Dossier("某单位", None, "某单位", forms=read(path, profile, path.name).forms)
            score(dossier, profile)
            for number, form in enumerate(dossier.forms, start=1):
                if form.kind == "绩效目标表":
                    continue
                rows: list[tuple[str, Fund | Indicator]] = [(f"资金{n}", f) for n, f in enumerate(form.funds, 1)]
                rows += [(f"指标{n}", i) for n, i in enumerate(form.indicators, 1)]
                for where, row in rows:
                    if row.score is None or (isinstance(row, Fund) and row.score.verdict == "不计分"):
                        continue
                    made.append(line(folder.name, f"{number}-{where}", row))
    return made


def reviewed() -> list[list[str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream, delimiter="\t"))[1:]


def test_suggested_scores_are_the_reviewed_ones() -> None:
    assert [row[:-1] for row in reviewed()] == [row[:-1] for row in lines()]


def test_every_score_that_differs_was_looked_at() -> None:
    for row in reviewed():
        if row[10] in ("偏高", "待核", "待补"):
            assert row[-1], f"没有审阅意见：{row}"


def write() -> None:
    remarks = {tuple(row[:2]): row[-1] for row in reviewed()} if TABLE.exists() else {}
    with TABLE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([*row[:-1], remarks.get((row[0], row[1]), "")] for row in lines())


if __name__ == "__main__":
    write()
