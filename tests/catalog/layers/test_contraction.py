from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.catalog.layers.contraction import contract
from tests.catalog.bound_calls import context, run, unwritten

LENGTHS = dict(zip("abcdef", (2, 3, 4, 1, 5, 2), strict=True))
some_axes = st.lists(st.sampled_from("abcdef"), unique=True, max_size=4)


@settings(deadline=None)
@given(st.data())
def test_any_two_arrays_give_what_einsum_gives(data):
    a_axes, b_axes = data.draw(some_axes), data.draw(some_axes)
    out_axes = data.draw(st.permutations(sorted({*a_axes, *b_axes})))
    out_axes = out_axes[: data.draw(st.integers(0, len(out_axes)))]
    random = np.random.default_rng(0)
    a, b = (random.normal(size=[LENGTHS[axis] for axis in axes]) for axes in (a_axes, b_axes))
    out = unwritten(tuple(LENGTHS[axis] for axis in out_axes))
    run(contract(a, tuple(a_axes), b, tuple(b_axes), out, tuple(out_axes), context()))
    equation = f"{''.join(a_axes)},{''.join(b_axes)}->{''.join(out_axes)}"
    np.testing.assert_allclose(out, np.einsum(equation, a, b), rtol=1e-12, atol=1e-12)


def test_what_lies_right_is_not_copied():
    x, kernel, out = np.ones((2, 3, 4)), np.ones((4, 5)), np.empty((2, 3, 5))
    assert len([*contract(x, ("b", "s", "i"), kernel, ("i", "o"), out, ("b", "s", "o"), context())]) == 1
