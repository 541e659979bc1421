"""docs/计分办法.md is generated from the profiles and is not stale."""

import importlib.util

from tests.conftest import ROOT


def test_the_page_is_what_the_profiles_say():
    spec = importlib.util.spec_from_file_location("scoring_page", ROOT / "docs" / "scoring_page.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.PAGE.read_text(encoding="utf-8") == module.page()
