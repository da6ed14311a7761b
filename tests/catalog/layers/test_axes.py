from __future__ import annotations

import pytest

from nnstudio.catalog.layers.axes import axis_index, axis_indices
from nnstudio.catalog.layers.base import ShapeError


@pytest.mark.parametrize(("axis", "index"), [(1, 1), (3, 3), (-1, 3), (-3, 1)])
def test_axes_count_the_batch(axis, index):
    assert axis_index(axis, (4, 5, 6)) == index


@pytest.mark.parametrize("axis", [0, 4, -4, 10**9])
def test_the_batch_axis_and_those_beyond_are_refused(axis):
    with pytest.raises(ShapeError) as refusal:
        axis_index(axis, (4, 5, 6))
    assert str(refusal.value) == (
        f"cannot work along axis {axis}: an input of 4×5×6 has the axes 1 to 3 (or -3 to -1), and axis 0 is the batch"
    )
    assert refusal.value.field == "axis"


def test_a_vector_has_one_axis():
    with pytest.raises(ShapeError, match=r"an input of 4 has the axis 1 \(or -1\), and axis 0 is the batch$"):
        axis_index(2, (4,))


def test_a_scalar_has_none():
    with pytest.raises(ShapeError, match=r"^needs an input of at least one axis$"):
        axis_index(-1, ())


def test_several_axes_come_in_ascending_order():
    assert axis_indices((-1, 1), (4, 5, 6)) == (1, 3)


def test_an_axis_is_not_named_twice():
    with pytest.raises(ShapeError, match=r"^names an axis of an input of 4×5×6 twice$") as refusal:
        axis_indices((-1, 3), (4, 5, 6))
    assert refusal.value.field == "axis"


def test_at_least_one_axis_is_named():
    with pytest.raises(ShapeError, match=r"^needs at least one axis to work along$"):
        axis_indices((), (4, 5, 6))
