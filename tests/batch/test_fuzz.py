"""A small part of the fuzzing of bench/fuzz.py, always the same inputs: no crash, no hang, a reason for each."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from tests.conftest import ROOT


def load() -> ModuleType:
    """bench/fuzz.py is a script, not a package."""
    spec = importlib.util.spec_from_file_location("fuzz", ROOT / "bench" / "fuzz.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz"] = module
    spec.loader.exec_module(module)
    return module


fuzz = load()


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_damaged_workbooks(part: int) -> None:
    verdicts = [fuzz.tried((2024, n)) for n in range(part * 50, part * 50 + 50)]
    assert [v for v in verdicts if v.fault] == []
    # the mutations are no mere noise: some are read all the same, others refused
    assert len([v for v in verdicts if v.reason]) > 5
    assert len([v for v in verdicts if not v.reason]) > 15


def test_an_input_is_made_again_from_its_number() -> None:
    assert fuzz.made(7, 3) == fuzz.made(7, 3)
    assert fuzz.made(7, 3) != fuzz.made(8, 3)


def test_a_fault_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **named: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("perfeval.batch.one.read_file", broken)
    assert "broken on purpose" in fuzz.tried((1, 1)).fault
