from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.studio.forms.stepping import stepped


class Sized(Declaration, frozen=True, kw_only=True):
    number: Annotated[float, Meta(title="Size")]
    fraction: Annotated[float, Meta(le=1)]
    positive: Annotated[float, Meta(gt=0)]
    whole: Annotated[int, Meta(title="Size")]
    count: Annotated[int, Meta(ge=1)]


FIELDS = fields_of(Sized)


@pytest.mark.parametrize(
    ("value", "steps", "expected"),
    [(0.001, 1, 0.002), (0.001, -1, 0.0009), (0.9, 1, 1.0), (1.0, -1, 0.9), (0.25, 1, 0.35), (0.0, 1, 0.1)],
)
def test_a_number_changes_in_its_first_digit(value, steps, expected):
    assert stepped(FIELDS["number"], value, steps) == expected


def test_a_learning_rate_can_be_walked_down_through_its_powers_of_ten():
    assert stepped(FIELDS["number"], 0.01, -9) == 0.001


def test_whole_numbers_go_by_ones():
    assert stepped(FIELDS["whole"], 64, 3) == 67
    assert stepped(FIELDS["whole"], 64, -3) == 61


def test_steps_end_at_the_bounds():
    assert stepped(FIELDS["count"], 3, -9) == 1
    assert stepped(FIELDS["fraction"], 0.8, 9) == 1.0
    assert stepped(FIELDS["positive"], 0.2, -1) == 0.1


@given(st.floats(1e-12, 1e12), st.sampled_from([-1, 1]))
def test_a_step_goes_the_way_it_was_asked_to(value, step):
    assert (stepped(FIELDS["number"], value, step) - value) * step > 0
