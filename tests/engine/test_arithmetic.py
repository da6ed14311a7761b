from __future__ import annotations

import numpy as np
import pytest

from nnstudio.engine.arithmetic import arithmetic_context

NUMBERS = np.array([1.0, -1.0])


def test_nothing_is_said_of_what_is_not_finite():
    np.testing.assert_array_equal(arithmetic_context().run(np.divide, NUMBERS, 0), [np.inf, -np.inf])


def test_outside_it_numpy_warns_as_before():
    arithmetic_context().run(np.divide, NUMBERS, 0)
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        np.divide(NUMBERS, 0)


def test_numpy_copies_as_before_outside_it():
    before = np.getbufsize()
    assert arithmetic_context().run(np.getbufsize) < before
    assert np.getbufsize() == before
