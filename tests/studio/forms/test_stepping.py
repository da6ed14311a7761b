import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.catalog.fields import Bounds, Field, FieldKind
from nnstudio.studio.forms.stepping import stepped


def field(kind, **bounds):
    return Field("size", "Size", "", kind, None, bounds=Bounds(**bounds))


@pytest.mark.parametrize(
    ("value", "steps", "expected"),
    [(0.001, 1, 0.002), (0.001, -1, 0.0009), (0.9, 1, 1.0), (1.0, -1, 0.9), (0.25, 1, 0.35), (0.0, 1, 0.1)],
)
def test_a_number_changes_in_its_first_digit(value, steps, expected):
    assert stepped(field(FieldKind.NUMBER), value, steps) == expected


def test_a_learning_rate_can_be_walked_down_through_its_powers_of_ten():
    assert stepped(field(FieldKind.NUMBER), 0.01, -9) == 0.001


def test_whole_numbers_go_by_ones():
    assert stepped(field(FieldKind.INTEGER), 64, 3) == 67
    assert stepped(field(FieldKind.INTEGER), 64, -3) == 61


def test_steps_end_at_the_bounds():
    assert stepped(field(FieldKind.INTEGER, ge=1), 3, -9) == 1
    assert stepped(field(FieldKind.NUMBER, le=1), 0.8, 9) == 1.0
    assert stepped(field(FieldKind.NUMBER, gt=0), 0.2, -1) == 0.1


@given(st.floats(1e-12, 1e12), st.sampled_from([-1, 1]))
def test_a_step_goes_the_way_it_was_asked_to(value, step):
    assert (stepped(field(FieldKind.NUMBER), value, step) - value) * step > 0
