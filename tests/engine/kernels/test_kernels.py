"""Every fast kernel gives what the plain one gives, wherever it can be chosen."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv1D, Conv2D
from nnstudio.catalog.layers.recurrent import GRU, LSTM, Bidirectional, SimpleRNN
from nnstudio.catalog.layers.time_distributed import TimeDistributed
from nnstudio.engine.context import PlanContext
from nnstudio.engine.kernels.choice import CHOICES, kernel_of
from nnstudio.engine.kernels.feature_major.kernel import FeatureMajor
from nnstudio.engine.kernels.merged_groups import MergedGroups
from nnstudio.engine.kernels.plane_convolution import PlaneConvolution
from nnstudio.engine.kernels.winograd import Winograd
from tests.catalog.layers import samples
from tests.catalog.layers.harness import BoundLayer
from tests.catalog.layers.test_every_layer import MOST_ALLOCATED, allocated, small_casting_buffers

LAYERS = {
    FeatureMajor: [LSTM, GRU, SimpleRNN],
    MergedGroups: [Conv1D, Conv2D],
    PlaneConvolution: [Conv1D, Conv2D],
    Winograd: [Conv2D],
}
EVERY_KERNEL = pytest.mark.parametrize(
    ("kernel", "kind"),
    [(kernel, kind) for kernel, kinds in LAYERS.items() for kind in kinds],
    ids=lambda found: found.__name__,
)

SIZES = [
    (Winograd, Conv2D(filters=5, kernel_size=(3, 3), padding="same"), (17, 10, 3), 9),
    (Winograd, Conv2D(filters=2, kernel_size=(3, 3), use_bias=False), (40, 44, 2), 3),
    (Winograd, Conv2D(filters=32, kernel_size=(3, 3), padding="same"), (8, 8, 16), 64),
    (PlaneConvolution, Conv2D(filters=6, kernel_size=(5, 5), padding="same"), (28, 28, 1), 7),
    (PlaneConvolution, Conv2D(filters=4, kernel_size=(3, 3), strides=(2, 2), padding="same"), (65, 64, 3), 40),
    (PlaneConvolution, Conv1D(filters=3, kernel_size=(4,), padding="causal", dilation_rate=(2,)), (50, 2), 5),
    (MergedGroups, Conv2D(filters=24, kernel_size=(3, 3), padding="same", groups=4), (9, 10, 12), 5),
    (MergedGroups, Conv2D(filters=72, kernel_size=(5, 3), strides=(2, 1), groups=6), (9, 10, 48), 3),
    (MergedGroups, Conv1D(filters=32, kernel_size=(4,), padding="causal", groups=8, use_bias=False), (30, 32), 5),
    (FeatureMajor, LSTM(units=16, return_sequences=True, go_backwards=True), (20, 3), 5),
    (FeatureMajor, LSTM(units=8, use_bias=False), (30, 5), 12),
    (FeatureMajor, LSTM(units=4), (1, 2), 1),
    (FeatureMajor, LSTM(units=4, return_sequences=True), (3, 1), 130),
    (FeatureMajor, GRU(units=16, return_sequences=True), (20, 3), 5),
    (FeatureMajor, GRU(units=5, reset_after=False, go_backwards=True), (9, 4), 50),
    (FeatureMajor, GRU(units=5, use_bias=False), (7, 20), 128),
    (FeatureMajor, SimpleRNN(units=7, return_sequences=True), (30, 6), 10),
    (FeatureMajor, SimpleRNN(units=2, use_bias=False, go_backwards=True), (5, 1), 1),
]
EVERY_SIZE = pytest.mark.parametrize(("kernel", "layer", "shape", "batch"), SIZES, ids=str)

few = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


def test_every_kernel_is_tried():
    assert {choice.kernel for choice in CHOICES} == LAYERS.keys()


@EVERY_KERNEL
@few
@given(data=st.data(), batch=st.integers(1, 4), training=st.booleans(), wants_gradient=st.booleans())
def test_a_kernel_computes_what_the_layer_declares(kernel, kind, data, batch, training, wants_gradient):
    layer, shapes = data.draw(samples.layers_on_shapes(kind).filter(lambda drawn: kernel.takes(drawn[0])))
    compare(kernel, layer, shapes[0], batch, np.float64, training=training, wants_gradient=wants_gradient)


@pytest.mark.parametrize("kind", [Bidirectional, TimeDistributed])
@few
@given(data=st.data())
def test_layers_inside_others_have_their_kernels_too(kind, data):
    layer, (shape,) = data.draw(samples.layers_on_shapes(kind).filter(lambda drawn: not drawn[0].draws_numbers))
    assert_equal(BoundLayer(layer, [shape], choose=kernel_of), BoundLayer(layer, [shape]), rtol=1e-9, part=1e-11)


def test_both_directions_are_computed_by_the_fast_kernel():
    seen = []

    def choose(layer, inputs, ctx):
        seen.append(kernel_of(layer, inputs, ctx))
        return seen[-1]

    BoundLayer(Bidirectional(layer=GRU(units=3)), [(4, 2)], choose=choose)
    assert [type(kernel) for kernel in seen] == [FeatureMajor] * 4


@EVERY_SIZE
def test_blocks_and_tiles_of_every_size_add_up(kernel, layer, shape, batch):
    compare(kernel, layer, shape, batch, np.float64)


@pytest.mark.parametrize("kind", [LSTM, GRU, SimpleRNN])
def test_stretches_of_steps_follow_each_other(kind):
    layer = kind(units=64, return_sequences=True)
    compare(FeatureMajor, layer, (40, 16), 128, np.float64)


@EVERY_SIZE
def test_single_precision_stays_within_what_is_asked_of_golden_numbers(kernel, layer, shape, batch):
    compare(kernel, layer, shape, batch, np.float32, rtol=1e-4, part=1e-5)


@EVERY_SIZE
def test_a_bound_pass_allocates_nothing(kernel, layer, shape, batch):
    bound = BoundLayer(layer, [shape], batch=batch, dtype=np.float32, kernel=kernel(layer))
    bound.forward()
    bound.backward()
    with small_casting_buffers():
        assert allocated(bound.forward_calls) < MOST_ALLOCATED
        assert allocated(bound.backward_calls) < MOST_ALLOCATED


@EVERY_SIZE
def test_the_second_pass_equals_the_first(kernel, layer, shape, batch):
    bound = BoundLayer(layer, [shape], batch=batch, dtype=np.float32, kernel=kernel(layer))
    first = results(bound)
    for name, array in results(bound).items():
        np.testing.assert_array_equal(array, first[name])


def compare(
    kernel: type,
    layer: Layer,
    shape: tuple[int, ...],
    batch: int,
    dtype: type[np.floating],
    *,
    training: bool = True,
    wants_gradient: bool = True,
    rtol: float = 1e-9,
    part: float = 1e-11,
) -> None:
    """Hold a kernel against the layer's own; `part` is what may be wrong of the largest value."""
    ours, plain = (
        BoundLayer(
            layer, [shape], batch=batch, dtype=dtype, training=training, wanted=[wants_gradient], kernel=computing
        )
        for computing in (kernel(layer), layer)
    )
    assert_equal(ours, plain, rtol, part)


def assert_equal(ours: BoundLayer, plain: BoundLayer, rtol: float, part: float) -> None:
    """Hold what both passes leave against each other."""
    found = results(ours)
    for name, expected in results(plain).items():
        largest = np.abs(expected).max(initial=0)
        np.testing.assert_allclose(found[name], expected, rtol=rtol, atol=part * largest, err_msg=name)


def results(bound: BoundLayer) -> dict[str, np.ndarray]:
    """What both passes leave."""
    out = bound.forward().copy()
    bound.backward()
    return {"out": out} | {name: gradient.copy() for name, (_, gradient) in bound.learned().items()}


@pytest.mark.parametrize(
    ("layer", "channels", "expected"),
    [
        (Conv2D(filters=8, kernel_size=(5, 5)), 7, PlaneConvolution),
        (Conv2D(filters=8, kernel_size=(5, 5)), 8, Conv2D),
        (Conv2D(filters=8, kernel_size=(1, 1)), 3, Conv2D),
        (Conv2D(filters=8, kernel_size=(3, 3)), 1, PlaneConvolution),
        (Conv2D(filters=8, kernel_size=(3, 3)), 2, Winograd),
    ],
)
def test_the_kernel_that_was_measured_to_win_is_chosen(layer, channels, expected):
    context = PlanContext(training=True, rng=np.random.default_rng(0))
    assert type(kernel_of(layer, [np.zeros((2, 9, 9, channels))], context)) is expected
