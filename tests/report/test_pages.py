"""Reports of real forms as LibreOffice lays them out, page by page: the standard's page, and nothing out of place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document

from perfeval.model import Dossier, Evaluation
from perfeval.profile import load
from perfeval.read import read
from perfeval.score import score
from perfeval.write.report.draft import report

from ..conftest import SAMPLES
from .read_pdf import MILLIMETRE, Word, pdf_of, words
from .test_layout import contents_of

CASES = SAMPLES.parent / "tests" / "cases"
FORMS = {
    "部门": SAMPLES / "信丰高新区_2024",
    "部门，数据少": CASES / "hunan-guantang-2023",
    "项目": CASES / "sichuan-zhongjiang-shuili-shuibiaochi-2022",
    "几个项目": CASES / "sichuan-daying-sifa-duobiao-2023",
    "转移支付": CASES / "anhui-xiuning-wenwu-zhanchen-2023",
}
pytestmark = pytest.mark.office
TALL = 20.8  # points from the top to the foot of a line of 三号 (16 points) as pdftotext sees it
HANGING = "，。、；：”）》"  # a stop may hang over the margin


class Page:
    """The words of a page, its number apart."""

    def __init__(self, found: list[Word], across: bool) -> None:
        low = (210 if across else 297) - (25 if across else 34)
        self.across = across
        self.body = [w for w in found if w.bottom / MILLIMETRE < low]
        self.foot = "".join(w.text for w in found if w not in self.body)
        self.text = "".join(w.text for w in self.body)


@pytest.fixture(scope="module", params=FORMS, ids=list(FORMS))
def laid_out(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Page]]:
    folder = tmp_path_factory.mktemp("report")
    profile = load("mof")
    paths = [p for p in sorted(FORMS[request.param].iterdir()) if p.suffix in (".xlsx", ".xls")]
    results = [read(p, profile, p.name) for p in paths]
    forms = [f for r in results for f in r.forms]
    unit = next((f.unit for f in forms if f.unit), "某某局")
    year = next((f.year for f in forms if f.year), 2024)
    dossier = Dossier(unit, year, "报告", sources=[r.source for r in results], forms=forms)
    score(dossier, profile)
    target = folder / "报告.docx"
    report(Evaluation(dossier), profile, target)
    pdf = pdf_of(target, folder)
    sizes = re.findall(rb"/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]", pdf.read_bytes())
    across = [float(w) > float(h) for w, h in sizes]
    found = words(pdf, folder)
    assert len(across) == len(found)
    return target, [Page(p, a) for p, a in zip(found, across, strict=True)]


def numbered(pages: list[Page]) -> Iterator[tuple[int, Page]]:
    for page in pages:
        number = re.fullmatch(r"—(\d+)—", page.foot)
        if number:
            yield int(number[1]), page


def test_no_page_is_empty(laid_out: tuple[Path, list[Page]]) -> None:
    assert all(page.text for page in laid_out[1])


def test_text_keeps_the_margins_of_the_standard_within_a_millimetre(laid_out: tuple[Path, list[Page]]) -> None:
    for page in laid_out[1]:
        left, right, top = (30, 297 - 30, 28) if page.across else (28, 210 - 26, 37)
        assert min(w.left for w in page.body) / MILLIMETRE > left - 1
        assert min(w.top for w in page.body) / MILLIMETRE > top - 1
        assert max(w.right for w in page.body if w.text[-1] not in HANGING) / MILLIMETRE < right + 1
    body = [p for _, p in numbered(laid_out[1]) if not p.across]
    assert min(min(w.left for w in p.body) for p in body) / MILLIMETRE == pytest.approx(28, abs=1)
    first = min(min(w.top for w in p.body) for p in body)
    assert first / MILLIMETRE == pytest.approx(37 + (28 - 16) / 2 / MILLIMETRE, abs=1.5)  # 16 of the line's 28 points


def test_lines_are_28_points_apart(laid_out: tuple[Path, list[Page]]) -> None:
    """Each line of 三号 from the one above, unless a table, a picture's caption or a title stands between them."""
    gaps: list[float] = []
    for _, page in numbered(laid_out[1]):
        text = [w for w in page.body if abs(w.bottom - w.top - TALL) < 0.5]
        other = [w for w in page.body if w not in text]
        lines = sorted({round(w.top, 1) for w in text})
        gaps += [b - a for a, b in pairwise(lines) if not any(a < w.top and w.bottom < b for w in other)]
    assert len(gaps) > 30
    assert [g for g in gaps if abs(g - 28) > 0.3] == []


def test_numbers_begin_with_the_body_and_go_on(laid_out: tuple[Path, list[Page]]) -> None:
    found = [n for n, _ in numbered(laid_out[1])]
    assert found == list(range(1, len(laid_out[1]) - 1))  # neither the cover nor the contents


def test_contents_are_right_within_a_page_by_the_estimate(laid_out: tuple[Path, list[Page]]) -> None:
    pages = dict(numbered(laid_out[1]))
    entries = contents_of(laid_out[0])
    assert len(entries) > 8
    for heading, page in entries:
        flat = "".join(heading.split())
        real = next(n for n, p in pages.items() if flat in p.text)
        assert abs(real - page) <= 1, (heading, page, real)


def test_no_heading_ends_a_page(laid_out: tuple[Path, list[Page]]) -> None:
    styles = [(p.style.name or "", "".join(p.text.split())) for p in Document(str(laid_out[0])).paragraphs if p.style]
    heads = {text for style, text in styles if style.startswith("Heading")}
    assert heads
    for page in laid_out[1]:
        assert not any(page.text.endswith(head) for head in heads), page.text[-40:]


def test_pages_asked_of_libreoffice_are_those_of_the_file(tmp_path: Path) -> None:
    profile = load("mof")
    path = next(FORMS["部门"].glob("*.xlsx"))
    result = read(path, profile, path.name)
    dossier = Dossier("信丰高新区管委会", 2024, "报告", sources=[result.source], forms=result.forms)
    target = tmp_path / "报告.docx"
    report(Evaluation(dossier), profile, target, exact_pages=True, final=True, unfinished=True)
    found = [Page(p, False) for p in words(pdf_of(target, tmp_path), tmp_path)]
    pages = dict(numbered(found))
    for heading, page in contents_of(target)[:-1]:
        assert "".join(heading.split()) in pages[page].text, (heading, page)
