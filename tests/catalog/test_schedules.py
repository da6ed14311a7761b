from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.registry import types_of
from nnstudio.catalog.schedules import (
    CosineDecay,
    CosineDecayRestarts,
    ExponentialDecay,
    PiecewiseConstantDecay,
    PolynomialDecay,
    Schedule,
)
from tests.catalog.declarations import TYPES
from tests.catalog.field_values import configs
from tests.golden.golden import GoldenCase, cases, signatures

EVERY_CASE = pytest.mark.parametrize("case", cases("schedules"), ids=str)
EVERY_TYPE = pytest.mark.parametrize("found", TYPES[Schedule], ids=lambda found: found.__name__)


@EVERY_CASE
def test_the_rate_of_every_step_is_that_of_keras(case: GoldenCase):
    schedule = _read(case)
    rates = [schedule.rate(int(step)) for step in case.arrays["step"]]
    np.testing.assert_allclose(rates, case.arrays["learning_rate"], rtol=1e-5, atol=1e-8)
    assert schedule.objection() is None


def test_every_schedule_of_keras_is_there():
    assert signatures("schedules").keys() - {"LearningRateSchedule"} == types_of(Schedule).keys()


@EVERY_TYPE
@given(data=st.data())
def test_a_rate_is_a_number_from_zero_on_with_any_settings_within_reason(found, data):
    config = {
        name: min(value, 3.0) if isinstance(value, float) else value
        for name, value in data.draw(configs(found)).items()
    }
    schedule = read_config(found, config, "test")
    if schedule.objection() is None:
        rate = schedule.rate(data.draw(st.integers(0, 300)))
        assert 0 <= rate < math.inf


@EVERY_TYPE
def test_only_piecewise_rates_can_contradict_each_other(found):
    assert [name for name, field in fields_of(found).items() if field.required]
    if found is not PiecewiseConstantDecay:
        assert found.objection is Schedule.objection


@pytest.mark.parametrize(
    ("boundaries", "values", "objection"),
    [
        ((), (0.1,), None),
        ((3, 5), (0.3, 0.2, 0.1), None),
        (
            (3, 5),
            (0.3, 0.2),
            "has 2 learning rates and 2 boundaries; there must be one rate more than boundaries",
        ),
        ((5, 3), (0.3, 0.2, 0.1), "has boundaries that do not rise; put them in rising order"),
        ((3, 3), (0.3, 0.2, 0.1), "has boundaries that do not rise; put them in rising order"),
    ],
)
def test_there_is_one_rate_more_than_boundaries_and_these_rise(boundaries, values, objection):
    assert PiecewiseConstantDecay(boundaries=boundaries, values=values).objection() == objection


def test_a_boundary_is_the_last_step_of_its_rate():
    schedule = PiecewiseConstantDecay(boundaries=(5,), values=(1.0, 0.5))
    assert [schedule.rate(step) for step in (0, 5, 6)] == [1, 1, 0.5]


def test_decays_end_where_they_are_told_to():
    assert PolynomialDecay(initial_learning_rate=1, decay_steps=4, end_learning_rate=0.25).rate(99) == 0.25
    assert CosineDecay(initial_learning_rate=1, decay_steps=4, alpha=0.25).rate(99) == 0.25


def test_a_rate_that_grows_too_large_is_infinite():
    assert ExponentialDecay(initial_learning_rate=1, decay_steps=1, decay_rate=10).rate(10_000) == math.inf


@pytest.mark.parametrize("t_mul", [1.0, 2.0, 3.0, 5.0])
def test_a_restart_is_at_its_step_and_not_one_beside_it(t_mul):
    schedule = CosineDecayRestarts(initial_learning_rate=1, first_decay_steps=4, t_mul=t_mul)
    starts = np.cumsum([0, *(4 * t_mul**fall for fall in range(6))])
    for start in starts:
        assert schedule.rate(int(start)) == 1
        assert schedule.rate(int(start) + 1) < 1


def _read(case: GoldenCase) -> Schedule:
    return read_config(types_of(Schedule)[case.type], dict(case.config), "test")
