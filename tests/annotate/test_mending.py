"""应填数 is true: typed into the cell of its finding, the status turns and the colour goes, without perfeval."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from perfeval import profile
from perfeval.batch.one import evaluate
from perfeval.check.lines import lines
from perfeval.language import examples
from perfeval.language.evaluate import evaluate as judge
from perfeval.language.layout import FILE
from perfeval.language.rule import Rule
from perfeval.model import Dossier, Evaluation, Source
from perfeval.write.annotated.annotate import annotate
from tests.annotate.mending import Proposal, proposals, recalculate, typed, unsettled
from tests.conftest import SAMPLES
from tests.language.conftest import MOF, read_measure
from tests.language.conftest import rule as one_line

CASES = Path(__file__).parents[1] / "cases"
# rates in text, bare rates, sums of scores, amounts in two units, merged findings
CHOSEN = (
    "hunan-guantang-2023",
    "jiangxi-shangrao-sifa-2021",
    "hubei-tongcheng-tanghu-2020",
    "shanxi-jishan-yibao-peitao-2020",
)
RATE = "资金[总额, 执行率] = 资金[总额, 全年执行数] ÷ 资金[总额, 全年预算数]"
SPENT = {"全年执行数": "1389.3", "全年预算数": "1397.9"}
BOTH = "三公经费[合计, 本年决算数] {} 支出情况[三公经费, 本年决算数]"
YUAN = {"三公经费[合计, 本年决算数]": "305000元", "支出情况[三公经费, 本年决算数]": "28.4"}
# rates with and without their sign, amounts in two units on either side
MORE: list[tuple[str, dict[str, Any]]] = [
    *((RATE, {**SPENT, "执行率": rate}) for rate in ("93%", "93", "0.93", "93.5", "103.08")),
    *((BOTH.format(op), YUAN) for op in "=≤"),
    *((f"{BOTH.format(op)} + 支出情况[其他, 本年决算数]", {**YUAN, "支出情况[其他, 本年决算数]": "1"}) for op in "=≤"),
    ("三公经费[合计, 本年决算数] + 三公经费[其他, 本年决算数] = 支出情况[三公经费, 本年决算数]",
     {**YUAN, "三公经费[其他, 本年决算数]": "2000元"}),
]  # fmt: skip
MOST = 3  # of one form: LibreOffice needs a second for each
PARAMETERS = {**MOF.forms.get("审核用语", {}), **MOF.scoring.get("参数", {})}


def annotated(path: Path, target: Path) -> Path:
    made = evaluate(path)
    made.dossier.sources[0].path = path
    return annotate(made.dossier.sources[0], made, target).path


def every_rule(folder: Path) -> Path:
    """One workbook with the failing examples of all rules of all profiles, each in cells of its own."""
    entries = {repr(e): e for name in profile.names() for e in profile.load(name).rules if e.get("formula")}
    book, row = openpyxl.Workbook(), 1
    del book["Sheet"]
    found = Evaluation(Dossier("例", 2024, "例_2024"))
    tried = [(rule, x) for entry in entries.values() for rule in [Rule.from_toml(entry)] for x in rule.fails]
    tried += [(one_line(formula, id=f"试-{n:02d}"), x) for n, (formula, x) in enumerate(MORE, 1)]
    for rule, example in tried:
        made = examples.dossier(rule, example, read_measure, "例", row)
        for (sheet, ref), cell in examples.cells(made).items():
            at = book[sheet] if sheet in book else book.create_sheet(sheet)
            at[ref] = cell.raw
            row = max(row, at[ref].row + 1)
        own: dict[str, Any] = {**PARAMETERS, **rule.param, **examples.parameters(example)}
        for result in judge(rule, made, own):
            found.lines += lines([result], made)
    book.save(folder / FILE)
    found.dossier.sources = [Source(FILE, folder / FILE)]
    return annotate(found.dossier.sources[0], found, folder / "例_批注.xlsx").path


@pytest.mark.office
@pytest.mark.slow
def test_the_proposed_figure_settles_its_finding(tmp_path: Path) -> None:
    """All rules at once, each finding in cells of its own; the forms one finding at a time."""
    plans: dict[Path, list[Proposal]] = {}

    def plan(path: Path, mended: list[Proposal]) -> None:
        target = tmp_path / f"{len(plans):03d}.xlsx"
        typed(path, mended, target)
        plans[target] = mended

    rules = every_rule(tmp_path)
    plan(rules, list(proposals(rules)))
    books = [*sorted(SAMPLES.glob("*/*.xlsx")), *(next((CASES / name).glob("*.xlsx")) for name in CHOSEN)]
    for n, book in enumerate(books):
        path = annotated(book, tmp_path / f"表{n}_批注.xlsx")
        for proposal in list(proposals(path))[:MOST]:
            plan(path, [proposal])
    out = recalculate(list(plans), tmp_path)
    left = {p.name: found for p, mended in plans.items() if (found := unsettled(out / p.name, mended))}
    assert not left
    assert len(plans[tmp_path / "000.xlsx"]) > 100
    assert len(plans) > 8
