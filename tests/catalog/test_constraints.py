from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.constraints import Constraint, MaxNorm, MinMaxNorm, NonNeg, UnitNorm
from nnstudio.catalog.conversion import read_config, write_config
from nnstudio.catalog.registry import types_of
from tests.catalog.bound_calls import CASTING_BUFFERS, allocated, context, run
from tests.catalog.declarations import TYPES
from tests.golden.golden import GoldenCase, cases, signatures

EVERY_TYPE = pytest.mark.parametrize("found", TYPES[Constraint], ids=lambda found: found.__name__)


@pytest.mark.parametrize("case", cases("constraints"), ids=str)
def test_a_weight_is_brought_to_where_keras_brings_it(case: GoldenCase):
    constraint = read_config(types_of(Constraint)[case.type], dict(case.config), "test")
    w = case.arrays["w"].copy()
    run(constraint.apply(w, context(np.float32)))
    np.testing.assert_allclose(w, case.arrays["constrained"], rtol=1e-6, atol=1e-7)


def test_every_constraint_of_keras_is_there():
    classes = {name for name in signatures("constraints") if name[0].isupper()}
    assert classes - {"Constraint"} == types_of(Constraint).keys()


@EVERY_TYPE
def test_what_is_within_the_limit_already_stays(found):
    w = np.abs(np.random.default_rng(0).normal(size=(3, 4)))
    once = _constrained(found(), w)
    np.testing.assert_allclose(_constrained(found(), once), once, rtol=1e-6)


@EVERY_TYPE
def test_a_weight_of_zeros_stays(found):
    assert not _constrained(found(), np.zeros((3, 2))).any()


@EVERY_TYPE
def test_bound_calls_allocate_nothing(found):
    w = np.ones((512, 512), np.float32)
    assert allocated([*found().apply(w, context(np.float32))]) < CASTING_BUFFERS < w.nbytes


def test_norms_end_at_their_limits():
    w = np.random.default_rng(0).normal(size=(2, 3, 4)) * 9
    norms = {
        1: _constrained(UnitNorm(axis=(0, 1)), w),
        2: _constrained(MaxNorm(axis=(0, 1)), w),
        0.5: _constrained(MinMaxNorm(max_value=0.5, axis=(0, -2)), w),
    }
    for norm, constrained in norms.items():
        np.testing.assert_allclose(np.sqrt(np.square(constrained).sum((0, 1))), norm, rtol=1e-6)


def test_no_weight_is_left_negative():
    np.testing.assert_array_equal(_constrained(NonNeg(), np.array([-1.0, 0, 2])), [0, 0, 2])


@pytest.mark.parametrize(
    ("axis", "shape", "objection"),
    [
        ((0,), (3,), None),
        ((0, -1), (3, 4), None),
        ((1,), (3,), "takes norms over axis 1, but the weight has 1 axis only"),
        ((-3,), (3, 4), "takes norms over axis -3, but the weight has 2 axes only"),
        ((1, -1), (3, 4), "takes norms over an axis twice; name every axis once"),
    ],
)
def test_an_axis_that_a_weight_does_not_have_is_objected_to(axis, shape, objection):
    for constraint in (MaxNorm(axis=axis), MinMaxNorm(axis=axis), UnitNorm(axis=axis)):
        assert constraint.objection(shape) == objection
    assert NonNeg().objection(shape) is None


def test_an_axis_may_be_written_as_a_lone_number():
    assert read_config(UnitNorm, {"axis": 1}, "test") == UnitNorm(axis=(1,))
    assert write_config(UnitNorm(axis=(1,))) == {"axis": [1]}


def _constrained(constraint: Constraint, w: np.ndarray) -> np.ndarray:
    w = w.copy()
    run(constraint.apply(w, context()))
    return w
