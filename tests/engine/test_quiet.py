from __future__ import annotations

import numpy as np
import pytest

from nnstudio.engine.quiet import quiet_context

NUMBERS = np.array([1.0, -1.0])


def test_nothing_is_said_of_what_is_not_finite():
    np.testing.assert_array_equal(quiet_context().run(np.divide, NUMBERS, 0), [np.inf, -np.inf])


def test_outside_it_numpy_warns_as_before():
    quiet_context().run(np.divide, NUMBERS, 0)
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        np.divide(NUMBERS, 0)
