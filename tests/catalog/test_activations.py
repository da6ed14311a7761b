from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.catalog.activations import ActivationFunction, Exponential, Gelu, Glu, Softmax
from nnstudio.catalog.activations.normal_distribution import bind_cumulative
from nnstudio.catalog.conversion import read_choice, read_config
from nnstudio.catalog.fields import FieldKind, fields_of
from nnstudio.catalog.registry import find_type
from tests.catalog.bound_calls import CASTING_BUFFERS, allocated, context, measured_gradient, run, unwritten
from tests.catalog.declarations import TYPES
from tests.golden.golden import GoldenCase, cases, identifiers

EVERY_CASE = pytest.mark.parametrize("case", cases("activations"), ids=str)
EVERY_TYPE = pytest.mark.parametrize("found", TYPES[ActivationFunction], ids=lambda found: found.__name__)
SHAPES = [(5,), (4, 3), (2, 3, 4)]


@EVERY_CASE
def test_output_and_gradient_are_those_of_keras(case: GoldenCase):
    activation, ctx = _read(case), context(np.float32)
    z, dz = case.arrays["x"].copy(), unwritten((6, 8), np.float32)
    out = _unwritten_result(activation, z)
    run(activation.forward(z, out, ctx))
    run(activation.backward(z, out, case.arrays["dout"].copy(), dz, ctx))
    np.testing.assert_allclose(out, case.arrays["out"], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(dz, case.arrays["dx"], rtol=1e-5, atol=2e-6)


@EVERY_CASE
def test_output_far_out_and_on_the_kinks_is_that_of_keras(case: GoldenCase):
    activation, z = _read(case), case.arrays["x_special"].copy()
    out = _unwritten_result(activation, z)
    run(activation.forward(z, out, context(np.float32)))
    np.testing.assert_allclose(out, case.arrays["out_special"], rtol=1e-5, atol=2e-6)


@EVERY_TYPE
@settings(deadline=None, max_examples=15, derandomize=True)  # a kink near a value would fail by chance
@given(data=st.data())
def test_gradient_agrees_with_central_differences(found, data):
    activation = _tame(found, data)
    shape = data.draw(st.sampled_from([shape for shape in SHAPES if activation.objection(shape) is None]))
    z = _off_the_kinks(0, (2, *shape))
    out = _unwritten_result(activation, z)
    dout = _off_the_kinks(1, out.shape)
    ctx, dz = context(), unwritten(z.shape)
    forward = list(activation.forward(z, out, ctx))

    def objective() -> float:
        run(forward)
        return float(np.sum(dout * out))

    expected = measured_gradient(objective, z)
    objective()
    run(activation.backward(z, out, dout, dz, ctx))
    np.testing.assert_allclose(dz, expected, rtol=1e-5, atol=1e-7)


@EVERY_TYPE
@settings(deadline=None, max_examples=15)
@given(data=st.data())
def test_in_place_gives_the_same(found, data):
    activation = _tame(found, data)
    if not activation.keeps_shape:
        return
    z, dout = _off_the_kinks(0, (3, 4, 2)), _off_the_kinks(1, (3, 4, 2))
    out, dz = unwritten(z.shape), unwritten(z.shape)
    ctx = context()
    run(activation.forward(z, out, ctx))
    run(activation.backward(z, out, dout, dz, ctx))
    in_place, ctx = z.copy() if activation.from_output else out.copy(), context()
    source = in_place if activation.from_output else z
    run(activation.forward(source, in_place, ctx))
    run(activation.backward(source, in_place, dout, dout, ctx))
    np.testing.assert_array_equal(in_place, out)
    np.testing.assert_array_equal(dout, dz)


@EVERY_TYPE
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("apart", [3, 4, 8])
def test_values_that_lie_apart_give_the_same(found, dtype, apart):
    activation = found(**{name: 0.5 for name, field in fields_of(found).items() if field.required})
    if activation.objection((1,)) is not None:
        return
    z = np.random.default_rng(0).normal(size=(6, 1)).astype(dtype)
    dout = z + 1
    results = []
    for gap in (1, apart):
        given, out, dz, up = (np.zeros((6, gap), dtype)[:, :1] for _ in range(4))
        given[...], up[...], ctx = z, dout, context(dtype)
        run(activation.forward(given, out, ctx))
        run(activation.backward(given, out, up, dz, ctx))
        results.append((out.copy(), dz.copy()))
    for near, far in zip(*results, strict=True):
        np.testing.assert_allclose(far, near, rtol=1e-6)


@EVERY_TYPE
def test_bound_calls_allocate_nothing(found):
    activation, ctx = _example(found), context(np.float32)
    z, dz = (np.full((512, 512), 0.3, np.float32) for _ in range(2))
    out, dout = (_unwritten_result(activation, z) for _ in range(2))
    assert allocated([*activation.forward(z, out, ctx)]) < CASTING_BUFFERS < z.nbytes
    np.copyto(dout, out)
    assert allocated([*activation.backward(z, out, dout, dz, ctx)]) < CASTING_BUFFERS


@EVERY_TYPE
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_large_values_neither_overflow_nor_turn_into_something_else_than_numbers(found, dtype):
    if found is Exponential:
        return  # e to the 1000 is too large for a number, in Keras too
    z = np.array([[-1e4, -1e3, -100, 0, 100, 1e3, 1e4, 0]], dtype)
    activation, ctx, dz = _example(found), context(dtype), np.ones_like(z)
    out = _unwritten_result(activation, z)
    run(activation.forward(z, out, ctx))
    run(activation.backward(z, out, np.ones_like(out), dz, ctx))
    assert np.isfinite(out).all()
    assert np.isfinite(dz).all()


@pytest.mark.parametrize(("dtype", "digits"), [(np.float32, 1e-7), (np.float64, 1e-15)])
@pytest.mark.parametrize("shape", [(40_001,), (997, 41), (3, 5, 7)])
def test_the_normal_distribution_is_as_exact_as_its_numbers(dtype, digits, shape):
    z = np.linspace(-12, 12, math.prod(shape)).astype(dtype).reshape(shape)
    out = unwritten(shape, dtype)
    run(bind_cumulative(z, out, context(dtype)))
    exact = np.vectorize(lambda value: math.erfc(-value / math.sqrt(2)) / 2)(z.astype(np.float64))
    assert np.abs(out - exact).max() < digits


def test_the_approximate_gelu_is_close_to_the_exact_one():
    z = np.linspace(-4, 4, 100)[None]
    exact, approximate = np.empty_like(z), np.empty_like(z)
    run(Gelu().forward(z, exact, context()))
    run(Gelu(approximate=True).forward(z, approximate, context()))
    np.testing.assert_allclose(approximate, exact, atol=1e-3)


@pytest.mark.parametrize(
    ("axis", "shape", "is_applicable"),
    [
        *[(-1, (3,), True), (1, (3,), True), (-2, (3, 4), True), (2, (3, 4), True)],
        *[(0, (3,), False), (2, (3,), False), (-2, (3,), False), (-1, (), False)],
    ],
)
def test_an_axis_that_a_sample_does_not_have_is_objected_to(axis, shape, is_applicable):
    objection = Softmax(axis=axis).objection(shape)
    assert (objection is None) == is_applicable
    if objection is not None:
        assert objection.startswith(f"works along axis {axis}, but a sample has")


def test_all_activations_of_keras_are_there():
    known = {name for name, meant in identifiers("activations").items() if find_type(ActivationFunction, name)}
    assert identifiers("activations").keys() == known


@pytest.mark.parametrize(("axis", "shape", "half"), [(-1, (4,), (2,)), (1, (4, 3), (2, 3)), (-2, (3, 2, 5), (3, 1, 5))])
def test_glu_halves_its_axis(axis, shape, half):
    assert Glu(axis=axis).output_shape(shape) == half


def test_glu_objects_to_an_axis_that_has_no_halves():
    assert Glu().objection((5,)) == "halves its axis, which has an odd length of 5; make it even"
    assert Glu(axis=2).objection((4,)).startswith("works along axis 2, but a sample has 1 axis only")


def _unwritten_result(activation: ActivationFunction, z: np.ndarray) -> np.ndarray:
    return unwritten((len(z), *activation.output_shape(z.shape[1:])), z.dtype.type)


def _read(case: GoldenCase) -> ActivationFunction:
    return read_choice(ActivationFunction, {"type": case.type, "config": dict(case.config)}, "test")


def _example(found: type[ActivationFunction]) -> ActivationFunction:
    required = {name: 0.5 for name, field in fields_of(found).items() if field.required}
    return read_config(found, required, "test")


def _tame(found: type[ActivationFunction], data: st.DataObject) -> ActivationFunction:
    """With settings of which every kink stands on a multiple of a quarter."""
    config = {}
    for name, field in fields_of(found).items():
        if field.kind is FieldKind.NUMBER:
            quarters = [value / 4 for value in range(-4, 13) if field.bounds.admit(value / 4)]
            values = st.sampled_from(quarters)
        else:
            values = st.sampled_from([-1, 1, -2]) if field.kind is FieldKind.INTEGER else st.booleans()
        if field.required or data.draw(st.booleans()):
            config[name] = data.draw(values)
    return read_config(found, config, "test")


def _off_the_kinks(seed: int, shape: tuple[int, ...]) -> np.ndarray:
    values = np.random.default_rng(seed).normal(0, 2, shape)
    return np.where(np.abs(values * 4 - np.round(values * 4)) < 0.01, values + 0.1, values)
