from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from nnstudio.engine.batches import Batches, spans
from nnstudio.engine.plan import Target

SAMPLES = Batches(
    {"x": np.arange(12.0).reshape(6, 2)}, {"out": np.arange(6)}, {"out": np.linspace(1, 2, 6, dtype=np.float32)}
)


@pytest.fixture
def plan():
    """The arrays of a plan for three samples."""
    return SimpleNamespace(
        batch=3, inputs={"x": np.zeros((3, 2))}, targets={"out": Target(np.zeros(3, int), np.zeros(3, np.float32))}
    )


def test_a_plan_is_fed_with_any_rows(plan):
    rows = np.array([4, 0, 4])
    SAMPLES.feed(plan)(rows)
    np.testing.assert_array_equal(plan.inputs["x"], SAMPLES.inputs["x"][rows])
    np.testing.assert_array_equal(plan.targets["out"].values, rows)
    np.testing.assert_array_equal(plan.targets["out"].weights, SAMPLES.weights["out"][rows])


def test_other_rows_take_the_place_of_those_before(plan):
    feed = SAMPLES.feed(plan)
    for rows in (np.array([0, 1, 2]), np.array([3, 4, 5]), np.array([0, 1, 2])):
        feed(rows)
        np.testing.assert_array_equal(plan.targets["out"].values, rows)


def test_the_very_same_rows_are_not_copied_again(plan):
    feed, rows = SAMPLES.feed(plan), np.array([0, 1, 2])
    feed(rows)
    plan.inputs["x"].fill(7)
    feed(rows)
    assert (plan.inputs["x"] == 7).all()
    feed(rows.copy())
    np.testing.assert_array_equal(plan.inputs["x"], SAMPLES.inputs["x"][rows])


def test_a_plan_is_filled_in_order(plan):
    SAMPLES.copy(plan, 2)
    np.testing.assert_array_equal(plan.targets["out"].values, [2, 3, 4])


def test_the_last_batch_may_be_smaller():
    assert list(spans(7, 3)) == [(0, 3), (3, 3), (6, 1)]
