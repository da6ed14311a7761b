from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
from hypothesis import given

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.convolution.phases import phases_of
from nnstudio.catalog.layers.windows import Window

NUMBERS = st.tuples(st.integers(1, 5), st.integers(1, 5))


@given(size=NUMBERS, strides=NUMBERS, rates=NUMBERS, lengths=NUMBERS, padding=st.sampled_from(["valid", "same"]))
def test_the_phases_hold_what_the_window_meets(size, strides, rates, lengths, padding):
    window = Window("kernel_size", size, strides, padding, rates)
    try:
        sliding = window.over((*lengths, 1))
    except ShapeError:
        return
    numbers = np.arange(1, np.prod(lengths) + 1).reshape(lengths)
    expected = np.zeros((*sliding.counts, *size), int)
    for tap in sliding.taps:
        expected[(*tap.result, *tap.place)] = numbers[tap.source]

    met = np.full_like(expected, -1)
    for phase in phases_of(sliding):
        positions = np.zeros(phase.lengths, int)
        positions[phase.inside] = numbers[phase.source]
        places = [range(number)[part] for number, part in zip(size, phase.places, strict=True)]
        assert tuple(map(len, places)) == phase.size
        for result in np.ndindex(sliding.counts):
            for index in np.ndindex(phase.size):
                place = tuple(axis[i] for axis, i in zip(places, index, strict=True))
                met[(*result, *place)] = positions[
                    tuple(np.add(np.add(result, phase.start), np.multiply(index, phase.rates)))
                ]
    np.testing.assert_array_equal(met, expected)


def test_a_window_that_moves_by_single_steps_has_one_phase():
    (phase,) = phases_of(Window("kernel_size", (3, 2), (1, 1), "same", (2, 1)).over((5, 6, 1)))
    assert (phase.size, phase.rates, phase.start, phase.lengths) == ((3, 2), (2, 1), (0, 0), (9, 7))
    assert phase.reach == (4, 1)
