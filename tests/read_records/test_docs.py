"""docs/forms.md says what forms.toml and tables.toml say."""

import importlib.util
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_forms_page_is_fresh() -> None:
    spec = importlib.util.spec_from_file_location("make_forms", DOCS / "make_forms.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (DOCS / "forms.md").read_text(encoding="utf-8") == module.make(), "run python docs/make_forms.py"
