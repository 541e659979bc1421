"""Every value string that was met in real forms parses to the sign, number, unit and kind a person reads there."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from perfeval.model import Cell, Measure
from perfeval.profile import load
from perfeval.read.measure import measure

TSV = Path(__file__).with_name("value_strings.tsv")


def rows() -> list[dict[str, str]]:
    with TSV.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def text_cell(text: str) -> Cell:
    return Cell("f.xlsx", "S", "A1", None, text, text)


def printed(m: Measure) -> str:
    if m.value is None:
        return ""
    return format(m.value, "f") if isinstance(m.value, Decimal) else m.value


@pytest.mark.parametrize("row", rows(), ids=lambda r: f"{r['text']}|{r['role']}|{r['indicator']}"[:60])
def test_value_string(row: dict[str, str]) -> None:
    text = row["text"].replace("\\n", "\n")
    m = measure(text_cell(text), name=row["indicator"], profile=load("mof"), role=row["role"])  # type: ignore[arg-type]
    assert m is not None
    expected = (row["op"], row["unit"], row["kind"])
    assert (m.op or "", m.unit or "", m.kind) == expected
    if row["value"] and row["kind"] != "date" and "~" not in row["value"]:
        assert m.value == Decimal(row["value"])
    else:
        assert printed(m) == row["value"]
    assert m.text == text
