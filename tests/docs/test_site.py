"""The site holds every page once, its generated pages are fresh, and it builds without a warning."""

from __future__ import annotations

import importlib.util
import json
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..conftest import ROOT

DOCS = ROOT / "docs"
SETTINGS = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]

LOADED = re.compile(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["']?(?:https?:)?//[^>]*""")


def pages(nav: list[Any]) -> Iterator[str]:
    for entry in nav:
        for target in entry.values():
            yield from pages(target) if isinstance(target, list) else [target]


def test_every_page_stands_in_the_navigation_once() -> None:
    there = sorted(str(p.relative_to(DOCS)).replace("\\", "/") for p in DOCS.rglob("*.md"))
    assert sorted(pages(SETTINGS["nav"])) == there


def test_the_page_of_fields_is_fresh() -> None:
    made = runpy.run_path(str(DOCS / "make_schema.py"))
    assert (DOCS / "结果字段.md").read_text(encoding="utf-8") == made["text"](), "run python docs/make_schema.py"


def test_every_field_of_the_result_is_explained() -> None:
    def silent(node: Any, path: str) -> Iterator[str]:
        if isinstance(node, list):
            for item in node:
                yield from silent(item, path)
        if isinstance(node, dict):
            for name, inner in node.get("properties", {}).items():
                if not inner.get("description"):
                    yield f"{path}.{name}"
            for name, inner in node.items():
                yield from silent(inner, f"{path}.{name}")

    assert list(silent(json.loads((DOCS / "result.schema.json").read_text(encoding="utf-8")), "")) == []


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda p: p.stem)
def test_no_star_of_a_formula_becomes_italics(page: Path) -> None:
    in_code, wrong = False, []
    for line in page.read_text(encoding="utf-8").splitlines():
        in_code ^= line.lstrip().startswith("```")
        plain = re.sub(r"`[^`]*`|\*\*[^*]+\*\*|\\\*", "", line)
        if not in_code and not line.startswith("    ") and plain.count("*") > 1:
            wrong.append(line)
    assert wrong == []


@pytest.mark.skipif(importlib.util.find_spec("zensical") is None, reason='needs pip install ".[docs]"; .ci/run has it')
def test_the_site_builds_without_a_warning_and_asks_nothing_of_the_net(tmp_path: Path) -> None:
    for name in ("zensical.toml", "CONTRIBUTING.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(DOCS, tmp_path / "docs")
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0 and "No issues found" in done.stdout + done.stderr, done.stdout + done.stderr
    loaded = [
        (page.name, found)
        for page in (tmp_path / "site").rglob("*.html")
        for found in LOADED.findall(page.read_text(encoding="utf-8"))
    ]
    assert loaded == []
    assert not list((tmp_path / "site").rglob("*.py"))
