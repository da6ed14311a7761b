from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.windows import Window

SIZES = st.tuples(st.integers(1, 6), st.integers(1, 6))
STEPS = st.tuples(st.integers(1, 4), st.integers(1, 4))


@given(size=SIZES, strides=STEPS, dilation=STEPS, padding=st.sampled_from(["valid", "same"]), picture=SIZES)
def test_every_window_meets_what_a_padded_picture_shows_it(size, strides, dilation, padding, picture):
    window = Window("kernel_size", size, strides, padding, dilation)
    shape = (*picture, 1)
    try:
        rows, columns = window.results(shape)
    except ShapeError:
        return
    numbers = np.arange(1, picture[0] * picture[1] + 1).reshape(picture)
    seen = np.zeros((rows, columns, *size), int)
    for tap in window.taps(shape):
        seen[(*tap.result, *tap.place)] = numbers[tap.source]
    np.testing.assert_array_equal(seen, windows_of_padded(numbers, window, (rows, columns)))


def windows_of_padded(picture, window, results):
    """The same by definition: pad with zeros, then look at every place of every window."""
    needed = [
        (count - 1) * stride + span for count, stride, span in zip(results, window.strides, window.spans, strict=True)
    ]
    surplus = [max(0, need - length) for need, length in zip(needed, picture.shape, strict=True)]
    padded = np.pad(picture, [(extra // 2, extra - extra // 2) for extra in surplus])
    return np.array(
        [
            [
                [
                    [
                        padded[
                            r * window.strides[0] + i * window.dilation[0],
                            c * window.strides[1] + j * window.dilation[1],
                        ]
                        for j in range(window.size[1])
                    ]
                    for i in range(window.size[0])
                ]
                for c in range(results[1])
            ]
            for r in range(results[0])
        ]
    )


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


def test_a_picture_has_three_axes():
    with pytest.raises(ShapeError, match=r"^needs an input of 3 axes \(height, width, channels\), not 64$"):
        Window("kernel_size", (3, 3), (1, 1), "valid").results((64,))
