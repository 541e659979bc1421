"""Forms of places and years that no case shows: what is read of them, and what is found."""

import pytest

from tests.read_forms.drawn import faults, names


@pytest.mark.parametrize("name", names())
def test_a_drawn_workbook(name: str) -> None:
    assert faults(name) == []
