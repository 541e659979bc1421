"""docs/rules.md is what the rules say: run ``python docs/make_rules.py`` after changing one."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_page_is_fresh() -> None:
    made = runpy.run_path(str(DOCS / "make_rules.py"))
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == made["text"]()
