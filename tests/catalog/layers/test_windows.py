from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.windows import Window


@st.composite
def windows_on_inputs(draw):
    """A window with the lengths of an input, along one axis or two."""
    rank = draw(st.integers(1, 2))
    sizes, steps = (st.tuples(*[st.integers(1, most)] * rank) for most in (6, 4))
    padding = draw(st.sampled_from(["valid", "same", "causal"]))
    return Window("kernel_size", draw(sizes), draw(steps), padding, draw(steps)), draw(sizes)


@given(windows_on_inputs())
def test_every_window_meets_what_a_padded_input_shows_it(window_on_lengths):
    window, lengths = window_on_lengths
    shape = (*lengths, 1)
    try:
        results = window.results(shape)
    except ShapeError:
        return
    numbers = np.arange(1, np.prod(lengths) + 1).reshape(lengths)
    seen = np.zeros((*results, *window.size), int)
    for tap in window.taps(shape):
        seen[(*tap.result, *tap.place)] = numbers[tap.source]
    np.testing.assert_array_equal(seen, windows_of_padded(numbers, window, results))


def windows_of_padded(numbers, window, results):
    """The same by definition: pad with zeros, then look at every place of every window."""
    padded = np.pad(
        numbers,
        [
            padding_by_definition(window.padding, (count - 1) * stride + span - length, span)
            for count, stride, span, length in zip(results, window.strides, window.spans, numbers.shape, strict=True)
        ],
    )
    return np.reshape(
        [
            padded[tuple(np.multiply(result, window.strides) + np.multiply(place, window.dilation))]
            for result in np.ndindex(results)
            for place in np.ndindex(window.size)
        ],
        (*results, *window.size),
    )


def padding_by_definition(padding, surplus, span):
    """What stands before and after an axis; same divides it, and puts the odd one last."""
    surplus = max(0, surplus)
    return {
        "valid": (0, 0),
        "same": (surplus // 2, surplus - surplus // 2),
        "causal": (span - 1, 0),
    }[padding]


def test_a_window_far_larger_than_the_picture_is_no_more_work():
    window = Window("pool_size", (10**9, 10**9), (1, 1), "same", (10**6, 1))
    assert len(window.taps((3, 4, 1))) <= 5 * 8


def test_windows_are_disjoint_when_they_move_by_their_own_size_or_more():
    assert Window("pool_size", (2, 3), (2, 3), "valid").disjoint
    assert not Window("pool_size", (2, 3), (2, 2), "valid").disjoint
    assert not Window("pool_size", (2, 2), (2, 2), "valid", dilation=(2, 1)).disjoint


def test_a_window_larger_than_the_picture_is_refused_by_the_name_of_its_size():
    with pytest.raises(ShapeError) as refusal:
        Window("kernel_size", (3, 3), (1, 1), "valid", (2, 1)).results((4, 8, 1))
    assert str(refusal.value) == (
        "has a window of 5×3, which is larger than its input of 4×8; make it smaller, or set the padding to same"
    )
    assert refusal.value.field == "kernel_size"


def test_a_picture_has_three_axes_and_a_sequence_two():
    with pytest.raises(ShapeError, match=r"^needs an input of 3 axes \(height, width, channels\), not 64$"):
        Window("kernel_size", (3, 3), (1, 1), "valid").results((64,))
    with pytest.raises(ShapeError, match=r"^needs an input of 2 axes \(steps, channels\), not 8×8×1$"):
        Window("kernel_size", (3,), (1,), "valid").results((8, 8, 1))
