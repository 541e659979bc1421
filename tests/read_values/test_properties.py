"""Whatever is typed into a cell: nothing raises, the text is kept, and what is printed back reads the same."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval.model import Cell
from perfeval.profile import load
from perfeval.read.leaf import leaf
from perfeval.read.measure import measure

ALPHABET = (
    "0123456789.,，%％≥≤=＝<>±~-—–/()（）年月日底前后内以上下不少于低超过约第名个人次万亿元天"
    "十二百零多余XX \n一完成有效。；：\\$"
)
WRITTEN = st.one_of(st.text(max_size=40), st.text(ALPHABET, max_size=24))
NUMBERS = st.decimals(min_value=0, max_value=10**9, places=2).map(lambda d: d.normalize() + 0)


def cell(text: str) -> Cell:
    return Cell("f.xlsx", "S", "A1", None, text, text)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(WRITTEN, st.sampled_from(["target", "actual"]), st.text(ALPHABET, max_size=8))
def test_never_raises_and_keeps_the_text(text: str, role: str, name: str) -> None:
    m = measure(cell(text), name=name, profile=load("mof"), role=role)  # type: ignore[arg-type]
    assert m is not None
    assert m.text == text
    assert leaf(cell(text)).text == text
    if m.kind in ("qualitative", "empty", "unparsed"):
        assert m.value is None
    if m.kind == "date":
        assert isinstance(m.value, str)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(WRITTEN)
def test_a_number_that_was_read_reads_the_same_when_printed(text: str) -> None:
    m = measure(cell(text), name="x", profile=load("mof"), role="target")
    assert m is not None
    if m.number is None or m.kind == "rank" or m.low is not None:
        return
    again = measure(cell(f"{m.op or ''}{m.number:f}{m.unit or ''}"), name="x", profile=load("mof"), role="target")
    assert again is not None
    assert (again.op, again.value, again.unit, again.kind) == (m.op, m.value, m.unit, m.kind)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(NUMBERS, st.sampled_from(["≥", "≤", "=", ">", "<", ""]), st.sampled_from(["%", "人", "万元", "天", "元/人*月"]))
def test_sign_number_and_unit_come_apart(number: Decimal, op: str, unit: str) -> None:
    m = measure(cell(f"{op}{number:,f}{unit}"), name="x", profile=load("mof"), role="target")
    assert m is not None
    assert (m.op or "", m.value, m.unit) == (op, number, unit)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(NUMBERS)
def test_full_width_digits_read_like_half_width_ones(number: Decimal) -> None:
    plain = f"{number:f}"
    wide = "".join(chr(ord(c) + 0xFEE0) for c in plain)
    assert leaf(cell(wide)).value == leaf(cell(plain)).value == number
