"""Number formats: whatever a stylesheet says, something is printed, and the usual ones print as Excel does."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval.read.number_format import compile_format, general, moment, show_date
from perfeval.read.xlsx import number, show

CODES = st.one_of(
    st.text(max_size=20),
    st.text('0#?.,%E+-;"\\_*[]()@/ymdhs:年月日 AMPGeneral$¥<>=&', max_size=20),
)
STORED = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**20), 10**20).map(float))


@settings(max_examples=500, deadline=None, derandomize=True)
@given(CODES, STORED)
def test_any_format_prints_something(code: str, value: float) -> None:
    stored = number(repr(value))
    assert stored is not None
    raw, shown = show(compile_format(code), stored, False)
    assert isinstance(shown, str)
    assert raw == stored or isinstance(raw, str)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_two_places_round_half_away_from_zero(value: Decimal) -> None:
    shown = Decimal(compile_format("#,##0.00").show(value).replace(",", ""))
    assert abs(shown - value) <= Decimal("0.005")
    if abs(value * 100) % 1 == Decimal("0.5"):
        assert abs(shown) > abs(value)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.decimals(min_value=-(10**10), max_value=10**10, places=6))
def test_general_keeps_eleven_characters(value: Decimal) -> None:
    shown = general(value)
    assert len(shown.lstrip("-")) <= 11
    assert abs(Decimal(shown) - value) <= max(abs(value), Decimal(1)) * Decimal("0.00001")


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("0.0000000000", "1E+25", "1E+25"),  # more places than a number has
        ("0.##", "1.5", "1.5"),
        ("#,##0,", "1234567", "1,235"),
        ("000000", "1234", "001234"),
        ("0.00E+00", "12345", "1.23E+04"),
        ('G/通用格式"人"', "12", "12人"),
        ("[$¥-804]#,##0.00", "5", "¥5.00"),
        ("#", "0", "0"),
        ("000-0000", "1234567", "1234567"),
    ],
)
def test_less_usual_formats(code: str, value: str, shown: str) -> None:
    assert compile_format(code).show(Decimal(value)) == shown


def test_days_before_and_after_the_calendar_are_numbers() -> None:
    assert moment(Decimal(-1)) is None
    assert moment(Decimal(2_958_466)) is None
    assert show(compile_format("yyyy/m/d"), Decimal(-5), False) == (Decimal(-5), "-5")
    when = moment(Decimal("0.75"))
    assert when is not None
    assert show_date(compile_format("h:mm AM/PM"), when, Decimal("0.75")) == "6:00 PM"
    assert show_date(compile_format("[h]:mm"), when, Decimal("0.75")) == "18:00"
