"""Shared by all tests: the marker ``office`` and where the real forms lie."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# a slow machine is no fault of the code; in CI the same examples are tried every time
settings.register_profile("perfeval", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("perfeval")

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "cases"
SAMPLES = ROOT / "sample_workbooks"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked ``office`` needs LibreOffice: skipped with a notice, but in CI its absence is a failure."""
    if item.get_closest_marker("office") and shutil.which("soffice") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice (soffice) is not installed, and CI may not skip its tests")
        pytest.skip("LibreOffice (soffice) is not installed")
